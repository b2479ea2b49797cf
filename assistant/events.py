"""Of several days that a text tells the one of the event asked about: in force, a deadline, a beginning, an end.

A text that opens with the day on which something was announced tells that day alone, whatever it goes on to say.
"""

from __future__ import annotations

import re

from assistant.shape import Known
from index.aligned import fold_aligned
from index.dates import find_dates

# What asks for an event, and what stands before its day.
_EVENTS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(
            r"hieu luc|ap dung|thi hanh|bai bo|thay the|in force|effective|takes? effect|took effect"
            r"|appl(?:y|ies|ied)\b|repealed|replaced|abolished|revoked"
        ),
        re.compile(r"hieu luc|ap dung|thi hanh|takes? effect|in force"),
    ),
    (
        re.compile(
            r"cham nhat|muon nhat|han (?:cuoi|chot|nop|nhan)|het han|den het|truoc ngay nao"
            r"|den (?:het )?ngay (?:nao|may)|\bby (?:what|which) (?:date|day)\b|\bby when\b|deadline|no later than"
        ),
        re.compile(r"cham nhat|muon nhat|\bhan\b|den het|den ngay|truoc(?: ngay)?\b|hoan thanh|deadline|\bby\b"),
    ),
    (
        re.compile(r"ban hanh|thong qua|\bky\b|issued|signed|adopted|passed"),
        re.compile(r"ban hanh|thong qua|\bky\b|issued|signed|adopted|passed"),
    ),
    (
        re.compile(r"khoi cong|bat dau|dien ra|to chuc|khai mac|begins?\b|began|start|take place|held"),
        re.compile(r"khoi cong|bat dau|\btu(?: ngay)?\b|dien ra|vao|khai mac|thoi gian|begin|start|held|from\b"),
    ),
    (
        re.compile(r"hoan thanh|ket thuc|be mac|complet|finish|end(?:s|ed)?\b"),
        re.compile(r"hoan thanh|dua vao|ket thuc|den(?: het)?(?: ngay)?\b|be mac|complet|finish|end"),
    ),
)
_BEFORE_DAY = 60  # letters in which the event of a day stands
# "Ngày 02/12/2025, Sở Xây dựng công bố …", "ngày 02/12/2025 về việc": the day of the news or the paper.
_ANNOUNCED = re.compile(
    r"^[^.;]{0,160}?\b(?:ban hanh|cong bo|co (?:thong bao|quyet dinh|cong van|van ban|to trinh|ke hoach|bao cao)"
    r"|thong tin|phe duyet|thong bao|cho biet|ky)\b"
)
_OPENS = re.compile(r"^\W*(?:vao |moi day,? )?(?:sang |chieu |toi )?(?:ngay )?$")
_OF_PAPER = re.compile(r"\d/[\w-]*[a-z]{2}[\w-]*(?:\s+\S+){0,3}\s+ngay\s*$")


def of_event(known: Known, text: str) -> float:
    """1 where ``text`` tells a day of the event that the question asks about, -1 where all its days are of papers and
    of their announcing, which the question does not ask about, else 0.
    """
    folded = fold_aligned(text)
    days = [d for d in find_dates(text) if d.date not in known.dates]
    if not days:
        return 0.0
    if any(tells_event(known, folded, d.start) and not _of_paper(folded, d.start) for d in days):
        return 1.0
    if any(asks.search(known.folded) for asks, _ in _EVENTS[2:3]):
        return 0.0
    announced = all(_of_paper(folded, d.start) or _announces(folded, d.start, d.end) for d in days)
    return -1.0 if announced else 0.0


def tells_event(known: Known, folded: str, start: int) -> bool:
    """Whether the day at ``start`` of a ``folded`` text is of an event that the question asks about."""
    before = folded[max(0, start - _BEFORE_DAY) : start]
    return any(asks.search(known.folded) and tells.search(before) for asks, tells in _EVENTS)


def _of_paper(folded: str, start: int) -> bool:
    return _OF_PAPER.search(folded[:start]) is not None


def _announces(folded: str, start: int, end: int) -> bool:
    return _OPENS.match(folded[:start]) is not None and _ANNOUNCED.match(folded[end:]) is not None
