"""Tables written with pipes: whole rows on a line, or one cell a line between lines that hold a single pipe.

Web pages turned into text often break a table into one cell a line. A row is then pipe, cell, pipe, cell, ...,
pipe, and the next row opens
with a pipe of its own; an empty cell leaves two pipes in a row too, so that rows are found by the widths that
explain the whole table best.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.clean import CELL_BREAK
from ingest.furniture import is_page_furniture

_SEPARATOR = re.compile(r"^\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?$")
_LAYOUT = re.compile(
    r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI|^[\s*_]*(?:Nơi\s+nhận|N[ƠO]I\s+NHẬN)\s*[:*]|Số\s+hiệu\s*:|"
    r"^\W*Chính phủ;.*-\s*Lưu\s*:",
    re.MULTILINE,
)
_RECIPIENTS = re.compile(r"^[\s*_]*(?:Nơi\s+nhận|NƠI\s+NHẬN)", re.MULTILINE)
_MOTTO = re.compile(r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI")
MAX_CELL_LINES = 40
MAX_COLUMNS = 24
_BROKEN_LINES = 6
_SHORT_ROW, _LONG_ROW, _INTERLUDE, _EMPTY = 1.0, 3.0, 1.5, 0.1  # costs against a filled row of the table's own width


@dataclass(frozen=True, slots=True)
class Lines:
    """Running text between tables: raw lines, blank ones included."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a layout table: its raw lines."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of raw cells; lines of a cell are joined by spaces."""

    rows: tuple[tuple[str, ...], ...]


Piece = Lines | Cell | Table


def is_layout(cells: Iterable[str]) -> bool:
    """Whether the cells of a table only place text on the page: a letterhead, the recipients beside the signature."""
    return any(_LAYOUT.search(cell) for cell in cells)


def split_tables(lines: Sequence[str]) -> Iterator[Piece]:
    """Cut raw lines into running text, layout cells and tables, in order."""
    lines = _whole_lines(lines)
    text: list[str] = []
    position = 0
    while position < len(lines):
        line = lines[position].strip()
        if line == "|" or _is_row(line):
            end = _region_end(lines, position)
            if text:
                yield Lines(tuple(text))
                text = []
            yield from _region(lines[position:end])
            position = end
            continue
        text += [line[:-1].rstrip(), ""] if line.endswith("|") else [lines[position]]
        position += 1
    if text:
        yield Lines(tuple(text))


def _whole_lines(lines: Sequence[str]) -> list[str]:
    """Rows written on a line each, a cell of which is broken over lines, put on one line again (``CELL_BREAK`` marks
    where).
    """
    whole: list[str] = []
    position = 0
    while position < len(lines):
        line = lines[position].rstrip()
        if " | " in line and not line.endswith("|"):
            end = position + 1
            while end < len(lines) and end - position < _BROKEN_LINES and lines[end].strip() and "|" not in lines[end]:
                end += 1
            if end < len(lines) and lines[end].rstrip().endswith("|") and lines[end].count("|") == 1:
                line = CELL_BREAK.join([line, *(x.strip() for x in lines[position + 1 : end + 1])])
                position = end
        whole.append(line)
        position += 1
    return whole


def _is_row(line: str) -> bool:
    return (line.count("|") >= 2 and (line.startswith("|") or line.endswith("|"))) or line.count(" | ") >= 2


def _region_end(lines: Sequence[str], start: int) -> int:
    """One past the last pipe of the table region that begins at ``start``."""
    end = position = start
    while position < len(lines):
        line = lines[position].strip()
        if line == "|" or _is_row(line):
            position += 1
            end = position
            continue
        if _is_row(
            lines[end - 1].strip()
        ):  # rows on one line: anything else ends the table, except a cell's wrapped tail
            return end
        following = position
        while following < len(lines) and lines[following].strip() != "|" and following - position <= MAX_CELL_LINES:
            if not lines[following].strip() or _is_row(lines[following].strip()) or is_page_furniture(lines[following]):
                break
            following += 1
        if following >= len(lines) or lines[following].strip() != "|":
            return end
        position = following
    return end


def _region(lines: Sequence[str]) -> Iterator[Piece]:
    whole: list[str] = []
    stream: list[str] = []
    for line in [*(x.strip() for x in lines), "| |"]:
        if _is_row(line):
            if any(x != "|" for x in stream):
                yield from _stream(stream)
            stream = []
            if not _SEPARATOR.match(line):
                whole.append(line)
        elif line:
            stream.append(line)
    rows = _whole_rows(whole[:-1])
    if is_layout(cell for row in rows for cell in row):
        yield from (Cell(tuple(cell.split(CELL_BREAK))) for row in rows for cell in row if cell)
    elif rows:
        yield Table(_padded([tuple(cell.replace(CELL_BREAK, " ") for cell in row) for row in rows]))


def _whole_rows(lines: Sequence[str]) -> list[tuple[str, ...]]:
    """Rows written on a line each. Where most rows have no opening pipe, an opening pipe is an empty first cell."""
    opened = sum(line.startswith("|") for line in lines)
    bare = 2 * opened < len(lines)
    rows = []
    for line in lines:
        cells = [x.strip() for x in line.split("|")]
        if not cells[0] and not bare:
            cells = cells[1:]
        if len(cells) > 1 and not cells[-1]:
            cells = cells[:-1]
        rows.append(tuple(cells))
    return rows


def _padded(rows: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    width = max(len(r) for r in rows)
    return tuple(r + ("",) * (width - len(r)) for r in rows)


def _stream(lines: Sequence[str]) -> Iterator[Piece]:
    """A region of single-pipe lines: layout tables are cut out first, what is left is a table or several."""
    texts: list[tuple[str, ...]] = []
    gaps: list[int] = [0]
    current: list[str] = []
    for line in [*lines, "|"]:
        if line == "|":
            if current and any(x.strip(" *") for x in current):
                texts.append(tuple(current))
                gaps.append(0)
            current = []
            gaps[-1] += 1
        else:
            current.append(line)
    gaps[-1] -= 1
    start, closed = 0, False
    while start < len(texts):
        stop, layout = _next_part(texts, gaps, start)
        if layout:
            yield from (Cell(t) for t in texts[start:stop])
        else:
            yield from _tables(texts[start:stop], gaps[start : stop + 1], closed=closed)
        start, closed = stop, layout


def _next_part(texts: Sequence[tuple[str, ...]], gaps: Sequence[int], start: int) -> tuple[int, bool]:
    """Where the part that begins at cell ``start`` ends, and whether it only places text (letterhead, recipients,
    page furniture).
    """
    for position in range(start, len(texts)):
        joined = "\n".join(texts[position])
        if not _LAYOUT.search(joined):
            continue
        if _RECIPIENTS.search(joined):
            if position > start:
                return position, False
            return min(position + 2, len(texts)), True
        if _MOTTO.search(joined):  # the row below it holds number and date
            return min(position + 3, len(texts)), True
        end = position + 1  # fields of a catalogue card ("Số hiệu:"): up to the letterhead, else to the end
        while end < len(texts) and not _MOTTO.search("\n".join(texts[end])):
            end += 1
        return min(end + 3, len(texts)), True
    return len(texts), False


def _tables(texts: Sequence[tuple[str, ...]], gaps: Sequence[int], *, closed: bool) -> Iterator[Piece]:
    """``closed``: the first pipe still belongs to a layout table; what follows it may be running text."""
    if len(texts) == 1:
        yield Lines(texts[0])
        return
    widest = Counter(_plain_widths(gaps)).most_common(4)
    widths = sorted({min(w + extra, MAX_COLUMNS) for w, _ in widest for extra in (0, 1, 2)} - {1} | {2})
    rows: list[tuple[str, ...]] = []
    for row in _rows(len(texts), gaps, widths, closed=closed):
        outside = row[0] if len(row) == 1 else None
        if outside is not None and outside < 0:
            if rows:
                yield Table(_padded(rows))
                rows = []
            yield Lines(texts[-outside - 1])
        else:
            rows.append(tuple(" ".join(texts[c]) if c is not None else "" for c in row))
    if rows:
        yield Table(_padded(rows))


def _plain_widths(gaps: Sequence[int]) -> list[int]:
    """Row widths if two pipes in a row always were a row's end."""
    widths, width = [], 1
    for gap in gaps[1:-1]:
        if gap == 1:
            width += 1
        else:
            widths.append(width)
            width = 1
    return [*widths, width]


_Row = tuple[int | None, ...]
_Chain = tuple["_Chain", _Row] | None  # finished rows, the last one outermost
_State = tuple[float, _Chain, _Row]  # cost, finished rows, the open row (empty: outside any table)
_Key = tuple[int, int]  # columns of the table, column the last cell stands in; (0, 0) is outside any table


def _rows(count: int, gaps: Sequence[int], widths: Sequence[int], *, closed: bool) -> list[_Row]:
    """The cheapest reading of ``count`` filled cells as rows of one of ``widths``: a dynamic programme over (table
    width, column).

    A row is cell numbers, ``None`` for an empty cell; ``(-c - 1,)`` is cell ``c`` read as text between two tables.
    """
    states: dict[_Key, _State] = {(0, 0): (0.0, None, ())}
    for cell in range(count):
        gap = gaps[cell]
        following: dict[_Key, _State] = {}
        if cell == 0 and closed:
            if gap == 1:
                states = {(0, 0): (0.0, (None, (-1,)), ())}
                continue
            gap -= 1
        for here, state in states.items():
            for key, new in _continue(here, state, cell, max(gap, 1), widths):
                if key not in following or new[0] < following[key][0]:
                    following[key] = new
        states = following
    _, chain = min(
        (_finish(n, column, state, gaps[count]) for (n, column), state in states.items()), key=lambda end: end[0]
    )
    rows: list[_Row] = []
    while chain is not None:
        chain, row = chain
        rows.append(row)
    return rows[::-1]


def _finish(n: int, column: int, state: _State, gap: int) -> tuple[float, _Chain]:
    cost, chain, row = state
    if not row:
        return cost, chain
    trailing = min(max(0, gap - 1), max(0, n - column))
    return cost + _width_cost(column + trailing, n) + _EMPTY * trailing, (chain, (*row, *(None,) * trailing))


def _continue(key: _Key, state: _State, cell: int, gap: int, widths: Sequence[int]) -> Iterator[tuple[_Key, _State]]:
    """Every way in which the next filled cell, ``gap`` pipes on, can stand: in the open row, in a new row, outside
    the table.
    """
    n, column = key
    cost, chain, row = state
    if not row:
        for width in widths:
            leading = min(gap - 1, width - 1)
            yield (width, leading + 1), (cost + 2 * _EMPTY * leading, chain, (*(None,) * leading, cell))
        return
    if column + gap <= n + 2:
        yield (n, column + gap), (cost + 2 * _EMPTY * (gap - 1), chain, (*row, *(None,) * (gap - 1), cell))
    for trailing in range(min(gap - 1, n - column + 1) if gap > 1 else 0):
        leading = gap - 2 - trailing
        if leading < n:
            done = cost + _width_cost(column + trailing, n) + _EMPTY * (trailing + 2 * leading)
            yield (n, leading + 1), (done, (chain, (*row, *(None,) * trailing)), (*(None,) * leading, cell))
    if column + gap > n + 2:  # more empty cells than the table is wide: a new row all the same
        yield (n, 1), (cost + _LONG_ROW, (chain, row), (cell,))
    trailing = min(gap - 1, n)
    done = cost + _width_cost(column + trailing, n) + _EMPTY * trailing + _INTERLUDE
    yield (0, 0), (done, ((chain, (*row, *(None,) * trailing)), (-cell - 1,)), ())


def _width_cost(width: int, n: int) -> float:
    return 0.0 if width == n else _SHORT_ROW if width < n else _LONG_ROW
