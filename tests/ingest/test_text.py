"""Characters, emphasis, sentences, tables, paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind
from ingest.clean import clean_characters, strip_emphasis, tidy
from ingest.paragraphs import blocks_of
from ingest.parse import parse_text
from ingest.sentences import sentence_spans
from ingest.tables import Cell, Lines, Table, split_tables


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def blocks(text: str) -> list[Block]:
    return list(blocks_of(clean_characters(text), markdown=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TP. Hà Nội thu 2.511 tỷ đồng. Chi 1,5 tỷ.", ["TP. Hà Nội thu 2.511 tỷ đồng.", "Chi 1,5 tỷ."]),
        ("Theo Điều 3. Quy chế này áp dụng. Hết.", ["Theo Điều 3. Quy chế này áp dụng.", "Hết."]),
        ("1. Giao UBND quận. 2. Đề nghị Sở.", ["1. Giao UBND quận.", "2. Đề nghị Sở."]),
        ("Bao nhiêu? Theo ông N. V. Bình là 5.", ["Bao nhiêu?", "Theo ông N. V. Bình là 5."]),
        ("Ngày 01.10.2025 họp v.v. và bàn tiếp.", ["Ngày 01.10.2025 họp v.v. và bàn tiếp."]),
        ("Ông nói: “Phải xong.” Sau đó họp.", ["Ông nói: “Phải xong.”", "Sau đó họp."]),
        ("Trồng cây, nuôi cá… Quận sẽ hỗ trợ.", ["Trồng cây, nuôi cá…", "Quận sẽ hỗ trợ."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(max_size=300))
def test_sentences_keep_every_character(text: str) -> None:
    spans = sentence_spans(text)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(a < b for a, b in spans)
    assert all(spans[i][1] <= spans[i + 1][0] for i in range(len(spans) - 1))


@given(st.text(max_size=300))
def test_cleaning_is_idempotent(text: str) -> None:
    once = clean_characters(text)
    assert clean_characters(once) == once
    assert tidy(tidy(once)) == tidy(once)


def test_invisible_characters_and_decomposed_letters() -> None:
    assert clean_characters("Ha\u0300\u200b No\u0323\u0302i\u00a0\ufeff") == "Hà Nội "


@pytest.mark.parametrize(
    ("raw", "text", "strong", "italic"),
    [
        ("**Điều 1.** Phạm vi", "Điều 1. Phạm vi", False, False),
        ("**Điều 1.****Phạm vi**", "Điều 1.Phạm vi", True, False),
        ("**V**iệt **N**am", "Việt Nam", False, False),
        ("*Căn cứ Luật;*", "Căn cứ Luật;", False, True),
        ("Tờ trình số**382**/TTr", "Tờ trình số 382/TTr", False, False),
        ("(*) Ghi chú", "(*) Ghi chú", False, False),
        ("5 * 4 = 20", "5 * 4 = 20", False, False),
    ],
)
def test_emphasis(raw: str, text: str, strong: bool, italic: bool) -> None:
    styled = strip_emphasis(raw)
    assert (styled.text, styled.strong, styled.italic) == (text, strong, italic)


def stream(rows: list[list[str]]) -> list[str]:
    """A table as pages break it: a line for each cell, a line for each pipe."""
    return [
        line for row in rows for line in ["|", *(part for cell in row for part in ([cell] if cell else []) + ["|"])]
    ]


_CELL = st.sampled_from(["Tiểu học", "12", "3.571", "Phường Bưởi", "a", "90%"])


@given(st.integers(3, 6).flatmap(lambda n: st.lists(st.lists(_CELL, min_size=n, max_size=n), min_size=2, max_size=12)))
def test_a_full_table_broken_over_lines_is_whole_again(rows: list[list[str]]) -> None:
    (piece,) = split_tables(stream(rows))
    assert piece == Table(tuple(tuple(r) for r in rows))


def test_empty_cells_are_found_by_the_width_of_the_table() -> None:
    rows = [
        ["TT", "Tên", "Số", "Ghi chú"],
        ["1", "Bưởi", "5", ""],
        ["2", "Nhóm khác", "", ""],
        ["", "Xuân La", "7", "x"],
        ["3", "Tứ Liên", "9", ""],
    ]
    (piece,) = split_tables(stream(rows))
    assert piece == Table(tuple(tuple(r) for r in rows))


def test_text_between_two_tables_is_not_a_cell() -> None:
    first = [["TT", "Tên", "Số"], ["1", "Bưởi", "5"], ["2", "Xuân La", "6"]]
    second = [["TT", "Tên", "Số", "Năm"], ["1", "Bưởi", "5", "2024"], ["2", "Xuân La", "6", "2025"]]
    pieces = list(split_tables([*stream(first), "2. Danh mục trang cấp", *stream(second)]))
    assert [type(p) for p in pieces] == [Table, Lines, Table]
    assert isinstance(pieces[2], Table)
    assert pieces[2].rows[1] == ("1", "Bưởi", "5", "2024")


def test_letterhead_is_layout() -> None:
    rows = [
        ["**ỦY BAN NHÂN DÂN**", "**CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**"],
        ["Số: 5/QĐ-UBND", "Huế, ngày 1 tháng 2 năm 2025"],
    ]
    assert all(isinstance(p, Cell) for p in split_tables(stream(rows)))


def test_markdown_table() -> None:
    found = blocks("| TT | Tên | Số |\n|---|---|---:|\n| 1 | Bưởi | 5 |\n| 2 | Xuân La | |")
    assert [b.text for b in found] == ["TT | Tên | Số", "1 | Bưởi | 5", "2 | Xuân La"]
    assert [b.head for b in found] == [True, False, False]


def test_second_row_of_heads_stands_under_its_own() -> None:
    found = blocks(
        "| **TT** | **Tên** | **Số lượng** | |\n|---|---|---|---|\n| **Nam** | **Nữ** | | |\n| 1 | Bưởi | 5 | 6 |"
    )
    assert found[1].cells == ("", "", "Nam", "Nữ")


def test_hard_wrapped_lines_are_rejoined() -> None:
    text = (
        "Ủy ban nhân dân quận báo cáo kết quả thu ngân\nsách chín tháng đầu năm và nhiệm vụ của\nquý tư.\n\n"
        "- Thu đạt 89% kế hoạch năm, cao hơn cùng kỳ và\ncao nhất trong năm năm.\n- Chi đạt 62%."
    )
    assert [b.text for b in blocks(text)] == [
        "Ủy ban nhân dân quận báo cáo kết quả thu ngân sách chín tháng đầu năm và nhiệm vụ của quý tư.",
        "- Thu đạt 89% kế hoạch năm, cao hơn cùng kỳ và cao nhất trong năm năm.",
        "- Chi đạt 62%.",
    ]


def test_long_lines_are_paragraphs_each() -> None:
    line = (
        "Quận đã hoàn thành mười ba trên mười ba chỉ tiêu được thành phố giao trong năm, kể cả chỉ tiêu thu ngân sách. "
    )
    assert len(blocks("\n".join([line * 2] * 3))) == 3


def test_headings_and_links() -> None:
    found = blocks("## Kết quả [chi tiết](https://vidu.example.vn/a)\n\nXem <b>bảng</b> dưới &amp; trên.")
    assert (found[0].kind, found[0].level, found[0].text) == (BlockKind.HEADING, 2, "Kết quả chi tiết")
    assert found[1].text == "Xem bảng dưới & trên."


def test_heads_that_name_periods_are_heads() -> None:
    table = (
        "# Báo cáo\n\n| Chỉ tiêu | Dự toán năm 2033 | Thực hiện tháng 10 | Lũy kế 10 tháng (tỷ đồng) |\n"
        "|---|---|---|---|\n"
        "| Thu nội địa | 812 | 64 | 705 |\n| Chi thường xuyên | 640 | 51 | 498 |\n"
    )
    parsed = parse_text(table, file="bao-cao.md")
    rows = [u for p in parsed.passages for u in p.units if u.context.endswith("Lũy kế 10 tháng (tỷ đồng).")]
    assert [parsed.document.text[u.start : u.end].split(" | ")[0] for u in rows] == ["Thu nội địa", "Chi thường xuyên"]


def test_a_first_row_of_figures_is_no_head() -> None:
    table = "# Báo cáo\n\n| Thu nội địa | 812 | 64 |\n|---|---|---|\n| Chi thường xuyên | 640 | 51 |\n"
    parsed = parse_text(table, file="bao-cao.md")
    assert not any("Thu nội địa" in u.context for p in parsed.passages for u in p.units)
