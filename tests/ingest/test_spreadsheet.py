"""Workbooks and delimited text: every cell can be found under its heads and cited."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from index.model import UnitKind
from ingest.blocks import BlockKind, ReadError
from ingest.parse import parse_file
from ingest.readers import read

DATA = Path(__file__).parent.parent / "data"


def test_cells_are_cited_under_their_heads() -> None:
    parsed = parse_file(DATA / "thu-ngan-sach.xlsx", DATA, "default")
    text = parsed.document.text
    rows = [u for p in parsed.passages for u in p.units if u.kind is UnitKind.ROW]
    row = next(u for u in rows if "Thu khác" in text[u.start : u.end])
    assert text[row.start : row.end] == "Thu khác | 1.240,5 | 1.284 | 103,5%"
    for head in ("Chỉ tiêu", "Quý III", "Kế hoạch", "Thực hiện", "So với kế hoạch"):
        assert head in row.context
    assert "Đông Thượng | 136" in text
    assert "Danh sách thôn" in text


def test_values_are_read_as_shown() -> None:
    book = Workbook()
    sheet = book.active
    for value, form in (
        (1234.5, "#,##0.00"), (2024, "General"), (0.895, "0.0%"), (1e6, "#,##0"), (datetime(2024, 9, 30), "dd/mm/yyyy"),
        (0.1 + 0.2, "General"), (-12, "#,##0;(#,##0)"), (3.10, "0.##"), (True, "General"),
    ):  # fmt: skip
        sheet.append(["Số liệu", value])
        sheet.cell(sheet.max_row, 2).number_format = form
    shown = [b.cells[1] for b in read(saved(book), "a.xlsx").blocks if b.kind is BlockKind.ROW]
    assert shown == ["1.234,50", "2024", "89,5%", "1.000.000", "30/09/2024", "0,3", "-12", "3,1", "x"]
    sheet.delete_rows(2, 20)
    sheet["A1"] = "Total"
    assert "1,234.50" in read(saved(book), "a.xlsx").blocks[0].text  # figures as in English where the sheet is


def test_hidden_sheets_and_empty_rows() -> None:
    book = Workbook()
    book.active.append(["Xã", "Số hộ"])
    book.active.append(["An Bình", 120])
    book.active.append([])
    book.active.append([None, None, "Năm", "Thu"])
    book.active.append([None, None, 2024, 15])
    hidden = book.create_sheet("Nháp")
    hidden.append(["không", "hiện"])
    hidden.sheet_state = "hidden"
    blocks = read(saved(book), "a.xlsx").blocks
    assert "Nháp" not in "".join(b.text for b in blocks)
    assert len({b.table for b in blocks}) == 2
    assert blocks[-1].text == "2024 | 15"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimited_text(delimiter: str, encoding: str) -> None:
    lines = [["Tên trường", "Số lớp"], ["Tiểu học An Bình", "18"], ['THCS "Hạ Lý"', "12"]]
    text = "\r\n".join(delimiter.join(f'"{c.replace(chr(34), chr(34) * 2)}"' for c in row) for row in lines)
    blocks = read(text.encode(encoding), "a.csv").blocks
    assert blocks[0].head
    assert [b.cells for b in blocks[1:]] == [("Tiểu học An Bình", "18"), ('THCS "Hạ Lý"', "12")]


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_named(data: bytes) -> None:
    for name in ("a.csv", "a.xlsx"):
        try:
            read(data, name)
        except ReadError as error:
            assert error.reason


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(ReadError, match="columns"):
        read(b",".join([b"a"] * 10_000), "a.csv")


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_an_old_workbook_is_read_as_a_new_one() -> None:
    texts = [block.text for block in read((DATA / "thu-ngan-sach.xls").read_bytes(), "a.xls").blocks]
    assert texts == [
        "Thu ngân sách",
        "Báo cáo tình hình thu ngân sách xã An Bình quý III năm 2024",
        "Đơn vị tính: triệu đồng",
        "Chỉ tiêu | Quý III | Quý III | So với kế hoạch | Ngày nộp",
        "Kế hoạch | Thực hiện",
        "Lệ phí môn bài | 160,0 | 148 | 92,5% | 15/09/2024",
        "Thu khác | 1.240,5 | 1.284 | 103,5% | 16/09/2024",
        "Danh sách thôn",
        "Thôn | Số hộ",
        "Đông Thượng | 136",
        "Hạ Lý | 204",
    ]


@pytest.mark.parametrize("length", [8, 600, 2000, 4000])
def test_a_damaged_old_workbook_is_named(length: int) -> None:
    data = (DATA / "thu-ngan-sach.xls").read_bytes()
    with pytest.raises(ReadError, match="not a readable workbook"):
        read(data[:length], "a.xls")
    with pytest.raises(ReadError, match=r"not that of a \.xls file"):
        read(b"x" * 100, "a.xls")
