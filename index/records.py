"""Domain values to database rows and back: pure, no connection here."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from index.model import (
    Copy,
    Document,
    Indicator,
    Kind,
    Passage,
    Relation,
    RelationType,
    Section,
    SectionKind,
    Structure,
    Unit,
    UnitKind,
)
from index.text import fold

_SURROGATES = re.compile("[\ud800-\udfff]")
_UNIT_KINDS = {str(kind): kind for kind in UnitKind}
_DASHES = re.compile("[‐‑‒–—]")
_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_DATES = ("date_issued", "date_effective", "date_published")
_PLAIN = ("id", "file", "collection", "content_hash", "kind", "language", "title", "number", "issuer", "place", *_DATES)
DOCUMENT_COLUMNS = (*_PLAIN, "signer", "url", "mentions", "structure", "sources", "number_key")

Row = sqlite3.Row


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document without its text and sections; ``passages`` counts its passages."""

    id: str
    file: str
    collection: str
    content_hash: str
    kind: Kind
    language: str
    title: str | None
    number: str | None
    issuer: str | None
    place: str | None
    date_issued: date | None
    date_effective: date | None
    date_published: date | None
    signer: str | None
    url: str | None
    mentions: tuple[str, ...]
    relations: tuple[Relation, ...]
    structure: Structure
    pages: tuple[int, ...]
    sources: tuple[str, ...]
    copies: tuple[Copy, ...]
    passages: int

    @property
    def date(self) -> date | None:
        """The date shown and sorted by: issued, else published."""
        return self.date_issued or self.date_published


@dataclass(frozen=True, slots=True)
class StoredIndicator:
    """An indicator as stored; ``document`` is a document id, ``passage`` the passage that holds it, where one does."""

    id: int
    document: str
    passage: int | None
    indicator: Indicator


def storable(text: str) -> str:
    """`text` with every lone surrogate replaced by U+FFFD, one for one, so that offsets hold and UTF-8 can carry it."""
    return _SURROGATES.sub("\ufffd", text)


def number_key(number: str | None) -> str | None:
    """One key for the writings of a number: folded, no white space, no leading zeros ("05/2020" = "5/2020")."""
    return _LEADING_ZEROS.sub("", _DASHES.sub("-", "".join(fold(number).split()))) or None if number else None


def to_json(value: object) -> str:
    """Compact JSON that SQLite can hold."""
    return storable(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str))


def document_row(document: Document) -> tuple[object, ...]:
    """The values of DOCUMENT_COLUMNS."""
    values: dict[str, object] = {name: getattr(document, name) for name in (*_PLAIN, "signer", "url")}
    for name in _DATES:
        day = getattr(document, name)
        values[name] = day.isoformat() if day else None
    values["kind"] = str(document.kind)
    values["mentions"] = to_json(document.mentions)
    values["structure"] = to_json([document.structure.n_articles, document.structure.has_appendix])
    values["sources"] = to_json(document.sources)
    values["number_key"] = number_key(document.number)
    return tuple(
        storable(value) if isinstance(value, str) else value for value in (values[c] for c in DOCUMENT_COLUMNS)
    )


def body_row(document: Document) -> tuple[str, str, str]:
    """pages, sections, text."""
    sections = [[s.kind, s.label, s.title, s.start, s.end, s.parent] for s in document.sections]
    return to_json(document.pages), to_json(sections), storable(document.text)


def document_fields(row: Row, copies: tuple[Copy, ...]) -> dict[str, Any]:
    """The fields that Document and DocumentRecord have in common, relations and pages excepted."""
    values: dict[str, Any] = {name: row[name] for name in (*_PLAIN, "signer", "url")}
    for name in _DATES:
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    values["kind"] = Kind(values["kind"])
    values["mentions"] = tuple(json.loads(row["mentions"]))
    values["structure"] = Structure(*json.loads(row["structure"]))
    values["copies"] = copies
    values["sources"] = (*json.loads(row["sources"]), *(source for copy in copies for source in copy.sources))
    return values


def copy_row(copy: Copy) -> tuple[str, str, str, str]:
    """id, file, content_hash, sources."""
    return copy.id, storable(copy.file), copy.content_hash, to_json(copy.sources)


def read_copy(row: Row) -> Copy:
    """A copy from its row."""
    return Copy(row["id"], row["file"], row["content_hash"], tuple(json.loads(row["sources"])))


def read_document(row: Row, relations: tuple[Relation, ...], copies: tuple[Copy, ...]) -> Document:
    """A whole document from its joined row."""
    sections = tuple(Section(SectionKind(kind), *rest) for kind, *rest in json.loads(row["sections"]))
    return Document(
        **document_fields(row, copies),
        relations=relations,
        sections=sections,
        pages=tuple(json.loads(row["pages"])),
        text=row["text"],
    )


def read_record(row: Row, relations: tuple[Relation, ...], copies: tuple[Copy, ...]) -> DocumentRecord:
    """A document without its text from its joined row."""
    return DocumentRecord(
        **document_fields(row, copies),
        relations=relations,
        pages=tuple(json.loads(row["pages"])),
        passages=row["passages"],
    )


def relation_row(relation: Relation) -> tuple[object, ...]:
    """type, target, target_key, scope, verb."""
    target = storable(relation.target)
    verb = storable(relation.verb) if relation.verb else relation.verb
    return str(relation.type), target, number_key(target) or "", relation.scope, verb


def read_relation(row: Row) -> Relation:
    """A relation from its row."""
    return Relation(RelationType(row["type"]), row["target"], row["scope"], row["verb"])


def passage_row(passage: Passage) -> tuple[object, ...]:
    """start, end, prefix, section, page, units."""
    units = [[u.start, u.end, u.kind, u.context, *(u.lead or ())] for u in passage.units]
    section = storable(passage.section) if passage.section else passage.section
    return passage.start, passage.end, storable(passage.prefix), section, passage.page, to_json(units)


def read_passage(row: Row) -> Passage:
    """A passage from its row."""
    units = tuple(
        Unit(start, end, _UNIT_KINDS[kind], context, (lead[0], lead[1]) if lead else None)
        for start, end, kind, context, *lead in json.loads(row["units"])
    )
    return Passage(row["start"], row["end"], row["prefix"], row["section"], row["page"], units)


_INDICATOR_FIELDS = {f.name for f in fields(Indicator)}


def indicator_row(indicator: Indicator) -> tuple[object, ...]:
    """name, name_folded, period, locality, data."""
    data = {name: value for name, value in asdict(indicator).items() if value is not None and value != {}}
    name = storable(indicator.name)
    locality = storable(indicator.locality) if indicator.locality else indicator.locality
    return name, fold(name), indicator.period, locality, to_json(data)


def read_indicator(data: str) -> Indicator:
    """An indicator from its JSON; keys of a later version are left out."""
    return Indicator(**{name: value for name, value in json.loads(data).items() if name in _INDICATOR_FIELDS})


def containing_passage(spans: Sequence[tuple[int, int]], start: int, end: int) -> int | None:
    """The position of the first span that holds [start, end), else of the one that overlaps it most, else None."""
    best, overlap = None, 0
    for position, (low, high) in enumerate(spans):
        if low <= start and end <= high:
            return position
        shared = min(end, high) - max(start, low)
        if shared > overlap:
            best, overlap = position, shared
    return best
