"""From a question to the passages that may answer it: both indexes, fused, boosted, explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from assistant.boosts import Boosts, boosts_for
from assistant.duplicates import duplicates
from assistant.fuse import Fused, Ranked, fuse, interleave, reciprocal_rank
from assistant.glossary import Glossary, load_glossary
from assistant.lexical_query import lexical_query
from assistant.operands import operands
from assistant.settings import Settings
from assistant.tones import ToneRestorer
from assistant.understand import Question, understand
from index.docnumbers import same_number
from index.library import Library
from index.model import Document, Filters, StoredPassage

_TONES_STATE = "tones-1"
_NO_FILTERS = Filters()
_POOL = 30  # of the fused list, read and boosted


@dataclass(frozen=True)
class Candidate:
    """A passage that may answer, with its document and why it is here.

    ``score`` is comparable within one question only; ``dense`` is the cosine of the passage's best vector to the
    question, ``lexical`` the raw BM25 sum, each ``None`` where that index did not find it. ``why`` names every part of
    the score.
    """

    passage: StoredPassage
    document: Document
    score: float
    dense: float | None
    lexical: float | None
    why: dict[str, object] = field(default_factory=dict)
    unit_scores: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class _Pool:
    """Both raw lists and their fusion, best first."""

    dense: dict[int, float]
    lexical: dict[int, float]
    fused: dict[int, Fused]


class Retriever:
    """Searches a library the way the settings say; safe to share between threads."""

    def __init__(self, library: Library, settings: Settings | None = None) -> None:
        self.library = library
        self.settings = settings or Settings.load()
        self._tones: ToneRestorer | None = None
        self._tones_made_at = -1
        self._lock = Lock()
        self._numbers: tuple[int, list[tuple[str, str]]] = (-1, [])

    # -- understanding ---------------------------------------------------------------------------------------------

    def understand(self, text: str) -> Question:
        """The question read with the library's tone restorer and the glossary, as far as the settings allow."""
        text = text[: self.settings.max_question_characters]
        question = understand(text, glossary=self._glossary)
        if question.language == "vi-nodiacritics" and self.settings.restore_tones:
            return understand(text, tones=self._restorer(), glossary=self._glossary)
        return question

    @cached_property
    def _glossary(self) -> Glossary | None:
        return load_glossary() if self.settings.glossary else None

    def _restorer(self) -> ToneRestorer:
        """Trained on the library's texts when first needed, kept with it, retrained when it has grown by a tenth."""
        with self._lock:
            generation = self.library.generation
            if self._tones is None or self._tones_made_at != generation:
                stored = self.library.get_state(_TONES_STATE)
                if stored is not None and stored[1] == generation:
                    self._tones = ToneRestorer.from_bytes(stored[0])
                else:
                    self._tones = ToneRestorer.train(self.library.texts())
                    self.library.put_state(_TONES_STATE, self._tones.to_bytes(), generation)
                self._tones_made_at = generation
            return self._tones

    # -- searching ---------------------------------------------------------------------------------------------------

    def retrieve(self, question: Question, *, k: int = 10, filters: Filters = _NO_FILTERS) -> list[Candidate]:
        """The ``k`` best passages, best first. A comparison gets the best of each side in turn."""
        sides = operands(question)
        if len(sides) < 2:
            return self._ranked(question, k, filters)
        lists = [self._ranked(self.understand(side), k, filters) for side in sides]
        found = {c.passage.id: c for candidates in reversed(lists) for c in reversed(candidates)}
        order = interleave([[c.passage.id for c in candidates] for candidates in lists])
        return [replace(found[key], why={**found[key].why, "comparison": list(sides)}) for key in order[:k]]

    def _ranked(self, question: Question, k: int, filters: Filters) -> list[Candidate]:
        pool = self._pool(question, filters)
        boosts = boosts_for(question, self.settings)
        numbered = self._documents_numbered(question)
        extra = self._focused(question, filters, numbered)
        fused = dict(list(pool.fused.items())[:_POOL])
        for key in extra:
            fused.setdefault(key, pool.fused.get(key) or Fused(0.0, None, None))
        candidates = self._boosted(fused, pool, boosts, filters)
        candidates.sort(key=lambda c: (-c.score, c.passage.id))
        return self._without_duplicates(candidates[: 2 * k])[:k]

    def _pool(self, question: Question, filters: Filters) -> _Pool:
        size = self.settings.candidates
        dense: Ranked = [(s.passage, s.score) for s in self.library.dense(self._vector(question), size, filters)]
        lexical: Ranked = [(s.passage, s.score) for s in self.library.lexical(lexical_query(question), size, filters)]
        if self.settings.fusion == "rrf":
            scores = reciprocal_rank([dense, lexical])
            fused = {key: Fused(score * 30, None, None) for key, score in scores.items()}
        else:
            fused = fuse(dense, lexical, self._dense_weight(question))
        return _Pool(dict(dense), dict(lexical), fused)

    def _vector(self, question: Question) -> NDArray[np.float32]:
        """What the dense index is asked: the question with its marks; English as it stands."""
        return self.library.embed_query(question.restored)

    def _dense_weight(self, question: Question) -> float:
        if question.language == "en":
            return self.settings.dense_weight_en if question.expansions else 0.9
        if question.language == "vi-nodiacritics":
            return self.settings.dense_weight_toneless
        return self.settings.dense_weight_vi

    def _documents_numbered(self, question: Question) -> tuple[str, ...]:
        """Ids of the documents whose number the question gives, wholly or in part."""
        if not question.numbers:
            return ()
        generation = self.library.generation
        if self._numbers[0] != generation:
            records = self.library.documents()
            self._numbers = (generation, [(r.id, r.number) for r in records if r.number])
        wanted = [n.number for n in question.numbers]
        return tuple(key for key, number in self._numbers[1] if any(same_number(number, w) for w in wanted))

    def _focused(self, question: Question, filters: Filters, numbered: tuple[str, ...]) -> list[int]:
        """Passages that a narrower search finds: in the documents of a number, in those of a place."""
        narrower: list[Filters] = []
        if numbered:
            kept = numbered if filters.documents is None else tuple(set(numbered) & set(filters.documents))
            narrower.append(replace(filters, documents=kept))
        if filters.place is None:
            names = dict.fromkeys(m.place.name for m in question.places if m.place.kind in {"province", "district"})
            narrower += [replace(filters, place=name) for name in list(names)[:2]]
        found: list[int] = []
        for narrow in narrower:
            pool = self._pool(question, narrow)
            found += list(pool.fused)[: _POOL // 3]
        return found

    def _boosted(self, fused: dict[int, Fused], pool: _Pool, boosts: Boosts, filters: Filters) -> list[Candidate]:
        passages = self.library.passages(list(fused))
        candidates = []
        for key, passage in passages.items():
            document = self.library.document(passage.document)
            if document is None:
                continue
            parts = boosts.of(document, passage, self._superseded(document, filters))
            score = fused[key].score + sum(parts.values())
            why: dict[str, object] = {
                "dense": _rounded(fused[key].dense),
                "lexical": _rounded(fused[key].lexical),
                "cosine": _rounded(pool.dense.get(key)),
                "bm25": _rounded(pool.lexical.get(key)),
                "boosts": {name: round(value, 3) for name, value in parts.items() if value},
            }
            candidates.append(Candidate(passage, document, score, pool.dense.get(key), pool.lexical.get(key), why))
        return candidates

    def _superseded(self, document: Document, filters: Filters) -> bool:
        if document.number is None:
            return False
        acting = self.library.superseded(document.id, filters)
        return any(relation.type in {"replaces", "repeals"} for _, relation in acting)

    def _without_duplicates(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        repeats = duplicates([c.passage.text for c in candidates])
        also: dict[int, list[str]] = {}
        for later, earlier in repeats.items():
            also.setdefault(earlier, []).append(candidates[later].document.file)
        return [
            replace(c, why={**c.why, "repeated_in": also[position]}) if position in also else c
            for position, c in enumerate(candidates)
            if position not in repeats
        ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)
