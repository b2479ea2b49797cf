"""LangChain faces of the index.

`HoidapRetriever` puts any search that gives `Hit`s into a chain, with all that it does (fusion, filters, languages)::

    retriever = HoidapRetriever(search=lambda query, k: assistant.search(query, k=k), k=5)
    chain = {"context": retriever, "question": RunnablePassthrough()} | prompt | model

`HoidapVectorStore` is the dense index alone, for components that ask for a vector store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.vectorstores import VectorStore
from pydantic import Field

from index import model
from index.answer import Hit
from index.embedding.langchain import HoidapEmbeddings
from index.library import Library

_OF_HIT = ("title", "kind", "number", "issuer", "date", "place", "url", "section", "page", "start", "end", "score")


class HoidapRetriever(BaseRetriever):
    """Passages for a query, best first, as LangChain documents whose metadata say where each passage stands."""

    search: Callable[[str, int], Sequence[Hit]]
    """The query and how many hits are wanted → the hits, best first."""
    k: int = Field(default=5, ge=1)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun | None = None
    ) -> list[Document]:
        return [_of_hit(hit) for hit in self.search(query, self.k)]


def _of_hit(hit: Hit) -> Document:
    metadata = {name: getattr(hit, name) for name in _OF_HIT}
    return Document(
        page_content=hit.passage,
        metadata={"file": hit.file, "document": hit.document, **metadata},
        id=f"{hit.document}:{hit.start}-{hit.end}",
    )


class HoidapVectorStore(VectorStore):
    """The dense index of a library. Documents come and go by ingesting files, not here."""

    def __init__(self, library: Library) -> None:
        self.library = library

    @property
    def embeddings(self) -> Embeddings:
        """The model of the library."""
        return HoidapEmbeddings(self.library.embedder)

    def similarity_search(self, query: str, k: int = 4, **kwargs: Any) -> list[Document]:
        """The nearest passages; `filters` may hold index.model.Filters."""
        return [document for document, _ in self.similarity_search_with_score(query, k, **kwargs)]

    def similarity_search_with_score(
        self, query: str, k: int = 4, *, filters: model.Filters | None = None, **_: Any
    ) -> list[tuple[Document, float]]:
        """The nearest passages with their cosine, best first."""
        found = self.library.dense(self.library.embed_query(query), k, filters or model.Filters())
        passages = self.library.passages([scored.passage for scored in found])
        return [
            (self._document(passages[scored.passage], scored.score), scored.score)
            for scored in found
            if scored.passage in passages
        ]

    def _document(self, stored: model.StoredPassage, score: float) -> Document:
        document = self.library.document(stored.document)
        passage = stored.passage
        metadata: dict[str, Any] = {
            "document": stored.document,
            "section": passage.section,
            "page": passage.page,
            "start": passage.start,
            "end": passage.end,
            "score": score,
        }
        if document is not None:
            metadata |= {
                "file": document.file,
                "title": document.title,
                "kind": str(document.kind),
                "number": document.number,
                "issuer": document.issuer,
                "date": document.date.isoformat() if document.date else None,
                "place": document.place,
                "url": document.url,
            }
        return Document(page_content=stored.text, metadata=metadata, id=str(stored.id))

    def _select_relevance_score_fn(self) -> Callable[[float], float]:
        return lambda cosine: min(max(cosine, 0.0), 1.0)

    def add_texts(
        self, texts: Iterable[str], metadatas: list[dict[str, Any]] | None = None, **kwargs: Any
    ) -> list[str]:
        """Not offered: a passage needs its document."""
        raise NotImplementedError("documents are added by ingesting files: hoidap ingest PATH")

    @classmethod
    def from_texts(
        cls, texts: list[str], embedding: Embeddings, metadatas: list[dict[str, Any]] | None = None, **kwargs: Any
    ) -> HoidapVectorStore:
        """Not offered: a passage needs its document."""
        raise NotImplementedError("documents are added by ingesting files: hoidap ingest PATH")
