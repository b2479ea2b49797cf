"""Serving with ONNX Runtime: no torch, a second to load, milliseconds a question.

Each text is run alone, without padding, one text a core: int8 activations are scaled per run, so in a batch a text's
vector would depend on its neighbours (cosine .997). Alone it repeats exactly, whatever the call, the order and the
number of cores.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from index.embedding.cache import Manifest, fingerprint
from index.embedding.embedder import PREPARATION, Vectors, prepare
from index.embedding.errors import EmbeddingError

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"

_GROUP = 256  # texts handed to the threads at once: keeps interruption quick and the queue small
_MAX_THREADS = 16


class OnnxEmbedder:
    """Owns one ONNX Runtime session and a tokenizer; safe to use from several threads."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        # One thread a run: the parallelism is over texts, which is faster than within one.
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        # The file holds the graph as optimised at build time; its weights are mapped into memory, not read.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        except Exception as error:  # both libraries raise bare classes of their own; the name and cause are reported
            raise EmbeddingError(f"{folder}: cannot be loaded ({error})") from error
        self._tokenizer.enable_truncation(manifest.max_tokens)
        self._tokenizer.no_padding()
        self._manifest = manifest
        self.name = manifest.name
        self.dimension = manifest.dimension
        self.fingerprint = fingerprint(manifest, PREPARATION)

    def embed_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """See `Embedder.embed_passages`."""
        vectors = np.empty((len(texts), self.dimension), np.float32)

        def fill(row: int) -> None:
            vectors[row] = self._embed(self._manifest.passage_prefix, texts[row])

        with ThreadPoolExecutor(min(available_cores(), _MAX_THREADS)) as threads:
            done = 0
            for start in range(0, len(texts), _GROUP):
                for _ in threads.map(fill, range(start, min(start + _GROUP, len(texts)))):
                    done += 1
                    if progress:
                        progress(done)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """See `Embedder.embed_query`."""
        return self._embed(self._manifest.query_prefix, text)

    def describe(self) -> str:
        """See `Embedder.describe`."""
        parity = f"{self._manifest.parity:.4f}" if self._manifest.parity is not None else "?"
        return f"{self.name}, {self.dimension}-d, ONNX Runtime int8, mean cosine {parity} to fp32"

    def _embed(self, prefix: str, text: str) -> Vectors:
        ids = np.array([self._tokenizer.encode(prefix + prepare(text)).ids], np.int64)
        (vectors,) = self._session.run(None, {"input_ids": ids})
        vector: Vectors = vectors[0]
        return vector


def available_cores() -> int:
    """Cores this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
