"""Numbers of documents in every writing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.docnumbers import find_document_numbers, normalise_number, same_number


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Nghị quyết số 81/2025/NQ-HĐND và 36/2025/QĐ-CTUBND", ["81/2025/NQ-HĐND", "36/2025/QĐ-CTUBND"]),
        ("636/TB-VPCP; Luật số 72/2025/QH15", ["636/TB-VPCP", "72/2025/QH15"]),
        ("1673/NQ-UBTVQH15 và 127/2000/QĐ-BNN-KL", ["1673/NQ-UBTVQH15", "127/2000/QĐ-BNN-KL"]),
        ("81 / 2025 /NQ – HDND", ["81/2025/NQ-HĐND"]),
        ("81/2025/nq-hdnd", ["81/2025/NQ-HĐND"]),
        ("NQ 81/2025", ["81/2025/NQ"]),
        ("nghị quyết số 81 năm 2025", ["81/2025/NQ"]),
        ("nghi quyet so 81 nam 2025", ["81/2025/NQ"]),
        ("Resolution 76/2025", ["76/2025/NQ"]),
        ("theo Nghị quyết 1673 thì", ["1673/NQ"]),
        ("theo Kế hoạch số 465 năm 2025", ["465/2025/KH"]),
    ],
)
def test_found(text: str, numbers: list[str]) -> None:
    assert [n.number for n in find_document_numbers(text)] == numbers


@pytest.mark.parametrize(
    "text",
    [
        "ngày 24/11/2025",
        "10/12 chỉ tiêu",
        "650.000 đồng/tháng",
        "đạt 89 % kế hoạch 2024",
        "kế hoạch 500 tỷ đồng",
        "báo cáo 9 tháng",
        "tỷ lệ 1/500",
        "quyết định 5 việc",
        "km/h 24/7",
    ],
)
def test_not_a_number(text: str) -> None:
    assert find_document_numbers(text) == []


def test_spans_are_exact() -> None:
    text = "Bãi bỏ Quyết định số 09/2022/QĐ-UBND ngày 12 tháng 9."
    (found,) = find_document_numbers(text)
    assert text[found.start : found.end] == "09/2022/QĐ-UBND"


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("NQ 81/2025", "81/2025/NQ-HĐND", True),
        ("08/2025/NQ-HĐND", "8/2025/NQ-HDND", True),
        ("nghị quyết số 81 năm 2025", "81/2025/QĐ-UBND", False),
        ("81/2025/NQ-HĐND", "81/2024/NQ-HĐND", False),
        ("81/2025/QĐ-UBND", "81/2025/QĐ-CTUBND", False),
        ("1673/NQ-UBTVQH15", "Nghị quyết 1673", True),
    ],
)
def test_same(a: str, b: str, same: bool) -> None:
    assert same_number(a, b) is same
    assert same_number(b, a) is same


_SYMBOLS = st.sampled_from(["NQ-HĐND", "QĐ-UBND", "QĐ-CTUBND", "TB-VPCP", "NĐ-CP", "TT-BTC", "QH15", "NQ-UBTVQH15"])


@given(st.integers(1, 9999), st.integers(1990, 2099), _SYMBOLS)
def test_a_number_is_its_own_normal_form(running: int, year: int, symbol: str) -> None:
    number = f"{running}/{year}/{symbol}"
    assert normalise_number(number) == number
    assert same_number(number, number.lower())


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    for number in find_document_numbers(text):
        assert 0 <= number.start < number.end <= len(text)
        assert number.number
