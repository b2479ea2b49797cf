"""Make the files of `tests/data` from the texts below: one of each format that hoidap reads.

    python tools/make_test_files.py [OUTPUT_FOLDER]

Needs LibreOffice for .doc, .odt and .rtf, xlwt for .xls, and the DejaVu fonts for the scans. The scans imitate a cheap
office scanner: 150 dots an inch, turned by 1.5 degrees, grey noise, JPEG.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import docx
import numpy as np
from openpyxl import Workbook
from openpyxl.styles import Font
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

TARGET = Path(__file__).parent.parent / "tests" / "data"
FONTS = Path("/usr/share/fonts/truetype")
SERIF = FONTS / "dejavu" / "DejaVuSerifCondensed.ttf"
SANS = FONTS / "dejavu" / "DejaVuSans.ttf"

REPORT = [
    "Báo cáo tình hình thu ngân sách xã An Bình quý III năm 2024",
    "Tổng thu ngân sách trên địa bàn xã trong quý III ước đạt 1.284 triệu đồng, bằng 92,5% kế hoạch quý và tăng 6,3% "
    "so với cùng kỳ năm trước. Số thu từ lệ phí môn bài giảm nhẹ do một số hộ kinh doanh tạm nghỉ.",
    "Khoản thu từ quỹ đất công ích đạt 310 triệu đồng. Ủy ban nhân dân xã đã đôn đốc các thôn nộp đủ phần còn thiếu "
    "trước ngày 15 tháng 10 năm 2024.",
]
HEAD = ["Chỉ tiêu", "Kế hoạch", "Thực hiện", "Tỷ lệ"]
ROWS = [
    ["Lệ phí môn bài", "160", "148", "92,5%"],
    ["Quỹ đất công ích", "300", "310", "103,3%"],
    ["Phí chợ", "240", "251", "104,6%"],
]
SPENDING = [
    ["STT", "Nội dung chi", "Dự toán", "Thực hiện", "Tỷ lệ"],
    ["1", "Sửa chữa đường liên thôn", "1.250", "1.187", "95,0%"],
    ["2", "Mua sách cho thư viện", "86", "86", "100,0%"],
    ["3", "Hỗ trợ hộ nghèo làm nhà", "720", "648", "90,0%"],
    ["4", "Nạo vét kênh mương nội đồng", "415", "402", "96,9%"],
    ["", "Cộng", "2.471", "2.323", "94,0%"],
]
WIDTHS = [56, 96, 286, 361, 441, 516]  # the uprights of its table on a page of 595 points
COLUMNS = [
    ["đội thủy nông nạo vét mương số 3", "hội phụ nữ trao mười suất học bổng", "trạm y tế tiêm phòng cho trẻ nhỏ"],
    ["đoàn thanh niên quét vôi cổng làng", "hợp tác xã bàn giống lúa vụ xuân", "thư viện nhận thêm hai tủ sách"],
    ["câu lạc bộ dưỡng sinh tập ở sân đình", "tổ điện lực thay dây qua ngõ Giếng", "chợ quê mở lại dãy hàng rau"],
    ["bưu điện xã đổi giờ mở cửa buổi chiều", "lớp mẫu giáo đón bốn cô giáo mới", "đội bóng thôn Hạ về nhì cụm"],
]
ORDINALS = ["thứ nhất", "thứ hai", "thứ ba", "thứ tư"]
ENDING = ["trước sự chứng kiến của đông đảo bà con trong xã", "và sẽ tổng kết vào cuối tháng", "dù trời mưa khá lớn"]
SCANS = {
    "scan-quyet-dinh": [
        "ỦY BAN NHÂN DÂN XÃ AN BÌNH",
        "Số: 86/QĐ-UBND",
        "",
        "QUYẾT ĐỊNH",
        "Về việc giao dự toán chi ngân sách xã cho các thôn",
        "",
        "Căn cứ Luật Ngân sách nhà nước; xét đề nghị của công chức tài chính xã.",
        "Điều 1. Giao dự toán chi cho sáu thôn với tổng số tiền 2.471 triệu đồng,",
        "trong đó sửa chữa đường 1.250 triệu đồng, nạo vét kênh mương 415 triệu đồng.",
        "Điều 2. Trưởng thôn sử dụng kinh phí đúng mục đích, quyết toán trước ngày",
        "31 tháng 12 và chịu trách nhiệm trước Chủ tịch Ủy ban nhân dân xã.",
        "Điều 3. Quyết định này có hiệu lực kể từ ngày ký./.",
    ],
    "scan-bieu-chi": [
        "BIỂU TỔNG HỢP CHI NGÂN SÁCH XÃ AN BÌNH NĂM 2024",
        "Đơn vị tính: triệu đồng",
    ],
    "scan-thong-bao": [
        "THÔNG BÁO",
        "Về việc nghỉ lễ và phân công trực cơ quan",
        "",
        "Ủy ban nhân dân xã An Bình thông báo lịch trực trong dịp lễ như sau:",
        "1. Cán bộ, công chức được nghỉ 3 ngày, từ ngày 30 tháng 8 đến hết ngày",
        "1 tháng 9 năm 2024; đi làm trở lại vào thứ Hai tuần kế tiếp.",
        "2. Văn phòng bố trí hai người trực mỗi buổi, số điện thoại đường dây",
        "nóng được niêm yết ở cổng trụ sở và tại nhà văn hóa các thôn.",
        "3. Trưởng thôn nhắc nhở bà con treo cờ Tổ quốc, giữ gìn vệ sinh ngõ xóm,",
        "không đốt rơm rạ, không để vật liệu xây dựng lấn chiếm lòng đường.",
        "Những trường hợp vi phạm sẽ bị lập biên bản, xử phạt theo quy định và",
        "nêu tên trên hệ thống loa truyền thanh của xã.",
    ],
    "scan-bien-ban": [
        "BIÊN BẢN HỌP THÔN",
        "",
        "Hôm nay, tại nhà văn hóa thôn Đông Thượng, các hộ dân đã họp để bàn về",
        "việc mở rộng tuyến đường trục dài 1.450 mét. Tham dự có 127 hộ, vắng 9 hộ.",
        "Sau khi nghe trưởng thôn trình bày, cuộc họp thống nhất các nội dung:",
        "Mỗi hộ đóng góp 2.500.000 đồng, hộ nghèo và gia đình chính sách được miễn.",
        "Những hộ có đất nằm trong chỉ giới tự nguyện hiến từ 5 đến 20 mét vuông,",
        "tự tháo dỡ tường rào và được hỗ trợ gạch, xi măng để xây lại.",
        "Thời gian khởi công dự kiến vào quý I năm 2025, hoàn thành trước mùa mưa.",
        "Biên bản đã được đọc cho mọi người cùng nghe và 118 hộ biểu quyết tán thành,",
        "đạt 92,9%. Thư ký ghi lại ý kiến của những người chưa đồng ý.",
    ],
}


def page_image(
    lines: list[str], table: list[list[str]] | None = None, *, font: Path = SERIF, points: int = 12
) -> Image.Image:
    """A printed page in grey at 150 dots an inch, as wide as A4; a ruled table follows the lines."""
    scale, rows = 150 / 72, table or []
    page = Image.new("L", (round(595 * scale), round((90 + 22 * len(lines) + 24 * len(rows)) * scale)), 255)
    drawing = ImageDraw.Draw(page)
    face = ImageFont.truetype(str(font), round(points * scale))
    for number, line in enumerate(lines):
        drawing.text((56 * scale, (60 + 22 * number) * scale), line, fill=20, font=face)
    top = 65 + 22 * len(lines)
    for y in range(top, top + 24 * len(rows) + 1, 24) if rows else ():
        drawing.line([(WIDTHS[0] * scale, y * scale), (WIDTHS[-1] * scale, y * scale)], fill=20, width=2)
    for column, x in enumerate(WIDTHS if rows else ()):
        drawing.line([(x * scale, top * scale), (x * scale, (top + 24 * len(rows)) * scale)], fill=20, width=2)
        for number, row in enumerate(rows):
            text = row[column] if column < len(row) else ""
            drawing.text(((x + 5) * scale, (top + 24 * number + 4) * scale), text, fill=20, font=face)
    return page


def scanned(page: Image.Image, *, degrees: float = 1.5, noise: float = 14.0, seed: int = 7) -> Image.Image:
    """The page as a cheap scanner gives it: askew, soft, grey and noisy."""
    turned = page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(0.5))
    grey = np.asarray(turned, dtype=np.float32) * 0.88 + 20
    grey += np.random.default_rng(seed).normal(0, noise, grey.shape)
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def jpeg(image: Image.Image, quality: int = 45) -> bytes:
    """The image as a small JPEG with its resolution."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, dpi=(150, 150))
    return buffer.getvalue()


def word_file(path: Path) -> None:
    """The report with its table."""
    document = docx.Document()
    document.add_heading(REPORT[0], 1)
    for text in REPORT[1:]:
        document.add_paragraph(text)
    table = document.add_table(len(ROWS) + 1, len(HEAD), style="Table Grid")
    for r, row in enumerate([HEAD, *ROWS]):
        for c, text in enumerate(row):
            table.cell(r, c).paragraphs[0].add_run(text).bold = r == 0
    document.save(str(path))


def workbook(path: Path) -> None:
    """Two sheets: a head in two rows with merged cells, and a small list."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Thu ngân sách"
    sheet["A1"] = REPORT[0]
    sheet.merge_cells("A1:E1")
    sheet["A2"] = "Đơn vị tính: triệu đồng"
    for cell, text in {
        "A4": "Chỉ tiêu",
        "B4": "Quý III",
        "D4": "So với kế hoạch",
        "B5": "Kế hoạch",
        "C5": "Thực hiện",
    }.items():
        sheet[cell] = text
    for area in ("A4:A5", "B4:C4", "D4:D5"):
        sheet.merge_cells(area)
    for row in sheet["A4:D5"]:
        for cell in row:
            cell.font = Font(bold=True)
    for number, (name, plan, done) in enumerate([("Lệ phí môn bài", 160, 148), ("Thu khác", 1240.5, 1284)], 6):
        for column, value in enumerate((name, plan, done, done / plan), 1):
            cell = sheet.cell(number, column, value)
            cell.number_format = ("General", "#,##0.0", "#,##0", "0.0%")[column - 1]
    second = book.create_sheet("Danh sách thôn")
    for row in (["Thôn", "Số hộ"], ["Đông Thượng", 136], ["Hạ Lý", 204]):
        second.append(row)
    book.save(path)


def old_workbook(path: Path) -> None:
    """A sheet of Excel 97 to 2003 with a head in two rows and a date; xlwt is needed for this file alone."""
    import datetime

    import xlwt  # type: ignore[import-not-found]

    book = xlwt.Workbook(encoding="utf-8")
    bold = xlwt.easyxf("font: bold on")
    sheet = book.add_sheet("Thu ngân sách")
    sheet.write_merge(0, 0, 0, 4, REPORT[0], bold)
    sheet.write(1, 0, "Đơn vị tính: triệu đồng")
    for column, head in ((0, "Chỉ tiêu"), (3, "So với kế hoạch"), (4, "Ngày nộp")):
        sheet.write_merge(3, 4, column, column, head, bold)
    sheet.write_merge(3, 3, 1, 2, "Quý III", bold)
    sheet.write(4, 1, "Kế hoạch", bold)
    sheet.write(4, 2, "Thực hiện", bold)
    forms = [xlwt.easyxf(num_format_str=form) for form in ("#,##0.0", "#,##0", "0.0%", "DD/MM/YYYY")]
    for row, (name, plan, done) in enumerate([("Lệ phí môn bài", 160, 148), ("Thu khác", 1240.5, 1284)], 5):
        sheet.write(row, 0, name)
        for column, value in enumerate((plan, done, done / plan, datetime.date(2024, 9, 10 + row)), 1):
            sheet.write(row, column, value, forms[column - 1])
    second = book.add_sheet("Danh sách thôn")
    for row, cells in enumerate((["Thôn", "Số hộ"], ["Đông Thượng", 136], ["Hạ Lý", 204])):
        for column, value in enumerate(cells):
            second.write(row, column, value)
    book.save(str(path))


def pdf_columns(path: Path) -> None:
    """Two pages in two columns, with a running head and page numbers."""
    pdfmetrics.registerFont(TTFont("DejaVu", str(SANS)))
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    for page in (1, 2):
        canvas.setFont("DejaVu", 8)
        canvas.drawString(56, 810, "BẢN TIN XÃ AN BÌNH – SỐ 12")
        canvas.drawCentredString(297, 30, f"Trang {page}/2")
        canvas.setFont("DejaVu", 9)
        for column, x in enumerate((56, 310)):
            topics = COLUMNS[2 * page - 2 + column]
            text = " ".join(f"Tuần qua, {topic} {ENDING[n % len(ENDING)]}." for n, topic in enumerate(topics))
            text = f"Cột {ORDINALS[2 * page - 2 + column]} mở đầu bằng câu này. {text}"
            for number, line in enumerate(wrapped(f"{text} Hết cột {ORDINALS[2 * page - 2 + column]}.", 46)):
                canvas.drawString(x, 770 - 14 * number, line)
        canvas.showPage()
    canvas.save()


def wrapped(text: str, width: int) -> list[str]:
    """Words in lines of at most ``width`` characters."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def pdf_mixed(path: Path) -> None:
    """A page with a text layer, then a scanned one."""
    pdfmetrics.registerFont(TTFont("DejaVu", str(SANS)))
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    canvas.setFont("DejaVu", 10)
    for number, line in enumerate(line for text in REPORT for line in wrapped(text, 80)):
        canvas.drawString(56, 780 - 16 * number, line)
    canvas.showPage()
    image = jpeg(scanned(page_image(SCANS["scan-thong-bao"])))
    canvas.drawImage(ImageReader(io.BytesIO(image)), 0, 430, 595, 354)
    canvas.showPage()
    canvas.save()


def main() -> None:
    """Write every file."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    folder.mkdir(parents=True, exist_ok=True)
    word_file(folder / "bao-cao.docx")
    with tempfile.TemporaryDirectory() as profile:
        for source, suffix in (("docx", "odt"), ("odt", "doc"), ("odt", "rtf")):
            command = [
                "soffice",
                f"-env:UserInstallation={Path(profile).as_uri()}",
                "--headless",
                "--convert-to",
                suffix,
            ]
            command += ["--outdir", str(folder), str(folder / f"bao-cao.{source}")]
            subprocess.run(command, check=True)  # noqa: S603
    workbook(folder / "thu-ngan-sach.xlsx")
    old_workbook(folder / "thu-ngan-sach.xls")
    lines = [";".join(row) for row in [HEAD, *ROWS]]
    (folder / "thu-ngan-sach.csv").write_bytes("\r\n".join(lines).encode("utf-8-sig"))
    pdf_columns(folder / "ban-tin-hai-cot.pdf")
    pdf_mixed(folder / "bao-cao-kem-ban-quet.pdf")
    looks = ((SERIF, 12, 1.5), (SERIF, 12, -1.5), (SERIF, 12, 1.5), (SANS, 11, -1.5))
    for (name, text), (font, points, degrees) in zip(SCANS.items(), looks, strict=True):
        table = SPENDING if name == "scan-bieu-chi" else None
        printed = [*text, *(" ".join(filter(None, row)) for row in table or ())]
        (folder / f"{name}.txt").write_text("\n".join(printed) + "\n", encoding="utf-8")
        page = page_image(text, table, font=font, points=points)
        (folder / f"{name}.jpg").write_bytes(jpeg(scanned(page, degrees=degrees)))
    with zipfile.ZipFile(folder / "ho-so.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(folder / "bao-cao.docx", "2024/bao-cao.docx")
        archive.write(folder / "thu-ngan-sach.csv", "thu-ngan-sach.csv")
        archive.writestr("ghi-chu.txt", REPORT[2])


if __name__ == "__main__":
    main()
