"""Small real things that tests of several floors build on."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray


class HashEmbedder:
    """An embedder without a model: hashed character trigrams, so that texts sharing words are near each other.

    For fast tests of stores and search; its vectors are deterministic everywhere.
    """

    dimension = 64

    def __init__(self, name: str = "hash-64") -> None:
        self.name = name
        self.fingerprint = f"{name}:trigrams-1"

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self.embed_query(text)
            if progress:
                progress(row + 1)
        return vectors

    def embed_query(self, text: str) -> NDArray[np.float32]:
        counts = np.zeros(self.dimension, np.float32)
        padded = f"  {unicodedata.normalize('NFC', text).lower()}  "
        for start in range(len(padded) - 2):
            gram = padded[start : start + 3].encode("utf-8", "replace")
            counts[hashlib.blake2b(gram, digest_size=1).digest()[0] % self.dimension] += 1
        vector: NDArray[np.float32] = counts / np.linalg.norm(counts)
        return vector

    def describe(self) -> str:
        return f"{self.name}, {self.dimension}-d, hashed trigrams"
