"""Questions in, cited answers out: understand, retrieve, answer, verify; the faces; evaluation."""
