"""Test sets from spreadsheets: a template that a person fills in, and its rows as JSON Lines.

A spreadsheet writes numbers its own way: a cell that holds 0.89 and shows 89% is read as it is shown.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from index.text import fold, nfc

MOST_BYTES = 20_000_000
MOST_UNPACKED = 200_000_000
MOST_ROWS = 20_000
SEPARATOR = "|"
ENCODINGS = ("utf-8-sig", "utf-16")

# Column: (Vietnamese head, what goes in, an example)
COLUMNS: Mapping[str, tuple[str, str, str]] = {
    "question": ("Câu hỏi", "bắt buộc · required", "Thu ngân sách quận 9 tháng năm 2024 đạt bao nhiêu?"),
    "lang": ("Ngôn ngữ", "vi, vi-nodiacritics, en", "vi"),
    "type": ("Loại", "figure, date, entity, list, condition, comparison", "figure"),
    "answerable": ("Có lời đáp", "có/không · yes/no", "có"),
    "answer": ("Đáp án", "câu trả lời đúng · the right answer", "2.511 tỷ đồng"),
    "accepted": ("Chấp nhận", "một trong các cách viết, cách nhau bằng | · any of these", "2.511 | 2,511"),
    "doc": ("Văn bản", "tên tệp, nhiều tệp cách nhau bằng | · file names", "bao-cao-9-thang.pdf"),
    "also_docs": ("Văn bản khác cũng đúng", "tên tệp khác cùng nội dung · other files that say so", ""),
    "evidence": (
        "Bằng chứng",
        "nguyên văn trong văn bản, nhiều đoạn cách nhau bằng |",
        "thu ngân sách đạt 2.511 tỷ đồng",
    ),
    "note": ("Ghi chú", "", ""),
}
_HEADS = {fold(name): name for name in COLUMNS} | {fold(head): name for name, (head, _, _) in COLUMNS.items()}
_YES = {"co", "yes", "true", "1", "x", "dung"}
_NO = {"khong", "no", "false", "0", "sai"}


class TableError(ValueError):
    """A spreadsheet that cannot be read; one line, naming the file and the row."""


def write_template(path: Path) -> None:
    """Write an empty table with its heads, what each column wants, and an example.

    Raises:
        TableError: the name ends in neither .csv nor .xlsx.
    """
    rows = [[head for head, _, _ in COLUMNS.values()], [f"# {hint}" for _, hint, _ in COLUMNS.values()]]
    rows.append([example for _, _, example in COLUMNS.values()])
    if _kind(path) == "csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:  # the mark tells Excel that it is UTF-8
            csv.writer(file).writerows(rows)
        return
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for column in sheet.iter_cols(min_row=1, max_row=1000, max_col=len(COLUMNS)):
        for cell in column:
            cell.number_format = "@"  # text: "89%" stays what was typed
        column[0].font = Font(bold=True)
        column[1].font = Font(italic=True, color="666666")
        sheet.column_dimensions[column[0].column_letter].width = 28
    sheet.freeze_panes = "A2"
    book.save(path)


def read_table(path: Path) -> list[dict[str, object]]:
    """The rows of a filled-in template as rows of a test set.

    Raises:
        TableError: it cannot be read, lacks the question column, or a row has a value that does not fit.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise TableError(f"{path.name}: larger than {MOST_BYTES // 1_000_000} MB")
        cells = _read_csv(path) if _kind(path) == "csv" else _read_xlsx(path)
        return list(_rows(cells, path.name))
    except OSError as error:
        raise TableError(f"{path.name}: {error.strerror or 'cannot be read'}") from error


def _kind(path: Path) -> str:
    kind = path.suffix.lower().lstrip(".")
    if kind not in ("csv", "xlsx"):
        raise TableError(f"{path.name}: .csv or .xlsx")
    return kind


def _rows(cells: Iterator[Sequence[str]], name: str) -> Iterator[dict[str, object]]:
    heads = [_HEADS.get(fold(cell)) for cell in next(cells, ())]
    if "question" not in heads:
        raise TableError(f"{name}: row 1: no column {COLUMNS['question'][0]!r} (question)")
    count = 0
    for number, row in enumerate(cells, 2):
        found = {head: value for head, value in zip(heads, row, strict=False) if head and value}
        if not found or str(found.get("question", "")).startswith("#"):
            continue
        count += 1
        if count > MOST_ROWS:
            raise TableError(f"{name}: more than {MOST_ROWS} rows")
        yield _row(found, name, number)


def _row(found: Mapping[str, str], name: str, number: int) -> dict[str, object]:
    if "question" not in found:
        raise TableError(f"{name}: row {number}: no question")
    row: dict[str, object] = {"id": f"row-{number}"}
    for column, value in found.items():
        parts = [part for part in (p.strip() for p in value.split(SEPARATOR)) if part]
        if column == "answerable":
            row[column] = _truth(value, name, number)
        elif column in ("accepted", "also_docs"):
            row[column] = parts
        elif column in ("doc", "evidence"):
            row[column] = parts if len(parts) > 1 else value
        else:
            row[column] = value
    return row


def _truth(value: str, name: str, number: int) -> bool:
    word = fold(value)
    if word not in _YES | _NO:
        raise TableError(f"{name}: row {number}: {COLUMNS['answerable'][0]}: {value!r} is neither yes nor no")
    return word in _YES


def _read_csv(path: Path) -> Iterator[Sequence[str]]:
    content = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
            break
        except UnicodeError:
            continue
    else:
        raise TableError(f"{path.name}: not UTF-8 text; save it as CSV UTF-8")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)  # Excel writes what its region uses
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [nfc(cell).strip() for cell in row]
    except csv.Error as error:
        raise TableError(f"{path.name}: {error}") from error


def _read_xlsx(path: Path) -> Iterator[Sequence[str]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile as error:
        raise TableError(f"{path.name}: not an XLSX file") from error
    if unpacked > MOST_UNPACKED:
        raise TableError(f"{path.name}: unpacks to more than {MOST_UNPACKED // 1_000_000} MB")
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=len(COLUMNS) + 20):
            yield [shown(cell) for cell in row]
    except Exception as error:  # openpyxl raises whatever a damaged part makes it stumble over; reported as one line
        raise TableError(f"{path.name}: not an XLSX table ({type(error).__name__})") from error


def shown(cell: Any) -> str:
    """The value of a cell as its reader sees it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | float):
        if "%" in str(cell.number_format):
            return f"{100 * value:.10g}%".replace(".", ",")
        return f"{value:.15g}".replace(".", ",")
    return nfc(str(value)).strip()
