"""Table rows for reading: each cell with its column head and unit, the column that the question asks for first."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.asked import Sought

_UNIT_LINE = re.compile(r"[Đđ]ơn vị(?: tính)?\s*:?\s*([^.;|()\n]+)")
_UNIT_HEAD = re.compile(r"^(?:đơn vị(?: tính)?|đvt|unit)$", re.IGNORECASE)
_HEAD_UNIT = re.compile(r"\(([^()]*(?:đồng|triệu|tỷ|nghìn|%|ha|m2|km|người|kg|tấn)[^()]*)\)", re.IGNORECASE)
_NUMBER = re.compile(r"^[+\-−]?\s?\d[\d.,]*\s?%?$")
_FEW = 3  # columns that are all shown where the question's words, translated or without marks, may mislead
_LEAD_OF_HEAD = re.compile(r"(.*[.:]) (.*)", re.DOTALL)
_ORDINAL = re.compile(r"^(?:tt|stt|số tt|no\.?|#)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """``head`` may be empty; ``unit`` is what a bare number is counted in, where the table says."""

    head: str
    value: str
    unit: str

    @property
    def figure(self) -> bool:
        """Whether it holds a bare number."""
        return bool(_NUMBER.match(self.value))


def cells(context: str, row: str) -> list[Cell] | None:
    """The cells of a row under the heads that end its context ("… A | B | C"); ``None`` where they do not fit."""
    values = [part.strip() for part in row.strip().strip("|").split("|")]
    heads = [part.strip() for part in context.strip().rstrip(":").strip("|").split("|")]
    if len(values) < 2 or len(heads) < len(values):
        return None
    before, heads = heads[: -len(values)], heads[-len(values) :]
    # What stands before the first head is the section row and the unit of the whole table.
    parted = _LEAD_OF_HEAD.match(heads[0])
    lead, heads[0] = parted.groups() if parted else ("", heads[0])
    table_unit = _UNIT_LINE.search(" ".join([*before, lead]))
    column = next((v for h, v in zip(heads, values, strict=True) if _UNIT_HEAD.match(h)), "")
    unit = column or (table_unit.group(1).strip() if table_unit else "")
    return [Cell(h, v, _unit(h, v, unit)) for h, v in zip(heads, values, strict=True)]


def _unit(head: str, value: str, table: str) -> str:
    if not _NUMBER.match(value) or _ORDINAL.match(head):
        return ""
    own = _HEAD_UNIT.search(head)
    return own.group(1) if own else table


def show_row(
    found: Sequence[Cell], terms: Sought, fitting: Callable[[Sequence[Cell]], Sequence[Cell]] | None = None
) -> str:
    """The row as "label — head: value unit"; of several figures that are ``fitting`` the one whose head the question
    names comes alone.

    >>> show_row(cells("Cấp | Xã | Phường", "Tiểu học | 60 | 90"), Sought({}, {}, frozenset(), True))
    'Tiểu học — Xã: 60; Phường: 90'
    """
    labels = [c.value for c in found if not c.figure and c.value and not _UNIT_HEAD.match(c.head)]
    figures = [c for c in found if c.figure and not _ORDINAL.match(c.head)]
    figures = list(fitting(figures)) if fitting else figures
    asked = _asked_for(figures, terms)
    shown = "; ".join(_said(c) for c in (asked or figures))
    label = " · ".join(labels)
    return f"{label} — {shown}" if label and shown else label or shown


def _asked_for(figures: Sequence[Cell], terms: Sought) -> list[Cell]:
    """The figures under the heads that hold most of what only some heads hold of the question; none where heads do not
    decide.
    """
    if len(figures) < 2 or (not terms.marked and len(figures) <= _FEW):
        return []
    held = [set(terms.keys(c.head)) for c in figures]
    common = set.intersection(*held)
    scores = [sum(w for t, w in terms.weights.items() if t in keys - common) for keys in held]
    best = max(scores)
    chosen = [c for c, score in zip(figures, scores, strict=True) if score == best]
    return chosen if best > 0 and len(chosen) < len(figures) else []


def _said(cell: Cell) -> str:
    unit = cell.unit.strip()
    value = f"{cell.value}{unit}" if unit == "%" else f"{cell.value} {unit[:1].lower()}{unit[1:]}".strip()
    head = _HEAD_UNIT.sub("", cell.head).rstrip(" .").strip()
    return f"{head}: {value}" if head else value
