"""Whether a text has the shape of the answer asked for: a figure of the right measure, a date, an office, a list.

Only what the question does not already say counts: a threshold that the question names is not its answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.intent import AnswerType, Intent
from assistant.names import UPPER
from index.aligned import fold_aligned
from index.cache import Cache
from index.dates import find_dates
from index.docnumbers import find_document_numbers
from index.periods import find_periods
from index.quantities import Quantity, find_quantities
from index.units import QuantityKind

# What a counted thing may be written as: "126 ĐVHC", "04 năm", "69 hành vi".
_COUNTED = {QuantityKind.COUNT, QuantityKind.NUMBER, QuantityKind.ORDINAL}
_SURELY_MONEY = 10**7  # a bare number of this size is an amount
_BARE = {QuantityKind.NUMBER, QuantityKind.COUNT}
_HEAD_MONEY = re.compile(
    r"\b(?:đồng|vnđ|vnd|mức (?:thu|chi|hỗ trợ|phí|giá|học phí)|giá|phí|học phí|tiền|kinh phí|lương|phụ cấp|trợ cấp)\b"
)
_HEAD_PERCENT = re.compile(r"%|\bt[ỷỉ] lệ\b|\bphần trăm\b")
_FACTOR = re.compile(r"\bhệ số\b|\bk\s?=")
# The unit may stand above the number. With its marks: "lao động" names no amount in đồng.
_HEADED = {
    QuantityKind.MONEY: _HEAD_MONEY,
    QuantityKind.PERCENT: _HEAD_PERCENT,
    QuantityKind.AREA: re.compile(r"\bdiện tích\b|\b(?:km2|m2|ha)\b"),
    QuantityKind.LENGTH: re.compile(r"\bchiều (?:dài|rộng|cao)\b|\b(?:km|m)\b"),
    QuantityKind.DURATION: re.compile(r"\bthời (?:gian|hạn)\b|\((?:năm|tháng|ngày|giờ)\)"),
    QuantityKind.FACTOR: _FACTOR,
}
_OFTEN_BARE = {QuantityKind.FACTOR, QuantityKind.MONEY, QuantityKind.PERCENT}
_SPAN = re.compile(
    r"\b(?:bao nhieu|may|how many(?: working| business)?) (ngay|thang|nam|gio|tuan|phut|hour|day|week|month|year)"
    r"s?\b"
)
_SPANS = {"hour": "gio", "day": "ngay", "week": "tuan", "month": "thang", "year": "nam"}
_OTHER_SPAN = 0.6  # "12 tháng" where days are asked for
_ONE_END = 0.7  # a single figure where both ends of a range are asked for
_NOTHING = 0.5  # "siêu thị 0 đồng": a name more often than an amount
_OF_OTHER = 0.9  # an amount that is not told for each of what it is asked for
_EACH = {  # what a figure is asked for each of, as the base of a quantity names it
    name: re.compile(rf"\b(?:moi|mot|per|each|every|an?)(?: dau)? (?:{said})\b")
    for name, said in (
        ("nguoi", "nguoi|hoc sinh|em|chau|suat|worker|person|head|employee|student|pupil|child|capita"),
        ("ho", "ho|household|family"),
        ("thang", "thang|month"),
        ("nam", "nam|year"),
        ("ngay", "ngay|day"),
        ("gio", "gio|hour"),
        ("ha", "ha|hecta|hec ta|hectare"),
        ("m2", "m2|met vuong|square met(?:re|er)"),
        ("lan", "lan|time"),
        ("luot", "luot|visit"),
    )
}
_OFFICE = re.compile(
    r"\b(?:Sở|Bộ|Ban|Cục|Chi cục|Tổng cục|Phòng|Trung tâm|Trường|Viện|Hội|Tòa án|Ủy ban|Uỷ ban|UBND|HĐND|Hội đồng"
    r"|Thanh tra|Công an|Công ty|Tổng công ty|Tập đoàn|Ngân hàng|Kho bạc|Văn phòng|Chủ tịch|Phó Chủ tịch|Thủ tướng"
    r"|Bí thư|Giám đốc|Liên danh|Department|Ministry|Committee|Council|Company|University|Chairman)(?: \w+){1,2}"
)
_OFFICES = frozenset({"co quan", "don vi", "to chuc", "agency", "body", "authority", "organisation", "organization"})
_PERSON = re.compile(rf"\b(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí|Mr|Ms|Mrs)\.? [{UPPER}]")
_LOCAL = re.compile(
    rf"\b(?:[Xx]ã|[Pp]hường|[Tt]hị trấn|[Tt]hị xã|[Hh]uyện|[Qq]uận|[Tt]ỉnh|[Tt]hành phố|TP\.?|[Đđ]ặc khu|[Tt]hôn|[Ấấ]p"
    rf"|[Đđ]ường|[Pp]hố|[Ss]ố) (?:[{UPPER}]\w*|\d+)"
)
_NAME = re.compile(rf"(?<![.!?:;\n] )(?<!^)\b[{UPPER}][\w-]*(?: [{UPPER}][\w-]*)+")
# A house and its street; a commune alone is where a thing lies, not its address.
_ADDRESS = re.compile(
    r"\b(?:[Ss]ố(?: nhà)?|[Tt]ầng|[Ll]ầu|[Tt]òa(?: nhà)?|[Nn]gõ|[Hh]ẻm) \w*\d"
    rf"|\b\d+[A-Z]?,? (?:[Đđ]ường|[Pp]hố|[{UPPER}])"
)
_ASKS_ADDRESS = re.compile(
    r"\bdia chi\b|\baddress\b|\bnop\b.{0,60}\b(?:o|tai) dau\b|\bwhere\b.{0,60}\b(?:hand|submit|file|appl)"
)
_SEPARATOR = re.compile(r"[,;]\s|\svà\s|\sand\s|\n\s*[-+•]")
_DAY_RANGE = re.compile(r"\bthang \d{1,2}\b|\bquy (?:[1-4]|iv|i{1,3})\b|\bnam \d{4}\b|\b\d{1,2}/\d{4}\b")
# "Quyết định số 21/2018/QĐ-UBND ngày": what follows dates the document named.
_OF_DOCUMENT = re.compile(r"\d/[\w-]{2,}(?:\s+\S+){0,8}\s+ngay\s*$")
_DAY = re.compile(r"\b(?:ngay|mung) \d{1,2}(?: thang |/)\d{1,2}\b(?!/)")  # of each year
# "ngay sau khi thẻ cũ hết hạn", "ngày đầu của tháng kế tiếp": a time told by another one.
_AFTER = re.compile(
    r"\b(?:ngay|ke tu|tu ngay|tu thoi diem) (?:sau )?(?:khi|ngay sau|duoc|nop|ky|cap|nhan)\b"
    r"|\bngay (?:dau|cuoi)(?: tien| cung)? (?:cua )?(?:thang|quy|nam)\b"
)
_ASKS_DAY = re.compile(r"\b(?:ngay|thang|nam|quy) (?:nao|may|bao nhieu)\b|\b(?:what|which) (?:day|date|month|year)s?\b")
_ASKS_MONTH = re.compile(r"\b(?:thang|quy|nam) nao\b|\b(?:what|which) (?:month|year|quarter)\b")
_ASKS_PARTS = re.compile(
    r"(?<!khong )(?<!khong bao )\bgom\b|\b(?:consists? of|include[sd]?|made up of|comprise[sd]?)\b"
)
_PARTS = re.compile(r"(?<!khong )(?<!khong bao )\bgom\b")
_LEFT_OUT = re.compile(r"\bkhong (?:bao )?gom\b")
_ASKS_NAMES = re.compile(
    r"\b(?:xa|phuong|tinh|huyen|quan|don vi|co quan|so|cong ty|thanh pho|thi tran) nao\b|\bnhung ai\b"
    r"|\b(?:which|what) (?:\w+ )?(?:communes|wards|provinces|districts|towns|agencies|companies)\b"
)
_TIME = re.compile(r"\b\d{1,2}\)?\s?(?:gio|h)(?:\s?\d{2})?\b|\b\d{1,2}:\d{2}\b|\b\d{1,2} ?(?:am|pm)\b")
# Between the kind of a thing and its name: "phụ lục số II", "đơn vị tư vấn là Công ty", "địa điểm: Xã".
_BEFORE_NAME = re.compile(r"[\s*:–-]*(?:\b(?:so|la|moi|ten|goi|co)\b[\s*:–-]*){0,5}")
_NAMED = re.compile(rf"[{UPPER}][\w+./-]*|\d[\w+./-]*")
_FROM = re.compile(r"\b(?:ke tu|tu ngay|hieu luc|bat dau|khoi cong|thi hanh|from|effective|since)\b")
_YES_NO = re.compile(
    r"\b(?:duoc|khong|phai|co the|cho phep|nghiem cam|bi cam|must|may|shall|cannot|allowed|required)\b"
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the question itself says (canonical values, dates, document numbers): none of it is its answer."""

    values: frozenset[Decimal]
    dates: frozenset[date]
    numbers: frozenset[str]
    folded: str


def known_of(question: str) -> Known:
    """The facts that ``question`` states."""
    return Known(
        values=frozenset(q.canonical for q in find_quantities(question)),
        dates=frozenset(found.date for found in find_dates(question)),
        numbers=frozenset(fold_aligned(n.number) for n in find_document_numbers(question)),
        folded=fold_aligned(question),
    )


_QUANTITIES: Cache[str, tuple[Quantity, ...]] = Cache(32768)


def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a unit; the same units are looked at for many questions."""
    found = _QUANTITIES.get(text)
    if found is None:
        found = tuple(find_quantities(text))
        _QUANTITIES.put(text, found)
    return found


def remember_quantities(text: str, found: tuple[Quantity, ...]) -> None:
    """Take ``found`` for the quantities of ``text``: they were read before."""
    _QUANTITIES.put(text, found)


def fit(intent: Intent, known: Known, text: str, context: str = "") -> float:
    """How well ``text`` (read with ``context``) has the shape asked for: 0 not at all, 1 exactly, .5 if none is asked.

    >>> fit(Intent(AnswerType.FIGURE, QuantityKind.PERCENT), known_of("bao nhiêu phần trăm"), "bằng 89% kế hoạch năm")
    1.0
    """
    if intent.measure is QuantityKind.NUMBER and intent.nouns:
        return _fit_label(intent, known, text)
    if intent.type is AnswerType.FIGURE:
        return max((score for _, score in figures(intent, known, text, context)), default=0.0)
    if intent.type is AnswerType.TEXT:
        return 0.5
    if intent.type is AnswerType.LIST and intent.kinds:
        named = len(_SEPARATOR.findall(text)) > 0 and _fit_kind(intent, known, text) == 1
        return 1.0 if named else (0.9 if _tells_parts(known, text) else 0.5) * _fit_list(known, text)
    general = _FITS[intent.type](known, text)
    if intent.type in _OF_A_KIND and intent.kinds:
        any_office = not _OFFICES.isdisjoint(intent.kinds)  # "cơ quan nào": its name says what kind it is
        return max((1.0 if any_office else 0.7) * general, _fit_kind(intent, known, f"{context} {text}"))
    return general


def figures(intent: Intent, known: Known, text: str, context: str = "") -> list[tuple[Quantity, float]]:
    """The quantities of ``text`` that may answer a figure question, each with how well it fits (0–1), in text order."""
    asked = [quantity for quantity in quantities(text) if quantity.canonical not in known.values]
    if not asked:
        return []
    found = []
    each = {name for name, said in _EACH.items() if said.search(known.folded)}
    span = _SPAN.search(known.folded) if intent.measure is QuantityKind.DURATION else None
    for quantity in asked:
        score = _fit_figure(intent, quantity, context, text)
        if span and quantity.kind is QuantityKind.DURATION and not _counted_in(quantity, span.group(1)):
            score *= _OTHER_SPAN
        if intent.ranged and quantity.bound is None:
            score *= _ONE_END
        if quantity.kind is QuantityKind.MONEY and not quantity.canonical:
            score *= _NOTHING
        if each and quantity.base and each.isdisjoint(fold_aligned(quantity.base).split("/")[1:]):
            score *= _OF_OTHER
        if score > 0:
            found.append((quantity, score))
    return found


def _counted_in(quantity: Quantity, span: str) -> bool:
    """Whether a duration is counted in the ``span`` asked for, folded or English: "30 ngày" where days are."""
    return fold_aligned(quantity.unit or "").startswith(_SPANS.get(span, span))


def _fit_figure(intent: Intent, quantity: Quantity, context: str, text: str) -> float:  # noqa: PLR0911
    kind = quantity.kind
    wanted = intent.measure
    if wanted is None:
        return 0.4 if kind in _BARE else 0.7
    if wanted in _COUNTED:
        return _fit_count(intent, quantity, fold_aligned(context), fold_aligned(text))
    if kind is wanted:
        return 1.0
    if kind in _BARE:
        if wanted is QuantityKind.MONEY and quantity.canonical >= _SURELY_MONEY:
            return 0.95
        named = _HEADED.get(wanted)
        if named is not None and named.search(context.lower()):
            return 0.9
        if wanted is QuantityKind.FACTOR and named and named.search(text.lower()):
            return 0.9  # "hệ số 1,2": a factor is told by the word before it
        return 0.35 if wanted in _OFTEN_BARE else 0.15
    return 0.0


def _fit_count(intent: Intent, quantity: Quantity, heads: str, folded: str) -> float:
    """A count fits best when the thing counted stands right behind it ("126 đơn vị hành chính")."""
    if intent.measure is QuantityKind.NUMBER:
        return 0.4
    behind = " ".join(folded[quantity.start : quantity.end + 48].split()[:7])
    if _named(intent.nouns, behind):
        return 1.0
    if "|" in folded and quantity.kind in _BARE and _named(intent.nouns, f"{heads} {folded}"):
        return 0.9  # of a table the head or another cell says what is counted
    if quantity.kind is QuantityKind.COUNT:
        return 0.7
    return 0.35 if quantity.kind in _COUNTED else 0.0


def _named(nouns: Sequence[str], folded: str) -> bool:
    return any(re.search(rf"\b{re.escape(noun)}\b", folded) for noun in nouns)


def _fit_label(intent: Intent, known: Known, text: str) -> float:
    """The number of a named thing ("khu vực 5", "Bảng 05"), which is a label, not a quantity."""
    noun = " ".join(map(re.escape, intent.nouns))
    labels = re.finditer(rf"\b{noun}(?: so| thu)? (?:\d{{1,3}}|[ivx]{{1,4}})\b", fold_aligned(text))
    return float(any(m.group() not in known.folded for m in labels))


def _fit_date(known: Known, text: str) -> float:
    """A day or month that the question does not state; the day that another document was signed on is none."""
    folded = fold_aligned(text)
    found = find_dates(text)
    foreign = [d for d in found if d.date in known.dates or _OF_DOCUMENT.search(folded[: d.start])]
    for mention in foreign:
        folded = folded[: mention.start] + " " * (mention.end - mention.start) + folded[mention.end :]
    if len(foreign) < len(found):
        return 1.0 if not _ASKS_MONTH.search(known.folded) and _FROM.search(folded) else 0.9
    if any(m.group() not in known.folded for m in _DAY.finditer(folded)):
        return 0.9
    if any(m.group() not in known.folded for m in _DAY_RANGE.finditer(folded)):
        return 0.9 if _ASKS_MONTH.search(known.folded) else 0.6
    if _AFTER.search(folded) and not _ASKS_DAY.search(known.folded):
        return 0.6
    return 0.3 if not foreign and find_periods(text) else 0.0


def _fit_entity(known: Known, text: str) -> float:
    def new(found: Iterable[re.Match[str]]) -> bool:
        return any(fold_aligned(m.group()) not in known.folded for m in found)

    if new(_OFFICE.finditer(text)) or new(_PERSON.finditer(text)):
        return 1.0
    return 0.6 if new(_NAME.finditer(text)) else 0.0


def _fit_kind(intent: Intent, known: Known, text: str) -> float:
    """1 where a name or number that the question does not say stands behind the kind of thing asked for."""
    folded = fold_aligned(text)
    for kind in intent.kinds:
        for match in re.finditer(rf"\b{re.escape(kind)}\b", folded):
            between = _BEFORE_NAME.match(folded, match.end())
            named = _NAMED.match(text, between.end() if between else match.end())
            if named and f"{kind} {folded[named.start() : named.end()]}" not in known.folded:
                return 1.0
    return 0.0


def _fit_time(known: Known, text: str) -> float:
    return float(any(m.group() not in known.folded for m in _TIME.finditer(fold_aligned(text))))


def _fit_number(known: Known, text: str) -> float:
    return float(any(fold_aligned(n.number) not in known.numbers for n in find_document_numbers(text)))


def _fit_place(known: Known, text: str) -> float:
    local = float(any(fold_aligned(m.group()) not in known.folded for m in _LOCAL.finditer(text)))
    return local if not _ASKS_ADDRESS.search(known.folded) or _ADDRESS.search(text) else 0.7 * local


def _tells_parts(known: Known, text: str) -> bool:
    """Whether a text says of what something is made up, where that is asked ("gồm những khoản nào")."""
    return bool(_ASKS_PARTS.search(known.folded)) and bool(_PARTS.search(fold_aligned(text)))


def _fit_list(known: Known, text: str) -> float:
    several = min(1.0, len(_SEPARATOR.findall(text)) / 2)
    if _ASKS_PARTS.search(known.folded) and _LEFT_OUT.search(fold_aligned(text)):
        several *= 0.5
    named = max(_fit_place(known, text), _fit_entity(known, text)) if _ASKS_NAMES.search(known.folded) else 1.0
    return several * (0.5 + 0.5 * named)


def _fit_yes_no(known: Known, text: str) -> float:
    return 0.5 + 0.5 * bool(_YES_NO.search(fold_aligned(text)))


_OF_A_KIND = {AnswerType.ENTITY, AnswerType.PLACE}
_FITS: dict[AnswerType, Callable[[Known, str], float]] = {
    AnswerType.DATE: _fit_date,
    AnswerType.NUMBER: _fit_number,
    AnswerType.TIME: _fit_time,
    AnswerType.ENTITY: _fit_entity,
    AnswerType.PLACE: _fit_place,
    AnswerType.LIST: _fit_list,
    AnswerType.YES_NO: _fit_yes_no,
}
