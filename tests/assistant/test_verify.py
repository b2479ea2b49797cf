"""Facts of a text checked against the spans that it cites."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.verify import check, supported

SOURCE = (
    "Thu ngân sách của huyện ước đạt 3.420 tỷ đồng, bằng 87% kế hoạch năm, tăng 12,5% so với cùng kỳ; "
    "chi ngân sách là 1.275 tỷ đồng theo Nghị quyết số 15/2024/NQ-HĐND ngày 10/7/2024 "
    "của Hội đồng nhân dân huyện Gia Lâm."
)


@pytest.mark.parametrize(
    "text",
    [
        "Thu ngân sách ước đạt 3.420 tỷ đồng, bằng 87% kế hoạch năm.",
        "Budget revenue reached 3,420 billion dong, 87% of the plan, up 12.5% year on year.",
        "Thu ngân sách đạt 3.420.000 triệu đồng.",
        "Chi ngân sách là 1.275 tỷ đồng (Nghị quyết 15/2024/NQ-HĐND, ngày 10 tháng 7 năm 2024).",
        "Hội đồng nhân dân huyện Gia Lâm đã quyết định.",
    ],
)
def test_what_the_source_says_is_supported(text: str) -> None:
    assert supported(text, [SOURCE]), check(text, [SOURCE])


@pytest.mark.parametrize(
    "text",
    [
        "Thu ngân sách ước đạt 3.421 tỷ đồng.",  # a digit
        "Thu ngân sách ước đạt 3.420 triệu đồng.",  # the unit
        "Thu ngân sách bằng 78% kế hoạch năm.",  # digits swapped
        "Thu ngân sách giảm 12,5% so với cùng kỳ.",  # the sign
        "Thu ngân sách bằng 87% so với cùng kỳ.",  # the role
        "Chi ngân sách là 3.420 tỷ đồng.",  # another figure's number
        "Nghị quyết số 16/2024/NQ-HĐND đã được ban hành.",  # the document
        "Nghị quyết được thông qua ngày 11/7/2024.",  # the day
        "Hội đồng nhân dân huyện Đông Anh đã quyết định.",  # the place
    ],
)
def test_an_alteration_is_caught(text: str) -> None:
    assert not supported(text, [SOURCE]), check(text, [SOURCE])


def test_every_fact_has_a_verdict_of_its_kind() -> None:
    verdicts = check("Đạt 87% kế hoạch, 3.420 tỷ đồng, ngày 10/7/2024, số 15/2024/NQ-HĐND", [SOURCE])
    assert [(v.kind, v.supported) for v in verdicts] == [
        ("percent", True),
        ("number", True),
        ("date", True),
        ("document_number", True),
    ]


def test_the_asker_s_own_words_need_no_source() -> None:
    assert supported("Không có số liệu của huyện Sóc Sơn.", ["Thu 5 tỷ đồng."], ["Huyện Sóc Sơn thu bao nhiêu?"])


@settings(deadline=None)
@given(st.integers(1001, 9999), st.integers(1, 9))
def test_a_changed_amount_never_passes(value: int, change: int) -> None:
    source = f"Tổng vốn đầu tư của dự án là {value} triệu đồng."
    assert supported(source, [source])
    assert not supported(f"Tổng vốn đầu tư của dự án là {value + change} triệu đồng.", [source])


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_can_be_checked(text: str, source: str) -> None:
    assert all(v.kind for v in check(text, [source]))


FRAMED = """Điều 7. Mức hỗ trợ: 2. Đối tượng là nghệ nhân:
1. Nghệ nhân được hỗ trợ 1.900.000 đồng/tháng; thu của huyện Gia Lâm 9 tháng bằng 142% so với cùng kỳ năm trước.
"""


@pytest.mark.parametrize(
    "text",
    [
        "Điều 7. Mức hỗ trợ: 1. Nghệ nhân được hỗ trợ 1.900.000 đồng/tháng;",  # numbers of the list
        "Thu tăng 42% so với cùng kỳ.",  # worked out of 142%
    ],
)
def test_what_the_frame_says_or_follows_is_supported(text: str) -> None:
    assert supported(text, [FRAMED]), check(text, [FRAMED])


@pytest.mark.parametrize("text", ["Thu tăng 24% so với cùng kỳ.", "Thu giảm 42% so với cùng kỳ.", "Huyện Gia Lâm 8"])
def test_what_does_not_follow_is_not(text: str) -> None:
    assert not supported(text, [FRAMED])


def test_a_difference_is_supported_by_its_operands() -> None:
    sources = ["Gia Lâm đạt 89% kế hoạch.", "Đông Anh đạt 71,5% kế hoạch."]
    said = "Gia Lâm cao hơn Đông Anh: 89% so với 71,5%. Chênh nhau {0} điểm phần trăm (89 − 71,5 = {0})."
    assert supported(said.format("17,5"), sources), check(said.format("17,5"), sources)
    assert not supported(said.format("18,5"), sources)
    assert not supported(said.format("17,5").replace("89", "98"), sources)


HARVESTS = ["Xã Cói Xanh thu hoạch 47,5 nghìn tấn lúa.", "Xã Cói Đỏ thu hoạch 13.900 tấn lúa."]
TIMES = "Cói Xanh gấp khoảng 3,42 lần Cói Đỏ ({0} ÷ {1} ≈ {2}): 47,5 nghìn tấn so với 13.900 tấn."


@pytest.mark.parametrize(
    ("one", "other", "ratio", "right"),
    [
        ("47,5 nghìn tấn", "13.900 tấn", "3,42", True),
        ("45,7 nghìn tấn", "13.900 tấn", "3,42", False),
        ("47,5 nghìn tấn", "19.300 tấn", "3,42", False),
        ("47,5 nghìn tấn", "13.900 tấn", "4,32", False),
        ("47,5 nghìn tấn", "13.900 tấn", "13.900 tấn", False),  # an operand is no result
    ],
)
def test_a_ratio_is_worked_out_again_with_its_units(one: str, other: str, ratio: str, right: bool) -> None:
    text = TIMES.format(one, other, ratio)
    assert supported(text, HARVESTS) is right, check(text, HARVESTS)


RULES = """Điều 4. Hồ sơ
Ủy ban nhân dân phường trả kết quả theo khoản 3 Điều 9 và khoản 8 Điều 12 của Quyết định số 27/2023/QĐ-UBND.
1. Xã A Lưới 2 có 14 thôn. 2. Xã A Lưới 4 có 9 thôn.
Kết quả năm 2024 tăng 115 tỷ đồng; đến năm 2026 còn 38 hộ, giảm 29 hộ; 115 tỷ đồng là số của quý I/2025."""


@pytest.mark.parametrize(
    ("true", "altered"),
    [
        ("theo khoản 3 Điều 9", "theo khoản 8 Điều 9"),  # a number that stands elsewhere, behind the same word
        ("theo khoản 3 Điều 9 và khoản 8 Điều 12", "theo khoản 3 Điều 12 và khoản 8 Điều 12"),
        ("của Quyết định số 27/2023/QĐ-UBND", "của Quyết định số 27/2723/QĐ-UBND"),  # no document number any more
        ("Xã A Lưới 2 có 14 thôn.", "Xã A Lưới 4 có 14 thôn."),
        ("1. Xã A Lưới 2 có 14 thôn. 2. Xã A Lưới 4", "1. Xã A Lưới 2 có 14 thôn. 1. Xã A Lưới 4"),
        ("Kết quả năm 2024 tăng 115 tỷ đồng", "Kết quả năm 2026 tăng 115 tỷ đồng"),  # a year of the same source
        ("số của quý I/2025", "số của quý I/2026"),
        ("năm 2024 tăng 115 tỷ đồng", "năm 2024 giảm 115 tỷ đồng"),  # told elsewhere without a direction
        ("còn 38 hộ, giảm 29 hộ", "còn 38 người, giảm 29 hộ"),  # what is counted
    ],
)
def test_a_figure_of_its_source_in_the_wrong_place_is_caught(true: str, altered: str) -> None:
    assert supported(true, [RULES]), check(true, [RULES])
    assert not supported(altered, [RULES]), check(altered, [RULES])


def test_a_numbered_answer_needs_no_source_for_its_numbers() -> None:
    assert supported("1. Còn 38 hộ.\n2. Xã A Lưới 4 có 9 thôn.", [RULES])


def test_an_article_may_be_named_in_english() -> None:
    assert supported("See Article 9 and the figure of the first quarter of 2025.", [RULES])
    assert not supported("See Article 7 and the figure of the first quarter of 2025.", [RULES])


COMPARED = "{0} cao hơn {1}: 14 thôn so với 9 thôn. Chênh nhau {2} thôn (14 − 9 = {3})."


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (COMPARED.format("Xã A Lưới 2", "Xã A Lưới 4", 5, 5), True),
        (COMPARED.format("Xã A Lưới 2", "Xã A Lưới 4", 9, 5), False),  # a figure of the source that is no difference
        (COMPARED.format("Xã A Lưới 2", "Xã A Lưới 4", 5, 9), False),
        (COMPARED.format("Xã A Lưới 2", "Xã A Lưới 4", 5, 5).replace("cao hơn", "thấp hơn"), False),
    ],
)
def test_a_comparison_is_worked_out_again(text: str, right: bool) -> None:
    assert supported(text, [RULES, RULES]) is right, check(text, [RULES])
