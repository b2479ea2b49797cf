"""A whole evaluation over a real library: repeated, taken up again, compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.evaluation import provenance, session
from assistant.evaluation.report import Report, without_timings
from assistant.evaluation.testset import Question, TestSet
from assistant.settings import Settings
from index.library import Library
from tests.support import HashEmbedder
from tests.web import world

QUESTIONS = TestSet(
    (
        Question(
            id="thu",
            question="Thu ngân sách 9 tháng năm 2031 của quận Mai Hồ đạt bao nhiêu?",
            lang="vi",
            answer="3.204 tỷ đồng",
            accepted=["3.204"],
            doc="tin/mai-ho-9-thang.md",
            evidence=world.SENTENCE,
        ),
        Question(
            id="ho-tro", question="muc ho tro moi co so lang nghe", accepted=["45 triệu"], doc="nghi-quyet/19.docx"
        ),
        Question(id="san-bay", question="When will the airport open?", lang="en", answerable=False),
    )
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("home"), HashEmbedder()) as opened:
        opened.apply(world.documents())
        yield opened


def evaluate(library: Library, folder: Path | None = None, **changes: object) -> dict[str, object]:
    chosen = Settings.load({}, engine="floor", **changes)
    return session.evaluate(QUESTIONS, library, chosen, name="set.jsonl", folder=folder)


def test_two_runs_give_the_same_report_but_for_timings(library: Library, tmp_path: Path) -> None:
    reports = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        evaluate(library, tmp_path / name)
        reports.append(json.loads((tmp_path / name / "report.json").read_text(encoding="utf-8")))
    assert reports[0] != reports[1]
    assert json.dumps(without_timings(reports[0])) == json.dumps(without_timings(reports[1]))


def test_a_report_says_what_it_was_made_of(library: Library) -> None:
    made = Report.model_validate(evaluate(library))
    assert made.corpus["documents"] == 5
    assert made.testset == {"name": "set.jsonl", "questions": 3, "fingerprint": QUESTIONS.fingerprint}
    assert made.settings["engine"] == "floor"
    assert not {"home", "llm_api_key", "llm_base_url"} & set(made.settings)
    assert made.metrics["citations"]["exact_span"].value == 1
    assert all(row.retrieved for row in made.questions)


def test_a_finished_run_asks_nothing_again(library: Library, tmp_path: Path) -> None:
    first = evaluate(library, tmp_path)
    again = evaluate(library, tmp_path)
    assert again["questions"] == first["questions"]  # the stored answers, seconds and all
    assert again["overhead"]["share"] is None  # type: ignore[index]
    assert len((tmp_path / "answers.jsonl").read_text(encoding="utf-8").splitlines()) == 3


def test_another_setting_is_asked_anew(library: Library, tmp_path: Path) -> None:
    evaluate(library, tmp_path)
    evaluate(library, tmp_path, units=1)
    assert len((tmp_path / "answers.jsonl").read_text(encoding="utf-8").splitlines()) == 6


def test_passages_are_those_that_were_answered_from(library: Library) -> None:
    few = Report.model_validate(evaluate(library, passages=2))
    many = Report.model_validate(evaluate(library))
    for one, other in zip(few.questions, many.questions, strict=True):
        assert [p.file for p in one.retrieved][:1] == [p.file for p in other.retrieved][:1]
        assert len(one.retrieved) == len(other.retrieved)


def test_a_changed_corpus_has_another_fingerprint(tmp_path: Path) -> None:
    with Library.open(tmp_path, HashEmbedder()) as opened:
        opened.apply(world.documents()[:2])
        before = provenance.corpus_fingerprint(opened)
        opened.apply(world.documents()[2:3])
        assert provenance.corpus_fingerprint(opened) != before
