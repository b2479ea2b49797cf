"""Whether a figure is of the period that a question asks for.

A figure's period is told by its clause or the head of its column, else by what extraction read around it, else by its
paper: the title, and the lead where the title names no more than a year. The figure of another period is no answer; one
that is counted from the year's first day to the end of the period asked for may stand in for it, and is then named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from functools import lru_cache

from assistant.asked import Asked
from assistant.cells import Cell, cells
from assistant.evidence import Evidence
from assistant.intent import AnswerType
from assistant.measures import asks_for_plan, clause_of, is_base
from assistant.shape import figures
from index.aligned import fold_aligned
from index.dates import calendar_day, find_dates
from index.model import Document, Indicator, Kind, UnitKind
from index.period_labels import Period, parse_label, resolve, same_period
from index.periods import find_periods
from index.quantities import Quantity
from index.units import QuantityKind

_LEAD = 350  # characters behind its title in which a paper says what it reports on
_BEHIND = 30  # characters behind a figure in which its own period may follow: "đạt 905 tỷ đồng trong 9 tháng"
_UP_TO_MONTH = re.compile(r"T(\d{1,2})(/\d{4})?")
_UP_TO = re.compile(
    r"(?:\b(?:den|toi)\s+(?:het\s+|cuoi\s+)?|\bhet\s+|\bcuoi\s+|\bby\s+(?:the\s+)?(?:end\s+(?:of\s+)?)?"
    r"|\b(?:at\s+)?the\s+end\s+of\s+|\bas of\s+(?:the end of\s+)?|\buntil\s+|\bup to\s+)$"
)
_DAY = re.compile(r"\b(?:den|toi)\s+(?:het\s+)?(?:ngay\s+)?(\d{1,2})\s?(?:/|-|\sthang\s)\s?(\d{1,2})(?![\d/-])")
_PLANNED_HEAD = re.compile(r"\b(?:du toan|ke hoach|muc tieu|chi tieu)\b")
_PLANNED = re.compile(r"\b(?:du toan|ke hoach|muc tieu|chi tieu|nghi quyet|kich ban|phan dau)\b[^,;.:()]{0,50}$")
_TO_COME = re.compile(r"\b(?:du kien|phan dau|se|muc tieu(?! quoc gia)|plans? to|expected)\b[^.;]*$")
_NOT_BEHIND = re.compile(r"[,;|\d]|\b(?:sang|vao|tu|truoc|sau|do|vi|nho)\b")
_WHOLE_YEAR = re.compile(
    r"\b(?:ket thuc|het|cuoi|ca|tron|tong ket|tong)\s+(?:nam|nien do)?\s*$"
    r"|\b(?:full[- ]year|whole(?: year)?|entire|end of|annual|year-end)(?: in| of| for| the year)*\s*$"
)
_HALFWAY = re.compile(r"\bnua (?:dau nam|chang duong)\b")
# What lays down rules: a figure in it holds on, of whatever period it speaks.
_RULES = frozenset({Kind.LAW, Kind.DECREE, Kind.RESOLUTION, Kind.DECISION, Kind.CIRCULAR})
_OF_PAPER = re.compile(
    r"(?:\d/[a-z][\w-]*|\b(?:nghi quyet|quyet dinh|thong tu|nghi dinh|chi thi|to trinh|cong van|resolution|decision"
    r"|decree|circular|directive)(?: so| no\.?)?)\s*(?:\(|ngay|nam|of|dated)?\s*$"
)
_YEAR_DAYS = 366
_REPORTING = 3  # figures from which a paper is one that reports
_FITTING = 0.6  # of the best, how well another figure of a unit must have the shape asked for
_BEST = 5  # units whose periods are told where none is of the one asked for


class Standing(IntEnum):
    """How the period of a figure stands to the one asked for; the higher, the better."""

    OTHER = 0
    UNTOLD = 1  # or none was asked for
    ENDING = 2  # it is counted up to the end of the one asked for
    SAME = 3


@dataclass(frozen=True, slots=True)
class Told:
    """Of which period the figure of a unit is that stands best, and how."""

    standing: Standing
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """The year that a paper speaks of where it names none, and the periods that it reports on as a whole."""

    year: int | None
    periods: tuple[Period, ...]


class Sifted:
    """How each of the units ranked stands to the period asked for."""

    def __init__(self, asked: Asked, ranked: Sequence[Evidence], reported: Mapping[str, Sequence[Indicator]]) -> None:
        """``reported`` are the indicators by document."""
        self._told = {_key(e): standing(asked, e, reported.get(e.candidate.document.id, ())) for e in ranked}
        best = [self._told[_key(e)] for e in ranked[:_BEST]]
        self._misled = best[:1] != [] and best[0].standing is Standing.OTHER
        others = (t.period for t in best if t.standing is Standing.OTHER)
        self.others = tuple(dict.fromkeys(p.label for p in others if p is not None))

    def kept(self, ranked: Sequence[Evidence]) -> list[Evidence]:
        """The units that are of no other period. Where the best of all is of another one, what tells no period is no
        answer either: it fits the question less, and need not be of the period asked for.
        """
        least = Standing.ENDING if self._misled else Standing.UNTOLD
        return [e for e in ranked if self._told[_key(e)].standing >= least]

    def ending(self, evidence: Evidence) -> str | None:
        """The label of the period that stands in for the one asked for, where the unit is of such a one."""
        told = self._told[_key(evidence)]
        return told.period.label if told.period and told.standing is Standing.ENDING else None


def _key(evidence: Evidence) -> tuple[int, int]:
    return evidence.candidate.passage.id, evidence.index


def asked_periods(asked: Asked) -> tuple[Period, ...]:
    """The reporting periods, of a year at most, that a question asks for: "đến hết tháng 9/2025" the nine months."""
    return _asked_periods(asked.question.text, asked.question.periods)


@lru_cache(maxsize=1024)
def _asked_periods(text: str, periods: tuple[Period, ...]) -> tuple[Period, ...]:
    folded = fold_aligned(text)
    named = [_up_to(folded, p) for p in periods if (p.certain or p.has_year) and not _of_paper(folded, p)]
    return tuple(p for p in named if not _long(p))


def _of_paper(folded: str, period: Period) -> bool:
    """Whether a period is that of a document: "Nghị quyết 08/2025"."""
    return _OF_PAPER.search(folded[max(0, period.start - 40) : period.start]) is not None


def _up_to(folded: str, period: Period) -> Period:
    month = _UP_TO_MONTH.fullmatch(period.label)
    if month is None or not _UP_TO.search(folded[: period.start]):
        return period
    span = parse_label(f"{month[1]}T{month[2] or ''}")
    return replace(span, start=period.start, end=period.end) if span else period


def _long(period: Period) -> bool:
    """Whether it is a stretch of years or a school year."""
    return bool(period.first and period.last and (period.last - period.first).days > _YEAR_DAYS) or (
        "-" in period.label
    )


def _whole(question: str, period: Period) -> bool:
    """Whether not just something of a year is asked for but the year as a whole: "kết thúc năm 2024"."""
    folded = fold_aligned(question)
    before, behind = folded[: period.start], folded[period.end :]
    said = _WHOLE_YEAR.search(f"{before}{'nam' if folded[period.start :].startswith('nam') else ''}")
    return bool(said) or folded[period.start :].startswith("ca nam") or behind.startswith((" full-year", " full year"))


def stands(wanted: Sequence[Period], told: Sequence[Period]) -> Told:
    """The best standing of the periods told to those wanted; ``UNTOLD`` where there are none of either."""
    found = [Told(_stands(w, t), t) for t in told for w in wanted if not _long(t)]
    return max(found, key=lambda f: f.standing, default=Told(Standing.UNTOLD))


def _stands(wanted: Period, told: Period) -> Standing:
    if told.last is None:
        return Standing.UNTOLD
    target = wanted if wanted.has_year else resolve(wanted, told.last.year)
    if same_period(target, told):
        return Standing.SAME
    if target.last is None:
        return Standing.UNTOLD
    from_start = told.first is None or (told.first.month, told.first.day) == (1, 1)
    if not from_start or (told.first and target.first and told.first > target.first):
        return Standing.OTHER
    if told.last == target.last:
        return Standing.SAME if told.first is None or target.first is None else Standing.ENDING
    # "Đến 15/12" in a report on the year: the last that it tells of it.
    last_month = target.last.replace(day=1) <= told.last < target.last
    return Standing.ENDING if told.first is None and last_month and target.first else Standing.OTHER


def standing(asked: Asked, evidence: Evidence, indicators: Sequence[Indicator]) -> Told:
    """How the figures of a unit that may answer stand to the period asked for: the best of them.

    ``indicators`` are those of its document.
    """
    wanted = asked_periods(asked)
    document, unit, text = evidence.candidate.document, evidence.unit, evidence.text
    paper = paper_of(document)
    reports = not lays_down(document) and len(indicators) >= _REPORTING
    if not wanted or not reports or asked.intent.type is not AnswerType.FIGURE or _ahead(wanted, paper):
        return Told(Standing.UNTOLD)
    around = stands(wanted, [*_periods(evidence.candidate.passage.text, paper.year), *paper.periods])
    found: list[Told] = []
    fits = figures(asked.intent, asked.known, text, unit.context)
    best = max((fit for _, fit in fits), default=0.0)
    for quantity in (q for q, fit in fits if fit >= _FITTING * best):
        if _TO_COME.search(fold_aligned(text[: quantity.start])):
            found.append(_to_come(wanted, text, quantity))
            continue
        own = _own(text, unit.context, unit.kind, quantity, paper.year)
        if own:
            found.append(_of_year(asked, wanted, stands(wanted, own), sure=True))
            continue
        inferred = _inferred((unit.start + quantity.start, unit.start + quantity.end), indicators, paper)
        told = _of_year(asked, wanted, stands(wanted, inferred or paper.periods), sure=bool(inferred))
        # What is read from around the figure is unsure where the period asked for is told there too.
        unsure = told.standing is Standing.OTHER and around.standing is Standing.SAME
        found.append(Told(Standing.UNTOLD) if unsure else told)
    return max(found, key=lambda f: f.standing, default=Told(Standing.UNTOLD))


def _to_come(wanted: Sequence[Period], text: str, quantity: Quantity) -> Told:
    """What is planned is of whatever period, but for a plan of another year: "mục tiêu năm 2025" for 2024."""
    first, _ = clause_of(text, quantity.start, quantity.end)
    years = {p.last.year for p in find_periods(text[first : quantity.start]) if p.last and not _long(p)}
    of_other = bool(years) and all(p.last and p.last.year not in years for p in wanted)
    return Told(Standing.OTHER if of_other else Standing.UNTOLD)


def _ahead(wanted: Sequence[Period], paper: Paper) -> bool:
    """Whether years to come are asked about: of plans, which name several."""
    return all(p.label.isdigit() and (paper.year is None or int(p.label) > paper.year) for p in wanted)


def _of_year(asked: Asked, wanted: Sequence[Period], told: Told, *, sure: bool) -> Told:
    """A year named by the way ("đợt 2 năm 2025") is also that of what came about in one of its months."""
    part = told.period
    if told.standing is not Standing.OTHER or part is None or part.last is None:
        return told
    by_the_way = [p for p in wanted if p.label == str(part.last.year) and not _whole(asked.question.text, p)]
    event = not sure or _UP_TO_MONTH.fullmatch(part.label)
    return Told(Standing.UNTOLD) if by_the_way and event else told


def dated(indicator: Indicator, document: Document) -> Indicator:
    """The indicator of ``document`` with its period in the year of the paper, where it names none."""
    period = parse_label(indicator.period) if indicator.period else None
    year = paper_of(document).year
    return indicator if period is None or year is None else replace(indicator, period=resolve(period, year).label)


def of_reported(asked: Asked, reported: Period | None) -> Standing:
    """How a reported period stands to those asked for."""
    told = [reported] if reported is not None else []
    wanted = asked_periods(asked)
    return _of_year(asked, wanted, stands(wanted, told), sure=True).standing


def lays_down(document: Document) -> bool:
    """Whether a paper lays down rules and plans, and reports no results."""
    return document.kind in _RULES


def fitting_cells(asked: Asked, figured: Sequence[Cell]) -> list[Cell]:
    """The figures of a row that may answer: of the period asked for where heads name some, a share only where one is
    asked for, one of a plan only where a plan is asked about; all where nothing would be left.
    """
    wanted, left = asked_periods(asked), list(figured)
    year = next((p.last.year for p in wanted if p.last), None)
    share = asked.intent.measure is QuantityKind.PERCENT
    told = {cell: stands(wanted, _periods(cell.head, year)).standing for cell in left}
    best = max(told.values(), default=Standing.UNTOLD)
    keeps: tuple[Callable[[Cell], bool], ...] = (
        lambda c: _is_share(c) is share,
        lambda c: share or asks_for_plan(asked) or not _PLANNED_HEAD.search(fold_aligned(c.head)),
        lambda c: told[c] is best or best <= Standing.UNTOLD,
    )
    for keep in keeps:
        left = [c for c in left if keep(c)] or left
    return left


def _is_share(cell: Cell) -> bool:
    return "%" in f"{cell.head}{cell.unit}{cell.value}"


def paper_of(document: Document) -> Paper:
    """What ``document`` says it reports on, in its title or its first lines."""
    return _paper(document.title or "", document.text[: len(document.title or "") + _LEAD], document.date)


@lru_cache(maxsize=1024)
def _paper(title: str, lead: str, day: date | None) -> Paper:
    named = _periods(title, None)
    years = [p.last.year for p in named if p.last]
    years += [d.date.year for d in find_dates(title)]
    years += [day.year] if day else []
    first = _periods(lead, None)
    years += [p.last.year for p in first if p.last] + [d.date.year for d in find_dates(lead)]
    year = years[0] if years else None
    titled = _reported(_periods(title, year))
    # "Nửa chặng đường 2025": the year alone does not say how much of it is over.
    if titled and not _HALFWAY.search(fold_aligned(title)):
        return Paper(year, titled)
    return Paper(year, tuple(p for p in _reported(_periods(lead, year)) if not p.label.isdigit()))


def _reported(periods: Sequence[Period]) -> tuple[Period, ...]:
    return tuple(p for p in periods if p.has_year and not _long(p))


@lru_cache(maxsize=16384)
def _periods(text: str, year: int | None) -> tuple[Period, ...]:
    """The periods that ``text`` tells, in ``year`` where they name none, but for those compared with."""
    folded = fold_aligned(text)
    found = [p if p.has_year or year is None else resolve(p, year) for p in find_periods(text)]
    found = [
        _up_to(folded, p)
        for p in found
        if not is_base(folded, p.start)
        and not _of_paper(folded, p)
        and not _PLANNED.search(folded[max(0, p.start - 60) : p.start])
    ]
    for match in _DAY.finditer(folded) if year else ():
        day = calendar_day(year, int(match[2]), int(match[1])) if year else None
        if day and not any(p.start < match.end() and match.start() < p.end for p in found):
            found.append(Period(match.start(), match.end(), f"đến {day.day}/{day.month}/{day.year}", None, day))
    return tuple(sorted(found, key=lambda p: p.start))


def _own(text: str, context: str, kind: UnitKind, quantity: Quantity, year: int | None) -> list[Period]:
    """The periods that the clause of a figure tells, or the head of its column, else what stands above its table."""
    if kind is UnitKind.ROW:
        return _of_column(text, context, quantity, year)
    first, last = clause_of(text, quantity.start, quantity.end)
    told = [p for p in _periods(text, year) if first <= p.start < last]
    before = [p for p in told if p.end <= quantity.start]
    behind = [p for p in told if p.start >= quantity.end and not _apart(text[quantity.end : p.start])]
    return [p for p in (before[-1:] or behind[:1]) if p.has_year]


def _apart(between: str) -> bool:
    """Whether a period behind a figure is of something else: "do phải lùi sang quý IV"."""
    return len(between) > _BEHIND or _NOT_BEHIND.search(fold_aligned(between)) is not None


def _of_column(text: str, context: str, quantity: Quantity, year: int | None) -> list[Period]:
    column = text.count("|", 0, quantity.start)
    found = cells(context, text)
    if found is not None and column < len(found):
        # "So dự toán (%)" is the share of what the column to its left tells.
        for cell in reversed(found[: column + 1]):
            told = [p for p in _periods(cell.head, year) if p.has_year]
            if told or (
                cell is found[column] and _PLANNED_HEAD.search(fold_aligned(cell.head)) and "%" not in cell.head
            ):
                return told
    return [p for p in _periods(context.partition("|")[0], year) if p.has_year][-1:]


def _inferred(span: tuple[int, int], indicators: Sequence[Indicator], paper: Paper) -> list[Period]:
    """The period that extraction read for the figure; a mere year says less than the paper on a part of it."""
    touching = [parse_label(i.period) for i in indicators if i.period and i.start < span[1] and span[0] < i.end]
    found = [resolve(p, paper.year) if paper.year else p for p in touching if p is not None]
    if found and paper.periods and all(p.label.isdigit() for p in found):
        return []
    return found
