"""What a learnt ranking may weigh: the parts of the present score, and what was thought of beside them.

None of the latter has brought anything so far (``python -m assistant.faces.train_ranking`` prints what they bring), so
search computes none of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from assistant.rerank import Seeker, seeker
from assistant.retrieve import Candidate
from assistant.understand import Question
from assistant.view import unit_views, view
from index.readable import Readable
from index.text import folded_terms

PARTS = ("focus", "pairs", "shape", "fit", "boilerplate", "place")
FEATURES = (
    "score",  # by the hand-set weights, everything included
    "dense",
    "lexical",
    *PARTS,
    "sentence",  # the best unit's share of the question's terms, rare ones count more
    "together",  # the best unit's share of the question's pairs of neighbours
    "fitting",  # how well the unit with most of the question's terms fits the answer wanted
    "run",  # longest run of the question's syllables that stands in the passage, as a share of the question
    "covered",  # share of the question's terms that passage and prefix hold
    "second",  # cosine of the second-best unit
    "spread",  # how far the best unit's cosine is above the mean of the passage's units
    "length",  # of the passage, logarithm of its letters
)


def features(question: Question, pool: Sequence[Candidate], library: Readable) -> NDArray[np.float64]:
    """The features of every candidate, shape (len(pool), len(FEATURES))."""
    sought = seeker(question, library.document_frequency, library.passage_count)
    rows = [_features(question, sought, candidate) for candidate in pool]
    return np.asarray(rows, dtype=np.float64).reshape(-1, len(FEATURES))


def _features(question: Question, sought: Seeker, candidate: Candidate) -> list[float]:
    why = candidate.why
    boosts: Mapping[str, float] = why["boosts"]  # type: ignore[assignment]
    seen, units = view(candidate.passage), unit_views(candidate.passage)
    held = [sum(w for term, w in sought.folded.items() if term in unit.folded) / sought.total for unit in units]
    best = max(range(len(units)), key=held.__getitem__, default=None)
    cosines = np.sort(candidate.unit_scores)[::-1] if candidate.unit_scores is not None else np.zeros(0)
    cosines = cosines[cosines != 0]
    lines = [f"{_line(unit.context)}{_line(unit.text)}" for unit in units]
    together = max((_pairs(sought, line) for line in lines), default=0.0)
    words = {*seen.own.folded, *seen.heading.folded}
    return [
        candidate.score,
        float(why["dense"]),  # type: ignore[arg-type]
        float(why["lexical"]),  # type: ignore[arg-type]
        *(boosts.get(name, 0.0) for name in PARTS),
        max(held, default=0.0),
        together,
        sought.shaped([(held[best], units[best].text, units[best].context)])["fit"] if best is not None else 0.0,
        _run(question.restored, seen.own.line),
        sum(w for term, w in sought.folded.items() if term in words) / sought.total,
        float(cosines[1]) if len(cosines) > 1 else float(cosines[0]) if len(cosines) else 0.0,
        float(cosines[0] - cosines.mean()) if len(cosines) else 0.0,
        log(1 + len(candidate.passage.text)),
    ]


def _line(text: str) -> str:
    return f" {' '.join(folded_terms(text)[0])} "


def _pairs(sought: Seeker, line: str) -> float:
    return sum(weight for pair, weight in sought.pairs.items() if pair in line) / sought.pair_total


def _run(question: str, line: str) -> float:
    """The longest run of the question's syllables in ``line``, as a share of the question."""
    syllables = _line(question).split()
    longest = 0
    for start in range(len(syllables)):
        while start + longest < len(syllables) and f" {' '.join(syllables[start : start + longest + 1])} " in line:
            longest += 1
    return longest / max(1, len(syllables))
