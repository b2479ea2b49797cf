"""Units of a thing under another name than the one asked about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answering import Answering
from assistant.evidence import rank
from assistant.retrieve import Retriever
from assistant.rivals import named_things, of_rival
from assistant.settings import Settings
from index.library import Library
from index.model import Filters
from ingest.parse import parse_text
from tests.support import HashEmbedder

WHITE = """# Cầu Bến Trắng ở tỉnh Hậu Giang

Cầu Bến Trắng bắc qua sông Vàm.

Tổng mức đầu tư: 320 tỷ đồng.
"""
MARSH = """# Cụm công nghiệp Sen Trắng

Thời hạn hoạt động của dự án: 50 năm.

Tổng vốn đầu tư: 90 tỷ đồng.
"""


@pytest.fixture
def answering(tmp_path: Path) -> Iterator[Answering]:
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.apply([parse_text(WHITE, file="cau.md"), parse_text(MARSH, file="cum.md")])
        settings = Settings.load({})
        yield Answering(library, Retriever(library, settings), settings)


def rivals_of(answering: Answering, question: str, part: str) -> bool:
    """Whether the unit that holds ``part`` is of another thing than the question asks about."""
    understood = answering.retriever.understand(question)
    candidates = answering.retriever.retrieve(understood, k=20, filters=Filters())
    asked = answering.read(understood)
    found = next(e for e in rank(asked, answering.widened(asked, candidates)) if part in e.text)
    return of_rival(named_things(asked), found)


@pytest.mark.parametrize(
    ("question", "part", "rival"),
    [
        ("Tổng mức đầu tư cầu Bến Đen là bao nhiêu?", "320 tỷ", True),
        ("Tong muc dau tu cau Ben Den la bao nhieu?", "320 tỷ", True),
        ("Tổng mức đầu tư cầu Bến Trắng là bao nhiêu?", "320 tỷ", False),
        ("Tổng mức đầu tư chợ Bến Đen là bao nhiêu?", "320 tỷ", False),  # a market may be paid for with the bridge
        ("Cụm công nghiệp Sen Hồng được hoạt động bao nhiêu năm?", "50 năm", True),
        ("What is the total investment of the Sen Hồng industrial cluster?", "90 tỷ", True),
        ("What is the total investment of the Sen Trắng industrial cluster?", "90 tỷ", False),
        ("How long may Hậu Giang's industrial cluster operate?", "50 năm", False),
    ],
)
def test_a_unit_may_be_of_another_thing_of_the_class(
    answering: Answering, question: str, part: str, rival: bool
) -> None:
    assert rivals_of(answering, question, part) is rival


@pytest.mark.parametrize("question", ["Quy mô là bao nhiêu?", "Dân số tỉnh Hậu Giang là bao nhiêu?"])
def test_a_place_is_no_named_thing(answering: Answering, question: str) -> None:
    asked = answering.read(answering.retriever.understand(question))
    assert named_things(asked) == ()
