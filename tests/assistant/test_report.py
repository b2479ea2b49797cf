"""Reports: built, written, read again, the same for the same answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.evaluation.report import (
    Report,
    ReportError,
    load_report,
    metric,
    parse_report,
    without_timings,
    write_json,
)
from tests.assistant.reports import answered, mixed, question, report


def test_a_report_follows_its_schema() -> None:
    checked = Report.model_validate(mixed())
    assert checked.metrics["answers"]["right"].value == round(10 / 12, 4)
    assert checked.metrics["declining"]["declined"].value == 1
    assert set(checked.by["lang"]) == {"en", "vi", "vi-nodiacritics"}
    assert checked.questions[2].verdict.failure == "accepted"
    assert checked.overhead["share"] == pytest.approx(0.03)


def test_every_figure_is_found_in_the_questions() -> None:
    made = Report.model_validate(mixed())
    rows = [row for row in made.questions if row.answerable]
    assert made.metrics["answers"]["right"].value == pytest.approx(
        sum(bool(r.verdict.right) for r in rows) / 12, abs=1e-4
    )
    within = [r for r in rows if r.verdict.evidence_rank == 1]
    assert made.metrics["retrieval"]["evidence_recall@1"].value == pytest.approx(len(within) / 12, abs=1e-4)


def test_the_same_answers_give_the_same_report_but_for_timings() -> None:
    slower = [answered(question(n), seconds={"retrieve": 1.0, "answer": 2.0, "total": 3.0}) for n in range(6)]
    faster = [answered(question(n)) for n in range(6)]
    questions = [question(n) for n in range(6)]
    one, two = report(slower, questions), report(faster, questions)
    assert one != two
    assert json.dumps(without_timings(one)) == json.dumps(without_timings(two))


def test_a_different_answer_is_no_timing() -> None:
    assert without_timings(mixed(wrong=(1,))) != without_timings(mixed(wrong=(2,)))


def test_metrics_are_found_by_name() -> None:
    assert metric(mixed(), "retrieval.evidence_recall@5") == 1
    assert metric(mixed(), "retrieval") is None
    assert metric(mixed(), "cost.prompt_tokens") is None


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    write_json(tmp_path / "report.json", mixed())
    assert load_report(tmp_path) == load_report(tmp_path / "report.json") == json.loads(json.dumps(mixed()))


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"a": 1}', '{"questions": [{}], "metrics": {}}', "[" * 100_000, "\xff"]
)
def test_what_is_no_report_is_one_line(content: str) -> None:
    with pytest.raises(ReportError, match=r"earlier\.json") as caught:
        parse_report(content.encode("latin-1"), "earlier.json")
    assert "\n" not in str(caught.value)


def test_a_report_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"report\.json"):
        load_report(tmp_path)


def test_a_report_of_a_later_schema_is_refused() -> None:
    with pytest.raises(ReportError, match="schema"):
        parse_report(json.dumps(mixed() | {"schema": 99}).encode(), "later.json")
