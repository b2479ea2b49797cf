"""From figures to records: which drafts report something, of when and where, and with what qualifier."""

from __future__ import annotations

import re

from index.aligned import lower_aligned
from index.model import Indicator
from index.quantities import QuantityKind
from index.text import nfc
from ingest.indicators import lexicon as lx
from ingest.indicators.clauses import figures_of
from ingest.indicators.drafts import Draft, assemble
from ingest.indicators.setting import Window
from ingest.indicators.tables import table_indicators

_MAX_SENTENCE = 6000
_ESTIMATE_BEFORE = re.compile(r"(?<!\w)(?:ước(?:\s+tính)?|dự\s+(?:ước|kiến))\s+$")
_PLANNED_NAME = re.compile(r"(?:tổng\s+)?(?:kế\s+hoạch|dự\s+toán|mục\s+tiêu)(?!\w)")
_DISBURSED = re.compile(r"(?:tỷ\s+lệ\s+|số\s+)?giải\s+ngân")
_DENIED = re.compile(r"(?<!\w)(?:không|chưa)$")
_BRACKETS = re.compile(r"\([^()]*\)(?=.)")
_COLUMN_BORDER = re.compile(r"\s{8,}")


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
    figures = figures_of(told, lower)
    if not figures:
        return []
    window = Window(text, context[-_MAX_SENTENCE:], title[:1000])
    drafts = assemble(text, lower, figures, window)
    reporting = any(d.compared for d in drafts) or bool(
        lx.REPORT.search(lower) or lx.BY_NOW.match(lower) or lx.REPORT.search(f"{context} {title}".lower())
    )
    dated = any(d.compared for d in drafts) or window.reports_period
    kept = [d for d in drafts if _is_report(d, lower, reporting=reporting, dated=dated)]
    if any(d.unit == "%" for d in kept):
        # "đạt 99,2%, trong đó cấp tỉnh 99,6%, cấp huyện 98,9%": the parts of a rate are rates.
        kept = [d for d in drafts if d in kept or _is_part(d, kept)]
    kept = [d for d in drafts if d in kept or _is_part_of_count(d, kept, lower)]
    return [_indicator(d, lower, window) for d in kept]


def _is_report(draft: Draft, lower: str, *, reporting: bool, dated: bool) -> bool:
    """Whether a draft reports a figure, rather than ruling, asking, designing or supposing one."""
    name = draft.name.lower()
    if _is_ruled(draft, lower) or lx.ANAPHOR.fullmatch(name):
        return False
    if draft.compared:
        return draft.value is not None or lx.DUTY_NAME.match(name) is None
    bounded = lx.OR_MORE.search(lower) and not lx.TARGET.search(lower)
    if not reporting or bounded or any(pattern.search(lower) for pattern in (lx.RULE, lx.REQUEST)):
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


def _is_part_of_count(draft: Draft, kept: list[Draft], lower: str) -> bool:
    """ "1.256 hợp tác xã, trong đó 1.034 hợp tác xã hoạt động tốt, chiếm 82,3%": a part of ``kept``, or its share."""
    of_same = draft.extra.get("share") or draft.figure.quantity.kind is QuantityKind.COUNT
    wholes = [d for d in kept if d.start < draft.start and d.figure.quantity.kind is QuantityKind.COUNT]
    same = [d for d in wholes if draft.extra.get("share") or d.unit == draft.unit]
    listed = lower[same[-1].start : draft.start + 1] if same else ""
    return bool(of_same and not _is_ruled(draft, lower) and re.search(r"(?<!\w)trong\s+đó(?!\w)", listed))


def _is_counted(draft: Draft, lower: str, *, dated: bool) -> bool:
    """A count reports where it says what was reached or happened, not where it announces a list."""
    quantity = draft.figure.quantity
    own = draft.figure.lead + lower[draft.start : draft.end] + draft.figure.after
    if quantity.unit == "đại biểu" and draft.total is None:
        return False  # who attended
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
    return (dated or reached) and bool(
        lx.MEASURE.search(draft.name.lower()) or lx.COUNT_VERB.search(own) or lx.REACHED.search(own)
    )


def _qualifier(draft: Draft, lower: str) -> str | None:
    if "estimate" in draft.figure.classes or _ESTIMATE_BEFORE.search(lower, 0, draft.start):
        return "ước"
    if lx.TARGET.search(_BRACKETS.sub(" ", lower[: draft.end])) or _PLANNED_NAME.match(draft.name.lower()):
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
