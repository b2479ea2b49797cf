"""Passages of about 900 characters on structural borders: a Điều or heading is never mixed with the next, a sentence
or row never cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.model import Passage, Section, SectionKind, Unit, UnitKind
from ingest.layout import QUOTED, Layout, Zone
from ingest.structure import Outline, path

TARGET = 900
LIMIT = 1200  # what is whole up to this length stays whole
SMALL = 350  # two neighbours of at most this length under one heading share a passage
_BORDERS = frozenset(
    {
        SectionKind.APPENDIX,
        SectionKind.PART,
        SectionKind.CHAPTER,
        SectionKind.SECTION,
        SectionKind.HEADING,
        SectionKind.ARTICLE,
    }
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of units that isn't cut: a paragraph, item or row, or a part of a long one. ``level`` orders borders, 0
    the strongest.
    """

    start: int
    end: int
    units: tuple[Unit, ...]
    section: int | None
    level: int
    page: int | None
    heading: bool


def passages_of(layout: Layout, found: Outline, units: Sequence[tuple[Unit, ...]], prefix: str) -> tuple[Passage, ...]:
    """Cut the quoted zones into passages, in order, not overlapping, covering every unit."""
    passages: list[Passage] = []
    for group in _groups(_pieces(layout, found, units), found.sections):
        for run in _runs(group):
            start, end = run[0].start, run[-1].end
            inner = tuple(u for piece in run for u in piece.units)
            content = next((p for p in run if not p.heading), run[0])
            shared = _shared(found.sections, [p.section for p in run if not p.heading] or [content.section])
            passages.append(Passage(start, end, prefix, path(found.sections, shared), run[0].page, inner))
    return tuple(passages)


def _pieces(layout: Layout, found: Outline, units: Sequence[tuple[Unit, ...]]) -> list[list[_Piece]]:
    """Pieces, in a list for each stretch of one zone (a passage never runs over a zone's border)."""
    stretches: list[list[_Piece]] = []
    zone: Zone | None = None
    for position, placed in enumerate(layout.placed):
        if placed.zone not in QUOTED:
            zone = None
            continue
        if placed.zone is not zone:
            stretches.append([])
            zone = placed.zone
        if not units[position]:
            continue
        mark = found.marks[position]
        level = 3 if mark is None else 0 if not mark.list_item else 1 if mark.style == "digit" else 2
        heading = all(u.kind is UnitKind.HEADING for u in units[position])
        for part in _parts(units[position]):
            stretches[-1].append(
                _Piece(
                    part[0].start,
                    part[-1].end,
                    part,
                    found.section_of[position],
                    level if part[0] is units[position][0] else 4,
                    placed.block.page,
                    heading,
                )
            )
    return stretches


def _parts(units: tuple[Unit, ...]) -> list[tuple[Unit, ...]]:
    """A block of more than ``LIMIT`` characters in parts of whole sentences."""
    if units[-1].end - units[0].start <= LIMIT:
        return [units]
    parts: list[list[Unit]] = [[]]
    for unit in units:
        if parts[-1] and unit.end - parts[-1][0].start > TARGET:
            parts.append([])
        parts[-1].append(unit)
    return [tuple(p) for p in parts]


def _groups(stretches: Sequence[Sequence[_Piece]], sections: Sequence[Section]) -> list[list[_Piece]]:
    """Pieces that may share a passage: those under one Điều or heading. A heading without content of its own goes
    with what follows it.
    """
    groups: list[list[_Piece]] = []
    for stretch in stretches:
        current: list[_Piece] = []
        border: int | None = None
        for piece in stretch:
            here = _border(sections, piece.section)
            if current and here != border and not all(p.heading for p in current):
                groups.append(current)
                current = []
            border = here
            current.append(piece)
        if current:
            groups.append(current)
    return _merged(groups, sections)


def _merged(groups: Sequence[list[_Piece]], sections: Sequence[Section]) -> list[list[_Piece]]:
    """Small neighbours under one heading put together; a Điều stands alone, but for what a page concludes from it."""
    merged: list[list[_Piece]] = []
    for group in groups:
        before = merged[-1] if merged else None
        if before is not None and (_small_siblings(before, group, sections) or _goes_on(before, group, sections)):
            before.extend(group)
        else:
            merged.append(list(group))
    return merged


def _small_siblings(before: Sequence[_Piece], group: Sequence[_Piece], sections: Sequence[Section]) -> bool:
    borders = [_border(sections, g[-1].section) for g in (before, group)]
    if (
        borders[0] is None
        or borders[1] is None
        or any(sections[b].kind is not SectionKind.HEADING for b in borders if b is not None)
    ):
        return False
    if sections[borders[0]].parent != sections[borders[1]].parent or group[0].start - before[-1].end > 2:
        return False
    return group[-1].end - before[0].start <= TARGET and max(g[-1].end - g[0].start for g in (before, group)) <= SMALL


def _goes_on(before: Sequence[_Piece], group: Sequence[_Piece], sections: Sequence[Section]) -> bool:
    """Whether a page goes on in its own words after a Điều that it quoted: a short conclusion stays with that."""
    quoted, own = (_border(sections, g[-1].section) for g in (before, group))
    return (
        quoted is not None
        and sections[quoted].kind is SectionKind.ARTICLE
        and _border(sections, sections[quoted].parent) == own
        and group[0].start - before[-1].end <= 2
        and group[-1].end - before[0].start <= LIMIT
    )


def _border(sections: Sequence[Section], index: int | None) -> int | None:
    while index is not None and sections[index].kind not in _BORDERS:
        index = sections[index].parent
    return index


def _runs(group: Sequence[_Piece]) -> list[list[_Piece]]:
    """Cut a group into runs of about ``TARGET`` characters at the strongest borders, the cheapest cuts by dynamic
    programming.
    """
    if group[-1].end - group[0].start <= LIMIT:
        return [list(group)]
    count = len(group)
    best: list[tuple[float, int]] = [(0.0, 0)] + [(float("inf"), 0)] * count
    for stop in range(1, count + 1):
        for start in range(stop - 1, -1, -1):
            size = group[stop - 1].end - group[start].start
            if size > LIMIT and start < stop - 1:
                break
            cost = best[start][0] + _run_cost(size) + (_cut_cost(group, start) if start else 0.0)
            if cost < best[stop][0]:
                best[stop] = (cost, start)
    runs: list[list[_Piece]] = []
    stop = count
    while stop:
        start = best[stop][1]
        runs.append(list(group[start:stop]))
        stop = start
    return runs[::-1]


def _run_cost(size: int) -> float:
    return 1.0 + ((size - TARGET) / TARGET) ** 2 * (2.0 if size < TARGET else 1.0)


def _cut_cost(group: Sequence[_Piece], start: int) -> float:
    """Cutting before a Khoản is cheap, before a point dearer, inside a paragraph dearest; after a heading or a lead-
    in it is forbidden nearly.
    """
    cost = (0.0, 0.1, 0.35, 0.6, 1.2)[group[start].level]
    before = group[start - 1].units[-1]
    lead = group[start].units[0].lead
    if group[start - 1].heading or (lead is not None and lead[1] == before.end):
        cost += 1.5
    return cost


def _shared(sections: Sequence[Section], indices: Sequence[int | None]) -> int | None:
    """The innermost section that holds all of a run's pieces."""
    chains = []
    for innermost in indices:
        chain: list[int] = []
        index = innermost
        while index is not None:
            chain.append(index)
            index = sections[index].parent
        chains.append(chain[::-1])
    shared: int | None = None
    for level in zip(*chains, strict=False):
        if len(set(level)) > 1:
            break
        shared = level[0]
    return shared
