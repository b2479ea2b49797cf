"""Conversations kept on disk, so that a reload, a second page or a restarted server finds them as they were.

A conversation belongs to who holds its id, 128 random bits in a cookie that scripts cannot read. Answers are stored as
``Answer`` JSON with their citations.
"""

from __future__ import annotations

import re
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from index.answer import Answer

_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_MIGRATIONS = (
    """
    CREATE TABLE conversation (id TEXT PRIMARY KEY, started TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP) WITHOUT ROWID;
    CREATE TABLE turn (
        id INTEGER PRIMARY KEY,
        conversation TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
        asked TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
        answer TEXT NOT NULL
    );
    CREATE INDEX turn_conversation ON turn(conversation, id);
    """,
)


def new_id() -> str:
    """An id that cannot be guessed."""
    return secrets.token_urlsafe(16)


def is_id(value: str | None) -> bool:
    """Whether ``value`` has the form of a conversation id."""
    return value is not None and _ID.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class Turn:
    """One answered question of a conversation; ``id`` is its number in the file."""

    id: int
    answer: Answer


class Conversations:
    """The conversations of one home folder; safe to use from several threads and processes."""

    def __init__(self, file: Path) -> None:
        """Open or create ``file`` and bring its tables to the current version."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = file
        self._write = threading.Lock()
        with self._connection() as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            for number, script in enumerate(_MIGRATIONS[version:], start=version + 1):
                connection.executescript(f"BEGIN; {script} PRAGMA user_version={number}; COMMIT;")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._file, timeout=10)) as connection, connection:
            connection.execute("PRAGMA foreign_keys=ON")
            yield connection

    def turns(self, conversation: str, last: int = 100) -> list[Turn]:
        """The last turns, oldest first; one written by an incompatible version is left out."""
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT id, answer FROM turn WHERE conversation = ? ORDER BY id DESC LIMIT ?", (conversation, last)
            ).fetchall()
        turns: list[Turn] = []
        for number, stored in reversed(rows):
            try:
                turns.append(Turn(number, Answer.model_validate_json(stored)))
            except ValidationError:
                continue
        return turns

    def add(self, conversation: str, answer: Answer) -> None:
        """Append one answered question."""
        if not is_id(conversation):
            raise ValueError("not a conversation id")
        with self._write, self._connection() as connection:
            connection.execute("INSERT OR IGNORE INTO conversation(id) VALUES (?)", (conversation,))
            connection.execute(
                "INSERT INTO turn(conversation, answer) VALUES (?, ?)", (conversation, answer.model_dump_json())
            )
