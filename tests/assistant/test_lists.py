"""Lists as they stand in a document: announced by a lead-in, a title or a heading, over several passages or nested."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.lists import Line, announced, is_title, lines_of, listing, mark
from assistant.settings import Settings
from index.library import Library
from index.model import ParsedDocument
from ingest.parse import parse_text
from tests.support import HashEmbedder

QUOTED = """# Bến thuyền Lau Sậy

Căn cứ Điều 6 Quy chế bến thuyền Lau Sậy quy định như sau:

Trách nhiệm của người lái thuyền

1. Kiểm tra áo phao trước khi rời bến.

2. Không chở quá số người ghi trên thuyền.

3. Dừng thuyền khi có giông.

Như vậy, người lái thuyền phải dừng thuyền khi có giông.

## Ngày mở cửa miễn phí của bến thuyền

- Ngày 23 tháng 11.

- Ngày mùng một Tết; ngày rằm tháng Tám.

## Liên hệ

Bến thuyền mở cửa từ 6 giờ.
"""
_SERVICES = [
    f"Dịch vụ số {n} dành cho khách ở lại bến qua đêm trong mùa nước nổi hằng năm của vùng" for n in range(1, 13)
]
_ABOUT = " ".join(f"Nhà nổi thứ {n} của khu nghỉ dựng trên bè tre ven đầm sen." for n in range(1, 12))
LONG = f"# Khu nghỉ Đồng Lau\n\n{_ABOUT}\n\nKhu nghỉ Đồng Lau cung cấp các dịch vụ sau:\n\n" + "\n\n".join(
    f"({n}) {service};" for n, service in enumerate(_SERVICES, 1)
)


CONTINUED = """# Chợ nổi Cái Sen

Hồ sơ neo ghe ở chợ nổi Cái Sen gồm các giấy tờ sau:

a) Đơn xin neo ghe;

b) Giấy đăng kiểm ghe. Trường hợp ghe dưới 1 tấn thì thay bằng bản cam kết của chủ ghe có xác nhận.

c) Ảnh chụp ghe.
"""


def _lines(text: str) -> tuple[ParsedDocument, tuple[Line, ...]]:
    parsed = parse_text(text, file="x.md")
    return parsed, lines_of(parsed.passages)


def _at(parsed: ParsedDocument, lines: tuple[Line, ...], begins: str) -> int:
    return next(i for i, line in enumerate(lines) if parsed.document.text[line.unit.start :].startswith(begins))


def _texts(parsed: ParsedDocument, lines: tuple[Line, ...]) -> list[str]:
    return [parsed.document.text[line.unit.start : line.unit.end] for line in lines]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1. Đơn", "1."),
        ("a) Đơn", "a)"),
        ("(2) Đơn", "(1)"),
        ("- Đơn", "-"),
        ("1.2. Đơn", "1.1"),
        ("+ Đơn", "+"),
        ("Đơn xin", ""),
    ],
)
def test_marks_are_told_apart(text: str, kind: str) -> None:
    assert mark(text) == kind


def test_a_title_announces_the_clauses_below_it_and_not_the_conclusion() -> None:
    parsed, lines = _lines(QUOTED)
    title = _at(parsed, lines, "Trách nhiệm")
    assert is_title(parsed.document.text, lines[title].unit)
    below = _texts(parsed, announced(parsed.document.text, lines, title - 1))
    assert [text[:6] for text in below] == ["Trách ", "1. Kiể", "2. Khô", "3. Dừn"]


def test_items_below_a_heading_are_its_list() -> None:
    parsed, lines = _lines(QUOTED)
    found = listing(parsed.document.text, lines, _at(parsed, lines, "- Ngày mùng"))
    assert found is not None and found.head is not None
    assert parsed.document.text[slice(*found.head)] == "Ngày mở cửa miễn phí của bến thuyền"
    assert [text[:7] for text in _texts(parsed, found.items)] == ["- Ngày ", "- Ngày "]


def test_a_list_goes_on_in_the_next_passages() -> None:
    parsed, lines = _lines(LONG)
    assert len(parsed.passages) > 1
    found = listing(parsed.document.text, lines, _at(parsed, lines, "(12)"))
    assert found is not None and len(found.items) == len(_SERVICES)


def test_a_sentence_is_no_list() -> None:
    parsed, lines = _lines(QUOTED)
    assert listing(parsed.document.text, lines, _at(parsed, lines, "Như vậy")) is None


@given(st.lists(st.sampled_from(["- bến", "1. đò", "a) phà", "Lái đò phải:", "## Mục", "Nghỉ."]), max_size=12))
@example(["1. đò", "Lái đò phải:", "Nghỉ.", "Lái đò phải:"])  # a sentence between two items of one lead-in
def test_items_stand_in_order_and_hold_what_was_asked(parts: list[str]) -> None:
    parsed, lines = _lines("# Bến\n\n" + "\n\n".join(f"{part} {n} lau sậy" for n, part in enumerate(parts)))
    for at, line in enumerate(lines):
        found = listing(parsed.document.text, lines, at)
        if found:
            starts = [item.unit.start for item in found.items]
            assert starts == sorted(starts)
            assert line in found.items or (found.head is not None and found.head[0] == line.unit.start)


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.apply([parse_text(QUOTED, file="ben.md"), parse_text(LONG, file="khu-nghi.md")])
        yield Assistant(library, Settings.load({}))


def test_a_list_over_several_passages_is_shown_whole_and_cited(assistant: Assistant) -> None:
    answer = assistant.ask("Khu nghỉ Đồng Lau cung cấp những dịch vụ nào?")
    assert all(service in answer.text for service in _SERVICES)
    quoted = " ".join(citation.quote for citation in answer.citations)
    assert all(service in quoted for service in _SERVICES)
    assert len(answer.text) <= 1500


def test_what_stands_below_the_title_is_shown(assistant: Assistant) -> None:
    text = assistant.ask("Người lái thuyền ở bến Lau Sậy có những trách nhiệm nào?").text
    assert "Kiểm tra áo phao" in text and "Không chở quá" in text and "Dừng thuyền khi có giông" in text


def test_several_days_are_a_list(assistant: Assistant) -> None:
    text = assistant.ask("Bến thuyền mở cửa miễn phí vào những ngày nào?").text
    assert "23 tháng 11" in text and "rằm tháng Tám" in text


def test_an_item_that_goes_on_does_not_end_its_list() -> None:
    parsed, lines = _lines(CONTINUED)
    for begins in ("a) Đơn", "b) Giấy", "c) Ảnh"):
        found = listing(parsed.document.text, lines, _at(parsed, lines, begins))
        assert found is not None
        last = found.items[-1].unit
        assert parsed.document.text[last.start : last.end].startswith("c) Ảnh")
        assert parsed.document.text[found.items[0].unit.start :].startswith("a) Đơn")
