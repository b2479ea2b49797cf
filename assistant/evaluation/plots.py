"""Coordinates of the report's plots in one frame of 440 × 240; the template draws them. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

WIDTH, HEIGHT = 440, 240
LEFT, RIGHT, TOP, BOTTOM = 48, 14, 14, 42
BINS = 14


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where, and the number there."""

    at: float
    value: float


@dataclass(frozen=True)
class Curve:
    """A path through points with the ticks of its vertical axis; ``most`` is the value at the top."""

    line: str
    area: str
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Bar:
    """A bar of a histogram: values from ``low`` up to ``high``."""

    x: float
    y: float
    width: float
    height: float
    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Histogram:
    """Bars with axis ticks and vertical lines at named values."""

    bars: tuple[Bar, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    lines: tuple[tuple[str, Tick], ...]


def across(share: float) -> float:
    """Horizontal place of a share of the frame's width."""
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def up(share: float) -> float:
    """Vertical place of a share of the frame's height."""
    return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)


def nice_steps(most: float, steps: int = 4) -> list[float]:
    """Round values from 0 that end at or above ``most``.

    >>> nice_steps(0.37)
    [0.0, 0.1, 0.2, 0.3, 0.4]
    """
    if most < 1e-6:
        return [0.0, 1.0]
    raw = most / steps
    size = 10 ** floor(log10(raw))
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= raw * (1 - 1e-9))
    return [round(i * step, 10) for i in range(ceil(most / step - 1e-9) + 1)]


def _ticks(values: Sequence[float], place: Callable[[float], float], most: float) -> tuple[Tick, ...]:
    return tuple(Tick(place(value / most), value) for value in values)


def risk_curve(points: Sequence[tuple[float, float]]) -> Curve | None:
    """The risk–coverage curve; nothing without points."""
    if not points:
        return None
    steps = nice_steps(max(risk for _, risk in points))
    most = steps[-1]
    placed = tuple((across(coverage), up(risk / most)) for coverage, risk in points)
    line = "M" + " L".join(f"{x} {y}" for x, y in placed)
    area = f"{line} L{placed[-1][0]} {up(0)} L{placed[0][0]} {up(0)} Z"
    return Curve(line, area, _ticks([0, 0.25, 0.5, 0.75, 1], across, 1), _ticks(steps, up, most), placed)


def recall_curve(values: Sequence[float]) -> Curve | None:
    """Shares found at growing cut-offs, evenly spaced; the vertical axis is 0 to 1."""
    if not values:
        return None
    places = [across((i + 0.5) / len(values)) for i in range(len(values))]
    placed = tuple((x, up(value)) for x, value in zip(places, values, strict=True))
    line = "M" + " L".join(f"{x} {y}" for x, y in placed)
    ticks = tuple(Tick(x, i) for i, x in enumerate(places))
    return Curve(line, "", ticks, _ticks([0, 0.25, 0.5, 0.75, 1], up, 1), placed)


def histogram(values: Sequence[float], lines: Sequence[tuple[str, float]] = ()) -> Histogram | None:
    """Equal bins from 0; what lies far beyond the 99th percentile is counted in the last one."""
    if not values:
        return None
    ordered = sorted(values)
    steps = nice_steps(max(ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))], 1e-3))
    most = steps[-1]
    counts = [0] * BINS
    for value in values:
        counts[min(BINS - 1, max(0, int(value / most * BINS)))] += 1
    levels = [s for s in nice_steps(max(counts)) if s == int(s)]
    top = max(levels[-1], *counts)
    bars = tuple(
        Bar(
            x=across(i / BINS) + 1,
            y=up(count / top),
            width=round((WIDTH - LEFT - RIGHT) / BINS - 2, 1),
            height=round(up(0) - up(count / top), 1),
            low=round(i * most / BINS, 4),
            high=round((i + 1) * most / BINS, 4),
            count=count,
        )
        for i, count in enumerate(counts)
    )
    named = tuple((name, Tick(across(min(1.0, value / most)), value)) for name, value in lines)
    return Histogram(bars, _ticks(steps, across, most), _ticks(levels, up, top), named)
