"""What readers thought of answers, kept on disk: the beginning of a test set (``hoidap testset from-feedback``).

feedback = Feedback(home)
feedback.record(answer, "down", reason="sai kỳ", right_answer="2.511 tỷ đồng")
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from index.answer import Answer
from index.text import nfc

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
)

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
            for number, script in enumerate(_MIGRATIONS[version:], start=version + 1):
                connection.executescript(f"BEGIN; {script} PRAGMA user_version={number}; COMMIT;")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._file, timeout=10)) as connection, connection:
            yield connection

    def record(self, answer: Answer, verdict: Verdict, *, reason: str = "", right_answer: str = "") -> int:
        """Keep an opinion; a later one on the same question stands beside it. Returns its id.

        Raises:
            ValueError: no such verdict, or a text longer than ``MOST_CHARACTERS``.
        """
        if verdict not in ("up", "down"):
            raise ValueError(f"verdict {verdict!r}: up or down")
        texts = {"reason": nfc(reason).strip(), "right_answer": nfc(right_answer).strip()}
        for name, text in texts.items():
            if len(text) > MOST_CHARACTERS:
                raise ValueError(f"{name}: longer than {MOST_CHARACTERS} characters")
        row = (answer.rewritten or answer.question, answer.model_dump_json(), verdict, *texts.values())
        with self._write, self._connection() as connection:
            cursor = connection.execute(
                "INSERT INTO feedback(question, answer, verdict, reason, right_answer) VALUES (?, ?, ?, ?, ?)", row
            )
            return int(cursor.lastrowid or 0)

    def opinions(self) -> list[Opinion]:
        """All of them, oldest first; one whose answer was written by an incompatible version is left out."""
        columns = "id, created, question, answer, verdict, reason, right_answer"
        with self._connection() as connection:
            rows = connection.execute(f"SELECT {columns} FROM feedback ORDER BY id").fetchall()  # noqa: S608
        found: list[Opinion] = []
        for number, created, question, stored, verdict, reason, right_answer in rows:
            try:
                answer = Answer.model_validate_json(stored)
            except ValidationError:
                continue
            found.append(Opinion(number, created, question, answer, verdict, reason, right_answer))
        return found


def record_feedback(home: Path, answer: Answer, verdict: Verdict, *, reason: str = "", right_answer: str = "") -> int:
    """Keep one opinion in ``home`` (see ``Feedback.record``)."""
    return Feedback(home).record(answer, verdict, reason=reason, right_answer=right_answer)
