"""What readers thought of answers, kept on disk: the beginning of a test set (``hoidap testset from-feedback``).

An opinion belongs to its ``owner`` (``Reader.owner``): pages show it to nobody else; the command line of the home sees
all of them.

feedback = Feedback(home)
feedback.record(answer, "down", owner=reader.owner, reason="sai kỳ", right_answer="2.511 tỷ đồng")
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from assistant.database import Database
from index.answer import Answer
from index.text import nfc

FILE = "feedback.sqlite3"
MOST_CHARACTERS = 2000  # of a reason or a right answer
# Opinions of the time before owners ("") are those of whoever holds their turn, which cannot be guessed.
_MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE feedback (
            id INTEGER PRIMARY KEY,
            created TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
            question TEXT NOT NULL,
            answer TEXT NOT NULL,
            verdict TEXT NOT NULL CHECK (verdict IN ('up', 'down')),
            reason TEXT NOT NULL,
            right_answer TEXT NOT NULL
        )
        """,
    ),
    (
        "ALTER TABLE feedback ADD COLUMN turn TEXT",
        "CREATE UNIQUE INDEX feedback_turn ON feedback(turn)",
    ),
    (
        "ALTER TABLE feedback ADD COLUMN owner TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX feedback_owner ON feedback(owner)",
    ),
)
_COLUMNS = "id, created, question, answer, verdict, reason, right_answer, owner"

Verdict = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Opinion:
    """One verdict on one answer; ``created`` is UTC, ``reason``, ``right_answer`` and ``owner`` may be empty."""

    id: int
    created: str
    question: str
    answer: Answer
    verdict: Verdict
    reason: str
    right_answer: str
    owner: str = ""


class Feedback:
    """The opinions of one home folder; safe to use from several threads and processes."""

    def __init__(self, home: Path) -> None:
        """Open or create the file in ``home`` and bring its tables to the current version."""
        self._database = Database(home / FILE, _MIGRATIONS)

    def record(
        self,
        answer: Answer,
        verdict: Verdict,
        *,
        owner: str = "",
        reason: str = "",
        right_answer: str = "",
        turn: str | None = None,
    ) -> int:
        """Keep an opinion. Returns its id.

        A later one on the same question stands beside it, but one on the same ``turn`` (the key of an answer in a
        conversation) takes its place: the same reader thought again.

        Raises:
            ValueError: no such verdict, or a text longer than ``MOST_CHARACTERS``.
            LookupError: the opinion on this turn is somebody else's.
        """
        if verdict not in ("up", "down"):
            raise ValueError(f"verdict {verdict!r}: up or down")
        texts = {"reason": nfc(reason).strip(), "right_answer": nfc(right_answer).strip()}
        for name, text in texts.items():
            if len(text) > MOST_CHARACTERS:
                raise ValueError(f"{name}: longer than {MOST_CHARACTERS} characters")
        row = (answer.rewritten or answer.question, answer.model_dump_json(), verdict, *texts.values(), turn, owner)
        with self._database.writing() as connection:
            connection.execute("DELETE FROM feedback WHERE turn = ? AND owner IN ('', ?)", (turn, owner))
            if connection.execute("SELECT 1 FROM feedback WHERE turn = ?", (turn,)).fetchone():
                raise LookupError(turn)
            cursor = connection.execute(
                "INSERT INTO feedback(question, answer, verdict, reason, right_answer, turn, owner)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            return int(cursor.lastrowid or 0)

    def withdraw(self, owner: str, turn: str) -> None:
        """Forget the owner's opinion on ``turn``, where there is one."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM feedback WHERE turn = ? AND owner IN ('', ?)", (turn, owner))

    def opinions(self, owner: str | None = None) -> list[Opinion]:
        """An owner's, or all of them, oldest first; one whose answer an incompatible version wrote is left out."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM feedback WHERE ?1 IS NULL OR owner = ?1 ORDER BY id",  # noqa: S608
                (owner,),
            ).fetchall()
        return [opinion for row in rows if (opinion := _opinion(row))]

    def on_turns(self, owner: str, turns: Iterable[str]) -> dict[str, Opinion]:
        """The owner's opinions on those of ``turns`` that have one."""
        found: dict[str, Opinion] = {}
        with self._database.reading() as connection:
            for turn in turns:
                row = connection.execute(
                    f"SELECT {_COLUMNS} FROM feedback WHERE turn = ? AND owner IN ('', ?)",  # noqa: S608
                    (turn, owner),
                ).fetchone()
                if row and (opinion := _opinion(row)):
                    found[turn] = opinion
        return found


def _opinion(row: Sequence[Any]) -> Opinion | None:
    """A row of ``_COLUMNS``; ``None`` where another version wrote an answer that this one cannot read."""
    number, created, question, stored, verdict, reason, right_answer, owner = row
    try:
        answer = Answer.model_validate_json(stored)
    except ValidationError:
        return None
    return Opinion(number, created, question, answer, verdict, reason, right_answer, owner)
