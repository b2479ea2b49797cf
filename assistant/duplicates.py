"""Near-duplicate passages: the same text published twice should take one place among the first ten."""

from __future__ import annotations

from collections.abc import Sequence

from index.text import fold, words

_SHINGLE = 4
_ALIKE = 0.9


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Runs of four folded words; the whole of a shorter text."""
    tokens = [fold(w.text) for w in words(text)]
    last = max(1, len(tokens) - _SHINGLE + 1)
    return frozenset(tuple(tokens[i : i + _SHINGLE]) for i in range(last))


def duplicates(texts: Sequence[str]) -> dict[int, int]:
    """Position of a text → position of the earlier one that it repeats (Jaccard of shingles ≥ .9).

    >>> duplicates(["Thu ngân sách đạt 89% kế hoạch năm.", "Khác hẳn.", "THU NGÂN SÁCH đạt 89% kế hoạch năm"])
    {2: 0}
    """
    sets = [shingles(text) for text in texts]
    found: dict[int, int] = {}
    for later, own in enumerate(sets):
        for earlier in range(later):
            other = sets[earlier]
            if earlier in found or not min(len(own), len(other)) >= _ALIKE * max(len(own), len(other)):
                continue
            if len(own & other) >= _ALIKE * len(own | other):
                found[later] = earlier
                break
    return found
