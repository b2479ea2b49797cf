"""The figures of a table row that are of one dimension: under its column's head, with their own unit, or by what a
table of places without heads holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from assistant.cells import Cell, cells
from assistant.dimension import Dimension
from assistant.evidence import Evidence
from index.model import Unit, UnitKind
from index.places import find_places
from index.quantities import Quantity, find_quantities
from index.text import fold
from index.units import QuantityKind

_BARE = {QuantityKind.NUMBER, QuantityKind.COUNT}
_ORDINAL = re.compile(r"\s*(?:\d{1,3}|[ivx]{1,5})(?:\.\d{1,3})*\.?\s*")
_NUMBER = re.compile(r"\s*[+\-−]?\s?\d[\d.,]*\s?%?\s*")
_MEASURED = re.compile(r"\b(?:(?:trieu|ty|nghin) dong|vnd|usd|ty le|%|doanh nghiep|kinh phi|von|san luong|hoc sinh)\b")
# Provinces of Vietnam: square kilometres, people, people per square kilometre, with room on both sides.
_AREA = (Decimal(500), Decimal(30_000))
_PEOPLE = (Decimal(200_000), Decimal(20_000_000))
_DENSITY = (Decimal(25), Decimal(8_000))
_TWO_MEASURES = re.compile(r"\b(?P<stem>\w+(?: \w+){1,4}) (?P<one>\w+) va (?P=stem) (?P<other>\w+)\b")
_LEAST_ROWS = 3
_SPOILT = 1  # rows that a slip of writing may spoil


@dataclass(frozen=True, slots=True)
class RowFigure:
    """A quantity at its place in the row; ``head`` of its column and ``label`` of its row may be empty. ``heads`` are
    those of all figures of the row.
    """

    quantity: Quantity
    told: bool
    head: str
    label: str
    heads: tuple[str, ...] = ()


def row_figures(evidence: Evidence, dimension: Dimension) -> list[RowFigure]:
    """The figures of a row that are of ``dimension``.

    Numbers in a cell of words belong to a name ("Khối 6") unless they count what is asked for; of bare numbers only
    those count whose column is known, or the only one.
    """
    text, unit = evidence.text, evidence.unit
    spans = _spans(text)
    headed = cells(unit.context, text) if spans else None
    label = next((text[a:b] for a, b in spans if sum(c.isalpha() for c in text[a:b]) > 1), "").strip()
    bare = [n for n, (a, b) in enumerate(spans) if _NUMBER.fullmatch(text[a:b]) and not _is_ordinal(text, spans, n)]
    unheaded = None if headed else _unheaded(evidence, len(bare))
    if headed is None and unheaded is None and len(bare) == 2:
        headed = _announced(unit.context, [text[a:b] for a, b in spans], bare)
    if headed is None and unheaded is None and len(bare) > 1:
        headed = _heads_above(evidence, [text[a:b] for a, b in spans], bare)
    heads = tuple(headed[n].head for n in bare) if headed and len(headed) == len(spans) else ()
    unit_of_row = next((text[a:b].strip() for a, b in spans if _is_unit(text[a:b])), "")
    found: list[RowFigure] = []
    for position, (start, end) in enumerate(spans):
        cell = headed[position] if headed and len(headed) == len(spans) else None
        if position in bare:
            if unit_of_row and (cell is None or not cell.unit):
                cell = Cell(cell.head if cell else "", text[start:end].strip(), unit_of_row)
            quantity = _bare(text, (start, end), cell, dimension, unheaded[bare.index(position)] if unheaded else None)
            alone = len(bare) == 1 and dimension.kind is QuantityKind.MONEY
            told = quantity is not None and (unheaded is not None or (cell is not None and _tells(dimension, cell)))
            if quantity is not None and (told or alone):
                found.append(RowFigure(quantity, told, cell.head if cell else "", label, heads))
        else:
            inside = text[start:end]
            found += [
                RowFigure(_at(q, start), True, cell.head if cell else "", label)
                for q in find_quantities(inside)
                if q.unit is not None and dimension.kind is not None and dimension.fits(q, inside)
            ]
    return found


def _spans(text: str) -> list[tuple[int, int]]:
    """Where the cells of a row stand."""
    borders = [-1, *(m.start() for m in re.finditer(r"\|", text)), len(text)]
    found = [(a + 1, b) for a, b in pairwise(borders)]
    return [(a, b) for a, b in found if text[a:b].strip()] if len(found) > 1 else []


def _announced(context: str, row: Sequence[str], bare: Sequence[int]) -> list[Cell] | None:
    """The cells of a row without heads whose lead-in tells what its two figures are: "mức thu ngày và mức thu đêm"."""
    told = list(_TWO_MEASURES.finditer(fold(context)))
    if not told:
        return None
    heads = dict(zip(bare, (f"{told[-1]['stem']} {told[-1][side]}" for side in ("one", "other")), strict=True))
    return [Cell(heads.get(n, ""), value.strip(), "") for n, value in enumerate(row)]


def _heads_above(evidence: Evidence, row: Sequence[str], bare: Sequence[int]) -> list[Cell] | None:
    """The cells of a row under the last row above it that has words alone, one cell of them for each of its figures."""
    text = evidence.candidate.document.text
    above = [text[u.start : u.end] for u in _table(evidence) if u.end <= evidence.unit.start]
    spelt = next((r for r in reversed(above) if not any(c.isdigit() for c in r)), "")
    heads = dict(zip(bare, (spelt[a:b].strip() for a, b in _spans(spelt)), strict=False))
    if len(_spans(spelt)) != len(bare):
        return None
    return [Cell(heads.get(n, ""), value.strip(), "") for n, value in enumerate(row)]


def _is_unit(cell: str) -> bool:
    """Whether a cell says nothing but what the others are counted in: "Đồng/lần"."""
    read = find_quantities(f"1 {cell.strip()}") if not any(c.isdigit() for c in cell) else []
    return len(read) == 1 and read[0].kind not in _BARE and cell.strip()[:1].isalpha()


def _is_ordinal(text: str, spans: Sequence[tuple[int, int]], position: int) -> bool:
    """Whether a cell only numbers the row: the first one, short, before others."""
    return position == 0 and len(spans) > 1 and bool(_ORDINAL.fullmatch(fold(text[slice(*spans[0])])))


def _bare(  # noqa: PLR0911 (one return for each kind of column)
    text: str, span: tuple[int, int], cell: Cell | None, dimension: Dimension, known: QuantityKind | str | None
) -> Quantity | None:
    """The bare number of a cell as a figure of ``dimension``, ``None`` where its column is of another one."""
    found = find_quantities(text[slice(*span)])
    if len(found) != 1:
        return None
    quantity = _at(found[0], span[0])
    people = dimension.kind is QuantityKind.COUNT and dimension.tells is not None
    if known is not None:
        if known == "people":
            return replace(quantity, unit="người", kind=QuantityKind.COUNT, base="người") if people else None
        return _in_unit(quantity, "km2") if dimension.kind is known else None
    if cell is None or quantity.kind not in _BARE:
        return quantity if dimension.kind is quantity.kind else None
    counted = find_quantities(f"{cell.value} {cell.unit}") if cell.unit else []
    if counted and counted[0].kind not in _BARE:
        return _in_unit(quantity, cell.unit) if counted[0].kind is dimension.kind else None
    if dimension.kind is QuantityKind.COUNT and dimension.told(cell.head):
        unit = "người" if people else cell.unit or None
        return replace(quantity, unit=unit, kind=QuantityKind.COUNT, base=unit)
    if dimension.kind is QuantityKind.MONEY and (quantity.canonical >= 10**7 or dimension.told(cell.head)):
        return replace(quantity, unit="đồng", kind=QuantityKind.MONEY, base="đồng") if not cell.unit else None
    return None


def _tells(dimension: Dimension, cell: Cell) -> bool:
    return dimension.told(f"{cell.head} {cell.unit}")


def _in_unit(quantity: Quantity, unit: str) -> Quantity | None:
    """The same number counted in ``unit``, whose own place in the text stays that of the number."""
    read = find_quantities(f"{_digits(quantity)} {unit}")
    return replace(read[0], start=quantity.start, end=quantity.end) if len(read) == 1 else None


def _digits(quantity: Quantity) -> str:
    return f"{quantity.value:f}".replace(".", ",")


def _at(quantity: Quantity, offset: int) -> Quantity:
    return replace(quantity, start=quantity.start + offset, end=quantity.end + offset)


def _unheaded(evidence: Evidence, columns: int) -> tuple[QuantityKind | str, QuantityKind | str] | None:
    """What the two columns of a table of provinces without heads are: its area, then its people.

    Such tables are published everywhere; that this is one is told by every row: a province, square kilometres and
    people of which each is possible and which make a possible density. A table whose surroundings name another measure
    is none.
    """
    document, unit = evidence.candidate.document, evidence.unit
    if columns != 2 or _MEASURED.search(fold(f"{unit.context} {evidence.candidate.passage.passage.section or ''}")):
        return None
    rows = [_province(document.text[u.start : u.end]) for u in _table(evidence)]
    sure = len(rows) >= _LEAST_ROWS and rows.count(False) <= _SPOILT and _province(evidence.text)
    return (QuantityKind.AREA, "people") if sure else None


def _table(evidence: Evidence) -> list[Unit]:
    """The rows around a row that have its heads."""
    units, context = evidence.candidate.passage.passage.units, evidence.unit.context
    return [u for u in units if u.kind is UnitKind.ROW and u.context == context]


def _province(row: str) -> bool:
    parts = [row[a:b].strip() for a, b in _spans(row)]
    if parts and _ORDINAL.fullmatch(fold(parts[0])):
        parts = parts[1:]
    if len(parts) != 3:
        return False
    places = [m.place for m in find_places(parts[0])]
    sizes = [find_quantities(part) for part in parts[1:]]
    if not any(p.kind == "province" for p in places) or any(len(found) != 1 for found in sizes):
        return False
    area, people = sizes[0][0].canonical, sizes[1][0].canonical
    possible = (
        _AREA[0] <= area <= _AREA[1] and _PEOPLE[0] <= people <= _PEOPLE[1] and people == people.to_integral_value()
    )
    return possible and _DENSITY[0] <= people / area <= _DENSITY[1]
