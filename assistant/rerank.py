"""Which passage of the right document: how much of the question a passage adds to what its title already says.

Every passage carries its document's title, so all passages of the right document match the question alike. What tells
them apart is the rest of the question's terms, and whether anything in the passage has the shape of an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import log

from assistant.intent import Intent, read_intent
from assistant.lexical_query import lexical_query
from assistant.shape import Known, fit, known_of
from assistant.understand import Question
from assistant.view import unit_terms, view
from index.model import StoredPassage, UnitKind

# Recitals, proposals and recipients of official texts: they repeat the title's words and answer next to nothing.
_FORMAL = re.compile(r"[\s*_#-]*(?:Căn cứ|Xét|Theo đề nghị|Nơi nhận|Như Điều|Lưu:|CỘNG H[OÒ]A|Độc lập)")

# Chosen on halves of the development questions; see `assistant.faces.bench_retrieval`.
WEIGHTS = {"focus": 0.5, "pairs": 0.5, "shape": 0.6, "fit": 0.2, "boilerplate": -0.1}

Frequency = Callable[[str, str], int]  # (field, term) -> passages that hold it


@dataclass(frozen=True, slots=True)
class Seeker:
    """A question's terms weighted by rarity, and the shape of its answer."""

    folded: Mapping[str, float]
    bigrams: Mapping[str, float]
    total: float
    pair_total: float
    intent: Intent
    known: Known

    def features(self, passage: StoredPassage) -> dict[str, float]:
        """Shares of the question, 0..1.

        ``focus`` and ``pairs``: weight of its terms (neighbouring pairs) that the passage holds and its title does not;
        ``shape``: the best fit of a unit to the kind of answer wanted, times the unit's share of the terms; ``fit``:
        the best fit alone; ``boilerplate``: share of the text that is headings, recitals and recipients.
        """
        seen = view(passage)
        focus = _held(self.folded, seen.folded - seen.heading) / self.total
        pairs = _held(self.bigrams, seen.pairs - seen.heading_pairs) / self.pair_total
        shape = best = formal = 0.0
        for unit in passage.passage.units:
            text = passage.text[unit.start - passage.passage.start : unit.end - passage.passage.start]
            if unit.kind is UnitKind.HEADING or _FORMAL.match(text):
                formal += len(text)
            held = unit_terms(text, unit.context)
            if unit.kind is UnitKind.HEADING or not held - seen.heading:
                continue
            fits = fit(self.intent, self.known, text, unit.context)
            best = max(best, fits)
            shape = max(shape, fits * _held(self.folded, held) / self.total)
        return {
            "focus": focus,
            "pairs": pairs,
            "shape": shape,
            "fit": best,
            "boilerplate": formal / max(1, len(passage.text)),
        }

    def boosts(self, passage: StoredPassage) -> dict[str, float]:
        """The features, weighted, as additions to a fused score."""
        found = self.features(passage)
        return {name: weight * found[name] for name, weight in WEIGHTS.items()}


def _held(weights: Mapping[str, float], held: frozenset[str]) -> float:
    return sum(weight for term, weight in weights.items() if term in held)


def seeker(question: Question, frequency: Frequency, passages: int) -> Seeker:
    """The question ready to be compared with passages; ``passages`` is how many the library holds."""
    query = lexical_query(question)

    def rare(field: str, weights: Mapping[str, float]) -> dict[str, float]:
        found = {term: weight * log(1 + passages / (1 + frequency(field, term))) for term, weight in weights.items()}
        return {term: weight for term, weight in found.items() if weight > 0}

    folded, bigrams = rare("folded", query.folded), rare("bigrams", query.bigrams)
    return Seeker(
        folded,
        bigrams,
        sum(folded.values()) or 1.0,
        sum(bigrams.values()) or 1.0,
        read_intent(question.restored, question.language),
        known_of(question.restored),
    )
