"""Guesses of passwords are slowed down by name and by address; kept on disk, so that a restart forgives nothing."""

from __future__ import annotations

import time

from assistant.database import Database
from assistant.people.errors import PeopleError

WINDOW = 900.0  # seconds
OF_NAME = 8  # failures of one name within the window
OF_ADDRESS = 30  # failures from one address: an office may share one


class TooManyAttemptsError(PeopleError):
    """Too many failures; ``seconds`` until the next try is let through."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too many attempts: wait {seconds} seconds")
        self.seconds = seconds


class Throttle:
    """Counts attempts to sign in. A success takes the name's attempts back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, name: str, address: str) -> None:
        """Note an attempt before it is checked, so that many at once count too.

        Raises:
            TooManyAttemptsError: this one is not let through.
        """
        now = time.time()
        limits = ((_of_name(name), OF_NAME), (_of_address(address), OF_ADDRESS))
        with self._database.writing() as connection:
            connection.execute("DELETE FROM attempt WHERE at < ?", (now - WINDOW,))
            for subject, most in limits:
                # The oldest of the last `most` attempts has to leave the window first.
                row = connection.execute(
                    "SELECT at FROM attempt WHERE subject = ? ORDER BY at DESC LIMIT 1 OFFSET ?", (subject, most - 1)
                ).fetchone()
                if row is not None:
                    raise TooManyAttemptsError(max(1, int(row[0] + WINDOW - now) + 1))
            connection.executemany("INSERT INTO attempt VALUES (?, ?)", [(subject, now) for subject, _ in limits])

    def succeeded(self, name: str, address: str) -> None:
        """The attempt was right: the name starts anew, the address gets this one back."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM attempt WHERE subject = ?", (_of_name(name),))
            connection.execute(
                "DELETE FROM attempt WHERE rowid = (SELECT max(rowid) FROM attempt WHERE subject = ?)",
                (_of_address(address),),
            )


def _of_name(name: str) -> str:
    return "name:" + name.strip().lower()[:100]


def _of_address(address: str) -> str:
    return "address:" + address[:100]
