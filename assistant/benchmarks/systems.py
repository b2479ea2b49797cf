"""What is compared: our retrieval, itself without each part, and the stacks that a user would pick instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import faiss
import numpy as np

from assistant.benchmarks.splitter import split
from assistant.fuse import reciprocal_rank
from assistant.lexical_query import weighted_terms
from assistant.retrieve import Retriever
from assistant.search import to_hits
from assistant.settings import Settings
from index.answer import Hit
from index.library import LexicalQuery, Library, Scored

Search = Callable[[str], list[Hit]]

# Ours without each part.
ABLATIONS: Mapping[str, Mapping[str, object]] = {
    "- glossary": {"glossary": False},
    "- translated dense": {"translated_weight": 0.0},
    "- tone restoration": {"restore_tones": False},
    "- number, place, period": {"boosts": False},
    "- rerank": {"rerank": False},
    "- routing (RRF instead)": {"fusion": "rrf"},
    "- dense": {"dense_weight_vi": 0.0, "dense_weight_toneless": 0.0, "dense_weight_en": 0.0},
    "- lexical": {"dense_weight_vi": 1.0, "dense_weight_toneless": 1.0, "dense_weight_en": 1.0},
}
_K = 10
_DEPTH = 50


@dataclass(frozen=True)
class System:
    """A name for the table and a search that gives the ten best."""

    name: str
    search: Search


def ours(library: Library, settings: Settings, name: str = "ours") -> System:
    """Our retrieval under some settings."""
    retriever = Retriever(library, settings)

    def search(text: str) -> list[Hit]:
        question = retriever.understand(text)
        return to_hits(retriever.retrieve(question, k=_K), question)

    return System(name, search)


def ablations(library: Library, settings: Settings) -> list[System]:
    """Ours without each part in turn."""
    return [ours(library, settings.model_copy(update=dict(change)), name) for name, change in ABLATIONS.items()]


def plain(library: Library) -> list[System]:
    """The usual ways over our own passages: BM25 alone, dense alone, reciprocal-rank fusion, LangChain's ensemble."""

    def dense(text: str, k: int = _DEPTH) -> list[Scored]:
        return library.dense(library.embed_query(text), k)

    def lexical(text: str, k: int = _DEPTH) -> list[Scored]:
        return library.lexical(_words(text), k)

    def fused(text: str, k: int) -> list[int]:
        lists = [[(s.passage, s.score) for s in found] for found in (dense(text, k), lexical(text, k))]
        return list(reciprocal_rank(lists))

    return [
        System("BM25 alone", lambda text: _hits(library, [s.passage for s in lexical(text)])),
        System("dense alone", lambda text: _hits(library, [s.passage for s in dense(text)])),
        System("RRF k=60", lambda text: _hits(library, fused(text, _DEPTH))),
        # EnsembleRetriever: equal weights, c=60, over two retrievers at their default k=4.
        System("LangChain Ensemble k=4", lambda text: _hits(library, fused(text, 4))),
    ]


def tutorial(library: Library) -> System:
    """1000/200 chunks of the same documents, the same model, exact FAISS; no prefix, no words, no units."""
    chunks: list[tuple[str, str]] = []
    for record in library.documents():
        document = library.document(record.id)
        chunks += [(record.file, piece) for piece in split(document.text)] if document else []
    vectors = library.embedder.embed_passages([text for _, text in chunks])
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors))

    def search(text: str) -> list[Hit]:
        _, found = index.search(library.embed_query(text)[None, :], _K)
        return [_hit(rank, *chunks[row]) for rank, row in enumerate(found[0], start=1) if row >= 0]

    return System("tutorial RAG", search)


def _words(text: str) -> LexicalQuery:
    return weighted_terms([(text, 1.0)], {"accented": 1.0, "folded": 0.0, "bigrams": 0.0})


def _hits(library: Library, keys: Sequence[int]) -> list[Hit]:
    passages = library.passages(list(keys)[:_K])
    found = []
    for rank, passage in enumerate(passages.values(), start=1):
        document = library.document(passage.document)
        if document is not None:
            found.append(_hit(rank, document.file, passage.text))
    return found


def _hit(rank: int, file: str, passage: str) -> Hit:
    nothing = dict.fromkeys(("title", "number", "issuer", "date", "place", "url", "section", "page"))
    return Hit.model_validate(
        {"rank": rank, "score": 0.0, "file": file, "document": file, "kind": "other", "start": 0, "end": 0}
        | nothing
        | {"passage": passage}
    )
