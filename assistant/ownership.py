"""Whose a figure is: the place or thing that its own sentence, clause or table row gives it to.

A sentence found for one side of a comparison may hold a figure of another: "Tiếp theo là Vĩnh Long, cuối cùng là An
Giang với 9.889 km2" tells nothing of Vĩnh Long.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.aligned import fold_aligned
from index.model import UnitKind
from index.places import find_places, same_place, within
from index.quantities import find_quantities
from index.text import fold

# What stands before a name that only adds to another one: "sau khi sáp nhập với Sóc Trăng", "giáp Hà Nội".
_ADDS = re.compile(
    r"\b(?:nhap|hop nhat|voi|giap|gom|tu|den|toi|qua|noi|cach|cung|so voi|thuoc|merg\w+|with|from|to|near|border\w*"
    r"|than)\b[^,;.]{0,24}$"
)
_LISTED = re.compile(r"^\W*(?:(?:va|and|cung)\b)?\W*(?:(?:tinh|thanh pho|tp|quan|huyen|xa|phuong)\b)?\W*$")
_GIVES = re.compile(r"^[^\d;.|]{0,25}\b(?:cho|cua|o|tai|doi voi|in|of|for)\b[^\d;.,|]{0,12}$")
_IN_TURN = re.compile(r"\b(?:lan luot|respectively)\b")
_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class _Named:
    """A name of ``text[start:end]``; ``own``: of the side asked about."""

    start: int
    end: int
    own: bool


def is_of_another(text: str, span: tuple[int, int], kind: UnitKind, own: str, rival: str) -> bool:
    """Whether ``text`` gives the figure at ``span`` to another name than ``own``: to ``rival``, or a place of its kind.

    ``False`` also where the text names nobody: then what stands around it says whose the figure is.
    """
    named = _named(text, own, rival)
    if not named:
        return False
    if kind is UnitKind.ROW:
        return not named[0].own  # a row is of what its first name says
    if _IN_TURN.search(fold_aligned(text)):
        owner = _in_turn(text, span, named)
        return owner is not None and not owner.own
    behind = next((n for n in named if n.start >= span[1]), None)
    if behind is not None and _GIVES.match(fold_aligned(text[span[1] : behind.start])):
        return not behind.own
    before = [n for n in named if n.end <= span[0]]
    owner = _last(text, before) if before else named[0]
    return not owner.own


def _named(text: str, own: str, rival: str) -> list[_Named]:
    """The names of both sides, and the places of the same kind as the side's own, in order, outside brackets."""
    closed = [m.span() for m in _BRACKETS.finditer(text)]
    found = [_Named(a, b, own=True) for a, b in _occurrences(text, own)]
    found += [_Named(a, b, own=False) for a, b in _occurrences(text, rival)]
    kinds = {m.place.kind for m in find_places(own)}
    for mention in find_places(text):
        place = mention.place.name
        rivals = mention.certain and (same_place(place, rival) or mention.place.kind in kinds)
        if same_place(place, own):
            found.append(_Named(mention.start, mention.end, own=True))
        elif rivals and not within(own, place) and not within(place, own):
            found.append(_Named(mention.start, mention.end, own=False))
    found = [n for n in found if not any(a <= n.start < b for a, b in closed)]
    # Of two names at one place the longer is meant; of one name found twice the side's own.
    found.sort(key=lambda n: (n.start, -n.end, not n.own))
    kept: list[_Named] = []
    for name in found:
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return kept


def _occurrences(text: str, name: str) -> list[tuple[int, int]]:
    bare = fold(name).strip()
    if not bare:
        return []
    return [m.span() for m in re.finditer(rf"(?<!\w){re.escape(bare)}(?!\w)", fold_aligned(text))]


def _last(text: str, named: Sequence[_Named]) -> _Named:
    """The last name that stands for itself, not beside another ("Cần Thơ sau khi nhập Hậu Giang và Sóc Trăng")."""
    owner = named[0]
    adds = False
    for previous, name in pairwise(named):
        gap = fold_aligned(text[previous.end : name.start])
        adds = bool(_ADDS.search(gap)) or (adds and bool(_LISTED.match(gap)))
        if not adds:
            owner = name
    return owner


def _in_turn(text: str, span: tuple[int, int], named: Sequence[_Named]) -> _Named | None:
    """Of "A và B lần lượt là 5% và 6%" the name whose turn the figure's is."""
    kinds = {q.start: q.kind for q in find_quantities(text)}
    kind = kinds.get(span[0])
    turn = [start for start, other in kinds.items() if other is kind].index(span[0]) if kind is not None else -1
    return named[turn] if 0 <= turn < len(named) else None
