"""Write a parsed sample source as a Word file."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from samples_source import Block, Source

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"


def write_docx(source: Source, target: Path) -> None:
    """Write `source` to `target`; the file's dates are the document's own, so that it comes out the same each time."""
    document = Document()
    document.styles["Normal"].font.name = "Times New Roman"
    properties = document.core_properties
    properties.title = source.properties["title"]
    properties.author = properties.last_modified_by = source.properties["author"]
    properties.created = properties.modified = datetime.fromisoformat(source.properties["date"])
    document.sections[0].footer.paragraphs[0].text = source.properties["footer"]
    for block in source.blocks:
        _add(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    _copy_with_fixed_times(buffer, target)


def _add(document: Any, block: Block) -> None:
    match block.kind:
        case "h1" | "h2" | "h3":
            document.add_heading(block.text, level=int(block.kind[1]))
        case "item":
            document.add_paragraph(block.text, style="List Bullet")
        case "table":
            _add_table(document, block.cells)
        case "letterhead":
            issuer, number, place_and_date = block.cells[0]
            _add_grid(document, [[_lines(issuer), NATION], [number, place_and_date]])
        case "signature":
            recipients, office, name = block.cells[0]
            listed = "Nơi nhận:\n" + "\n".join(f"- {line}" for line in _lines(recipients).split("\n"))
            _add_grid(document, [[listed, f"{_lines(office)}\n\n\n{name}"]])
        case "centre":
            paragraph = document.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.add_run(block.text).bold = True
        case "italic":
            document.add_paragraph().add_run(block.text).italic = True
        case _:
            document.add_paragraph(block.text)


def _lines(text: str) -> str:
    return "\n".join(part.strip() for part in text.split(" / "))


def _add_grid(document: Any, rows: list[list[str]]) -> None:
    """Add a table without borders, as official letterheads and signature blocks are set."""
    table = document.add_table(rows=len(rows), cols=2)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _add_table(document: Any, rows: tuple[tuple[str, ...], ...]) -> None:
    width = len(rows[0])
    table = document.add_table(rows=0, cols=width, style="Table Grid")
    for number, texts in enumerate(rows):
        cells = table.add_row().cells
        if len(texts) == 1:
            cells = [cells[0].merge(cells[-1])]
        for cell, text in zip(cells, texts, strict=True):
            cell.text = ""
            cell.paragraphs[0].add_run(text).bold = number == 0 or len(texts) == 1


def _copy_with_fixed_times(buffer: io.BytesIO, target: Path) -> None:
    with zipfile.ZipFile(buffer) as read, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            written.writestr(zipfile.ZipInfo(name), read.read(name), zipfile.ZIP_DEFLATED)
