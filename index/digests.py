"""Keeps the digests of passages in a file of their own, beside the other derived indexes.

A passage never changes once it is stored, and no id is given twice: what is kept under its id stays right as long as
the database and the code that reads passages are the same. Derived and never the truth: where the file cannot be used
nothing is kept, and digests are made when they are needed.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from index.derived import make_folder
from index.digest import Digest, format_key, from_bytes, to_bytes
from index.filters import IN_LIST as _IN

logger = logging.getLogger(__name__)

_BUSY_SECONDS = 5.0
_SCHEMA = "CREATE TABLE IF NOT EXISTS digests (passage INTEGER PRIMARY KEY, data BLOB NOT NULL)"


class DigestFile:
    """A file in ``folder`` named after the database and the code that reads passages, for many threads and processes.

    Another database or other code takes another file; one that a process still works with may go meanwhile.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._name = ""

    def get(self, identity: str, passages: Sequence[int]) -> dict[int, Digest]:
        """The digests kept of these passages of the database ``identity``."""
        found: dict[int, Digest] = {}
        try:
            with self._lock:
                connection = self._opened(identity)
                rows = connection.execute(
                    f"SELECT passage, data FROM digests WHERE passage {_IN}",  # noqa: S608 - a constant
                    (json.dumps([*passages]),),
                ).fetchall()
            for passage, data in rows:
                found[passage] = from_bytes(data)
        except (sqlite3.Error, OSError, ValueError) as error:
            self._given_up(error)
        return found

    def put(self, identity: str, made: Mapping[int, Digest], gone: Sequence[int] = ()) -> None:
        """Keep digests, and forget those of the passages ``gone``."""
        try:
            with self._lock:
                connection = self._opened(identity)
                connection.execute("BEGIN IMMEDIATE")
                rows = [(passage, to_bytes(digest)) for passage, digest in made.items()]
                connection.executemany("INSERT OR REPLACE INTO digests VALUES (?, ?)", rows)
                connection.execute(f"DELETE FROM digests WHERE passage {_IN}", (json.dumps([*gone]),))  # noqa: S608
                connection.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            self._given_up(error)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _opened(self, identity: str) -> sqlite3.Connection:
        name = f"{identity}-{format_key()}.sqlite"
        if self._connection is None or self._name != name:
            if self._connection is not None:
                self._connection.close()
            make_folder(self._folder)
            for old in self._folder.iterdir():
                if not old.name.startswith(name):
                    old.unlink(missing_ok=True)
            # A transaction is one statement, or spelled out.
            self._connection = sqlite3.connect(
                self._folder / name, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._name = name
            for setting in ("PRAGMA page_size=16384", "PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", _SCHEMA):
                self._connection.execute(setting)
        return self._connection

    def _given_up(self, error: Exception) -> None:
        """Go on without what cannot be read; a damaged file gives way to a new one."""
        logger.warning("the digests of passages cannot be used and are made again: %s", error)
        self.close()
        if not isinstance(error, (sqlite3.OperationalError, OSError)):
            for suffix in ("", "-wal", "-shm"):
                (self._folder / f"{self._name}{suffix}").unlink(missing_ok=True)
