"""The lexical index: BM25 over accented syllables, folded syllables and folded bigrams, in tantivy.

Derived from SQLite and never the truth. Terms are made by `index.text.terms` and handed over already cut, so that no
tokenizer of the engine has a say. Changes are idempotent: a passage is removed before it is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from index.scored import LexicalQuery, Scored
from index.text import terms

FIELDS = ("accented", "folded", "bigrams")
_MAX_TERM = 64  # characters; longer ones are cut, in documents and in questions alike
_MAX_QUERY_TERMS = 512  # of one field
_HEAP = 64_000_000  # bytes the writer may fill before it writes a segment
_PROBE = "Nghị quyết 81/2025/NQ-HĐND: thu ngân sách quý III đạt 2.511 tỷ đồng, Hoà Bình, kỹ thuật."


def format_key() -> str:
    """Changes whenever the terms of a text would: an index with another key is built again."""
    return blake2b(f"1:{_MAX_TERM}:{terms(_PROBE)}".encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage for the index: its id, its document's key, and prefix and text together."""

    passage: int
    document: int
    text: str


class Lexical:
    """A tantivy index in `folder`. Readers see what was committed at their last `reload`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("passage", indexed=True, fast=True)
        builder.add_unsigned_field("document", indexed=True, fast=True)
        for name in FIELDS:
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self.reload()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def reload(self) -> None:
        """See the newest commit, of this or another process."""
        self._index.reload()
        self._searcher = self._index.searcher()

    def change(self, removed: Sequence[int], added: Iterable[Entry]) -> None:
        """Remove and add passages, durably and all or nothing; the caller holds the write lock."""
        writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        try:
            # What a killed writer left uncommitted stands in the way of files of the same name.
            writer.garbage_collect_files()
            if removed:
                writer.delete_documents_by_query(
                    tantivy.Query.term_set_query(self._schema, "passage", list(map(int, removed)))
                )
            for entry in added:
                writer.add_document(_document(entry))
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()
        self.reload()

    def search(self, query: LexicalQuery, k: int, documents: NDArray[np.int64] | None = None) -> list[Scored]:
        """The best `k` passages by weighted BM25, in documents with these keys (None: all)."""
        wanted = self._query(query)
        if wanted is None or k <= 0 or (documents is not None and not len(documents)):
            return []
        if documents is not None:
            inside = tantivy.Query.term_set_query(self._schema, "document", documents.tolist())
            wanted = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, wanted),
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(inside, 0.0)),
                ]
            )
        searcher = self._searcher
        hits = searcher.search(wanted, k, count=False).hits
        passages = searcher.fast_field_values("passage", [address for _, address in hits])
        return [Scored(int(passage), float(score)) for (score, _), passage in zip(hits, passages, strict=True)]

    def _query(self, query: LexicalQuery) -> tantivy.Query | None:
        parts = []
        for field in FIELDS:
            weights: Mapping[str, float] = getattr(query, field)
            heaviest = sorted(weights.items(), key=lambda item: -item[1])[:_MAX_QUERY_TERMS]
            for term, weight in heaviest:
                if weight <= 0 or not _clean(term):
                    continue
                single = tantivy.Query.term_query(self._schema, field, _clean(term), "freq")
                parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(single, float(weight))))
        return tantivy.Query.boolean_query(parts) if parts else None

    def document_frequency(self, field: str, term: str) -> int:
        """In how many passages the term occurs."""
        return int(self._searcher.doc_freq(field, _clean(term))) if _clean(term) else 0

    def passages(self) -> set[int]:
        """The ids of all passages held."""
        hits = self._searcher.search(tantivy.Query.all_query(), max(len(self), 1), count=False).hits
        return set(map(int, self._searcher.fast_field_values("passage", [address for _, address in hits])))


def _clean(term: str) -> str:
    return _encodable(term[:_MAX_TERM])


def _encodable(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _document(entry: Entry) -> tantivy.Document:
    found = terms(entry.text)
    document = tantivy.Document()
    document.add_unsigned("passage", entry.passage)
    document.add_unsigned("document", entry.document)
    for field in FIELDS:
        document.add_text(field, _encodable(" ".join([term[:_MAX_TERM] for term in getattr(found, field)])))
    return document
