"""What a unit says that it tells: "Chủ đầu tư" of "8. Chủ đầu tư: Ban Quản lý …", the first cell of a table row.

A question that asks for a label is answered by what stands behind it, however little else of the question stands there.
"""

from __future__ import annotations

import re
from collections.abc import Container

from assistant.asked import Sought, stop_words
from index.text import fold

_LONGEST = 90  # characters of a label
_SHORTEST = 2
_MARK = re.compile(r"^[\s*_|+•–-]*(?:\(?(?:\d{1,3}(?:\.\d{1,2})*|[ivx]{1,4}|[a-zđ])[.)]\s*)?[\s*_+•–-]*", re.IGNORECASE)
_LABEL = re.compile(r"([^:|;.?!\n]+?)\s*[*_]*:\s*[*_]*\s*\S")
# "Đất cây xanh (diện tích khoảng 12 ha)", "Đất giao thông, ký hiệu GT": what stands before its figure or name.
_HEADED = re.compile(r"([^:|;.?!\n,(]+?)\s*[,(]")
# 'Sửa đổi điểm b khoản 1 Điều 3 như sau: "b) Nghệ nhân ưu tú: …"': what is laid down anew.
_AMENDS = re.compile(r"\A[^:]{0,200}\bnhư sau\s*:\s*[\"“”«]\s*", re.IGNORECASE)
_CELL = re.compile(r"[^\W\d_]{2}")
# "Đến 12 giờ ngày 3/5, toàn tỉnh có …": a time is not what the item tells.
_WHEN = re.compile(r"(?:(?:tinh )?(?:den|tu)|vao|trong|nam|thang|quy|ngay|sang|chieu|toi|sau|truoc|khi|neu|theo)\b")
_BRACKETS = re.compile(r"\([^()]*\)")


def label_of(text: str, *, row: bool = False) -> str:
    """The label that ``text`` begins with, '' where it has none; of a table ``row`` its first cell of words.

    >>> label_of("8. Chủ đầu tư: Công ty A"), label_of("2 | Đường nội bộ | 4,5", row=True)
    ('Chủ đầu tư', 'Đường nội bộ')
    >>> label_of('2. Sửa đổi khoản 1 Điều 4 như sau: "1. Thôn, bản: 3 triệu đồng"')
    'Thôn, bản'
    """
    if row:
        cell = next((c for c in text.split("|") if _CELL.search(c)), "")
        return _short(_MARK.sub("", cell))
    text = _AMENDS.sub("", text, count=1)
    mark = _MARK.match(text)
    begin = mark.end() if mark else 0
    found = _LABEL.match(text, begin)
    if found is None and mark and mark.group().strip():
        found = _HEADED.match(text, begin)
        found = None if found and _WHEN.match(fold(found.group(1))) else found
    return _short(found.group(1)) if found else ""


def _short(label: str) -> str:
    label = _BRACKETS.sub("", label).strip(" *_")
    return label if _SHORTEST <= len(label) <= _LONGEST else ""


def asked_share(label: str, terms: Sought, given: Container[str]) -> float:
    """The share (0–1) of the words of ``label`` that the question holds; those ``given`` by its title do not count."""
    keys = [key for key in terms.keys(label) if key.isdigit() or fold(key).rstrip("0123456789") not in stop_words()]
    own = [key for key in keys if key not in given]
    return sum(key in terms.weights for key in own) / len(own) if own else 0.0
