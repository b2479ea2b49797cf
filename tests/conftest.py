"""Fixtures that tests of several floors share."""

from __future__ import annotations

import signal

import pytest
from hypothesis import settings

from index.embedding import Embedder, EmbeddingError, load_embedder

# What a shell starts in the background ignores SIGINT, and so would the programs that tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


# The gate tries the same examples on the same code each time; `make properties` looks for new ones.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("wide", max_examples=1500, deadline=None, print_blob=True)
settings.load_profile("gate")


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The default embedding model, from the user's cache; built there once (a minute or two) where it is absent."""
    try:
        return load_embedder()
    except EmbeddingError as error:
        pytest.skip(f"no embedding model: {error}")
