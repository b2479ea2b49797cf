"""Raw lines to blocks: hard-wrapped lines rejoined, headings and list items kept apart, emphasis taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.periods import find_periods
from ingest.blocks import Block, BlockKind
from ingest.clean import strip_emphasis, strip_markup
from ingest.columns import unfold_columns
from ingest.layout import KIND_LINE
from ingest.tables import Cell, Lines, Table, split_tables

WRAP_LIMIT = 110  # lines longer than this aren't hard-wrapped
MAX_PARAGRAPH_LINES = 300
DENSE_LINES = 12  # a longer run of lines without a blank one has lost its paragraph breaks
_WINDOW = 12
_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
_MARKER = re.compile(
    r"^[\s*_]*(?:"
    r"(?P<article>Điều\s+\d+[a-zđ]?\s*\.)|(?P<part>(?:Chương|CHƯƠNG|Phần|PHẦN|Mục|MỤC|Phụ lục|PHỤ LỤC)\b)|"
    r"(?P<note>\(?(?:Ban hành\s+)?[Kk][eè]m theo\s+(?:Nghị|Quyết|Thông|Kế|Tờ)|\(Ban hành|"
    r"\(?(?:Đơn vị tính|Đơn vị|ĐVT)\s*:)|"
    r"(?P<recital>Căn cứ\b|Xét\b|Theo đề nghị|Thực hiện\b|QUYẾT NGHỊ|QUYẾT ĐỊNH:)|"
    r"(?P<item>\d{1,3}(?:\.\d{1,3}){0,3}[.)]\s|\d{1,3}(?:\.\d{1,3}){1,3}\s|[a-zđ]\d?\)\s|"
    r"[IVX]{1,6}\.\s|[A-HK]\.\s|\(\d{1,2}\)\s|\[\d{1,2}\]\s|\(\*+\)\s|[-–+•●*]\s(?!\d)|-$)"
    r")"
)
_BARE_MARK = re.compile(
    r"^[\s*_]*(?:(?:Điều|Chương|Mục|Phần)\s+\w{1,5}\s*[.:]?|\d{1,3}[.)]|[a-zđ]\)|[IVX]{1,6}[.)]|[-+])[\s*_]*$"
)
# Words that a label line doesn't end with: the sentence goes on.
_JOINING = frozenset(
    [
        "số",
        "của",
        "và",
        "tại",
        "theo",
        "với",
        "cho",
        "do",
        "là",
        "các",
        "những",
        "điều",
        "khoản",
        "điểm",
        "từ",
        "đến",
        "trong",
        "về",
        "đốc",
        "tịch",
        "trưởng",
        "ngày",
        "tháng",
        "năm",
    ]
)
_STOP = re.compile(r"[.;:!?…/][\s*_\"”’)]*$")
# Two bold paragraphs whose break was lost: "**NGHỊ QUYẾT****Về việc ...**".
_FUSED = re.compile(r"^\s*\*\*([^*]{4,60})\*\*(?=\*\*\S)")
_RULE = re.compile(r"^[\s*_\-–—=.•#|]*$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A raw line; ``narrow``: the text around it was broken into lines of a fixed width."""

    text: str
    narrow: bool
    page: int | None


def blocks_of(text: str, *, markdown: bool) -> Iterator[Block]:
    """Blocks of cleaned text (``clean_characters``). Tables with pipes are read in plain text too: it often is
    Markdown by another name.
    """
    lines = text.split("\n")
    if markdown:
        lines = [strip_markup(line) for line in lines]
    lines = [part for line in lines for part in _FUSED.sub(_parted, line).split("\n")]
    lines = list(unfold_columns(lines))
    dense = sum(not line.strip() for line in lines) < 0.04 * len(lines)
    for number, piece in enumerate(split_tables(lines)):
        if isinstance(piece, Lines):
            yield from running_text(piece.lines, dense=dense)
        elif isinstance(piece, Cell):
            yield from layout_blocks(piece)
        else:
            yield from table_blocks(piece, number)


def _parted(match: re.Match[str]) -> str:
    return f"{match.group()}\n\n" if match[1].isupper() else match.group()


def running_text(lines: Sequence[str], pages: Sequence[int] | None = None, *, dense: bool = False) -> Iterator[Block]:
    """Blocks of lines between tables; blank lines always part paragraphs. ``pages`` gives the page of each line.

    ``dense``: the text was made without blank lines between paragraphs.
    """
    on = pages if pages is not None else [None] * len(lines)
    group: list[_Line] = []
    for line in [*map(_Line, lines, _wrapped(lines), on), _Line("", narrow=False, page=None)]:
        heading = _HEADING.match(line.text.strip())
        if line.text.strip() and not heading:
            group.append(line)
            continue
        yield from _group(group, dense=dense)
        group = []
        if heading:
            styled = strip_emphasis(heading.group(2).rstrip("# "))
            if styled.text:
                level = len(heading.group(1))
                yield Block(BlockKind.HEADING, styled.text, level=level, strong=True, page=line.page)


def _wrapped(lines: Sequence[str]) -> list[bool]:
    """For each line, whether the text around it was broken into lines of a fixed width."""
    long = [len(line) > WRAP_LIMIT for line in lines]
    full = [len(line.strip()) > 25 for line in lines]
    found = []
    for position in range(len(lines)):
        window = range(max(0, position - _WINDOW), min(len(lines), position + _WINDOW + 1))
        few_long = sum(long[i] for i in window) <= 0.1 * max(1, sum(full[i] for i in window))
        fits = not long[position] or (len(lines[position]) <= 2 * WRAP_LIMIT and not _STOP.search(lines[position]))
        found.append(few_long and fits)
    return found


def _group(lines: Sequence[_Line], *, dense: bool) -> Iterator[Block]:
    width = max((len(line.text) for line in lines), default=0)
    dense = dense or len(lines) >= DENSE_LINES
    paragraph: list[str] = []
    page: int | None = None
    for position, line in enumerate(lines):
        if paragraph and (not lines[position - 1].narrow or _breaks(paragraph, line.text, width=width, dense=dense)):
            yield from _paragraph(paragraph, page)
            paragraph = []
        page = page if paragraph else line.page
        paragraph.append(line.text)
    yield from _paragraph(paragraph, page)


def _breaks(paragraph: Sequence[str], line: str, *, width: int, dense: bool) -> bool:
    """Whether ``line`` opens a new paragraph: after a stop, a heading or a line left short, before a list mark. A hard
    wrap ends anywhere.

    ``dense``: the text has lost its blank lines, so that more has to be read from the lines themselves.
    """
    last = paragraph[-1]
    joined = "\n".join(paragraph)
    if len(paragraph) >= MAX_PARAGRAPH_LINES or (_RULE.match(last) and "-" in last):
        return True
    if _BARE_MARK.match(joined):  # "Điều 3." on a line of its own goes with what it marks
        return False
    if len(paragraph) == 1 and KIND_LINE.match(last.strip(" :*_")):  # "QUYẾT ĐỊNH" right above its title
        return True
    stopped = bool(_STOP.search(last))
    inside = joined.count("**") % 2 == 1  # a bold run goes on over the wrap
    bold = joined.lstrip().startswith("**") and joined.rstrip().endswith("**") and not inside
    short = len(last) < 0.75 * width
    marker = None if inside else _MARKER.match(line)
    if marker:
        whole = stopped or bold or _upper(joined)
        return bool(
            whole
            or marker["article"]
            or marker["note"]
            or (marker["part"] and "**" in line)
            or (marker["item"] and dense and short)
        )
    if _opens(line) and stopped and (len(last) < 0.8 * width or last.rstrip(" *_").endswith((":", ";", "./."))):
        return True
    heading = bold and joined.count("**") == 2 and not stopped
    return dense and not inside and (heading or _dense_break(paragraph, line, width=width))


def _dense_break(paragraph: Sequence[str], line: str, *, width: int) -> bool:
    """What else parts paragraphs without blank lines: bold after a stop or capitals, a label over its sentence."""
    last = paragraph[-1]
    if line.lstrip().startswith("**") and (_STOP.search(last) or (_upper(last) and not _upper(line))):
        return True
    item = _MARKER.match(last) if len(paragraph) == 1 and len(last) < 0.6 * width else None
    return bool(item and item["item"] and _is_label(last) and _starts_sentence(line))


def _upper(line: str) -> bool:
    letters = [c for c in line if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) >= 0.9 * len(letters)


def _is_label(line: str) -> bool:
    """Whether a line can be a label by itself ("1. Phạm vi điều chỉnh")."""
    words = line.rstrip(" *_)").split()
    return len(words) > 2 and words[-1].islower() and words[-1] not in _JOINING


def _starts_sentence(line: str) -> bool:
    words = line.lstrip(' *_“"(').split()
    return len(words) > 1 and words[0][:1].isupper() and words[1][:1].islower()


def _opens(line: str) -> bool:
    first = line.lstrip(' *_“"(‘')[:1]
    return first.isupper() or first.isdigit()


def _paragraph(lines: Sequence[str], page: int | None) -> Iterator[Block]:
    raw = " ".join(line.strip() for line in lines)
    if _RULE.match(raw):
        return
    if raw.startswith("* ") and not raw.rstrip().endswith("*"):
        raw = "- " + raw[2:]
    styled = strip_emphasis(raw)
    if styled.text:
        yield Block(BlockKind.PARAGRAPH, styled.text, strong=styled.strong, italic=styled.italic, page=page)


def layout_blocks(cell: Cell) -> Iterator[Block]:
    """A cell of a layout table: its lines stay apart, a bold or italic run over several lines is one line."""
    lines: list[str] = []
    for line in cell.lines:
        if lines and (
            "\n".join(lines).count("**") % 2
            or lines[-1].replace("**", "").count("*") % 2
            or _RULE.match(lines[-1])
            or (lines[-1].rstrip(" *").endswith(":") and not line.startswith("-"))
        ):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    texts = [strip_emphasis(line).text for line in lines if not _RULE.match(line)]
    if any(texts):
        yield Block(BlockKind.LAYOUT, "\n".join(t for t in texts if t))


def table_blocks(table: Table, number: int, page: int | None = None) -> Iterator[Block]:
    """Rows of a table as blocks; the leading bold rows, or the first one where its cells are words over figures, are
    its head.
    """
    rows = [[strip_emphasis(cell) for cell in row] for row in table.rows]
    head = _head_rows([[c.strong or not c.text for c in row] for row in rows], [[c.text for c in row] for row in rows])
    texts = _align_head([tuple(c.text for c in row) for row in rows], head)
    for position, cells in enumerate(texts):
        text = " | ".join(c for c in cells if c)
        if text:
            strong = all(c.strong for c in rows[position] if c.text)
            yield Block(BlockKind.ROW, text, strong=strong, cells=cells, table=number, head=position < head, page=page)


def _head_rows(strong: Sequence[Sequence[bool]], texts: Sequence[Sequence[str]]) -> int:
    """How many leading rows are column heads (at most three)."""
    if len(texts) < 2 or len(texts[0]) < 2:
        return 0
    count = 0
    while (
        count < min(3, len(texts) - 1)
        and all(strong[count])
        and sum(bool(c) for c in texts[count]) > 1
        and not _is_numbered(texts[count])
    ):
        count += 1
    if count:
        return count
    first = [c for c in texts[0] if c]
    named = len(first) > 1 and all(len(c) <= 80 and not re.search(r"\d{2,}|^\d", _undated(c)) for c in first)
    return 1 if named and any(re.search(r"\d", c) for row in texts[1:4] for c in row) else 0


def _undated(cell: str) -> str:
    """``cell`` without the periods that it names: "Thực hiện tháng 10", "Dự toán năm 2025" head columns of figures."""
    for period in reversed(find_periods(cell)):
        cell = cell[: period.start] + cell[period.end :]
    return cell.strip()


def _is_numbered(cells: Sequence[str]) -> bool:
    return bool(re.fullmatch(r"[IVX]{1,5}|\d{1,3}(?:\.\d+)*|[a-zA-Z]", cells[0] or ""))


def _align_head(rows: list[tuple[str, ...]], head: int) -> list[tuple[str, ...]]:
    """Put the cells of a second head row under the column head that spans them: the last one, when the widths add up
    to the table's.
    """
    if head < 2:
        return rows
    first = [c for c in rows[0] if c]
    second = [c for c in rows[1] if c]
    width = len(rows[0])
    if len(first) - 1 + len(second) == width and len(first) < width:
        rows[0] = (*first, *("",) * (width - len(first)))
        rows[1] = (*("",) * (width - len(second)), *second)
    return rows
