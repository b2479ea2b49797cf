"""Whether a text has the shape of the answer asked for."""

from __future__ import annotations

import pytest

from assistant.intent import read_intent
from assistant.shape import figures, fit, known_of


def fits(question: str, text: str, context: str = "", language: str = "vi") -> float:
    return fit(read_intent(question, language), known_of(question), text, context)


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        ("Giá gửi xe nằm trong khoảng nào?", "Giá gửi xe từ 3.000 đồng đến 5.000 đồng.", "Giá gửi xe là 4.000 đồng."),
        ("Hộ nghèo được hỗ trợ bao nhiêu tiền?", "Hỗ trợ 200.000 đồng.", "Đi chợ phiên 0 đồng."),
        ("Mỗi người được bao nhiêu tiền quà?", "Mức chi 300.000 đồng/người.", "Tổng chi 900 triệu đồng."),
        ("Phải sửa xong trong bao nhiêu ngày?", "Sửa xong trong 45 ngày.", "Bảo hành 12 tháng."),
        ("Cơ quan nào cấp phép?", "Chi cục Đường thủy cấp phép.", "Theo Kế Hoạch Sông Lam thì phải cấp phép."),
        ("Nộp đơn ở địa chỉ nào?", "Tầng 2, nhà B, đường Hoa Mai, phường An Bình.", "Nộp tại phường An Bình."),
    ],
)
def test_what_is_asked_for_fits_better(question: str, better: str, worse: str) -> None:
    assert fits(question, better) > fits(question, worse) > 0


def test_a_number_is_an_amount_under_a_head_that_names_one() -> None:
    asked = "Bảo vệ được trả bao nhiêu tiền?"
    assert fits(asked, "Bảo vệ | 4.200", "Công việc | Lương") == 0.9
    assert fits(asked, "có 12 bảo vệ", "Tình hình lao động và hoạt động tham gia của các tổ") < 0.5


def test_a_time_told_by_another_one_answers_when_not_which_day() -> None:
    text = "Thẻ mới dùng được ngay sau khi thẻ cũ hết hạn."
    assert fits("Thẻ mới dùng được từ lúc nào?", text) > fits("Thẻ mới dùng được từ ngày nào?", text)


def test_what_something_is_made_up_of_is_told_from_what_it_leaves_out() -> None:
    asked = "Phí chợ gồm mấy khoản nào?"
    left_out = "Phí chợ không gồm tiền điện, tiền nước và tiền thuê ki-ốt."
    made_up = "Phí chợ gồm tiền vệ sinh, tiền bảo vệ và tiền thuê chỗ."
    assert fits(asked, made_up) > fits(asked, left_out)


def test_a_single_figure_is_no_range() -> None:
    intent = read_intent("Giá gửi xe nằm trong khoảng nào?", "vi")
    found = figures(intent, known_of(""), "Giá từ 3.000 đồng đến 5.000 đồng, trung bình 4.000 đồng.")
    assert [score for _, score in found] == [1.0, 1.0, 0.7]
