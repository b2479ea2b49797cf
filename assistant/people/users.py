"""Users: their names, roles and passwords."""

from __future__ import annotations

import re
import secrets
import sqlite3
import time
from dataclasses import dataclass

from assistant.database import Database
from assistant.people.errors import PeopleError
from assistant.people.secret import hash_password
from assistant.reader import Role

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in; ``id`` lasts as long as the user and is never given again. Times: seconds, UTC."""

    id: str
    name: str
    role: Role
    created: float


def user_of(row: sqlite3.Row) -> User:
    """A user from a row of the table."""
    return User(row["id"], row["name"], Role(row["role"]), row["created"])


def plain_name(name: str) -> str:
    """A sign-in name as it is kept: lower case.

    Raises:
        PeopleError: it is no name.
    """
    plain = name.strip().lower()
    if not _NAME.fullmatch(plain):
        raise PeopleError("name: 1 to 64 letters a-z, digits and . _ - @, a letter or digit first")
    return plain


def named(connection: sqlite3.Connection, name: str) -> User:
    """The user of that name.

    Raises:
        PeopleError: there is none.
    """
    row = connection.execute("SELECT * FROM user WHERE name = ?", (plain_name(name),)).fetchone()
    if row is None:
        raise PeopleError(f"there is no user {plain_name(name)}")
    return user_of(row)


class Users:
    """The users of one home."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def exist(self) -> bool:
        """Whether there is any: then one has to sign in."""
        with self._database.reading() as connection:
            return connection.execute("SELECT 1 FROM user LIMIT 1").fetchone() is not None

    def list(self) -> list[User]:
        """All of them by name."""
        with self._database.reading() as connection:
            return [user_of(row) for row in connection.execute("SELECT * FROM user ORDER BY name")]

    def find(self, name: str) -> User:
        """The user of that name.

        Raises:
            PeopleError: there is none.
        """
        with self._database.reading() as connection:
            return named(connection, name)

    def add(self, name: str, password: str, role: Role) -> User:
        """Add a user.

        Raises:
            PeopleError: the name is taken or none, the password too short, or the first user is no administrator.
        """
        user = User("user:" + secrets.token_hex(12), plain_name(name), role, time.time())
        hashed = hash_password(password)
        with self._database.writing() as connection:
            if role is not Role.ADMIN and not _administrators(connection):
                raise PeopleError("role: the first user has to be an administrator (admin)")
            try:
                connection.execute(
                    "INSERT INTO user VALUES (?, ?, ?, ?, ?)", (user.id, user.name, int(role), hashed, user.created)
                )
            except sqlite3.IntegrityError:
                raise PeopleError(f"there is a user {user.name} already") from None
        return user

    def remove(self, name: str, *, last: bool = False) -> User:
        """Remove a user with all sessions, keys and grants; what the user wrote stays, seen by nobody.

        ``last`` allows to remove the only user, after which nobody has to sign in.

        Raises:
            PeopleError: there is no such user, or nobody would be left to administer.
        """
        with self._database.writing() as connection:
            user = named(connection, name)
            connection.execute("DELETE FROM user WHERE id = ?", (user.id,))
            connection.execute("DELETE FROM access WHERE user = ?", (user.id,))
            left = connection.execute("SELECT count(*) FROM user").fetchone()[0]
            if not _administrators(connection) and (left or not last):
                raise PeopleError(f"{user.name} is the last administrator")
        return user

    def set_role(self, name: str, role: Role) -> User:
        """Give a user another role, at once.

        Raises:
            PeopleError: there is no such user, or nobody would be left to administer.
        """
        with self._database.writing() as connection:
            user = named(connection, name)
            connection.execute("UPDATE user SET role = ? WHERE id = ?", (int(role), user.id))
            if not _administrators(connection):
                raise PeopleError(f"{user.name} is the last administrator")
        return User(user.id, user.name, role, user.created)

    def set_password(self, name: str, password: str) -> User:
        """Give a user another password; every session of theirs ends.

        Raises:
            PeopleError: there is no such user, or the password is too short.
        """
        hashed = hash_password(password)
        with self._database.writing() as connection:
            user = named(connection, name)
            connection.execute("UPDATE user SET password = ? WHERE id = ?", (hashed, user.id))
            connection.execute("DELETE FROM session WHERE user = ?", (user.id,))
        return user

    def with_password(self, name: str) -> tuple[User | None, str | None]:
        """The user of that name and the hash of the password; nothing where there is none."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM user WHERE name = ?", (name.strip().lower(),)).fetchone()
        return (user_of(row), row["password"]) if row else (None, None)


def _administrators(connection: sqlite3.Connection) -> int:
    count = connection.execute("SELECT count(*) FROM user WHERE role = ?", (int(Role.ADMIN),)).fetchone()[0]
    return int(count)
