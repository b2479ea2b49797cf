"""Ruled tables on a scanned page: where their lines run, and which words stand in which cell. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

_DARK = 150
_LONG = 0.2  # of the page's width: a rule over a table
_TALL = 0.025  # of the page's width: a rule beside a row or two
_SLANT = 5  # pixels that a rule of the straightened page may still wander
_NEAR = 0.012  # of the page's width: two ends that are one corner

Bits = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's rules: the heights of its lines from the top, and the places of its uprights from the left."""

    ys: tuple[float, ...]
    xs: tuple[float, ...]

    def holds(self, word: Any) -> bool:
        """Whether a word (keys of pdfplumber) stands in the table."""
        x, y = _middle(word)
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def beside_upright(self, word: Any) -> bool:
        """Whether a word stands right beside one of the uprights."""
        least = 0.6 * (word["bottom"] - word["top"])
        return any(word["x0"] - least <= x <= word["x1"] + least for x in self.xs)

    def cells(self, words: Sequence[Any]) -> list[list[list[Any]]]:
        """The words of each cell, by row and column."""
        rows: list[list[list[Any]]] = [[[] for _ in self.xs[1:]] for _ in self.ys[1:]]
        for word in words:
            x, y = _middle(word)
            row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
            rows[min(max(row, 0), len(rows) - 1)][min(max(column, 0), len(rows[0]) - 1)].append(word)
        return rows

    def scaled(self, factor: float) -> Grid:
        """The same on a page of another size."""
        return Grid(tuple(y * factor for y in self.ys), tuple(x * factor for x in self.xs))


@dataclass(frozen=True, slots=True)
class _Rule:
    """A line at ``at`` from ``start`` to ``end`` along it."""

    at: float
    start: int
    end: int


def _middle(word: Any) -> tuple[float, float]:
    return (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2


def find_grids(grey: NDArray[np.uint8]) -> list[Grid]:
    """The ruled tables of a straightened grey page, in pixels."""
    dark: Bits = grey < _DARK
    width = grey.shape[1]
    level = _rules(_thick(dark), int(_LONG * width))
    if len(level) < 3:
        return []
    upright = _rules(_thick(dark.T), int(_TALL * width))
    grids = []
    for group in _tables(level, _NEAR * width):
        beside = _uprights(group, upright, _NEAR * width)
        if len(group) >= 3 and len(beside) >= 3:
            grids.append(Grid(tuple(rule.at for rule in group), tuple(beside)))
    return grids


def _thick(dark: Bits) -> Bits:
    """Each row together with its neighbours, so that a rule that wanders over a few rows is one run."""
    made = dark.copy()
    for shift in range(1, _SLANT // 2 + 1):
        made[shift:] |= dark[:-shift]
        made[:-shift] |= dark[shift:]
    return made


def _rules(dark: Bits, least: int) -> list[_Rule]:
    """The level runs of at least ``least`` dark pixels: one for each band of rows that have such a run."""
    run = np.zeros(dark.shape[0], dtype=np.int32)
    best, end = run.copy(), run.copy()
    for column in range(dark.shape[1]):
        run = (run + 1) * dark[:, column]
        longer = run > best
        best[longer], end[longer] = run[longer], column
    rows = np.flatnonzero(best >= max(least, 1))
    if not len(rows):
        return []
    found = []
    for band in np.split(rows, np.flatnonzero(np.diff(rows) > 2) + 1):
        longest = band[np.argmax(best[band])]
        if len(band) <= 6 * _SLANT:  # thicker is a picture
            start = int(end[longest] - best[longest] + 1)
            found.append(_Rule(float(band.mean()), start, int(end[longest])))
    return found


def _tables(level: Sequence[_Rule], near: float) -> list[list[_Rule]]:
    """Level rules that begin and end at the same places, from the top: those of one table."""
    groups: list[list[_Rule]] = []
    for rule in level:
        for group in groups:
            if abs(group[-1].start - rule.start) <= near and abs(group[-1].end - rule.end) <= near:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return groups


def _uprights(group: Sequence[_Rule], upright: Sequence[_Rule], near: float) -> list[float]:
    """The places of the uprights that run along more than half of a table's height."""
    top, foot = group[0].at, group[-1].at
    left, right = min(rule.start for rule in group), max(rule.end for rule in group)
    places = [
        rule.at
        for rule in upright
        if left - near <= rule.at <= right + near and min(rule.end, foot) - max(rule.start, top) > 0.5 * (foot - top)
    ]
    return [place for before, place in pairwise([-near * 2, *places]) if place - before > near]
