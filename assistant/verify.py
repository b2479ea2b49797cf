"""Checking what is said against what is cited: every number, date, period, document number and name, in its role.

A fact is supported where it stands in a source among the same words, and is not where those words stand around another
one. A quantity said otherwise is supported where a source holds an equal one (2.511 tỷ = 2,511 billion) in the same
role: percent of plan is not change on the same period, a rise is not a fall, and no other figure there suits the words
before it better. What is worked out ("a rise of 42%" of "142% of the same period", the difference of two figures) is
supported by what it was worked out of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from assistant.asked import stop_words
from assistant.facts import Fact, FactKind, facts, language_of, opens
from assistant.roles import CLAUSE_END, Role, figures
from assistant.wording import Tokens, between, tokens
from assistant.worked import follows, is_operand, is_worked_out, miscalculated, turned_round
from index.answer import Check
from index.dates import find_dates
from index.docnumbers import find_document_numbers, same_number
from index.periods import find_periods, resolve, same_period
from index.quantities import Quantity, find_quantities, same_quantity
from index.text import fold, has_marks, normalise_spelling, words
from index.units import QuantityKind

_BEFORE, _AFTER = 6, 2  # words around a fact that must be the same for it to be said as its source says it
_MARKUP = re.compile(r"[*|#·—]+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# The names of parts of a paper, where the text and its source are in two languages.
_LABELS = {
    **{"article": "dieu", "clause": "khoan", "paragraph": "khoan", "point": "diem", "section": "muc"},
    **{"chapter": "chuong", "part": "phan", "appendix": "luc", "annex": "luc", "table": "bang", "phase": "doan"},
    **{"district": "quan", "ward": "phuong", "commune": "xa", "grade": "lop", "no": "so", "number": "so"},
}
# What an English text adds to a Vietnamese name or says for a part of it.
_ENGLISH_PARTS = frozenset(
    [
        *("province", "district", "ward", "commune", "city", "town", "municipality", "area", "zone", "vietnam"),
        *("people", "s", "committee", "council", "department", "division", "office", "ministry", "government", "state"),
        *("board", "party", "union", "resolution", "decision", "decree", "circular", "plan", "report", "article"),
        *("clause", "point", "chapter", "section", "lake", "river", "road", "street", "bridge", "project", "school"),
        *("hospital", "centre", "center", "urban", "park", "see", "according", "billion", "million", "dong", "vnd"),
    ]
)


def check(text: str, sources: Sequence[str], given: Iterable[str] = ()) -> list[Check]:
    """The verdict on each fact of ``text`` against the cited ``sources``, each with what it is read with.

    ``given`` is what needs no source: the question's own words.
    """
    known = " \n".join(given)
    found = facts(text)
    worked_out = {f for f in found if is_worked_out(f, text)}
    wrong = [*turned_round(text, found), *miscalculated(text, found)]
    sure = [f for f in found if f not in worked_out and f not in wrong and _stands(f, text, sources, known)]

    def holds(fact: Fact) -> bool:
        if fact in worked_out and fact not in wrong:
            return follows(fact, sure) or is_operand(fact, text, sure) or _verbatim(fact, text, sources)
        return fact in sure

    return [Check(kind=f.kind.value, value=f.text, supported=holds(f)) for f in found]


def supported(text: str, sources: Sequence[str], given: Iterable[str] = ()) -> bool:
    """Whether every fact of ``text`` is supported."""
    return all(verdict.supported for verdict in check(text, sources, given))


def _stands(fact: Fact, text: str, sources: Sequence[str], known: str) -> bool:
    """Whether a source says ``fact``; where one has the same words around a figure, that figure decides."""
    if fact.kind is not FactKind.NAME:
        naming = fact.kind is FactKind.REFERENCE or (fact.quantity is not None and fact.quantity.unit is None)
        opening = naming and opens(text, fact.start)
        places = (between(text, fact.start, fact.end, s, naming=naming, opening=opening) for s in sources)
        said = [found for place in places for found in place]
        if any(_same(fact, other) for other in said):
            return True
        if any(c.isdigit() for other in said for token in other for c in token):
            return False
    return _verbatim(fact, text, sources) or _supported(fact, text, sources, known)


def _same(fact: Fact, other: Tokens) -> bool:
    """Whether the words ``other`` of a source say the same as ``fact``."""
    own = tokens(fact.text)
    if any(other[i : i + len(own)] == own for i in range(len(other))):
        return True
    written = " ".join(other)
    if fact.quantity is not None:
        return any(_equal(fact.quantity, q) for q in find_quantities(written, language_of(written)))
    return fact.kind is not FactKind.REFERENCE and _supported(fact, fact.text, [written], "")


def _verbatim(fact: Fact, text: str, sources: Sequence[str]) -> bool:
    """Whether the fact stands in a source with the words of its clause around it, figure and direction included."""
    start = max([0, *(m.end() for m in CLAUSE_END.finditer(text, 0, fact.start))])
    left = _tokens(text[start : fact.start])[-_BEFORE:]
    # What is joined to the fact ("12,5%;", "(15/2024/NQ-HĐND)") belongs to its word.
    joined = len(text[fact.end :]) - len(text[fact.end :].lstrip("".join(')%;,.:!?"”')))
    end = fact.end + joined
    right = _tokens(text[end:].split("\n", maxsplit=1)[0])[:_AFTER] if not joined or not left else []
    own = _tokens(text[fact.start : end])
    said = f" {' '.join([*left, *own, *right])} "
    return bool(left or right) and any(said in _line(source) for source in sources)


def _tokens(text: str) -> list[str]:
    return [stripped for token in _MARKUP.sub(" ", text).split() if (stripped := token.strip('-•–…(),;:."“”'))]


@lru_cache(maxsize=4096)
def _line(source: str) -> str:
    return f" {' '.join(_tokens(source))} "


def _supported(fact: Fact, text: str, sources: Sequence[str], known: str) -> bool:
    """Whether a source, or what is ``known``, says ``fact`` in words of its own."""
    held = [source for source in (*sources, known) if source]
    if fact.kind is FactKind.NAME:
        return holds_name(fact.text, text, held)
    if fact.kind is FactKind.DOCUMENT_NUMBER:
        numbers = [n.number for source in held for n in find_document_numbers(source)]
        own = find_document_numbers(fact.text)
        return any(same_number(own[0].number, number) for number in numbers) if own else False
    if fact.kind is FactKind.DATE:
        wanted = {mention.date for mention in find_dates(fact.text)}
        return any(mention.date in wanted for source in held for mention in find_dates(source))
    if fact.kind is FactKind.PERIOD:
        return _holds_period(fact.text, held)
    if fact.kind is FactKind.REFERENCE:
        return _refers(fact, text, held)
    return any(_holds_quantity(fact, text, source) for source in held)


def holds_name(name: str, text: str, sources: Sequence[str]) -> bool:
    """Whether a source has the name; of one written in English, what is no English word of offices and places.

    Marks count where the name has any: "Bách" and "Bạch" are two persons.
    """
    own = [w.text for w in words(name)]
    writings = [own]
    if language_of(text) == "en":
        # Also as it is written: a word of a name ("Thị") may look like one that says nothing.
        said = [word for word in own if fold(word) not in _ENGLISH_PARTS and fold(word) not in stop_words()]
        writings.append(said)
    if not writings[-1]:
        return True
    marked = has_marks(name)
    for writing in writings:
        folded, spelt = (f" {' '.join(map(key, writing))} " for key in (fold, normalise_spelling))
        for source in sources:
            if spelt in _spelt(source) if marked and has_marks(source) else folded in _folded(source):
                return True
    return False


@lru_cache(maxsize=4096)
def _spelt(text: str) -> str:
    return f" {' '.join(normalise_spelling(w.text) for w in words(text))} "


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return f" {' '.join(fold(w.text) for w in words(text))} "


def _holds_period(said: str, sources: Sequence[str]) -> bool:
    """Whether a source names the period, or names it without a year and the year apart ("9 tháng đầu năm", 2024)."""
    if any(_folded(said) in _folded(source) for source in sources):
        return True
    period = next(iter(find_periods(said)), None)
    if period is None:
        return False
    years = {int(y) for source in sources for y in _YEAR.findall(source)}
    if period.last is not None and period.label == str(period.last.year):
        return period.last.year in years
    told = [p for source in sources for p in find_periods(source)]
    filled = [p if p.has_year else resolve(p, year) for p in told for year in years or {2001}]
    return any(same_period(period, p) for p in (filled if period.has_year else told))


def _refers(fact: Fact, text: str, sources: Sequence[str]) -> bool:
    """Whether a source has the reference: a code or a year anywhere, a plain number behind or before the same word.

    A number that begins a line only counts.
    """
    own = fold(fact.text)
    if not own.isdecimal() or _YEAR.fullmatch(own):
        return any(own in fold(source) and own in _marked(source) for source in sources)
    before, behind = text[: fact.start], text[fact.end :]
    if re.search(r"(?:^|\n)[\s*#•–-]*$", before) and re.match(r"[.)]\s|\)", behind):
        return True
    label = next(iter(_folded(before[-30:]).split()[-1:]), "")
    following = next(iter(_folded(behind[:30]).split()), "")
    sought = [f" {_LABELS.get(label, label)} {own} ", f" {label} {own} ", f" {own} {following} "]
    return any(s in _folded(source) for s in sought if s.split() != [own] for source in sources)


@lru_cache(maxsize=2048)
def _marked(source: str) -> frozenset[str]:
    """The words of a source with the figures and marks inside them: "20-10", "ql1a", "0912.345.678"."""
    return frozenset(fold(f.text) for f in facts(source) if f.kind is FactKind.REFERENCE) | frozenset(
        _YEAR.findall(source)
    )


def _holds_quantity(fact: Fact, text: str, source: str) -> bool:
    """Whether ``source`` holds an equal figure in the same role, and no other figure there suits the words better."""
    said = fact.quantity
    assert said is not None
    role = Role.read(text, fact.start, fact.end)
    across = language_of(text) != language_of(source)
    held = figures(source)
    of_kind = [(q, other) for q, other in held if q.kind is said.kind]
    rivals = [other for q, other in of_kind if q.base == said.base] or [other for _, other in of_kind]
    closest = max((role.closeness(other) for other in rivals), default=0)
    equal = [(q, other) for q, other in held if _equal(said, q, across=across) and role.agrees_in_part(other)]
    # Where the same figure is told as a rise, it is not told as a fall.
    turned = role.sign and any(role.sign * other.sign < 0 for _, other in equal)
    if turned and not any(role.sign * other.sign > 0 for _, other in equal):
        return False
    if any(role.agrees(other) and role.closeness(other) >= closest for _, other in equal):
        return True
    return any(_same_change(said, role, q, other) for q, other in held) or _in_table(said, source)


def _equal(a: Quantity, b: Quantity, *, across: bool = False) -> bool:
    """Whether both say the same; within a language what is counted must be the same too."""
    if not same_quantity(a, b):
        return False
    if across or not a.base or not b.base or a.base == b.base:
        return True
    return a.kind is not QuantityKind.COUNT or bool(set(a.base.split()) & set(b.base.split()))


def _in_table(said: Quantity, source: str) -> bool:
    """Whether a table row has the bare number, and its unit stands elsewhere ("Đơn vị tính: tỷ đồng", "Tỷ lệ (%)")."""
    if not said.unit or said.unit.lower() not in source.lower():
        return False
    return any(
        q.unit is None and q.value == said.value and "|" in source[max(0, q.start - 3) : q.end + 3]
        for q, _ in figures(source)
    )


def _same_change(said: Quantity, role: Role, source: Quantity, other: Role) -> bool:
    """Whether "a rise of 42% on the year before" is said of "142% of the year before"."""
    if not (said.kind is source.kind is QuantityKind.PERCENT and role.sign and not other.sign):
        return False
    return other.part == role.part == "yoy" and source.canonical == 100 + role.sign * said.canonical
