"""Filters, once for every index: from `Filters` to the documents that they let through."""

# ruff: noqa: S608 - what is put into SQL are names of this package; values are always parameters.
from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.abbreviations import written_out
from index.model import Filters
from index.text import fold

IN_LIST = "IN (SELECT value FROM json_each(?))"
_DATE = "COALESCE(d.date_issued, d.date_published)"


def condition(connection: sqlite3.Connection, filters: Filters) -> tuple[str, list[object]]:
    """An SQL condition on ``documents d`` with its parameters; "1" where nothing is filtered."""
    parts: list[str] = []
    values: list[object] = []

    def one_of(column: str, wanted: Sequence[str]) -> None:
        # One JSON parameter: a list of any length stays one variable.
        parts.append(f"d.{column} {IN_LIST}")
        values.append(json.dumps(list(wanted)))

    for column, wanted in (("collection", filters.collections), ("kind", filters.kinds)):
        if wanted is not None:
            one_of(column, wanted)
    for column, wanted in (("id", filters.documents), ("file", filters.files)):
        if wanted is not None:  # a document goes by the names of its copies too
            one_of(column, wanted)
            parts[-1] = f"({parts[-1]} OR d.key IN (SELECT document FROM copies WHERE {column} {IN_LIST}))"
            values.append(values[-1])
    for column, matches, name in (("place", place_matches, filters.place), ("issuer", issuer_matches, filters.issuer)):
        if name is not None:
            stored = [row[0] for row in connection.execute(f"SELECT DISTINCT {column} FROM documents")]
            one_of(column, [value for value in stored if value is not None and matches(value, name)])
    for limit, comparison in ((filters.date_from, ">="), (filters.date_to, "<=")):
        if limit is not None:
            parts.append(f"{_DATE} {comparison} ?")
            values.append(limit.isoformat())
    if filters.as_of is not None:
        parts.append(f"({_DATE} IS NULL OR {_DATE} <= ?)")
        values.append(filters.as_of.isoformat())
    return " AND ".join(parts) or "1", values


def allowed_documents(connection: sqlite3.Connection, filters: Filters) -> NDArray[np.int64] | None:
    """The keys of the documents let through, ascending; None where that is every document."""
    if filters == Filters():
        return None
    clause, values = condition(connection, filters)
    rows = connection.execute(f"SELECT d.key FROM documents d WHERE {clause} ORDER BY d.key", values).fetchall()
    total: int = connection.execute("SELECT COUNT(*) FROM documents").fetchone()[0]
    if len(rows) == total:
        return None
    return np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))


def issuer_matches(stored: str, wanted: str) -> bool:
    """Whether the issuer contains what is asked for; marks, case and abbreviations aside."""
    plain = written_out(wanted)
    return plain in written_out(stored) and bool(plain or not wanted.strip())


def place_matches(stored: str, wanted: str) -> bool:
    """Whether a document's place is the wanted one or lies within it, under old and new names."""
    try:
        # Imported here: its tables are loaded only where a place is asked for.
        from index.places import same_place, within
    except ImportError:
        return fold(wanted).strip() in fold(stored)
    return bool(same_place(stored, wanted) or within(stored, wanted))
