"""The folder in which what was uploaded lies: names made safe, files written whole or not at all."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Container
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from urllib.parse import quote, unquote

from ingest.readers import READERS
from ingest.readers.archive import SUFFIX as ARCHIVE

SUFFIXES = (*READERS, ARCHIVE)
_LONGEST = 180  # bytes of a name; file systems allow 255
_BLOCK = 1 << 18
_BAD = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


class TooLargeError(OSError):
    """More was sent than may be."""


def safe_name(sent: str) -> str:
    """The name under which a file is stored: the last part of what was sent, without what file systems or readers of
    a list trip over.

    >>> safe_name("../../etc/báo cáo?.DOCX"), safe_name("C:\\\\x\\\\a.md"), safe_name("..")
    ('báo cáo_.docx', 'a.md', 'tài liệu')
    """
    name = unicodedata.normalize("NFC", sent).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in _BAD.sub("_", name) if unicodedata.category(c) not in {"Cf", "Cs", "Co", "Cn", "Cc"})
    plain = PurePosixPath(" ".join(name.split()) or "_")
    stem, suffix = plain.stem.strip(" .~"), plain.suffix.strip(" .").lower()
    if not stem or _DEVICES.match(stem):
        stem = f"tài liệu {stem}".strip()
    while len(stem.encode()) > _LONGEST:
        stem = stem[:-1]
    return stem + (f".{suffix.lstrip('.')}" if suffix and len(suffix) < 12 else "")


def is_readable(name: str) -> bool:
    """Whether files of this name can be read at all."""
    return PurePosixPath(name).suffix.lower() in SUFFIXES


def folder_of(uploads: Path, collection: str) -> Path:
    """Where files of a collection lie; each collection has a folder of its own (``collection_of`` reads it back)."""
    return uploads / (quote(collection, safe="").replace(".", "%2E") or "default")


def collection_of(folder: Path) -> str:
    """The collection whose folder this is."""
    return unquote(folder.name)


def store(source: BinaryIO, folder: Path, name: str, *, most: int, taken: Container[str] = ()) -> Path:
    """Write what ``source`` gives into ``folder``: whole or not at all, under ``name`` or, where that is held by a
    file or among ``taken`` paths, "name (2)".

    Raises:
        TooLargeError: it is longer than ``most`` bytes. OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = folder / f".{os.urandom(12).hex()}.part"
    try:
        with part.open("xb") as out:
            size = 0
            while block := source.read(_BLOCK):
                size += len(block)
                if size > most:
                    raise TooLargeError(f"larger than {most} bytes")
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
        return _placed(part, folder, name, taken)
    finally:
        part.unlink(missing_ok=True)


def _placed(part: Path, folder: Path, name: str, taken: Container[str]) -> Path:
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    for number in range(1, 10_000):
        path = folder / (name if number == 1 else f"{stem} ({number}){suffix}")
        if str(path.resolve()) in taken:
            continue
        try:
            os.link(part, path)  # unlike a rename, it never replaces a file
        except FileExistsError:
            continue
        return path
    raise OSError(f"{name}: too many files of this name")


def size_of(uploads: Path) -> int:
    """Bytes of all that is stored; what vanishes meanwhile counts nothing."""
    total = 0
    for path in uploads.glob("*/*"):
        with suppress(FileNotFoundError):
            total += path.stat().st_size
    return total


def clear_parts(uploads: Path) -> None:
    """Remove what uploads that were cut off have left."""
    for part in uploads.glob("*/.*.part"):
        part.unlink(missing_ok=True)
