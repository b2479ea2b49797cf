"""Fusion: pure, order-preserving, explained."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.duplicates import duplicates
from assistant.fuse import Fused, Ranked, Scale, fuse, interleave, reciprocal_rank

ranked = st.dictionaries(st.integers(0, 50), st.floats(-5, 50, allow_nan=False), max_size=20).map(
    lambda d: sorted(d.items(), key=lambda item: -item[1])
)


def fused(dense: Ranked, lexical: Ranked, weight: float, *, span: float = 0.5, depth: int = 50) -> dict[int, Fused]:
    scale = Scale.of(dense, lexical, dense_weight=weight, span=span, depth=depth)
    return fuse(dict(dense), dict(lexical), scale)


def test_weights_decide_between_lists() -> None:
    dense, lexical = [(1, 0.9), (2, 0.8)], [(2, 12.0), (1, 3.0)]
    assert next(iter(fused(dense, lexical, 0.9))) == 1
    assert next(iter(fused(dense, lexical, 0.1))) == 2


def test_an_empty_list_leaves_the_other_to_decide() -> None:
    assert fused([(1, 0.9), (2, 0.5)], [], 0.1)[1].score == 1.0
    assert fused([], [(3, 7.0)], 0.9)[3].score == 1.0
    assert fused([], [], 0.5) == {}


def test_a_sure_list_outweighs_an_unsure_one() -> None:
    close = fused([(1, 0.9), (2, 0.89)], [(2, 12.0), (1, 3.0)], 0.6)
    apart = fused([(1, 0.9), (2, 0.5)], [(2, 12.0), (1, 3.0)], 0.6)
    assert next(iter(close)) == 2 and next(iter(apart)) == 1


def test_reciprocal_rank_adds_over_lists() -> None:
    assert list(reciprocal_rank([[(1, 9.0), (2, 8.0)], [(2, 3.0)]])) == [2, 1]


def test_what_a_full_list_left_out_counts_as_its_last() -> None:
    dense, lexical = [(1, 0.9), (2, 0.8)], [(3, 10.0), (4, 8.0)]
    full = Scale.of(dense, lexical, dense_weight=0.5, span=0.5, depth=2)
    assert full.fused(0.9, None) == Fused(pytest.approx(0.5 * 1 + 0.5 * 0.8), 1.0, 0.8)
    assert full.fused(None, 10.0).score == pytest.approx(0.5 * 0.8 + 0.5 * 1)
    short = Scale.of(dense, lexical, dense_weight=0.5, span=0.5, depth=3)
    assert short.fused(0.9, None).score == 0.5


def test_scores_of_other_searches_stay_on_the_scale() -> None:
    scale = Scale.of([(1, 0.9), (2, 0.5)], [(1, 4.0), (2, 2.0)], dense_weight=0.5, span=0.4, depth=9)
    assert scale.fused(0.7, 99.0) == Fused(pytest.approx(0.75), pytest.approx(0.5), 1.0)
    assert scale.fused(-1.0, 0.0).score == 0.0


@given(ranked, ranked, st.floats(0, 1), st.floats(0.01, 2), st.integers(1, 30))
def test_scores_lie_between_nought_and_one_and_fall(dense, lexical, weight, span, depth) -> None:  # type: ignore[no-untyped-def]
    lexical = [(key, abs(score)) for key, score in lexical]
    lexical.sort(key=lambda item: -item[1])
    result = fused(dense, lexical, weight, span=span, depth=depth)
    scores = [item.score for item in result.values()]
    assert all(-1e-9 <= score <= 1 + 1e-9 for score in scores)
    assert scores == sorted(scores, reverse=True)
    assert set(result) == {key for key, _ in [*dense, *lexical]}


@given(st.lists(st.lists(st.integers(0, 20), unique=True, max_size=8), max_size=4))
def test_interleaving_loses_and_repeats_nothing(lists: list[list[int]]) -> None:
    merged = interleave(lists)
    assert len(merged) == len(set(merged))
    assert set(merged) == {key for keys in lists for key in keys}


def test_duplicates_point_to_the_first_of_their_kind() -> None:
    text = {f"{n}_{n + 1}" for n in range(40)}
    assert duplicates([text, {"x_y"}, text | {"z_z"}, text]) == {2: 0, 3: 0}
    assert duplicates([set(), set()]) == {}
