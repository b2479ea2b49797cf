"""A comparison's sides: one question for each, so that the evidence of both is looked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.understand import Question
from index.places import within

_MOST_SIDES = 4
_SPACES = re.compile(r"\s+")

Span = tuple[int, int]


def operands(question: Question) -> tuple[str, ...]:
    """One question for each place, document number or year that ``question`` sets side by side; empty where one is.

    Each keeps its own side and loses the others: "Thu ngân sách của A và B" → ("Thu ngân sách của A và", "Thu … B").
    """
    for spans in (_places(question), _numbers(question), _periods(question)):
        if 2 <= len(spans) <= _MOST_SIDES:
            return tuple(_only(question.text, span, spans) for span in spans)
    return ()


def _places(question: Question) -> list[Span]:
    """Places none of which lies in another: "quận Tây Hồ, Hà Nội" is one."""
    chosen: dict[str, Span] = {}
    mentions = [m for m in question.places if m.place.kind in {"province", "district"}]
    for mention in mentions:
        name = mention.place.name
        others = [m.place.name for m in mentions if m.place.name != name]
        if not any(within(other, name) for other in others):
            chosen.setdefault(name, (mention.start, mention.end))
    return list(chosen.values())


def _numbers(question: Question) -> list[Span]:
    return list({n.number: (n.start, n.end) for n in question.numbers}.values())


def _periods(question: Question) -> list[Span]:
    return list({p.label: (p.start, p.end) for p in question.periods if p.has_year and p.certain}.values())


def _only(text: str, kept: Span, spans: Sequence[Span]) -> str:
    for start, end in sorted(spans, reverse=True):
        if (start, end) != kept:
            text = f"{text[:start]} {text[end:]}"
    return _SPACES.sub(" ", text).strip()
