"""What the measuring commands are given by hand: refused early, in one line that names file, line or option."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.evaluation.indicator_metrics import read_labels
from assistant.evaluation.metadata import load_gold
from assistant.evaluation.testset import TestSetError, load_testset
from assistant.faces.cli.common import Failure
from assistant.faces.cli.evaluate import evaluate, evaluate_indicators, evaluate_metadata


@pytest.mark.parametrize(
    "file", ["../secret.md", "/etc/passwd", "a/../../secret.md", "way-out/secret.md", "", ".", "a\0b"]
)
def test_a_gold_row_stays_within_the_corpus(tmp_path: Path, file: str) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (tmp_path / "secret.md").write_text("mật", encoding="utf-8")
    (corpus / "way-out").symlink_to(tmp_path)
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"file": "in/../well.md"}\n' + json.dumps({"file": file}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"gold\.jsonl: line 2: file .* not within the corpus"):
        load_gold(gold, corpus)


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"\xff\xfe\x00\x81", "not UTF-8"), (None, "directory"), ("none", "No such"), (b" \n", "holds nothing")],
)
def test_what_is_no_text_is_named_in_one_line(tmp_path: Path, content: bytes | str | None, why: str) -> None:
    file = tmp_path / "labels.jsonl"
    if content is None:
        file.mkdir()
    elif isinstance(content, bytes):
        file.write_bytes(content)
    for command in (
        lambda: read_labels(file),
        lambda: evaluate_indicators(file),
        lambda: evaluate_metadata(file, tmp_path),
    ):
        with pytest.raises((ValueError, Failure), match=rf"labels\.jsonl: .*{why}") as caught:
            command()
        assert "\n" not in str(caught.value)


def test_a_question_that_cannot_be_asked_is_an_error_of_its_line(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    rows = [{"question": "Thu bao nhiêu?"}, {"question": "a" * 51}, {"question": " \n"}]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with pytest.raises(TestSetError) as caught:
        load_testset(file, longest=50)
    assert caught.value.faults == ["line 2: question: longer than 50 characters", "line 3: question: is empty"]


@pytest.mark.parametrize("limit", ["nope=1", "answers.nope=1", "answers=1", "answers.right", "answers.right=nan"])
def test_a_limit_on_no_metric_is_refused_before_the_run(tmp_path: Path, limit: str) -> None:
    with pytest.raises(Failure, match="--fail-under") as caught:
        evaluate(tmp_path / "never-read.jsonl", fail_under=[limit])
    assert caught.value.status == 2
