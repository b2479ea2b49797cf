"""Asking back where a question fits several places or periods equally, listing what each reports; and showing
sources that differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from assistant.asked import Asked
from assistant.draft import Draft, Statement
from assistant.indicator_answer import Fit, Row, fact, recency, same_measure, say, source_of_row
from assistant.phrases import phrase
from index.answer import Language
from index.model import Document, Indicator, Kind
from index.places import same_place

MOST = 8  # alternatives listed

_PLANNED = "kế hoạch"
_SCALES = {"triệu đồng": (1e-3, "tỷ đồng"), "nghìn tỷ đồng": (1e3, "tỷ đồng"), "triệu USD": (1e-3, "tỷ USD")}

# Documents that decide come before documents that report about them.
_OFFICIAL = {
    Kind.LAW: 0,
    Kind.DECREE: 1,
    Kind.RESOLUTION: 2,
    Kind.DECISION: 3,
    Kind.CIRCULAR: 3,
    Kind.ARTICLE: 9,
    Kind.OTHER: 8,
}


def ambiguous(asked: Asked, fits: Sequence[Fit], language: Language) -> Draft | None:
    """The question asked back: it names no place and several report, or no period and there are several."""
    if not asked.question.places:
        # Of each place what it reported last, not what is worded most like the question.
        alternatives = _one_each(
            sorted(fits, key=lambda f: (f.exact_period, recency(f.row)), reverse=True), by_place=True
        )
        if len(alternatives) > 1:
            return Draft("clarify", _listed(alternatives, language), phrase("which_place", language))
    if not asked.question.periods:
        alternatives = _one_each(fits, by_place=False)
        if len(alternatives) > 1:
            return Draft("clarify", _listed(alternatives, language), phrase("which_period", language))
    return None


def _one_each(fits: Sequence[Fit], *, by_place: bool) -> list[Fit]:
    """The first (best) row of each place, or of each period."""
    kept: list[Fit] = []
    for candidate in fits:
        key = candidate.row.place if by_place else candidate.row.indicator.period
        if key is None:
            continue
        seen = (k.row.place if by_place else k.row.indicator.period for k in kept)
        if not any(s == key or (by_place and s is not None and same_place(s, key)) for s in seen):
            kept.append(candidate)
    return kept


def _listed(fits: Sequence[Fit], language: Language) -> tuple[Statement, ...]:
    return tuple(
        Statement(f"• {say(f.row, language)}", (source_of_row(f.row),), verbatim=False, indicators=(fact(f.row),))
        for f in fits[:MOST]
    )


def rivals(fits: Sequence[Fit], first: Fit) -> list[Fit]:
    """Rows that report another value than ``first`` for the same measure, place and period, with the row of that value;
    the later and more official first.

    Empty where all agree.
    """
    same = [f for f in fits if f.exact_period and _same_matter(f.row, first.row)]
    kept: list[Fit] = []
    for f in sorted(same, key=lambda f: _precedence(f.row.document)):
        if not any(_agree(k.row.indicator, f.row.indicator) for k in kept):
            kept.append(f)
    return kept if len(kept) > 1 else []


def conflicting(found: Sequence[Fit], language: Language) -> Draft:
    """Every figure with the paper that tells it and its day."""
    said = tuple(
        Statement(
            f"• {say(f.row, language)} {_told_by(f.row.document, language)}",
            (source_of_row(f.row),),
            verbatim=False,
            indicators=(fact(f.row),),
        )
        for f in found[:MOST]
    )
    return Draft("answered", said, phrase("conflict", language))


def _told_by(document: Document, language: Language) -> str:
    paper = document.number or f"“{document.title}”" if document.number or document.title else document.file
    day = document.date.strftime("%d/%m/%Y") if document.date else phrase("undated", language)
    return phrase("told_by", language, paper=paper, day=day)


def _same_matter(a: Row, b: Row) -> bool:
    """Whether both report the same measure of the same place and period, in a unit that can be compared."""
    one, other = a.indicator, b.indicator
    if one.period is None or one.period != other.period or (one.qualifier == _PLANNED) != (other.qualifier == _PLANNED):
        return False
    if (one.value is None) != (other.value is None) or _canonical(one)[1] != _canonical(other)[1]:
        return False
    return same_measure(a.name, b.name) and _same_place(a, b)


def _agree(a: Indicator, b: Indicator) -> bool:
    """Whether both figures are one, perhaps rounded: 2.511 and 2,5 nghìn tỷ."""
    one, other = _canonical(a)[0], _canonical(b)[0]
    if one is None or other is None or one == other:
        return one == other
    rough, fine = sorted((one, other), key=_digits)
    places = _digits(rough)
    return places >= 2 and float(f"{fine:.{places}g}") == rough


def _digits(value: float) -> int:
    """How many digits of a number tell something."""
    return len(f"{Decimal(str(value)):f}".replace("-", "").replace(".", "").strip("0"))


def _canonical(indicator: Indicator) -> tuple[float | None, str | None]:
    """The value, or the percent of plan or the change where there is none, and what it is counted in."""
    if indicator.value is not None:
        scale, unit = _SCALES.get(indicator.unit or "", (1.0, indicator.unit))
        return indicator.value * scale, unit
    if indicator.plan_pct is not None:
        return indicator.plan_pct, "plan"
    return indicator.yoy_pct, "yoy"


def _same_place(a: Row, b: Row) -> bool:
    return a.place == b.place or bool(a.place and b.place and same_place(a.place, b.place))


def _precedence(document: Document) -> tuple[int, int]:
    return -(document.date.toordinal() if document.date else 0), official(document)


def official(document: Document) -> int:
    """0 for the papers that lay down most, more for those that only report what others lay down."""
    return _OFFICIAL.get(document.kind, 5)
