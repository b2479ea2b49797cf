"""The day a page was published is read from the line that states it, and from no line of the story."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse import parse_source, parse_text
from ingest.published import published, stamp
from ingest.readers import read

DAY = date(2024, 4, 9)
STORY = (
    "Ngày 15/03/2023, huyện Bình Sen khởi công bến thuyền chợ nổi Ngã Sáu. Đến 20/12/2023 bến đã xong phần kè, nhà chờ "
    "và cầu tàu, đủ chỗ cho bốn mươi thuyền cùng lúc. Người dân hai bên sông góp đất làm đường vào bến."
)
STAMPS = [
    "09/04/2024 - 08:20 | Kinh tế",
    "Thứ tư, 09/04/2024 08:20 (GMT+7)",
    "Thứ Tư, ngày 9/4/2024 - 08:20",
    "Cập nhật: 09/04/2024 08:20",
    "Cập nhật lần cuối: 9 tháng 4, 2024",
    "Ngày đăng: 09-04-2024",
    "Đăng ngày 09/04/2024 lúc 17h05",
    "Giờ đăng: 4:14 PM 09/04/2024",
    "Ngày xuất bản 09/04/2024 | Lượt xem 1.204",
    "Published on April 9, 2024",
    "Posted on 9 April 2024 at 4:14 PM",
    "Last updated: 2024-04-09",
    "08:20, 09/04/2024",
    "Văn Tấn - 09/04/2024 08:20",
    "Tác giả: Văn Tấn | Ngày đăng: 09/04/2024",
    "(binhsen.example) - 09/04/2024 08:20",
    "09/04/2024",
]
NO_STAMPS = [
    "Ngày 09/04/2024, huyện Bình Sen họp.",
    "Thứ tư, ngày 09/04/2024, huyện Bình Sen tổ chức họp",
    "Thời gian: 8h00 ngày 09/04/2024",
    "Khai mạc: 08:00 ngày 09/04/2024",
    "Từ 01/04/2024 đến 09/04/2024",
    "Bình Sen, ngày 9 tháng 4 năm 2024",
    "Cập nhật bảng giá đất từ 09/04/2024",
    "Cập nhật 09/04/2024: giá điện tăng 4,8%",
    "Hạn nhận hồ sơ: ngày 09/04/2024.",
    "Ngày ban hành: 09/04/2024",
    "Nghị quyết 12/NQ-HĐND ngày 09/04/2024",
]


@pytest.mark.parametrize("line", STAMPS)
def test_a_stamp_dates_the_page_and_is_no_part_of_its_passages(line: str) -> None:
    found = parse_text(f"# Bến thuyền Ngã Sáu\n\n{line}\n\n{STORY}\n", file="a.md")
    assert found.document.date_published == DAY
    quoted = [found.document.text[p.start : p.end] for p in found.passages]
    assert any("khởi công" in text for text in quoted)
    assert line in found.document.text
    if line != "09/04/2024":
        assert not any(line in text for text in quoted)


@pytest.mark.parametrize("line", NO_STAMPS)
def test_a_date_that_is_told_of_is_none(line: str) -> None:
    assert stamp(line) is None
    found = parse_text(f"# Bến thuyền Ngã Sáu\n\n{line}\n\n{STORY}\n", file="a.md")
    assert found.document.date_published is None
    assert any(line in found.document.text[p.start : p.end] for p in found.passages)


def test_only_a_labelled_stamp_counts_at_the_foot() -> None:
    story = [STORY] * 20
    assert published(["Bến thuyền", *story, "Giờ đăng: 09/04/2024 17:19"]) == DAY
    assert published(["Bến thuyền", *story, "09/04/2024 17:19"]) is None
    assert published(["Bến thuyền", *story[:10], "Ngày đăng: 09/04/2024", *story]) is None  # of another story below


def test_the_day_of_publication_goes_before_that_of_revision() -> None:
    assert published(["Bến thuyền", "Cập nhật: 11/04/2024 07:00", "Ngày đăng: 09/04/2024", STORY]) == DAY
    assert published(["Bến thuyền", "Cập nhật: 09/04/2024 07:00", STORY]) == DAY


@given(
    st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    st.sampled_from(
        ["{:%d/%m/%Y}", "{:%d-%m-%Y}", "{:%d.%m.%Y}", "{:%Y-%m-%d}", "{0.day} tháng {0.month} năm {0.year}"]
    ),
    st.sampled_from(
        ["{} 08:20", "Thứ hai, {} 08:20 (GMT+7)", "Ngày đăng: {}", "{} | 23:59 | Xã hội", "Published on {}"]
    ),
)
def test_any_day_in_any_writing_is_read(day: date, writing: str, form: str) -> None:
    line = form.format(writing.format(day))
    made = stamp(line)
    assert made is not None
    assert made[0] == day


@given(st.text(max_size=200))
def test_any_line_is_a_stamp_or_none(line: str) -> None:
    made = stamp(line)
    assert made is None or any(c.isdigit() for c in line)


@pytest.mark.parametrize(
    "head,body,found",
    [
        ("", STORY, None),  # what the story tells of
        ("", f"<span>{STAMPS[1]}</span><p>{STORY}</p>", DAY),
        ("", f"<div><div class='x'>{STAMPS[0]}</div></div><p>{STORY}</p>", DAY),
        ('<meta property="article:published_time" content="2024-04-09T08:20:00+07:00">', STORY, DAY),
    ],
)
def test_of_a_web_page_the_printed_date_counts_where_its_data_have_none(
    head: str, body: str, found: date | None
) -> None:
    today = "<div>Thứ hai, 05/05/2024 07:00</div>"  # the site's clock, above the heading
    page = (
        f"<html><head><title>Bến thuyền</title>{head}</head><body>{today}<article><h1>Bến thuyền Ngã Sáu</h1>{body}"
        f"<p>{STORY}</p></article></body></html>"
    )
    source = read(page.encode(), "a.html")
    parsed = parse_source(source, file="a.html", collection="default", hashed="0")
    assert parsed.document.date_published == found
