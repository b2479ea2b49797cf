"""Reported figures in the words and the number format of their reader."""

from __future__ import annotations

from typing import Protocol

from index.answer import Language
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
