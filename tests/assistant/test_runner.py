"""Asking and judging: taken up again after a cut, asked again after a change."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.evaluation.runner import run
from assistant.evaluation.testset import TestSet
from index.answer import Answer, Hit
from tests.assistant.reports import Documents, answered, question

QUESTIONS = TestSet(tuple(question(n) for n in range(5)))


class Answerer(Documents):
    """Answers from the same two documents and counts how often it was asked."""

    def __init__(self, stop_after: int = 99) -> None:
        self.asked: list[str] = []
        self.stop_after = stop_after

    def answer(self, text: str) -> tuple[Answer, list[Hit]]:
        if len(self.asked) == self.stop_after:
            raise KeyboardInterrupt
        self.asked.append(text)
        found = answered(next(q for q in QUESTIONS.questions if q.question == text))
        return found.answer, list(found.hits)


def test_every_question_is_asked_and_judged() -> None:
    seen: list[tuple[int, int]] = []
    outcome = run(QUESTIONS, Answerer(), key="k", progress=lambda done, of: seen.append((done, of)))
    assert [j.right for j in outcome.judged] == [True] * 5
    assert seen == [(n, 5) for n in range(1, 6)]
    assert [j.exact_spans for j in outcome.judged] == [1] * 5


def test_a_run_that_was_cut_off_is_taken_up_again(tmp_path: Path) -> None:
    log = tmp_path / "answers.jsonl"
    with pytest.raises(KeyboardInterrupt):
        run(QUESTIONS, Answerer(stop_after=3), key="k", log=log)
    log.write_bytes(log.read_bytes()[:-20])  # killed in the middle of writing the third answer
    second = Answerer()
    resumed = run(QUESTIONS, second, key="k", log=log)
    assert second.asked == [q.question for q in QUESTIONS.questions[2:]]
    assert resumed.judged == run(QUESTIONS, Answerer(), key="k").judged
    third = Answerer()
    assert run(QUESTIONS, third, key="k", log=log).judged == resumed.judged
    assert third.asked == []


def test_another_key_or_question_is_asked_again(tmp_path: Path) -> None:
    log = tmp_path / "answers.jsonl"
    run(QUESTIONS, Answerer(), key="k", log=log)
    again = Answerer()
    run(QUESTIONS, again, key="other settings", log=log)
    assert len(again.asked) == 5
    changed = TestSet((question(0, question=QUESTIONS.questions[1].question),))
    asked = Answerer()
    run(changed, asked, key="k", log=log)
    assert len(asked.asked) == 1


def test_a_quote_that_is_not_the_documents_text_is_seen() -> None:
    class Wrong(Answerer):
        def text(self, document: str) -> str | None:
            return "một văn bản khác"

    assert [j.exact_spans for j in run(QUESTIONS, Wrong(), key="k").judged] == [0] * 5
