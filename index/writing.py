"""Changes to SQLite, inside the caller's transaction."""

# ruff: noqa: S608 - what is put into SQL are names of this package; values are always parameters.
from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from index import duplicates
from index.errors import LibraryError
from index.filters import IN_LIST as _IN
from index.inputs import Input, inputs
from index.model import Copy, Document, ParsedDocument
from index.reading import listed
from index.records import (
    DOCUMENT_COLUMNS,
    body_row,
    containing_passage,
    document_row,
    indicator_row,
    passage_row,
    relation_row,
    storable,
)
from index.sketch import Sketch, sketch
from index.store import read_meta, write_meta

_LOG_ROWS = 400_000  # of the change log; beyond, its older half goes and an index older than that is rebuilt
_PASSAGE = 'document, ordinal, start, "end", prefix, section, page, units'


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready to be written: checked, with its sketch and what stands for each of its passages in the dense
    index.
    """

    parsed: ParsedDocument
    inputs: tuple[tuple[Input, ...], ...]
    sketch: Sketch | None


@dataclass(frozen=True, slots=True)
class NewCopy:
    """A file of ``collection`` that holds what the document with id ``of`` holds."""

    of: str
    collection: str
    copy: Copy


@dataclass(frozen=True, slots=True)
class Counts:
    """Files changed by one transaction; ``copies`` names for each that turned out to be a copy (by id) the file that
    its document goes by.
    """

    added: int = 0
    replaced: int = 0
    removed: int = 0
    copies: Mapping[str, str] = field(default_factory=dict)


class MissingVectorsError(LookupError):
    """Vectors that were there when a change was prepared are gone."""


def prepare(parsed: ParsedDocument, fingerprint: str, *, unit_vectors: bool) -> Prepared:
    """Check a document and derive its embedding texts.

    Raises:
        LibraryError: a span lies outside the text; names file and field.
    """
    document = parsed.document
    if storable(document.text) != document.text:
        parsed = replace(parsed, document=replace(document, text=storable(document.text)))
    spans = [("passage", p.start, p.end) for p in parsed.passages]
    spans += [("unit", u.start, u.end) for p in parsed.passages for u in p.units]
    spans += [("section", s.start, s.end) for s in document.sections]
    spans += [("indicator", i.start, i.end) for i in parsed.indicators]
    for name, start, end in spans:
        if not 0 <= start <= end <= len(document.text):
            raise LibraryError(
                f"{document.file}: {name} [{start}, {end}) lies outside the text of {len(document.text)} characters"
            )
    text, title = parsed.document.text, document.title
    of_passages = (
        tuple(inputs(text, title, passage, fingerprint, unit_vectors=unit_vectors)) for passage in parsed.passages
    )
    own = "\n".join(text[passage.start : passage.end] for passage in parsed.passages)
    return Prepared(parsed, tuple(of_passages), sketch(own))


def missing(connection: sqlite3.Connection, hashes: Iterable[bytes]) -> set[bytes]:
    """Which of these content addresses have no vector yet."""
    wanted = set(hashes)
    there: set[bytes] = set()
    for chunk in _chunks(list(wanted)):
        marks = ",".join("?" * len(chunk))
        there |= {row[0] for row in connection.execute(f"SELECT hash FROM vectors WHERE hash IN ({marks})", chunk)}
    return wanted - there


def add_vectors(connection: sqlite3.Connection, vectors: Mapping[bytes, bytes]) -> None:
    """Store vectors by content address."""
    connection.executemany("INSERT OR IGNORE INTO vectors (hash, data) VALUES (?, ?)", vectors.items())


def change(
    connection: sqlite3.Connection,
    upserts: Sequence[Prepared],
    removals: Sequence[str],
    vectors: Mapping[bytes, bytes],
    *,
    fingerprint: str,
    copies: Sequence[NewCopy] = (),
) -> Counts:
    """Replace, add and remove documents and take the generation one further.

    A document whose text is there already becomes a copy; one that goes while it has copies goes on as the first.

    Raises:
        MissingVectorsError: a vector is neither given nor stored.
    """
    add_vectors(connection, vectors)
    written = [prepared.parsed.document for prepared in upserts]
    ids = [*(d.id for d in written), *(new.copy.id for new in copies)]
    files = [*((d.collection, d.file) for d in written), *((new.collection, new.copy.file) for new in copies)]
    removed = duplicates.forget_copies(connection, set(removals) - set(ids), ())
    replaced = duplicates.forget_copies(connection, ids, files)
    gone, stale = _keys(connection, removals), _keys(connection, ids) | _keys_of_files(connection, files)
    if not (gone or removed or ids):
        return Counts()
    generation = read_meta(connection).generation + 1
    kept = {d.id: list(_same_again(connection, d, stale)) for d in written}
    leaving = (gone | stale) - duplicates.hand_over(connection, gone | stale)
    orphans = _delete(connection, leaving, generation)
    found: dict[str, str] = {}
    for prepared in upserts:
        found.update(_place(connection, prepared, kept[prepared.parsed.document.id], generation))
    for new in copies:
        found.update(_attach(connection, new))
    unused = [prepared for prepared in upserts if prepared.parsed.document.id in found]
    orphans += _vector_keys(connection, [item.hash for p in unused for passage in p.inputs for item in passage])
    connection.execute(
        f"DELETE FROM vectors WHERE key {_IN}"
        " AND NOT EXISTS (SELECT 1 FROM passage_vectors WHERE vector = vectors.key)",
        (listed(orphans),),
    )
    write_meta(connection, generation=generation)
    if upserts:
        write_meta(connection, fingerprint=fingerprint)
    _trim_log(connection)
    replaced += len(stale)
    return Counts(len(ids) - replaced, replaced, removed + len(gone - stale), found)


def _same_again(connection: sqlite3.Connection, document: Document, stale: set[int]) -> Iterable[Copy]:
    """The copies of a document that is written anew with the text it has."""
    same = duplicates.same_text(connection, document)
    return duplicates.take_copies(connection, same["key"]) if same and same["key"] in stale else ()


def _place(
    connection: sqlite3.Connection, prepared: Prepared, kept: Sequence[Copy], generation: int
) -> Iterable[tuple[str, str]]:
    """Store a document with its copies, or as a copy: then its id and the file of the document with its text."""
    document = prepared.parsed.document
    same = duplicates.same_text(connection, document)
    key = same["key"] if same else _insert(connection, prepared, generation)
    own = (duplicates.as_copy(document, same["url"]),) if same else ()
    for copy in (*own, *kept):
        duplicates.add_copy(connection, key, document.collection, copy)
    return ((document.id, same["file"]),) if same else ()


def _attach(connection: sqlite3.Connection, new: NewCopy) -> Iterable[tuple[str, str]]:
    """Store a copy, where its document is there: its id and the document's file."""
    row = connection.execute(
        "SELECT key, file FROM documents WHERE id = ?1 OR key = (SELECT document FROM copies WHERE id = ?1)", (new.of,)
    ).fetchone()
    if row is None:
        return ()
    duplicates.add_copy(connection, row["key"], new.collection, new.copy)
    return ((new.copy.id, row["file"]),)


def _keys(connection: sqlite3.Connection, ids: Sequence[str]) -> set[int]:
    rows = connection.execute(f"SELECT key FROM documents WHERE id {_IN}", (listed(map(storable, ids)),))
    return {row[0] for row in rows}


def _keys_of_files(connection: sqlite3.Connection, files: Iterable[tuple[str, str]]) -> set[int]:
    found: set[int] = set()
    for collection, file in files:
        rows = connection.execute(
            "SELECT key FROM documents WHERE collection = ? AND file = ?", (storable(collection), storable(file))
        )
        found |= {row[0] for row in rows}
    return found


def _delete(connection: sqlite3.Connection, documents: set[int], generation: int) -> list[int]:
    """Delete documents and all that hangs on them; returns the vectors they used."""
    if not documents:
        return []
    keys = listed(documents)
    used = connection.execute(
        "SELECT DISTINCT pv.vector FROM passage_vectors pv JOIN passages p ON p.id = pv.passage"
        f" WHERE p.document {_IN}",
        (keys,),
    ).fetchall()
    connection.execute(
        f"INSERT INTO changes SELECT ?, id, 0 FROM passages WHERE document {_IN}",
        (generation, keys),
    )
    connection.execute(f"DELETE FROM documents WHERE key {_IN}", (keys,))
    return [row[0] for row in used]


def _insert(connection: sqlite3.Connection, prepared: Prepared, generation: int) -> int:
    document = prepared.parsed.document
    columns, marks = ", ".join(DOCUMENT_COLUMNS), ", ".join("?" * len(DOCUMENT_COLUMNS))
    key = connection.execute(
        f"INSERT INTO documents ({columns}) VALUES ({marks})",
        document_row(document),
    ).lastrowid
    assert key is not None
    duplicates.link(connection, key, document, prepared.sketch)
    connection.execute("INSERT INTO bodies VALUES (?, ?, ?, ?)", (key, *body_row(document)))
    connection.executemany(
        "INSERT INTO relations (document, ordinal, type, target, target_key, scope, verb) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(key, ordinal, *relation_row(relation)) for ordinal, relation in enumerate(document.relations)],
    )
    ids: list[int] = []
    for ordinal, (passage, found) in enumerate(zip(prepared.parsed.passages, prepared.inputs, strict=True)):
        number = connection.execute(
            f"INSERT INTO passages ({_PASSAGE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (key, ordinal, *passage_row(passage)),
        ).lastrowid
        assert number is not None
        ids.append(number)
        link_vectors(connection, number, found)
    connection.executemany("INSERT INTO changes VALUES (?, ?, 1)", [(generation, number) for number in ids])
    spans = [(p.start, p.end) for p in prepared.parsed.passages]
    for indicator in prepared.parsed.indicators:
        position = containing_passage(spans, indicator.start, indicator.end)
        connection.execute(
            "INSERT INTO indicators (document, passage, name, name_folded, period, locality, data)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (key, None if position is None else ids[position], *indicator_row(indicator)),
        )
    return key


def link_vectors(connection: sqlite3.Connection, passage: int, found: Sequence[Input]) -> None:
    """Say which vectors stand for a passage and its units.

    Raises:
        MissingVectorsError: one of them is not stored.
    """
    cursor = connection.executemany(
        "INSERT INTO passage_vectors SELECT ?, ?, key FROM vectors WHERE hash = ?",
        [(passage, item.unit, item.hash) for item in found],
    )
    if cursor.rowcount != len(found):
        raise MissingVectorsError


def _trim_log(connection: sqlite3.Connection) -> None:
    low, high = connection.execute("SELECT MIN(rowid), MAX(rowid) FROM changes").fetchone()
    if low is None or high - low < _LOG_ROWS:
        return
    middle = connection.execute(
        "SELECT generation FROM changes WHERE rowid >= ? LIMIT 1", ((low + high) // 2,)
    ).fetchone()[0]
    connection.execute("DELETE FROM changes WHERE generation <= ?", (middle,))
    write_meta(connection, log_from=middle)


def _vector_keys(connection: sqlite3.Connection, hashes: list[bytes]) -> list[int]:
    found: list[int] = []
    for chunk in _chunks(hashes):
        marks = ",".join("?" * len(chunk))
        found += [row[0] for row in connection.execute(f"SELECT key FROM vectors WHERE hash IN ({marks})", chunk)]
    return found


def _chunks(values: list[bytes], size: int = 500) -> Iterable[list[bytes]]:
    return (values[low : low + size] for low in range(0, len(values), size))
