"""What kind of thing a question demands, sharper than its intent, and whether a text tells one.

"Bao nhiêu vụ cháy" demands a number of fires: an amount, an area or a number of days in the right paper answers
nothing, nor does a figure at all where a person, an address or a time of day is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from assistant.asked import Asked
from assistant.concepts import Concept, Line
from assistant.intent import AnswerType
from index.aligned import fold_aligned
from index.text import fold, has_marks, syllables, words
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


ROLE = (
    r"(?:pho |tong |quyen )?(?:giam doc|chu tich|bi thu|hieu truong|chanh an|vien truong|truong (?:phong|ban|doan|thue"
    r"|dai dien|khoa|tram|cong an)|doi truong|cuc truong|chi cuc truong|bo truong|thu truong|tu lenh|tac gia|dao dien"
    r"|nhac si|kien truc su|ca si|nghe si|mc|dien vien|phat ngon vien)"
)
_PERSON_ASKED = re.compile(
    rf"\b{ROLE}\b[^?]*\b(?:la ai|ten (?:la )?gi|ten ai)\b|\b(?:ai|nguoi nao) (?:dang |hien |se |da )?(?:la|lam|giu"
    rf"(?: chuc)?) (?:chuc )?{ROLE}\b|\b{ROLE} nao\b|\bai (?:dang |la )*(?:lam )?truong\b"
    r"|\bho (?:va )?ten\b|\b(?:ong|ba) nao\b|\bai la (?:tac gia|tong)\b"
    r"|\bwho (?:is|was|are|were|serves as|heads|directs|leads) (?:the )?(?:\w+ ){0,3}(?:head|director|chief|chair\w*"
    r"|secretary|judge|author|leader|principal|rector|president|mayor|manager|commander|spokes\w+|singers?|artists?)\b"
    r"|\b(?:which|what) (?:\w+ )?(?:architect|singers?|artists?|author|director|composer|officials? by name)\b"
    r"|\bwho (?:designed|wrote|composed|directed|heads|chairs|leads|signed)\b"
)
_COMPANY_ASKED = re.compile(
    r"\b(?:cong ty|tap doan|doanh nghiep|nha thau|nha dau tu|ngan hang) nao\b"
    r"|\b(?:which|what) (?:\w+ ){0,2}(?:compan(?:y|ies)|contractors?|developers?|firms?|investors?|enterprises?|bank)\b"
    r"|\bwho (?:won|(?:is|are) the (?:\w+ )?(?:contractor|developer|investor|owner)s?)\b|\bproject owner\b"
    r"|\b(?:chu dau tu|nha thau|don vi thi cong) [^?]*\b(?:la ai|nao)\b"
    r"|\bdon vi nao (?:\w+ )?(?:trung thau|thi cong|lam chu)\b"
)
_ADDRESS_ASKED = re.compile(
    r"\b(?:dia chi|tru so)\b[^?]*\b(?:nao|dau|gi|so may|bao nhieu)\b|\b(?:(?<!tuyen )(?<!con )duong|pho|so nha) nao\b"
    r"|\b(?:street )?address\b|\bwhere (?:is|are) (?:the )?[^?]*\b(?:offices?|headquarters|located|seat)\b"
    r"|\b(?:which|what) street\b"
)
_ACCOUNT_ASKED = re.compile(
    r"\bso (?:tai khoan|dien thoai|hotline|stk)\b|\bduong day nong\b|\b(?:account|phone|telephone"
    r"|hotline)(?: number)?\b"
)
_MONEY_ASKED = re.compile(
    r"\b(?:bao nhieu|may|het|ton) (?:tien|dong|kinh phi|von|ty|trieu|nghin|ngan|usd|do la)\b|\bbao nhieu ti\b"
    r"|\b(?:gia(?! tri)|muc gia|don gia|phi|le phi|hoc phi|chi phi|kinh phi|so tien|tien|(?<!luc )(?<!chat )(?<!san )"
    r"(?<!so )(?<!khoi )luong|phu cap|tro cap|tong muc dau tu|von|tong von|muc phat|tong du toan)\b"
    r"(?! (?:tri|dinh|ve|lai|han|vi|dang|duc))(?: (?!(?:he so|ty le|phan tram|khoi|lop)\b)\S+){0,12}?"
    r" (?:la |het |them |len )?(?:bao nhieu|muc nao|the nao)\b(?! (?!tien|dong|ty|trieu|nghin|mot|moi|o|tai|cho|va|khi"
    r"|neu|trong|theo|kinh|usd)\w)"
    r"|\b(?:thu|nop|dong|tra|chi) bao nhieu\W*$|\bphat (?:tu )?bao nhieu\b|\bgia bao nhieu\b"
    r"|\bbao nhieu\b[^?]* (?:tien|von|kinh phi)\b"
    r"|\bhow much (?:money|state money|funding|cash|does it cost|is paid|did it cost)\b"
    r"|\bwhat (?:\w+ ){0,4}(?:price|prices|fee|fees|cost|costs|tuition|toll|tolls|fine|rent|salary|wage|allowance"
    r"|budget"
    r"|compensation|subsidy)\b|\b(?:fee|cost|price|fine|tuition|rent|toll|budget) (?:for|of|to|per|in)\b|^fee\b"
    r"|\bwhat did it cost\b|\bhow much (?:does|do|did|will|is|are|was|were)\b[^?]*\b(?:pay|paid|cost|budget|spend"
    r"|charged?|receive|get|earn|money|fined)\b"
)
_AMOUNT_NAMED = re.compile(
    r"\bwhat (?:\w+ ){0,4}(?:prices?|fee|fees|cost|tuition|toll|fine|rent|salary|wage|compensation)\b"
    # as typed into a search box: "lệ phí kết hôn?"
    r"|^(?:muc )?(?:le phi|phi|hoc phi|phat|tien phat|gia (?:ve|thue|ban))\b"
    r"(?!.*\b(?:gi|nao|ai|sao|khong|dau|mien|khi|luc)\b)"
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
_HOW_MUCH_OF = re.compile(r"\b(?:by )?how much (?:of|at most|more|less|higher|lower)\b|\bby how much\b")
_SUPPORT = re.compile(
    r"\bhow much (?:\w+ ){0,3}(?:support|allowance|aid|assistance|subsidy|compensation|bonus|pay|wage|salary|funding"
    r"|capital|investment|tuition)\b"
)
# What stands behind "bao nhiêu" and counts nothing: "bao nhiêu mỗi tháng", "bao nhiêu sau sáp nhập".
_NOTHING_COUNTED = frozenset(
    re.findall(
        r"\w+",
        "mỗi một sau trước theo khi nếu trong tại ở cho đối với để vào từ đến thì là so trên dưới của thuộc ngoài phần"
        " lần hàng như mà được trở nhiều lâu tuổi",
    )
)
_CLASSIFIER = re.compile(r"(?:can|cai|chiec|quyen|cuon|con|toa|vien|cay|buc|tam|bo|chuyen|suat|ngoi) ")
# A word that counts by itself, with what a document may say of the same.
_SINGLE = {
    "nguoi": ("dân số", "nhân khẩu", "lao động", "học sinh", "thí sinh", "cán bộ", "công dân"),
    "em": ("học sinh", "thí sinh", "trẻ em", "trẻ"),
    "tre": ("trẻ em", "học sinh"),
    "dan": ("dân số", "nhân khẩu", "người"),
    "can": ("căn hộ", "căn nhà"),
} | dict.fromkeys(("ho", "cau", "tinh", "xa", "phuong", "tang", "nha", "truong", "mon", "lop"), ())
NO_NOUN = re.compile(
    r"(?:da|duoc|bi|co|la|phai|dang|se|cho|de|o|tai|trong|nam|moi|va|thi|theo|cua|tu|den|khi|tren|nua|roi|qua|vao)"
)
_VERB = re.compile(
    r"\b(?:across|inside|outside|around|near|broke|occurred|happened|took|take|went|got|came|fell|died|live|lived|attend"
    r"|attended|make|made|work|worked|were|are|is|was|will|would|do|does|did|has|have|had|must|can|may|should|there|that|who"
    r"|which|in|of|on|at|for|from|to|by|with|under|within|per|each|and|or|receive|received|get|need|needed|remain|remained)\b"
)
_MONEY_COUNTED = re.compile(
    r"\b(?:bao nhieu|may) (?:hoc phi|le phi|phi|kinh phi|chi phi|von|tien|ngan sach|dong|ty|ti|trieu|nghin|ngan"
    r"|usd|do la)\b"
    r"|\bhow much\b"
)
_COUNTED = re.compile(r"\b(?:bao nhieu|tong so|so luong|(?<!so )(?<!thu )(?<!mau )may)(?: \d+)? ")
_COUNTED_EN = re.compile(r"\bhow many (?:more |new |other |of the |such )?|\bnumber of (?!the )")
_RESULT_ASKED = re.compile(
    r"\b(?:thuc te|da (?:dat|don|thu|co|hoan thanh|xay|chi|xay ra|ban|giai ngan|huy dong|duoc (?:cap|xay|ban|xu)"
    r"|xu phat"
    r"|phat|tuyen|ton|het|nhan|ghi nhan)|ket qua|trung dau gia|gia trung|dang (?:co|nhan|huong|hoat dong|song))\b"
    r"|\b(?:actually|so far|in practice|were|did|has been|have been|had|was|won|paid|achieved|currently|are being)\b"
)
# "đạt bao nhiêu phần trăm kế hoạch": the plan is what the result is measured by.
_ACHIEVED = re.compile(r"\bdat (?:duoc )?(?:bao nhieu|may)\b|\b(?:da|den het) [^,?]*\b(?:bao nhieu|may) phan tram\b")
_PLAN = re.compile(
    r"\b(?:du kien|ke hoach|chi tieu|muc tieu|phan dau|dinh huong|den nam 20\d\d|quy hoach|du thao|du toan|duoc giao"
    r"|quyet tam|no luc|day manh)\b"
)
_PLAN_EN = re.compile(
    r"\b(?:want(?:s|ed)?|aim(?:s|ed)?|targets?|plan(?:s|ned)?|goals?|expect(?:s|ed)?|propos(?:es|ed)|set to)\b"
)
_RESULT = re.compile(
    r"\b(?:da (?!dang|phuong|nang|so)|dat (?:duoc|\d)|duoc (?:giai ngan|cap|trao|xay|to chuc|ban hanh)|thuc te|ket qua"
    r"|thuc hien (?:duoc|dat|\d)|ghi nhan|luy ke|tinh (?:den|chung)|hien (?:co|nay)|so voi|uoc (?:dat|tinh|\d)"
    r"|(?:tang|giam|con|bang|hoan thanh) \d)"
)
_BARE_NOUN = 0.9
_POINTS = 0.6  # "điểm" is a place as well
_OF_ITS_KIND = 0.8  # "commercial" of "how many commercial units": what is counted may be named by its kind alone
# What is measured in something by its nature where no unit is named: "điểm chuẩn là bao nhiêu".
_ASKS_VALUE = re.compile(
    r"\bbao nhieu\b|\bwhat (?:is|was|are|were)\b|\bwhat (?:\w+ ){1,4}(?:is|was|are|were|did|does)\b"
)
_GROWS = re.compile(
    r"\b(?:tang|giam|ty (?:le|trong)|phan tram|co cau|gr[eo]w\w*|rise|rose|share|rate|per ?cent\w*)\b|%"
)
_PEOPLE = re.compile(r"\bdan so\b|\bpopulation\b")
_SCORE = re.compile(r"\bdiem (?:chuan|san|trung tuyen|xet tuyen)\b|\b(?:cut-?off|admission|passing) (?:score|mark)s?\b")
_QUOTA = re.compile(r"\bchi tieu (?:tuyen|giao quan|goi)\b|\bquotas?\b")
_EARNED = re.compile(r"\b(?:grdp|gdp|thu nhap|doanh thu|income|revenue|turnover)\b")
_PARTS = frozenset({QuantityKind.PERCENT, QuantityKind.FACTOR, QuantityKind.POINTS})
_BY_TOPIC = (QuantityKind.PERCENT, QuantityKind.AREA, QuantityKind.LENGTH)
_NAMED = (
    (Kind.ACCOUNT, _ACCOUNT_ASKED),
    (Kind.PERSON, _PERSON_ASKED),
    (Kind.ADDRESS, _ADDRESS_ASKED),
    (Kind.COMPANY, _COMPANY_ASKED),
)
_OF_TYPE = {AnswerType.TIME: Kind.CLOCK, AnswerType.DATE: Kind.DATE}


def demand(asked: Asked, found: tuple[Concept, ...]) -> Demand | None:
    """What ``asked``, whose concepts are ``found``, demands; ``None`` where any words may answer."""
    folded = fold_aligned(asked.question.restored or asked.question.text)
    named = next((kind for kind, pattern in _NAMED if pattern.search(folded)), None)
    if named is None and _PARTS_ASKED.search(folded):
        return Demand(Kind.MEASURE, _PARTS)
    named = named or _OF_TYPE.get(asked.intent.type)
    if named is not None:
        return Demand(named)
    by_nature = _by_nature(folded)
    if by_nature is not None and asked.intent.measure in {None, QuantityKind.COUNT}:
        return by_nature
    if asked.intent.type is not AnswerType.FIGURE:
        return Demand(Kind.MONEY) if _AMOUNT_NAMED.search(folded) else None
    if asked.intent.measure in {QuantityKind.NUMBER, QuantityKind.ORDINAL} or _LABEL_ASKED.search(folded):
        return None
    return _figure(asked, folded, found)


def _by_nature(folded: str) -> Demand | None:
    if not _ASKS_VALUE.search(folded) or _GROWS.search(folded) or _COUNTED_EN.search(folded):
        return None
    if _PEOPLE.search(folded):
        return Demand(Kind.COUNT, counted=(_noun({"dân số": 1, "người": 1, "nhân khẩu": 1}),))
    if _SCORE.search(folded):
        return Demand(Kind.COUNT, counted=(_noun({"điểm chuẩn": 1, "điểm trúng tuyển": 1, "điểm": _POINTS}),))
    if _QUOTA.search(folded):
        return Demand(Kind.COUNT)
    return Demand(Kind.MONEY) if _EARNED.search(folded) else None


def _noun(names: Mapping[str, float]) -> Concept:
    """A thing counted, in wordings with and without marks, each with how surely it means the thing."""
    forms = {_row(name, marked): sure for name, sure in names.items() for marked in (True, False)}
    return Concept(0, 0, next(iter(names)), tuple(forms.items()), 1.0, known=True)


def _row(name: str, marked: bool) -> str:
    return f" {' '.join(syllables(name, marked=marked))} "


def _figure(asked: Asked, folded: str, found: tuple[Concept, ...]) -> Demand | None:
    question, english = asked.question.restored or asked.question.text, asked.question.language == "en"
    if english and _HOW_MUCH_OF.search(folded):
        return Demand(Kind.MEASURE, _PARTS | {QuantityKind.MONEY})
    if english and _SUPPORT.search(folded):
        return Demand(Kind.MONEY)
    unit = unit_asked(question, english=english)
    if (
        unit is None and not english and not has_marks(asked.question.text)
    ):  # folded, "in Đồng Tháp" and "in Tân Hiệp" hold units
        unit = unit_asked(folded, english=english)
    dimensions = _dimensions(asked.intent.measure, unit, folded, english=english)
    if QuantityKind.MONEY in dimensions:
        return Demand(Kind.MONEY)
    return Demand(Kind.MEASURE, dimensions) if dimensions else _count_or_amount(asked, unit, folded, found)


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


def _count_or_amount(asked: Asked, unit: QuantityKind | None, folded: str, found: tuple[Concept, ...]) -> Demand | None:
    measure, english = asked.intent.measure, asked.question.language == "en"
    counted = () if _MONEY_COUNTED.search(folded) else _counted(asked, folded, found, english=english)
    if counted:  # what the glossary doesn't know of English, no Vietnamese text says: any number of things may be it
        return Demand(Kind.COUNT, counted=tuple(c for c in counted if c.known or not english))
    if measure is QuantityKind.MONEY or _MONEY_ASKED.search(folded):
        return Demand(Kind.MONEY)
    if measure is not None and measure in _BY_TOPIC:
        return Demand(Kind.MEASURE, frozenset({measure}))
    return Demand(Kind.COUNT) if unit is QuantityKind.COUNT else None


def _counted(asked: Asked, folded: str, found: tuple[Concept, ...], *, english: bool) -> tuple[Concept, ...]:
    """The concept behind "bao nhiêu"; of English the last one before what goes on ("new foreign-invested projects")."""
    question = asked.question.restored or asked.question.text
    asked_at = _COUNTED_EN.finditer(folded) if english else _COUNTED.finditer(folded)
    machine = has_marks(question)  # folded, "máy" is "mấy"
    asking = next(
        (m for m in asked_at if not (machine and m[0].startswith("may") and question[m.start() + 1] != "ấ")), None
    )
    if asking is None:
        return ()
    begin = asking.end()
    if english:
        goes_on = _VERB.search(folded, begin)
        stop = goes_on.start() if goes_on else len(folded)
        named = [c for c in found if begin < c.end and c.start < stop]
        known = [c for c in named if c.known]
        return (*known[-1:], *(replace(c, forms=_less(c.forms)) for c in known[:-1])) or tuple(named[-1:])
    behind = next((w.text.lower() for w in words(question[begin:])), "")
    if behind in _NOTHING_COUNTED or (not has_marks(question) and behind in map(fold, _NOTHING_COUNTED)):
        return ()
    counted = next((c for c in found if c.start == begin), None)
    if counted and NO_NOUN.fullmatch(fold(counted.text).split()[-1]):  # "người theo"
        counted = None
    if counted is None or fold(counted.text) in _SINGLE:
        return tuple(_without_classifier(asked, c) for c in _as_worded(asked, begin))
    return (_without_classifier(asked, counted),)


def _less(forms: tuple[tuple[str, float], ...]) -> tuple[tuple[str, float], ...]:
    return tuple((form, _OF_ITS_KIND * sure) for form, sure in forms)


def _without_classifier(asked: Asked, concept: Concept) -> Concept:
    """A thing is counted with a classifier in a sentence, without in a table: "quyển vở", "Vở viết"."""
    classifier = _CLASSIFIER.match(fold_aligned(concept.text))
    if concept.known or classifier is None:
        return concept
    bare = Line.of(asked, concept.text[classifier.end() :]).text
    return replace(concept, forms=(*concept.forms, (bare, _BARE_NOUN)))


def _as_worded(asked: Asked, begin: int) -> tuple[Concept, ...]:
    """What is counted by the words that say it, where they are no concept: "bao nhiêu chỗ đỗ", "bao nhiêu người"."""
    question = asked.question.restored or asked.question.text
    behind = words(question[begin:])[:2]
    if not behind or behind[0].start > 0:
        return ()
    pair = len(behind) > 1 and question[begin + behind[0].end : begin + behind[1].start] == " "
    first = fold(behind[0].text)
    pair = pair and not NO_NOUN.fullmatch(fold(behind[1].text))
    length = 2 if pair and (first not in _SINGLE or fold(behind[1].text) in _SINGLE) else 1
    text = question[begin : begin + behind[length - 1].end]
    forms = [(Line.of(asked, text).text, 1.0)]
    forms += [(Line.of(asked, other).text, 1.0) for other in _SINGLE.get(first, ())]
    return (Concept(begin, begin + len(text), text, tuple(forms), 1.0),)


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


def asks_for_result(asked: Asked) -> bool:
    """Whether the question asks what came about, not what is planned or set."""
    folded = asked.known.folded
    planned = _PLAN.search(folded) or (asked.question.language == "en" and _PLAN_EN.search(folded))
    return bool(_ACHIEVED.search(folded)) or (bool(_RESULT_ASKED.search(folded)) and not planned)


def tells_plan(own: str, near_by: str) -> bool:
    """Whether a unit tells what is to be and nothing that came about."""
    return bool(_PLAN.search(folded_once(near_by))) and not _RESULT.search(folded_once(own))


@lru_cache(maxsize=16384)
def folded_once(text: str) -> str:
    return fold_aligned(text)
