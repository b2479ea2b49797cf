"""Answering a figure question from the table of indicators: which row fits, and how it is said in the asker's language.

A row fits where its name is what the question asks about, its place and period are those asked for (or none was), and
it holds the measure asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

from assistant.asked import Asked, stop_words
from assistant.draft import Source, Statement
from assistant.evidence import Evidence
from assistant.extractive import flat
from assistant.features import asked_places
from assistant.glossary import load_glossary
from assistant.intent import AnswerType
from assistant.measures import COMPARING, asks_for_plan
from assistant.names import find_names
from assistant.phrases import phrase
from assistant.standing import Standing, asked_periods, of_reported
from assistant.understand import Question
from index.answer import IndicatorFact, Language
from index.model import Document, Indicator, Passage
from index.period_labels import Period, covers, describe_period, parse_label, same_period
from index.places import same_place, within
from index.quantities import find_quantities, format_number, format_unit
from index.text import fold, words
from index.units import QuantityKind

_FIT = 0.75
_FIT_OF_SIDE = 0.7  # of a comparison, whose pair must agree besides
_NEAR = 4.0  # evidence that scores at most this much below the best may hold the period asked for
_SAME_PERIOD = 0.55  # its own period or that of its surroundings is the one asked for
_FIGURE = 0.6  # it has the shape of the figure asked for
# What the sentence goes on with after the basis: "dự toán (", "kế hoạch năm và bằng".
_DANGLING = re.compile(r"[\s,;(]*(?:(?:và|,)\s*(?:chỉ\s+)?(?:bằng|đạt|tăng|giảm|là)?)?[\s,;(]*$")


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator with the document and passage that report it."""

    indicator: Indicator
    document: Document
    passage: Passage | None = None

    @property
    def name(self) -> str:
        """The full name, also where the sentence shortens it."""
        resolved = self.indicator.extra.get("indicator_resolved")
        return str(resolved) if resolved else self.indicator.name

    @property
    def place(self) -> str | None:
        """Whose figure it is."""
        return self.indicator.locality or self.document.place

    @property
    def period(self) -> Period | None:
        """The period reported."""
        return parse_label(self.indicator.period) if self.indicator.period else None


@dataclass(frozen=True, slots=True)
class Fit:
    """How a row fits the question: ``name`` 0–1; ``exact_period`` whether it is of the very period asked for (or none
    was).
    """

    row: Row
    name: float
    exact_period: bool


def wants_indicator(asked: Asked) -> bool:
    """Whether the question can be answered by a reported figure at all."""
    return asked.intent.type is AnswerType.FIGURE and asked.intent.measure is not QuantityKind.DURATION


def fitting(asked: Asked, rows: Sequence[Row]) -> list[Fit]:
    """The rows that answer the question, best first; targets only where nothing reported fits."""
    fits = [fit for fit in (_fit(asked, row) for row in rows) if fit is not None]
    reported = [f for f in fits if f.row.indicator.qualifier != "kế hoạch"] or fits
    best = max((f.name for f in reported), default=0.0)
    kept = [f for f in reported if f.name >= best - 0.1]
    return sorted(kept, key=lambda f: (f.exact_period, -_reach(f), f.name, recency(f.row)), reverse=True)


def fitting_side(whole: Asked, side: Asked, rows: Sequence[Row]) -> list[Fit]:
    """The rows that report, of the place and the very period of one ``side`` of a comparison, what the ``whole``
    question measures; best first. Plans only where the question is about one.
    """
    found: list[Fit] = []
    planned = asks_for_plan(whole)
    for row in rows:
        name = _name_fit(whole, row, COMPARING)
        plan = row.indicator.qualifier == "kế hoạch"
        if name < _FIT_OF_SIDE or (plan and not planned) or not _fits_place(side, row):
            continue
        of_period = side if side.question.periods else whole
        if _fits_period(of_period, row) is True:
            found.append(Fit(row, name, True))
    return sorted(found, key=lambda f: (f.name, recency(f.row)), reverse=True)


def _reach(fit: Fit) -> int:
    """Days of a period that only holds the one asked for: the shortest says most of it. 0 for the period itself."""
    period = fit.row.period
    if fit.exact_period or period is None or period.first is None or period.last is None:
        return 0
    return (period.last - period.first).days


def recency(row: Row) -> tuple[int, int]:
    """The last day of the row's period and its document's day; what is greater is later."""
    period = row.period
    ends = period.last.toordinal() if period and period.last else 0
    return ends, row.document.date.toordinal() if row.document.date else 0


def alike(asked: Asked, rows: Sequence[Row]) -> list[Fit]:
    """The rows that report the measure and the place asked for, of whatever period."""
    return [Fit(row, name, False) for row in rows if (name := _likeness(asked, row)) >= _FIT]


def _fit(asked: Asked, row: Row) -> Fit | None:
    name = _likeness(asked, row)
    exact = _fits_period(asked, row) if name >= _FIT else None
    return None if exact is None else Fit(row, name, exact)


def _likeness(asked: Asked, row: Row) -> float:
    """How well the row's name fits, 0 where its measure or place is another."""
    name = _name_fit(asked, row)
    return name if name >= _FIT and _has_measure(asked, row.indicator) and _fits_place(asked, row) else 0.0


@cache
def asking_words() -> frozenset[str]:
    """Words that say how a figure is asked for, not what it is the figure of (data)."""
    source = resources.files("assistant").joinpath("data/asking_words.json").read_text(encoding="utf-8")
    return frozenset(json.loads(source))


def _content(text: str) -> list[str]:
    return [
        f
        for f in (fold(w.text) for w in words(text))
        if f not in stop_words() and f not in asking_words() and not f.isdigit()
    ]


# Words that a name may have or leave out: "(tổng) thu ngân sách (nhà nước trên địa bàn)".
_OPTIONAL = frozenset({"tong", "so", "nha", "nuoc", "nn", "von", "tren", "dia", "ban", "quan", "huyen", "tinh"})


def same_measure(a: str, b: str) -> bool:
    """Whether two names of indicators are one, but for words that such names may leave out.

    >>> same_measure("Tổng thu ngân sách nhà nước", "thu ngân sách"), same_measure("thu nội địa", "thu ngân sách")
    (True, False)
    """
    one, other = ({fold(w.text) for w in words(name)} for name in (a, b))
    return bool(one & other - _OPTIONAL) and one ^ other <= _OPTIONAL


def _name_fit(asked: Asked, row: Row, aside: frozenset[str] = frozenset()) -> float:
    """How well the row's name and the subject of the question are the same: the share of each that is in the other."""
    question = asked.question
    placed = {fold(w.text) for m in question.places for w in words(f"{m.place.name} {question.text[m.start : m.end]}")}
    name = set(_content(row.name)) - {fold(w.text) for w in words(row.place or "")}
    if not name or name <= {fold(w.text) for w in words(row.indicator.unit or "")}:
        return 0.0  # "11 hộ": which households is not told
    said = set(_content(question.vietnamese)) - placed - aside
    either = said | {term for phrase_ in question.expansions for term in _content(phrase_)}
    if not said:
        return 0.0
    name = name - (_OPTIONAL - said) or name
    covered = len(name & either) / len(name)
    reported = name | set(_content(f"{row.indicator.qualifier or ''} {row.indicator.plan_basis or ''}"))
    if question.language == "en":
        return 0.5 * covered + 0.5 * english_share(question, reported, aside)
    subject = {t for t in said if t not in _OPTIONAL and asked.terms.weights.get(t, 0.5) > 0.15} or said
    return 0.5 * covered + 0.5 * len(subject & reported) / len(subject)


def english_share(question: Question, reported: set[str], aside: frozenset[str]) -> float:
    """The share of the English subject's words one of whose translations is part of the row's name."""
    spans = [(m.start, m.end) for m in question.places] + [(p.start, p.end) for p in question.periods]
    glossary = load_glossary()
    found: list[bool] = []
    for word in words(question.text):
        outside = not any(start < word.end and word.start < end for start, end in spans)
        if outside and _content(word.text) and fold(word.text) not in aside:
            renderings = [set(_content(v)) for v, _ in glossary.translate(word.text).phrases]
            found.append(any(r and r <= reported for r in renderings) or fold(word.text) in reported)
    return sum(found) / len(found) if found else 0.0


def _has_measure(asked: Asked, indicator: Indicator) -> bool:
    measure = asked.intent.measure
    unit = indicator.unit or ""
    if measure is QuantityKind.PERCENT:
        return indicator.plan_pct is not None or indicator.yoy_pct is not None or unit == "%"
    if measure is QuantityKind.MONEY:
        return indicator.value is not None and ("đồng" in unit or "USD" in unit or "EUR" in unit)
    return indicator.value is not None


def _fits_place(asked: Asked, row: Row) -> bool:
    """Whether the row is of the smallest place asked for, and its sentence or title names whatever else is named."""
    wanted = asked_places(asked.question)
    place = row.place
    if wanted and not (place and any(same_place(place, p.name) or within(place, p.name) for p in wanted)):
        return False
    objects = _objects(asked.question)
    if not objects:
        return True
    frame = fold(f"{row.document.title or ''} {row.name} {source_of_row(row).quote}")
    return all(fold(name) in frame for name in objects)


def _objects(question: Question) -> list[str]:
    """The proper names in the question that are no place, period or document number: a project, a street, a lake."""
    taken = [(m.start, m.end) for m in question.places]
    taken += [(m.start, m.end) for m in question.periods]
    taken += [(m.start, m.end) for m in question.numbers]
    return [m.group() for m in find_names(question.text) if not any(a < m.end() and m.start() < b for a, b in taken)]


def of_period(asked: Asked, indicator: Indicator) -> bool:
    """Whether the indicator is of a period asked for, or of one that holds it."""
    reported = parse_label(indicator.period) if indicator.period else None
    return _of_period(asked, reported) is not None


def _fits_period(asked: Asked, row: Row) -> bool | None:
    return _of_period(asked, row.period)


def _of_period(asked: Asked, reported: Period | None) -> bool | None:
    """True for the period asked for, False for one that stands in for it, ``None`` for another one."""
    if not asked.question.periods:
        return True
    if reported is None or not asked_periods(asked):
        return None if reported is None else _of_years(asked, reported)
    stands = of_reported(asked, reported)
    return None if stands is Standing.OTHER else stands is Standing.SAME


def _of_years(asked: Asked, reported: Period) -> bool | None:
    """As ``_of_period``, where a stretch of years is asked for."""
    if any(same_period(p, reported) for p in asked.question.periods):
        return True
    return False if any(covers(reported, p) for p in asked.question.periods) else None


def period_note(asked: Asked, reported: str, language: Language) -> str:
    """That a figure is of the period labelled ``reported``, not of the one asked for."""
    wanted = asked_periods(asked) or asked.question.periods
    told = describe_period(reported, language)
    return phrase("period_note", language, reported=told, asked=describe_period(wanted[0].label, language))


def superseded(fit: Fit, ranked: Sequence[Evidence]) -> bool:
    """Whether ``fit`` is of another period than the one asked for though evidence in ``ranked`` is of that one.

    A figure of a part of the year must not stand for the year where a text has the year's.
    """
    if fit.exact_period:
        return False
    best = ranked[0].score if ranked else 0.0
    return any(
        e.score >= best - _NEAR and e.features.period >= _SAME_PERIOD and e.features.shape >= _FIGURE for e in ranked
    )


def statements(fit: Fit, asked: Asked, language: Language) -> list[Statement]:
    """The row in the asker's language, with the note on its period where another was asked for, then its sentence
    verbatim.
    """
    source = source_of_row(fit.row)
    said = [Statement(say(fit.row, language), (source,), verbatim=False, indicators=(fact(fit.row),))]
    if not fit.exact_period and fit.row.indicator.period and asked.question.periods:
        note = period_note(asked, fit.row.indicator.period, language)
        said.append(Statement(note, (source,), verbatim=False))
    sentence = flat(source.quote)
    if len(sentence) <= 320:
        said.append(Statement(f"“{sentence}”", (source,)))
    return said


def source_of_row(row: Row) -> Source:
    """The whole sentence, item or table row that reports the figure; the figure itself is marked."""
    start, end = row.indicator.start, row.indicator.end
    for unit in row.passage.units if row.passage else ():
        if unit.start < row.indicator.end and row.indicator.start < unit.end:
            start, end = min(start, unit.start), max(end, unit.end)
    text = row.document.text
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    mark = (max(0, row.indicator.start - start), min(end, row.indicator.end) - start)
    return Source(row.document, start, end, row.passage, (mark,))


def say(row: Row, language: Language) -> str:
    """One sentence: name, place, period, value, percent of plan, change on the same period."""
    indicator = row.indicator
    parts = [p for p in (_amount(indicator, language), _of_plan(indicator, language), _change(row, language)) if p]
    name = row.name.lstrip("-–•+ ")
    name = name[:1].upper() + name[1:]
    period = describe_period(indicator.period, language) if indicator.period else ""
    place = row.place if row.place and fold(row.place) not in fold(name) else ""
    if language == "vi":
        head = " ".join(filter(None, [name, f"của {place}" if place else "", period]))
        about = {"ước": "ước đạt ", "kế hoạch": "kế hoạch "}.get(indicator.qualifier or "", "")
        return f"{head}: {about}{', '.join(parts)}."
    head = ", ".join(filter(None, [_english_name(row) + (f" of {_english_place(place)}" if place else ""), period]))
    about = {"ước": "an estimated ", "kế hoạch": "planned: "}.get(indicator.qualifier or "", "")
    return f"{head}: {about}{', '.join(parts)}."


_PLACE_WORDS = {
    "thành phố": "city",
    "thị xã": "town",
    "quận": "district",
    "huyện": "district",
    "tỉnh": "province",
    "phường": "ward",
    "xã": "commune",
}


def _english_place(place: str) -> str:
    """ "quận Tây Hồ" as "Tây Hồ district"; any other name as it stands."""
    for vietnamese, english in _PLACE_WORDS.items():
        if place.lower().startswith(f"{vietnamese} "):
            return f"{place[len(vietnamese) + 1 :]} {english}"
    return place


def _english_name(row: Row) -> str:
    """The measure in English with the source's words beside it, where the glossary knows them; else these alone."""
    english = _english_measures().get(fold(row.name))
    return f"{english[:1].upper()}{english[1:]} ({row.name})" if english else f"“{row.name[:1].upper()}{row.name[1:]}”"


@cache
def _english_measures() -> dict[str, str]:
    """Folded Vietnamese renderings of the glossary with the first English phrase of each."""
    found: dict[str, str] = {}
    for english, renderings in load_glossary().phrases.items():
        for rendering in renderings:
            found.setdefault(fold(rendering), " ".join(english))
    return found


def _amount(indicator: Indicator, language: Language) -> str:
    if indicator.value is None:
        return ""
    number = format_number(Decimal(str(indicator.value)), language)
    if indicator.total is not None:
        number += "/" + format_number(Decimal(str(indicator.total)), language)
    if not indicator.unit:
        return number
    if indicator.unit == "%":
        return number + "%"
    said = f"{number} {format_unit(indicator.unit, language)}"
    # The figure as the documents write it stays beside the English one: officials copy it.
    return said if language == "vi" else f"{said} ({_amount(indicator, 'vi')})"


def _of_plan(indicator: Indicator, language: Language) -> str:
    if indicator.plan_pct is None:
        return ""
    percent = f"{format_number(Decimal(str(indicator.plan_pct)), language)}%"
    basis = _DANGLING.sub("", indicator.plan_basis or "")
    if language == "vi":
        return f"bằng {percent} {basis or 'kế hoạch'}"
    return f"{percent} of the plan" + (f" ({basis})" if basis else "")


def _change(row: Row, language: Language) -> str:
    """The change on the same period, said as the source says it: "bằng 142% so với cùng kỳ" or "tăng 42%"."""
    change = row.indicator.yoy_pct
    if change is None:
        return ""
    value = Decimal(str(change))
    year = row.indicator.extra.get("base_year")
    base = (f"năm {year}" if year else "cùng kỳ", f"{year}" if year else "the same period of the previous year")
    quote = source_of_row(row).quote
    stated = {found.canonical for found in find_quantities(quote) if found.kind is QuantityKind.PERCENT}
    if value + 100 in stated and abs(value) not in stated:
        said = format_number(value + 100, language)
        return f"bằng {said}% so với {base[0]}" if language == "vi" else f"{said}% of {base[1]}"
    said = format_number(abs(value), language)
    if language == "vi":
        return f"bằng {base[0]}" if value == 0 else f"{'tăng' if value > 0 else 'giảm'} {said}% so với {base[0]}"
    against = f"on {year}" if year else "year on year"
    return f"unchanged {against}" if value == 0 else f"{'up' if value > 0 else 'down'} {said}% {against}"


def fact(row: Row) -> IndicatorFact:
    """The row as the answer's data."""
    i = row.indicator
    return IndicatorFact(
        name=row.name,
        value=i.value,
        unit=i.unit,
        total=i.total,
        plan_pct=i.plan_pct,
        plan_basis=i.plan_basis,
        yoy_pct=i.yoy_pct,
        period=i.period,
        locality=row.place,
        qualifier=i.qualifier,
    )
