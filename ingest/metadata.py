"""What a document says about itself: kind, number, issuer, place, dates, title, signer, language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from index.dates import find_dates
from index.docnumbers import find_document_numbers, normalise_number
from index.model import Kind, Relation
from index.places import PlaceMention, find_places
from index.text import fold
from ingest.blocks import BlockKind, Source
from ingest.issuers import issuer_name, written_issuer
from ingest.layout import MOTTO, QUOTED, SUBJECT, Layout, Placed, Zone, is_name
from ingest.published import published
from ingest.relations import find_relations

_KINDS: dict[str, Kind] = {
    "nghị quyết": Kind.RESOLUTION,
    "quyết định": Kind.DECISION,
    "chỉ thị": Kind.DIRECTIVE,
    "nghị định": Kind.DECREE,
    "thông tư": Kind.CIRCULAR,
    "luật": Kind.LAW,
    "pháp lệnh": Kind.LAW,
    "thông báo": Kind.NOTICE,
    "kế hoạch": Kind.PLAN,
    "phương án": Kind.PLAN,
    "chương trình": Kind.PROGRAMME,
    "đề án": Kind.PROGRAMME,
    "báo cáo": Kind.REPORT,
    "tờ trình": Kind.PROPOSAL,
    "công văn": Kind.DISPATCH,
    "công điện": Kind.DISPATCH,
}
# Issuers by the last part of the number, where no letterhead names them.
_ISSUERS = {
    "UBTVQH": "Ủy ban Thường vụ Quốc hội",
    "VPCP": "Văn phòng Chính phủ",
    "CP": "Chính phủ",
    "TTg": "Thủ tướng Chính phủ",
    "QH": "Quốc hội",
}
_NUMBER_LABEL = re.compile(r"(?:^|.*\s)(?:Số(?: hiệu)?|Luật số|No\.)\s*:?\s*(\S.{0,60})", re.IGNORECASE)
_EFFECT = re.compile(
    r"(?:có hiệu lực|hiệu lực thi hành)[^.;]{0,60}?(?:kể\s+)?từ\s+(?:ngày\s+)?(?P<when>.{0,80})|"
    r"(?:thi hành|áp dụng) (?:kể )?từ ngày (?P<when2>\d.{0,40})",
    re.IGNORECASE | re.DOTALL,
)
_OF_ITSELF = re.compile(
    r"\b(?:nghi quyet|quyet dinh|quy dinh|van ban|thong tu|chi thi|ke hoach|nghi dinh|luat|"
    r"phap lenh)\b(?! so)(?:(?!\d/)[^.;]){0,200}$|"
    r"^\W*\d*\W*(?:dieu \d+)?\W*(?:hieu luc)?\W*$"
)
_AT_ISSUE = re.compile(r"^(?:(?:được\s+)?(?:ký|ban hành|thông qua|Hội đồng nhân dân)\b)", re.IGNORECASE)
_PASSED = re.compile(r"thông qua\s+(?:vào\s+)?(?:ngày\s+)", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"“”]+")
_ARTICLE_URL = re.compile(
    r"(?:link|nguồn|source|theo|url|bài (?:viết )?gốc)[^:\n]{0,40}:\s*(https?://[^\s<>\"“”]+)", re.IGNORECASE
)
_TITLE_INSIDE = re.compile(r"(?<=\w)\s+(Tỉnh|Thành phố|TP)\s(?=[^\W\d_])")
_NATIONAL = re.compile(r"/NĐ-CP$|/QH\d*$|/TT-|/UBTVQH\d*$|/TTLT-")  # laws a page rests on, seldom what it is about
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "in",
        "to",
        "for",
        "is",
        "was",
        "were",
        "are",
        "by",
        "with",
        "on",
        "from",
        "that",
        "which",
        "has",
        "have",
    ]
)
_ABOVE_TITLE = 300  # characters: a section's name, a date, an author
_ATTACHMENT = re.compile(
    r"^\W*(?:PHỤ LỤC|Phụ lục|QUY CHẾ|QUY ĐỊNH|DANH MỤC|BIỂU GIÁ|BẢNG GIÁ)(?: (?:số )?(?:\d{1,3}|[IVX]{1,6}|[A-Z]))?\b"
    r"\W*(?P<rest>.{0,400})$",
    re.DOTALL,
)
_ISSUED_WITH = re.compile(
    r"^\W*(?:Ban hành\s+)?kèm theo\s+(?P<kind>Nghị quyết|Quyết định|Kế hoạch|Thông báo|Chỉ thị|Báo cáo|Tờ trình)\b",
    re.IGNORECASE,
)
_ISSUED_BY = re.compile(r"\bcủa\s+([^()]{4,120}?)\s*[).]*$")
_ATTACHED_WITHIN = 6  # blocks


@dataclass(frozen=True, slots=True)
class Metadata:
    """The fields of ``Document`` that are read from its content."""

    kind: Kind
    language: str
    title: str | None
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


def read_metadata(source: Source, layout: Layout) -> Metadata:
    """Metadata of an official document, of a file that holds nothing but an attachment to one, or of a page."""
    if layout.kind_line is not None:
        return _official(layout)
    return _attachment(layout) or _page(source, layout)


def language_of(text: str) -> str:
    """'en' where English function words are common and Vietnamese letters rare, else 'vi'."""
    words = re.findall(r"[^\W\d_]+", text[:8000].lower())
    if not words:
        return "vi"
    english = sum(w in _ENGLISH for w in words)
    marked = sum(fold(w) != w for w in words)
    return "en" if english >= 0.08 * len(words) and marked < 0.3 * len(words) else "vi"


def _official(layout: Layout) -> Metadata:
    assert layout.kind_line is not None and layout.title_end is not None
    placed = layout.placed
    if layout.letter:
        kind, title = Kind.DISPATCH, _subject(placed[: layout.kind_line])
    else:
        kind_text = placed[layout.kind_line].block.text.strip(" :*").lower()
        kind = next((k for name, k in _KINDS.items() if kind_text.startswith(name)), Kind.OTHER)
        title = " ".join(dict.fromkeys(p.block.text for p in placed[layout.kind_line + 1 : layout.title_end])) or None
    number = _number(placed[: layout.kind_line])
    issuer = _issuer(layout, number)
    issued = _issued(layout)
    body = [p for p in placed if p.zone is Zone.BODY and not p.attached]
    return Metadata(
        kind=kind,
        language=language_of(layout.text),
        title=title,
        number=number,
        issuer=issuer,
        place=_governed(issuer, title, layout),
        date_issued=issued,
        date_effective=_effective(body, issued),
        signer=_signer(placed),
        relations=find_relations(number, title, [p.block.text for p in body]),
    )


def _subject(head: Sequence[Placed]) -> str | None:
    """What an official letter is about, as printed under its number ("V/v ...")."""
    for placed in head:
        if subject := SUBJECT.search(placed.block.text):
            return " ".join(subject.group().split())
    return None


def _number(head: Sequence[Placed]) -> str | None:
    """The number printed in the letterhead; else that of a catalogue card above it."""
    for placed in reversed(head):
        label = _NUMBER_LABEL.match(SUBJECT.sub("", placed.block.text).replace("\n", " "))
        if label and (found := find_document_numbers(label[1])) and not found[0].partial:
            return normalise_number(found[0].number)
    for before, placed in pairwise(head):
        if (
            _NUMBER_LABEL.match(before.block.text + " :")
            and (found := find_document_numbers(placed.block.text))
            and not found[0].partial
        ):
            return normalise_number(found[0].number)
    return None


def _issuer(layout: Layout, number: str | None) -> str | None:
    placed = layout.placed
    head = [p.block.text for p in placed[: layout.kind_line] if p.zone is Zone.LETTERHEAD]
    motto = next((n for n, text in enumerate(head) if MOTTO.search(text)), len(head))
    names = [" ".join(text.split()) for text in head[:motto] if not re.match(r"(?:Số\s*:|V/v\b)", text)]
    printed: str | None = re.sub(r"\s*(?:[-–—_*]{2,}|Số\s*:).*$", "", " ".join(names)).strip(" :.,")
    if not printed:
        printed = next(
            (
                p.block.text
                for p in placed[(layout.title_end or 0) :][:6]
                if p.zone is Zone.RECITALS and p.block.text.isupper() and not p.block.text.startswith("QUYẾT")
            ),
            None,
        )
    if printed is None:
        symbol = re.sub(r"\d+$", "", number.rsplit("/", 1)[-1].split("-")[-1]) if number else ""
        return _ISSUERS.get(symbol)
    issuer = issuer_name(re.sub(r"[,\s]+KHÓA\s.*$", "", printed), layout.text)
    if number and number.endswith("-CTUBND"):  # a chairman's own decision, however its letterhead is printed
        issuer = re.sub(
            r"^(?:Chủ tịch\s+)?(?:[ỦU][ỷy] ban\s+)?nhân dân", "Chủ tịch Ủy ban nhân dân", issuer, flags=re.IGNORECASE
        )
    return issuer


def _issued(layout: Layout) -> date | None:
    """The date of the letterhead; else the day it was passed."""
    for placed in layout.placed[: layout.kind_line]:
        if placed.zone is Zone.OPENING and (found := find_dates(" ".join(placed.block.text.split()))):
            return found[0].date
    for placed in layout.placed:
        if placed.zone in (Zone.BODY, Zone.SIGNATURE) and (passed := _PASSED.search(placed.block.text)):
            found = find_dates(placed.block.text[passed.start() :])
            if found and re.match(r"\W*(?:Nghị quyết|Luật|Pháp lệnh)", placed.block.text):
                return found[0].date
    return None


def _effective(body: Sequence[Placed], issued: date | None) -> date | None:
    """The day on which the document as a whole takes effect."""
    for placed in reversed(body):
        text = placed.block.text
        for match in _EFFECT.finditer(text):
            if not _OF_ITSELF.search(fold(text[: match.start()])[-240:]):
                continue
            when = match["when"] or match["when2"] or ""
            if _AT_ISSUE.match(when.strip()):
                return issued
            dates = find_dates(when)
            if dates and dates[0].start <= 12:
                return dates[0].date
    return None


def _signer(placed: Sequence[Placed]) -> str | None:
    """The last name printed in the signature block."""
    found = None
    for here in placed:
        if here.zone is not Zone.SIGNATURE or re.match(r"^\W*(?:Nơi nhận|-)", here.block.text):
            continue
        for line in here.block.text.split("\n"):
            name = re.sub(r"^(?:(?:TS|ThS|PGS|GS|BS|KTS|Ths)\.\s*)+", "", line.strip(" ./*"))
            if is_name(name):
                found = name
        if found:
            return found
    return found


def _governed(issuer: str | None, title: str | None, layout: Layout) -> str | None:
    """The place a document governs: its issuer's, else the one its title names, else none (national)."""
    for text in (issuer, title and _sentence_case(title), title):
        if text and (mention := _widest(find_places(text))):
            return mention.place.name
    return None


def _widest(mentions: Sequence[PlaceMention]) -> PlaceMention | None:
    """The mention of the highest level, the last of them (a body is named before its place)."""
    certain = [m for m in mentions if m.certain]
    if not certain:
        return None
    for kind in ("province", "district"):
        found = [m for m in certain if m.place.kind == kind]
        if found:
            return found[-1]
    return certain[-1]


def _sentence_case(text: str) -> str:
    """Capitals as words with a capital each, so that names are told from common words nowhere but by the list of
    places.
    """
    return text.title() if text.isupper() else text


def _attachment(layout: Layout) -> Metadata | None:
    """An appendix or regulation in a file of its own: it is what the document is that it was issued with."""
    head = [p.block.text for p in layout.placed if p.zone is not Zone.FURNITURE][:_ATTACHED_WITHIN]
    label = _ATTACHMENT.match(head[0]) if head else None
    if label is None:
        return None
    at = next((n for n, text in enumerate(head) if n and _ISSUED_WITH.match(text)), None)
    with_ = _ISSUED_WITH.match(head[at]) if at is not None else None
    numbers = [n.number for n in find_document_numbers(head[at]) if not n.partial] if at is not None else []
    if with_ is None or not numbers:
        return None
    dates = find_dates(head[at or 0])
    by = _ISSUED_BY.search(head[at or 0])
    issuer = written_issuer(by[1]) if by else None
    title = " ".join(dict.fromkeys(part for part in (label["rest"], *head[1:at]) if part)) or head[0]
    return Metadata(
        kind=_KINDS[with_["kind"].lower()],
        language=language_of(layout.text),
        title=title,
        number=normalise_number(numbers[0]),
        issuer=issuer,
        place=_governed(issuer, title, layout),
        date_issued=dates[0].date if dates else None,
    )


def _page(source: Source, layout: Layout) -> Metadata:
    title = source.title or _page_title(layout)
    body = [p for p in layout.placed if p.zone in QUOTED]
    text = "\n".join(p.block.text for p in body)
    return Metadata(
        kind=Kind.ARTICLE,
        language=language_of(text or layout.text),
        title=title,
        place=_main_place(title or "", body),
        date_published=source.published or _published(layout),
        url=source.url or _url(layout),
        mentions=_mentions(title or "", body),
    )


def _page_title(layout: Layout) -> str | None:
    """The first heading, unless it only opens a part of a page that has begun; else a first line that isn't a
    sentence.
    """
    said = [p for p in layout.placed if p.zone is not Zone.FURNITURE]
    at = next((n for n, p in enumerate(said) if p.block.kind is BlockKind.HEADING), None)
    if at is not None and (said[at].block.level <= 1 or sum(len(p.block.text) for p in said[:at]) < _ABOVE_TITLE):
        return said[at].block.text
    if said and len(said[0].block.text) <= 250 and not re.search(r"[.;:]$", said[0].block.text):
        return said[0].block.text
    return None


def _main_place(title: str, body: Sequence[Placed]) -> str | None:
    """The province or city that a page is about: named in its title, else the one its text names most; ``None`` where
    several are level.
    """
    named, within = _provinces(title)
    if not named and (district := _only_district(title, body)):
        return district
    names = list(dict.fromkeys(named or within))
    if len(names) == 1:
        return names[0]
    counts = Counter(name for p in body[:200] for name in _provinces(p.block.text)[0])
    if len(names) == 2:
        return names[1] if counts[names[1]] > 2 * counts[names[0]] else names[0]
    if names and len(names) > 4:
        return None
    leading = Counter({name: counts[name] for name in names} if names else counts).most_common(2)
    if not leading or (len(leading) > 1 and leading[0][1] < 2 * leading[1][1]):
        return None
    return leading[0][0]


def _only_district(title: str, body: Sequence[Placed]) -> str | None:
    """The district that a title names, where the text speaks of it more than of any province."""
    districts = list(
        dict.fromkeys(m.place.name for m in find_places(title) if m.certain and m.place.kind == "district")
    )
    if len(districts) != 1:
        return None
    counts = Counter(
        m.place.name
        for p in body[:60]
        for m in find_places(p.block.text)
        if m.certain and m.place.kind in ("district", "province")
    )
    return districts[0] if counts and counts[districts[0]] >= max(counts.values()) else None


def _provinces(text: str) -> tuple[list[str], list[str]]:
    """The provinces that a text names, and those of the districts and communes that it names."""
    text = _TITLE_INSIDE.sub(lambda m: f", {m[1].lower()} ", text)
    mentions = [m for m in find_places(text) if m.certain]
    named = [m.place.name for m in mentions if m.place.kind == "province"]
    within = [name for m in mentions if m.place.kind != "province" and (name := m.place.province or m.place.since_2025)]
    return named, within


def _published(layout: Layout) -> date | None:
    return published([line for p in layout.placed if not p.block.cells for line in p.block.text.split("\n")])


def _url(layout: Layout) -> str | None:
    labelled = _ARTICLE_URL.search(layout.text)
    if labelled:
        return labelled[1].rstrip(".,;)")
    last = layout.placed[-1].block.text if layout.placed else ""
    alone = _URL.fullmatch(last.strip())
    return alone.group().rstrip(".,;)") if alone else None


def _mentions(title: str, body: Sequence[Placed]) -> tuple[str, ...]:
    """The document numbers that a page is mainly about: those of its title; else the one its first paragraphs name."""
    counts = Counter(n.number for p in body for n in find_document_numbers(p.block.text) if not n.partial)
    if not counts:
        return ()
    in_title = [n.number for n in find_document_numbers(title)]
    full = [n for n in counts if any(n == t or _completes(t, n) for t in in_title)]
    if full:
        return tuple(full[:3])
    opening = [n.number for p in body[:8] for n in find_document_numbers(p.block.text) if not n.partial]
    local = [n for n in dict.fromkeys(opening) if not _NATIONAL.search(n)]
    strong = [n for n in local if counts[n] >= 2]
    return tuple(strong[:2] or local[:1])


def _completes(partial: str, number: str) -> bool:
    pieces = partial.split("/")
    return number.startswith(pieces[0] + "/") and all(f"/{p}" in number for p in pieces[1:])
