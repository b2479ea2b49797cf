"""Asking back where a question fits several places or periods equally, listing what each reports; and showing
sources that differ.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.asked import Asked
from assistant.draft import Draft, Statement
from assistant.indicator_answer import Fit, fact, say, source_of_row
from assistant.phrases import phrase
from index.answer import Language
from index.model import Document, Kind
from index.places import same_place

MOST = 8  # alternatives listed

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
        alternatives = _one_each(fits, by_place=True)
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


def rivals(fits: Sequence[Fit]) -> list[Fit]:
    """Rows that report another value than the first for the same thing, place and period; the later and more official
    first.

    Empty where all agree.
    """
    if not fits:
        return []
    first = fits[0].row
    same = [
        f
        for f in fits
        if f.exact_period
        and f.row.indicator.period == first.indicator.period
        and f.row.indicator.unit == first.indicator.unit
        and _same_place(f, fits[0])
        and fact(f.row).name.lower() == fact(first).name.lower()
        and f.row.indicator.qualifier == first.indicator.qualifier
    ]
    if len({f.row.indicator.value for f in same}) < 2:
        return []
    kept: list[Fit] = []
    for f in sorted(same, key=lambda f: _precedence(f.row.document)):
        if all(k.row.indicator.value != f.row.indicator.value for k in kept):
            kept.append(f)
    return kept


def _same_place(a: Fit, b: Fit) -> bool:
    return a.row.place == b.row.place or bool(a.row.place and b.row.place and same_place(a.row.place, b.row.place))


def _precedence(document: Document) -> tuple[int, int]:
    return -(document.date.toordinal() if document.date else 0), _OFFICIAL.get(document.kind, 5)
