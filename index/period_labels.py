"""Short labels of reporting periods, what days they name, and how they are said.

'2024', 'Q3/2024', 'T10/2024', '9T/2024' (first nine months), '6TC/2024' (last six months), '2021-2025', '2016-2017'
(school year), 'đến 31/10/2025'. Without a year: 'Q3', 'T10', '9T', '6TC'.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

from index.dates import MONTH_NAMES, calendar_day

_LABEL = re.compile(
    r"(?P<kind>\d{1,2}TC|\d{1,2}T|Q\d|T\d{1,2})(?:/(?P<year>[12]\d{3}))?"
    r"|(?P<only>[12]\d{3})(?:-(?P<to>[12]\d{3}))?"
    r"|đến (?P<until>\d{1,2}/\d{1,2}/\d{4})"
)
_ORDINALS = ("first", "second", "third", "fourth")
_CARDINALS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


@dataclass(frozen=True, slots=True)
class Period:
    """A period named at ``text[start:end]``; ``first`` and ``last`` are its days, both included.

    Both are ``None`` where no year is named; ``first`` alone where only the end is ("đến 31/10/2025"). ``certain`` is
    False for readings that need support from around them: "9 tháng" with nothing after it, a bare year.
    """

    start: int
    end: int
    label: str
    first: date | None = None
    last: date | None = None
    certain: bool = True

    @property
    def has_year(self) -> bool:
        """Whether a year is named."""
        return self.last is not None


def period_of(start: int, end: int, stem: str, year: int | None, months: tuple[int, int]) -> Period:
    """The period ``stem`` ('9T', 'Q3', '' for the whole year) over ``months`` of ``year``."""
    if year is None:
        return Period(start, end, stem)
    last = date(year, months[1], monthrange(year, months[1])[1])
    return Period(start, end, f"{stem}/{year}" if stem else str(year), date(year, months[0], 1), last)


def parse_label(label: str) -> Period | None:
    """The period that a short label names; ``None`` for anything else. Offsets are 0."""
    match = _LABEL.fullmatch(label.strip())
    if match is None:
        return None
    if match["until"]:
        day, month, year = (int(part) for part in match["until"].split("/"))
        until = calendar_day(year, month, day)
        return Period(0, 0, label.strip(), None, until) if until else None
    if match["only"]:
        first, last = int(match["only"]), int(match["to"] or match["only"])
        return Period(0, 0, label.strip(), date(first, 1, 1), date(last, 12, 31)) if first <= last else None
    kind = match["kind"]
    n = int(kind.strip("TCQ"))
    if not 1 <= n <= (4 if kind[0] == "Q" else 12):
        return None
    year_named = int(match["year"]) if match["year"] else None
    return period_of(0, 0, kind, year_named, _months(kind, n))


def _months(kind: str, n: int) -> tuple[int, int]:
    if kind[0] == "Q":
        return 3 * n - 2, 3 * n
    if kind[0] == "T":
        return n, n
    return (13 - n, 12) if kind.endswith("C") else (1, n)


def resolve(period: Period, year: int) -> Period:
    """``period`` in ``year`` where it names none; unchanged where it does."""
    if period.has_year:
        return period
    resolved = parse_label(f"{period.label}/{year}")
    if resolved is None:
        return period
    return replace(resolved, start=period.start, end=period.end, certain=period.certain)


def covers(outer: Period, inner: Period) -> bool:
    """Whether ``inner`` lies within ``outer``: Q3/2024 within 9T/2024. Both with a year, or both without."""
    if outer.has_year != inner.has_year:
        return False
    outer, inner = resolve(outer, 2001), resolve(inner, 2001)
    if outer.last is None or inner.last is None or inner.last > outer.last:
        return False
    return outer.first is None or (inner.first is not None and outer.first <= inner.first)


def same_period(a: Period, b: Period) -> bool:
    """Whether both name the same days: 'Q1/2024' and '3T/2024', '12T/2024' and '2024'."""
    if a.has_year != b.has_year:
        return False
    a, b = resolve(a, 2001), resolve(b, 2001)
    return a.last is not None and (a.first, a.last) == (b.first, b.last)


def describe_period(label: str, language: str = "vi") -> str:
    """A label in words; an unknown label comes back as it is.

    >>> describe_period("9T/2024"), describe_period("9T/2024", "en")
    ('9 tháng đầu năm 2024', 'the first nine months of 2024')
    """
    match = _LABEL.fullmatch(label)
    if match is None or parse_label(label) is None:
        return label
    return _in_english(match) if language == "en" else _in_vietnamese(match)


def _in_vietnamese(match: re.Match[str]) -> str:
    if match["until"]:
        return f"tính đến ngày {match['until']}"
    if match["only"]:
        return f"giai đoạn {match['only']}-{match['to']}" if match["to"] else f"năm {match['only']}"
    kind, year = match["kind"], match["year"]
    if kind[0] == "Q":
        return f"quý {('I', 'II', 'III', 'IV')[int(kind[1]) - 1]}" + (f"/{year}" if year else "")
    if kind[0] == "T":
        return f"tháng {kind[1:]}" + (f"/{year}" if year else "")
    which = "cuối" if kind.endswith("C") else "đầu"
    return f"{kind.rstrip('TC')} tháng {which} năm" + (f" {year}" if year else "")


def _in_english(match: re.Match[str]) -> str:
    if match["until"]:
        day, month, year = match["until"].split("/")
        return f"as of {int(day)} {MONTH_NAMES[int(month) - 1].capitalize()} {year}"
    if match["only"]:
        return f"{match['only']}-{match['to']}" if match["to"] else str(match["only"])
    kind, year = match["kind"], match["year"]
    if kind[0] == "Q":
        return f"the {_ORDINALS[int(kind[1]) - 1]} quarter" + (f" of {year}" if year else "")
    if kind[0] == "T":
        return MONTH_NAMES[int(kind[1:]) - 1].capitalize() + (f" {year}" if year else "")
    n = int(kind.rstrip("TC"))
    if n == 1:
        return MONTH_NAMES[-1 if kind.endswith("C") else 0].capitalize() + (f" {year}" if year else "")
    which = "last" if kind.endswith("C") else "first"
    return f"the {which} {_CARDINALS[n - 1]} months of {year or 'the year'}"
