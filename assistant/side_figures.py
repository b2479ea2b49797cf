"""The figures and days of one side of a comparison: of the dimension asked for, told of that side, of its period."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from assistant.asked import Asked, stop_words
from assistant.columns import is_column_of
from assistant.dimension import Dimension
from assistant.draft import Source
from assistant.events import tells_event
from assistant.evidence import Evidence
from assistant.extractive import flat, source_of
from assistant.features import asked_places
from assistant.groups import group_of
from assistant.intent import AnswerType
from assistant.measures import (
    Measure,
    around,
    asks_for_plan,
    is_planned,
    near,
    period_agreement,
    told_periods,
    unit_noun,
)
from assistant.ownership import names
from assistant.row_columns import asked_columns, numbered
from assistant.row_figures import row_figures
from assistant.shape import quantities
from assistant.shares import find_shares
from assistant.side_owner import ABOVE, KNOWN_PLACES, grouped, owned, tells_of
from assistant.sides import Operand
from index.aligned import fold_aligned
from index.dates import find_dates
from index.model import Indicator, UnitKind
from index.period_labels import Period
from index.quantities import Quantity, find_quantities
from index.text import fold
from index.units import QuantityKind

COLUMN = -1  # in place of a list's offset: the clause is a row whose columns are the sides
_OF_EVENT = 6.0
_EVIDENCES = 120
_DEPTH = 24
_AGREES = 8.0  # weight of the words next to a figure
_OF_PERIOD = 2.0  # and of its period
_OWNED = 3.0  # and of who is said to have it
_LEAST_IN_UNIT = 0.6  # of the best agreement of a figure of the same sentence
_APART = 0.02  # agreement by which one column of a row is surer than another
_LABELLED = 0.5  # share of a row's label that the question must have
_SPELT = re.compile(r"\(\s*(?:[^()]{0,12}bang chu|viet bang chu)[^()]*(?:\)|$)|\([^()\d]{20,}(?:\)|$)")
_WHOLE = re.compile(r"\b(?:ca nuoc|toan quoc|toan bo|nationwide|national|whole country|binh quan chung)\b")
_PART = re.compile(
    r"\b(?:trong do|rieng|bao gom|gom|giai doan|dot|(?:phan )?khu \d+|including|of which|phase)\b[^,;.]{0,30}$"
)
_MADE_UP = re.compile(r"\b(?:bao )?gom(?: co)?\b|\bcomprising\b|\bmade up of\b")
_PARTS = re.compile(r"\b(?:trong do|of which|among them)\b")
# Of the counts, areas and lengths of a text only some are what is asked: the words by them say which.
_NEEDS_WORDS = {QuantityKind.COUNT, QuantityKind.AREA, QuantityKind.LENGTH}
_BOUND = re.compile(
    r"\b(?:duoi|tren|qua|tu|den|toi|khong qua|toi da|toi thieu|it nhat|under|over|above|below|least|most|to)\W*$"
)
_BOUNDED = re.compile(r"\b(duoi|tren|tu|qua|under|below|over|above|from) (\d+(?:[.,]\d+)?)(?![\d.,]*\d)")
_ENDS = {"under": "duoi", "below": "duoi", "over": "tren", "above": "tren", "qua": "tren", "from": "tu"}
_HYPHENED = re.compile(r"-([a-z]{3,})")
_FRACTION = re.compile(r"\d+/\d+\b")


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
    told: bool = False  # the words by it, or its column's head, tell the dimension
    agreement: float = 0.0  # of the words next to it with the question's measure, 0–1
    clause: tuple[str, int, int] | None = None  # the list of shares that it is one of
    periods: tuple[Period, ...] = ()  # that its clause tells
    numbered: float = 0.0  # of a row, how many of the question's numbers it is labelled with, 0–1
    wider: bool = False  # counts what is asked for together with more
    heads: tuple[str, ...] = ()  # of its column, then of all figures of its row
    because: Source | None = None  # that puts the side in the group whose figure it is


@dataclass(frozen=True, slots=True)
class _Figure:
    """A quantity of a unit; ``told``: its own unit, head or clause tells the dimension; ``words``: what it is of."""

    quantity: Quantity
    told: bool
    words: tuple[str, str]
    share: int | None = None
    numbered: float = 0.0
    heads: tuple[str, ...] = ()


def values(  # noqa: PLR0917 (a side and all that tells of it)
    asked: Asked,
    operands: tuple[Operand, Operand],
    ranked: Sequence[Evidence],
    measure: Measure,
    dimension: Dimension,
    indicators: Mapping[str, Sequence[Indicator]],
) -> list[Value]:
    """The figures or days found for the first of ``operands``, beside the second, that are of its period, best first;
    ``indicators`` by document id.

    What is told of the side by name goes before what only its page is about, and what tells the dimension before what
    has its unit alone.
    """
    found: list[tuple[float, Value]] = []
    described = described_by(operands, dimension)
    # A commune that the question names beside a project may stand nowhere near its figures.
    placed = not asked.question.places or any(p.kind in KNOWN_PLACES for p in asked_places(asked.question))
    for evidence in ranked[:_EVIDENCES]:
        elsewhere = evidence.features.place < 0 and placed and not tells_of(evidence, operands[0])
        if evidence.unit.kind is UnitKind.HEADING or elsewhere:
            continue
        told = indicators.get(evidence.candidate.document.id, ())
        for value, span in _values(asked, operands[0], evidence, measure, dimension, told, described):
            sure = owned(evidence, span, *operands, dated=value.day is not None)
            column = _is_column_of(value, *operands)
            if column is not None:
                sure = float(column)
            clause = (evidence.candidate.document.id, evidence.unit.start, COLUMN) if column else value.clause
            if sure > 0:
                found.append((sure, replace(value, score=value.score + _OWNED * sure, clause=clause)))
    if any(value.told for _, value in found):
        found = [(sure, value) for sure, value in found if value.told]
    found = [(sure, value) for sure, value in found if not value.wider] or found
    bounds = _bounds(operands[0].question)  # "hệ số dưới 0,7" is another case than "từ 0,7"
    found = [(sure, value) for sure, value in found if bounds and bounds <= _bounds(value.text)] or found
    # "lớp 6" asks for that row alone.
    most = max((value.numbered for _, value in found), default=0.0)
    found = [(sure, value) for sure, value in found if value.numbered == most]
    # A name in the sentence itself says little where the sentence tells of something else.
    told_best = max((value.agreement for _, value in found), default=0.0)
    surest = max((sure for sure, value in found if value.agreement >= _LEAST_IN_UNIT * told_best), default=0.0)
    if asked.intent.type is not AnswerType.DATE and surest == 1.0:
        found = [(sure, value) for sure, value in found if sure >= ABOVE]
    return sorted((value for _, value in found), key=lambda v: -v.score)[:_DEPTH]


def _bounds(text: str) -> frozenset[tuple[str, str]]:
    """The numbers without a unit of their own that ``text`` sets as ends, each with which end it is."""
    return frozenset((_ENDS.get(m[1], m[1]), m[2]) for m in _BOUNDED.finditer(fold(text)))


def _is_column_of(value: Value, operand: Operand, rival: Operand) -> bool | None:
    own, other = operand.core or operand.name, rival.core or rival.name
    return is_column_of(value.heads[0], value.heads[1:], own, other) if value.heads else None


def _values(  # noqa: PLR0917 (one unit and all that tells of it)
    asked: Asked,
    operand: Operand,
    evidence: Evidence,
    measure: Measure,
    dimension: Dimension,
    indicators: Sequence[Indicator],
    described: Set[Decimal],
) -> list[tuple[Value, tuple[int, int]]]:
    """The figures or days of one unit, each with its place in the unit's text."""
    unit, document, text = evidence.unit, evidence.candidate.document, evidence.text
    source = source_of(asked, document, evidence.candidate.passage.passage, (unit.start, unit.end), unit.context)
    shown = flat(text)
    if asked.intent.type is AnswerType.DATE:
        return _days(asked, operand, evidence, source, shown)
    found: list[tuple[Value, tuple[int, int]]] = []
    # Of a period there are plans and results; what a rule grants has neither.
    planned_asked = asks_for_plan(asked) or not asked.question.periods or _to_come(asked, document.date)
    known = asked.known.values - described
    for figure in _figures(asked, operand, evidence, dimension, known):
        quantity = figure.quantity
        if described and quantity.canonical not in described:
            continue
        of_period = period_agreement(
            asked.question.periods,
            text,
            (unit.start + quantity.start, unit.start + quantity.end),
            (unit.start, unit.end),
            indicators,
            document.title or "",
        )
        if of_period is None or (not planned_asked and is_planned(text, quantity, unit.context)):
            continue
        # What the clause itself names is surer than what only its heading does.
        agrees = 0.5 * sum(measure.agreement(words) for words in figure.words)
        part = _PART.search(fold(text[: quantity.start])[-60:]) is not None
        score = evidence.score + 2 * figure.told + _AGREES * agrees + _OF_PERIOD * of_period - part
        value = Value(
            operand,
            quantity.canonical,
            " ".join(text[quantity.start : quantity.end].split()),
            source,
            shown,
            quantity,
            score=score,
            told=figure.told,
            agreement=agrees,
            clause=(document.id, unit.start, figure.share) if figure.share is not None else None,
            periods=told_periods(text, quantity),
            numbered=figure.numbered,
            wider=dimension.counts_more(quantity, text),
            heads=figure.heads,
            because=_because(evidence, operand),
        )
        found.append((value, (quantity.start, quantity.end)))
    # Of "103 đơn vị, gồm 31 phường" the wards, where wards are asked for.
    found = [(v, span) for v, span in found if not v.wider] or found
    found = [(replace(v, score=v.score - _told_as_part(text, v, found)), span) for v, span in found]
    found = [(v, span) for v, span in found if not _is_part(asked, text, v, [other for other, _ in found])]
    found = _in_turn(asked, text, operand, found)
    # Of several figures of a sentence the one is meant whose words the question has.
    most = max((v.agreement for v, _ in found), default=0.0)
    found = [(v, span) for v, span in found if v.agreement >= _LEAST_IN_UNIT * most]
    return found if unit.kind is not UnitKind.ROW else _told_apart(found)


def _told_apart(found: Sequence[tuple[Value, tuple[int, int]]]) -> list[tuple[Value, tuple[int, int]]]:
    """The figures of a row, without those of several columns that the question's words do not tell apart."""
    best = max((v.agreement for v, _ in found), default=0.0)
    alike = [v for v, _ in found if v.heads and v.agreement > best - _APART]
    if len({v.size for v in alike}) > 1 and len({v.heads[0] for v in alike}) > 1:
        return [(v, span) for v, span in found if v not in alike]
    return list(found)


def _to_come(asked: Asked, told: date | None) -> bool:
    """Whether all that is asked about lay ahead when a paper was written: of that there are plans alone."""
    return told is not None and all(p.first is not None and p.first > told for p in asked.question.periods)


def _in_turn(
    asked: Asked, text: str, operand: Operand, found: Sequence[tuple[Value, tuple[int, int]]]
) -> list[tuple[Value, tuple[int, int]]]:
    """``found`` with what is only named in turn told in the words of the first: "thu cao nhất là A: 9%; B 8%; C 7%"."""
    told = list(found)
    name = set(asked.terms.keys(operand.core or operand.name))
    for i, (value, span) in enumerate(told[1:], 1):
        before, first = told[i - 1]
        said = text[first[1] : span[0]]
        if {*asked.terms.keys(said)} - stop_words() == name and value.agreement < before.agreement:
            gained = _AGREES * (before.agreement - value.agreement)
            told[i] = (replace(value, agreement=before.agreement, score=value.score + gained), span)
    return told


def _because(evidence: Evidence, operand: Operand) -> Source | None:
    """Where the paper puts the side in the group that a row is of."""
    document = evidence.candidate.document
    group = group_of(document.text, operand.name) if grouped(evidence, operand) else None
    return Source(document, group.start, group.end, None) if group else None


def _told_as_part(text: str, value: Value, found: Sequence[tuple[Value, tuple[int, int]]]) -> bool:
    """Whether a figure is one of those that a larger one before them is made up of: "425 ha, gồm: …"."""
    quantity, made_up = value.quantity, _MADE_UP.search(fold_aligned(text))
    if quantity is None or made_up is None or quantity.start < made_up.end():
        return False
    wholes = [q for v, _ in found if (q := v.quantity) is not None and q.end <= made_up.start()]
    return any(q.base == quantity.base and q.canonical > quantity.canonical for q in wholes)


def _is_part(asked: Asked, text: str, value: Value, found: Sequence[Value]) -> bool:
    """Whether a count is told as a part of one before it ("gồm 88 xã; trong đó có 82 xã…") by nothing that is asked."""
    quantity = value.quantity
    if quantity is None or quantity.kind is not QuantityKind.COUNT:
        return False
    parts = next(_PARTS.finditer(fold_aligned(text)), None)
    if parts is None or quantity.start < parts.end():
        return False
    nouns = [unit_noun(v.quantity) for v in found if v.quantity is not None and v.quantity.end <= parts.start()]
    own = set(asked.terms.keys(near(text, quantity))) - set(asked.terms.keys(text[: parts.start()]))
    return unit_noun(quantity) in nouns and not own & asked.terms.weights.keys()


def _days(
    asked: Asked, operand: Operand, evidence: Evidence, source: Source, shown: str
) -> list[tuple[Value, tuple[int, int]]]:
    """The day of the event asked about, of those that a unit tells."""
    text = evidence.text
    days = [d for d in find_dates(text) if d.date not in asked.known.dates]
    if not days:
        return []
    folded = fold_aligned(text)
    told = {d.start: tells_event(asked.known, folded, d.start) for d in days}
    day = max(days, key=lambda d: (told[d.start], folded[: d.start].endswith("tu ngay "), -d.start))
    score = evidence.score + _OF_EVENT * told[day.start]
    said = day.date.strftime("%d/%m/%Y")
    size, of_event = Decimal(day.date.toordinal()), told[day.start] > 0
    value = Value(operand, size, said, source, shown, day=day.date, score=score, told=of_event)
    return [(value, (day.start, day.end))]


def _of_row(asked: Asked, operand: Operand, evidence: Evidence, dimension: Dimension) -> list[_Figure]:
    """The figures of a table row; of one under the side's heads only where the question asks for what labels it."""
    names_side = grouped(evidence, operand) or bool(names(evidence.text, operand.core or operand.name))
    found: list[_Figure] = []
    for figure in asked_columns(asked, row_figures(evidence, dimension)):
        label = set(asked.terms.keys(figure.label))
        if not names_side and len(label & asked.terms.weights.keys()) < _LABELLED * len(label):
            continue
        words = (f"{evidence.unit.context} {figure.head}", f"{figure.head} {figure.label}")
        heads = (figure.head, *figure.heads)
        found.append(_Figure(figure.quantity, figure.told, words, None, numbered(asked, operand, label), heads))
    return found


def described_by(operands: tuple[Operand, Operand], dimension: Dimension) -> frozenset[Decimal]:
    """What the question itself says that the first of ``operands`` has of ``dimension``: "the 936-flat scheme", "khu 35
    ha"; such a figure is looked for as any other, and no other one is the side's.
    """
    if dimension.kind not in _NEEDS_WORDS:
        return frozenset()
    text, other = operands[0].question, {q.canonical for q in find_quantities(operands[1].question)}
    found = [q for q in find_quantities(text) if q.canonical not in other and not _BOUND.search(fold(text[: q.start]))]
    return frozenset(q.canonical for q in found if dimension.fits(q, text) or _adjectival(q, text, dimension))


def _adjectival(quantity: Quantity, text: str, dimension: Dimension) -> bool:
    """ "936-flat" counts flats."""
    noun = _HYPHENED.match(text, quantity.end)
    return noun is not None and any(word in {noun[1], f"{noun[1]}s"} for p in dimension.counted for word in p.split())


def _figures(
    asked: Asked, operand: Operand, evidence: Evidence, dimension: Dimension, known: Set[Decimal]
) -> list[_Figure]:
    """The quantities of a unit that are of ``dimension`` and not ``known``, said by the question itself."""
    text, unit = evidence.text, evidence.unit
    if unit.kind is UnitKind.ROW:
        found = _of_row(asked, operand, evidence, dimension)
        return [f for f in found if f.quantity.canonical not in known]
    folded = fold_aligned(text)
    spelt = [m.span() for m in _SPELT.finditer(folded)]
    figures: list[_Figure] = []
    shares = find_shares(text)
    for share in shares:
        # What the whole is said to be holds for every share of it.
        if dimension.fits(share.of, text) and (not _population(dimension) or dimension.told(share.whole)):
            words = (share.whole, share.whole)
            figures.append(_Figure(share.quantity, dimension.told(share.whole), words, share.start))
    for quantity in quantities(text):
        inside = any(s.start <= quantity.start < s.end for s in shares)
        if inside or quantity.canonical in known or any(a <= quantity.start < b for a, b in spelt):
            continue
        own = near(text, quantity)
        if _FRACTION.match(text, quantity.start) or _WHOLE.search(fold(own)) or not dimension.fits(quantity, text):
            continue
        told = dimension.told(own) if dimension.kind in _NEEDS_WORDS else True
        if _population(dimension) and not told:
            continue  # "3 người" of a page on a province are not its people
        figures.append(_Figure(quantity, told, (around(text, quantity, unit.context, unit.kind), own)))
    return figures


def _population(dimension: Dimension) -> bool:
    return dimension.kind is QuantityKind.COUNT and dimension.tells is not None
