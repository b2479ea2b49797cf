"""Figures of an answer against those of the gold one."""

from __future__ import annotations

import pytest

from assistant.evaluation.numbers import numbers_agree


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("thu ngân sách 2.511 tỷ đồng", "2.511 tỷ đồng"),
        ("revenue of 2,511 billion đồng", "2.511 tỷ đồng"),
        ("Mức thu: 20.000 đồng", "20.000 đồng/lượt/khách"),
        ("Mẫu giáo — Mức học phí: 5.100.000", "5.100.000 đồng/tháng"),
        ("đạt 89% kế hoạch, tăng 12,5%", "89%"),
    ],
)
def test_the_same_figure_in_another_writing_agrees(text: str, gold: str) -> None:
    assert numbers_agree(text, gold) is True


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("thu ngân sách 2.511 triệu đồng", "2.511 tỷ đồng"),  # scale
        ("thu ngân sách 2.512 tỷ đồng", "2.511 tỷ đồng"),  # value
        ("có 20.000 người", "20.000 đồng"),  # unit
        ("đạt 89% kế hoạch", "89% và 2.511 tỷ đồng"),  # one of two
        ("không nêu", "89%"),
    ],
)
def test_another_figure_does_not(text: str, gold: str) -> None:
    assert numbers_agree(text, gold) is False


def test_a_gold_answer_without_figures_is_not_judged() -> None:
    assert numbers_agree("Bà An", "Bà Nguyễn Thị An") is None
