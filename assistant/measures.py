"""What a question measures, and how well the words next to a figure, and its period, agree with that.

Two figures may be set against each other only where both measure the same thing over the same time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from assistant.asked import Asked, Sought
from assistant.names import find_names
from assistant.shape import quantities
from index.aligned import fold_aligned
from index.model import Indicator, UnitKind
from index.period_labels import Period, parse_label, resolve, same_period
from index.periods import find_periods
from index.quantities import Quantity
from index.text import fold, words
from index.units import QuantityKind

T = TypeVar("T")

_BORDER = re.compile(r";|\n|[.!?]\s")
_COMPARED_WITH = re.compile(r"\b(?:cung ky|so voi|\d ?%|\d lan|same period of|compared (?:with|to))\W*(?:nam\W*)?$")
_AFTER = 60  # characters behind a figure that still say what it is of
# Kinds of quantity that are no figure of their own: "9 tháng", "Điều 5", a bare year.
_BY_THE_WAY = {QuantityKind.DURATION, QuantityKind.NUMBER, QuantityKind.ORDINAL}
# "cuối năm 2024", "bao nhiêu phần trăm", "tỉ lệ" measure nothing.
_WHEN = {"cuoi", "dau", "het", "nam", "thang", "quy", "phan", "tram", "ti"}
# Words that set things against each other and measure nothing either.
COMPARING = frozenset(
    [
        *(
            "hon",
            "so",
            "sanh",
            "chenh",
            "lech",
            "nhau",
            "noi",
            "ben",
            "it",
            "cao",
            "thap",
            "lon",
            "nho",
            "giua",
            "vuot",
        ),
        *("which", "district", "province", "higher", "lower", "less", "more", "than", "fewer", "larger", "smaller"),
        *("difference", "between", "compare", "compared", "greater", "did", "had", "or", "by", "share"),
    ]
)
_PLAN_ASKED = re.compile(r"\b(?:ke hoach|du toan|chi tieu|muc tieu|plan|target)\b")
_OF_PLAN = re.compile(
    r"\b(?:phan dau|muc tieu|chi tieu|ke hoach|du toan|duoc giao|target|plan|planned)\b[^%]*$|\bto be\b"
    r"|\b(?:phan dau|yeu cau|phai dat|phai giai ngan|it nhat|toi thieu|at least)\b[^%.;]*%?$"
)
_PLANS = re.compile(
    r"\b(?:chi tieu|muc tieu|phuong huong|targets?|nhiem vu (?:nam|quy|\d|trong tam|chu yeu|phat trien|va giai phap))\b"
)
_RESULTS = re.compile(r"\b(?:ket qua|thuc hien|da dat|tinh hinh|results?)\b")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_ALONE = re.compile(r"\b(?:chi tinh|tinh rieng|chi ke|counting only|only counting)\b")
_JOINT = re.compile(r"[,;]\s|\s(?:va|con|and|but)\s")
_INFERRED = 0.7  # trust in a period that the sentence itself does not tell
_TITLE = 0.1  # and in one that only the title tells


@dataclass(frozen=True, slots=True)
class Measure:
    """The terms by weight that say what is measured, without the names, places and periods of the question."""

    weights: Mapping[str, float]
    pairs: Mapping[tuple[str, str], float]
    terms: Sought

    def agreement(self, near: str) -> float:
        """The share (0–1) of the measure's terms and neighbouring terms that ``near`` holds."""
        held = self.terms.keys(near)
        return 0.5 * _share(self.weights, set(held)) + 0.5 * _share(self.pairs, set(pairwise(held)))


def measure_of(asked: Asked, sides: Sequence[str] = ()) -> Measure:
    """What ``asked`` measures; words that all of ``sides`` are called by ("cụm công nghiệp") are theirs."""
    question, terms = asked.question, asked.terms
    spans = [m.span() for m in find_names(question.text)]
    spans += [(m.start, m.end) for m in question.places]
    spans += [(m.start, m.end) for m in question.periods]
    spans += [(m.start, m.end) for m in question.numbers]
    named = {key for start, end in spans for key in terms.keys(question.text[start:end])}
    # With its marks a place gets its title put back too.
    titled = question.language == "vi-nodiacritics"
    places = [m.place.full_name if titled else m.place.name for m in question.places]
    named |= {key for place in places for key in terms.keys(place)}
    if sides:  # what stands in brackets tells of one side alone
        named |= {key for inside in _BRACKETS.findall(question.text) for key in terms.keys(inside)}
    if sides:
        alone = _ALONE.search(fold_aligned(question.text))  # "rộng bao nhiêu, chỉ tính đất khu công nghiệp"
        counted = terms.keys(question.text[alone.end() :]) if alone else ()
        named |= set.intersection(*(set(terms.keys(side)) for side in sides)) - set(counted)
    weights = {t: w for t, w in terms.weights.items() if t not in named and not t[0].isdigit() and _tells(t)}
    pairs = {p: w for p, w in terms.pairs.items() if p[0] in weights and p[1] in weights}
    return Measure(weights, pairs, terms)


def _tells(term: str) -> bool:
    """Whether a term, whose tone may stand behind it as a digit, says what is measured."""
    bare = fold(term).rstrip("0123456789")
    return bare not in _WHEN and bare not in COMPARING


def _share(wanted: Mapping[T, float], held: set[T]) -> float:
    total = sum(wanted.values())
    return sum(w for t, w in wanted.items() if t in held) / total if total else 0.0


def around(text: str, quantity: Quantity, context: str, kind: UnitKind) -> str:
    """The whole clause of a figure with the heading over it, which a sentence has not."""
    first, last = clause_of(text, quantity.start, quantity.end)
    return text[first:last] if kind is UnitKind.SENTENCE else f"{context} {text[first:last]}"


def near(text: str, quantity: Quantity) -> str:
    """The words that say what a figure of ``text`` is of: its clause since the figure before, and what stands behind.

    A percentage belongs to the amount before it, so its clause begins at the percentage before.
    """
    of_amount = quantity.kind is QuantityKind.PERCENT
    others = [q for q in quantities(text) if q.kind not in _BY_THE_WAY and (not of_amount or q.kind is quantity.kind)]
    start = max((q.end for q in others if q.end <= quantity.start), default=0)
    start = max([start, *(m.end() for m in _BORDER.finditer(text, start, quantity.start))])
    end = min((q.start for q in others if q.start >= quantity.end), default=len(text))
    end = min(end, quantity.end + _AFTER)
    border = _BORDER.search(text, quantity.end, end)
    return text[start : border.start() if border else end]


def asks_for_plan(asked: Asked) -> bool:
    """Whether the question is about a plan or target itself."""
    return _PLAN_ASKED.search(fold(asked.question.text)) is not None


def is_planned(text: str, quantity: Quantity, context: str) -> bool:
    """Whether a figure is one of a plan: its own words say so, or the heading over it."""
    own = near(text[: quantity.end], quantity)
    own = _JOINT.split(fold(own), maxsplit=1)[-1] if own != text[: quantity.end] else fold(own)
    headed = fold(context)
    return bool(_OF_PLAN.search(own) or (_PLANS.search(headed) and not _RESULTS.search(headed)))


def unit_noun(quantity: Quantity) -> str:
    """What a count counts, folded; '' where it is not said."""
    return fold((quantity.unit or "").partition("/")[0])


def period_agreement(  # noqa: PLR0911, PLR0917 (one figure and all that tells its period)
    wanted: Sequence[Period],
    text: str,
    span: tuple[int, int],
    unit: tuple[int, int],
    indicators: Sequence[Indicator],
    title: str,
) -> float | None:
    """How surely the figure at ``span`` of the document, in the sentence ``text`` at ``unit``, is of a period wanted.

    0 where none is told or wanted, 1 where the sentence tells it, ``None`` where it is of another one.
    """
    asked_for = [p for p in wanted if p.certain or p.has_year]
    if not asked_for:
        return 0.0
    own = _own(text, span[0] - unit[0], span[1] - unit[0], asked_for)
    if own:
        return 1.0 if _any_same(asked_for, own) else None
    inferred = _inferred(span, unit, indicators)
    if not inferred:
        return _around(asked_for, [p for p in find_periods(title) if p.has_year] or _common(indicators))
    if _any_same(asked_for, inferred):
        return _INFERRED
    if any(told.last == w.last and told.label[:1] != "Q" for told in inferred for w in asked_for):
        return _TITLE  # "hết tháng 6" and the six months end on one day
    if any(_part_of(told, w) for told in inferred for w in asked_for):
        return None
    return _TITLE if _any_same(asked_for, [p for p in find_periods(title) if p.has_year]) else None


def _around(wanted: Sequence[Period], told: Sequence[Period]) -> float | None:
    """What the period of a whole paper says of a figure that has none of its own: nine months' are not the year's."""
    if _any_same(wanted, told) or any(t.last == w.last for t in told for w in wanted):
        return _TITLE
    parted = bool(told) and all(any(_part_of(t, w) or _part_of(w, t) for w in wanted) for t in told)
    return None if parted else 0.0


def _common(indicators: Sequence[Indicator]) -> list[Period]:
    """The period that all figures of a paper are of, where they agree."""
    labels = {i.period for i in indicators if i.period}
    found = parse_label(labels.pop()) if len(labels) == 1 else None
    return [found] if found else []


def told_periods(text: str, quantity: Quantity) -> tuple[Period, ...]:
    """The periods, each in a year, that the clause of a figure tells."""
    return tuple(_own(text, quantity.start, quantity.end, ()))


def _own(text: str, start: int, end: int, wanted: Sequence[Period]) -> list[Period]:
    """The period that the clause of a figure tells: the last one before it, else those behind; in the year wanted
    where it names none.
    """
    first, last = clause_of(text, start, end)
    year = next((p.last.year for p in wanted if p.last), None)
    told = [
        p if p.has_year or year is None else resolve(p, year)
        for p in find_periods(text)
        if (p.has_year or p.certain) and first <= p.start < last and not is_base(fold_aligned(text), p.start)
    ]
    before = [p for p in told if p.end <= start]
    return [p for p in (before[-1:] or told) if p.has_year]


def is_base(folded: str, start: int) -> bool:
    """Whether what begins at ``start`` of a folded text is only compared with: "so với năm 2023"."""
    return _COMPARED_WITH.search(folded[max(0, start - 24) : start]) is not None


def clause_of(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of ``text`` around a figure up to the next semicolons or full stops."""
    before = max((m.end() for m in _BORDER.finditer(text, 0, start)), default=0)
    behind = _BORDER.search(text, end)
    return before, behind.start() if behind else len(text)


def _inferred(span: tuple[int, int], unit: tuple[int, int], indicators: Sequence[Indicator]) -> list[Period]:
    """The periods that extraction inferred for the figure, else for its sentence."""
    for start, end in (span, unit):
        touching = [i.period for i in indicators if i.period and i.start < end and start < i.end]
        found = [p for p in map(parse_label, touching) if p is not None]
        if found:
            return found
    return []


def _any_same(wanted: Sequence[Period], told: Sequence[Period]) -> bool:
    return any(
        same_period(w if w.has_year or t.last is None else resolve(w, t.last.year), t) for w in wanted for t in told
    )


def _part_of(told: Period, wanted: Period) -> bool:
    """Whether ``told`` ends within ``wanted``: nine months are not the year."""
    if told.last is None or wanted.first is None or wanted.last is None:
        return False
    return wanted.first <= told.last < wanted.last


def content(text: str) -> set[str]:
    """The folded words of ``text`` without numbers."""
    return {fold(w.text) for w in words(text) if not w.text[0].isdigit()}
