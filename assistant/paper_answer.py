"""Questions on a paper itself, named by its number: who signed it, when, who issued it, since when it is in force,
what acted on it since.

The answer comes from the paper's own data and cites where the paper (or the one that acts on it) says so; where that
place can't be shown, nothing is answered here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from assistant.draft import Draft, Source, Statement
from assistant.messages import kind_name
from assistant.phrases import phrase
from assistant.understand import Question
from index.aligned import fold_aligned
from index.answer import Language
from index.dates import find_dates
from index.docnumbers import find_document_numbers, same_number
from index.model import Document, Filters, Passage, Relation, RelationType, StoredPassage
from index.readable import Readable


class Wanted(StrEnum):
    """What is asked about the paper."""

    SIGNER = "signer"
    DATE = "date"
    ISSUER = "issuer"
    EFFECT = "effect"
    SUCCESSOR = "successor"


_PAPER = "§"  # stands for the paper in the question, with its kind ("nghị quyết số 81/2025/NQ-HĐND")
_KIND = re.compile(
    r"(?:(?:(?<!thay )the|van ban|nghi quyet|quyet dinh|thong bao|ke hoach|chi thi|cong van|to trinh|thong tu|nghi dinh"
    r"|bao cao|resolution|decision|notice|plan|directive|circular|decree|report|document|nq|qd|so|number|no\.?)\s+)*$"
)
_WHOSE = re.compile(r"(?:(?:'s|\b(?:province|city|people's (?:council|committee)))\s*)+$")
_FORCE = r"(?:into (?:force|effect)|in force|in effect|effective|effect)"
_ACTS = r"(?:thay the|bai bo|sua doi|bo sung|huy bo)"
_PATTERNS: Final = {
    Wanted.SIGNER: (
        r"\b(?:ai|nguoi nao|vi nao|ong nao|ba nao|lanh dao nao)(?: la nguoi)?(?: da| truc tiep)* ky(?: ban hanh)? §",
        r"\bnguoi ky(?: ban hanh)? § la\b|§.{0,120}\b(?:do ai|duoc ai|ai da|ai la nguoi|nguoi nao|do nguoi nao) ky\b",
        r"§.{0,120}\bnguoi ky la ai\b|\bai la nguoi(?: da)? ky(?: ban hanh)? §",
        r"\bwho(?: has)? sign(?:ed|s) §|§.{0,120}\bsigned by (?:whom|who)\b|\bsignatory (?:of|to) §",
        r"\bby whom was §.{0,120}signed",
    ),
    Wanted.DATE: (
        r"§.{0,160}?\b(?:ban hanh|ky|thong qua)\b.{0,12}\b(?:ngay nao|khi nao|bao gio|ngay may|luc nao|thoi diem nao)",
        r"\bngay (?:ban hanh|ky|thong qua)(?: cua)? §|(?:khi nao|bao gio|ngay nao).{0,40}\b(?:ban hanh|ky|thong qua) §",
        r"\b(?:when|on (?:what|which) (?:date|day)) was(?: .{0,60})? §.{0,160}?\b(?:issu|sign|adopt|pass|approv)ed\b",
        r"\bwhen did .{0,60}\b(?:issue|sign|adopt|pass|approve) §|\b(?:issue|issuance|signing|adoption) date of §",
    ),
    Wanted.ISSUER: (
        r"§.{0,120}?\bdo (?:co quan|don vi|cap|ai)(?: nao)? ban hanh|\b(?:co quan|don vi|cap) nao(?: da)? ban hanh §",
        r"\b(?:who|which (?:body|agency|authority|office|council|committee)) (?:has )?issued §",
    ),
    Wanted.EFFECT: (
        r"(?<!theo )(?<!trong )(?<!tai )§(?: [^,]{0,80})?? (?:(?:bat dau )?(?:co hieu luc|ap dung)|phat sinh hieu luc)"
        r"(?: thi hanh)?(?: bat dau)?(?: ke)?(?: tu| vao)? (?:khi|luc|thoi diem|ngay)? ?(?:nao|bao gio|may)\b",
        r"\b(?:khi nao|bao gio|tu ngay nao|ngay nao)(?: thi)? §(?: [^,]{0,80})?? (?:co|bat dau co) hieu luc",
        r"\bngay(?: bat dau)?(?: co)? hieu luc(?: thi hanh)?(?: cua)? §",
        r"(?<!until )(?<!till )(?<!up to )\b(?:when|(?:what|which) (?:date|day)|how soon)"
        r" (?:does|do|did|will|is|was) §"
        rf"(?: [^,]{{0,80}})?? (?:(?:take|come|enter|go|become|be|start to be|begin to be) )?{_FORCE}\b",
        r"\b(?:effective|commencement|start) date (?:of|for) §|\bdate of effect of §",
    ),
    Wanted.SUCCESSOR: (
        rf"§.{{0,120}}?\b(?:bi|duoc) {_ACTS}\b.{{0,40}}\b(?:nao|chua|gi|khong)\b|\bnao(?: da)?(?: {_ACTS},?)+ §",
        r"§.{0,80}\bcon (?:hieu luc|gia tri|ap dung)|§.{0,80}\bhet hieu luc chua\b",
        r"\b(?:what|which(?: \w+){1,2})(?: has| have)? (?:replaced|repealed|amended|superseded|revoked) §",
        r"\bis § still (?:in force|in effect|valid)",
        r"\b(?:was|has) §.{0,60}\b(?:replaced|repealed|amended|superseded|revoked)\b",
    ),
}
_COMPILED: Final = [(wanted, re.compile("|".join(patterns))) for wanted, patterns in _PATTERNS.items()]
_VERBS: Final = {
    RelationType.REPLACES: re.compile("thay the"),
    RelationType.REPEALS: re.compile("bai bo|huy bo|het hieu luc"),
    RelationType.AMENDS: re.compile("sua doi|bo sung|dieu chinh|thay (?:cum|bang)|bai bo"),
}
_IN_FORCE = re.compile(r"\bnay (?:co|bat dau co) hieu luc\b")
_AT_ISSUE = re.compile(r"\bhieu luc(?: thi hanh)?(?: ke)? tu ngay (?:ky|ban hanh|thong qua)\b")
_BEGINNING = 2500  # characters in which a paper says its date and issuer
_SIGNATURE = 5  # lines of a signature block above the name: "TM. …", "KT. …", the office


def wanted(question: Question) -> tuple[Wanted, str] | None:
    """What is asked about which document number; ``None`` where the question is about anything else.

    It is about the paper itself only where the asking words stand right beside it: what a paper lays down on signing
    or on dates is for its text to answer.
    """
    for found in find_document_numbers(question.text):
        folded = fold_aligned(question.text)
        before = folded[: found.start]
        kind = _KIND.search(before)
        cut = _without_issuer(question, folded, kind.start() if kind else found.start)
        asked = " ".join(f"{folded[:cut]} {_PAPER} {folded[found.end :]}".split())
        for what, pattern in _COMPILED:
            if pattern.search(asked):
                return what, found.number
    return None


def _without_issuer(question: Question, folded: str, cut: int) -> int:
    """Where the paper's name begins that ends at ``cut``, with the place named before it: "Lau Sậy's Decision"."""
    whose = _WHOSE.search(folded[:cut])
    end = len(folded[: whose.start() if whose else cut].rstrip())
    place = next((m for m in question.places if m.end == end), None)
    if place is None:
        return cut
    before = folded[: place.start].rstrip()
    return len(before.removesuffix(" the")) if before.endswith(" the") else place.start


def answer(question: Question, library: Readable, filters: Filters, language: Language) -> Draft | None:
    """The answer from the one paper that bears the number, or ``None``."""
    asked = wanted(question)
    if asked is None:
        return None
    what, number = asked
    papers = [r for r in library.documents(filters) if r.number and same_number(r.number, number)]
    named = [m.place.name for m in question.places]
    if len(papers) > 1 and named:
        papers = [r for r in papers if any(_stands_for(name, r.place, r.issuer) for name in named)]
    document = library.document(papers[0].id) if len(papers) == 1 else None
    if document is None:
        return None
    if what is Wanted.SUCCESSOR:
        return _successors(document, library, filters, language)
    statement = _FACTS[what](document, library.passages_of(document.id), language)
    return Draft("answered", (statement,)) if statement else None


def _stands_for(name: str, place: str | None, issuer: str | None) -> bool:
    return any(fold_aligned(name) in fold_aligned(text) for text in (place, issuer) if text)


def _titled(document: Document, language: Language) -> str:
    return f"{kind_name(document.kind, language)} {document.number}"


def _written(day: date, language: Language) -> str:
    return f"{day:%d/%m/%Y}" if language == "vi" else f"{day.day} {day:%B %Y}"


def _signer(document: Document, passages: Sequence[StoredPassage], language: Language) -> Statement | None:
    name = document.signer
    at = document.text.rfind(name) if name else -1
    if not name or at < 0:
        return None
    start = at
    for begin, line in _lines_above(document.text, at, _SIGNATURE):
        if not re.match(r"\W*(?:TM|KT|Q|TUQ|TL|QUYỀN|CHỦ|PHÓ|BỘ|GIÁM|CHÁNH|BÍ|TRƯỞNG|THỨ)\b", line):
            break
        start = begin
    text = phrase("paper_signed", language, paper=_titled(document, language), name=name)
    return _told(text, document, passages, start, at + len(name))


def _lines_above(text: str, at: int, most: int) -> Iterator[tuple[int, str]]:
    """The non-empty lines above the one that holds ``at``, nearest first, with their offsets."""
    end = text.rfind("\n", 0, at)
    seen = 0
    while end > 0 and seen < most:
        begin = text.rfind("\n", 0, end) + 1
        if text[begin:end].strip():
            seen += 1
            yield begin, text[begin:end]
        end = begin - 1


def _date(document: Document, passages: Sequence[StoredPassage], language: Language) -> Statement | None:
    day = document.date_issued
    found = next((f for f in find_dates(document.text[:_BEGINNING]) if f.date == day), None) if day else None
    if day is None or found is None:
        return None
    text = phrase("paper_issued", language, paper=_titled(document, language), day=_written(day, language))
    return _told(text, document, passages, *_line(document.text, found.start, found.end))


def _issuer(document: Document, passages: Sequence[StoredPassage], language: Language) -> Statement | None:
    name = document.issuer
    head = fold_aligned(document.text[:_BEGINNING])
    words = fold_aligned(name).split() if name else []
    # A head is set in capitals over two or three lines.
    found = re.search(r"\W+".join(map(re.escape, words)), head) if words else None
    if name is None or found is None:
        return None
    text = phrase("paper_issuer", language, paper=_titled(document, language), issuer=name)
    return _told(text, document, passages, *_line(document.text, *found.span()))


def _effect(document: Document, passages: Sequence[StoredPassage], language: Language) -> Statement | None:
    day = document.date_effective
    if day is None:
        return None
    for stored in passages:
        for unit in stored.passage.units:
            said = document.text[unit.start : unit.end]
            if not _IN_FORCE.search(fold_aligned(said)):
                continue
            text = phrase("paper_effective", language, paper=_titled(document, language), day=_written(day, language))
            source = Source(document, unit.start, unit.end, stored.passage)
            if any(found.date == day for found in find_dates(said)):
                return Statement(text, (source,), verbatim=False)
            issued = _date(document, passages, language) if day == document.date_issued else None
            if issued and _AT_ISSUE.search(fold_aligned(said)):
                return Statement(text, (source, *issued.sources), verbatim=False)
    return None


_FACTS: Final = {Wanted.SIGNER: _signer, Wanted.DATE: _date, Wanted.ISSUER: _issuer, Wanted.EFFECT: _effect}


def _successors(document: Document, library: Readable, filters: Filters, language: Language) -> Draft | None:
    said: list[Statement] = []
    for owner, relation in library.superseded(document.id, filters):
        acting = library.document(owner)
        statement = _acting(acting, relation, document, library, language) if acting else None
        if statement:
            said.append(statement)
    return Draft("answered", tuple(dict.fromkeys(said))) if said else None


def _acting(
    acting: Document, relation: Relation, document: Document, library: Readable, language: Language
) -> Statement | None:
    """That ``acting`` does something to ``document``, citing the unit that says so."""
    verb = _VERBS.get(relation.type)
    if verb is None or acting.number is None:
        return None
    for stored in library.passages_of(acting.id):
        for unit in stored.passage.units:
            text = acting.text[unit.start : unit.end]
            named = any(same_number(n.number, document.number or "") for n in find_document_numbers(text))
            if named and verb.search(fold_aligned(f"{unit.context} {text}")):
                said = phrase(
                    f"paper_{relation.type.value}{'_part' if relation.scope == 'part' else ''}",
                    language,
                    paper=_titled(document, language),
                    by=_titled(acting, language),
                )
                return Statement(said, (Source(acting, unit.start, unit.end, stored.passage),), verbatim=False)
    return None


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole lines that hold a span, without blanks at their ends."""
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    line = text[begin:stop]
    return begin + len(line) - len(line.lstrip()), begin + len(line.rstrip())


def _told(text: str, document: Document, passages: Sequence[StoredPassage], start: int, end: int) -> Statement:
    passage: Passage | None = next((p.passage for p in passages if p.passage.start <= start < p.passage.end), None)
    return Statement(text, (Source(document, start, end, passage),), verbatim=False)
