"""SQLite, the truth of the index: connections, transactions, the write lock and what is known of the whole."""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.errors import LibraryError
from index.lock import WriteLock
from index.migrations import CURRENT, migrate, version
from index.upgrade import keep_old

BUSY_SECONDS = 30.0
_POOL = 16


@dataclass(frozen=True, slots=True)
class Meta:
    """The state of the whole: ``generation`` counts the changes applied, ``identity`` tells one database from another.

    ``log_from`` and ``vectors_from`` are the oldest generations from which a derived index can be topped up.
    """

    generation: int
    log_from: int
    vectors_from: int
    fingerprint: str
    identity: str


class Store:
    """``index.sqlite`` under `home`: many readers, one writer, over threads and processes.

    WAL with synchronous=FULL: what a transaction has reported as done survives the death of process and machine.
    """

    def __init__(self, home: Path, *, wait: float = BUSY_SECONDS) -> None:
        try:
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise LibraryError(f"the home {home} cannot be used: {error.strerror}") from error
        self.file = home / "index.sqlite"
        self.wait = wait
        self.lock = WriteLock(home / "write.lock")
        self._idle: deque[sqlite3.Connection] = deque()
        self._watch: sqlite3.Connection | None = None
        self._watching = threading.Lock()
        self._seen: tuple[int, Meta | None] = (-1, None)
        self._closed = threading.Event()
        self._prepare()

    def _prepare(self) -> None:
        connection = self._connect()
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal" or version(connection) != CURRENT:
                with self.lock.held(self.wait):
                    connection.execute("PRAGMA journal_mode=WAL")
                    if 0 < (old := version(connection)) < CURRENT:
                        keep_old(self.file, old)
                    migrate(connection)
        except sqlite3.DatabaseError as error:
            raise LibraryError(f"{self.file.name} is not a usable index: {error}") from error
        except OSError as error:
            raise LibraryError(f"{self.file.name} cannot be upgraded, its backup failed: {error.strerror}") from error
        finally:
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        try:
            # Transactions are spelled out; a connection serves one thread at a time, not always the same one.
            connection = sqlite3.connect(
                self.file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
            )
            connection.row_factory = sqlite3.Row
            for pragma in ("foreign_keys=ON", "synchronous=FULL", "mmap_size=268435456", "temp_store=MEMORY"):
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error as error:
            raise LibraryError(f"{self.file.name} is not a usable index: {error}") from error
        return connection

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        if self._closed.is_set():
            raise LibraryError("the index is closed")
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            yield connection
        except BaseException:
            connection.close()  # rolls back
            raise
        if self._closed.is_set() or len(self._idle) >= _POOL:
            connection.close()
        else:
            self._idle.append(connection)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection on which one state of the database is seen throughout."""
        with self._connection() as connection:
            connection.execute("BEGIN")
            yield connection
            connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction of the only writer: committed at the end, rolled back by any error."""
        with self.lock.held(self.wait), self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._closed.is_set()

    def meta(self) -> Meta:
        """The state of the whole, now; every look-up asks for it, so it is read anew only after a commit."""
        with self._watching:
            if self._closed.is_set():
                raise LibraryError("the index is closed")
            if self._watch is None:
                self._watch = self._connect()
            # On a connection that never writes this number changes with every commit, of any process.
            version = self._watch.execute("PRAGMA data_version").fetchone()[0]
            seen, meta = self._seen
            if meta is None or seen != version:
                meta = read_meta(self._watch)
                self._seen = (version, meta)
            return meta

    def close(self) -> None:
        """Close every idle connection; those in use close when they are given back."""
        self._closed.set()
        with self._watching:
            if self._watch is not None:
                self._watch.close()
                self._watch = None
        while True:
            try:
                self._idle.pop().close()
            except IndexError:
                return


def read_meta(connection: sqlite3.Connection) -> Meta:
    """The state of the whole as this connection sees it."""
    values = dict(connection.execute("SELECT name, value FROM meta").fetchall())
    return Meta(
        generation=int(values["generation"]),
        log_from=int(values["log_from"]),
        vectors_from=int(values["vectors_from"]),
        fingerprint=values["fingerprint"],
        identity=values["identity"],
    )


def write_meta(connection: sqlite3.Connection, **values: int | str) -> None:
    """Set some of the fields of Meta."""
    connection.executemany(
        "INSERT OR REPLACE INTO meta VALUES (?, ?)", [(name, str(value)) for name, value in values.items()]
    )
