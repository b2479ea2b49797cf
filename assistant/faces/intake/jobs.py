"""The table of what is to be ingested: kept on disk, so that a reload and a restart find it as it was."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from assistant.database import Database

State = Literal["waiting", "running", "done", "failed"]
What = Literal["upload", "address", "again"]

MOST_STARTS = 3  # a job that ended the server this often is not tried again
_KEPT = 500  # ended jobs of one owner

# The first version was written without its number.
_MIGRATIONS = (
    (
        """
        CREATE TABLE IF NOT EXISTS jobs (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            owner TEXT NOT NULL,
            what TEXT NOT NULL,
            name TEXT NOT NULL,
            collection TEXT NOT NULL,
            path TEXT NOT NULL,
            url TEXT NOT NULL,
            document TEXT NOT NULL,
            state TEXT NOT NULL,
            cause TEXT NOT NULL DEFAULT '',
            detail TEXT NOT NULL DEFAULT '',
            documents TEXT NOT NULL DEFAULT '[]',
            starts INTEGER NOT NULL DEFAULT 0,
            made TEXT NOT NULL,
            ended TEXT
        )
        """,
        "CREATE INDEX IF NOT EXISTS jobs_state ON jobs (state)",
        "CREATE INDEX IF NOT EXISTS jobs_owner ON jobs (owner)",
    ),
)


class FullError(RuntimeError):
    """As much is waiting as may wait."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to ingest, and how far it is.

    ``path`` is the file stored for it ("" until an address is fetched), ``document`` what is read again. ``cause`` is
    why it failed: a key of the interface's texts ("import.cause.…"), ``detail`` what was met. ``documents`` are the
    ids that came of it. Times are UTC, ISO.
    """

    id: int
    owner: str
    what: What
    name: str
    collection: str
    path: str = ""
    url: str = ""
    document: str = ""
    state: State = "waiting"
    cause: str = ""
    detail: str = ""
    documents: tuple[str, ...] = ()
    starts: int = 0
    made: str = ""
    ended: str | None = None

    @property
    def open(self) -> bool:
        return self.state in ("waiting", "running")


class Jobs:
    """The jobs of one home, for several threads."""

    def __init__(self, file: Path) -> None:
        self._database = Database(file, _MIGRATIONS)

    def add(
        self,
        owner: str,
        what: What,
        name: str,
        collection: str,
        *,
        path: str = "",
        url: str = "",
        document: str = "",
        most: int,
    ) -> Job:
        """Put a job at the end of the queue.

        Raises:
            FullError: ``most`` are waiting already.
        """
        with self._database.writing() as connection:
            waiting = connection.execute("SELECT COUNT(*) FROM jobs WHERE state IN ('waiting', 'running')").fetchone()
            if waiting[0] >= most:
                raise FullError
            number = connection.execute(
                "INSERT INTO jobs (owner, what, name, collection, path, url, document, state, made)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', ?)",
                (owner, what, name, collection, path, url, document, _now()),
            ).lastrowid
            connection.execute(
                "DELETE FROM jobs WHERE owner = ?1 AND state IN ('done', 'failed') AND id NOT IN"
                " (SELECT id FROM jobs WHERE owner = ?1 ORDER BY id DESC LIMIT ?2)",
                (owner, _KEPT),
            )
            return _job(connection.execute("SELECT * FROM jobs WHERE id = ?", (number,)).fetchone())

    def waiting(self) -> int:
        """How many jobs have not ended."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT COUNT(*) FROM jobs WHERE state IN ('waiting', 'running')").fetchone()
        return int(row[0])

    def recover(self) -> list[Job]:
        """After a restart: what was running waits again, what did so too often has failed. Returns what goes on."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE jobs SET state = 'failed', cause = 'stopped', ended = ?"
                " WHERE state = 'running' AND starts >= ?",
                (_now(), MOST_STARTS),
            )
            connection.execute("UPDATE jobs SET state = 'waiting' WHERE state = 'running'")
            return [_job(row) for row in connection.execute("SELECT * FROM jobs WHERE state = 'waiting' ORDER BY id")]

    def move(self, folder: Path) -> None:
        """Say of files that were stored elsewhere, and lie under the same names in ``folder`` now, that they are here:
        a backup was restored into another home.
        """
        with self._database.writing() as connection:
            for number, path in connection.execute("SELECT id, path FROM jobs WHERE path <> ''").fetchall():
                here = folder.joinpath(*Path(path).parts[-2:])
                if Path(path) != here and here.is_file() and not Path(path).exists():
                    connection.execute("UPDATE jobs SET path = ? WHERE id = ?", (str(here), number))

    def take(self) -> Job | None:
        """The next job, now running."""
        with self._database.writing() as connection:
            row = connection.execute("SELECT id FROM jobs WHERE state = 'waiting' ORDER BY id LIMIT 1").fetchone()
            if row is None:
                return None
            connection.execute("UPDATE jobs SET state = 'running', starts = starts + 1 WHERE id = ?", (row["id"],))
            return _job(connection.execute("SELECT * FROM jobs WHERE id = ?", (row["id"],)).fetchone())

    def give_back(self, job: Job) -> None:
        """Let a job wait again that was interrupted by no fault of its own."""
        self._set(job, "state = 'waiting', starts = starts - 1")

    def stored(self, job: Job, path: str) -> None:
        """Say where the file of a fetched address is."""
        self._set(job, "path = ?", path)

    def done(self, job: Job, documents: Sequence[str]) -> None:
        """A job ended with these documents."""
        self._set(job, "state = 'done', documents = ?, ended = ?", json.dumps(list(documents)), _now())

    def failed(self, job: Job, cause: str, detail: str = "") -> None:
        """A job ended without a document."""
        self._set(job, "state = 'failed', cause = ?, detail = ?, ended = ?", cause, detail[:500], _now())

    def address_of(self, path: str) -> str:
        """The address that a stored file was fetched from; "" where it was not."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT url FROM jobs WHERE path = ? AND what = 'address' ORDER BY id DESC LIMIT 1", (path,)
            ).fetchone()
        return str(row["url"]) if row else ""

    def of(self, owner: str, limit: int = 50) -> list[Job]:
        """An owner's jobs, the latest first."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM jobs WHERE owner = ? ORDER BY id DESC LIMIT ?", (owner, limit))
            return [_job(row) for row in rows]

    def forget(self, owner: str) -> None:
        """Take an owner's ended jobs off the list."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM jobs WHERE owner = ? AND state IN ('done', 'failed')", (owner,))

    def _set(self, job: Job, what: str, *values: object) -> None:
        with self._database.writing() as connection:
            connection.execute(f"UPDATE jobs SET {what} WHERE id = ?", (*values, job.id))  # noqa: S608  our own columns


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _job(row: sqlite3.Row) -> Job:
    return Job(**{**dict(row), "documents": tuple(json.loads(row["documents"]))})
