"""The day a page was published, where it is printed: in a line of its own near the head or the foot. Pure.

Dates that the page tells of ("Ngày 12/10/2024, huyện tổ chức …", "Thời gian: 8h00 ngày 12/10/2024") are no such line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from index.dates import find_dates

_LABEL = re.compile(
    r"(?:(?:(?:giờ|ngày|thời gian|thời điểm) )?(?:đăng(?: tải| bài| tin)?|xuất bản|phát hành bài|cập nhật)"
    r"(?: lần cuối| mới nhất)?(?: ngày| lúc| vào)*|ngày(?= ?:)"
    r"|(?:date )?(?:published|posted|updated)(?: on| at| date)?|last (?:updated|modified)(?: on)?|publication date"
    r"|date(?= ?:))\s*[:|–-]?\s*",
    re.IGNORECASE,
)
_REVISED = re.compile(r"cập nhật|updated|modified", re.IGNORECASE)
_TIME = re.compile(
    r"(?<!\d)(?:lúc |at )?(?:[01]?\d|2[0-3])(?:[:h]| giờ )[0-5]\d(?:[:'][0-5]\d)?(?: phút|')?(?: ?[AP]M)?"
    r"(?:,? ngày)?(?!\d)",
    re.IGNORECASE,
)
_ZONE = re.compile(r"\(?(?:GMT|UTC) ?[+-] ?\d{1,2}(?::?00)?\)?", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"(?<!\w)(?:thứ (?:hai|ba|tư|bốn|năm|sáu|bảy|bẩy|[2-7])|chủ nhật|CN|T[2-7]"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)\b\.?)(?:,? ngày)?(?!\w)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*(?:\||•|·|»|>|\s[–—-]\s|\s/\s)\s*")
_COUNTED = re.compile(
    r"(?:(?:số )?lượt (?:xem|đọc|truy cập)|đã xem|bình luận|views?|comments?)\s*:?\s*[\d.,]+"
    r"|[\d.,]+\s*(?:lượt (?:xem|đọc)|bình luận|views?|comments?)",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:^|(?<=[|•·»]))\s*(?:tác giả|nguồn(?: tin)?|bài(?:, ảnh| viết)?|theo|by)\s*:", re.IGNORECASE)
_SITE = re.compile(r"\([\w .-]{2,30}\)")
_BETWEEN = re.compile(r"[\s,;:|•·–—()\[\]-]*")
_SENTENCE = re.compile(r"[.;:?!…]|\d")
_LINE = 140  # characters
_ASIDE = 60  # characters of a section's or an author's name beside the date
HEAD = 12  # blocks near the head of a page
_FOOT = 6
_PROSE = 200  # characters of a block that is the story itself


def stamp(text: str) -> tuple[date, bool] | None:
    """The day that a line states a page was published on, and whether a word says so; ``None`` where it is no such
    line.

    Without a word, a time of day or a day of the week has to stand beside the date, or nothing else at all.

    >>> stamp("08/10/2024 - 08:20 | Kinh tế")[0].isoformat()
    '2024-10-08'
    >>> stamp("Ngày 08/10/2024, huyện Bình Sen họp")
    """
    if len(text) > _LINE:
        return None
    text = _SITE.sub(" | ", _ZONE.sub(" ", _COUNTED.sub(" ", " ".join(text.split()))))
    dates = find_dates(text)
    if len(dates) != 1:
        return None
    before, labelled = _unlabelled(text[: dates[0].start])
    sides = [_BY.sub(" ", before), text[dates[0].end :]]
    timed = any(_TIME.search(side) or _WEEKDAY.search(side) for side in sides)
    left, right = (_WEEKDAY.sub(" ", _TIME.sub(" ", side)) for side in sides)
    alone = not _words(left) and not _words(right)
    if alone or ((timed or labelled) and _aside(left, at_end=False) and _aside(right, at_end=True)):
        return dates[0].date, labelled
    return None


def _unlabelled(before: str) -> tuple[str, bool]:
    """What stands before a date without the word that says what date it is, and whether there was one."""
    for start in (0, *(part.end() for part in re.finditer(r"[|•·»]\s*", before))):
        if label := _LABEL.match(before, start):
            return f"{before[:start]}|{before[label.end() :]}", True
    return before, False


def _words(text: str) -> bool:
    return _BETWEEN.fullmatch(text) is None


def _aside(text: str, *, at_end: bool) -> bool:
    """Whether what stands before or after the date is set off from it and only names a section, a site or an author."""
    if not _words(text):
        return True
    edge = text.lstrip() if at_end else text.rstrip()
    set_off = _PARTS.match(f" {edge} ") if at_end else re.search(_PARTS.pattern + r"$", f" {edge} ")
    return set_off is not None and len(text) <= _ASIDE and not _SENTENCE.search(text.strip(" .|"))


def published(lines: Sequence[str]) -> date | None:
    """The day a page with these lines or blocks was published: the first stamp near its head, else a labelled one near
    its foot; a day of publication goes before one of revision.
    """
    head: list[str] = []
    prose = 0
    for line in lines[:HEAD]:
        prose += len(line) >= _PROSE
        if prose > 1:
            break
        head.append(line)
    found = [(made[0], line) for line in head if (made := stamp(line))]
    found += [(made[0], line) for line in lines[len(head) :][-_FOOT:] if (made := stamp(line)) and made[1]]
    first = [day for day, line in found if not _REVISED.search(line)]
    return next(iter([*first, *(day for day, _ in found)]), None)


def is_stamp(text: str) -> bool:
    """Whether a line only says when the page was published."""
    made = stamp(text)
    return made is not None and (made[1] or _TIME.search(text) is not None)
