"""Spreadsheets (.xlsx) and .csv: each block of filled cells is a table with its column heads."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from ingest.blocks import Block, BlockKind, ReadError, Source
from ingest.clean import clean_characters, tidy
from ingest.encodings import Piece, repair, repair_pieces
from ingest.paragraphs import table_blocks
from ingest.readers.package import check_package
from ingest.readers.text import decode
from ingest.readers.xls import workbook_of_xls
from ingest.tables import Table

MAX_CELLS = 500_000
MAX_COLUMNS = 500
_DELIMITERS = ",;\t|"

Row = tuple[str, ...]


def read_xlsx(data: bytes, name: str) -> Source:
    """The visible sheets of a workbook, values as shown. Raises ``ReadError`` for a damaged or too large file."""
    check_package(data, name, "workbook")
    try:
        book = load_workbook(io.BytesIO(data), data_only=True)
    except (InvalidFileException, KeyError, ValueError, TypeError, OSError, zipfile.BadZipFile, SyntaxError) as error:
        raise ReadError(name, "is not a readable workbook") from error
    return _source(book, name)


def read_xls(data: bytes, name: str) -> Source:
    """A workbook of Excel 97 to 2003, read as a newer one is. Raises ``ReadError`` as ``read_xlsx`` does."""
    if data.startswith(b"PK\x03\x04"):
        return read_xlsx(data, name)
    return _source(workbook_of_xls(data, name, most=4 * MAX_CELLS), name)


def _source(book: Workbook, name: str) -> Source:
    sheets = [s for s in book.worksheets if s.sheet_state == "visible"] or list(book.worksheets)
    if sum(s.max_row * s.max_column for s in sheets) > 4 * MAX_CELLS:
        raise ReadError(name, f"more than {MAX_CELLS} cells")
    blocks: list[Block] = []
    tables = 0
    for sheet in sheets:
        found = list(_tables(_sheet_rows(sheet, name), tables))
        tables += len({b.table for b in found} - {None})
        if found:
            blocks += [Block(BlockKind.HEADING, tidy(clean_characters(sheet.title)), level=2, strong=True), *found]
    if len(sheets) == 1:
        blocks = blocks[1:]  # "Sheet1" says nothing
    title = book.properties.title
    return Source(tuple(blocks), title=tidy(clean_characters(title)) if title else None)


def read_csv(data: bytes, name: str) -> Source:
    """A table of delimited text: comma, semicolon, tab or bar."""
    text = repair(decode(data, name)).replace("\x00", "")
    csv.field_size_limit(1_000_000)
    head = text[:20_000]
    try:
        delimiter = csv.Sniffer().sniff(head, _DELIMITERS).delimiter
    except csv.Error:
        delimiter = max(_DELIMITERS, key=head.count)
    rows: list[Row] = []
    cells = 0
    try:
        for raw in csv.reader(io.StringIO(text), delimiter=delimiter):
            cells += len(raw)
            if cells > MAX_CELLS or len(raw) > MAX_COLUMNS:
                raise ReadError(name, f"more than {MAX_CELLS} cells or {MAX_COLUMNS} columns")
            rows.append(tuple(_text(value) for value in raw))
    except csv.Error as error:
        raise ReadError(name, "is not readable as a table") from error
    return Source(tuple(_tables(_headed(rows), 0)))


def _sheet_rows(sheet: Any, name: str) -> list[Row]:
    """Rows of cells as text; a merged head stands over each of its columns, heads are marked bold."""
    if sheet.max_column > MAX_COLUMNS:
        raise ReadError(name, f"a sheet with more than {MAX_COLUMNS} columns")
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    for area in sheet.merged_cells.ranges:
        if (area.max_row - area.min_row + 1) * (area.max_col - area.min_col + 1) <= MAX_COLUMNS:
            merged.update(
                {(area.min_row, c): (area.min_row, area.min_col) for c in range(area.min_col, area.max_col + 1)}
            )
    cells = [list(row) for row in sheet.iter_rows()]
    vietnamese = any(isinstance(c.value, str) and not c.value.isascii() for row in cells[:200] for c in row)
    texts = repair_pieces(
        [Piece(_shown(c, vietnamese=vietnamese), c.font.name if c.has_style else None) for row in cells for c in row]
    )
    rows: list[list[str]] = []
    place: dict[tuple[int, int], str] = {}
    position = 0
    for row in cells:
        rows.append([])
        for cell in row:
            text, position = _text(texts[position]), position + 1
            place[cell.row, cell.column] = text = f"**{text}**" if text and cell.has_style and cell.font.b else text
            rows[-1].append(text or place.get(merged.get((cell.row, cell.column), (0, 0)), ""))
    wide = {row: len({origin for (r, _), origin in merged.items() if r == row}) for row, _ in merged}
    return [
        _title(tuple(row)) if wide.get(number) == 1 and len({c for c in row if c}) == 1 else tuple(row)
        for number, row in enumerate(rows, 1)
    ]


def _title(row: Row) -> Row:
    """A line merged over the sheet, once."""
    return (next(c for c in row if c), *("",) * (len(row) - 1))


def _shown(cell: Any, *, vietnamese: bool) -> str:
    """A cell's value as its number format shows it, in Vietnamese figures where the sheet is Vietnamese."""
    value = cell.value
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}" if value.time() == time() else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | float):
        return _figure(value, str(cell.number_format or "General").split(";")[0], vietnamese=vietnamese)
    return str(value)


def _figure(value: float, form: str, *, vietnamese: bool) -> str:
    percent = "%" in form
    number = value * 100 if percent else value
    decimals = re.search(r"0\.([0#]+)", form)
    if decimals:
        text = f"{number:,.{len(decimals[1])}f}"
        optional = len(decimals[1]) - len(decimals[1].rstrip("#"))
        text = text[: len(text) - optional] + text[len(text) - optional :].rstrip("0") if optional else text
    elif form == "General" or "0" not in form:
        text = f"{number:.10g}" if abs(number) < 1e10 else f"{number:.0f}"
    else:
        text = f"{number:,.0f}"
    if "," not in form:
        text = text.replace(",", "")
    text = text.rstrip(".") + ("%" if percent else "")
    return text.translate({ord(","): ".", ord("."): ","}) if vietnamese else text


def _text(value: str) -> str:
    return tidy(clean_characters(value)).replace("|", "¦").replace("*", "∗")


def _headed(rows: Sequence[Row]) -> list[Row]:
    """The first full row of delimited text marked as its head, where it holds names and no figures."""
    if rows and all(rows[0]) and not any(re.match(r"[-+]?\d", c) for c in rows[0]):
        return [tuple(f"**{c}**" for c in rows[0]), *rows[1:]]
    return list(rows)


def _tables(rows: Iterable[Row], before: int) -> Iterator[Block]:
    """Blocks of a sheet: runs of rows between empty ones; rows of a single cell around a table are running text."""
    group: list[Row] = []
    for row in [*rows, ()]:
        if any(row):
            group.append(row)
            continue
        while group and _single(group[0]):
            yield _line(group.pop(0))
        after: list[Row] = []
        while group and _single(group[-1]):
            after.insert(0, group.pop())
        if group:
            before += 1
            yield from table_blocks(Table(_narrowed(group)), before)
        yield from map(_line, after)
        group = []


def _single(row: Row) -> bool:
    return sum(map(bool, row)) == 1


def _line(row: Row) -> Block:
    text = next(c for c in row if c)
    return Block(BlockKind.PARAGRAPH, text.strip("*"), strong=text.startswith("**"))


def _narrowed(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Rows of one width, without the columns that are empty throughout."""
    width = max(map(len, rows))
    padded = [row + ("",) * (width - len(row)) for row in rows]
    kept = [i for i in range(width) if any(row[i] for row in padded)]
    return tuple(tuple(row[i] for i in kept) for row in padded)
