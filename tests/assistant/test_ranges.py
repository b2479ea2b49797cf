"""Ranges told by texts, and what lies in them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ranges import Range, agreement, find_ranges


def km(low: int | None, high: int | None, *, low_open: bool = False, high_open: bool = False) -> Range:
    def metres(value: int | None) -> Decimal | None:
        return None if value is None else Decimal(value * 1000)

    return Range("m", metres(low), metres(high), low_open, high_open)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("từ 5 đến 10 km", km(5, 10)),
        ("Trên 10 km đến 20 km", km(10, 20, low_open=True)),
        ("từ trên 10 km đến dưới 20 km", km(10, 20, low_open=True, high_open=True)),
        ("cách trường 5-10 km", km(5, 10)),
        ("dưới 15 km", km(None, 15, high_open=True)),
        ("từ 15 km trở lên", km(15, None)),
        ("trên 15 km trở lên", km(15, None, low_open=True)),
        ("15 km trở xuống", km(None, 15)),
        ("không quá 15 km", km(None, 15)),
        ("tối đa 15 km", km(None, 15)),
        ("tối thiểu 15 km", km(15, None)),
        ("không dưới 15 km", km(15, None)),
        ("vượt quá 15 km", km(15, None, low_open=True)),
        ("chua den 15 km", km(None, 15, high_open=True)),
        ("tu 5 km den duoi 10 km", km(5, 10, high_open=True)),
        ("hẹp hơn 15 km", km(None, 15, high_open=True)),
        ("rộng hơn 15 km", km(15, None, low_open=True)),
        ("lớn hơn hoặc bằng 15 km", km(15, None)),
        ("nhỏ hơn hoặc bằng 15 km", km(None, 15)),
        ("dài 15 km", km(15, 15)),
        ("từ 15 km", km(15, 15)),
    ],
)
def test_words_around_a_quantity_make_it_a_range(text: str, told: Range) -> None:
    assert find_ranges(text) == (told,)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("between 5 km and 10 km", km(5, 10)),
        ("more than 15 km away", km(15, None, low_open=True)),
        ("no more than 15 km", km(None, 15)),
        ("does not exceed 15 km", km(None, 15)),
        ("less than 15 km", km(None, 15, high_open=True)),
        ("narrower than 15 km", km(None, 15, high_open=True)),
        ("at least 15 km", km(15, None)),
        ("15 km or more", km(15, None)),
        ("up to 15 km", km(None, 15)),
        ("a 15 km road", km(15, 15)),
    ],
)
def test_english_ranges(text: str, told: Range) -> None:
    assert find_ranges(text, "en") == (told,)


def test_ages_are_of_one_dimension_however_they_are_counted() -> None:
    assert agreement(find_ranges("a 65-year-old woman", "en"), "người từ đủ 60 tuổi trở lên") == 1
    assert agreement(find_ranges("bé 8 tháng tuổi"), "trẻ dưới 2 tuổi") == 1
    assert agreement(find_ranges("bé 8 tháng tuổi"), "trẻ đến 6 tháng tuổi") == -1
    assert agreement(find_ranges("thuê 2 năm"), "trẻ dưới 4 tuổi") == 0  # a lease has no age


@pytest.mark.parametrize(
    ("question", "holding", "other"),
    [
        ("Xe đã chạy 8 năm", "Từ 5 đến 10 năm | 60", "Trên 10 năm đến 20 năm | 35"),
        ("Xe chạy được 3 năm", "Dưới 5 năm | 85", "Từ 5 đến 10 năm | 60"),
        ("nhà cách trạm 20 km", "từ 15 km trở lên", "dưới 15 km"),
        ("vườn bị ngập trên 70%", "ngập trên 70%: 6 triệu đồng", "ngập từ 30% đến 70%: 3 triệu đồng"),
        ("ngõ chưa tới 2m", "ngõ dưới 2m", "ngõ từ 2m đến dưới 3,5m"),
        ("Di tu 6 nam thi cho bao lau?", "phạt tù từ trên 05 năm đến 15 năm", "phạt tù đến 05 năm"),
        ("vay không quá 3 tỷ đồng", "không quá 03 tỷ đồng", "trên 03 tỷ đồng đến không quá 50 tỷ đồng"),
    ],
)
def test_the_row_whose_range_holds_the_quantity_is_told_from_the_others(
    question: str, holding: str, other: str
) -> None:
    asked = find_ranges(question)
    assert agreement(asked, holding) == 1
    assert agreement(asked, other) == -1


def test_the_nearest_text_that_tells_a_range_speaks() -> None:
    asked = find_ranges("đi 20 km")
    assert agreement(asked, "Tiền xăng: 300.000 đồng", "cách từ 15 km trở lên, được hỗ trợ:") == 1
    assert agreement(asked, "dưới 10 km: 100.000 đồng", "đi từ 15 km trở lên:") == -1
    assert agreement(asked, "Tiền xăng: 300.000 đồng") == 0
    assert agreement((), "dưới 10 km") == 0


_ends = st.integers(min_value=1, max_value=10**6)
_ranges = st.builds(
    lambda a, b, low, high, lo, ho: Range(
        "m", Decimal(min(a, b)) if low else None, Decimal(max(a, b)) if high else None, lo and a != b, ho and a != b
    ),
    _ends,
    _ends,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@given(_ranges, _ranges)
def test_what_holds_meets_and_meeting_is_mutual(a: Range, b: Range) -> None:
    assert a.holds(a)
    assert a.meets(b) == b.meets(a)
    if a.holds(b):
        assert a.meets(b)


@given(_ranges, _ends)
def test_a_point_lies_in_a_range_or_outside_it(told: Range, value: int) -> None:
    point = Range("m", Decimal(value), Decimal(value))
    assert told.holds(point) == told.meets(point)


@given(_ends, _ends)
def test_a_range_written_is_the_range_read(a: int, b: int) -> None:
    low, high = sorted((a, b))
    assert find_ranges(f"từ {low} m đến dưới {high + 1} m") == (
        Range("m", Decimal(low), Decimal(high + 1), high_open=True),
    )


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert all(r.low is None or r.high is None or r.low <= r.high for r in find_ranges(text))
