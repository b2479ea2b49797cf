"""Tables that leave the program: CSV and XLSX in which nothing is a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

# What Excel, LibreOffice and Google Sheets take for the beginning of a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL = 32_767  # characters, Excel's limit
# XML 1.0 cannot carry these.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as the system's code page


def inert(value: object) -> object:
    """A cell that no spreadsheet evaluates; numbers stay numbers.

    >>> inert("=1+1"), inert(-5)
    ("'=1+1", -5)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The table as CSV with a header, lines ended by LF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([inert(value) for value in row] for row in rows)
    return out.getvalue()


def xlsx(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], widths: Sequence[int] = ()) -> bytes:
    """The table as a workbook of one sheet, its header frozen and filterable; ``widths`` are in characters."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", title)[:31])
    sheet.freeze_panes = "A2"
    for position, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    head = [WriteOnlyCell(sheet, value=name) for name in columns]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    count = 1
    for row in rows:
        sheet.append([_cell(value) for value in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(value: object) -> object:
    return inert(_CONTROL.sub("", value)[:_LONGEST_CELL]) if isinstance(value, str) else value
