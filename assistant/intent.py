"""What a question wants: its type, the measure of the figure expected, and whether it compares.

The patterns are data (``data/intent.json``). They are written folded (lower case, no marks) but for numerals, so that
one table reads Vietnamese with and without tone marks; the first type or measure whose pattern matches holds.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from index.text import fold
from index.units import QuantityKind


class AnswerType(StrEnum):
    """The shape of an answer."""

    FIGURE = "figure"
    DATE = "date"
    TIME = "time_of_day"
    ENTITY = "entity"  # a person, an office, a company, the name of something
    NUMBER = "document_number"  # which resolution, which decision
    PLACE = "where"
    LIST = "list"
    YES_NO = "yes_no"
    TEXT = "text"  # conditions, how, why: whatever says it


class Order(StrEnum):
    """The end of the scale that a comparison asks for."""

    LARGER = "larger"
    SMALLER = "smaller"
    EARLIER = "earlier"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Intent:
    """What is asked for.

    ``measure`` is what the figure is counted in; ``nouns`` are the folded words counted ("xa", "phuong"),
    for matching beside a number. ``kinds`` are folded phrases of which one may be the kind of thing whose name is
    asked for ("thuoc phu luc", "phu luc", "luc" of "thuộc phụ lục nào"). ``compares`` says that the question sets
    things against each other (``compare`` finds out which two); ``difference`` that their distance is wanted; ``bound``
    is "max" or "min" where a highest or least value is asked for; ``ranged``: whether both ends of a range are.
    """

    type: AnswerType
    measure: QuantityKind | None = None
    nouns: tuple[str, ...] = ()
    compares: bool = False
    order: Order | None = None
    difference: bool = False
    bound: str | None = None
    kinds: tuple[str, ...] = ()
    ranged: bool = False


_SIZES = frozenset({QuantityKind.MONEY, QuantityKind.AREA, QuantityKind.LENGTH})


def read_intent(question: str, language: str) -> Intent:
    """The intent of ``question``, whose ``language`` is 'vi', 'vi-nodiacritics' or 'en'.

    >>> read_intent("Tỉnh có bao nhiêu xã?", "vi").nouns
    ('xa',)
    """
    patterns = _patterns()
    table = "en" if language == "en" else "vi"
    folded = patterns["condition_first"].sub("", fold(question))
    kind = AnswerType(_first(patterns["types"][table], folded) or _untyped(folded))
    # Numerals are told by their marks: without them "năm" and "nằm", "sáu" and "sau" are one.
    if kind in {AnswerType.ENTITY, AnswerType.PLACE} and patterns["several"].search(question.lower()):
        kind = AnswerType.LIST
    if kind is AnswerType.NUMBER and patterns["plural"].search(folded):
        kind = AnswerType.LIST
    measure, nouns = _figure(folded, table) if kind is AnswerType.FIGURE else (None, ())
    compares = bool(patterns["compares"][table].search(patterns["open_ended"].sub("", folded)))
    ordered = _first(patterns["orders"], folded) if compares else None
    order = Order(ordered) if ordered else None
    if order in {Order.EARLIER, Order.LATER}:
        kind, measure, nouns = AnswerType.DATE, None, ()
    elif compares and measure is None and not patterns["counts_more"].search(folded):
        # "đợt nào tốn kinh phí hơn": what is set against each other is money, whatever is asked to be named.
        named = _first(patterns["measures"][table], folded)
        measure = QuantityKind(named) if named in _SIZES else None
    return Intent(
        type=kind,
        measure=measure,
        nouns=nouns,
        compares=compares,
        order=order,
        difference=compares and bool(patterns["difference"].search(folded)),
        bound=_first(patterns["bounds"], folded),
        kinds=_kinds(folded, table),
        ranged=bool(patterns["ranged"].search(folded)),
    )


def _kinds(folded: str, table: str) -> tuple[str, ...]:
    """Vietnamese: what stands before "nào" and each end of it; English: what stands behind "which"."""
    patterns = _patterns()
    found = patterns["kinds"][table].search(folded)
    if found is None:
        return ()
    named = found.group(1).split()
    if table == "en":
        stop = next((i for i, word in enumerate(named) if word in patterns["counted_stops"]["en"]), len(named))
        return (" ".join(named[:stop]),) if stop else ()
    stops = patterns["counted_stops"]["vi"]
    return tuple(" ".join(named[i:]) for i in range(len(named)) if not stops.issuperset(named[i:]))


def _first(table: list[tuple[str, re.Pattern[str]]], folded: str) -> str | None:
    return next((name for name, pattern in table if pattern.search(folded)), None)


def _untyped(folded: str) -> AnswerType:
    """A bare search phrase ("thu ngan sach tay ho 9 thang", "Lệ phí cấp thẻ?") that names something measured wants its
    figure.
    """
    measures = _patterns()["measures"]
    measured = _first(measures["vi"], folded) or _first(measures["en"], folded)
    asks = folded.rstrip().endswith("?") and _patterns()["asks_otherwise"].search(folded)
    bare = len(folded.split()) <= 14 and not asks
    return AnswerType.FIGURE if measured and bare else AnswerType.TEXT


def _figure(folded: str, table: str) -> tuple[QuantityKind | None, tuple[str, ...]]:
    """The measure of the figure, and the words counted: what stands behind "bao nhiêu" is stronger than a topic."""
    patterns = _patterns()
    ordinal = patterns["ordinal"].search(folded)
    if ordinal:
        return QuantityKind.NUMBER, tuple(ordinal[ordinal.lastindex].split())
    counted = patterns["counted"][table].search(folded)
    nouns: list[str] = []
    for word in counted.group(1).split() if counted else ():
        if word in patterns["counted_stops"][table]:
            break
        nouns.append(word)
    if nouns and nouns[0] in patterns["money_nouns"]:
        return QuantityKind.MONEY, tuple(nouns)
    named = _first(patterns["measures"][table], folded)
    if nouns and named in {None, QuantityKind.MONEY, QuantityKind.MASS}:
        return QuantityKind.COUNT, tuple(nouns)
    return (QuantityKind(named) if named else None), tuple(nouns)


@cache
def _patterns() -> dict[str, Any]:
    source = json.loads(resources.files("assistant").joinpath("data/intent.json").read_text(encoding="utf-8"))

    def compiled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: compiled(inner) for key, inner in value.items()}
        if value and isinstance(value[0], list):
            return [(name, re.compile("|".join(alternatives))) for name, alternatives in value]
        return re.compile("|".join(value))

    words = {key: source.pop(key) for key in ("counted_stops", "money_nouns")}
    return {
        **compiled(source),
        "counted_stops": {language: frozenset(stops) for language, stops in words["counted_stops"].items()},
        "money_nouns": frozenset(words["money_nouns"]),
    }
