"""Comparison and arithmetic: two things named in a question, a figure found for each, the difference computed by code.

``sides.split`` makes two questions of one, ``side_figures.values`` finds the figures of each, ``choose`` picks a
fitting pair of them, ``conclude`` says which is larger or earlier and by how much, with the working, and cites both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.asked import Asked
from assistant.called import as_written
from assistant.dimension import Dimension, without_names
from assistant.draft import Statement
from assistant.extractive import flat
from assistant.indicator_answer import Fit, Row, same_measure, source_of_row
from assistant.intent import AnswerType, Intent, Order
from assistant.measures import content, unit_noun
from assistant.phrases import phrase
from assistant.relative import Relation
from assistant.side_figures import COLUMN, Value
from assistant.sides import Operand
from index.answer import Language
from index.period_labels import same_period
from index.periods import find_periods
from index.quantities import find_quantities, format_number, format_quantity, format_unit, same_quantity
from index.text import fold, has_marks
from index.units import QuantityKind

_ACROSS = re.compile(  # "có nhiều xã hơn"
    r"\b(?:nhieu|it|cao|thap|lon|nho|dong|thua) (?:\w+ ){1,4}hon\b|\w (?:lau|dong|nang|nhe|ton) hon\b"
    r"|\bhon (?:\w+ ){1,10}(?:bao nhieu|may)\b"
)
_AGAINST = re.compile(r"\b(?:so voi|compared (?:with|to)|than|from)\b")
_CHANGED = re.compile(
    r"\b(?:tang|giam|hon|kem)(?: them)? bao nhieu\b"
    r"|\bhow (?:much|many)\b.*\b(?:more|less|grow|rise|rose|fall|fell|increase|decrease)"
)
_FEWER = re.compile(
    r"\b(?:it|thap|nho|kem) (?:\w+ ){1,4}hon\b|\b(?:it|thap|nho) nhat\b|\b(?:fewest|least|smallest|lowest)\b"
)
_OPEN = {AnswerType.ENTITY, AnswerType.PLACE, AnswerType.TEXT, AnswerType.YES_NO}  # that name what wins
_RELATIONS: dict[QuantityKind | None, tuple[str, str]] = {
    QuantityKind.COUNT: ("more", "fewer"),
    QuantityKind.AREA: ("larger", "smaller"),
    QuantityKind.LENGTH: ("larger", "smaller"),
    QuantityKind.DURATION: ("longer", "shorter"),
}
_READ = 20_000  # characters of a document in which a name's writing is looked for
_TELLING = 0.2  # agreement that tells a figure from the others of its side
_AS_TELLING = 0.6  # of the agreement of the one chosen
_AS_GOOD = 1.0  # score that it is ahead at most
_SUPERSCRIPTS = str.maketrans("²³", "23")
_PAIR_DEPTH = 24
_LEAST_OF_ANY = 0.25  # of the best agreement of a figure of any kind
_ALIKE = 1.5  # weight of being told in the same words
_ONE_WORDING = 0.5  # share of words in common
_OF_ONE_LIST = 3.0
_LEAST_AGREEMENT = 0.4  # of the best agreement of a figure of its kind, for either side
_LEAST_MEASURED = 0.1
_LACKING = 0.3  # of the best agreement of the other side, below which a side has no such figure
_LEAST_COUNTED = 0.25  # of the same, where the noun counted is itself told
_SURELY_MONEY = 10**7  # a bare number of this size is an amount
_ROOM_OF_SEVERAL = 110
_TRILLION = Decimal(10) ** 9


def wanted(asked: Asked) -> bool:
    """Whether the question compares: in so many words, or by asking what changed from one period to another."""
    if asked.intent.compares:
        return True
    folded = fold(without_names(asked))
    if _ACROSS.search(folded):
        return True
    periods = {p.label for p in asked.question.periods if p.has_year}
    return len(periods) > 1 and bool(_AGAINST.search(folded) and _CHANGED.search(folded))


def ordered(asked: Asked) -> Intent:
    """The intent with the end of the scale that is asked for, also where a noun stands between: "ít hộ nghèo hơn"."""
    fewer = asked.intent.order in {None, Order.LARGER} and _FEWER.search(fold(without_names(asked)))
    return replace(asked.intent, order=Order.SMALLER) if fewer else asked.intent


def choose(one: Sequence[Value], other: Sequence[Value], dimension: Dimension) -> tuple[Value, Value] | None:
    """The pair of figures of one dimension that is best and most alike in wording; ``None`` where there is none.

    What falls far behind the figure whose words agree most with the question measures something else.
    """
    most: dict[str, float] = {}
    for value in (*one, *other):
        most[_kind(value)] = max(most.get(_kind(value), 0.0), value.agreement)
    best: tuple[float, Value, Value] | None = None
    for a in one:
        for b in other:
            if (
                not _comparable(a, b)
                or _of_other_rows(a, b)
                or _one_rule(a, b)
                or (a.told != b.told and not _measured(a, b))
                or (a.day and not a.told)
            ):
                continue
            share = _LEAST_COUNTED if dimension.counted else _LEAST_AGREEMENT
            least = max(share * most[_kind(a)], _LEAST_OF_ANY * max(most.values()))
            if min(a.agreement, b.agreement) < least or not (dimension.kind or a.day or _same_words(a, b)):
                continue
            score = a.score + b.score + _ALIKE * _alike(a.text, b.text) + (_OF_ONE_LIST if _one_list(a, b) else 0.0)
            if best is None or score > best[0]:
                best = (score, a, b)
    if best is None or _unsure(best[1], best[2], one) or _unsure(best[2], best[1], other):
        return None
    return best[1], best[2]


def _unsure(value: Value, rival: Value, found: Sequence[Value]) -> bool:
    """Whether the side has another figure that is as good, where the question's words tell little of either."""
    if value.day or value.agreement >= _TELLING or _one_list(value, rival):
        return False
    return any(
        v.size != value.size
        and v.source != rival.source
        and _comparable(v, value)
        and v.agreement >= _AS_TELLING * value.agreement
        and v.score > value.score - _AS_GOOD
        for v in found
    )


def _one_list(a: Value, b: Value) -> bool:
    return a.clause is not None and a.clause == b.clause


def _of_other_rows(a: Value, b: Value) -> bool:
    """Whether one is a side as the column of a row of which the other is no column."""
    return any(v.clause and v.clause[2] == COLUMN for v in (a, b)) and a.clause != b.clause


def _one_rule(a: Value, b: Value) -> bool:
    """Whether both are one figure, or a rule that both papers repeat, which tells nothing of either."""
    if a.source == b.source and (a.quantity is None or b.quantity is None or a.quantity.start == b.quantity.start):
        return True
    return a.size == b.size and (flat(a.text) == flat(b.text) or not (a.told and b.told))


def _measured(a: Value, b: Value) -> bool:
    """Whether both are lengths in words that the question has: their units tell the dimension."""
    lengths = _kind(a) == _kind(b) == QuantityKind.LENGTH.value
    return lengths and min(a.agreement, b.agreement) >= _LEAST_MEASURED


def _same_words(a: Value, b: Value) -> bool:
    """Whether two figures of which the question tells no dimension are told in one wording."""
    return min(a.agreement, b.agreement) > 0 and _alike(a.text, b.text) >= _ONE_WORDING


def choose_reported(
    operands: Sequence[Operand], fits: Sequence[Sequence[Fit]], dimension: Dimension
) -> tuple[Value, Value] | None:
    """The best pair of reported figures of one measure, period and dimension, one for each operand; ``None`` where
    there is none.
    """
    best: tuple[float, Value, Value] | None = None
    percent = dimension.kind is QuantityKind.PERCENT
    for one in fits[0][:_PAIR_DEPTH]:
        for other in fits[1][:_PAIR_DEPTH]:
            if not same_measure(one.row.name, other.row.name):
                continue
            a, b = (_reported(o, f.row, percent=percent) for o, f in zip(operands, (one, other), strict=True))
            if a is None or b is None or not _comparable(a, b) or not all(_is_of(dimension, v) for v in (a, b)):
                continue
            score = one.name + other.name + (one.row.indicator.period == other.row.indicator.period)
            if best is None or score > best[0]:
                best = (score, a, b)
    return (best[1], best[2]) if best else None


def _is_of(dimension: Dimension, value: Value) -> bool:
    quantity = value.quantity
    return dimension.kind is None or (quantity is not None and dimension.fits(quantity, value.source.quote))


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
    """Whether both are of one kind, counted in or per the same things, and of periods that do not differ."""
    if _kind(a) != _kind(b) or a.quantity is None or b.quantity is None:
        return _kind(a) == _kind(b) == "day"
    if _of_other_times(a, b):
        return False
    if _kind(a) == QuantityKind.COUNT.value:
        return unit_noun(a.quantity) == unit_noun(b.quantity)
    bases = {(q.base or "đồng").translate(_SUPERSCRIPTS) for q in (a.quantity, b.quantity)}
    return len(bases) == 1 or _kind(a) == QuantityKind.PERCENT.value


def _of_other_times(a: Value, b: Value) -> bool:
    """Whether the clauses of both tell periods, and none of the one is one of the other; where the sides are no periods
    themselves.
    """
    if any(find_periods(v.operand.name) for v in (a, b)):
        return False
    told = [a.periods, b.periods]
    return all(told) and not any(same_period(p, q) for p in told[0] for q in told[1])


def _alike(a: str, b: str) -> float:
    left, right = content(a), content(b)
    return len(left & right) / (len(left | right) or 1)


def conclude(intent: Intent, pair: tuple[Value, Value], language: Language) -> list[Statement]:
    """The conclusion with its working, then the evidence of each side; the winner is named first."""
    low, high = sorted(pair, key=lambda v: v.size)
    order = intent.order or Order.LARGER
    winner, loser = (low, high) if order in {Order.SMALLER, Order.EARLIER} else (high, low)
    sources = (winner.source, loser.source, *(v.because for v in (winner, loser) if v.because))
    conclusion = Statement(_conclusion(intent, order, winner, loser, language), sources, verbatim=False)
    # Both figures may stand in one row.
    return [conclusion, *dict.fromkeys(Statement(_room(v.text), (v.source,)) for v in (winner, loser))]


def _conclusion(intent: Intent, order: Order, winner: Value, loser: Value, language: Language) -> str:
    names = {"winner": _called(winner), "loser": _called(loser)}
    if winner.size == loser.size:
        return phrase("equal", language, value=_shown(winner, language), **names) + "."
    more, less = _RELATIONS.get(winner.quantity.kind if winner.quantity else None, ("higher", "lower"))
    key = {Order.LARGER: more, Order.SMALLER: less, Order.EARLIER: "earlier", Order.LATER: "later"}[order]
    if winner.day and order in {Order.LARGER, Order.SMALLER}:
        key = "later" if order is Order.LARGER else "earlier"
    against = phrase("against", language, value=_shown(winner, language), other=_shown(loser, language))
    if key in {"more", "fewer"} and intent.difference and language == "en":
        counted = _difference(winner, loser, language)
        number, _, rest = counted.partition(" ")
        return f"{phrase(f'by_{key}', language, number=number, rest=rest, **names)}: {against}."
    relation = f"{phrase(key, language, **names)}: {against}"
    if not intent.difference:
        relation = f"{relation[:1].upper()}{relation[1:]}"
    difference = phrase("differs_by", language, difference=_difference(winner, loser, language))
    return f"{difference}; {relation}." if intent.difference else f"{relation}. {difference}."


def related(intent: Intent, pair: tuple[Value, Value], relation: Relation, language: Language) -> list[Statement]:
    """The ratio of the first figure to the second with its working, or their distance; then the evidence of both."""
    one, other = pair
    if relation is Relation.DIFFERENCE or one.quantity is None or other.quantity is None or other.size <= 0:
        return conclude(intent, pair, language)
    sources = (one.source, other.source, *(v.because for v in pair if v.because))
    key = "times" if relation is Relation.TIMES else "share"
    exact = one.size / other.size * (1 if relation is Relation.TIMES else 100)
    ratio = round(exact, 2)
    about = "" if ratio == exact else phrase("about", language)
    against = phrase("against", language, value=_shown(one, language), other=_shown(other, language))
    said = phrase(
        key,
        language,
        one=_called(one),
        other=_called(other),
        ratio=f"{about}{format_number(ratio, language)}",
        working=_division(one, other, ratio, relation, language),
    )
    conclusion = Statement(f"{said[:1].upper()}{said[1:]}: {against}.", sources, verbatim=False)
    return [conclusion, *dict.fromkeys(Statement(_room(v.text), (v.source,)) for v in pair)]


def _division(one: Value, other: Value, ratio: Decimal, relation: Relation, language: Language) -> str:
    """The working, "5.423 ÷ 2.511 ≈ 2,16", with their units where these differ."""
    said = [_shown(v, language) for v in (one, other)]
    if one.quantity is not None and other.quantity is not None and one.quantity.unit == other.quantity.unit:
        said = [format_number(q.value, language) for q in (one.quantity, other.quantity)]
    share = relation is Relation.SHARE
    equal = "=" if one.size / other.size * (100 if share else 1) == ratio else "≈"
    return f"{said[0]} ÷ {said[1]} {equal} {format_number(ratio, language)}{'%' if share else ''}"


def one_measure(pairs: Sequence[tuple[Value, Value]]) -> bool:
    """Whether the side that is first in all ``pairs`` has one figure in all."""
    return len({(_kind(first), first.size) for first, _ in pairs}) == 1


def rank_sides(intent: Intent, values: Sequence[Value], language: Language) -> list[Statement]:
    """The most or least of several figures, named first, then the others in order, each with its evidence."""
    order = intent.order or Order.LARGER
    values = [replace(v, operand=replace(v.operand, called="")) for v in values]  # names told in a row share their kind
    line = sorted(values, key=lambda v: v.size, reverse=order not in {Order.SMALLER, Order.EARLIER})
    winners = [v for v in line if v.size == line[0].size]
    names = ", ".join(_called(v) for v in winners)
    more, less = _RELATIONS.get(winners[0].quantity.kind if winners[0].quantity else None, ("higher", "lower"))
    key = {Order.LARGER: more, Order.SMALLER: less, Order.EARLIER: "earlier", Order.LATER: "later"}[order]
    rest = "; ".join(f"{_called(v)}: {_shown(v, language)}" for v in line[len(winners) :])
    head = phrase(f"most_{key}", language, winner=names, value=_shown(winners[0], language))
    sources = (*(v.source for v in line), *(v.because for v in line if v.because))
    conclusion = Statement(f"{head}{f' ({rest})' if rest else ''}.", sources, verbatim=False)
    return [conclusion, *dict.fromkeys(Statement(_room(v.text, _ROOM_OF_SEVERAL), (v.source,)) for v in line)]


def lacking(one: Sequence[Value], other: Sequence[Value]) -> bool:
    """Whether no figure of the first side is told in the words asked for, or far less so than one of the other side."""
    best = max((v.agreement for v in one), default=0.0)
    return not one or (not one[0].day and best < _LACKING * max((v.agreement for v in other), default=0.0))


def _called(value: Value) -> str:
    """What the question calls the side; in the writing of its document where it was typed without marks."""
    operand, source = value.operand, value.source
    name = operand.called or operand.name
    if not has_marks(name) and (operand.kind or not operand.core):
        document = source.document
        name = as_written(name, [source.quote, document.title or "", source.frame, document.text[:_READ]])
    return name[:1].upper() + name[1:] if operand.called else name


def _shown(value: Value, language: Language) -> str:
    """The figure as its source writes it, in English as English does, with the unit that a column or a whole gives."""
    quantity = value.quantity
    if quantity is None:
        return value.shown
    if language == "en" and quantity.bound is None:
        return format_quantity(quantity, language)  # "72,6 ha" would be read as something else
    bare = quantity.unit and not any(c.isalpha() or c == "%" for c in value.shown)
    return f"{value.shown} {format_unit(quantity.unit or '', language)}" if bare else value.shown


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


def alone(asked: Asked, operand: Asked, dimension: Dimension) -> Asked:
    """The question about one operand, with the figure that the whole question asks for."""
    intent = replace(asked.intent, compares=False)
    if intent.type in _OPEN and dimension.kind is not None:
        # "Which is longer?" names a thing, but what answers it is a length.
        intent = replace(intent, type=AnswerType.FIGURE, measure=dimension.kind, nouns=dimension.counted)
    elif intent.type is AnswerType.FIGURE and dimension.kind is QuantityKind.AREA:
        intent = replace(intent, measure=dimension.kind, nouns=())  # "more land" counts nothing
    return replace(operand, intent=intent)
