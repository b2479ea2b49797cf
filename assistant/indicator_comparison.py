"""Comparisons answered from the table of indicators: of each side the one record of its place, period and measure.

A side is a place in a period ("Ninh Bình at the end of September"), or a measure of both. Its figure is taken only
where one is told: several that differ are left to the texts, which say more of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from assistant.asked import Asked, stop_words
from assistant.compare import ordered
from assistant.dimension import Dimension, dimension, without_names
from assistant.extractive import flat
from assistant.features import asked_places
from assistant.indicator_answer import Row, asking_words, english_share, same_measure, source_of_row
from assistant.intent import Intent
from assistant.measures import COMPARING, Measure, asks_for_plan, is_planned, measure_of, unit_noun
from assistant.side_figures import Value
from assistant.sides import Operand, split
from assistant.standing import Standing, asked_periods, stands
from index.answer import Language
from index.period_labels import Period, covers, describe_period, resolve, same_period
from index.periods import find_periods
from index.places import Place, PlaceMention, same_place
from index.quantities import Quantity, find_quantities, format_number, same_quantity
from index.text import fold, has_marks, words
from index.units import QuantityKind

_LEAST = 0.62  # agreement of a record with the measure asked for
_AS_GOOD = 0.08  # by how much a record may agree less and still be a rival
_ONE_NAME = 0.25  # for both sides being called alike
_SURE = 0.5  # agreement of a text with the measure, where its figure is recorded
_PLANNED = "kế hoạch"
_GROWTH = re.compile(  # folded
    r"\b(?:tang|giam)(?: truong)?(?: \w+){0,2}? (?:manh|nhanh|cao|nhieu|it|cham|thap|sau|lon) (?:hon|nhat)\b"
    r"|\b(?:tang truong|(?:toc do|muc|ty le|ti le) (?:tang|giam)|so voi cung ky|cung ky)\b"
    r"|\b(?:grow(?:th|n|ing)?|grew|year[- ]on[- ]year|(?:rose|fell|rise|fall|increased?|declined?|dropped) "
    r"(?:faster|more|less|further|the most))\b"
)
_OF_BEFORE = re.compile(  # a change that no record holds
    r"\b(?:thang|quy|tuan|ky) (?:truoc|lien truoc)\b|\bprevious (?:month|quarter)\b|\b(?:month|quarter)[- ]on[- ]"
)
_SHARE_OF_PLAN = re.compile(
    r"\b(?:so voi|bang|vuot|dat|hoan thanh)\b.*\b(?:du toan|ke hoach|chi tieu)\b|\btien do\b"
    r"|\bof (?:the |its |their )?(?:annual |yearly )?(?:plan|estimate|target)\b|\bahead of plan\b"
)
_DISTANCE = re.compile(
    r"\b(?:tang|giam|hon|kem|vuot|chenh)(?: (?:them|di|xuong|len|nhau|lech|duoc)){0,2} (?:bao nhieu|may)\b"
    r"|\b(?:hon|kem|vuot)(?: (?:so voi|cua|muc|trong))*(?: x{4,})+ bao nhieu\b"
    r"|\bby how (?:much|many)\b|\bhow (?:much|many)\b.*\b(?:more|less|fewer|grow|rise|rose|fall|fell|increase|decrease)"
    r"|\bexceed"
)
# Words that many names of measures begin with, and that such a name may lack.
_OPENS = re.compile(r"\b(?:chỉ số|tổng số|số lượng)\b", re.IGNORECASE)
# "Cục Thống kê tỉnh ước tính GRDP": what stands before the verb tells who says it, not what is measured.
_TELLER = re.compile(r"^.*\b(?:uoc tinh|cho biet|bao cao)\b(?: nam \d{4})?|\([^)]*\)")
# What is counted at one moment: a report on October and one on the first ten months tell the same of it.
_STOCK = re.compile(r"\b(?:dan|tong dan|ty le|ti le|du no|dan so|ho ngheo|ho can ngheo|bao phu|bhyt|dien tich)\b")


class Aspect(Enum):
    """Which figure of a record is asked for."""

    VALUE = "value"
    OF_PLAN = "of plan"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Side:
    """What one figure is looked for with; ``subject`` is empty where both sides are of one measure."""

    operand: Operand
    place: Place
    period: Period
    subject: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    score: float
    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Figures:
    """What was found of each of ``sides``."""

    sides: tuple[Side, Side]
    one: tuple[_Found, ...]
    other: tuple[_Found, ...]

    def pair(self) -> tuple[Value, Value] | None:
        """The pair that agrees best; ``None`` where another that differs agrees nearly as well."""
        one_name = not self.sides[0].subject
        pairs = [
            (a.score + b.score + (_ONE_NAME if one_name and same_measure(a.name, b.name) else 0.0), a.value, b.value)
            for a in self.one
            for b in self.other
            if _comparable(a.value, b.value)
        ]
        if not pairs:
            return None
        best, a, b = max(pairs, key=lambda p: p[0])
        differ = any(score > best - _AS_GOOD and (c.size, d.size) != (a.size, b.size) for score, c, d in pairs)
        return None if differ else (a, b)

    def of(self, operand: Operand) -> Value | None:
        """The one figure that is surely that of ``operand``, as the texts' own comparison calls a side."""
        for side, found in zip(self.sides, (self.one, self.other), strict=True):
            if _is_side(operand, side):
                best = max((f.score for f in found), default=0.0)
                near = [f.value for f in found if f.score > best - _AS_GOOD]
                return replace(near[0], operand=operand) if len({v.size for v in near}) == 1 else None
        return None


def _is_side(operand: Operand, side: Side) -> bool:
    if side.subject:
        return operand.name == side.operand.name
    return same_place(operand.name, side.place.name) or any(
        same_period(p, side.period) for p in find_periods(operand.name)
    )


def compared(asked: Asked, language: Language) -> tuple[Side, Side] | None:
    """The sides, where the question sets two against each other that records could be of."""
    if _OF_BEFORE.search(fold(asked.question.text)):
        return None
    said = fold(without_names(asked))
    if not (asked.intent.compares or _GROWTH.search(said) or _DISTANCE.search(said)):
        return None
    return sides_of(asked, language)


def sides_of(asked: Asked, language: Language) -> tuple[Side, Side] | None:
    """Two places, each in its period, two periods of a place, or two measures of a place in a period."""
    question = asked.question
    wanted = asked_places(question)
    places = [m for m in question.places if m.place in wanted and m.place.kind != "nation"]
    places = [m for i, m in enumerate(places) if not any(same_place(m.place.name, p.place.name) for p in places[:i])]
    periods = _periods(asked)
    if len(places) == 1 and len(periods) == 1:
        return _measures(asked, places[0].place, periods[0])
    pairs: list[tuple[PlaceMention, Period]]
    if len(places) == 2 and len(periods) == 1:
        pairs = [(place, periods[0]) for place in places]
    elif len(places) == 1 and len(periods) == 2:
        pairs = [(places[0], period) for period in periods]
    elif len(places) == 2 and len(periods) == 2 and _alternate(places, periods):
        pairs = list(zip(places, periods, strict=True))
    else:
        return None
    named = [
        Side(
            Operand(_called(_place_name(question.text, m), p, len(places), len(periods), language), question.text),
            m.place,
            p,
        )
        for m, p in pairs
    ]
    return named[0], named[1]


def _periods(asked: Asked) -> list[Period]:
    """The different periods asked for, in the year that only one of them may name; a year that only says when the
    others are is none of them.
    """
    named = list(asked_periods(asked))
    years = {p.last.year for p in named if p.last}
    if not named or (len(years) > 1 and not all(p.has_year for p in named)):
        return []
    year = next(iter(years), None)
    if year is None:
        return []
    dated = [p if p.has_year else replace(resolve(p, year), start=p.start, end=p.end) for p in named]
    different = [p for i, p in enumerate(dated) if not any(same_period(p, q) for q in dated[:i])]
    if len(different) < 3:
        return different
    return [p for p in different if not (p.label.isdigit() and any(covers(p, q) for q in different if q is not p))]


def _alternate(places: Sequence[PlaceMention], periods: Sequence[Period]) -> bool:
    """Whether each place stands with a period of its own."""
    line = sorted([(m.start, "place") for m in places] + [(p.start, "period") for p in periods])
    return [kind for _, kind in line[:2]] == [kind for _, kind in line[2:]] and line[0][1] != line[1][1]


def _place_name(text: str, mention: PlaceMention) -> str:
    said = text[mention.start : mention.end]
    return said if has_marks(said) else mention.place.name


def _called(place: str, period: Period, places: int, periods: int, language: Language) -> str:
    """By what tells a side from the other."""
    if periods == 1:
        return place
    when = describe_period(period.label, language)
    return f"{place} ({when})" if places > 1 else when


def _measures(asked: Asked, place: Place, period: Period) -> tuple[Side, Side] | None:
    operands = split(asked.question.text)
    if operands is None or not all(o.kind for o in operands):
        return None
    one, other = (Side(o, place, period, o.core or o.name) for o in operands)
    return one, other


def intent_of(asked: Asked) -> Intent:
    """The intent of the comparison, whose distance may be asked for in other words than by comparing."""
    intent = ordered(asked)
    return replace(intent, difference=True) if _DISTANCE.search(fold(without_names(asked))) else intent


def figures(asked: Asked, sides: tuple[Side, Side], rows: Sequence[Row]) -> Figures:
    """What the records tell of each side, of the first aspect that any of them tells."""
    measure, of = measure_of(asked, [s.operand.name for s in sides]), dimension(asked)
    for aspect in _aspects(asked, of):
        one = tuple(_records(asked, sides[0], sides[1], rows, measure, of, aspect))
        other = tuple(_records(asked, sides[1], sides[0], rows, measure, of, aspect))
        if one or other:
            return Figures(sides, one, other)
    return Figures(sides, (), ())


def one_figure(pair: tuple[Value, Value]) -> bool:
    """Whether both are the same figure of the same text."""
    places = [(v.source.document.id, v.source.start + v.quantity.start) if v.quantity else None for v in pair]
    return places[0] is not None and places[0] == places[1]


def settled(told: Sequence[Value], recorded: Value | None) -> list[Value]:
    """The figures that the texts tell of a side: where a record tells its figure, that one alone."""
    if recorded is None:
        return list(told)
    # What is surely the side's is no measure of how closely the other side's words must agree.
    same = [replace(v, agreement=min(v.agreement, _SURE)) for v in told if v.size == recorded.size]
    best = max(told, key=lambda v: v.agreement, default=recorded)
    return same or [replace(recorded, score=best.score, agreement=best.agreement, told=best.told)]


def _aspects(asked: Asked, of: Dimension) -> tuple[Aspect, ...]:
    """The aspects to look for, in order: a later one only where no side has an earlier one."""
    said = fold(without_names(asked))
    if _GROWTH.search(said):
        return (Aspect.CHANGE,)
    if of.kind is QuantityKind.PERCENT or _SHARE_OF_PLAN.search(said):
        return (Aspect.OF_PLAN,)
    return (Aspect.VALUE,) if of.kind else (Aspect.VALUE, Aspect.OF_PLAN, Aspect.CHANGE)


def _records(  # noqa: PLR0917 (one side and all that tells what is looked for)
    asked: Asked, side: Side, rival: Side, rows: Sequence[Row], measure: Measure, of: Dimension, aspect: Aspect
) -> Iterator[_Found]:
    own, other = set(_content(side.subject)), set(_content(rival.subject))
    planned = asks_for_plan(asked) and aspect is Aspect.VALUE
    for row in rows:
        if (row.indicator.qualifier == _PLANNED and not planned) or not _is_of(side, row):
            continue
        name = set(_content(row.name))
        if name & (other - own) or (own - other and not name & (own - other)):
            continue  # exports, where imports are set against them
        score = _agreement(asked, side, measure, row)
        value = _value(side.operand, row, aspect, planned=planned) if score >= _LEAST else None
        if value is None or (aspect is Aspect.VALUE and not _fits(of, value, row.name)):
            continue
        yield _Found(score, row.name, replace(value, score=score))


def _is_of(side: Side, row: Row) -> bool:
    """Whether a record is of the very place and period of a side."""
    if row.period is None or row.place is None or not same_place(row.place, side.place.name):
        return False
    standing = stands([side.period], [row.period]).standing
    if standing is Standing.ENDING and _STOCK.search(fold(row.name)):
        return True
    return standing is Standing.SAME


def _fits(of: Dimension, value: Value, name: str) -> bool:
    """Whether a figure is of the dimension asked for; of what is counted by its noun or by its record's name."""
    quantity = value.quantity
    if of.kind is None or quantity is None:
        return quantity is not None
    if of.kind is not QuantityKind.COUNT:
        return quantity.kind is of.kind
    noun = unit_noun(quantity)
    counted = any(f"{phrase} ".startswith(f"{noun} ") for phrase in of.counted) if noun else False
    return counted or of.told(name) or of.fits(quantity, value.source.quote)


def _content(text: str) -> list[str]:
    aside = stop_words() | asking_words() | COMPARING
    return [f for f in (fold(w.text) for w in words(text)) if f not in aside and not f[0].isdigit()]


def _agreement(asked: Asked, side: Side, measure: Measure, row: Row) -> float:
    """How well (0–1) what a record is called agrees with the measure: the words of each that the other has."""
    terms, question = asked.terms, asked.question
    named = _TELLER.sub(" ", fold(_OPENS.sub(" ", row.name)))
    place = set(_content(row.place or ""))
    # "nội địa" is no place that is asked for: what only compares in a question tells one measure from another here.
    name = {
        t for t in _plain(terms.keys(named)) if t not in stop_words() | asking_words() and not t[0].isdigit()
    } - place
    clause = set(_content(" ".join(_plain(terms.keys(_clause(row)))))) | name
    said = set(_content(side.subject)) or set(_content(" ".join(_plain(measure.weights))))
    either = said | {term for phrase in question.expansions for term in _content(phrase)}
    either |= {fold(w.text) for w in words(question.vietnamese)}
    if not name or not said:
        return 0.0
    covered = len(name & either) / len(name)
    if question.language == "en" and not side.subject:
        return 0.6 * covered + 0.4 * english_share(question, clause, COMPARING)
    return 0.6 * covered + 0.4 * len(said & clause) / len(said)


def _plain(terms: Iterable[str]) -> Iterator[str]:
    """Terms without the digit that may tell their tone."""
    for term in terms:
        bare = fold(term)
        yield bare if bare[0].isdigit() else bare.rstrip("0123456789")


def _clause(row: Row) -> str:
    """The words of the record itself, and the few behind it that finish it: "21.730 tỷ đồng vốn đầu tư công"."""
    indicator, text = row.indicator, row.document.text
    end = next((i for i in range(indicator.end, len(text)) if text[i] in ",;.\n|("), len(text))
    return text[indicator.start : min(end, indicator.end + 60)]


def _value(operand: Operand, row: Row, aspect: Aspect, *, planned: bool) -> Value | None:
    """The figure of a record as its sentence writes it."""
    indicator, source = row.indicator, source_of_row(row)
    amount, unit = indicator.value, indicator.unit or ""
    if aspect is Aspect.CHANGE:
        amount, unit = indicator.yoy_pct, "%"
    elif aspect is Aspect.OF_PLAN and unit != "%":
        amount, unit = indicator.plan_pct, "%"
    quantity = _written(source.quote, amount, unit) if amount is not None else None
    if quantity is None:
        return None
    if not planned and aspect is not Aspect.CHANGE and is_planned(source.quote, quantity, ""):
        return None
    said = " ".join(source.quote[quantity.start : quantity.end].split())
    return Value(operand, quantity.canonical, said, source, flat(source.quote), quantity)


def _written(quote: str, amount: float, unit: str) -> Quantity | None:
    """The quantity of ``quote`` that is ``amount``; the number alone where the head of its column tells the unit."""
    wanted = find_quantities(f"{format_number(Decimal(str(amount)))} {unit}")
    if len(wanted) != 1 or amount < 0:
        return None
    told = find_quantities(quote)
    for quantity in told:
        if same_quantity(quantity, wanted[0]):
            return quantity
    bare = [q for q in told if q.unit is None and q.value == wanted[0].value] if "|" in quote else []
    return replace(wanted[0], start=bare[0].start, end=bare[0].end) if len(bare) == 1 else None


def _comparable(a: Value, b: Value) -> bool:
    if a.quantity is None or b.quantity is None or a.quantity.kind is not b.quantity.kind:
        return False
    if a.quantity.kind is QuantityKind.COUNT:
        return unit_noun(a.quantity) == unit_noun(b.quantity)
    return a.quantity.base == b.quantity.base
