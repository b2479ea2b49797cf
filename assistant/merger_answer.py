"""Answers on mergers of administrative units: the sentence that tells the merger decides, wherever it stands.

It is looked up by its own wording, not among the passages found for the question alone: a resolution tells a hundred
mergers in one form, and no ranking by words tells them apart as surely as reading them does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.clarify import official
from assistant.draft import Draft, Source, Statement
from assistant.lexical_query import weighted_terms
from assistant.merger_asked import Side, Wanted, named_in, wanted
from assistant.mergers import Merger, Unit, read_merger, spaced
from assistant.phrases import phrase
from assistant.planted import is_planted
from assistant.understand import Question
from index.answer import Language
from index.model import Document, Filters, StoredPassage, UnitKind
from index.model import Unit as Span
from index.places import find_places, within
from index.readable import Readable
from index.text import fold

_WORDING = "sắp xếp toàn bộ diện tích tự nhiên, quy mô dân số thành mới có tên gọi là; hợp nhất, đổi tên"
_PASSAGES = 150  # looked through for the units named
_MOST = 4  # mergers told: a unit may have been divided among several
_TOLD_BY = 2  # papers cited for one merger
_ROOM = 560  # characters of a sentence that is shown for what became of one unit
_NUMBERED = re.compile(r"^(?:\d{1,3}\s?[.)]|[-+•–])\s*")
_TRIGGER = re.compile(r"nhập|sắp xếp|hợp nhất|đổi tên|gộp|thành lập|hình thành|\+|\|", re.IGNORECASE)
_FIELDS = {"accented": 1.0, "folded": 1.0, "bigrams": 1.0}


@dataclass(frozen=True, slots=True)
class Found:
    """A merger that concerns ``unit``, named in the question, with the span that tells it."""

    merger: Merger
    unit: Unit
    sureness: int
    document: Document
    passage: StoredPassage
    span: Span
    provinces: frozenset[str]

    @property
    def text(self) -> str:
        """The sentence as shown."""
        return _NUMBERED.sub("", spaced(self.document.text[self.span.start : self.span.end]))

    @property
    def in_table(self) -> int:
        """0 where a sentence tells it, 1 where a row of a table does, 2 where that only names it beside figures."""
        return (self.span.kind is UnitKind.ROW) * (1 + ("+" in self.text))


def answer(question: Question, library: Readable, filters: Filters, language: Language) -> Draft | None:
    """What the documents tell of the merger asked for; ``None`` where none is asked for, or none told."""
    asked = wanted(question.text, question.language)
    found = list(_found(question, asked, library, filters)) if asked else []
    if asked is None or not found:
        return None
    if asked.more:
        return _more(found, language)
    told = _by_merger(_of_district(question.text, _surest(found)))
    asked_back = _asked_back(told)
    if asked_back:
        return Draft("clarify", asked_back, phrase("which_place", language))
    return Draft("answered", tuple(_said(asked, tellings, language) for tellings in told[:_MOST]))


def _found(question: Question, asked: Wanted, library: Readable, filters: Filters) -> Iterator[Found]:
    """The mergers told in ``library`` that concern a unit named in the question, of the province named in it."""
    query = weighted_terms([(question.restored or question.text, 1.0), (_WORDING, 0.2)], _FIELDS)
    scored = library.lexical(query, _PASSAGES, filters)
    passages = library.passages([s.passage for s in scored])
    for one in scored:
        passage = passages.get(one.passage)
        document = library.document(passage.document) if passage else None
        if passage is None or document is None:
            continue
        for span in passage.passage.units:
            text = document.text[span.start : span.end]
            merger = _read(text, span.context) if _TRIGGER.search(text) else None
            if merger is None or is_planted(text):
                continue
            provinces = _provinces(document, passage, span, merger)
            for unit, sureness in _named(question.text, asked, merger):
                if _of_province(question, unit, provinces):
                    yield Found(merger, unit, sureness, document, passage, span, provinces)


_read = lru_cache(maxsize=8192)(read_merger)


def _named(question: str, asked: Wanted, merger: Merger) -> Iterator[tuple[Unit, int]]:
    """The units of ``merger`` on the side told that the question names; one for all of those left as they were."""
    if asked.side is Side.KEPT:
        first = merger.parts[0]
        if merger.result is None and asked.kinds & first.level:
            yield first, 1
        return
    told: Iterable[Unit] = () if merger.result is None else (merger.result,)
    if asked.side is Side.RESULT:
        told = merger.parts if merger.result else ()
    elif asked.side is Side.FATE:
        told = merger.parts
    elif merger.result is None:
        told = merger.parts  # it was formed from none
    for unit in told:
        if not asked.kinds or asked.kinds & unit.level:
            sureness = named_in(question, unit)
            if sureness:
                yield unit, sureness


@lru_cache(maxsize=4096)
def _named_provinces(text: str) -> frozenset[str]:
    return frozenset(m.place.name for m in find_places(text) if m.place.kind == "province")


def _provinces(document: Document, passage: StoredPassage, span: Span, merger: Merger) -> frozenset[str]:
    """The provinces that a merger is of: what stands nearest to it says so."""
    if merger.result and "tinh" in merger.result.level:
        return frozenset({merger.result.name})
    around = (span.context, passage.passage.section, document.title, document.place)
    for text in around:
        named = _named_provinces(text) if text else frozenset()
        if named:
            return named
    return frozenset()


def _of_province(question: Question, unit: Unit, provinces: frozenset[str]) -> bool:
    named = [
        m.place.name for m in question.places if m.place.kind == "province" and fold(m.place.name) != fold(unit.name)
    ]
    return not named or any(within(p, n) or within(n, p) for p in provinces for n in named)


def _surest(found: Sequence[Found]) -> list[Found]:
    """Those that name what is asked most surely: of several parts named, most of them."""
    sureness: dict[object, dict[Unit, int]] = {}
    for one in found:
        sureness.setdefault(one.merger.key, {})[one.unit] = one.sureness
    total = {key: sum(units.values()) for key, units in sureness.items()}
    best = max(total.values())
    return [f for f in found if total[f.merger.key] == best]


def _of_district(question: str, found: list[Found]) -> list[Found]:
    """Of units of one name those of the district that the question names, where it names one."""
    districts = [fold(m.place.name) for m in find_places(question) if m.place.kind == "district"]
    there = [f for f in found if any(d in fold(f.unit.within) for d in districts)]
    return there or found


def _by_merger(found: Sequence[Found]) -> list[list[Found]]:
    """The tellings of each merger, the most official first, and sentences before rows of tables."""
    told: dict[object, list[Found]] = {}
    for one in sorted(found, key=lambda f: (f.in_table, official(f.document))):
        tellings = told.setdefault(one.merger.key, [])
        if all(one.document.id != other.document.id for other in tellings):
            tellings.append(one)
    return list(told.values())


def _asked_back(told: Sequence[Sequence[Found]]) -> tuple[Statement, ...]:
    """A line for each place, where units of one name lie in several; empty where there is one."""
    firsts: list[Found] = []
    for tellings in told:
        place = tellings[0].provinces
        if not any(_overlap(place, other.provinces) for other in firsts):
            firsts.append(tellings[0])
    if len(firsts) < 2:
        return ()
    return tuple(
        Statement(f"• {', '.join(sorted(f.provinces))}: {f.text}" if f.provinces else f"• {f.text}", (_source(f),))
        for f in firsts
    )


def _overlap(some: frozenset[str], others: frozenset[str]) -> bool:
    return some == others or any(within(a, b) or within(b, a) for a in some for b in others)


def _said(asked: Wanted, tellings: Sequence[Found], language: Language) -> Statement:
    """The merger as the document tells it; put in short where the parts are counted or it is told at length."""
    first = tellings[0]
    sources = tuple(map(_source, tellings[:_TOLD_BY]))
    result = first.merger.result
    if result and asked.side is Side.PARTS and (asked.counted or first.in_table):
        parts = first.merger.parts
        text = phrase(
            "merger_counted",
            language,
            unit=_titled(result),
            n=len(parts),
            kind=_kind(parts),
            parts=", ".join(map(_titled, parts)),
        )
        return Statement(text[0].upper() + text[1:], sources, verbatim=False)
    if result and asked.side is not Side.PARTS and (first.in_table or len(first.text) > _ROOM):
        text = phrase("merger_into", language, unit=_titled(first.unit), result=_titled(result))
        return Statement(text[0].upper() + text[1:], sources, verbatim=False)
    return Statement(first.text, sources)


def _more(found: Sequence[Found], language: Language) -> Draft | None:
    """Which of two units was formed from more; ``None`` where not both are told."""
    formed: dict[tuple[str, ...], Found] = {}
    for one in sorted(found, key=lambda f: (-f.sureness, official(f.document))):
        if one.merger.result:
            formed.setdefault(one.unit.key, one)
    if len(formed) != 2:
        return None
    most, least = sorted(formed.values(), key=lambda f: -len(f.merger.parts))
    n, m = len(most.merger.parts), len(least.merger.parts)
    if n == m:
        return None
    text = phrase(
        "merger_more",
        language,
        winner=_titled(most.unit),
        loser=_titled(least.unit),
        n=n,
        m=m,
        kind=_kind(most.merger.parts),
    )
    told = Statement(text[0].upper() + text[1:], (_source(most), _source(least)), verbatim=False)
    return Draft("answered", (told, *(Statement(f.text, (_source(f),)) for f in (most, least))))


def _kind(parts: Sequence[Unit]) -> str:
    kinds = {part.kind for part in parts}
    return _WRITTEN[kinds.pop()] if len(kinds) == 1 else "đơn vị"


_WRITTEN = {
    "xa": "xã",
    "phuong": "phường",
    "thi tran": "thị trấn",
    "dac khu": "đặc khu",
    "thi xa": "thị xã",
    "huyen": "huyện",
    "tinh": "tỉnh",
    "thanh pho": "thành phố",
}


def _titled(unit: Unit) -> str:
    return f"{_WRITTEN.get(unit.kind, unit.kind)} {unit.name}"


def _source(found: Found) -> Source:
    text, span = found.document.text, found.span
    end = span.start + len(text[span.start : span.end].rstrip())
    return Source(found.document, span.start, end, found.passage.passage)
