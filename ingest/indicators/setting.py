"""When and where: the period and the place of a figure, from its clause, its sentence, or the text before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.periods import Period, covers, find_dates, find_periods, parse_label, resolve
from index.places import find_places
from ingest.indicators import lexicon as lx

_BASE_OF_COMPARISON = re.compile(
    r"(?:so\s+(?:với\s+)?|với\s+|\d\s+lần\s+|cùng\s+(?:kỳ|kì|thời\s+điểm)\s+(?:của\s+)?|bằng\s+[\d.,]+\s*%\s+(?:của\s+)?|(?:mức|nhất)\s[^,;.]{0,24}kể\s+từ\s+(?:đầu\s+)?)(?:mức\s+|bình\s+quân\s+|cuối\s+|cả\s+)?$"
)
_PLANNED = re.compile(
    r"(?:(?<!-\s)(?<!phòng\s)(?<!sở\s)kế\s+hoạch|dự\s+toán|mục\s+tiêu|chỉ\s+tiêu|nghị\s+quyết|kịch\s+bản|phương\s+hướng|nhiệm\s+vụ|đề\s+án|chương\s+trình|kh)"
    r"[^,;.:()]{0,50}$"
)
_UP_TO = re.compile(r"(?:(?:đến|tới)\s+(?:hết\s+|cuối\s+|giữa\s+)?|(?<!\w)hết\s+)$")
_MONTH_LABEL = re.compile(r"T(\d{1,2})(/\d{4})?")
_QUARTER_LABEL = re.compile(r"Q([23])(/\d{4})?")
# "đến ngày 25/6": a day without its year; "thời điểm 01/4/2018": a day on which it was counted.
_DAY = re.compile(
    r"(?<!\w)(?:(?:tính\s+)?(?:đến|tới)\s+(?:hết\s+)?(?:ngày\s+)?(\d{1,2})/(\d{1,2})(?![\d/])(?=\s*[,.;()]|\s+(?:toàn|cả|trên|đã|ước)\s)"
    r"|thời\s+điểm\s+(?:ngày\s+)?(\d{1,2})/(\d{1,2})(?:/(\d{4}))?(?![\d/]))"
)
_CUMULATED = re.compile(r"(?<!\w)(?:lũy\s+kế|luỹ\s+kế|từ\s+đầu\s+năm|tính\s+chung)(?!\w)")
_WHOLE_YEAR = re.compile(r"(?<!\w)(?:cả|trong)\s+năm(?!\s*(?:(?:19|20)\d\d(?![\d.,])|học|qua|nay|tới|sau|trước))")
_BEHIND = 32  # letters behind a figure in which "trong năm" is said of it
_NATION = re.compile(
    r"(?<!\w)(?:cả\s+nước|toàn\s+quốc|việt\s+nam|gdp|bộ\s+(?!phận|máy|đội|tiêu|chỉ|đề|môn|luật)[^\W\d_]+|chính\s+phủ"
    r"|tổng\s+cục|cục\s+thống\s+kê|ngân\s+hàng\s+nhà\s+nước)(?!\w)"
)
_LEVELS = frozenset({"province", "district"})
_PLACED = re.compile(r"(?:^|(?<!\w)(?:tại|ở|của|thuộc|ubnd|hđnd|là|toàn|bàn|lãnh đạo)\s+|[.;:,]\s*)$")


@dataclass(frozen=True, slots=True)
class Setting:
    """A period or place with where it was read: 'sentence', 'window' or 'document'."""

    value: str
    source: str


@dataclass(frozen=True, slots=True)
class _Dated:
    period: Period
    planned: bool


@lru_cache(maxsize=1024)
def _periods_of(text: str) -> tuple[_Dated, ...]:
    """The periods that a text reports on, without bases of comparison; years of plans are marked."""
    lower = text.lower()
    found = []
    for mention in find_periods(text):
        period = mention
        before = lower[max(0, period.start - 60) : period.start]
        if _BASE_OF_COMPARISON.search(before):
            continue
        if _UP_TO.search(before):
            period = replace(_first_months(period), start=period.start, end=period.end)
        found.append(_Dated(period, planned=_PLANNED.search(before) is not None))
    return tuple(found)


def _first_months(period: Period) -> Period:
    """A month or quarter from the start of its year: "tính đến tháng 6 năm 2012" is the first six months."""
    month, quarter = _MONTH_LABEL.fullmatch(period.label), _QUARTER_LABEL.fullmatch(period.label)
    label = f"{month[1]}T{month[2] or ''}" if month else f"{3 * int(quarter[1])}T{quarter[2] or ''}" if quarter else ""
    return parse_label(label) or period


def reported_period(text: str) -> str | None:
    """The label of the last period with a year that ``text`` reports on; a bare year is not enough.

    Of a plan that something was reached of, the period is also that of the result.
    """
    dated = [d for d in _periods_of(text) if d.period.has_year and d.period.certain]
    named = [d for d in dated if not d.planned]
    if not named and lx.STATED.search(text.lower()) and not lx.TARGET.search(text.lower()):
        named = dated
    return named[-1].period.label if named else None


def yearless_period(text: str) -> Period | None:
    """The longest period without a year that ``text`` reports on ("9 tháng đầu năm"), where it names none with one."""
    dated = [d for d in _periods_of(text) if d.period.certain and not d.planned]
    if any(d.period.has_year for d in dated):
        return None
    return next((d.period for d in _longest(dated)), None)


def _longest(dated: Sequence[_Dated]) -> list[_Dated]:
    """A title's periods, one that holds the others first: "quý II và 6 tháng đầu năm"."""
    return sorted(dated, key=lambda d: (d.planned, -sum(_within(o.period, d.period) for o in dated)))


def _within(inner: Period, outer: Period) -> bool:
    year = next((p.last.year for p in (outer, inner) if p.last), 2001)
    return covers(resolve(outer, year), resolve(inner, year))


@lru_cache(maxsize=1024)
def _places_of(text: str) -> tuple[tuple[int, str], ...]:
    """Provinces and districts with their offsets; a name without a title word only where a place is spoken of."""
    lower = text.lower()
    return tuple(
        (m.start, m.place.full_name)
        for m in find_places(text)
        if m.place.kind in _LEVELS
        and m.certain
        and (m.end - m.start > len(m.place.name) or _PLACED.search(lower, max(0, m.start - 12), m.start))
    )


def _days_of(lower: str, year: int) -> Iterator[_Dated]:
    """The days reached or counted on; those named without a year are in ``year``."""
    for match in _DAY.finditer(lower):
        date, month = match[1] or match[3], match[2] or match[4]
        day = parse_label(f"đến {int(date)}/{int(month)}/{match[5] or year}")
        if day is not None:
            yield _Dated(replace(day, start=match.start(), end=match.end()), planned=False)


# A title's own commune: it reports on itself.
_COMMUNE = re.compile(
    r"(?<!\w)([Xx]ã|[Pp]hường|[Tt]hị trấn|[Đđ]ặc khu)\s+([^\W\d_a-zà-ỹđ][^\W\d_]*(?:\s+[^\W\d_a-zà-ỹđ][^\W\d_]*){0,3})"
)


class Window:
    """The title and the segments before a sentence, read once for all figures of the sentence."""

    def __init__(self, sentence: str, context: str, title: str) -> None:
        self._own = _periods_of(sentence)
        self._before = _periods_of(context)
        self._title = _periods_of(title)
        self._year = self._find_year((sentence, context, title))
        lower = sentence.lower()
        self._whole_year = [m.start() for m in _WHOLE_YEAR.finditer(lower) if not _PLANNED.search(lower, 0, m.start())]
        self._cumulated = _CUMULATED.search(lower) is not None
        if self._year:
            self._own = tuple(sorted((*self._own, *_days_of(lower, self._year)), key=lambda d: d.period.start))
        self._texts = (sentence, context, title)

    @property
    def reports_period(self) -> bool:
        """Whether a period that is no plan's is named in the sentence or around it."""
        return any(not d.planned and d.period.certain for d in (*self._own, *self._before, *self._title))

    def speaks_of(self, what: str) -> bool:
        """Whether the sentence, what stands before it or the title has the words ``what``."""
        return any(what in text.lower() for text in self._texts)

    def _find_year(self, texts: Sequence[str]) -> int | None:
        """The year that year-less periods are in: the nearest named before them, else that of any date."""
        for dated in (self._own, self._before[::-1], self._title):
            for item in dated:
                if item.period.last is not None:
                    return item.period.last.year
        for text in texts:
            for mention in find_dates(text):
                return mention.date.year
        return None

    def period(self, start: int, end: int, *, target: bool) -> Setting | None:
        """The period of a record whose name starts at ``start`` and whose figures end at ``end``."""
        own = [d for d in self._own if target or not d.planned]
        inside = [d for d in own if start <= d.period.start < end]
        before = [d for d in own if d.period.end <= start]
        chosen = inside[0] if inside else before[-1] if before else None
        if chosen is None and any(start - 40 <= at < end + _BEHIND for at in self._whole_year) and self._year:
            titled = next((d.period.last.year for d in self._title if d.period.last), None)
            return Setting(str(titled or self._year), "sentence")
        if (
            chosen is not None
            and self._year
            and any(max(start, chosen.period.end) <= at < end for at in self._whole_year)
        ):
            return Setting(str(self._year), "sentence")  # "11 tháng đạt 9.870 tỷ đồng; ước cả năm 10.500 tỷ đồng"
        if chosen is not None:
            return self._labelled(chosen.period, "sentence")
        for dated in (self._before[::-1], _longest(self._title)):
            # A day reached ("đến 31/10/2025") is its own sentence's; a span of months goes on until another is named.
            for item in sorted(dated, key=lambda d: (d.planned, d.period.first is None and d.period.has_year)):
                if not item.planned or target:
                    period = _first_months(item.period) if self._cumulated else item.period
                    return self._labelled(period, "window")
        planned = [d for d in (*self._own, *self._before[::-1], *self._title) if d.planned and d.period.has_year]
        return self._labelled(planned[0].period, "window") if planned else None

    def is_later_than(self, base: str, start: int, end: int) -> bool:
        """Whether what is told between ``start`` and ``end`` is of the same months as ``base``, of a later year."""
        then = next(iter(find_periods(base)), None)
        told = self.period(start, end, target=False)
        now = parse_label(told.value) if told else None
        if then is None or now is None or then.last is None or now.last is None:
            return True
        if then.first is None or now.first is None or now.first.year != now.last.year:
            return then.last.year < now.last.year or now.first is not None
        months, before = ((p.first.month, p.last.month) for p in (now, then) if p.first and p.last)
        alike = months[1] - months[0] == before[1] - before[0]
        return then.last.year < now.last.year and (months == before or not alike)

    def _labelled(self, period: Period, source: str) -> Setting:
        named = resolve(period, self._year) if self._year else period
        return Setting(named.label, source)

    def place(self, end: int) -> Setting | None:
        """The place named last before ``end`` in the sentence, else the title's, the context's, else the nation."""
        sentence, context, title = self._texts
        commune = _COMMUNE.search(title)
        near = [name for at, name in _places_of(sentence) if at < end]
        if near:
            return Setting(near[-1], "sentence")
        named = (
            tuple((m.start, m.place.full_name) for m in find_places(title) if m.place.kind in _LEVELS)[:1]
            or _places_of(context)[-1:]
        )
        if commune:
            return Setting(f"{commune[1].lower()} {commune[2]}", "window")
        if named:
            return Setting(named[0][1], "window")
        nation = any(_NATION.search(text.lower()) for text in self._texts)
        return Setting("cả nước", "window") if nation else None
