"""What the two sides of a comparison are called in its answer: in the question's own words, whole.

"cụm công nghiệp Hưng Nhân ở Hưng Yên", not "Hưng Yên", which is only the name that stands next to the connecting word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.aligned import fold_aligned, lower_aligned

Span = tuple[int, int]  # of the question, half-open

# Written with and without marks: folded, "Hải" would be "hai" and "đô" would be "do".
_BOUNDARY = re.compile(r"[,:;?!]\s|\b(?:giữa|giua|between|comparing|compare|so sánh|so sanh)\s")
_OPENING = re.compile(r"(?:(?:the|both|trong|hai|của|cua|in|ở|o|tại|tai|mức|muc)\s+)+")
# A phrase that asks or tells something is more than a name.
_SAYS = re.compile(
    r"\b(?:nào|nao|gì|bao nhiêu|bao nhieu|which|what|who|how|when|where|is|are|was|were|has|have|had|does|did|do|needs?"
    r"|là|có|co|đạt|dat|được|duoc|hơn|hon|nhất|nhat|hưởng|huong)\b"
)
_BELONGS = re.compile(r"[\w\s-]{0,30}?\b(?:ở|o|tại|tai|của|cua|thuộc|thuoc|in|at|of|on)\s+(?:the\s+)?")
# "giá cao nhất ở Quận 1": what is measured, and where; the side is the place.
_MEASURED = re.compile(  # folded
    r"(?:(?:trong )?(?:nam|quy|thang|\d+ thang)[\w/ ]* )??(?:the )?"
    r"(?:(?:muc|tong|so|highest|lowest|average|total|maximum|minimum) )*"
    r"(?:(?<=so )(?:luong )?\w+|gia|luong|phi|le phi|hoc phi|thu nhap|dan so|dien tich|tien|ty le|ti le|thoi gian"
    r"|thoi han|chieu dai"
    r"|price|fee|wage|salary|population|area|number|rate|share|cost|fine|allowance)s?\b[^\d]*"
    r"(?:\b(?:o|tai|cua|in|at|of|for) )?(?:(?:the|quan|huyen|tinh|xa|phuong|thanh pho|tp) )*$"
)
_SCALE = re.compile(  # of "cao hơn", where "hơn" connects both
    r"\s(?:cao|thấp|thap|nhiều|nhieu|ít|lớn|lon|nhỏ|nho|dài|dai|ngắn|ngan|rộng|rong|đắt|dat|rẻ|sớm|som|muộn|muon)\s?$"
)
_LONGEST = 90
_WORD = re.compile(r"\w+")


def called(question: str, left: Span, connector: Span, right: Span, mentions: Sequence[Span]) -> tuple[str, str]:
    """What the sides with the names at ``left`` and ``right`` are called; ``mentions`` are all names of the question.

    Longer than the names only where both are: "thu ngân sách của Phú Thọ và Đắk Lắk" compares two places.

    >>> called("Which is larger, A park in X or B park in Y?", (27, 28), (29, 31), (32, 33), [(32, 33), (42, 43)])
    ('A park in X', 'B park in Y')
    """
    lowered = lower_aligned(question)
    names = question[slice(*left)], question[slice(*right)]
    start = max([0, *(m.end() for m in _BOUNDARY.finditer(lowered, 0, left[0]))])
    one = _trimmed(lowered, start, connector[0])
    end = right[1]
    for before, after in pairwise(sorted(m for m in mentions if m[0] >= right[0])):
        if before[1] != end or not _BELONGS.fullmatch(lowered[before[1] : after[0]]):
            break
        end = after[1]
    other = _trimmed(lowered, connector[1], end)
    longer = other[1] - other[0] > len(names[1]) and one[1] - one[0] > len(names[0])
    if not longer or any(b - a > _LONGEST or _SAYS.search(lowered[a:b]) for a, b in (one, other)):
        return names
    folded = fold_aligned(question)
    if _MEASURED.match(folded[one[0] : left[0]]) or _MEASURED.match(folded[other[0] : right[0]]):
        return names
    return question[slice(*one)], question[slice(*other)]


def _trimmed(lowered: str, start: int, end: int) -> Span:
    start += len(lowered[start:end]) - len(lowered[start:end].lstrip())
    opening = _OPENING.match(lowered, start, end)
    start = opening.end() if opening else start
    scale = _SCALE.search(lowered, start, end)
    return start, start + len(lowered[start : scale.start() if scale else end].rstrip(" ,"))


def as_written(name: str, texts: Sequence[str]) -> str:
    """``name``, typed without marks, with those of its words that one of ``texts`` has in a row as they stand there.

    >>> as_written("nha o Kien Hung", ["Giá bán nhà ở xã hội Kiến Hưng"])
    'nhà ở Kiến Hưng'
    """
    words = [(m.start(), m.end()) for m in _WORD.finditer(name)]
    folded, written, end, first = fold_aligned(name), "", 0, 0
    read = [(fold_aligned(text), text) for text in texts]
    while first < len(words):
        for last in range(len(words), first, -1):
            start, stop = words[first][0], words[last - 1][1]
            # A single word has several writings: the evidence itself tells which is meant, if it has one only.
            whole = last - first > 1 or last == len(words) == 1
            found = _found(folded[start:stop], read) if whole else _only_writing(folded[start:stop], *read[0])
            if found is not None:
                written, end, first = written + name[end:start] + found, stop, last
                break
        else:
            first += 1
            stop = words[first - 1][1]
            written, end = written + name[end:stop], stop
    return written + name[end:]


def _found(folded: str, read: Sequence[tuple[str, str]]) -> str | None:
    for plain, text in read:
        match = re.search(rf"(?<!\w){re.escape(folded)}(?!\w)", plain)
        if match:
            return text[match.start() : match.end()]
    return None


def _only_writing(folded: str, plain: str, text: str) -> str | None:
    """How ``text`` writes a word with marks, in small letters; ``None`` where it does so in several ways or never."""
    found = re.finditer(rf"(?<!\w){re.escape(folded)}(?!\w)", plain)
    writings = {text[m.start() : m.end()].lower() for m in found}
    return writings.pop() if len(writings) == 1 and folded.islower() else None
