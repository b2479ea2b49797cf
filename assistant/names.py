"""Proper names as they are written: words with capitals in a row, and the numbers that belong to them ("Sơn Kim 2")."""

from __future__ import annotations

import re
from typing import Final

# "À-Ỹ" as a range would hold small letters too: Unicode interleaves them.
UPPER: Final = "A-Z" + "".join(chr(c) for c in range(0xC0, 0x1EFA) if chr(c).isupper())

# "Tây Hồ 9 tháng": the number counts what follows.
_COUNTS = (
    r"(?!\s+(?i:tháng|năm|ngày|quý|giờ|tỷ|tỉ|triệu|nghìn|ngàn|đồng|phần|lần|thang|nam|ngay|ty|trieu|months?"
    r"|days?|years?|%))"
)

NAME: Final = re.compile(
    rf"(?<!\w)[{UPPER}][\w’'-]*(?: (?:[{UPPER}][\w’'-]*|\d{{1,3}}[A-Z]?(?![\w/.,]\w)(?!\w){_COUNTS}))+"
)


def find_names(text: str) -> list[re.Match[str]]:
    """Multi-word names of ``text``, in order.

    >>> [m.group() for m in find_names("Xã Sơn Kim 2 của tỉnh Hà Tĩnh")]
    ['Xã Sơn Kim 2', 'Hà Tĩnh']
    """
    return list(NAME.finditer(text))
