"""Periods and dates in Vietnamese, without marks, and in English; what covers what; how a label is said."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.aligned import fold_aligned
from index.periods import (
    covers,
    describe_period,
    find_dates,
    find_periods,
    parse_label,
    resolve,
    same_period,
)

_WRITINGS = [
    ("trong 9 tháng đầu năm 2023", "9T/2023"),
    ("chín tháng năm 2023", "9T/2023"),
    ("sáu tháng cuối năm 2023", "6TC/2023"),
    ("quý III/2023", "Q3/2023"),
    ("quý 3 năm 2023", "Q3/2023"),
    ("tháng 4/2019", "T4/2019"),
    ("tháng 4 năm 2019", "T4/2019"),
    ("cả năm 2022", "2022"),
    ("giai đoạn 2016 - 2020", "2016-2020"),
    ("năm học 2023-2024", "2023-2024"),
    ("tính đến hết ngày 30/9/2023", "đến 30/9/2023"),
    ("nửa đầu năm 2023", "6T/2023"),
    ("quý II", "Q2"),
    ("6 tháng đầu năm", "6T"),
]


@pytest.mark.parametrize(("text", "label"), _WRITINGS)
def test_vietnamese_with_and_without_marks(text: str, label: str) -> None:
    assert [p.label for p in find_periods(text)] == [label]
    assert [p.label for p in find_periods(fold_aligned(text))] == [label]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Q3 2023", "Q3/2023"),
        ("from January through September 2023", "9T/2023"),
        ("Jul-Sep 2023", "Q3/2023"),
        ("từ tháng 1 đến hết tháng 9 năm 2023", "9T/2023"),
        ("the third quarter of 2023", "Q3/2023"),
        ("the first nine months of 2023", "9T/2023"),
        ("first half of 2023", "6T/2023"),
        ("April 2019", "T4/2019"),
        ("in 2022", "2022"),
        ("as of 30 September 2023", "đến 30/9/2023"),
        ("from 2016 to 2020", "2016-2020"),
    ],
)
def test_english(text: str, label: str) -> None:
    assert [p.label for p in find_periods(text, "en")] == [label]


def test_a_length_of_time_is_no_period() -> None:
    for text in ("thời hạn 9 tháng", "không quá 6 tháng", "từ 6 tháng đến 3 năm", "trẻ dưới 12 tháng tuổi"):
        assert find_periods(text) == []


def test_bare_months_are_uncertain() -> None:
    (period,) = find_periods("Thu ngân sách 9 tháng đạt bao nhiêu")
    assert (period.label, period.certain, period.has_year) == ("9T", False, False)
    assert resolve(period, 2023).label == "9T/2023"


def test_years_are_shared_along_a_list() -> None:
    assert [p.label for p in find_periods("quý I và quý II năm 2023")] == ["Q1/2023", "Q2/2023"]


def test_document_numbers_and_countries_are_no_periods() -> None:
    assert find_periods("Nghị quyết 12/2022/NQ-HĐND") == []
    assert all(not p.certain for p in find_periods("Chiến lược phát triển Việt Nam 2045"))


@pytest.mark.parametrize(
    "text",
    ["05/6/2023", "ngày 5 tháng 6 năm 2023", "2023-06-05", "5 June 2023", "June 5th, 2023", "ngay 5 thang 6 nam 2023"],
)
def test_dates(text: str) -> None:
    (mention,) = find_dates(text)
    assert mention.date == date(2023, 6, 5)
    assert text[mention.start : mention.end] in text


def test_impossible_dates_are_none() -> None:
    assert find_dates("31/02/2023, 45/1/2023, 1/13/2023") == []


def test_cover_and_equality() -> None:
    def period(label: str):  # type: ignore[no-untyped-def]
        found = parse_label(label)
        assert found is not None
        return found

    assert covers(period("9T/2023"), period("Q3/2023"))
    assert not covers(period("Q3/2023"), period("9T/2023"))
    assert not covers(period("9T/2023"), period("Q3/2022"))
    assert covers(period("9T"), period("Q2"))
    assert not covers(period("9T"), period("Q2/2023"))
    assert same_period(period("Q1/2023"), period("3T/2023"))
    assert same_period(period("12T/2023"), period("2023"))
    assert not same_period(period("Q1/2023"), period("Q1"))


@pytest.mark.parametrize(
    ("label", "vietnamese", "english"),
    [
        ("9T/2023", "9 tháng đầu năm 2023", "the first nine months of 2023"),
        ("6TC/2023", "6 tháng cuối năm 2023", "the last six months of 2023"),
        ("Q3/2023", "quý III/2023", "the third quarter of 2023"),
        ("T4/2019", "tháng 4/2019", "April 2019"),
        ("2022", "năm 2022", "2022"),
        ("đến 30/9/2023", "tính đến ngày 30/9/2023", "as of 30 September 2023"),
        ("2016-2020", "giai đoạn 2016-2020", "2016-2020"),
        ("lạ", "lạ", "lạ"),
    ],
)
def test_a_label_is_said(label: str, vietnamese: str, english: str) -> None:
    assert describe_period(label) == vietnamese
    assert describe_period(label, "en") == english


_LABELS = st.one_of(
    st.builds("{}T/{}".format, st.integers(1, 12), st.integers(1990, 2090)),
    st.builds("Q{}/{}".format, st.integers(1, 4), st.integers(1990, 2090)),
    st.builds("T{}/{}".format, st.integers(1, 12), st.integers(1990, 2090)),
    st.builds("{}TC/{}".format, st.integers(1, 12), st.integers(1990, 2090)),
    st.builds(str, st.integers(1990, 2090)),
)


@given(_LABELS, st.sampled_from(["vi", "en"]))
def test_what_is_said_is_read_again(label: str, language: str) -> None:
    said = describe_period(label, language)
    if language == "en" and label.isdecimal():
        said = f"in {said}"
    (found,) = find_periods(said, language)
    meant = parse_label(label)
    assert meant is not None
    assert same_period(found, meant)


@given(st.text(alphabet="0123456789/-. ngàythángnămquýđến\nQI", max_size=100))
def test_spans_do_not_overlap(text: str) -> None:
    end = 0
    for period in find_periods(text):
        assert end <= period.start < period.end <= len(text)
        end = period.end
