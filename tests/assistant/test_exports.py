"""Conversations as files: complete, with their numbered sources, in both languages, inert whatever they hold."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import docx
import pdfplumber
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant import exports
from assistant.conversations import Turn
from index.answer import Also, Answer, Check, Citation, IndicatorFact, Language
from index.model import Filters

DAY = date(2031, 10, 20)
HOSTILE = (
    "<img src=x onerror=alert(1)> [bấm](javascript:alert(2)) ![](http://evil.example/x.png) `a` # *b* _c_ | =1+1 "
    "&lt;i&gt; http://evil.example www.evil.example <https://evil.example> a@evil.example"
)


def cited(n: int, **known: object) -> Citation:
    values: dict[str, object] = {
        "n": n, "file": "nghi-quyet/19.docx", "document": "d", "title": "Nghị quyết về hỗ trợ làng nghề",
        "kind": "resolution", "number": "19/2031/NQ-HĐND", "issuer": "HĐND quận Mai Hồ", "date": "2031-07-12",
        "place": "quận Mai Hồ", "url": "https://example.gov.vn/19?a=1&b=2", "section": "Điều 2 › Khoản 1", "page": 3,
        "start": 0, "end": 4, "quote": "Mức hỗ trợ là 45 triệu đồng.",
    }  # fmt: skip
    return Citation.model_validate(values | known)


ELSEWHERE = Also(file="tin/5.txt", document="e", title="Tin làng nghề", date="2031-07-15", url="https://tin.example/5")
ANSWER = Answer(
    question="Mức hỗ trợ?",
    rewritten="Mức hỗ trợ làng nghề quận Mai Hồ?",
    language="vi",
    status="answered",
    text="Mức hỗ trợ mỗi cơ sở:\n- 45 triệu đồng một năm [1]\n- 5% chi phí [2]\n**Ghi chú** 1. hết.",
    citations=(cited(1, also=[ELSEWHERE]), cited(2, url=None, title=None, page=None)),
    checks=(Check(kind="number", value="5%", supported=False),),
)
TURNS = [
    Turn(1, ANSWER, "2031-10-19 03:00:00", Filters(place="quận Mai Hồ", date_from=date(2031, 1, 1), kinds=("report",))),
    Turn(2, Answer(question="Có sân bay không?", language="vi", status="not_found", text="Không thấy.")),
]


def trap(text: str) -> list[Turn]:
    source = cited(
        1,
        title=text,
        file=text,
        quote=text,
        issuer=text,
        url="javascript:alert(1)",
        section=text,
        also=[Also(file=text, document="e", title=text, url="javascript:alert(1)")],
    )
    answer = Answer(
        question=text, language="vi", status="answered", text=f"{text} [1]\n{text}", citations=(source,),
        engine=f"llm:{text}", checks=(Check(kind="name", value=text, supported=False),),
    )  # fmt: skip
    return [Turn(1, answer, scope=Filters(place=text))]


def text_of_docx(file: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(file)).paragraphs)


def text_of_pdf(file: bytes) -> str:
    with pdfplumber.open(io.BytesIO(file)) as opened:
        return "\n".join(page.extract_text() for page in opened.pages)


def text_of_markdown(text: str) -> str:
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
    bare = re.sub(r"<[^>]+>", "", html)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        bare = bare.replace(entity, character)
    return bare


def read(turns: list[Turn], language: Language, kind: str, title: str = "") -> str:
    if kind == "markdown":
        return text_of_markdown(exports.markdown(turns, language, title=title, today=DAY))
    if kind == "docx":
        return text_of_docx(exports.docx(turns, language, title=title, today=DAY))
    return text_of_pdf(exports.pdf(turns, language, title=title, today=DAY))


@pytest.mark.parametrize("kind", ["markdown", "docx", "pdf"])
def test_everything_of_an_answer_is_in_every_format(kind: str) -> None:
    vi = " ".join(read(TURNS, "vi", kind, "Làng nghề ở Mai Hồ").split())
    for expected in (
        "Làng nghề ở Mai Hồ", "20/10/2031", "19/10/2031", "Hiểu là: Mức hỗ trợ làng nghề quận Mai Hồ?",
        "Trong phạm vi: quận Mai Hồ, Báo cáo, 01/01/2031 – …", "45 triệu đồng một năm [1]", "Ghi chú 1. hết.",
        "[1] Nghị quyết về hỗ trợ làng nghề · Nghị quyết · 19/2031/NQ-HĐND · HĐND quận Mai Hồ · 12/07/2031",
        "Điều 2 › Khoản 1 · Trang 3", "https://example.gov.vn/19?a=1&b=2", "Mức hỗ trợ là 45 triệu đồng.",
        "Cũng có tại: Tin làng nghề · 15/07/2031 · https://tin.example/5",
        "Tệp: nghi-quyet/19.docx", "Chưa thấy trong nguồn: 5%", "Có sân bay không?",
        "Không thấy câu trả lời trong tài liệu",
    ):  # fmt: skip
        assert expected in vi, expected
    assert "**" not in vi
    en = " ".join(read(TURNS, "en", kind).split())
    assert "Sources" in en
    assert "12 Jul 2031" in en
    assert "Nguồn" not in en


def test_lists_are_lists_and_bold_is_bold() -> None:
    html = MarkdownIt().render(exports.markdown(TURNS, "vi"))
    assert html.count("<li>") == 2
    assert "<strong>Ghi chú</strong>" in html
    document = docx.Document(io.BytesIO(exports.docx(TURNS, "vi")))
    assert [p.style.name for p in document.paragraphs].count("List Bullet") == 2
    assert any(run.bold and run.text == "Ghi chú" for p in document.paragraphs for run in p.runs)


@pytest.mark.parametrize("kind", ["markdown", "docx", "pdf"])
def test_hostile_texts_come_out_as_they_are(kind: str) -> None:
    found = re.sub(r"\s", "", read(trap(HOSTILE), "vi", kind, HOSTILE))
    assert found.count(re.sub(r"\s", "", HOSTILE)) >= 6
    assert "javascript:alert(1)" not in found  # an address that is none is left out


def test_hostile_texts_are_no_markup_in_any_format() -> None:
    html = MarkdownIt("gfm-like", {"linkify": False}).render(exports.markdown(trap(HOSTILE), "vi", title=HOSTILE))
    assert set(re.findall(r"<(\w+)", html)) <= {"h1", "h2", "h3", "p", "blockquote", "ul", "li", "strong"}
    with zipfile.ZipFile(io.BytesIO(exports.docx(trap(HOSTILE), "vi"))) as parts:
        body = parts.read("word/document.xml").decode()
        relations = parts.read("word/_rels/document.xml.rels").decode()
    assert "w:hyperlink" not in body
    assert "w:instrText" not in body
    assert "External" not in relations
    file = exports.pdf(trap(HOSTILE), "vi")
    assert not re.search(rb"/(URI|JS|JavaScript|Launch|OpenAction|AA|EmbeddedFile)\b", file)


@settings(deadline=None, max_examples=25)
@given(st.text(max_size=60))
def test_any_text_can_be_exported_and_markdown_keeps_it(text: str) -> None:
    wanted = exports.plain(text)
    shown = MarkdownIt("gfm-like", {"linkify": False}).render(exports.escape_markdown(wanted.replace("**", "")))
    assert set(re.findall(r"<(/?\w+)", shown)) <= {"p", "/p"}
    assert exports.docx(trap(text), "vi")
    assert exports.pdf(trap(text), "vi").startswith(b"%PDF")


def test_the_font_of_the_pdf_is_embedded_and_draws_vietnamese() -> None:
    letters = "ẮẰẲẴẶấầẩẫậẾỀỂỄỆốồổỗộỚỜỞỠỢứừửữựỲỶỸỴđĐ"
    with pdfplumber.open(io.BytesIO(exports.pdf(trap(letters), "vi"))) as opened:
        assert letters in opened.pages[0].extract_text()
        fonts = {character["fontname"] for character in opened.pages[0].chars}
    assert all(re.fullmatch(r"[A-Z]{6}\+BeVietnamPro.*", name) for name in fonts), fonts


def test_a_long_quote_runs_over_pages() -> None:
    long = [Turn(1, ANSWER.model_copy(update={"citations": (cited(1, quote="Mười chữ một câu. " * 900),)}))]
    with pdfplumber.open(io.BytesIO(exports.pdf(long, "vi"))) as opened:
        assert len(opened.pages) > 2


def test_the_table_of_figures_comes_along() -> None:
    facts = tuple(
        IndicatorFact(
            name=name, value=value, unit="tỷ đồng", plan_pct=plan, period="9T/2031", locality="quận Mai Hồ", n=n
        )
        for n, name, value, plan in ((1, "thu ngân sách", 3204, 91.0), (2, HOSTILE, 1150.5, None))
    )
    answer = ANSWER.model_copy(update={"indicators": facts})
    wanted = [
        ["Chỉ tiêu", "Địa bàn", "Kỳ", "Giá trị", "% kế hoạch", "Nguồn"],
        ["Thu ngân sách", "quận Mai Hồ", "9 tháng đầu năm 2031", "3.204 tỷ đồng", "91%", "[1]"],
        [HOSTILE, "quận Mai Hồ", "9 tháng đầu năm 2031", "1.150,5 tỷ đồng", "", "[2]"],
    ]
    turns = [Turn(1, answer)]
    (table,) = docx.Document(io.BytesIO(exports.docx(turns, "vi"))).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == wanted
    html = MarkdownIt("commonmark").enable("table").render(exports.markdown(turns, "vi"))
    assert html.count("<tr>") == 3 and html.count("<td") == 12 and "<img" not in html
    assert "<td>Thu ngân sách</td>" in html
    with pdfplumber.open(io.BytesIO(exports.pdf(turns, "vi"))) as file:
        text = "\n".join(page.extract_text() for page in file.pages)
    assert "3.204 tỷ đồng" in text and "91%" in text and "So cùng kỳ" not in text  # a column that nothing fills
    alone = ANSWER.model_copy(update={"indicators": facts[:1]})
    assert not docx.Document(io.BytesIO(exports.docx([Turn(1, alone)], "vi"))).tables
