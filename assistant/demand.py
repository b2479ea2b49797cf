"""What kind of thing a question demands, sharper than its intent, and whether a text tells one.

"Bao nhiêu vụ cháy" demands a number of fires: an amount, an area or a number of days in the right paper answers
nothing, nor does a figure at all where a person, an address or a time of day is asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from assistant.asked import Asked
from assistant.concepts import Concept, Line
from assistant.evidence import Evidence
from assistant.intent import AnswerType
from assistant.measures import near
from assistant.names import UPPER, find_persons
from assistant.shape import quantities
from index.aligned import fold_aligned
from index.quantities import Quantity
from index.units import QuantityKind, spellings


class Kind(StrEnum):
    """What is demanded; the kinds of quantity besides."""

    MONEY = "money"
    MEASURE = "measure"  # a quantity of a dimension: an area, a length, a share, a time taken
    COUNT = "count"  # a number of things
    PERSON = "person"
    ADDRESS = "address"
    CLOCK = "clock"
    ACCOUNT = "account"  # the number of a bank account, a telephone
    COMPANY = "company"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Demand:
    """``dimensions`` of a measure, any of which will do; ``counted`` are the concepts of which a number is asked."""

    kind: Kind
    dimensions: frozenset[QuantityKind] = frozenset()
    counted: tuple[Concept, ...] = ()


_ROLE = (
    r"(?:pho |tong |quyen )?(?:giam doc|chu tich|bi thu|hieu truong|chanh an|vien truong|truong (?:phong|ban|doan|thue"
    r"|dai dien|khoa|tram|cong an)|doi truong|cuc truong|chi cuc truong|bo truong|thu truong|tu lenh|tac gia|dao dien"
    r"|nhac si|kien truc su|ca si|nghe si|mc|dien vien|phat ngon vien)"
)
_PERSON_ASKED = re.compile(
    rf"\b{_ROLE}\b[^?]*\b(?:la ai|ten (?:la )?gi|ten ai)\b|\b(?:ai|nguoi nao) (?:dang |hien |se |da )?(?:la|lam|giu"
    rf"(?: chuc)?) (?:chuc )?{_ROLE}\b|\b{_ROLE} nao\b|\bai (?:dang |la )*(?:lam )?truong\b"
    r"|\bho (?:va )?ten\b|\b(?:ong|ba) nao\b|\bai la (?:tac gia|tong)\b"
    r"|\bwho (?:is|was|are|were|serves as|heads|directs|leads) (?:the )?(?:\w+ ){0,3}(?:head|director|chief|chair\w*"
    r"|secretary|judge|author|leader|principal|rector|president|mayor|manager|commander|spokes\w+|singers?|artists?)\b"
    r"|\b(?:which|what) (?:\w+ )?(?:architect|singers?|artists?|author|director|composer|officials? by name)\b"
    r"|\bwho (?:designed|wrote|composed|directed|heads|chairs|leads)\b"
)
_COMPANY_ASKED = re.compile(
    r"\b(?:cong ty|tap doan|doanh nghiep|nha thau|nha dau tu|ngan hang) nao\b"
    r"|\b(?:which|what) (?:\w+ ){0,2}(?:compan(?:y|ies)|contractors?|developers?|firms?|investors?|enterprises?|bank)\b"
    r"|\bwho (?:won|is the (?:\w+ )?(?:contractor|developer|investor))\b"
)
_COMPANY = re.compile(
    r"\b(?:[Cc]ông ty|CÔNG TY|[Tt]ập đoàn|[Tt]ổng công ty|[Ll]iên danh|Ngân hàng|[Nn]hà thầu|CTCP|TNHH|VNPT|EVN"
    r"|[Bb]an [Qq]uản lý)"
    rf"(?: \w+){{0,3}} [{UPPER}]\w+"
)
_ADDRESS_ASKED = re.compile(
    r"\b(?:dia chi|tru so)\b[^?]*\b(?:nao|dau|gi|so may|bao nhieu)\b|\b(?:duong|pho|so nha) nao\b"
    r"|\b(?:street )?address\b|\bwhere (?:is|are) (?:the )?[^?]*\b(?:offices?|headquarters|located|seat)\b"
    r"|\b(?:which|what) street\b"
)
_ACCOUNT_ASKED = re.compile(
    r"\bso (?:tai khoan|dien thoai|hotline|stk)\b|\bduong day nong\b|\b(?:account|phone|telephone"
    r"|hotline)(?: number)?\b"
)
_ADDRESS = re.compile(
    r"\b(?:(?:dia chi|tru so)(?: (?:tai|o|dat)|:)|so \d+[a-z]?(?:/\d+)*,? (?:duong |pho )?[a-z]|duong [a-z]"
    r"|pho [a-z]|tang \d|to dan pho|khu pho"
    r"|thon [a-z]|ap [a-z]|km ?\d)"
)
_COMMUNE_ASKED = re.compile(r"\b(?:xa|phuong) nao\b|\b(?:which|what) (?:commune|ward)\b")
_COMMUNE = re.compile(r"\b(?:xa|phuong) [a-z]\w+ \w+")
_ACCOUNT = re.compile(r"\b\d[\d .]{6,}\d\b|\b0\d{2,4}[. ]\d{3}[. ]?\d{3,4}\b|\b1[89]00\d{2,6}\b")
_CLOCK = re.compile(r"\b\d{1,2} ?(?:gio|h)(?: ?\d{2})?\b|\b\d{1,2}:\d{2}\b|\b\d{1,2} ?(?:am|pm)\b")
_MONEY_ASKED = re.compile(
    r"\b(?:bao nhieu|may|het|ton) (?:tien|dong|kinh phi|von|ty|trieu|nghin|ngan|usd|do la)\b|\bbao nhieu ti\b"
    r"|\b(?:gia(?! tri)|muc gia|don gia|phi|le phi|hoc phi|chi phi|kinh phi|so tien|tien|(?<!luc )(?<!chat )(?<!san )"
    r"(?<!so )(?<!khoi )luong|phu cap|tro cap|tong muc dau tu|von|tong von|muc phat|tong du toan)\b"
    r"(?! (?:tri|dinh|ve|lai|han|vi|dang|duc))(?: (?!(?:he so|ty le|phan tram|khoi|lop)\b)\S+){0,12}?"
    r" (?:la |het |them |len )?(?:bao nhieu|muc nao|the nao)\b(?! (?!tien|dong|ty|trieu|nghin|mot|moi|o|tai|cho|va|khi"
    r"|neu|trong|theo|kinh|usd)\w)"
    r"|\bphat (?:tu )?bao nhieu\b|\bgia bao nhieu\b|\bbao nhieu\b[^?]* (?:tien|von|kinh phi)\b"
    r"|\bhow much (?:money|state money|funding|cash|does it cost|is paid|did it cost)\b"
    r"|\bwhat (?:\w+ ){0,4}(?:price|prices|fee|fees|cost|costs|tuition|toll|tolls|fine|rent|salary|wage|allowance"
    r"|budget"
    r"|compensation|subsidy)\b|\b(?:fee|cost|price|fine|tuition|rent|toll|budget) (?:for|of|to|per|in)\b|^fee\b"
    r"|\bwhat did it cost\b|\bhow much (?:does|do|did|will|is|are|was|were)\b[^?]*\b(?:pay|paid|cost|budget|spend"
    r"|charged?|receive|get|earn|money|fined)\b"
)
_AMOUNT_NAMED = re.compile(
    r"\bwhat (?:\w+ ){0,4}(?:price|fee|fees|cost|tuition|toll|fine|rent|salary|wage|compensation)\b"
)
# "in đồng", not "in Đồng Tháp"
_UNIT_ASKED = re.compile(
    r"\b(?:[Bb]ao nhiêu|[Bb]ao nhieu|[Mm]ấy|may|[Hh]ow many|in(?= [a-zđ])(?! \w+ [A-ZĐ]))\s+(.{1,40})"
)
_LABEL_ASKED = re.compile(
    r"\b(?:he so|lop|khoi|mau|so|thu|loai|hang|cap|vung|vi tri|phuong an|khu vuc|nhom|bac|phu luc|bien so)"
    r" (?:so )?may\b|\bhe so (?:\w+ ){0,4}(?:may|bao nhieu)\b"
)
_TIME_TAKEN = re.compile(r"\bbao lau\b|\bhow (?:long|far) (?!is the [^?]*(?:road|bridge|line|route|street|river))")
_HOW_LONG = frozenset({QuantityKind.DURATION, QuantityKind.LENGTH})
_PARTS_ASKED = re.compile(
    r"\b(?:what|which) (?:\w+ ){0,2}(?:share|percentage|proportion|multiple|cut|reduction|discount|rate)\b"
    r"|\b(?:bao nhieu|may) phan\b(?! tram)|\bty le (?:\S+ ){0,8}bao nhieu\b"
)
_MONEY_COUNTED = re.compile(
    r"\b(?:bao nhieu|may) (?:hoc phi|le phi|phi|kinh phi|chi phi|von|tien|ngan sach|dong|ty|ti|trieu|nghin|ngan"
    r"|usd|do la)\b"
    r"|\bhow much\b"
)
_COUNTED = re.compile(
    r"\b(?:bao nhieu|tong so|so luong|(?<!so )(?<!thu )(?<!mau )may)(?: \d+)? |\bhow many (?:more |new |other "
    r"|of the |such )?|\bnumber of "
)
_NO_COUNT = {QuantityKind.MONEY, QuantityKind.PERCENT, QuantityKind.ORDINAL, QuantityKind.DURATION}
_BARE = {QuantityKind.NUMBER, QuantityKind.COUNT}
_BEHIND = 60  # characters behind a number in which the thing counted is named
_AMOUNT = 1000  # from which a bare number under a head of money is an amount
_HEAD_MONEY = re.compile(
    r"\b(?:dong|vnd|muc (?:thu|chi|ho tro|phi|gia|hoc phi|luong)|gia|phi|hoc phi|so tien|tien|thanh tien|kinh phi|luong"
    r"|von|du toan|don vi tinh)\b"
)
_IN_THOUSANDS = re.compile(r"\b(?:nghin|ngan|trieu|ty|1\.?000) dong\b")
_HEAD_OF = {
    QuantityKind.PERCENT: re.compile(r"%|\bty le\b|\bphan tram\b"),
    QuantityKind.AREA: re.compile(r"\bdien tich\b|\bkm ?2\b|\bm2\b|\bha\b"),
    QuantityKind.LENGTH: re.compile(r"\bchieu\b|\bdai\b|\brong\b|\bkm\b|\b\(m\)"),
    QuantityKind.MASS: re.compile(r"\bkhoi luong\b|\btan\b|\bkg\b"),
    QuantityKind.DURATION: re.compile(r"\bthoi (?:gian|han)\b|\bngay\b|\bthang\b|\bnam\b"),
}
_RESULT_ASKED = re.compile(
    r"\b(?:thuc te|da (?:dat|don|thu|co|hoan thanh|xay|chi|xay ra|ban|giai ngan|huy dong|duoc (?:cap|xay|ban|xu)"
    r"|xu phat"
    r"|phat|tuyen|ton|het|nhan|ghi nhan)|ket qua|trung dau gia|gia trung|dang (?:co|nhan|huong|hoat dong|song))\b"
    r"|\b(?:actually|so far|in practice|were|did|has been|have been|had|was|won|paid|achieved|currently|are being)\b"
)
_PLAN = re.compile(
    r"\b(?:du kien|ke hoach|chi tieu|muc tieu|phan dau|dinh huong|den nam 20\d\d|quy hoach|du thao|du toan|duoc giao)\b"
)
_RESULT = re.compile(
    r"\b(?:da (?!dang|phuong|nang|so)|dat duoc|ket qua|thuc hien duoc|ghi nhan|hien co|hien nay|so voi cung ky"
    r"|uoc dat|hoan thanh \d)"
)
_SURE_OF = 1.0
_IN_CLAUSE = 0.8
_IN_HEADS = 0.9
_IN_TITLE = 0.5
_PARTS = frozenset({QuantityKind.PERCENT, QuantityKind.FACTOR, QuantityKind.POINTS})
_BY_TOPIC = (QuantityKind.PERCENT, QuantityKind.AREA, QuantityKind.LENGTH)
_NAMED = (
    (Kind.ACCOUNT, _ACCOUNT_ASKED),
    (Kind.PERSON, _PERSON_ASKED),
    (Kind.ADDRESS, _ADDRESS_ASKED),
    (Kind.COMPANY, _COMPANY_ASKED),
)
_OF_TYPE = {AnswerType.TIME: Kind.CLOCK, AnswerType.DATE: Kind.DATE}
_TELLS = {Kind.CLOCK: _CLOCK, Kind.ACCOUNT: _ACCOUNT, Kind.ADDRESS: _ADDRESS, Kind.COMPANY: _COMPANY}


def demand(asked: Asked, found: tuple[Concept, ...]) -> Demand | None:
    """What ``asked``, whose concepts are ``found``, demands; ``None`` where any words may answer."""
    question = asked.question.restored or asked.question.text
    folded = fold_aligned(question)
    named = next((kind for kind, pattern in _NAMED if pattern.search(folded)), None)
    named = named or _OF_TYPE.get(asked.intent.type)
    if named is not None:
        return Demand(named)
    if asked.intent.type is not AnswerType.FIGURE:
        return Demand(Kind.MONEY) if _AMOUNT_NAMED.search(folded) else None
    if asked.intent.measure in {QuantityKind.NUMBER, QuantityKind.ORDINAL} or _LABEL_ASKED.search(folded):
        return None
    english = asked.question.language == "en"
    unit = unit_asked(question, english=english) or unit_asked(folded, english=english)
    dimensions = _dimensions(asked.intent.measure, unit, folded, english=english)
    if QuantityKind.MONEY in dimensions:
        return Demand(Kind.MONEY)
    if dimensions:
        return Demand(Kind.MEASURE, dimensions)
    return _count_or_amount(asked.intent.measure, unit, folded, found, english=english)


def _dimensions(
    measure: QuantityKind | None, unit: QuantityKind | None, folded: str, *, english: bool
) -> frozenset[QuantityKind]:
    """Those that the question names by a unit of measure, by "how long", "what share"."""
    if unit is not None and unit is not QuantityKind.COUNT:
        return frozenset({unit})
    if measure is QuantityKind.DURATION:
        return frozenset({measure})
    if _TIME_TAKEN.search(folded):
        return _HOW_LONG if english else frozenset({QuantityKind.DURATION})
    return _PARTS if _PARTS_ASKED.search(folded) else frozenset()


def _count_or_amount(
    measure: QuantityKind | None,
    unit: QuantityKind | None,
    folded: str,
    found: tuple[Concept, ...],
    *,
    english: bool,
) -> Demand | None:
    counted = () if _MONEY_COUNTED.search(folded) else _counted(folded, found, english=english)
    if counted:  # what the glossary doesn't know of English, no Vietnamese text says: any number of things may be it
        return Demand(Kind.COUNT, counted=tuple(c for c in counted if c.known or not english))
    if measure is QuantityKind.MONEY or _MONEY_ASKED.search(folded):
        return Demand(Kind.MONEY)
    if measure is not None and measure in _BY_TOPIC:
        return Demand(Kind.MEASURE, frozenset({measure}))
    return Demand(Kind.COUNT) if unit is QuantityKind.COUNT else None


def _counted(folded: str, found: tuple[Concept, ...], *, english: bool) -> tuple[Concept, ...]:
    """The concept behind "bao nhiêu"; of English the last one before what goes on ("new foreign-invested projects")."""
    asking = _COUNTED.search(folded)
    if asking is None:
        return ()
    if not english:
        return tuple(c for c in found if c.start == asking.end())[:1]
    return tuple(c for c in found if c.head and c.end > asking.end())[-1:]


def unit_asked(question: str, *, english: bool) -> QuantityKind | None:
    """The dimension of the unit that the question names behind "bao nhiêu", "how many"."""
    table = spellings(toneless=True, english=english)
    for found in _UNIT_ASKED.finditer(question):
        tokens = re.findall(r"[\w²³%/-]+", found[1].lower())
        for length in range(min(4, len(tokens)), 0, -1):
            unit = table.get(" ".join(tokens[:length]))
            if unit is not None:
                return unit.kind
    return None


def met(asked: Asked, wanted: Demand, evidence: Evidence) -> float:
    """How surely the unit, read with its lead-in and heads, tells something of the kind demanded, 0–1."""
    if wanted.kind is Kind.DATE:
        return evidence.features.fits
    if wanted.kind in {Kind.MONEY, Kind.MEASURE, Kind.COUNT}:
        return _figures_met(asked, wanted, evidence)
    text, known = evidence.text, asked.known.folded
    said = (
        find_persons(text)
        if wanted.kind is Kind.PERSON
        else _TELLS[wanted.kind].finditer(text if wanted.kind is Kind.COMPANY else _folded(text))
    )
    new = any(fold_aligned(m.group()) not in known for m in said)
    if not new and wanted.kind is Kind.ADDRESS and _COMMUNE_ASKED.search(known):
        new = any(m.group() not in known for m in _COMMUNE.finditer(_folded(text)))
    return float(new)


def _figures_met(asked: Asked, wanted: Demand, evidence: Evidence) -> float:
    text, context, passage = evidence.text, evidence.unit.context, evidence.candidate.passage.passage
    fresh = [q for q in quantities(text) if q.canonical not in asked.known.values]
    if wanted.kind is Kind.COUNT:
        title = f"{passage.section or ''} {evidence.candidate.document.title or ''}"
        above, far = Line.of(asked, context), Line.of(asked, title)
        return max((_counts(asked, wanted, q, text, (above, far)) for q in fresh), default=0.0)
    dimensions = {QuantityKind.MONEY} if wanted.kind is Kind.MONEY else wanted.dimensions
    heads = _folded(f"{context} {passage.section or ''}")
    return max((_measures(d, q, heads) for q in fresh for d in dimensions), default=0.0)


def _measures(dimension: QuantityKind, quantity: Quantity, heads: str) -> float:
    if quantity.kind is dimension:
        return 1.0
    if quantity.kind not in _BARE:
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
    if quantity.kind in _NO_COUNT:
        return 0.0
    if not wanted.counted:
        return 1.0 if quantity.kind is QuantityKind.COUNT else 0.5
    behind = Line.of(asked, text[quantity.start : quantity.end + _BEHIND])
    clause = Line.of(asked, near(text, quantity))
    above, far = around
    bare = quantity.kind is QuantityKind.NUMBER
    return max(
        max(
            _SURE_OF * c.said(behind),
            _IN_CLAUSE * c.said(clause),
            (_IN_HEADS if bare else 0.4) * c.said(above),
            (_IN_TITLE if bare else 0.3) * c.said(far),
        )
        for c in wanted.counted
    )


def asks_for_result(asked: Asked) -> bool:
    """Whether the question asks what came about, not what is planned or set."""
    folded = asked.known.folded
    return bool(_RESULT_ASKED.search(folded)) and not _PLAN.search(folded)


def tells_plan(own: str, near_by: str) -> bool:
    """Whether a unit tells what is to be and nothing that came about."""
    return bool(_PLAN.search(_folded(near_by))) and not _RESULT.search(_folded(own))


@lru_cache(maxsize=16384)
def _folded(text: str) -> str:
    return fold_aligned(text)
