"""The files that documents were read from, to be taken along as they are.

Only the very bytes that a document was read from are given out: its content hash is checked on what was read. Whatever
stands at its path now, put there by whomever, is not given out in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.model import Document
from ingest.blocks import ReadError
from ingest.changes import hash_of
from ingest.parse import AWAITS_OCR, content_hash
from ingest.readers import MAX_BYTES, is_archive, is_supported
from ingest.readers.archive import read_member


@dataclass(frozen=True, slots=True)
class Original:
    """Where a document's file lies: ``path``, or the ``member`` of the archive there."""

    path: Path
    member: str | None = None

    @property
    def name(self) -> str:
        """The file's own name."""
        return Path(self.member or self.path).name


class ChangedError(OSError):
    """The file is gone, or no longer the one that was read."""


def find(document: Document) -> Original | None:
    """Where the file of a document lies; ``None`` where it came of an address or its file is gone. Reads nothing."""
    for path in map(Path, document.sources):
        if not path.is_absolute() or not is_supported(path.name):
            continue
        try:
            if path.is_file():
                return Original(path)
            archive = next((above for above in path.parents if is_archive(above.name) and above.is_file()), None)
        except OSError:  # a name too long for this file system, a folder that may not be entered
            continue
        if archive is not None:
            return Original(archive, path.relative_to(archive).as_posix())
    return None


def read(document: Document) -> tuple[Original, bytes]:
    """The file of a document and its bytes.

    Raises:
        ChangedError: it is gone, or holds something else than what was read.
    """
    original = find(document)
    if original is None:
        raise ChangedError(document.file)
    try:
        data, hashed = _whole(original) if original.member is None else _member(original, original.member)
    except (OSError, ReadError) as error:
        raise ChangedError(document.file) from error
    if document.content_hash not in {hashed, hashed + AWAITS_OCR}:
        raise ChangedError(document.file)
    return original, data


def _whole(original: Original) -> tuple[bytes, str]:
    with original.path.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    return data, content_hash(data)


def _member(original: Original, member: str) -> tuple[bytes, str]:
    data = read_member(original.path, original.name, member, is_supported)
    return data, content_hash(f"{hash_of(original.path, original.path.name)}/{member}".encode())
