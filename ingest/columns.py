"""Letterheads and signatures set in two columns with blanks, as plain text files have them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_GAP = re.compile(r"(?<=\S) {4,}(?=\S)")
_HEAD = re.compile(r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI")
_RECIPIENTS = re.compile(r"^\s*(?:Nơi nhận|NƠI NHẬN)\b")
_RULE = re.compile(r"^[\s\-–—_*=.]*$")
_NUMBER = re.compile(r"^\s*Số\s*:")


def unfold_columns(lines: Sequence[str]) -> Iterator[str]:
    """Write a letterhead or signature of two columns as the layout table it stands for (see ``ingest.tables``); other
    lines as they are.
    """
    group: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            group.append(line)
            continue
        yield from _unfolded(group)
        group = []
        yield line


def _unfolded(group: Sequence[str]) -> Iterator[str]:
    first = next((line for line in group if _HEAD.search(line) or _RECIPIENTS.match(line)), None)
    gap = _GAP.search(first) if first is not None else None
    if first is None or gap is None or len(group) > 40:
        yield from group
        return
    border = _border(group, gap.end())
    rows: list[tuple[list[str], list[str]]] = [([], [])]
    for line in group:
        left, right = _cut(line, border)
        if _NUMBER.match(left) and rows[-1][0]:
            rows.append(([], []))
        for side, text in zip(rows[-1], (left, right), strict=True):
            if text.strip() and not _RULE.match(text):
                side.append(text.strip())
    yield ""
    for left_lines, right_lines in rows:
        yield from ("|", *left_lines, "|", *right_lines, "|")
    yield ""


def _border(group: Sequence[str], first: int) -> int:
    """The column at which the right half begins: no further right than where any of its lines does."""
    starts = [gap.end() for line in group if (gap := _GAP.search(line))]
    return min([first, *starts])


def _cut(line: str, border: int) -> tuple[str, str]:
    gap = _GAP.search(line)
    if gap is not None:
        return line[: gap.start()], line[gap.end() :]
    indent = len(line) - len(line.lstrip())
    return ("", line) if indent >= max(8, border // 2) else (line, "")
