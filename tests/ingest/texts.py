"""Documents written for these tests: a resolution as a legal site prints it, one in plain text, a page."""

from __future__ import annotations

RESOLUTION = """|
|
Đang tải văn bản...
**Số hiệu:**
|
14/2025/NQ-HĐND
|
|
**HỘI ĐỒNG NHÂN
DÂN**
TỈNH CAO BẰNG
-------
|
**CỘNG HÒA XÃ HỘI
CHỦ NGHĨA VIỆT NAM**
Độc lập - Tự do - Hạnh phúc
---------------
|
|
Số:
14/2025/NQ-HĐND
|
*Cao Bằng, ngày 03
tháng 10 năm 2025*
|
**NGHỊ QUYẾT**
QUY
ĐỊNH MỨC HỖ TRỢ TIỀN ĂN TRƯA CHO HỌC SINH BÁN TRÚ TRÊN ĐỊA BÀN TỈNH CAO BẰNG
*Căn cứ Luật Tổ chức
chính quyền địa phương số 72/2025/QH15;*
*Xét Tờ trình số 88/TTr-UBND ngày 20 tháng 9
năm 2025 của Ủy ban nhân dân tỉnh;*
*Hội đồng nhân dân tỉnh Cao Bằng ban hành Nghị quyết
quy định mức hỗ trợ tiền ăn trưa.*
**Điều 1.
Phạm vi điều chỉnh và đối
tượng áp dụng**
1. Phạm vi điều chỉnh
Nghị quyết này quy định mức hỗ trợ tiền ăn trưa cho
học sinh bán trú trên địa bàn tỉnh.
2. Đối tượng áp dụng: học sinh đang học tại các
trường công lập có bếp ăn.
**Điều 2. Mức hỗ trợ**
1. Mức hỗ trợ hằng tháng như sau:
a) Học sinh tiểu học: 320.000 đồng/người/tháng;
b) Học sinh trung học cơ sở ở xã vùng cao, hưởng thêm
phần hỗ trợ đi lại: 410.000 đồng/người/tháng.
2. Số học sinh và kinh phí năm học 2025 - 2026:
*Đơn vị tính: triệu đồng*
|
**STT**
|
**Cấp học**
|
**Số học sinh**
|
**Kinh phí**
|
|
**I**
|
**Vùng cao**
|
** **
|
|
|
1
|
Tiểu học
|
1.240
|
3.571
|
|
2
|
Trung học cơ sở
|
|
2.952
|
|
**II**
|
**Thành thị**
|
|
|
|
1
|
Tiểu học
|
3.105
|
8.942
|
3. Nguồn kinh phí: ngân sách tỉnh.
**Điều 3. Hiệu lực thi hành**
1. Nghị quyết này có hiệu lực thi hành từ ngày 15
tháng 10 năm 2025.
2. Nghị quyết này bãi bỏ các Nghị quyết sau:
a) Nghị quyết số 21/2022/NQ-HĐND ngày 08 tháng 7
năm 2022 quy định mức hỗ trợ tiền ăn;
b) Nghị quyết số 05/2023/NQ-HĐND ngày 10 tháng 4
năm 2023 sửa đổi Nghị quyết số 21/2022/NQ-HĐND.
3. Bãi bỏ khoản 2 Điều 4 Nghị quyết số 30/2024/NQ-HĐND
ngày 02 tháng 12 năm 2024 về chính sách cho học sinh.
*Nghị quyết này đã được Hội đồng nhân dân tỉnh
Cao Bằng khóa XVII thông qua ngày 03 tháng 10 năm 2025./.*
|
Nơi nhận:
- Chính phủ;
- Lưu: VT.
|
**CHỦ TỊCH**
Nông Văn Thử
|
Nghị quyết 14/2025/NQ-HĐND quy định mức hỗ trợ tiền ăn trưa
Văn bản này chưa cập nhật nội dung Tiếng Anh
## Văn bản liên quan
Ban hành:
25/06/2025
"""

DECISION = """ỦY BAN NHÂN DÂN               CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH PHÚ THỌ                      Độc lập - Tự do - Hạnh phúc
-------                           ---------------
Số: 77/2025/QĐ-UBND           Phú Thọ, ngày 12 tháng 11 năm 2025

QUYẾT ĐỊNH

Ban hành Quy chế quản lý bến thuyền trên sông Lô

ỦY BAN NHÂN DÂN TỈNH PHÚ THỌ

Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;

QUYẾT ĐỊNH:

Điều 1. Ban hành kèm theo Quyết định này Quy chế quản lý bến thuyền.

Điều 2. Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số 19/2019/QĐ-UBND.

Nơi nhận:                     TM. ỦY BAN NHÂN DÂN
- Như Điều 2;                     CHỦ TỊCH
- Lưu: VT.
                                  Trần Thị Mẫu

QUY CHẾ

QUẢN LÝ BẾN THUYỀN TRÊN SÔNG LÔ

(Ban hành kèm theo Quyết định số 77/2025/QĐ-UBND ngày 12 tháng 11 năm 2025)

Chương I

QUY ĐỊNH CHUNG

Điều 1. Phạm vi

Quy chế này áp dụng cho 14 bến thuyền.

Chương II

KHAI THÁC

Điều 2. Giờ mở bến

Bến mở từ 5 giờ đến 19 giờ.
"""

PAGE = """# Quận Tây Hồ công bố kế hoạch trồng 1.200 cây xanh

### Nội dung chính

## Quận Tây Hồ công bố kế hoạch trồng 1.200 cây xanh

Sáng 5/3, UBND quận Tây Hồ ban hành Kế hoạch 61/KH-UBND về trồng cây. TP. Hà Nội hỗ trợ **40%** kinh phí.

**Kinh phí thực hiện**

Vốn đầu tư:

25,4 tỷ đồng

- Ngân sách quận: 15,2 tỷ đồng;

- Xã hội hóa: 10,2 tỷ đồng (*) tính theo giá năm 2024.

>> Xem thêm: Danh mục cây được trồng

*Một tuyến phố của quận (Hình từ Internet)*

Tác giả: Minh Anh

Link bài viết gốc: https://vidu.example.vn/trong-cay.html

Giờ đăng: 05/03/2025 09:10
"""
