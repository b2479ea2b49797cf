"""The assistant: a question in, a cited answer out. It understands, retrieves, answers, verifies, or declines."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Iterator, Sequence

from assistant.answering import Answering, Engine
from assistant.draft import hit, render
from assistant.duplicates import also_at, quoted_at
from assistant.extractive import Limits
from assistant.followup import complete
from assistant.highlight import highlights
from assistant.retrieve import Retriever
from assistant.settings import Settings
from index.answer import Answer, Hit, Seconds
from index.model import Filters
from index.readable import Readable
from index.tone_marks import repair_marks


class QuestionError(ValueError):
    """A question that cannot be asked (empty, too long); the message is one line."""


class Assistant:
    """Answers questions over a library. Safe to share between threads."""

    def __init__(self, library: Readable, settings: Settings | None = None) -> None:
        self.library = library
        self.settings = settings or Settings.load()
        self.retriever = Retriever(library, self.settings)
        self._answering = Answering(library, self.retriever, self.settings)

    def ask(
        self,
        question: str,
        *,
        filters: Filters = Filters(),
        history: Sequence[Answer] = (),
        units: int | None = None,
        engine: str | None = None,
    ) -> Answer:
        """The answer to ``question``, completed from ``history`` (oldest first) where it is a follow-up.

        Raises:
            QuestionError: the question is empty or longer than ``settings.max_question_characters``.
        """
        answer: Answer | None = None
        for piece in self.stream(question, filters=filters, history=history, units=units, engine=engine):
            if isinstance(piece, Answer):
                answer = piece
        assert answer is not None
        return answer

    def stream(
        self,
        question: str,
        *,
        filters: Filters = Filters(),
        history: Sequence[Answer] = (),
        units: int | None = None,
        engine: str | None = None,
    ) -> Iterator[str | Answer]:
        """Pieces of the answer's text as they come, then the final ``Answer``, whose text replaces them.

        Raises:
            QuestionError: as ``ask``, when the iterator is first advanced.
        """
        started = time.perf_counter()
        text = self._checked(question)
        rewritten = complete(text, history)
        understood = self.retriever.understand(rewritten or text)
        candidates = self.retriever.retrieve(understood, k=self.settings.passages, filters=filters)
        retrieved = time.perf_counter()
        run = self._answering.begin(
            understood,
            candidates,
            filters=filters,
            limits=Limits(units or self.settings.units, self.settings.answer_characters),
            engine=Engine(engine or self.settings.engine),
        )
        draft = yield from run.draft()
        rendered = render(draft)
        repeated = {c.document.id: c.also for c in candidates if c.also}
        citations = tuple(
            c.model_copy(update={"also": quoted_at(self.library, c, filters, repeated.get(c.document, ()))})
            for c in rendered.citations
        )
        finished = time.perf_counter()
        answer = Answer(
            question=text,
            rewritten=rewritten,
            language=understood.answer_language,
            status=draft.status,
            text=rendered.text,
            citations=citations,
            indicators=rendered.indicators,
            engine=run.engine_name,
            checks=run.checks,
            nearby=run.nearby,
            confidence=run.confidence,
            usage=run.usage,
            seconds=Seconds(retrieve=retrieved - started, answer=finished - retrieved, total=finished - started),
        )
        yield answer

    def search(self, query: str, *, k: int = 10, filters: Filters = Filters()) -> list[Hit]:
        """The ``k`` passages nearest to ``query``, best first, their matching words highlighted."""
        understood = self.retriever.understand(self._checked(query))
        found = self.retriever.retrieve(understood, k=k, filters=filters)
        return [
            hit(
                candidate.document,
                candidate.passage,
                rank=rank,
                score=candidate.score,
                highlights=highlights(understood, candidate.passage.text),
                why=dict(candidate.why),
                also=also_at(candidate.document, candidate.also),
            )
            for rank, candidate in enumerate(found, 1)
        ]

    def _checked(self, question: str) -> str:
        if not question.strip():
            raise QuestionError("the question is empty")
        text = repair_marks(_printable(question)).strip()
        if len(text) > self.settings.max_question_characters:
            raise QuestionError(f"the question is longer than {self.settings.max_question_characters} characters")
        return text


def _printable(text: str) -> str:
    """``text`` with its control characters as spaces, without what formats or is half a character."""
    kinds = ((c, unicodedata.category(c)) for c in text)
    return "".join(" " if kind == "Cc" else c for c, kind in kinds if kind not in {"Cf", "Cs", "Co", "Cn"})
