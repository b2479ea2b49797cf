"""Collections and who may see them. What nobody was granted is seen by administrators alone."""

from __future__ import annotations

import time
from dataclasses import dataclass

from assistant.database import Database
from assistant.people.errors import PeopleError
from assistant.people.users import User, named
from assistant.reader import Role

EVERYBODY = "*"
MOST_NAME = 100


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection with the names of those who may see it; ``EVERYBODY`` is all who sign in."""

    name: str
    readers: tuple[str, ...]


class Collections:
    """The collections of one home, as far as they were named here; ``default`` is open to everybody at first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str) -> None:
        """Name a collection, so that it can be granted before it holds anything.

        Raises:
            PeopleError: it is named already, or that is no name.
        """
        if not name.strip() or len(name) > MOST_NAME or not name.isprintable() or name != name.strip():
            raise PeopleError(f"collection: 1 to {MOST_NAME} printable characters, no space at either end")
        with self._database.writing() as connection:
            row = connection.execute("SELECT 1 FROM collection WHERE name = ?", (name,)).fetchone()
            if row is not None:
                raise PeopleError(f"there is a collection {name} already")
            connection.execute("INSERT INTO collection VALUES (?, ?)", (name, time.time()))

    def grant(self, name: str, reader: str) -> None:
        """Let a user, or ``EVERYBODY``, see a collection.

        Raises:
            PeopleError: there is no such collection or user.
        """
        with self._database.writing() as connection:
            row = connection.execute("SELECT 1 FROM collection WHERE name = ?", (name,)).fetchone()
            if row is None:
                raise PeopleError(f"there is no collection {name}: create it first")
            user = "" if reader == EVERYBODY else named(connection, reader).id
            connection.execute("INSERT OR IGNORE INTO access VALUES (?, ?)", (name, user))

    def revoke(self, name: str, reader: str) -> bool:
        """Take it back, at once. Returns whether it had been granted.

        Raises:
            PeopleError: there is no such user.
        """
        with self._database.writing() as connection:
            user = "" if reader == EVERYBODY else named(connection, reader).id
            done = connection.execute("DELETE FROM access WHERE collection = ? AND user = ?", (name, user))
            return done.rowcount > 0

    def list(self) -> list[Collection]:
        """All that were named, by name."""
        with self._database.reading() as connection:
            names = [row[0] for row in connection.execute("SELECT name FROM collection ORDER BY name")]
            rows = connection.execute(
                "SELECT access.collection, coalesce(user.name, ?) FROM access LEFT JOIN user ON user.id = access.user"
                " WHERE access.user = '' OR user.id IS NOT NULL ORDER BY 2",
                (EVERYBODY,),
            ).fetchall()
        return [Collection(name, tuple(reader for of, reader in rows if of == name)) for name in names]

    def seen_by(self, user: User) -> tuple[str, ...] | None:
        """The collections that a user may see, by name; ``None`` is all of them."""
        if user.role is Role.ADMIN:
            return None
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT DISTINCT collection FROM access WHERE user IN ('', ?) ORDER BY collection", (user.id,)
            ).fetchall()
        return tuple(row[0] for row in rows)
