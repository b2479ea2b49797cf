"""Fixtures that tests of several floors share."""

from __future__ import annotations

import pytest

from index.embedding import Embedder, EmbeddingError, load_embedder


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The default embedding model, from the user's cache; built there once (a minute or two) where it is absent."""
    try:
        return load_embedder()
    except EmbeddingError as error:
        pytest.skip(f"no embedding model: {error}")
