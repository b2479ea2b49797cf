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
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.library import Library, NewCopy, document_id
from index.model import Copy, ParsedDocument
from ingest.blocks import MissingToolError, ReadError
from ingest.changes import Job, Known, Twin, changes, known_files, unpack
from ingest.folders import Found, Skipped, Walk, name_files, walk
from ingest.report import Failure, FileReport, IngestInterruptedError, IngestReport, Status
from ingest.worker import Worker

__all__ = ["Failure", "IngestInterruptedError", "IngestReport", "Progress", "ingest"]

Progress = Callable[[int, int], None]  # files done, files in all

# A batch is stored at once: what a kill loses is at most this much.
BATCH_DOCUMENTS = 64
BATCH_UNITS = 600


@dataclass(slots=True)
class _Run:
    """What a run is about and has done so far."""

    library: Library
    collection: str
    total: int = 0
    progress: Progress | None = None
    done: dict[str, str | None] = field(default_factory=dict)  # with a remark
    unchanged: list[Known] = field(default_factory=list)
    duplicates: dict[str, str] = field(default_factory=dict)  # file: the file it is stored under
    removed: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    embedded: int = 0
    reused: int = 0
    embedding_seconds: float = 0.0

    def advance(self, beyond: float = 0) -> None:
        """Tell how many files are through, and about how many of those at work."""
        if self.progress:
            through = (self.done, self.unchanged, self.duplicates, self.failed, self.skipped)
            self.progress(min(self.total, sum(map(len, through)) + int(beyond)), self.total)


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

    A file whose bytes are known costs its hash; one with the content of another becomes its copy; a changed one
    replaces its document; one that is gone from a folder given here is removed (``remove_missing``). A file that can't
    be read is reported and the rest goes in. What is stored stays, whenever the run is stopped. ``only`` limits the run
    to these files, and what is below these folders.

    Raises ``IngestInterruptedError`` on Ctrl-C, with the report of what was done.
    """
    began = time.monotonic()
    run = _Run(library, collection, progress=progress)
    try:
        _work(run, walk(paths), only, remove_missing=remove_missing)
    except KeyboardInterrupt:
        raise IngestInterruptedError(replace(_report(run, began), interrupted=True)) from None
    return _report(run, began)


def _work(run: _Run, walked: Walk, only: Collection[Path] | None, *, remove_missing: bool) -> None:
    run.skipped += walked.skipped if only is None else ()
    unpacked = unpack([f for f in walked.found if _touched(f.path, only)], run.library)
    run.failed += unpacked.failed
    unpacked.items[:] = _not_deleted(unpacked.items, run)
    known = known_files(run.library, run.collection)
    names = {k.source: k.file for k in known.values() if k.source}
    files = name_files(unpacked.items, {k.file: k.source for k in known.values()}, names)
    told = changes(unpacked.items, files, known, unpacked.hashes)
    run.unchanged, run.total = told.unchanged, len(unpacked.items) + len(run.skipped) + len(run.failed)
    run.failed += told.failed
    run.advance()
    alone = _attach(told.twins_of_known, run)
    _store(_parsed([*told.jobs, *(twin.job for twin in alone)], run), run)
    _follow(told.twins_of_jobs, run)
    if remove_missing:
        roots = (*walked.roots, *{f.path for f in unpacked.items if f.member})
        kept = set(files)
        gone = [
            k
            for k in known.values()
            if k.file not in kept and k.source and _gone(Path(k.source), roots, unpacked.lost, only)
        ]
        if gone:
            run.library.apply(removals=[k.id for k in gone])
            run.removed = sorted(k.file for k in gone)
            _rename(run)
    run.advance()


def _not_deleted(found: Sequence[Found], run: _Run) -> list[Found]:
    """Without what readers deleted from the library: that stays out until it is brought back there."""
    deleted = run.library.edits.hidden(run.collection)
    run.skipped += [Skipped(item.relative, "deleted from the library") for item in found if item.source in deleted]
    return [item for item in found if item.source not in deleted]


def _touched(path: Path, only: Collection[Path] | None) -> bool:
    return only is None or path in only or any(above in only for above in path.parents)


def _gone(source: Path, roots: Sequence[Path], lost: Collection[Path], only: Collection[Path] | None) -> bool:
    """Whether a source that wasn't found is gone: it stood below a root, and in no archive that can't be read now."""
    inside = any(source.is_relative_to(root) for root in roots)
    return inside and _touched(source, only) and not any(above in lost for above in source.parents)


def _attach(twins: Sequence[Twin], run: _Run) -> list[Twin]:
    """Store files as copies of those with their bytes. Returns those whose original isn't there."""
    if not twins:
        return []
    ids = {twin.job.file: document_id(run.collection, twin.job.file) for twin in twins}
    new = [
        NewCopy(
            document_id(run.collection, twin.first),
            run.collection,
            Copy(ids[twin.job.file], twin.job.file, twin.job.hashed, (twin.job.item.source,)),
        )
        for twin in twins
    ]
    stored = run.library.apply(copies=new).copies
    run.duplicates.update({twin.job.file: stored[ids[twin.job.file]] for twin in twins if ids[twin.job.file] in stored})
    run.advance()
    return [twin for twin in twins if ids[twin.job.file] not in stored]


def _follow(twins: Sequence[Twin], run: _Run) -> None:
    """What befell a file of this run befalls those with its bytes."""
    failed = {failure.file: failure.reason for failure in run.failed}
    skipped = {missed.file: missed.reason for missed in run.skipped}
    stored: list[Twin] = []
    for twin in twins:
        if twin.first in failed:
            run.failed.append(Failure(twin.job.file, failed[twin.first]))
        elif twin.first in skipped:
            run.skipped.append(Skipped(twin.job.file, skipped[twin.first]))
        else:
            stored.append(twin)
    lost = _attach(stored, run)
    run.failed += [Failure(twin.job.file, f"{twin.first}, which it repeats, was removed meanwhile") for twin in lost]


def _rename(run: _Run) -> None:
    """A copy whose original went in the same run is that file under a new name."""
    moved = {of for of in run.duplicates.values() if of in run.removed}
    for file, of in list(run.duplicates.items()):
        if of in moved and (found := run.library.find(file, run.collection)):
            run.duplicates[file] = found[0].file
            if found[0].file == file:
                del run.duplicates[file]
                run.done[file] = None


def _parsed(jobs: Sequence[Job], run: _Run) -> Iterator[ParsedDocument]:
    """Parsed documents in the order of ``jobs``, a bounded number of them ahead; failures go to ``run``."""
    if not jobs:
        return
    count = min(len(jobs), os.cpu_count() or 1)
    local = threading.local()
    workers: list[Worker] = []

    def parse(job: Job) -> ParsedDocument:
        if not hasattr(local, "worker"):
            local.worker = Worker()
            workers.append(local.worker)
        parsed: ParsedDocument = local.worker.parse(
            job.item.path, job.file, run.collection, member=job.item.member, hashed=job.hashed
        )
        return parsed

    pool = ThreadPoolExecutor(count, thread_name_prefix="parse")
    waiting: deque[tuple[Job, Future[ParsedDocument]]] = deque()
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


def _store(parsed: Iterator[ParsedDocument], run: _Run) -> None:
    """Apply parsed documents in batches."""
    batch: list[ParsedDocument] = []
    size = 0

    def flush() -> None:
        nonlocal size
        if not batch:
            return
        began = time.monotonic()
        applied = run.library.apply(
            batch, progress=lambda embedded: run.advance(len(batch) * min(1.0, embedded / max(1, size)))
        )
        run.embedding_seconds += time.monotonic() - began
        run.embedded += applied.embedded
        run.reused += applied.reused
        for stored in batch:
            if of := applied.copies.get(stored.document.id):
                run.duplicates[stored.document.file] = of
            else:
                run.done[stored.document.file] = _remark(stored)
        batch.clear()
        size = 0
        run.advance()

    for document in parsed:
        batch.append(document)
        size += sum(len(p.units) for p in document.passages)
        if len(batch) >= BATCH_DOCUMENTS or size >= BATCH_UNITS:
            flush()
    flush()


def _remark(stored: ParsedDocument) -> str | None:
    pages = stored.unread_pages
    return f"{pages} scanned pages were left out: reading them needs Tesseract" if pages else None


def _report(run: _Run, began: float) -> IngestReport:
    seconds = time.monotonic() - began
    duplicates = tuple(FileReport(f, Status.DUPLICATE, duplicate_of=of) for f, of in sorted(run.duplicates.items()))
    files = [
        *duplicates,
        *(FileReport(file, Status.DONE, remark) for file, remark in run.done.items()),
        *(FileReport(k.file, Status.UNCHANGED, None, k.of if k.of != k.file else None) for k in run.unchanged),
        *(FileReport(missed.file, Status.SKIPPED, missed.reason) for missed in run.skipped),
        *(FileReport(failure.file, Status.FAILED, failure.reason) for failure in run.failed),
        *(FileReport(file, Status.REMOVED) for file in run.removed),
    ]
    return IngestReport(
        done=tuple(run.done),
        unchanged=len(run.unchanged),
        removed=tuple(run.removed),
        failed=tuple(run.failed),
        skipped=tuple(run.skipped),
        duplicates=duplicates,
        files=tuple(sorted(files, key=lambda report: (report.file, report.status))),
        embedded=run.embedded,
        reused=run.reused,
        seconds=round(seconds, 3),
        embedding_seconds=round(run.embedding_seconds, 3),
        documents_per_second=round(len(run.done) / seconds, 2) if seconds else 0.0,
        vectors_per_second=round(run.embedded / run.embedding_seconds, 2) if run.embedding_seconds else 0.0,
    )
