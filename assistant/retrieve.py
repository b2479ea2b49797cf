"""From a question to the passages that may answer it: both indexes, fused, boosted, explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from assistant.boosts import boosts_for
from assistant.cross_encoder import load_cross_encoder
from assistant.duplicates import duplicates, near, of_two_papers, same_text, standing
from assistant.fuse import Fused, Ranked, Scale, fuse, interleave, reciprocal_rank
from assistant.glossary import Glossary, load_glossary
from assistant.intent import AnswerType
from assistant.lexical_query import lexical_query
from assistant.operands import operands
from assistant.remembered import Remembered
from assistant.rerank import Seeker, seeker
from assistant.settings import Settings
from assistant.shape import remember_quantities
from assistant.tones import ToneRestorer
from assistant.understand import Question, understand
from assistant.view import pairs
from index.digest import Digest, digest_of
from index.model import Document, Filters, StoredPassage
from index.readable import Readable
from index.scored import LexicalQuery, Scored

_TONES_STATE = "tones-1"
_NO_FILTERS = Filters()
_POOL = 30  # of the fused list, read and boosted
_SHAPED = 12  # of the best, in which an answer's shape is looked for
_AHEAD = 16  # of what a search by words finds, read while the question is embedded
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


@dataclass(slots=True)
class _Weighed:
    """A passage while it is weighed: ``base`` is what both lists say, ``parts`` what was added to it."""

    passage: StoredPassage
    document: Document
    digest: Digest
    base: Fused
    dense_weight: float
    dense: float | None
    lexical: float | None
    unit_scores: NDArray[np.float32] | None
    score: float
    parts: dict[str, float] = field(default_factory=dict)

    def add(self, parts: Mapping[str, float]) -> None:
        """Add to the score."""
        self.score += sum(parts.values())
        self.parts.update(parts)

    def candidate(self) -> Candidate:
        """The outcome, which says of every part that is not nought what it was."""
        why: dict[str, object] = {
            "dense": round(self.base.dense, 4),
            "lexical": round(self.base.lexical, 4),
            "dense_weight": self.dense_weight,
            "cosine": _rounded(self.dense),
            "bm25": _rounded(self.lexical),
            "fused": round(self.base.score, 4),
            "boosts": {name: round(value, 4) for name, value in self.parts.items() if value},
        }
        return Candidate(self.passage, self.document, self.score, self.dense, self.lexical, why, self.unit_scores)


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
        return self._mixed(self._embedding(question))

    def _embedding(self, question: Question) -> list[Future[NDArray[np.float32]]]:
        """The vectors of a question on their way: its own and, where it is to be asked too, its translation's."""
        texts = [question.restored]
        if question.language == "en" and question.expansions and question.vietnamese:
            texts += [question.vietnamese] if self.settings.translated_weight > 0 else []
        return [_BESIDE.submit(self.library.embed_query, text) for text in texts]

    def _mixed(self, embedding: Sequence[Future[NDArray[np.float32]]]) -> NDArray[np.float32]:
        vector, *translated = [found.result() for found in embedding]
        if not translated:
            return vector
        share = self.settings.translated_weight
        mixed = (1 - share) * vector + share * translated[0]
        length = float(np.linalg.norm(mixed))
        return (mixed / length).astype(np.float32) if length > 0 else vector

    def pool(self, question: Question, filters: Filters = _NO_FILTERS) -> list[Candidate]:
        """Every passage that was looked at for a question of one side, best first, repetitions included."""
        # What needs no vector is done while the question is embedded, which leaves the interpreter to others.
        embedding = self._embedding(question)
        searches = [filters, *self._narrower(question, filters)]
        query = lexical_query(question)
        words = [_BESIDE.submit(self._words, query, wanted) for wanted in searches]
        lexical = [found.result() for found in words]
        sought = self._seeker(question, query) if self.settings.rerank else None
        self._fetch([key for found in lexical for key, _ in found[:_AHEAD]])
        vector = self._mixed(embedding)
        near = [_BESIDE.submit(self._dense, vector, wanted) for wanted in searches[1:]]
        dense = [self._dense(vector, filters), *(found.result() for found in near)]
        pools = [self._pool(question, *lists) for lists in zip(dense, lexical, strict=True)]
        keys = list(pools[0].fused)[:_POOL]
        keys += [key for pool in pools[1:] for key in list(pool.fused)[: _POOL // 3]]
        units = self._unit_scores(list(dict.fromkeys(keys)), vector)
        found = self._reranked(sought, self._weighed(units, pools, question, filters))
        return self._read_together(question, found) if self.settings.cross_encoder else found

    def _seeker(self, question: Question, query: LexicalQuery) -> Seeker:
        generation, remembered = self.library.generation, self._remembered
        return seeker(question, partial(remembered.frequency, generation), remembered.passages(generation), query)

    def _fetch(self, keys: Sequence[int]) -> None:
        """Have what ranking will ask of these passages in memory."""
        self.library.whole({passage.document for passage in self.library.passages(keys).values()})
        self.library.digests(keys)
        if self.settings.indexes != "lexical" and not self.library.embedding_mismatch:
            self._remembered.unit_vectors(self.library.generation, keys)

    def _reranked(self, sought: Seeker | None, found: list[_Weighed]) -> list[Candidate]:
        """Best first, by what each adds to its title; the shape of the answer is looked for in the best alone."""
        if sought:
            for weighed, parts in zip(found, sought.added([w.digest for w in found]), strict=True):
                weighed.add(parts)
            found = _ordered(found)
            best = found[:_SHAPED]
            for weighed, shares in zip(best, sought.shares([w.digest for w in best]), strict=True):
                weighed.add(sought.shaped(_units(sought, weighed, shares)))
        return [weighed.candidate() for weighed in _ordered(found)]

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

    def _weighed(
        self,
        units: Mapping[int, NDArray[np.float32] | None],
        pools: Sequence[_Pool],
        question: Question,
        filters: Filters,
    ) -> list[_Weighed]:
        """What was found, with all but its words weighed; all is placed on the scale of the widest search."""
        whole = pools[0]
        dense = {key: score for pool in reversed(pools) for key, score in pool.dense.items()}
        lexical = {key: score for pool in reversed(pools) for key, score in pool.lexical.items()}
        passages = self.library.passages(list(units))
        documents = self.library.whole({passage.document for passage in passages.values()})
        digests = _digests(self.library, passages.values())
        boosts, generation = boosts_for(question) if self.settings.boosts else None, self.library.generation
        found = []
        for key, passage in passages.items():
            document = documents.get(passage.document)
            if document is None:
                continue
            cosine = dense[key] if key in dense else _best(units[key])
            base = whole.scale.fused(cosine, lexical.get(key))
            if self.settings.fusion == "rrf":
                base = replace(base, score=whole.fused[key].score if key in whole.fused else 0.0)
            weight = whole.scale.dense_weight
            digest = digests[key]
            weighed = _Weighed(
                passage, document, digest, base, weight, cosine, lexical.get(key), units[key], base.score
            )
            if boosts is not None:
                superseded = self._remembered.superseded(generation, document, filters)
                weighed.add(boosts.of(document, passage, digest, superseded))
            found.append(weighed)
        return found

    def _without_duplicates(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """One candidate for each text, in the place of the best of those that hold it; it names the others."""
        held, generation = self._neighbours(candidates), self.library.generation

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

    def _neighbours(self, candidates: Sequence[Candidate]) -> list[Set[str]]:
        """The neighbouring pairs of each candidate's text; none where it surely repeats no other, nor another it."""
        digests = _digests(self.library, [c.passage for c in candidates])
        close = near([digests[c.passage.id].all_pairs() for c in candidates])
        return [pairs(c.passage.text) if n in close else frozenset() for n, c in enumerate(candidates)]


def _digests(library: Readable, passages: Iterable[StoredPassage]) -> dict[int, Digest]:
    """What ranking reads of each passage, also of one that went meanwhile."""
    passages = list(passages)
    kept = library.digests([stored.id for stored in passages])
    return {stored.id: kept.get(stored.id) or digest_of(stored) for stored in passages}


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


def _ordered(found: list[_Weighed]) -> list[_Weighed]:
    return sorted(found, key=lambda w: (-w.score, w.passage.id))


def _units(sought: Seeker, weighed: _Weighed, shares: Sequence[float]) -> list[tuple[float, str, str]]:
    """The units that say more than the title: share of the question's terms, text, context."""
    stored, digest = weighed.passage, weighed.digest
    start, every = stored.passage.start, stored.passage.units
    units = [every[position] for position in digest.units.tolist()]
    texts = [stored.text[unit.start - start : unit.end - start] for unit in units]
    if sought.intent.type is AnswerType.FIGURE:
        for text, found in zip(texts, digest.quantities(), strict=True):
            remember_quantities(text, found)
    return [(share, text, unit.context) for share, text, unit in zip(shares, texts, units, strict=True)]


def _best(cosines: NDArray[np.float32] | None) -> float | None:
    # All nought: the units of this passage have no vectors of their own.
    return float(cosines.max()) if cosines is not None and np.any(cosines) else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)
