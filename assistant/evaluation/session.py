"""One evaluation from beginning to end: ask, judge, measure, compare, write. What the command and the page both run."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from assistant.assistant import Assistant
from assistant.evaluation import provenance
from assistant.evaluation.compare import compare
from assistant.evaluation.html import render_html
from assistant.evaluation.report import build_report, overhead, write_json, write_text
from assistant.evaluation.runner import BEST, run, run_key
from assistant.evaluation.testset import TestSet
from index.answer import Answer, Hit
from index.library import Library

# Neither where the index lies nor a key of the endpoint changes an answer, and a report is passed on.
_PRIVATE = {"home", "llm_api_key", "llm_base_url"}


class _Evaluated:
    """The assistant as the runner asks it."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def answer(self, question: str) -> tuple[Answer, list[Hit]]:
        return self._assistant.ask(question), self._assistant.search(question, k=BEST)

    def text(self, document: str) -> str | None:
        found = self._assistant.library.document(document)
        return found.text if found else None


def evaluate(
    testset: TestSet,
    assistant: Assistant,
    *,
    name: str,
    folder: Path | None = None,
    earlier: dict[str, object] | None = None,
    judge_with_llm: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, object]:
    """Measure ``assistant`` on ``testset`` (the file ``name``); returns the content of ``report.json``.

    With a ``folder`` the answers are kept there as they come, so that a run can be taken up again, and ``report.json``
    and ``report.html`` are written. ``progress(done, all)`` may raise to stop the run.
    """
    library, settings = assistant.library, assistant.settings
    shown = settings.model_dump(mode="json", exclude=_PRIVATE)
    corpus = provenance.corpus_fingerprint(library)
    key = run_key(shown, settings.llm_base_url, corpus, provenance.source_fingerprint())
    log = folder / "answers.jsonl" if folder else None
    library.embed_query(name)  # loads the model: no answer's time
    outcome = run(testset, _Evaluated(assistant), key=key, log=log, progress=progress)
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
    if judge_with_llm:
        from assistant.evaluation.faithfulness import add_faithfulness

        add_faithfulness(report, settings)
    if earlier:
        report["comparison"] = compare(earlier, report)
    if folder:
        write_json(folder / "report.json", report)
        write_text(folder / "report.html", render_html(report))
    return report


def missing_files(testset: TestSet, library: Library) -> list[str]:
    """Which gold documents the library does not hold, by question."""
    known = {record.file for record in library.documents()}
    return [
        f"{question.id}: {file}"
        for question in testset.questions
        for file in (*question.docs, *question.also_docs)
        if file not in known
    ]
