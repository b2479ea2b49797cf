"""Calendar days in Vietnamese and English writing, and the means by which dates and periods are read from text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from index.aligned import fold_aligned, is_marked, lower_aligned

_FIRST_YEAR, _LAST_YEAR = 1900, 2199
MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

YEAR = r"(?P<y>(?:19|20|21)\d\d)"
DAY = r"(?P<d>0?[1-9]|[12]\d|3[01])"
MONTH = r"(?P<m>0?[1-9]|1[0-2])"
NAMED_MONTH = "(?P<mon>" + "|".join(f"{m[:3]}(?:{m[3:]})?" for m in MONTH_NAMES) + r"|sept)\.?"

Patterns = tuple[re.Pattern[str], re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A calendar day written at ``text[start:end]``."""

    start: int
    end: int
    date: date


def marked_and_bare(pattern: str) -> Patterns:
    """A pattern for text with tone marks, and the same for text typed without."""
    bare = pattern.translate({ord(c): fold_aligned(c) for c in set(pattern) if ord(c) > 127})
    return re.compile(pattern), re.compile(bare)


def whole_words(*alternatives: str) -> Patterns:
    """Patterns matching any alternative between word borders; a group may be named in several (see ``group``)."""
    numbered = (re.sub(r"\?P<(\w+?)>", rf"?P<\1_{i}>", a) for i, a in enumerate(alternatives))
    return marked_and_bare(r"(?<!\w)(?:" + "|".join(numbered) + r")(?!\w)")


def group(match: re.Match[str], name: str) -> str:
    """What group ``name`` of a ``whole_words`` pattern matched, in whichever alternative; '' where in none."""
    return next((v for k, v in match.groupdict().items() if v and k.rpartition("_")[0] == name), "")


class Reading:
    """A text in lower case with unchanged offsets; chooses the pattern that fits its writing."""

    def __init__(self, text: str) -> None:
        self.lower = lower_aligned(text)
        self.marked = is_marked(text, self.lower)

    def finditer(self, patterns: Patterns) -> Iterator[re.Match[str]]:
        """Matches in the whole text."""
        return patterns[0 if self.marked else 1].finditer(self.lower)

    def before(self, patterns: Patterns, position: int, reach: int = 60) -> re.Match[str] | None:
        """The match among the ``reach`` letters before ``position``; offsets are those of the text."""
        return patterns[0 if self.marked else 1].search(self.lower, max(0, position - reach), position)

    def after(self, patterns: Patterns, position: int) -> re.Match[str] | None:
        """The match that begins at ``position``."""
        return patterns[0 if self.marked else 1].match(self.lower, position)


def calendar_day(year: int, month: int, day: int) -> date | None:
    """The day, or ``None`` where there is no such day or its year is out of the range that documents speak of."""
    try:
        return date(year, month, day) if _FIRST_YEAR <= year <= _LAST_YEAR else None
    except ValueError:
        return None


def month_number(name: str) -> int:
    """1–12 for an English month name or its first three letters."""
    return next(i for i, month in enumerate(MONTH_NAMES, 1) if month.startswith(name[:3]))


_FORMS = (
    whole_words(rf"{DAY}(?P<sep>[/.-]){MONTH}(?P=sep_0){YEAR}", rf"{DAY}\s?/\s?{MONTH}\s?/\s?{YEAR}"),
    whole_words(rf"{YEAR}-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])"),
    whole_words(rf"{DAY}\s+tháng\s+{MONTH}\s*(?:,\s*|\s)(?:năm\s+)?{YEAR}"),
    whole_words(
        rf"{DAY}(?:st|nd|rd|th)?\s+(?:of\s+)?{NAMED_MONTH},?\s+{YEAR}",
        rf"{NAMED_MONTH}\s+{DAY}(?:st|nd|rd|th)?,?\s+{YEAR}",
    ),
)
_YEARS = re.compile(r"(?:19|20|21)\d\d")
_INSIDE_NUMBER = marked_and_bare(r"\d[/.-]$")


def find_dates(text: str) -> list[DateMention]:
    """Every calendar day with its year, in order: 31/10/2025, 31 tháng 10 năm 2025, 2025-10-31, October 31st, 2025.

    >>> [str(d.date) for d in find_dates("từ 01/7/2025 đến ngày 31 tháng 10 năm 2025")]
    ['2025-07-01', '2025-10-31']
    """
    return dates_in(Reading(text))


def dates_in(reading: Reading) -> list[DateMention]:
    """``find_dates`` on a text already read."""
    if not _YEARS.search(reading.lower):
        return []
    found: list[DateMention] = []
    for form in _FORMS:
        for match in reading.finditer(form):
            name = group(match, "mon")
            month = month_number(name) if name else int(group(match, "m"))
            day = calendar_day(int(group(match, "y")), month, int(group(match, "d")))
            if day and not reading.before(_INSIDE_NUMBER, match.start(), reach=2):
                found.append(DateMention(match.start(), match.end(), day))
    found.sort(key=lambda d: (d.start, -d.end))
    kept: list[DateMention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept
