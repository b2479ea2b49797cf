"""The tree of sections: Phụ lục, Phần, Chương, Mục, Điều, Khoản, Điểm and headings, as spans of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.model import Section, SectionKind, Structure
from ingest.blocks import BlockKind
from ingest.layout import QUOTED, Layout, Placed, Zone
from ingest.marks import RANK_APPENDIX, RANK_HEADING, Mark, concludes, mark_of

_ATTACHED = re.compile(r"^\(?\s*(?:ban hành\s+)?k[eè]m theo\b", re.IGNORECASE)
_QUOTED_LAW = (SectionKind.ARTICLE, SectionKind.CLAUSE, SectionKind.POINT)
_ATTACHED_LENGTH = 300  # less than that after the signature is a note, nothing attached
_FOOTNOTE = re.compile(r"^\[\d+\]")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_FIRST = ("i", "a")  # begin a list inside "(3)"
_BELOW = 0.02  # less than any two levels lie apart
_QUOTE_OPEN = re.compile(r"^[“\"«]")
_REGULATION = re.compile(
    r"^(?:QUY CHẾ|QUY ĐỊNH|DANH MỤC|DANH SÁCH|BẢNG|ĐIỀU LỆ|KẾ HOẠCH|CHƯƠNG TRÌNH|ĐỀ ÁN|PHƯƠNG ÁN|"
    r"MẪU|BIỂU|HƯỚNG DẪN|NỘI QUY|TIÊU CHÍ)\b"
)


@dataclass(frozen=True, slots=True)
class Outline:
    """Sections, and for each placed block the innermost section it stands in (its position in ``sections``) and its
    mark.
    """

    sections: tuple[Section, ...]
    section_of: tuple[int | None, ...]
    marks: tuple[Mark | None, ...]


@dataclass(frozen=True, slots=True)
class _Open:
    index: int
    rank: float
    style: str
    number: str
    list_item: bool


def outline(layout: Layout) -> Outline:
    """Find the sections of a document's body. The heading that is a page's title opens none: it is over everything."""
    sections: list[Section] = []
    section_of: list[int | None] = []
    marks: list[Mark | None] = []
    stack: list[_Open] = []
    titled = -1  # the block that is the title of a bare "Chương II" before it
    quoted = False  # inside “...” of an amending text: its Điều aren't the document's
    for position, placed in enumerate(layout.placed):
        mark = None if placed.zone not in (Zone.BODY,) or quoted else _mark(layout.placed, position)
        over_all = mark is not None and mark.style == "heading" and _is_page_title(layout, position)
        if mark is not None and mark.kind is not None and position != titled and not over_all:
            rank = _sibling_rank(stack, mark)
            while stack and stack[-1].rank >= rank:
                _close(sections, stack.pop(), placed.start)
            title = _title(layout.placed, position, mark)
            titled = position + 1 if title and not mark.rest else titled
            parent = stack[-1].index if stack else None
            sections.append(Section(mark.kind, mark.label, title, placed.start, placed.end, parent))
            stack.append(_Open(len(sections) - 1, rank, mark.style, mark.number, mark.list_item))
        elif placed.zone in (Zone.SIGNATURE, Zone.FURNITURE) and layout.kind_line is not None:
            while stack:
                _close(sections, stack.pop(), placed.start)
        elif mark is None and layout.kind_line is None and concludes(placed.block):
            while any(sections[o.index].kind in _QUOTED_LAW for o in stack):
                _close(sections, stack.pop(), placed.start)
        marks.append(mark)
        section_of.append(stack[-1].index if stack and placed.zone in QUOTED else None)
        quoted = _still_quoted(placed.block.text, quoted) if placed.zone is Zone.BODY else False
    end = max((p.end for p in layout.placed), default=0)
    while stack:
        _close(sections, stack.pop(), end)
    return Outline(tuple(sections), tuple(section_of), tuple(marks))


def _is_page_title(layout: Layout, position: int) -> bool:
    if layout.kind_line is not None:
        return False
    first = next((p.block for p in layout.placed if p.block.kind is BlockKind.HEADING), None)
    block = layout.placed[position].block
    return first is not None and block.kind is BlockKind.HEADING and block.text == first.text


def _mark(placed: Sequence[Placed], position: int) -> Mark | None:
    block = placed[position].block
    mark = mark_of(block)
    if _QUOTE_OPEN.match(block.text):
        return None
    if (
        placed[position].attached
        and block.kind is BlockKind.PARAGRAPH
        and (mark is None or mark.style == "heading")
        and _opens_attachment(placed, position)
    ):
        bare = _REGULATION.fullmatch(block.text.strip(" :"))
        label, rest = (bare[0].capitalize(), "") if bare else ("", block.text)
        return Mark("appendix", RANK_APPENDIX, SectionKind.APPENDIX, label, "", rest, False)
    return mark


def _opens_attachment(placed: Sequence[Placed], position: int) -> bool:
    """Whether a block after the signature names what is attached: a title of its own followed by "(Ban hành kèm theo
    ...)".
    """
    text = placed[position].block.text
    if _ATTACHED.match(text) or not (text.isupper() or placed[position].block.strong):
        return False
    before = placed[position - 1] if position else None
    if (
        before is not None
        and before.attached
        and (mark := mark_of(before.block)) is not None
        and mark.style == "appendix"
    ):
        return False
    following = [p.block.text for p in placed[position + 1 : position + 4]]
    first = (before is None or not before.attached) and not text.endswith(".")
    return (
        any(
            _ATTACHED.match(t)
            for t in following[:2] + ([following[2]] if _REGULATION.match(text) and len(following) > 2 else [])
        )
        or first
    )


def _sibling_rank(stack: Sequence[_Open], mark: Mark) -> float:
    """A mark that counts on from an open section ("4." after "3.") stands on that section's level, the one printed
    alike first.
    """
    if mark.rank < RANK_HEADING or mark.style == "article":
        return mark.rank
    inside = [o for o in stack if o.style != "article"]
    articles = [position for position, o in enumerate(stack) if o.style == "article"]
    if articles:
        inside = list(stack[articles[-1] + 1 :])
    counting = [o for o in reversed(inside) if o.style == mark.style and o.number and _follows(o.number, mark.number)]
    alike = next((o for o in counting if o.list_item == mark.list_item), counting[0] if counting else None)
    if alike is not None:
        return alike.rank
    above = next((o for o in reversed(inside) if o.style == mark.style and o.number.isdigit()), None)
    return max(mark.rank, above.rank + _BELOW) if above is not None and mark.number in _FIRST else mark.rank


def _follows(number: str, following: str) -> bool:
    if number.isdigit() and following.isdigit():
        return int(following) == int(number) + 1
    if number in _ROMAN and following in _ROMAN[1:]:
        return _ROMAN.index(following) == _ROMAN.index(number) + 1
    letters = "abcdđeghiklmnopqrstuvxy"
    return (
        len(number) == len(following) == 1
        and number in letters
        and letters.find(following) == letters.index(number) + 1
    )


def _title(placed: Sequence[Placed], position: int, mark: Mark) -> str:
    """What follows the label; for a bare "Chương II" the next block, when it is a title."""
    if mark.rest or mark.style not in ("appendix", "part", "chapter", "section") or position + 1 >= len(placed):
        return _shorten(mark.rest)
    following = placed[position + 1]
    if (
        following.zone is Zone.BODY
        and (following.block.strong or following.block.text.isupper())
        and not _ATTACHED.match(following.block.text)
    ):
        return _shorten(following.block.text)
    return ""


def _shorten(text: str, limit: int = 300) -> str:
    return text if len(text) <= limit else text[: text.rfind(" ", 0, limit)] + "…"


def _still_quoted(text: str, quoted: bool) -> bool:
    opened = text.count("“") - text.count("”")
    if quoted:
        return opened >= 0
    return opened > 0


def _close(sections: list[Section], opened: _Open, end: int) -> None:
    """A section ends where the next one of its level begins (white space before that included)."""
    sections[opened.index] = replace(sections[opened.index], end=max(end, sections[opened.index].end))


def count(layout: Layout, found: Outline) -> Structure:
    """Điều of the document itself, and whether anything is attached after the signature. A page has neither."""
    if layout.kind_line is None:
        return Structure()
    attached = {p.start for p in layout.placed if p.attached}
    numbers = 0
    for section in found.sections:
        if (
            section.kind is SectionKind.ARTICLE
            and section.start not in attached
            and section.label.split()[-1] == str(numbers + 1)
        ):
            numbers += 1
    parts = [p for p in layout.placed if p.attached and not _FOOTNOTE.match(p.block.text)]
    titled = any(s.kind is SectionKind.APPENDIX and s.start in attached for s in found.sections)
    rows = any(p.block.kind is BlockKind.ROW for p in parts)
    return Structure(numbers, titled or rows or sum(len(p.block.text) for p in parts) > _ATTACHED_LENGTH)


def path(sections: Sequence[Section], index: int | None, limit: int = 90) -> str | None:
    """The heading path for people: "Chương II › Điều 3. Mức hỗ trợ › Khoản 2"."""
    names: list[str] = []
    inside_article = False
    chain: list[Section] = []
    while index is not None:
        chain.append(sections[index])
        index = sections[index].parent
    for section in reversed(chain):
        inside_article = inside_article or section.kind is SectionKind.ARTICLE
        name = _name(section, inside_article=inside_article, limit=limit)
        if name:
            names.append(name)
    return " › ".join(names) or None


def _name(section: Section, *, inside_article: bool, limit: int) -> str:
    title = section.title.rstrip(" :.")
    if section.kind is SectionKind.CLAUSE:
        return f"Khoản {section.label}" if inside_article else section.label
    if section.kind is SectionKind.POINT:
        return f"điểm {section.label}" if inside_article else section.label
    if len(title) > limit:
        title = title[: title.rfind(" ", 0, limit)] + "…"
    if not section.label:
        return title
    return f"{section.label}. {title}" if title else section.label
