"""Comparisons over a real library: both figures of one measure and of the period asked for, else no arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings
from index.library import Library
from ingest.parse import parse_text
from tests.support import HashEmbedder

TEXTS = {
    "ba-vi-9t.md": "# Huyện Ba Vì 9 tháng năm 2023\n\nTrong 9 tháng đầu năm 2023, huyện Ba Vì có 310 doanh nghiệp "
    "thành lập mới với tổng vốn đăng ký 4.200 tỷ đồng.\n",
    "ba-vi.md": "# Huyện Ba Vì năm 2023\n\nNăm 2023, huyện Ba Vì có 455 doanh nghiệp thành lập mới.\n",
    "thach-that-9t.md": "# Huyện Thạch Thất 9 tháng năm 2023\n\nTrong 9 tháng đầu năm 2023, huyện Thạch Thất có 270 "
    "doanh nghiệp thành lập mới. Thu ngân sách 9 tháng đầu năm 2023 đạt 1.900 tỷ đồng.\n",
    "vung.md": "# Các tỉnh của vùng sau sáp nhập\n\nVùng gồm các tỉnh sau:\n\n1 | Lai Châu | 9.068,73 | 512.600\n"
    "2 | Điện Biên | 9.539,93 | 673.100\n3 | Sơn La | 14.109,83 | 1.404.500\n",
    "bao.md": "# Thiệt hại do bão\n\nBão làm 47 người bị thương (Thanh Hóa có 9 người, Nghệ An 31, Hà Tĩnh 7).\n",
    "toa-hue.md": "# Tòa án ở Huế\n\nThành phố Huế có 6 tòa án khu vực. Cả nước có 355 tòa án khu vực.\n",
    "toa-dong-nai.md": "# Tòa án ở Đồng Nai\n\nThẩm quyền chung ra sao?\n\nTên của 355 tòa án khu vực được giữ.\n",
    "sen.md": "# Chung cư Sen Vàng\n\nGiá bán chung cư Sen Vàng là 18 triệu đồng/m2 (Bằng chữ: mười tám triệu đồng).\n",
    "cap-xa.md": "# Sắp xếp cấp xã\n\nTỉnh Cà Mau có 64 đơn vị hành chính cấp xã, gồm 9 phường và 55 xã; "
    "trong đó có 50 xã lập mới, 5 xã giữ nguyên.\n"
    "\nTỉnh Tây Ninh có 96 đơn vị hành chính cấp xã, gồm 14 phường và 82 xã; "
    "trong đó có 77 xã lập mới, 5 xã giữ nguyên.\n",
    "hoc-phi.md": "# Mức học phí\n\nTT | Trường, lớp | Mức học phí (đồng/học sinh/tháng)\n--- | --- | ---\n"
    "1 | Trường Mầm non Sao Biển |\n1.1 | Nhà trẻ (2 buổi vẽ/tuần) | 2.700.000\n1.2 | Nhà trẻ (4 buổi vẽ/tuần) | "
    "2.900.000\n2 | Trường Mầm non A |\n2.1 | Nhà trẻ (2 buổi vẽ/tuần) | 2.300.000\n2.2 | Nhà trẻ (4 buổi vẽ/tuần) | "
    "2.450.000\n",
    "gia-dat.md": "# Bảng giá đất quận Phú Nhuận\n\nGiá đất cao nhất ở quận Phú Nhuận là 165.000.000 đồng/m². "
    "Giá cao nhất tại Quận 3 đến 402.000.000 đồng/m², cho thấy Phú Nhuận vẫn dễ mua hơn.\n",
    "nha-thuan-an.md": "# Khởi công 612 căn nhà ở xã hội\n\nDự án khởi công tại thành phố Thuận An, tỉnh Bình Dương. "
    "Khi xong, dự án sẽ cung cấp 612 căn hộ và 20 căn thương mại.\n",
    "nha-an-binh.md": "# Khu nhà ở xã hội Thiên Hòa An\n\nDự án Thiên Hòa An ở Bến Cát có 2.100 căn hộ.\n",
    "vung-luong.md": "# Mức lương tối thiểu vùng của tỉnh từ năm 2031\n\nMức lương tối thiểu tháng và mức lương tối "
    "thiểu giờ theo vùng như sau:\n\nVùng I | 7.100.000 | 34.000 |\nVùng II | 6.300.000 | 30.500 |\n"
    "Vùng III | 5.500.000 | 26.500 |\n\n- Vùng I, gồm các phường Thanh Khê, **Mai Động** và xã Suối Rao.\n\n"
    "- Vùng II, gồm các phường Hòa Cường, Mai Động Đông.\n\n- Vùng III gồm các xã Tân Lộc và đặc khu Đảo Yến.\n",
    "thu-xa.md": "# Thu ngân sách của huyện Đan Phượng năm 2032\n\nĐơn vị tính: tỷ đồng\n\n"
    "TT | Xã | Quý I | Quý II | Cả năm\n--- | --- | --- | --- | ---\n1 | Song Phượng | 40 | 21 | 130\n"
    "2 | Thọ Xuân | 10 | 35 | 65\n",
    "lu.md": "# Thiệt hại do lũ\n\nƯớc thiệt hại về kinh tế khoảng 8.200 tỷ đồng: Nghệ An 3.100 tỷ đồng, Hà Tĩnh 2.650 "
    "tỷ đồng, Thanh Hóa 2.450 tỷ đồng.\n",
    "thue-nha.md": "# Hỗ trợ thuê nhà ở Cao Bằng\n\nCán bộ ở Cao Bằng được hỗ trợ tiền thuê nhà như sau:\n\n"
    "- Cán bộ có hệ số phụ cấp từ 0,5 trở lên được hỗ trợ 6.100.000 đồng/tháng.\n\n"
    "- Cán bộ có hệ số phụ cấp dưới 0,5 được hỗ trợ 2.900.000 đồng/tháng.\n",
    "thue-nha-bk.md": "# Thuê nhà ở Lạng Sơn\n\nCán bộ ở Lạng Sơn được hỗ trợ tiền thuê nhà 1.200.000 đồng/tháng.\n",
    "le-phi.md": "# Lệ phí cấp giấy đăng ký hộ kinh doanh\n\nNội dung | Đơn vị tính | Nộp hồ sơ trực tiếp | Nộp hồ sơ "
    "qua mạng\n--- | --- | --- | ---\nCấp mới giấy đăng ký hộ kinh doanh | Đồng/lần | 120.000 | 70.000\n"
    "Cấp lại giấy đăng ký hộ kinh doanh | Đồng/lần | 60.000 | 35.000\n",
    "lan.md": "# Chung cư Lan Tím\n\nGiá bán chung cư Lan Tím là 21 triệu đồng/m² (Bằng chữ: hai mốt triệu đồng).\n",
}


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.apply([parse_text(text, file=file) for file, text in TEXTS.items()])
        yield Assistant(library, Settings.load({}))


def test_counts_of_the_period_asked_for_are_compared(assistant: Assistant) -> None:
    answer = assistant.ask("Số doanh nghiệp mới 9 tháng năm 2023 của huyện Ba Vì nhiều hơn huyện Thạch Thất bao nhiêu?")
    assert "310 − 270 = 40" in answer.text
    assert {c.file for c in answer.citations} == {"ba-vi-9t.md", "thach-that-9t.md"}


def test_without_two_figures_of_the_period_nothing_is_computed(assistant: Assistant) -> None:
    answer = assistant.ask("Số doanh nghiệp mới cả năm 2023 của huyện Ba Vì nhiều hơn huyện Thạch Thất bao nhiêu?")
    assert "−" not in answer.text


@pytest.mark.parametrize(
    ("question", "working"),
    [
        ("Lai Châu hay Điện Biên đông dân hơn?", "673.100 − 512.600 = 160.500"),
        ("Lai Châu hay Điện Biên rộng hơn?", "9.539,93 − 9.068,73 = 471,2"),
        ("Which province has more people, Lai Châu or Điện Biên?", "673,100 − 512,600 = 160,500"),
        ("Bão làm bị thương ở Nghệ An hay Hà Tĩnh nhiều người hơn?", "31 − 7 = 24"),
        ("After the commune-level reform, which has more wards, Cà Mau or Tây Ninh?", "14 − 9 = 5"),
        ("Tỉnh Cà Mau hay tỉnh Tây Ninh có nhiều xã hơn?", "82 − 55 = 27"),
        ("Tỉnh Cà Mau hay tỉnh Tây Ninh có nhiều xã lập mới hơn?", "77 − 50 = 27"),
        (
            "Hoc phi nha tre (2 buoi ve/tuan) cua Truong Mam non Sao Bien cao hon Truong Mam non A "
            "bao nhieu mot thang?",
            "2.700.000 − 2.300.000 = 400.000",
        ),
        (
            "Giá đất cao nhất ở Quận 3 hơn giá cao nhất ở quận Phú Nhuận bao nhiêu đồng mỗi mét vuông?",
            "402.000.000 − 165.000.000 = 237.000.000",
        ),
        (
            "How many more flats does the Thiên Hòa An social housing project have than the 612-flat scheme in "
            "Thuận An?",
            "2,100 − 612 = 1,488",
        ),
        ("Dự án Thiên Hòa An có nhiều căn hơn dự án 612 căn hộ ở Thuận An bao nhiêu?", "2.100 − 612 = 1.488"),
        (
            "Lương tối thiểu tháng ở phường Mai Động cao hơn ở đặc khu Đảo Yến bao nhiêu?",
            "7.100.000 − 5.500.000 = 1.600.000",
        ),
        ("Luong toi thieu gio o phuong Mai Dong cao hon o xa Tan Loc bao nhieu?", "34.000 − 26.500 = 7.500"),
        ("Is the hourly minimum wage higher in Mai Động or in Hòa Cường ward?", "34,000 − 30,500 = 3,500"),
        (
            "Cấp lại giấy đăng ký hộ kinh doanh nộp trực tiếp tốn hơn nộp qua mạng bao nhiêu tiền một lần?",
            "60.000 − 35.000 = 25.000",
        ),
        ("Cap moi giay dang ky ho kinh doanh nop truc tiep hay nop qua mang ton hon?", "120.000 − 70.000 = 50.000"),
        ("Lũ gây thiệt hại kinh tế ở Nghệ An hay Hà Tĩnh nặng hơn, bao nhiêu tỷ đồng?", "3.100 − 2.650 = 450"),
        (
            "Can bo Cao Bang (he so phu cap duoi 0,5) duoc ho tro tien thue nha hon can bo Lang Son bao nhieu tien?",
            "2.900.000 − 1.200.000 = 1.700.000",
        ),
        ("How much higher is the hourly minimum wage in Region I than in Region III?", "34,000 − 26,500 = 7,500"),
        (
            "How much more per month is the minimum wage in Mai Động than in Region II?",
            "7,100,000 − 6,300,000 = 800,000",
        ),
        ("Mức lương tối thiểu tháng vùng I cao hơn vùng III bao nhiêu?", "7.100.000 − 5.500.000 = 1.600.000"),
        ("Chung cư Sen Vàng hay chung cư Lan Tím có giá bán cao hơn?", "21.000.000 − 18.000.000 = 3.000.000"),
    ],
)
def test_the_figure_of_the_measure_asked_for_is_taken(assistant: Assistant, question: str, working: str) -> None:
    assert working in assistant.ask(question).text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Dân số Sơn La gấp mấy lần Lai Châu?", "Sơn La gấp khoảng 2,74 lần Lai Châu (1.404.500 ÷ 512.600 ≈ 2,74)"),
        ("Dien tich Lai Chau bang bao nhieu phan tram dien tich Dien Bien?", "95,06%"),
        ("How many times as many people does Sơn La have as Điện Biên?", "2.09 times Điện Biên"),
        ("Giá bán chung cư Lan Tím gấp mấy lần chung cư Sen Vàng?", "gấp khoảng 1,17 lần Sen Vàng"),
        ("Trong ba tỉnh Lai Châu, Điện Biên và Sơn La, tỉnh nào đông dân nhất?", "Sơn La nhiều nhất: 1.404.500"),
        ("Tinh nao rong nhat: Lai Chau, Dien Bien hay Son La?", "Sơn La lớn nhất: 14.109,83 km2"),
        (
            "Which province has the fewest people, Lai Châu, Điện Biên or Sơn La?",
            "Lai Châu has the fewest: 512,600 people (Điện Biên: 673,100 people; Sơn La: 1,404,500 people)",
        ),
    ],
)
def test_ratios_and_the_most_of_several_are_worked_out(assistant: Assistant, question: str, said: str) -> None:
    assert said in assistant.ask(question).text


def test_no_ratio_is_worked_out_where_one_side_is_missing(assistant: Assistant) -> None:
    assert "÷" not in assistant.ask("Dân số Sơn La gấp mấy lần Phú Thọ?").text
    assert "nhất:" not in assistant.ask("Trong ba tỉnh Lai Châu, Sơn La và Phú Thọ, tỉnh nào đông dân nhất?").text


def test_the_column_of_the_period_asked_for_is_taken(assistant: Assistant) -> None:
    year = assistant.ask("Năm 2032, xã Song Phượng thu ngân sách gấp mấy lần xã Thọ Xuân của huyện Đan Phượng?")
    assert "gấp 2 lần" in year.text
    assert "130 ÷ 65 = 2" in year.text
    third = assistant.ask("Quý III năm 2032, xã Song Phượng thu ngân sách gấp mấy lần xã Thọ Xuân?")
    assert "÷" not in third.text


def test_a_place_and_a_period_are_not_set_against_each_other(assistant: Assistant) -> None:
    answer = assistant.ask("Số doanh nghiệp mới cả năm 2023 của huyện Ba Vì hơn 9 tháng bao nhiêu?")
    assert "bằng nhau" not in answer.text


def test_a_distance_to_a_side_without_a_figure_is_declined_naming_it(assistant: Assistant) -> None:
    answer = assistant.ask("Giá bán chung cư Lan Tím cao hơn chung cư Mộc Miên bao nhiêu?")
    assert answer.status == "not_found"
    assert "−" not in answer.text


def test_the_list_that_gives_a_side_its_group_is_cited(assistant: Assistant) -> None:
    answer = assistant.ask("Lương tối thiểu tháng ở phường Mai Động cao hơn ở đặc khu Đảo Yến bao nhiêu?")
    assert any("Mai Động" in c.quote for c in answer.citations)
    assert any("Đảo Yến" in c.quote for c in answer.citations)


def test_a_name_that_no_group_has_is_not_compared(assistant: Assistant) -> None:
    answer = assistant.ask("Lương tối thiểu tháng ở phường Mai Động cao hơn ở xã Phú Hội bao nhiêu?")
    assert "−" not in answer.text


def test_a_total_of_the_country_is_no_figure_of_a_part(assistant: Assistant) -> None:
    answer = assistant.ask("Huế hay Đồng Nai có nhiều tòa án khu vực hơn?")
    assert "−" not in answer.text


def test_the_winner_is_called_as_its_paper_writes_it(assistant: Assistant) -> None:
    answer = assistant.ask("Chung cu Sen Vang hay chung cu Lan Tim co gia ban cao hon?")
    assert answer.text.startswith("Chung cư Lan Tím cao hơn")
