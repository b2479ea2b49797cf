"""Whether the sentences of an answer are supported by what they cite: a check apart from the assistant's own.

A sentence is supported when every number in it stands in its cited quotes (whatever the group and decimal marks) or
follows by one addition, subtraction or division from those that do, and, where sentence and quotes share a language,
most of its words do too. Deliberately simpler than ``assistant.verify``: a measure must not share the faults of what
it measures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from index.answer import Answer, Citation
from index.text import fold, has_marks, words

_MARKS = re.compile(r"\[(\d+(?:\s*,\s*\d+)*)\]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_BREAK = re.compile(r"(?<=\])\s*[.;]?\s+|\n+")
MOST = 0.5
MAX_OPERANDS = 40


@dataclass(frozen=True)
class Support:
    """Of each citing sentence whether it is supported, and how many citations support theirs."""

    sentences: tuple[bool, ...]
    citations: int


def cited_sentences(answer: Answer) -> list[tuple[str, list[int]]]:
    """Each sentence that carries a [n] mark, without its marks, and the numbers that it cites."""
    found: list[tuple[str, list[int]]] = []
    for sentence in _BREAK.split(answer.text):
        cited = [int(n) for marks in _MARKS.findall(sentence) for n in re.split(r"\s*,\s*", marks)]
        if cited:
            found.append((_MARKS.sub("", sentence), cited))
    return found


def support(answer: Answer, context: Callable[[Citation], str] = lambda citation: "") -> Support:
    """Check each sentence that carries a [n] mark against the quotes of its marks, each read with its ``context``."""
    quotes = {c.n: f"{context(c)}\n{c.quote}" for c in answer.citations}
    verdicts: list[bool] = []
    supporting: set[int] = set()
    for sentence, cited in cited_sentences(answer):
        known = [n for n in cited if n in quotes]
        supported = bool(known) and supports(sentence, [quotes[n] for n in known])
        verdicts.append(supported)
        if supported:
            supporting.update(known)
    return Support(tuple(verdicts), len(supporting))


def supports(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether ``quotes`` together support ``sentence``."""
    evidence = " ".join(quotes)
    held = {_digits(n) for n in _NUMBER.findall(evidence)}
    missing = [n for n in _NUMBER.findall(sentence) if _digits(n) not in held]
    if missing:
        derivable = _derived([value for n in _NUMBER.findall(evidence) for value in _values(n)])
        if not all(any(_close(value, d) for value in _values(n) for d in derivable) for n in missing):
            return False
    own, other = [w.text for w in words(sentence)], [w.text for w in words(evidence)]
    if _vietnamese(own) != _vietnamese(other):
        return True
    said = [fold(word) for word in own if word.isalpha()]
    there = {fold(word) for word in other}
    return not said or bool(missing) or sum(w in there for w in said) >= MOST * len(said)


def _vietnamese(found: Sequence[str]) -> bool:
    """Whether a fair share of the words carries marks: an English sentence may still name Vietnamese places."""
    return sum(has_marks(word) for word in found) >= 0.25 * len(found)


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number).lstrip("0") or "0"


def _values(number: str) -> set[float]:
    """Both readings of a number: "2.511" is 2511 (Vietnamese) or 2.511 (English)."""
    readings = (number.replace(".", "").replace(",", "."), number.replace(",", ""))
    return {float(reading) for reading in readings if reading.count(".") <= 1}


def _derived(values: Sequence[float]) -> set[float]:
    found: set[float] = set()
    for a, b in combinations(sorted(set(values), reverse=True)[:MAX_OPERANDS], 2):
        found |= {a - b, a + b}
        if b:
            found |= {a / b, 100 * a / b, 100 * b / a, 100 * (a - b) / b}
    return found


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= max(0.006, 1e-6 * abs(b))
