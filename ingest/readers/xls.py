"""Workbooks of Excel 97 to 2003 (.xls) as openpyxl's: values, number formats, bold heads, merged cells."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import xlrd
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils.exceptions import IllegalCharacterError

from ingest.blocks import ReadError

_NO_TITLE = re.compile(r"[\\*?:/\[\]\x00-\x1f]")  # what openpyxl takes in no sheet's name


def workbook_of_xls(data: bytes, name: str, *, most: int) -> Workbook:
    """The workbook; sheets of more than ``most`` cells in all are refused.

    Raises ``ReadError`` where it is locked, damaged or too large.
    """
    try:
        with Path(os.devnull).open("w", encoding="utf-8") as log:
            source = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=log)
    except Exception as error:
        locked = "encrypt" in str(error).lower()
        raise ReadError(name, "is locked with a password" if locked else "is not a readable workbook") from error
    if sum(sheet.nrows * sheet.ncols for sheet in source.sheets()) > most:
        raise ReadError(name, f"more than {most} cells")
    book = Workbook()
    book.remove(book.active)
    for sheet in source.sheets():
        made = book.create_sheet(_NO_TITLE.sub(" ", sheet.name)[:31])
        made.sheet_state = "visible" if sheet.visibility == 0 else "hidden"
        for row in range(sheet.nrows):
            for column in range(sheet.row_len(row)):
                _copy(source, sheet.cell(row, column), made, (row + 1, column + 1))
        for low, high, left, right in sheet.merged_cells:
            made.merge_cells(start_row=low + 1, end_row=high, start_column=left + 1, end_column=right)
    return book


def _copy(source: Any, cell: Any, sheet: Any, place: tuple[int, int]) -> None:
    value = _value(cell, source.datemode)
    if value is None:
        return
    try:
        made = sheet.cell(*place, value)
    except IllegalCharacterError:
        made = sheet.cell(*place, "".join(c for c in str(value) if c.isprintable()))
    made.data_type = "s" if isinstance(value, str) else made.data_type  # a text that begins with "=" is no formula
    style = source.xf_list[cell.xf_index] if cell.xf_index is not None else None
    if style is None:
        return
    form = source.format_map.get(style.format_key)
    if form is not None and not isinstance(value, datetime | str):
        made.number_format = form.format_str
    font = source.font_list[style.font_index]
    if font.bold or font.name:
        made.font = Font(name=font.name, bold=bool(font.bold))


def _value(cell: Any, datemode: int) -> str | float | bool | datetime | None:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value) or None
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return int(cell.value) if float(cell.value).is_integer() else float(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, datemode)  # type: ignore[no-any-return]
        except (xlrd.xldate.XLDateError, OverflowError, ValueError):
            return float(cell.value)
    return None
