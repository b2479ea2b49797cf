"""A passage as ranking reads it: its terms, its heading's and its units', each computed once and kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.model import StoredPassage, Unit, UnitKind
from index.text import terms

# Recitals, proposals and recipients of official texts: they repeat the title's words and answer next to nothing.
_FORMAL = re.compile(r"[\s*_#-]*(?:Căn cứ|Xét|Theo đề nghị|Nơi nhận|Như Điều|Lưu:|CỘNG H[OÒ]A|Độc lập)")


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit that says more than its passage's heading: its text, what is read with it, folded syllables of both."""

    text: str
    context: str
    folded: frozenset[str]


@dataclass(frozen=True, slots=True)
class View:
    """Folded syllables and neighbouring pairs of a passage and of its prefix; ``line`` is the syllables in a row.

    ``line`` and ``heading_line`` begin and end with a blank, so that a name can be looked for as whole words.
    ``formal`` is the share of the text that is headings, recitals and recipients.
    """

    folded: frozenset[str]
    pairs: frozenset[str]
    line: str
    heading: frozenset[str]
    heading_pairs: frozenset[str]
    heading_line: str
    formal: float


@lru_cache(maxsize=8192)
def _view(text: str, prefix: str, start: int, units: tuple[Unit, ...]) -> View:
    own, heading = terms(text), terms(prefix)
    formal = sum(
        unit.end - unit.start
        for unit in units
        if unit.kind is UnitKind.HEADING or _FORMAL.match(text[unit.start - start : unit.end - start])
    )
    return View(
        frozenset(own.folded),
        frozenset(own.bigrams),
        f" {' '.join(own.folded)} ",
        frozenset(heading.folded),
        frozenset(heading.bigrams),
        f" {' '.join(heading.folded)} ",
        formal / max(1, len(text)),
    )


def view(passage: StoredPassage) -> View:
    """The view of a passage."""
    return _view(passage.text, passage.passage.prefix, passage.passage.start, passage.passage.units)


@lru_cache(maxsize=8192)
def _unit_views(text: str, prefix: str, start: int, units: tuple[Unit, ...]) -> tuple[UnitView, ...]:
    heading = frozenset(terms(prefix).folded)
    found = []
    for unit in units:
        said = text[unit.start - start : unit.end - start]
        held = frozenset(terms(f"{unit.context} {said}").folded)
        if unit.kind is not UnitKind.HEADING and held - heading:
            found.append(UnitView(said, unit.context, held))
    return tuple(found)


def unit_views(passage: StoredPassage) -> tuple[UnitView, ...]:
    """The views of a passage's units that say more than its heading."""
    return _unit_views(passage.text, passage.passage.prefix, passage.passage.start, passage.passage.units)
