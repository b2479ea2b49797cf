"""A read-only view of a library, restricted to some of its collections: to its readers there is nothing else.

What is asked of the view is answered as a library would answer that holds these collections alone. Word statistics
(BM25, rarity of terms) come from a lexical index of the view's own; everything that is learnt from texts is kept under
its own name; its generation moves when its own documents change and not when others do. One thing stays shared: above
``index.dense.EXACT_LIMIT`` vectors the lists of the inverted file were formed over all collections. That decides which
near neighbours an approximate search may miss (recall .97), never a score, and up to
``index.dense.EXACT_FILTERED`` vectors in the scope the search is exact.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from index import reading
from index.digest import Digest
from index.duplicates import Alike
from index.embedding import Embedder
from index.model import Document, Filters, Relation, StoredPassage
from index.readable import Vectors
from index.records import DocumentRecord, StoredIndicator
from index.scored import LexicalQuery, Scored

if TYPE_CHECKING:
    from index.derived import LexicalFolder
    from index.library import Library
    from index.store import Store

_NOTHING = Filters()


def scope_key(collections: Iterable[str]) -> str:
    """Names a set of collections, in file names and among derived artefacts."""
    listed = "\0".join(sorted(set(collections)))
    return blake2b(listed.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


class ScopedLibrary:
    """The documents of ``collections`` and nothing else; safe to share between threads. ``Library.scoped`` makes it."""

    def __init__(self, library: Library, collections: Iterable[str], words: LexicalFolder, store: Store) -> None:
        self._library = library
        self.collections = tuple(sorted(set(collections)))
        self._key = scope_key(self.collections)
        self._words = words
        self._store = store
        self._lock = threading.Lock()
        self._generation = (-1, 0)

    def _within(self, filters: Filters) -> Filters:
        """``filters`` that let through nothing outside the scope, whatever they name."""
        named = self.collections if filters.collections is None else filters.collections
        return replace(filters, collections=tuple(name for name in self.collections if name in set(named)))

    @property
    def generation(self) -> int:
        """Another number whenever a document of the scope came, changed or went; the same as long as none did."""
        now = self._library.generation
        with self._lock:
            if self._generation[0] != now:
                content = repr(sorted(self.known().items())).encode("utf-8", "surrogatepass")
                self._generation = (now, int.from_bytes(blake2b(content, digest_size=7).digest(), "big"))
            return self._generation[1]

    @property
    def embedder(self) -> Embedder:
        """The embedding engine, loaded when first used."""
        return self._library.embedder

    @property
    def embedding_mismatch(self) -> bool:
        """Whether the stored vectors belong to another model."""
        return self._library.embedding_mismatch

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question, shape (dimension,)."""
        return self._library.embed_query(text)

    # -- documents and passages -------------------------------------------------------------------------------------

    def known(self, collection: str | None = None) -> dict[tuple[str, str], tuple[str, str]]:
        """(collection, file) → (document id, content hash)."""
        wanted = self.collections if collection is None else {collection} & set(self.collections)
        return {key: value for name in wanted for key, value in self._library.known(name).items()}

    def document(self, document_id: str) -> Document | None:
        """A whole document; None where the scope has none of that id."""
        # Looked up before it is read: what is hidden takes as long as what is not there.
        with self._store.reading() as connection:
            collection = reading.collection_of(connection, document_id)
        return self._library.document(document_id) if collection in self.collections else None

    def whole(self, ids: Iterable[str]) -> dict[str, Document]:
        """Whole documents by id; ids of other collections are left out like those of none."""
        found = {key: self.document(key) for key in ids}
        return {key: document for key, document in found.items() if document is not None}

    def documents(self, filters: Filters = _NOTHING) -> list[DocumentRecord]:
        """The documents let through, without their texts, by collection and file."""
        return self._library.documents(self._within(filters))

    def numbers(self, filters: Filters = _NOTHING) -> list[tuple[str, str]]:
        """Id and number of every document let through that has a number."""
        return self._library.numbers(self._within(filters))

    def find(self, file: str, collection: str | None = None) -> list[DocumentRecord]:
        """The documents of that file name, in one collection or in all of the scope."""
        return self.documents(Filters(files=(file,), collections=None if collection is None else (collection,)))

    def alike(self, document_id: str) -> list[Alike]:
        """The documents of the scope that one of it is a near-duplicate of, the most alike first."""
        if self.document(document_id) is None:
            return []
        return [other for other in self._library.alike(document_id) if self.document(other.document) is not None]

    def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Passages by id, in the order asked for; ids of other collections are left out like those of none."""
        with self._store.reading() as connection:
            collections = reading.collections_of(connection, ids)
        return self._library.passages([key for key in map(int, ids) if collections.get(key) in self.collections])

    def digests(self, ids: Sequence[int]) -> dict[int, Digest]:
        """What ranking reads of passages, by id; ids of other collections are left out like those of none."""
        return self._library.digests(list(self.passages(ids)))

    def passages_of(self, document_id: str) -> list[StoredPassage]:
        """A document's passages in order."""
        return self._library.passages_of(document_id) if self.document(document_id) is not None else []

    def texts(self) -> Iterator[str]:
        """Every document's text."""
        for document_id in dict.fromkeys(key for key, _ in self.known().values()):
            found = self.document(document_id)
            if found is not None:
                yield found.text

    @property
    def passage_count(self) -> int:
        """How many passages the scope has."""
        return len(self._words.current(self._store.meta()))

    # -- search -----------------------------------------------------------------------------------------------------

    def dense(self, vector: Vectors, k: int, filters: Filters = _NOTHING) -> list[Scored]:
        """The `k` passages nearest to `vector` by cosine, best first."""
        return self._library.dense(vector, k, self._within(filters))

    def unit_vectors(self, passage_ids: Sequence[int]) -> dict[int, Vectors]:
        """The vectors of each passage's units, shape (units, dimension)."""
        return self._library.unit_vectors(list(self.passages(passage_ids)))

    def lexical(self, query: LexicalQuery, k: int, filters: Filters = _NOTHING) -> list[Scored]:
        """The `k` best passages by weighted BM25 over the scope's own statistics, best first."""
        return self._library.search_words(self._words, query, k, self._within(filters))

    def document_frequency(self, field: str, term: str) -> int:
        """In how many passages of the scope a term of a lexical field occurs."""
        return self._words.current(self._store.meta()).document_frequency(field, term)

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
        """Reported figures of the scope's documents."""
        return self._library.indicators(
            name=name, place=place, period=period, documents=documents, filters=self._within(filters)
        )

    def relations_to(self, number: str, filters: Filters = _NOTHING) -> list[tuple[str, Relation]]:
        """Which documents of the scope act on this document number; the latest first."""
        return self._library.relations_to(number, self._within(filters))

    def superseded(self, document_id: str, filters: Filters = _NOTHING) -> list[tuple[str, Relation]]:
        """By which documents of the scope this one was amended, replaced or repealed; the latest first."""
        if self.document(document_id) is None:
            return []
        return self._library.superseded(document_id, self._within(filters))

    def get_state(self, key: str) -> tuple[bytes, int] | None:
        """A small artefact derived from the scope's documents, with the generation of the scope it was made at."""
        return self._library.get_state(f"{key}:{self._key}")

    def put_state(self, key: str, blob: bytes, generation: int | None = None) -> None:
        """Keep a small artefact derived from the scope's documents."""
        self._library.put_state(f"{key}:{self._key}", blob, self.generation if generation is None else generation)
