"""What sort of money a text speaks of: a fee is no fine, a price no allowance, an investment no tuition."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from index.aligned import fold_aligned

# Folded, of both languages; a sort's words never stand in another's: "chi phí", "kinh phí" and "học phí" are no fee.
_SORTS: Final = {
    "fine": r"\bphat\b|\bxu phat\b|\b(?:fines?|fined|penalty|penalties)\b",
    "tuition": r"\bhoc phi\b|\btuition\b",
    "fee": r"(?<!chi )(?<!kinh )(?<!hoc )(?<!mien )\bphi\b|\bgia ve\b|\bve tham quan\b|\bgia dich vu\b|\bgia cuoc\b"
    r"|\b(?:fees?|tolls?|fares?|tickets?|charges?|charged)\b",
    "rent": r"\b(?:gia|tien|cho|chi phi) thue\b|\bthue (?:nha|mua|can ho)\b|\b(?:rent|rents|rental)\b",
    "price": r"\b(?:gia ban|gia dat|gia khoi diem|gia trung|bang gia|don gia|muc gia"
    r"|gia(?! dinh| lai| tri| vi| han| thue| cho thue| ve| dich vu| cuoc))\b"
    r"|\b(?:prices?|priced)\b",
    "support": r"\b(?:ho tro|tro cap|phu cap|tien an|trang cap|cap phat|boi duong|che do)\b"
    r"|\b(?:support|allowances?|subsid(?:y|ies)|aid|assistance|stipend|help)\b",
    "bonus": r"\b(?:thuong|tang qua|qua tang)\b|\b(?:bonus(?:es)?|prizes?|rewards?|gifts?)\b",
    "wage": r"\b(?:tien luong|muc luong|luong|thu nhap|tien cong|ngay cong|thu lao)\b"
    r"|\b(?:wages?|salar(?:y|ies)|income|earn)\b",
    "investment": r"\b(?:tong muc|von|dau tu|kinh phi|chi phi|du toan|nguon luc|tri gia|ngan sach)\b"
    r"|\b(?:investments?|invested|capital|budget|costs?|spen[dt]|funding|funds)\b",
    "loan": r"\b(?:vay|tin dung)\b|\b(?:loans?|borrow)\b",
    "damage": r"\bthiet hai\b|\b(?:damages?|loss(?:es)?)\b",
}
# "Khung giá cho thuê: mức giá tối đa": the price of a thing that is let is its rent.
_SALE: Final = re.compile(r"\bgia (?:ban|mua|dat|khoi diem|trung)\b|\b(?:sales?|selling|sold|buy)\b")
_PATTERNS: Final = {name: re.compile(pattern) for name, pattern in _SORTS.items()}


@lru_cache(maxsize=8192)
def sorts_of_money(text: str) -> frozenset[str]:
    """The sorts of money that ``text`` names.

    >>> sorted(sorts_of_money("Mức thu phí tham quan"))
    ['fee']
    """
    folded = fold_aligned(text)
    found = frozenset(name for name, pattern in _PATTERNS.items() if pattern.search(folded))
    return found - {"price"} if "rent" in found and not _SALE.search(folded) else found
