"""Sessions: what a browser holds between signing in and signing out. Only hashes of their tokens are kept."""

from __future__ import annotations

import time

from assistant.database import Database
from assistant.people.secret import hash_token, new_token
from assistant.people.users import User, named, user_of

LONGEST = 7 * 86400.0  # seconds from sign-in to the end, however busy
IDLE = 12 * 3600.0  # seconds without a request
_STEP = 300.0  # seconds between two notes of use: not every request writes


class Sessions:
    """The sessions of one home."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, user: User) -> str:
        """A new session's token, told once."""
        token, now = new_token(), time.time()
        with self._database.writing() as connection:
            connection.execute("DELETE FROM session WHERE created < ? OR used < ?", (now - LONGEST, now - IDLE))
            connection.execute("INSERT INTO session VALUES (?, ?, ?, ?)", (hash_token(token), user.id, now, now))
        return token

    def user(self, token: str) -> User | None:
        """Whose session it is; ``None`` where it is unknown, over or revoked."""
        hashed, now = hash_token(token), time.time()
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT user.*, session.used FROM session JOIN user ON user.id = session.user"
                " WHERE session.hash = ? AND session.created > ? AND session.used > ?",
                (hashed, now - LONGEST, now - IDLE),
            ).fetchone()
        if row is None:
            return None
        if row["used"] < now - _STEP:
            with self._database.writing() as connection:
                connection.execute("UPDATE session SET used = ? WHERE hash = ?", (now, hashed))
        return user_of(row)

    def end(self, token: str) -> None:
        """Sign out."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM session WHERE hash = ?", (hash_token(token),))

    def revoke(self, name: str) -> int:
        """End every session of a user. Returns how many there were.

        Raises:
            PeopleError: there is no such user.
        """
        with self._database.writing() as connection:
            user = named(connection, name)
            return connection.execute("DELETE FROM session WHERE user = ?", (user.id,)).rowcount
