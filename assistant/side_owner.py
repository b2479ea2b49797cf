"""How surely a figure is that of one side of a comparison: by its own words, the heads over it, or its page."""

from __future__ import annotations

import re

from assistant.evidence import Evidence
from assistant.groups import group_of, row_group
from assistant.names import UPPER
from assistant.ownership import given_to, names
from assistant.sides import Operand
from index.docnumbers import find_document_numbers, same_number
from index.model import UnitKind
from index.places import find_places, same_place
from index.text import fold

_BACK = 1500  # characters before a unit in which the side it tells of is named
_ASKS = re.compile(r"\?\W*$|\b(?:the nao|ra sao|la gi|khong|bao nhieu|nhung gi|gom nhung)\W*$")
_NUMBERED = re.compile(r"^[ \t]*(?P<style>\(\d{1,3}\)|\d{1,3}\.|\d{1,3}\)|[a-zđ]\)|[IVX]{1,5}\.)\s[^\n]*", re.MULTILINE)
_GOES_ON = re.compile(rf"\s?[-–]?\s?[{UPPER}][^\W\d_{UPPER}]")
_GOES_BEFORE = re.compile(r"\w\s?[-–]\s?$")
_QUESTION = re.compile(r"^[^\n?]{10,200}\?[ \t]*$", re.MULTILINE)
KNOWN_PLACES = {"province", "district"}
ABOVE, _BEFORE, _PAGE = 0.9, 0.7, 0.6


def tells_of(evidence: Evidence, operand: Operand) -> bool:
    """Whether a unit of a page on another place names the side itself, a place of which there is but one."""
    return any(
        m.certain and m.place.kind in KNOWN_PLACES and same_place(m.place.name, operand.name)
        for m in find_places(evidence.text)
    )


def owned(  # noqa: PLR0911 (one return for each that may say whose it is)
    evidence: Evidence, span: tuple[int, int], operand: Operand, rival: Operand, *, dated: bool
) -> float:
    """How surely the figure at ``span`` of the unit is the operand's: 1 where its own words say so, less where only the
    heads over it, what stands before it or the page do, 0 where it is not.
    """
    document, unit, passage = evidence.candidate.document, evidence.unit, evidence.candidate.passage.passage
    papers = find_document_numbers(operand.name)
    if papers:  # whose text it is says whose the figure is
        return float(bool(document.number) and same_number(papers[0].number, document.number or ""))
    own, other = operand.core or operand.name, rival.core or rival.name
    if operand.place != rival.place:
        other = ""  # what lies in a place is no rival of it
    group = grouped(evidence, operand)
    if group is not None:
        return float(group)
    given = given_to(evidence.text, span, unit.kind, own, other)
    if given is not None:
        return float(given)
    if not dated and _announces(evidence, own, other):
        return 0.0  # the whole of what the items below have their shares of
    for frame, sure in ((unit.context, ABOVE), (passage.section or "", ABOVE)):
        side = _last_named(frame, own, other)
        if side is not None:
            return sure if side else 0.0
    if operand.kind:
        return 0.0  # of kinds of things a page tells of several
    # A row is read with the heads of its table, not with what stands before it.
    start = unit.start if unit.kind is UnitKind.ROW else max(0, unit.start - _BACK)
    before = document.text[start : unit.start]
    side = _last_named(before, own, other)
    page = f"{document.title or ''} {passage.prefix}"
    titled = _last_named(page, own, "") is True and not (other and names(page, other))
    if dated and titled and side is not False:
        return _PAGE  # the day of a paper may be told anywhere on its page
    if side is False or _ended(before, own):
        return 0.0
    placed = bool(document.place) and bool(names(document.place or "", own))
    asked_last = max((m.start() for m in _QUESTION.finditer(before)), default=None)
    if _ASKS.search(fold(passage.section or "")) or (asked_last is not None and not names(before[asked_last:], own)):
        return 0.0  # a page of questions: what answers one that does not name the side tells nothing of it
    return _PAGE if titled or placed else _BEFORE if side else 0.0


def grouped(evidence: Evidence, operand: Operand) -> bool | None:
    """Whether a table row is of the group that its paper puts the operand in; ``None`` where it tells of no group."""
    label = row_group(evidence.text) if evidence.unit.kind is UnitKind.ROW else None
    if label is None or names(label, operand.name):
        return None
    group = group_of(evidence.candidate.document.text, operand.name)
    return group.label == label if group else None


def _announces(evidence: Evidence, own: str, other: str) -> bool:
    """Whether the unit is the lead-in of items that name either side."""
    unit, text = evidence.unit, evidence.candidate.document.text
    below = [u for u in evidence.candidate.passage.passage.units if u.lead and unit.start <= u.lead[0] < unit.end]
    items = [text[u.start : u.end] for u in below]
    return any(names(item, own) or (other and names(item, other)) for item in items)


def _ended(before: str, own: str) -> bool:
    """Whether a numbered item that names ``own`` has ended: a later one, numbered and worded like it, names another."""
    items = [(_style(m), bool(names(m.group(), own))) for m in _NUMBERED.finditer(before)]
    last = dict(items)
    return any(mine and not last[style] for style, mine in items)


def _style(item: re.Match[str]) -> tuple[str, ...]:
    """ "(3) Dự án A" and "(12) Dự án B" are numbered and worded alike."""
    number = re.sub(r"\d+", "1", re.sub(r"[IVX]+", "I", re.sub(r"[a-zđ]", "a", item["style"])))
    return number, *fold(item.group()).split()[1:3]


def _alone(text: str, name: str) -> list[tuple[int, int]]:
    """Where ``text`` names ``name``; a place not as an end of a road or line ("Hà Nội - Lào Cai")."""
    found = names(text, name)
    if not find_places(name):
        return found
    return [
        (a, b) for a, b in found if not _GOES_ON.match(text, b) and not _GOES_BEFORE.search(text[max(0, a - 8) : a])
    ]


def _last_named(text: str, own: str, other: str) -> bool | None:
    """Whether the last of both sides that ``text`` names is ``own``; ``None`` where it names neither."""
    mine = max(_alone(text, own), default=None)
    theirs = max(_alone(text, other), default=None) if other else None
    if mine is None and theirs is None:
        return None
    if mine is None or theirs is None:
        return mine is not None
    return (mine[1], mine[1] - mine[0]) > (theirs[1], theirs[1] - theirs[0])
