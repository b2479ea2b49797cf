"""Changes to SQLite, inside the caller's transaction."""

# ruff: noqa: S608 - what is put into SQL are names of this package; values are always parameters.
from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.errors import LibraryError
from index.filters import IN_LIST as _IN
from index.inputs import Input, inputs
from index.model import ParsedDocument
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
from index.store import read_meta, write_meta

_LOG_ROWS = 400_000  # of the change log; beyond, its older half goes and an index older than that is rebuilt
_PASSAGE = 'document, ordinal, start, "end", prefix, section, page, units'


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready to be written: checked, and with what stands for each of its passages in the dense index."""

    parsed: ParsedDocument
    inputs: tuple[tuple[Input, ...], ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Documents changed by one transaction."""

    added: int = 0
    replaced: int = 0
    removed: int = 0


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
    return Prepared(parsed, tuple(of_passages))


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
    fingerprint: str,
) -> Counts:
    """Replace, add and remove documents and take the generation one further.

    Raises:
        MissingVectorsError: a vector is neither given nor stored.
    """
    add_vectors(connection, vectors)
    gone = _keys(connection, "id", removals)
    written = [prepared.parsed.document for prepared in upserts]
    stale = _keys(connection, "id", [d.id for d in written])
    for document in written:
        rows = connection.execute(
            "SELECT key FROM documents WHERE collection = ? AND file = ?",
            (storable(document.collection), storable(document.file)),
        )
        stale |= {row[0] for row in rows}
    if not (gone or written):
        return Counts()
    generation = read_meta(connection).generation + 1
    orphans = _delete(connection, gone | stale, generation)
    for prepared in upserts:
        _insert(connection, prepared, generation)
    connection.execute(
        f"DELETE FROM vectors WHERE key {_IN}"
        " AND NOT EXISTS (SELECT 1 FROM passage_vectors WHERE vector = vectors.key)",
        (listed(orphans),),
    )
    write_meta(connection, generation=generation)
    if upserts:
        write_meta(connection, fingerprint=fingerprint)
    _trim_log(connection)
    return Counts(added=len(written) - len(stale), replaced=len(stale), removed=len(gone - stale))


def _keys(connection: sqlite3.Connection, column: str, values: Sequence[str]) -> set[int]:
    rows = connection.execute(f"SELECT key FROM documents WHERE {column} {_IN}", (listed(map(storable, values)),))
    return {row[0] for row in rows}


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


def _insert(connection: sqlite3.Connection, prepared: Prepared, generation: int) -> None:
    document = prepared.parsed.document
    columns, marks = ", ".join(DOCUMENT_COLUMNS), ", ".join("?" * len(DOCUMENT_COLUMNS))
    key = connection.execute(
        f"INSERT INTO documents ({columns}) VALUES ({marks})",
        document_row(document),
    ).lastrowid
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


def _chunks(values: list[bytes], size: int = 500) -> Iterable[list[bytes]]:
    return (values[low : low + size] for low in range(0, len(values), size))
