"""Checking what is said against what is cited: every number, date, document number and name, in its role.

A fact is supported where it stands in a source among the same words. A quantity said otherwise is supported where a
source holds an equal one (2.511 tỷ = 2,511 billion) in the same role: percent of plan is not change on the same period,
a rise is not a fall, and no other figure there suits the words before it better. What is worked out ("a rise of 42%" of
"142% of the same period", the difference of two figures) is supported by what it was worked out of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import combinations

from assistant.asked import stop_words
from assistant.names import find_names
from index.aligned import fold_aligned
from index.answer import Check
from index.dates import DateMention, find_dates
from index.docnumbers import find_document_numbers, same_number
from index.quantities import Quantity, find_quantities, same_quantity
from index.text import fold, words
from index.units import QuantityKind


class FactKind(StrEnum):
    """What can be checked."""

    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    DOCUMENT_NUMBER = "document_number"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Fact:
    """A checkable thing at ``text[start:end]``."""

    kind: FactKind
    start: int
    end: int
    text: str
    quantity: Quantity | None = None


_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "plan",
        re.compile(r"\b(?:ke hoach|du toan|chi tieu|muc tieu|plan|target|budget estimate)\b"),
    ),
    (
        "yoy",
        re.compile(r"\b(?:cung ky|nam truoc|year-on-year|year on year|same period|previous year|a year earlier|yoy)\b"),
    ),
    ("share", re.compile(r"\b(?:ty trong|co cau|chiem|share of|accounts? for|accounting for)\b")),
)
_RISE = re.compile(
    r"\b(?:tang|vuot|cao hon|lon hon|nhieu hon|increas\w*|up|rose|rise[sn]?|grew|growth|higher|more than"
    r"|exceed\w*|larger)\b"
)
_FALL = re.compile(
    r"\b(?:giam|thap hon|it hon|nho hon|hut|sut|decreas\w*|down|fell|fall\w*|drop\w*|lower|less than|declin\w*"
    r"|shr[aiu]nk\w*|smaller)\b"
)
_ENGLISH = re.compile(r"\b(?:the|of|is|was|and|for|in|to|with|than|on|at|by|has|were|are)\b")
_CLAUSE_END = re.compile(r"[;.:!?]\s|\n")
_REACH = 48  # letters around a figure that tell its role
_BEFORE, _AFTER = 6, 2  # words around a fact that must be the same for it to be said as its source says it
_MARKUP = re.compile(r"[*|#·—]+")
_NUMBERED_END = re.compile(r" \d+[A-Za-z]?$")
_ROUNDING = Decimal("0.001")


def facts(text: str) -> list[Fact]:
    """Everything in ``text`` that can be checked, in order; parts of a date or a document number are not numbers."""
    found: list[Fact] = []
    taken: list[tuple[int, int]] = []
    for number in find_document_numbers(text):
        found.append(Fact(FactKind.DOCUMENT_NUMBER, number.start, number.end, text[number.start : number.end]))
        taken.append((number.start, number.end))
    for mention in find_dates(text):
        found.append(Fact(FactKind.DATE, mention.start, mention.end, text[mention.start : mention.end]))
        taken.append((mention.start, mention.end))
    for quantity in find_quantities(text, _language(text)):
        if any(start < quantity.end and quantity.start < end for start, end in taken):
            continue
        kind = FactKind.PERCENT if quantity.kind is QuantityKind.PERCENT else FactKind.NUMBER
        found.append(Fact(kind, quantity.start, quantity.end, text[quantity.start : quantity.end], quantity))
        taken.append((quantity.start, quantity.end))
    for match in find_names(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            found.append(Fact(FactKind.NAME, match.start(), match.end(), match.group()))
    return sorted(found, key=lambda f: f.start)


def check(text: str, sources: Sequence[str], given: Iterable[str] = ()) -> list[Check]:
    """The verdict on each fact of ``text`` against the cited ``sources``, each with what it is read with.

    ``given`` is what needs no source: the question's own words.
    """
    known = " \n".join(given)
    found = facts(text)
    verdicts = [_verbatim(f, text, sources) or _supported(f, text, sources, known) for f in found]
    if len(sources) > 1:
        verdicts = _worked_out(found, verdicts)
    return [Check(kind=f.kind.value, value=f.text, supported=v) for f, v in zip(found, verdicts, strict=True)]


def _verbatim(fact: Fact, text: str, sources: Sequence[str]) -> bool:
    """Whether the fact stands in a source with the words of its clause around it, figure and direction included."""
    start = max([0, *(m.end() for m in _CLAUSE_END.finditer(text, 0, fact.start))])
    left = _tokens(text[start : fact.start])[-_BEFORE:]
    # What is joined to the fact ("12,5%;", "(15/2024/NQ-HĐND)") belongs to its word.
    joined = len(text[fact.end :]) - len(text[fact.end :].lstrip("".join(')%;,.:!?"”')))
    end = fact.end + joined
    right = _tokens(text[end:].split("\n", maxsplit=1)[0])[:_AFTER] if not joined or not left else []
    own = _tokens(text[fact.start : end])
    said = f" {' '.join([*left, *own, *right])} "
    return bool(left or right) and any(said in _line(source) for source in sources)


def _tokens(text: str) -> list[str]:
    return [stripped for token in _MARKUP.sub(" ", text).split() if (stripped := token.strip('-•–…(),;:."“”'))]


@lru_cache(maxsize=4096)
def _line(source: str) -> str:
    return f" {' '.join(_tokens(source))} "


def _worked_out(found: Sequence[Fact], verdicts: Sequence[bool]) -> list[bool]:
    """The verdicts, where a figure that follows from the others of its text needs no source of its own.

    That are the distance of two supported figures or days, and a figure of the working shown ("89 − 71 = 18").
    """
    sure = [f for f, ok in zip(found, verdicts, strict=True) if ok]
    days = {Decimal(d.date.toordinal()) for f in sure for d in _dates(f)}
    sizes = {f.quantity.canonical for f in sure if f.quantity and f.quantity.unit}
    written = {f.quantity.value for f in sure if f.quantity}
    worked = {abs(a - b) for values in (days, sizes) for a, b in combinations(values, 2)}
    shown = written | {abs(a - b) for a, b in combinations(written, 2)}  # a working writes numbers without their units

    def follows(q: Quantity) -> bool:
        return any(abs(q.canonical - v) < _ROUNDING for v in (worked if q.unit else shown))

    return [ok or (f.quantity is not None and follows(f.quantity)) for f, ok in zip(found, verdicts, strict=True)]


def _dates(fact: Fact) -> list[DateMention]:
    return find_dates(fact.text) if fact.kind is FactKind.DATE else []


def supported(text: str, sources: Sequence[str], given: Iterable[str] = ()) -> bool:
    """Whether every fact of ``text`` is supported."""
    return all(verdict.supported for verdict in check(text, sources, given))


def _supported(fact: Fact, text: str, sources: Sequence[str], known: str) -> bool:
    if fact.kind is FactKind.NAME:
        return _holds_name(fact.text, [*sources, known])
    if fact.kind is FactKind.DOCUMENT_NUMBER:
        held = [n.number for source in (*sources, known) for n in find_document_numbers(source)]
        own = find_document_numbers(fact.text)
        return any(same_number(own[0].number, number) for number in held) if own else False
    if fact.kind is FactKind.DATE:
        wanted = {mention.date for mention in find_dates(fact.text)}
        return any(mention.date in wanted for source in (*sources, known) for mention in find_dates(source))
    return any(_holds_quantity(fact, text, source) for source in (*sources, known) if source)


def _holds_name(name: str, sources: Sequence[str]) -> bool:
    """Whether a source holds the name, or the name and apart from it the number drawn into it ("Tây Hồ 9")."""
    whole = _folded(name)
    head, _, last = whole.strip().rpartition(" ")
    parts = [f" {head} ", f" {last} "] if _NUMBERED_END.search(name) else [whole]
    return any(
        whole in _folded(source) or all(part in _folded(source) for part in parts) for source in sources if source
    )


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return f" {' '.join(fold(w.text) for w in words(text))} "


def _holds_quantity(fact: Fact, text: str, source: str) -> bool:
    """Whether ``source`` holds an equal figure in the same role, and no other figure there suits the words better."""
    assert fact.quantity is not None
    role = _Role.read(text, fact.start, fact.end)
    found = [(q, r) for q, r in _figures(source) if q.kind is fact.quantity.kind or same_quantity(q, fact.quantity)]
    closest = max((role.closeness(other) for _, other in found), default=0)
    return any(
        (same_quantity(q, fact.quantity) and role.agrees(other) and role.closeness(other) >= closest)
        or _same_change(fact.quantity, role, q, other)
        for q, other in found
    ) or _in_table(fact.quantity, source)


def _in_table(said: Quantity, source: str) -> bool:
    """Whether the source has the bare number, and its unit elsewhere ("Đơn vị tính: tỷ đồng")."""
    if not said.unit or _folded(said.unit) not in _folded(source):
        return False
    return any(q.unit is None and q.value == said.value for q, _ in _figures(source))


def _same_change(said: Quantity, role: _Role, source: Quantity, other: _Role) -> bool:
    """Whether "a rise of 42% on the year before" is said of "142% of the year before"."""
    if not (said.kind is source.kind is QuantityKind.PERCENT and role.sign and not other.sign):
        return False
    return other.part == role.part == "yoy" and source.canonical == 100 + role.sign * said.canonical


@lru_cache(maxsize=2048)
def _figures(source: str) -> tuple[tuple[Quantity, _Role], ...]:
    """The figures of a source with their roles; a source is read once for all facts that cite it."""
    return tuple((q, _Role.read(source, q.start, q.end)) for q in find_quantities(source, _language(source)))


def _language(text: str) -> str:
    """How numbers are written in ``text``: "3,420" is a thousand in English."""
    return "en" if len(_ENGLISH.findall(text)) >= 2 else "vi"


@dataclass(frozen=True, slots=True)
class _Role:
    """What a figure is the figure of: ``part`` (plan, yoy, share), the direction of a change, the words before it."""

    part: str | None
    sign: int
    words: frozenset[str]

    @classmethod
    def read(cls, text: str, start: int, end: int) -> _Role:
        left = _CLAUSE_END.split(fold_aligned(text[max(0, start - 120) : start]))[-1]
        right = _CLAUSE_END.split(fold_aligned(text[end : end + _REACH]))[0]
        right = re.split(r"[,(]|\d", right)[0]
        near = left[-_REACH:]
        near = re.split(r"\d[%\w]*[,;]?\s", near)[-1]
        part = next((name for name, p in _ROLES if p.search(right)), None) or next(
            (n for n, p in _ROLES if p.search(near)), None
        )
        sign = bool(_RISE.search(near[-24:])) - bool(_FALL.search(near[-24:]))
        return cls(part, sign, frozenset(w for w in re.findall(r"[^\W\d_]{2,}", left) if w not in stop_words()))

    def agrees(self, other: _Role) -> bool:
        """Whether the two may be the same figure: not plan against change, not rise against fall."""
        if self.part and other.part and self.part != other.part:
            return False
        return self.sign * other.sign >= 0

    def closeness(self, other: _Role) -> int:
        """How many of the words before the one stand before the other; a figure whose role is known is told by that."""
        if self.part or other.part:
            return 0
        return len(self.words & other.words)
