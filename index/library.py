"""The one facade of the index: changes go in all or nothing, documents and passages are found again.

library = Library.open(Path("home"))
library.apply([parsed_document])
library.dense(library.embed_query("thu ngân sách"), k=10)
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index import archive, corrections, duplicates, integrity, reading, writing
from index.cache import Cache
from index.corrections import Correction, File
from index.derived import DenseFolder, LexicalFolder
from index.digest import Digest, digest_of, source_of
from index.digests import DigestFile
from index.duplicates import Alike
from index.edits import Edits
from index.embedding import Embedder, load_embedder
from index.errors import EmbeddingMismatchError, LibraryBusyError, LibraryError
from index.filters import allowed_documents
from index.inputs import WHOLE
from index.model import Document, Filters, ParsedDocument, Relation, RelationType, StoredPassage
from index.records import DocumentRecord, StoredIndicator
from index.reembedding import reembed
from index.scoped import ScopedLibrary, scope_key
from index.scored import LexicalQuery, Scored
from index.store import BUSY_SECONDS, Meta, Store, read_meta
from index.writing import NewCopy

__all__ = [
    "Alike",
    "Applied",
    "DocumentRecord",
    "EmbeddingMismatchError",
    "LexicalQuery",
    "Library",
    "LibraryBusyError",
    "LibraryError",
    "NewCopy",
    "Scored",
    "StoredIndicator",
    "document_id",
]

_TEXT_CHARACTERS = 32_000_000  # of document texts kept in memory
_PASSAGES = 20_000
_DIGEST_BYTES = 48_000_000  # of about as many
_DIGESTS_AT_ONCE = 200  # made of one change and kept together
_SCOPES = 64  # views of collections kept open
_NOTHING = Filters()
_NO_CORRECTIONS: Mapping[File, Correction] = {}

Vectors = NDArray[np.float32]
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Applied:
    """What a change did: files added, replaced and removed; vectors computed and vectors found again by content.

    ``copies`` holds for each file that turned out to be a copy, by id, the file that its document goes by.
    """

    added: int = 0
    replaced: int = 0
    removed: int = 0
    embedded: int = 0
    reused: int = 0
    copies: Mapping[str, str] = field(default_factory=dict)


def document_id(collection: str, file: str) -> str:
    """The stable id of a file in a collection."""
    return blake2b(f"{collection}\0{file}".encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


class Library:
    """Documents, passages, vectors and indicators under one home.

    For many readers and one writer at a time, over threads and processes.
    """

    def __init__(self, store: Store, home: Path, embedder: Callable[[], Embedder], *, unit_vectors: bool) -> None:
        self._store = store
        self._with_units = unit_vectors
        self._load_embedder = embedder
        self._embedder: Embedder | None = None
        self._embedder_lock = threading.Lock()
        self._lexical = LexicalFolder(home / "lexical", store)
        self._dense = DenseFolder(home / "dense", store)
        self._digest_file = DigestFile(home / "digests")
        self._scopes_folder = home / "scopes"
        self._scopes: Cache[tuple[str, ...], ScopedLibrary] = Cache(_SCOPES)
        self.edits = Edits(self, store)
        self._changed = False
        self._documents: Cache[tuple[int, str], Document] = Cache(_TEXT_CHARACTERS, lambda d: len(d.text) + 2000)
        self._passages: Cache[tuple[int, int], StoredPassage] = Cache(_PASSAGES)
        self._digests: Cache[tuple[str, int], Digest] = Cache(_DIGEST_BYTES, lambda digest: digest.size)
        self._allowed: Cache[tuple[int, Filters], NDArray[np.int64] | None] = Cache(256)
        self._queries: Cache[str, Vectors] = Cache(512)

    @classmethod
    def open(
        cls,
        home: Path,
        embedder: Embedder | Callable[[], Embedder] | None = None,
        *,
        unit_vectors: bool = True,
        wait: float = BUSY_SECONDS,
    ) -> Self:
        """Open or create the index under `home`; what a killed process left undone is made up for.

        `embedder` is an engine, or what makes one when it is first needed (None: the default model). `wait` is how
        many seconds a change waits for another writer.

        Raises:
            LibraryError: the home cannot be used, or a newer program wrote it.
        """
        load: Callable[[], Embedder]
        if embedder is None:
            load = load_embedder
        elif callable(embedder):
            load = embedder
        else:
            engine = embedder
            load = lambda: engine  # noqa: E731
        library = cls(Store(home, wait=wait), home, load, unit_vectors=unit_vectors)
        meta = library._store.meta()
        if meta.generation:
            library._lexical.current(meta)
        return library

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Save what makes the next opening fast and let go of everything."""
        if self._changed or self._dense.loaded:
            with self._store.lock.tried() as mine:
                if mine:
                    self._dense.save(self._store.meta())
        self._digest_file.close()
        self._store.close()

    @property
    def closed(self) -> bool:
        """Whether nothing can be asked of it any more."""
        return self._store.closed

    @property
    def generation(self) -> int:
        """Counts the changes applied, by any process."""
        return self._meta().generation

    def _meta(self) -> Meta:
        return self._store.meta()

    def scoped(self, collections: Iterable[str]) -> ScopedLibrary:
        """The view of these collections alone; what it has learnt is kept for the next who asks for the same ones."""
        names = tuple(sorted(set(collections)))
        scope = self._scopes.get(names)
        if scope is None:
            words = LexicalFolder(self._scopes_folder / scope_key(names), self._store, Filters(collections=names))
            scope = ScopedLibrary(self, names, words, self._store)
            self._scopes.put(names, scope)
        return scope

    # -- embedding ------------------------------------------------------------------------------------------------

    @property
    def embedder(self) -> Embedder:
        """The embedding engine, loaded when first used."""
        with self._embedder_lock:
            if self._embedder is None:
                self._embedder = self._load_embedder()
            return self._embedder

    @property
    def embedding_mismatch(self) -> bool:
        """Whether the stored vectors belong to another model: dense search finds nothing until `reindex`."""
        return self._foreign(self._meta())

    def _foreign(self, meta: Meta) -> bool:
        return meta.fingerprint not in ("", self.embedder.fingerprint)

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question, shape (dimension,)."""
        vector = self._queries.get(text)
        if vector is None:
            vector = self.embedder.embed_query(text)
            self._queries.put(text, vector)
        return vector

    # -- change ---------------------------------------------------------------------------------------------------

    def apply(
        self,
        upserts: Sequence[ParsedDocument] = (),
        removals: Sequence[str] = (),
        *,
        copies: Sequence[NewCopy] = (),
        progress: Progress | None = None,
        corrected: Mapping[File, Correction] = _NO_CORRECTIONS,
        also: Callable[[sqlite3.Connection], None] | None = None,
    ) -> Applied:
        """Add or replace documents and remove others (by id), all or nothing and durably.

        What readers corrected of a file holds over what it is read as; `corrected` are new corrections. `also` is run
        in the same transaction.

        A text that its collection holds already is stored as a copy of that document, as `copies` are whose content
        is known to be the same (left out where their document is gone). A document lasts until its last file goes.
        Only texts without a vector are embedded; `progress` is called with how many of them are done.

        Raises:
            LibraryBusyError: another process kept writing. EmbeddingMismatchError: `reindex` first.
            LibraryError: a document is not consistent; names file and field.
        """
        fingerprint = self._own_fingerprint() if upserts else ""
        latest = {parsed.document.id: parsed for parsed in upserts}
        files = [(p.document.collection, p.document.file) for p in latest.values()]
        vectors: dict[bytes, bytes] = {}
        while True:
            known = self.edits.corrections(files)
            held, fresh = corrections.hold(list(latest.values()), {**known, **corrected})
            prepared = [writing.prepare(parsed, fingerprint, unit_vectors=self._with_units) for parsed in held]
            texts = {item.hash: item.text for document in prepared for passage in document.inputs for item in passage}
            # Embedding takes long and happens before anything is locked.
            vectors.update(self._embedded({h: t for h, t in texts.items() if h not in vectors}, progress))
            try:
                with self._store.lock.held(self._store.wait):
                    with self._store.writing() as connection:
                        if upserts and read_meta(connection).fingerprint not in ("", fingerprint):
                            raise EmbeddingMismatchError(_MISMATCH)
                        corrections.renew(connection, files, known, {**corrected, **fresh})
                        if also is not None:
                            also(connection)
                        counts = writing.change(
                            connection, prepared, removals, vectors, fingerprint=fingerprint, copies=copies
                        )
                    self._changed = True
                    self._lexical.catch_up()
                    changed_from = self._meta().generation - 1
                    if self._dense.loaded:
                        self._dense.save(self._store.meta(), at_least=4 * _PASSAGES)
                self._digest_changes(changed_from)
                break
            except (writing.MissingVectorsError, corrections.CorrectedMeanwhileError):
                continue  # another writer removed a vector that was to be reused, or corrected one of the files
        inputs = sum(len(passage) for document in prepared for passage in document.inputs)
        reused = inputs - len(vectors)
        return Applied(counts.added, counts.replaced, counts.removed, len(vectors), reused, counts.copies)

    def _own_fingerprint(self) -> str:
        if self._foreign(self._meta()):
            raise EmbeddingMismatchError(_MISMATCH)
        return self.embedder.fingerprint

    def _embedded(self, texts: dict[bytes, str], progress: Progress | None) -> dict[bytes, bytes]:
        with self._store.reading() as connection:
            wanted = sorted(writing.missing(connection, texts))
        if not wanted:
            return {}
        found = self.embedder.embed_passages([texts[key] for key in wanted], progress).astype("<f2")
        return {key: found[row].tobytes() for row, key in enumerate(wanted)}

    def reindex(self, progress: Progress | None = None) -> int:
        """Embed everything with the present model; old vectors serve until it is done. Returns the texts embedded."""
        embedded = reembed(self._store, self.embedder, progress, unit_vectors=self._with_units)
        with self._store.lock.held(self._store.wait):
            self._lexical.catch_up()
            self._dense.save(self._store.meta(), at_least=0)
        return embedded

    # -- documents and passages -------------------------------------------------------------------------------------

    def known(self, collection: str | None = None) -> dict[tuple[str, str], tuple[str, str]]:
        """(collection, file) → (document id, content hash)."""
        with self._store.reading() as connection:
            return reading.known(connection, collection)

    def document(self, document_id: str) -> Document | None:
        """A whole document; None where there is none of that id."""
        found = self._documents.get((self._meta().generation, document_id))
        if found is None:
            with self._store.reading() as connection:
                found = self._whole(connection, read_meta(connection).generation, [document_id]).get(document_id)
        return found

    def whole(self, ids: Iterable[str]) -> dict[str, Document]:
        """Whole documents by id; ids of none are left out."""
        with self._store.reading() as connection:
            return self._whole(connection, read_meta(connection).generation, ids)

    def _whole(self, connection: sqlite3.Connection, generation: int, ids: Iterable[str]) -> dict[str, Document]:
        """Whole documents by the ids asked for, as the connection sees them; what is not kept is read in one go."""
        found = {key: self._documents.get((generation, key)) for key in ids}
        kept = {key: document for key, document in found.items() if document is not None}
        absent = [key for key in found if key not in kept]
        read = reading.whole(connection, absent) if absent else {}
        for key, document in read.items():
            self._documents.put((generation, key), document)
        return kept | read

    def documents(self, filters: Filters = _NOTHING) -> list[DocumentRecord]:
        """The documents let through, without their texts, by collection and file."""
        with self._store.reading() as connection:
            return reading.documents(connection, filters)

    def numbers(self, filters: Filters = _NOTHING) -> list[tuple[str, str]]:
        """Id and number of every document let through that has a number."""
        with self._store.reading() as connection:
            return reading.numbers(connection, filters)

    def find(self, file: str, collection: str | None = None) -> list[DocumentRecord]:
        """The documents of that file name, in one collection or in all."""
        return self.documents(Filters(files=(file,), collections=None if collection is None else (collection,)))

    def alike(self, document_id: str) -> list[Alike]:
        """The documents of the same collection that one is a near-duplicate of, the most alike first."""
        with self._store.reading() as connection:
            return duplicates.alike(connection, document_id)

    def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Passages by id, in the order asked for; ids of removed ones are left out."""
        generation = self._meta().generation
        wanted = dict.fromkeys(map(int, ids))
        found = {
            number: passage for (_, number), passage in self._passages.kept((generation, n) for n in wanted).items()
        }
        absent = [number for number in wanted if number not in found]
        if absent:
            with self._store.reading() as connection:
                generation = read_meta(connection).generation
                rows = reading.passage_rows(connection, absent)
                whole = self._whole(connection, generation, (row["owner"] for row in rows))
            for row in rows:
                passage = reading.stored_passage(row, whole[row["owner"]].text)
                self._passages.put((generation, passage.id), passage)
                found[passage.id] = passage
        return {number: found[number] for number in wanted if number in found}

    def digests(self, ids: Sequence[int]) -> dict[int, Digest]:
        """What ranking reads of passages, by id; made where it is not kept yet. Ids of removed ones are left out."""
        identity = self._meta().identity
        wanted = dict.fromkeys(map(int, ids))
        kept = self._digests.kept((identity, number) for number in wanted)
        known = {number: digest for (_, number), digest in kept.items()}
        absent = [number for number in wanted if number not in known]
        if absent:
            passages = self.passages(absent)
            read = self._digest_file.get(identity, list(passages))
            # An older database put back in place may give an id once more.
            true = {number: digest for number, digest in read.items() if digest.source == source_of(passages[number])}
            fresh = {number: digest_of(passage) for number, passage in passages.items() if number not in true}
            if fresh:
                self._digest_file.put(identity, fresh)
            for number, digest in (true | fresh).items():
                self._digests.put((identity, number), digest)
                known[number] = digest
        return known

    def _digest_changes(self, since: int) -> None:
        """Make the digests of passages that came after generation ``since`` and forget those of what went."""
        with self._store.reading() as connection:
            identity = read_meta(connection).identity
            removed, added = reading.changes(connection, since)
        for low in range(0, len(added), _DIGESTS_AT_ONCE):
            passages = self.passages(added[low : low + _DIGESTS_AT_ONCE])
            self._digest_file.put(identity, {number: digest_of(passage) for number, passage in passages.items()})
        self._digest_file.put(identity, {}, removed)

    def passages_of(self, document_id: str) -> list[StoredPassage]:
        """A document's passages in order."""
        with self._store.reading() as connection:
            ids = reading.passages_of(connection, document_id)
        return list(self.passages(ids).values())

    def texts(self) -> Iterator[str]:
        """Every document's text."""
        with self._store.reading() as connection:
            keys = [row[0] for row in connection.execute("SELECT document FROM bodies ORDER BY document")]
        for key in keys:
            with self._store.reading() as connection:
                row = connection.execute("SELECT text FROM bodies WHERE document = ?", (key,)).fetchone()
            if row is not None:
                yield row[0]

    # -- search -----------------------------------------------------------------------------------------------------

    def _let_through(self, meta: Meta, filters: Filters) -> NDArray[np.int64] | None:
        key = (meta.generation, filters)
        if key not in self._allowed:
            with self._store.reading() as connection:
                self._allowed.put(key, allowed_documents(connection, filters))
        return self._allowed.get(key)

    def dense(self, vector: Vectors, k: int, filters: Filters = _NOTHING, *, exact: bool = False) -> list[Scored]:
        """The `k` passages nearest to `vector` by cosine, best first: a passage counts as its best vector does.

        Above `index.dense.EXACT_LIMIT` vectors one in thirty of the ten nearest may be missed unless `exact`. Empty
        while the stored vectors belong to another model (`embedding_mismatch`).
        """
        meta = self._meta()
        if self._foreign(meta):
            return []
        index = self._dense.current(meta)
        if index is None:
            return []
        return self._present(index.search(vector, k, self._let_through(meta, filters), exact=exact), meta)

    def unit_vectors(self, passage_ids: Sequence[int]) -> dict[int, Vectors]:
        """The vectors of each passage's units, shape (units, dimension), in the order of ``Passage.units``.

        A heading's row is zero; a unit that is its whole passage has the passage's vector.
        """
        if self.embedding_mismatch:
            return {}
        passages = self.passages(passage_ids)
        with self._store.reading() as connection:
            found = reading.unit_vectors(connection, list(passages))
        result: dict[int, Vectors] = {}
        for key, stored in passages.items():
            units, vectors = found.get(key, ([], None))
            if vectors is None or WHOLE not in units:
                continue
            # The passage's own is the first, as WHOLE is before every unit.
            matrix = np.zeros((len(stored.passage.units), vectors.shape[1]), dtype=np.float32)
            if len(units) > 1:
                matrix[units[1:]] = vectors[1:]
            elif len(matrix) == 1:
                matrix[0] = vectors[0]
            result[key] = matrix
        return result

    def lexical(self, query: LexicalQuery, k: int, filters: Filters = _NOTHING) -> list[Scored]:
        """The `k` best passages by weighted BM25, best first."""
        return self.search_words(self._lexical, query, k, filters)

    def search_words(self, words: LexicalFolder, query: LexicalQuery, k: int, filters: Filters) -> list[Scored]:
        """The best passages of a lexical index of this library: of all of it, or of a scope."""
        meta = self._meta()
        searched = meta if words.hold(meta) else None
        return self._present(words.current(meta).search(query, k, self._let_through(meta, filters)), searched)

    def _present(self, found: list[Scored], searched: Meta | None) -> list[Scored]:
        """Without passages that went since ``searched``, the state of what was searched; None: that may be older."""
        if searched is not None and self._meta().generation == searched.generation:
            return found
        with self._store.reading() as connection:
            there = reading.existing(connection, [scored.passage for scored in found])
        return [scored for scored in found if scored.passage in there]

    def document_frequency(self, field: str, term: str) -> int:
        """In how many passages a term of a lexical field ("accented", "folded", "bigrams") occurs."""
        return self._lexical.current(self._meta()).document_frequency(field, term)

    @property
    def passage_count(self) -> int:
        """How many passages there are."""
        with self._store.reading() as connection:
            return int(connection.execute("SELECT COUNT(*) FROM passages").fetchone()[0])

    # -- knowledge ----------------------------------------------------------------------------------------------------

    def indicators(
        self,
        *,
        name: str | None = None,
        place: str | None = None,
        period: str | None = None,
        documents: Sequence[str] | None = None,
        filters: Filters = _NOTHING,
    ) -> list[StoredIndicator]:
        """Reported figures whose name contains `name` (marks aside), of exactly `period`, in or within `place`."""
        with self._store.reading() as connection:
            return reading.indicators(
                connection, name=name, place=place, period=period, only=documents, filters=filters
            )

    def relations_to(self, number: str, filters: Filters = _NOTHING) -> list[tuple[str, Relation]]:
        """Which documents act on this document number, and how; the latest first."""
        with self._store.reading() as connection:
            return reading.relations_to(connection, number, filters)

    def superseded(self, document_id: str, filters: Filters = _NOTHING) -> list[tuple[str, Relation]]:
        """By which documents this one was amended, replaced or repealed, as of ``filters.as_of``; the latest first."""
        found = self.document(document_id)
        if found is None or found.number is None:
            return []
        acting = (RelationType.AMENDS, RelationType.REPLACES, RelationType.REPEALS)
        with self._store.reading() as connection:
            relations = reading.relations_to(connection, found.number, filters, acting)
        return [(owner, relation) for owner, relation in relations if owner != document_id]

    def get_state(self, key: str) -> tuple[bytes, int] | None:
        """A small derived artefact and the generation it was made at."""
        with self._store.reading() as connection:
            row = connection.execute("SELECT data, generation FROM state WHERE name = ?", (key,)).fetchone()
        return (row[0], row[1]) if row else None

    def put_state(self, key: str, blob: bytes, generation: int | None = None) -> None:
        """Keep a small derived artefact, made at `generation` (default: now)."""
        with self._store.writing() as connection:
            made = read_meta(connection).generation if generation is None else generation
            connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?, ?)", (key, made, blob))

    # -- care -------------------------------------------------------------------------------------------------------

    def check(self) -> list[str]:
        """What is wrong with the index, one line each; empty where all is well."""
        meta = self._meta()
        return integrity.check(self._store, self._lexical.current(meta), self._dense.current(meta))

    def backup(self, file: Path, *, overwrite: bool = False) -> None:
        """Write everything that cannot be derived into one archive, at one moment, while others read and write.

        Raises:
            LibraryError: `file` cannot be written, or is there already and `overwrite` is not set.
        """
        archive.backup(self._store.file.parent, file, overwrite=overwrite)

    @staticmethod
    def restore(file: Path, home: Path, *, overwrite: bool = False) -> None:
        """Put a backup into `home`, which must be empty unless `overwrite`.

        Raises:
            LibraryError: the archive is damaged or foreign, or the home holds something.
        """
        archive.restore(file, home, overwrite=overwrite)


_MISMATCH = "the stored vectors come from another embedding model: run reindex first"
