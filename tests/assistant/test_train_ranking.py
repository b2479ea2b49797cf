"""Learnt ranking against hand-set weights, on pages of our own."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.benchmarks.ranking import FEATURES
from assistant.faces.train_evidence import Example
from assistant.faces.train_ranking import Case, by_route, learn, main, rank, told
from index.library import Library
from ingest.parse import parse_text
from tests.support import HashEmbedder

TOPICS = ("bến thuyền", "chợ phiên", "vườn cây", "nhà văn hóa", "sân bóng", "trạm bơm", "đường làng", "cầu treo")


def case(seed: int, *, helpful: int) -> Case:
    """The hand-set score says nothing, feature ``helpful`` is highest for the right one."""
    chance = np.random.default_rng(seed)
    x = chance.normal(size=(8, len(FEATURES)))
    right = np.zeros(8, dtype=bool)
    right[chance.integers(8)] = True
    x[right, helpful] += 4
    return Case("vi", Example(f"g{seed}", x, right))


def test_what_helps_is_learnt_and_measured_where_it_was_not_seen() -> None:
    cases = [case(seed, helpful=5) for seed in range(60)]
    learnt = learn(cases)
    assert np.argmax(learnt.weights) == 5
    hand, ranks = [c.hand for c in cases], learnt.ranks
    assert sum(r == 1 for r in ranks) > sum(r == 1 for r in hand) + 20
    line = told("made up", by_route(cases, hand), by_route(cases, ranks))
    assert line.splitlines()[0].startswith("made up        all")
    assert "(60 questions)" in line


def test_a_question_without_its_page_in_the_pool_is_missed() -> None:
    example = Example("g", np.zeros((3, len(FEATURES))), np.zeros(3, dtype=bool))
    assert rank(example, np.ones(len(FEATURES))) > 10


def test_the_command_compares_both_orders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("index.library.load_embedder", HashEmbedder)
    home, pages, labelled = tmp_path / "home", tmp_path / "pages.jsonl", tmp_path / "set.jsonl"
    texts = {
        f"p{n}": f"Xã Bình Sen sửa {topic} năm 2024. Kinh phí là {n + 2} tỷ đồng." for n, topic in enumerate(TOPICS)
    }
    with Library.open(home, HashEmbedder()) as library:
        library.apply([parse_text(text, file=f"{name}.md") for name, text in texts.items()])
    rows = [
        {"id": f"p{n}", "questions": [f"Kinh phí sửa {topic} là bao nhiêu?"], "text": ""}
        for n, topic in enumerate(TOPICS)
    ]
    pages.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    labelled.write_text(json.dumps({"question": "Sửa chợ phiên hết mấy tỷ đồng?", "doc": "p1.md"}), encoding="utf-8")
    assert main(["--pages", str(pages), str(home), "--check", str(labelled), str(home)]) == 0
    said = capsys.readouterr().out
    assert "pages, unseen  vi               R@1" in said
    assert "pages, unseen  vi-nodiacritics  R@1" in said
    assert "set            all              R@1" in said
    assert said.splitlines()[-1].startswith("ridge ")
