"""Asks every question of a test set, judges the answers, writes the report.

A run can be cut off and taken up again: each answer is appended to ``answers.jsonl`` in the report folder under a key
of everything that it depends on; answers with the same key are not asked for again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from assistant.evaluation import judge
from assistant.evaluation.metrics import Judged, all_metrics, grouped, risk_coverage
from assistant.evaluation.support import support
from assistant.evaluation.testset import Question, TestSet
from index.answer import Answer, Hit

SCHEMA = 1
BEST = 10


class Answerer(Protocol):
    """What is evaluated."""

    def ask(self, question: str) -> Answer:
        """The answer to one question, asked on its own."""

    def search(self, query: str, *, k: int) -> list[Hit]:
        """The best ``k`` passages."""

    def text(self, document: str) -> str | None:
        """The stored text of a document."""


@dataclass(frozen=True)
class Asked:
    """What the assistant returned for one row."""

    id: str
    answer: Answer
    hits: tuple[Hit, ...]


def run(
    testset: TestSet,
    answerer: Answerer,
    *,
    key: str,
    log: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Judged]:
    """Ask and judge every question; ``log`` keeps answers of the same ``key`` for a run that is taken up again."""
    known = dict(_read_log(log, key)) if log else {}
    judged: list[Judged] = []
    for count, question in enumerate(testset.questions, 1):
        asked = known.get(question.id)
        if asked is None or asked.answer.question != question.question:
            hits = tuple(answerer.search(question.question, k=BEST))
            asked = Asked(question.id, answerer.ask(question.question), hits)
            if log:
                _append(log, key, asked)
        judged.append(judge_one(question, asked, answerer.text))
        if progress:
            progress(count, len(testset.questions))
    return judged


def judge_one(question: Question, asked: Asked, text_of: Callable[[str], str | None]) -> Judged:
    """The verdict on one answer."""
    answer = asked.answer
    supported = support(answer) if answer.status == "answered" else None
    exact = sum((text_of(c.document) or "")[c.start : c.end] == c.quote for c in answer.citations)
    judgeable = answer.status == "answered" and question.answerable and bool(question.docs)
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
    )


def build_report(
    judged: Sequence[Judged],
    *,
    settings: dict[str, object],
    numbers_agree: Callable[[str, str], bool | None],
    commit: str | None = None,
    warnings: Sequence[str] = (),
) -> dict[str, object]:
    """The content of ``report.json`` (DESIGN, fixed interfaces; ``schema`` counts its versions)."""
    return {
        "schema": SCHEMA,
        "version": version("hoidap"),
        "commit": commit,
        "settings": settings,
        "warnings": list(warnings),
        "metrics": all_metrics(judged, numbers_agree),
        "by": {
            "lang": grouped(judged, lambda q: q.lang, numbers_agree),
            "type": grouped(judged, lambda q: q.type, numbers_agree),
        },
        "risk_coverage": risk_coverage(judged),
        "questions": [_row(j) for j in judged],
    }


def _row(j: Judged) -> dict[str, object]:
    return {
        "id": j.question.id,
        "question": j.question.question,
        "lang": j.question.lang,
        "type": j.question.type,
        "answerable": j.question.answerable,
        "gold": j.question.model_dump(include={"answer", "accepted", "doc", "also_docs", "evidence"}),
        "answer": j.answer.model_dump(mode="json"),
        "retrieved": [h.model_dump(mode="json", include={"file", "start", "end", "passage"}) for h in j.hits[:BEST]],
        "verdict": {
            "right": j.right,
            "evidence_rank": j.evidence_rank,
            "cited_ok": j.cited_ok,
            "declined_ok": j.declined_ok,
        },
    }


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
    with log.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _read_log(log: Path, key: str) -> Iterator[tuple[str, Asked]]:
    if not log.exists():
        return
    for line in log.read_text(encoding="utf-8").split("\n"):
        if not line.endswith("}"):  # the last line of a run that was cut off
            continue
        row = json.loads(line)
        if row.get("key") == key:
            hits = tuple(Hit.model_validate(hit) for hit in row["hits"])
            yield row["id"], Asked(row["id"], Answer.model_validate(row["answer"]), hits)
