"""Numbers in digits and in words, Vietnamese and English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from index.aligned import fold_aligned

_GROUPED = {
    ".": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"),
    ",": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"),
}


def read_number(digits: str, language: str, *, whole: bool) -> Decimal | None:
    """The value of digits with group and decimal marks; ``None`` where they are no number ("1.2.3", "0243825").

    Only "2.511" and "2,511" are ambiguous: ``language`` decides, unless the unit comes ``whole`` only (đồng, people).

    >>> read_number("2.511", "vi", whole=False), read_number("2.511", "en", whole=False)
    (Decimal('2511'), Decimal('2.511'))
    """
    if digits.isdecimal():
        return Decimal(digits) if len(digits) < 5 or digits[0] != "0" else None
    marks = [c for c in digits if c in ".,"]
    group = marks[0] if len(marks) > 1 else ("," if language == "en" else ".")
    if len(set(marks)) == 2 and marks[-1] == marks[0]:
        return None
    if len(marks) == 1:
        head, _, tail = digits.partition(marks[0])
        if len(tail) == 3 and len(head) <= 3 and head.strip("0") and (marks[0] == group or whole):
            return Decimal(head + tail)
        return Decimal(f"{head}.{tail}")
    if not _GROUPED[group].fullmatch(digits):
        return None
    return Decimal(digits.replace(group, "").replace(",", "."))


@dataclass(frozen=True, slots=True)
class NumberWords:
    """A number written in words at ``text[start:end]``; ``compound`` where more than one word says it."""

    start: int
    end: int
    value: Decimal
    compound: bool


_VI_DIGITS = {
    **{"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6},
    **{"bảy": 7, "bẩy": 7, "tám": 8, "chín": 9},
}
_VI_SCALES = {"nghìn": 1000, "ngàn": 1000, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_VI_OTHER = ("mười", "mươi", "trăm", "linh", "lẻ")
_EN_SMALL = {
    **{"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9},
    **{"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16},
    **{"seventeen": 17, "eighteen": 18, "nineteen": 19},
}
_EN_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_EN_SCALES = {"thousand": 1000, "million": 10**6, "billion": 10**9}


def _runs(words: list[str], join: str) -> re.Pattern[str]:
    any_word = "(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")"
    return re.compile(rf"(?<!\w){any_word}(?:{join}{any_word})*(?!\w)")


_VI_WORDS = [*_VI_DIGITS, *_VI_SCALES, *_VI_OTHER]
_VI_RUN = _runs(_VI_WORDS, r"\s+")
_VI_BARE_RUN = _runs([fold_aligned(w) for w in _VI_WORDS], r"\s+")
_EN_RUN = _runs([*_EN_SMALL, *_EN_TENS, *_EN_SCALES, "hundred", "and"], r"[\s-]+")
_BARE_DIGITS = {fold_aligned(w): n for w, n in _VI_DIGITS.items()}
_BARE_SCALES = {fold_aligned(w): n for w, n in _VI_SCALES.items()}
_MAX_WORDS = 24


def find_number_words(lower: str, *, toneless: bool) -> list[NumberWords]:
    """Numbers in words in lower-case text. A scale alone ("tỷ", "million") and "một", "năm" (year) alone are none."""
    found = []
    for match in (_VI_BARE_RUN if toneless else _VI_RUN).finditer(lower):
        words = match.group().split()
        # A last scale is left to the unit that follows: "hai tỷ" is 2 tỷ.
        while words and len(words) <= _MAX_WORDS and words[-1] in (_BARE_SCALES if toneless else _VI_SCALES):
            words.pop()
        scaled = len(words) != len(match.group().split())
        if words and len(words) <= _MAX_WORDS and (len(words) > 1 or scaled or words[0] not in _AMBIGUOUS):
            value = _vietnamese([fold_aligned(w) for w in words])
            if value is not None:
                found.append(NumberWords(match.start(), _end_of(match, words), Decimal(value), len(words) > 1))
    for match in _EN_RUN.finditer(lower):
        words = re.split(r"[\s-]+", match.group())
        while words and len(words) <= _MAX_WORDS and (words[-1] in _EN_SCALES or words[-1] == "and"):
            words.pop()
        if words and len(words) <= _MAX_WORDS and words[0] != "and":
            value = _english(words)
            if value is not None:
                found.append(NumberWords(match.start(), _end_of(match, words), Decimal(value), len(words) > 1))
    return found


_AMBIGUOUS = frozenset(
    {"một", "mot", "năm", "nam", "không", "khong", "tư", "tu", "lẻ", "le", "linh", "mốt", "ba", "one"}
)


def _end_of(match: re.Match[str], words: list[str]) -> int:
    end = match.start()
    for word in words:
        end = match.string.index(word, end) + len(word)
    return end


def _vietnamese(words: list[str]) -> int | None:
    """The value of unmarked Vietnamese number words, ``None`` where they are not one number."""
    total = 0
    below = 0
    pending: int | None = None  # a digit whose place is not known yet
    last_scale = 10**12
    for word in words:
        if word in _BARE_DIGITS:
            if pending is not None:
                return None
            pending = _BARE_DIGITS[word]
        elif word == "muoi":
            below += 10 * (pending if pending is not None else 1)
            pending = None
        elif word == "tram":
            if pending is None:
                return None
            below, pending = below + 100 * pending, None
        elif word in _BARE_SCALES:
            scale = _BARE_SCALES[word]
            if scale >= last_scale or (pending is None and not below):
                return None
            total, below, pending, last_scale = total + (below + (pending or 0)) * scale, 0, None, scale
        elif pending is not None:  # linh, lẻ
            return None
    return total + below + (pending or 0)


def _english(words: list[str]) -> int | None:
    total = 0
    below = 0
    previous = ""
    for word in words:
        if word in _EN_SMALL:
            if previous in _EN_SMALL:
                return None
            below += _EN_SMALL[word]
        elif word in _EN_TENS:
            if previous in _EN_SMALL or previous in _EN_TENS:
                return None
            below += _EN_TENS[word]
        elif word == "hundred":
            below = max(below, 1) * 100
        elif word in _EN_SCALES:
            total, below = total + max(below, 1) * _EN_SCALES[word], 0
        previous = word
    return total + below
