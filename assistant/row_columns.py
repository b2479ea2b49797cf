"""Which figures of a table row a question asks for: those under the heads of its words, its period, no plan."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from assistant.asked import Asked, number_key
from assistant.dimension import without_names
from assistant.measures import asks_for_plan
from assistant.row_figures import RowFigure
from assistant.sides import Operand
from index.period_labels import Period, resolve, same_period
from index.periods import find_periods
from index.text import fold
from index.text import words as find_words

_EACH = {
    **{"hour": "gio", "day": "ngay", "week": "tuan", "month": "thang", "year": "nam"},
    **{"hourly": "gio", "daily": "ngay", "weekly": "tuan", "monthly": "thang", "annual": "nam"},
    "yearly": "nam",
}
_WHOLE_YEAR = re.compile(r"\b(?:ca nam|tong cong|tong so|whole year|full year|total)\b")
_PLANNED = re.compile(r"\b(?:du toan|ke hoach|muc tieu|chi tieu|plan|target)\b")


def asked_columns(asked: Asked, row: Sequence[RowFigure]) -> list[RowFigure]:
    """The figures of a row under the heads that the question asks for."""
    kept = _of_period(asked, row)
    if not asks_for_plan(asked):
        kept = [figure for figure in kept if not _PLANNED.search(fold(figure.head))] or kept
    return _headed(asked, kept)


def _of_period(asked: Asked, row: Sequence[RowFigure]) -> list[RowFigure]:
    """The figures under heads of the period asked for or of none; without one, those of the whole year before others.

    "Quý I | Quý II | Cả năm": where the heads tell periods, no other one stands in for that asked for.
    """
    wanted = [p for p in asked.question.periods if p.certain or p.has_year]
    told = [(figure, _period(figure.head)) for figure in row]
    if not any(period for _, period in told):
        return list(row)
    if not wanted:
        return [figure for figure, period in told if period is None or period == _YEAR] or list(row)
    return [figure for figure, period in told if period is None or any(_is(period, one) for one in wanted)]


_YEAR = "year"


def _period(head: str) -> Period | str | None:
    if _WHOLE_YEAR.search(fold(head)):
        return _YEAR
    return next(iter(find_periods(head)), None)


def _is(told: Period | str, wanted: Period) -> bool:
    if isinstance(told, str):
        return wanted.label.isdigit()
    if not told.has_year and wanted.last is not None:
        told = resolve(told, wanted.last.year)
    return same_period(told, wanted)


def _headed(asked: Asked, row: Sequence[RowFigure]) -> list[RowFigure]:
    """The figures of a row under the heads that the question tells from the others: "lương tối thiểu giờ"."""
    said = set(fold(without_names(asked)).split())
    said |= {told for word, told in _EACH.items() if word in said}
    heads = [set(fold(figure.head).split()) for figure in row]
    common = set.intersection(*heads) if heads else set()
    chosen = [figure for figure, head in zip(row, heads, strict=True) if (head - common) & said]
    return chosen or list(row)


def numbered(asked: Asked, operand: Operand, label: Set[str]) -> float:
    """The share of the question's own numbers, not those of names and periods, that a row is labelled with."""
    named = {w.text for said in (operand.name, operand.called) for w in find_words(said)}
    named |= {w.text for p in asked.question.periods for w in find_words(asked.question.text[p.start : p.end])}
    wanted = asked.terms.numbers - {number_key(word) for word in named}
    return len(wanted & {number_key(term) for term in label}) / len(wanted) if wanted else 0.0
