"""Faults of a test set are named by their line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.evaluation.testset import TestSetError, load_testset


def write(tmp_path: Path, *rows: object) -> Path:
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_rows_are_read_with_defaults(tmp_path: Path) -> None:
    found = load_testset(
        write(tmp_path, {"question": "Ai ký?"}, "", {"question": "Bao giờ?", "id": 7, "doc": ["a", "b"]})
    )
    assert [q.id for q in found.questions] == ["line-1", "7"]
    assert found.questions[0].answerable
    assert found.questions[1].docs == ("a", "b")
    assert found.warnings == ()


def test_a_line_separator_inside_a_string_is_no_new_row(tmp_path: Path) -> None:
    row = json.dumps({"question": "a\u2028b"}, ensure_ascii=False)
    assert load_testset(write(tmp_path, row)).questions[0].question == "a\u2028b"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("{", "line 2: not JSON"),
        ("[1]", "line 2: not a JSON object"),
        ({"id": "x"}, "line 2: question"),
        ({"question": "q", "accepted": "89%"}, "line 2: accepted"),
        ({"question": "q", "answerable": "yes"}, "line 2: answerable"),
        ({"question": "q", "id": "one"}, "line 2: id 'one' was used in line 1"),
    ],
)
def test_errors_name_their_line(tmp_path: Path, row: object, fault: str) -> None:
    with pytest.raises(TestSetError) as caught:
        load_testset(write(tmp_path, {"question": "q", "id": "one"}, row))
    assert fault in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_fault_is_kept(tmp_path: Path) -> None:
    with pytest.raises(TestSetError) as caught:
        load_testset(write(tmp_path, "{", "["))
    assert len(caught.value.faults) == 2


def test_doubts_are_warnings(tmp_path: Path) -> None:
    row = {"question": "q", "accepted": ["90%"], "evidence": "đạt 89%", "source": "x"}
    warnings = load_testset(write(tmp_path, row)).warnings
    assert warnings == ("line 1: unknown key 'source'", "line 1: no accepted answer stands in its evidence")


def test_an_empty_or_missing_file_is_one_line(tmp_path: Path) -> None:
    for path in (write(tmp_path, ""), tmp_path / "none.jsonl"):
        with pytest.raises(TestSetError, match=path.name):
            load_testset(path)
