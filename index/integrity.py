"""Is the index whole? Each finding is one line."""

from __future__ import annotations

from index import reading
from index.dense import Dense
from index.lexical import Lexical
from index.store import Store


def check(store: Store, lexical: Lexical, dense: Dense | None) -> list[str]:
    """What does not agree: the database in itself, spans and texts, vectors, the derived indexes with it."""
    found: list[str] = []
    with store.reading() as connection:
        found += [f"database: {row[0]}" for row in connection.execute("PRAGMA quick_check(20)") if row[0] != "ok"]
        found += [f"database: {row[0]} refers to nothing" for row in connection.execute("PRAGMA foreign_key_check")]
        orphans = connection.execute(
            "SELECT COUNT(*) FROM vectors v WHERE NOT EXISTS (SELECT 1 FROM passage_vectors WHERE vector = v.key)"
        ).fetchone()[0]
        if orphans:
            found.append(f"vectors: {orphans} belong to no passage")
        bare = connection.execute(
            "SELECT COUNT(*) FROM passages p WHERE NOT EXISTS"
            " (SELECT 1 FROM passage_vectors v WHERE v.passage = p.id AND v.unit = -1)"
        ).fetchone()[0]
        if bare:
            found.append(f"vectors: {bare} passages have none")
        ids: set[int] = set()
        for (document_id,) in connection.execute("SELECT id FROM documents ORDER BY key").fetchall():
            document = reading.document(connection, document_id)
            if document is None:
                found.append(f"document {document_id}: its text is missing")
                continue
            for row in reading.passage_rows_of(connection, document_id):
                ids.add(row["id"])
                passage = reading.stored_passage(row, document.text).passage
                spans = [(passage.start, passage.end), *((unit.start, unit.end) for unit in passage.units)]
                found += [
                    f"{document.file}: span [{start}, {end}) lies outside the text"
                    for start, end in spans
                    if not 0 <= start <= end <= len(document.text)
                ]
    for name, held in (("lexical", lexical.passages()), ("dense", dense.passages() if dense else set())):
        if held != ids:
            found.append(f"{name} index: {len(ids - held)} passages missing, {len(held - ids)} too many")
    return found
