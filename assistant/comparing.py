"""A question that sets two things or more against each other: each side looked up by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant import compare, indicator_answer, indicator_comparison, relative, sides
from assistant.asked import Asked
from assistant.dimension import Dimension, dimension
from assistant.draft import Draft
from assistant.evidence import Evidence, rank
from assistant.extractive import Limits, extract
from assistant.indicator_answer import Row
from assistant.measures import measure_of
from assistant.retrieve import Candidate, Retriever
from assistant.settings import Settings
from assistant.side_figures import Value, values
from assistant.sides import Operand
from assistant.understand import Question
from index.answer import Language
from index.model import Document, Filters, Indicator

Side = tuple[Asked, Sequence[Evidence], Sequence[Candidate]]


class Reading(Protocol):
    """What reads and widens a question: the part of `Answering` that a comparison needs."""

    @property
    def retriever(self) -> Retriever: ...

    @property
    def settings(self) -> Settings: ...

    def read(self, question: Question) -> Asked: ...

    def widened(self, asked: Asked, candidates: Sequence[Candidate]) -> list[Candidate]: ...


@dataclass(frozen=True, slots=True)
class Reported:
    """The rows of the table of indicators: ``of`` some documents, and ``known`` of all that the question may mean."""

    of: Callable[[Sequence[Document]], list[Row]]
    known: Callable[[], list[Row]]


class Comparison:
    """The comparison that a question asks for, if any; what ``draft`` found holds from then on."""

    def __init__(self, shared: Reading, asked: Asked, filters: Filters, reported: Reported) -> None:
        self._shared = shared
        self._asked = asked
        self._filters = filters
        self._reported = reported
        self._language: Language = asked.question.answer_language
        self._sides: dict[str, Side] = {}
        self._lacking = ""

    @property
    def sides(self) -> list[Side]:
        """Each side as a question of its own, with its evidence and candidates."""
        return list(self._sides.values())

    @property
    def lacking(self) -> str:
        """The side of which there is no figure, where the distance or ratio of two is asked for."""
        return self._lacking

    def plainly(self) -> Asked:
        """The question as a plain comparison, where it asks for one in other words."""
        reading = relative.plain(self._asked.question.text)
        return self._read(reading.question) if reading and sides.set_against(reading.question) else self._asked

    def draft(self) -> Draft | None:
        """The figures of the sides that the question sets against each other, with what is worked out of them."""
        text = self._asked.question.text
        reading = relative.plain(text)
        times = reading is not None and reading.relation is relative.Relation.TIMES
        if reading is not None and sides.set_against(reading.question, kinds=times):
            whole = self._read(reading.question)
            pair = self._pair(whole)
            if pair is not None:
                intent = replace(compare.ordered(whole), difference=True)
                return Draft("answered", tuple(compare.related(intent, pair, reading.relation, self._language)))
            if reading.relation is not relative.Relation.SHARE:
                return None
            self._forget()  # a share may be told of one side alone
        single = sides.pairs(relative.between_sides(text))
        if single:
            return self._ranked_sides([self._read(one) for one in single])
        whole = self._read(relative.between_sides(text)) if sides.set_against(text) else self._asked
        pair = self._pair(whole)
        if pair is None:
            return None
        return Draft("answered", tuple(compare.conclude(indicator_comparison.intent_of(whole), pair, self._language)))

    def evidence(self, limits: Limits) -> Draft:
        """The evidence of each side, where no two figures can be set against each other."""
        half = Limits(max(1, limits.units // len(self._sides)), limits.characters // len(self._sides))
        said = dict.fromkeys(s for alone, ranked, _ in self.sides for s in extract(alone, ranked, half))
        return Draft("answered", tuple(said))

    def _read(self, text: str) -> Asked:
        """Another question in place of the one asked, answered in its language."""
        return self._asked if text == self._asked.question.text else self._shared.read(self._understood(text))

    def _understood(self, text: str) -> Question:
        return self._shared.retriever.understand(text)

    def _forget(self) -> None:
        self._sides.clear()
        self._lacking = ""

    def _ranked_sides(self, questions: Sequence[Asked]) -> Draft | None:
        """The most or least of several sides, of ``questions`` that each set the first of them against another one."""
        pairs = [self._pair(one) for one in questions]
        found = [pair for pair in pairs if pair is not None]
        if len(found) < len(pairs) or not compare.one_measure(found):
            return None
        values = (found[0][0], *(pair[1] for pair in found))
        return Draft("answered", tuple(compare.rank_sides(compare.ordered(questions[0]), values, self._language)))

    def _pair(self, asked: Asked) -> tuple[Value, Value] | None:
        """The figures of the two sides of ``asked``, in its order."""
        recorded = self._recorded(asked)
        pair = recorded.pair() if recorded else None
        if pair is not None:
            return pair
        operands = sides.split(asked.question.text) if compare.wanted(asked) else None
        if operands is None:
            return None
        measure, of = measure_of(asked, [o.called for o in operands]), dimension(asked)
        found = []
        fits = []
        for operand, rival in zip(operands, reversed(operands), strict=True):
            alone, ranked, candidates = self._side(asked, operand, of)
            rows = self._reported.of([c.document for c in candidates])
            fits.append(indicator_answer.fitting_side(asked, alone, rows))
            reported: dict[str, list[Indicator]] = {}
            for row in rows:
                reported.setdefault(row.document.id, []).append(row.indicator)
            told = values(alone, (operand, rival), ranked, measure, of, reported)
            found.append(indicator_comparison.settled(told, recorded.of(operand) if recorded else None))
        pair = None if recorded else compare.choose_reported(operands, fits, of)
        pair = pair or compare.choose(found[0], found[1], of)
        if pair is not None and indicator_comparison.one_figure(pair):
            pair = None
        if pair is None and not operands[0].kind and indicator_comparison.intent_of(asked).difference:
            both = zip(operands, found, reversed(found), strict=True)
            lacking = [o.called or o.name for o, one, other in both if compare.lacking(one, other)]
            self._lacking = lacking[0] if len(lacking) == 1 else ""
        if pair is None and operands[0].kind:
            self._sides.clear()  # two kinds of things may stand in one sentence: the question is looked up whole
        return pair

    def _side(self, asked: Asked, operand: Operand, of: Dimension) -> Side:
        """What is found of one side of ``asked``."""
        question, shared = self._understood(operand.question), self._shared
        candidates = shared.retriever.retrieve(question, k=shared.settings.passages, filters=self._filters)
        alone = compare.alone(asked, shared.read(question), of)
        side = self._sides[operand.question] = alone, rank(alone, shared.widened(alone, candidates)), candidates
        return side

    def _recorded(self, asked: Asked) -> indicator_comparison.Figures | None:
        """What the table of indicators tells of the sides of a comparison."""
        both = indicator_comparison.compared(asked, self._language)
        return indicator_comparison.figures(asked, both, self._reported.known()) if both is not None else None
