"""Fusion: pure, order-preserving, explained."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.duplicates import duplicates
from assistant.fuse import fuse, interleave, min_max, reciprocal_rank, rescale

ranked = st.dictionaries(st.integers(0, 50), st.floats(-5, 50, allow_nan=False), max_size=20).map(
    lambda d: sorted(d.items(), key=lambda item: -item[1])
)


def test_weights_decide_between_lists() -> None:
    dense, lexical = [(1, 0.9), (2, 0.8)], [(2, 12.0), (1, 3.0)]
    assert next(iter(fuse(dense, lexical, 0.9))) == 1
    assert next(iter(fuse(dense, lexical, 0.1))) == 2


def test_an_empty_list_leaves_the_other_to_decide() -> None:
    assert fuse([(1, 0.9), (2, 0.5)], [], 0.1)[1].score == 1.0
    assert fuse([], [(3, 7.0)], 0.9)[3].score == 1.0
    assert fuse([], [], 0.5) == {}


def test_reciprocal_rank_adds_over_lists() -> None:
    assert list(reciprocal_rank([[(1, 9.0), (2, 8.0)], [(2, 3.0)]])) == [2, 1]


def test_other_searches_are_placed_on_the_lists_scale() -> None:
    found = rescale(
        [1, 2, 9], {1: 0.9, 2: 0.5, 9: 0.7}, {9: 99.0}, within=({1: 0.9, 2: 0.5}, {1: 4.0, 2: 2.0}), dense_weight=0.5
    )
    assert found[9].dense == pytest.approx(0.5) and found[9].lexical == 1.0
    assert found[1].lexical is None


@given(ranked, ranked, st.floats(0, 1))
def test_scores_lie_between_nought_and_one_and_fall(dense, lexical, weight) -> None:  # type: ignore[no-untyped-def]
    fused = fuse(dense, lexical, weight)
    scores = [item.score for item in fused.values()]
    assert all(-1e-9 <= score <= 1 + 1e-9 for score in scores)
    assert scores == sorted(scores, reverse=True)
    assert set(fused) == {key for key, _ in [*dense, *lexical]}


@given(ranked)
def test_min_max_keeps_the_order(items) -> None:  # type: ignore[no-untyped-def]
    scaled = min_max(items)
    values = [scaled[key] for key, _ in items]
    assert values == sorted(values, reverse=True)


@given(st.lists(st.lists(st.integers(0, 20), unique=True, max_size=8), max_size=4))
def test_interleaving_loses_and_repeats_nothing(lists: list[list[int]]) -> None:
    merged = interleave(lists)
    assert len(merged) == len(set(merged))
    assert set(merged) == {key for keys in lists for key in keys}


def test_duplicates_point_to_the_first_of_their_kind() -> None:
    text = {f"{n}_{n + 1}" for n in range(40)}
    assert duplicates([text, {"x_y"}, text | {"z_z"}, text]) == {2: 0, 3: 0}
    assert duplicates([set(), set()]) == {}
