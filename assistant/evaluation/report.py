"""``report.json``: its schema, how it is built, written and read.

Everything but the figures under ``seconds`` and ``overhead`` is the same for the same source, data and settings. The
keys are fixed interfaces (DESIGN): keys may be added; ``schema`` counts the versions that are read differently.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.evaluation.metrics import Judged, all_metrics, grouped, risk_coverage
from assistant.evaluation.runner import BEST, Outcome
from assistant.evaluation.testset import TestSet
from index.answer import Answer

SCHEMA = 1


class ReportError(ValueError):
    """A report that cannot be used; one line, naming the file."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Figure(_Part):
    """A metric: its value over ``n`` questions, bounds of its 95% bootstrap interval; null without questions."""

    value: float | None
    low: float | None
    high: float | None
    n: int


Metrics = dict[str, dict[str, Figure]]


class Retrieved(_Part):
    """One of the best passages found: its file, its span in the document's text, and its text."""

    file: str
    start: int
    end: int
    passage: str


class Gold(_Part):
    """What the row of the test set asks for."""

    answer: str | None = None
    accepted: list[str] = Field(default_factory=list)
    accepted_all: list[list[str]] = Field(default_factory=list)
    winner: str | None = None
    doc: str | list[str] | None = None
    also_docs: list[str] = Field(default_factory=list)
    evidence: str | list[str] | None = None
    note: str | None = None


class Verdict(_Part):
    """The verdict on one answer; null is "does not apply".

    ``evidence_rank``: of the first passage with evidence. ``failure``: the first rule that was broken (``judge``).
    ``supported``: share of its sentences that are supported by what they cite. ``faithful``: the same by a language
    model, where one was asked.
    """

    right: bool | None
    evidence_rank: int | None
    cited_ok: bool | None
    declined_ok: bool
    failure: str | None = None
    numbers_ok: bool | None = None
    token_f1: float | None = None
    supported: float | None = None
    faithful: float | None = None


class Row(_Part):
    """One question with answer, evidence, gold and verdict."""

    id: str
    question: str
    lang: str | None
    type: str | None
    answerable: bool
    gold: Gold = Gold()
    answer: Answer
    retrieved: list[Retrieved] = Field(default_factory=list, max_length=BEST)
    verdict: Verdict


class Change(_Part):
    """A figure in two reports: the paired difference with its 95% interval and the sign test's p (see ``compare``)."""

    before: float
    after: float
    difference: float
    low: float
    high: float
    real: bool
    n: int
    p: float | None = None


class McNemar(_Part):
    """Answers that turned right and wrong, and the two-sided exact p of so uneven a split."""

    fixed: int
    broken: int
    p: float


class Comparison(_Part):
    """Against an earlier report: see ``compare``."""

    pairs: int
    only_before: list[str]
    only_after: list[str]
    figures: dict[str, Change]
    mcnemar: McNemar
    fixed: list[str]
    broken: list[str]
    before: dict[str, object] = Field(default_factory=dict)
    same_corpus: bool | None = None


class Report(_Part):
    """The whole of ``report.json``.

    ``corpus`` and ``testset`` carry fingerprints of what was measured; ``risk_coverage`` is the curve [coverage, risk];
    ``overhead`` is the seconds spent {answering, evaluating} (judging, keeping and measuring answers, but not drawing
    the page) with their ``share``; ``llm_judge`` is {model, faithfulness} and never part of ``metrics``.
    """

    schema_: int = Field(SCHEMA, alias="schema", le=SCHEMA)
    version: str = ""
    commit: str | None = None
    settings: dict[str, object] = Field(default_factory=dict)
    testset: dict[str, object] = Field(default_factory=dict)
    corpus: dict[str, object] = Field(default_factory=dict)
    warnings: list[str] = Field(default_factory=list)
    metrics: Metrics
    by: dict[str, dict[str, Metrics]] = Field(default_factory=dict)
    risk_coverage: list[tuple[float, float]] = Field(default_factory=list)
    overhead: dict[str, float | None] = Field(default_factory=dict)
    llm_judge: dict[str, object] | None = None
    comparison: Comparison | None = None
    questions: list[Row]


def build_report(
    testset: TestSet,
    outcome: Outcome,
    *,
    settings: Mapping[str, object],
    name: str = "",
    commit: str | None = None,
    corpus: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """The content of ``report.json`` but for what compares or times it. ``name`` is the test set's file."""
    judged = outcome.judged
    return {
        "schema": SCHEMA,
        "version": version("hoidap"),
        "commit": commit,
        "settings": dict(settings),
        "testset": {"name": name, "questions": len(testset.questions), "fingerprint": testset.fingerprint},
        "corpus": dict(corpus or {}),
        "warnings": list(testset.warnings),
        "metrics": all_metrics(judged),
        "by": {"lang": grouped(judged, lambda q: q.lang), "type": grouped(judged, lambda q: q.type)},
        "risk_coverage": [list(point) for point in risk_coverage(judged)],
        "questions": [_row(j) for j in judged],
    }


def overhead(outcome: Outcome, reporting: float) -> dict[str, float | None]:
    """Seconds spent on answering and on everything else in this run; ``share`` is null where nothing was asked."""
    evaluating = outcome.evaluating + reporting
    share = round(evaluating / outcome.answering, 4) if outcome.answering else None
    return {"answering": round(outcome.answering, 4), "evaluating": round(evaluating, 4), "share": share}


def _row(j: Judged) -> dict[str, object]:
    return {
        "id": j.question.id,
        "question": j.question.question,
        "lang": j.question.lang,
        "type": j.question.type,
        "answerable": j.question.answerable,
        "gold": j.question.model_dump(include=set(Gold.model_fields)),
        "answer": j.answer.model_dump(mode="json"),
        "retrieved": [h.model_dump(mode="json", include=set(Retrieved.model_fields)) for h in j.hits[:BEST]],
        "verdict": {
            "right": j.right,
            "evidence_rank": j.evidence_rank,
            "cited_ok": j.cited_ok,
            "declined_ok": j.declined_ok,
            "failure": j.failure,
            "numbers_ok": j.numbers_ok,
            "token_f1": None if j.token_f1 is None else round(j.token_f1, 4),
            "supported": round(sum(j.support) / len(j.support), 4) if j.support else None,
            "faithful": None,
        },
    }


def metric(report: Mapping[str, object], name: str) -> float | None:
    """The value of ``group.metric`` in a report; null where there is none.

    >>> metric({"metrics": {"answers": {"right": {"value": 0.9}}}}, "answers.right")
    0.9
    """
    found: object = report.get("metrics")
    for part in name.split(".", 1):
        found = found.get(part) if isinstance(found, Mapping) else None
    value = found.get("value") if isinstance(found, Mapping) else None
    return float(value) if isinstance(value, int | float) else None


def is_metric(name: str) -> bool:
    """Whether reports have a ``group.metric`` of this name (a test set may still give it no value)."""
    group, _, figure = name.partition(".")
    return figure in all_metrics(()).get(group, {})


def without_timings(report: Mapping[str, object]) -> dict[str, object]:
    """The part of a report that repeats exactly."""

    def strip(value: object) -> object:
        if isinstance(value, Mapping):
            return {key: strip(item) for key, item in value.items() if key not in ("seconds", "overhead")}
        return [strip(item) for item in value] if isinstance(value, list) else value

    stripped = strip(report)
    assert isinstance(stripped, dict)
    return stripped


def load_report(path: Path) -> dict[str, object]:
    """Read ``report.json`` (or the folder that holds it).

    Raises:
        ReportError: there is none, or it is no report.
    """
    file = path / "report.json" if path.is_dir() else path
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ReportError(f"{file}: {error.strerror}") from error
    return parse_report(content, str(file))


def parse_report(content: bytes, name: str) -> dict[str, object]:
    """A report from bytes of unknown origin, checked against the schema; ``name`` is for the message.

    Raises:
        ReportError: it is not JSON, or not a report.
    """
    try:
        report = json.loads(content)
        Report.model_validate(report)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ReportError(f"{name}: not a report of hoidap evaluate ({place or 'it'}: {first['msg']})") from None
    except (ValueError, RecursionError) as error:
        raise ReportError(f"{name}: not JSON") from error
    assert isinstance(report, dict)
    return report


def write_json(path: Path, value: object) -> None:
    """Write whole or not at all."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=1))


def write_text(path: Path, text: str) -> None:
    """Write whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, encoding="utf-8", errors="replace")
    partial.replace(path)
