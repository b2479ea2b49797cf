"""Table rows read under their heads."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.asked import Sought
from assistant.cells import cells, show_row
from index.text import normalise_spelling, words


def sought(question: str) -> Sought:
    return Sought({normalise_spelling(w.text): 1.0 for w in words(question)}, {}, frozenset(), True)


CONTEXT = "Mức thu học phí. Đơn vị tính: Nghìn đồng/tháng. Cấp học | Xã | Phường"


def test_the_column_asked_for_is_shown_with_its_unit() -> None:
    row = cells(CONTEXT, "Mầm non | 60 | 95")
    assert row is not None
    assert show_row(row, sought("học phí mầm non ở phường")) == "Mầm non — Phường: 95 nghìn đồng/tháng"


def test_all_columns_are_shown_where_the_question_names_none() -> None:
    row = cells(CONTEXT, "Mầm non | 60 | 95")
    assert row is not None
    assert show_row(row, sought("học phí mầm non")) == "Mầm non — Xã: 60 nghìn đồng/tháng; Phường: 95 nghìn đồng/tháng"


def test_percent_heads_and_unit_columns() -> None:
    percent = cells("Thời gian | Nhà cấp II (%) | Nhà cấp IV (%)", "Trên 5 năm | 90 | 75")
    assert percent is not None
    assert show_row(percent, sought("nhà cấp IV")) == "Trên 5 năm — Nhà cấp IV: 75%"
    column = cells("TT | Tên | Đơn vị tính | Số lượng", "1 | Bút viết | Chiếc | 12")
    assert column is not None
    assert show_row(column, sought("bút viết")).endswith("Số lượng: 12 chiếc")


def test_a_row_that_does_not_fit_its_heads_is_left_alone() -> None:
    assert cells("A | B", "1 | 2 | 3") is None
    assert cells("Một câu dẫn", "không phải bảng") is None


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_row_is_read_or_left(context: str, row: str) -> None:
    found = cells(context, row)
    assert found is None or isinstance(show_row(found, sought("x")), str)
