"""Comparing two reports."""

from __future__ import annotations

import pytest

from assistant.evaluation.compare import compare, mcnemar


def report(*rights: bool | None, rank: int | None = 1) -> dict[str, object]:
    rows = [
        {
            "id": str(i),
            "question": f"q{i}",
            "answerable": True,
            "answer": {"seconds": {"total": 0.1}},
            "verdict": {"right": right, "evidence_rank": rank, "cited_ok": right, "declined_ok": True},
        }
        for i, right in enumerate(rights)
    ]
    return {"questions": rows}


def test_mcnemar_by_hand() -> None:
    assert mcnemar(0, 0) == 1
    assert mcnemar(5, 0) == pytest.approx(2 / 32)
    assert mcnemar(3, 3) == 1


def test_changes_are_listed_and_a_large_one_is_real() -> None:
    found = compare(report(*[False] * 30, True), report(*[True] * 30, False))
    assert len(found["fixed"]) == 30  # type: ignore[arg-type]
    assert found["broken"] == ["30"]
    right = found["figures"]["right"]  # type: ignore[index]
    assert right["real"]
    assert right["difference"] == pytest.approx(29 / 31, abs=1e-4)


def test_a_small_change_is_noise() -> None:
    found = compare(report(True, False, True, False), report(False, True, True, False))
    assert not found["figures"]["right"]["real"]  # type: ignore[index]
    assert found["mcnemar"]["p"] == 1  # type: ignore[index]


def test_four_changes_one_way_may_be_chance() -> None:
    found = compare(report(*[True] * 20), report(*[True] * 16, *[False] * 4))
    right = found["figures"]["right"]  # type: ignore[index]
    assert right["high"] < 0
    assert right["p"] == 0.125
    assert not right["real"]
    six = compare(report(*[True] * 20), report(*[True] * 14, *[False] * 6))
    assert six["figures"]["right"]["real"]  # type: ignore[index]


def test_only_shared_questions_are_compared() -> None:
    found = compare(report(True), report(True, False))
    assert found["pairs"] == 1
    assert found["only_after"] == ["1"]


def test_a_change_of_corpus_is_told() -> None:
    one, two = (report(True) | {"corpus": {"fingerprint": print_}} for print_ in "ab")
    assert compare(one, two)["same_corpus"] is False
    assert compare(one, one)["same_corpus"] is True
    assert compare(report(True), one)["same_corpus"] is None
