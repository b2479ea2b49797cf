"""Whether what a paper says is still the rule: papers that a later one amended, replaced or repealed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.asked import Asked
from assistant.evidence import Evidence
from assistant.phrases import phrase
from index.answer import Language
from index.docnumbers import same_number
from index.model import Document, Filters, Relation, RelationType
from index.readable import Readable

# What evidence loses, in units of its score, where its paper is no longer the rule as it stands.
_LOSS = {RelationType.AMENDS: 0.6, RelationType.REPLACES: 1.5, RelationType.REPEALS: 1.5}
_COVERS = 1.0  # a successor whose best evidence scores at most this much less deals with what is asked


class Force:
    """What acted on the papers found for one question; a paper that the question names is asked for as it was."""

    def __init__(self, library: Readable, asked: Asked, filters: Filters) -> None:
        self._library = library
        self._named = [n.number for n in asked.question.numbers]
        self._filters = filters
        self._known: dict[str, list[tuple[Document, Relation]]] = {}

    def acting(self, document: Document) -> list[tuple[Document, Relation]]:
        """The papers acting on ``document``, the latest first, with how they do."""
        if document.id not in self._known:
            found = [] if self._asked_for(document) else self._library.superseded(document.id, self._filters)
            papers = ((self._library.document(owner), relation) for owner, relation in found)
            self._known[document.id] = [(p, r) for p, r in papers if p is not None and p.number]
        return self._known[document.id]

    def ordered(self, ranked: Sequence[Evidence]) -> list[Evidence]:
        """The evidence, best first; that of a paper acted on behind what its successor says as well as it."""
        best: dict[str, float] = {}
        for evidence in ranked:
            best.setdefault(evidence.candidate.document.id, evidence.score)
        weighed = [replace(e, score=e.score - self._loss(e, best)) for e in ranked]
        return sorted(weighed, key=lambda e: -e.score)

    def label(self, document: Document, language: Language) -> str:
        """ "amended by 31/2025/NQ-HĐND"; empty where nothing acts on the paper."""
        acting = self.acting(document)
        if not acting:
            return ""
        strongest = max((r.type for _, r in acting), key=lambda kind: _LOSS.get(kind, 0.0))
        numbers = dict.fromkeys(str(paper.number) for paper, r in acting if r.type is strongest)
        return phrase(strongest.value, language, numbers=", ".join(numbers))

    def _asked_for(self, document: Document) -> bool:
        return any(same_number(document.number, number) for number in self._named) if document.number else True

    def _loss(self, evidence: Evidence, best: Mapping[str, float]) -> float:
        """A paper touched in part loses as one amended: the rest of it still holds. Without a successor that deals with
        what is asked, nothing is lost.
        """
        return max(
            (
                _LOSS.get(r.type if r.scope != "part" else RelationType.AMENDS, 0.0)
                for paper, r in self.acting(evidence.candidate.document)
                if best.get(paper.id, -math.inf) > evidence.score - _COVERS
            ),
            default=0.0,
        )
