"""Comparisons from the table of indicators: one record of the place, period and measure of each side, else none."""

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
    "dong-anh-9t.md": "# Huyện Đông Anh: kinh tế xã hội 9 tháng đầu năm 2022\n\n"
    "Thu ngân sách nhà nước trên địa bàn được 6.210 tỷ đồng, bằng 77,5% dự toán thành phố giao, tăng 12,4% so với "
    "cùng kỳ. Huyện đã giải ngân 712,6 tỷ đồng, bằng 51,9% kế hoạch vốn đầu tư công. Chủ tịch huyện yêu cầu hết năm "
    "giải ngân ít nhất 96% vốn đầu tư công. Tổng đàn lợn có 41.200 con.\n",
    "dong-anh-nam.md": "# Huyện Đông Anh: kinh tế xã hội năm 2022\n\n"
    "Thu ngân sách nhà nước cả năm 2022 ước 9.045 tỷ đồng, đạt 112,9% dự toán.\n",
    "me-linh-9t.md": "# Huyện Mê Linh: kinh tế xã hội 9 tháng đầu năm 2022\n\n"
    "Thu ngân sách nhà nước trên địa bàn ước đạt 2.480,5 tỷ đồng, bằng 84,1% dự toán thành phố giao, tăng 9,7% so với "
    "cùng kỳ. Toàn huyện mới giải ngân được 390 tỷ trên tổng số 905 tỷ đồng, tức 43,1%.\n",
    "kon-tum-t8.md": "# Báo cáo kinh tế xã hội tỉnh Kon Tum tháng 8/2023\n\n"
    "Đến cuối tháng, đàn trâu 24,6 nghìn con, tăng 1,1% so với cùng kỳ; "
    "đàn bò 85,3 nghìn con, tăng 2,2% so với cùng kỳ.\n",
    "kon-tum-t9.md": "# Báo cáo kinh tế xã hội tỉnh Kon Tum tháng 9/2023\n\n"
    "Đến cuối tháng, đàn trâu 24,1 nghìn con, giảm 0,4% so với cùng kỳ; "
    "đàn bò 87,0 nghìn con, tăng 3% so với cùng kỳ.\n",
    "dak-nong.md": "# Tỉnh Đắk Nông: giảm nghèo năm 2023\n\nHuyện có tỷ lệ hộ nghèo cao nhất năm 2023 là Tuy Đức: "
    "21,4%; Đắk Glong 19,8%; Krông Nô 8,2%.\n",
    "lai-chau.md": "# Tỉnh Lai Châu: kinh tế xã hội 9 tháng đầu năm 2023\n\n"
    "Kim ngạch xuất khẩu 9 tháng đạt 31,5 triệu USD, kim ngạch nhập khẩu đạt 18,2 triệu USD.\n",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home: Path = tmp_path_factory.mktemp("series") / "home"
    with Library.open(home, HashEmbedder()) as library:
        library.apply([parse_text(text, file=file) for file, text in TEXTS.items()])
        yield Assistant(library, Settings.load({}))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "Thu ngân sách 9 tháng năm 2022 của Đông Anh và Mê Linh chênh nhau bao nhiêu tỷ đồng?",
            "Chênh nhau 3.729,5 tỷ đồng (6.210 − 2.480,5 = 3.729,5)",
        ),
        ("9 thang nam 2022 huyen Dong Anh hay huyen Me Linh thu ngan sach cao hon?", "Đông Anh cao hơn Mê Linh: 6.210"),
        (
            "Which collected more budget revenue in the first nine months of 2022, Đông Anh or Mê Linh?",
            "Đông Anh is higher than Mê Linh",
        ),
        (
            "By how much did Đông Anh district's full-year 2022 budget revenue exceed its nine-month figure?",
            "2,835 billion đồng (9,045 − 6,210 = 2,835)",
        ),
        ("Thu ngân sách 9 tháng 2022 so với dự toán, Đông Anh hay Mê Linh đạt cao hơn?", "84,1% so với 77,5%"),
        ("Thu ngân sách 9 tháng năm 2022 của Đông Anh và Mê Linh, nơi nào tăng nhanh hơn?", "12,4% so với 9,7%"),
        (
            "Giữa báo cáo tháng 8 và tháng 9/2023, đàn bò của tỉnh Kon Tum tăng thêm bao nhiêu nghìn con?",
            "1,7 nghìn con (87 − 85,3 = 1,7)",
        ),
        (
            "Kim ngạch xuất khẩu và kim ngạch nhập khẩu của Lai Châu 9 tháng 2023 chênh nhau bao nhiêu?",
            "13,3 triệu USD (31,5 − 18,2 = 13,3)",
        ),
    ],
)
def test_figures_of_the_very_measure_place_and_period_are_set_side_by_side(
    assistant: Assistant, question: str, said: str
) -> None:
    assert said in assistant.ask(question).text


def test_a_target_is_not_set_against_a_result(assistant: Assistant) -> None:
    answer = assistant.ask("9 tháng năm 2022, Đông Anh hay Mê Linh giải ngân vốn đầu tư công đạt tỷ lệ cao hơn?")
    assert "51,9% so với 43,1%" in answer.text
    assert "96%" not in answer.text.split("[1]")[0]


def test_a_figure_named_in_turn_is_told_in_the_words_of_the_first(assistant: Assistant) -> None:
    answer = assistant.ask("Cuối năm 2023, huyện Tuy Đức hay huyện Đắk Glong có tỷ lệ hộ nghèo cao hơn?")
    assert "21,4 − 19,8 = 1,6" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Thu ngân sách 6 tháng năm 2022 của Đông Anh và Mê Linh chênh nhau bao nhiêu tỷ đồng?",
        "Tổng đàn lợn 9 tháng năm 2022 của Đông Anh và Mê Linh chênh nhau bao nhiêu con?",
        "Thu ngân sách năm 2022 của Đông Anh và Mê Linh chênh nhau bao nhiêu tỷ đồng?",
    ],
)
def test_nothing_is_worked_out_where_a_side_has_no_such_record(assistant: Assistant, question: str) -> None:
    assert "−" not in assistant.ask(question).text
