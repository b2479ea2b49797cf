"""Asking back where a question fits several places or periods, and showing sources that differ."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.indicator_answer import same_measure
from assistant.settings import Settings
from index.library import Library
from ingest.parse import parse_text
from tests.support import HashEmbedder

TEXTS = {
    "soc-son-6.md": "# Huyện Sóc Sơn 6 tháng đầu năm 2023\n\n*05/07/2023*\n\nTrong 6 tháng đầu năm 2023, thu ngân sách "
    "huyện Sóc Sơn đạt 640 tỷ đồng, bằng 52% dự toán.\n",
    "soc-son-12.md": "# Huyện Sóc Sơn tổng kết năm 2023\n\n*10/01/2024*\n\nCả năm 2023, tổng thu ngân sách nhà nước "
    "trên địa bàn huyện Sóc Sơn đạt 1.315 tỷ đồng, bằng 106% dự toán.\n",
    "ba-vi-12.md": "# Huyện Ba Vì tổng kết năm 2023\n\n*08/01/2024*\n\nCả năm 2023, thu ngân sách huyện Ba Vì đạt "
    "1.260 tỷ đồng, bằng 104% dự toán.\n",
    "ba-vi-tin.md": "# Ba Vì giải ngân nhanh\n\nTheo đại diện Phòng Tài chính huyện Ba Vì, về đầu tư công, vị này nêu "
    "con số giải ngân năm 2023 của huyện là 418 tỷ đồng, đạt 91% kế hoạch vốn.\n",
    "ba-vi-bao-cao.md": "ỦY BAN NHÂN DÂN\nHUYỆN BA VÌ\n\nSố: 27/BC-UBND\n\nBa Vì, ngày 20 tháng 01 năm 2024\n\n"
    "BÁO CÁO\nKết quả đầu tư công năm 2023 của huyện Ba Vì\n\n"
    "1. Giải ngân vốn đầu tư công năm 2023 của huyện Ba Vì là 402 tỷ "
    "đồng, đạt 88% kế hoạch vốn.\n",
}


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.apply([parse_text(text, file=file) for file, text in TEXTS.items()])
        yield Assistant(library, Settings.load({}))


def test_without_a_place_each_place_is_listed_with_what_it_reported_last(assistant: Assistant) -> None:
    answer = assistant.ask("Thu ngân sách đạt bao nhiêu?")
    assert answer.status == "clarify"
    listed = answer.text.splitlines()[1:]
    assert len(listed) == 2
    (soc_son,) = (line for line in listed if "Sóc Sơn" in line)
    assert "1.315 tỷ đồng" in soc_son
    assert "640" not in answer.text
    assert {c.n for c in answer.citations} == {1, 2}
    assert all(c.supported for c in answer.checks)


def test_without_a_period_the_periods_are_listed_the_latest_first(assistant: Assistant) -> None:
    answer = assistant.ask("Thu ngân sách huyện Sóc Sơn đạt bao nhiêu?")
    assert answer.status == "clarify"
    _, first, second = answer.text.splitlines()
    assert "1.315" in first
    assert "640" in second


@pytest.mark.parametrize(
    "question",
    ["Thu ngân sách năm 2023 của huyện Ba Vì đạt bao nhiêu?", "Ba Vi district budget revenue in 2023, how much?"],
)
def test_a_place_and_a_period_leave_nothing_to_ask(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered"
    assert "1.260" in answer.text


def test_sources_that_differ_are_both_shown_with_their_days_the_later_first(assistant: Assistant) -> None:
    answer = assistant.ask("Giải ngân vốn đầu tư công năm 2023 của huyện Ba Vì được bao nhiêu?")
    opening, first, second = answer.text.splitlines()
    assert "khác nhau" in opening
    assert "402 tỷ đồng" in first
    assert "27/BC-UBND, 20/01/2024" in first
    assert "418 tỷ đồng" in second
    assert len(answer.citations) == 2
    assert all(c.supported for c in answer.checks), answer.checks


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Tổng thu ngân sách nhà nước trên địa bàn", "thu ngân sách", True),
        ("giải ngân đầu tư công", "Giải ngân vốn đầu tư công", True),
        ("thu ngân sách", "chi ngân sách", False),
        ("hộ nghèo", "hộ cận nghèo", False),
        ("Thu từ các phường", "Tổng thu ngân sách", False),
    ],
)
def test_names_of_one_measure(a: str, b: str, same: bool) -> None:
    assert same_measure(a, b) is same
