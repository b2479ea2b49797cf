"""Vietnamese and English sentences as spans of a text."""

from __future__ import annotations

import re

_END = re.compile(r"(?:[.!?…]+|\.\.\.|\./\.)[\"”’»)\]]*(?=\s)")
# What a full stop after it doesn't end: titles, units of government, "số", initials, abbreviations of English.
_ABBREVIATIONS = frozenset(
    [
        "tp",
        "ts",
        "ths",
        "pgs",
        "gs",
        "bs",
        "ks",
        "kts",
        "tt",
        "tx",
        "tr",
        "đ/c",
        "đc",
        "ths.bs",
        "p",
        "q",
        "h",
        "x",
        "kp",
        "tdp",
        "ô",
        "đt",
        "tel",
        "fax",
        "st",
        "no",
        "nos",
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "vs",
        "art",
        "para",
        "sec",
        "approx",
        "dept",
        "v.v",
        "vd",
        "vv",
        "nxb",
        "ubnd",
        "hđnd",
    ]
)
_WORD_BEFORE = re.compile(r"[^\s(\[“\"]+$")
_LABEL = re.compile(
    r"(?:^|\s)(?:Điều|Khoản|Chương|Mục|Phần|Phụ lục|Tiết|Bước|Bảng|Biểu|Mẫu số|Số|"
    r"Article|Section|Chapter|Clause)\s+[\divxIVX]+[a-zđ]?\.$",
    re.IGNORECASE,
)
_LIST_MARK = re.compile(r"^\W*(?:\d{1,3}(?:\.\d{1,3})*|[IVX]{1,6}|[A-Za-zđ])[.)]$")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Half-open spans of the sentences of ``text``, without the white space around them; together they hold every
    other character.

    A stop inside a number, an abbreviation ("TP."), a list mark ("1.") or a label ("Điều 3.") ends nothing.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for end in _END.finditer(text):
        if not _ends_sentence(text, start, end):
            continue
        spans.append((start, end.end()))
        start = end.end()
    spans.append((start, len(text)))
    return [trimmed for span in spans if (trimmed := trim(text, *span))[0] < trimmed[1]]


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _ends_sentence(text: str, start: int, end: re.Match[str]) -> bool:
    following = text[end.end() : end.end() + 20].lstrip()[:2]
    if not following or following[0].islower() or following[0] in ",;:)–-":
        return bool(following) and following[0] in "–-" and text[end.end() : end.end() + 1] == "\n"
    if end.group()[0] in "!?":
        return True
    if end.group().startswith(("...", "…")):
        return following[0].isupper()
    return not _is_abbreviated(text, start, end)


def _is_abbreviated(text: str, start: int, end: re.Match[str]) -> bool:
    """Whether the stop belongs to a label, a list mark, an abbreviation or an initial."""
    before = text[max(start, end.start() - 60) : end.start() + 1]
    if _LABEL.search(before) or (end.start() - start < 12 and _LIST_MARK.match(before.strip())):
        return True
    word = _WORD_BEFORE.search(before[:-1])
    if word is None:
        return False
    token = word.group().lower().rstrip(".")
    initial = len(token) == 1 and token.isalpha() and word.group().isupper()
    return initial or (token in _ABBREVIATIONS and end.group() == ".")
