"""Asks every question of a test set and judges the answers.

A run can be cut off and taken up again: each answer is appended to a log under a key of everything that it depends on;
answers with the same key are not asked for again.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.evaluation import judge
from assistant.evaluation.metrics import Judged, token_f1
from assistant.evaluation.numbers import numbers_agree
from assistant.evaluation.support import support
from assistant.evaluation.testset import Question, TestSet
from index.answer import Answer, Citation, Hit

BEST = 10


class Sources(Protocol):
    """The documents that answers cite."""

    def text(self, document: str) -> str | None:
        """The stored text of a document."""

    def context(self, citation: Citation) -> str:
        """What must be read with a quote: its lead-in, heads and heading, and what is known of its document."""


class Answerer(Sources, Protocol):
    """What is evaluated."""

    def answer(self, question: str) -> tuple[Answer, list[Hit]]:
        """The answer to one question, asked on its own, and the best ``BEST`` passages found for it."""


@dataclass(frozen=True)
class Asked:
    """What the assistant returned for one row."""

    id: str
    answer: Answer
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Outcome:
    """The verdicts; ``answering`` and ``evaluating`` are the seconds that went into each in this run."""

    judged: tuple[Judged, ...]
    answering: float
    evaluating: float


def run(
    testset: TestSet,
    answerer: Answerer,
    *,
    key: str,
    log: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Ask and judge every question; ``log`` keeps answers of the same ``key`` for a run that is taken up again."""
    started = time.perf_counter()
    answering = 0.0
    known = dict(_read_log(log, key)) if log else {}
    judged: list[Judged] = []
    for count, question in enumerate(testset.questions, 1):
        asked = known.get(question.id)
        if asked is None or asked.answer.question != question.question:
            began = time.perf_counter()
            answer, hits = answerer.answer(question.question)
            answering += time.perf_counter() - began
            asked = Asked(question.id, answer.model_copy(update={"question": question.question}), tuple(hits))
            if log:
                _append(log, key, asked)
        judged.append(judge_one(question, asked, answerer))
        if progress:
            progress(count, len(testset.questions))
    return Outcome(tuple(judged), answering, time.perf_counter() - started - answering)


def judge_one(question: Question, asked: Asked, sources: Sources) -> Judged:
    """The verdict on one answer."""
    answer = asked.answer
    supported = support(answer, sources.context) if answer.status == "answered" else None
    exact = sum((sources.text(c.document) or "")[c.start : c.end] == c.quote for c in answer.citations)
    judgeable = answer.status == "answered" and question.answerable and bool(question.docs)
    gold = question.answer if question.answerable else None
    return Judged(
        question=question,
        answer=answer,
        hits=asked.hits,
        right=judge.right(question, answer),
        evidence_rank=judge.evidence_rank(question, asked.hits),
        cited_ok=judge.citations_hold(question, answer.citations) if judgeable else None,
        declined_ok=(answer.status == "not_found") == (not question.answerable),
        exact_spans=exact,
        support=supported.sentences if supported else (),
        supporting=supported.citations if supported else 0,
        failure=judge.failure(question, answer) if question.judged else None,
        numbers_ok=numbers_agree(judge.plain(answer.text), gold) if gold else None,
        token_f1=token_f1(answer.text, gold) if gold else None,
    )


def run_key(*parts: object) -> str:
    """A short hash of everything that the answers depend on."""
    return hashlib.blake2b(json.dumps(parts, sort_keys=True, default=str).encode(), digest_size=12).hexdigest()


def _append(log: Path, key: str, asked: Asked) -> None:
    row = {
        "key": key,
        "id": asked.id,
        "answer": asked.answer.model_dump(mode="json"),
        "hits": [hit.model_dump(mode="json") for hit in asked.hits],
    }
    # A run that was cut off in the middle of a line leaves no line end: the next row must not continue it.
    with log.open("a+b") as file:
        file.seek(max(0, file.tell() - 1))
        torn = file.read(1) not in (b"", b"\n")
        file.write((b"\n" if torn else b"") + json.dumps(row, ensure_ascii=False).encode() + b"\n")


def _read_log(log: Path, key: str) -> Iterator[tuple[str, Asked]]:
    if not log.exists():
        return
    for line in log.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            row = json.loads(line)
        except json.JSONDecodeError:  # the line at which a run was cut off, or the empty last one
            continue
        if row.get("key") == key:
            hits = tuple(Hit.model_validate(hit) for hit in row["hits"])
            yield row["id"], Asked(row["id"], Answer.model_validate(row["answer"]), hits)
