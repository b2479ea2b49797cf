"""What stands in a source between the words that a text has around one of its facts.

Where the same words stand around another figure, the text says something else than its source, wherever else in the
source its own figure may be found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from index.aligned import lower_aligned

# How many tokens before and behind a fact must be the same for its place in a source to be sure.
_WINDOWS = ((6, 3), (3, 6))
_LEAST = 6  # tokens of a window at the beginning or the end of a text
_CLOSE = ((1, 2),)  # for a number that names ("khoản 2"): it stands close to what it names
_OPENING = ((0, 20), (0, 8))  # for one that counts items: it stands before its item
_LEAST_CLOSE = 3
_MOST_LONGER = 3  # tokens by which a figure of the source may be longer ("3.420" for "3,42 nghìn tỷ đồng")
_TOKEN = re.compile(r"\d+(?:[.,/:-]\d+)*%?|[^\W\d_]+")

Tokens = tuple[str, ...]


def tokens(text: str) -> Tokens:
    """The words and figures of ``text`` in lower case, without marks of punctuation and layout."""
    return tuple(_TOKEN.findall(lower_aligned(text)))


def between(
    text: str, start: int, end: int, source: str, *, naming: bool = False, opening: bool = False
) -> list[Tokens]:
    """What ``source`` has between the words that stand before and behind ``text[start:end]``; empty where they stand
    nowhere in it. ``naming``: the span is a number that names and has no unit; ``opening``: it opens a line or an item.

    >>> between("lúa đông xuân của toàn huyện đạt 7 tấn", 33, 38, "Sản lượng lúa đông xuân của toàn huyện đạt 8 tấn")
    [('8', 'tấn')]
    """
    said, places = _indexed(source)
    own = tokens(text[start:end])
    before, behind = tokens(text[max(0, start - 120) : start]), tokens(text[end : end + 200])
    windows = [(*w, _LEAST) for w in _WINDOWS]
    windows += [(*w, _LEAST_CLOSE) for w in (_CLOSE if naming else ()) + (_OPENING if opening else ())]
    for left_most, right_most, least in windows:
        left, right = before[len(before) - min(left_most, len(before)) :], behind[:right_most]
        if len(left) + len(right) >= least and (left or opening):
            found = list(_found(said, places, (left, right), len(own), 0 if naming else _MOST_LONGER))
            if found:
                return found
    return []


def _found(
    said: Tokens, places: dict[str, list[int]], around: tuple[Tokens, Tokens], length: int, longer: int
) -> Iterator[Tokens]:
    left, right = around
    if not left:
        for at in places.get(right[0], ()):
            if at >= length and said[at : at + len(right)] == right:
                yield said[at - length : at]
        return
    for at in places.get(left[-1], ()):
        first = at + 1
        if said[max(0, first - len(left)) : first] == left:
            ends = range(first + 1, first + length + longer + 1) if right and longer else (first + length,)
            end = next((e for e in ends if said[e : e + len(right)] == right and e <= len(said)), None)
            if end is not None:
                yield said[first:end]


@lru_cache(maxsize=512)
def _indexed(source: str) -> tuple[Tokens, dict[str, list[int]]]:
    said = tokens(source)
    places: dict[str, list[int]] = {}
    for at, token in enumerate(said):
        places.setdefault(token, []).append(at)
    return said, places
