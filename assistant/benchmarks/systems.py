"""What is compared: our retrieval, itself without each part, and the stacks that a user would pick instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import faiss
import numpy as np

from assistant.benchmarks.splitter import split
from assistant.fuse import reciprocal_rank
from assistant.lexical_query import weighted_terms
from assistant.retrieve import Retriever
from assistant.search import to_hits
from assistant.settings import Settings
from index.answer import Hit
from index.embedding.embedder import Embedder
from index.library import LexicalQuery, Library, Scored

Search = Callable[[str], list[Hit]]

# Ours without each part, by settings. An index that is not asked gives neither candidates nor scores.
ABLATIONS: Mapping[str, Mapping[str, object]] = {
    "- dense index": {"indexes": "lexical"},
    "- lexical index": {"indexes": "dense"},
    "- glossary": {"glossary": False},
    "- translated dense": {"translated_weight": 0.0},
    "- tone restoration": {"restore_tones": False},
    "- number, place, period": {"boosts": False},
    "- rerank": {"rerank": False},
    "- routing: one weight": {"dense_weight_vi": 0.6, "dense_weight_toneless": 0.6, "dense_weight_en": 0.6},
    "- scales (RRF instead)": {"fusion": "rrf"},
}
_K = 10
_DEPTH = 50


@dataclass(frozen=True)
class System:
    """A name for the table and a search that gives the ten best."""

    name: str
    search: Search


class Remembering:
    """An embedder that keeps its questions' vectors: every system of a run is asked the same ones."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self._questions: dict[str, np.ndarray] = {}
        self.name, self.dimension, self.fingerprint = inner.name, inner.dimension, inner.fingerprint

    def embed_query(self, text: str) -> np.ndarray:
        """The vector of a question, computed once."""
        if text not in self._questions:
            self._questions[text] = self._inner.embed_query(text)
        return self._questions[text]

    def embed_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> np.ndarray:
        """As the engine does."""
        return self._inner.embed_passages(texts, progress)

    def describe(self) -> str:
        """As the engine does."""
        return self._inner.describe()


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


def tutorial(library: Library, cache: Path) -> System:
    """1000/200 chunks of the same documents, the same model, exact FAISS; no prefix, no words, no units.

    The chunks' vectors are kept in ``cache`` under their content.
    """
    chunks: list[tuple[str, str]] = []
    for record in library.documents():
        document = library.document(record.id)
        chunks += [(record.file, piece) for piece in split(document.text)] if document else []
    texts = [text for _, text in chunks]
    content = blake2b("\0".join([library.embedder.fingerprint, *texts]).encode(), digest_size=10).hexdigest()
    kept = cache / f"tutorial-{content}.npy"
    if not kept.exists():
        np.save(kept, library.embedder.embed_passages(texts))
    vectors = np.load(kept, allow_pickle=False)
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
