"""What a unit says that it tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.asked import Sought
from assistant.labels import asked_share, label_of


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("8. Chủ đầu tư: Công ty Cổ phần Sông Xanh", "Chủ đầu tư"),
        ("- **Đơn vị tài trợ:** Quỹ Hoa Sen", "Đơn vị tài trợ"),
        ("+ Chiều rộng mặt cầu: 9 m", "Chiều rộng mặt cầu"),
        ("+ Đất bãi xe, ký hiệu P (diện tích 3 ha)", "Đất bãi xe"),
        ("Nhà thầu (giai đoạn 1): Công ty A", "Nhà thầu"),
        ("Ủy ban nhân dân xã công bố kế hoạch, gồm ba bước.", ""),
        ("Gồm các bước sau:", ""),
        ("- Đến 18 giờ ngày 3/5, toàn huyện có 40 nhà tốc mái", ""),
        ("- Từ 5 đến 10 năm: giảm 20%", "Từ 5 đến 10 năm"),
    ],
)
def test_a_label_stands_before_its_colon_or_heads_a_marked_item(text: str, label: str) -> None:
    assert label_of(text) == label


def test_a_row_is_labelled_by_its_first_cell_of_words() -> None:
    assert label_of("7 | Đường nội bộ | 51,4 | 8,7", row=True) == "Đường nội bộ"
    assert label_of("| Tổng cộng (I+II) | 590", row=True) == "Tổng cộng"
    assert label_of("12 | 3,4", row=True) == ""


def test_words_of_the_title_do_not_tell_a_label_from_others() -> None:
    terms = Sought({"chu": 0.5, "dau": 0.5, "tu": 0.5, "cau": 0.8}, {}, frozenset(), marked=False)
    assert asked_share("Chủ đầu tư", terms, frozenset()) == 1
    assert asked_share("Chủ đầu tư", terms, {"chu", "dau", "tu"}) == 0
    assert asked_share("Nhà thầu cầu", terms, frozenset()) == pytest.approx(1 / 3)


@given(st.text(max_size=200), st.booleans())
def test_a_label_is_part_of_its_text(text: str, row: bool) -> None:
    label = label_of(text, row=row)
    assert "(" in text or label in text
