"""A figure of a sentence: its quantity, the part it plays in a record, and the words around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from index.quantities import Quantity, QuantityKind

RATIOS = frozenset({QuantityKind.PERCENT, QuantityKind.POINTS, QuantityKind.FACTOR})


class Role(Enum):
    """The part a figure plays in a record."""

    VALUE = auto()
    PLAN = auto()  # percent of plan, as 100-based
    CHANGE = auto()  # percent change on the same period
    PLAN_VALUE = auto()
    COMPARISON = auto()  # a bracketed national average
    NONE = auto()


@dataclass(frozen=True, slots=True)
class Subject:
    """A candidate name at ``text[start:end]``."""

    start: int
    end: int


@dataclass(slots=True)
class Figure:
    """A quantity with its role and amount, the name that stands before it, and the words between."""

    quantity: Quantity
    role: Role
    amount: float
    subject: Subject | None
    classes: frozenset[str]
    lead: str  # lower-case text since the last figure
    after: str  # lower-case text to the next separator
    piece: str = ""  # lower-case text since the last separator
    bracketed: bool = False
    named: bool = False  # proper names follow
    basis: str | None = None
    stated: bool = False  # its base of comparison is told
    base: str | None = None  # the year told against, or the part of one: "tháng 6/2022"
    other: bool = False  # … and is neither a plan nor the same period
    changed: str | None = None  # the unit of the amount that it says the percent of
    extra: dict[str, object] = field(default_factory=dict)
