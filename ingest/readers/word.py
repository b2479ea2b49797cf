"""Word files (.docx): paragraphs, headings, automatic numbers, tables and footnotes in reading order."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from ingest.blocks import Block, BlockKind, ReadError, Source
from ingest.clean import clean_characters, tidy
from ingest.paragraphs import layout_blocks, table_blocks
from ingest.readers.legacy import mend_word
from ingest.readers.package import check_package
from ingest.tables import Cell, Table, is_layout

MAX_CELLS = 200_000
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_BULLET = "bullet"
_NOTES = ("footnote", "endnote")


def read_docx(data: bytes, name: str) -> Source:
    """Blocks of a Word document. Raises ``ReadError`` for a damaged file or one that unpacks to too much."""
    check_package(data, name, "Word document")
    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, SyntaxError, zipfile.BadZipFile) as error:
        raise ReadError(name, "is not a readable Word document") from error
    mend_word(document.element.body)
    numbers = _Numbering(document)
    notes = _Notes(document)
    blocks: list[Block] = []
    tables = 0
    for child in document.element.body.iterchildren():
        if child.tag == qn("w:p"):
            blocks.extend(_paragraph(Paragraph(child, document), numbers))
        elif child.tag == qn("w:tbl"):
            tables += 1
            blocks.extend(_table(WordTable(child, document), tables))
        elif child.tag == qn("w:sdt"):
            for inner in child.iter(qn("w:p")):
                blocks.extend(_paragraph(Paragraph(inner, document), numbers))
        blocks.extend(notes.of(child))
    return Source(tuple(blocks))


def _paragraph(paragraph: Paragraph, numbers: _Numbering) -> Iterator[Block]:
    text = tidy(clean_characters(paragraph.text))
    mark = numbers.mark(paragraph)
    if not text:
        return
    if mark and not text.startswith(mark):
        text = f"{mark} {text}"
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    heading = re.match(r"(?:Heading|Tiêu đề|Đầu đề) (\d)", style)
    if heading or style in ("Title", "Tiêu đề"):
        yield Block(BlockKind.HEADING, text, level=int(heading[1]) if heading else 1, strong=True)
        return
    if "\n" in paragraph.text and not mark and sum(1 for _ in paragraph.text.split("\n")) <= 4 and len(text) < 200:
        for line in paragraph.text.split("\n"):
            if part := tidy(clean_characters(line)):
                yield Block(BlockKind.PARAGRAPH, part, strong=_all(paragraph, "bold"), italic=_all(paragraph, "italic"))
        return
    yield Block(BlockKind.PARAGRAPH, text, strong=_all(paragraph, "bold"), italic=_all(paragraph, "italic"))


def _all(paragraph: Paragraph, quality: str) -> bool:
    """Whether every run with letters is bold (italic), by itself or by its style."""
    runs = [r for r in paragraph.runs if any(c.isalnum() for c in r.text)]
    inherited = getattr(paragraph.style.font, quality, None) if paragraph.style is not None else None
    return bool(runs) and all(getattr(r, quality) if getattr(r, quality) is not None else inherited for r in runs)


def _table(table: WordTable, number: int) -> Iterator[Block]:
    rows: list[tuple[str, ...]] = []
    lines: list[tuple[str, ...]] = []
    count = 0
    for row in table.rows:
        cells: list[str] = []
        seen: list[Any] = []
        for cell in row.cells:
            count += 1
            if cell._tc in seen:  # merged with the one before it
                cells.append("")
                continue
            seen.append(cell._tc)
            text = tidy(clean_characters(cell.text.replace("\n", " ")))
            bold = bool(text) and all(_all(p, "bold") for p in cell.paragraphs if p.text.strip())
            cells.append(f"**{text}**" if bold else text.replace("*", "∗"))
            lines.append(tuple(part for line in cell.text.split("\n") if (part := tidy(clean_characters(line)))))
        if count > MAX_CELLS:
            break
        rows.append(tuple(cells))
    if not rows:
        return
    if is_layout(line for cell in lines for line in cell):
        for cell_lines in lines:
            yield from layout_blocks(Cell(cell_lines))
        return
    width = max(len(r) for r in rows)
    yield from table_blocks(Table(tuple(r + ("",) * (width - len(r)) for r in rows)), number)


class _Notes:
    """Footnotes and endnotes, each read where the text first refers to it."""

    def __init__(self, document: Any) -> None:
        self._texts: dict[tuple[str, str], str] = {}
        self._read = 0
        for relation in document.part.rels.values():
            kind = relation.reltype.rsplit("/", 1)[-1].removesuffix("s")
            if kind not in _NOTES or relation.is_external:
                continue
            try:
                root = parse_xml(relation.target_part.blob)
            except SyntaxError:  # a damaged part: the text is worth more than its notes
                continue
            mend_word(root)
            for note in root.iter(qn(f"w:{kind}")):
                words = " ".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in note.iter(qn("w:p")))
                self._texts[kind, note.get(qn("w:id"), "")] = tidy(clean_characters(words))

    def of(self, element: Any) -> Iterator[Block]:
        """The notes that a paragraph or table refers to."""
        for kind in _NOTES if self._texts else ():
            for reference in element.iter(qn(f"w:{kind}Reference")):
                text = self._texts.pop((kind, reference.get(qn("w:id"), "")), "")
                if text:
                    self._read += 1
                    yield Block(BlockKind.PARAGRAPH, f"[{self._read}] {text}")


class _Numbering:
    """Word's automatic numbers, counted along the document: "Điều 3.", "2.", "a)", "-"."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._abstract: dict[str, str] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        for abstract in root.iter(qn("w:abstractNum")):
            levels = {int(level.get(qn("w:ilvl"), "0")): _level(level) for level in abstract.iter(qn("w:lvl"))}
            self._levels[abstract.get(qn("w:abstractNumId"), "")] = levels
        for num in root.iter(qn("w:num")):
            reference = num.find(qn("w:abstractNumId"))
            if reference is not None:
                self._abstract[num.get(qn("w:numId"), "")] = reference.get(qn("w:val"), "")

    def mark(self, paragraph: Paragraph) -> str:
        """The number that Word prints before a paragraph, '' where it prints none."""
        properties = paragraph._p.pPr
        num = properties.numPr if properties is not None else None
        if num is None and paragraph.style is not None and paragraph.style.element.pPr is not None:
            num = paragraph.style.element.pPr.numPr
        if num is None or num.numId is None or num.numId.val == 0:
            return ""
        key = str(num.numId.val)
        depth = num.ilvl.val if num.ilvl is not None else 0
        levels = self._levels.get(self._abstract.get(key, ""), {})
        form, pattern, start = levels.get(depth, ("decimal", f"%{depth + 1}.", 1))
        if form == _BULLET:
            return "-"
        counts = self._counts.setdefault(self._abstract.get(key, key), {})
        counts[depth] = counts.get(depth, start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        return re.sub(
            r"%(\d)",
            lambda m: _printed(counts.get(int(m[1]) - 1, 1), levels.get(int(m[1]) - 1, ("decimal", "", 1))[0]),
            pattern,
        ).strip()


def _level(level: Any) -> tuple[str, str, int]:
    def value(tag: str, default: str) -> str:
        element = level.find(qn(tag))
        return element.get(qn("w:val"), default) if element is not None else default

    start = value("w:start", "1")
    return value("w:numFmt", "decimal"), value("w:lvlText", ""), int(start) if start.isdigit() else 1


def _printed(number: int, form: str) -> str:
    if form in ("upperRoman", "lowerRoman"):
        letters, rest = "", min(number, 99)
        for value, letter in _ROMAN:
            while rest >= value:
                letters, rest = letters + letter, rest - value
        return letters if form == "upperRoman" else letters.lower()
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if form == "upperLetter" else letter
    return str(number)
