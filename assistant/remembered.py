"""What a retriever keeps of its library from one question to the next, until the library changes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.cache import Cache
from index.docnumbers import same_number
from index.model import Document, Filters
from index.readable import Readable

Vectors = NDArray[np.float32]

_TERMS = 50_000
_VERDICTS = 20_000
_VECTORS = 16_000  # of units, 1.5 kB each
_OVERTURNING = frozenset({"replaces", "repeals"})


class Remembered:
    """Look-ups that every question repeats; the generation is part of each key, so nothing outlives a change."""

    def __init__(self, library: Readable) -> None:
        self._library = library
        self._frequencies: Cache[tuple[int, str, str], int] = Cache(_TERMS)
        self._superseded: Cache[tuple[int, str, Filters], bool] = Cache(_VERDICTS)
        self._alike: Cache[tuple[int, str], frozenset[str]] = Cache(_VERDICTS)
        self._units: Cache[tuple[int, int], Vectors] = Cache(_VECTORS, lambda rows: max(1, len(rows)))
        self._numbers: tuple[int, list[tuple[str, str]]] = (-1, [])
        self._count = (-1, 0)

    def frequency(self, generation: int, field: str, term: str) -> int:
        """In how many passages a term of a lexical field occurs."""
        key = (generation, field, term)
        found = self._frequencies.get(key)
        if found is None:
            found = self._library.document_frequency(field, term)
            self._frequencies.put(key, found)
        return found

    def passages(self, generation: int) -> int:
        """How many passages there are."""
        if self._count[0] != generation:
            self._count = (generation, self._library.passage_count)
        return self._count[1]

    def superseded(self, generation: int, document: Document, filters: Filters) -> bool:
        """Whether a document that the reader may see, as of ``filters.as_of``, replaces or repeals this one."""
        if document.number is None:
            return False
        key = (generation, document.id, filters)
        found = self._superseded.get(key)
        if found is None:
            acting = self._library.superseded(document.id, filters)
            found = any(relation.type in _OVERTURNING for _, relation in acting)
            self._superseded.put(key, found)
        return found

    def alike(self, generation: int, document: str) -> frozenset[str]:
        """Ids of the documents that this one is a near-duplicate of."""
        found = self._alike.get((generation, document))
        if found is None:
            found = frozenset(other.document for other in self._library.alike(document))
            self._alike.put((generation, document), found)
        return found

    def unit_vectors(self, generation: int, passages: Sequence[int]) -> dict[int, Vectors]:
        """The vectors of each passage's units, as the library gives them."""
        found = {key: self._units.get((generation, key)) for key in passages}
        for key, rows in self._library.unit_vectors([k for k, rows in found.items() if rows is None]).items():
            self._units.put((generation, key), rows)
            found[key] = rows
        return {key: rows for key, rows in found.items() if rows is not None}

    def numbered(self, generation: int, wanted: Sequence[str]) -> tuple[str, ...]:
        """Ids of the documents that bear one of these numbers, wholly or in part."""
        if not wanted:
            return ()
        if self._numbers[0] != generation:
            self._numbers = (generation, self._library.numbers())
        return tuple(key for key, number in self._numbers[1] if any(same_number(number, w) for w in wanted))
