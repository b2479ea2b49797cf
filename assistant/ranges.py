"""Ranges that a text tells ("từ 5 đến 10 năm", "dưới 15 km", "at least 60 years old"), and what lies in them.

A rule is given for a range and asked about for one case of it: a house used for 8 years falls under "Từ 5 đến 10 năm".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from assistant.shape import quantities
from index.aligned import fold_aligned
from index.quantities import Quantity, find_quantities
from index.units import QuantityKind

_AGE = "tuổi"
_DAYS_OF_MONTH = 30
_WITHOUT_DIMENSION = {QuantityKind.NUMBER, QuantityKind.ORDINAL}
_LONGEST_GAP = 30  # characters between the two ends of a range
_YEARS_OLD = re.compile(r"[-\s]years?[-\s]olds?\b", re.IGNORECASE)
_OF_AGE = re.compile(r"\s*(?:tuoi|old|of age)\b")

_LESS = r"(?:it|nho|thap|ngan|tre|hep|be|kem|nhe|re|som)"
# What stands right before an end of a range, or right behind it, folded; the first that fits holds.
_BEFORE = tuple(
    (low, is_open, re.compile(rf"(?:{words})\s*(?:(?:du|dat|la|khoang|about|of)\s+)?$"))
    for low, is_open, words in (
        (
            False,
            False,
            r"\b(?:khong (?:duoc )?(?:qua|vuot(?: qua)?|hon|lon hon|nhieu hon)|toi da|nhieu nhat|cao nhat|up to|at most"
            r"|(?:no|not) (?:more|longer|older|greater|higher) than|(?:not|n't) (?:exceed(?:ing)?|over)|maximum"
            r"|den (?:het|bang))|<=|≤",
        ),
        (
            True,
            False,
            r"\b(?:khong (?:duoi|it hon|thap hon|nho hon)|toi thieu|it nhat|thap nhat|at least|minimum"
            r"|(?:no|not) (?:less|fewer|younger|lower) than|(?:not|n't) (?:under|below))|>=|≥",
        ),
        (False, False, rf"\b(?:{_LESS} hon hoac bang|less than or equal to)"),
        (True, False, r"\b(?:\w+ hon hoac bang|(?:greater|more) than or equal to)"),
        (
            False,
            True,
            rf"\b(?:duoi|chua(?: (?:den|toi|du|qua|day))?|{_LESS} hon|under|below"
            r"|(?:less|fewer|younger|lower|shorter|narrower|smaller|lighter|cheaper) than)|<",
        ),
        (
            True,
            True,
            r"\b(?:tren|vuot(?: qua)?|qua|hon|(?:lon|cao|nhieu|dai) hon|over|above|beyond"
            r"|(?:more|longer|older|greater|higher|wider|larger|bigger|heavier) than|exceed(?:s|ed|ing)?)|>",
        ),
        (True, False, r"\b(?:tu|du|from|between)"),
        (False, False, r"\b(?:den|toi|to|till|until)"),
    )
)
# "từ 6 năm" says no range without its other end ("đến 8 năm", "trở lên"); without marks it may be "tù 6 năm".
_BEGINS = re.compile(r"\b(?:tu|from|between)\s*$")
_BEHIND_LOW = re.compile(r"\W{0,3}(?:tro len|do len|(?:or|and) (?:more|over|older|above|longer|higher|upwards))\b")
_BEHIND_HIGH = re.compile(
    r"\W{0,3}(?:tro xuong|do xuong|tro lai|(?:or|and) (?:less|under|younger|below|fewer|shorter))\b"
)
_TO = re.compile(
    r"\W*(?:tuoi\W*|years?\W*|old\W*)?(?:[-–—~÷]|\b(?:den|toi|to|and|va)\b)\s*"
    r"(?:(?:duoi|chua|chua den|het|du|bang|khong qua|less than|under)\s*){0,2}$"
)
_CLOSED_BY = re.compile(r"[;|\n]")


@dataclass(frozen=True, slots=True)
class Range:
    """All from ``low`` to ``high`` (``None``: no end) of ``dimension``, in its base unit ('m', 'đồng', 'tháng', …).

    An end that is ``open`` does not itself belong to it. A range of one value is a ``point``.
    """

    dimension: str
    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False

    @property
    def point(self) -> bool:
        """Whether it is one value."""
        return self.low is not None and self.low == self.high

    def holds(self, other: Range) -> bool:
        """Whether all of ``other`` lies in it."""
        return (
            self.dimension == other.dimension
            and not _lower(other.low, self.low, open_other=self.low_open and not other.low_open)
            and not _higher(other.high, self.high, open_other=self.high_open and not other.high_open)
        )

    def meets(self, other: Range) -> bool:
        """Whether some value lies in both."""
        return self.dimension == other.dimension and not (_ends_before(self, other) or _ends_before(other, self))


def _lower(value: Decimal | None, low: Decimal | None, *, open_other: bool) -> bool:
    """Whether something that begins at ``value`` begins before a range that begins at ``low``."""
    if low is None:
        return False
    return value is None or value < low or (value == low and open_other)


def _higher(value: Decimal | None, high: Decimal | None, *, open_other: bool) -> bool:
    if high is None:
        return False
    return value is None or value > high or (value == high and open_other)


def _ends_before(first: Range, second: Range) -> bool:
    if first.high is None or second.low is None:
        return False
    return first.high < second.low or (first.high == second.low and (first.high_open or second.low_open))


@lru_cache(maxsize=16384)
def find_ranges(text: str, language: str = "vi") -> tuple[Range, ...]:
    """Every quantity of ``text`` that has a unit, as the range that the words around it make of it, else as a point.

    >>> find_ranges("từ 2 m đến dưới 3,5 m")
    (Range(dimension='m', low=Decimal('2'), high=Decimal('3.5'), low_open=False, high_open=True),)
    """
    text = _YEARS_OLD.sub(" years old", text)
    folded = fold_aligned(text)
    found: list[Range] = []
    numbers = quantities(text) if language == "vi" else find_quantities(text, language)
    ends = [(q, *_measured(q, folded)) for q in numbers]
    position = 0
    while position < len(ends):
        quantity, dimension, value = ends[position]
        behind = ends[position + 1] if position + 1 < len(ends) else None
        if behind and _joined(quantity, behind[0], folded):
            dimension, value = (dimension, value) if dimension else _as(behind, quantity)
            if dimension == behind[1] and value <= behind[2]:
                low_open = _border(folded, quantity) == (True, True)
                high_open = _border(folded, behind[0]) == (False, True)
                found.append(Range(dimension, value, behind[2], low_open, high_open))
                position += 2
                continue
        if dimension:
            found.append(_one_ended(folded, quantity, dimension, value))
        position += 1
    return tuple(found)


def _measured(quantity: Quantity, folded: str) -> tuple[str, Decimal]:
    """The dimension of a quantity ('' where it has none) and its value in it; ages are in months."""
    if quantity.kind in _WITHOUT_DIMENSION or not quantity.base:
        return "", quantity.canonical
    base, value = quantity.base.partition("/")[0], quantity.canonical
    if base == _AGE:
        return _AGE, 12 * value
    if quantity.kind is QuantityKind.DURATION and _OF_AGE.match(folded, quantity.end):
        days = value / 86400 if base == "giây" else None
        return _AGE, days / _DAYS_OF_MONTH if days is not None else value
    return base, value


def _as(behind: tuple[Quantity, str, Decimal], bare: Quantity) -> tuple[str, Decimal]:
    """A bare low end in the unit of the high one: "from 3 to 5 years"."""
    quantity, dimension, value = behind
    return dimension, bare.value * (value / quantity.value if quantity.value else 1)


def _joined(low: Quantity, high: Quantity, folded: str) -> bool:
    """Whether two quantities are the ends of one range."""
    if low.bound == "low" and high.bound == "high":
        return True
    gap = folded[low.end : high.start]
    begins = _border(folded, low)
    return len(gap) <= _LONGEST_GAP and begins is not None and begins[0] and bool(_TO.fullmatch(gap))


def _border(folded: str, quantity: Quantity) -> tuple[bool, bool] | None:
    """What the words before a quantity make of it: whether it is a low end, and an open one."""
    before = _CLOSED_BY.split(folded[max(0, quantity.start - 28) : quantity.start])[-1]
    return next(((low, is_open) for low, is_open, words in _BEFORE if words.search(before)), None)


def _one_ended(folded: str, quantity: Quantity, dimension: str, value: Decimal) -> Range:
    border = _border(folded, quantity)
    unit = _OF_AGE.match(folded, quantity.end)
    end = unit.end() if unit else quantity.end
    if _BEHIND_LOW.match(folded, end):
        return Range(dimension, value, None, low_open=border == (True, True))
    if _BEHIND_HIGH.match(folded, end):
        return Range(dimension, None, value, high_open=border == (False, True))
    if border is None or _BEGINS.search(folded, 0, quantity.start):
        return Range(dimension, value, value)
    low, is_open = border
    return Range(dimension, value, None, low_open=is_open) if low else Range(dimension, None, value, high_open=is_open)


def agreement(asked: Sequence[Range], *texts: str) -> float:
    """How the ranges told suit what was ``asked``: 1 one of them holds it, -1 all shut it out, 0 none is told of it.

    Of ``texts``, nearest first, the first that tells a range of a dimension speaks for that dimension.

    >>> agreement(find_ranges("nhà ở 8 năm"), "Từ 5 đến 10 năm"), agreement(find_ranges("nhà ở 8 năm"), "Dưới 5 năm")
    (1.0, -1.0)
    """
    verdicts = [_verdict(one, texts) for one in asked]
    return min(verdicts, default=0.0) if any(v < 0 for v in verdicts) else max(verdicts, default=0.0)


def _verdict(asked: Range, texts: Iterable[str]) -> float:
    for text in texts:
        told = [r for r in find_ranges(text) if r.dimension == asked.dimension and not r.point]
        if told:
            return 1.0 if any(r.holds(asked) for r in told) else 0.0 if any(r.meets(asked) for r in told) else -1.0
    return 0.0
