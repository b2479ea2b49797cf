"""Errors of the index that a person is meant to read: each message is one line."""

from __future__ import annotations


class LibraryError(RuntimeError):
    """The index cannot do what was asked; the message says why in one line."""


class LibraryBusyError(LibraryError):
    """Another process is writing; the message names it."""


class EmbeddingMismatchError(LibraryError):
    """The stored vectors come from another embedding model: `reindex` brings them up to date."""
