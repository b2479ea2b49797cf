"""Comparisons over a real library: both figures of one measure and of the period asked for, else no arithmetic."""

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
    "ba-vi-9t.md": "# Huyện Ba Vì 9 tháng năm 2023\n\nTrong 9 tháng đầu năm 2023, huyện Ba Vì có 310 doanh nghiệp "
    "thành lập mới với tổng vốn đăng ký 4.200 tỷ đồng.\n",
    "ba-vi.md": "# Huyện Ba Vì năm 2023\n\nNăm 2023, huyện Ba Vì có 455 doanh nghiệp thành lập mới.\n",
    "thach-that-9t.md": "# Huyện Thạch Thất 9 tháng năm 2023\n\nTrong 9 tháng đầu năm 2023, huyện Thạch Thất có 270 "
    "doanh nghiệp thành lập mới. Thu ngân sách 9 tháng đầu năm 2023 đạt 1.900 tỷ đồng.\n",
}


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.apply([parse_text(text, file=file) for file, text in TEXTS.items()])
        yield Assistant(library, Settings.load({}))


def test_counts_of_the_period_asked_for_are_compared(assistant: Assistant) -> None:
    answer = assistant.ask("Số doanh nghiệp mới 9 tháng năm 2023 của huyện Ba Vì nhiều hơn huyện Thạch Thất bao nhiêu?")
    assert "310 − 270 = 40" in answer.text
    assert {c.file for c in answer.citations} == {"ba-vi-9t.md", "thach-that-9t.md"}


def test_without_two_figures_of_the_period_nothing_is_computed(assistant: Assistant) -> None:
    answer = assistant.ask("Số doanh nghiệp mới cả năm 2023 của huyện Ba Vì nhiều hơn huyện Thạch Thất bao nhiêu?")
    assert "−" not in answer.text
