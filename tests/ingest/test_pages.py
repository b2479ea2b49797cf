"""Pages that quote laws, name their makers, call to read on: what of them is title, section, passage."""

from __future__ import annotations

import pytest

from index.model import ParsedDocument, UnitKind
from ingest.parse import parse_text

ANSWER = """# Hộ nuôi thủy sản được hỗ trợ thế nào?

**Chuyên viên tư vấn:** Trần Thị Sen

Người viết: Lê Văn Bảy

### Nội dung chính

## Mức hỗ trợ hộ nuôi cá lồng

Căn cứ khoản 1 Điều 7 Nghị định 900/2031/NĐ-CP quy định như sau:

**Điều 7. Hỗ trợ hộ nuôi cá lồng**

1. Hộ nuôi cá lồng được hỗ trợ như sau:

a) Hỗ trợ 3 triệu đồng một lồng bị cuốn trôi;

b) Hỗ trợ con giống cho vụ sau.

Như vậy, hộ nuôi cá lồng được hỗ trợ 3 triệu đồng cho mỗi lồng bị cuốn trôi.

## Tải mẫu đơn xin hỗ trợ ở đâu?

Mẫu đơn có tại bộ phận một cửa của xã.
"""


def passages(parsed: ParsedDocument) -> list[str]:
    return [parsed.document.text[p.start : p.end] for p in parsed.passages]


def section_of(parsed: ParsedDocument, words: str) -> list[str]:
    """The headings and labels above the block with these words, outermost first."""
    at = parsed.document.text.index(words)
    return [s.title or s.label for s in parsed.document.sections if s.start <= at < s.end]


def test_a_conclusion_belongs_to_the_page_and_not_to_the_law_it_quotes() -> None:
    parsed = parse_text(ANSWER, file="a.md")
    assert section_of(parsed, "Như vậy") == ["Mức hỗ trợ hộ nuôi cá lồng"]
    assert section_of(parsed, "con giống")[:2] == ["Mức hỗ trợ hộ nuôi cá lồng", "Hỗ trợ hộ nuôi cá lồng"]
    unit = next(
        u for p in parsed.passages for u in p.units if parsed.document.text[u.start : u.end].startswith("Như vậy")
    )
    assert (unit.kind, unit.lead) == (UnitKind.SENTENCE, None)
    assert unit.context == "Mức hỗ trợ hộ nuôi cá lồng."
    assert any("con giống" in text and "Như vậy" in text for text in passages(parsed))  # short: it stays with the law


def test_in_a_decree_such_words_close_nothing() -> None:
    text = (
        "ỦY BAN NHÂN DÂN\nXÃ BÌNH SEN\n\nSố: 5/QĐ-UBND\n\nBình Sen, ngày 3 tháng 2 năm 2031\n\nQUYẾT ĐỊNH\n\n"
        "Về hỗ trợ hộ nuôi cá\n\nCăn cứ Luật Thủy sản;\n\nQUYẾT ĐỊNH:\n\nĐiều 1. Mức hỗ trợ\n\n"
        "1. Hỗ trợ 3 triệu đồng.\n\nTheo đó, mỗi hộ được một lần.\n\nĐiều 2. Chánh Văn phòng thi hành Quyết định này.\n"
    )
    parsed = parse_text(text, file="qd.md")
    assert section_of(parsed, "Theo đó")[0] == "Mức hỗ trợ"


def test_those_who_made_a_page_and_its_contents_line_are_kept_out() -> None:
    parsed = parse_text(ANSWER, file="a.md")
    assert not any(w in text for w in ("Trần Thị Sen", "Lê Văn Bảy", "Nội dung chính") for text in passages(parsed))
    assert "Trần Thị Sen" in parsed.document.text


@pytest.mark.parametrize(
    "line", ["Thực hiện: 3 nhiệm vụ trọng tâm", "Ảnh hưởng: ngập 20 hộ", "Luật sư: phải có chứng chỉ"]
)
def test_what_only_begins_like_a_byline_stays(line: str) -> None:
    parsed = parse_text(f"# Tin xã\n\n{line}\n\nXã họp dân về việc này vào cuối tuần.\n", file="a.md")
    assert any(line in text for text in passages(parsed))


def test_a_question_is_a_heading_whatever_it_begins_with() -> None:
    parsed = parse_text(ANSWER, file="a.md")
    assert section_of(parsed, "bộ phận một cửa") == ["Tải mẫu đơn xin hỗ trợ ở đâu?"]
    assert any("Tải mẫu đơn" in text for text in passages(parsed))


@pytest.mark.parametrize(
    "text,title",
    [
        ("### Nội dung chính\n\nXã Bình Sen đã họp. " + "Việc này kéo dài. " * 30 + "\n\n## Kết quả\n\nTốt.\n", None),
        ("Tin tức\n\n## Xã Bình Sen mở chợ\n\nChợ mở từ sáng sớm.\n", "Xã Bình Sen mở chợ"),
        ("# Tải về bảng giá nước xã Bình Sen\n\nGiá nước không đổi.\n", "Tải về bảng giá nước xã Bình Sen"),
        ("### Nội dung chính\n\n## Đất ở là gì?\n\nLà đất để làm nhà.\n", "Đất ở là gì?"),
    ],
)
def test_a_title_is_the_heading_over_all(text: str, title: str | None) -> None:
    assert parse_text(text, file="a.md").document.title == title


def test_a_sum_is_no_number_of_a_clause() -> None:
    parsed = parse_text(
        "# Mức chi\n\n1. Chi tiền ăn\n\n200.000 đồng một người một ngày.\n\n2. Chi đi lại\n", file="a.md"
    )
    assert [s.label for s in parsed.document.sections] == ["1", "2"]


def test_a_list_of_roman_numbers_stands_inside_its_item() -> None:
    text = (
        "# Nộp báo cáo\n\n**(3) Hình thức nộp:**\n\n**(i) Một trong hai cách sau:**\n\n- Nộp tại xã.\n\n- Nộp qua mạng."
        "\n\n(ii) Thời hạn: trước ngày 5 hằng tháng.\n\n(4) Đề nghị các thôn thực hiện.\n"
    )
    parsed = parse_text(text, file="a.md")
    above = {words: section_of(parsed, words) for words in ("qua mạng", "Thời hạn", "Đề nghị")}
    assert [len(chain) for chain in above.values()] == [2, 2, 1]
    assert above["qua mạng"][0] == above["Thời hạn"][0] == "Hình thức nộp:"
