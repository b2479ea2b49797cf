"""What every reader hands over: a file's content as blocks in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class BlockKind(StrEnum):
    """How a block stands on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ROW = "row"
    LAYOUT = "layout"  # a cell of a table that only places text: letterhead, signature, recipients, page furniture


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, table row or layout cell as clean text (no mark-up).

    ``level`` is the level of a heading (1 is the highest, 0 where the source gives none). ``strong`` and ``italic`` say
    that the whole block was so printed. ``cells`` are the cells of a row, ``table`` numbers the table it belongs to,
    ``head`` marks column heads. ``page`` counts from 1.
    """

    kind: BlockKind
    text: str
    level: int = 0
    strong: bool = False
    italic: bool = False
    cells: tuple[str, ...] = ()
    table: int | None = None
    head: bool = False
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read: its blocks and what its format says about itself (``None`` where it says nothing).

    ``unread_pages`` counts the scanned pages that were left out for want of an OCR engine.
    """

    blocks: tuple[Block, ...]
    title: str | None = None
    author: str | None = None
    published: date | None = None
    url: str | None = None
    unread_pages: int = 0


class ReadError(Exception):
    """A file that can't be read; ``reason`` is one line for people."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file
        self.reason = reason


class MissingToolError(ReadError):
    """A file of a kind that needs a program which isn't installed; ``reason`` names its package."""
