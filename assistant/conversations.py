"""Conversations kept on disk, so that a reload, a second page or a restarted server finds them as they were.

A conversation belongs to its ``owner`` (``Reader.owner``): to anybody else its id is unknown. It is a tree of turns,
for a question may be edited and asked again: what is shown is the branch that ends at its newest turn, or at the
version that was chosen since; nothing that was answered is lost. Answers are stored as ``Answer`` JSON with their
citations.
"""

from __future__ import annotations

import re
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.database import Database
from index.answer import Answer
from index.model import Filters
from index.text import fold, nfc

FILE = "conversations.sqlite3"
MOST_TITLE = 120  # characters of a title
_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_SCOPE: TypeAdapter[Filters] = TypeAdapter(Filters)
_KEPT_DELETED = "-1 day"  # so long a deletion can be undone
# One tuple of statements for each version of the file. Old files held one line of turns to a conversation and no owner.
_MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE conversation (
            id TEXT PRIMARY KEY,
            started TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE turn (
            id INTEGER PRIMARY KEY,
            conversation TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
            asked TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
            answer TEXT NOT NULL
        )
        """,
        "CREATE INDEX turn_conversation ON turn(conversation, id)",
    ),
    (
        "ALTER TABLE conversation ADD COLUMN owner TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE conversation ADD COLUMN title TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE conversation ADD COLUMN named INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE conversation ADD COLUMN last TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE conversation ADD COLUMN tip INTEGER",
        "ALTER TABLE conversation ADD COLUMN deleted TEXT",
        "ALTER TABLE turn ADD COLUMN parent INTEGER",
        "ALTER TABLE turn ADD COLUMN scope TEXT NOT NULL DEFAULT '{}'",
        "ALTER TABLE turn ADD COLUMN words TEXT NOT NULL DEFAULT ''",
        "UPDATE turn SET words = words_of(answer),"
        " parent = (SELECT max(id) FROM turn AS t WHERE t.conversation = turn.conversation AND t.id < turn.id)",
        "UPDATE conversation SET tip = (SELECT max(id) FROM turn WHERE conversation = conversation.id),"
        " last = coalesce((SELECT max(asked) FROM turn WHERE conversation = conversation.id), started),"
        " title = coalesce((SELECT title_of(answer) FROM turn WHERE conversation = conversation.id ORDER BY id), '')",
        "CREATE INDEX conversation_owner ON conversation(owner, last)",
    ),
)


def new_id() -> str:
    """An id that cannot be guessed."""
    return secrets.token_urlsafe(16)


def is_id(value: str | None) -> bool:
    """Whether ``value`` has the form of a conversation id."""
    return value is not None and _ID.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class Turn:
    """One answered question of a conversation; ``id`` is its number in the file, ``asked`` ISO time in UTC.

    ``scope`` is what the question was restricted to, ``versions`` the ids of all turns that stand in this place, its
    own included: more than one where the question was edited or asked again.
    """

    id: int
    answer: Answer
    asked: str = ""
    scope: Filters = Filters()
    versions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as a list shows it; times are ISO in UTC, ``turns`` counts the answers, of all versions."""

    id: str
    title: str
    started: str
    last: str
    turns: int


class Conversations:
    """The conversations of one home folder; safe to use from several threads and processes.

    What a method returns from is on disk: an answer shown as kept survives the end of the process.
    """

    def __init__(self, file: Path) -> None:
        """Open or create ``file`` and bring its tables to the current version."""
        functions = {"words_of": _words_of, "title_of": _title_of, "fold": fold}
        self._database = Database(file, _MIGRATIONS, functions=functions)
        with self._database.writing() as connection:
            connection.execute("DELETE FROM conversation WHERE deleted < datetime('now', ?)", (_KEPT_DELETED,))

    def list(self, owner: str, query: str = "", limit: int = 200) -> Sequence[Conversation]:
        """The owner's conversations, last asked first; with ``query``, those whose title or turns hold all its words.

        Marks and case make no difference.
        """
        words = fold(nfc(query)).split()[:10]
        holds = (
            " AND (instr(fold(title), ?) > 0 OR EXISTS"
            " (SELECT 1 FROM turn WHERE conversation = conversation.id AND instr(words, ?) > 0))"
        )
        with self._database.reading() as connection:
            rows = connection.execute(
                f"{_SELECT} WHERE owner = ? AND owner <> '' AND deleted IS NULL{holds * len(words)}"
                " ORDER BY last DESC, rowid_of_tip DESC LIMIT ?",
                (owner, *(word for word in words for _ in range(2)), limit),
            ).fetchall()
        return [Conversation(*row[:5]) for row in rows]

    def get(self, owner: str, conversation: str) -> Conversation | None:
        """One conversation; ``None`` where it is unknown, deleted or somebody else's."""
        with self._database.reading() as connection:
            row = connection.execute(
                f"{_SELECT} WHERE id = ? AND owner = ? AND owner <> '' AND deleted IS NULL", (conversation, owner)
            ).fetchone()
        return Conversation(*row[:5]) if row else None

    def turns(self, owner: str, conversation: str, last: int = 100) -> Sequence[Turn]:
        """The last turns of the branch that is shown, oldest first; one of an incompatible version is left out."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT tip FROM conversation WHERE id = ? AND owner = ? AND owner <> '' AND deleted IS NULL",
                (conversation, owner),
            ).fetchone()
            parents = _parents(connection, conversation) if row else {}
            branch = _branch(parents, row[0])[-last:] if row else []
            rows = connection.execute(
                f"SELECT id, answer, asked, scope FROM turn WHERE id IN ({','.join('?' * len(branch))}) ORDER BY id",  # noqa: S608
                branch,
            ).fetchall()
        found: list[Turn] = []
        for number, stored, asked, scope in rows:
            versions = tuple(other for other, parent in parents.items() if parent == parents[number])
            try:
                answer, limits = Answer.model_validate_json(stored), _SCOPE.validate_json(scope)
            except ValidationError:
                continue
            found.append(Turn(number, answer, asked, limits, versions))
        return found

    def add(
        self,
        owner: str,
        conversation: str,
        answer: Answer,
        *,
        scope: Filters = Filters(),
        replaces: int | None = None,
    ) -> Turn:
        """Append one answered question, which begins the conversation where there is none of this id.

        With ``replaces`` it takes the place of that turn and of all that follow it, which become an earlier version.

        Raises:
            ValueError: ``conversation`` is no id, or ``owner`` is empty.
            LookupError: the conversation is somebody else's, or ``replaces`` is not one of its turns.
        """
        if not is_id(conversation):
            raise ValueError("not a conversation id")
        if not owner:
            raise ValueError("owner: empty")
        with self._database.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO conversation(id, owner) VALUES (?, ?)", (conversation, owner))
            holder, parent = connection.execute(
                "SELECT owner, tip FROM conversation WHERE id = ?", (conversation,)
            ).fetchone()
            if holder != owner:
                raise LookupError(conversation)
            if replaces is not None:
                parent = _parents(connection, conversation)[replaces]
            number, asked = connection.execute(
                "INSERT INTO turn(conversation, answer, parent, scope, words) VALUES (?, ?, ?, ?, ?)"
                " RETURNING id, asked",
                (
                    conversation, answer.model_dump_json(), parent,
                    _SCOPE.dump_json(scope, exclude_none=True).decode(), _words(answer),
                ),
            ).fetchone()  # fmt: skip
            versions = tuple(n for n, before in _parents(connection, conversation).items() if before == parent)
            connection.execute(
                "UPDATE conversation SET tip = ?, last = CURRENT_TIMESTAMP, deleted = NULL WHERE id = ?",
                (number, conversation),
            )
            if parent is None:
                connection.execute(
                    "UPDATE conversation SET title = ? WHERE id = ? AND NOT named",
                    (_title(answer.question), conversation),
                )
        return Turn(number, answer, asked, scope, versions)

    def show(self, owner: str, conversation: str, turn: int) -> bool:
        """Show the branch through ``turn``, to its newest end. Returns whether there is such a turn."""
        with self._database.writing() as connection:
            parents = _parents(connection, conversation)
            if turn not in parents:
                return False
            reached = {turn}
            for number, parent in parents.items():
                if parent in reached:
                    reached.add(number)
            return self._change(connection, "tip = ?", (max(reached),), owner, conversation)

    def rename(self, owner: str, conversation: str, title: str) -> bool:
        """Give a title; an empty one brings the first question back. Returns whether there is such a conversation."""
        chosen = _title(title)
        with self._database.writing() as connection:
            if chosen:
                return self._change(connection, "title = ?, named = 1", (chosen,), owner, conversation)
            first = "(SELECT title_of(answer) FROM turn WHERE conversation = conversation.id ORDER BY id)"
            return self._change(connection, f"title = coalesce({first}, ''), named = 0", (), owner, conversation)

    def delete(self, owner: str, conversation: str) -> bool:
        """Delete; for a day this can be undone. Returns whether there was such a conversation."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM conversation WHERE deleted < datetime('now', ?)", (_KEPT_DELETED,))
            return self._change(connection, "deleted = CURRENT_TIMESTAMP", (), owner, conversation)

    def undelete(self, owner: str, conversation: str) -> bool:
        """Undo a deletion. Returns whether there was one to undo."""
        with self._database.writing() as connection:
            return self._change(connection, "deleted = NULL", (), owner, conversation, deleted=True)

    def adopt(self, owner: str, conversation: str) -> bool:
        """Give a conversation of the time before owners to whoever holds its id. Returns whether it was one."""
        if not owner:
            return False
        with self._database.writing() as connection:
            changed = connection.execute(
                "UPDATE conversation SET owner = ? WHERE id = ? AND owner = ''", (owner, conversation)
            )
            return changed.rowcount > 0

    @staticmethod
    def _change(
        connection: sqlite3.Connection,
        assignments: str,
        values: tuple[object, ...],
        owner: str,
        conversation: str,
        *,
        deleted: bool = False,
    ) -> bool:
        state = "IS NOT NULL" if deleted else "IS NULL"
        changed = connection.execute(
            f"UPDATE conversation SET {assignments} WHERE id = ? AND owner = ? AND owner <> '' AND deleted {state}",  # noqa: S608
            (*values, conversation, owner),
        )
        return changed.rowcount > 0


_SELECT = (
    "SELECT id, title, started, last, (SELECT count(*) FROM turn WHERE conversation = conversation.id), tip AS"
    " rowid_of_tip FROM conversation"
)


def _parents(connection: sqlite3.Connection, conversation: str) -> dict[int, int | None]:
    """Every turn of a conversation with the turn before it, in the order in which they were asked."""
    rows = connection.execute("SELECT id, parent FROM turn WHERE conversation = ? ORDER BY id", (conversation,))
    return dict(rows.fetchall())


def _branch(parents: Mapping[int, int | None], tip: int | None) -> list[int]:
    """The turns that end at ``tip``, oldest first."""
    branch: list[int] = []
    while tip is not None and tip in parents:
        branch.append(tip)
        tip = parents[tip]
    return branch[::-1]


def _title(text: str) -> str:
    return shorten(nfc(text), MOST_TITLE, placeholder="…")


def _answer(stored: Any) -> Answer | None:
    try:
        return Answer.model_validate_json(stored)
    except ValidationError:
        return None


def _words_of(stored: Any) -> str:
    """What a search looks through in a stored answer."""
    answer = _answer(stored)
    return _words(answer) if answer else ""


def _words(answer: Answer) -> str:
    return fold(f"{answer.question} {answer.text}")


def _title_of(stored: Any) -> str:
    answer = _answer(stored)
    return _title(answer.question) if answer else ""
