"""Fusion of ranked lists: values in, values out.

Plain reciprocal-rank fusion throws away how sure each list is, which costs English and tone-less questions dearly
(DESIGN, "Fusion"); each list is therefore scaled over its own span and weighted by the question's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Ranked = Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Fused:
    """``score`` in 0..1; ``dense`` and ``lexical`` are what each list gave, scaled to 0..1 (``None``: not in it)."""

    score: float
    dense: float | None
    lexical: float | None


def min_max(ranked: Ranked) -> dict[int, float]:
    """Scores scaled over the list's own span: best 1, worst 0; a list of equal scores gives 1 to all.

    >>> min_max([(7, 3.0), (8, 2.0), (9, 1.0)])
    {7: 1.0, 8: 0.5, 9: 0.0}
    """
    if not ranked:
        return {}
    scores = [score for _, score in ranked]
    low, span = min(scores), max(scores) - min(scores)
    return {key: (score - low) / span if span > 0 else 1.0 for key, score in ranked}


def fuse(dense: Ranked, lexical: Ranked, dense_weight: float) -> dict[int, Fused]:
    """Weighted sum of both lists, each min-max scaled; what a list lacks counts 0 there. Best first.

    ``dense_weight`` in 0..1 is the dense list's share. Where one list is empty the other decides alone.
    """
    if not lexical:
        dense_weight = 1.0
    elif not dense:
        dense_weight = 0.0
    by_dense, by_lexical = min_max(dense), min_max(lexical)
    fused = {
        key: Fused(
            dense_weight * by_dense.get(key, 0.0) + (1 - dense_weight) * by_lexical.get(key, 0.0),
            by_dense.get(key),
            by_lexical.get(key),
        )
        for key in dict.fromkeys([*by_dense, *by_lexical])
    }
    return dict(sorted(fused.items(), key=lambda item: -item[1].score))


def rescale(
    keys: Iterable[int],
    dense: Mapping[int, float],
    lexical: Mapping[int, float],
    *,
    within: tuple[Mapping[int, float], Mapping[int, float]],
    dense_weight: float,
) -> dict[int, Fused]:
    """Any keys on the scale of two lists, ``within`` (dense, lexical): raw scores outside their spans go to the ends.

    Lets passages that another search found be compared with those of the lists.
    """
    dense_list, lexical_list = within
    if not lexical_list:
        dense_weight = 1.0
    elif not dense_list:
        dense_weight = 0.0
    found = {}
    for key in keys:
        one, other = _placed(dense.get(key), dense_list), _placed(lexical.get(key), lexical_list)
        found[key] = Fused(dense_weight * (one or 0.0) + (1 - dense_weight) * (other or 0.0), one, other)
    return found


def _placed(score: float | None, among: Mapping[int, float]) -> float | None:
    if score is None or not among:
        return None
    low, high = min(among.values()), max(among.values())
    return min(1.0, max(0.0, (score - low) / (high - low))) if high > low else float(score >= high)


def reciprocal_rank(lists: Iterable[Ranked], k: int = 60) -> dict[int, float]:
    """Reciprocal-rank fusion, the usual stacks' default; best first. Kept for comparison (``fusion=rrf``)."""
    scores: dict[int, float] = {}
    for ranked in lists:
        for rank, (key, _) in enumerate(ranked, start=1):
            scores[key] = scores.get(key, 0.0) + 1.0 / (k + rank)
    return dict(sorted(scores.items(), key=lambda item: -item[1]))


def interleave(lists: Sequence[Sequence[int]], first: Mapping[int, object] | Iterable[int] = ()) -> list[int]:
    """One from each list in turn, without repeats; keys of ``first`` are taken as seen.

    >>> interleave([[1, 2, 3], [4, 2, 5]])
    [1, 4, 2, 3, 5]
    """
    seen = set(first)
    merged: list[int] = []
    for position in range(max((len(keys) for keys in lists), default=0)):
        for keys in lists:
            if position < len(keys) and keys[position] not in seen:
                seen.add(keys[position])
                merged.append(keys[position])
    return merged
