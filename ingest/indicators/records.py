"""From figures to records: which value, percent of plan and change belong to one name, and which report nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from index.aligned import lower_aligned
from index.model import Indicator
from index.quantities import QuantityKind
from index.text import nfc
from ingest.indicators import lexicon as lx
from ingest.indicators.amounts import value_and_unit
from ingest.indicators.clauses import Figure, Role, Subject, figures_of
from ingest.indicators.names import names_nothing, trimmed_behind
from ingest.indicators.setting import Window
from ingest.indicators.tables import table_indicators

_MAX_SENTENCE = 6000
_ESTIMATE_BEFORE = re.compile(r"(?<!\w)(?:ước(?:\s+tính)?|dự\s+(?:ước|kiến))\s+$")
_PLANNED_NAME = re.compile(r"(?:tổng\s+)?(?:kế\s+hoạch|dự\s+toán|mục\s+tiêu)(?!\w)")
# "GRDP quý III đạt 6,26%, 9 tháng tăng 6,9%": the same measure over another period.
_OTHER_PERIOD = re.compile(
    r"^\s*(?:và\s+|còn\s+)?(?:(?:tính\s+chung|lũy\s+kế|riêng|cả|trong|bình\s+quân)\s+)*(?:\d{1,2}\s+tháng|quý\s+[ivx\d]+|năm\s+\d{4}|cả\s+năm)"
    r"(?:\s+(?:đầu\s+năm|năm|\d{4}|/\s*\d{4}))*\s+(?:ước\s+)?(?:đạt|tăng|giảm|là)"
)
_SCALES = re.compile(r"^(?:(?:nghìn|triệu|tỷ)\s+)+")
_RATE_OF = re.compile(
    r"\s*(?:(?:chiếm|đạt|tương\s+ứng|tương\s+đương|với|bằng)\s+)*(?:tỷ|tỉ)\s+lệ\s+(?:(?:là|khoảng|hơn|trên|gần)\s+)*"
)
_PLAN = re.compile(rf"(?<!\w){lx.PLAN}")
_DISBURSED = re.compile(r"(?:tỷ\s+lệ\s+|số\s+)?giải\s+ngân")
_DENIED = re.compile(r"(?<!\w)(?:không|chưa)$")
_COLUMN_BORDER = re.compile(r"\s{8,}")
_AFTER_NAME = re.compile(r"[^,;.:()\d]{0,60}")
_NAME_END = re.compile(
    r"\s*(?:(?:trong\s+)?(?:lũy\s+kế\s+)?(?:(?<!\d)(?:19|20)\d\d|(?:hai|ba|\d)\s+quý|(?:\d{1,2}|[a-zà-ỹ]{2,5})\s+tháng(?:\s+(?:đầu|cuối)\s+năm)?(?:\s+(?:năm\s+)?\d{4})?)|(?:cả\s+|trong\s+|hai\s+|ba\s+)?"
    r"năm(?:\s+\d{4})?|(?:trong\s+)?quý\s+\w+(?:[/\s]+(?:năm\s+)?\d{4})?|tháng\s+\d{1,2}(?:[/\s]+(?:năm\s+)?\d{4})?|tính\s+đến.*|đến\s+(?:hết|ngày|cuối|\d).*"
    r"|so\s+với.*|giai\s+đoạn.*)$"
)


@dataclass(slots=True)
class Draft:
    """A record in the making. ``start``/``end`` span what reports it within the sentence."""

    name: str
    start: int
    end: int
    figure: Figure
    value: float | None = None
    unit: str | None = None
    total: float | None = None
    plan_pct: float | None = None
    plan_basis: str | None = None
    yoy_pct: float | None = None
    national: bool = False
    stated: bool = False  # the base of one of its comparisons is told
    extra: dict[str, object] = field(default_factory=dict)

    @property
    def compared(self) -> bool:
        """Whether plan or same period is spoken of: what fees and designs never do."""
        return self.plan_pct is not None or self.yoy_pct is not None or "plan_value" in self.extra


def extract_indicators(sentence: str, *, context: str = "", title: str = "") -> list[Indicator]:
    """The figures that ``sentence`` reports, with offsets in it; ``context`` is what stands before it.

    >>> found = extract_indicators("Thu ngân sách đạt 75 tỷ đồng, bằng 60% dự toán.")
    >>> [(i.name, i.value, i.unit, i.plan_pct) for i in found]
    [('Thu ngân sách', 75.0, 'tỷ đồng', 60.0)]
    """
    text = nfc(sentence)[:_MAX_SENTENCE]
    if "|" in text and (rows := table_indicators(text, context=context, title=title)) is not None:
        return rows
    text = text.replace("\n", " ").replace("*", " ")
    # A long blank is the border of a column. It also would be costly to read over and over.
    text = _COLUMN_BORDER.sub(lambda m: ";" * len(m.group()), text)
    if not any(c.isdecimal() for c in text):
        return []
    told = lx.without_attributes(text)
    lower = lower_aligned(told)
    drafts = _assemble(text, lower, figures_of(told, lower))
    if not drafts:
        return []
    window = Window(text, context[-_MAX_SENTENCE:], title[:1000])
    reporting = any(d.compared for d in drafts) or bool(
        lx.REPORT.search(lower) or lx.REPORT.search(f"{context} {title}".lower())
    )
    dated = any(d.compared for d in drafts) or window.reports_period
    kept = [d for d in drafts if _is_report(d, lower, reporting=reporting, dated=dated)]
    if any(d.unit == "%" for d in kept):
        # "đạt 99,2%, trong đó cấp tỉnh 99,6%, cấp huyện 98,9%": the parts of a rate are rates.
        kept = [d for d in drafts if d in kept or _is_part(d, kept)]
    return [_indicator(d, lower, window) for d in kept]


# assembling


def _assemble(text: str, lower: str, figures: list[Figure]) -> list[Draft]:
    drafts: list[Draft] = []
    pending: Subject | None = None
    for figure in figures:
        current = drafts[-1] if drafts else None
        if figure.bracketed and "share" in figure.classes:
            pending = figure.subject
            continue
        if figure.role is Role.VALUE:
            _add_value(drafts, figure, text, lower)
            pending = None
        elif figure.role in {Role.PLAN, Role.CHANGE}:
            # Brackets tell more of what stands before them, unless that is of another clause.
            own = not figure.bracketed or current is None or ";" in figure.lead
            subject = figure.subject if own else None
            subject, pending = subject or pending, None
            if subject is not None:
                current = _draft(figure, text, subject)
                drafts.append(current)
            elif current is not None and _OTHER_PERIOD.search(figure.piece):
                start = figure.quantity.start - len(figure.piece)
                current = Draft(current.name, start, figure.quantity.end, figure)
                drafts.append(current)
            if current is not None:
                _add_ratio(_in_respect_of(drafts, figure) or current, figure)
        elif figure.role is Role.PLAN_VALUE and current is not None:
            current.extra.setdefault("plan_value", value_and_unit(figure.quantity)[0])
            current.end = figure.quantity.end
        elif figure.role is Role.COMPARISON and current is not None:
            drafts.append(_comparison(current, figure))
        elif figure.role is Role.NONE and figure.subject and figure.classes & {"up", "down", "reach", "times"}:
            # "CPI tăng 0,3% so với tháng trước và 2,6% so với cùng kỳ", "số vụ giảm 12 vụ (-4,2%)"
            pending = figure.subject
    for match in lx.AS_BEFORE.finditer(lower):
        before = [d for d in drafts if d.start < match.start()]
        if before and before[-1].yoy_pct is None:
            before[-1].yoy_pct, before[-1].stated = lx.TIMES.get(match["times"], 0.0), True
    return drafts


def _in_respect_of(drafts: list[Draft], figure: Figure) -> Draft | None:
    """ "tăng 10% về số dự án và 5% về vốn đăng ký": the earlier record that the words after "về" name."""
    what = lx.RESPECT.match(figure.after)
    if what is None or figure.role is not Role.CHANGE:
        return None
    asked = re.split(r"\s+so\s+với", what["what"])[0].split()
    head = next((word for word in asked if word not in {"số", "tổng", "lượng", "mức"}), "")
    named = [set(lower_aligned(f"{d.name} {d.unit or ''}").split()) for d in drafts]
    scored = [((head in words) + len(words & set(asked)) / len(words), i) for i, words in enumerate(named)]
    best = max(scored, default=(0.0, 0))
    return drafts[best[1]] if best[0] > 0 else None


def _draft(figure: Figure, text: str, subject: Subject) -> Draft:
    return Draft(_name(text[subject.start : subject.end]), subject.start, figure.quantity.end, figure)


def _name(raw: str) -> str:
    """A name without period and place at its end, verbatim but for white space."""
    name = " ".join(raw.split())
    for _ in range(3):
        lower = lower_aligned(name)
        cut = _NAME_END.search(lower) or lx.LOCATIVE.search(lower)
        if cut is None or cut.start() == 0:
            break
        name = name[: cut.start()].rstrip(" ,")
    return name


def _add_value(drafts: list[Draft], figure: Figure, text: str, lower: str) -> None:
    current = drafts[-1] if drafts else None
    quantity = figure.quantity
    value, unit = value_and_unit(quantity)
    if unit == "%" and figure.subject is None and current is not None and _is_of_plan(current, figure, lower):
        current.plan_pct, current.end = value, max(current.end, quantity.end)
        return
    open_slot = current is not None and current.value is None and "value_range" not in current.extra
    if figure.subject is None and current is not None and not figure.bracketed and open_slot:
        draft = current
    elif figure.bracketed and current is not None and (figure.subject is None or unit == "%"):
        if current.plan_pct is not None and unit != "%":
            current.extra.setdefault("plan_value", value)
        return
    else:
        subject = _subject_of(figure, lower)
        if subject is not None:
            draft = _draft(figure, text, subject)
            draft.start = min(draft.start, quantity.start)
        elif current is not None and _is_share(current, figure):
            draft = Draft(current.name, current.start, quantity.end, figure, extra={"share": True})
        else:
            return
        drafts.append(draft)
    draft.end = max(draft.end, quantity.end)
    if quantity.bound:
        draft.extra["value_range"] = figure.extra.get("range")
        draft.unit = unit
    else:
        draft.value, draft.unit = value, unit
    draft.total = float(quantity.total) if quantity.total is not None else None
    if unit == "%" and lx.GROWTH_NAME.search(draft.name.lower()):
        draft.extra["growth_rate"] = True


def _is_share(current: Draft, figure: Figure) -> bool:
    """ "9.604 hộ nghèo, chiếm 3,14%", "…, tỷ lệ 3,14%": a record of its own, unless the count is out of a total."""
    counted = current.figure.quantity.kind is QuantityKind.COUNT and figure.quantity.kind is QuantityKind.PERCENT
    rate = counted and current.total is None and _RATE_OF.fullmatch(figure.piece)
    return "share" in figure.classes or bool(rate)


def _is_of_plan(current: Draft, figure: Figure, lower: str) -> bool:
    """ "đã giải ngân 3.254 tỷ đồng, đạt 61,7%": a bare percentage behind an amount is that of the plan spoken of."""
    if current.value is None or current.plan_pct is not None or "đồng" not in (current.unit or ""):
        return False
    planned = _PLAN.search(lower, 0, figure.quantity.start) or "giải ngân" in lower_aligned(current.name)
    return bool(planned and not figure.bracketed and figure.classes and figure.classes <= {"reach", "soft"})


def _subject_of(figure: Figure, lower: str) -> Subject | None:
    """The name before a value; behind it where targets and tasks are counted, or where nothing stands before."""
    if (figure.quantity.unit or "") in lx.SET_THINGS and (behind := _name_behind(figure, lower)):
        return behind
    subject = figure.subject
    if subject is not None and names_nothing(lower[subject.start : subject.end]):
        return _name_behind(figure, lower) or subject
    return subject or _name_behind(figure, lower)


def _name_behind(figure: Figure, lower: str) -> Subject | None:
    """ "có 692 dự án được triển khai": the counted thing with what is said of it."""
    quantity = figure.quantity
    if quantity.kind is not QuantityKind.COUNT or not quantity.unit:
        return None
    counted = _SCALES.sub("", quantity.unit)
    start = max(quantity.start, lower.rfind(counted, quantity.start, quantity.end))
    rest = _AFTER_NAME.match(lower, quantity.end)
    return Subject(*trimmed_behind(lower, start, quantity.end + (len(rest.group().rstrip()) if rest else 0)))


def _add_ratio(draft: Draft, figure: Figure) -> None:
    draft.end = max(draft.end, figure.quantity.end)
    if figure.quantity.bound:
        return
    draft.stated = draft.stated or figure.stated
    if figure.role is Role.PLAN:
        if draft.plan_pct is None:
            draft.plan_pct, draft.plan_basis = figure.amount, figure.basis
        else:
            alternatives = draft.extra.setdefault("plan_alt", [])
            if isinstance(alternatives, list):
                alternatives.append({"plan_pct": figure.amount, "plan_basis": figure.basis})
    elif draft.yoy_pct is None and not draft.extra.get("growth_rate"):
        draft.yoy_pct = figure.amount
        draft.extra |= {k: v for k, v in figure.extra.items() if k == "base_year"}
        rate = draft.unit in {"%", "‰"}
        if rate or figure.extra.get("yoy_is_points"):
            draft.extra["yoy_is_points"] = True


def _comparison(current: Draft, figure: Figure) -> Draft:
    """The bracketed national average of the same measure."""
    draft = Draft(current.name, current.start, figure.quantity.end, figure, national=True, extra={"comparison": True})
    amount = float(figure.quantity.value)
    if current.plan_pct is not None and current.unit != "%":
        draft.plan_pct, draft.plan_basis = amount, current.plan_basis
    elif current.yoy_pct is not None and current.unit != "%":
        draft.yoy_pct = amount
    else:
        draft.value, draft.unit = amount, "%"
        draft.extra |= {"growth_rate": True} if current.extra.get("growth_rate") else {}
    return draft


# deciding


def _is_report(draft: Draft, lower: str, *, reporting: bool, dated: bool) -> bool:
    """Whether a draft reports a figure, rather than ruling, asking, designing or supposing one."""
    name = draft.name.lower()
    if _is_ruled(draft, lower):
        return False
    if draft.compared:
        return draft.value is not None or lx.DUTY_NAME.match(name) is None
    if not reporting or any(pattern.search(lower) for pattern in (lx.RULE, lx.REQUEST)):
        return False
    quantity = draft.figure.quantity
    paid = quantity.kind is QuantityKind.MONEY and "/" in (draft.unit or "")  # for each, unless it is an average
    ranged = quantity.bound and not (draft.extra.get("growth_rate") or lx.RATE_NAME.search(name))
    if ranged or (paid and not lx.AVERAGED.search(name)):
        return False
    if quantity.kind is QuantityKind.COUNT:
        return _is_counted(draft, lower, dated=dated)
    designed = lx.DESIGN.search(f"{draft.figure.piece} {name}") and not draft.figure.classes & {"estimate", "result"}
    stated = (
        dated
        or lx.TARGET.search(lower[: draft.end])
        or (lx.STATED.search(lower[: draft.end]) and not lx.DESIGN.search(lower))
    )
    rate = quantity.kind is QuantityKind.PERCENT and "reach" in draft.figure.classes and len(name.split()) > 2
    return bool(stated and not designed and (rate or lx.MEASURE.search(name)))


def _is_ruled(draft: Draft, lower: str) -> bool:
    """Whether a draft is part of a condition or a tariff, or tells what was missed ("không đạt 90% thì bị thu hồi")."""
    if lx.CONDITION.search(lower) or lx.RULED_NAME.search(lower, max(0, draft.start - 5), draft.start + 30):
        return True
    # "giảm 50%" with no base is a change in a report, and a rebate in a rule.
    rebate = not draft.stated and draft.yoy_pct is not None and lx.RULE.search(lower)
    return bool(rebate or _DENIED.search(draft.name.lower()))


def _is_part(draft: Draft, kept: list[Draft]) -> bool:
    """Whether a share follows one of ``kept`` and is told with the same kind of verb."""
    classes = draft.figure.classes & {"reach", "share"}
    return draft.unit == "%" and any(
        d.unit == "%" and d.start < draft.start and d.figure.classes & classes and not d.national for d in kept
    )


def _is_counted(draft: Draft, lower: str, *, dated: bool) -> bool:
    """A count reports where it says what was reached or happened, not where it announces a list."""
    quantity = draft.figure.quantity
    own = draft.figure.lead + lower[draft.start : draft.end] + draft.figure.after
    if (quantity.unit or "") in lx.SET_THINGS:
        if draft.total is not None:
            own = lower[: draft.end] + draft.figure.after  # "đạt 26/37 chỉ tiêu tỉnh giao, 20/25 chỉ tiêu huyện giao"
        return bool(lx.REACHED.search(own)) and not lx.SET_RULE.search(lower)
    if draft.total is not None:
        return True
    announces = lower[quantity.end :].lstrip()[:1] == ":" or (quantity.unit or "") in lx.LISTED
    if announces and not lx.REACHED.search(own):
        return False
    reached = (quantity.unit or "") in lx.LISTED and draft.figure.after.startswith(" đạt ")
    return (dated or reached) and bool(lx.MEASURE.search(draft.name.lower()) or lx.COUNT_VERB.search(own))


def _qualifier(draft: Draft, lower: str) -> str | None:
    if "estimate" in draft.figure.classes or _ESTIMATE_BEFORE.search(lower, 0, draft.start):
        return "ước"
    if lx.TARGET.search(lower[: draft.end]) or _PLANNED_NAME.match(draft.name.lower()):
        return "kế hoạch"
    own = lower[draft.start : draft.end] + " " + " ".join(draft.figure.classes)
    if re.search(r"(?<!\w)(?:ước|dự ước|dự kiến)(?!\w)", own):
        return "ước"
    if "done" in draft.figure.classes or re.search(r"(?<!\w)(?:thực hiện|thực tế)(?!\w)", own):
        return "thực hiện"
    return None


def _full_name(draft: Draft, window: Window) -> dict[str, str]:
    """ "giải ngân" where public investment is spoken of: the name in full."""
    elliptical = _DISBURSED.fullmatch(draft.name.lower())
    return (
        {"indicator_resolved": f"{draft.name} vốn đầu tư công"}
        if elliptical and window.speaks_of("đầu tư công")
        else {}
    )


def _indicator(draft: Draft, lower: str, window: Window) -> Indicator:
    qualifier = _qualifier(draft, lower)
    period = window.period(draft.start, draft.end, target=qualifier == "kế hoạch")
    place = None if draft.national else window.place(draft.end)
    return Indicator(
        name=draft.name,
        start=draft.start,
        end=draft.end,
        value=draft.value,
        unit=draft.unit,
        total=draft.total,
        plan_pct=draft.plan_pct,
        plan_basis=draft.plan_basis,
        yoy_pct=draft.yoy_pct,
        period=period.value if period else None,
        period_from=period.source if period else None,
        locality="cả nước" if draft.national else place.value if place else None,
        locality_from="sentence" if draft.national else place.source if place else None,
        qualifier=qualifier,
        extra=draft.extra | _full_name(draft, window),
    )
