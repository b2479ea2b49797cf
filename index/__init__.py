"""Ground floor: what a document, a passage and an indicator are, how they are stored and found again."""
