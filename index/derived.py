"""Keeps the dense and the lexical index in step with SQLite: opened, topped up by the change log, or built again.

``lexical/state.json`` and ``dense/state.json`` say which generation of which database a folder holds; each is replaced
by a rename after what it speaks of is on disk, so a process that dies leaves either the old state or the new.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sqlite3
import threading
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from index import reading
from index.dense import Dense
from index.errors import LibraryBusyError
from index.lexical import Lexical, format_key
from index.model import Filters
from index.store import Meta, Store, read_meta

logger = logging.getLogger(__name__)

_SAVE_AT_CLOSE = 5_000  # vectors not yet in the saved dense index; fewer are read from SQLite at once
_PATIENCE = 2.0  # seconds a search waits for a writer that is between its two commits
_POLL = 0.01
_BATCH = 5_000  # passages of one commit when the lexical index is built


class LexicalFolder:
    """The lexical index on disk, shared by all processes: of all documents, or of those that ``only`` lets through.

    ``only`` may hold what never changes of a document (its collection); each such choice has a folder of its own.
    """

    def __init__(self, folder: Path, store: Store, only: Filters = Filters()) -> None:
        self._folder = folder
        self._store = store
        self._only = only
        self._opening = threading.Lock()
        self._state: dict[str, Any] = {}
        self._index: Lexical | None = None

    def current(self, meta: Meta) -> Lexical:
        """The index at `meta`'s generation or later; an older one where its writer takes longer than `_PATIENCE`."""
        index = self._index
        if index is not None and self._fits(self._state, meta):
            return index
        deadline = time.monotonic() + (_PATIENCE if index is not None else self._store.wait)
        while True:
            with self._opening:
                self._follow(meta)
                if self._index is not None and (self._fits(self._state, meta) or time.monotonic() > deadline):
                    return self._index
            # Either a writer is between its two commits, or it was killed there and this process does its work.
            with self._store.lock.tried() as mine:
                if mine:
                    self.catch_up()
                    assert self._index is not None
                    return self._index
            if time.monotonic() > deadline and self._index is None:
                raise LibraryBusyError("the index is being built by another process: try again later")
            time.sleep(_POLL)

    def hold(self, meta: Meta) -> bool:
        """Whether the index is at `meta`'s generation or later without anything being done."""
        return self._fits(self._state, meta)

    def catch_up(self) -> None:
        """Bring the index to what SQLite holds now; the caller holds the write lock."""
        with self._opening, self._store.reading() as connection:
            meta = read_meta(connection)
            self._follow(meta)
            if self._fits(self._state, meta):
                return
            name = self._state.get("folder", "")
            if not self._topped_up(connection, meta):
                name, self._index = self._rebuilt(connection)
            state = {"format": format_key(), "identity": meta.identity, "generation": meta.generation, "folder": name}
            write_state(self._folder, state)
            self._state = state
            self._sweep(name)

    def _topped_up(self, connection: sqlite3.Connection, meta: Meta) -> bool:
        if self._index is None or self._state["generation"] < meta.log_from:
            return False
        removed, added = reading.changes(connection, self._state["generation"])
        try:
            # Removing what is added makes a repeated top-up harmless.
            self._index.change([*removed, *added], reading.entries(connection, added, self._only))
        except (ValueError, OSError) as error:
            logger.warning("the lexical index cannot be written and is built again: %s", error)
            return False
        return True

    def _fits(self, state: dict[str, Any], meta: Meta) -> bool:
        return bool(state.get("identity") == meta.identity and state.get("generation", -1) >= meta.generation)

    def _follow(self, meta: Meta) -> None:
        """See what another process has committed since."""
        state = read_state(self._folder)
        if state.get("identity") != meta.identity or state.get("format") != format_key():
            self._state, self._index = {}, None
            return
        try:
            if self._index is None or state["folder"] != self._state.get("folder"):
                self._index = Lexical(self._folder / state["folder"])
            else:
                self._index.reload()
            self._state = state
        except (ValueError, OSError, KeyError) as error:
            logger.warning("the lexical index is damaged and is built again: %s", error)
            self._state, self._index = {}, None

    def _rebuilt(self, connection: sqlite3.Connection) -> tuple[str, Lexical]:
        name = uuid.uuid4().hex[:12]
        make_folder(self._folder)
        index = Lexical(self._folder / name)
        batch = []
        for entry in reading.entries(connection, filters=self._only):
            batch.append(entry)
            if len(batch) == _BATCH:
                index.change((), batch)
                batch = []
        index.change((), batch)
        return name, index

    def _sweep(self, keep: str) -> None:
        for other in self._folder.iterdir():
            if other.is_dir() and other.name != keep:
                shutil.rmtree(other, ignore_errors=True)


class DenseFolder:
    """The dense index in memory, with a saved copy on disk that makes opening a large one fast."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder = folder
        self._store = store
        self._refreshing = threading.Lock()
        self._index: Dense | None = None
        self._generation = -1
        self._saved = ""
        self._unsaved = 0

    @property
    def loaded(self) -> bool:
        return self._index is not None

    def current(self, meta: Meta) -> Dense | None:
        """The index at `meta`'s generation or later; None while nothing is embedded."""
        if self._generation < meta.generation:
            with self._refreshing:
                if self._generation < meta.generation:
                    self._refresh()
        return self._index

    def _refresh(self) -> None:
        with self._store.reading() as connection:
            meta = read_meta(connection)
            index, generation = self._index, self._generation
            if index is None:
                index, generation = self._loaded(meta)
            oldest = max(meta.log_from, meta.vectors_from)
            if index is None or generation < oldest or index.wasteful:
                index = self._rebuilt(connection)
                self._unsaved = len(index) if index else 0
            elif generation < meta.generation:
                removed, added = reading.changes(connection, generation)
                if removed:
                    index.remove(np.array(removed, dtype=np.int64))
                for owners, vectors in reading.vectors(connection, added) if added else ():
                    index.add(owners, vectors)
                    self._unsaved += len(owners)
                self._unsaved += len(removed)
            self._index, self._generation = index, meta.generation

    def _loaded(self, meta: Meta) -> tuple[Dense | None, int]:
        state = read_state(self._folder)
        if state.get("identity") != meta.identity or state.get("generation", -1) > meta.generation:
            return None, -1
        try:
            index = Dense.load(self._folder / state["name"])
            self._saved = state["name"]
            return index, int(state["generation"])
        except (ValueError, OSError, RuntimeError, KeyError) as error:
            logger.warning("the saved dense index is damaged and is built again: %s", error)
            return None, -1

    def _rebuilt(self, connection: sqlite3.Connection) -> Dense | None:
        dimension = reading.dimension(connection)
        if not dimension:
            return None
        index = Dense(dimension)
        for owners, vectors in reading.vectors(connection):
            index.add(owners, vectors)
        return index

    def save(self, meta: Meta, *, at_least: int = _SAVE_AT_CLOSE) -> None:
        """Fit the index to its size and save it, where at least so many vectors are unsaved.

        The caller holds the write lock.
        """
        index = self.current(meta)
        if index is None or self._unsaved < max(at_least, len(index) // 5 if at_least else 0):
            return
        with self._refreshing:
            index.fit_size()
            make_folder(self._folder)
            name = uuid.uuid4().hex[:12]
            index.save(self._folder / name)
            write_state(self._folder, {"identity": meta.identity, "generation": self._generation, "name": name})
            for old in self._folder.iterdir():
                if old.suffix in {".faiss", ".npz"} and old.stem != name:
                    old.unlink(missing_ok=True)
            self._saved, self._unsaved = name, 0


def make_folder(folder: Path) -> None:
    """Make the folder of a derived index; whatever else has its name gives way, as nothing there is the truth."""
    if not folder.is_dir() and (folder.exists() or folder.is_symlink()):
        logger.warning("%s is no folder and is replaced by one", folder)
        folder.unlink()
    folder.mkdir(parents=True, exist_ok=True)


def read_state(folder: Path) -> dict[str, Any]:
    """What ``state.json`` says; empty where there is none or it is damaged."""
    try:
        state = json.loads((folder / "state.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        logger.warning("%s is unreadable and its index is built again: %s", folder / "state.json", error)
        return {}
    return state if isinstance(state, dict) else {}


def write_state(folder: Path, state: dict[str, Any]) -> None:
    """Replace ``state.json``, durably."""
    make_folder(folder)
    temporary = folder / f"state.{os.getpid()}.tmp"
    try:
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(state, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(folder / "state.json")
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()
