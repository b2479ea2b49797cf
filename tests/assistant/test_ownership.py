"""Whose a figure is, told by its own sentence or row."""

from __future__ import annotations

import pytest

from assistant.ownership import given_to
from index.model import UnitKind

ENDING = "Sau đó là Vĩnh Long, Cần Thơ và rộng nhất là An Giang với 9.800 km2."
MERGED = "Cần Thơ sau khi hợp nhất với Sóc Trăng và Hậu Giang rộng 6.360 km2."
GIVEN = "Cấp 30 tỷ đồng cho huyện Gia Lâm và 20 tỷ đồng cho huyện Đông Anh."
TOGETHER = "Huế và Đà Nẵng được cấp 90 tỷ đồng."
BEFORE_ALL = "Cấp 90 tỷ đồng cho các huyện Gia Lâm, Đông Anh và Sóc Sơn."
NEWLY = "Nhập tỉnh Kon Tum và tỉnh Quảng Ngãi thành tỉnh mới có tên gọi là tỉnh Quảng Ngãi, dân số 2.160.000 người."
SENTENCE, ROW, ITEM = UnitKind.SENTENCE, UnitKind.ROW, UnitKind.ITEM


@pytest.mark.parametrize(
    ("text", "figure", "kind", "own", "rival", "expected"),
    [
        (ENDING, "9.800", SENTENCE, "Vĩnh Long", "Huế", True),
        (ENDING, "9.800", SENTENCE, "An Giang", "Huế", False),
        ("- Phần đường qua tỉnh Đồng Tháp khoảng 1.440 tỷ đồng.", "1.440", ITEM, "Hồ Chí Minh", "Đồng Tháp", True),
        ("- Phần đường qua tỉnh Đồng Tháp khoảng 1.440 tỷ đồng.", "1.440", ITEM, "Đồng Tháp", "Hồ Chí Minh", False),
        ("Tổng diện tích là 6.300 km2.", "6.300", SENTENCE, "Cần Thơ", "Huế", False),
        (MERGED, "6.360", SENTENCE, "Cần Thơ", "Huế", False),
        ("Gia Lai (Gia Lai + Bình Định) | 21.500 | 3.580.000", "3.580.000", ROW, "Gia Lai", "Đắk Lắk", False),
        ("Đắk Lắk (Phú Yên + Đắk Lắk) | 18.000 | 3.340.000", "3.340.000", ROW, "Gia Lai", "Đắk Lắk", True),
        (GIVEN, "20", SENTENCE, "Gia Lâm", "Đông Anh", True),
        (GIVEN, "30", SENTENCE, "Gia Lâm", "Đông Anh", False),
        ("Gia Lâm và Đông Anh lần lượt thu 30 tỷ đồng và 20 tỷ đồng.", "30", SENTENCE, "Đông Anh", "Gia Lâm", True),
        ("Gia Lâm và Đông Anh lần lượt thu 30 tỷ đồng và 20 tỷ đồng.", "20", SENTENCE, "Đông Anh", "Gia Lâm", False),
        ("Cầu Mây Trắng rộng 17 m, cầu Sông Lặng rộng 14 m.", "14", SENTENCE, "Mây Trắng", "Sông Lặng", True),
        (TOGETHER, "90", SENTENCE, "Huế", "Đà Nẵng", True),
        (TOGETHER, "90", SENTENCE, "Đà Nẵng", "Huế", True),
        (BEFORE_ALL, "90", SENTENCE, "Gia Lâm", "Sóc Sơn", True),
        (NEWLY, "2.160.000", SENTENCE, "Quảng Ngãi", "Huế", False),
        ("2 | Trường THCS Hoa Mai | Gia Lâm | 900", "900", ROW, "Gia Lâm", "Đông Anh", True),
        ("Chủ tịch Ủy ban nhân dân cấp xã: 12 ngày.", "12", SENTENCE, "chu tich xa", "chu tich tinh", False),
        ("Chủ tịch UBND tỉnh: 12 ngày.", "12", SENTENCE, "chu tich xa", "chu tich tinh", True),
        ("Tòa án nhân dân khu vực 5 | 12 xã", "12", ROW, "tòa án khu vực 5", "tòa án khu vực 6", False),
        ("Tòa án nhân dân khu vực 6 | 12 xã", "12", ROW, "tòa án khu vực 5", "tòa án khu vực 6", True),
        ("Cầu Mây Trắng rộng 17 m, cầu Sông Lặng rộng 14 m.", "17", SENTENCE, "Mây Trắng", "Sông Lặng", False),
    ],
)  # fmt: skip
def test_a_figure_is_of_the_name_its_words_give_it_to(  # noqa: PLR0917 (one row of the table)
    text: str, figure: str, kind: UnitKind, own: str, rival: str, expected: bool
) -> None:
    start = text.index(figure)
    assert (given_to(text, (start, start + len(figure)), kind, own, rival) is False) is expected
