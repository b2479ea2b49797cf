"""What a document, a passage, a unit and an indicator are.

Offsets are character offsets into ``Document.text`` (NFC), half-open: ``text[start:end]``.
Money is in đồng or as stated with its unit; percent is percent (89.0 = 89%). Unknown is ``None``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What sort of paper a document is."""

    RESOLUTION = "resolution"  # nghị quyết
    DECISION = "decision"  # quyết định
    DIRECTIVE = "directive"  # chỉ thị
    DECREE = "decree"  # nghị định
    CIRCULAR = "circular"  # thông tư
    LAW = "law"  # luật
    NOTICE = "notice"  # thông báo
    PLAN = "plan"  # kế hoạch
    PROGRAMME = "programme"  # chương trình
    REPORT = "report"  # báo cáo
    PROPOSAL = "proposal"  # tờ trình
    DISPATCH = "dispatch"  # công văn
    ARTICLE = "article"  # bài báo, trang hỏi đáp
    OTHER = "other"


class RelationType(StrEnum):
    """How a document acts on another one."""

    AMENDS = "amends"
    REPLACES = "replaces"
    REPEALS = "repeals"
    BASED_ON = "based_on"


class SectionKind(StrEnum):
    """A level of a document's structure, outermost first."""

    APPENDIX = "appendix"  # phụ lục, quy chế/quy định ban hành kèm theo
    PART = "part"  # phần
    CHAPTER = "chapter"  # chương
    SECTION = "section"  # mục, I. II. III.
    HEADING = "heading"  # a heading of a page or report
    ARTICLE = "article"  # điều
    CLAUSE = "clause"  # khoản
    POINT = "point"  # điểm


class UnitKind(StrEnum):
    """What a unit, the smallest citable piece, is."""

    SENTENCE = "sentence"
    ITEM = "item"  # a point of a list, usually with a lead-in
    ROW = "row"  # a table row: its context holds the column heads
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Relation:
    """The document's effect on document number ``target``; ``scope='part'`` where only a part is touched."""

    type: RelationType
    target: str
    scope: str | None = None
    verb: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A structural part. ``label`` is as printed ("Điều 3", "2", "a"), ``title`` what follows it, may be empty.

    ``parent`` is the position of the enclosing section in ``Document.sections``, or ``None``.
    """

    kind: SectionKind
    label: str
    title: str
    start: int
    end: int
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Structure:
    """The document's own Điều (attachments excepted), and whether anything is attached after the signature."""

    n_articles: int = 0
    has_appendix: bool = False


@dataclass(frozen=True, slots=True)
class Copy:
    """Another file of the collection with the same content as a document.

    ``id`` is that of its file, ``content_hash`` of its own bytes; ``sources`` are the paths or URLs it was read from.
    """

    id: str
    file: str
    content_hash: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One content, read from a file and perhaps from others that hold the same.

    ``id`` is stable for a collection and file. ``file`` is a POSIX path relative to the ingested root. ``text`` is the
    complete cleaned text, NFC; passages and units are spans of it. ``content_hash`` is of the file's bytes together
    with the version of the reader. ``pages`` holds the offset at which each page begins (empty where the format has
    none). ``sources`` are the absolute paths or URLs it was read from, those of its ``copies`` included once it is
    stored.
    """

    id: str
    file: str
    collection: str
    content_hash: str
    text: str
    kind: Kind = Kind.OTHER
    language: str = "vi"
    title: str | None = None
    number: str | None = None
    issuer: str | None = None
    place: str | None = None
    date_issued: date | None = None
    date_effective: date | None = None
    date_published: date | None = None
    signer: str | None = None
    url: str | None = None
    mentions: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    structure: Structure = Structure()
    sections: tuple[Section, ...] = ()
    pages: tuple[int, ...] = ()
    sources: tuple[str, ...] = ()
    copies: tuple[Copy, ...] = ()

    @property
    def date(self) -> date | None:
        """The date shown and sorted by: issued, else published."""
        return self.date_issued or self.date_published


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest citable piece of a passage: a sentence, a list item, a table row.

    ``context`` is what must be read with it (a lead-in, a table's column heads and section row), as plain text; it may
    be empty. ``lead`` is the span of the lead-in in ``Document.text`` where there is one, so that it can be cited too.
    """

    start: int
    end: int
    kind: UnitKind
    context: str = ""
    lead: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of ~900 characters on structural borders, what retrieval ranks.

    ``prefix`` (title, number, place) is put before the text when it is embedded and indexed, never quoted. ``section``
    is the heading path for people ("Điều 3 › Khoản 2"), ``page`` counts from 1.
    """

    start: int
    end: int
    prefix: str
    section: str | None = None
    page: int | None = None
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class Indicator:
    """A reported figure: ``value`` in ``unit``, percent of plan, change on the same period, for a period and a place.

    ``start``/``end`` span the sentence, item or cell row that reports it. ``period`` is in the short form '9T/2024',
    'Q3/2024', 'T10/2024', '2024', '6T/2024', 'đến 27/11/2025'. ``period_from`` and ``locality_from`` say where they
    were read: 'sentence', 'window' (title, heading, sentence before) or 'document'. ``extra`` keeps what has no column
    (plan_value, plan_alt, growth_rate…).
    """

    name: str
    start: int
    end: int
    value: float | None = None
    unit: str | None = None
    total: float | None = None
    plan_pct: float | None = None
    plan_basis: str | None = None
    yoy_pct: float | None = None
    period: str | None = None
    period_from: str | None = None
    locality: str | None = None
    locality_from: str | None = None
    qualifier: str | None = None
    extra: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What ingest hands to the index: a document cut into passages, with its indicators.

    ``unread_pages`` counts the scanned pages that were left out for want of an OCR engine.
    """

    document: Document
    passages: tuple[Passage, ...]
    indicators: tuple[Indicator, ...] = ()
    unread_pages: int = 0


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as the index holds it: ``id`` is its number everywhere, ``ordinal`` its place in the document."""

    id: int
    document: str
    ordinal: int
    text: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is restricted to; ``None`` is no restriction. All given conditions hold together.

    ``date_from``/``date_to`` are inclusive and apply to the issued, else the published date: a document without a date
    is outside any date range. ``place`` matches the canonical place and places within it; ``files`` are document files,
    ``documents`` ids. ``collections`` limits what may be seen at all. ``as_of`` leaves out documents issued after that
    day and takes validity as of then.
    """

    date_from: date | None = None
    date_to: date | None = None
    place: str | None = None
    kinds: tuple[str, ...] | None = None
    issuer: str | None = None
    files: tuple[str, ...] | None = None
    documents: tuple[str, ...] | None = None
    collections: tuple[str, ...] | None = None
    as_of: date | None = None
