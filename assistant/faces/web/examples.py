"""Example questions from what is in the index: figures that it holds and documents that it can name."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from assistant.messages import kind_name, t
from index.answer import Language
from index.model import Kind
from index.period_labels import describe_period
from index.readable import Readable
from index.records import DocumentRecord

COUNT = 4
_LAYS_DOWN = {Kind.RESOLUTION, Kind.DECISION, Kind.DIRECTIVE, Kind.DECREE, Kind.CIRCULAR, Kind.LAW}


def examples(library: Readable, records: Sequence[DocumentRecord], language: Language) -> list[str]:
    """Up to four questions, newest documents first, figures and documents in turn; general ones fill up."""
    newest = sorted(records, key=lambda record: str(record.date_issued or record.date_published or ""), reverse=True)
    figures = _figure_questions(library, newest, language)
    numbers = [
        t("example.number", language, kind=kind_name(record.kind, language), number=record.number)
        for record in newest
        if record.number and record.kind in _LAYS_DOWN
    ][: COUNT // 2]
    mixed = [question for pair in zip_longest(figures, numbers) for question in pair if question]
    general = [t(f"example.general.{n}", language) for n in (1, 2, 3)]
    return list(dict.fromkeys([*mixed[:COUNT], *general]))[:COUNT]


def _figure_questions(library: Readable, newest: Sequence[DocumentRecord], language: Language) -> list[str]:
    """One question for each of the newest documents that reports a figure with its period and place."""
    if language != "vi":
        return []  # the names of indicators are Vietnamese
    found: list[str] = []
    for record in newest[:40]:
        for stored in library.indicators(documents=(record.id,)):
            fact = stored.indicator
            if not (fact.period and fact.locality and fact.name) or len(fact.name) > 50:
                continue
            if fact.plan_pct is None and fact.yoy_pct is None:  # a bare count makes a poor first question
                continue
            key = "example.plan" if fact.plan_pct is not None else "example.value"
            name = fact.name[0].upper() + fact.name[1:]
            found.append(
                t(key, language, name=name, period=describe_period(fact.period, language), place=fact.locality)
            )
            break
        if len(found) == COUNT:
            break
    return found
