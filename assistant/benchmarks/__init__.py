"""Measurements of retrieval beside what a user would pick instead. Run through ``assistant.faces.bench_retrieval``."""
