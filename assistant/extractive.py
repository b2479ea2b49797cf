"""The default engine: one to three verbatim units, each with what must be read with it, cited by its exact span."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from assistant.asked import Asked
from assistant.cells import cells, show_row
from assistant.draft import Source, Statement
from assistant.duplicates import of_two_papers
from assistant.evidence import Evidence, chances
from assistant.intent import AnswerType
from assistant.lists import Line, announced, announces, is_title, lines_of, listing
from assistant.shape import figures, fit
from assistant.standing import asked_periods, fitting_cells, lays_down
from index.dates import find_dates
from index.model import Document, Passage, Unit, UnitKind
from index.text import comparable, fold

LIST_CHARACTERS = 1450
_CONTEXT_CHARACTERS = 140
_ANSWERING_CHARACTERS = 320  # of a lead-in that itself holds the answer
_FITTING = 0.3  # shape that a further unit must have
_CERTAIN = 0.9  # with which the units shown are to hold the answer
_LEAST = 0.03  # chance of a further unit to be the answer
_ROOM = 80  # characters that a further unit needs
_FIRST = 0.75  # share of the room that the best one may take
_MARKUP_CHARACTERS = 200  # that a list may lose when it is shown
_PHRASE = 2  # syllables of a kind of thing that is no common word
_BEST = 6  # units of which one may be preferred for the head of its list
_NEXT = 3  # characters between a lead-in and what follows it at once
_SPACE = re.compile(r"\s+")
_MARKUP = re.compile(r"\*+|(?:^|(?<=\s))#{1,6}\s|(?:\s*\|)+\s*$|^\s*(?:\|\s*)+")
_BULLET = re.compile(r"^\s*[-+•–]\s+")
_MARKED_ITEM = re.compile(r"(?:^|\s)[+•]\s+(?=[^\W\d_])")
_PLURAL = re.compile(
    r"\b(?:nhung|cac) (?:\w+ ){1,3}nao\b|\bwhich (?:\w+ )?(?:days|dates|months|years|localities|bodies)\b"
)
_ITEMS = re.compile(r"\n+(?=\s*[-+•–]\s)")  # short items may be one unit
# Where a long sentence may be cut: after a semicolon, a comma, a closing of brackets, at a line of a list.
_CLAUSE = re.compile(r";\s+|,\s+|\)\s+|:\s+|\n+")
_IN_ROW = re.compile(rf"{_CLAUSE.pattern}|(?<=\w\w\w)\.\s+|\s\|\s+")
_FIRST_CELL = re.compile(r"(?:[\s|\d.]*\|)?[^|]*?[^\W\d_]{2}[^|]*\|\s*")


Around = Mapping[str, Sequence[Line]]  # by document: the lines of all its passages that were looked through


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
    around = _around(ranked)
    if _several(asked):
        ranked = _named_first(asked, ranked, around)
    statements: list[Statement] = []
    shown: list[str] = []
    budget, certain = limits.characters, 0.0
    for evidence, chance in zip(ranked, chances(ranked), strict=True):
        if statements and (len(statements) == limits.units or certain >= _CERTAIN or chance < _LEAST or budget < _ROOM):
            break
        fitting = asked.intent.type is AnswerType.TEXT or evidence.features.fits >= _FITTING
        if statements and not (fitting and _goes_on(asked, evidence, ranked[0])):
            continue
        shown_of = _announced_best(evidence, ranked, around, budget) or evidence
        room = budget if statements else LIST_CHARACTERS
        # Of all that an article lays down, the list that holds the best of it.
        wholes = (_whole_list(one, around) for one in (evidence, shown_of)) if _several(asked) else ()
        whole = next((found for found in wholes if found and len(found.text) <= room), None)
        if whole:
            statement = whole
        else:
            room = budget if limits.units == 1 or statements else int(budget * _FIRST)
            statement = show(asked, shown_of, room, further=bool(statements), around=around)
        key = comparable(statement.text)
        repeated = not key or any(key in other or other in key for other in shown)
        if statements and not repeated and len(statement.text) > budget:
            continue
        # What has not the shape asked for, or announces only what has no room, does not answer, however near it is.
        certain += chance if fitting and not statement.text.endswith(":") else 0.0
        if repeated:
            continue
        statements.append(statement)
        shown.append(key)
        budget -= len(statement.text) + 1
    return statements


def _goes_on(asked: Asked, evidence: Evidence, first: Evidence) -> bool:
    """Whether a unit can go on with what the first one says: another paper's own day of effect cannot."""
    dated = asked.intent.type is AnswerType.DATE
    return not (dated and of_two_papers(evidence.text, evidence.candidate.document, first.candidate.document))


def _several(asked: Asked) -> bool:
    """Whether more than one thing is asked for, of whatever type they are ("những ngày nào")."""
    return asked.intent.type is AnswerType.LIST or bool(_PLURAL.search(asked.known.folded))


def _named_first(asked: Asked, ranked: Sequence[Evidence], around: Around) -> Sequence[Evidence]:
    """The first of the best whose list is headed by the kind of thing asked for, before the others."""
    kinds = [kind for kind in asked.intent.kinds if len(kind.split()) == _PHRASE]
    if not kinds or not ranked:
        return ranked
    first = ranked[0]
    if not announces(first.candidate.document.text, first.unit) and any(kind in fold(first.text) for kind in kinds):
        return ranked  # it names them itself
    for evidence in ranked[:_BEST]:
        found = listing(evidence.candidate.document.text, *_at(evidence, around))
        head = fold(evidence.candidate.document.text[slice(*found.head)]) if found and found.head else ""
        if any(kind in head for kind in kinds):
            return [evidence, *(e for e in ranked if e is not evidence)]
    return ranked


def _around(ranked: Sequence[Evidence]) -> Around:
    passages: dict[str, dict[int, Passage]] = {}
    for evidence in ranked:
        passage = evidence.candidate.passage
        passages.setdefault(evidence.candidate.document.id, {})[passage.id] = passage.passage
    return {document: lines_of(found.values()) for document, found in passages.items()}


def _at(evidence: Evidence, around: Around) -> tuple[Sequence[Line], int]:
    """The lines of the evidence's document, and its place among them."""
    found = around.get(evidence.candidate.document.id) or lines_of([evidence.candidate.passage.passage])
    return found, bisect_left(found, evidence.unit.start, key=lambda line: line.unit.start)


def show(
    asked: Asked, evidence: Evidence, characters: int, *, further: bool = False, around: Around | None = None
) -> Statement:
    """One unit as a statement of about ``characters``: its lead-in or heads first, a long sentence cut to clauses.

    Of a ``further`` one the lead-in is left out where there is no room for both.
    """
    unit, document = evidence.unit, evidence.candidate.document
    start, end = unit.start, unit.end
    # A sentence is read by itself: its context is the headings above it, which the citation shows.
    context = "" if unit.kind is UnitKind.SENTENCE else _read_with(asked, unit, evidence.text)
    if announces(document.text, unit):
        end = _with_next(evidence, around or {}, characters)
    if further and end - start <= characters < len(context) + 2 + end - start:
        context = ""  # the first one shows it, or a cut would show less of the answer itself
    room = max(120, characters - len(context) - 2)
    label = ""
    if end - start > room:
        named = _FIRST_CELL.match(document.text, start, end) if unit.kind is UnitKind.ROW else None
        if named and len(named.group()) < room // 2:
            # Of a long row the cell that says of what it is stays.
            label = f"{flat(named.group())} | "
            start, room = named.end(), room - len(label)
        clause = _IN_ROW if unit.kind is UnitKind.ROW else _CLAUSE
        start, end = _cut(asked, document.text, (start, end), unit.context, room, clause)
    body = _BULLET.sub("", flat(document.text[start:end]))
    if label:
        body, start = f"{label}{'' if named and start == named.end() else '…'}{body}", unit.start
    elif start > unit.start:
        body = f"…{body}"  # so that it reads as cut out
    text = f"{context}: {body}" if context and comparable(context) not in comparable(body) else body
    if label:
        text = " — ".join(filter(None, [_short(flat(unit.context).rstrip(" :.")), body]))
    elif unit.kind is UnitKind.ROW:
        text = _row(asked, unit, body, document)
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


def _row(asked: Asked, unit: Unit, body: str, document: Document) -> str:
    """A table row with its heads; where they cannot be told apart, heads and row as they stand."""
    body = " | ".join(_listed(cell.strip()) for cell in body.split("|"))
    context = flat(unit.context).rstrip(" :.")
    found = cells(unit.context, body)
    if found is None:
        return " — ".join(filter(None, [_short(context), body]))
    section = _short(context.split("|")[0].rpartition(". ")[0])
    of_period = asked.intent.type is AnswerType.FIGURE and asked_periods(asked) and not lays_down(document)
    shown = show_row(found, asked.terms, partial(fitting_cells, asked) if of_period else None)
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


def _read_with(asked: Asked, unit: Unit, text: str) -> str:
    """The lead-in of an item in short; more of it where the figure or day asked for stands only there."""
    whole = flat(unit.context).rstrip(" :.")
    short, longer = _short(whole), _short(whole, _ANSWERING_CHARACTERS)
    if short == longer or asked.intent.type not in {AnswerType.FIGURE, AnswerType.DATE}:
        return short
    own, brief, full = (fit(asked.intent, asked.known, piece) for piece in (text, short, longer))
    return longer if full > max(own, brief) else short


def _short(context: str, most: int = _CONTEXT_CHARACTERS) -> str:
    """The end of a lead-in where it is long: what stands next to the item qualifies it most."""
    # Titles in capitals only say what the citation shows anyway.
    said = ". ".join(part for part in context.split(". ") if not (part.isupper() and len(part) > 30))
    if len(said) <= most:
        return said
    tail = said[-most:].partition(" ")[2]
    clause = _CLAUSE.search(tail, 0, len(tail) // 2)  # a whole clause reads better than more of it
    return "…" + tail[clause.end() if clause else 0 :]


def _with_next(evidence: Evidence, around: Around, characters: int) -> int:
    """The end of the units that a lead-in announces, as far as there is room; of the next one where none says so."""
    lines, at = _at(evidence, around)
    end, below = evidence.unit.end, announced(evidence.candidate.document.text, lines, at)
    for line in below or lines[at + 1 : at + 2]:
        unit = line.unit
        if unit.end - evidence.unit.start > characters or unit.kind is UnitKind.HEADING:
            break
        end = unit.end
    return end


def _announced_best(evidence: Evidence, ranked: Sequence[Evidence], around: Around, characters: int) -> Evidence | None:
    """Of what a lead-in announces the best, where there is no room for all: the item says what it is read with."""
    document = evidence.candidate.document
    if not announces(document.text, evidence.unit) or evidence.features.shape >= _FITTING:
        return None  # "bố trí 10 nút giao, trong đó:" tells the figure asked for itself
    lines, at = _at(evidence, around)
    below = announced(document.text, lines, at)
    if (
        not below
        or below[-1 if is_title(document.text, below[0].unit) else 0].unit.end - evidence.unit.start <= characters
    ):
        return None
    starts = {line.unit.start for line in below if not announces(document.text, line.unit)}
    return next((e for e in ranked if e.candidate.document.id == document.id and e.unit.start in starts), None)


def _cut(  # noqa: PLR0917 (a text, what of it, how)
    asked: Asked, text: str, span: tuple[int, int], context: str, room: int, clause: re.Pattern[str]
) -> tuple[int, int]:
    """The run of whole clauses of ``text[start:end]`` within ``room`` characters that says most of what is asked."""
    (start, end), terms = span, asked.terms
    borders = sorted({start, end, *(m.end() for m in clause.finditer(text, start, end))})
    ends = [b for b in borders if text[start:b].rstrip()[-1:] != ":"]  # what is announced is not cut off
    best, best_score = (start, min(end, start + room)), -1.0
    for i, left in enumerate(borders[:-1]):
        right = max((b for b in ends if left < b <= left + room), default=None)
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


def _whole_list(evidence: Evidence, around: Around) -> Statement | None:
    """The list that ``evidence`` belongs to, with its lead-in, complete; ``None`` where it is no list or too long."""
    document, passage = evidence.candidate.document, evidence.candidate.passage.passage
    # Where the whole would be too long, what stands together with it.
    for near in (around, {document.id: lines_of([passage])}):
        found = listing(document.text, *_at(evidence, near))
        if found and found.characters <= LIST_CHARACTERS + _MARKUP_CHARACTERS:
            break
    else:
        return None
    pieces = [flat(document.text[slice(*found.head)])] if found.head else []
    items = [i for line in found.items for i in _ITEMS.split(document.text[line.unit.start : line.unit.end])]
    pieces += [_BULLET.sub("", flat(item)) for item in items]
    sources = []
    for _, lines in groupby(found.items, key=lambda line: line.passage.start):
        run = list(lines)
        sources.append(Source(document, run[0].unit.start, run[-1].unit.end, run[0].passage))
    head = found.head
    if head and sources[0].start - head[1] <= _NEXT:
        sources[0] = replace(sources[0], start=head[0])
    elif head:
        sources.insert(0, Source(document, *head, passage))
    return Statement(_join(pieces), tuple(sources))


def _join(pieces: Sequence[str]) -> str:
    """A lead-in and its items on one line; items that end without a mark are told apart by semicolons."""
    head, *rest = (piece for piece in pieces if piece)
    body = "".join(piece + (" " if piece[-1] in ".;,:!?…" else "; ") for piece in rest).rstrip("; ")
    return f"{head} {body}" if rest else head
