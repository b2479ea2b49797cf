"""Searches that readers keep under a name: each reader's own, in a small file of the home."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.database import Database

MOST = 100  # of one reader; the oldest goes
LONGEST_NAME = 120
LONGEST_QUERY = 12_000

# The first version was written without its number.
_MIGRATIONS = (
    (
        """
        CREATE TABLE IF NOT EXISTS searches (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            owner TEXT NOT NULL,
            name TEXT NOT NULL,
            query TEXT NOT NULL,
            UNIQUE (owner, query)
        )
        """,
    ),
)


@dataclass(frozen=True, slots=True)
class Saved:
    """A search: ``query`` is what stands behind the question mark of its address."""

    id: int
    name: str
    query: str


class Searches:
    """The saved searches of one home; another reader's do not exist."""

    def __init__(self, file: Path) -> None:
        self._database = Database(file, _MIGRATIONS)

    def of(self, owner: str) -> list[Saved]:
        """A reader's searches, the latest first."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT id, name, query FROM searches WHERE owner = ? ORDER BY id DESC", (owner,))
            return [Saved(*row) for row in rows]

    def save(self, owner: str, name: str, query: str) -> None:
        """Keep a search; one of the same query gets the new name.

        Raises:
            ValueError: names the field that is empty or too long.
        """
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME:
            raise ValueError("name")
        if not owner or not query or len(query) > LONGEST_QUERY:
            raise ValueError("query")
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO searches (owner, name, query) VALUES (?, ?, ?)"
                " ON CONFLICT (owner, query) DO UPDATE SET name = excluded.name",
                (owner, name, query),
            )
            connection.execute(
                "DELETE FROM searches WHERE owner = ?1 AND id NOT IN"
                " (SELECT id FROM searches WHERE owner = ?1 ORDER BY id DESC LIMIT ?2)",
                (owner, MOST),
            )

    def delete(self, owner: str, id: int) -> None:
        """Forget a search."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM searches WHERE owner = ? AND id = ?", (owner, id))
