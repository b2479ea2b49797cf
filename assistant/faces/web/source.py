"""A document as its reader sees it beside the chat: paragraphs, headings and tables, the cited span marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import shorten
from typing import Literal, NamedTuple

from index.model import Document, Section, SectionKind

# A page of about a megabyte still scrolls well on a phone; of a longer text the part around the span is shown.
MAX_CHARACTERS = 400_000

_LEVELS = {
    SectionKind.APPENDIX: 1, SectionKind.PART: 1, SectionKind.CHAPTER: 1, SectionKind.SECTION: 2,
    SectionKind.HEADING: 2, SectionKind.ARTICLE: 3,
}  # fmt: skip


class Piece(NamedTuple):
    """A run of text; ``mark`` is "" outside the cited span, "cited" within it, "key" where it is a key part of it."""

    text: str
    mark: Literal["", "cited", "key"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the document. ``level`` 1 to 3 is a heading, 0 running text; ``page`` is set where a page begins.

    A table's row has several ``cells``; any other line has one. ``cited`` says that the span reaches into it.
    """

    cells: tuple[tuple[Piece, ...], ...]
    level: int = 0
    page: int | None = None
    cited: bool = False

    @property
    def is_row(self) -> bool:
        return len(self.cells) > 1


@dataclass(frozen=True, slots=True)
class View:
    """What the panel shows of a document: ``groups`` are single lines, or the rows of one table."""

    groups: tuple[tuple[Line, ...], ...]
    cut: bool
    quote: str
    section: str | None
    page: int | None


def view(document: Document, span: tuple[int, int] | None = None, marks: Sequence[tuple[int, int]] = ()) -> View:
    """Lay a document out around ``span`` (character offsets, half-open); ``marks`` are key spans within it.

    A span that does not lie in the text is taken as none.
    """
    if span is not None and not 0 <= span[0] < span[1] <= len(document.text):
        span = None
    start, end = _window(document.text, span)
    lines = list(_lines(document, start, end, span, marks if span else ()))
    return View(
        groups=tuple(_grouped(lines)),
        cut=(start, end) != (0, len(document.text)),
        quote=document.text[slice(*span)] if span else "",
        section=section_path(document.sections, span[0]) if span else None,
        page=page_at(document.pages, span[0]) if span else None,
    )


def section_path(sections: Sequence[Section], offset: int) -> str | None:
    """The headings that enclose ``offset``, outermost first, as people write them ("Chương II › Điều 3")."""
    enclosing = [section for section in sections if section.start <= offset < section.end]
    names = [shorten(f"{section.label} {section.title}", 90, placeholder="…") for section in enclosing]
    return " › ".join(filter(None, names)) or None


def page_at(pages: Sequence[int], offset: int) -> int | None:
    """The page, from 1, that holds ``offset``."""
    return bisect_right(pages, offset) or None


def _window(text: str, span: tuple[int, int] | None) -> tuple[int, int]:
    if len(text) <= MAX_CHARACTERS:
        return 0, len(text)
    middle = span[0] if span else 0
    start = max(0, min(middle - MAX_CHARACTERS // 2, len(text) - MAX_CHARACTERS))
    if start:  # at a line's beginning, where there is one before the span
        line_end = text.find("\n", start, middle)
        start = line_end + 1 if line_end >= 0 else start
    return start, min(len(text), max(start + MAX_CHARACTERS, span[1] if span else 0))


def _lines(
    document: Document, start: int, end: int, span: tuple[int, int] | None, marks: Sequence[tuple[int, int]]
) -> Iterator[Line]:
    levels = {section.start: _LEVELS[section.kind] for section in document.sections if section.kind in _LEVELS}
    pages = {offset: number for number, offset in enumerate(document.pages, start=1)}
    pending_page: int | None = None
    position = start
    for raw in document.text[start:end].splitlines(keepends=True):
        begins, position = position, position + len(raw)
        pending_page = next((pages[at] for at in range(begins, position) if at in pages), pending_page)
        text = raw.rstrip("\r\n\f\v\x1c\x1d\x1e\x85\u2028\u2029")
        if not text.strip():
            continue
        first = begins + len(text) - len(text.lstrip())
        level = levels.get(first, levels.get(begins, 0))
        cells = [tuple(_pieces(document.text, a, b, span, marks)) for a, b in _cells(text, begins)]
        cited = span is not None and span[0] < begins + len(text) and begins < span[1]
        yield Line(tuple(cells), level if len(cells) == 1 and len(text) <= 300 else 0, pending_page, cited)
        pending_page = None


def _cells(text: str, offset: int) -> list[tuple[int, int]]:
    """The spans of a table row's cells, or of the whole line."""
    if text.count(" | ") + text.startswith("|") + text.endswith("|") < 1 or text.count("|") > 60:
        return [(offset, offset + len(text))]
    inner_start = len(text) - len(text.lstrip("| "))
    inner_end = len(text.rstrip("| "))
    spans: list[tuple[int, int]] = []
    begin = inner_start
    for position in [*(i for i in range(inner_start, inner_end) if text[i] == "|"), inner_end]:
        cell = text[begin:position]
        lead = len(cell) - len(cell.lstrip())
        spans.append((offset + begin + lead, offset + begin + max(lead, len(cell.rstrip()))))
        begin = position + 1
    return spans


def _pieces(
    text: str, start: int, end: int, span: tuple[int, int] | None, marks: Sequence[tuple[int, int]]
) -> Iterator[Piece]:
    """Cut ``text[start:end]`` where the cited span and its key parts begin and end."""
    if span is None or span[1] <= start or end <= span[0]:
        yield Piece(text[start:end], "")
        return
    borders = {start, end, *(at for pair in (span, *marks) for at in pair if start < at < end)}
    for a, b in pairwise(sorted(borders)):
        inside = span[0] <= a and b <= span[1]
        key = inside and any(low <= a and b <= high for low, high in marks)
        yield Piece(text[a:b], "key" if key else "cited" if inside else "")


def _grouped(lines: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    rows: list[Line] = []
    for line in lines:
        if line.is_row:
            rows.append(line)
            continue
        if rows:
            yield tuple(rows)
            rows = []
        yield (line,)
    if rows:
        yield tuple(rows)
