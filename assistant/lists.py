"""Lists as they stand in a document: what a lead-in or an article's title announces, and the list an item belongs to.

A list may go on in the next passages, hold lists of its own, or have no lead-in but the heading above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from index.model import Passage, Unit, UnitKind

_GAP = 3  # characters of white space between lines that follow each other
_TITLE = 160  # characters of an article's title
_CLAUSE = 260  # characters of a numbered clause that is an item rather than a paragraph
_ANNOUNCED = 4000  # characters that a title may announce
_MARKS = (
    (re.compile(r"\s*\*{0,2}\s*\d{1,2}(?:\.\d{1,2})+\.?\s"), "1.1"),
    (re.compile(r"\s*\*{0,2}\s*\d{1,2}\s?\.\s?(?!\d)"), "1."),
    (re.compile(r"\s*\*{0,2}\s*\d{1,2}\)"), "1)"),
    (re.compile(r"\s*\*{0,2}\s*\(\d{1,2}\)"), "(1)"),
    (re.compile(r"\s*\*{0,2}\s*\([ivx]{1,4}\)", re.IGNORECASE), "(i)"),
    (re.compile(r"\s*\*{0,2}\s*[a-zđ]{1,2}\s?[).]\s"), "a)"),
    (re.compile(r"\s*\*{0,2}\s*(?:Bước|Trường hợp|Nhóm|Vùng|Khu vực) \d{1,2}\b", re.IGNORECASE), "Bước 1"),
    (re.compile(r"\s*[-–]\s?"), "-"),
    (re.compile(r"\s*\+\s?"), "+"),
    (re.compile(r"\s*[•*]\s"), "•"),
)
_LEADS = re.compile(r":\W*$")
_ENDS = re.compile(r"[.;:,…]\W*$")
# What sums up or turns to something else no longer belongs to what is quoted.
_TURNS = re.compile(
    r"\W*(?:Như vậy|Theo đó|Theo quy định|Do đó|Căn cứ|Lưu ý|Tóm lại|Bên cạnh đó|Ngoài ra|Đồng thời|Cùng với đó"
    r"|Trên đây|Tại )"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A unit in the order of its document, with the passage that holds it."""

    unit: Unit
    passage: Passage


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: ``head`` is the span of its lead-in or heading, if any; ``items`` are its lines in order."""

    head: tuple[int, int] | None
    items: tuple[Line, ...]

    @property
    def characters(self) -> int:
        """How long it is with its head, which may stand far above it."""
        headed = self.head[1] - self.head[0] if self.head else 0
        return headed + self.items[-1].unit.end - self.items[0].unit.start


def lines_of(passages: Iterable[Passage]) -> tuple[Line, ...]:
    """The units of some passages of one document, in text order, each once."""
    known = {unit.start: Line(unit, passage) for passage in passages for unit in passage.units}
    return tuple(known[start] for start in sorted(known))


def mark(text: str) -> str:
    """The kind of mark that an item begins with ("1.", "a)", "-"); empty where it has none.

    >>> mark("b) Bản sao giấy khai sinh")
    'a)'
    """
    return next((kind for pattern, kind in _MARKS if pattern.match(text)), "")


def is_title(text: str, unit: Unit) -> bool:
    """Whether a unit is the title of what is quoted below it ("Điều 9 … như sau:" / "Tổ chức, bộ máy")."""
    said = text[unit.start : unit.end]
    return (
        unit.kind is UnitKind.ITEM
        and unit.lead is not None
        and len(said) <= _TITLE
        and not (mark(said) or _ENDS.search(said))
    )


def announces(text: str, unit: Unit) -> bool:
    """Whether a unit leads in what follows: it ends with a colon, or is an article's title."""
    return bool(_LEADS.search(text[unit.start : unit.end])) or is_title(text, unit)


def announced(text: str, lines: Sequence[Line], at: int) -> tuple[Line, ...]:
    """The lines right behind ``lines[at]`` that have it, or one of themselves, for their lead-in or title."""
    start = lines[at].unit.start
    following = _adjoining(lines, at)
    led = tuple(takewhile(lambda line: line.unit.lead is not None and line.unit.lead[0] >= start, following))
    if not all(is_title(text, line.unit) for line in led) or not (led or is_title(text, lines[at].unit)):
        return led
    below = takewhile(lambda line: _goes_on(text, line, start), following[len(led) :])
    return led + tuple(below)


def _adjoining(lines: Sequence[Line], at: int) -> list[Line]:
    """The lines behind ``lines[at]`` as long as nothing between them is missing."""
    found: list[Line] = []
    end = lines[at].unit.end
    for line in lines[at + 1 :]:
        if line.unit.start - end > _GAP:
            break
        found.append(line)
        end = line.unit.end
    return found


def _goes_on(text: str, line: Line, start: int) -> bool:
    """Whether a line below a title still is of what it announces."""
    unit = line.unit
    said = text[unit.start : unit.end]
    if unit.kind is UnitKind.HEADING or unit.end - start > _ANNOUNCED:
        return False
    return bool(mark(said)) or unit.lead is not None or not (_TURNS.match(said) or _LEADS.search(said))


def listing(text: str, lines: Sequence[Line], at: int) -> Listing | None:
    """The list that ``lines[at]`` announces, or else the one that it belongs to."""
    unit = lines[at].unit
    below = announced(text, lines, at)
    if not below and unit.kind is UnitKind.HEADING:
        below = tuple(takewhile(lambda line: line.unit.kind is UnitKind.ITEM, _adjoining(lines, at)))
    if below and not (len(below) == 1 and is_title(text, below[0].unit)):
        return Listing((unit.start, unit.end), below)
    return _around(text, lines, at)


def _around(text: str, lines: Sequence[Line], at: int) -> Listing | None:
    """The item with its siblings, and with what stands below each of them."""
    unit = lines[at].unit
    kind = mark(text[unit.start : unit.end])
    if unit.kind is not UnitKind.ITEM or not (kind or unit.lead):
        return None

    def sibling(line: Line) -> bool:
        same = line.unit.lead == unit.lead and mark(text[line.unit.start : line.unit.end]) == kind
        return line.unit.kind is UnitKind.ITEM and same

    def within(line: Line) -> bool:
        if line.unit.kind is UnitKind.SENTENCE:  # what an item goes on with
            return line.unit.lead is not None and line.unit.lead == unit.lead
        return line.unit.kind is UnitKind.ITEM and line.unit.lead is not None and line.unit.lead != unit.lead

    first = at
    for before in range(at - 1, -1, -1):
        if lines[before + 1].unit.start - lines[before].unit.end > _GAP:
            break
        if sibling(lines[before]):
            first = before
        elif not within(lines[before]):
            break
    items = [lines[first]]
    for line in _adjoining(lines, first):
        nested = line.unit.lead is not None and line.unit.lead[0] >= items[0].unit.start
        if not sibling(line) and not (within(line) and (nested or line.unit.lead == unit.lead)):
            break
        items.append(line)
    if len(items) < 2 or lines[at] not in items:
        return None
    head = unit.lead or _head(text, lines, first)
    clauses = unit.lead is None and kind not in {"-", "+", "•"}
    if clauses and (head is None or max(len(text[i.unit.start : i.unit.end]) for i in items) > _CLAUSE):
        return None  # clauses of an article
    return Listing(head, tuple(items))


def _head(text: str, lines: Sequence[Line], first: int) -> tuple[int, int] | None:
    """The heading or title right above a list without a lead-in."""
    above = lines[first - 1].unit if first else None
    if above is None or lines[first].unit.start - above.end > _GAP:
        return None
    titled = above.kind is UnitKind.HEADING or announces(text, above)
    return (above.start, above.end) if titled else None
