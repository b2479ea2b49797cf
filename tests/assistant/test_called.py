"""What the sides of a comparison are called, and which day of a paper is meant."""

from __future__ import annotations

import pytest

from assistant.called import as_written
from assistant.sides import split


@pytest.mark.parametrize(
    ("question", "names"),
    [
        (
            "Giữa tuyến kè đoạn 2 ở Gò Xanh và đường Lê Hải Châu nối dài ở Đông Trạch, tuyến nào dài hơn?",
            ("tuyến kè đoạn 2 ở Gò Xanh", "đường Lê Hải Châu nối dài ở Đông Trạch"),
        ),
        (
            "Which needs more money, the Gò Xanh fishing port in Cà Mau or the An Thạnh fishing port in Bạc Liêu?",
            ("Gò Xanh fishing port in Cà Mau", "An Thạnh fishing port in Bạc Liêu"),
        ),
        (
            "Between the Hải Lộc road extension and the Sông Trăng bridge in Cà Mau, which is longer?",
            ("Hải Lộc road extension", "Sông Trăng bridge in Cà Mau"),
        ),
        (
            "Quyết định 41/2031 của Lâm Đồng về nuôi ong và Quyết định 12/2031 của Sơn La, văn bản nào cũ hơn?",
            ("Quyết định 41/2031 của Lâm Đồng về nuôi ong", "Quyết định 12/2031 của Sơn La"),
        ),
    ],
)
def test_both_sides_are_called_as_the_question_does(question: str, names: tuple[str, str]) -> None:
    sides = split(question)
    assert sides is not None and (sides[0].called, sides[1].called) == names


@pytest.mark.parametrize(
    "question",
    [
        "Hưng Yên hay Bắc Ninh có nhiều xã hơn?",
        "Thu ngân sách của Phú Thọ và Đắk Lắk, nơi nào cao hơn?",
        "Thu ngân sách của Phú Thọ cao hơn Đắk Lắk bao nhiêu?",
    ],
)
def test_two_places_are_called_by_their_names(question: str) -> None:
    sides = split(question)
    assert sides is not None and (sides[0].called, sides[1].called) == ("", "")


@pytest.mark.parametrize(
    ("name", "evidence", "written"),
    [
        ("giam doc so", "Giám đốc của một sở ký giấy.", "Giám đốc sở"),
        ("giam doc so", "Giám đốc của một sở có số dự phòng.", "Giám đốc so"),  # "sở" or "số"
    ],
)
def test_a_single_word_is_written_as_its_evidence_does_if_in_one_way(name: str, evidence: str, written: str) -> None:
    assert as_written(name, [evidence]) == written
