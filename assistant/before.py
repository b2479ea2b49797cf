"""What a unit is about without saying so: what the text before it names, the years that its dates span.

A paper names its subject once and goes on: "phường Sen Hồng … Giá khởi điểm là …".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.evidence import Evidence
from index.aligned import fold_aligned
from index.dates import find_dates
from index.gazetteer import Place
from index.places import find_places
from index.text import fold

_SENTENCE_END = re.compile(r"\n|[.;?!]\s")
_TO = re.compile(r"\W*(?:den|toi|to|until)?(?: het| truoc)?(?: ngay)?\W*")
_UP_TO = re.compile(r"(?:truoc|den het|before|until)(?: ngay)?\W*$")
_FROM_ON = re.compile(r"\W*(?:tro di|tro ve sau|onwards?)\b")
_NEAR = 24  # characters before a date in which "trước ngày" stands


def text_before(evidence: Evidence) -> str:
    """What stands before the unit in its passage."""
    return evidence.candidate.document.text[evidence.candidate.passage.passage.start : evidence.unit.start]


def last_named(places: Sequence[Place], before: str) -> float:
    """The share of ``places`` that stand in the sentence of ``before`` that names a place last."""
    named = [m for m in _mentions(before) if m[2]]
    if not places or not named:
        return 0.0
    start, end, _ = named[-1]
    opens = max((m.end() for m in _SENTENCE_END.finditer(before, 0, start)), default=0)
    closes = _SENTENCE_END.search(before, end)
    sentence = fold(before[opens : closes.start() if closes else len(before)])
    return sum(fold(place.name) in sentence for place in places) / len(places)


@lru_cache(maxsize=4096)
def _mentions(text: str) -> tuple[tuple[int, int, bool], ...]:
    """Where places stand; whether each is surely one, and not the country."""
    return tuple((m.start, m.end, m.certain and m.place.kind != "nation") for m in find_places(text))


@lru_cache(maxsize=4096)
def spanned_years(text: str) -> tuple[range, ...]:
    """The years from one day of ``text`` to the next, before a day and from a day on.

    >>> spanned_years("từ ngày 01/02/2016 đến ngày 31/12/2019 và từ ngày 01/01/2025 trở đi")
    (range(2016, 2020), range(2025, 9999))
    """
    folded, found = fold_aligned(text), find_dates(text)
    spans = []
    for n, day in enumerate(found):
        behind = found[n + 1] if n + 1 < len(found) else None
        if behind is not None and day.end < behind.start and _spans(folded[day.end : behind.start]):
            spans.append(range(day.date.year, behind.date.year + 1))
        elif _FROM_ON.match(folded, day.end):
            spans.append(range(day.date.year, 9999))
        elif _UP_TO.search(folded, max(0, day.start - _NEAR), day.start) and not spans:
            spans.append(range(day.date.year))
    return tuple(spans)


def _spans(between: str) -> bool:
    return bool(_TO.fullmatch(between)) and any(word in between for word in ("den", "toi", "to", "until", "-", "–"))
