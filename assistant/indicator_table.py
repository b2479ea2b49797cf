"""The figures of a library as a table: which a reader wants to see, in what order, and as an export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from index.model import Indicator
from index.period_labels import parse_label
from index.quantities import find_quantities
from index.readable import Readable
from index.records import DocumentRecord
from index.text import fold
from index.units import QuantityKind

ValueKind = Literal["money", "percent", "count", "measure", "number"]
VALUE_KINDS: tuple[ValueKind, ...] = ("money", "percent", "count", "measure", "number")
Order = Literal["newest", "name", "place", "period", "value", "plan", "yoy"]

COLUMNS = (
    *("name", "value", "unit", "total", "plan_pct", "plan_basis", "yoy_pct", "period", "period_from"),
    *("locality", "locality_from", "qualifier", "file", "start", "end", "quote"),
)

_KINDS: dict[QuantityKind, ValueKind] = {
    QuantityKind.MONEY: "money", QuantityKind.PERCENT: "percent", QuantityKind.POINTS: "percent",
    QuantityKind.COUNT: "count", QuantityKind.NUMBER: "number", QuantityKind.ORDINAL: "number",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A figure with the document that reports it."""

    id: int
    indicator: Indicator
    document: DocumentRecord


class Scale(NamedTuple):
    """A unit of measure: its kind, what its numbers are multiplied with, and what they are then in."""

    kind: ValueKind
    factor: Decimal
    base: str | None


class Wanted(NamedTuple):
    """What a reader asks of the table; an empty field restricts nothing."""

    name: str = ""
    place: str = ""
    period: str = ""
    kind: str = ""


@lru_cache(maxsize=4096)
def scale(unit: str | None) -> Scale:
    """What a unit measures, read as reports write it ("tỷ đồng": money, 10⁹ đồng)."""
    found = find_quantities(f"1 {unit}") if unit else []
    if not found:
        return Scale("number" if unit is None else "count", Decimal(1), unit)
    return Scale(_KINDS.get(found[0].kind, "measure"), found[0].canonical, found[0].base or unit)


def value_kind(indicator: Indicator) -> ValueKind:
    """What kind of figure it is; one that only tells its share of a plan is a percentage."""
    if indicator.value is None and (indicator.plan_pct is not None or indicator.yoy_pct is not None):
        return "percent"
    return scale(indicator.unit).kind


def rows(library: Readable, wanted: Wanted) -> list[Row]:
    """The figures wanted: every word of ``name`` occurs in theirs, marks and case aside."""
    documents = {record.id: record for record in library.documents()}
    words = fold(wanted.name).split()
    found = library.indicators(place=wanted.place or None, period=wanted.period or None)
    return [
        Row(stored.id, stored.indicator, documents[stored.document])
        for stored in found
        if stored.document in documents
        and all(word in fold(stored.indicator.name) for word in words)
        and (not wanted.kind or value_kind(stored.indicator) == wanted.kind)
    ]


def ordered(found: Sequence[Row], order: Order, *, descending: bool) -> list[Row]:
    """The rows in an order; those that lack what it goes by come last either way. Ties: the newest source first."""
    key = _KEYS[order]
    newest = sorted(found, key=lambda row: (row.document.date or date.min, -row.indicator.start), reverse=True)
    have = [row for row in newest if key(row) is not None]
    lack = [row for row in newest if key(row) is None]
    return [*sorted(have, key=key, reverse=descending), *lack]  # type: ignore[arg-type]


def period_days(label: str | None) -> tuple[date, date] | None:
    """When a period ends, then when it begins: what periods are sorted by."""
    period = parse_label(label) if label else None
    if period is None or period.last is None:
        return None
    return period.last, period.first or date.min


def _canonical(row: Row) -> Decimal | None:
    value = row.indicator.value
    return None if value is None else Decimal(repr(value)) * scale(row.indicator.unit).factor


_KEYS: dict[Order, Callable[[Row], object]] = {
    "newest": lambda row: row.document.date,
    "name": lambda row: fold(row.indicator.name),
    "place": lambda row: fold(row.indicator.locality) if row.indicator.locality else None,
    "period": lambda row: period_days(row.indicator.period),
    "value": _canonical,
    "plan": lambda row: row.indicator.plan_pct,
    "yoy": lambda row: row.indicator.yoy_pct,
}


class Choices(NamedTuple):
    """What can be filtered by, over all figures: places and periods as stored, the latest period first; names by how
    often they occur.
    """

    names: list[str]
    places: list[str]
    periods: list[str]
    kinds: list[ValueKind]


def choices(library: Readable, most_names: int = 200) -> Choices:
    """What the figures of a library can be filtered by."""
    found = [stored.indicator for stored in library.indicators()]
    names = Counter(indicator.name for indicator in found)
    periods = {indicator.period for indicator in found if indicator.period}
    kinds = {value_kind(indicator) for indicator in found}
    return Choices(
        names=[name for name, _ in names.most_common(most_names)],
        places=sorted({indicator.locality for indicator in found if indicator.locality}, key=fold),
        periods=sorted(periods, key=lambda label: period_days(label) or (date.min, date.min), reverse=True),
        kinds=[kind for kind in VALUE_KINDS if kind in kinds],
    )


def export(library: Readable, found: Sequence[Row]) -> Iterator[list[object]]:
    """The rows in COLUMNS, each with the words of its source."""
    for row in found:
        document, indicator = library.document(row.document.id), row.indicator
        held = {"file": row.document.file, "quote": document.text[indicator.start : indicator.end] if document else ""}
        yield [held[name] if name in held else getattr(indicator, name) for name in COLUMNS]
