"""Whether a unit, read with its lead-in and heads, tells something of the kind that a question demands.

A number may be there by chance: it numbers a row or an item, belongs to a name, counts something else.
"""

from __future__ import annotations

import re

from assistant.asked import Asked
from assistant.concepts import Concept, Line
from assistant.demand import NO_NOUN, ROLE, Demand, Kind, folded_once
from assistant.evidence import Evidence
from assistant.measures import near
from assistant.names import UPPER, find_persons
from assistant.rates import of_the_rate
from assistant.shape import quantities
from assistant.sums import sorts_of_money
from assistant.told import tells_period
from index.aligned import fold_aligned
from index.quantities import Quantity
from index.text import fold
from index.units import QuantityKind

_OFFICE = re.compile(rf"\b{ROLE}\b")
_COMPANY = re.compile(
    r"\b(?:[Cc]ông ty|CÔNG TY|[Tt]ập đoàn|[Tt]ổng công ty|[Ll]iên danh|Ngân hàng|[Nn]hà thầu|CTCP|TNHH|VNPT|EVN"
    r"|[Bb]an [Qq]uản lý)"
    rf"(?: \w+){{0,6}} [{UPPER}]\w+"
)
_OWNER_ASKED = re.compile(r"\bchu dau tu\b|\bowners?\b")
_OWNER = re.compile(r"\bchu dau tu\b|\bnha dau tu\b")
# As it is written: folded, "thành phố Hồ" holds "pho h", "áp dụng" "ap d", "Bình Dương" "duong".
_ADDRESS = re.compile(
    rf"\b(?:(?:[Đđ]ịa chỉ|[Tt]rụ sở)(?: (?:tại|ở|đặt)|:)\s*\S*\s*(?=\S*[\d{UPPER}])"
    rf"|[Ss]ố(?: nhà)? \d+\w?(?:/\d+)*,? (?:đường |phố )?[{UPPER}]"
    rf"|(?<![Xx]ã )(?<![Pp]hường )[Đđ]ường (?:số \d|[{UPPER}]\w)|(?<![Tt]hành )[Pp]hố [{UPPER}]\w"
    rf"|(?:KĐTM?|[Kk]hu đô thị|[Tt]òa nhà|[LlÔô]ô? đất) [\d{UPPER}]"
    rf"|[Tt]ầng \d|[Kk]m ?\d|[Tt]ổ dân phố|(?:[Kk]hu phố|[Kk]hóm|[Tt]hôn|[ẤấÂâ]p) [\d{UPPER}]"
    rf"|\d+\w?(?:/\d+)* (?:[{UPPER}]\w+ ){{1,3}}[{UPPER}]\w+, (?:[Pp]hường|[Xx]ã|[Qq]uận|TP|[Tt]hành phố))"
)
_COMMUNE_ASKED = re.compile(r"\b(?:xa|phuong) nao\b|\b(?:which|what) (?:commune|ward)\b")
_STREET_ASKED = re.compile(r"\b(?:duong|pho|so nha) nao\b|\bstreet\b|\bhouse number\b")
_COMMUNE = re.compile(r"\b(?:xa|phuong) [a-z]\w+ \w+")
_ACCOUNT = re.compile(r"\b\d[\d .]{6,}\d\b|\b0\d{2,4}[. ]\d{3}[. ]?\d{3,4}\b|\b1[89]00\d{2,6}\b")
_YEAR_ASKED = re.compile(r"\bnam nao\b|\b(?:what|which) year\b")
_YEAR_CELL = re.compile(r"(?<=\| )20\d{2}(?=\s*(?:\||$))")
_BANK_ASKED = re.compile(r"\btai khoan\b|\baccount\b")
_BANK = re.compile(r"\b(?:tai khoan|stk|tk)\b(?:(?!dien thoai|hotline)[^|]){0,120}?\d[\d .]{5,}\d", re.DOTALL)
_CLOCK = re.compile(r"\b\d{1,2}\)? ?(?:gio|h)(?: ?\d{2})?\b|\b\d{1,2}:\d{2}\b|\b\d{1,2} ?(?:am|pm)\b")
_SPELLED = re.compile(  # as it is written: folded, "năm năm" has no number
    r"\b(?i:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười) (?:giờ|ngày|tuần|tháng|năm)(?! (?:\d|nay|qua|này))\b"
)
_SPELLED_OUT = 0.9
_BARE = {QuantityKind.NUMBER, QuantityKind.COUNT}
_BEHIND = 60  # characters behind a number in which the thing counted is named
_AMOUNT = 1000  # from which a bare number under a head of money is an amount
_HEAD_MONEY = re.compile(
    r"\b(?:dong|vnd|muc (?:thu|chi|ho tro|phi|gia|hoc phi|luong)|gia|phi|hoc phi|so tien|tien|thanh tien|kinh phi|luong"
    r"|von|du toan|don vi tinh)\b"
)
_IN_THOUSANDS = re.compile(r"(?<![\d.,] )\b(?:nghin|ngan|trieu|ty|1\.?000) dong\b")  # "Đơn vị: nghìn đồng"
_HEAD_OF = {
    QuantityKind.PERCENT: re.compile(r"%|\bty le\b|\bphan tram\b"),
    QuantityKind.AREA: re.compile(r"\bdien tich\b|\bkm ?2\b|\bm2\b|\bha\b"),
    QuantityKind.LENGTH: re.compile(r"\bchieu\b|\bdai\b|\brong\b|\bkm\b|\b\(m\)"),
    QuantityKind.MASS: re.compile(r"\bkhoi luong\b|\btan\b|\bkg\b"),
    QuantityKind.DURATION: re.compile(r"\bthoi (?:gian|han)\b|\bngay\b|\bthang\b|\bnam\b"),
}
_SURE_OF = 1.0
_IN_CLAUSE = 0.8
_IN_HEADS = 0.9  # of a row of a table; of running text heads say little
_IN_TITLE = 0.5
_APART = 0.4
_IN_UNIT = 0.6
_BREAK = re.compile(r"[;:]|(?<=[^\W\d])/|\.\s|,\s(?=\d)|(?<=[^\W\d]) (?=\d)")  # behind which another thing is told
_FIRST_SYLLABLE = 0.6
_IN_OTHER_TITLE = 0.3
_SHORT = 0.5  # of a word of one syllable, which stands in any text
_ANYONE = {"ngươi1", "nguoi"}  # "10 người" tells nothing of "người bị thương"; as `Line` writes syllables
_NEXT = 4  # syllables from a number on
_SORT_ABOVE = 0.8
_OTHER_SORT = 0.3
_NO_SORT = 0.6
_OTHER_OFFICE = 0.3  # a person of whom not the office asked for is said
_NEAR_PERSON = 90  # characters before and behind a name in which the office stands
# "81. Sắp xếp", "7 | Tòa án": what numbers a row or an item; "xã Sơn Kim 2": what belongs to a name.
_NUMBERING = re.compile(r"[\s+*(-]*[\d.]+(?:\s*\||[.)](?=\s))")
_OF_A_THING = re.compile(r"\s?(?!đồng|tỷ|triệu|nghìn|ngàn|đ\b|VNĐ|vnđ|đến\b|-)[^\W\d]")  # "1.000 quả": no amount
_GLUED = re.compile(r"\s?đồng")  # "10.000.000 đồngđối với": an amount, whatever it was read as
_OF_NAME = re.compile(rf"(?:[{UPPER}]\w* ){{2}}\d{{1,2}}(?![,)])")
_TELLS = {Kind.CLOCK: _CLOCK, Kind.ACCOUNT: _ACCOUNT, Kind.ADDRESS: _ADDRESS, Kind.COMPANY: _COMPANY}
_AS_WRITTEN = {Kind.ADDRESS, Kind.COMPANY}


def met(asked: Asked, wanted: Demand, evidence: Evidence) -> float:
    """How surely the unit, read with its lead-in and heads, tells something of the kind demanded, 0–1."""
    if wanted.kind is Kind.DATE:
        period = _tells_year(asked, evidence.text) or tells_period(asked, evidence.text)
        return max(evidence.features.fits, _IN_HEADS * period)
    if wanted.kind in {Kind.MONEY, Kind.MEASURE, Kind.COUNT}:
        return _figures_met(asked, wanted, evidence)
    if wanted.kind is Kind.PERSON:
        return _person_met(asked, evidence)
    text, known = evidence.text, asked.known.folded
    pattern = _BANK if wanted.kind is Kind.ACCOUNT and _BANK_ASKED.search(known) else _TELLS[wanted.kind]
    if wanted.kind is Kind.COMPANY and _OWNER_ASKED.search(known):  # an office may own a project too
        return float(_OWNER.search(folded_once(f"{evidence.unit.context} {text}")) is not None)
    said = pattern.finditer(text if wanted.kind in _AS_WRITTEN else folded_once(text))
    new = any(fold_aligned(m.group()) not in known for m in said)
    if new or wanted.kind is not Kind.ADDRESS or not _COMMUNE_ASKED.search(known) or _STREET_ASKED.search(known):
        return float(new)
    return float(any(m.group() not in known for m in _COMMUNE.finditer(folded_once(text))))


def _tells_year(asked: Asked, text: str) -> bool:
    """Whether a year is asked for and one told, if only in a cell of its own."""
    known = asked.known.folded
    return bool(_YEAR_ASKED.search(known)) and any(m.group() not in known for m in _YEAR_CELL.finditer(text))


def _person_met(asked: Asked, evidence: Evidence) -> float:
    """A person whom the question doesn't name; less sure one of whom another office is said."""
    text, known = evidence.text, asked.known.folded
    persons = [m for m in find_persons(text) if fold_aligned(m.group()) not in known]
    offices = [m.group() for m in _OFFICE.finditer(known)]
    if not persons or not offices:
        return float(bool(persons))
    heads = folded_once(f"{evidence.unit.context} {evidence.candidate.passage.passage.section or ''}")
    around = [folded_once(text)[max(0, m.start() - _NEAR_PERSON) : m.end() + _NEAR_PERSON] for m in persons]
    said = any(re.search(rf"(?<!pho ){office}\b", near_by) for office in offices for near_by in (*around, heads))
    return 1.0 if said else _OTHER_OFFICE


def _figures_met(asked: Asked, wanted: Demand, evidence: Evidence) -> float:
    text, context, passage = evidence.text, evidence.unit.context, evidence.candidate.passage.passage
    fresh = [q for q in quantities(text) if q.canonical not in asked.known.values and not _numbers(q, text)]
    if wanted.kind is Kind.COUNT:
        title = f"{passage.section or ''} {evidence.candidate.document.title or ''}"
        above, far = Line.of(asked, context), Line.of(asked, title)
        return max((_counts(asked, wanted, q, text, (above, far)) for q in fresh), default=0.0)
    dimensions = {QuantityKind.MONEY} if wanted.kind is Kind.MONEY else wanted.dimensions
    if wanted.kind is Kind.MONEY:
        fresh = [q for q in fresh if q.kind is not QuantityKind.NUMBER or not _OF_A_THING.match(text, q.end)]
    heads = folded_once(f"{context} {passage.section or ''}")
    told = max((_measures(d, q, heads) for q in fresh for d in dimensions), default=0.0)
    if wanted.kind is Kind.MONEY and told:
        own = folded_once(f"{context} {text}")
        over = folded_once(f"{passage.section or ''} {evidence.candidate.document.title or ''}")
        return told * _of_the_sort(asked, evidence) * of_the_rate(asked.known.folded, own, over)
    if QuantityKind.DURATION in dimensions and told < _SPELLED_OUT and _SPELLED.search(text):
        return _SPELLED_OUT
    return told


def _of_the_sort(asked: Asked, evidence: Evidence) -> float:
    """How surely the money of the unit is a fee, a fine, a price … as that asked for; less by its heads alone."""
    question = asked.question
    wanted = sorts_of_money(question.text if question.language == "en" else question.restored or question.text)
    if question.language == "en" and "fee" in wanted:
        wanted |= {"tuition"}  # "school fees"
    passage, title = evidence.candidate.passage.passage, evidence.candidate.document.title or ""
    own = sorts_of_money(f"{evidence.unit.context} {evidence.text}")
    if not wanted or wanted & own:
        return 1.0
    above = sorts_of_money(f"{passage.section or ''} {title}")
    if wanted & above:
        return _SORT_ABOVE
    return _OTHER_SORT if own | above else _NO_SORT


def _numbers(quantity: Quantity, text: str) -> bool:
    """Whether it tells which one, not how many: it numbers a row or an item, or belongs to a name."""
    if quantity.kind not in _BARE:
        return False
    numbering = _NUMBERING.match(text)
    if numbering is not None and quantity.end <= numbering.end():
        return True
    if quantity.kind is not QuantityKind.NUMBER:
        return False
    return any(m.start() < quantity.start and m.end() == quantity.end for m in _OF_NAME.finditer(text))


def _measures(dimension: QuantityKind, quantity: Quantity, heads: str) -> float:
    if quantity.kind is dimension:
        return 1.0
    if quantity.kind is not QuantityKind.NUMBER:
        return 0.0
    if dimension is QuantityKind.MONEY:
        headed = bool(_HEAD_MONEY.search(heads))
        if quantity.canonical >= _AMOUNT:
            return 1.0 if headed else 0.6
        return 0.9 if _IN_THOUSANDS.search(heads) else 0.2 * headed
    head = _HEAD_OF.get(dimension)
    return 0.9 if head is not None and head.search(heads) else 0.1


def _counts(asked: Asked, wanted: Demand, quantity: Quantity, text: str, around: tuple[Line, Line]) -> float:
    """``around`` are the unit's lead-in and heads, and its section and title."""
    if quantity.kind not in _BARE or _GLUED.match(text, quantity.end):
        return 0.0
    if not wanted.counted:
        return 1.0 if quantity.kind is QuantityKind.COUNT else 0.5
    behind = _BREAK.split(text[quantity.start : quantity.end + _BEHIND], maxsplit=1)[0]
    clause, (above, far) = Line.of(asked, near(text, quantity)), around
    # What a number with a unit of its own counts stands behind it; heads tell what a cell of a table is.
    bare, cell = quantity.kind is QuantityKind.NUMBER, _is_cell(quantity, text)
    return max(
        max(
            _SURE_OF * _said_behind(asked, c, behind),
            (_IN_CLAUSE if bare else _IN_UNIT) * c.said(clause) * (_SHORT if _of_one_syllable(c) and not cell else 1),
            (_IN_HEADS if bare and cell else _APART) * c.said(above),
            (_IN_TITLE if bare and cell else _IN_OTHER_TITLE) * c.said(far),
        )
        for c in wanted.counted
    )


def _said_behind(asked: Asked, concept: Concept, behind: str) -> float:
    """How surely the number at the beginning of ``behind`` counts the concept: "100 trường" of "trường nội trú"."""
    syllables = Line.of(asked, behind).text.split()
    said = concept.said(Line(f" {' '.join(syllables[:_NEXT] if _of_one_syllable(concept) else syllables)} "))
    if said >= _FIRST_SYLLABLE:
        return said
    after = next((i for i, syllable in enumerate(syllables) if not syllable[0].isdigit()), len(syllables))
    first = {form.split()[0] for form, _ in concept.forms if len(form.split()) > 1} - _ANYONE
    alone = after + 1 >= len(syllables) or NO_NOUN.fullmatch(fold(syllables[after + 1]))
    return _FIRST_SYLLABLE if after < len(syllables) and syllables[after] in first and alone else said


def _of_one_syllable(concept: Concept) -> bool:
    return all(len(form.split()) == 1 for form, _ in concept.forms)


def _is_cell(quantity: Quantity, text: str) -> bool:
    """Whether it stands by itself between the bars of a row."""
    before, behind = text[: quantity.start].rstrip(), text[quantity.end :].lstrip()
    return before.endswith("|") and (not behind or behind.startswith("|"))
