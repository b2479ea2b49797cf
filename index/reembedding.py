"""From one embedding model to another: everything is embedded first, then all passages change over at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from index import reading, writing
from index.embedding import Embedder
from index.inputs import Input, inputs
from index.records import read_passage
from index.store import Store, read_meta, write_meta

_DOCUMENTS = 32  # of one batch; each is durable, so that a second run goes on where the first was stopped


def reembed(store: Store, embedder: Embedder, progress: Callable[[int], None] | None, *, unit_vectors: bool) -> int:
    """Give every passage and unit its vector under `embedder`. Returns the texts embedded."""
    done = 0
    while True:
        for ids in _batches(store):
            done += _embed(store, embedder, ids, unit_vectors, lambda n, base=done: progress and progress(base + n))  # type: ignore[misc]
        try:
            _change_over(store, embedder.fingerprint, unit_vectors)
        except writing.MissingVectorsError:
            continue  # a document came in meanwhile
        return done


def _batches(store: Store) -> list[list[str]]:
    with store.reading() as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM documents ORDER BY key")]
    return [ids[low : low + _DOCUMENTS] for low in range(0, len(ids), _DOCUMENTS)]


def _inputs(connection: sqlite3.Connection, document_id: str, fingerprint: str, units: bool) -> dict[int, list[Input]]:
    document = reading.document(connection, document_id)
    if document is None:
        return {}
    return {
        row["id"]: list(inputs(document.text, document.title, read_passage(row), fingerprint, unit_vectors=units))
        for row in reading.passage_rows_of(connection, document_id)
    }


def _embed(store: Store, embedder: Embedder, ids: list[str], units: bool, progress: Callable[[int], None]) -> int:
    with store.reading() as connection:
        texts = {
            item.hash: item.text
            for document_id in ids
            for found in _inputs(connection, document_id, embedder.fingerprint, units).values()
            for item in found
        }
        wanted = sorted(writing.missing(connection, texts))
    if wanted:
        vectors = embedder.embed_passages([texts[key] for key in wanted], progress).astype("<f2")
        with store.writing() as connection:
            writing.add_vectors(connection, {key: vectors[row].tobytes() for row, key in enumerate(wanted)})
    return len(wanted)


def _change_over(store: Store, fingerprint: str, units: bool) -> None:
    with store.writing() as connection:
        connection.execute("DELETE FROM passage_vectors")
        for (document_id,) in connection.execute("SELECT id FROM documents ORDER BY key").fetchall():
            for passage, found in _inputs(connection, document_id, fingerprint, units).items():
                writing.link_vectors(connection, passage, found)
        connection.execute("DELETE FROM vectors WHERE key NOT IN (SELECT vector FROM passage_vectors)")
        generation = read_meta(connection).generation + 1
        write_meta(connection, generation=generation, vectors_from=generation, fingerprint=fingerprint)
