"""Plans, notices, a report, a proposal and an official letter."""

from __future__ import annotations

from datetime import date

from index.model import Kind
from tests.ingest.officials.model import FREEDOM, MOTTO, Official

NOTICES = (
    Official(
        "ke-hoach-thanh-pho",
        f"""|
**ỦY BAN NHÂN DÂN
THÀNH PHỐ CẦN THƠ**
-------
|
**{MOTTO}
{FREEDOM}**
---------------
|
|
Số: 123/KH-UBND
|
*Cần Thơ, ngày 08 tháng 5 năm 2025*
|
**KẾ HOẠCH**
TỔ CHỨC TUẦN LỄ ĐỌC SÁCH TRÊN ĐỊA BÀN THÀNH PHỐ CẦN THƠ NĂM 2025
Thực hiện Quyết định số 45/QĐ-BVHTTDL ngày 10 tháng 01 năm 2025, Ủy ban nhân dân thành phố xây dựng kế hoạch như sau:
**I. MỤC ĐÍCH**
1. Khuyến khích người dân đọc sách.
**II. THỜI GIAN**
Từ ngày 02 tháng 6 đến ngày 08 tháng 6 năm 2025.
|
Nơi nhận:
- Các sở, ban, ngành;
- Lưu: VT.
|
**TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH**
Nguyễn Thực Nghiệm
|
""",
        Kind.PLAN,
        "123/KH-UBND",
        "Ủy ban nhân dân thành phố Cần Thơ",
        "Cần Thơ",
        date(2025, 5, 8),
        "TỔ CHỨC TUẦN LỄ ĐỌC SÁCH TRÊN ĐỊA BÀN THÀNH PHỐ CẦN THƠ NĂM 2025",
        "Nguyễn Thực Nghiệm",
    ),
    Official(
        "thong-bao-van-phong",
        f"""VĂN PHÒNG CHÍNH PHỦ           {MOTTO}
-------                           {FREEDOM}
                                  ---------------
Số: 45/TB-VPCP                Hà Nội, ngày 03 tháng 02 năm 2025

THÔNG BÁO

Kết luận của Phó Thủ tướng tại cuộc họp về tiến độ xây dựng bến cảng nội địa

Ngày 24 tháng 01 năm 2025, Phó Thủ tướng đã chủ trì cuộc họp. Sau khi nghe ý kiến, Phó Thủ tướng kết luận như sau:

1. Biểu dương các đơn vị đã hoàn thành phần việc được giao.

2. Các bộ báo cáo trước ngày 20 tháng 02 năm 2025.

Nơi nhận:                     KT. BỘ TRƯỞNG, CHỦ NHIỆM
- Thủ tướng;                      PHÓ CHỦ NHIỆM
- Lưu: VT, CN (3).
                                  Lê Minh Họa
""",
        Kind.NOTICE,
        "45/TB-VPCP",
        "Văn phòng Chính phủ",
        None,
        date(2025, 2, 3),
        "Kết luận của Phó Thủ tướng tại cuộc họp về tiến độ xây dựng bến cảng nội địa",
        "Lê Minh Họa",
    ),
    Official(
        "bao-cao-phuong",
        f"""ỦY BAN NHÂN DÂN
PHƯỜNG HÒA KHÁNH

{MOTTO}
{FREEDOM}

Số: 77/BC-UBND Hòa Khánh, ngày 15 tháng 9 năm 2025

BÁO CÁO
Kết quả thu gom rác thải 8 tháng đầu năm 2025

Ủy ban nhân dân phường báo cáo kết quả như sau:

I. KẾT QUẢ

Phường đã thu gom 1.920 tấn rác, đạt 96% kế hoạch.

Nơi nhận:
- UBND thành phố;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

(Đã ký)

Đặng Văn Ví Dụ
""",
        Kind.REPORT,
        "77/BC-UBND",
        "Ủy ban nhân dân phường Hòa Khánh",
        "Hòa Khánh",
        date(2025, 9, 15),
        "Kết quả thu gom rác thải 8 tháng đầu năm 2025",
        "Đặng Văn Ví Dụ",
    ),
    Official(
        "to-trinh-so",
        f"""ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN      {MOTTO}
SỞ TÀI CHÍNH                            {FREEDOM}
-------                                 ---------------
Số: 310/TTr-STC                    Lạng Sơn, ngày 19 tháng 11 năm 2025

TỜ TRÌNH

Về việc đề nghị bổ sung dự toán mua sắm trang thiết bị trường học

Kính gửi: Ủy ban nhân dân tỉnh Lạng Sơn.

Căn cứ Luật Ngân sách nhà nước ngày 25 tháng 6 năm 2015;

Sở Tài chính kính trình Ủy ban nhân dân tỉnh xem xét, bổ sung 4,2 tỷ đồng.

Nơi nhận:                          GIÁM ĐỐC
- Như trên;
- Lưu: VT.                         Vi Thị Trình Bày
""",
        Kind.PROPOSAL,
        "310/TTr-STC",
        "Sở Tài chính tỉnh Lạng Sơn",
        "Lạng Sơn",
        date(2025, 11, 19),
        "Về việc đề nghị bổ sung dự toán mua sắm trang thiết bị trường học",
        "Vi Thị Trình Bày",
    ),
    Official(
        "cong-van-huyen",
        f"""ỦY BAN NHÂN DÂN               {MOTTO}
HUYỆN MÙ CANG CHẢI                {FREEDOM}
-------                           ---------------
Số: 1204/UBND-KT              Mù Cang Chải, ngày 06 tháng 3 năm 2025
V/v tăng cường phòng, chống
rét cho đàn gia súc

Kính gửi:
- Ủy ban nhân dân các xã, thị trấn;
- Phòng Nông nghiệp và Môi trường.

Thực hiện chỉ đạo của tỉnh, Ủy ban nhân dân huyện yêu cầu các xã rà soát chuồng trại trước ngày 15 tháng 3 năm 2025.

Nơi nhận:                     TM. ỦY BAN NHÂN DÂN
- Như trên;                       KT. CHỦ TỊCH
- Lưu: VT, KT.                    PHÓ CHỦ TỊCH

                                  Giàng A Mẫu
""",
        Kind.DISPATCH,
        "1204/UBND-KT",
        "Ủy ban nhân dân huyện Mù Cang Chải",
        "Mù Cang Chải",
        date(2025, 3, 6),
        "V/v tăng cường phòng, chống rét cho đàn gia súc",
        "Giàng A Mẫu",
    ),
    Official(
        "thong-bao-quan",
        f"""ỦY BAN NHÂN DÂN
QUẬN NINH KIỀU
PHÒNG QUẢN LÝ ĐÔ THỊ

{MOTTO}
{FREEDOM}

Số: 64/TB-QLĐT

Ninh Kiều, ngày 17 tháng 6 năm 2024

THÔNG BÁO

Về việc tạm ngừng lưu thông qua cầu đi bộ để sơn sửa

Phòng Quản lý đô thị thông báo tạm ngừng lưu thông từ ngày 20 tháng 6 năm 2024 đến hết ngày 25 tháng 6 năm 2024.

Nơi nhận:
- UBND các phường;
- Lưu.

TRƯỞNG PHÒNG

Thạch Sơn Cầu
""",
        Kind.NOTICE,
        "64/TB-QLĐT",
        "Phòng Quản lý đô thị quận Ninh Kiều",
        "Ninh Kiều",
        date(2024, 6, 17),
        "Về việc tạm ngừng lưu thông qua cầu đi bộ để sơn sửa",
        "Thạch Sơn Cầu",
    ),
)
