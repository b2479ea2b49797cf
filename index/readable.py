"""What readers may ask of a library: the whole one and its scoped views answer alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.digest import Digest
from index.duplicates import Alike
from index.embedding import Embedder
from index.model import Document, Filters, Relation, StoredPassage
from index.records import DocumentRecord, StoredIndicator
from index.scored import LexicalQuery, Scored

_NOTHING = Filters()

Vectors = NDArray[np.float32]


class Readable(Protocol):
    """The read methods of ``index.library.Library``, which documents each of them."""

    @property
    def generation(self) -> int: ...

    @property
    def embedder(self) -> Embedder: ...

    @property
    def embedding_mismatch(self) -> bool: ...

    @property
    def passage_count(self) -> int: ...

    def embed_query(self, text: str) -> Vectors: ...

    def known(self, collection: str | None = None) -> dict[tuple[str, str], tuple[str, str]]: ...

    def document(self, document_id: str) -> Document | None: ...

    def whole(self, ids: Iterable[str]) -> dict[str, Document]: ...

    def documents(self, filters: Filters = _NOTHING) -> list[DocumentRecord]: ...

    def numbers(self, filters: Filters = _NOTHING) -> list[tuple[str, str]]: ...

    def find(self, file: str, collection: str | None = None) -> list[DocumentRecord]: ...

    def alike(self, document_id: str) -> list[Alike]: ...

    def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]: ...

    def digests(self, ids: Sequence[int]) -> dict[int, Digest]: ...

    def passages_of(self, document_id: str) -> list[StoredPassage]: ...

    def texts(self) -> Iterator[str]: ...

    def dense(self, vector: Vectors, k: int, filters: Filters = _NOTHING) -> list[Scored]: ...

    def unit_vectors(self, passage_ids: Sequence[int]) -> dict[int, Vectors]: ...

    def lexical(self, query: LexicalQuery, k: int, filters: Filters = _NOTHING) -> list[Scored]: ...

    def document_frequency(self, field: str, term: str) -> int: ...

    def indicators(
        self,
        *,
        name: str | None = None,
        place: str | None = None,
        period: str | None = None,
        documents: Sequence[str] | None = None,
        filters: Filters = _NOTHING,
    ) -> list[StoredIndicator]: ...

    def relations_to(self, number: str, filters: Filters = _NOTHING) -> list[tuple[str, Relation]]: ...

    def superseded(self, document_id: str, filters: Filters = _NOTHING) -> list[tuple[str, Relation]]: ...

    def get_state(self, key: str) -> tuple[bytes, int] | None: ...

    def put_state(self, key: str, blob: bytes, generation: int | None = None) -> None: ...
