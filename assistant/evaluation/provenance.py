"""What a measurement was made of: the commit, the source as it stands, the corpus. All without a clock."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

from index.readable import Readable

_PACKAGES = ("assistant", "index", "ingest", "prompts")
_ROOT = Path(__file__).resolve().parents[2]


@cache
def commit() -> str | None:
    """The commit of the source tree, with a + where it was changed; null outside of one."""
    if not (_ROOT / ".git").exists():
        return None
    asked = ["git", "-C", str(_ROOT), "describe", "--always", "--dirty=+", "--abbrev=12"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip() or None


@cache
def source_fingerprint() -> str:
    """Of every code, data and prompt file: two runs of the same commit with different changes are told apart."""
    files: list[tuple[str, bytes]] = []
    for package in _PACKAGES:
        found = find_spec(package)
        for root in map(Path, (found and found.submodule_search_locations) or ()):
            files += [
                (f"{package}/{path.relative_to(root).as_posix()}", path.read_bytes())
                for path in root.rglob("*")
                if path.is_file() and "__pycache__" not in path.parts
            ]
    return _hash(part for name, content in sorted(files) for part in (name.encode(), content))


def corpus_fingerprint(library: Readable) -> str:
    """Of the documents' contents and the embedding model."""
    documents = sorted((r.collection, r.file, r.content_hash, str(r.passages)) for r in library.documents())
    return _hash([library.embedder.fingerprint.encode(), *("\t".join(row).encode() for row in documents)])


def _hash(parts: Iterable[bytes]) -> str:
    digest = blake2b(digest_size=12)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
