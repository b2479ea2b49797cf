"""Sides of a comparison that are columns of one table: "nộp trực tiếp" against "nộp trực tuyến"."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from index.text import fold, words

_MOST_OF = 0.6  # of the words that tell a side from the other, for a head to name it


def is_column_of(head: str, heads: Sequence[str], own: str, other: str) -> bool | None:
    """Whether the column under ``head`` is the side ``own``, not ``other``; ``None`` where ``heads``, all those of the
    figures of a row, do not name both.

    >>> heads = ["Trường hợp nộp trực tiếp", "Trường hợp nộp qua mạng"]
    >>> [is_column_of(h, heads, "nộp trực tiếp", "nộp qua mạng") for h in heads]
    [True, False]
    """
    mine, theirs = _words(own), _words(other)
    mine, theirs = mine - theirs, theirs - mine
    named = {h: _named(_words(h), mine, theirs) for h in heads}
    if not mine or not theirs or {True, False} - set(named.values()):
        return None
    return named.get(head) is True


def _named(head: AbstractSet[str], mine: AbstractSet[str], theirs: AbstractSet[str]) -> bool | None:
    """Whether a head is the one side's (true) or the other's (false)."""
    shares = [len(side & head) / (len(side) or 1) for side in (mine, theirs)]
    if max(shares) < _MOST_OF or shares[0] == shares[1]:
        return None
    return shares[0] > shares[1]


def _words(text: str) -> set[str]:
    return {w.text for w in words(fold(text))}
