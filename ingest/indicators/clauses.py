"""What each figure of a sentence is: a value, a percent of plan, a change on the same period, or nothing to record."""

from __future__ import annotations

import re
from dataclasses import replace

from index.quantities import Quantity, QuantityKind, find_quantities
from ingest.indicators import lexicon as lx
from ingest.indicators.figure import RATIOS, Figure, Role, Subject
from ingest.indicators.names import trimmed
from ingest.indicators.neighbours import settle_neighbours
from ingest.indicators.ratios import direction, ratio_role

_SEPARATOR = re.compile(r"[;:()\n]|,(?!\d)|(?<!\w)(?:trong đó|bao gồm|gồm có|gồm|chia ra|cụ thể)(?!\w)")
_JOINING = re.compile(r"(?<!so)\s+(?:và|còn(?!\s+(?:hiệu\s+lực|lại|hạn))|với|nhưng|đồng thời|trong khi)\s+")
_ASIDE = re.compile(r"\((?![ivx]{1,4}\)|[a-zđ]\))([^()\d]{1,60})\)")  # "(GRDP)" belongs to the name before it
_AFTER_END = re.compile(r"[,;:()](?!\d)|\.(?:\s|$)|\[|$")
_PROPER = re.compile(r"\s+[^\W\d_a-zà-ỹđ][^\W\d_A-Z]+\s+[^\W\d_a-zà-ỹđ][^\W\d_A-Z]+")
_HEADS = re.compile(rf"(?!cơ\s+cấu(?:\s+kinh\s+tế)?$){lx.HEAD.pattern}")
_OUT_OF = re.compile(r"\s*(?P<currency>đồng\s*)?/\s*")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CLOSING = re.compile(r"(?:[\s*_:\-–,.(]|(?<=\s)(?:và|với|thì|mà|của|hoặc)(?!\w))+$")
_NOT_NAME = re.compile(
    r"^(?:(?:so|với|cùng|của|từ|tính|kể|đến|tới|trong|vào|năm|tháng|quý|ngày|theo|do|để|nhằm|và|cao|thấp|nhất|trước|đó|này|đây|ra"
    r"|kỳ|kế|hoạch|trung|ương|giao|dự|toán|mức|hết|đầu|cuối|nay|tiếp|mạnh|nhẹ|khá|lần|lượt|thứ|đứng|xếp|hạng|địa|bàn|tỉnh|huyện|quận|toàn|[ivx]+|\d[\d./]*)(?!\w)[\s,]*)+$"
)


def figures_of(text: str, lower: str) -> list[Figure]:
    """The figures of a sentence in order; ``lower`` is ``text`` in lower case with equal offsets."""
    lower = _ASIDE.sub(lambda m: f"‹{m[1]}›", lower)
    lower = lx.COMMA_IN_NAME.sub("‚", f" {lower}")[1:]
    found = _out_of(find_quantities(text), lower)
    quantities = [q for q in found if _measures(q) and not lx.TITLE_BEFORE.search(lower, 0, q.start)]
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
    settle_neighbours(figures, lower)
    return figures


def _out_of(quantities: list[Quantity], lower: str) -> list[Quantity]:
    """ "145 tỷ đồng/312 tỷ đồng" is one figure, out of a total."""
    merged: list[Quantity] = []
    for quantity in quantities:
        done = merged[-1] if merged else None
        joined = _OUT_OF.fullmatch(lower, done.end, quantity.start) if done else None
        if done and joined and joined["currency"] and done.base is None:
            done = replace(done, unit=f"{done.unit} đồng", kind=QuantityKind.MONEY, base="đồng")
        if done and joined and done.base == quantity.base and done.kind not in RATIOS and done.canonical:
            total = quantity.canonical * done.value / done.canonical
            merged[-1] = replace(done, end=quantity.end, total=total)
        else:
            merged.append(quantity)
    return merged


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
    if last is not None and last.quantity.kind in RATIOS:
        # What directly follows a percent is its own base, not this figure's.
        cut = _JOINING.search(lead) or _SEPARATOR.search(lead)
        lead = lead[cut.end() :] if cut else ""
    separator = _AFTER_END.search(lower, end)
    stop = min(following, separator.start() if separator else len(lower))
    after = lower[end:stop]
    opening = lower.rfind("(", 0, quantity.start)
    bracketed = opening >= 0 and ")" not in lower[opening : quantity.start]
    chain_start, classes = _chain(lower, previous, quantity.start)
    over = lx.MORE_THAN.search(lead) or (lx.PLAN_BEFORE.search(lead) if quantity.kind in RATIOS else None)
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
    """Where the chain of verbs and adverbs before a figure begins, and which word classes it holds.

    "năng suất bình quân": an average belongs to the name before it.
    """
    classes: set[str] = set()
    position = word_end = start
    for _ in range(10):
        match = lx.CHAIN.search(lower, max(previous, position - 24), position)
        if match is None:
            break
        position = match.start("word")
        word_end = match.end("word")
        classes |= {name for name, value in match.groupdict().items() if value and name != "word"}
        if position > previous and lower[position - 1] in ",;:(":
            break
    averaged = classes and lx.AVERAGE.match(lower, position) and lower[previous:position].rstrip()[-1:].isalpha()
    return word_end if averaged else position, frozenset(classes)


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
        if (
            head is not None
            and _HEADS.match(lower, head.start, head.end)
            and not lx.STATED.search(lower, head.start, end)
        ):
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
    if quantity.kind in RATIOS:
        ratio_role(figure, piece)
        return
    # "đạt và vượt 17/23 chỉ tiêu" counts, "vượt 20 tỷ đồng" is a difference.
    more_targets = (quantity.unit or "") in lx.SET_THINGS and not figure.classes & {"up", "down"}
    counted = quantity.total is not None or more_targets
    more = lx.MORE_THAN.search(figure.lead)
    changed = figure.classes & {"up", "down", "exceed"} or (more and not more["as"])
    relative = not counted and changed and "result" not in figure.classes
    if more:
        figure.classes |= direction(more)
        figure.other = more["other"] is not None
    if lx.PLAN_START.match(piece) and (figure.bracketed or piece.lstrip().startswith("/")):
        figure.role = Role.PLAN_VALUE
    elif not relative and not (figure.bracketed and lx.BASE_START.match(piece)) and not lx.AGAINST.search(piece):
        figure.role = Role.VALUE
