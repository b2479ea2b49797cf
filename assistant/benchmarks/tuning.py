"""Weights chosen on one half of the questions and measured on the other: what a tuned figure is worth.

Every passage that retrieval looked at is kept with the parts of its score, so that other weights are tried without
searching again. The pool itself is that of the shipped weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.retrieve import Candidate
from assistant.settings import Settings
from assistant.understand import Question as Understood

Weights = Mapping[str, float]

# What each weight may be: a route's dense share; a multiple of what is shipped for a part of the score.
_SHARES = (0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
_MULTIPLES = (0.0, 0.5, 1.0, 1.5, 2.0)
PARTS = ("focus", "pairs", "shape", "fit", "boilerplate", "place")
_ROUNDS = 2


@dataclass(frozen=True)
class Case:
    """A question with its pool: per candidate what each list gave (0–1) and each part of `PARTS`, and which are gold.

    ``group`` keeps what belongs together in one half; ``rest`` is the part of the score that is not tuned.
    """

    route: str
    group: str
    dense: NDArray[np.float64]
    lexical: NDArray[np.float64]
    parts: NDArray[np.float64]
    rest: NDArray[np.float64]
    gold: NDArray[np.bool_]

    def rank(self, weights: Weights) -> float:
        """Rank from 1 of the first gold passage; infinite where none is in the pool."""
        if not self.gold.any():
            return float("inf")
        share = weights[self.route]
        score = share * self.dense + (1 - share) * self.lexical + self.rest
        score = score + self.parts @ np.array([weights[name] for name in PARTS])
        return 1.0 + float((score > score[self.gold].max()).sum())


def shipped(settings: Settings) -> dict[str, float]:
    """The weights in use."""
    routes = {
        "vi": settings.dense_weight_vi,
        "vi-nodiacritics": settings.dense_weight_toneless,
        "en": settings.dense_weight_en,
    }
    return routes | dict.fromkeys(PARTS, 1.0)


def case(question: Understood, pool: Sequence[Candidate], group: str, is_gold: Callable[[Candidate], bool]) -> Case:
    """A question's pool taken apart."""
    dense, lexical, parts, rest = [], [], [], []
    for candidate in pool:
        boosts: Mapping[str, float] = candidate.why["boosts"]  # type: ignore[assignment]
        dense.append(candidate.why["dense"])
        lexical.append(candidate.why["lexical"])
        parts.append([boosts.get(name, 0.0) for name in PARTS])
        rest.append(sum(value for name, value in boosts.items() if name not in PARTS))
    return Case(
        question.language,
        group,
        np.asarray(dense, dtype=np.float64),
        np.asarray(lexical, dtype=np.float64),
        np.asarray(parts, dtype=np.float64).reshape(-1, len(PARTS)),
        np.asarray(rest, dtype=np.float64),
        np.asarray([is_gold(c) for c in pool], dtype=bool),
    )


def worth(cases: Iterable[Sequence[Case]], weights: Weights) -> float:
    """What weights are chosen by: right at 1, and half as much at 5, each test set counting the same."""
    values = []
    for task in cases:
        ranks = np.array([one.rank(weights) for one in task])
        values.append(float((ranks <= 1).mean() + 0.5 * (ranks <= 5).mean()) if len(ranks) else 0.0)
    return sum(values)


def choose(cases: Sequence[Sequence[Case]], start: Weights) -> dict[str, float]:
    """Coordinate ascent from ``start``: each weight in turn takes the value of its grid that is worth most."""
    weights = dict(start)
    best = worth(cases, weights)
    for _ in range(_ROUNDS):
        for name in weights:
            for value in _MULTIPLES if name in PARTS else _SHARES:
                found = worth(cases, {**weights, name: value})
                if found > best + 1e-9:
                    best, weights[name] = found, value
    return weights


def out_of_fold(cases: Sequence[Sequence[Case]], start: Weights) -> tuple[list[list[float]], list[dict[str, float]]]:
    """Ranks of every case under weights chosen on the half that it is not in, and both halves' weights."""
    halves = [[half(one.group) for one in task] for task in cases]
    ranks = [[0.0] * len(task) for task in cases]
    chosen = []
    for side in (0, 1):
        seen = [
            [one for one, h in zip(task, own, strict=True) if h != side]
            for task, own in zip(cases, halves, strict=True)
        ]
        weights = choose(seen, start)
        chosen.append(weights)
        for number, (task, own) in enumerate(zip(cases, halves, strict=True)):
            for position, (one, h) in enumerate(zip(task, own, strict=True)):
                if h == side:
                    ranks[number][position] = one.rank(weights)
    return ranks, chosen


def half(group: str) -> int:
    """The half that a group is in: by the last digit of its number, else by its letters."""
    digits = "".join(c for c in group if c.isdigit())
    return (int(digits) if digits else sum(map(ord, group))) % 2
