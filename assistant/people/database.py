"""The file that holds people: its connections, its tables, its versions."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.people.errors import PeopleError
from index.upgrade import keep_old

FILE = "people.sqlite3"
# One tuple of statements for each version of the file. Times are seconds since 1970 (UTC); secrets are kept as hashes.
_MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE user (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            role INTEGER NOT NULL,
            password TEXT NOT NULL,
            created REAL NOT NULL
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE session (
            hash BLOB PRIMARY KEY,
            user TEXT NOT NULL REFERENCES user(id) ON DELETE CASCADE,
            created REAL NOT NULL,
            used REAL NOT NULL
        ) WITHOUT ROWID
        """,
        "CREATE INDEX session_user ON session(user)",
        """
        CREATE TABLE key (
            id TEXT PRIMARY KEY,
            hash BLOB NOT NULL,
            user TEXT NOT NULL REFERENCES user(id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            writes INTEGER NOT NULL,
            created REAL NOT NULL,
            expires REAL,
            used REAL
        ) WITHOUT ROWID
        """,
        "CREATE TABLE collection (name TEXT PRIMARY KEY, created REAL NOT NULL) WITHOUT ROWID",
        # user '' is everybody who signs in
        """
        CREATE TABLE access (
            collection TEXT NOT NULL REFERENCES collection(name) ON DELETE CASCADE,
            user TEXT NOT NULL,
            PRIMARY KEY (collection, user)
        ) WITHOUT ROWID
        """,
        "INSERT INTO collection VALUES ('default', unixepoch())",
        "INSERT INTO access VALUES ('default', '')",
        "CREATE TABLE attempt (subject TEXT NOT NULL, at REAL NOT NULL)",
        "CREATE INDEX attempt_subject ON attempt(subject, at)",
        """
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY,
            at REAL NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            object TEXT NOT NULL,
            address TEXT NOT NULL
        )
        """,
        "CREATE INDEX audit_at ON audit(at)",
    ),
)


class Database:
    """``people.sqlite3`` of one home; safe to use from several threads and processes."""

    def __init__(self, home: Path) -> None:
        """Open or create the file, for its owner's eyes only, and bring its tables to the current version.

        Raises:
            PeopleError: the file cannot be used, or a newer program wrote it.
        """
        self._file = home / FILE
        self._write = threading.Lock()
        try:
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file.touch(mode=0o600)
            with self.reading() as connection:
                connection.execute("PRAGMA journal_mode=WAL")
            with self.writing() as connection:
                self._migrate(connection)
        except (OSError, sqlite3.Error) as error:
            raise PeopleError(f"{self._file} cannot be used: {error}") from error

    def _migrate(self, connection: sqlite3.Connection) -> None:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > len(_MIGRATIONS):
            raise PeopleError(f"{self._file} was written by a newer hoidap: upgrade hoidap")
        if 0 < version < len(_MIGRATIONS):
            keep_old(self._file, version)
        for statement in (line for step in _MIGRATIONS[version:] for line in step):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version={len(_MIGRATIONS)}")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to look things up."""
        with closing(sqlite3.connect(self._file, timeout=10, isolation_level=None)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("PRAGMA synchronous=FULL")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, on disk when the block ends, undone where it raises."""
        with self._write, self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
