"""Lists of shares: a whole and, in brackets behind it, what each name has of it: "98 ca (Huế 2, Gia Lai có 3 ca)"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.aligned import fold_aligned
from index.quantities import Quantity, find_quantities
from index.units import QuantityKind

_BRACKETS = re.compile(r"\(([^()]{5,600})\)")
_LISTED = re.compile(r":\s((?:[^():;\n.”\"]|\.(?=\d)){10,600})(?=[;\n.”\"]|$)")  # "ước 90 tỷ đồng: Huế 50 tỷ đồng, …"
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
    for listed in sorted([*_BRACKETS.finditer(text), *_LISTED.finditer(text)], key=lambda m: m.start()):
        start = max((m.end() for m in _BORDER.finditer(text, 0, listed.start())), default=0)
        whole = text[start : listed.start()]
        totals = [q for q in find_quantities(text[: listed.start()]) if q.start >= start]
        if not totals:
            continue
        shares = _shares(text, listed.span(1), whole, totals[-1])
        if len(shares) >= _LEAST and (text[listed.start()] == "(" or _are_parts(shares, totals[-1])):
            found += shares
    return found


def _are_parts(shares: Sequence[Share], total: Quantity) -> bool:
    """Whether what a colon leads in are parts of the total before it, in its unit."""
    parts = [s.quantity for s in shares]
    return all(q.base == total.base for q in parts) and sum(q.canonical for q in parts) <= total.canonical


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
