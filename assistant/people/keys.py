"""Keys of programs: each belongs to a user, sees what that user sees, and may write only where it was made to."""

from __future__ import annotations

import hmac
import re
import secrets
import sqlite3
import time
from dataclasses import dataclass

from assistant.database import Database
from assistant.people.errors import PeopleError
from assistant.people.secret import hash_token, new_token
from assistant.people.users import User, named
from assistant.reader import Role

MOST_NAME = 80
_KEY = re.compile(r"hoidap_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_STEP = 300.0  # seconds between two notes of use


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret. ``writes``: documents may be changed as far as the user may. Times: seconds, UTC."""

    id: str
    user: str
    name: str
    writes: bool
    created: float
    expires: float | None
    used: float | None


class Keys:
    """The keys of one home."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, user: str, name: str, *, writes: bool = False, days: float | None = None) -> tuple[Key, str]:
        """A key of the user named ``user``, and its secret, told once; ``days`` until it ends.

        Raises:
            PeopleError: there is no such user, or the name or the days are none.
        """
        if not name.strip() or len(name) > MOST_NAME or not name.isprintable():
            raise PeopleError(f"key name: 1 to {MOST_NAME} printable characters")
        if days is not None and not 0 < days <= 3650:
            raise PeopleError("days: more than 0, at most 3650")
        number, secret, now = secrets.token_hex(6), new_token(), time.time()
        expires = None if days is None else now + days * 86400
        with self._database.writing() as connection:
            owner = named(connection, user)
            connection.execute(
                "INSERT INTO key VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
                (number, hash_token(secret), owner.id, name.strip(), writes, now, expires),
            )
        return Key(number, owner.name, name.strip(), writes, now, expires, None), f"hoidap_{number}_{secret}"

    def list(self, user: str | None = None) -> list[Key]:
        """The keys of a user, or of all.

        Raises:
            PeopleError: there is no such user.
        """
        with self._database.reading() as connection:
            owner = None if user is None else named(connection, user).id
            rows = connection.execute(
                "SELECT key.*, user.name AS owner FROM key JOIN user ON user.id = key.user"
                " WHERE ?1 IS NULL OR key.user = ?1 ORDER BY user.name, key.created",
                (owner,),
            ).fetchall()
        return [_key(row) for row in rows]

    def revoke(self, number: str) -> Key:
        """End a key, at once.

        Raises:
            PeopleError: there is no such key.
        """
        with self._database.writing() as connection:
            row = connection.execute(
                "SELECT key.*, user.name AS owner FROM key JOIN user ON user.id = key.user WHERE key.id = ?", (number,)
            ).fetchone()
            if row is None:
                raise PeopleError(f"there is no key {number}")
            connection.execute("DELETE FROM key WHERE id = ?", (number,))
        return _key(row)

    def user(self, presented: str) -> tuple[User, Key] | None:
        """Whose key it is; ``None`` where it is unknown, over or revoked."""
        form = _KEY.fullmatch(presented)
        if form is None:
            return None
        now = time.time()
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT key.*, user.name AS owner, user.role, user.created AS since"
                " FROM key JOIN user ON user.id = key.user WHERE key.id = ?",
                (form[1],),
            ).fetchone()
        if row is None or not hmac.compare_digest(row["hash"], hash_token(form[2])):
            return None
        if row["expires"] is not None and row["expires"] <= now:
            return None
        if row["used"] is None or row["used"] < now - _STEP:
            with self._database.writing() as connection:
                connection.execute("UPDATE key SET used = ? WHERE id = ?", (now, form[1]))
        return User(row["user"], row["owner"], Role(row["role"]), row["since"]), _key(row)


def _key(row: sqlite3.Row) -> Key:
    return Key(row["id"], row["owner"], row["name"], bool(row["writes"]), row["created"], row["expires"], row["used"])
