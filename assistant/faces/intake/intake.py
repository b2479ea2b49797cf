"""Documents that are added while questions are answered: taken in at once, ingested one after another by a thread.

What was accepted is on disk: after a restart it goes on. A file is stored whole or not at all; one that gives no
document is removed again.
"""

from __future__ import annotations

import io
import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from assistant.faces.intake import uploads
from assistant.faces.intake.fetch import Fetcher, FetchError, read_url
from assistant.faces.intake.jobs import FullError, Job, Jobs
from index.library import Library, LibraryBusyError, LibraryError
from index.model import Document, Filters
from ingest.blocks import ReadError
from ingest.pipeline import ingest
from ingest.readers import MAX_BYTES
from ingest.worker import Worker

_log = logging.getLogger(__name__)

KEPT_DAYS = 30  # a deleted document can be brought back
_RECENT_SECONDS = 60  # a file that young may be an upload whose job is not written yet


@dataclass(frozen=True, slots=True)
class Limits:
    """``waiting`` jobs at a time, ``receiving`` uploads at a time, bytes of one file and of all that are kept."""

    waiting: int = 200
    receiving: int = 8
    file_bytes: int = MAX_BYTES
    all_bytes: int = 10 * 1024**3


class RefusedError(ValueError):
    """What was sent is not taken in; ``cause`` is a key of the interface's texts ("import.cause.…")."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Intake:
    """What takes documents in, for one library; its thread runs while there is something to do."""

    def __init__(
        self, library: Library, home: Path, *, limits: Limits = Limits(), fetcher: Fetcher | None = None
    ) -> None:
        self.limits = limits
        self.folder = (home / "uploads").resolve()
        self.jobs = Jobs(home / "imports.sqlite3")
        self._library = library
        self._fetcher = fetcher or Fetcher(most_bytes=limits.file_bytes)
        self._receiving = threading.BoundedSemaphore(limits.receiving)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Take up what the last run of the server left."""
        if not self.folder.is_dir() and not self.jobs.waiting():
            return
        self.jobs.move(self.folder)
        left = self.jobs.recover()
        if left:
            _log.warning("going on with %d documents that were not read yet: %s", len(left), [job.name for job in left])
        uploads.clear_parts(self.folder)
        self._adopt({job.path for job in left})
        self._forget_deleted()
        self._go()

    # -- what comes in

    @contextmanager
    def receiving(self) -> Iterator[None]:
        """Hold one of the places for uploads.

        Raises:
            RefusedError: all are taken.
        """
        if not self._receiving.acquire(blocking=False):
            raise RefusedError("busy")
        try:
            yield
        finally:
            self._receiving.release()

    def upload(self, owner: str, collection: str, sent_name: str, content: BinaryIO) -> Job:
        """Take a file in.

        Raises:
            RefusedError: it cannot be read here, is too large, or there is no room.
        """
        name = uploads.safe_name(sent_name)
        if not uploads.is_readable(name):
            raise RefusedError("kind")
        self._check_room()
        path = self._store(content, collection, name)
        try:
            job = self.jobs.add(owner, "upload", name, collection, path=str(path), most=self.limits.waiting)
        except FullError:
            path.unlink()
            raise RefusedError("full") from None
        self._go()
        return job

    def address(self, owner: str, collection: str, url: str) -> Job:
        """Take in what a web address gives.

        Raises:
            RefusedError: it is no web address, or there is no room.
        """
        try:
            address = read_url(url).geturl()
        except FetchError as error:
            raise RefusedError(f"fetch.{error.cause}") from error
        self._check_room()
        return self._added(owner, "address", address, collection, url=address)

    def again(self, owner: str, document: Document) -> Job:
        """Read a document's file (or address) anew, whether it changed or not.

        Raises:
            RefusedError: there is no room.
        """
        return self._added(owner, "again", document.title or document.file, document.collection, document=document.id)

    def _added(self, owner: str, what: str, name: str, collection: str, **more: str) -> Job:
        try:
            job = self.jobs.add(owner, what, name, collection, most=self.limits.waiting, **more)  # type: ignore[arg-type]
        except FullError:
            raise RefusedError("full") from None
        self._go()
        return job

    def _check_room(self) -> None:
        if self.jobs.waiting() >= self.limits.waiting:
            raise RefusedError("full")
        if uploads.size_of(self.folder) > self.limits.all_bytes:
            raise RefusedError("room")

    def _store(self, content: BinaryIO, collection: str, name: str) -> Path:
        try:
            return uploads.store(
                content,
                uploads.folder_of(self.folder, collection),
                name,
                most=self.limits.file_bytes,
                taken=self._library.edits.hidden(collection),
            )
        except uploads.TooLargeError:
            raise RefusedError("large") from None

    # -- the thread

    def _go(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True, name="intake")
                self._thread.start()

    def _work(self) -> None:
        while True:
            with self._lock:
                job = self.jobs.take()
                if job is None:
                    self._thread = None
                    return
            if not self._attempt(job):
                return

    def _attempt(self, job: Job) -> bool:
        """Do a job and write how it ended; False where the library was closed: the job goes on at the next start."""
        try:
            job = self._fetched(job)
            self.jobs.done(job, self._again(job) if job.what == "again" else self._ingested(job))
        except FetchError as error:
            self._fail(job, f"fetch.{error.cause}", error.detail)
        except ReadError as error:
            self._fail(job, "unread", error.reason)
        except RefusedError as refused:
            self._fail(job, refused.cause)
        except LibraryBusyError:
            self.jobs.give_back(job)
            time.sleep(1)
        except LibraryError as error:
            if self._library.closed:
                return False
            self._fail(job, "unread", str(error))
        except Exception:  # noqa: BLE001 - whatever a document breaks, its job says so and the next one goes on
            _log.exception("document %s could not be taken in", job.name)
            self._fail(job, "broken")
        return True

    def _fail(self, job: Job, cause: str, detail: str = "") -> None:
        if job.what != "again" and job.path:
            Path(job.path).unlink(missing_ok=True)
        self.jobs.failed(job, cause, detail)

    def _fetched(self, job: Job) -> Job:
        """The job with its file stored, where that is to be fetched first."""
        if job.what != "address" or job.path:
            return job
        fetched = self._fetcher.fetch(job.url)
        name = uploads.safe_name(fetched.name)
        path = str(self._store(io.BytesIO(fetched.data), job.collection, name))
        self.jobs.stored(job, path)
        return replace(job, path=path)

    def _ingested(self, job: Job) -> list[str]:
        report = ingest([Path(job.path)], self._library, collection=job.collection, remove_missing=False)
        found = self._from(job.path, job.collection)
        if not found:
            reasons = [failure.reason for failure in report.failed] + [skipped.reason for skipped in report.skipped]
            raise ReadError(job.name, reasons[0] if reasons else "")
        for document in found if job.url else ():
            if not document.url:
                self._library.edits.correct(document.id, {"url": job.url})
        return [document.id for document in found]

    def _from(self, path: str, collection: str) -> list[Document]:
        """The documents that came of a stored file: one, or the members of an archive."""
        records = self._library.documents(Filters(collections=(collection,)))
        ids = [r.id for r in records if any(s == path or s.startswith(f"{path}/") for s in r.sources)]
        return [document for one in ids if (document := self._library.document(one)) is not None]

    def _again(self, job: Job) -> list[str]:
        document = self._library.document(job.document)
        if document is None:
            raise RefusedError("gone")
        for source in document.sources:
            path = next((p for p in (Path(source), *Path(source).parents) if p.is_file()), None)
            if path is not None:
                self._read_again(document, path, source)
                return [document.id]
        raise RefusedError("gone")

    def _read_again(self, document: Document, path: Path, source: str) -> None:
        address = self.jobs.address_of(str(path)) if path.is_relative_to(self.folder) else ""
        if address:
            fetched = self._fetcher.fetch(address)
            fresh = uploads.store(io.BytesIO(fetched.data), path.parent, path.name, most=self.limits.file_bytes)
            os.replace(fresh, path)  # noqa: PTH105 - over the old one, in one step
        member = Path(source).relative_to(path).as_posix() if str(path) != source else None
        worker = Worker()
        try:
            parsed = worker.parse(path, document.file, document.collection, member=member)
        finally:
            worker.close()
        self._library.apply([parsed])

    # -- after a restart

    def _adopt(self, expected: set[str]) -> None:
        """Take in what lies in the folder and is nobody's: a kill came between a file and its job, or the index was
        restored from before it.
        """
        held = {source for record in self._library.documents() for source in record.sources}
        recent = time.time() - _RECENT_SECONDS
        for path in self.folder.glob("*/[!.]*"):
            collection = uploads.collection_of(path.parent)
            known = str(path) in held or str(path) in expected or str(path) in self._library.edits.hidden(collection)
            inside = any(source.startswith(f"{path}/") for source in held)
            if not known and not inside and path.is_file() and path.stat().st_mtime < recent:
                self._added("", "upload", path.name, collection, path=str(path))

    def _forget_deleted(self) -> None:
        """What was deleted long ago leaves for good, with the file that was uploaded for it."""
        for gone in self._library.edits.purge(datetime.now(UTC) - timedelta(days=KEPT_DAYS)):
            for source in map(Path, gone.sources):
                if source.is_relative_to(self.folder):
                    source.unlink(missing_ok=True)
