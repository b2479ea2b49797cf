"""Quantities: values, units, what is none, and both languages saying the same."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.quantities import (
    Quantity,
    QuantityKind,
    find_quantities,
    format_number,
    format_quantity,
    same_quantity,
)


def only(text: str, language: str = "vi") -> Quantity:
    found = find_quantities(text, language)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "unit", "canonical"),
    [
        ("thu 3.127 tỷ đồng", "3127", "tỷ đồng", "3127000000000"),
        ("dài 0,8 km", "0.8", "km", "800"),
        ("vay 12 tỷ 45 triệu đô la Mỹ", "12045", "triệu USD", "12045000000"),
        ("khoảng 31,5 nghìn tỷ đồng", "31.5", "nghìn tỷ đồng", "31500000000000"),
        ("xuất khẩu 2.075,4 triệu USD", "2075.4", "triệu USD", "2075400000"),
        ("học phí 450.000 đồng/học sinh/tháng", "450000", "đồng/học sinh/tháng", "450000"),
        ("tỷ lệ 61,75%", "61.75", "%", "61.75"),
        ("giá 120k", "120", "nghìn đồng", "120000"),
        ("hơn 3 tỷ rưỡi", "3.5", "tỷ đồng", "3500000000"),
        ("nộp 1.850 tỷ và giữ lại phần khác", "1850", "tỷ đồng", "1850000000000"),
        ("150,000 đồng mỗi người", "150000", "đồng/người", "150000"),
        ("thu 75 ty dong", "75", "tỷ đồng", "75000000000"),
        ("mất 250 trđ", "250", "triệu đồng", "250000000"),
        ("hai mươi lăm triệu đồng", "25", "triệu đồng", "25000000"),
        ("trong mười lăm (15) ngày làm việc", "15", "ngày làm việc", "15"),
        ("diện tích 84,2 ha", "84.2", "ha", "842000"),
        ("trả lời trong vòng 15 phút", "15", "phút", "900"),
        ("trong vong 24 gio", "24", "giờ", "86400"),
        ("kế hoạch giai đoạn 5 năm", "5", "năm", "60"),
        ("dự án cung cấp 936 căn hộ", "936", "căn", "936"),
        ("co 936 can", "936", "căn", "936"),
        ("chờ 4 tiếng ở quầy", "4", "giờ", "14400"),
        ("lớp nghề học trong khóa 3 tháng", "3", "tháng", "3"),
        ("mỗi lớp 40 học sinh", "40", "học sinh", "40"),
    ],
)
def test_vietnamese_values(text: str, value: str, unit: str, canonical: str) -> None:
    found = only(text)
    assert (found.value, found.unit, found.canonical) == (Decimal(value), unit, Decimal(canonical))


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("3,127 billion dong", "3127", "tỷ đồng"),
        ("VND 450,000", "450000", "đồng"),
        ("61.75 percent", "61.75", "%"),
        ("$2.4 million", "2.4", "triệu USD"),
        ("seven communes", "7", "xã"),
        ("450,000 VND per pupil per month", "450000", "đồng/học sinh/tháng"),
    ],
)
def test_english_values(text: str, value: str, unit: str) -> None:
    found = only(text, "en")
    assert (found.value, found.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    "text",
    [
        "theo Điều 12, khoản 3 và 4",
        "Nghị quyết số 45/2022/NQ-HĐND ngày 9/12/2022",
        "lúc 7h30 ngày 5/9",
        "điện thoại 0243 765 4321",
        "giai đoạn 2021-2025",
        "mạng 4G và 5G",
        "quận 7, phường 12",
        "tại 15 Trường Chinh".replace("15 ", "số 15, "),
        "9 tháng đầu năm 2023",
        "mục 1.2.3 của phụ lục",
        "lần 2 năm 2024",
        "vòng 2 ngày 15/3/2024",
        "kỳ thi vào lớp 10 tiếng Anh",
        "tuyen sinh lop 6 tieng Phap",
        "lớp 9 năm học này",
        "lop 8 tinh nay",
        "công văn số 7 ngày 4/5",
        "khối 7 xã bên",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    assert find_quantities(text) == []


def test_an_address_counts_no_schools() -> None:
    assert [q.unit for q in find_quantities("trụ sở tại 15 Trường Chinh")] == [None]


def test_a_range_shares_its_unit() -> None:
    low, high = find_quantities("từ 12.000 đến 25.000 đồng/lượt")
    assert (low.value, low.unit, low.bound) == (Decimal(12000), "đồng/lượt", "low")
    assert (high.value, high.bound) == (Decimal(25000), "high")


def test_parts_of_a_whole_and_ranks() -> None:
    part = only("đạt 17/19 chỉ tiêu")
    assert (part.value, part.total, part.unit) == (17, 19, "chỉ tiêu")
    assert only("xếp thứ 5/63").kind is QuantityKind.ORDINAL
    assert only("17 of 19 targets", "en").total == 19


def test_same_quantity_across_writings() -> None:
    written = only("3.127 tỷ đồng")
    assert same_quantity(written, only("3,127 billion dong", "en"))
    assert same_quantity(written, only("3.127.000 triệu đồng"))
    assert not same_quantity(written, only("3.128 tỷ đồng"))
    assert not same_quantity(only("5 tỷ đồng"), only("5 tỷ USD"))
    assert not same_quantity(only("5%"), only("5 điểm phần trăm"))
    assert not same_quantity(only("đạt 7/9 xã"), only("đạt 7/8 xã"))


numbers = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
units = st.sampled_from(["tỷ đồng", "triệu USD", "%", "km", "ha", "tấn", "m2", "nghìn tỷ đồng", "triệu đồng/m2"])


@given(numbers, units, st.sampled_from(["vi", "en"]))
def test_what_is_formatted_is_found_again(value: Decimal, unit: str, language: str) -> None:
    source = only(f"{format_number(value)} {unit}")
    again = only(format_quantity(source, language), language)
    assert same_quantity(source, again)
    assert again.value == value


@given(st.integers(0, 10**9), st.sampled_from(["người", "hộ", "xã", "dự án", "doanh nghiệp", "đồng"]))
def test_counts_are_found_again_in_both_languages(value: int, unit: str) -> None:
    source = only(f"{format_number(Decimal(value))} {unit}")
    for language in ("vi", "en"):
        assert same_quantity(source, only(format_quantity(source, language), language))


@given(st.text(alphabet="0123456789., tỷđồng%-()/\nnăm", max_size=120))
def test_spans_are_in_order_and_hold_a_number(text: str) -> None:
    end = 0
    for found in find_quantities(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end
        assert found.value == found.value  # a number, not NaN


@pytest.mark.parametrize("piece", ["1", "1.", "1/", "5 tỷ ", "1 - ", " ", "khoản 2, ", "mười ", "a@", "2021-"])
def test_hostile_text_takes_linear_time(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        started = time.perf_counter()
        find_quantities(text)
        return time.perf_counter() - started

    assert seconds(80_000) < max(20 * seconds(10_000), 2.0)


@pytest.mark.parametrize(
    ("text", "value", "unit", "total"),
    [
        ("giải ngân 41,5/60,2 tỷ đồng", "41.5", "tỷ đồng", "60.2"),
        ("gieo trồng 310/400 ha", "310", "ha", "400"),
        ("1.200/1.350 thí sinh", "1200", "thí sinh", "1350"),
        ("hơn 12 vạn tấn", "120", "nghìn tấn", None),
        ("17 đơn vị sự nghiệp", "17", "đơn vị", None),
    ],
)
def test_parts_of_amounts_and_tens_of_thousands(text: str, value: str, unit: str, total: str | None) -> None:
    (found,) = find_quantities(text)
    assert (found.value, found.unit, found.total) == (Decimal(value), unit, Decimal(total) if total else None)
