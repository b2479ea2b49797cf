"""One content under several files, and documents that are much alike: kept in SQLite, inside the caller's transaction.

A document leaves only when its last file does: until then one of its copies takes its place.
"""

# ruff: noqa: S608 - what is put into SQL are names of this package; values are always parameters.
from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from index.filters import IN_LIST as _IN
from index.model import Copy, Document
from index.reading import listed
from index.records import copy_row, read_copy, storable
from index.sketch import Sketch, bands, resemblance

ALIKE = 0.7  # of their runs of three words: about one word in sixteen differs
_CANDIDATES = 500  # compared with a document; more is a form that thousands share
_LINKS = 20  # of one document


@dataclass(frozen=True, slots=True)
class Alike:
    """A document much like another one: ``similarity`` is the share of text in common, 0 to 1."""

    document: str
    file: str
    similarity: float


def text_hash(document: Document) -> bytes | None:
    """What two documents of one collection have in common when they are one content; None where there is no text."""
    if not document.text.strip():
        return None
    return blake2b(f"{document.collection}\0{document.text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def same_text(connection: sqlite3.Connection, document: Document) -> sqlite3.Row | None:
    """The row (key, file, url) of the document with this text in its collection."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT key, file, url FROM documents WHERE text_hash = ?", (text_hash(document),)
    ).fetchone()
    return row


def as_copy(document: Document, url: str | None) -> Copy:
    """What stays of a document whose content is there already, perhaps from another ``url``."""
    address = (document.url,) if document.url and document.url != url else ()
    sources = tuple(dict.fromkeys((*document.sources, *address)))
    return Copy(document.id, document.file, document.content_hash, sources)


def add_copy(connection: sqlite3.Connection, key: int, collection: str, copy: Copy) -> None:
    """Say that a file holds what document ``key`` holds."""
    connection.execute(
        "INSERT INTO copies (document, collection, id, file, content_hash, sources) VALUES (?, ?, ?, ?, ?, ?)",
        (key, storable(collection), *copy_row(copy)),
    )


def forget_copies(connection: sqlite3.Connection, ids: Iterable[str], files: Iterable[tuple[str, str]]) -> int:
    """Take copies away, by id and by (collection, file). Returns how many there were."""
    found = connection.execute(f"DELETE FROM copies WHERE id {_IN}", (listed(map(storable, ids)),)).rowcount
    for collection, file in files:
        found += connection.execute(
            "DELETE FROM copies WHERE collection = ? AND file = ?", (storable(collection), storable(file))
        ).rowcount
    return found


def hand_over(connection: sqlite3.Connection, keys: Iterable[int]) -> set[int]:
    """Give each of these documents that has copies to the first of them. Returns the keys of those handed over."""
    given: set[int] = set()
    for key in keys:
        row = connection.execute("SELECT * FROM copies WHERE document = ? ORDER BY file LIMIT 1", (key,)).fetchone()
        if row is None:
            continue
        connection.execute("DELETE FROM copies WHERE id = ?", (row["id"],))
        connection.execute(
            "UPDATE documents SET id = ?, file = ?, content_hash = ?, sources = ? WHERE key = ?",
            (row["id"], row["file"], row["content_hash"], row["sources"], key),
        )
        given.add(key)
    return given


def take_copies(connection: sqlite3.Connection, key: int) -> list[Copy]:
    """Take the copies off a document, to hang them on what replaces it."""
    rows = connection.execute("SELECT * FROM copies WHERE document = ?", (key,)).fetchall()
    connection.execute("DELETE FROM copies WHERE document = ?", (key,))
    return [read_copy(row) for row in rows]


def link(connection: sqlite3.Connection, key: int, document: Document, made: Sketch | None) -> None:
    """Remember a document's sketch, and which documents of its collection it is like."""
    connection.execute("UPDATE documents SET text_hash = ? WHERE key = ?", (text_hash(document), key))
    if made is None:
        return
    places = bands(made)
    rows = connection.execute(
        "SELECT s.document, s.data FROM sketches s JOIN documents d ON d.key = s.document"
        f" WHERE d.collection = ? AND s.document IN (SELECT document FROM sketch_bands WHERE band {_IN})"
        " ORDER BY s.document DESC LIMIT ?",
        (storable(document.collection), listed(places), _CANDIDATES),
    ).fetchall()
    connection.execute("INSERT INTO sketches VALUES (?, ?)", (key, made.astype("<u4").tobytes()))
    connection.executemany("INSERT OR IGNORE INTO sketch_bands VALUES (?, ?)", [(band, key) for band in places])
    if not rows:
        return
    shares = resemblance(made, np.stack([np.frombuffer(row[1], dtype="<u4") for row in rows]))
    best = sorted(((float(s), row[0]) for s, row in zip(shares, rows, strict=True) if s >= ALIKE), reverse=True)
    for share, other in best[:_LINKS]:
        pairs = [(key, other, share), (other, key, share)]
        connection.executemany("INSERT INTO near_duplicates VALUES (?, ?, ?)", pairs)


def alike(connection: sqlite3.Connection, document_id: str) -> list[Alike]:
    """The documents that one is like, the most alike first."""
    rows = connection.execute(
        "SELECT o.id, o.file, n.similarity FROM near_duplicates n JOIN documents d ON d.key = n.document"
        " JOIN documents o ON o.key = n.other WHERE d.id = ? ORDER BY n.similarity DESC, o.file LIMIT ?",
        (document_id, _LINKS),
    )
    return [Alike(row[0], row[1], round(row[2], 3)) for row in rows]
