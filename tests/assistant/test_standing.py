"""Whether a figure is of the period asked for: told by its clause, its column, what stands around it, or its paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answering import Answering
from assistant.assistant import Assistant
from assistant.evidence import rank
from assistant.retrieve import Retriever
from assistant.settings import Settings
from assistant.standing import Sifted, Standing, stands
from index.library import Library
from index.model import Indicator
from index.periods import find_periods
from ingest.parse import parse_text
from tests.support import HashEmbedder

TEXTS = {
    "chin-thang.md": "# Huyện Yên Thế: thu ngân sách 9 tháng đạt 78% dự toán\n\n"
    "Sáng 4/10, huyện họp đánh giá kinh tế 9 tháng đầu năm 2033.\n\n"
    "Thu ngân sách nhà nước được 640 tỷ đồng, bằng 78% dự toán, tăng 6% so với cùng kỳ.\n\n"
    "Riêng tiền sử dụng đất là 215 tỷ đồng, đạt 51% kế hoạch do hai phiên đấu giá lùi sang quý IV.\n\n"
    "Đến ngày 30/9, huyện giải ngân vốn đầu tư công 118 tỷ đồng, bằng 47,5% kế hoạch.\n",
    "ca-nam.md": "# Huyện Yên Thế tổng kết năm 2033\n\n"
    "Thu ngân sách nhà nước cả năm 2033 đạt 903 tỷ đồng, bằng 110% dự toán, tăng 9% so với năm 2032.\n\n"
    "Thu tiền sử dụng đất là 402 tỷ đồng. Tổng chi ngân sách là 566 tỷ đồng, bằng 96% dự toán.\n",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home: Path = tmp_path_factory.mktemp("standing")
    with Library.open(home, HashEmbedder()) as library:
        library.apply([parse_text(text, file=file) for file, text in TEXTS.items()])
        yield Assistant(library, Settings.load({}))


@pytest.mark.parametrize(
    ("asked", "told", "standing"),
    [
        ("9 tháng đầu năm 2033", "9 tháng năm 2033", Standing.SAME),
        ("ba quý đầu năm 2033", "9 tháng năm 2033", Standing.SAME),
        ("quý III/2033", "9 tháng năm 2033", Standing.ENDING),
        ("tháng 12/2033", "năm 2033", Standing.ENDING),
        ("năm 2033", "đến 31/12/2033", Standing.SAME),
        ("năm 2033", "đến 15/12/2033", Standing.ENDING),
        ("9 tháng đầu năm 2033", "quý III/2033", Standing.OTHER),
        ("6 tháng đầu năm 2033", "9 tháng năm 2033", Standing.OTHER),
        ("6 tháng đầu năm 2033", "năm 2033", Standing.OTHER),
        ("quý I năm 2033", "6 tháng đầu năm 2033", Standing.OTHER),
        ("năm 2033", "9 tháng năm 2033", Standing.OTHER),
        ("đến 30/9/2033", "đến 20/6/2033", Standing.OTHER),
        ("đến 30/9/2033", "9 tháng năm 2033", Standing.SAME),
        ("9 tháng đầu năm", "9 tháng năm 2033", Standing.SAME),
        ("năm 2033", "giai đoạn 2031-2035", Standing.UNTOLD),
    ],
)
def test_only_what_is_counted_up_to_the_end_of_a_period_stands_in_for_it(
    asked: str, told: str, standing: Standing
) -> None:
    assert stands(find_periods(asked), find_periods(told)).standing is standing


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("Ba quý đầu năm 2033 huyện Yên Thế thu ngân sách bằng bao nhiêu phần trăm dự toán?", "78%"),
        ("9 thang nam 2033 huyen Yen The thu tien su dung dat bao nhieu ty dong?", "215 tỷ đồng"),
        ("Cả năm 2033 huyện Yên Thế thu ngân sách được bao nhiêu tỷ đồng?", "903 tỷ đồng"),
        ("Tính đến hết tháng 9/2033, huyện Yên Thế giải ngân vốn đầu tư công được bao nhiêu tỷ đồng?", "118 tỷ đồng"),
        ("How much budget revenue did Yen The district collect in the first nine months of 2033?", "640 billion"),
    ],
)
def test_the_figure_of_the_very_period_is_shown(assistant: Assistant, question: str, figure: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered"
    assert figure in answer.text


@pytest.mark.parametrize(
    ("question", "known"),
    [
        ("Sáu tháng đầu năm 2033 huyện Yên Thế thu ngân sách bao nhiêu tỷ đồng?", "9 tháng đầu năm 2033"),
        ("Quý I năm 2033 huyện Yên Thế thu tiền sử dụng đất bao nhiêu tỷ đồng?", "năm 2033"),
        ("Ket thuc nam 2032 huyen Yen The thu ngan sach bao nhieu ty dong?", "năm 2033"),
        ("Tính đến ngày 30/6/2033, huyện Yên Thế giải ngân vốn đầu tư công được bao nhiêu phần trăm?", "30/9/2033"),
    ],
)
def test_another_period_is_declined_with_what_there_is(assistant: Assistant, question: str, known: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "not_found"
    assert known in answer.text


def test_a_period_that_ends_with_the_one_asked_for_is_named(assistant: Assistant) -> None:
    answer = assistant.ask("Quý III năm 2033 huyện Yên Thế thu ngân sách được bao nhiêu tỷ đồng?")
    assert "640 tỷ đồng" in answer.text
    assert "không nêu riêng quý III/2033" in answer.text
    assert all(check.supported for check in answer.checks)


def test_what_tells_no_period_does_not_take_the_place_of_a_figure_of_another_one(tmp_path: Path) -> None:
    told = (
        "# Huyện Yên Thế thu ngân sách năm 2033 vượt dự toán\n\n"
        "Năm 2033, huyện Yên Thế thu ngân sách 903 tỷ đồng. Chi ngân sách 850 tỷ đồng, bằng 97% dự toán. "
        "Tỷ lệ hộ nghèo còn 2,1%.\n"
    )
    plan = (
        "# Nghị quyết về kế hoạch vốn đầu tư của huyện Yên Thế\n\n"
        "Điều 1. Vốn của huyện Yên Thế gồm nguồn thu ngân sách tập trung: 425 tỷ đồng.\n"
    )
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.apply([parse_text(told, file="nam.md"), parse_text(plan, file="von.md")])
        settings = Settings.load({})
        answering = Answering(library, Retriever(library, settings), settings)
        understood = answering.retriever.understand("Thu ngân sách quý I năm 2033 của huyện Yên Thế là bao nhiêu?")
        asked = answering.read(understood)
        ranked = rank(asked, answering.retriever.retrieve(understood, k=10))
        year = next(e for e in ranked if "903" in e.text)
        fund = next(e for e in ranked if "425" in e.text)
        reported: dict[str, list[Indicator]] = {}
        for stored in library.indicators():
            reported.setdefault(stored.document, []).append(stored.indicator)
        assert Sifted(asked, [year, fund], reported).kept([year, fund]) == []
        assert Sifted(asked, [fund, year], reported).kept([fund, year]) == [fund]


def test_of_a_row_the_column_of_the_period_is_shown(tmp_path: Path) -> None:
    table = (
        "# Báo cáo kinh tế huyện Yên Thế tháng 10 và 10 tháng năm 2033\n\n**4. Ngân sách**\n\n"
        "| Chỉ tiêu | Dự toán năm 2033 (tỷ đồng) | Thực hiện tháng 10 (tỷ đồng) | Lũy kế 10 tháng (tỷ đồng) "
        "| So dự toán (%) |\n|---|---|---|---|---|\n"
        "| Thu nội địa | 812 | 64 | 705 | 86,8 |\n| Thu tiền thuê đất | 40 | 3 | 31 | 77,5 |\n"
        "| Chi thường xuyên | 640 | 51 | 498 | 77,8 |\n"
    )
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.apply([parse_text(table, file="thang-10.md")])
        answer = Assistant(library, Settings.load({})).ask(
            "Riêng tháng 10/2033, huyện Yên Thế thu nội địa được bao nhiêu tỷ đồng?"
        )
    first = answer.text.splitlines()[0]
    assert "64 tỷ đồng" in first
    assert "705" not in first
    assert "812" not in first
