"""What was done by whom: signing in and out, changes of people, collections, keys and documents. Never a question."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum

from assistant.database import Database

_LONGEST = 300  # characters of each field
_KEPT = 400 * 86400.0  # seconds


class Action(StrEnum):
    """What can be done."""

    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGN_OUT = "sign_out"
    SESSIONS_REVOKED = "sessions_revoked"
    USER_ADDED = "user_added"
    USER_REMOVED = "user_removed"
    USER_ROLE = "user_role"
    USER_PASSWORD = "user_password"  # noqa: S105 - the name of an action
    COLLECTION_CREATED = "collection_created"
    COLLECTION_GRANTED = "collection_granted"
    COLLECTION_REVOKED = "collection_revoked"
    KEY_CREATED = "key_created"
    KEY_REVOKED = "key_revoked"
    DOCUMENT_ADDED = "document_added"
    DOCUMENT_CHANGED = "document_changed"
    DOCUMENT_REMOVED = "document_removed"


@dataclass(frozen=True, slots=True)
class Entry:
    """``actor`` did ``action`` to ``object`` from ``address``; ``at`` in seconds, UTC."""

    id: int
    at: float
    actor: str
    action: str
    object: str
    address: str


class Audit:
    """The log of one home: it is added to, and what is older than 400 days goes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, actor: str, action: Action, object: str = "", address: str = "") -> None:
        """Keep an entry. ``actor`` is a sign-in name, "command line", or "" where nobody is known."""
        now = time.time()
        with self._database.writing() as connection:
            connection.execute("DELETE FROM audit WHERE at < ?", (now - _KEPT,))
            connection.execute(
                "INSERT INTO audit(at, actor, action, object, address) VALUES (?, ?, ?, ?, ?)",
                (now, actor[:_LONGEST], str(action), object[:_LONGEST], address[:_LONGEST]),
            )

    def entries(self, limit: int = 100, *, actor: str | None = None, action: str | None = None) -> list[Entry]:
        """The latest first, of an actor and an action where these are given."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM audit WHERE (?1 IS NULL OR actor = ?1) AND (?2 IS NULL OR action = ?2)"
                " ORDER BY id DESC LIMIT ?3",
                (actor, action, limit),
            ).fetchall()
        return [Entry(*row) for row in rows]
