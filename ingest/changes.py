"""Which of the files found are new or changed, and which only repeat what is known: told by their bytes alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path, PurePosixPath

from index.library import Library
from index.model import Filters
from ingest.blocks import ReadError
from ingest.folders import Found
from ingest.parse import AWAITS_OCR, content_hash
from ingest.readers import MAX_BYTES, is_archive, is_supported, ocr
from ingest.readers.archive import MAX_ARCHIVE_BYTES, Member
from ingest.report import Failure
from ingest.worker import Worker

_LISTINGS = "archives"


@dataclass(frozen=True, slots=True)
class Known:
    """A file that the library has: ``id`` is its own, ``of`` the file that its document goes by."""

    id: str
    file: str
    of: str
    hashed: str
    source: str


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read."""

    item: Found
    file: str
    hashed: str


@dataclass(frozen=True, slots=True)
class Twin:
    """A file with the bytes of another one, which the library knows or a job reads."""

    job: Job
    first: str


@dataclass(slots=True)
class Changes:
    """Files to read, files that repeat known ones or ones to read, files that are as they were, and failures."""

    jobs: list[Job] = field(default_factory=list)
    twins_of_known: list[Twin] = field(default_factory=list)
    twins_of_jobs: list[Twin] = field(default_factory=list)
    unchanged: list[Known] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)


def known_files(library: Library, collection: str) -> dict[str, Known]:
    """Every file of a collection, copies included, by name."""
    known: dict[str, Known] = {}
    for record in library.documents(Filters(collections=(collection,))):
        own = record.sources[: len(record.sources) - sum(len(c.sources) for c in record.copies)]
        for id_, file, hashed, sources in (
            (record.id, record.file, record.content_hash, own),
            *((c.id, c.file, c.content_hash, c.sources) for c in record.copies),
        ):
            known[file] = Known(id_, file, record.file, hashed, sources[0] if sources else "")
    return known


def changes(
    found: Sequence[Found], files: Sequence[str], known: Mapping[str, Known], archives: Mapping[Path, str]
) -> Changes:
    """Sort the files found (``files`` are their names) by what is to be done; ``archives`` holds archives' hashes."""
    sorted_ = Changes()
    contents = {_content(k.file, k.hashed): k.file for k in known.values()}
    queued: dict[tuple[str, str], str] = {}
    for item, file in zip(found, files, strict=True):
        try:
            hashed = _member_hash(archives[item.path], item.member) if item.member else hash_of(item.path, file)
        except ReadError as error:
            sorted_.failed.append(Failure(file, error.reason))
            continue
        before = known.get(file)
        job = Job(item, file, hashed)
        if before and (before.hashed == hashed or (before.hashed == hashed + AWAITS_OCR and not ocr.available())):
            sorted_.unchanged.append(before)
        elif first := contents.get(_content(file, hashed)):
            sorted_.twins_of_known.append(Twin(job, first))
        elif first := queued.get(_content(file, hashed)):
            sorted_.twins_of_jobs.append(Twin(job, first))
        else:
            queued[_content(file, hashed)] = file
            sorted_.jobs.append(job)
    return sorted_


def _content(file: str, hashed: str) -> tuple[str, str]:
    """The same bytes are read alike under the same suffix only."""
    return PurePosixPath(file).suffix.lower(), hashed


def _member_hash(archive: str, member: str) -> str:
    return content_hash(f"{archive}/{member}".encode())


def hash_of(path: Path, file: str) -> str:
    """The content hash of a file or archive. Raises ``ReadError`` where it can't be read or is too large."""
    limit = MAX_ARCHIVE_BYTES if is_archive(path.name) else MAX_BYTES
    try:
        if not is_supported(path.name) and not is_archive(path.name):
            raise ReadError(file, "no reader for this kind of file")
        if path.stat().st_size > limit:
            raise ReadError(file, f"larger than {limit // (1024 * 1024)} MB")
        if limit == MAX_BYTES:
            return content_hash(path.read_bytes())
        with path.open("rb") as stream:
            return content_hash(file_digest(stream, "blake2b").digest())
    except OSError as error:
        raise ReadError(file, error.strerror or "cannot be opened") from error


@dataclass(slots=True)
class Unpacked:
    """Files with the members of archives in their archive's place; ``lost`` are the archives that can't be read."""

    items: list[Found] = field(default_factory=list)
    hashes: dict[Path, str] = field(default_factory=dict)
    failed: list[Failure] = field(default_factory=list)
    lost: set[Path] = field(default_factory=set)


def unpack(found: Sequence[Found], library: Library) -> Unpacked:
    """List archives; what one holds is kept with the library for as long as its bytes stay the same."""
    made = Unpacked()
    worker = Worker()
    stored = library.get_state(_LISTINGS)
    before: dict[str, list[object]] = json.loads(stored[0]) if stored else {}
    listings = {path: listing for path, listing in before.items() if Path(path).exists()}
    try:
        for item in found:
            if is_archive(item.path.name):
                _list(item, made, listings, worker)
            else:
                made.items.append(item)
    finally:
        worker.close()
        if listings != before:
            library.put_state(_LISTINGS, json.dumps(listings).encode())
    return made


def _list(item: Found, made: Unpacked, listings: dict[str, list[object]], worker: Worker) -> None:
    try:
        made.hashes[item.path] = hashed = hash_of(item.path, item.relative)
        listing = listings.get(str(item.path))
        if listing is None or listing[0] != hashed:
            members = worker.members(item.path, item.relative)
            listings[str(item.path)] = listing = [hashed, *([m.name, m.reason] for m in members)]
    except ReadError as error:
        made.failed.append(Failure(item.relative, error.reason))
        made.lost.add(item.path)
        return
    for member in _members(listing):
        name = f"{item.relative}/{member.name}"
        if member.reason:
            made.failed.append(Failure(name, member.reason))
        else:
            made.items.append(Found(item.path, item.root, name, member.name))


def _members(listing: Sequence[object]) -> Iterator[Member]:
    for entry in listing[1:]:
        assert isinstance(entry, list)
        yield Member(*entry)
