"""What people write is kept in small SQLite files of the home: one way to open, upgrade, read and change them."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Full, LifoQueue
from typing import Any

from index.upgrade import keep_old

_WAIT = 30.0  # seconds for another process's transaction
_IDLE = 4  # connections kept open: when the last one closes, SQLite writes its log back, at every change

Migrations = Sequence[Sequence[str]]
"""The statements that lead to each version of a file, from nothing to version 1, from 1 to 2, and so on."""


class DatabaseError(OSError):
    """The file cannot be used; the message is one line."""


class Database:
    """One file, for its owner's eyes only; safe to use from several threads and processes.

    What a change returns from is on disk: it survives the end of the process and of the machine.
    """

    def __init__(
        self, file: Path, migrations: Migrations, *, functions: Mapping[str, Callable[[Any], Any]] | None = None
    ) -> None:
        """Open or create ``file`` and bring its tables to the latest version; an older file is kept as it was.

        ``functions`` of one argument can be called in SQL by their names.

        Raises:
            DatabaseError: the file cannot be used, or a newer program wrote it.
        """
        self.file = file
        self._functions = dict(functions or {})
        self._write = threading.Lock()
        self._idle: LifoQueue[sqlite3.Connection] = LifoQueue(_IDLE)
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file.touch(mode=0o600)
            with self._connection() as connection:
                connection.execute("PRAGMA journal_mode=WAL")
                latest = _version(connection) == len(migrations)
            if not latest:
                with self.writing() as connection:
                    self._migrate(connection, migrations)
        except DatabaseError:
            raise
        except (OSError, sqlite3.Error) as error:
            raise DatabaseError(f"{file} cannot be used: {error}") from error

    def _migrate(self, connection: sqlite3.Connection, migrations: Migrations) -> None:
        version = _version(connection)
        if version > len(migrations):
            raise DatabaseError(f"{self.file} was written by a newer hoidap: upgrade hoidap")
        if 0 < version < len(migrations):
            keep_old(self.file, version)
        for statement in (line for step in migrations[version:] for line in step):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version={len(migrations)}")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection on which one state of the file is seen throughout; rows have names."""
        with self._connection() as connection:
            connection.execute("BEGIN")
            yield connection
            connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, on disk when the block ends, undone where it raises."""
        with self._write, self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._idle.get_nowait()
        except Empty:
            connection = self._connect()
        try:
            yield connection
        except BaseException:
            connection.close()  # rolls back
            raise
        try:
            self._idle.put_nowait(connection)
        except Full:
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        # A connection serves one thread at a time, not always the same one; transactions are spelled out.
        connection = sqlite3.connect(self.file, timeout=_WAIT, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=FULL")
        for name, function in self._functions.items():
            connection.create_function(name, 1, function, deterministic=True)
        return connection


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
