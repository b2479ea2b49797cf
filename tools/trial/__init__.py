"""Trials of a whole server under load: how fast, whether anything is mixed up, told to the wrong reader, or lost."""
