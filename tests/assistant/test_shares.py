"""Shares of a whole told in brackets behind it."""

from __future__ import annotations

from assistant.ownership import given_to
from assistant.shares import find_shares
from index.model import UnitKind

TEXT = "Bão làm 47 người bị thương (Thanh Hóa có 9 người, Nghệ An 31, Hà Tĩnh 7) và 1.200 nhà tốc mái."


def test_each_name_has_its_own_share_in_the_unit_of_the_whole() -> None:
    assert [(s.name, int(s.quantity.value), s.quantity.unit) for s in find_shares(TEXT)] == [
        ("thanh hoa", 9, "người"),
        ("nghe an", 31, "người"),
        ("ha tinh", 7, "người"),
    ]


def test_offsets_are_those_of_the_text() -> None:
    assert [TEXT[s.quantity.start : s.quantity.end] for s in find_shares(TEXT)][1:] == ["31", "7"]


def test_brackets_that_explain_are_no_shares() -> None:
    assert not find_shares("Cấp 20 tỷ đồng (bằng chữ: hai mươi tỷ đồng) cho huyện (cũ) trong 3 năm.")


def test_the_whole_is_of_none_who_has_a_share() -> None:
    def given(figure: str, own: str, rival: str) -> bool | None:
        start = TEXT.index(figure)
        return given_to(TEXT, (start, start + len(figure)), UnitKind.SENTENCE, own, rival)

    assert given("47", "Nghệ An", "Hà Tĩnh") is False
    assert given("31", "Nghệ An", "Hà Tĩnh") is True
    assert given("31", "Hà Tĩnh", "Nghệ An") is False
