"""Blocks cut into units, the smallest citable pieces: sentences, list items with their lead-in, table rows with their
column heads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.model import Section, SectionKind, Unit, UnitKind
from ingest.blocks import BlockKind
from ingest.layout import QUOTED, Layout, Placed
from ingest.marks import RANK_ARTICLE, Mark, concludes
from ingest.sentences import sentence_spans
from ingest.structure import Outline

MAX_CONTEXT = 480
_PLAIN_RANK = 8.5
_LABEL_LENGTH = 80
_MEASURE = re.compile(r"^\(?\s*(?:Đơn vị(?: tính)?|ĐVT|Unit)\s*:", re.IGNORECASE)
_ISSUED_WITH = re.compile(r"^\(?\s*(?:ban hành\s+)?k[eè]m theo", re.IGNORECASE)
_ROW_NUMBER = re.compile(r"^(?:[IVXL]{1,6}|[A-Z]|\d{1,3}(?:\.\d{1,3})*|[a-zđ])[.)]?$")


@dataclass(frozen=True, slots=True)
class _Lead:
    """A block that ends in ":"; ``child`` is the rank of the items it leads, once the first of them is seen."""

    start: int
    end: int
    rank: float
    marked: bool
    child: float | None = None


@dataclass(slots=True)
class _TableState:
    number: int | None = None
    heads: list[tuple[str, ...]] = field(default_factory=list)
    caption: str = ""
    sections: list[tuple[int, str, str]] = field(default_factory=list)  # rank, number, name of section rows in force


def units_by_block(layout: Layout, found: Outline) -> list[tuple[Unit, ...]]:
    """The units of every placed block (none outside the quoted zones), in order; together they cover the block's
    text.
    """
    units: list[tuple[Unit, ...]] = []
    leads: list[_Lead] = []
    table = _TableState()
    for position, placed in enumerate(layout.placed):
        if placed.zone not in QUOTED:
            units.append(())
            leads.clear()
            continue
        mark = found.marks[position]
        if placed.block.kind is BlockKind.ROW:
            units.append((_row(layout, found, position, table, leads),))
            continue
        own_words = mark is None and layout.kind_line is None and concludes(placed.block)
        leads = [] if own_words else _leads_of(leads, mark, placed)
        headings = _headings(found, position)
        units.append(_block_units(layout.text, placed, mark, headings, leads))
        short_item = mark is not None and mark.list_item and mark.style in ("digit", "point")
        if placed.block.text.rstrip().endswith(":") or (short_item and len(placed.block.text) < _LABEL_LENGTH):
            leads.append(_Lead(placed.start, placed.end, mark.rank if mark else _PLAIN_RANK, mark is not None))
    return _join_labels(layout, units)


def _leads_of(leads: Sequence[_Lead], mark: Mark | None, placed: Placed) -> list[_Lead]:
    """The lead-ins still in force at a block."""
    kept = list(leads)
    rank = mark.rank if mark is not None else _PLAIN_RANK
    while kept:
        top = kept[-1]
        if mark is not None and not mark.list_item:
            kept.pop()
        elif top.child is None:
            if mark is not None and top.marked and rank <= top.rank:
                kept.pop()
                continue
            kept[-1] = _Lead(top.start, top.end, top.rank, top.marked, rank)
            break
        elif mark is None and top.child == _PLAIN_RANK and top.marked:
            break
        elif mark is None or rank < top.child or (top.child == _PLAIN_RANK and (not top.marked or rank <= top.rank)):
            kept.pop()
        else:
            break
    return kept


def _headings(found: Outline, position: int) -> list[Section]:
    """The headings above a block that say what it is about: its Điều, or the headings of a page; nearest last."""
    index = found.section_of[position]
    mark = found.marks[position]
    chain: list[Section] = []
    while index is not None:
        section = found.sections[index]
        if section.kind not in (SectionKind.CLAUSE, SectionKind.POINT):
            chain.append(section)
        index = section.parent
    if mark is not None and mark.kind not in (None, SectionKind.CLAUSE, SectionKind.POINT):
        chain = chain[1:]
    articles = [s for s in chain if s.kind is SectionKind.ARTICLE]
    return articles[:1] if articles else chain[:2][::-1]


def _title_of(section: Section) -> str:
    title = section.title.rstrip(" :")
    name = f"{section.label}. {title}" if section.label and title else title or section.label
    return name if len(name) <= 200 else name[: name.rfind(" ", 0, 200)] + "…"


def _context(parts: Sequence[str]) -> str:
    """Parts joined, each once; the nearest (last) ones kept where there is too much."""
    kept: list[str] = []
    length = 0
    for part in reversed([p.strip() for p in parts if p.strip()]):
        if any(part.rstrip(" :.") == k.rstrip(" :.") for k in kept):
            continue
        if length + len(part) > MAX_CONTEXT and kept:
            break
        kept.append(part[:MAX_CONTEXT])
        length += len(part) + 1
    return " ".join(p if p[-1] in ".:;?!…" else p + "." for p in reversed(kept))


def _block_units(
    text: str, placed: Placed, mark: Mark | None, headings: Sequence[Section], leads: Sequence[_Lead]
) -> tuple[Unit, ...]:
    heading = (
        mark is not None
        and not mark.list_item
        and (mark.style != "article" or (len(mark.rest) < 160 and not mark.rest.endswith(".")))
    )
    lead = leads[-1] if leads else None
    parts = [_title_of(s) for s in headings]
    if mark is not None and not mark.list_item and mark.rank <= RANK_ARTICLE and heading:
        parts = parts[-1:]
    context = _context([*parts, *(text[x.start : x.end] for x in leads)])
    span = (lead.start, lead.end) if lead is not None else None
    if heading:
        return (Unit(placed.start, placed.end, UnitKind.HEADING, context, span),)
    kind = UnitKind.ITEM if mark is not None or lead is not None else UnitKind.SENTENCE
    found: list[Unit] = []
    for start, end in sentence_spans(text[placed.start : placed.end]):
        found.append(
            Unit(placed.start + start, placed.start + end, kind if not found else UnitKind.SENTENCE, context, span)
        )
    if mark is not None and len(found) > 1 and mark.list_item:
        found = _short_label_joined(text, found)
    return tuple(found)


def _short_label_joined(text: str, units: list[Unit]) -> list[Unit]:
    """An item's label ("1. Phạm vi.") says too little alone: it goes with the sentence after it."""
    first, second = units[0], units[1]
    if first.end - first.start >= 40:
        return units
    return [Unit(first.start, second.end, first.kind, first.context, first.lead), *units[2:]]


def _join_labels(layout: Layout, units: list[tuple[Unit, ...]]) -> list[tuple[Unit, ...]]:
    """A label line ("Vốn đầu tư:") and the value line under it become one unit, kept with the label."""
    for position in range(len(units) - 1):
        label, value = units[position], units[position + 1]
        if len(label) != 1 or len(value) != 1:
            continue
        first, second = layout.placed[position].block, layout.placed[position + 1].block
        if (
            BlockKind.ROW in (first.kind, second.kind)
            or not first.text.endswith(":")
            or len(first.text) > _LABEL_LENGTH
        ):
            continue
        plain = (
            value[0].kind in (UnitKind.SENTENCE, UnitKind.ITEM)
            and second.text[:1] not in "-+•*"
            and not re.match(r"^(?:\d+|[a-zđ])[.)]\s", second.text)
        )
        if (
            plain
            and len(second.text) <= _LABEL_LENGTH
            and re.search(r"\d", second.text)
            and not second.text.endswith(":")
        ):
            units[position] = (Unit(label[0].start, value[0].end, UnitKind.ITEM, label[0].context, label[0].lead),)
            units[position + 1] = ()
    return units


def _row(layout: Layout, found: Outline, position: int, table: _TableState, leads: Sequence[_Lead]) -> Unit:
    """A table row; its context is caption, unit of measure, the section rows above it and its column heads, in the
    order of its cells.
    """
    placed = layout.placed[position]
    block = placed.block
    if block.table != table.number or position == 0 or layout.placed[position - 1].block.kind is not BlockKind.ROW:
        table.number, table.heads, table.sections = block.table, [], []
        table.caption = _caption(layout, found, position, leads)
    lead = leads[-1] if leads else None
    span = (lead.start, lead.end) if lead is not None else None
    if block.head:
        table.heads.append(block.cells)
        return Unit(placed.start, placed.end, UnitKind.ROW, _context([table.caption]), span)
    number, name = _number_and_name(block.cells)
    above = _sections_above(table, number)
    section_row = bool(name) and _is_section_row(block.cells, number)
    heads = (
        ""
        if section_row
        else " | ".join(h for column, cell in enumerate(block.cells) if cell and (h := _head(table.heads, column)))
    )
    context = _context([table.caption, *(text for _, _, text in above), heads])
    if section_row:
        table.sections = [*above, (_row_rank(number), number, f"{number} {name}".strip() if number else name)]
    elif number and "." not in number:
        table.sections = [*above, (_row_rank(number), number, "")]
    return Unit(placed.start, placed.end, UnitKind.ROW, context, span)


def _caption(layout: Layout, found: Outline, position: int, leads: Sequence[_Lead]) -> str:
    """What the table is of: headings, lead-in, the line above it and the unit of measure."""
    parts = [_title_of(s) for s in _headings(found, position)]
    parts += [layout.text[x.start : x.end] for x in leads[-1:]]
    for placed in layout.placed[max(0, position - 2) : position]:
        block = placed.block
        if (
            placed.zone in QUOTED
            and not _ISSUED_WITH.match(block.text)
            and (
                _MEASURE.match(block.text)
                or (placed.end + 3 >= layout.placed[position].start and len(block.text) < 200)
            )
        ):
            parts.append(block.text)
    return _context(parts)


def _head(heads: Sequence[tuple[str, ...]], column: int) -> str:
    names: list[str] = []
    for row in heads:
        name = row[column] if column < len(row) else ""
        if not name and row is heads[0] and len(heads) > 1:  # a head that spans the columns to its right
            name = next((row[c] for c in range(min(column, len(row) - 1), -1, -1) if row[c]), "")
        if name and name not in names:
            names.append(name)
    return " – ".join(names)


def _number_and_name(cells: Sequence[str]) -> tuple[str, str]:
    first = cells[0] if cells else ""
    if _ROW_NUMBER.match(first):
        return first.rstrip(".)"), next((c for c in cells[1:] if c), "")
    return "", first or next((c for c in cells if c), "")


def _is_section_row(cells: Sequence[str], number: str) -> bool:
    filled = sum(bool(c) for c in cells)
    return filled <= (2 if number else 1) < len(cells)


def _row_rank(number: str) -> int:
    if not number:
        return 0
    if number.isdigit():
        return 2
    return 3 + number.count(".") if "." in number else 1 if number.isupper() else 4


def _sections_above(table: _TableState, number: str) -> list[tuple[int, str, str]]:
    """Section rows in force for a row with this number: a row of the same or a higher level ends them; a row without
    number stands under all.
    """
    if not number:
        return [s for s in table.sections if s[1]] if any(s[1] for s in table.sections) else []
    rank = _row_rank(number)
    return [
        s
        for s in table.sections
        if s[0] < rank and ("." not in number or not s[1].isdigit() or number.startswith(s[1] + "."))
    ]
