"""Widening the passages found to the rest of their documents: the sentence that answers often stands elsewhere in the right paper.

A resolution is found by what it is about, but its day of effect, its number, what was left out stand in its last articles.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.retrieve import Candidate
from index.library import Library

DOCUMENTS = 2  # the best documents that are widened
MOST = 40  # passages of one document that are looked through
_DISCOUNT = 0.35  # score of a passage that retrieval itself did not find, as a share of its document's best


def widen(library: Library, candidates: Sequence[Candidate], vector: NDArray[np.float32]) -> list[Candidate]:
    """``candidates`` and after them the other passages of the best documents; ``vector`` is the question's."""
    found = {c.passage.id for c in candidates}
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        best.setdefault(candidate.document.id, candidate)
    added: list[Candidate] = []
    for head in list(best.values())[:DOCUMENTS]:
        near = sorted(
            (p for p in library.passages_of(head.document.id) if p.id not in found),
            key=lambda p: abs(p.ordinal - head.passage.ordinal),
        )[:MOST]
        vectors = library.unit_vectors([p.id for p in near])
        for passage in near:
            matrix = vectors.get(passage.id)
            added.append(
                Candidate(
                    passage=passage,
                    document=head.document,
                    score=_DISCOUNT * head.score,
                    dense=None,
                    lexical=None,
                    why={"widened": True},
                    unit_scores=matrix @ vector if matrix is not None else None,
                )
            )
    return [*candidates, *added]
