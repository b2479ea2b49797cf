"""The file that holds people: its name, its tables, its versions."""

from __future__ import annotations

from pathlib import Path

from assistant.database import Database, DatabaseError
from assistant.people.errors import PeopleError

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


def open_people(home: Path) -> Database:
    """The file of one home.

    Raises:
        PeopleError: it cannot be used, or a newer program wrote it.
    """
    try:
        return Database(home / FILE, _MIGRATIONS)
    except DatabaseError as error:
        raise PeopleError(str(error)) from error
