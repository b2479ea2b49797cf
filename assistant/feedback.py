"""What readers thought of answers, kept on disk: the beginning of a test set (``hoidap testset from-feedback``).

feedback = Feedback(home)
feedback.record(answer, "down", reason="sai kỳ", right_answer="2.511 tỷ đồng")
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from index.answer import Answer
from index.text import nfc
from index.upgrade import keep_old

FILE = "feedback.sqlite3"
MOST_CHARACTERS = 2000  # of a reason or a right answer
_MIGRATIONS = (
    """
    CREATE TABLE feedback (
        id INTEGER PRIMARY KEY,
        created TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
        question TEXT NOT NULL,
        answer TEXT NOT NULL,
        verdict TEXT NOT NULL CHECK (verdict IN ('up', 'down')),
        reason TEXT NOT NULL,
        right_answer TEXT NOT NULL
    );
    """,
    """
    ALTER TABLE feedback ADD COLUMN turn TEXT;
    CREATE UNIQUE INDEX feedback_turn ON feedback(turn);
    """,
)
_COLUMNS = "id, created, question, answer, verdict, reason, right_answer"

Verdict = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Opinion:
    """One verdict on one answer; ``created`` is UTC, ``reason`` and ``right_answer`` may be empty."""

    id: int
    created: str
    question: str
    answer: Answer
    verdict: Verdict
    reason: str
    right_answer: str


class Feedback:
    """The opinions of one home folder; safe to use from several threads and processes."""

    def __init__(self, home: Path) -> None:
        """Open or create the file in ``home`` and bring its tables to the current version."""
        home.mkdir(parents=True, exist_ok=True)
        self._file = home / FILE
        self._write = threading.Lock()
        with self._connection() as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if 0 < version < len(_MIGRATIONS):
                keep_old(self._file, version)
            for number, script in enumerate(_MIGRATIONS[version:], start=version + 1):
                connection.executescript(f"BEGIN; {script} PRAGMA user_version={number}; COMMIT;")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._file, timeout=10)) as connection, connection:
            yield connection

    def record(
        self, answer: Answer, verdict: Verdict, *, reason: str = "", right_answer: str = "", turn: str | None = None
    ) -> int:
        """Keep an opinion. Returns its id.

        A later one on the same question stands beside it, but one on the same ``turn`` (the key of an answer in a
        conversation) takes its place: the same reader thought again.

        Raises:
            ValueError: no such verdict, or a text longer than ``MOST_CHARACTERS``.
        """
        if verdict not in ("up", "down"):
            raise ValueError(f"verdict {verdict!r}: up or down")
        texts = {"reason": nfc(reason).strip(), "right_answer": nfc(right_answer).strip()}
        for name, text in texts.items():
            if len(text) > MOST_CHARACTERS:
                raise ValueError(f"{name}: longer than {MOST_CHARACTERS} characters")
        row = (answer.rewritten or answer.question, answer.model_dump_json(), verdict, *texts.values(), turn)
        with self._write, self._connection() as connection:
            cursor = connection.execute(
                "INSERT OR REPLACE INTO feedback(question, answer, verdict, reason, right_answer, turn)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )
            return int(cursor.lastrowid or 0)

    def withdraw(self, turn: str) -> None:
        """Forget the opinion on ``turn``, where there is one."""
        with self._write, self._connection() as connection:
            connection.execute("DELETE FROM feedback WHERE turn = ?", (turn,))

    def opinions(self) -> list[Opinion]:
        """All of them, oldest first; one whose answer was written by an incompatible version is left out."""
        with self._connection() as connection:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM feedback ORDER BY id").fetchall()  # noqa: S608
        return [opinion for row in rows if (opinion := _opinion(row))]

    def on_turns(self, turns: Iterable[str]) -> dict[str, Opinion]:
        """The opinions on those of ``turns`` that have one."""
        found: dict[str, Opinion] = {}
        with self._connection() as connection:
            for turn in turns:
                row = connection.execute(f"SELECT {_COLUMNS} FROM feedback WHERE turn = ?", (turn,)).fetchone()  # noqa: S608
                if row and (opinion := _opinion(row)):
                    found[turn] = opinion
        return found


def _opinion(row: tuple[Any, ...]) -> Opinion | None:
    """A row of ``_COLUMNS``; ``None`` where another version wrote an answer that this one cannot read."""
    number, created, question, stored, verdict, reason, right_answer = row
    try:
        answer = Answer.model_validate_json(stored)
    except ValidationError:
        return None
    return Opinion(number, created, question, answer, verdict, reason, right_answer)


def record_feedback(
    home: Path, answer: Answer, verdict: Verdict, *, reason: str = "", right_answer: str = "", turn: str | None = None
) -> int:
    """Keep one opinion in ``home`` (see ``Feedback.record``)."""
    return Feedback(home).record(answer, verdict, reason=reason, right_answer=right_answer, turn=turn)
