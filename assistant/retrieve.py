"""From a question to the passages that may answer it: both indexes, fused, boosted, explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from assistant.boosts import boosts_for
from assistant.cross_encoder import load_cross_encoder
from assistant.duplicates import duplicates, of_two_papers, same_text, standing
from assistant.fuse import Fused, Ranked, Scale, fuse, interleave, reciprocal_rank
from assistant.glossary import Glossary, load_glossary
from assistant.lexical_query import lexical_query
from assistant.operands import operands
from assistant.remembered import Remembered
from assistant.rerank import seeker
from assistant.settings import Settings
from assistant.tones import ToneRestorer
from assistant.understand import Question, understand
from assistant.view import formal, pairs, unit_views, view
from index.model import Document, Filters, StoredPassage
from index.readable import Readable
from index.scored import LexicalQuery, Scored

_TONES_STATE = "tones-1"
_NO_FILTERS = Filters()
_POOL = 30  # of the fused list, read and boosted
_SHAPED = 12  # of the best, in which an answer's shape is looked for
_PLACES = 2  # named in a question that are searched in apart
_BESIDE = ThreadPoolExecutor(4, thread_name_prefix="retrieve")


@dataclass(frozen=True)
class Candidate:
    """A passage that may answer, with its document and why it is here.

    ``score`` is comparable within one question only; ``dense`` is the cosine of the passage's best vector to the
    question (``None`` where it has none), ``lexical`` the raw BM25 sum (``None`` where the lexical index did not list
    it). ``why`` names every part of the score; ``unit_scores`` are the cosines of its units. ``also`` are the other
    documents that were found to hold its text.
    """

    passage: StoredPassage
    document: Document
    score: float
    dense: float | None
    lexical: float | None
    why: dict[str, object] = field(default_factory=dict)
    unit_scores: NDArray[np.float32] | None = None
    also: tuple[Document, ...] = ()


@dataclass(frozen=True)
class _Pool:
    """Both raw lists, the scale that makes them comparable, and their fusion, best first."""

    dense: dict[int, float]
    lexical: dict[int, float]
    scale: Scale
    fused: dict[int, Fused]


class Retriever:
    """Searches a library the way the settings say; safe to share between threads."""

    def __init__(self, library: Readable, settings: Settings | None = None) -> None:
        self.library = library
        self.settings = settings or Settings.load()
        self._tones: ToneRestorer | None = None
        self._tones_made_at = -1
        self._lock = Lock()
        self._remembered = Remembered(library)

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

    def vector(self, question: Question) -> NDArray[np.float32]:
        """What the dense index is asked, shape (dimension,), unit length.

        The question with its marks; an English one together with its terms in Vietnamese, which finds Vietnamese
        passages that neither finds alone.
        """
        share = self.settings.translated_weight
        if question.language != "en" or not question.expansions or not question.vietnamese or share <= 0:
            return self.library.embed_query(question.restored)
        translated = _BESIDE.submit(self.library.embed_query, question.vietnamese)
        vector = self.library.embed_query(question.restored)
        mixed = (1 - share) * vector + share * translated.result()
        length = float(np.linalg.norm(mixed))
        return (mixed / length).astype(np.float32) if length > 0 else vector

    def pool(self, question: Question, filters: Filters = _NO_FILTERS) -> list[Candidate]:
        """Every passage that was looked at for a question of one side, best first, repetitions included."""
        searches = [filters, *self._narrower(question, filters)]
        # The words are looked up while the question is embedded: both leave the interpreter to others.
        query = lexical_query(question)
        words = [_BESIDE.submit(self._words, query, wanted) for wanted in searches]
        vector = self.vector(question)
        near = [_BESIDE.submit(self._dense, vector, wanted) for wanted in searches[1:]]
        dense = [self._dense(vector, filters), *(found.result() for found in near)]
        pools = [self._pool(question, found, word.result()) for found, word in zip(dense, words, strict=True)]
        whole = pools[0]
        keys = list(whole.fused)[:_POOL]
        keys += [key for pool in pools[1:] for key in list(pool.fused)[: _POOL // 3]]
        units = self._unit_scores(list(dict.fromkeys(keys)), vector)
        found = self._reranked(question, self._scored(units, pools, question, filters))
        return self._read_together(question, found) if self.settings.cross_encoder else found

    def _reranked(self, question: Question, candidates: list[Candidate]) -> list[Candidate]:
        """Best first, by what each adds to its title; the shape of the answer is looked for in the best alone."""
        if self.settings.rerank:
            generation, remembered = self.library.generation, self._remembered
            sought = seeker(question, partial(remembered.frequency, generation), remembered.passages(generation))
            candidates = _ordered([_boosted(c, sought.added(view(c.passage), formal(c.passage))) for c in candidates])
            best = [_boosted(c, sought.shaped(unit_views(c.passage))) for c in candidates[:_SHAPED]]
            candidates = best + candidates[_SHAPED:]
        return _ordered(candidates)

    def _read_together(self, question: Question, found: list[Candidate]) -> list[Candidate]:
        """The best put in a cross-encoder's order; the first place keeps its score, whoever takes it.

        So scores still mean what answering and declining have learnt that they mean.
        """
        best = found[: self.settings.cross_encoder_passages]
        texts = [f"{c.passage.passage.prefix}\n{c.passage.text}".strip() for c in best]
        scores = load_cross_encoder(self.settings.cross_encoder)(question.restored, texts) if best else []
        order = sorted(range(len(best)), key=lambda n: -scores[n])
        placed = [
            replace(best[n], score=place.score, why={**best[n].why, "cross_encoder": round(scores[n], 4)})
            for n, place in zip(order, best, strict=True)
        ]
        return placed + found[len(best) :]

    def _ranked(self, question: Question, k: int, filters: Filters) -> list[Candidate]:
        return self._without_duplicates(self.pool(question, filters)[: 2 * k])[:k]

    def _dense(self, vector: NDArray[np.float32], filters: Filters) -> Ranked:
        if self.settings.indexes == "lexical":
            return []
        return _listed(self.library.dense(vector, self.settings.candidates, filters))

    def _words(self, query: LexicalQuery, filters: Filters) -> Ranked:
        if self.settings.indexes == "dense":
            return []
        return _listed(self.library.lexical(query, self.settings.candidates, filters))

    def _pool(self, question: Question, dense: Ranked, lexical: Ranked) -> _Pool:
        size, weight, span = self.settings.candidates, self._dense_weight(question), self.settings.dense_span
        scale = Scale.of(dense, lexical, dense_weight=weight, span=span, depth=size)
        if self.settings.fusion == "rrf":
            # Scaled so that first in both lists is 1, as in the routed fusion.
            scores = reciprocal_rank([dense, lexical])
            fused = {key: Fused(score * 30.5, 0.0, 0.0) for key, score in scores.items()}
        else:
            fused = fuse(dict(dense), dict(lexical), scale)
        return _Pool(dict(dense), dict(lexical), scale, fused)

    def _unit_scores(self, keys: Sequence[int], vector: NDArray[np.float32]) -> dict[int, NDArray[np.float32] | None]:
        """Every key with its units' cosines to the question, ``None`` where no vectors are asked or stored."""
        asked = [] if self.settings.indexes == "lexical" or self.library.embedding_mismatch else keys
        vectors = self._remembered.unit_vectors(self.library.generation, asked)
        return {key: vectors[key] @ vector if key in vectors else None for key in keys}

    def _dense_weight(self, question: Question) -> float:
        if question.language == "en":
            return self.settings.dense_weight_en if question.expansions else 0.9
        if question.language == "vi-nodiacritics":
            return self.settings.dense_weight_toneless
        return self.settings.dense_weight_vi

    def _narrower(self, question: Question, filters: Filters) -> list[Filters]:
        """Searches that a crowd of other documents must not hide: in the documents of a number, in those of a place."""
        if not self.settings.boosts:
            return []
        narrower: list[Filters] = []
        numbered = self._remembered.numbered(self.library.generation, [n.number for n in question.numbers])
        if numbered:
            kept = numbered if filters.documents is None else tuple(set(numbered) & set(filters.documents))
            narrower.append(replace(filters, documents=kept))
        if filters.place is None:
            names = dict.fromkeys(m.place.name for m in question.places if m.place.kind in {"province", "district"})
            narrower += [replace(filters, place=name) for name in list(names)[:_PLACES]]
        return narrower

    def _scored(
        self,
        units: Mapping[int, NDArray[np.float32] | None],
        pools: Sequence[_Pool],
        question: Question,
        filters: Filters,
    ) -> list[Candidate]:
        """Candidates with every part of their score; all are placed on the scale of the widest search."""
        whole = pools[0]
        dense = {key: score for pool in reversed(pools) for key, score in pool.dense.items()}
        lexical = {key: score for pool in reversed(pools) for key, score in pool.lexical.items()}
        passages = self.library.passages(list(units))
        documents = {key: self.library.document(key) for key in dict.fromkeys(p.document for p in passages.values())}
        boosts, generation = boosts_for(question) if self.settings.boosts else None, self.library.generation
        candidates = []
        for key, passage in passages.items():
            document = documents[passage.document]
            if document is None:
                continue
            cosine = dense.get(key, _best(units[key]))
            base = whole.scale.fused(cosine, lexical.get(key))
            if self.settings.fusion == "rrf":
                base = replace(base, score=whole.fused[key].score if key in whole.fused else 0.0)
            superseded = boosts is not None and self._remembered.superseded(generation, document, filters)
            parts = boosts.of(document, passage, superseded) if boosts else {}
            why: dict[str, object] = {
                "dense": round(base.dense, 4),
                "lexical": round(base.lexical, 4),
                "dense_weight": whole.scale.dense_weight,
                "cosine": _rounded(cosine),
                "bm25": _rounded(lexical.get(key)),
                "fused": round(base.score, 4),
                "boosts": {},
            }
            found = Candidate(passage, document, base.score, cosine, lexical.get(key), why, units[key])
            candidates.append(_boosted(found, parts))
        return candidates

    def _without_duplicates(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """One candidate for each text, in the place of the best of those that hold it; it names the others."""
        held, generation = [pairs(c.passage.text) for c in candidates], self.library.generation

        def linked(later: int, earlier: int) -> bool:
            alike = self._remembered.alike(generation, candidates[earlier].document.id)
            return candidates[later].document.id in alike

        def apart(later: int, earlier: int) -> bool:
            own, other = candidates[later], candidates[earlier]
            return of_two_papers(own.passage.text, own.document, other.document)

        groups: dict[int, list[int]] = {position: [position] for position in range(len(candidates))}
        for later, earlier in duplicates(held, linked, apart).items():
            groups[earlier] += groups.pop(later)
        return [_standing_for(candidates, held, group) for group in groups.values()]


def _standing_for(candidates: Sequence[Candidate], held: Sequence[Set[str]], group: Sequence[int]) -> Candidate:
    """The one of a group (best first) that is shown: the most official or earliest of those that hold the best's text
    whole, with the best's score.
    """
    if len(group) == 1:
        return candidates[group[0]]
    whole = [n for n in group if n == group[0] or same_text(held[n], held[group[0]])]
    shown = min(whole, key=lambda n: standing(candidates[n].document))
    others = [candidates[n].document for n in group if n != shown]
    why = {**candidates[shown].why, "repeated_in": [other.file for other in others]}
    return replace(candidates[shown], score=candidates[group[0]].score, also=tuple(others), why=why)


def _listed(found: Sequence[Scored]) -> Ranked:
    return [(scored.passage, scored.score) for scored in found]


def _ordered(candidates: list[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda c: (-c.score, c.passage.id))


def _boosted(candidate: Candidate, parts: Mapping[str, float]) -> Candidate:
    """With these additions to its score, and a word of each that is not nought."""
    said: Mapping[str, float] = candidate.why["boosts"]  # type: ignore[assignment]
    told = {name: round(value, 4) for name, value in parts.items() if value}
    why = {**candidate.why, "boosts": {**said, **told}}
    # Spelt out: `replace` takes as long as everything else here, and this is done for every candidate.
    return Candidate(
        candidate.passage,
        candidate.document,
        candidate.score + sum(parts.values()),
        candidate.dense,
        candidate.lexical,
        why,
        candidate.unit_scores,
        candidate.also,
    )


def _best(cosines: NDArray[np.float32] | None) -> float | None:
    # All nought: the units of this passage have no vectors of their own.
    return float(cosines.max()) if cosines is not None and np.any(cosines) else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)
