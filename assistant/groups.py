"""The group that a list puts a name in: "Vùng II gồm các phường A, B và xã C".

What a table lays down for each group holds for every name that is in it, where the same paper says which one that is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.aligned import fold_aligned
from index.text import fold

_LABEL = r"(?P<label>(?:vung|khu vuc|nhom|loai|hang|bac) (?:[ivx]{1,4}|\d{1,2}))(?!\w)"
_LIST = re.compile(rf"(?<!\w){_LABEL}[^.;:|\n]{{0,60}}?(?<!\w)(?:bao )?gom(?!\w)(?P<names>[^.;|\n]{{3,4000}})")
_CELL = re.compile(rf"\W*{_LABEL}\W*")
_BEFORE_ITEM = r"(?:[,:*(]|(?<!\w)(?:va|gom|xa|phuong|thi tran|dac khu|huyen|quan|thi xa|thanh pho))[\s*]*"
_AFTER_ITEM = r"[\s*]*(?:$|[,.;)]|va(?!\w))"


@dataclass(frozen=True, slots=True)
class Group:
    """``label`` is folded ("vung ii"); the list that says who is in it stands at ``start``–``end`` of the text."""

    label: str
    start: int
    end: int


@lru_cache(maxsize=64)
def group_of(text: str, name: str) -> Group | None:
    """The one group of ``text`` that names ``name`` as an item of its own; ``None`` where none or several do.

    >>> group_of("- Vùng II gồm các phường An Lạc, An Sơn.", "An Sơn").label
    'vung ii'
    """
    item = re.compile(_BEFORE_ITEM + re.escape(fold(name).strip()) + _AFTER_ITEM)
    found = [
        Group(m["label"], m.start(), m.end()) for m in _LIST.finditer(fold_aligned(text)) if item.search(m["names"])
    ]
    return found[0] if len({g.label for g in found}) == 1 else None


def row_group(row: str) -> str | None:
    """The folded label of the group that a table row is of: its first cell in words is nothing else."""
    label = next((cell for cell in row.split("|") if sum(c.isalpha() for c in cell) > 1), "")
    match = _CELL.fullmatch(fold_aligned(label))
    return match["label"] if match else None
