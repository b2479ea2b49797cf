"""The default engine: one to three verbatim units, each with what must be read with it, cited by its exact span."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.asked import Asked
from assistant.cells import cells, show_row
from assistant.draft import Source, Statement
from assistant.evidence import Evidence, chances
from assistant.intent import AnswerType
from assistant.shape import figures, fit
from index.dates import find_dates
from index.model import Document, Passage, Unit, UnitKind
from index.text import comparable

LIST_CHARACTERS = 1400
_CONTEXT_CHARACTERS = 140
_FITTING = 0.3  # shape that a further unit must have
_CERTAIN = 0.9  # with which the units shown are to hold the answer
_LEAST = 0.03  # chance of a further unit to be the answer
_ROOM = 80  # characters that a further unit needs
_FIRST = 0.75  # share of the room that the best one may take
_SPACE = re.compile(r"\s+")
_MARKUP = re.compile(r"\*+|(?:^|(?<=\s))#{1,6}\s|(?:\s*\|)+\s*$|^\s*(?:\|\s*)+")
_BULLET = re.compile(r"^\s*[-+•–]\s+")
_MARKED_ITEM = re.compile(r"(?:^|\s)[+•]\s+(?=[^\W\d_])")
_ITEMS = re.compile(r"\n+(?=\s*[-+•–]\s)")  # short items may be one unit
# Where a long sentence may be cut: after a semicolon, a comma, a closing of brackets, at a line of a list.
_CLAUSE = re.compile(r";\s+|,\s+|\)\s+|:\s+|\n+")
_LEAD = re.compile(r":\W*$")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be shown."""

    units: int = 3
    characters: int = 600


def flat(text: str) -> str:
    """``text`` on one line, without the marks of its markup."""
    return _SPACE.sub(" ", _MARKUP.sub("", text)).strip()


def extract(asked: Asked, ranked: Sequence[Evidence], limits: Limits) -> list[Statement]:
    """The best units of ``ranked`` as cited statements within ``limits``; empty where nothing is ranked.

    No more than are needed for one of them to be the answer with some certainty.
    """
    statements: list[Statement] = []
    shown: list[str] = []
    budget, certain = limits.characters, 0.0
    for evidence, chance in zip(ranked, chances(ranked), strict=True):
        if statements and (len(statements) == limits.units or certain >= _CERTAIN or chance < _LEAST or budget < _ROOM):
            break
        fitting = asked.intent.type is AnswerType.TEXT or evidence.features.fits >= _FITTING
        if statements and not fitting:
            continue
        shown_of = _announced_best(evidence, ranked, budget) or evidence
        statement = _stated(asked, shown_of, budget, first=not statements, alone=limits.units == 1)
        key = comparable(statement.text)
        repeated = not key or any(key in other or other in key for other in shown)
        if statements and not repeated and len(statement.text) > budget:
            continue
        # What has not the shape asked for, or announces only what has no room, does not answer, however near it is.
        certain += chance if fitting and not _LEAD.search(statement.text) else 0.0
        if repeated:
            continue
        statements.append(statement)
        shown.append(key)
        budget -= len(statement.text) + 1
    return statements


def _stated(asked: Asked, evidence: Evidence, budget: int, *, first: bool, alone: bool) -> Statement:
    """The unit, or the whole list that it belongs to where a list is asked for; the best one may take most room."""
    if asked.intent.type is AnswerType.LIST:
        listed = _whole_list(evidence)
        if listed and len(listed.text) <= (LIST_CHARACTERS if first else budget):
            return listed
    return show(asked, evidence, budget if alone or not first else int(budget * _FIRST), further=not first)


def show(asked: Asked, evidence: Evidence, characters: int, *, further: bool = False) -> Statement:
    """One unit as a statement of about ``characters``: its lead-in or heads first, a long sentence cut to clauses.

    Of a ``further`` one the lead-in is left out where there is no room for both.
    """
    unit, document = evidence.unit, evidence.candidate.document
    start, end = unit.start, unit.end
    # A sentence is read by itself: its context is the headings above it, which the citation shows.
    context = "" if unit.kind is UnitKind.SENTENCE else _short(flat(unit.context).rstrip(" :."))
    if _LEAD.search(evidence.text):
        end = _with_next(evidence, characters)
    if further and end - start <= characters < len(context) + 2 + end - start:
        context = ""  # the first one shows it, or a cut would show less of the answer itself
    room = max(120, characters - len(context) - 2)
    if end - start > room:
        start, end = _cut(asked, document.text, (start, end), unit.context, room)
    body = _BULLET.sub("", flat(document.text[start:end]))
    if start > unit.start:
        body = f"…{body}"  # so that it reads as cut out
    text = f"{context}: {body}" if context and comparable(context) not in comparable(body) else body
    if unit.kind is UnitKind.ROW:
        text = _row(asked, unit, body)
    if asked.intent.type is AnswerType.NUMBER and document.number and document.number not in asked.question.text:
        text = f"{document.number}: {text}"  # the paper itself may be the one asked for
    passage = evidence.candidate.passage.passage
    sources = [source_of(asked, document, passage, (start, end), unit.context)]
    if context and unit.lead and unit.lead[1] <= start:
        # A figure or day that only the lead-in tells is cited where it stands.
        lead = source_of(asked, document, passage, unit.lead)
        if any(flat(lead.quote[a:b]) in text for a, b in lead.marks):
            sources.append(lead)
    return Statement(text, tuple(sources))


def _row(asked: Asked, unit: Unit, body: str) -> str:
    """A table row with its heads; where they cannot be told apart, heads and row as they stand."""
    body = " | ".join(_listed(cell.strip()) for cell in body.split("|"))
    context = flat(unit.context).rstrip(" :.")
    found = cells(unit.context, body)
    if found is None:
        return " — ".join(filter(None, [_short(context), body]))
    section = _short(context.split("|")[0].rpartition(". ")[0])
    shown = show_row(found, asked.terms)
    return f"{section}: {shown}" if section else shown


def _listed(cell: str) -> str:
    """ "+ Phường A + Phường B" as "Phường A, Phường B"."""
    marked = _MARKED_ITEM.match(cell)
    return ", ".join(part.strip(" ;,") for part in _MARKED_ITEM.split(cell) if part.strip()) if marked else cell


def source_of(
    asked: Asked, document: Document, passage: Passage | None, span: tuple[int, int], context: str = ""
) -> Source:
    """The span as a source, trimmed of white space, with the spans that answer marked."""
    text, (start, end) = document.text, span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Source(document, start, end, passage, key_spans(asked, text[start:end], context))


def key_spans(asked: Asked, quote: str, context: str = "") -> tuple[tuple[int, int], ...]:
    """Where in ``quote`` the figures or dates stand that answer."""
    if asked.intent.type is AnswerType.FIGURE:
        found = figures(asked.intent, asked.known, quote, context)
        best = max((score for _, score in found), default=0.0)
        return tuple((q.start, q.end) for q, score in found if score >= max(0.5, best))
    if asked.intent.type is AnswerType.DATE:
        return tuple((d.start, d.end) for d in find_dates(quote) if d.date not in asked.known.dates)
    return ()


def _short(context: str) -> str:
    """The end of a lead-in where it is long: what stands next to the item qualifies it most."""
    # Titles in capitals only say what the citation shows anyway.
    said = ". ".join(part for part in context.split(". ") if not (part.isupper() and len(part) > 30))
    if len(said) <= _CONTEXT_CHARACTERS:
        return said
    tail = said[-_CONTEXT_CHARACTERS:].partition(" ")[2]
    clause = _CLAUSE.search(tail, 0, len(tail) // 2)  # a whole clause reads better than more of it
    return "…" + tail[clause.end() if clause else 0 :]


def _with_next(evidence: Evidence, characters: int) -> int:
    """The end of the units that a lead-in announces, as far as there is room; of the next one where none says so."""
    units = evidence.candidate.passage.passage.units
    end, announced = evidence.unit.end, _announced(units, evidence.index)
    for unit in announced or units[evidence.index + 1 : evidence.index + 2]:
        if unit.end - evidence.unit.start > characters or unit.kind is UnitKind.HEADING:
            break
        end = unit.end
    return end


def _announced_best(evidence: Evidence, ranked: Sequence[Evidence], characters: int) -> Evidence | None:
    """Of what a lead-in announces the best, where there is no room for both: the item says what it is read with."""
    units = evidence.candidate.passage.passage.units
    announced = _announced(units, evidence.index) if _LEAD.search(evidence.text) else []
    if not announced or announced[0].end - evidence.unit.start <= characters:
        return None
    key = evidence.candidate.passage.id
    last = evidence.index + len(announced)
    return next((e for e in ranked if e.candidate.passage.id == key and evidence.index < e.index <= last), None)


def _announced(units: Sequence[Unit], index: int) -> list[Unit]:
    """The units right behind ``units[index]`` that have it, or one of themselves, for their lead-in."""
    found: list[Unit] = []
    for unit in units[index + 1 :]:
        if unit.lead is None or unit.lead[0] < units[index].start:
            break
        found.append(unit)
    return found


def _cut(asked: Asked, text: str, span: tuple[int, int], context: str, room: int) -> tuple[int, int]:
    """The run of whole clauses of ``text[start:end]`` within ``room`` characters that says most of what is asked."""
    (start, end), terms = span, asked.terms
    borders = sorted({start, end, *(m.end() for m in _CLAUSE.finditer(text, start, end))})
    best, best_score = (start, min(end, start + room)), -1.0
    for i, left in enumerate(borders[:-1]):
        right = max((b for b in borders[i + 1 :] if b - left <= room), default=None)
        if right is None:
            right = _word_end(text, left + room, end)
        piece = text[left:right]
        held = set(terms.keys(piece))
        score = (
            sum(w for t, w in terms.weights.items() if t in held)
            + 2 * fit(asked.intent, asked.known, piece, context)
            - 0.01 * i
        )
        if score > best_score:
            best, best_score = (left, right), score
    return best


def _word_end(text: str, at: int, end: int) -> int:
    """The end of the last whole word before ``at``."""
    at = min(at, end)
    space = max(text.rfind(" ", 0, at), text.rfind("\n", 0, at))
    return at if at == end or space <= 0 else space


def _whole_list(evidence: Evidence) -> Statement | None:
    """The list that ``evidence`` belongs to, with its lead-in, complete; ``None`` where it is no list or too long."""
    units = evidence.candidate.passage.passage.units
    document = evidence.candidate.document
    first, last = _list_borders(units, evidence.index, bool(_BULLET.match(evidence.text)))
    if first is None or last - first < 1:
        return None
    start = units[first].start
    lead = units[last].lead
    if lead and lead[0] < start and start - lead[1] < 3:
        start = lead[0]
    end = units[last].end
    if end - start > LIST_CHARACTERS:
        return None
    pieces = [flat(document.text[start : units[first].end])]
    items = [i for u in units[first + 1 : last + 1] for i in _ITEMS.split(document.text[u.start : u.end])]
    pieces += [_BULLET.sub("", flat(item)) for item in items]
    source = Source(document, start, end, evidence.candidate.passage.passage)
    return Statement(_join(pieces), (source,))


def _list_borders(units: Sequence[Unit], index: int, bulleted: bool) -> tuple[int | None, int]:
    """The first (lead-in or item) and last unit of the list around ``index``; clauses of an article are no list."""
    announced = _announced(units, index)
    if announced:
        return index, index + len(announced)
    lead = units[index].lead
    if units[index].kind is not UnitKind.ITEM or (lead is None and not bulleted):
        return None, index
    first = last = index
    while first > 0 and units[first - 1].kind is UnitKind.ITEM and units[first - 1].lead == lead:
        first -= 1
    if first > 0 and lead and units[first - 1].start <= lead[0] < units[first - 1].end:
        first -= 1
    while last + 1 < len(units) and units[last + 1].kind is UnitKind.ITEM and units[last + 1].lead == lead:
        last += 1
    return first, last


def _join(pieces: Sequence[str]) -> str:
    """A lead-in and its items on one line; items that end without a mark are told apart by semicolons."""
    head, *rest = (piece for piece in pieces if piece)
    body = "".join(piece + (" " if piece[-1] in ".;,:!?…" else "; ") for piece in rest).rstrip("; ")
    return f"{head} {body}" if rest else head
