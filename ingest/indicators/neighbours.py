"""What a figure takes from the one before it: its base, its name, its sign."""

from __future__ import annotations

import re
from itertools import pairwise

from index.quantities import QuantityKind
from ingest.indicators import lexicon as lx
from ingest.indicators.figure import RATIOS, Figure, Role
from ingest.indicators.ratios import change, of_plan, on_same_period

_JOINED = re.compile(r"\s+(?:về\s+[^,;()\d]{1,30}?)?\s*và\s+(?:(?:tăng|giảm)\s+)?")
_SO_MUCH = re.compile(r"\s*\((?:(?:tương\s+(?:ứng|đương)|bằng|tăng|giảm|hay|tỷ\s+lệ|với)\s+)*[+\-−]?")


def settle_neighbours(figures: list[Figure], lower: str) -> None:
    """What a figure takes from the one before it.

    "giảm từ 21 hộ xuống còn 11 hộ": what it was before is no figure of its own, its name is the result's. "giảm 12 vụ
    (4,2%)" is a change by so many percent. "gấp 2,3 lần cùng kỳ, …, gấp 2,7 lần": the base goes on.
    """
    based: dict[str, Figure] = {}
    for figure in figures:
        told = _told_with(figure)
        if told and figure.stated:
            based[told] = figure
        elif told in based and not figure.after.strip(" .") and figure.role in {Role.NONE, Role.VALUE}:
            _on_base_of(figure, based[told])
    for before, after in pairwise(figures):
        if (
            before.role is Role.CHANGE
            and not before.stated
            and after.other
            and _JOINED.fullmatch(lower, before.quantity.end, after.quantity.start)
        ):
            before.role = Role.NONE  # "tăng 39% về lượng và 41% về giá trị so với tháng trước"
        if _by_so_much(before, after, lower):
            after.role, after.amount = Role.CHANGE, abs(after.amount) * (-1 if "down" in before.classes else 1)
            after.stated, after.changed = True, before.quantity.unit
        to = lx.TO.match(lower[before.quantity.end : after.quantity.start])
        if to and lx.FROM.search(before.lead) and before.quantity.kind is after.quantity.kind:
            before.role, after.role = Role.NONE, Role.VALUE
            after.subject = before.subject


def _told_with(figure: Figure) -> str | None:
    """The verb that a figure shares with others on the same base."""
    if figure.quantity.kind is QuantityKind.FACTOR and "times" in figure.classes:
        return "gấp"
    return "bằng" if figure.quantity.kind is QuantityKind.PERCENT and lx.EQUALS.search(figure.lead) else None


def _on_base_of(figure: Figure, earlier: Figure) -> None:
    figure.role, figure.basis, figure.stated = earlier.role, earlier.basis, True
    if earlier.role is Role.PLAN:
        figure.amount = of_plan(figure)
    elif earlier.role is Role.CHANGE:
        change(figure, stated=True)


def _by_so_much(before: Figure, after: Figure, lower: str) -> bool:
    """Whether ``after`` says in brackets by how much percent the amount of ``before`` is a change."""
    quantity = before.quantity
    if before.role is not Role.NONE or quantity.kind in RATIOS or not before.classes & {"up", "down"}:
        return False
    based = lx.OTHER_AFTER.match(before.after) and not on_same_period(before)
    gap = lower[quantity.end + len(before.after) : after.quantity.start]
    told = after.bracketed and after.quantity.kind is QuantityKind.PERCENT and _SO_MUCH.fullmatch(gap)
    return bool(told and not based and not before.other)
