"""The retrieval benchmark on sets of our own: every row is there, and weights are judged where they were not chosen."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.benchmarks.systems import ABLATIONS, Remembering
from assistant.benchmarks.tuning import PARTS, Case, choose, half, out_of_fold, shipped
from assistant.faces.bench_retrieval import Task, encyclopedic, main, measure, official, show, thinned
from assistant.settings import Settings
from tests.support import HashEmbedder

ARTICLE = (
    "# Thu ngân sách quận Tây Hồ\n\nChín tháng đầu năm 2024, thu ngân sách quận Tây Hồ đạt 2.511 tỷ đồng.\n\n"
    "Chi thường xuyên của quận tăng nhẹ so với cùng kỳ, chủ yếu cho giáo dục."
)
PARAGRAPHS = [
    (
        "Cầu Nhật Tân bắc qua sông Hồng và dài gần chín cây số.",
        "Cầu Nhật Tân dài bao nhiêu?",
        "How long is the bridge?",
    ),
    ("Hồ Tây là hồ tự nhiên rộng nhất ở nội thành Hà Nội.", "Hồ nào rộng nhất nội thành?", "Which lake is largest?"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("eval")
    (path / "dev" / "corpus").mkdir(parents=True)
    (path / "dev" / "corpus" / "tay-ho.md").write_text(ARTICLE, encoding="utf-8")
    row = {
        "question": "Thu ngân sách Tây Hồ đạt bao nhiêu?",
        "lang": "vi",
        "doc": "tay-ho.md",
        "accepted": ["2.511 tỷ"],
    }
    (path / "dev" / "questions.jsonl").write_text(json.dumps(row), encoding="utf-8")
    found = [{"context_vi": text, "qas": [{"question_vi": vi, "question_en": en}]} for text, vi, en in PARAGRAPHS]
    (path / "xquad_dev.json").write_text(json.dumps({"paragraphs": found}), encoding="utf-8")
    distractors = [json.dumps({"id": f"d{n}", "text": f"Xã số {n} mở chợ phiên vào ngày rằm."}) for n in range(8)]
    (path / "distractors.jsonl").write_text("\n".join(distractors), encoding="utf-8")
    return path


@pytest.mark.parametrize(("prepare", "variants"), [(encyclopedic, 1), (official, 2)])
def test_every_system_has_a_row(folder: Path, tmp_path: Path, prepare, variants: int) -> None:  # type: ignore[no-untyped-def]
    embedder = Remembering(HashEmbedder())
    task: Task = prepare(folder, tmp_path, embedder)
    with task.library:
        results, notes = measure(task, tmp_path, embedder)
        generation = task.library.generation
    assert len(task.variants) == variants
    assert len(results) == 5 + 2 + variants + len(ABLATIONS)
    assert results["ours"]["vi"]["R@5"]["value"] == 1.0
    assert [note.split(":")[0] for note in notes] == ["weights of half 1", "weights of half 2"]
    show({task.name: results}, notes)
    again: Task = prepare(folder, tmp_path, embedder)
    with again.library:
        assert again.library.generation == generation


def test_a_quick_look_keeps_a_question_in_all_its_languages(folder: Path, tmp_path: Path) -> None:
    task = encyclopedic(folder, tmp_path, Remembering(HashEmbedder()))
    with task.library:
        assert [q.lang for q in thinned(task, 2)] == ["vi", "vi-nodiacritics", "en"]


def test_absent_sets_are_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--home", str(tmp_path / "home"), "--only", "paragraphs"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def case(route: str, group: str, *, helps: bool) -> Case:
    """Two candidates: the dense list likes the first, the lexical one the second, which is gold if that `helps`."""
    nothing = np.zeros((2, len(PARTS)))
    return Case(
        route, group, np.array([1.0, 0.0]), np.array([0.0, 1.0]), nothing, np.zeros(2), np.array([not helps, helps])
    )


def test_weights_follow_what_helps_and_are_judged_elsewhere() -> None:
    start = shipped(Settings.load({}))
    lexical = [case("vi", f"x{n}", helps=True) for n in range(6)]
    assert choose([lexical], start)["vi"] < 0.5 and choose([lexical], start)["en"] == start["en"]
    # What helps in one half harms in the other: out of fold every question is wrong.
    torn = [case("vi", f"x{n}", helps=bool(n % 2)) for n in range(6)]
    ranks, chosen = out_of_fold([torn], start)
    assert ranks == [[2.0] * 6] and len(chosen) == 2
    assert {half(f"x{n}") for n in (2, 4)} == {0} and half("x3") == 1


def test_a_question_without_gold_in_its_pool_is_never_found() -> None:
    lost = case("vi", "x1", helps=False)
    assert Case(lost.route, "x1", lost.dense, lost.lexical, lost.parts, lost.rest, np.array([False, False])).rank(
        shipped(Settings.load({}))
    ) == float("inf")
