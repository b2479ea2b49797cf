"""A passage as ranking reads it: its terms, its heading's and its units', each computed once and kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from index.model import StoredPassage, Unit, UnitKind
from index.text import bigrams, folded_terms


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit that says more than its passage's heading: its text, what is read with it, folded syllables of both."""

    text: str
    context: str
    folded: frozenset[str]


class Words(NamedTuple):
    """The folded words of a text, document numbers included, and its syllables in a row between blanks.

    So neighbours, or a name, are looked for as whole words: ``" tay ho " in line``.
    """

    folded: frozenset[str]
    line: str


class View(NamedTuple):
    """A passage's own words and those of its prefix."""

    own: Words
    heading: Words


def _words(text: str) -> Words:
    syllables, numbers = folded_terms(text)
    return Words(frozenset(syllables + numbers), f" {' '.join(syllables)} ")


# By text alone, whose hash is kept: the passages of a document share their prefix, units their context.
_own = lru_cache(maxsize=8192)(_words)
_around = lru_cache(maxsize=16384)(_words)


def view(passage: StoredPassage) -> View:
    """The view of a passage."""
    return View(_own(passage.text), _around(passage.passage.prefix))


def own_line(passage: StoredPassage) -> str:
    """The line of a passage's own text."""
    return _own(passage.text).line


def heading_line(passage: StoredPassage) -> str:
    """The line of a passage's prefix."""
    return _around(passage.passage.prefix).line


@lru_cache(maxsize=2048)
def pairs(text: str) -> frozenset[str]:
    """Neighbouring folded syllables of a text."""
    return frozenset(bigrams(_own(text).line.split()))


@lru_cache(maxsize=8192)
def _unit_views(text: str, prefix: str, start: int, units: tuple[Unit, ...]) -> tuple[UnitView, ...]:
    heading = _around(prefix).folded
    found = []
    for unit in units:
        if unit.kind is UnitKind.HEADING:
            continue
        said = text[unit.start - start : unit.end - start]
        held = _around(unit.context).folded.union(*folded_terms(said))
        if not held <= heading:
            found.append(UnitView(said, unit.context, held))
    return tuple(found)


def unit_views(passage: StoredPassage) -> tuple[UnitView, ...]:
    """The views of a passage's units that say more than its heading."""
    return _unit_views(passage.text, passage.passage.prefix, passage.passage.start, passage.passage.units)
