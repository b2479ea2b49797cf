"""A comparison's sides: one question for each, so that the evidence of both is looked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.intent import read_intent
from assistant.names import find_names
from assistant.understand import Question
from index.places import within
from index.text import fold

_MOST_SIDES = 4
_FAR = 45  # characters between one side and the next
_SPACES = re.compile(r"\s+")
_CONNECTOR = re.compile(
    r"(?<!\w)(?:va|and|or|hay|hoac|voi|than|versus|vs|hon|gap|bang|as|against|from)(?!\w)|^\s*,\s*$"
)

Span = tuple[int, int]


def operands(question: Question) -> tuple[str, ...]:
    """One question for each place, document number, period or name set side by side; empty where nothing is.

    Each keeps its own side and loses the others: "chi của A và B" gives "chi của A và" and "chi của và B", which is
    what a search needs of them.
    """
    kinds = [_places(question), _numbers(question), _periods(question)]
    if read_intent(question.text, question.language).compares:
        kinds.append(_names(question))
    for spans in kinds:
        if 2 <= len(spans) <= _MOST_SIDES and _joined(question.text, spans):
            return tuple(_only(question.text, span, spans) for span in spans)
    return ()


def _joined(text: str, spans: Sequence[Span]) -> bool:
    """Whether a connector stands between each two neighbours, and little else."""
    gaps = [fold(text[a[1] : b[0]]) for a, b in pairwise(sorted(spans))]
    return all(len(gap) <= _FAR and _CONNECTOR.search(gap) for gap in gaps)


def _places(question: Question) -> list[Span]:
    """Places none of which holds another: "quận Tây Hồ, Hà Nội" is one."""
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


def _names(question: Question) -> list[Span]:
    """The two names nearest to each other across a connector; what is no place that the other lies in."""
    spans = [m.span() for m in find_names(question.text)]
    pairs = [(a, b) for a, b in pairwise(spans) if _joined(question.text, (a, b))]
    nearest = min(pairs, key=lambda pair: pair[1][0] - pair[0][1], default=())
    return list(nearest)


def _only(text: str, kept: Span, spans: Sequence[Span]) -> str:
    for start, end in sorted(spans, reverse=True):
        if (start, end) != kept:
            text = f"{text[:start]} {text[end:]}"
    return _SPACES.sub(" ", text).strip()
