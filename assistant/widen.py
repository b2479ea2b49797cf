"""Widening the passages found to the rest of their documents: the sentence that answers often stands elsewhere in the
right paper.

A resolution is found by what it is about, but its day of effect, its number, what was left out stand in its last
articles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.retrieve import Candidate
from index.readable import Readable

DOCUMENTS = 2  # the best documents that are widened
MOST = 40  # passages of one document that are looked through
_DISCOUNT = 0.35  # score of a passage that retrieval itself did not find, as a share of its document's best


def widen(library: Readable, candidates: Sequence[Candidate], vector: NDArray[np.float32]) -> list[Candidate]:
    """``candidates`` and after them the other passages of the best documents, all with their units' scores.

    ``vector`` is the question's; a unit's score is its cosine to it.
    """
    found = {c.passage.id for c in candidates}
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        best.setdefault(candidate.document.id, candidate)
    result = list(candidates)
    for head in list(best.values())[:DOCUMENTS]:
        rest = [p for p in library.passages_of(head.document.id) if p.id not in found]
        near = sorted(rest, key=lambda p: abs(p.ordinal - head.passage.ordinal))[:MOST]
        result += [
            Candidate(p, head.document, _DISCOUNT * head.score, dense=None, lexical=None, why={"widened": True})
            for p in near
        ]
    vectors = library.unit_vectors([c.passage.id for c in result if c.unit_scores is None])
    return [replace(c, unit_scores=vectors[c.passage.id] @ vector) if c.passage.id in vectors else c for c in result]
