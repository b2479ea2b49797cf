"""Near-duplicate passages: the same text published twice should take one place among the first ten."""

from __future__ import annotations

from collections.abc import Sequence, Set

_ALIKE = 0.9


def duplicates(pairs: Sequence[Set[str]]) -> dict[int, int]:
    """Position of a text → position of the earlier one that it repeats: Jaccard of their neighbouring pairs ≥ .9.

    >>> duplicates([{"a_b", "b_c"}, {"x_y"}, {"a_b", "b_c"}])
    {2: 0}
    """
    found: dict[int, int] = {}
    for later, own in enumerate(pairs):
        for earlier, other in enumerate(pairs[:later]):
            if earlier in found or min(len(own), len(other)) < _ALIKE * max(len(own), len(other)):
                continue
            shared = len(own & other)
            if shared and shared >= _ALIKE * (len(own) + len(other) - shared):
                found[later] = earlier
                break
    return found
