"""LangChain's `Embeddings` face of an embedder."""

from __future__ import annotations

from langchain_core.embeddings import Embeddings

from index.embedding.embedder import Embedder


class HoidapEmbeddings(Embeddings):
    """Drop-in for any LangChain component that takes embeddings.

    >>> from index.embedding import load_embedder
    >>> HoidapEmbeddings(load_embedder()).embed_query("thu ngân sách")  # doctest: +SKIP
    """

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector of length 1 for each passage."""
        vectors: list[list[float]] = self.embedder.embed_passages(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question, of length 1."""
        vector: list[float] = self.embedder.embed_query(text).tolist()
        return vector
