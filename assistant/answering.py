"""One question being answered: in which order the answerers are tried, which engine writes, what is checked."""

from __future__ import annotations

import logging
from collections.abc import Generator, Sequence
from dataclasses import replace
from enum import StrEnum

from assistant import (
    clarify,
    decline,
    indicator_answer,
    llm,
    merger_answer,
    paper_answer,
    rivals,
    standing,
)
from assistant.asked import Asked, asked
from assistant.comparing import Comparison, Reported
from assistant.draft import Draft, Statement
from assistant.evidence import Evidence, rank
from assistant.extractive import Limits, extract
from assistant.features import asked_places
from assistant.force import Force
from assistant.phrases import only_periods, phrase
from assistant.planted import is_planted
from assistant.retrieve import Candidate, Retriever
from assistant.settings import Settings
from assistant.understand import Question
from assistant.verify import check
from assistant.widen import widen
from index.answer import Check, Language, Nearby, Usage
from index.model import Document, Filters, Indicator
from index.period_labels import describe_period
from index.readable import Readable
from index.text import fold

logger = logging.getLogger(__name__)

_NEARBY = 3
_LEAST = 200  # characters left for evidence beside a note
_ELSEWHERE = 20  # documents, besides those found, whose figures are read where none is of the period asked for
_TOP = 5  # units among which an indicator's sentence must be, for the row to be trusted
_LLM_LENIENCE = (
    0.25  # a language model reads the evidence itself and may decline too: only the hopeless is declined before
)

Drafting = Generator[str, None, Draft]  # pieces of text as they come, then the draft


class Engine(StrEnum):
    """Who writes the answer."""

    EXTRACTIVE = "extractive"
    LLM = "llm"
    FLOOR = "floor"  # the three units most similar to the question: what every answer is measured against


class Answering:
    """What all questions share: the library, the retriever, the language model."""

    def __init__(self, library: Readable, retriever: Retriever, settings: Settings) -> None:
        self.library = library
        self.retriever = retriever
        self.settings = settings
        self.model = llm.LanguageModel(settings)

    def begin(
        self, question: Question, candidates: Sequence[Candidate], *, filters: Filters, limits: Limits, engine: Engine
    ) -> Run:
        """A run over ``candidates``."""
        return Run(self, self.read(question), candidates, filters=filters, limits=limits, engine=engine)

    def widened(self, asked: Asked, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The candidates with the rest of their best documents."""
        return widen(self.library, candidates, self.retriever.vector(asked.question))

    def read(self, question: Question) -> Asked:
        """The question with its terms weighed by how rare they are in the library."""
        count = self.library.passage_count

        def frequency(term: str) -> float:
            return self.library.document_frequency("folded", term) / count if count else 0.0

        return asked(question, frequency)


class Run:
    """One question on its way. ``draft`` is called once; what it found holds from then on."""

    def __init__(
        self,
        shared: Answering,
        asked: Asked,
        candidates: Sequence[Candidate],
        *,
        filters: Filters,
        limits: Limits,
        engine: Engine,
    ) -> None:
        self._shared = shared
        self.asked = asked
        self._candidates = candidates
        self._filters = filters
        self._limits = limits
        self._engine = engine
        self._language: Language = asked.question.answer_language
        self.engine_name = engine.value
        self.confidence: float | None = None
        self.checks: tuple[Check, ...] = ()
        self.nearby: tuple[Nearby, ...] = ()
        self.usage: Usage | None = None
        self._force = Force(shared.library, asked, filters)
        self._comparison = Comparison(
            shared, asked, filters, Reported(self._rows, lambda: self._rows(self._found()) + self._rows_elsewhere())
        )
        self._sifted: standing.Sifted | None = None  # where a period is asked for

    def draft(self) -> Drafting:  # noqa: PLR0911, PLR0912 (one branch for each kind of answer)
        """The answer of the first answerer that has one."""
        if not self.asked.terms.weights:
            return Draft("not_found", opening=phrase("contentless", self._language))
        found: Sequence[Evidence] = rank(self.asked, self._shared.widened(self.asked, self._candidates))
        ranked: Sequence[Evidence] = self._force.ordered(found)
        if not ranked:
            return Draft("not_found", opening=phrase("empty", self._language))
        if self._engine is Engine.FLOOR:
            return Draft("answered", tuple(floor(self.asked, self._candidates, self._limits)))
        for answerer in (paper_answer, merger_answer):
            said = answerer.answer(self.asked.question, self._shared.library, self._filters, self._language)
            if said is not None:
                return self._checked(said)
        # Whether it is answered at all is told by the evidence as it is, in force or not.
        comparison = self._comparison
        if decline.foreign(comparison.plainly(), found, self._candidates):
            self.confidence = 0.0
            return self._declined(ranked)
        compared = comparison.draft()
        if compared is not None:
            return self._checked(compared)
        if comparison.lacking:
            self.confidence = 0.0
            return self._declined(ranked)
        whole = ranked
        found, ranked = self._sift(found, ranked)
        reported = None if comparison.sides else self._reported(ranked, whole)
        if reported is not None:
            return self._checked(reported)
        self.confidence, threshold = self._confident(found)
        if self.confidence < threshold * (_LLM_LENIENCE if self._engine is Engine.LLM else 1.0):
            return self._declined(ranked)
        if self._engine is Engine.LLM:
            written = yield from self._written(ranked)
            if written is not None:
                return written
        if comparison.sides:
            return self._checked(comparison.evidence(self._limits))
        return self._checked(Draft("answered", tuple(self._extracted(ranked))))

    # -- the answerers ----------------------------------------------------------------------------------------------

    def _confident(self, found: Sequence[Evidence]) -> tuple[float, float]:
        """The probability that what is found answers the question, and that below which it is declined."""
        model = decline.default_model()
        if not found:
            return 0.0, model.threshold
        # `known` names a document once for each file that holds it.
        owners = {owner for owner, _ in self._shared.library.known().values()}
        lone = len(owners) == 1 and {c.document.id for c in self._candidates} == owners
        whole = model.probability(decline.signals(self.asked, found, self._candidates, lone=lone))
        # A comparison is answered where each of its sides is.
        each = [model.probability(decline.signals(*side, lone=lone)) for side in self._comparison.sides]
        return max(whole, min(each, default=0.0)), model.threshold

    def _sift(
        self, found: Sequence[Evidence], ranked: Sequence[Evidence]
    ) -> tuple[Sequence[Evidence], Sequence[Evidence]]:
        """Both without what is of a thing of another name or kind, where the best is, and of another period than asked
        for; confidence is weighed with the rest where the best stays.
        """
        if self._comparison.sides:
            return found, ranked
        things = rivals.named_things(self.asked)
        if rivals.of_rival(things, found[0]):
            found = [e for e in found if not rivals.of_rival(things, e)]
            ranked = [e for e in ranked if not rivals.of_rival(things, e)]
        own = decline.of_its_kind(self.asked, found)
        if len(own) < len(found):
            found, ranked = own, [e for e in ranked if e in own]
        if not standing.asked_periods(self.asked):
            return found, ranked
        sifted = self._sifted = standing.Sifted(self.asked, found, self._indicators(found))
        kept = sifted.kept(found)
        return found if kept[:1] == found[:1] else kept, sifted.kept(ranked)

    def _extracted(self, ranked: Sequence[Evidence]) -> list[Statement]:
        """The best units; the first says where it is counted up to the end of the period asked for."""
        label = self._sifted.ending(ranked[0]) if self._sifted else None
        if label is None:
            return extract(self.asked, ranked, self._limits)
        note = indicator_answer.period_note(self.asked, label, self._language)
        limits = replace(self._limits, characters=max(_LEAST, self._limits.characters - len(note)))
        first, *further = extract(self.asked, ranked, limits)
        return [first, Statement(note, first.sources[:1], verbatim=False, note=note), *further]

    def _reported(self, ranked: Sequence[Evidence], whole: Sequence[Evidence]) -> Draft | None:
        """From the table of indicators: a reported figure, several to choose from, or several that differ. ``ranked``
        is what of the ``whole`` evidence is of the period asked for.
        """
        if not indicator_answer.wants_indicator(self.asked):
            return None
        rows = self._rows(self._found())
        fits = indicator_answer.fitting(self.asked, rows)
        if self.asked.question.periods and not (fits and fits[0].exact_period):
            # Another paper of the place may report the period asked for, or one that ends with it.
            fits = indicator_answer.fitting(self.asked, rows + self._rows_elsewhere())
        if not fits:
            return None
        asked_back = clarify.ambiguous(self.asked, fits, self._language)
        if asked_back is not None:
            return asked_back
        trusted = _trusted(fits, [f for f in indicator_answer.alike(self.asked, rows) if _told(f, whole)], whole)
        if not trusted or indicator_answer.superseded(trusted[0], ranked):
            return None
        differing = clarify.rivals(fits, trusted[0])
        if differing:
            return clarify.conflicting(differing, self._language)
        return Draft("answered", tuple(indicator_answer.statements(trusted[0], self.asked, self._language)))

    def _rows_elsewhere(self) -> list[indicator_answer.Row]:
        """The indicators of documents not found that are of a place and a period asked for."""
        library, found = self._shared.library, {c.document.id for c in self._candidates}
        named = dict.fromkeys(
            stored.document
            for place in asked_places(self.asked.question)
            for stored in library.indicators(place=place.name, filters=self._filters)
            if stored.document not in found and indicator_answer.of_period(self.asked, stored.indicator)
        )
        documents = [library.document(one) for one in list(named)[:_ELSEWHERE]]
        return self._rows([document for document in documents if document is not None])

    def _indicators(self, ranked: Sequence[Evidence]) -> dict[str, list[Indicator]]:
        """The indicators of the documents of ``ranked``."""
        found: dict[str, list[Indicator]] = {}
        for stored in self._shared.library.indicators(documents=list({e.candidate.document.id for e in ranked})):
            found.setdefault(stored.document, []).append(stored.indicator)
        return found

    def _found(self) -> list[Document]:
        return [candidate.document for candidate in self._candidates]

    def _rows(self, found: Sequence[Document]) -> list[indicator_answer.Row]:
        """The indicators of ``found``, with their passages."""
        documents = {document.id: document for document in found}
        stored = self._shared.library.indicators(documents=list(documents), filters=self._filters)
        passages = self._shared.library.passages([s.passage for s in stored if s.passage is not None])
        rows = [
            indicator_answer.Row(
                standing.dated(s.indicator, documents[s.document]),
                documents[s.document],
                passages[s.passage].passage if s.passage in passages else None,
            )
            for s in stored
        ]
        return [row for row in rows if not is_planted(indicator_answer.source_of_row(row).quote)]

    def _written(self, ranked: Sequence[Evidence]) -> Generator[str, None, Draft | None]:
        """By the language model; ``None`` where it failed or nothing of it could be supported."""
        shared = self._shared
        system, user, given = llm.messages(self.asked, ranked, shared.settings.llm_context_tokens)
        reply: list[str] = []
        try:
            for piece in shared.model.stream(system, user, self._metered):
                reply.append(piece)
                yield piece
        except llm.ModelError as error:
            logger.warning("%s", error)
            return self._fallen_back(ranked, error.cause)
        said = llm.attribute("".join(reply), self.asked, given, shared.library.embed_query, shared.library.unit_vectors)
        self.checks = said.checks
        if said.declined:
            self.engine_name = shared.model.name
            return self._declined(ranked)
        if not said.statements:
            return self._fallen_back(ranked, "unsupported")
        self.engine_name = shared.model.name
        return Draft("answered", said.statements)

    def _metered(self, usage: Usage) -> None:
        self.usage = usage

    def _fallen_back(self, ranked: Sequence[Evidence], cause: str) -> Draft:
        """The extractive answer, saying why the model failed."""
        self.engine_name = Engine.EXTRACTIVE.value
        opening = phrase("fell_back", self._language, cause=phrase(f"model_{cause}", self._language))
        return Draft("answered", tuple(extract(self.asked, ranked, self._limits)), opening)

    # -- what is said of the answer -----------------------------------------------------------------------------------

    def _checked(self, draft: Draft) -> Draft:
        self.checks = tuple(verdict for statement in draft.statements for verdict in verified(statement, self.asked))
        return replace(draft, statements=tuple(map(self._labelled, draft.statements)))

    def _labelled(self, statement: Statement) -> Statement:
        """The statement, saying what acted on the papers that it cites."""
        notes = dict.fromkeys(filter(None, (self._force.label(s.document, self._language) for s in statement.sources)))
        note = f"({'; '.join(notes)})"
        return replace(statement, text=f"{statement.text} {note}", note=note) if notes else statement

    def _declined(self, ranked: Sequence[Evidence]) -> Draft:
        documents = {c.document.id: c.document for c in self._candidates}
        self.nearby = tuple(Nearby(file=d.file, title=d.title) for d in list(documents.values())[:_NEARBY])
        others = self._sifted.others if self._sifted else ()
        if self._comparison.lacking:
            missing = phrase("lacks_side", self._language, side=self._comparison.lacking)
        elif others:
            missing = only_periods(standing.asked_periods(self.asked)[0].label, others, self._language)
        else:
            missing = decline.missing(self.asked, ranked, self._language)
        return Draft("not_found", opening=" ".join(filter(None, [phrase("declined", self._language), missing])))


def floor(asked: Asked, candidates: Sequence[Candidate], limits: Limits) -> list[Statement]:
    """The units most similar to the question, verbatim: the baseline."""
    return extract(asked, rank(asked, candidates, weights={"similarity": 1.0}), limits)


def verified(statement: Statement, asked: Asked) -> list[Check]:
    """The verdicts on the facts of a statement against what it cites and what stands around it."""
    sources = [f"{s.frame}\n{s.quote}" for s in statement.sources]
    return check(statement.text, sources, [asked.question.text, statement.note, *_periods(statement)])


def _periods(statement: Statement) -> list[str]:
    """The periods of the reported figures told, which may stand far from them in their documents."""
    labels = [fact.period for fact in statement.indicators if fact.period]
    return [describe_period(label, language) for label in labels for language in ("vi", "en")]


def _trusted(
    fits: Sequence[indicator_answer.Fit], alike: Sequence[indicator_answer.Fit], ranked: Sequence[Evidence]
) -> list[indicator_answer.Fit]:
    """The rows that the best evidence tells; where that tells another period, also those of the measure of ``alike``,
    rows that it tells.
    """
    told = [f for f in fits if _told(f, ranked)]
    if fits[0].exact_period:
        if told and told[0].exact_period:
            return told
        measures = [f.row.indicator.name for f in alike]
        return [
            f
            for f in fits
            if f.exact_period and any(indicator_answer.same_measure(f.row.indicator.name, m) for m in measures)
        ]
    names = [fold(f.row.indicator.name) for f in alike]
    return [f for f in fits if any(n in fold(f.row.name) or fold(f.row.indicator.name) in n for n in names)]


def _told(fit: indicator_answer.Fit, ranked: Sequence[Evidence]) -> bool:
    """Whether the row's sentence is among the best evidence."""
    return any(_spans(evidence, fit) for evidence in ranked[:_TOP])


def _spans(evidence: Evidence, fit: indicator_answer.Fit) -> bool:
    """Whether the evidence is the sentence of the row."""
    indicator = fit.row.indicator
    same = evidence.candidate.document.id == fit.row.document.id
    return same and evidence.unit.start < indicator.end and indicator.start < evidence.unit.end
