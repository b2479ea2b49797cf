"""Reported figures in the words and the number format of their reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from index.answer import Answer, Citation, Language
from index.period_labels import describe_period
from index.quantities import format_number, format_unit


class Figured(Protocol):
    """What has a value in a unit: indicators and the facts of answers."""

    @property
    def value(self) -> float | None: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def total(self) -> float | None: ...
    @property
    def qualifier(self) -> str | None: ...


def quantity(figure: Figured, language: Language) -> str:
    """The value with its unit, "ước 2.511 tỷ đồng", "13/15 chỉ tiêu"; "" where there is none."""
    if figure.value is None:
        return ""
    number = format_number(figure.value, language)
    if figure.total is not None:
        number += "/" + format_number(figure.total, language)
    return f"{figure.qualifier or ''} {number}{unit_after(figure.unit, language)}".strip()


def unit_after(unit: str | None, language: Language) -> str:
    """A unit as it stands after its number: percent close to it, anything else a blank away."""
    if unit is None:
        return ""
    return unit if unit in {"%", "‰"} else f" {format_unit(unit, language)}"


def percent(value: float | None, language: Language, *, signed: bool = False) -> str:
    """Percent as it is written; "" where there is none.

    >>> percent(8.5, "vi", signed=True)
    '+8,5%'
    """
    if value is None:
        return ""
    return f"{'+' if signed and value > 0 else ''}{format_number(value, language)}%"


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator as a row of the table of figures; texts are in the reader's number format."""

    name: str
    place: str
    period: str
    value: str
    plan: str
    yoy: str
    citation: Citation | None


def figures(answer: Answer, language: Language) -> list[Figure]:
    """The figures that an answer rests on, where there are at least two to set side by side."""
    if answer.status != "answered" or len(answer.indicators) < 2:
        return []
    by_number = {citation.n: citation for citation in answer.citations}
    return [
        Figure(
            name=fact.name[:1].upper() + fact.name[1:],
            place=fact.locality or "",
            period=describe_period(fact.period, language) if fact.period else "",
            value=quantity(fact, language),
            plan=percent(fact.plan_pct, language),
            yoy=percent(fact.yoy_pct, language, signed=True),
            citation=by_number.get(fact.n) if fact.n is not None else None,
        )
        for fact in answer.indicators
    ]
