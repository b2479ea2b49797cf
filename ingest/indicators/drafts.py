"""Records in the making: which value, percent of plan and change belong to one name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from index.aligned import lower_aligned
from index.quantities import QuantityKind
from ingest.indicators import lexicon as lx
from ingest.indicators.amounts import value_and_unit
from ingest.indicators.figure import Figure, Role, Subject
from ingest.indicators.names import names_nothing, trimmed_behind, without_place
from ingest.indicators.setting import Window

# "GRDP quý III đạt 6,26%, 9 tháng tăng 6,9%": the same measure over another period.
_OTHER_PERIOD = re.compile(
    r"^\s*(?:và\s+|còn\s+)?(?:(?:tính\s+chung|lũy\s+kế|riêng|cả|trong|bình\s+quân)\s+)*(?:\d{1,2}\s+tháng|quý\s+[ivx\d]+|năm\s+\d{4}|cả\s+năm)"
    r"(?:\s+(?:đầu\s+năm|năm|\d{4}|/\s*\d{4}))*\s+(?:ước\s+)?(?:đạt|tăng|giảm|là)"
)
_OTHER_PERIOD_OF = re.compile(
    r"\s*(?:(?:và|còn|ước(?:\s+tính)?|dự\s+kiến|riêng|tính\s+chung|lũy\s+kế|cả|trong|đến\s+hết|đạt|là)\s+)*"
    rf"(?:{lx.NUMBER}\s+tháng|quý\s+[ivx\d]+|tháng\s+\d{{1,2}}|năm)(?:\s+(?:đầu\s+năm|năm|\d{{4}}|/\s*\d{{4}}))*"
    r"\s+(?:(?:ước|đạt|là|thực\s+hiện|khoảng|hơn|trên|gần)\s+)*"
)
_SCALES = re.compile(r"^(?:(?:nghìn|triệu|tỷ)\s+)+")
_RATE_OF = re.compile(
    r"\s*(?:(?:chiếm|đạt|tương\s+ứng|tương\s+đương|với|bằng)\s+)*(?:tỷ|tỉ)\s+lệ\s+(?:(?:là|khoảng|hơn|trên|gần)\s+)*"
)
_PLAN = re.compile(rf"(?<!\w){lx.PLAN}")
_AFTER_NAME = re.compile(r"[^,;.:()\d]{0,60}")
_NAME_END = re.compile(
    r"\s*(?:(?:trong\s+)?(?:lũy\s+kế\s+)?(?:(?<!\d)(?:19|20)\d\d|(?:hai|ba|\d)\s+quý|"
    + lx.NUMBER
    + r"\s+tháng(?:\s+(?:đầu|cuối)\s+năm)?(?:\s+(?:năm\s+)?\d{4})?)"
    r"|(?:cả\s+|trong\s+|hai\s+|ba\s+|(?:vào\s+)?(?:cuối|đầu|giữa)\s+)?"
    r"năm(?:\s+\d{4})?|(?:trong\s+)?quý\s+\w+(?:[/\s]+(?:năm\s+)?\d{4})?|tháng\s+\d{1,2}(?:[/\s]+(?:năm\s+)?\d{4})?|tính\s+đến.*|đến\s+(?:hết|ngày|cuối|\d(?!\d?\s+tuổi)).*"
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
    shared: bool = False  # a share that is no record was told of it: what follows is said of that
    stated: bool = False  # the base of one of its comparisons is told
    extra: dict[str, object] = field(default_factory=dict)

    @property
    def compared(self) -> bool:
        """Whether plan or same period is spoken of: what fees and designs never do."""
        return self.plan_pct is not None or self.yoy_pct is not None or "plan_value" in self.extra


def assemble(text: str, lower: str, figures: list[Figure], window: Window) -> list[Draft]:
    """The drafts of a sentence, in the order of their first figures."""
    drafts: list[Draft] = []
    pending: Subject | None = None
    for figure in figures:
        current = drafts[-1] if drafts else None
        if figure.base and not window.is_later_than(figure.base, figure.quantity.start, figure.quantity.end):
            figure.role = Role.NONE  # "tăng 5% so với quý I/2025" in the second quarter of 2025
        if figure.bracketed and "share" in figure.classes:
            pending = figure.subject
        elif current is not None and _of_the_nation(figure, lower):
            drafts.append(_comparison(current, figure))
        elif figure.role is Role.VALUE:
            _add_value(drafts, figure, text, lower)
            pending = None
        elif figure.role in {Role.PLAN, Role.CHANGE}:
            _add_comparison(drafts, figure, text, pending)
            pending = None
        elif figure.role is Role.PLAN_VALUE and current is not None:
            current.extra.setdefault("plan_value", value_and_unit(figure.quantity)[0])
            current.end = figure.quantity.end
        elif figure.role is Role.NONE and figure.subject and figure.classes & {"up", "down", "reach", "times"}:
            # "CPI tăng 0,3% so với tháng trước và 2,6% so với cùng kỳ", "số vụ giảm 12 vụ (-4,2%)"
            pending = figure.subject
    for match in lx.AS_BEFORE.finditer(lower):
        before = [d for d in drafts if d.start < match.start()]
        if before and before[-1].yoy_pct is None and not (match["vague"] and match["times"]):
            before[-1].yoy_pct, before[-1].stated = lx.TIMES.get(match["times"], 0.0), True
    return drafts


def _of_the_nation(figure: Figure, lower: str) -> bool:
    """Whether a figure is the nation's, told beside a record's own: "…, trong khi cả nước tăng 2,6%"."""
    if figure.role is Role.COMPARISON:
        return True
    subject = figure.subject
    named = subject and lx.NATION_NAME.fullmatch(lower, subject.start, subject.end)
    return bool(named) and figure.role in {Role.VALUE, Role.PLAN, Role.CHANGE}


def _add_comparison(drafts: list[Draft], figure: Figure, text: str, pending: Subject | None) -> None:
    """Adds a percent of plan or a change to the record that it is told of, or a record that has only it."""
    current = drafts[-1] if drafts else None
    # Brackets tell more of what stands before them, unless that is of another clause.
    own = not figure.bracketed or current is None or ";" in figure.lead
    subject = (figure.subject if own else None) or pending
    if subject is not None:
        drafts.append(_draft(figure, text, subject))
    elif current is None or current.shared:
        return
    elif _OTHER_PERIOD.search(figure.piece):
        start = figure.quantity.start - len(figure.piece)
        drafts.append(Draft(current.name, start, figure.quantity.end, figure))
    _add_ratio(_in_respect_of(drafts, figure) or _counting(drafts, figure) or drafts[-1], figure)


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


def _counting(drafts: list[Draft], figure: Figure) -> Draft | None:
    """ "87 vụ tai nạn, làm chết 41 người; giảm 12 vụ (-12,1%)": the record of what changed by so many."""
    if figure.changed is None:
        return None
    return next((d for d in drafts if d.unit == figure.changed and d.yoy_pct is None), None)


def _draft(figure: Figure, text: str, subject: Subject) -> Draft:
    return Draft(_name(text[subject.start : subject.end]), subject.start, figure.quantity.end, figure)


def _name(raw: str) -> str:
    """A name without period and place at its end, verbatim but for white space."""
    name = " ".join(raw.split())
    for _ in range(3):
        lower = lower_aligned(name)
        cut = _NAME_END.search(lower) or lx.LOCATIVE.search(lower)
        end = cut.start() if cut and cut.start() else without_place(name)
        if end >= len(name):
            break
        name = name[:end].rstrip(" ,")
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
        added = _added(current, figure, text, lower)
        if added is None:
            return
        draft = added
        drafts.append(draft)
    draft.end = max(draft.end, quantity.end)
    if quantity.bound:
        draft.extra["value_range"] = figure.extra.get("range")
        draft.unit = unit
    else:
        draft.value, draft.unit = -value if "minus" in figure.classes else value, unit
    draft.total = float(quantity.total) if quantity.total is not None else None
    if unit == "%" and lx.GROWTH_NAME.search(draft.name.lower()):
        draft.extra["growth_rate"] = True


def _added(current: Draft | None, figure: Figure, text: str, lower: str) -> Draft | None:
    """A new draft for a value, named by the words before or behind it, or as ``current`` is."""
    quantity = figure.quantity
    subject = _subject_of(figure, lower)
    if subject is not None:
        draft = _draft(figure, text, subject)
        draft.start = min(draft.start, quantity.start)
        return draft
    if current is None:
        return None
    bare = value_and_unit(quantity)[1] == "%" and figure.classes <= {"reach", "soft", "share"}
    if bare and current.total is not None:
        current.shared = True
    elif _is_share(current, figure):
        return Draft(current.name, current.start, quantity.end, figure, extra={"share": True})
    elif value_and_unit(quantity)[1] == current.unit and _OTHER_PERIOD_OF.fullmatch(figure.piece):
        return Draft(current.name, quantity.start - len(figure.piece), quantity.end, figure)
    elif figure.lead.strip() == "và" and quantity.kind is current.figure.quantity.kind is QuantityKind.MONEY:
        return Draft(current.name, current.start, quantity.end, figure)  # "2.300 tỷ đồng và 45 triệu USD"
    return None


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
    if counted == "con" and lower[quantity.end : quantity.end + 2].strip():
        start = quantity.end + 1  # a mere classifier: "400 nghìn con | heo"
    rest = _AFTER_NAME.match(lower, quantity.end)
    return Subject(*trimmed_behind(lower, start, quantity.end + (len(rest.group().rstrip()) if rest else 0)))


def _add_ratio(draft: Draft, figure: Figure) -> None:
    draft.end = max(draft.end, figure.quantity.end)
    over = figure.classes & {"up", "down", "exceed"} and figure.quantity.kind is QuantityKind.PERCENT
    points = figure.quantity.kind is QuantityKind.POINTS and draft.value is not None and draft.unit not in {"%", "‰"}
    if figure.quantity.bound or points or (figure.role is Role.PLAN and draft.unit == "%" and over):
        return  # "3,85%, vượt 0,35% so với chỉ tiêu" is so many points
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
    """The national average of the same measure."""
    draft = Draft(current.name, current.start, figure.quantity.end, figure, national=True, extra={"comparison": True})
    value, unit = value_and_unit(figure.quantity)
    if figure.role is Role.CHANGE:
        draft.yoy_pct = figure.amount
    elif unit == "%" and current.plan_pct is not None and current.unit != "%":
        draft.plan_pct, draft.plan_basis = value, current.plan_basis
    elif unit == "%" and current.yoy_pct is not None and current.unit != "%":
        draft.yoy_pct = value
    else:
        draft.value, draft.unit = value, unit
        draft.extra |= {"growth_rate": True} if current.extra.get("growth_rate") else {}
    return draft
