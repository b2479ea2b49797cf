"""The coordinates of the report's plots."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation import plots

SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@given(st.floats(1e-6, 1e6))
def test_steps_reach_the_largest_value(most: float) -> None:
    steps = plots.nice_steps(most)
    assert steps[0] == 0
    assert most * (1 - 1e-6) <= steps[-1] <= most * 2.5
    assert 2 <= len(steps) <= 7


@given(SHARES)
def test_a_curve_stays_in_its_frame(risks: list[float]) -> None:
    curve = plots.risk_curve([((n + 1) / len(risks), risk) for n, risk in enumerate(risks)])
    assert curve is not None
    assert all(plots.LEFT <= x <= plots.WIDTH - plots.RIGHT for x, _ in curve.points)
    assert all(plots.TOP - 0.1 <= y <= plots.HEIGHT - plots.BOTTOM + 0.1 for _, y in curve.points)


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=200))
def test_a_histogram_counts_every_value(values: list[float]) -> None:
    found = plots.histogram(values)
    assert found is not None
    assert sum(bar.count for bar in found.bars) == len(values)
    assert all(bar.height >= 0 for bar in found.bars)


def test_higher_values_are_higher_up() -> None:
    assert plots.up(1) == plots.TOP
    assert plots.up(0) == plots.HEIGHT - plots.BOTTOM
    assert plots.recall_curve([]) is None
