"""Official texts of many bodies and forms, written for these tests, with what each says of itself.

The letterheads are set as files have them: in two columns of blanks, as lines under each other, as the layout tables of
legal sites (`ingest.tables`), with the issuer over two or three lines and the number apart from the date.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from index.model import Kind, RelationType


@dataclass(frozen=True)
class Official:
    """A text and its gold metadata; ``relations`` are (type, target, scope)."""

    name: str
    text: str
    kind: Kind
    number: str | None
    issuer: str
    place: str | None
    issued: date
    title: str
    signer: str
    effective: date | None = None
    relations: frozenset[tuple[RelationType, str, str | None]] = field(default_factory=frozenset)


MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
FREEDOM = "Độc lập - Tự do - Hạnh phúc"
REPLACES, REPEALS, AMENDS = RelationType.REPLACES, RelationType.REPEALS, RelationType.AMENDS

OFFICIALS = (
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
