"""Serving with sentence-transformers itself: on a GPU, or where a model cannot be served by ONNX Runtime."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.embedding.cache import Manifest, fingerprint
from index.embedding.embedder import PREPARATION, Vectors, prepare
from index.embedding.source import load_source

SOURCE_FOLDER = "source"

_BATCH = {"cpu": 8, "cuda": 128}


class TorchEmbedder:
    """Owns a sentence-transformers model on `device` ("cpu" or "cuda")."""

    def __init__(self, folder: Path, manifest: Manifest, device: str) -> None:
        self._model = load_source(str(folder / SOURCE_FOLDER), device=device, local=True)
        self._model.max_seq_length = manifest.max_tokens
        self._device = device
        self._manifest = manifest
        self.name = manifest.name
        self.dimension = manifest.dimension
        self.fingerprint = f"{fingerprint(manifest, PREPARATION)}:{device}"

    def embed_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """See `Embedder.embed_passages`; here vectors repeat to about 1e-6 whatever the batch."""
        group = 32 * _BATCH[self._device]
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), group):
            stop = min(start + group, len(texts))
            vectors[start:stop] = self._encode(self._manifest.passage_prefix, texts[start:stop])
            if progress:
                progress(stop)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """See `Embedder.embed_query`."""
        vector: Vectors = self._encode(self._manifest.query_prefix, [text])[0]
        return vector

    def describe(self) -> str:
        """See `Embedder.describe`."""
        reason = f" ({self._manifest.reason})" if self._manifest.reason else ""
        return f"{self.name}, {self.dimension}-d, sentence-transformers on {self._device}{reason}"

    def _encode(self, prefix: str, texts: Sequence[str]) -> Vectors:
        encoded = self._model.encode(
            [prefix + prepare(text) for text in texts],
            prompt="",  # the prefix is already there; no default prompt on top of it
            batch_size=_BATCH[self._device],
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        vectors: Vectors = np.asarray(encoded, np.float32)
        return vectors


def choose_device() -> str:
    """Where to compute, "cuda" or "cpu": ``HOIDAP_EMBEDDING_DEVICE``, or what torch finds.

    Asking torch takes seconds, so it is asked only on a machine that shows an NVIDIA driver.
    """
    wish = os.environ.get("HOIDAP_EMBEDDING_DEVICE", "")
    if wish in _BATCH:
        return wish
    if not Path("/proc/driver/nvidia/version").exists():
        return "cpu"
    try:
        import torch
    except ImportError:
        return "cpu"
    return "cuda" if torch.cuda.is_available() else "cpu"
