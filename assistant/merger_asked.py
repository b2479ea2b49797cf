"""Questions on mergers of administrative units: from which old ones a new one was formed, what became of an old one.

Recognised by a word for merging beside a question for units, in Vietnamese with and without marks and in English.
Which unit is meant is told by comparing the question with units that the documents name: typed in small letters and
without marks, a name has no borders of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assistant.mergers import Unit
from index.aligned import fold_aligned
from index.places import find_places
from index.text import fold, has_marks, normalise_spelling, words


class Side(StrEnum):
    """What is wanted of a merger."""

    PARTS = "parts"  # the units that formed the one named
    RESULT = "result"  # the unit that the one named went into
    FATE = "fate"  # whether it was merged at all
    KEPT = "kept"  # which ones of a province were not


@dataclass(frozen=True, slots=True)
class Wanted:
    """``kinds``: folded titles of the units asked for, empty for any; ``counted``: how many; ``more``: which of two."""

    side: Side
    kinds: frozenset[str] = frozenset()
    counted: bool = False
    more: bool = False


_TITLES: Final = {
    **{title: title for title in ("xa", "phuong", "thi tran", "dac khu", "thi xa", "tinh", "thanh pho", "quan")},
    **{"huyen": "huyen", "tp": "thanh pho", "commune": "xa", "ward": "phuong", "township": "thi tran"},
    **{"province": "tinh", "city": "thanh pho", "zone": "dac khu", "town": "thi tran", "district": "huyen"},
}
_KINDS_VI = r"(?:xa|phuong|thi tran|dac khu|thi xa|tinh|thanh pho|tp)"
_KIND_VI = rf"(?:{_KINDS_VI}|don vi(?: hanh chinh)?(?: cap (?:xa|tinh))?|dia phuong)"
_KINDS_EN = r"(?:communes?|wards?|townships?|towns?|provinces?|cit(?:y|ies)|zones?)"
_KIND_EN = rf"(?:{_KINDS_EN}|(?:administrative )?units?|localit(?:y|ies)|places?|areas?)"
_LIST_VI = rf"{_KIND_VI}(?:(?:,| va| hay| hoac|,? cung)* (?:nhung |cac )?{_KIND_VI})*"
_OLD = r"(?: (?:cu|moi|truoc (?:day|kia|do)|hien nay|nay))?"
_WHICH_VI = re.compile(
    rf"(?:\b(?:nhung|cac|may|bao nhieu|hai|ba|bon|nam|sau|bay|tam|\d+) )?\b{_LIST_VI}{_OLD}(?: co ten)?(?: la)?"
    r" (?:nao|gi)\b"
    rf"|\b(?:may|bao nhieu) {_LIST_VI}\b|\bten(?: moi)?(?: goi)?(?: la)? gi\b|\bgoi la gi\b|\bla gi\b|\btu dau\b"
)
_WHICH_EN = re.compile(
    rf"\b(?:which|what|how many)(?: (?!is\b|was\b|the\b)[\w-]+){{0,4}}? {_KIND_EN}\b"
    r"|\bwhat (?:is|was|are|were|did|has)\b"
)
_JOIN_VI = r"(?:sap nhap|sat nhap|nhap|hop nhat|gop|ghep|sap xep)"
_FROM_VI = re.compile(
    rf"\b(?:{_JOIN_VI}|thanh lap|hinh thanh|lap|tao thanh|hop thanh)(?: (?:lai|chung|nen|moi))?"
    rf"(?: (?:do|tu)(?: viec)?(?: {_JOIN_VI})?| tren co so| boi)+\b"
    rf"|\bgom\b|\bdo\b|\b(?:ten cu|truoc khi (?:doi ten|{_JOIN_VI})|truoc (?:day|kia|do) la)\b"
)
_INTO_VI = re.compile(
    r"\b(?:lam|tao|hop|gop|ghep) (?:nen|thanh|lai thanh)\b|\btro thanh\b|\bdoi (?:ten )?thanh\b|\bdoi ten\b|\bten moi\b"
    rf"|\b{_JOIN_VI}(?: (?:lai|chung))?(?: (?:thanh|vao|ve|voi|cung|de (?:thanh|lap)))+\b"
    r"|\b(?:hien |bay )?(?:nay|gio)(?: da)? (?:thuoc|la|goi|mang|co)\b|\bthuoc(?: ve)?\b"
)
_FROM_EN = re.compile(
    r"\b(?:formed|created|made(?: up)?|established|set up|merged|composed|assembled|combined|consolidated|result\w*"
    r"|c[ao]me)(?: (?:by|out))?(?: (?:merging|combining|joining))?(?: (?:from|of|out of))+\b"
    r"|\b(?:by|from) (?:merging|combining)\b"
    r"|\b(?:comprises?|consists? of|absorb(?:ed|s)?|take in|took in)\b|\b(?:old|former|previous) name\b|\bgo into\b"
)
_INTO_EN = re.compile(
    r"\bto (?:form|create|make(?: up)?|become)\b|\b(?:make|made|making) up\b|\b(?:become|became)(?: part of)?\b"
    r"|\b(?:merged|went|folded|absorbed|incorporated|combined|consolidated|rearranged|reorgani[sz]ed|turned|put)"
    r"(?: (?:entirely|wholly|fully|completely))?(?: (?:in)?to| in)\b"
    r"|\b(?:new name|renamed|now)\b(?: (?:called|known as|named|part of|in|belong\w*(?: to)?))?"
    r"|\bbelong\w*(?: now)? to\b|\bpart of\b"
)
# "thuộc", "gồm" and "do" are said of much else: only of what was rearranged are they meant so.
_LOOSE = re.compile(r"(?:gom|do|thuoc(?: ve)?|now|part of|go into|belong\w*(?: now)? to)$")
_RENEWED = re.compile(
    rf"\b(?:cu|truoc (?:day|kia|do)|{_JOIN_VI}|moi|former|formerly|old|new|merg\w+|rearrange\w+|reorgani[sz]\w+)\b"
)
_FATE = re.compile(
    rf"\b(?:giu nguyen|co|bi|phai|duoc|thuoc dien)\b.{{0,24}}\b(?:{_JOIN_VI}|giu nguyen)\b.{{0,40}}\b(?:khong|chua)\b"
    rf"|\b(?:khong|chua)(?: phai| bi| thuc hien)? {_JOIN_VI}\b.{{0,20}}\b(?:dung khong|phai khong|a)\b"
    r"|^(?:was|is|has|were|did)\b.{0,60}\b(?:merged?|rearranged?|left (?:as it was|unchanged))\s*\?"
)
_KEPT = re.compile(
    rf"\bgiu nguyen\b|\bkhong(?: phai| bi| thuc hien| thuoc dien| duoc)* {_JOIN_VI}\b"
    r"|\b(?:not|without being) (?:been )?(?:merged|rearranged)\b|\bleft (?:as (?:it|they) (?:was|were)|unchanged)\b"
)
# What is asked of the unit is something else: its size, its people, its seat, its prices.
_ELSE = re.compile(
    r"\b(?:dien tich|dan so|dong dan|rong|bao nhieu (?:nguoi|dan|km2?|ha)|tru so|trung tam hanh chinh|chu tich|bi thu"
    r"|luong|gia dat|bien so|ma so|population|area|size|larger|bigger|people|headquarters?|seat|chairman|salary|wage)\b"
)
_MORE = re.compile(r"\bnhieu\b.{0,30}\bhon\b|\bmore\b|\bmost\b")
_COUNTED = re.compile(rf"\b(?:may|bao nhieu) {_KIND_VI}\b|\bhow many\b")
_TITLE = re.compile(rf"\b(?:{_KINDS_VI}|{_KINDS_EN})\b")
# What may follow a name typed in small letters; anything else may go on with it.
_AFTER = frozenset(
    {"moi", "cu", "cua", "duoc", "nhap", "gop", "hop", "sap", "lap", "thanh", "hinh", "ghep", "o", "tai", "tinh", "tp"}
    | {"thuoc", "gom", "bao", "do", "truoc", "nay", "sau", "hien", "gio", "bay", "va", "la", "co", "da", "bi", "ten"}
    | {"goi", "tro", "vao", "tu", "trong", "theo", "voi", "nam", "ngay", "khong", "chua", "so", "thi", "huyen", "quan"}
    | {"xa", "phuong", "commune", "ward", "province", "township", "town", "city", "district", "was", "is", "were", "of"}
    | {"in", "into", "from", "after", "before", "now", "and", "or", "made", "formed", "created", "merged", "become"}
    | {"became", "did", "does", "belong", "to"}
)
_BETWEEN = frozenset({"cu", "moi", "la", "ten", "the", "new", "old", "former"})
_SHORT = 2
_TITLED = 5


def wanted(question: str, language: str) -> Wanted | None:
    """What ``question`` asks of a merger; ``None`` where it asks for anything else.

    >>> wanted("Xã Bình Lạc được lập từ những xã cũ nào?", "vi").side
    <Side.PARTS: 'parts'>
    """
    folded = " ".join(fold_aligned(question).split())
    if _ELSE.search(folded):
        return None
    english = language == "en"
    which = (_WHICH_EN if english else _WHICH_VI).search(folded)
    side = _side(folded, which, english=english) if which else None
    named = {_TITLES.get(_singular(t), "") for t in _TITLE.findall(which.group())} - {""} if which else set()
    if which and named and _KEPT.search(folded):
        return Wanted(Side.KEPT, frozenset(named))
    if which is None or side is None:
        return Wanted(Side.FATE) if _FATE.search(folded) else None
    more = bool(_MORE.search(folded))
    return Wanted(Side.PARTS if more else side, frozenset(named), bool(_COUNTED.search(folded)), more)


def _singular(title: str) -> str:
    return "city" if title == "cities" else title if title in _TITLES else title.removesuffix("s")


def _side(folded: str, which: re.Match[str], *, english: bool) -> Side | None:
    """ "X (is) formed from which" and "which formed X" ask for parts; "X went into which", "which is formed from X"."""
    from_, into = (_FROM_EN, _INTO_EN) if english else (_FROM_VI, _INTO_VI)
    for pattern, behind in ((from_, Side.PARTS), (into, Side.RESULT)):
        for verb in pattern.finditer(folded):
            if verb.start() < which.end() and which.start() < verb.end() and "gi" not in which.group():
                continue
            if _LOOSE.match(verb.group()) and not _RENEWED.search(folded):
                continue
            before = which.start() < verb.start()
            # "Which communes was X formed from": the unit stands before the word for merging here too.
            stranded = not re.search(r"\w{2}", folded[verb.end() :])
            if before and not stranded and "what" not in which.group()[:4]:
                return Side.RESULT if behind is Side.PARTS else Side.PARTS
            return behind
    return None


def named_in(question: str, unit: Unit) -> int:
    """How surely ``question`` names ``unit``: 0 not; else by the length of its name, and more by its title."""
    marked = has_marks(question)
    spelled = normalise_spelling if marked else fold
    key = [spelled(w.text) for w in words(unit.name)]
    found = words(question)
    said = [spelled(w.text) for w in found]
    folded = [fold(w.text) for w in found]
    capitals = any(w.text[0].isupper() for w in found[1:])
    for start in range(len(said) - len(key) + 1):
        end = start + len(key)
        if said[start:end] != key:
            continue
        following = found[end] if end < len(found) else None
        if following and question[found[end - 1].end : following.start].strip(" ") == "":
            goes_on = following.text[0].isupper() or following.text[0].isdigit() if capitals else True
            if goes_on and folded[end] not in _AFTER and not _place_at(question, following.start):
                continue
        title = _title(folded, start, end)
        if title is None and (len(key) < _SHORT or (capitals and not found[start].text[0].isupper())):
            continue
        if title is None and start and capitals and found[start - 1].text[0].isupper() and start > 1:
            continue
        if title is None or title == unit.kind or (title == "thi tran" and unit.kind == "thi xa"):
            # "Thị trấn Bình của Hà Sơn": what has its title is asked about, what has none may be where it lies.
            return 2 * len(key) + (_TITLED if title else 0)
    return 0


def _place_at(question: str, start: int) -> bool:
    return any(m.start == start and m.place.kind == "province" for m in find_places(question))


def _title(folded: list[str], start: int, end: int) -> str | None:
    """The folded title that stands before the name ("xã cũ X") or, in English, behind it ("X ward")."""
    at = start
    while at and folded[at - 1] in _BETWEEN:
        at -= 1
    for length in (2, 1):
        title = _TITLES.get(" ".join(folded[max(0, at - length) : at])) if at >= length else None
        if title:
            return title
    return _TITLES.get(folded[end]) if end < len(folded) and folded[end] not in {"xa", "quan"} else None
