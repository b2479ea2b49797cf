"""What speaks for or against a document beside its words: number, place, period, validity, recency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.understand import Question
from assistant.view import heading_line, own_line
from index.digest import Digest, may_hold
from index.docnumbers import same_number
from index.gazetteer import Place
from index.model import Document, StoredPassage
from index.places import spellings, within
from index.text import terms

# More than everything else together: a document named by its number is the one that is meant.
NUMBER = 2.5
NUMBER_MENTIONED = 0.1
PLACE = 0.1
OTHER_PLACE = -0.15
PERIOD = 0.05
SUPERSEDED = -0.1
RECENCY = 0.01  # spread over _RECENT years: breaks ties, decides nothing else
_RECENT = 20


@dataclass(frozen=True, slots=True)
class Boosts:
    """What a question looks for, ready to be compared with documents."""

    numbers: tuple[str, ...]
    places: tuple[Place, ...]
    names: tuple[str, ...]
    years: frozenset[int]

    def of(self, document: Document, passage: StoredPassage, digest: Digest, superseded: bool) -> Mapping[str, float]:
        """Additions to a passage's score by name; zero where nothing speaks either way."""
        return {
            "number": self._number(document),
            "place": self._place(document, passage, digest),
            "period": self._period(document, passage),
            "superseded": SUPERSEDED if superseded and not self.numbers else 0.0,
            "recency": _recency(document),
        }

    def _number(self, document: Document) -> float:
        if not self.numbers:
            return 0.0
        if document.number and any(same_number(document.number, number) for number in self.numbers):
            return NUMBER
        mentioned = any(same_number(m, number) for m in document.mentions for number in self.numbers)
        return NUMBER_MENTIONED if mentioned else 0.0

    def _place(self, document: Document, passage: StoredPassage, digest: Digest) -> float:
        """A document of the place, or a title or passage that names it, is preferred; one of another place is not."""
        if not self.places:
            return 0.0
        heading = heading_line(passage)
        named = any(name in heading for name in self.names)
        if named or any(document.place and within(document.place, place.name) for place in self.places):
            return PLACE
        if document.place is None or any(within(place.name, document.place) for place in self.places):
            return 0.0
        # The title names none of them: what a digest holds of a name is in the passage's own words.
        if not any(may_hold(digest, name) for name in self.names):
            return OTHER_PLACE
        own = own_line(passage)
        return 0.0 if any(name in own for name in self.names) else OTHER_PLACE

    def _period(self, document: Document, passage: StoredPassage) -> float:
        if not self.years:
            return 0.0
        text = f"{document.title or ''} {passage.text}"
        return PERIOD if any(str(year) in text for year in self.years) else 0.0


def _recency(document: Document) -> float:
    if document.date is None:
        return 0.0
    return RECENCY * min(max(document.date.year + document.date.month / 12 - (2030 - _RECENT), 0), _RECENT) / _RECENT


def boosts_for(question: Question) -> Boosts:
    """The boosts of a question; guessed places (no marks, capitals or title) count like certain ones."""
    places = tuple(
        dict.fromkeys(m.place for m in question.places if m.place.kind in {"province", "district", "commune"})
    )
    return Boosts(
        numbers=tuple(n.number for n in question.numbers),
        places=places,
        names=tuple(f" {' '.join(terms(spelling).folded)} " for p in places for spelling in spellings(p.name)),
        years=frozenset(
            year for p in question.periods if p.last is not None for year in {p.last.year, (p.first or p.last).year}
        ),
    )
