"""Resolutions of councils, one that amends another, and a directive."""

from __future__ import annotations

from datetime import date

from index.model import Kind
from tests.ingest.officials.model import AMENDS, FREEDOM, MOTTO, REPEALS, Official

COUNCILS = (
    Official(
        "nghi-quyet-xa",
        f"""HỘI ĐỒNG NHÂN DÂN
XÃ ĐỒNG PHÚ
-------

{MOTTO}
{FREEDOM}
---------------

Số: 12/NQ-HĐND

Đồng Phú, ngày 30 tháng 7 năm 2025

NGHỊ QUYẾT
Về phân bổ kinh phí sửa chữa kênh mương nội đồng năm 2026

HỘI ĐỒNG NHÂN DÂN XÃ ĐỒNG PHÚ
KHÓA XX, KỲ HỌP THỨ HAI

Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;

Xét Tờ trình số 09/TTr-UBND ngày 22 tháng 7 năm 2025 của Ủy ban nhân dân xã;

QUYẾT NGHỊ:

Điều 1. Phân bổ 640 triệu đồng cho năm thôn.

Điều 2. Nghị quyết này có hiệu lực kể từ ngày ký.

Nghị quyết đã được Hội đồng nhân dân xã Đồng Phú khóa XX, kỳ họp thứ hai thông qua ngày 30 tháng 7 năm 2025./.

Nơi nhận:
- Thường trực HĐND tỉnh;
- Lưu: VT.

CHỦ TỊCH

Phan Thị Thử
""",
        Kind.RESOLUTION,
        "12/NQ-HĐND",
        "Hội đồng nhân dân xã Đồng Phú",
        "Đồng Phú",
        date(2025, 7, 30),
        "Về phân bổ kinh phí sửa chữa kênh mương nội đồng năm 2026",
        "Phan Thị Thử",
        date(2025, 7, 30),
    ),
    Official(
        "nghi-quyet-sua-doi",
        f"""HỘI ĐỒNG NHÂN DÂN
TỈNH VĨNH PHÚC
-------
{MOTTO}
{FREEDOM}
---------------

Số: 08/2024/NQ-HĐND
Vĩnh Phúc, ngày 11/7/2024

NGHỊ QUYẾT
Sửa đổi, bổ sung một số điều của Nghị quyết số 20/2021/NQ-HĐND về hỗ trợ giống cây trồng

HỘI ĐỒNG NHÂN DÂN TỈNH VĨNH PHÚC
KHÓA XVII, KỲ HỌP THỨ 15

Căn cứ Luật Ban hành văn bản quy phạm pháp luật ngày 22 tháng 6 năm 2015;

QUYẾT NGHỊ:

Điều 1. Sửa đổi, bổ sung một số điều của Nghị quyết số 20/2021/NQ-HĐND

Khoản 1 Điều 4 được sửa đổi như sau: “1. Mức hỗ trợ là 40%.”

Điều 2. Tổ chức thực hiện

Nghị quyết này được Hội đồng nhân dân tỉnh khóa XVII, kỳ họp thứ 15 thông qua ngày 11 tháng 7 năm 2024 và có hiệu lực \
từ ngày 22 tháng 7 năm 2024; bãi bỏ Nghị quyết số 03/2018/NQ-HĐND ngày 09 tháng 7 năm 2018.

CHỦ TỊCH
Bùi Thị Sửa
""",
        Kind.RESOLUTION,
        "08/2024/NQ-HĐND",
        "Hội đồng nhân dân tỉnh Vĩnh Phúc",
        "Vĩnh Phúc",
        date(2024, 7, 11),
        "Sửa đổi, bổ sung một số điều của Nghị quyết số 20/2021/NQ-HĐND về hỗ trợ giống cây trồng",
        "Bùi Thị Sửa",
        date(2024, 7, 22),
        frozenset({(AMENDS, "20/2021/NQ-HĐND", None), (REPEALS, "03/2018/NQ-HĐND", None)}),
    ),
    Official(
        "chi-thi-tinh",
        f"""UBND TỈNH HÀ GIANG            {MOTTO}
-------                           {FREEDOM}
                                  ---------------
Số: 09/CT-UBND                Hà Giang, ngày 01 tháng 4 năm 2025

CHỈ THỊ

Về tăng cường quản lý khai thác cát, sỏi lòng sông

Thời gian qua, việc khai thác cát còn diễn biến phức tạp. Chủ tịch Ủy ban nhân dân tỉnh chỉ thị:

1. Sở Nông nghiệp và Môi trường kiểm tra các bến bãi.

2. Chỉ thị này có hiệu lực kể từ ngày ký./.

Nơi nhận:                     KT. CHỦ TỊCH
- Các sở, ngành;                  PHÓ CHỦ TỊCH
- Lưu: VT.
                                  Hầu Minh Chỉ
""",
        Kind.DIRECTIVE,
        "09/CT-UBND",
        "Ủy ban nhân dân tỉnh Hà Giang",
        "Hà Giang",
        date(2025, 4, 1),
        "Về tăng cường quản lý khai thác cát, sỏi lòng sông",
        "Hầu Minh Chỉ",
        date(2025, 4, 1),
    ),
)
