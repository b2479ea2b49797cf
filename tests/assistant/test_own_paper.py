"""What a paper says of itself ("Quyết định này có hiệu lực …") is told of that paper, however many say the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.duplicates import of_two_papers, speaks_of_its_paper
from assistant.settings import Settings
from index.library import Library
from ingest.parse import parse_text
from tests.support import HashEmbedder

FORM = """ỦY BAN NHÂN DÂN
TỈNH LAU SẬY

Số: {number}/2025/QĐ-UBND

Lau Sậy, ngày {day} tháng 6 năm 2025

QUYẾT ĐỊNH

Về việc bãi bỏ quy định tổ chức của {body} tỉnh Lau Sậy

Điều 1. Bãi bỏ toàn bộ Quyết định số {old}/2019/QĐ-UBND quy định tổ chức của {body} tỉnh Lau Sậy.

Điều 2. Quyết định này có hiệu lực kể từ ngày 15 tháng 7 năm 2025.
"""


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    papers = [
        parse_text(FORM.format(number=number, day=day, body=body, old=old), file=f"{number}.md")
        for number, day, body, old in ((31, 20, "Sở Ong mật", 8), (32, 20, "Sở Đò ngang", 9), (33, 20, "Sở Cói", 7))
    ]
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.apply(papers)
        yield Assistant(library, Settings.load({}))


@pytest.mark.parametrize(("body", "file"), [("Sở Ong mật", "31.md"), ("Sở Đò ngang", "32.md"), ("Sở Cói", "33.md")])
def test_the_day_of_effect_is_cited_from_the_paper_asked_about(assistant: Assistant, body: str, file: str) -> None:
    answer = assistant.ask(f"Quy định về tổ chức của {body} tỉnh Lau Sậy bị bãi bỏ kể từ ngày nào?")
    dated = [citation for citation in answer.citations if "có hiệu lực" in citation.quote]
    assert [citation.file for citation in dated] == [file]
    assert not any("có hiệu lực" in citation.quote and citation.also for citation in answer.citations)


def test_two_numbered_papers_are_two_only_where_they_speak_of_themselves() -> None:
    own, other = (
        parse_text(FORM.format(number=number, day=20, body="Sở Cói", old=7), file=f"{number}.md").document
        for number in (31, 32)
    )
    said = "Quyết định này có hiệu lực từ ngày ký."
    assert of_two_papers(said, own, other)
    assert not of_two_papers(said, own, own)
    assert not of_two_papers("Căn cứ Luật Đê điều.", own, other)


@pytest.mark.parametrize(
    ("text", "its"),
    [
        ("Nghị quyết này thay thế Nghị quyết số 5.", True),
        ("thông tư liên tịch này", True),
        ("Quyết định nào?", False),
        ("năm này", False),
    ],
)
def test_a_text_speaks_of_its_paper(text: str, its: bool) -> None:
    assert speaks_of_its_paper(text) is its
