"""Reported figures: of the period and the place asked for, said in the asker's language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings
from index.library import Library
from ingest.parse import parse_text
from tests.support import HashEmbedder

TEXTS = {
    "nine.md": "# Huyện Ba Vì 9 tháng năm 2023\n\nTrong 9 tháng đầu năm 2023, số hộ nghèo của huyện Ba Vì là 74 hộ. "
    "Thu ngân sách 9 tháng đầu năm 2023 của huyện đạt 905 tỷ đồng.\n",
    "year.md": "# Huyện Ba Vì rà soát hộ nghèo\n\nCuối năm 2023, toàn huyện Ba Vì còn 31 hộ nghèo.\n",
}


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.apply([parse_text(text, file=file) for file, text in TEXTS.items()])
        yield Assistant(library, Settings.load({}))


def test_a_part_of_the_year_does_not_stand_for_its_end(assistant: Assistant) -> None:
    answer = assistant.ask("Cuối năm 2023 huyện Ba Vì còn bao nhiêu hộ nghèo?")
    assert "31 hộ" in answer.text.splitlines()[0]


def test_a_ward_is_not_answered_with_its_district(assistant: Assistant) -> None:
    answer = assistant.ask("Phường Sơn Lộc huyện Ba Vì thu ngân sách 9 tháng đầu năm 2023 đạt bao nhiêu?")
    assert not answer.indicators


def test_an_english_answer_names_measure_place_and_both_writings(assistant: Assistant) -> None:
    answer = assistant.ask("What was the budget revenue of Ba Vi district from January to September 2023?")
    first = answer.text.splitlines()[0]
    assert first.startswith("Budget revenue (")
    assert "Ba Vì district" in first
    assert "905 billion đồng (905 tỷ đồng)" in first


def test_the_shortest_period_that_holds_the_quarter_stands_in_and_is_named(tmp_path: Path) -> None:
    year = "# Huyện Ba Vì năm 2023\n\nCả năm 2023, thu ngân sách huyện Ba Vì đạt 1.260 tỷ đồng, bằng 104% dự toán.\n"
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.apply([parse_text(text, file=file) for file, text in {**TEXTS, "whole.md": year}.items()])
        answer = Assistant(library, Settings.load({})).ask(
            "Thu ngân sách quý III năm 2023 của huyện Ba Vì là bao nhiêu?"
        )
    first, note, *_ = answer.text.splitlines()
    assert "905 tỷ đồng" in first
    assert "9 tháng đầu năm 2023" in note
    assert "quý III" in note
