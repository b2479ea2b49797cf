"""What of a text can be checked: quantities, dates, periods, document numbers, names, and whatever else has a digit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assistant.names import find_names
from index.dates import find_dates
from index.docnumbers import find_document_numbers
from index.periods import find_periods
from index.quantities import Quantity, find_quantities
from index.units import QuantityKind


class FactKind(StrEnum):
    """What can be checked."""

    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    PERIOD = "period"
    DOCUMENT_NUMBER = "document_number"
    REFERENCE = "reference"  # "khoản 3", "QL1A", a year, a number in a list: digits that name something
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Fact:
    """A checkable thing at ``text[start:end]``."""

    kind: FactKind
    start: int
    end: int
    text: str
    quantity: Quantity | None = None


_ENGLISH = re.compile(r"\b(?:the|of|is|was|and|for|in|to|with|than|on|at|by|has|were|are)\b")
# "…: 2. Hộ nghèo": a number that counts items, where the item is told behind its lead-in.
_ITEM = re.compile(r"(?:^|(?<=[\s*_]))\d{1,3}(?=[.)]\s+[^\W\d_a-z])")
_DIGITS = re.compile(r"[^\W_]*\d[^\W_]*(?:[./:,–-](?=[^\W_]*\d)[^\W_]+)*(?:[/-][^\W\d_]+)*")
_LETTERS = re.compile(r"[^\W\d][\w’'-]*(?: [^\W\d][\w’'-]*)+")  # of a name: two words or more


def language_of(text: str) -> str:
    """How numbers are written in ``text``: "3,420" is a thousand in English."""
    return "en" if len(_ENGLISH.findall(text)) >= 2 else "vi"


def facts(text: str) -> list[Fact]:
    """Everything in ``text`` that can be checked, in order; each letter belongs to one fact, the surest."""
    found: list[Fact] = []
    for fact in _readings(text):
        if not any(known.start < fact.end and fact.start < known.end for known in found):
            found.append(fact)
    return sorted(found, key=lambda f: f.start)


def opens(text: str, start: int) -> bool:
    """Whether something ends before ``start``: a line, a sentence, a lead-in."""
    before = text[:start].rstrip(" \t*_#-•–")
    return not before or before[-1] in ".:;…?!\n"


def _readings(text: str) -> Iterator[Fact]:
    def at(kind: FactKind, start: int, end: int, quantity: Quantity | None = None) -> Fact:
        return Fact(kind, start, end, text[start:end], quantity)

    yield from (at(FactKind.DOCUMENT_NUMBER, n.start, n.end) for n in find_document_numbers(text))
    yield from (at(FactKind.DATE, d.start, d.end) for d in find_dates(text))
    periods = [p for p in find_periods(text) if p.certain]
    yield from (at(FactKind.PERIOD, p.start, p.end) for p in periods)
    yield from (at(FactKind.REFERENCE, m.start(), m.end()) for m in _ITEM.finditer(text) if opens(text, m.start()))
    names = find_names(text)
    for q in find_quantities(text, language_of(text)):
        if q.unit is not None or not any(m.start() < q.start and q.end <= m.end() for m in names):
            yield at(FactKind.PERCENT if q.kind is QuantityKind.PERCENT else FactKind.NUMBER, q.start, q.end, q)
    # Of "Khoản 2 Điều 5" and "A Lưới 2" the digits are references: they are told by the word before them.
    yield from (at(FactKind.REFERENCE, m.start(), m.end()) for m in _DIGITS.finditer(text))
    for name in names:
        for part in _LETTERS.finditer(name.group()):
            yield at(FactKind.NAME, name.start() + part.start(), name.start() + part.end())
