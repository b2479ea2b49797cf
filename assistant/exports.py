"""A conversation, or one answer of it, to take along: as Markdown, as a Word document, as PDF.

``markdown(turns, "vi")`` gives text, ``docx`` and ``pdf`` bytes. Every question stands with its answer, what it was
restricted to, its table of figures where it has one, and its numbered sources: title, number, issuer, date, place,
where in it, address or file, quote.
What documents and people wrote is text in each of them, never markup, a link or a formula.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal
from urllib.parse import urlsplit

from assistant.conversations import Turn
from assistant.figure_text import figures
from assistant.messages import format_date, kind_name, t
from index.answer import Also, Answer, Citation, Language

Style = Literal["title", "note", "question", "text", "item", "heading", "source", "quote"]
Cell = Literal["head", "cell", "number"]

_FONT = "BeVietnamPro"
_BOLD = re.compile(r"\*\*(\S(?:[^*\n]*\S)?)\*\*")
_ITEM = re.compile(r"\s*[-•*–]\s+(?=\S)")
# What begins something in Markdown at any place, and at the beginning of a line.
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&~|#$@^]|(?<=:)(?=//)|(?<=www)(?=\.)", re.IGNORECASE)
_LINE_START = re.compile(r"^(?:([-+=:!])|(\d{1,9})([.)]))")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of an export; ``url`` is a web address that stands at its end."""

    style: Style
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The figures that an answer rests on: ``numbers`` are the columns that are set to the right."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


Part = Line | Table


def markdown(turns: Sequence[Turn], language: Language, *, title: str = "", today: date | None = None) -> str:
    """The turns as Markdown (CommonMark)."""
    begin = {"title": "# ", "note": "", "question": "## ", "text": "", "item": "- ", "heading": "### ", "source": "",
             "quote": "> "}  # fmt: skip
    written: list[str] = []
    before: Part | None = None
    for line in lines(turns, language, title=title, today=today):
        both = isinstance(before, Line) and isinstance(line, Line) and before.style == line.style == "item"
        if written and not both:
            written.append("")
        before = line
        if isinstance(line, Table):
            written += _markdown_table(line)
            continue
        address = f" <{line.url}>" if line.url else ""
        written.append(begin[line.style] + escape_markdown(line.text) + address)
    return "\n".join(written) + "\n"


def docx(turns: Sequence[Turn], language: Language, *, title: str = "", today: date | None = None) -> bytes:
    """The turns as a Word document."""
    from docx import Document
    from docx.shared import Pt, RGBColor

    document = Document()
    document.core_properties.title = t("app.name", language)
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.language = language
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(12)
    names = {"title": "Title", "question": "Heading 1", "heading": "Heading 2", "item": "List Bullet",
             "quote": "Quote"}  # fmt: skip
    for name in ("Title", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name, style.font.color.rgb = "Times New Roman", RGBColor(0x1C, 0x23, 0x26)
        style.element.rPr.rFonts.attrib.clear()  # the theme's font would win over the name
        style.element.rPr.rFonts.set(f"{{{style.element.nsmap['w']}}}ascii", "Times New Roman")
        style.element.rPr.rFonts.set(f"{{{style.element.nsmap['w']}}}hAnsi", "Times New Roman")
    for name, size in (("Title", 18), ("Heading 1", 13), ("Heading 2", 11)):
        document.styles[name].font.size = Pt(size)
    for line in lines(turns, language, title=title, today=today):
        if isinstance(line, Table):
            _docx_table(document, line)
            continue
        paragraph = document.add_paragraph(style=names.get(line.style))
        for text, strong in _runs(line.text):
            run = paragraph.add_run(text)
            run.bold = True if strong else None
            run.font.size = Pt(9) if line.style == "note" else None
        if line.url:
            paragraph.add_run(f" {line.url}")  # as text: Word offers it as a link where its reader wants one
        paragraph.paragraph_format.space_after = Pt(4)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def pdf(turns: Sequence[Turn], language: Language, *, title: str = "", today: date | None = None) -> bytes:
    """The turns as PDF (A4), its font embedded."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    styles = _pdf_styles()
    story: list[Any] = []
    margin = 20 * mm
    for line in lines(turns, language, title=title, today=today):
        if isinstance(line, Table):
            story.append(_pdf_table(line, A4[0] - 2 * margin))
            continue
        text = "".join(f"<b>{_xml(part)}</b>" if strong else _xml(part) for part, strong in _runs(line.text))
        address = f' <font color="#0e5a6b">{_xml(line.url)}</font>' if line.url else ""
        story.append(Paragraph(text + address, styles[line.style], bulletText="•" if line.style == "item" else None))
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file, pagesize=A4, leftMargin=margin, rightMargin=margin, topMargin=margin, bottomMargin=margin,
        title=t("app.name", language), author="", lang=language,
    )  # fmt: skip
    document.build(story, onFirstPage=_page_number, onLaterPages=_page_number)
    return file.getvalue()


def lines(turns: Sequence[Turn], language: Language, *, title: str = "", today: date | None = None) -> Iterator[Part]:
    """What every format says, paragraph by paragraph."""
    yield Line("title", plain(title) or t("app.name", language))
    day = format_date(today or datetime.now(UTC).astimezone().date(), language)
    yield Line("note", t("export.made", language, day=day))
    for turn in turns:
        yield from _turn(turn, language)


def _turn(turn: Turn, language: Language) -> Iterator[Part]:
    answer = turn.answer
    yield Line("question", plain(answer.question))
    notes = []
    if turn.asked:
        notes.append(t("export.asked", language, day=format_date(turn.asked, language)))
    if answer.rewritten and answer.rewritten != answer.question:
        notes.append(t("chat.rewritten", language, question=plain(answer.rewritten)))
    notes += [_scope(turn, language)] if _scope(turn, language) else []
    if answer.engine.startswith("llm"):
        notes.append(t("engine.llm", language, model=plain(answer.engine.partition(":")[2])))
    if notes:
        yield Line("note", " · ".join(notes))
    if answer.status != "answered":
        yield Line("text", f"**{t(f'answer.{answer.status}', language)}**")
    for raw in filter(str.strip, answer.text.splitlines()):
        item = _ITEM.match(raw)
        yield Line("item", plain(raw[item.end() :])) if item else Line("text", plain(raw))
    table = _table(answer, language)
    if table is not None:
        yield table
    unsupported = [plain(check.value) for check in answer.checks if not check.supported]
    if unsupported:
        yield Line("note", t("checks.unsupported", language, values=", ".join(unsupported)))
    yield from _sources(answer, language)


def _scope(turn: Turn, language: Language) -> str:
    scope = turn.scope
    named = [scope.place, *(kind_name(kind, language) for kind in scope.kinds or ())]
    if scope.date_from or scope.date_to:
        first, last = (format_date(day, language) or "…" for day in (scope.date_from, scope.date_to))
        named.append(f"{first} – {last}")
    if scope.documents:
        named.append(t("scope.documents.count", language, count=len(scope.documents)))
    known = [plain(name) for name in named if name]
    return f"{t('scope.within', language)} {', '.join(known)}" if known else ""


def _table(answer: Answer, language: Language) -> Table | None:
    """The answer's figures with the numbers of their sources; columns without any content are left out."""
    found = figures(answer, language)
    cells = [
        (f.name, f.place, f.period, f.value, f.plan, f.yoy, f"[{f.citation.n}]" if f.citation else "") for f in found
    ]
    names = [t(f"figure.{name}", language) for name in ("name", "place", "period", "value", "plan", "yoy", "source")]
    filled = [at for at in range(len(names)) if any(row[at] for row in cells)]
    if not filled:
        return None
    return Table(
        tuple(names[at] for at in filled),
        tuple(tuple(plain(row[at]) for at in filled) for row in cells),
        frozenset(place for place, at in enumerate(filled) if 3 <= at <= 5),
    )


def _markdown_table(table: Table) -> list[str]:
    rule = ["---:" if at in table.numbers else "---" for at in range(len(table.head))]
    rows = [[_escaped(cell) for cell in row] for row in (table.head, *table.rows)]
    return [f"| {' | '.join(row)} |" for row in (rows[0], rule, *rows[1:])]


def _docx_table(document: Any, table: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    drawn = document.add_table(rows=0, cols=len(table.head), style="Table Grid")
    for number, row in enumerate((table.head, *table.rows)):
        for at, (cell, text) in enumerate(zip(drawn.add_row().cells, row, strict=True)):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(text)
            run.font.size, run.bold = Pt(10), True if number == 0 else None
            if at in table.numbers:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _pdf_table(table: Table, width: float) -> Any:
    from reportlab.lib.colors import HexColor
    from reportlab.platypus import Paragraph, TableStyle
    from reportlab.platypus import Table as Drawn

    styles = _pdf_styles()
    rows = [
        [
            Paragraph(_xml(text), styles["number" if at in table.numbers else "cell"] if number else styles["head"])
            for at, text in enumerate(row)
        ]
        for number, row in enumerate((table.head, *table.rows))
    ]
    line = HexColor("#dcdfda")
    ruled = TableStyle([
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, line), ("LINEABOVE", (0, 0), (-1, 0), 0.5, line),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4), ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ])  # fmt: skip
    longest = [min(max(len(row[at]) for row in (table.head, *table.rows)), 32) + 4 for at in range(len(table.head))]
    widths = [width * size / sum(longest) for size in longest]
    return Drawn(rows, widths, repeatRows=1, style=ruled, spaceBefore=6, spaceAfter=10, hAlign="LEFT")


def _sources(answer: Answer, language: Language) -> Iterator[Line]:
    if answer.citations:
        yield Line("heading", t("answer.sources", language))
    for citation in answer.citations:
        url = web_address(citation.url)
        yield Line("source", f"[{citation.n}] {_described(citation, language, file=not url)}", url)
        yield Line("quote", plain(citation.quote))
        if citation.also:
            yield Line(
                "note", t("source.also", language) + "; ".join(_published(other, language) for other in citation.also)
            )


def _described(citation: Citation, language: Language, *, file: bool) -> str:
    named = citation.title or kind_name(citation.kind, language)
    known = [
        named,
        kind_name(citation.kind, language) if citation.title and citation.kind not in {"other", "article"} else None,
        citation.number,
        citation.issuer,
        format_date(citation.date, language),
        citation.place,
        citation.section if citation.section != citation.title else None,
        t("source.page", language, page=citation.page) if citation.page else None,
        f"{t('field.file', language)}: {citation.file}" if file else None,
    ]
    return " · ".join(plain(part) for part in known if part)


def _published(other: Also, language: Language) -> str:
    place = web_address(other.url) or other.file
    known = (other.title, format_date(other.date, language), place)
    return " · ".join(plain(part) for part in known if part)


def plain(text: str) -> str:
    """One line of ``text`` without characters that control or hide: what a page shows is what is written.

    >>> plain("a\\u202eb\\n c\\x00")
    'ab c'
    """
    kept = (c if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} else _gap(c) for c in text)
    return " ".join("".join(kept).split())


def _gap(character: str) -> str:
    return " " if unicodedata.category(character) in {"Cc", "Zl", "Zp"} else ""


def web_address(url: str | None) -> str:
    """``url`` where it is an ordinary web address, "" where it is anything else."""
    if not url or re.search(r"[\s<>\"'`\\\x00-\x20]", url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme.lower() in {"http", "https"} and parts.hostname else ""


def escape_markdown(text: str) -> str:
    r"""A line that any Markdown reader shows as it is; only ``**bold**`` of an answer stays bold.

    >>> escape_markdown("1. [a](javascript:b) <i>")
    '1\\. \\[a\\](javascript:b) \\<i\\>'
    """
    written = "".join(f"**{_escaped(part)}**" if strong else _escaped(part) for part, strong in _runs(text))
    return _LINE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", written)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda m: "\\" + m[0], text)


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """``text`` in pieces, each with whether it is bold."""
    position = 0
    for match in _BOLD.finditer(text):
        yield text[position : match.start()], False
        yield match[1], True
        position = match.end()
    yield text[position:], False


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@cache
def _pdf_styles() -> dict[Style | Cell, Any]:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    folder = files("fontpkg_be_vietnam_pro") / "files"
    for name, file in ((_FONT, "Regular"), (f"{_FONT}-Bold", "Bold")):
        pdfmetrics.registerFont(TTFont(name, io.BytesIO((folder / f"BeVietnamPro-{file}.ttf").read_bytes())))
    pdfmetrics.registerFontFamily(_FONT, normal=_FONT, bold=f"{_FONT}-Bold", italic=_FONT, boldItalic=f"{_FONT}-Bold")
    base = ParagraphStyle(
        "text", fontName=_FONT, fontSize=10.5, leading=16, spaceAfter=4, textColor=HexColor("#1c2326"),
        splitLongWords=True, allowWidows=0, allowOrphans=0,
    )  # fmt: skip
    bold, muted = f"{_FONT}-Bold", HexColor("#566066")

    def style(**changes: Any) -> Any:
        return ParagraphStyle("derived", parent=base, **changes)

    return {
        "title": style(fontName=bold, fontSize=16, leading=22, spaceAfter=6),
        "note": style(fontSize=8.5, leading=13, textColor=muted, spaceAfter=6),
        "question": style(fontName=bold, fontSize=11.5, leading=17, spaceBefore=12, keepWithNext=1),
        "text": base,
        "item": style(leftIndent=14, bulletIndent=2),
        "heading": style(fontName=bold, fontSize=9.5, leading=14, textColor=muted, spaceBefore=6, keepWithNext=1),
        "source": style(fontSize=9.5, leading=14, spaceAfter=2, keepWithNext=1),
        "head": style(fontName=bold, fontSize=8.5, leading=12, textColor=muted, spaceAfter=0),
        "cell": style(fontSize=9, leading=13, spaceAfter=0),
        "number": style(fontSize=9, leading=13, spaceAfter=0, alignment=2),
        "quote": style(
            fontSize=9, leading=14, leftIndent=12, spaceAfter=6, textColor=muted, borderColor=HexColor("#dcdfda")
        ),
    }


def _page_number(canvas: Any, document: Any) -> None:
    canvas.setFont(_FONT, 8)
    canvas.drawRightString(document.pagesize[0] - document.rightMargin, 28, str(canvas.getPageNumber()))
