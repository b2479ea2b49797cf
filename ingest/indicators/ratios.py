"""What a percent or a factor is of: a plan, the same period, the month before, the nation, or nothing told."""

from __future__ import annotations

import re

from index.quantities import QuantityKind
from ingest.indicators import lexicon as lx
from ingest.indicators.figure import Figure, Role

# "… kế hoạch năm và bằng" (142% so với cùng kỳ): what the sentence goes on with is no part of the plan's name.
_GOES_ON = re.compile(
    r"[\s(]*(?:(?:và|,|còn|nhưng)?\s*(?:chỉ\s+)?(?:bằng|đạt|tăng|giảm|gấp|vượt|là|(?:cao|thấp|nhiều|ít)\s+hơn(?:\s.*)?)|và|còn|nhưng)?[\s(,]*$"
)
_MAX_OVER = 25.0  # percent; more than that over or under "the plan 45%" is the plan itself
_SIGNED = re.compile(r"\s*\+?\s*")


def ratio_role(figure: Figure, piece: str) -> None:
    """A percent or factor: its base may stand behind it or before it; without one its verb decides."""
    after = figure.after
    plan = lx.PLAN_AFTER.match(after)
    more = None if plan else lx.MORE_THAN.search(figure.lead)
    before = None if plan or (more and not more["plan"]) else lx.PLAN_BEFORE.search(figure.lead)
    if more:
        figure.classes |= direction(more)
    if figure.bracketed and lx.PLAN_START.match(piece) and not plan:
        figure.role = Role.PLAN_VALUE
    elif lx.CAP.search(figure.lead) and not lx.TARGET.search(figure.lead):
        figure.role = Role.NONE
    elif national := _against_nation(figure):
        figure.role = national
    elif lx.CONTRIBUTION.search(figure.lead) or lx.AGAINST.search(figure.lead):
        figure.role = Role.NONE
    elif plan or before or (more and more["plan"]):
        named = after[plan.start("basis") :] if plan else more["plan"] if more else None
        _of_a_plan(figure, named or "", before)
    elif on_same_period(figure) or (more and (more["same"] or more["year"])) or lx.SAME_BEFORE.search(figure.lead):
        figure.role, figure.stated = Role.CHANGE, True
        change(figure, stated=True)
    elif (more and more["other"]) or lx.OTHER_BEFORE.search(figure.lead) or _on_other_base(figure):
        figure.role, figure.other = Role.NONE, True
    else:
        _unbased_role(figure, piece)


def _unbased_role(figure: Figure, piece: str) -> None:
    """A percent or factor with no stated base."""
    quantity, classes = figure.quantity, figure.classes
    if figure.bracketed and _SIGNED.fullmatch(piece) and (quantity.value < 0 or "+" in piece):
        figure.role = Role.CHANGE  # "12.650 tỷ đồng (-7,9%)"
    elif "exceed" in classes and quantity.kind is QuantityKind.PERCENT:
        figure.role, figure.amount = Role.PLAN, of_plan(figure)
    elif classes & {"up", "down"} and "result" not in classes:
        figure.role = Role.CHANGE
        change(figure, stated=False)
    elif quantity.kind is QuantityKind.PERCENT:
        figure.role = Role.VALUE


def direction(more: re.Match[str]) -> frozenset[str]:
    """The word class of the verb before a base: "cao hơn cùng kỳ 5%" is up."""
    named = {"up": "up", "down": "down", "over": "exceed", "as": "times" if more["as"] == "gấp" else "reach"}
    return frozenset(word for group, word in named.items() if more[group])


def _against_nation(figure: Figure) -> Role | None:
    """A national average is a comparison; how much a figure is over or under one is nothing to record."""
    against = lx.AGAINST_NATION.search(figure.lead)
    if figure.quantity.kind is not QuantityKind.PERCENT:
        return Role.NONE if against else None
    if against and not figure.bracketed and against["told"] is None:
        return Role.NONE
    if against or (figure.bracketed and lx.NATIONAL.search(figure.lead)):
        return Role.COMPARISON
    return None


def _on_other_base(figure: Figure) -> bool:
    """Against the month before, the start of the year …"""
    told = figure.classes & {"up", "down", "times", "reach"} or lx.IN_RESPECT.match(figure.after)
    return bool(told and lx.OTHER_AFTER.match(_based(figure)))


def _based(figure: Figure) -> str:
    """The words behind a figure from its base on: "41,2% về giá trị | so với tháng trước"."""
    return lx.IN_RESPECT.sub("", figure.after)


def _of_a_plan(figure: Figure, basis: str, before: re.Match[str] | None) -> None:
    """Percent of the plan named behind (``basis``) or ``before``; so many points over it are no share of it."""
    if figure.quantity.kind is QuantityKind.POINTS or _is_plans_own(figure):
        return
    if before:
        basis = basis or before["basis"]
        figure.classes |= {"exceed"} if before.group().startswith("vượt") else frozenset()
    basis = basis.partition("‹")[0]
    figure.role, figure.basis, figure.stated = Role.PLAN, _GOES_ON.sub("", basis).rstrip() or None, True
    figure.amount = of_plan(figure)


def _is_plans_own(figure: Figure) -> bool:
    """ "thấp hơn mục tiêu 45%" tells the target; "thấp hơn dự toán 6%" how much under it."""
    more = lx.MORE_THAN.search(figure.lead)
    if more is None or not more["plan"] or not (more["up"] or more["down"]):
        return False
    return figure.amount > _MAX_OVER or lx.SET_NAME.match(more["plan"]) is not None


def of_plan(figure: Figure) -> float:
    """Percent of plan on the base of 100: vượt 15,8% is 115,8; gấp 8 lần is 800."""
    amount = figure.amount
    if figure.quantity.kind is QuantityKind.FACTOR:
        return round(amount * 100, 6)
    if figure.classes & {"up", "exceed"}:
        return round(100 + amount, 6)
    return round(100 - amount, 6) if "down" in figure.classes else amount


def on_same_period(figure: Figure) -> bool:
    return bool(lx.SAME_AFTER.match(_based(figure)) or _base_year(figure))


def _base_year(figure: Figure) -> re.Match[str] | None:
    """The year that a change is told against."""
    bare = figure.quantity.kind is QuantityKind.FACTOR or lx.EQUALS.search(figure.lead)
    if bare and (year := lx.BARE_YEAR_AFTER.match(figure.after)):
        return year
    more = lx.MORE_THAN.search(figure.lead)
    return more if more and more["year"] else lx.YEAR_AFTER.match(_based(figure))


def change(figure: Figure, *, stated: bool) -> None:
    """Turns the amount into a percent change: bằng 142% is +42, giảm 5% is −5, gấp 1,5 lần is +50."""
    year = _base_year(figure)
    if year:
        figure.extra["base_year"], figure.base = int(year["year"]), year.group()
    classes = figure.classes
    if figure.quantity.kind is QuantityKind.FACTOR:
        if lx.VAGUE.search(figure.lead) or not classes & {"up", "times", "reach"}:
            figure.role = Role.NONE
        figure.amount = round((figure.amount - 1) * 100, 6)
    elif classes & {"down", "minus"}:
        figure.amount = -abs(figure.amount)
    elif "up" not in classes and stated:
        figure.amount = round(figure.amount - 100, 6)
    if figure.quantity.kind is QuantityKind.POINTS:
        figure.extra["yoy_is_points"] = True
