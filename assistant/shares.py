"""Lists of shares: a whole and, in brackets behind it, what each name has of it: "98 ca (Huế 2, Gia Lai có 3 ca)"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from index.aligned import fold_aligned
from index.quantities import Quantity, find_quantities
from index.units import QuantityKind

_BRACKETS = re.compile(r"\(([^()]{5,600})\)")
_BORDER = re.compile(r"[;()\n]|[.!?]\s")
_BETWEEN = re.compile(r"[,;]\s+|\s+(?:và|and)\s+")
_SHARE = re.compile(
    r"\s*(?:(?:và|and|trong đó|riêng|gồm|tại|ở)\s+)*(?P<name>[^\d,;:]{2,40}?)\s*"
    r"(?:(?:có|là|với|đạt|khoảng|has|had)\s+|[:=–-]\s*)*"
    r"(?P<number>\d[\d.,]*)(?:\s[^\d]{0,30}|%)?$"
)
_LEAST = 2  # names with a figure each


@dataclass(frozen=True, slots=True)
class Share:
    """What ``name`` (folded) has of a whole; ``whole`` is the clause before the brackets at ``start``–``end`` and
    ``of`` the total that it tells. All offsets are in the text.
    """

    name: str
    quantity: Quantity
    whole: str
    of: Quantity
    start: int
    end: int


def find_shares(text: str) -> list[Share]:
    """The shares told in ``text``, in order.

    A bare number is counted in the whole's unit.

    >>> [(s.name, int(s.quantity.value)) for s in find_shares("Có 9 ca (Huế 2, Gia Lai có 3 ca và Hà Nội 4).")]
    [('hue', 2), ('gia lai', 3), ('ha noi', 4)]
    """
    found: list[Share] = []
    for bracket in _BRACKETS.finditer(text):
        start = max((m.end() for m in _BORDER.finditer(text, 0, bracket.start())), default=0)
        whole = text[start : bracket.start()]
        totals = [q for q in find_quantities(text[: bracket.start()]) if q.start >= start]
        if not totals:
            continue
        shares = _shares(text, bracket.span(1), whole, totals[-1])
        if len(shares) >= _LEAST:
            found += shares
    return found


def _shares(text: str, span: tuple[int, int], whole: str, total: Quantity) -> list[Share]:
    borders = [span[0], *(m.end() for m in _BETWEEN.finditer(text, *span)), span[1]]
    found: list[Share] = []
    for start, end in pairwise(borders):
        item = text[start:end].rstrip(" ,;")
        item = re.sub(r"\s+(?:và|and)$", "", item)
        match = _SHARE.match(item)
        told = find_quantities(item) if match else []
        if match is None or len(told) != 1:
            continue
        quantity = told[0]
        if quantity.kind is QuantityKind.NUMBER:
            quantity = replace(quantity, unit=total.unit, kind=total.kind, base=total.base)
        place = replace(quantity, start=start + quantity.start, end=start + quantity.end)
        found.append(Share(fold_aligned(match["name"]).strip(), place, whole, total, span[0] - 1, span[1] + 1))
    return found
