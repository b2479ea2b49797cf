"""Of which period a figure is that does not say so itself."""

from __future__ import annotations

import pytest

from assistant.measures import period_agreement
from index.model import Indicator
from index.periods import find_periods


def _reported(period: str) -> list[Indicator]:
    return [Indicator(start=900, end=910, name="thu", value=12.0, unit="tỷ đồng", period=period)]


@pytest.mark.parametrize(
    ("asked", "title", "periods", "fits"),
    [
        ("cả năm 2031", "Kết quả 9 tháng đầu năm 2031", [], False),
        ("năm 2031", "Tin huyện", ["9T/2031"], False),
        ("tháng 6 năm 2031", "Rà soát cuối năm 2031", [], False),
        ("năm 2031", "Tin huyện năm 2031", [], True),
        ("6 tháng đầu năm 2031", "Tin huyện hết tháng 6 năm 2031", [], True),
        ("năm 2031", "Quy định năm 2030", [], True),  # what a rule grants holds on
        ("năm 2031", "Tin huyện", ["9T/2031", "2031"], True),  # it tells of several
        ("năm 2031", "Tin huyện", [], True),
    ],
)
def test_a_figure_is_of_no_other_stretch_than_its_paper(asked: str, title: str, periods: list[str], fits: bool) -> None:
    text = "Huyện có 45 doanh nghiệp mới."
    told = [indicator for period in periods for indicator in _reported(period)]
    found = period_agreement(find_periods(asked), text, (9, 11), (0, len(text)), told, title)
    assert (found is not None) == fits
