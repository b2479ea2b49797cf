"""A passage as ranking reads it: its terms and its heading's, computed once and kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from index.model import StoredPassage
from index.text import terms


@dataclass(frozen=True, slots=True)
class View:
    """Folded syllables and neighbouring pairs of a passage and of its prefix; ``line`` is the syllables in a row.

    ``line`` and ``heading_line`` begin and end with a blank, so that a name can be looked for as whole words.
    """

    folded: frozenset[str]
    pairs: frozenset[str]
    line: str
    heading: frozenset[str]
    heading_pairs: frozenset[str]
    heading_line: str


@lru_cache(maxsize=8192)
def _view(text: str, prefix: str) -> View:
    own, heading = terms(text), terms(prefix)
    return View(
        frozenset(own.folded),
        frozenset(own.bigrams),
        f" {' '.join(own.folded)} ",
        frozenset(heading.folded),
        frozenset(heading.bigrams),
        f" {' '.join(heading.folded)} ",
    )


def view(passage: StoredPassage) -> View:
    """The view of a passage."""
    return _view(passage.text, passage.passage.prefix)


@lru_cache(maxsize=65536)
def unit_terms(text: str, context: str) -> frozenset[str]:
    """Folded syllables of a unit together with what must be read with it."""
    return frozenset(terms(f"{context} {text}").folded)
