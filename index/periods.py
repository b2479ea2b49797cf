"""Reporting periods in Vietnamese and English writing, with or without tone marks.

The one place to import dates and periods from: labels live in ``index.period_labels``, days in ``index.dates``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from index.aligned import fold_aligned
from index.dates import (
    MONTH,
    NAMED_MONTH,
    YEAR,
    DateMention,
    Patterns,
    Reading,
    dates_in,
    find_dates,
    group,
    marked_and_bare,
    month_number,
    whole_words,
)
from index.period_labels import (
    Period,
    covers,
    describe_period,
    parse_label,
    period_of,
    resolve,
    same_period,
)

__all__ = [
    "DateMention",
    "Period",
    "covers",
    "describe_period",
    "find_dates",
    "find_periods",
    "parse_label",
    "resolve",
    "same_period",
]

_VIETNAMESE = {
    **{"một": 1, "nhất": 1, "giêng": 1, "hai": 2, "nhì": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6},
    **{"bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12},
    **{"i": 1, "ii": 2, "iii": 3, "iv": 4},
}
_ENGLISH = {
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10},
    **{"eleven": 11, "twelve": 12, "first": 1, "second": 2, "third": 3, "fourth": 4},
    **{"1st": 1, "2nd": 2, "3rd": 3, "4th": 4},
}
_NUMBERS = {**_ENGLISH, **{fold_aligned(word): n for word, n in _VIETNAMESE.items()}, **_VIETNAMESE}

_VI_WORD = "mười một|mười hai|một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười"
_EN_WORD = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_VI_COUNT = rf"(?P<n>0?[1-9]|1[0-2]|{_VI_WORD})"
_EN_COUNT = rf"(?P<n>0?[1-9]|1[0-2]|{_EN_WORD})"
_QUARTER = r"(?:thứ\s+)?(?P<n>iii|iv|ii|i|0?[1-4]|nhất|một|hai|nhì|ba|tư|bốn)"
_OF_YEAR = rf"(?:(?:\s*[,/-]\s*|\s+(?:của\s+)?(?:năm\s+)?){YEAR}(?!\d))"
_EN_OF_YEAR = rf"(?:(?:\s*[,/-]\s*|\s+(?:of\s+)?(?:the\s+year\s+)?(?:fiscal\s+)?){YEAR}(?!\d))"
_TO = r"(?:\s*[-–—]\s*|\s*(?:đến|tới|to|until)\s+(?:hết\s+)?(?:năm\s+)?)"
_SPAN_NAME = r"(?:giai đoạn|nhiệm kỳ|nhiệm kì|thời kỳ|thời kì|khóa|period|term)"


def _number(word: str) -> int | None:
    word = " ".join(word.split())
    return int(word) if word.isdecimal() else _NUMBERS.get(word)


def _year(match: re.Match[str]) -> int | None:
    year = group(match, "y")
    return int(year) if year else None


def _first_months(match: re.Match[str]) -> Period | None:
    n = _number(group(match, "n"))
    return period_of(match.start(), match.end(), f"{n}T", _year(match), (1, n)) if n else None


def _first_quarters(match: re.Match[str]) -> Period | None:
    n = _number(group(match, "n"))
    return period_of(match.start(), match.end(), f"{3 * n}T", _year(match), (1, 3 * n)) if n else None


def _last_months(match: re.Match[str]) -> Period | None:
    n = _number(group(match, "n"))
    return period_of(match.start(), match.end(), f"{n}TC", _year(match), (13 - n, 12)) if n else None


def _half(match: re.Match[str]) -> Period:
    if group(match, "half") in {"đầu", "dau", "first"}:
        return period_of(match.start(), match.end(), "6T", _year(match), (1, 6))
    return period_of(match.start(), match.end(), "6TC", _year(match), (7, 12))


def _quarter(match: re.Match[str]) -> Period | None:
    n = _number(group(match, "n"))
    return period_of(match.start(), match.end(), f"Q{n}", _year(match), (3 * n - 2, 3 * n)) if n and n <= 4 else None


def _month(match: re.Match[str]) -> Period | None:
    name = group(match, "mon")
    n = month_number(name) if name else _number(group(match, "n") or group(match, "m"))
    return period_of(match.start(), match.end(), f"T{n}", _year(match), (n, n)) if n else None


def _whole_year(match: re.Match[str]) -> Period:
    return period_of(match.start(), match.end(), "", _year(match), (1, 12))


def _years(match: re.Match[str]) -> Period | None:
    first, last = int(group(match, "a")), int(group(match, "y"))
    period = parse_label(f"{first}-{last}") if first < last <= first + 100 else None
    return replace(period, start=match.start(), end=match.end()) if period else None


def _school_year(match: re.Match[str]) -> Period | None:
    first = int(group(match, "y"))
    if int(group(match, "z")) % 100 != (first + 1) % 100:
        return None
    bounds = (period_of(0, 0, "", first, (9, 12)).first, period_of(0, 0, "", first + 1, (1, 8)).last)
    return Period(match.start(), match.end(), f"{first}-{first + 1}", *bounds)


def _month_range(match: re.Match[str]) -> Period | None:
    """ "tháng 1 đến tháng 9 năm 2024": the first nine months; other ranges only where they are a quarter or a half."""
    names = group(match, "a"), group(match, "b")
    first, last = (_number(name) or month_number(name) for name in names)
    stem = f"{last}T" if first == 1 and last > 1 else _RANGES.get((first, last))
    return period_of(match.start(), match.end(), stem, _year(match), (first, last)) if stem else None


_RANGES = {(4, 6): "Q2", (7, 9): "Q3", (10, 12): "Q4", (7, 12): "6TC"}
_RANGE_MONTHS = rf"0?[1-9]|1[0-2]|{_VI_WORD}"
_RANGE_NAMES = NAMED_MONTH.removeprefix("(?P<mon>").removesuffix(r")\.?")

# In this order: what is longer and surer first, because a letter belongs to one period only.
_READERS: tuple[tuple[Patterns, Callable[[re.Match[str]], Period | None]], ...] = (
    (
        whole_words(rf"(?:năm học|niên học|school year|academic year)\s+{YEAR}\s*[-–/]\s*(?P<z>(?:20)?\d\d)"),
        _school_year,
    ),
    (whole_words(rf"(?:{_SPAN_NAME}\s+)?(?:(?:từ|from)\s+)?(?:năm\s+)?(?P<a>(?:19|20|21)\d\d){_TO}{YEAR}"), _years),
    (
        whole_words(
            rf"(?:từ\s+)?tháng\s+(?P<a>{_RANGE_MONTHS}){_TO}(?:tháng\s+)?(?P<b>{_RANGE_MONTHS}){_OF_YEAR}",
            rf"(?:from\s+)?(?P<a>{_RANGE_NAMES})\.?(?:\s*[-–—]\s*|\s+(?:to|through|until|till)\s+)"
            rf"(?P<b>{_RANGE_NAMES})\.?,?\s+(?:of\s+)?{YEAR}",
        ),
        _month_range,
    ),
    (
        whole_words(
            rf"{_VI_COUNT}\s+tháng\s+đầu\s+(?:của\s+)?năm(?:\s+{YEAR})?",
            rf"{_VI_COUNT}\s+tháng(?:\s+của)?(?:\s+năm\s+|\s*/\s*|\s+){YEAR}",
            rf"(?P<n>[1-9]|1[0-2])t/{YEAR}",
        ),
        _first_months,
    ),
    (
        whole_words(rf"(?:the\s+)?(?:last|final)\s+{_EN_COUNT}\s+months(?:\s+of\s+the\s+year|{_EN_OF_YEAR})"),
        _last_months,
    ),
    (
        whole_words(
            rf"(?:(?:the\s+)?first\s+)?{_EN_COUNT}[\s-]+months?{_EN_OF_YEAR}",
            rf"(?:the\s+)?first\s+{_EN_COUNT}\s+months?(?:\s+of\s+(?:the|this|that)\s+year)?",
            rf"{_EN_COUNT}-month(?=\s+(?:figure|total|result|report|revenue|budget|number|level|rate|growth|collection))",
        ),
        _first_months,
    ),
    (whole_words(rf"{_VI_COUNT}\s+tháng\s+cuối\s+(?:của\s+)?năm(?:\s+{YEAR})?"), _last_months),
    (
        whole_words(
            rf"(?P<n>hai|ba|[23])\s+quý\s+đầu\s+(?:của\s+)?năm(?:\s+{YEAR})?",
            rf"(?:the\s+)?first\s+(?P<n>two|three|[23])\s+quarters(?:\s+of\s+the\s+year|{_EN_OF_YEAR})?",
        ),
        _first_quarters,
    ),
    (whole_words(rf"(?:nửa|nữa)\s+(?P<half>đầu|cuối)\s+(?:của\s+)?năm(?:\s+{YEAR})?"), _half),
    (whole_words(rf"(?:the\s+)?(?P<half>first|second|last)\s+half(?:\s+of\s+the\s+year|{_EN_OF_YEAR})?"), _half),
    (
        whole_words(rf"(?:quý|quí|qúy)\s+{_QUARTER}{_OF_YEAR}?", rf"q\.?\s?(?P<n>[1-4]|iii|iv|ii|i){_OF_YEAR}?"),
        _quarter,
    ),
    (
        whole_words(
            rf"(?:the\s+)?(?P<n>first|second|third|fourth|1st|2nd|3rd|4th)\s+quarter{_EN_OF_YEAR}?",
            rf"quarter\s+(?P<n>one|two|three|four|[1-4]){_EN_OF_YEAR}?",
        ),
        _quarter,
    ),
    (
        whole_words(
            rf"tháng\s+(?P<n>0?[1-9]|1[0-2]|tư|giêng|chạp|{_VI_WORD}){_OF_YEAR}?",
            rf"t\.?(?P<n>0?[1-9]|1[0-2])/{YEAR}",
            rf"(?<!\d/){MONTH}/{YEAR}(?!/)",
            rf"{NAMED_MONTH},?\s+(?:of\s+)?{YEAR}",
            rf"(?:(?<=end of )|(?<=end-)|(?<=between )|(?<=\bin )){NAMED_MONTH}(?!\w)",
        ),
        _month,
    ),
    (
        whole_words(
            rf"(?:cả\s+)?(?:năm|niên độ|year|fy|fiscal year)\s*{YEAR}",
            rf"(?:trong|in|of|for|during|since|by)\s+{YEAR}",
        ),
        _whole_year,
    ),
)

# A reader is tried only where one of its words stands: most sentences name no period.
_DIGIT_YEARS = ("19", "20", "21")
_NEEDED_MARKED: dict[str, tuple[str, ...]] = {
    "_school_year": ("học", "school", "academic"),
    "_years": _DIGIT_YEARS,
    "_month_range": _DIGIT_YEARS,
    "_first_months": ("tháng", "month", "t/"),
    "_first_quarters": ("quý", "quarters"),
    "_last_months": ("cuối", "last", "final"),
    "_half": ("nửa", "nữa", "half"),
    "_quarter": ("quý", "quí", "qúy", "quarter", "q.", "q1", "q2", "q3", "q4", "qi", "q i", "q 1", "q 2", "q 3", "q 4"),
    "_month": ("tháng", *_DIGIT_YEARS),
    "_whole_year": _DIGIT_YEARS,
}
_NEEDED = {
    True: _NEEDED_MARKED,
    False: {name: tuple(map(fold_aligned, words)) for name, words in _NEEDED_MARKED.items()},
}

_UNTIL = marked_and_bare(
    r"(?<!\w)(?:(?:tính|kể|lũy kế|luỹ kế)\s+)?(?:đến|tới)\s+(?:thời điểm\s+)?(?:hết\s+|cuối\s+)?(?:ngày\s+)?$"
    r"|(?<!\w)(?:as of|as at|up to|until|through|by)\s+(?:the end of\s+)?$"
)
_BARE_MONTHS = whole_words(rf"{_VI_COUNT}\s+tháng(?:\s+đầu)?", rf"{_EN_COUNT}\s+months")
_BARE_YEAR = whole_words(rf"(?<![/.,-]){YEAR}(?![/.,-]\w|%|\s(?:usd|đồng|người|tỷ|triệu|hộ|ha|tấn|lượt|km|m2)\b)")
# What makes "9 tháng" a length of time and not the first nine months of a year.
_DURATION_BEFORE = marked_and_bare(
    r"(?:hạn|vòng|kéo dài|tù|tối thiểu|tối đa|ít nhất|nhiều nhất|không quá|đủ|từ|đến|tới|mỗi|dưới|trên|quá|sau|trước"
    r"|trẻ|lương|khoảng|hơn|thêm|mức|gần|bảo hành|định kỳ|cách|liên tục|giữ|within|every|last|past|for|least|/|-|–)\s*$"
)
_DURATION_AFTER = marked_and_bare(
    r"\s*(?:tuổi|trở|kể từ|thai|/|một lần|lương|liên tục|tù|\)|-|–|đến|tới|nữa|qua|old|from|after|imprisonment)"
)
_JOINED = marked_and_bare(r"\s*(?:,|;|và|and|-|–|đến|tới|to)\s*$")


_REMEMBERED_LENGTH = 2000
_MAY_NAME = re.compile(r"\d|th[aá]ng|qu[yýí]|n[ăa]m|quarter|half|month", re.IGNORECASE)


class _Taken:
    """Which letters of a text already belong to a period."""

    def __init__(self, length: int) -> None:
        self._taken = bytearray(length)

    def free(self, start: int, end: int) -> bool:
        return 1 not in self._taken[start:end]

    def take(self, start: int, end: int) -> None:
        self._taken[start:end] = b"\x01" * (end - start)


def find_periods(text: str, language: str = "vi") -> list[Period]:
    """Reporting periods named in ``text``, in order, not overlapping.

    "đến hết ngày 31/10/2025" is one, a plain date is not. Both languages are read,
    whatever ``language`` says: Vietnamese pages write Q3, English questions "quý III".

    >>> [p.label for p in find_periods("Thu 9 tháng đầu năm 2024 và quý III/2024, đến hết ngày 31/10/2025")]
    ['9T/2024', 'Q3/2024', 'đến 31/10/2025']
    """
    return list(_remembered(text) if len(text) <= _REMEMBERED_LENGTH else _read(text))


def _read(text: str) -> tuple[Period, ...]:
    if not _MAY_NAME.search(text):
        return ()
    reading = Reading(text)
    taken = _Taken(len(text))
    found = [*_certain(reading, dates_in(reading), taken), *_uncertain(reading, taken)]
    return tuple(_share_years(sorted(found, key=lambda p: p.start), reading))


# Quantities, indicators and questions read the same sentence one after the other.
_remembered = lru_cache(maxsize=2048)(_read)


def certain_spans(reading: Reading, days: Sequence[DateMention]) -> list[tuple[int, int]]:
    """Where ``find_periods`` finds periods that are certain; ``days`` are those of the text."""
    if not _MAY_NAME.search(reading.lower):
        return []
    return [(found.start, found.end) for found in _certain(reading, days, _Taken(len(reading.lower)))]


def _certain(reading: Reading, days: Sequence[DateMention], taken: _Taken) -> Iterator[Period]:
    yield from _until_days(reading, days, taken)
    for patterns, build in _READERS:
        if not any(word in reading.lower for word in _NEEDED[reading.marked][build.__name__]):
            continue
        for match in reading.finditer(patterns):
            period = build(match) if taken.free(match.start(), match.end()) else None
            if period is not None:
                taken.take(period.start, period.end)
                yield period


def _until_days(reading: Reading, days: Sequence[DateMention], taken: _Taken) -> Iterator[Period]:
    """Days after "đến", "as of". Every other date is taken too, so that its parts are not read as periods."""
    for mention in days:
        opening = reading.before(_UNTIL, mention.start)
        start = opening.start() if opening else mention.start
        taken.take(start, mention.end)
        if opening:
            day = mention.date
            yield Period(start, mention.end, f"đến {day.day}/{day.month}/{day.year}", None, day)


def _uncertain(reading: Reading, taken: _Taken) -> Iterator[Period]:
    for match in reading.finditer(_BARE_MONTHS):
        if (
            taken.free(match.start(), match.end())
            and not reading.before(_DURATION_BEFORE, match.start(), reach=24)
            and not reading.after(_DURATION_AFTER, match.end())
            and (period := _first_months(match)) is not None
        ):
            taken.take(period.start, period.end)
            yield replace(period, certain=False)
    for match in reading.finditer(_BARE_YEAR):
        if taken.free(match.start(), match.end()):
            yield replace(_whole_year(match), certain=False)


def _share_years(periods: list[Period], reading: Reading) -> list[Period]:
    """ "quý I và quý II năm 2024": the year at the end of the list holds for the members before it."""
    shared = list(periods)
    for i in range(len(shared) - 2, -1, -1):
        here, following = shared[i], shared[i + 1]
        gap = following.start - here.end
        joined = 0 < gap <= 8 and reading.before(_JOINED, following.start, reach=gap)
        if not here.has_year and following.last is not None and joined and joined.start() == here.end:
            shared[i] = resolve(here, following.last.year)
    return shared
