"""Write a parsed sample source as a PDF with a text layer, a running head and page numbers."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle
from samples_source import Block, Source

FACES = {
    "Serif": "DejaVu Serif:book",
    "Serif-Bold": "DejaVu Serif:bold",
}  # Debian: fonts-dejavu-core, fonts-dejavu-extra
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br/>Độc lập - Tự do - Hạnh phúc"

BODY = ParagraphStyle("body", fontName="Serif", fontSize=10.5, leading=15, spaceAfter=6, alignment=TA_JUSTIFY)
CELL = ParagraphStyle("cell", BODY, fontSize=9, leading=12, spaceAfter=0, alignment=0)
STYLES = {
    "text": BODY,
    "italic": ParagraphStyle("italic", BODY, alignment=TA_CENTER, fontSize=9.5),
    "item": ParagraphStyle("item", BODY, leftIndent=14, bulletIndent=4),
    "centre": ParagraphStyle("centre", BODY, fontName="Serif-Bold", alignment=TA_CENTER),
    "h1": ParagraphStyle("h1", BODY, fontName="Serif-Bold", fontSize=14, leading=20, alignment=TA_CENTER),
    "h2": ParagraphStyle("h2", BODY, fontName="Serif-Bold", fontSize=11.5, spaceBefore=8, keepWithNext=1),
    "h3": ParagraphStyle("h3", BODY, fontName="Serif-Bold", spaceBefore=4, keepWithNext=1),
}


def write_pdf(source: Source, target: Path) -> None:
    """Write `source` to `target`; raise FileNotFoundError where the font is not installed."""
    for name, pattern in FACES.items():
        pdfmetrics.registerFont(TTFont(name, _font_file(pattern)))
    document = SimpleDocTemplate(
        str(target),
        pagesize=A4,
        invariant=1,  # no time of making, no random id
        title=source.properties["title"],
        author=source.properties["author"],
        leftMargin=2.5 * cm,
        rightMargin=2 * cm,
        topMargin=2.2 * cm,
        bottomMargin=2.2 * cm,
    )
    flow = [part for block in source.blocks for part in _flowables(block)]

    def frame(canvas: Any, _: Any) -> None:
        canvas.setFont("Serif", 8)
        canvas.drawString(2.5 * cm, A4[1] - 1.4 * cm, source.properties["header"])
        canvas.drawString(2.5 * cm, 1.2 * cm, source.properties["footer"])
        canvas.drawRightString(A4[0] - 2 * cm, 1.2 * cm, f"Trang {canvas.getPageNumber()}")

    document.build(flow, onFirstPage=frame, onLaterPages=frame)


def _font_file(pattern: str) -> str:
    family = pattern.partition(":")[0]
    found = subprocess.run(  # noqa: S603 - the arguments are constants of this module
        ["fc-match", "-f", "%{family}\t%{file}", pattern],  # noqa: S607 - found on PATH like any tool
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    name, _, file = found.partition("\t")
    # fc-match always answers something; another face may lack Vietnamese letters.
    if family not in name:
        raise FileNotFoundError(f"font {family} is not installed (Debian: fonts-dejavu-core)")
    return file


def _flowables(block: Block) -> list[Any]:
    match block.kind:
        case "table":
            return [_grid(block.cells), Spacer(1, 8)]
        case "letterhead":
            issuer, number, place_and_date = block.cells[0]
            return [_columns([[_lines(issuer), NATION], [number, place_and_date]], STYLES["centre"]), Spacer(1, 10)]
        case "signature":
            recipients, office, name = block.cells[0]
            listed = "Nơi nhận:<br/>- " + _lines(recipients).replace("<br/>", "<br/>- ")
            left, right = Paragraph(listed, CELL), Paragraph(f"{_lines(office)}<br/><br/><br/>{name}", STYLES["centre"])
            return [Spacer(1, 10), Table([[left, right]], colWidths=[8 * cm, 8 * cm])]
        case "item":
            return [Paragraph(escape(block.text), STYLES["item"], bulletText="-")]
        case kind:
            return [Paragraph(escape(block.text), STYLES[kind])]


def _lines(text: str) -> str:
    return "<br/>".join(escape(part.strip()) for part in text.split(" / "))


def _columns(rows: list[list[str]], style: ParagraphStyle) -> Table:
    return Table([[Paragraph(cell, style) for cell in row] for row in rows], colWidths=[6.5 * cm, 9.5 * cm])


def _grid(rows: tuple[tuple[str, ...], ...]) -> Table:
    width = len(rows[0])
    commands: list[tuple[Any, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("FONTNAME", (0, 0), (-1, 0), "Serif-Bold"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    data: list[list[Any]] = []
    for number, row in enumerate(rows):
        if len(row) == 1:
            commands.append(("SPAN", (0, number), (-1, number)))
        data.append([Paragraph(escape(cell), CELL) for cell in row] + [""] * (width - len(row)))
    table = Table(data, colWidths=[1 * cm, 4.8 * cm, 2.7 * cm, 2.6 * cm, 2.7 * cm, 2.2 * cm][:width], repeatRows=1)
    table.setStyle(TableStyle(commands))
    return table
