"""Files in, clean structured documents out: read, clean, structure, metadata, indicators, chunk."""
