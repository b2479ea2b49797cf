"""All figures that a document reports: sentence by sentence, item with its lead-in, table row with its column heads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from index.model import Document, Indicator, Passage, Unit, UnitKind
from index.periods import Period, covers, parse_label, resolve
from ingest.indicators.records import extract_indicators
from ingest.indicators.setting import reported_period, yearless_period
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
    running: str | None = _titled_period(document.title or "", document.date)
    for unit in _units(passages):
        text = document.text[unit.start : unit.end]
        if len(found) >= _MAX_INDICATORS:
            break
        told: list[Indicator] = []
        if unit.kind is not UnitKind.HEADING:
            context = "\n".join([*before[-_CONTEXT_UNITS:], unit.context] if unit.context else before[-_CONTEXT_UNITS:])
            told = _read(text, unit, context, document.title or "")
            found += [_settled(i, unit, document, running) for i in told]
        before = [*before[-_CONTEXT_UNITS:], text]
        named = reported_period(text)
        # "Lễ hội Sen năm 2024" does not end a report on nine months of 2024: figures of the year do.
        if named is not None and (told or unit.kind is UnitKind.HEADING or not _holds(named, running)):
            running = named
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
    period, period_from = settled_period(indicator, running, document.date)
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


def settled_period(indicator: Indicator, running: str | None, day: date | None = None) -> tuple[str | None, str | None]:
    """The period of ``indicator`` and where it was read, what is open filled from the document.

    ``running`` is the period with a year that the document spoke of last, ``day`` the one that the document is of.
    """
    named = parse_label(indicator.period) if indicator.period else None
    known = parse_label(running) if running else None
    if indicator.period is None:
        return (running, "document") if known is not None and known.has_year else (None, None)
    if indicator.period_from == "window" and _holds(indicator.period, running):
        return running, "document"
    if named is None or named.has_year:
        return indicator.period, indicator.period_from
    if known is not None and known.last is not None:
        return resolve(named, known.last.year).label, "document"
    return (_last_before(named, day).label, "document") if day else (indicator.period, indicator.period_from)


def _holds(label: str | None, running: str | None) -> bool:
    """Whether the year ``label`` only holds the months that are reported on."""
    year, months = (parse_label(text) if text else None for text in (label, running))
    return bool(year and months and label and label.isdigit() and label != running and covers(year, months))


def _titled_period(title: str, day: date | None) -> str | None:
    """The period that a title reports on; one without a year is the last that was over on ``day``."""
    named = reported_period(title)
    if named is not None or day is None:
        return named
    open_ = yearless_period(title)
    return _last_before(open_, day).label if open_ else None


def _last_before(period: Period, day: date) -> Period:
    """``period`` in the last year in which it had ended by the end of the month of ``day``: reports come out early."""
    this = resolve(period, day.year)
    early = this.last is not None and (this.last.year, this.last.month) > (day.year, day.month)
    return resolve(period, day.year - 1) if early else this
