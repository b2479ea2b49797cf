"""Where built models live, and how a folder of them is known to be whole."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, ValidationError

from index.embedding.errors import EmbeddingError

Engine = Literal["onnx-int8", "sentence-transformers"]

MANIFEST = "manifest.json"
# Raised when a build of the same model would give other files; older builds are then rebuilt.
BUILD_VERSION = 2


class Manifest(BaseModel):
    """What a built model is; written last, so that a folder without one is not a built model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = BUILD_VERSION
    name: str
    engine: Engine
    dimension: int
    max_tokens: int
    query_prefix: str
    passage_prefix: str
    pooling: str
    source: str
    """State of the local folder it was built from (see `source_state`); empty for a name."""
    parity: float | None
    """Mean cosine of int8 to fp32 vectors on the probe texts; None where int8 could not be made."""
    reason: str
    """Why the model is not served by ONNX Runtime; empty where it is."""
    files: dict[str, tuple[int, str]]
    """Size in bytes and SHA-256 by path relative to the folder."""


def cache_root(cache: Path | None = None) -> Path:
    """Folder of all built models: `cache`, or ``$HOIDAP_CACHE/models``, or ``models`` in the platform's user cache."""
    if cache is not None:
        return cache
    base = os.environ.get("HOIDAP_CACHE") or platformdirs.user_cache_dir("hoidap", appauthor=False)
    return Path(base).expanduser() / "models"


def model_folder(root: Path, spec: str, device: str) -> Path:
    """Folder of the model `spec` (see `resolve_spec`) built for `device`; readable, and distinct for distinct specs."""
    readable = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(spec).name).strip(".-")[:60] or "model"
    return root / f"{readable}-{hashlib.sha256(spec.encode('utf-8', 'replace')).hexdigest()[:8]}-{device}"


def source_state(spec: str) -> str:
    """Digest of names, sizes and times in a model's folder; empty for a hub name, which is fetched once and kept."""
    folder = Path(spec)
    if not folder.is_absolute():
        return ""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        stat = path.stat()
        digest.update(f"{path.relative_to(folder)}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def describe_files(folder: Path) -> dict[str, tuple[int, str]]:
    """Size and SHA-256 of every file under `folder` but the manifest."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, _sha256(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a built model whose files have their recorded sizes; None where there is no such model."""
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValidationError):
        return None
    if manifest.version != BUILD_VERSION:
        return None
    for name, (size, _) in manifest.files.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != size:
            return None
    return manifest


def damaged_file(folder: Path, manifest: Manifest) -> str | None:
    """First file whose content is not what was built, or None."""
    return next((name for name, (_, digest) in manifest.files.items() if _sha256(folder / name) != digest), None)


def fingerprint(manifest: Manifest, preparation: str) -> str:
    """Identity of the vectors a built model gives on one machine."""
    parts = [
        preparation,
        manifest.engine,
        str(manifest.max_tokens),
        manifest.query_prefix,
        manifest.passage_prefix,
        manifest.pooling,
        *(f"{name}={digest}" for name, (_, digest) in sorted(manifest.files.items())),
    ]
    return f"{manifest.name}:{manifest.engine}:{hashlib.sha256(repr(parts).encode()).hexdigest()[:16]}"


def publish(built: Path, folder: Path, manifest: Manifest) -> None:
    """Move a finished build to its place, replacing what stood there. Hold the model's lock."""
    (built / MANIFEST).write_text(manifest.model_dump_json(indent=2), encoding="utf-8")
    old = folder.with_name(f".old-{folder.name}")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    built.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def build_lock(folder: Path, waiting: Callable[[], None]) -> Iterator[Path]:
    """Hold the only right to build `folder`, across processes; yields an empty folder to build in.

    The kernel frees the lock when its holder dies, and the next holder clears what was left half built.
    `waiting` is called about five times a second while another process builds.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = (folder.parent / f".{folder.name}.lock").open("w")
    except OSError as error:
        raise EmbeddingError(f"cannot write the model cache {folder.parent}: {error.strerror}") from error
    with lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                waiting()
                time.sleep(0.2)
        workplace = folder.with_name(f".building-{folder.name}")
        shutil.rmtree(workplace, ignore_errors=True)
        workplace.mkdir()
        try:
            yield workplace
        finally:
            shutil.rmtree(workplace, ignore_errors=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
