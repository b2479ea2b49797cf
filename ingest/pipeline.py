"""Folders and files into a library: only what changed is parsed, on all cores, while what is parsed is embedded and
stored.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path

from index.library import Library
from index.model import Filters, ParsedDocument
from ingest.blocks import MissingToolError, ReadError
from ingest.folders import Found, Skipped, name_files, walk
from ingest.parse import content_hash
from ingest.readers import MAX_BYTES, is_archive, is_supported
from ingest.readers.archive import MAX_ARCHIVE_BYTES
from ingest.worker import Worker

Progress = Callable[[int, int], None]  # files done, files in all

# A batch is stored at once: what a kill loses is at most this much.
BATCH_DOCUMENTS = 64
BATCH_UNITS = 600


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that couldn't be ingested, and why in one line."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What a run did, by file. ``embedded`` and ``reused`` count vectors; ``embedding_seconds`` is the time spent
    storing and embedding.
    """

    done: tuple[str, ...] = ()
    unchanged: int = 0
    removed: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    embedded: int = 0
    reused: int = 0
    seconds: float = 0.0
    embedding_seconds: float = 0.0
    documents_per_second: float = 0.0
    vectors_per_second: float = 0.0


@dataclass(frozen=True, slots=True)
class _Job:
    item: Found
    file: str
    hashed: str


@dataclass(slots=True)
class _Run:
    """What a run has done so far."""

    done: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    embedded: int = 0
    reused: int = 0
    embedding_seconds: float = 0.0


def ingest(
    paths: Sequence[Path],
    library: Library,
    *,
    collection: str = "default",
    progress: Progress | None = None,
    remove_missing: bool = True,
    only: Collection[Path] | None = None,
) -> IngestReport:
    """Bring a collection up to date with folders and files.

    A file whose bytes are known costs its hash; a changed one replaces its document; one that is gone from a folder
    given here is removed (``remove_missing``). A file that can't be read is reported and the rest goes in. What is
    stored stays, whenever the run is stopped. ``only`` limits the run to these files, and what is below these folders.
    """
    began = time.monotonic()
    walked = walk(paths)
    run = _Run()
    found, lost = _unpacked([f for f in walked.found if _touched(f.path, only)], run)
    roots = (*walked.roots, *{f.path for f in found if f.member})
    records = library.documents(Filters(collections=(collection,)))
    names = {source: r.file for r in records for source in r.sources}
    owners = {r.file: r.sources[0] if r.sources else "" for r in records}
    files = name_files(found, owners, names)
    known = {r.file: (r.id, r.content_hash) for r in records}
    jobs, unchanged = _changed(found, files, known, run)
    total = len(found)
    _store(
        library, _parsed(jobs, collection, run), run, lambda done: progress and progress(done, total), total - len(jobs)
    )
    removed: list[str] = []
    if remove_missing:
        kept = set(files)
        gone = {
            r.file: r.id
            for r in records
            if r.file not in kept and r.sources and _gone(Path(r.sources[0]), roots, lost, only)
        }
        if gone:
            library.apply(removals=list(gone.values()))
            removed = sorted(gone)
    if progress:
        progress(total, total)
    seconds = time.monotonic() - began
    return IngestReport(
        done=tuple(run.done),
        unchanged=unchanged,
        removed=tuple(removed),
        failed=tuple(run.failed),
        skipped=(*(walked.skipped if only is None else ()), *run.skipped),
        embedded=run.embedded,
        reused=run.reused,
        seconds=round(seconds, 3),
        embedding_seconds=round(run.embedding_seconds, 3),
        documents_per_second=round(len(run.done) / seconds, 2) if seconds else 0.0,
        vectors_per_second=round(run.embedded / run.embedding_seconds, 2) if run.embedding_seconds else 0.0,
    )


def _touched(path: Path, only: Collection[Path] | None) -> bool:
    return only is None or path in only or any(above in only for above in path.parents)


def _gone(source: Path, roots: Sequence[Path], lost: Collection[Path], only: Collection[Path] | None) -> bool:
    """Whether a source that wasn't found is gone: it stood below a root, and in no archive that can't be read now."""
    inside = any(source.is_relative_to(root) for root in roots)
    return inside and _touched(source, only) and not any(above in lost for above in source.parents)


def _unpacked(found: Sequence[Found], run: _Run) -> tuple[list[Found], set[Path]]:
    """The files with the members of archives in their archive's place, and the archives that couldn't be read."""
    items: list[Found] = []
    lost: set[Path] = set()
    worker = Worker()
    try:
        for item in found:
            if not is_archive(item.path.name):
                items.append(item)
                continue
            try:
                members = worker.members(item.path, item.relative)
            except ReadError as error:
                run.failed.append(Failure(item.relative, error.reason))
                lost.add(item.path)
                continue
            for member in members:
                name = f"{item.relative}/{member.name}"
                if member.reason:
                    run.failed.append(Failure(name, member.reason))
                else:
                    items.append(Found(item.path, item.root, name, member.name))
    finally:
        worker.close()
    return items, lost


def _changed(
    found: Sequence[Found], files: Sequence[str], known: dict[str, tuple[str, str]], run: _Run
) -> tuple[list[_Job], int]:
    """The files whose content isn't in the library as it is, and how many are."""
    jobs: list[_Job] = []
    unchanged = 0
    archives: dict[Path, str] = {}
    for item, file in zip(found, files, strict=True):
        try:
            if item.member and item.path not in archives:
                archives[item.path] = _hash(item.path, file, MAX_ARCHIVE_BYTES)
            hashed = (
                content_hash(f"{archives[item.path]}/{item.member}".encode())
                if item.member
                else _hash(item.path, file, MAX_BYTES)
            )
        except ReadError as error:
            run.failed.append(Failure(file, error.reason))
            continue
        if known.get(file, ("", ""))[1] == hashed:
            unchanged += 1
        else:
            jobs.append(_Job(item, file, hashed))
    return jobs, unchanged


def _hash(path: Path, file: str, limit: int) -> str:
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


def _parsed(jobs: Sequence[_Job], collection: str, run: _Run) -> Iterator[ParsedDocument]:
    """Parsed documents in the order of ``jobs``, a bounded number of them ahead; failures go to ``run``."""
    if not jobs:
        return
    count = min(len(jobs), os.cpu_count() or 1)
    local = threading.local()
    workers: list[Worker] = []

    def parse(job: _Job) -> ParsedDocument:
        if not hasattr(local, "worker"):
            local.worker = Worker()
            workers.append(local.worker)
        parsed: ParsedDocument = local.worker.parse(
            job.item.path, job.file, collection, member=job.item.member, hashed=job.hashed
        )
        return parsed

    pool = ThreadPoolExecutor(count, thread_name_prefix="parse")
    waiting: deque[tuple[_Job, Future[ParsedDocument]]] = deque()
    remaining = iter(jobs)
    try:
        while True:
            while len(waiting) < 4 * count and (job := next(remaining, None)) is not None:
                waiting.append((job, pool.submit(parse, job)))
            if not waiting:
                return
            job, future = waiting.popleft()
            try:
                yield future.result()
            except MissingToolError as error:
                run.skipped.append(Skipped(job.file, error.reason))
            except ReadError as error:
                run.failed.append(Failure(job.file, error.reason))
    finally:
        for _, future in waiting:
            future.cancel()
        for worker in workers:
            worker.close()
        pool.shutdown(wait=True)


def _store(
    library: Library, parsed: Iterator[ParsedDocument], run: _Run, advance: Callable[[int], object], already: int
) -> None:
    """Apply parsed documents in batches."""
    batch: list[ParsedDocument] = []
    size = 0

    def flush() -> None:
        nonlocal size
        if not batch:
            return
        began = time.monotonic()
        applied = library.apply(batch)
        run.embedding_seconds += time.monotonic() - began
        run.embedded += applied.embedded
        run.reused += applied.reused
        run.done += [p.document.file for p in batch]
        batch.clear()
        size = 0
        advance(already + len(run.done) + len(run.failed) + len(run.skipped))

    for document in parsed:
        batch.append(document)
        size += sum(len(p.units) for p in document.passages)
        if len(batch) >= BATCH_DOCUMENTS or size >= BATCH_UNITS:
            flush()
    flush()
