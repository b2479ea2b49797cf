"""Whose a figure is: the place or thing that its own sentence, clause or table row gives it to.

A sentence found for one side of a comparison may hold a figure of another: "Tiếp theo là Vĩnh Long, cuối cùng là An
Giang với 9.889 km2" tells nothing of Vĩnh Long.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.shares import find_shares
from index.abbreviations import written_out
from index.aligned import fold_aligned
from index.gazetteer import Place
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
_GIVES = re.compile(
    r"^[^\d;.|]{0,25}\b(?:cho(?! thay| biet| rang| phep)|cua|o|tai|doi voi|in|of|for)\b[^\d;.,|]{0,12}$"
)
# "… thành một tỉnh mới có tên gọi là tỉnh Hưng Yên": what follows is told of the new one.
_NEWLY = re.compile(
    r"\b(?:ten (?:goi )?(?:moi )?la|goi la|lay ten(?: la)?|mang ten|named|called)"
    r" ?(?:tinh|thanh pho|xa|phuong|dac khu)?\W*$"
)
_IN_TURN = re.compile(r"\b(?:lan luot|respectively)\b")
_WORD = re.compile(r"\w+")
_JOINED = r"(?:\W{1,3}|\W{1,2}va\W)"
_LONG = 5  # words of a name between which its text may say more: "tòa án [nhân dân] khu vực 5"
_LOOSELY = r"(?:\W{1,3}| (?:\w+ ){1,2})"
_LEVELS = {"cap", "tinh", "huyen", "quan", "xa", "phuong"}
_LEVEL = r"(?:cap\W)?"
_OFFICE = rf"(?:(?:uy ban nhan dan|ubnd)\W)?{_LEVEL}"
_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class _Named:
    """A name of ``text[start:end]``; ``own``: of the side asked about."""

    start: int
    end: int
    own: bool


def given_to(  # noqa: PLR0911 (one return for each way of giving)
    text: str, span: tuple[int, int], kind: UnitKind, own: str, rival: str
) -> bool | None:
    """Whether ``text`` gives the figure at ``span`` to ``own``: ``False`` where to ``rival``, to a place of its kind or
    to several names together; ``None`` where it names nobody, so that what stands around it says whose the figure is.
    """
    if kind is UnitKind.ROW:
        return _of_row(text, own, rival)
    shared = _by_share(text, span, own, rival)
    if shared is not None:
        return shared
    named = _named(text, own, rival)
    if not named:
        return None
    if _IN_TURN.search(fold_aligned(text)):
        owner = _in_turn(text, span, named)
        return owner is None or owner.own
    newly = [n for n in named if n.end <= span[0] and _NEWLY.search(fold_aligned(text[: n.start]))]
    if newly:
        return newly[-1].own
    behind = [n for n in named if n.start >= span[1]]
    before = [n for n in named if n.end <= span[0]]
    if behind and _GIVES.match(fold_aligned(text[span[1] : behind[0].start])):
        return behind[0].own and not _together(text, behind)
    if not before:
        return behind[0].own and not _together(text, behind) if behind else None
    owner = _last(text, before)
    return owner is not None and owner.own


def _of_row(text: str, own: str, rival: str) -> bool | None:
    """A row is of what its first cell in words names."""
    named = _named(text, own, rival)
    if not named:
        return None
    start = 0
    for cell in text.split("|"):
        if sum(c.isalpha() for c in cell) > 1:
            return next((n.own for n in named if start <= n.start < start + len(cell)), False)
        start += len(cell) + 1
    return named[0].own


def _by_share(text: str, span: tuple[int, int], own: str, rival: str) -> bool | None:
    """Whose share of a whole the figure is, or ``False`` where it is the whole of which either side has a share."""
    names = {True: {fold(own)}, False: {fold(rival)}}
    listed = False
    for share in find_shares(text):
        side = next((mine for mine, said in names.items() if any(_ends_with(share.name, n) for n in said)), None)
        if share.quantity.start <= span[0] < share.quantity.end:
            return side is True
        listed = listed or side is not None
    return False if listed else None


def _ends_with(said: str, name: str) -> bool:
    return said == name or said.endswith(f" {name}")


def _together(text: str, named: Sequence[_Named]) -> bool:
    """Whether the first of ``named`` is one of several that share what is told: "của Huế và Đà Nẵng"."""
    return len(named) > 1 and bool(_LISTED.match(fold_aligned(text[named[0].end : named[1].start])))


def _named(text: str, own: str, rival: str) -> list[_Named]:
    """The names of both sides, and the places of the same kind as the side's own, in order, outside brackets."""
    closed = [m.span() for m in _BRACKETS.finditer(text)]
    found = [_Named(a, b, own=True) for a, b in _occurrences(text, own)]
    found += [_Named(a, b, own=False) for a, b in _occurrences(text, rival)]
    kinds = {place.kind for place in _place(own)}
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
    return [m.span() for m in _pattern(name).finditer(fold_aligned(text))] if fold(name).strip() else []


@lru_cache(maxsize=256)
def _pattern(name: str) -> re.Pattern[str]:
    """A name in folded text, abbreviated or written out, a dash or "và" between its words or not."""
    forms = {tuple(_WORD.findall(form)) for form in (fold(name), written_out(name))}
    spelt = "|".join(_spelt(form) for form in sorted(forms, key=len, reverse=True) if form)
    return re.compile(rf"(?<!\w)(?:{spelt})(?!\w)")


def _spelt(form: tuple[str, ...]) -> str:
    """The words of a name with what its texts may have between them: "chủ tịch [Ủy ban nhân dân cấp] xã"."""
    joint = _LOOSELY if len(form) >= _LONG else _JOINED
    said = re.escape(form[0])
    for before, word in pairwise(form):
        said += joint + ((_OFFICE if before == "tich" else _LEVEL) if word in _LEVELS else "") + re.escape(word)
    return said


def names(text: str, name: str) -> list[tuple[int, int]]:
    """Where ``text`` names ``name``, a place also by its other names."""
    found = _occurrences(text, name)
    for place in _place(name):
        found += [(m.start, m.end) for m in find_places(text) if same_place(m.place.name, place.name)]
    return sorted(set(found))


def _place(name: str) -> list[Place]:
    """The place that ``name`` names as a whole, if it does: "Thiên Hòa An" is not Hòa An."""
    return [m.place for m in find_places(name) if (m.start, m.end) == (0, len(name))]


def _last(text: str, named: Sequence[_Named]) -> _Named | None:
    """The last name that stands for itself, not beside another ("Cần Thơ sau khi nhập Hậu Giang và Sóc Trăng");
    ``None`` where it shares what is told with the one before it.
    """
    owner: _Named | None = named[0]
    adds = False
    for previous, name in pairwise(named):
        gap = fold_aligned(text[previous.end : name.start])
        adds = bool(_ADDS.search(gap)) or (adds and bool(_LISTED.match(gap)))
        if not adds:
            owner = None if _LISTED.match(gap) else name
    return owner


def _in_turn(text: str, span: tuple[int, int], named: Sequence[_Named]) -> _Named | None:
    """Of "A và B lần lượt là 5% và 6%" the name whose turn the figure's is."""
    kinds = {q.start: q.kind for q in find_quantities(text)}
    kind = kinds.get(span[0])
    turn = [start for start, other in kinds.items() if other is kind].index(span[0]) if kind is not None else -1
    return named[turn] if 0 <= turn < len(named) else None
