"""From a model's name to an engine that serves it, building it on first use."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

from index.embedding import cache as store
from index.embedding import e5_weights
from index.embedding.embedder import Embedder
from index.embedding.onnx_engine import OnnxEmbedder
from index.embedding.source import resolve_spec
from index.embedding.torch_engine import TorchEmbedder, choose_device

DEFAULT_MODEL = e5_weights.NAME

_log = logging.getLogger(__name__)


def load_embedder(
    spec: str | None = None, *, cache: Path | None = None, progress: Callable[[str, float], None] | None = None
) -> Embedder:
    """The engine for the embedding model `spec`: a sentence-transformers folder or hub name.

    None or "" means ``HOIDAP_EMBEDDING``, else the default model. The first use builds the model under `cache`
    (default: see `cache_root`), one builder at a time across processes; a damaged or outdated build is built anew.
    `progress` gets a stage ("wait", "fetch", "export", "quantise", "check", "save", "done") and the fraction done,
    only while building.
    Raises EmbeddingError.
    """
    spec = _resolve(spec)
    device = choose_device()
    folder = store.model_folder(store.cache_root(cache), spec, device)
    manifest = _whole_build(folder, spec)
    if manifest is None:
        manifest = _build(folder, spec, device, progress or (lambda _stage, _fraction: None))
    if manifest.engine == "onnx-int8":
        return OnnxEmbedder(folder, manifest)
    return TorchEmbedder(folder, manifest, device)


def cached_model(spec: str | None = None, cache: Path | None = None) -> Path | None:
    """Folder of the built model, or None where `load_embedder` would have to build it."""
    spec = _resolve(spec)
    folder = store.model_folder(store.cache_root(cache), spec, choose_device())
    return folder if _current_build(folder, spec) else None


def _resolve(spec: str | None) -> str:
    return resolve_spec(spec or os.environ.get("HOIDAP_EMBEDDING") or DEFAULT_MODEL)


def _current_build(folder: Path, spec: str) -> store.Manifest | None:
    manifest = store.read_manifest(folder)
    return manifest if manifest and manifest.source == store.source_state(spec) else None


def _whole_build(folder: Path, spec: str) -> store.Manifest | None:
    """The build in `folder` where it is current and every byte is as built."""
    manifest = _current_build(folder, spec)
    if manifest and (damaged := store.damaged_file(folder, manifest)):
        _log.warning("the built model %s is damaged (%s) and is built again", folder, damaged)
        return None
    return manifest


def _build(folder: Path, spec: str, device: str, report: Callable[[str, float], None]) -> store.Manifest:
    with store.build_lock(folder, waiting=lambda: report("wait", 0.0)) as workplace:
        if manifest := _whole_build(folder, spec):  # another process has just built it
            return manifest
        from index.embedding.build import build

        manifest = build(spec, workplace, device=device, report=report)
        store.publish(workplace, folder, manifest)
    report("done", 1.0)
    return manifest
