"""Libraries of any size for measuring speed: real sentences recombined, vectors made up around real ones.

Texts keep the vocabulary that decides what a lexical search costs; vectors keep the narrow cone of a real model, which
decides what an approximate index loses. Nothing is embedded: 10^5 passages are made in minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Embedder
from index.library import Library, document_id
from index.model import Document, ParsedDocument, Passage, Unit, UnitKind
from index.records import DocumentRecord

Vectors = NDArray[np.float32]

PASSAGES_PER_DOCUMENT = 10
_NEAR, _ALSO = 0.75, 0.25  # shares of the two real vectors that a made one lies between
_SCATTER = 0.9  # cosine of a made vector to the point between them


@dataclass(frozen=True)
class Stock:
    """What a library of any size is made of: documents' data, sentences with their contexts, real vectors."""

    records: tuple[DocumentRecord, ...]
    sentences: tuple[tuple[str, str, UnitKind], ...]
    lengths: tuple[int, ...]  # units of a passage, as they occur
    vectors: Vectors

    @classmethod
    def of(cls, library: Library) -> Stock:
        """Everything that ``library`` holds."""
        sentences: list[tuple[str, str, UnitKind]] = []
        lengths: list[int] = []
        vectors: list[Vectors] = []
        records = tuple(library.documents())
        for record in records:
            passages = library.passages_of(record.id)
            for stored in passages:
                begins = stored.passage.start
                found = [
                    (stored.text[u.start - begins : u.end - begins], u.context, u.kind) for u in stored.passage.units
                ]
                sentences += [one for one in found if one[0].strip()]
                lengths.append(max(1, len(found)))
            vectors += [rows[np.any(rows, axis=1)] for rows in library.unit_vectors([p.id for p in passages]).values()]
        return cls(records, tuple(sentences), tuple(lengths), np.vstack(vectors))


class MadeUp:
    """An embedder whose passages' vectors are made up from real ones; its questions' are real."""

    def __init__(self, real: Embedder, vectors: Vectors) -> None:
        self._real = real
        self._vectors = vectors
        self.name = f"{real.name}, made up"
        self.dimension = real.dimension
        self.fingerprint = f"made-up:{real.fingerprint}"

    def embed_query(self, text: str) -> Vectors:
        """The real model's vector."""
        return self._real.embed_query(text)

    def embed_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """A vector that depends on the text alone, among the real ones; shape (len(texts), dimension)."""
        seeds = [int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()) for text in texts]
        generators = [np.random.default_rng(seed) for seed in seeds]
        picks = np.array([g.integers(len(self._vectors), size=2) for g in generators]).reshape(-1, 2)
        noise = np.array([g.standard_normal(self.dimension, dtype=np.float32) for g in generators])
        middle = _unit(_NEAR * self._vectors[picks[:, 0]] + _ALSO * self._vectors[picks[:, 1]])
        if progress is not None:
            progress(len(texts))
        return _unit(_SCATTER * middle + np.sqrt(1 - _SCATTER**2) * _unit(noise))

    def describe(self) -> str:
        """What it is."""
        return self.name


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def made_documents(stock: Stock, passages: int, first: int = 0, seed: int = 0) -> Iterator[ParsedDocument]:
    """Documents with ``passages`` passages in all, numbered from ``first``; the same for the same seed."""
    for number in range(first, first + -(-passages // PASSAGES_PER_DOCUMENT)):
        generator = np.random.default_rng((seed, number))
        record = stock.records[int(generator.integers(len(stock.records)))]
        yield _made(stock, record, number, generator)


def _made(stock: Stock, record: DocumentRecord, number: int, generator: np.random.Generator) -> ParsedDocument:
    text = ""
    passages: list[Passage] = []
    title = f"{record.title or record.file} ({number})"
    for _ in range(PASSAGES_PER_DOCUMENT):
        start = len(text)
        units: list[Unit] = []
        for pick in generator.integers(
            len(stock.sentences), size=stock.lengths[generator.integers(len(stock.lengths))]
        ):
            sentence, context, kind = stock.sentences[pick]
            units.append(Unit(len(text), len(text) + len(sentence), kind, context))
            text += sentence + "\n"
        passages.append(Passage(start, len(text) - 1, title, units=tuple(units)))
    file = f"{number:07}.txt"
    document = Document(
        id=document_id("default", file),
        file=file,
        collection="default",
        content_hash=f"{number}",
        text=text,
        kind=record.kind,
        title=title,
        issuer=record.issuer,
        place=record.place,
        date_issued=record.date_issued,
        date_published=record.date_published,
    )
    return ParsedDocument(document, tuple(passages))
