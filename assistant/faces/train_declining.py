"""Trains and cross-validates the decision to decline: ``python -m assistant.faces.train_declining --set FILE HOME …``.

Each labelled test set comes with the home that its documents are indexed in. What is printed of a set is said by a
model trained on all other sets: only that tells what unseen questions on other documents get.

A question has one label but several units that may answer it: the likeliest of an answerable one ought to be told from
the likeliest of an unanswerable one, so the units that stand for their questions and the weights are found in turn.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import decline
from assistant.answering import Answering
from assistant.evaluation.testset import load_testset
from assistant.evidence import rank
from assistant.retrieve import Retriever
from assistant.settings import Settings
from assistant.signals import SIGNALS, Reading
from index.library import Library
from index.model import Filters

RIDGE = 10.0
ROUNDS = 6  # of choosing the units that stand for their questions
WRONGLY = 0.05  # share of the answerable questions that may be declined by a model that has not seen their set

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Found:
    """A labelled question of a set with the signals of its units; ``foreign`` ones are declined whatever these say."""

    source: str
    question: str
    answerable: bool
    reading: Reading
    foreign: bool


@dataclass(frozen=True)
class Weights:
    """A logistic model: ``beta`` (bias first) over signals in standard units."""

    beta: Matrix
    means: Matrix
    scales: Matrix

    def logits(self, units: Matrix) -> Matrix:
        """Of each row of signals."""
        return standardised(units, self.means, self.scales) @ self.beta


def signals_of(file: Path, library: Library) -> list[Found]:
    """The signals of each question of a test set; comparisons are answered otherwise and left out."""
    settings = Settings.load()
    retriever = Retriever(library, settings)
    answering = Answering(library, retriever, settings)
    found = []
    rows = [row for row in load_testset(file).questions if row.type != "comparison"]
    for count, row in enumerate(rows, 1):
        question = retriever.understand(row.question)
        candidates = retriever.retrieve(question, k=settings.passages, filters=Filters())
        asked = answering.read(question)
        ranked = rank(asked, answering.widened(asked, candidates))
        reading = decline.signals(asked, ranked, candidates) if ranked else Reading()
        foreign = bool(ranked) and decline.foreign(asked, ranked, candidates)
        found.append(Found(file.stem, row.question, row.answerable, reading, foreign))
        if sys.stderr.isatty() and count % 10 == 0:
            sys.stderr.write(f"\r{count}/{len(rows)}")
    return found


def matrix(reading: Reading) -> Matrix:
    """A row of signals for each unit."""
    return np.asarray([[float(getattr(unit, name)) for name in SIGNALS] for unit in reading.units])


def standardised(x: Matrix, means: Matrix, scales: Matrix) -> Matrix:
    """``x`` in standard units, at most as far as the model looks, behind a column of ones."""
    z = np.clip((x - means) / scales, -decline.FARTHEST, decline.FARTHEST)
    return np.hstack([np.ones((len(x), 1)), z])


def fit(x: Matrix, y: Matrix, weight: Matrix) -> Matrix:
    """Ridge logistic regression by Newton's method; ``x`` standardised with a column of ones first."""
    beta = np.zeros(x.shape[1])
    penalty = RIDGE * np.eye(x.shape[1])
    penalty[0, 0] = 0
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (weight * (p - y)) + penalty @ beta
        curvature = weight * p * (1 - p) + 1e-9
        step = np.linalg.solve((x.T * curvature) @ x + penalty, gradient)
        beta -= step
        if np.abs(step).max() < 1e-8:
            break
    return beta


def train(units: Sequence[Matrix], y: Matrix) -> Weights:
    """Weights under which the likeliest unit of each question tells whether it is answered.

    Both labels count the same in all.
    """
    first = np.asarray([rows[0] for rows in units])
    means, scales = first.mean(0), first.std(0) + 1e-6
    weight = np.where(y == 1, 1.0, (y == 1).sum() / max(1, (y == 0).sum()))
    chosen = first
    for _ in range(ROUNDS):
        weights = Weights(fit(standardised(chosen, means, scales), y, weight), means, scales)
        likeliest = np.asarray([rows[int(np.argmax(weights.logits(rows)))] for rows in units])
        if np.array_equal(likeliest, chosen):
            break
        chosen = likeliest
    return weights


def probabilities(found: Sequence[Found], units: Sequence[Matrix], weights: Weights) -> Matrix:
    """What the shipped model would say of each question."""
    logits = np.asarray([weights.logits(rows).max() for rows in units])
    known = np.asarray([0.0 if f.foreign else decline.doubt(f.reading) for f in found])
    return np.asarray(known / (1 + np.exp(-logits)), float)


def out_of_set(found: Sequence[Found], units: Sequence[Matrix], y: Matrix) -> Matrix:
    """The probability of each question from a model that has not seen its set."""
    sources = np.asarray([f.source for f in found])
    result = np.zeros(len(found))
    for source in dict.fromkeys(sources):
        own = sources == source
        seen, unseen = [int(i) for i in np.flatnonzero(~own)], [int(i) for i in np.flatnonzero(own)]
        weights = train([units[i] for i in seen], y[seen])
        result[unseen] = probabilities([found[i] for i in unseen], [units[i] for i in unseen], weights)
    return result


def auroc(y: Matrix, p: Matrix) -> float:
    """The chance that an answerable question gets more than an unanswerable one."""
    positive, negative = p[y == 1], p[y == 0]
    return float((positive[:, None] > negative).mean() + 0.5 * (positive[:, None] == negative).mean())


def told(sources: Sequence[str], y: Matrix, p: Matrix, threshold: float) -> str:
    """A table of the figures out of set, a line for each set and one for all."""
    lines = [f"threshold {threshold:.3f}"]
    every = np.asarray(sources)
    for source in [*dict.fromkeys(sources), "all"]:
        own = np.ones(len(y), bool) if source == "all" else every == source
        yes, no = p[own & (y == 1)], p[own & (y == 0)]
        if len(yes) and len(no):
            lines.append(
                f"{source:<12} AUROC {auroc(y[own], p[own]):.3f}  declined {(no < threshold).mean():.3f} of {len(no)} "
                f"unanswerable, {(yes < threshold).mean():.3f} of {len(yes)} answerable"
            )
    return "\n".join(lines) + "\n"


def without_each(found: Sequence[Found], units: Sequence[Matrix], y: Matrix) -> str:
    """What each signal is worth: the AUROC out of set without it, less that with all."""
    whole = auroc(y, out_of_set(found, units, y))
    lines = []
    for n, name in enumerate(SIGNALS):
        less = [np.delete(rows, n, axis=1) for rows in units]
        lines.append(f"{name:<12} {auroc(y, out_of_set(found, less, y)) - whole:+.4f}")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, print the figures out of set, write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--set", nargs=2, action="append", type=Path, required=True, metavar=("TESTSET", "HOME"), dest="sets"
    )
    parser.add_argument("--without", action="store_true", help="print what each signal is worth")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "data" / "declining.json")
    options = parser.parse_args(arguments)
    if len(options.sets) < 2:
        parser.error("a set is judged by a model of the others: give at least two")
    found: list[Found] = []
    for testset, home in options.sets:
        with Library.open(home) as library:
            found += signals_of(testset, library)
    units, y = [matrix(f.reading) for f in found], np.asarray([float(f.answerable) for f in found])
    p = out_of_set(found, units, y)
    threshold = float(np.quantile(p[y == 1], WRONGLY))
    sys.stdout.write(told([f.source for f in found], y, p, threshold))
    if options.without:
        sys.stdout.write(without_each(found, units, y))
    weights = train(units, y)
    model = {
        "bias": float(weights.beta[0]),
        "threshold": threshold,
        "weights": dict(zip(SIGNALS, map(float, weights.beta[1:]), strict=True)),
        "means": dict(zip(SIGNALS, map(float, weights.means), strict=True)),
        "scales": dict(zip(SIGNALS, map(float, weights.scales), strict=True)),
    }
    options.out.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
