"""Trains and cross-validates the weights of evidence: ``python -m assistant.faces.train_evidence --set FILE HOME …``.

Each ``--set`` is a labelled test set and the home that its documents are indexed in. A unit is labelled right where
what would be shown of it holds an accepted string, in a document that may be cited. The model is a conditional logit
(McFadden 1974): the chance of a unit among all units found for a question goes with exp(weights · features), and the
right ones together are made as likely as can be, under a ridge. Folds keep the questions of a document together; every
figure printed but that of the present weights is out of fold. How sure chances are is set out of fold as well.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.answering import Answering
from assistant.asked import Asked
from assistant.evaluation.judge import contains, gold_files, plain
from assistant.evaluation.testset import Question, load_testset
from assistant.evidence import Evidence, default_weights, rank
from assistant.extractive import show
from assistant.features import FEATURES
from assistant.retrieve import Retriever
from assistant.settings import Settings
from index.library import Library
from index.model import Filters
from index.text import comparable

FOLDS = 10
RIDGES = (1.0, 3.0, 10.0, 30.0)
# Mean distance of the best score to the mean of the best twenty: what the rest of the assistant takes a score's unit
# for (`assistant.force`). Trained weights are scaled to it; ``scale`` in the file says what they were divided by.
SPREAD = 2.5
_TOP = 20
_CHARACTERS = 600
_LEAST_EVIDENCE = 12  # letters and digits that an evidence string and a unit must share

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """The units found for one question: ``x`` (units, features), ``right`` (units,); ``group`` is its document."""

    group: str
    x: Array
    right: NDArray[np.bool_]


def examples_of(testset: Path, home: Path) -> list[Example]:
    """One example for each answerable question, comparisons excepted, for which something right was found."""
    settings = Settings.load()
    found = []
    with Library.open(home) as library:
        retriever = Retriever(library, settings)
        answering = Answering(library, retriever, settings)
        for question in load_testset(testset).questions:
            if not question.answerable or question.type == "comparison":
                continue
            understood = retriever.understand(question.question)
            candidates = retriever.retrieve(understood, k=settings.passages, filters=Filters())
            asked = answering.read(understood)
            ranked = rank(asked, answering.widened(asked, candidates))
            right = labels(question, asked, ranked)
            if right.any():
                x = np.asarray([[getattr(e.features, name) for name in FEATURES] for e in ranked])
                found.append(Example(question.docs[0] if question.docs else question.id, x, right))
    return found


def labels(question: Question, asked: Asked, ranked: Sequence[Evidence]) -> NDArray[np.bool_]:
    """Which units show an accepted string; where none does, which overlap the evidence."""
    files = gold_files(question)
    own = [e.candidate.document.file in files for e in ranked]
    shown = [plain(show(asked, e, _CHARACTERS).text) if mine else "" for e, mine in zip(ranked, own, strict=True)]
    wanted = [*question.accepted, *(variant for group in question.accepted_all for variant in group)]
    accepted = np.asarray([bool(text) and any(contains(text, string) for string in wanted) for text in shown])
    if accepted.any():
        return accepted
    evidence = [comparable(text) for text in question.evidences]
    return np.asarray([mine and _overlaps(comparable(e.text), evidence) for e, mine in zip(ranked, own, strict=True)])


def _overlaps(unit: str, evidence: Sequence[str]) -> bool:
    return any(min(len(unit), len(e)) >= _LEAST_EVIDENCE and (unit in e or e in unit) for e in evidence)


def loss(weights: Array, examples: Sequence[Example], penalty: Array) -> tuple[float, Array]:
    """Negative log-likelihood with its ridge, and its gradient."""
    value, gradient = float(penalty @ weights**2), 2 * penalty * weights
    for example in examples:
        scores = example.x @ weights
        likely = np.exp(scores - scores.max())
        right = likely * example.right
        value += float(np.log(likely.sum()) - np.log(right.sum() + 1e-12))
        gradient += example.x.T @ (likely / likely.sum() - right / (right.sum() + 1e-12))
    return value, gradient


def fit(examples: Sequence[Example], ridge: float | Array) -> Array:
    """Weights by BFGS with backtracking; the ridge (one, or one each) is on weights of features in standard units."""
    scales = np.vstack([e.x for e in examples]).std(0) + 1e-3
    penalty = ridge * scales**2
    weights = np.zeros(len(scales))
    inverse = np.diag(1 / (scales**2 * len(examples)))
    value, gradient = loss(weights, examples, penalty)
    for _ in range(200):
        direction = -inverse @ gradient
        step = 1.0
        while (tried := loss(weights + step * direction, examples, penalty))[0] > value and step > 1e-8:
            step /= 2
        moved, turned = step * direction, tried[1] - gradient
        weights, (value, gradient) = weights + moved, tried
        curvature = float(moved @ turned)
        if np.abs(moved * scales).max() < 1e-5 or curvature <= 0:
            break
        left = np.eye(len(scales)) - np.outer(moved, turned) / curvature
        inverse = left @ inverse @ left.T + np.outer(moved, moved) / curvature
    return weights


def best_ranks(scored: Sequence[Array], examples: Sequence[Example]) -> list[int]:
    """The rank (from 1) of each question's first right unit, by the scores of its units."""
    orders = [np.argsort(-scores, kind="stable") for scores in scored]
    return [int(np.argmax(e.right[order])) + 1 for e, order in zip(examples, orders, strict=True)]


def out_of_fold(examples: Sequence[Example], ridge: float) -> list[Array]:
    """The scores of each question's units by weights that have not seen its document."""
    groups = sorted({e.group for e in examples})
    random.Random(0).shuffle(groups)  # noqa: S311 (folds, not secrets)
    fold_of = {group: i % FOLDS for i, group in enumerate(groups)}
    return held_out(examples, [fold_of[e.group] for e in examples], ridge)


def held_out(examples: Sequence[Example], folds: Sequence[object], ridge: float) -> list[Array]:
    """The scores of each question's units by weights fitted to the questions of all other ``folds``."""
    scored: list[Array] = [np.zeros(0)] * len(examples)
    for fold in dict.fromkeys(folds):
        weights = fit([e for e, own in zip(examples, folds, strict=True) if own != fold], ridge)
        for i, example in enumerate(examples):
            if folds[i] == fold:
                scored[i] = example.x @ weights
    return scored


def temperature(scored: Sequence[Array], examples: Sequence[Example]) -> float:
    """What scores are multiplied with, so that the chances they make are as likely as can be out of fold."""

    def likelihood(factor: float) -> float:
        total = 0.0
        for scores, example in zip(scored, examples, strict=True):
            likely = np.exp(factor * (scores - scores.max()))
            total += float(np.log(likely[example.right].sum() / likely.sum() + 1e-12))
        return total

    return max((n / 20 for n in range(4, 31)), key=likelihood)


def scaled(weights: Array, examples: Sequence[Example]) -> tuple[Array, float]:
    """The weights divided so that scores spread as ``SPREAD`` says, and what they were divided by."""
    best = [np.sort(e.x @ weights)[::-1][:_TOP] for e in examples]
    scale = float(np.mean([scores[0] - scores.mean() for scores in best])) / SPREAD
    return weights / scale, scale


def told(name: str, ranks: Sequence[int]) -> str:
    """One line of a table: the share of questions with a right unit first, and among the first three."""
    first, three = (sum(r <= k for r in ranks) / len(ranks) for k in (1, 3))
    return f"{name:<28} @1 {first:.3f}  @3 {three:.3f}  ({len(ranks)} questions)\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, print the out-of-fold figures, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--set", nargs=2, action="append", required=True, type=Path, metavar=("TESTSET", "HOME"), dest="sets"
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "data" / "evidence.json")
    options = parser.parse_args(arguments)
    parts = {testset.stem: examples_of(testset, home) for testset, home in options.sets}
    examples = [example for part in parts.values() for example in part]
    names = [name for name, part in parts.items() for _ in part]
    present = np.asarray([default_weights().get(name, 0.0) for name in FEATURES])
    scored = {ridge: out_of_fold(examples, ridge) for ridge in RIDGES}
    ranks = {ridge: best_ranks(found, examples) for ridge, found in scored.items()}
    ridge = min(ranks, key=lambda r: sum(1 / rank for rank in ranks[r]) * -1)
    now = best_ranks([e.x @ present for e in examples], examples)
    alone = best_ranks(held_out(examples, names, ridge), examples) if len(parts) > 1 else []
    sys.stdout.write(told("present weights", now))
    for tried, found in ranks.items():
        sys.stdout.write(told(f"out of fold, ridge {tried:g}{' *' if tried == ridge else ''}", found))
    for name in parts:
        own = [i for i, n in enumerate(names) if n == name]
        sys.stdout.write(told(f"  of them {name}", [ranks[ridge][i] for i in own]))
        sys.stdout.write(told("    by present weights", [now[i] for i in own]))
        if alone:
            sys.stdout.write(told("    by the other sets", [alone[i] for i in own]))
    weights, scale = scaled(fit(examples, ridge), examples)
    sure = temperature(scored[ridge], examples)
    sys.stdout.write(f"chances are {sure:g} times as sure as the fit says\n")
    model = {
        "questions": len(examples),
        "ridge": ridge,
        "scale": round(scale * sure, 3),
        "weights": {n: round(float(w), 3) for n, w in zip(FEATURES, weights, strict=True)},
    }
    options.out.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
