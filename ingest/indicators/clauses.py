"""What each figure of a sentence is: a value, a percent of plan, a change on the same period, or nothing to record."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import pairwise

from index.quantities import Quantity, QuantityKind, find_quantities
from ingest.indicators import lexicon as lx
from ingest.indicators.names import trimmed


class Role(Enum):
    """The part a figure plays in a record."""

    VALUE = auto()
    PLAN = auto()  # percent of plan, as 100-based
    CHANGE = auto()  # percent change on the same period
    PLAN_VALUE = auto()
    COMPARISON = auto()  # a bracketed national average
    NONE = auto()


@dataclass(frozen=True, slots=True)
class Subject:
    """A candidate name at ``text[start:end]``."""

    start: int
    end: int


@dataclass(slots=True)
class Figure:
    """A quantity with its role and amount, the name that stands before it, and the words between."""

    quantity: Quantity
    role: Role
    amount: float
    subject: Subject | None
    classes: frozenset[str]
    lead: str  # lower-case text since the last figure
    after: str  # lower-case text to the next separator
    piece: str = ""  # lower-case text since the last separator
    bracketed: bool = False
    named: bool = False  # proper names follow
    basis: str | None = None
    stated: bool = False  # its base of comparison is told
    other: bool = False  # … and is neither a plan nor the same period
    extra: dict[str, object] = field(default_factory=dict)


_RATIOS = frozenset({QuantityKind.PERCENT, QuantityKind.POINTS, QuantityKind.FACTOR})
_SEPARATOR = re.compile(r"[;:()\n]|,(?!\d)|(?<!\w)(?:trong đó|bao gồm|gồm có|gồm|chia ra|cụ thể)(?!\w)")
_JOINING = re.compile(r"(?<!so)\s+(?:và|còn(?!\s+(?:hiệu\s+lực|lại|hạn))|với|nhưng|đồng thời|trong khi)\s+")
_ASIDE = re.compile(r"\((?![ivx]{1,4}\)|[a-zđ]\))([^()\d]{1,60})\)")  # "(GRDP)" belongs to the name before it
_AFTER_END = re.compile(r"[,;:()](?!\d)|\.(?:\s|$)|\[|$")
_PROPER = re.compile(r"\s+[^\W\d_a-zà-ỹđ][^\W\d_A-Z]+\s+[^\W\d_a-zà-ỹđ][^\W\d_A-Z]+")
# "… kế hoạch năm và bằng" (142% so với cùng kỳ): what the sentence goes on with is no part of the plan's name.
_GOES_ON = re.compile(r"[\s(]*(?:(?:và|,|còn)?\s*(?:chỉ\s+)?(?:bằng|đạt|tăng|giảm|gấp|vượt|là)|và|còn)?[\s(,]*$")
_SIGNED = re.compile(r"\s*\+?\s*")
_SO_MUCH = re.compile(r"\s*\((?:(?:tương\s+(?:ứng|đương)|bằng|tăng|giảm|hay|tỷ\s+lệ|với)\s+)*[+\-−]?")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CLOSING = re.compile(r"(?:[\s*_:\-–,.(]|(?<=\s)(?:và|với|thì|mà|của|hoặc)(?!\w))+$")
_NOT_NAME = re.compile(
    r"^(?:(?:so|với|cùng|của|từ|tính|kể|đến|tới|trong|vào|năm|tháng|quý|ngày|theo|do|để|nhằm|và|cao|thấp|nhất|trước|đó|này|đây|ra"
    r"|kỳ|kế|hoạch|trung|ương|giao|dự|toán|mức|hết|đầu|cuối|nay|tiếp|mạnh|nhẹ|khá|lần|lượt|thứ|đứng|xếp|hạng|địa|bàn|tỉnh|huyện|quận|toàn|[ivx]+|\d[\d./]*)(?!\w)[\s,]*)+$"
)


def figures_of(text: str, lower: str) -> list[Figure]:
    """The figures of a sentence in order; ``lower`` is ``text`` in lower case with equal offsets."""
    lower = _ASIDE.sub(lambda m: f"‹{m[1]}›", lower)
    quantities = [q for q in find_quantities(text) if _measures(q) and not lx.TITLE_BEFORE.search(lower, 0, q.start)]
    figures: list[Figure] = []
    previous = 0
    for i, quantity in enumerate(quantities):
        if quantity.bound == "high":
            continue
        end, low = quantity.end, quantity
        following = i + 1
        if quantity.bound == "low" and following < len(quantities):
            end = quantities[following].end
            following += 1
        limit = quantities[following].start if following < len(quantities) else len(text)
        figure = _figure(low, lower, (previous, end, limit), figures[-1] if figures else None)
        figure.named = _PROPER.match(text, end) is not None
        figure.piece = _piece(figure.lead)
        _assign_role(figure, figure.piece)
        if quantity.bound == "low" and following - i == 2:
            figure.extra["range"] = [float(low.value), float(quantities[i + 1].value)]
        if figure.basis is not None:
            at = lower.find(figure.basis, previous)
            figure.basis = " ".join(text[at : at + len(figure.basis)].split())
        figures.append(figure)
        previous = end
    _settle_bases(figures, lower)
    return figures


def _settle_bases(figures: list[Figure], lower: str) -> None:
    """What a figure takes from the one before it.

    "giảm từ 21 hộ xuống còn 11 hộ": what it was before is no figure of its own, its name is the result's. "giảm 12 vụ
    (4,2%)" is a change by so many percent. "gấp 2,3 lần cùng kỳ, …, gấp 2,7 lần": the base goes on.
    """
    based: dict[str, Figure] = {}
    for figure in figures:
        told = _told_with(figure)
        if told and figure.stated:
            based[told] = figure
        elif told in based and not figure.after.strip(" .") and figure.role in {Role.NONE, Role.VALUE}:
            _on_base_of(figure, based[told])
    for before, after in pairwise(figures):
        if _by_so_much(before, after, lower):
            after.role, after.amount = Role.CHANGE, abs(after.amount) * (-1 if "down" in before.classes else 1)
            after.stated = True
        to = lx.TO.match(lower[before.quantity.end : after.quantity.start])
        if to and lx.FROM.search(before.lead) and before.quantity.kind is after.quantity.kind:
            before.role, after.role = Role.NONE, Role.VALUE
            after.subject = before.subject


def _told_with(figure: Figure) -> str | None:
    """The verb that a figure shares with others on the same base."""
    if figure.quantity.kind is QuantityKind.FACTOR and "times" in figure.classes:
        return "gấp"
    return "bằng" if figure.quantity.kind is QuantityKind.PERCENT and lx.EQUALS.search(figure.lead) else None


def _on_base_of(figure: Figure, earlier: Figure) -> None:
    figure.role, figure.basis, figure.stated = earlier.role, earlier.basis, True
    if earlier.role is Role.PLAN:
        figure.amount = _of_plan(figure)
    elif earlier.role is Role.CHANGE:
        _change(figure, stated=True)


def _by_so_much(before: Figure, after: Figure, lower: str) -> bool:
    """Whether ``after`` says in brackets by how much percent the amount of ``before`` is a change."""
    quantity = before.quantity
    if before.role is not Role.NONE or quantity.kind in _RATIOS or not before.classes & {"up", "down"}:
        return False
    based = lx.OTHER_AFTER.match(before.after) and not _on_same_period(before)
    gap = lower[quantity.end + len(before.after) : after.quantity.start]
    told = after.bracketed and after.quantity.kind is QuantityKind.PERCENT and _SO_MUCH.fullmatch(gap)
    return bool(told and not based and not before.other)


def _measures(quantity: Quantity) -> bool:
    return quantity.kind not in {
        QuantityKind.DURATION,
        QuantityKind.ORDINAL,
        QuantityKind.TEMPERATURE,
        QuantityKind.NUMBER,
        QuantityKind.SPEED,
    }


def _figure(quantity: Quantity, lower: str, bounds: tuple[int, int, int], last: Figure | None) -> Figure:
    """``bounds``: where the last figure ends, where this one ends, where the next one starts."""
    previous, end, following = bounds
    lead = lower[previous : quantity.start]
    if last is not None and last.quantity.kind in _RATIOS:
        # What directly follows a percent is its own base, not this figure's.
        cut = _JOINING.search(lead) or _SEPARATOR.search(lead)
        lead = lead[cut.end() :] if cut else ""
    separator = _AFTER_END.search(lower, end)
    stop = min(following, separator.start() if separator else len(lower))
    after = lower[end:stop]
    opening = lower.rfind("(", 0, quantity.start)
    bracketed = opening >= 0 and ")" not in lower[opening : quantity.start]
    chain_start, classes = _chain(lower, previous, quantity.start)
    over = lx.MORE_THAN.search(lead) or (lx.PLAN_BEFORE.search(lead) if quantity.kind in _RATIOS else None)
    if over:
        chain_start = min(chain_start, quantity.start - len(lead) + over.start())  # the base is no part of the name
    # What is counted often stands behind its number: only the words right before it may name it instead.
    reach = quantity.kind is not QuantityKind.COUNT and last is None
    subject = _subject(lower, previous, chain_start, first=last is None, reach=reach)
    figure = Figure(
        quantity=quantity,
        role=Role.NONE,
        amount=float(quantity.value),
        subject=subject,
        classes=classes,
        lead=lead,
        after=after,
        bracketed=bracketed,
    )
    if figure.bracketed and "share" in classes:
        figure.subject = _subject(lower, previous, max(previous, opening), first=last is None, reach=False)
    return figure


def _piece(lead: str) -> str:
    """The text after the last separator of ``lead``."""
    cuts = [m.end() for m in _SEPARATOR.finditer(lead)]
    return lead[cuts[-1] :] if cuts else lead


def _chain(lower: str, previous: int, start: int) -> tuple[int, frozenset[str]]:
    """Where the chain of verbs and adverbs before a figure begins, and which word classes it holds."""
    classes: set[str] = set()
    position = start
    for _ in range(10):
        match = lx.CHAIN.search(lower, max(previous, position - 24), position)
        if match is None:
            break
        position = match.start("word")
        classes |= {name for name, value in match.groupdict().items() if value and name != "word"}
        if position > previous and lower[position - 1] in ",;:(":
            break
    return position, frozenset(classes)


def _subject(lower: str, previous: int, end: int, *, first: bool, reach: bool) -> Subject | None:
    """The noun phrase that ends where the chain begins; with ``reach``, else one in the pieces before it."""
    pieces: list[tuple[int, int]] = []
    cursor = previous
    for match in _SEPARATOR.finditer(lower, previous, end):
        pieces.append((cursor, match.start()))
        cursor = match.end()
    pieces.append((cursor, end))
    if not first:
        # What directly follows a figure belongs to it ("89% kế hoạch năm"), except after "và", "còn".
        joined = _JOINING.search(lower, *pieces[0])
        pieces[0] = (joined.end(), pieces[0][1]) if joined else (pieces[0][1], pieces[0][1])
    for i in range(len(pieces) - 1, -1 if reach else len(pieces) - 2, -1):
        subject = _trim(lower, *pieces[i])
        if subject is not None:
            return _with_head(lower, pieces[:i] if first else pieces[1:i], subject)
    return None


def _with_head(lower: str, before: list[tuple[int, int]], tail: Subject) -> Subject:
    """ "tỷ lệ khu công nghiệp, khu chế xuất …": a name with commas reaches back to the noun that heads a measure."""
    if not before or lx.HEAD.match(lower, tail.start) or lower[before[-1][1] : before[-1][1] + 1] != ",":
        return tail
    for start, end in reversed(before):
        head = _trim(lower, start, end)
        if head is not None and lx.HEAD.match(lower, head.start) and not lx.STATED.search(lower, head.start, end):
            return Subject(head.start, tail.end)
        if lower[start - 1 : start] != ",":
            break
    return tail


def _trim(lower: str, start: int, end: int) -> Subject | None:
    """``text[start:end]`` without what opens and closes it; ``None`` where no name is left."""
    for _ in range(8):
        opening = lx.OPENING.match(lower[start:end])
        if opening is None or opening.end() == 0:
            break
        start += opening.end()
    start, end = trimmed(lower, start, end)
    closing = _CLOSING.search(lower, start, end)
    if closing is not None:
        end = closing.start()
    rest = lower[start:end]
    return Subject(start, end) if _WORD.search(rest) and not _NOT_NAME.match(rest) else None


def _assign_role(figure: Figure, piece: str) -> None:
    quantity = figure.quantity
    if lx.EQUIVALENT.search(figure.lead) and figure.bracketed:
        return
    if quantity.kind is QuantityKind.COUNT and figure.named:
        return  # "2 phường Xuân La và Phú Thượng" says which, not how many
    if quantity.kind in _RATIOS:
        _ratio_role(figure, piece)
        return
    # "đạt và vượt 17/23 chỉ tiêu" counts, "vượt 20 tỷ đồng" is a difference.
    counted = quantity.total is not None or (quantity.unit or "") in lx.SET_THINGS
    more = lx.MORE_THAN.search(figure.lead)
    changed = figure.classes & {"up", "down", "exceed"} or (more and not more["as"])
    relative = not counted and changed and "result" not in figure.classes
    if more:
        figure.classes |= _direction(more)
        figure.other = more["other"] is not None
    if lx.PLAN_START.match(piece) and (figure.bracketed or piece.lstrip().startswith("/")):
        figure.role = Role.PLAN_VALUE
    elif not relative and not (figure.bracketed and lx.BASE_START.match(piece)) and not lx.AGAINST.search(piece):
        figure.role = Role.VALUE


def _ratio_role(figure: Figure, piece: str) -> None:
    """A percent or factor: its base may stand behind it or before it; without one its verb decides."""
    after = figure.after
    plan = lx.PLAN_AFTER.match(after)
    more = None if plan else lx.MORE_THAN.search(figure.lead)
    before = None if plan or (more and not more["plan"]) else lx.PLAN_BEFORE.search(figure.lead)
    if more:
        figure.classes |= _direction(more)
    if figure.bracketed and lx.PLAN_START.match(piece) and not plan:
        figure.role = Role.PLAN_VALUE
    elif lx.CAP.search(figure.lead) and not lx.TARGET.search(figure.lead):
        figure.role = Role.NONE
    elif national := _against_nation(figure):
        figure.role = national
    elif lx.CONTRIBUTION.search(figure.lead):
        figure.role = Role.NONE
    elif plan or before or (more and more["plan"]):
        _of_a_plan(
            figure, after[plan.start("basis") :] if plan else more["plan"] if more and more["plan"] else "", before
        )
    elif _on_same_period(figure) or (more and (more["same"] or more["year"])) or lx.SAME_BEFORE.search(figure.lead):
        figure.role, figure.stated = Role.CHANGE, True
        _change(figure, stated=True)
    elif (more and more["other"]) or lx.OTHER_BEFORE.search(figure.lead) or _on_other_base(figure):
        figure.role = Role.NONE
    else:
        _unbased_role(figure, piece)


def _unbased_role(figure: Figure, piece: str) -> None:
    """A percent or factor with no stated base."""
    quantity, classes = figure.quantity, figure.classes
    if figure.bracketed and _SIGNED.fullmatch(piece) and (quantity.value < 0 or "+" in piece):
        figure.role = Role.CHANGE  # "12.650 tỷ đồng (-7,9%)"
    elif "exceed" in classes and quantity.kind is QuantityKind.PERCENT:
        figure.role, figure.amount = Role.PLAN, _of_plan(figure)
    elif classes & {"up", "down"} and "result" not in classes:
        figure.role = Role.CHANGE
        _change(figure, stated=False)
    elif quantity.kind is QuantityKind.PERCENT:
        figure.role = Role.VALUE


def _direction(more: re.Match[str]) -> frozenset[str]:
    """The word class of the verb before a base: "cao hơn cùng kỳ 5%" is up."""
    named = {"up": "up", "down": "down", "over": "exceed", "as": "times" if more["as"] == "gấp" else "reach"}
    return frozenset(word for group, word in named.items() if more[group])


def _against_nation(figure: Figure) -> Role | None:
    """A national average is a comparison; how much a figure is over or under one is nothing to record."""
    against = lx.AGAINST_NATION.search(figure.lead)
    if figure.quantity.kind is not QuantityKind.PERCENT:
        return Role.NONE if against else None
    if against and not figure.bracketed and against["told"] is None:
        return Role.NONE
    if against or (figure.bracketed and lx.NATIONAL.search(figure.lead)):
        return Role.COMPARISON
    return None


def _on_other_base(figure: Figure) -> bool:
    """Against the month before, the start of the year …"""
    return bool(lx.OTHER_AFTER.match(figure.after) and figure.classes & {"up", "down", "times", "reach"})


def _of_a_plan(figure: Figure, basis: str, before: re.Match[str] | None) -> None:
    """Percent of the plan named behind (``basis``) or ``before``; so many points over it are no share of it."""
    if figure.quantity.kind is QuantityKind.POINTS:
        return
    if before:
        basis = basis or before["basis"]
        figure.classes |= {"exceed"} if before.group().startswith("vượt") else frozenset()
    figure.role, figure.basis, figure.stated = Role.PLAN, _GOES_ON.sub("", basis).rstrip() or None, True
    figure.amount = _of_plan(figure)


def _of_plan(figure: Figure) -> float:
    """Percent of plan on the base of 100: vượt 15,8% is 115,8; gấp 8 lần is 800."""
    amount = figure.amount
    if figure.quantity.kind is QuantityKind.FACTOR:
        return round(amount * 100, 6)
    if figure.classes & {"up", "exceed"}:
        return round(100 + amount, 6)
    return round(100 - amount, 6) if "down" in figure.classes else amount


def _on_same_period(figure: Figure) -> bool:
    return bool(lx.SAME_AFTER.match(figure.after) or _base_year(figure))


def _base_year(figure: Figure) -> re.Match[str] | None:
    """The year that a change is told against."""
    bare = figure.quantity.kind is QuantityKind.FACTOR or lx.EQUALS.search(figure.lead)
    if bare and (year := lx.BARE_YEAR_AFTER.match(figure.after)):
        return year
    more = lx.MORE_THAN.search(figure.lead)
    return more if more and more["year"] else lx.YEAR_AFTER.match(figure.after)


def _change(figure: Figure, *, stated: bool) -> None:
    """Turns the amount into a percent change: bằng 142% is +42, giảm 5% is −5, gấp 1,5 lần is +50."""
    year = _base_year(figure)
    if year:
        figure.extra["base_year"] = int(year["year"])
    classes = figure.classes
    if figure.quantity.kind is QuantityKind.FACTOR:
        if lx.VAGUE.search(figure.lead) or not classes & {"up", "times", "reach"}:
            figure.role = Role.NONE
        figure.amount = round((figure.amount - 1) * 100, 6)
    elif "down" in classes:
        figure.amount = -abs(figure.amount)
    elif "up" not in classes and stated:
        figure.amount = round(figure.amount - 100, 6)
    if figure.quantity.kind is QuantityKind.POINTS:
        figure.extra["yoy_is_points"] = True
