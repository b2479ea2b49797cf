"""Whether a unit tells what was asked: something of the kind asked for, whose clause says what it is of.

A figure alone answers nothing: an amount in the right paper is the length of no road. So each figure, day or person of
a unit that may answer is read with its clause, its lead-in and its heads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.asked import Asked
from assistant.concepts import Concept, Line
from assistant.demand import unit_asked
from assistant.evidence import Evidence
from assistant.intent import AnswerType
from assistant.measures import near
from assistant.names import find_persons
from assistant.shape import figures, quantities
from index.aligned import fold_aligned
from index.dates import find_dates
from index.periods import find_periods
from index.text import fold
from index.units import QuantityKind

_BORDER = re.compile(r";|\n|[.!?]\s")
_ASKS_PERSON = re.compile(
    r"\b(?:la ai|ai la|ai dang|ai giu|ai lam|ai chu tri|ai dung dau|ai phat bieu|ho(?: va)? ten"
    r"|(?:ong|ba|vi|nguoi|dong chi) nao)\b"
    r"|\bwho (?:is|was|are|were|chair\w*|head\w*|led|leads|spoke|signed|attend\w*|present\w*)\b"
)
_ASKS_DAY = re.compile(r"\b(?:ngay|hom) (?:nao|may|bao nhieu)\b|\b(?:what|which) (?:exact )?(?:date|day)\b")
_PERIOD = 0.9  # a quarter where "when" is asked
_OFFICE = 0.4  # an office or a name where a person is asked for
_TITLE = 0.6  # what is asked for stands in the document's title alone


def told(asked: Asked, heads: Sequence[Concept], evidence: Evidence) -> tuple[float, float]:
    """How well something in the unit is of the kind asked for, and how well it is so of ``heads``; each 0–1."""
    passage, document = evidence.candidate.passage.passage, evidence.candidate.document
    above = f"{evidence.unit.context} {passage.section or ''}"
    title = Line.of(asked, document.title or "")
    kind = answered = 0.0
    for fit, clause in mentions(asked, evidence):
        line = Line.of(asked, f"{clause} {above}")
        said = [max(c.said(line), _TITLE * c.said(title)) for c in heads]
        kind = max(kind, fit)
        answered = max(answered, fit * (sum(said) / len(said) if said else 1.0))
    return kind, answered


def mentions(asked: Asked, evidence: Evidence) -> Iterator[tuple[float, str]]:
    """What in the unit may answer: how well it fits what was asked for (0–1), and the words that say what it is of."""
    text, fits = evidence.text, evidence.features.fits
    question = asked.question.restored or asked.question.text
    if asked.intent.type is AnswerType.FIGURE:
        yield from _figures(asked, question, evidence)
    elif asked.intent.type is AnswerType.DATE and not find_dates(text):
        yield max(fits, _PERIOD * tells_period(asked, text)), text
    elif asked.intent.type is AnswerType.DATE:
        yield from ((fits, _clause(text, d.start, d.end)) for d in find_dates(text) if d.date not in asked.known.dates)
    elif asked.intent.type is AnswerType.ENTITY and _ASKS_PERSON.search(fold(question)):
        for person in find_persons(text):
            if fold(person.group()) not in fold(question):
                yield 1.0, _clause(text, person.start(), person.end())
        yield _OFFICE * fits, text
    else:
        yield fits, text


def tells_period(asked: Asked, text: str) -> bool:
    """Whether a quarter, month or year answers when, no day being asked for: "từ quý IV/2029"."""
    if _ASKS_DAY.search(asked.known.folded):
        return False
    return any(p.has_year and fold_aligned(text[p.start : p.end]) not in asked.known.folded for p in find_periods(text))


def _figures(asked: Asked, question: str, evidence: Evidence) -> Iterator[tuple[float, str]]:
    """The quantities of the unit of measure that the question names, else those that fit its measure."""
    text = evidence.text
    wanted = unit_asked(question, english=asked.question.language == "en")
    if asked.intent.measure is QuantityKind.NUMBER:
        yield evidence.features.fits, text
    elif wanted is None or wanted in {asked.intent.measure, QuantityKind.COUNT}:
        for quantity, fit in figures(asked.intent, asked.known, text, evidence.unit.context):
            yield fit, near(text, quantity)
    else:
        for quantity in quantities(text):
            if quantity.kind is wanted and quantity.canonical not in asked.known.values:
                yield 1.0, near(text, quantity)


def _clause(text: str, start: int, end: int) -> str:
    before = max((m.end() for m in _BORDER.finditer(text, 0, start)), default=0)
    behind = _BORDER.search(text, end)
    return text[before : behind.start() if behind else len(text)]
