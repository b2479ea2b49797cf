"""What readers change of a library by hand: wrong metadata put right, documents deleted and brought back."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from index import corrections, reading
from index.corrections import FIELDS, Correction, Fields, File
from index.errors import LibraryError
from index.model import Copy, Document, ParsedDocument
from index.records import storable, to_json
from index.wire import decode, encode
from index.writing import NewCopy

if TYPE_CHECKING:
    from index.library import Library
    from index.store import Store


@dataclass(frozen=True, slots=True)
class Deleted:
    """A document that was deleted: its files are not read again until it is brought back. ``at`` is UTC."""

    id: str
    collection: str
    file: str
    title: str | None
    sources: tuple[str, ...]
    by: str
    at: datetime


class Edits:
    """The edits of one library, kept in its database."""

    def __init__(self, library: Library, store: Store) -> None:
        self._library = library
        self._store = store

    # -- metadata

    def corrections(self, files: Sequence[File]) -> dict[File, Correction]:
        """What was corrected, by collection and file."""
        with self._store.reading() as connection:
            return corrections.read(connection, files)

    def correction(self, document: Document) -> Correction:
        """What was corrected of a document."""
        key = (document.collection, document.file)
        return self.corrections([key]).get(key, Correction())

    def correct(self, document_id: str, fields: Fields) -> None:
        """Put fields of a document right; a field as its file says it is none.

        Raises:
            LibraryError: there is no such document or field. ValueError: a kind or a date that is none.
        """
        unknown = set(fields) - set(FIELDS)
        if unknown:
            raise LibraryError(f"no field of a document can be corrected by the name {sorted(unknown)[0]!r}")
        parsed = self._parsed(document_id)
        document = parsed.document
        before = self.correction(document)
        original = {**corrections.stated(document, FIELDS), **before.original}
        wanted = {**before.fields, **{name: text or None for name, text in fields.items()}}
        kept = {name: text for name, text in wanted.items() if text != original[name]}
        now = Correction(kept, {name: original[name] for name in kept})
        as_read = corrections.corrected(parsed, original)
        corrections.corrected(as_read, kept)  # a kind or date that is none fails here, before anything is written
        self._library.apply([as_read], corrected={(document.collection, document.file): now})

    # -- documents

    def delete(self, document_id: str, by: str) -> Deleted:
        """Take a document with all its copies out; its files stay where they are and are not read again.

        Raises:
            LibraryError: there is no such document.
        """
        parsed = self._parsed(document_id)
        document = parsed.document
        sources = tuple(dict.fromkeys((*document.sources, *(s for copy in document.copies for s in copy.sources))))
        now = datetime.now(UTC).replace(microsecond=0)
        gone = Deleted(document.id, document.collection, document.file, document.title, sources, by, now)

        def keep(connection: sqlite3.Connection) -> None:
            copies = [[c.id, c.file, c.content_hash, c.sources] for c in document.copies]
            content = zlib.compress(encode(replace(parsed, document=replace(document, copies=()))))
            connection.execute(
                "INSERT OR REPLACE INTO deleted VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (gone.id, storable(gone.collection), storable(gone.file), storable(gone.title or "") or None,
                 to_json(sources), by, now.isoformat(), to_json(copies), content),
            )  # fmt: skip

        self._library.apply(removals=[document.id, *(copy.id for copy in document.copies)], also=keep)
        return gone

    def deleted(self) -> list[Deleted]:
        """The documents that can be brought back, the last one first."""
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM deleted WHERE content IS NOT NULL ORDER BY at DESC, file"
            ).fetchall()
        return [_deleted(row) for row in rows]

    def hidden(self, collection: str) -> frozenset[str]:
        """The sources of a collection that are not to be read."""
        with self._store.reading() as connection:
            rows = connection.execute("SELECT sources FROM deleted WHERE collection = ?", (storable(collection),))
            return frozenset(source for row in rows for source in json.loads(row[0]))

    def bring_back(self, document_id: str) -> None:
        """Undo a deletion.

        Raises:
            LibraryError: there is none of this id that can be undone.
        """
        with self._store.reading() as connection:
            row = connection.execute(
                "SELECT * FROM deleted WHERE id = ? AND content IS NOT NULL", (document_id,)
            ).fetchone()
        if row is None:
            raise LibraryError("this document was not deleted, or is not kept any longer")
        parsed = decode(zlib.decompress(row["content"]))
        copies = [Copy(id, file, hashed, tuple(sources)) for id, file, hashed, sources in json.loads(row["copies"])]

        def forget(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM deleted WHERE id = ?", (document_id,))

        self._library.apply(
            [self._as_read(parsed)],
            copies=[NewCopy(parsed.document.id, parsed.document.collection, copy) for copy in copies],
            also=forget,
        )

    def purge(self, before: datetime) -> list[Deleted]:
        """Forget the content of what was deleted before then; its files stay unread. Returns what was forgotten."""
        old = [gone for gone in self.deleted() if gone.at < before]
        with self._store.writing() as connection:
            connection.executemany("UPDATE deleted SET content = NULL WHERE id = ?", [(gone.id,) for gone in old])
        return old

    def _parsed(self, document_id: str) -> ParsedDocument:
        """A document as it was handed to the index, corrections upon it."""
        document = self._library.document(document_id)
        if document is None:
            raise LibraryError("there is no such document")
        theirs = {source for copy in document.copies for source in copy.sources}
        own = tuple(source for source in document.sources if source not in theirs)
        with self._store.reading() as connection:
            rows = reading.passage_rows_of(connection, document_id)
        found = self._library.indicators(documents=[document_id])
        return ParsedDocument(
            replace(document, sources=own or document.sources[:1]),
            tuple(reading.stored_passage(row, document.text).passage for row in rows),
            tuple(stored.indicator for stored in found),
        )

    def _as_read(self, parsed: ParsedDocument) -> ParsedDocument:
        return corrections.corrected(parsed, self.correction(parsed.document).original)


def _deleted(row: sqlite3.Row) -> Deleted:
    return Deleted(
        row["id"], row["collection"], row["file"], row["title"], tuple(json.loads(row["sources"])), row["by"],
        datetime.fromisoformat(row["at"]),
    )  # fmt: skip
