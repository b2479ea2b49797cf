"""Whole documents: what is stored, cited and known of them."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.model import Kind, ParsedDocument, RelationType, SectionKind, Unit, UnitKind
from index.text import comparable
from ingest.parse import parse_file, parse_text
from tests.ingest.texts import DECISION, PAGE, RESOLUTION

SAMPLES = Path(__file__).parents[2] / "ingest" / "samples"


def units(parsed: ParsedDocument) -> Iterator[tuple[Unit, str]]:
    for passage in parsed.passages:
        for unit in passage.units:
            yield unit, parsed.document.text[unit.start : unit.end]


def unit_with(parsed: ParsedDocument, words: str) -> Unit:
    return next(u for u, text in units(parsed) if words in text)


def assert_sound(parsed: ParsedDocument) -> None:
    """What must hold for any document: offsets exact, passages in order and apart, their units covering them, nothing
    empty.
    """
    text = parsed.document.text
    assert unicodedata.is_normalized("NFC", text)
    for before, passage in itertools.pairwise(parsed.passages):
        assert before.end <= passage.start
    for passage in parsed.passages:
        assert 0 <= passage.start < passage.end <= len(text)
        assert passage.units
        assert text[passage.start : passage.end].strip()
        covered = [False] * (passage.end - passage.start)
        for before_unit, unit in itertools.pairwise(passage.units):
            assert before_unit.end <= unit.start
        for unit in passage.units:
            assert passage.start <= unit.start < unit.end <= passage.end
            assert text[unit.start : unit.end].strip()
            covered[unit.start - passage.start : unit.end - passage.start] = [True] * (unit.end - unit.start)
            assert unit.lead is None or 0 <= unit.lead[0] < unit.lead[1] <= len(text)
        assert not any(
            c.isalnum() and not done for c, done in zip(text[passage.start : passage.end], covered, strict=True)
        )
    for section in parsed.document.sections:
        assert 0 <= section.start < section.end <= len(text)
        assert section.parent is None or parsed.document.sections[section.parent].start <= section.start


class TestResolution:
    parsed = parse_text(RESOLUTION, file="nq.md")
    document = parsed.document

    def test_is_sound(self) -> None:
        assert_sound(self.parsed)

    def test_metadata(self) -> None:
        d = self.document
        assert (d.kind, d.number, d.place) == (Kind.RESOLUTION, "14/2025/NQ-HĐND", "Cao Bằng")
        assert d.issuer == "Hội đồng nhân dân tỉnh Cao Bằng"
        assert (d.date_issued, d.date_effective) == (date(2025, 10, 3), date(2025, 10, 15))
        assert d.title == "QUY ĐỊNH MỨC HỖ TRỢ TIỀN ĂN TRƯA CHO HỌC SINH BÁN TRÚ TRÊN ĐỊA BÀN TỈNH CAO BẰNG"
        assert d.signer == "Nông Văn Thử"
        assert (d.structure.n_articles, d.structure.has_appendix) == (3, False)

    def test_relations(self) -> None:
        found = {(r.type, r.target, r.scope, r.verb) for r in self.document.relations}
        assert found == {
            (RelationType.REPEALS, "21/2022/NQ-HĐND", None, None),
            (RelationType.REPEALS, "05/2023/NQ-HĐND", None, None),
            (RelationType.AMENDS, "30/2024/NQ-HĐND", "part", "bãi bỏ"),
        }

    def test_text_reads_well(self) -> None:
        assert "*" not in self.document.text
        assert not any(line.strip() == "|" for line in self.document.text.split("\n"))
        assert "Điều 1. Phạm vi điều chỉnh và đối tượng áp dụng\n" in self.document.text
        assert (
            "b) Học sinh trung học cơ sở ở xã vùng cao, hưởng thêm phần hỗ trợ đi lại: 410.000 đồng/người/tháng."
            in self.document.text
        )

    def test_site_and_recipients_stay_out_of_passages(self) -> None:
        passages = "\n".join(self.document.text[p.start : p.end] for p in self.parsed.passages)
        for words in (
            "Đang tải",
            "Nơi nhận",
            "Lưu: VT",
            "chưa cập nhật",
            "Văn bản liên quan",
            "CỘNG HÒA",
            "Nông Văn Thử",
        ):
            assert words in self.document.text
            assert words not in passages
        assert "Căn cứ Luật Tổ chức chính quyền địa phương" in passages

    def test_label_line_and_sentence_are_apart(self) -> None:
        sentence = unit_with(self.parsed, "Nghị quyết này quy định mức hỗ trợ tiền ăn trưa cho")
        assert self.document.text[sentence.start : sentence.end].startswith("Nghị quyết này quy định")
        assert "1. Phạm vi điều chỉnh" in sentence.context

    def test_point_carries_its_lead_in(self) -> None:
        point = unit_with(self.parsed, "410.000")
        assert point.kind is UnitKind.ITEM
        assert point.lead is not None
        assert self.document.text[slice(*point.lead)] == "1. Mức hỗ trợ hằng tháng như sau:"
        assert point.context == "Điều 2. Mức hỗ trợ. 1. Mức hỗ trợ hằng tháng như sau:"

    def test_rows_carry_heads_section_and_measure(self) -> None:
        row = unit_with(self.parsed, "3.571")
        assert self.document.text[row.start : row.end] == "1 | Tiểu học | 1.240 | 3.571"
        assert row.kind is UnitKind.ROW
        for words in ("Đơn vị tính: triệu đồng", "I Vùng cao", "STT | Cấp học | Số học sinh | Kinh phí"):
            assert words in row.context
        assert "II Thành thị" in unit_with(self.parsed, "8.942").context
        assert "Vùng cao" not in unit_with(self.parsed, "8.942").context

    def test_empty_cell_keeps_the_heads_aligned(self) -> None:
        row = unit_with(self.parsed, "2.952")
        assert self.document.text[row.start : row.end] == "2 | Trung học cơ sở | 2.952"
        assert row.context.endswith("STT | Cấp học | Kinh phí.")

    def test_section_paths(self) -> None:
        passage = next(p for p in self.parsed.passages if "410.000" in self.document.text[p.start : p.end])
        assert passage.section is not None
        assert passage.section.startswith("Điều 2. Mức hỗ trợ")
        assert passage.prefix.startswith(self.document.title or "-")
        assert "14/2025/NQ-HĐND" in passage.prefix


class TestDecision:
    parsed = parse_text(DECISION, file="qd.txt")
    document = parsed.document

    def test_is_sound(self) -> None:
        assert_sound(self.parsed)

    def test_two_columns_of_blanks(self) -> None:
        d = self.document
        assert (d.number, d.issuer, d.signer) == ("77/2025/QĐ-UBND", "Ủy ban nhân dân tỉnh Phú Thọ", "Trần Thị Mẫu")
        assert d.date_issued == d.date_effective == date(2025, 11, 12)
        assert [(r.type, r.target) for r in d.relations] == [(RelationType.REPLACES, "19/2019/QĐ-UBND")]

    def test_attached_regulation_is_apart(self) -> None:
        assert (self.document.structure.n_articles, self.document.structure.has_appendix) == (2, True)
        kinds = [s.kind for s in self.document.sections]
        assert kinds.count(SectionKind.APPENDIX) == 1
        assert kinds.count(SectionKind.CHAPTER) == 2
        passage = next(p for p in self.parsed.passages if "19 giờ" in self.document.text[p.start : p.end])
        assert passage.section == "Quy chế. QUẢN LÝ BẾN THUYỀN TRÊN SÔNG LÔ › Chương II. KHAI THÁC › Điều 2. Giờ mở bến"


class TestPage:
    parsed = parse_text(PAGE, file="tin.md")
    document = parsed.document

    def test_is_sound(self) -> None:
        assert_sound(self.parsed)

    def test_metadata(self) -> None:
        d = self.document
        assert (d.kind, d.place, d.date_published) == (Kind.ARTICLE, "Tây Hồ", date(2025, 3, 5))
        assert d.title == "Quận Tây Hồ công bố kế hoạch trồng 1.200 cây xanh"
        assert d.url == "https://vidu.example.vn/trong-cay.html"
        assert d.mentions == ("61/KH-UBND",)

    def test_label_and_value_are_one_unit(self) -> None:
        unit = unit_with(self.parsed, "25,4 tỷ")
        assert self.document.text[unit.start : unit.end].split() == ["Vốn", "đầu", "tư:", "25,4", "tỷ", "đồng"]

    def test_abbreviation_ends_no_sentence(self) -> None:
        unit = unit_with(self.parsed, "40%")
        assert self.document.text[unit.start : unit.end] == "TP. Hà Nội hỗ trợ 40% kinh phí."

    def test_furniture_stays_out(self) -> None:
        quoted = " ".join(text for _, text in units(self.parsed))
        assert not any(w in quoted for w in ("Xem thêm", "Internet", "Link bài", "Nội dung chính"))
        assert "(*) tính theo giá" in quoted


def test_english_is_told() -> None:
    parsed = parse_text(
        "# Tay Ho collects 2,511 billion dong\n\nThe district said that it collected the money in nine months.",
        file="a.md",
    )
    assert parsed.document.language == "en"


def test_quoted_articles_of_an_amending_text_are_not_its_own() -> None:
    text = RESOLUTION.replace(
        "3. Nguồn kinh phí: ngân sách tỉnh.",
        "3. Sửa đổi Điều 7 như sau:\n“Điều 7. Mức chi\n1. Mức chi là 5 triệu đồng.”",
    )
    assert parse_text(text, file="nq.md").document.structure.n_articles == 3


@pytest.mark.parametrize(
    "file", sorted(p.name for p in SAMPLES.iterdir() if p.suffix in (".md", ".txt", ".html", ".docx", ".pdf"))
)
def test_samples_are_sound(file: str) -> None:
    parsed = parse_file(SAMPLES / file, SAMPLES, "samples")
    assert_sound(parsed)
    assert parsed.document.title
    assert parsed.passages


_WORDS = st.sampled_from(
    [
        "thu",
        "ngân",
        "sách",
        "đạt",
        "2.511",
        "tỷ",
        "đồng",
        "bằng",
        "89%",
        "kế",
        "hoạch",
        "|",
        "Điều",
        "1.",
        "Chương",
        "II",
        "Khoản",
        "a)",
        "b)",
        "-",
        "+",
        "**",
        "*",
        "#",
        "##",
        "\n",
        "\n\n",
        "TP.",
        "Hà",
        "Nội,",
        "“",
        "”",
        ";",
        ":",
        ".",
        "…",
        "(",
        ")",
        "Nơi",
        "nhận:",
        "CỘNG",
        "HÒA",
        "XÃ",
        "HỘI",
        "CHỦ",
        "NGHĨA",
        "VIỆT",
        "NAM",
        "NGHỊ",
        "QUYẾT",
        "Số:",
        "5/NQ-HĐND",
        "Căn",
        "cứ",
        "Phụ",
        "lục",
        "1.1",
        "III.",
        "|\n",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_WORDS, max_size=120).map(" ".join))
def test_any_mixture_is_sound(text: str) -> None:
    assert_sound(parse_text(text, file="x.md"))


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_sound(text: str) -> None:
    assert_sound(parse_text(text, file="x.txt"))


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [f"Đơn vị thứ {n} giải ngân {n * 37}.{n:03d} triệu đồng, đạt {n}% kế hoạch." for n in range(2, 60)]
        ),
        min_size=1,
        max_size=40,
    )
)
def test_every_sentence_of_a_page_is_in_a_passage(sentences: list[str]) -> None:
    parsed = parse_text("# Tin\n\n" + "\n\n".join(sentences), file="x.md")
    quoted = [comparable(parsed.document.text[p.start : p.end]) for p in parsed.passages]
    assert all(any(comparable(s) in q for q in quoted) for s in sentences)
