"""The figures and days of one side of a comparison: of the dimension asked for, told of that side, of its period."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from assistant.asked import Asked, number_key, stop_words
from assistant.columns import is_column_of
from assistant.dimension import Dimension, without_names
from assistant.draft import Source
from assistant.events import tells_event
from assistant.evidence import Evidence
from assistant.extractive import flat, source_of
from assistant.features import asked_places
from assistant.groups import group_of, row_group
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
from assistant.names import UPPER
from assistant.ownership import given_to, names
from assistant.row_figures import RowFigure, row_figures
from assistant.shape import quantities
from assistant.shares import find_shares
from assistant.sides import Operand
from index.aligned import fold_aligned
from index.dates import find_dates
from index.docnumbers import find_document_numbers, same_number
from index.model import Indicator, UnitKind
from index.period_labels import Period
from index.places import find_places, same_place
from index.quantities import Quantity, find_quantities
from index.text import fold
from index.text import words as find_words
from index.units import QuantityKind

COLUMN = -1  # in place of a list's offset: the clause is a row whose columns are the sides
_OF_EVENT = 6.0
_EVIDENCES = 120
_DEPTH = 24
_AGREES = 8.0  # weight of the words next to a figure
_OF_PERIOD = 2.0  # and of its period
_OWNED = 3.0  # and of who is said to have it
_LEAST_IN_UNIT = 0.6  # of the best agreement of a figure of the same sentence
_LABELLED = 0.5  # share of a row's label that the question must have
_BACK = 1500  # characters before a unit in which the side it tells of is named
_SPELT = re.compile(r"\(\s*(?:[^()]{0,12}bang chu|viet bang chu)[^()]*(?:\)|$)|\([^()\d]{20,}(?:\)|$)")
_WHOLE = re.compile(r"\b(?:ca nuoc|toan quoc|toan bo|nationwide|national|whole country|binh quan chung)\b")
_PART = re.compile(
    r"\b(?:trong do|rieng|bao gom|gom|giai doan|dot|(?:phan )?khu \d+|including|of which|phase)\b[^,;.]{0,30}$"
)
_MADE_UP = re.compile(r"\b(?:bao )?gom(?: co)?\b|\bcomprising\b|\bmade up of\b")
_PARTS = re.compile(r"\b(?:trong do|of which|among them)\b")
_ASKS = re.compile(r"\?\W*$|\b(?:the nao|ra sao|la gi|khong|bao nhieu|nhung gi|gom nhung)\W*$")
# Of the counts, areas and lengths of a text only some are what is asked: the words by them say which.
_NEEDS_WORDS = {QuantityKind.COUNT, QuantityKind.AREA, QuantityKind.LENGTH}
_BOUND = re.compile(
    r"\b(?:duoi|tren|qua|tu|den|toi|khong qua|toi da|toi thieu|it nhat|under|over|above|below|least|most|to)\W*$"
)
_BOUNDED = re.compile(r"\b(duoi|tren|tu|qua|under|below|over|above|from) (\d+(?:[.,]\d+)?)(?![\d.,]*\d)")
_ENDS = {"under": "duoi", "below": "duoi", "over": "tren", "above": "tren", "qua": "tren", "from": "tu"}
_EACH = {
    **{"hour": "gio", "day": "ngay", "week": "tuan", "month": "thang", "year": "nam"},
    **{"hourly": "gio", "daily": "ngay", "weekly": "tuan", "monthly": "thang", "annual": "nam"},
    "yearly": "nam",
}
_HYPHENED = re.compile(r"-([a-z]{3,})")
_NUMBERED = re.compile(r"^[ \t]*(?P<style>\(\d{1,3}\)|\d{1,3}\.|\d{1,3}\)|[a-zđ]\)|[IVX]{1,5}\.)\s[^\n]*", re.MULTILINE)
_GOES_ON = re.compile(rf"\s?[-–]?\s?[{UPPER}][^\W\d_{UPPER}]")
_GOES_BEFORE = re.compile(r"\w\s?[-–]\s?$")
_QUESTION = re.compile(r"^[^\n?]{10,200}\?[ \t]*$", re.MULTILINE)
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
    placed = not asked.question.places or any(p.kind in _KNOWN_PLACES for p in asked_places(asked.question))
    for evidence in ranked[:_EVIDENCES]:
        elsewhere = evidence.features.place < 0 and placed and not _tells_of(evidence, operands[0])
        if evidence.unit.kind is UnitKind.HEADING or elsewhere:
            continue
        told = indicators.get(evidence.candidate.document.id, ())
        for value, span in _values(asked, operands[0], evidence, measure, dimension, told, described):
            owned = _owned(evidence, span, *operands, dated=value.day is not None)
            column = _is_column_of(value, *operands)
            if column is not None:
                owned = float(column)
            clause = (evidence.candidate.document.id, evidence.unit.start, COLUMN) if column else value.clause
            if owned > 0:
                found.append((owned, replace(value, score=value.score + _OWNED * owned, clause=clause)))
    if any(value.told for _, value in found):
        found = [(owned, value) for owned, value in found if value.told]
    found = [(owned, value) for owned, value in found if not value.wider] or found
    bounds = _bounds(operands[0].question)  # "hệ số dưới 0,7" is another case than "từ 0,7"
    found = [(owned, value) for owned, value in found if bounds and bounds <= _bounds(value.text)] or found
    # "lớp 6" asks for that row alone.
    most = max((value.numbered for _, value in found), default=0.0)
    found = [(owned, value) for owned, value in found if value.numbered == most]
    # A name in the sentence itself says little where the sentence tells of something else.
    told_best = max((value.agreement for _, value in found), default=0.0)
    surest = max((owned for owned, value in found if value.agreement >= _LEAST_IN_UNIT * told_best), default=0.0)
    if asked.intent.type is not AnswerType.DATE and surest == 1.0:
        found = [(owned, value) for owned, value in found if owned >= _ABOVE]
    return sorted((value for _, value in found), key=lambda v: -v.score)[:_DEPTH]


def _bounds(text: str) -> frozenset[tuple[str, str]]:
    """The numbers without a unit of their own that ``text`` sets as ends, each with which end it is."""
    return frozenset((_ENDS.get(m[1], m[1]), m[2]) for m in _BOUNDED.finditer(fold(text)))


def _tells_of(evidence: Evidence, operand: Operand) -> bool:
    """Whether a unit of a page on another place names the side itself, a place of which there is but one."""
    return any(
        m.certain and m.place.kind in _KNOWN_PLACES and same_place(m.place.name, operand.name)
        for m in find_places(evidence.text)
    )


def _is_column_of(value: Value, operand: Operand, rival: Operand) -> bool | None:
    own, other = operand.core or operand.name, rival.core or rival.name
    return is_column_of(value.heads[0], value.heads[1:], own, other) if value.heads else None


_KNOWN_PLACES = {"province", "district"}
_ABOVE, _BEFORE, _PAGE = 0.9, 0.7, 0.6


def _owned(  # noqa: PLR0911 (one return for each that may say whose it is)
    evidence: Evidence, span: tuple[int, int], operand: Operand, rival: Operand, *, dated: bool
) -> float:
    """How surely the figure at ``span`` of the unit is the operand's: 1 where its own words say so, less where only the
    heads over it, what stands before it or the page do, 0 where it is not.
    """
    document, unit, passage = evidence.candidate.document, evidence.unit, evidence.candidate.passage.passage
    papers = find_document_numbers(operand.name)
    if papers:  # whose text it is says whose the figure is
        return float(bool(document.number) and same_number(papers[0].number, document.number or ""))
    own, other = operand.core or operand.name, rival.core or rival.name
    if operand.place != rival.place:
        other = ""  # what lies in a place is no rival of it
    group = _grouped(evidence, operand)
    if group is not None:
        return float(group)
    given = given_to(evidence.text, span, unit.kind, own, other)
    if given is not None:
        return float(given)
    if not dated and _announces(evidence, own, other):
        return 0.0  # the whole of what the items below have their shares of
    for frame, sure in ((unit.context, _ABOVE), (passage.section or "", _ABOVE)):
        side = _last_named(frame, own, other)
        if side is not None:
            return sure if side else 0.0
    if operand.kind:
        return 0.0  # of kinds of things a page tells of several
    # A row is read with the heads of its table, not with what stands before it.
    start = unit.start if unit.kind is UnitKind.ROW else max(0, unit.start - _BACK)
    before = document.text[start : unit.start]
    side = _last_named(before, own, other)
    page = f"{document.title or ''} {passage.prefix}"
    titled = _last_named(page, own, "") is True and not (other and names(page, other))
    if dated and titled and side is not False:
        return _PAGE  # the day of a paper may be told anywhere on its page
    if side is False or _ended(before, own):
        return 0.0
    placed = bool(document.place) and bool(names(document.place or "", own))
    asked_last = max((m.start() for m in _QUESTION.finditer(before)), default=None)
    if _ASKS.search(fold(passage.section or "")) or (asked_last is not None and not names(before[asked_last:], own)):
        return 0.0  # a page of questions: what answers one that does not name the side tells nothing of it
    return _PAGE if titled or placed else _BEFORE if side else 0.0


def _grouped(evidence: Evidence, operand: Operand) -> bool | None:
    """Whether a table row is of the group that its paper puts the operand in; ``None`` where it tells of no group."""
    label = row_group(evidence.text) if evidence.unit.kind is UnitKind.ROW else None
    if label is None or names(label, operand.name):
        return None
    group = group_of(evidence.candidate.document.text, operand.name)
    return group.label == label if group else None


def _announces(evidence: Evidence, own: str, other: str) -> bool:
    """Whether the unit is the lead-in of items that name either side."""
    unit, text = evidence.unit, evidence.candidate.document.text
    below = [u for u in evidence.candidate.passage.passage.units if u.lead and unit.start <= u.lead[0] < unit.end]
    items = [text[u.start : u.end] for u in below]
    return any(names(item, own) or (other and names(item, other)) for item in items)


def _ended(before: str, own: str) -> bool:
    """Whether a numbered item that names ``own`` has ended: a later one, numbered and worded like it, names another."""
    items = [(_style(m), bool(names(m.group(), own))) for m in _NUMBERED.finditer(before)]
    last = dict(items)
    return any(mine and not last[style] for style, mine in items)


def _style(item: re.Match[str]) -> tuple[str, ...]:
    """ "(3) Dự án A" and "(12) Dự án B" are numbered and worded alike."""
    number = re.sub(r"\d+", "1", re.sub(r"[IVX]+", "I", re.sub(r"[a-zđ]", "a", item["style"])))
    return number, *fold(item.group()).split()[1:3]


def _alone(text: str, name: str) -> list[tuple[int, int]]:
    """Where ``text`` names ``name``; a place not as an end of a road or line ("Hà Nội - Lào Cai")."""
    found = names(text, name)
    if not find_places(name):
        return found
    return [
        (a, b) for a, b in found if not _GOES_ON.match(text, b) and not _GOES_BEFORE.search(text[max(0, a - 8) : a])
    ]


def _last_named(text: str, own: str, other: str) -> bool | None:
    """Whether the last of both sides that ``text`` names is ``own``; ``None`` where it names neither."""
    mine = max(_alone(text, own), default=None)
    theirs = max(_alone(text, other), default=None) if other else None
    if mine is None and theirs is None:
        return None
    if mine is None or theirs is None:
        return mine is not None
    return (mine[1], mine[1] - mine[0]) > (theirs[1], theirs[1] - theirs[0])


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
    return [(v, span) for v, span in found if v.agreement >= _LEAST_IN_UNIT * most]


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
    group = group_of(document.text, operand.name) if _grouped(evidence, operand) else None
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
    names_side = _grouped(evidence, operand) or bool(names(evidence.text, operand.core or operand.name))
    found: list[_Figure] = []
    for figure in _headed_as_asked(asked, row_figures(evidence, dimension)):
        label = set(asked.terms.keys(figure.label))
        if not names_side and len(label & asked.terms.weights.keys()) < _LABELLED * len(label):
            continue
        words = (f"{evidence.unit.context} {figure.head}", f"{figure.head} {figure.label}")
        heads = (figure.head, *figure.heads)
        found.append(_Figure(figure.quantity, figure.told, words, None, _numbered(asked, operand, label), heads))
    return found


def _headed_as_asked(asked: Asked, row: Sequence[RowFigure]) -> list[RowFigure]:
    """The figures of a row under the heads that the question tells from the others: "lương tối thiểu giờ"."""
    said = set(fold(without_names(asked)).split())
    said |= {told for word, told in _EACH.items() if word in said}
    heads = [set(fold(figure.head).split()) for figure in row]
    common = set.intersection(*heads) if heads else set()
    chosen = [figure for figure, head in zip(row, heads, strict=True) if (head - common) & said]
    return chosen or list(row)


def _numbered(asked: Asked, operand: Operand, label: Set[str]) -> float:
    """The share of the question's own numbers, not those of names and periods, that a row is labelled with."""
    named = {w.text for said in (operand.name, operand.called) for w in find_words(said)}
    named |= {w.text for p in asked.question.periods for w in find_words(asked.question.text[p.start : p.end])}
    wanted = asked.terms.numbers - {number_key(word) for word in named}
    return len(wanted & {number_key(term) for term in label}) / len(wanted) if wanted else 0.0


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
