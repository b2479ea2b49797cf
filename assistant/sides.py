"""The two sides that a question sets against each other: names, places, papers, periods, or kinds of things."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.called import called
from assistant.names import UPPER, find_names
from index.aligned import fold_aligned, lower_aligned
from index.docnumbers import find_document_numbers
from index.periods import find_periods
from index.places import find_places, within
from index.text import fold, has_marks

Span = tuple[int, int]

_CONNECTOR = re.compile(
    r"\b(?:va(?: cua)?|and|or|hay|hoac|voi|so voi|than|versus|vs\.?|hon(?: (?:muc )?cua| muc| so voi)?|with"
    r"|against|from)\b"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_FAR = 45  # letters between a name and its connector
# What joins two kinds of things that are set against each other, what ends the one behind it, what stands before the
# first. Written with marks, and matched without them only where the question has none: "nhận" is not "nhân".
_JOINS = (
    r"(?<!\w)(?:(?:(?:cao|thấp|nhiều|ít|lớn|nhỏ|rộng|dài|ngắn|đắt|rẻ|sớm|muộn|lâu|đông|nặng|nhẹ|nhanh|chậm|tốn) )?hơn"
    r"(?: so với)?|so với|hay|hoặc|với|và"
    r"|versus|vs)(?!\w)"
)
_ENDS = (
    r"[,;:?!.()]|(?<!\w)(?:(?:cao|thấp|nhiều|ít|lớn|nhỏ|rộng|dài|ngắn|đắt|rẻ|sớm|muộn|tốn|lâu|nặng|nhẹ"
    r"|nhanh|chậm)(?= (?:hơn|nhất))|là|bao nhiêu|mấy"
    r"|có|được|bị|thì|nào|hơn|chênh|khác|đạt|nhận|hưởng|phải|trong|theo|tại|ở|năm|đến|và|hay|hoặc|so|của|bên|mức"
    r"|từ|ra sao|thế nào|bằng|gấp|tăng|giảm|mỗi|hằng|hàng)(?!\w)"
)
_OPENS = (
    r"[,;:?!.()]|(?<!\w)(?:của|cho|đối với|giữa|với|tại|ở|về|thì|nếu|so sánh|trong|theo|là|khi|một|mỗi|các|những"
    r"|trợ cấp|hỗ trợ|phụ cấp|bồi dưỡng|tiền|thưởng|mức|phạt|nộp|đơn giá|chênh lệch)(?!\w)"
)
_SORTS = re.compile(r"^(?:khối|khu vực|nhóm|ngành|lĩnh vực|đối tượng|loại|đoạn) (?=\S+ \S)", re.IGNORECASE)
_FURTHER = re.compile(rf"(?P<between>(?: [^\W\d_{UPPER}]+){{1,3}})(?: [{UPPER}][\w’'-]*)+")
_LINKS = re.compile(
    r"\b(?:cua|o|tai|thuoc|va|hay|hoac|voi|hon|la|den|tu|nam|cho|of|in|at|and|or|than|to|from|the|has|is|for)\b"
)
_MOST_WORDS = 7
_PARTS = {
    **{"region": "vùng", "zone": "vùng", "area": "khu vực", "group": "nhóm", "grade": "lớp", "class": "hạng"},
    **{"phase": "giai đoạn", "lot": "lô", "block": "tòa", "level": "cấp"},
}
_PART = re.compile(rf"({'|'.join(_PARTS)}) ([IVX]{{1,4}}|\d{{1,2}}|[A-Z])", re.IGNORECASE)
_EACH_TIME = re.compile(r"(?:mot|moi|1|one|a|each) ")  # "bao nhiêu một tháng"
_OVER = re.compile(r"hon|than|so voi")
# What belongs to a name before it: "đợt 3", "giai đoạn 1 ở Hưng Yên".
_DESIGNATION = re.compile(
    r"^(?:\s*(?:đợt|giai đoạn|tòa|lô|khu|phase|dot|giai doan|toa|lo|lot|block) \S*\d\S*)+"
    r"|^\s*(?:ở|tại|in|at|of|o|tai) .*",
    re.IGNORECASE,
)
_SEVERAL, _MOST_SIDES = 3, 5
_IN_A_ROW = re.compile(  # folded: what stands between names told one after the other
    r"\s*(?:,|;|\b(?:va|hay|hoac|and|or)\b|, ?(?:va|hay|hoac|and|or)\b)(?: (?!nao)\w+){0,4}? ?"
)
_ENGLISH_JOINT = re.compile(r"\b(?:which|or|and|the)\b", re.IGNORECASE)
_LEAST_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Operand:
    """One side of a comparison: a name that its evidence must have, the question about it alone, and what the answer
    calls it (empty: by its name).

    ``kind``: the side is no proper name but a kind of thing ("hộ cận nghèo"), which a passage may tell of together with
    others. ``core`` is what is left of it without a word that only sorts ("khối", "nhóm"), said otherwise elsewhere.
    ``place``: the question names it as a place.
    """

    name: str
    question: str
    called: str = ""
    kind: bool = False
    core: str = ""
    place: bool = False


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    name: str


def split(question: str) -> tuple[Operand, Operand] | None:
    """The two sides that ``question`` sets against each other; ``None`` where two are not found.

    >>> [o.name for o in split("Hưng Yên hay Bắc Ninh có nhiều xã hơn?")]
    ['Hưng Yên', 'Bắc Ninh']
    """
    folded = fold_aligned(question)
    closed = [m.span() for m in _BRACKETS.finditer(question)]
    mentions = _mentions(question, closed)
    best: tuple[int, _Mention, re.Match[str], _Mention] | None = None
    for connector in _CONNECTOR.finditer(folded):
        left = next((m for m in reversed(mentions) if m.end <= connector.start()), None)
        right = next((m for m in mentions if m.start >= connector.end()), None)
        if left is None or right is None or fold(left.name) == fold(right.name):
            continue
        gap = len(_BRACKETS.sub("", question[left.end : connector.start()])) + right.start - connector.end()
        if right.start - connector.end() > _FAR or gap > 2 * _FAR or "?" in question[left.end : right.start]:
            continue
        if best is None or gap < best[0]:
            best = (gap, left, connector, right)
    if best is None:
        return _kinds(question, folded)
    _, left, connector, right = best
    after = next((b for a, b in closed if right.end <= a <= right.end + 1), right.end)
    one = f"{question[: connector.start()].rstrip()}{question[after:]}"
    own = question[connector.end() : right.end].lstrip()
    between = _BRACKETS.sub("", question[left.end : connector.start()]) if _OVER.match(connector.group()) else ""
    said = _DESIGNATION.sub("", between).rstrip()  # "A có hiệu lực sớm hơn B": B is asked for the same
    other = f"{question[: left.start]}{own}{said}{question[right.end :]}"
    spans = {*((m.start, m.end) for m in mentions), *(m.span() for m in find_names(question))}
    spans |= {(p.start, p.end) for p in find_places(question)}
    names = called(question, (left.start, left.end), connector.span(), (right.start, right.end), sorted(spans))
    # Names typed without marks are called as they are spelt; only longer phrases are taken from the question.
    longer = [phrase if len(phrase) > m.end - m.start else "" for phrase, m in zip(names, (left, right), strict=True)]
    return (
        Operand(left.name, one, longer[0], core=_numbered(left.name), place=_at_place(question, left)),
        Operand(right.name, other, longer[1], core=_numbered(right.name), place=_at_place(question, right)),
    )


def _numbered(name: str) -> str:
    """What Vietnamese papers call a numbered part that is named in English: "Region II"; empty for any other name."""
    found = _PART.fullmatch(name)
    return f"{_PARTS[found[1].lower()]} {found[2]}" if found else ""


def set_against(question: str, *, kinds: bool = False) -> bool:
    """Whether ``question`` sets two names, places, papers or periods against each other, or also two ``kinds``."""
    operands = split(question)
    return operands is not None and (kinds or not operands[0].kind)


def pairs(question: str) -> tuple[str, ...]:
    """Where ``question`` names three sides or more in a row, one question for the first of them and each other one.

    >>> pairs("Trong ba xã Tân An, Hòa Phú và Mỹ Lộc, xã nào rộng hơn?")
    ('Trong ba xã Tân An và Hòa Phú, xã nào rộng hơn?', 'Trong ba xã Tân An và Mỹ Lộc, xã nào rộng hơn?')
    """
    mentions = _mentions(question, [m.span() for m in _BRACKETS.finditer(question)])
    row: list[_Mention] = []
    for mention in mentions:
        gap = fold(question[row[-1].end : mention.start]) if row else ""
        if row and not _IN_A_ROW.fullmatch(gap):
            if len(row) >= _SEVERAL:
                break
            row = []
        row.append(mention)
    if not _SEVERAL <= len(row) <= _MOST_SIDES:
        return ()
    first, *others = row
    joint = " or " if _ENGLISH_JOINT.search(question) else " và " if has_marks(question) else " va "
    head, tail = question[: first.start], question[row[-1].end :]
    return tuple(f"{head}{question[first.start : first.end]}{joint}{question[m.start : m.end]}{tail}" for m in others)


def _at_place(question: str, side: _Mention) -> bool:
    return any(p.start <= side.start and side.end <= p.end for p in find_places(question))


def _mentions(question: str, closed: Sequence[tuple[int, int]]) -> list[_Mention]:
    """Names, places and periods outside ``closed`` brackets, in order; a place inside a longer name is that name."""
    found = _whole(question, [_Mention(m.start(), m.end(), m.group()) for m in find_names(question)])
    for place in find_places(question):
        inside = [m for m in found if (m.start <= place.start and place.end < m.end) or m.start < place.start <= m.end]
        if not inside:
            found = [m for m in found if not (place.start <= m.start and m.end <= place.end)]
            # Typed without marks, a place is still called by its name.
            found.append(_Mention(place.start, place.end, place.place.name))
    parts = [_Mention(m.start(), m.end(), m.group()) for m in _PART.finditer(question)]
    found += [p for p in parts if not any(m.start <= p.start <= m.end + 1 for m in found)]
    papers = find_document_numbers(question)
    if len({n.number for n in papers}) > 1:
        found = [_Mention(n.start, n.end, question[n.start : n.end]) for n in papers]
    if len({fold(m.name) for m in found}) < 2:
        periods = [p for p in find_periods(question) if p.certain or p.has_year or p.label.endswith("T")]
        periods = [p for p in periods if p.has_year or not _EACH_TIME.match(fold(question[p.start : p.end]))]
        if len(periods) > 1:
            found = []  # "quận A … 6 tháng và 9 tháng": what is set side by side are the periods
        found += [_Mention(p.start, p.end, question[p.start : p.end]) for p in periods]
    names = sorted((m for m in found if not any(a < m.start < b for a, b in closed)), key=lambda m: m.start)
    # "Canh Hiển và Canh Hiệp ở Gia Lai": what both lie in is no side of the comparison.
    return [m for m in names if not any(within(other.name, m.name) and other.name != m.name for other in names)]


def _whole(question: str, found: Sequence[_Mention]) -> list[_Mention]:
    """``found`` with a name that stands twice taken further, to what tells the one from the other: "Trường Mầm non A",
    not "Trường Mầm".
    """
    said = [fold(m.name) for m in found]
    whole: list[_Mention] = []
    for mention, name in zip(found, said, strict=True):
        if whole and mention.start < whole[-1].end:
            continue
        further = _FURTHER.match(question, mention.end) if said.count(name) > 1 else None
        end = further.end() if further and not _LINKS.search(fold(further["between"])) else mention.end
        whole.append(_Mention(mention.start, end, question[mention.start : end]))
    return whole


def _kinds(question: str, folded: str) -> tuple[Operand, Operand] | None:
    """Two kinds of things joined by "so với", "hay", "hơn", "và": "hộ nghèo hay hộ cận nghèo".

    Where both begin with the same word, that tells where the first one begins.
    """
    read = lower_aligned(question) if has_marks(question) else folded
    joins, ends, opens = _patterns(marked=read is not folded)
    for connector in joins.finditer(read):
        right = _behind(read, connector.end(), ends)
        left = _before(read, connector.start(), right, opens) if right else None
        stop = ends.search(read, left[0] + 1, left[1]) if left else None
        if left and stop:
            left = left[0], left[0] + len(read[left[0] : stop.start()].rstrip())
        if left is None or right is None or len(read[slice(*left)].split()) > _MOST_WORDS:
            continue
        one, other = folded[slice(*left)], folded[slice(*right)]
        if one == other or min(len(one), len(other)) < _LEAST_LETTERS:
            continue
        if bool(find_periods(one)) != bool(find_periods(other)):
            continue  # "quận A hơn 9 tháng": a place and a period are no two kinds of things
        first = f"{question[: connector.start()].rstrip()} {question[right[1] :].lstrip()}"
        said = question[left[1] : connector.start()].rstrip()
        second = f"{question[: left[0]]}{question[slice(*right)]}{said} {question[right[1] :].lstrip()}"
        names = question[slice(*left)], question[slice(*right)]
        return (
            Operand(names[0], first, names[0], kind=True, core=_SORTS.sub("", names[0])),
            Operand(names[1], second, names[1], kind=True, core=_SORTS.sub("", names[1])),
        )
    return None


@cache
def _patterns(*, marked: bool) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    joins, ends, opens = (re.compile(p if marked else fold_aligned(p)) for p in (_JOINS, _ENDS, _OPENS))
    return joins, ends, opens


def _behind(text: str, start: int, ends: re.Pattern[str]) -> Span | None:
    start += len(text[start:]) - len(text[start:].lstrip())
    stop = ends.search(text, start)
    phrase = text[start : stop.start() if stop else len(text)].rstrip()
    return (start, start + len(phrase)) if phrase and len(phrase.split()) <= _MOST_WORDS else None


def _before(read: str, end: int, right: Span, opens: re.Pattern[str]) -> Span | None:
    """The kind of thing that ends at ``end``."""
    head = read[slice(*right)].split(maxsplit=1)[0]
    text = read[:end].rstrip(" ,")
    starts = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(head)}(?!\w)", text)]
    if not starts:
        starts = [m.end() for m in opens.finditer(text)] or [0]
    start = starts[-1] + len(text[starts[-1] :]) - len(text[starts[-1] :].lstrip())
    return (start, len(text)) if text[start:].strip() else None
