"""Which passage of the right document: how much of the question a passage adds to what its title already says.

Every passage carries its document's title, so all passages of the right document match the question alike. What tells
them apart is the rest of the question's terms, and whether anything in the passage has the shape of an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.intent import Intent, read_intent
from assistant.lexical_query import lexical_query
from assistant.shape import Known, fit, known_of
from assistant.understand import Question
from index.digest import Codes, Digest, codes_of, pair_codes
from index.scored import LexicalQuery

# What `make bench-retrieval` prints tells how much each is worth where it was not chosen.
WEIGHTS = {"focus": 0.3, "pairs": 0.3, "shape": 0.36, "fit": 0.12, "boilerplate": -0.06}

Frequency = Callable[[str, str], int]  # (field, term) -> passages that hold it


@dataclass(frozen=True, slots=True)
class Sought:
    """Codes that are looked for, sorted, with what each weighs."""

    codes: Codes
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, codes: Codes, weights: Iterable[float]) -> Sought:
        """From codes in any order."""
        order = np.argsort(codes)
        return cls(codes[order], np.array([*weights], dtype=np.float64)[order])

    def held(self, codes: Codes, lengths: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
        """What each part of ``codes`` holds of it, by weight; the parts follow each other and are so long."""
        if not len(self.codes):
            return np.zeros(len(lengths))
        at = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)
        weights = np.where(self.codes[at] == codes, self.weights[at], 0.0)
        owners = np.repeat(np.arange(len(lengths)), lengths)
        return np.bincount(owners, weights, minlength=len(lengths)).astype(np.float64)

    def of_each(self, parts: Sequence[Codes]) -> NDArray[np.float64]:
        """What each of one or more parts holds of it, by weight."""
        return self.held(np.concatenate(parts), np.array([len(part) for part in parts]))


@dataclass(frozen=True, slots=True)
class Seeker:
    """A question's terms weighted by rarity, and the shape of its answer."""

    folded: Mapping[str, float]
    pairs: Mapping[str, float]  # " tay ho " and the like
    words: Sought
    neighbours: Sought
    total: float
    pair_total: float
    intent: Intent
    known: Known

    def added(self, digests: Sequence[Digest]) -> list[dict[str, float]]:
        """What the words of each passage say, weighted.

        ``focus`` and ``pairs``: share of the question's terms (neighbouring pairs) that the passage holds and its title
        does not; ``boilerplate``: the share of the text that is headings, recitals and recipients.
        """
        if not digests:
            return []
        focus = WEIGHTS["focus"] * self.words.of_each([d.words for d in digests]) / self.total
        pairs = WEIGHTS["pairs"] * self.neighbours.of_each([d.pairs for d in digests]) / self.pair_total
        return [
            {"focus": words, "pairs": neighbours, "boilerplate": WEIGHTS["boilerplate"] * digest.formal}
            for words, neighbours, digest in zip(focus.tolist(), pairs.tolist(), digests, strict=True)
        ]

    def shares(self, digests: Sequence[Digest]) -> list[list[float]]:
        """The share of the question's terms that each unit of each digest holds."""
        if not digests:
            return []
        lengths = [np.diff(digest.ends, prepend=np.uint32(0)) for digest in digests]
        held = self.words.held(np.concatenate([d.held for d in digests]), np.concatenate(lengths)) / self.total
        ends = np.cumsum([len(digest.units) for digest in digests])
        return [row.tolist() for row in np.split(held, ends[:-1])]

    def shaped(self, units: Iterable[tuple[float, str, str]]) -> dict[str, float]:
        """What the shape of the answer says, weighted, of units with their share of the question's terms, their text
        and their context.

        ``fit``: how well the best unit fits the kind of answer wanted; ``shape``: that times the unit's share.
        """
        shape = best = 0.0
        for share, text, context in sorted(units, key=lambda unit: -unit[0]):
            if best == 1 and share <= shape:
                break  # 1 is the best fit: no unit that holds less can add anything
            fits = fit(self.intent, self.known, text, context)
            best, shape = max(best, fits), max(shape, fits * share)
        return {"shape": WEIGHTS["shape"] * shape, "fit": WEIGHTS["fit"] * best}


def seeker(question: Question, frequency: Frequency, passages: int, query: LexicalQuery | None = None) -> Seeker:
    """The question ready to be compared with passages; ``passages`` is how many the library holds."""
    query = query or lexical_query(question)

    def rare(field: str, weights: Mapping[str, float]) -> dict[str, float]:
        found = {term: weight * log(1 + passages / (1 + frequency(field, term))) for term, weight in weights.items()}
        return {term: weight for term, weight in found.items() if weight > 0}

    folded, bigrams = rare("folded", query.folded), rare("bigrams", query.bigrams)
    first, second = (codes_of(side) for side in _sides(bigrams))
    return Seeker(
        folded,
        {f" {pair.replace('_', ' ')} ": weight for pair, weight in bigrams.items()},
        Sought.of(codes_of([*folded]), folded.values()),
        Sought.of(pair_codes(first, second), bigrams.values()),
        sum(folded.values()) or 1.0,
        sum(bigrams.values()) or 1.0,
        read_intent(question.restored, question.language),
        known_of(question.restored),
    )


def _sides(pairs: Iterable[str]) -> tuple[list[str], list[str]]:
    split = [pair.partition("_") for pair in pairs]
    return [first for first, _, _ in split], [second for _, _, second in split]
