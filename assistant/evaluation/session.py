"""One evaluation from beginning to end: ask, judge, measure, compare, write. What the command and the page both run."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from assistant.assistant import Assistant
from assistant.evaluation import provenance
from assistant.evaluation.compare import compare
from assistant.evaluation.html import render_html
from assistant.evaluation.report import build_report, overhead, write_json, write_text
from assistant.evaluation.runner import BEST, run, run_key
from assistant.evaluation.testset import TestSet
from assistant.llm import ModelError
from assistant.retrieve import Candidate, Retriever
from assistant.search import to_hits
from assistant.settings import Settings
from assistant.understand import Question
from index.answer import Answer, Citation, Hit
from index.model import Filters
from index.readable import Readable

# Neither where the index lies nor a key of the endpoint changes an answer, and a report is passed on.
_NO_FILTERS = Filters()
_PRIVATE = {"home", "llm_api_key", "llm_base_url"}


class JudgeError(RuntimeError):
    """The language model gave no opinion on the answers; ``report``, which is written, has everything else.

    ``cause`` is that of the model's failure (``ModelError``).
    """

    def __init__(self, failure: ModelError, report: dict[str, object]) -> None:
        super().__init__(str(failure))
        self.cause = failure.cause
        self.report = report


class _Recording(Retriever):
    """Keeps what it last found: the passages of the report are those that the answer was made of."""

    last: tuple[Question, list[Candidate]] | None = None

    def retrieve(self, question: Question, *, k: int = 10, filters: Filters = _NO_FILTERS) -> list[Candidate]:
        found = super().retrieve(question, k=k, filters=filters)
        self.last = (question, found)
        return found


class _Evaluated:
    """The assistant as the runner asks it."""

    def __init__(self, library: Readable, settings: Settings) -> None:
        self._library = library
        self._retriever = _Recording(library, settings)
        self._assistant = Assistant(library, settings)
        self._assistant.retriever = self._retriever
        self._enough = settings.passages >= BEST
        self._passages = lru_cache(maxsize=256)(library.passages_of)

    def answer(self, question: str) -> tuple[Answer, list[Hit]]:
        answer = self._assistant.ask(question)
        if self._retriever.last is None or not self._enough:
            return answer, self._assistant.search(question, k=BEST)
        understood, found = self._retriever.last
        return answer, to_hits(found[:BEST], understood)

    def text(self, document: str) -> str | None:
        found = self._library.document(document)
        return found.text if found else None

    def context(self, citation: Citation) -> str:
        parts: list[str] = []
        for stored in self._passages(citation.document):
            if stored.passage.start < citation.end and citation.start < stored.passage.end:
                parts.append(stored.passage.prefix)
                parts += [u.context for u in stored.passage.units if u.start < citation.end and citation.start < u.end]
        known = (citation.title, citation.number, citation.section, citation.date, citation.place)
        return "\n".join(part for part in (*parts, *known) if part)


def evaluate(
    testset: TestSet,
    library: Readable,
    settings: Settings,
    *,
    name: str,
    folder: Path | None = None,
    earlier: dict[str, object] | None = None,
    judge_with_llm: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, object]:
    """Measure an assistant on ``testset`` (the file ``name``); returns the content of ``report.json``.

    With a ``folder`` the answers are kept there as they come, so that a run can be taken up again, and ``report.json``
    and ``report.html`` are written. ``progress(done, all)`` may raise to stop the run.

    Raises:
        JudgeError: the language model failed ``judge_with_llm``, after all else was done and written.
    """
    shown = settings.model_dump(mode="json", exclude=_PRIVATE)
    corpus = provenance.corpus_fingerprint(library)
    key = run_key(shown, settings.llm_base_url, corpus, provenance.source_fingerprint())
    log = folder / "answers.jsonl" if folder else None
    library.embed_query(name)  # loads the model: no answer's time
    gold = testset.resolved(stored_names(library))  # a gold file may be stored as the copy of another one
    outcome = run(gold, _Evaluated(library, settings), key=key, log=log, progress=progress)
    began = time.perf_counter()
    report = build_report(
        testset,
        outcome,
        settings=shown,
        commit=provenance.commit(),
        name=name,
        corpus={"documents": len(library.documents()), "passages": library.passage_count, "fingerprint": corpus},
    )
    report["overhead"] = overhead(outcome, time.perf_counter() - began)
    failure = _judge(report, settings) if judge_with_llm else None
    if earlier:
        report["comparison"] = compare(earlier, report)
    if folder:
        write_json(folder / "report.json", report)
        write_text(folder / "report.html", render_html(report))
    if failure:
        raise JudgeError(failure, report) from failure
    return report


def stored_names(library: Readable) -> dict[str, str]:
    """File → the file that its document goes by, for every file of the library, copies included."""
    records = library.documents()
    copies = {copy.file: record.file for record in records for copy in record.copies}
    return copies | {record.file: record.file for record in records}


def _judge(report: dict[str, object], settings: Settings) -> ModelError | None:
    """Add the language model's opinion to ``report``, or say why it has none."""
    from assistant.evaluation.faithfulness import add_faithfulness

    try:
        add_faithfulness(report, settings)
    except ModelError as error:
        return error
    return None
