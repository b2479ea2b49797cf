"""What a unit is about without saying so, and what a name or a year in a question means."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answering import Answering
from assistant.before import last_named, spanned_years
from assistant.evidence import rank
from assistant.retrieve import Retriever
from assistant.settings import Settings
from assistant.signals import Signals, signals
from index.library import Library
from index.places import find_places
from ingest.parse import parse_text
from tests.support import HashEmbedder

AUCTION = """# Đấu giá đất quý III

Ngày 12/7/2025, phường Hồng Gai mở phiên đấu giá 31 lô đất. Mức khởi điểm ở phiên này là 9 triệu đồng/m².

Tổ máy số 2 chạy từ Quý II/2027. Sáp nhập tỉnh Bình Phước vào thì tỉnh Đồng Nai có 4.491.408 người.

Năm học 2025 - 2026, học phí lớp 10 trường Mai Sen là 260.000 đồng/tháng.

Công bố nêu Nhà ở xã hội Vườn Sen Hồng có mỗi tòa cao 41,5 m.

Người tham gia từ ngày 01/01/2012 đến ngày 31/12/2014 được tính theo 9 năm cuối.
"""


@pytest.fixture
def answering(tmp_path: Path) -> Iterator[Answering]:
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.apply([parse_text(AUCTION, file="dau-gia.md")])
        settings = Settings.load({})
        yield Answering(library, Retriever(library, settings), settings)


def unit(answering: Answering, question: str, held: str) -> Signals:
    """The signals of the unit that holds ``held``."""
    understood = answering.retriever.understand(question)
    candidates = answering.retriever.retrieve(understood, k=10)
    asked = answering.read(understood)
    ranked = [e for e in rank(asked, answering.widened(asked, candidates)) if held in e.text]
    return signals(asked, ranked, candidates).units[0]


def test_a_place_named_one_sentence_before_is_what_the_unit_is_about(answering: Answering) -> None:
    told = unit(answering, "Giá khởi điểm đấu giá đất phường Hồng Gai là bao nhiêu?", "9 triệu")
    assert told.placed > 0.5
    assert told.owner < 0.2


def test_what_bears_its_own_name_need_not_say_where_it_lies(answering: Answering) -> None:
    named = unit(answering, "Mỗi tòa Nhà ở xã hội Vườn Sen Hồng (huyện Quốc Oai) cao bao nhiêu mét?", "41,5")
    bare = unit(answering, "Mỗi tòa nhà ở xã hội (huyện Quốc Oai) cao bao nhiêu mét?", "41,5")
    assert named.placed > bare.placed
    assert named.owner < bare.owner


def test_the_place_named_last_counts() -> None:
    hon_gai = [m.place for m in find_places("tỉnh Đồng Nai")]
    assert last_named(hon_gai, "Tỉnh Đồng Nai họp. Sau đó có 3 đoàn.") == 1
    assert last_named(hon_gai, "Tỉnh Đồng Nai họp. Tỉnh Tây Ninh cử đoàn.") == 0


def test_a_place_that_was_merged_into_another_is_not_the_one_asked_for(answering: Answering) -> None:
    told = unit(answering, "Sau khi nhập Bình Phước, tỉnh Đồng Nai có bao nhiêu người?", "4.491.408")
    assert told.placed == 1


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("từ ngày 01/01/2012 đến ngày 31/12/2014", [2012, 2013, 2014]),
        ("trước ngày 01/01/2012", [2011]),
        ("ngày 01/01/2012, ngày 31/12/2014", []),
    ],
)
def test_days_span_years(text: str, years: list[int]) -> None:
    assert [y for y in range(2011, 2016) if any(y in span for span in spanned_years(text))] == years


def test_a_year_between_two_days_is_told(answering: Answering) -> None:
    assert unit(answering, "Tham gia từ năm 2013 thì tính theo mấy năm cuối?", "9 năm").years == 1
    assert unit(answering, "Tham gia từ năm 2018 thì tính theo mấy năm cuối?", "9 năm").years < 1


def test_a_school_year_is_not_told_by_the_one_that_shares_a_year(answering: Answering) -> None:
    assert unit(answering, "Học phí lớp 10 trường Mai Sen năm học 2025-2026?", "260.000").years == 1
    assert unit(answering, "Học phí lớp 10 trường Mai Sen năm học 2026-2027?", "260.000").years == 0


def test_a_quarter_says_when_but_not_on_what_day(answering: Answering) -> None:
    assert unit(answering, "Khi nào tổ máy số 2 chạy?", "Quý II/2027").kind >= 0.9
    assert unit(answering, "Tổ máy số 2 chạy ngày nào?", "Quý II/2027").kind < 0.9
