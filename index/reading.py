"""What is asked of SQLite: a connection in, domain values out."""

# ruff: noqa: S608 - what is put into SQL are names of this package; values are always parameters.
from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.dense import Owners
from index.filters import IN_LIST as _IN
from index.filters import condition, place_matches
from index.lexical import Entry
from index.model import Copy, Document, Filters, Relation, RelationType, StoredPassage
from index.records import (
    DocumentRecord,
    StoredIndicator,
    number_key,
    read_copy,
    read_document,
    read_indicator,
    read_passage,
    read_record,
    read_relation,
)
from index.text import fold

_CHUNK = 20_000


def listed(values: Iterable[object]) -> str:
    """The parameter of an ``IN (SELECT value FROM json_each(?))``: a list of any length is one variable."""
    return json.dumps([int(v) if isinstance(v, np.integer) else v for v in values])


def _relations(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, tuple[Relation, ...]]:
    found: dict[int, list[Relation]] = defaultdict(list)
    rows = connection.execute(
        f"SELECT * FROM relations WHERE document {_IN} ORDER BY document, ordinal", (listed(keys),)
    )
    for row in rows:
        found[row["document"]].append(read_relation(row))
    return {key: tuple(relations) for key, relations in found.items()}


def _copies(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, tuple[Copy, ...]]:
    found: dict[int, list[Copy]] = defaultdict(list)
    rows = connection.execute(f"SELECT * FROM copies WHERE document {_IN} ORDER BY file", (listed(keys),))
    for row in rows:
        found[row["document"]].append(read_copy(row))
    return {key: tuple(copies) for key, copies in found.items()}


def document(connection: sqlite3.Connection, document_id: str) -> Document | None:
    """A whole document, by its id or that of a copy."""
    return whole(connection, [document_id]).get(document_id)


def whole(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Document]:
    """Whole documents by the ids asked for: a document's own, or that of a copy."""
    rows = connection.execute(
        "SELECT a.asked, d.*, b.* FROM"
        f" (SELECT id AS asked, key FROM documents WHERE id {_IN}"
        f" UNION ALL SELECT id, document FROM copies WHERE id {_IN}) a"
        " JOIN documents d ON d.key = a.key JOIN bodies b ON b.document = d.key",
        (listed(ids), listed(ids)),
    ).fetchall()
    keys = [row["key"] for row in rows]
    relations, copies = _relations(connection, keys), _copies(connection, keys)
    return {row["asked"]: read_document(row, relations.get(row["key"], ()), copies.get(row["key"], ())) for row in rows}


def collections_of(connection: sqlite3.Connection, passages: Sequence[int]) -> dict[int, str]:
    """The collection of each of these passages."""
    rows = connection.execute(
        f"SELECT p.id, d.collection FROM passages p JOIN documents d ON d.key = p.document WHERE p.id {_IN}",
        (listed(passages),),
    )
    return {row[0]: str(row[1]) for row in rows}


def collection_of(connection: sqlite3.Connection, document_id: str) -> str | None:
    """The collection of a document, by its id or that of a copy."""
    row = connection.execute(
        "SELECT collection FROM documents WHERE id = ?1 UNION ALL SELECT collection FROM copies WHERE id = ?1",
        (document_id,),
    ).fetchone()
    return str(row[0]) if row else None


def documents(connection: sqlite3.Connection, filters: Filters) -> list[DocumentRecord]:
    """Every document let through, by collection and file."""
    clause, values = condition(connection, filters)
    rows = connection.execute(
        "SELECT d.*, b.pages, (SELECT COUNT(*) FROM passages p WHERE p.document = d.key) AS passages"
        f" FROM documents d JOIN bodies b ON b.document = d.key WHERE {clause} ORDER BY d.collection, d.file",
        values,
    ).fetchall()
    keys = [row["key"] for row in rows]
    relations, copies = _relations(connection, keys), _copies(connection, keys)
    return [read_record(row, relations.get(row["key"], ()), copies.get(row["key"], ())) for row in rows]


def numbers(connection: sqlite3.Connection, filters: Filters) -> list[tuple[str, str]]:
    """Id and number of every document let through that has a number."""
    clause, values = condition(connection, filters)
    rows = connection.execute(f"SELECT d.id, d.number FROM documents d WHERE d.number IS NOT NULL AND {clause}", values)
    return [(row[0], row[1]) for row in rows]


def known(connection: sqlite3.Connection, collection: str | None) -> dict[tuple[str, str], tuple[str, str]]:
    """(collection, file) → (document id, content hash), copies included."""
    rows = connection.execute(
        "SELECT collection, file, id, content_hash FROM documents WHERE ?1 IS NULL OR collection = ?1"
        " UNION ALL SELECT c.collection, c.file, d.id, c.content_hash FROM copies c JOIN documents d"
        " ON d.key = c.document WHERE ?1 IS NULL OR c.collection = ?1",
        (collection,),
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def passage_rows(connection: sqlite3.Connection, ids: Sequence[int]) -> list[sqlite3.Row]:
    """Rows of these passages with their document's id."""
    return connection.execute(
        f"SELECT p.*, d.id AS owner FROM passages p JOIN documents d ON d.key = p.document WHERE p.id {_IN}",
        (listed(ids),),
    ).fetchall()


def passages_of(connection: sqlite3.Connection, document_id: str) -> list[int]:
    """The ids of a document's passages in order."""
    rows = connection.execute(
        "SELECT id FROM passages WHERE document = (SELECT key FROM documents WHERE id = ?1"
        " UNION ALL SELECT document FROM copies WHERE id = ?1) ORDER BY ordinal",
        (document_id,),
    )
    return [row[0] for row in rows]


def passage_rows_of(connection: sqlite3.Connection, document_id: str) -> list[sqlite3.Row]:
    """Rows of a document's passages in order."""
    return connection.execute(
        "SELECT p.*, d.id AS owner FROM passages p JOIN documents d ON d.key = p.document"
        " WHERE d.key = (SELECT key FROM documents WHERE id = ?1 UNION ALL SELECT document FROM copies WHERE id = ?1)"
        " ORDER BY p.ordinal",
        (document_id,),
    ).fetchall()


def stored_passage(row: sqlite3.Row, text: str) -> StoredPassage:
    """A passage from its row and its document's text."""
    passage = read_passage(row)
    return StoredPassage(row["id"], row["owner"], row["ordinal"], text[passage.start : passage.end], passage)


def existing(connection: sqlite3.Connection, passages: Sequence[int]) -> set[int]:
    """Which of these passages there are."""
    return {row[0] for row in connection.execute(f"SELECT id FROM passages WHERE id {_IN}", (listed(passages),))}


def unit_vectors(
    connection: sqlite3.Connection, passages: Sequence[int]
) -> dict[int, tuple[list[int], NDArray[np.float32]]]:
    """passage → unit positions and their vectors, shape (len(positions), dimension); position WHOLE is its own."""
    rows = connection.execute(
        "SELECT pv.passage, pv.unit, v.data FROM passage_vectors pv JOIN vectors v ON v.key = pv.vector"
        f" WHERE pv.passage {_IN} ORDER BY pv.passage, pv.unit",
        (listed(passages),),
    ).fetchall()
    if not rows:
        return {}
    every = np.frombuffer(b"".join([row[2] for row in rows]), dtype="<f2").reshape(len(rows), -1).astype(np.float32)
    found: dict[int, tuple[list[int], NDArray[np.float32]]] = {}
    first = 0
    for passage, group in groupby(rows, key=itemgetter(0)):
        units = [row[1] for row in group]
        found[passage] = units, every[first : first + len(units)]
        first += len(units)
    return found


def vectors(
    connection: sqlite3.Connection, passages: Sequence[int] | None = None
) -> Iterator[tuple[Owners, NDArray[np.float16]]]:
    """The vectors of these passages (None: all) with their owners, in blocks, by passage and unit."""
    where, values = ("", ()) if passages is None else (f"WHERE pv.passage {_IN}", (listed(passages),))
    cursor = connection.execute(
        "SELECT pv.passage, pv.unit, p.document, v.data FROM passage_vectors pv JOIN vectors v ON v.key = pv.vector"
        f" JOIN passages p ON p.id = pv.passage {where} ORDER BY pv.passage, pv.unit",
        values,
    )
    while rows := cursor.fetchmany(_CHUNK):
        owners = Owners.of([(row[0], row[1], row[2]) for row in rows])
        yield owners, np.frombuffer(b"".join(row[3] for row in rows), dtype="<f2").reshape(len(rows), -1)


def dimension(connection: sqlite3.Connection) -> int:
    """The length of the stored vectors; 0 where there are none."""
    row = connection.execute(
        "SELECT length(v.data) FROM passage_vectors pv JOIN vectors v ON v.key = pv.vector LIMIT 1"
    ).fetchone()
    return int(row[0]) // 2 if row else 0


def entries(
    connection: sqlite3.Connection, passages: Sequence[int] | None = None, filters: Filters = Filters()
) -> Iterator[Entry]:
    """These passages (None: all) of the documents let through, as the lexical index wants them."""
    clause, values = condition(connection, filters)
    if passages is not None:
        clause, values = f"{clause} AND p.id {_IN}", [*values, listed(passages)]
    rows = connection.execute(
        'SELECT p.id, p.document, p.start, p."end", p.prefix FROM passages p JOIN documents d ON d.key = p.document'
        f" WHERE {clause} ORDER BY p.document, p.ordinal",
        values,
    )
    for key, group in groupby(rows, key=lambda row: row["document"]):
        text = connection.execute("SELECT text FROM bodies WHERE document = ?", (key,)).fetchone()[0]
        for row in group:
            yield Entry(row["id"], key, f"{row['prefix']}\n{text[row['start'] : row['end']]}")


def changes(connection: sqlite3.Connection, since: int) -> tuple[list[int], list[int]]:
    """The passages removed after generation `since`, and those added after it that are still there."""
    rows = connection.execute("SELECT passage, added FROM changes WHERE generation > ?", (since,)).fetchall()
    removed = {row[0] for row in rows if not row[1]}
    return sorted(removed), sorted({row[0] for row in rows if row[1]} - removed)


def indicators(
    connection: sqlite3.Connection,
    *,
    name: str | None,
    place: str | None,
    period: str | None,
    only: Sequence[str] | None,
    filters: Filters,
) -> list[StoredIndicator]:
    """Indicators whose name contains `name` (folded), of a place and a period, in documents let through."""
    clause, values = condition(connection, filters)
    if only is not None:
        clause, values = f"{clause} AND d.id {_IN}", [*values, listed(only)]
    if name is not None:
        clause, values = f"{clause} AND instr(i.name_folded, ?) > 0", [*values, fold(name).strip()]
    if period is not None:
        clause, values = f"{clause} AND i.period = ?", [*values, period]
    rows = connection.execute(
        "SELECT i.id, i.passage, i.locality, i.data, d.id AS owner FROM indicators i"
        f" JOIN documents d ON d.key = i.document WHERE {clause} ORDER BY d.collection, d.file, i.id",
        values,
    ).fetchall()
    if place is not None:
        fits = {spot: place_matches(spot, place) for spot in {row["locality"] for row in rows} if spot}
        rows = [row for row in rows if fits.get(row["locality"], False)]
    return [StoredIndicator(row["id"], row["owner"], row["passage"], read_indicator(row["data"])) for row in rows]


def relations_to(
    connection: sqlite3.Connection, number: str, filters: Filters, kinds: Sequence[RelationType] | None = None
) -> list[tuple[str, Relation]]:
    """The documents, let through, that act on this number, the latest first."""
    clause, values = condition(connection, filters)
    rows: list[Any] = connection.execute(
        "SELECT r.*, d.id AS owner FROM relations r JOIN documents d ON d.key = r.document"
        f" WHERE r.target_key = ? AND {clause} ORDER BY COALESCE(d.date_issued, d.date_published) DESC, d.key",
        [number_key(number), *values],
    ).fetchall()
    found = [(row["owner"], read_relation(row)) for row in rows]
    return [(owner, relation) for owner, relation in found if kinds is None or relation.type in kinds]
