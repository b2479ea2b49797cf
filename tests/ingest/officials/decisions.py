"""Decisions and a joint circular: what they replace, repeal and amend."""

from __future__ import annotations

from datetime import date

from index.model import Kind
from tests.ingest.officials.model import AMENDS, FREEDOM, MOTTO, REPEALS, REPLACES, Official

DECISIONS = (
    Official(
        "quyet-dinh-tinh",
        f"""ỦY BAN NHÂN DÂN               {MOTTO}
TỈNH YÊN BÁI                      {FREEDOM}
-------                           ---------------
Số: 05/2025/QĐ-UBND           Yên Bái, ngày 14 tháng 02 năm 2025

QUYẾT ĐỊNH

Ban hành Quy định về quản lý vỉa hè dùng để trông giữ xe

ỦY BAN NHÂN DÂN TỈNH YÊN BÁI

Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;

Theo đề nghị của Giám đốc Sở Xây dựng tại Tờ trình số 88/TTr-SXD ngày 20 tháng 01 năm 2025.

QUYẾT ĐỊNH:

Điều 1. Ban hành kèm theo Quyết định này Quy định về quản lý vỉa hè.

Điều 2. Quyết định này có hiệu lực thi hành kể từ ngày 25 tháng 02 năm 2025 và thay thế Quyết định số \
16/2019/QĐ-UBND ngày 02 tháng 8 năm 2019; bãi bỏ khoản 2 Điều 3 Quyết định số 07/2021/QĐ-UBND ngày 11 tháng 5 năm 2021.

Điều 3. Chánh Văn phòng chịu trách nhiệm thi hành Quyết định này./.

Nơi nhận:                     TM. ỦY BAN NHÂN DÂN
- Như Điều 3;                     KT. CHỦ TỊCH
- Lưu: VT, XD.                    PHÓ CHỦ TỊCH

                                  Hoàng Văn Mẫu
""",
        Kind.DECISION,
        "05/2025/QĐ-UBND",
        "Ủy ban nhân dân tỉnh Yên Bái",
        "Yên Bái",
        date(2025, 2, 14),
        "Ban hành Quy định về quản lý vỉa hè dùng để trông giữ xe",
        "Hoàng Văn Mẫu",
        date(2025, 2, 25),
        frozenset({(REPLACES, "16/2019/QĐ-UBND", None), (AMENDS, "07/2021/QĐ-UBND", "part")}),
    ),
    Official(
        "thong-tu-lien-tich",
        f"""BỘ TÀI CHÍNH - BỘ NỘI VỤ       {MOTTO}
-------                           {FREEDOM}
                                  ---------------
Số: 31/2014/TTLT-BTC-BNV      Hà Nội, ngày 09 tháng 10 năm 2014

THÔNG TƯ LIÊN TỊCH

Hướng dẫn chế độ bồi dưỡng người làm công tác lưu trữ ở xã

Căn cứ Luật Lưu trữ ngày 11 tháng 11 năm 2011;

Bộ trưởng Bộ Tài chính và Bộ trưởng Bộ Nội vụ ban hành Thông tư liên tịch hướng dẫn chế độ bồi dưỡng.

Điều 1. Phạm vi

Thông tư liên tịch này hướng dẫn mức bồi dưỡng.

Điều 2. Hiệu lực

Thông tư liên tịch này có hiệu lực thi hành kể từ ngày 01 tháng 12 năm 2014.

KT. BỘ TRƯỞNG BỘ NỘI VỤ
THỨ TRƯỞNG

Trần Văn Liên

KT. BỘ TRƯỞNG BỘ TÀI CHÍNH
THỨ TRƯỞNG

Ngô Thị Tịch
""",
        Kind.CIRCULAR,
        "31/2014/TTLT-BTC-BNV",
        "Bộ Tài chính - Bộ Nội vụ",
        None,
        date(2014, 10, 9),
        "Hướng dẫn chế độ bồi dưỡng người làm công tác lưu trữ ở xã",
        "Trần Văn Liên",
        date(2014, 12, 1),
    ),
    Official(
        "quyet-dinh-chu-tich-xa",
        f"""ỦY BAN NHÂN DÂN               {MOTTO}
XÃ TÂN HỘI                        {FREEDOM}
-------                           ---------------
Số: 218/QĐ-UBND               Tân Hội, ngày 05 tháng 8 năm 2025

QUYẾT ĐỊNH

Về việc thành lập Tổ kiểm tra an toàn thực phẩm dịp Tết Trung thu

CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ TÂN HỘI

Căn cứ Luật An toàn thực phẩm ngày 17 tháng 6 năm 2010;

Xét đề nghị của Trưởng phòng Văn hóa - Xã hội xã.

QUYẾT ĐỊNH:

Điều 1. Thành lập Tổ kiểm tra gồm bảy người.

Điều 2. Quyết định có hiệu lực kể từ ngày ký ban hành.

Nơi nhận:                     CHỦ TỊCH
- Như Điều 1;
- Lưu: VT.                    Huỳnh Văn Kiểm
""",
        Kind.DECISION,
        "218/QĐ-UBND",
        "Ủy ban nhân dân xã Tân Hội",
        "Tân Hội",
        date(2025, 8, 5),
        "Về việc thành lập Tổ kiểm tra an toàn thực phẩm dịp Tết Trung thu",
        "Huỳnh Văn Kiểm",
        date(2025, 8, 5),
    ),
    Official(
        "quyet-dinh-so",
        f"""|
UBND TỈNH QUẢNG TRỊ
**SỞ GIÁO DỤC VÀ ĐÀO TẠO**
-------
|
**{MOTTO}**
**{FREEDOM}**
---------------
|
|
Số: 902/QĐ-SGDĐT
|
*Quảng Trị, ngày 21 tháng 4 năm 2025*
|
**QUYẾT ĐỊNH**
**VỀ VIỆC CÔNG NHẬN DANH SÁCH TRƯỜNG THAM GIA THÍ ĐIỂM BẾP ĂN CHUNG**
**GIÁM ĐỐC SỞ GIÁO DỤC VÀ ĐÀO TẠO**
*Căn cứ Luật Giáo dục ngày 14 tháng 6 năm 2019;*
**QUYẾT ĐỊNH:**
**Điều 1.** Công nhận 14 trường tham gia thí điểm.
**Điều 2.** Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số 611/QĐ-SGDĐT ngày 12/3/2024 của Giám \
đốc Sở.
|
Nơi nhận:
- Như Điều 3;
- Lưu: VT.
|
**GIÁM ĐỐC**
Lê Thị Bếp
|
""",
        Kind.DECISION,
        "902/QĐ-SGDĐT",
        "Sở Giáo dục và Đào tạo tỉnh Quảng Trị",
        "Quảng Trị",
        date(2025, 4, 21),
        "VỀ VIỆC CÔNG NHẬN DANH SÁCH TRƯỜNG THAM GIA THÍ ĐIỂM BẾP ĂN CHUNG",
        "Lê Thị Bếp",
        date(2025, 4, 21),
        frozenset({(REPLACES, "611/QĐ-SGDĐT", None)}),
    ),
    Official(
        "quyet-dinh-bai-bo",
        f"""**ỦY BAN NHÂN DÂN**
**THÀNH PHỐ HẢI PHÒNG**

**{MOTTO}**
**{FREEDOM}**

Số: 33/2024/QĐ-UBND

*Hải Phòng, ngày 28 tháng 10 năm 2024*

**QUYẾT ĐỊNH**

**Bãi bỏ một số văn bản quy phạm pháp luật do Ủy ban nhân dân thành phố ban hành trong lĩnh vực chợ**

*Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;*

*Ủy ban nhân dân ban hành Quyết định bãi bỏ một số văn bản quy phạm pháp luật.*

**Điều 1. Bãi bỏ toàn bộ các văn bản sau**

1. Quyết định số 1542/2010/QĐ-UBND ngày 20 tháng 9 năm 2010 ban hành mức thu phí chợ.

2. Quyết định số 26/2016/QĐ-UBND ngày 15 tháng 11 năm 2016 về quản lý chợ.

**Điều 2. Hiệu lực thi hành**

Quyết định này có hiệu lực từ ngày 10 tháng 11 năm 2024.

**TM. ỦY BAN NHÂN DÂN**
**KT. CHỦ TỊCH**
**PHÓ CHỦ TỊCH**

**Vũ Thị Chợ**
""",
        Kind.DECISION,
        "33/2024/QĐ-UBND",
        "Ủy ban nhân dân thành phố Hải Phòng",
        "Hải Phòng",
        date(2024, 10, 28),
        "Bãi bỏ một số văn bản quy phạm pháp luật do Ủy ban nhân dân thành phố ban hành trong lĩnh vực chợ",
        "Vũ Thị Chợ",
        date(2024, 11, 10),
        frozenset({(REPEALS, "1542/2010/QĐ-UBND", None), (REPEALS, "26/2016/QĐ-UBND", None)}),
    ),
)
