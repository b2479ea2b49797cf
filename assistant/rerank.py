"""Which passage of the right document: how much of the question a passage adds to what its title already says.

Every passage carries its document's title, so all passages of the right document match the question alike. What tells
them apart is the rest of the question's terms, and whether anything in the passage has the shape of an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import log

from assistant.intent import Intent, read_intent
from assistant.lexical_query import lexical_query
from assistant.shape import Known, fit, known_of
from assistant.understand import Question
from assistant.view import UnitView, View

# What `make bench-retrieval` prints tells how much each is worth where it was not chosen.
WEIGHTS = {"focus": 0.3, "pairs": 0.3, "shape": 0.36, "fit": 0.12, "boilerplate": -0.06}

Frequency = Callable[[str, str], int]  # (field, term) -> passages that hold it


@dataclass(frozen=True, slots=True)
class Seeker:
    """A question's terms weighted by rarity, and the shape of its answer."""

    folded: Mapping[str, float]
    pairs: Mapping[str, float]  # " tay ho " and the like
    total: float
    pair_total: float
    intent: Intent
    known: Known

    def added(self, seen: View, formal: float) -> dict[str, float]:
        """What the words say, weighted.

        ``focus`` and ``pairs``: share of the question's terms (neighbouring pairs) that the passage holds and its title
        does not; ``boilerplate``: the share ``formal`` of the text that is headings, recitals and recipients.
        """
        return {
            "focus": WEIGHTS["focus"] * self._terms(seen) / self.total,
            "pairs": WEIGHTS["pairs"] * self._pairs(seen) / self.pair_total,
            "boilerplate": WEIGHTS["boilerplate"] * formal,
        }

    def _terms(self, seen: View) -> float:
        return sum(map(self.folded.__getitem__, (self.folded.keys() & seen.own.folded) - seen.heading.folded))

    def _pairs(self, seen: View) -> float:
        own, heading = seen.own.line, seen.heading.line
        return sum(weight for pair, weight in self.pairs.items() if pair in own and pair not in heading)

    def shaped(self, units: Iterable[UnitView]) -> dict[str, float]:
        """What the shape of the answer says, weighted; ten times the cost of `added`.

        ``fit``: how well the best unit fits the kind of answer wanted; ``shape``: that times the unit's share of the
        question's terms.
        """
        shape = best = 0.0
        held = [(_held(self.folded, unit.folded) / self.total, unit) for unit in units]
        for share, unit in sorted(held, key=lambda pair: -pair[0]):
            if best == 1 and share <= shape:
                break  # 1 is the best fit: no unit that holds less can add anything
            fits = fit(self.intent, self.known, unit.text, unit.context)
            best, shape = max(best, fits), max(shape, fits * share)
        return {"shape": WEIGHTS["shape"] * shape, "fit": WEIGHTS["fit"] * best}


def _held(weights: Mapping[str, float], held: frozenset[str]) -> float:
    return sum(map(weights.__getitem__, weights.keys() & held))


def seeker(question: Question, frequency: Frequency, passages: int) -> Seeker:
    """The question ready to be compared with passages; ``passages`` is how many the library holds."""
    query = lexical_query(question)

    def rare(field: str, weights: Mapping[str, float]) -> dict[str, float]:
        found = {term: weight * log(1 + passages / (1 + frequency(field, term))) for term, weight in weights.items()}
        return {term: weight for term, weight in found.items() if weight > 0}

    folded, bigrams = rare("folded", query.folded), rare("bigrams", query.bigrams)
    return Seeker(
        folded,
        {f" {pair.replace('_', ' ')} ": weight for pair, weight in bigrams.items()},
        sum(folded.values()) or 1.0,
        sum(bigrams.values()) or 1.0,
        read_intent(question.restored, question.language),
        known_of(question.restored),
    )
