"""Figures that a text works out of its others: a difference, its working, and which of two is said to be larger."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations, permutations

from assistant.facts import Fact, FactKind
from index.aligned import fold_aligned
from index.dates import find_dates
from index.quantities import Quantity, same_quantity
from index.units import QuantityKind

_ROUNDING = Decimal("0.001")
_HUNDREDTH = Decimal("0.0051")  # to which ratios are rounded
_RATIOS = {QuantityKind.FACTOR, QuantityKind.PERCENT}
_SECONDS_A_DAY = 86_400
_REACH = 40  # letters before a figure in which a difference is named
_DIFFERENCE = re.compile(r"\b(?:chenh(?: nhau| lech)?|difference|differs?|gap)\b[^.;:()]*$")
_WORKING = re.compile(r"\([^()=≈]*[−–+×÷*/-][^()=≈]*[=≈][^()=≈]*\)")
_RESULT = re.compile(r"[^().;\n]{0,100}\([^()=≈]*[−÷][^()=≈]*[=≈][^()=≈]*\)")  # behind what is worked out
# "A cao hơn B: 12 so với 9": what is named first is what the word says.
_ORDER = re.compile(
    r"\b(?:(?P<more>(?:cao|lon|nhieu|muon|dai) hon|higher|larger|longer|later|more|greater)"
    r"|(?P<less>(?:thap|nho|it|som|ngan) hon|lower|smaller|shorter|earlier|less|fewer))\b[^:;.\n]*:"
    r"(?P<pair>[^;\n]*?\b(?:so voi|against)\b)"
)


def is_worked_out(fact: Fact, text: str) -> bool:
    """Whether ``text`` gives ``fact`` as a difference or as part of a working."""
    if fact.quantity is None:
        return False
    folded = fold_aligned(text)
    if any(m.start() < fact.start and fact.end < m.end() for m in _WORKING.finditer(folded)):
        return True
    if _RESULT.match(folded, fact.end):
        return True
    return _DIFFERENCE.search(folded[max(0, fact.start - _REACH) : fact.start]) is not None


def is_operand(fact: Fact, text: str, sure: Sequence[Fact]) -> bool:
    """Whether ``fact`` is one of the ``sure`` ones in a working before its result: "(47 tỷ ÷ 14 tỷ ≈ 3,4)"."""
    said = fact.quantity
    if said is None or not any(o.quantity is not None and same_quantity(said, o.quantity) for o in sure):
        return False
    for match in _WORKING.finditer(text):
        result = match.start() + len(re.split("[=≈]", match.group())[0])
        if match.start() < fact.start and fact.end <= result:
            return True
    return False


def follows(fact: Fact, operands: Sequence[Fact]) -> bool:
    """Whether ``fact`` is the distance of two of ``operands`` in their unit; a working writes figures without one."""
    said = fact.quantity
    if said is None:
        return False
    figures = [o.quantity for o in operands if o.quantity is not None]
    if said.kind in _RATIOS and any(_is_ratio(said, a, b) for a, b in permutations(figures, 2)):
        return True
    if said.unit is None:
        written = {n for q in figures for n in (q.value, q.canonical)}
        shown = written | {abs(a - b) for a, b in combinations(written, 2)}
        divided = any(_is_ratio(said, a, b) for a, b in permutations(figures, 2))
        return divided or any(abs(said.value - n) < _ROUNDING for n in shown)
    if said.base == "giây":
        days = [d.date.toordinal() for o in operands if o.kind is FactKind.DATE for d in find_dates(o.text)]
        return any(abs(a - b) * _SECONDS_A_DAY == said.canonical for a, b in combinations(days, 2))
    if said.kind is QuantityKind.PERCENT:
        return False  # what two percentages differ by are points
    base = "%" if said.kind is QuantityKind.POINTS else said.base
    return any(
        {a.base, b.base} <= {base, None} and abs(abs(a.canonical - b.canonical) - said.canonical) < _ROUNDING
        for a, b in combinations(figures, 2)
    )


def _is_ratio(said: Quantity, one: Quantity, other: Quantity) -> bool:
    """Whether ``said`` is what ``one`` is divided by ``other``, as a number, a multiple or a percentage."""
    return one.base == other.base and _rounds(said, one.canonical, other.canonical)


def _rounds(said: Quantity, one: Decimal, other: Decimal) -> bool:
    whole = 100 if said.kind is QuantityKind.PERCENT else 1
    return bool(other) and abs(said.value - one / other * whole) <= _HUNDREDTH


def miscalculated(text: str, found: Sequence[Fact]) -> list[Fact]:
    """The results of the workings in ``text`` that are not the distance of what stands before them."""
    wrong: list[Fact] = []
    for match in _WORKING.finditer(text):
        inside = [f for f in found if match.start() < f.start and f.end <= match.end() and f.quantity is not None]
        sizes = [f.quantity.value for f in inside if f.quantity is not None]
        if len(sizes) == 3 and "÷" in match.group():
            one, other, said = (f.quantity for f in inside)
            if one and other and said and not _rounds(said, one.canonical, other.canonical):
                wrong.append(inside[2])
        elif len(sizes) == 3 and "−" in match.group() and abs(sizes[0] - sizes[1]) != sizes[2]:
            wrong.append(inside[2])
    return wrong


def turned_round(text: str, found: Sequence[Fact]) -> list[Fact]:
    """The facts that ``text`` sets in the wrong order: "A is higher than B: 9 against 12"."""
    wrong: list[Fact] = []
    for match in _ORDER.finditer(fold_aligned(text)):
        first = next((f for f in found if f.start >= match.start("pair") and _size(f) is not None), None)
        second = next((f for f in found if f.start >= match.end("pair") and _size(f) is not None), None)
        sizes = (_size(first) if first else None, _size(second) if second else None)
        if first is None or second is None or first.end > match.end("pair") or None in sizes:
            continue
        if (sizes[0] < sizes[1]) if match["more"] else (sizes[0] > sizes[1]):  # type: ignore[operator]
            wrong.append(first)
    return wrong


def _size(fact: Fact) -> Decimal | None:
    if fact.kind is FactKind.DATE:
        return Decimal(find_dates(fact.text)[0].date.toordinal())
    return fact.quantity.canonical if fact.quantity is not None else None
