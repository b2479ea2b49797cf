"""What a comparison sets against each other: people, an area, a length, a time, money, a share, how many of a thing.

Two figures are comparable only where both are of the dimension asked for: "larger" of two provinces is neither the
number of their districts nor their revenue.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.asked import Asked
from assistant.glossary import load_glossary
from assistant.intent import AnswerType, read_intent
from assistant.names import find_names
from index.abbreviations import written_out
from index.aligned import fold_aligned
from index.quantities import Quantity, find_quantities
from index.text import fold, words
from index.units import QuantityKind

_SURELY_MONEY = 10**7  # a bare number of this size is an amount
_BEHIND = 60  # characters behind a number in which the thing counted is named
_BEHIND_WORDS = 8
_SURE = 0.4  # confidence that a translation of the thing counted needs
_NEXT = re.compile(r"[\n|;(\d]|\. ")
_BRACKETS = re.compile(r"\([^()]*\)")
_MASKED = re.compile(r"(?<!\w)x+(?!\w)")  # what a name, a period or a figure leaves in ``without_names``
_COMMUNES = "don vi hanh chinh cap xa"
_OF_COMMUNES = {"don vi cap xa", "dvhc cap xa", "xa phuong", "xa va phuong", "phuong xa", "don vi hanh chinh xa"}
_COUNTED = {QuantityKind.COUNT, QuantityKind.NUMBER}

_PEOPLE = re.compile(
    r"\b(?:dan so|(?:dong|nhieu|it|thua) dan|nhan khau|population|populous|inhabitants"
    r"|(?:more|fewer|most|fewest) people(?!\s*'))\b(?! (?:quan|phong|cu)\b)"
)
_PERSONS = ("nguoi", "nhan khau", "dan", "people", "inhabitants")
_POPULATION = re.compile(r"\b(?:dan so|nhan khau|so dan|population)\b")
_SHARES = re.compile(r"\b(?:percent\w*|phan tram)\b|%")
# What asks for a dimension, folded; the first that matches holds.
_ASKS = (
    (
        QuantityKind.DURATION,
        r"\b(?:lau hon|bao lau|keo dai hon|(?:bao nhieu|may) (?:ngay|phut|gio|tuan|thang)"
        r"|thoi (?:gian|han|luong) (?:\w+ ){0,6}(?:dai|ngan|nhieu|it) hon"
        r"|how many (?:\w+ )?(?:days|minutes|hours|weeks|months)|(?:longer|shorter) (?:time|period|duration)"
        r"|lasts? (?:longer|less)|takes? (?:longer|less time))\b",
    ),
    (
        QuantityKind.LENGTH,
        r"\b(?:be rong|chieu (?:dai|rong|cao|sau)|(?:dai|ngan) hon"
        r"|(?:nen|mat|long|cau|duong|pho|hem|ngo|kenh|tuyen) (?:\w+ ){0,4}(?:rong|hep) hon"
        r"|longer|shorter|length|width|wider|narrower|kilomet\w*)\b",
    ),
    (
        QuantityKind.AREA,
        r"\b(?:dien tich|(?:rong|hep) hon|area|hectares?|(?:nhieu|it|bao nhieu) dat|(?:more|less|most|much) land"
        r"|(?:province|district|commune|ward|park)s? (?:\w+ ){0,3}(?:larger|bigger|smaller))\b",
    ),
    (
        QuantityKind.PERCENT,
        r"\b(?:t[iy] le|ty trong|phan tram|tang truong|tang (?:\w+ ){0,2}(?:nhanh|manh|cham) hon|rate|share|percent\w*"
        r"|proportion|growth|gr[eo]w\w* (?:faster|slower|more))\b",
    ),
)
# What a column's head or the words by a bare number say where they tell it.
_TELLS = {
    QuantityKind.AREA: r"dien tich|km2|\bha\b|m2|area",
    QuantityKind.LENGTH: r"chieu|\b(?:dai|rong|cao)\b|length|width",
    QuantityKind.PERCENT: r"%|\bty le\b|\bty trong\b|tang truong|percent",
    QuantityKind.MONEY: r"\b(?:dong|vnd|tien|von|kinh phi|gia|phi|muc (?:thu|chi|luong|ho tro|phat|dau tu)|luong)\b",
    QuantityKind.DURATION: r"thoi (?:gian|han|luong)|\b(?:ngay|phut|gio)\b",
}
_PAYS = re.compile(
    r"\b(?:luong (?:toi thieu|co so|huu)|ton|dat hon|re hon"
    r"|phat (?:\w+ ){0,3}(?:nang|nhe|cao|nhieu)|gets? (?:more|less)|pa(?:ys?|id) (?:more|less)"
    r"|expensive|cheaper|costl\w+|wages?|salar(?:y|ies)|prices?|fees?|fines?|allowances?)\b"
)
_NO_COUNT = r"(?!(?:tien|kinh phi|chi phi|von|dien tich|dat|thoi gian)\b)"
# "bao nhieu nghin con" counts heads of cattle.
_SCALED = r"(?:(?:nghin|ngan|trieu|ty) (?=(?!(?:dong|usd|vnd|thi|va|la|mot|moi|cho|hon)\b)[a-z]))?"
_HOW_MANY = (
    re.compile(rf"\b(?:nhieu|it) {_NO_COUNT}((?:\w+ ){{1,6}}?)hon\b"),
    re.compile(rf"\b(?:bao nhieu|may) {_SCALED}{_NO_COUNT}((?:\w+ ?){{1,4}})"),
    re.compile(rf"\bso (?:luong )?{_NO_COUNT}((?:\w+ ){{1,4}}?)(?=(?:cua|o|tai|nam|moi|\d|thang|quy)\b)"),
)
_HOW_MANY_EN = re.compile(r"\b(?:how many|number of|more|fewer|most|fewest) (?!land\b)((?:[\w'’-]+ ?){1,6})")
_STOPS = frozenset(
    """a an and are after at by can did do does during end for from had has have in into is it live lives may must new
    of on or per should subject than that the to total under up was were which who will with would killed""".split()  # noqa: SIM905 (a list of words reads as one)
)
_STOPS_VI = frozenset(
    "cho co cua da dang de do duoc khi la moi nao o sau se tai theo thi tren trong truoc tu va voi cu so".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Dimension:
    """``kind`` of figure, ``None`` where the question tells none. ``counted`` are folded phrases of which one must
    stand with a count. ``tells`` is what the words by a figure say where they tell its dimension. ``wider`` are phrases
    that count what is asked for together with more.
    """

    kind: QuantityKind | None
    counted: tuple[str, ...] = ()
    tells: re.Pattern[str] | None = None
    wider: tuple[str, ...] = ()

    def told(self, text: str) -> bool:
        """Whether ``text``, a column's head or the clause of a figure, tells this dimension."""
        folded = written_out(text)
        if self.tells is None:
            return any(_holds(folded, phrase) for phrase in (*self.counted, *self.wider))
        return self.tells.search(folded) is not None

    def fits(self, quantity: Quantity, text: str) -> bool:
        """Whether ``quantity`` of ``text`` is a figure of this dimension by its own unit or the noun behind it."""
        if self.kind is None:
            return quantity.kind not in {*_COUNTED, QuantityKind.ORDINAL, QuantityKind.DURATION}
        if self.kind is QuantityKind.COUNT:
            return quantity.kind in _COUNTED and _counts(quantity, text, (*self.counted, *self.wider))
        if quantity.kind is QuantityKind.NUMBER and self.kind is QuantityKind.MONEY:
            return quantity.canonical >= _SURELY_MONEY
        return quantity.kind is self.kind

    def counts_more(self, quantity: Quantity, text: str) -> bool:
        """Whether ``quantity`` of ``text`` counts what is asked for only together with more."""
        return bool(self.wider) and not _counts(quantity, text, self.counted, outside=self.wider)


def _counts(quantity: Quantity, text: str, phrases: Sequence[str], outside: Sequence[str] = ()) -> bool:
    """Whether one of ``phrases`` stands behind the number, before the next one, and not as part of ``outside``."""
    unit, behind = text[quantity.start : quantity.end], text[quantity.end : quantity.end + _BEHIND]
    near = " ".join(written_out(unit + _NEXT.split(behind, maxsplit=1)[0]).split()[:_BEHIND_WORDS])
    for longer in outside:
        near = near.replace(longer, "|")
    return any(_holds(near, phrase) and _said_whole(phrase, phrases, text) for phrase in phrases)


def _said_whole(phrase: str, phrases: Sequence[str], text: str) -> bool:
    """Whether ``text`` says what ``phrase`` is short for: "52 hộ" are poor households where "hộ nghèo" stands by."""
    longer = [p for p in phrases if p.startswith(f"{phrase} ") and not _UNITS.issuperset(p.split())]
    return not longer or any(_holds(written_out(text), whole) for whole in longer)


def _holds(folded: str, phrase: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", folded) is not None


def dimension(asked: Asked) -> Dimension:  # noqa: PLR0911 (one return for each way of asking)
    """What ``asked``, a question that compares, sets against each other. Names and figures in it tell nothing of that.

    >>> from assistant.understand import understand
    >>> from assistant.asked import asked
    >>> dimension(asked(understand("Sơn La hay Lai Châu rộng hơn?"), lambda _: 0.0)).kind.value
    'area'
    """
    english = asked.question.language == "en"
    said = _BRACKETS.sub("", without_names(asked))  # they tell of one side alone
    folded = fold_aligned(said)
    if _PEOPLE.search(folded):
        return Dimension(QuantityKind.COUNT, _PERSONS, _POPULATION)
    if _SHARES.search(folded):
        return _of(QuantityKind.PERCENT)
    counted = _counted(folded, english=english)
    # "bao nhiêu một tháng": what a period leaves is no noun that is counted.
    intent = read_intent(_MASKED.sub("", said), asked.question.language)
    units = counted and find_quantities(f"1 {counted[0]}")
    if units and units[0].kind not in {*_COUNTED, QuantityKind.ORDINAL}:
        return _of(units[0].kind)  # "how many minutes", "bao nhiêu phần trăm"
    if counted and (intent.measure in {None, QuantityKind.COUNT} or _MORE.search(folded)):
        return _count_of(counted)
    for kind, pattern in _ASKS:
        if re.search(pattern, folded):
            return _of(kind)
    if intent.measure not in {None, QuantityKind.COUNT, QuantityKind.NUMBER, QuantityKind.PERCENT}:
        return _of(intent.measure)
    if _PAYS.search(folded):
        return _of(QuantityKind.MONEY)
    return Dimension(QuantityKind.DURATION if intent.type is AnswerType.TIME else None)


_MORE = re.compile(rf"\b(?:nhieu|it) {_NO_COUNT}(?:\w+ ){{1,6}}?hon\b|\b(?:more|fewer|how many|number of)\b")


def _count_of(counted: tuple[str, ...]) -> Dimension:
    """A count; communes and wards together are the units of their level, of which either is a part."""
    if counted[0] in _OF_COMMUNES:
        return Dimension(QuantityKind.COUNT, (_COMMUNES, *counted))
    asked_for = {"xa", "phuong"} & set(counted)
    if len(asked_for) == 1:
        return Dimension(QuantityKind.COUNT, counted, wider=(_COMMUNES,))
    return Dimension(QuantityKind.COUNT, (*counted, _COMMUNES) if asked_for else counted)


def _of(kind: QuantityKind | None) -> Dimension:
    tells = _TELLS.get(kind) if kind else None
    return Dimension(kind, (), re.compile(tells) if tells else None)


def without_names(asked: Asked) -> str:
    """The question without its names, places, periods, papers and figures: the words that say what is compared.

    "Trung Lương" is no wage, "Đồng Tháp … nhiều hơn" is not "thấp … hơn".
    """
    question = asked.question
    text = question.text
    spans = [m.span() for m in find_names(text)]
    spans += [(m.start, m.end) for m in question.places]
    spans += [(m.start, m.end) for m in question.periods]
    spans += [(m.start, m.end) for m in question.numbers]
    spans += [(q.start, q.end) for q in find_quantities(text)]
    for start, end in spans:
        text = f"{text[:start]}{'x' * (end - start)}{text[end:]}"
    return text


def _counted(folded: str, *, english: bool) -> tuple[str, ...]:
    """The folded phrases that the thing counted may be called by, the surest first; empty where none is."""
    if english:
        return _counted_english(folded)
    for pattern in _HOW_MANY:
        found = pattern.search(folded)
        if found is None:
            continue
        named: list[str] = []
        for word in found.group(1).split():
            if word in _STOPS_VI or _MASKED.fullmatch(word):
                break
            named.append(word)
        if named:
            return _names(named)
    return ()


def _names(named: list[str]) -> tuple[str, ...]:
    """A noun phrase and the shorter ones that it begins with, but no single syllable of a longer word."""
    phrases = [" ".join(named[:n]) for n in range(len(named), min(1, len(named) - 1), -1) if n > 1 or len(named) == 1]
    units = [word for word in named if word in _UNITS] if named[0] in _UNITS else []
    return tuple(dict.fromkeys(phrases + units))


_UNITS = frozenset(["xa", "phuong", "tinh", "huyen", "quan", "thon", "ap", "ho", "toa", "truong", "xe"])


def _counted_english(folded: str) -> tuple[str, ...]:
    found = _HOW_MANY_EN.search(folded)
    if found is None:
        return ()
    heads: list[list[str]] = [[]]
    for word in found.group(1).split():
        if word == "and":
            heads.append([])
        elif word in _STOPS or _MASKED.fullmatch(word):
            break
        else:
            heads[-1].append(word)
    phrases: list[str] = []
    for head in filter(None, heads):
        # The noun stands last: what stands before it only tells which kind of it is meant.
        for n in range(len(head)):
            said = load_glossary().translate(" ".join(head[n:])).phrases
            if n == len(head) - 1 or len(said) == 1:
                phrases += [fold(vietnamese) for vietnamese, sure in said if sure >= _SURE]
        phrases.append(" ".join(fold(w.text) for w in words(" ".join(head))))
    return tuple(dict.fromkeys(phrases))
