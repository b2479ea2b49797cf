"""ZIP archives: members are listed within bounds and read one by one as files; nothing is unpacked to disk."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest.blocks import ReadError

SUFFIX = ".zip"
MAX_ARCHIVE_BYTES = 1024**3
MAX_MEMBERS = 2000  # to be read
MAX_ENTRIES = 20_000
MAX_TOTAL = 2 * 1024**3
MAX_MEMBER_BYTES = 50 * 1024 * 1024
MAX_RATIO = 200
MAX_DEPTH = 2  # an archive in an archive, no more
_SMALL = 10 * 1024 * 1024
_FAULTS = (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its safe ``name`` below the archive's; ``reason`` says why it can't be read, else None."""

    name: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    chain: tuple[str, ...]  # names as stored, outermost archive first
    reason: str | None = None


def members(path: Path, file: str, wanted: Callable[[str], bool]) -> list[Member]:
    """The members with a ``wanted`` name, those of inner archives included. Raises ``ReadError`` for a bomb."""
    return [Member(entry.name, entry.reason) for entry in _entries(path, file, wanted)]


def read_member(path: Path, file: str, member: str, wanted: Callable[[str], bool]) -> bytes:
    """The bytes of a member by the name that ``members`` gave it. Raises ``ReadError`` where it can't be read."""
    entry = next((e for e in _entries(path, file, wanted) if e.name == member), None)
    if entry is None:
        raise ReadError(file, "is no longer in the archive")
    if entry.reason:
        raise ReadError(file, entry.reason)
    try:
        with zipfile.ZipFile(path) as outer:
            return _content(outer, entry.chain, file)
    except _FAULTS as error:
        raise ReadError(file, "is damaged in the archive") from error


def _content(archive: zipfile.ZipFile, chain: tuple[str, ...], file: str) -> bytes:
    try:
        with archive.open(chain[0]) as stream:
            data = stream.read(MAX_MEMBER_BYTES + 1)
    except RuntimeError as error:  # what zipfile raises for a member under a password
        raise ReadError(file, "is locked with a password") from error
    if len(data) > MAX_MEMBER_BYTES:
        raise ReadError(file, f"larger than {MAX_MEMBER_BYTES // 1024**2} MB")
    if len(chain) == 1:
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as inner:
        return _content(inner, chain[1:], file)


def _entries(path: Path, file: str, wanted: Callable[[str], bool]) -> list[_Entry]:
    try:
        with zipfile.ZipFile(path) as archive:
            found = list(_walk(archive, file, wanted, (), ""))
    except _FAULTS as error:
        raise ReadError(file, "is not a readable archive") from error
    if len(found) > MAX_MEMBERS:
        raise ReadError(file, f"holds more than {MAX_MEMBERS} documents")
    taken: dict[str, int] = {}
    named = []
    for entry in found:
        taken[entry.name] = count = taken.get(entry.name, 0) + 1
        named.append(entry if count == 1 else _Entry(_numbered(entry.name, count), entry.chain, entry.reason))
    return named


def _numbered(name: str, count: int) -> str:
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}~{count}{path.suffix}"))


def _walk(
    archive: zipfile.ZipFile, file: str, wanted: Callable[[str], bool], chain: tuple[str, ...], below: str
) -> Iterator[_Entry]:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_TOTAL:
        raise ReadError(file, "unpacks to more than is allowed")
    for entry in entries:
        name = safe_name(entry)
        if entry.is_dir() or not name or not (wanted(name) or name.lower().endswith(SUFFIX)):
            continue
        here = (*chain, entry.filename)
        if reason := _refused(entry):
            yield _Entry(below + name, here, reason)
        elif not name.lower().endswith(SUFFIX):
            yield _Entry(below + name, here)
        elif len(here) >= MAX_DEPTH:
            yield _Entry(below + name, here, f"an archive more than {MAX_DEPTH} deep")
        else:
            try:
                with zipfile.ZipFile(io.BytesIO(_content(archive, (entry.filename,), file))) as inner:
                    yield from _walk(inner, file, wanted, here, f"{below}{name}/")
            except (*_FAULTS, ReadError) as error:
                reason = error.reason if isinstance(error, ReadError) else "is not a readable archive"
                yield _Entry(below + name, here, reason)


def _refused(entry: zipfile.ZipInfo) -> str | None:
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "a link"
    if entry.file_size > MAX_MEMBER_BYTES:
        return f"larger than {MAX_MEMBER_BYTES // 1024**2} MB"
    if entry.file_size > max(_SMALL, MAX_RATIO * entry.compress_size):
        return "unpacks to more than is allowed"
    return "is locked with a password" if entry.flag_bits & 1 else None


def safe_name(entry: zipfile.ZipInfo) -> str:
    """A member's name as a relative POSIX path without tricks; '' for what is hidden or has no name.

    Names of Windows archives without the UTF-8 mark are read as UTF-8 where they are that.
    """
    name = entry.filename
    if not entry.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = entry.filename
    name = re.sub(r"^[A-Za-z]:", "", name.replace("\\", "/"))
    parts = ["".join(c if c.isprintable() else "_" for c in part).strip() for part in name.split("/")]
    parts = [part for part in parts if part not in ("", ".", "..")]
    if any(part.startswith((".", "~$", "__MACOSX")) for part in parts):
        return ""
    return "/".join(parts)[:500]
