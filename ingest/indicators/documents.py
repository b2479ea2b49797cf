"""All figures that a document reports: sentence by sentence, item with its lead-in, table row with its column heads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from index.model import Document, Indicator, Passage, Unit, UnitKind
from index.periods import parse_label, resolve
from ingest.indicators.records import extract_indicators
from ingest.indicators.setting import reported_period
from ingest.indicators.tables import row_indicators

_CONTEXT_UNITS = 2
_MAX_INDICATORS = 20_000  # a hostile document does not fill the table


def document_indicators(document: Document, passages: Sequence[Passage]) -> tuple[Indicator, ...]:
    """The reported figures of ``document``, in order, with offsets in ``Document.text``.

    A period or place that neither the sentence nor what stands around it names is the one the document spoke of last,
    or its own place and date.
    """
    found: list[Indicator] = []
    before: list[str] = []
    running: str | None = reported_period(document.title or "")
    for unit in _units(passages):
        text = document.text[unit.start : unit.end]
        if len(found) >= _MAX_INDICATORS:
            break
        if unit.kind is not UnitKind.HEADING:
            context = "\n".join([*before[-_CONTEXT_UNITS:], unit.context] if unit.context else before[-_CONTEXT_UNITS:])
            found += [_settled(i, unit, document, running) for i in _read(text, unit, context, document.title or "")]
        before = [*before[-_CONTEXT_UNITS:], text]
        running = reported_period(text) or running
    return tuple(found)


def _units(passages: Iterable[Passage]) -> Iterator[Unit]:
    """Units in order, each once: passages may share some."""
    seen: set[tuple[int, int]] = set()
    for passage in passages:
        for unit in passage.units:
            if (unit.start, unit.end) not in seen:
                seen.add((unit.start, unit.end))
                yield unit


def _read(text: str, unit: Unit, context: str, title: str) -> list[Indicator]:
    if unit.kind is UnitKind.ROW:
        return row_indicators(text, context=unit.context, title=title)
    return extract_indicators(text, context=context, title=title)


def _settled(indicator: Indicator, unit: Unit, document: Document, running: str | None) -> Indicator:
    """``indicator`` in the document's offsets, its open period and place filled from the document."""
    period, period_from = _settled_period(indicator, document, running)
    locality, locality_from = indicator.locality, indicator.locality_from
    if locality is None and document.place:
        locality, locality_from = document.place, "document"
    return replace(
        indicator,
        start=unit.start + indicator.start,
        end=min(unit.end, unit.start + indicator.end),
        period=period,
        period_from=period_from,
        locality=locality,
        locality_from=locality_from,
    )


def _settled_period(indicator: Indicator, document: Document, running: str | None) -> tuple[str | None, str | None]:
    named = parse_label(indicator.period) if indicator.period else None
    known = parse_label(running) if running else None
    if indicator.period is None:
        return (running, "document") if known is not None and known.has_year else (None, None)
    if named is None or named.has_year:
        return indicator.period, indicator.period_from
    day = known.last if known is not None and known.last is not None else document.date
    return (resolve(named, day.year).label, "document") if day else (indicator.period, indicator.period_from)
