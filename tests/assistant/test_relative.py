"""Comparisons asked for in other words: a ratio, a share, days apart, the most of several."""

from __future__ import annotations

import pytest

from assistant.relative import Relation, between_sides, plain
from assistant.sides import pairs


@pytest.mark.parametrize(
    ("question", "said", "relation"),
    [
        ("Vốn cầu Đông gấp mấy lần cầu Tây?", "Vốn cầu Đông cao hơn cầu Tây bao nhiêu?", Relation.TIMES),
        ("Xã A nhiều gấp bao nhiêu lần xã B?", "Xã A nhiều hơn xã B bao nhiêu?", Relation.TIMES),
        ("Khu A có số lô gấp khu B mấy lần?", "Khu A có số lô cao hơn khu B bao nhiêu?", Relation.TIMES),
        ("von cau Dong gap khoang may lan cau Tay?", "von cau Dong cao hon cau Tay bao nhieu?", Relation.TIMES),
        ("Phí ở A bằng bao nhiêu phần trăm của B?", "Phí ở A cao hơn B bao nhiêu?", Relation.SHARE),
        ("Lệ A có hiệu lực trước lệ B mấy ngày?", "Lệ A có hiệu lực sớm hơn lệ B mấy ngày?", Relation.DIFFERENCE),
        ("How many times as many wards has A as B?", "how many more wards has A than B?", Relation.TIMES),
        ("What percentage of A's budget was B's?", "how much higher was B's than A's budget?", Relation.SHARE),
        (
            "How many days after Rule A did Rule B take effect?",
            "how much later did Rule B take effect than Rule A?",
            Relation.DIFFERENCE,
        ),
    ],
)
def test_a_relation_is_said_as_a_plain_comparison(question: str, said: str, relation: Relation) -> None:
    reading = plain(question)
    assert reading is not None
    assert (reading.question, reading.relation) == (said, relation)


@pytest.mark.parametrize(
    "question",
    [
        "Một năm hội đồng họp mấy lần?",
        "Thu ngân sách bằng bao nhiêu phần trăm dự toán?",
        "Thu ngân sách của huyện bằng bao nhiêu phần trăm so với cùng kỳ?",
        "How many times a year must a report be sent?",
        "Sau sáp nhập, hồ sơ được trả trong bao nhiêu ngày?",
    ],
)
def test_what_is_told_of_one_side_is_no_relation(question: str) -> None:
    assert plain(question) is None


def test_the_most_of_several_is_asked_of_each_pair() -> None:
    said = between_sides("Trong ba xã Tân An, Hòa Phú và Mỹ Lộc, xã nào có ít hộ nghèo nhất?")
    assert said.endswith("xã nào có ít hộ nghèo hơn?")
    assert len(pairs(said)) == 2
    assert between_sides("Mức phạt cao nhất ở A hơn mức cao nhất ở B bao nhiêu?").count("nhất") == 2


def test_two_sides_are_no_row_of_several() -> None:
    assert pairs("Xã Tân An hay xã Hòa Phú rộng hơn?") == ()
