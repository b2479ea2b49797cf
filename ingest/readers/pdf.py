"""PDF: the text layer, or OCR where a page has none; reading order, ruled tables, page numbers, no running heads."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from index.text import has_marks
from ingest.blocks import Block, MissingToolError, ReadError, Source
from ingest.clean import clean_characters, tidy
from ingest.paragraphs import layout_blocks, running_text, table_blocks
from ingest.readers import ocr
from ingest.readers.legacy import PdfFonts
from ingest.tables import Cell, Table, is_layout

MAX_PAGES = 3000
MAX_CHARACTERS = 10_000_000
_PART_GAP = 2.0  # in heights of a line
_SCAN_CHARACTERS = 20  # a page with fewer is looked at as an image
_OUTLINES = 200  # curves on a page without letters
_COLUMN_WORDS = 80  # fewer on a page are not set in columns
_EDGE = 0.08  # of a page's height, at its top and at its foot: where running heads and page numbers stand
_RECURS = 0.4  # of the pages, so that left and right ones may have heads of their own
_PAGE_NUMBER = re.compile(r"^\W*(?:trang|page)?\W*\d{1,4}(?:\s*(?:/|of|trên)\s*\d{1,4})?\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    top: float
    bottom: float
    x0: float
    x1: float
    bold: bool
    side: bool = False  # stands beside other lines: a letterhead, a signature


_Item = _Line | Table | Cell
_Page = tuple[list[_Item], float]  # with its height


def read_pdf(data: bytes, name: str) -> Source:
    """Blocks of a PDF's text layer with their pages. Raises ``ReadError`` for a scan, a locked or a damaged file."""
    pages: list[_Page] = []
    characters = unread = 0
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > MAX_PAGES:
                raise ReadError(name, f"more than {MAX_PAGES} pages")
            fonts = PdfFonts()
            for page in document.pages:
                fonts.mend(page)
                try:
                    items = _page(page, name)
                except MissingToolError:
                    items = []
                    unread += 1
                pages.append((items, float(page.height)))
                characters += sum(len(i.text) for i in items if isinstance(i, _Line))
                page.close()
                if characters > MAX_CHARACTERS:
                    raise ReadError(name, f"more than {MAX_CHARACTERS // 1_000_000} million characters")
    except (PDFSyntaxError, PdfminerException) as error:
        locked = isinstance(error.__cause__ or error.__context__, PDFPasswordIncorrect) or "Password" in repr(error)
        raise ReadError(name, "is locked with a password" if locked else "is not a readable PDF") from error
    if unread > 0.5 * len(pages):  # what the other pages say is worth more than nothing
        raise MissingToolError(name, ocr.NEEDS)
    return Source(tuple(_blocks(_without_running_heads(pages))), unread_pages=unread)


def source_of_scans(pages: Sequence[tuple[ocr.Scanned, float, float]]) -> Source:
    """Blocks of scanned pages, each with the width and height of the page."""
    items: list[_Page] = [(_of_scan(scanned, width), height) for scanned, width, height in pages]
    return Source(tuple(_blocks(_without_running_heads(items))))


def _of_scan(scanned: ocr.Scanned, width: float) -> list[_Item]:
    """A scanned page's lines and ruled tables from top to bottom, column by column where it has two."""
    tables: list[tuple[float, _Item]] = []
    for grid in scanned.grids:
        cells = grid.cells([word for word in scanned.words if grid.holds(word)])
        rows = [tuple(" ".join(line.text for line in _in_order(cell)) for cell in row) for row in cells]
        texts = tuple(tuple(tidy(clean_characters(text)).replace("*", "∗") for text in row) for row in rows)
        tables.append((grid.ys[0], Table(texts)))
    words = [word for word in scanned.words if not any(grid.holds(word) for grid in scanned.grids)]
    columns = _columns(words, width)
    lines: list[tuple[float, _Item]] = [(line.top, line) for c in columns for line in _side_by_side(_lines(c))]
    found = [*lines, *tables]
    if tables and len(columns) == 1:
        found.sort(key=lambda item: item[0])
    return [item for _, item in found]


def _in_order(words: list[Any]) -> list[_Line]:
    return [line for parts in _lines(words) for line in parts] if words else []


def _is_scan(page: Any) -> bool:
    """Whether a page shows text that it doesn't hold: an image over most of it, or letters drawn as outlines."""
    if sum(not c["text"].isspace() for c in page.chars) > _SCAN_CHARACTERS:
        return False
    covered = sum(max(0, i["x1"] - i["x0"]) * max(0, i["bottom"] - i["top"]) for i in page.images)
    return bool(covered > 0.3 * page.width * page.height or len(page.curves) > _OUTLINES)


def _scanned(page: Any, name: str) -> ocr.Scanned:
    resolution = min(300.0, 72 * (ocr.MAX_PIXELS / max(1.0, page.width * page.height)) ** 0.5)
    return ocr.read_page(page.to_image(resolution=resolution).original, name, width=page.width)


def _page(page: Any, name: str) -> list[_Item]:
    """A page's lines and ruled tables from top to bottom, column by column where it has two."""
    if _is_scan(page):
        return _of_scan(_scanned(page, name), page.width)
    tables = [t for t in page.find_tables() if len(t.rows) > 1 and len(t.rows[0].cells) > 1]
    items: list[tuple[float, _Item]] = []
    for table in tables:
        extracted = table.extract()
        rows = tuple(tuple(tidy(clean_characters((c or "").replace("\n", " "))) for c in row) for row in extracted)
        if is_layout(c for row in rows for c in row):
            items.extend((table.bbox[1], Cell(tuple(c.split("\n")))) for row in extracted for c in row if c)
        else:
            items.append((table.bbox[1], Table(_bold_head(page, table, rows))))
    boxes = [t.bbox for t in tables]
    words = [w for w in page.extract_words(extra_attrs=["fontname"]) if not any(_inside(w, b) for b in boxes)]
    columns = _columns(words, page.width)
    for column in columns:
        items.extend((line.top, line) for line in _side_by_side(_lines(column)))
    if len(columns) == 1:
        items.sort(key=lambda item: item[0])
    return [item for _, item in items]


def _side_by_side(lines: list[list[_Line]]) -> list[_Line]:
    """Lines in reading order. A run of lines in two parts far apart (a letterhead, a signature beside the recipients)
    is read part by part.
    """
    ordered: list[_Line] = []
    run: list[list[_Line]] = []
    for parts in [*lines, []]:
        beside = len(parts) == 2 or (len(parts) == 1 and bool(run) and _stands_under(parts[0], run))
        if beside and parts and (not run or parts[0].top - run[-1][-1].bottom < 3 * (parts[0].bottom - parts[0].top)):
            run.append(parts)
            continue
        ordered.extend(_parted(run))
        run = [parts] if len(parts) == 2 else []
        if not run:
            ordered.extend(parts)
    return ordered


def _stands_under(line: _Line, run: Sequence[Sequence[_Line]]) -> bool:
    """Whether a line stands within one of the two parts of the lines above it."""
    pair = next(parts for parts in reversed(run) if len(parts) == 2)
    return line.x1 < pair[1].x0 or line.x0 > pair[0].x1


def _parted(run: Sequence[Sequence[_Line]]) -> list[_Line]:
    """The left parts, then the right ones, each set on the height of the run's first line."""
    if not run:
        return []
    pair = next(parts for parts in run if len(parts) == 2)
    border = (pair[0].x1 + pair[1].x0) / 2
    pieces = [line for parts in run for line in parts]
    top = pieces[0].top
    return [
        replace(line, top=top, side=True)
        for half in (True, False)
        for line in pieces
        if ((line.x0 + line.x1) / 2 < border) is half
    ]


def _inside(word: Any, box: Sequence[float]) -> bool:
    middle_x, middle_y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= middle_x <= box[2] and box[1] <= middle_y <= box[3])


def _bold_head(page: Any, table: Any, rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Mark the cells of the leading rows that are printed bold."""
    marked: list[tuple[str, ...]] = []
    for row, cells in zip(table.rows, rows, strict=True):
        box = row.bbox
        characters = [c for c in page.crop(box, strict=False).chars if c["text"].strip()] if len(marked) < 3 else []
        bold = bool(characters) and sum(_is_bold(c["fontname"]) for c in characters) >= 0.8 * len(characters)
        marked.append(tuple(f"**{c}**" if bold and c else c.replace("*", "∗") for c in cells))
    return tuple(marked)


def _is_bold(font: str) -> bool:
    return bool(re.search(r"bold|black|heavy|demi", font, re.IGNORECASE))


def _columns(words: list[Any], width: float) -> list[list[Any]]:
    """The words of each column in reading order: two where an upright gutter near the middle is crossed by few lines.

    A line over both columns (a headline, a page number) parts the columns above it from those below.
    """
    if len(words) < _COLUMN_WORDS:
        return [words]
    for gutter in (0.5, 0.48, 0.52, 0.46, 0.54):
        x = width * gutter
        rows = _rows(words)
        across = [_crosses(row, x) for row in rows]
        beside = [
            (sum(w["x1"] <= x for w in row), sum(w["x0"] >= x for w in row))
            for row, over in zip(rows, across, strict=True)
            if not over
        ]
        left, right = (sum(counts[side] for counts in beside) for side in (0, 1))
        if sum(across) <= 0.2 * len(rows) and min(left, right) > 0.3 * len(words):
            return _bands(rows, across, x)
    return [words]


def _crosses(row: Sequence[Any], x: float) -> bool:
    """Whether a row of words runs on over the gutter at ``x``."""
    ends = [w["x1"] for w in row if w["x0"] < x]
    starts = [w["x0"] for w in row if w["x1"] > x]
    return bool(ends and starts) and min(starts) - max(ends) < 0.7 * (row[0]["bottom"] - row[0]["top"])


def _bands(rows: Sequence[list[Any]], across: Sequence[bool], x: float) -> list[list[Any]]:
    found: list[list[Any]] = []
    for over, band in groupby(zip(across, rows, strict=True), key=lambda pair: pair[0]):
        words = [w for _, row in band for w in row]
        parts = [words] if over else [[w for w in words if w["x0"] < x], [w for w in words if w["x0"] >= x]]
        found += [part for part in parts if part]
    return found


def _rows(words: Iterable[Any]) -> list[list[Any]]:
    """Words that stand on one height, from the top."""
    rows: list[list[Any]] = []
    for word in sorted(words, key=lambda w: (round(w["bottom"], 1), w["x0"])):
        if rows and abs(rows[-1][-1]["bottom"] - word["bottom"]) <= 0.35 * (word["bottom"] - word["top"]):
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows


def _lines(words: list[Any]) -> list[list[_Line]]:
    """The lines of a column, each in its parts: words further apart than three letters' width and more are parts of
    their own.
    """
    lines = []
    for row in _rows(words):
        row.sort(key=lambda w: w["x0"])
        parts = [[row[0]]]
        for before, word in pairwise(row):
            if word["x0"] - before["x1"] > _PART_GAP * (word["bottom"] - word["top"]):
                parts.append([])
            parts[-1].append(word)
        lines.append([_line(part) for part in parts] if len(parts) == 2 else [_line(row)])
    return lines


def _line(words: list[Any]) -> _Line:
    text = " ".join(w["text"] for w in words)
    bold = sum(len(w["text"]) for w in words if _is_bold(w["fontname"])) >= 0.9 * sum(len(w["text"]) for w in words)
    return _Line(
        text, min(w["top"] for w in words), max(w["bottom"] for w in words), words[0]["x0"], words[-1]["x1"], bold
    )


def _without_running_heads(pages: Sequence[_Page]) -> list[list[_Item]]:
    """Drop what stands in a page's top or bottom margin and recurs there, but for the number of the page."""
    margins = [_in_margin(page) for page in pages]
    counts = Counter(key for n, lines in enumerate(margins) for key in {k for line in lines for k in _keys(line, n)})
    recurring = {key for key, count in counts.items() if count >= max(2, _RECURS * len(pages))}
    kept: list[list[_Item]] = []
    for number, (items, _) in enumerate(pages):
        drop = {
            id(line)
            for line in margins[number]
            if _PAGE_NUMBER.match(line.text) or not recurring.isdisjoint(_keys(line, number))
        }
        kept.append([item for item in items if id(item) not in drop])
    return kept


def _in_margin(page: _Page) -> list[_Line]:
    items, height = page
    lines = [item for item in items if isinstance(item, _Line)]
    return [line for line in lines if line.bottom < _EDGE * height or line.top > (1 - _EDGE) * height]


def _keys(line: _Line, page: int) -> set[str]:
    """The line as printed, and with each of its numbers counted from the page's: "Trang 3/9" recurs as "Trang +1/9"."""
    numbers = list(re.finditer(r"\d{1,5}", line.text))[:10]
    return {
        line.text,
        *(f"{line.text[: m.start()]}+{int(m.group()) - page}{line.text[m.end() :]}" for m in numbers),
    }


def _blocks(pages: Sequence[Sequence[_Item]]) -> Iterator[Block]:
    lines: list[str] = []
    on: list[int] = []
    before: _Line | None = None
    tables = 0
    for number, page in enumerate(pages, 1):
        for item in page:
            if isinstance(item, _Line):
                if before is not None and _gap(before, item):
                    lines.append("")
                    on.append(number)
                lines.append(_marked(item))
                on.append(number)
                before = item
                continue
            yield from running_text(_joined(lines), on)
            lines, on, before = [], [], None
            tables += 1
            if isinstance(item, Table):
                yield from table_blocks(item, tables, number)
            else:
                yield from layout_blocks(item)
    yield from running_text(_joined(lines), on)


def _gap(before: _Line, line: _Line) -> bool:
    """Whether there is more than a line's space between two lines of a page (a page's first line may continue the
    last page's).
    """
    height = line.bottom - line.top
    return line.side or before.side or line.top - before.bottom > 0.9 * height or line.bold != before.bold


def _marked(line: _Line) -> str:
    text = clean_characters(line.text).replace("*", "∗").replace("|", "¦").replace("\n", " ")
    return f"**{text}**" if line.bold else text


def _joined(lines: list[str]) -> list[str]:
    """English words cut at a line's end made whole; Vietnamese isn't hyphenated."""
    for position in range(len(lines) - 1):
        head = re.search(r"([a-z]{2,})-$", lines[position])
        tail = re.match(r"([a-z]{2,}\S*)\s*", lines[position + 1])
        if head and tail and not has_marks(lines[position] + lines[position + 1]):
            lines[position] = lines[position][:-1] + tail[1]
            lines[position + 1] = lines[position + 1][tail.end() :]
    return lines
