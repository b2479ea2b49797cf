"""Comparison and arithmetic: two things named in a question, a figure found for each, the difference computed by code.

``sides.split`` makes two questions of one, ``choose`` picks a fitting pair of figures from their evidence,
``conclude`` says which is larger or earlier and by how much, with the working, and cites both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from assistant.asked import Asked
from assistant.draft import Source, Statement
from assistant.events import tells_event
from assistant.evidence import Evidence
from assistant.extractive import flat, source_of
from assistant.indicator_answer import Fit, Row, same_measure, source_of_row
from assistant.intent import AnswerType, Intent, Order
from assistant.measures import (
    Measure,
    around,
    asks_for_plan,
    content,
    is_planned,
    near,
    period_agreement,
    unit_noun,
)
from assistant.ownership import is_of_another
from assistant.phrases import phrase
from assistant.shape import figures
from assistant.sides import Operand
from index.aligned import fold_aligned
from index.answer import Language
from index.dates import find_dates
from index.docnumbers import find_document_numbers, same_number
from index.model import Indicator, UnitKind
from index.places import find_places
from index.quantities import Quantity, find_quantities, format_number, format_unit, same_quantity
from index.text import fold, words
from index.units import QuantityKind

_SHARE = re.compile(r"\b(?:ty le|phan tram|ty trong|vuot (?:ke hoach|du toan)|share|percent\w*|rate|proportion)\b|%")
_LENGTHS = {QuantityKind.DURATION, QuantityKind.ORDINAL}  # "chín tháng" is compared only where time is asked for
_ACROSS = re.compile(r"\b(?:nhieu|it|cao|thap|lon|nho) (?:\w+ ){1,4}hon\b")  # "có nhiều xã hơn"
_AGAINST = re.compile(r"\b(?:so voi|compared (?:with|to)|than|from)\b")
_CHANGED = re.compile(
    r"\b(?:tang|giam|hon|kem)(?: them)? bao nhieu\b"
    r"|\bhow (?:much|many)\b.*\b(?:more|less|grow|rise|rose|fall|fell|increase|decrease)"
)
_FEWER = re.compile(
    r"\b(?:it|thap|nho|kem) (?:\w+ ){1,4}hon\b|\b(?:it|thap|nho) nhat\b|\b(?:fewest|least|smallest|lowest)\b"
)
_OF_EVENT = 6.0
_EVIDENCES = 80
_PAIR_DEPTH = 24
_FITTING = 0.6  # how well a figure must have the shape asked for
_LEAST_IN_UNIT = 0.6  # of the best agreement of a figure of the same sentence
_LEAST_OF_ANY = 0.25  # of the best agreement of a figure of any kind
_AGREES = 8.0  # weight of the words next to a figure
_OF_PERIOD = 2.0  # and of its period
_LEAST_AGREEMENT = 0.4  # of the best agreement of a figure of its kind, for either side
_SURELY_MONEY = 10**7  # a bare number of this size is an amount
_TRILLION = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class Value:
    """A figure or a day found for an operand. ``size`` orders it; ``shown`` is as the source writes it."""

    operand: Operand
    size: Decimal
    shown: str
    source: Source
    text: str  # the evidence as shown
    quantity: Quantity | None = None
    day: date | None = None
    score: float = 0.0
    fits: float = 0.0  # the shape asked for, 0–1
    agreement: float = 0.0  # of the words next to it with the question's measure, 0–1


def wanted(asked: Asked) -> bool:
    """Whether the question compares: in so many words, or by asking what changed from one period to another."""
    if asked.intent.compares:
        return True
    folded = fold(asked.question.text)
    if _ACROSS.search(folded):
        return True
    periods = {p.label for p in asked.question.periods if p.has_year}
    return len(periods) > 1 and bool(_AGAINST.search(folded) and _CHANGED.search(folded))


def ordered(asked: Asked) -> Intent:
    """The intent with the end of the scale that is asked for, also where a noun stands between: "ít hộ nghèo hơn"."""
    fewer = asked.intent.order in {None, Order.LARGER} and _FEWER.search(fold(asked.question.text))
    return replace(asked.intent, order=Order.SMALLER) if fewer else asked.intent


def values(
    asked: Asked,
    operands: tuple[Operand, Operand],
    ranked: Sequence[Evidence],
    measure: Measure,
    indicators: Mapping[str, Sequence[Indicator]],
) -> list[Value]:
    """The figures or days found for the first of ``operands``, beside the second, that are of its period, best first;
    ``indicators`` by document id.
    """
    operand, rival = operands
    papers = bool(find_document_numbers(operand.name))  # whose text it is says whose the figure is
    found: list[Value] = []
    for evidence in ranked[:_EVIDENCES]:
        if _about(operand, evidence) and evidence.features.place >= 0:
            told = indicators.get(evidence.candidate.document.id, ())
            unit = evidence.unit
            found += [
                value
                for value, (start, end) in _values(asked, operand, evidence, measure, told)
                if papers or not is_of_another(evidence.text, (start, end), unit.kind, operand.name, rival.name)
            ]
    if asked.intent.nouns:
        named = [v for v in found if v.quantity is None or v.fits == 1.0]
        found = named or found
    return sorted(found, key=lambda v: -v.score)[:_PAIR_DEPTH]


def _about(operand: Operand, evidence: Evidence) -> bool:
    """Whether the evidence or its frame names the operand."""
    candidate = evidence.candidate
    document, passage = candidate.document, candidate.passage
    # A place is that of its whole passage; of kinds of things a passage tells of several.
    near = (evidence.text,) if operand.kind else (document.place, passage.passage.prefix, passage.text)
    frame = " ".join(filter(None, [document.title, *near, evidence.unit.context]))
    held = f" {' '.join(fold(w.text) for w in words(frame))} "
    if papers := find_document_numbers(operand.name):
        return bool(document.number) and same_number(papers[0].number, document.number or "")
    places = find_places(operand.name)
    names = [m.place.name for m in places] if places else [operand.name]
    return any(f" {' '.join(fold(w.text) for w in words(name))} " in held for name in names)


def _values(
    asked: Asked, operand: Operand, evidence: Evidence, measure: Measure, indicators: Sequence[Indicator]
) -> list[tuple[Value, tuple[int, int]]]:
    """The figures or days of one unit, each with its place in the unit's text."""
    unit, document, text = evidence.unit, evidence.candidate.document, evidence.text
    if unit.kind is UnitKind.HEADING:
        return []
    source = source_of(asked, document, evidence.candidate.passage.passage, (unit.start, unit.end), unit.context)
    shown = flat(text)
    if asked.intent.type is AnswerType.DATE:
        days = [d for d in find_dates(text) if d.date not in asked.known.dates]
        if not days:
            return []
        folded = fold_aligned(text)
        told = {d.start: tells_event(asked.known, folded, d.start) for d in days}
        day = max(days, key=lambda d: (told[d.start], folded[: d.start].endswith("tu ngay "), -d.start))
        score = evidence.score + _OF_EVENT * told[day.start]
        said = day.date.strftime("%d/%m/%Y")
        value = Value(operand, Decimal(day.date.toordinal()), said, source, shown, day=day.date, score=score)
        return [(value, (day.start, day.end))]
    found: list[tuple[Value, tuple[int, int]]] = []
    # Of a period there are plans and results; what a rule grants has neither.
    planned_asked = asks_for_plan(asked) or not asked.question.periods
    fitting = figures(asked.intent, asked.known, text, unit.context)
    # Of the bare numbers of a table row none can be told to be the one, unless its column does.
    unclear = unit.kind is UnitKind.ROW and len(fitting) > 1
    for quantity, fits in fitting:
        span = (unit.start + quantity.start, unit.start + quantity.end)
        of_period = period_agreement(
            asked.question.periods, text, span, (unit.start, unit.end), indicators, document.title or ""
        )
        if quantity.kind in _LENGTHS and asked.intent.measure is not quantity.kind:
            continue
        if _counts_nothing(text, quantity, unit.kind):
            continue
        if not planned_asked and is_planned(text, quantity, unit.context):
            continue
        counted = quantity.kind is QuantityKind.COUNT and asked.intent.measure in {None, QuantityKind.COUNT}
        sized = counted or quantity.canonical >= _SURELY_MONEY
        if (fits < _FITTING and not sized) or of_period is None:
            continue
        # What the clause itself names is surer than what only its heading does.
        agrees = 0.5 * measure.agreement(around(text, quantity, unit.context, unit.kind))
        agrees += 0.5 * measure.agreement(near(text, quantity))
        agrees *= 0.5 if unclear else 1.0
        score = evidence.score + 2 * fits + _AGREES * agrees + _OF_PERIOD * of_period
        said = " ".join(text[quantity.start : quantity.end].split())
        value = Value(
            operand, quantity.canonical, said, source, shown, quantity, score=score, fits=fits, agreement=agrees
        )
        found.append((value, (quantity.start, quantity.end)))
    # Of several figures of a sentence the one is meant whose words the question has.
    most = max((v.agreement for v, _ in found), default=0.0)
    return [(v, span) for v, span in found if v.agreement >= _LEAST_IN_UNIT * most]


def _counts_nothing(text: str, quantity: Quantity, kind: UnitKind) -> bool:
    """Whether the figure is a fraction in words' stead ("2/3 số xã") or the number of a table's row."""
    said = text[quantity.start : quantity.end].strip()
    first = kind is UnitKind.ROW and not text[: quantity.start].strip(" |") and "|" in text[quantity.end :][:3]
    return bool(re.match(r"\d+/\d+\b", said)) or (first and quantity.unit is None)


def choose(one: Sequence[Value], other: Sequence[Value]) -> tuple[Value, Value] | None:
    """The pair of figures of one measure that is best and most alike in wording; ``None`` where there is none.

    What falls far behind the figure whose words agree most with the question measures something else.
    """
    most: dict[str, float] = {}
    for value in (*one, *other):
        most[_kind(value)] = max(most.get(_kind(value), 0.0), value.agreement)
    best: tuple[float, Value, Value] | None = None
    for a in one:
        for b in other:
            # A rule that both papers repeat tells nothing of either.
            same = a.size == b.size and (a.source == b.source or flat(a.text) == flat(b.text))
            if same or not _comparable(a, b):
                continue
            least = max(_LEAST_AGREEMENT * most[_kind(a)], _LEAST_OF_ANY * max(most.values()))
            if min(a.agreement, b.agreement) < least:
                continue
            score = a.score + b.score + 1.5 * _alike(a.text, b.text)
            if best is None or score > best[0]:
                best = (score, a, b)
    return (best[1], best[2]) if best else None


def choose_reported(
    asked: Asked, operands: Sequence[Operand], fits: Sequence[Sequence[Fit]]
) -> tuple[Value, Value] | None:
    """The best pair of reported figures of one measure, one for each operand; ``None`` where there is none."""
    percent = asked.intent.measure is QuantityKind.PERCENT or _SHARE.search(fold(asked.question.text)) is not None
    best: tuple[float, Value, Value] | None = None
    for one in fits[0][:_PAIR_DEPTH]:
        for other in fits[1][:_PAIR_DEPTH]:
            a, b = (_reported(o, f.row, percent=percent) for o, f in zip(operands, (one, other), strict=True))
            if a is None or b is None or not _comparable(a, b):
                continue
            score = one.name + other.name + same_measure(one.row.name, other.row.name)
            if best is None or score > best[0]:
                best = (score, a, b)
    return (best[1], best[2]) if best else None


def _reported(operand: Operand, row: Row, *, percent: bool) -> Value | None:
    """The figure of a row as its sentence writes it: its percent of plan where a share is asked for."""
    indicator, source = row.indicator, source_of_row(row)
    of_plan = percent and indicator.unit != "%"
    amount = indicator.plan_pct if of_plan else indicator.value
    if amount is None:
        return None
    unit = "%" if of_plan else indicator.unit or ""
    wanted = find_quantities(f"{format_number(Decimal(str(amount)))} {unit}")
    for quantity in find_quantities(source.quote) if len(wanted) == 1 else ():
        if same_quantity(quantity, wanted[0]):
            said = " ".join(source.quote[quantity.start : quantity.end].split())
            return Value(operand, quantity.canonical, said, source, flat(source.quote), quantity)
    return None


def _kind(value: Value) -> str:
    """What a value may be compared with: one kind of figure, plain counts of one noun."""
    quantity = value.quantity
    if quantity is None:
        return "day"
    if quantity.kind is QuantityKind.NUMBER and quantity.canonical >= _SURELY_MONEY:
        return QuantityKind.MONEY.value
    return quantity.kind.value


def _comparable(a: Value, b: Value) -> bool:
    if _kind(a) != _kind(b) or a.quantity is None or b.quantity is None:
        return _kind(a) == _kind(b) == "day"
    if _kind(a) == QuantityKind.COUNT.value:
        return unit_noun(a.quantity) == unit_noun(b.quantity)
    per = {(q.base or "đồng").partition("/")[0] for q in (a.quantity, b.quantity)}
    return len(per) == 1 or _kind(a) == QuantityKind.PERCENT.value


def _alike(a: str, b: str) -> float:
    left, right = content(a), content(b)
    return len(left & right) / (len(left | right) or 1)


def conclude(intent: Intent, pair: tuple[Value, Value], language: Language) -> list[Statement]:
    """The conclusion with its working, then the evidence of each side; the winner is named first."""
    low, high = sorted(pair, key=lambda v: v.size)
    order = intent.order or Order.LARGER
    winner, loser = (low, high) if order in {Order.SMALLER, Order.EARLIER} else (high, low)
    sources = (winner.source, loser.source)
    conclusion = Statement(_conclusion(intent, order, winner, loser, language), sources, verbatim=False)
    return [conclusion, *(Statement(_room(v.text), (v.source,)) for v in (winner, loser))]


def _conclusion(intent: Intent, order: Order, winner: Value, loser: Value, language: Language) -> str:
    names = {"winner": _called(winner.operand), "loser": _called(loser.operand)}
    if winner.size == loser.size:
        return phrase("equal", language, value=winner.shown, **names) + "."
    key = {Order.LARGER: "higher", Order.SMALLER: "lower", Order.EARLIER: "earlier", Order.LATER: "later"}[order]
    if winner.day and order in {Order.LARGER, Order.SMALLER}:
        key = "later" if order is Order.LARGER else "earlier"
    against = phrase("against", language, value=winner.shown, other=loser.shown)
    relation = f"{phrase(key, language, **names)}: {against}"
    difference = phrase("differs_by", language, difference=_difference(winner, loser, language))
    return f"{difference}; {relation}." if intent.difference else f"{relation}. {difference}."


def _called(operand: Operand) -> str:
    return operand.called[:1].upper() + operand.called[1:] if operand.called else operand.name


def _difference(a: Value, b: Value, language: Language) -> str:
    """The distance with its working: "142.500 đồng (405.000 − 262.500 = 142.500)"."""
    high, low = (a, b) if a.size >= b.size else (b, a)
    distance = high.size - low.size
    if high.quantity is None or low.quantity is None:
        return phrase("days", language, n=int(distance))
    if high.quantity.kind is QuantityKind.PERCENT:
        said = phrase("points", language, n=format_number(distance, language))
        return f"{said} ({_working(high.size, low.size, language)})"
    if high.quantity.unit == low.quantity.unit:
        scaled = high.quantity.value - low.quantity.value
        unit = format_unit(high.quantity.unit or "", language)
        if (
            high.quantity.base
            and scaled == distance
            and high.quantity.kind is QuantityKind.MONEY
            and distance >= _TRILLION
            and distance % 10**6 == 0
        ):
            head, _, per = unit.partition("/")
            unit = f"{format_unit('tỷ đồng', language).removesuffix('đồng')}{head}" + (f"/{per}" if per else "")
            return f"{format_number(distance / _TRILLION, language)} {unit} ({_working(high.size, low.size, language)})"
        working = _working(high.quantity.value, low.quantity.value, language)
        return " ".join(filter(None, [format_number(scaled, language), unit, f"({working})"]))
    base = high.quantity.base or low.quantity.base or ""
    return f"{format_number(distance, language)} {base} ({_working(high.size, low.size, language)})"


def _working(high: Decimal, low: Decimal, language: Language) -> str:
    return f"{format_number(high, language)} − {format_number(low, language)} = {format_number(high - low, language)}"


def _room(text: str, characters: int = 170) -> str:
    return text if len(text) <= characters else text[:characters].rsplit(" ", 1)[0] + "…"


def alone(asked: Asked, operand: Asked) -> Asked:
    """The question about one operand, with the measure that the whole question asks for."""
    return replace(operand, intent=replace(asked.intent, compares=False))
