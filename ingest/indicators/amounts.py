"""What the figure of a record is written as: rule 9 of the labels."""

from __future__ import annotations

import re
from decimal import Decimal

from index.quantities import Quantity

_KEPT_SCALE = re.compile(r"(?:tỷ|triệu) (?:đồng|USD|k?wh)(?:/|$)", re.IGNORECASE)


def value_and_unit(quantity: Quantity) -> tuple[float, str | None]:
    """Rule 9: multipliers are folded into the unit, except tỷ/triệu đồng, tỷ/triệu USD and kWh."""
    unit = quantity.unit or ""
    value = quantity.value
    if unit.startswith("%"):
        return float(value), "%"
    if _KEPT_SCALE.match(unit):
        return float(value), unit
    for scale, factor, rest in (("triệu tỷ ", 10**6, "tỷ "), ("nghìn tỷ ", 1000, "tỷ ")):
        if unit.startswith(scale):
            return float(value * factor), rest + unit.removeprefix(scale)
    for scale, factor in (("tỷ ", 10**9), ("triệu ", 10**6), ("nghìn ", 1000)):
        if unit.startswith(scale):
            return float(value * Decimal(factor)), unit.removeprefix(scale)
    return float(value), unit or None
