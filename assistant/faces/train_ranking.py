"""Trains and cross-validates the weights of ranking: ``python -m assistant.faces.train_ranking --pages pages.jsonl HOME
--check FILE HOME …``.

No test question is trained on: the pages of HOME are asked the questions that their titles put, each as it is and
without tone marks; the passages of the question's page are right. The model is a conditional logit over what
retrieval looked at for a question, and begins at the hand-set weights: its first feature is the score that they give,
the others are what each part of the score should count beside that, under a ridge. For each route of language the
hand-set and the learnt order are compared: on pages out of fold, on every ``--check`` test set by weights that have
seen none of it. The command writes nothing: learnt weights have not been better than the hand-set ones yet
(``index/README.md``).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.benchmarks.ranking import FEATURES, features
from assistant.evaluation.judge import gold_files, holds_evidence
from assistant.evaluation.testset import Question, load_testset
from assistant.faces.train_evidence import Example, fit
from assistant.retrieve import Candidate, Retriever
from assistant.settings import Settings
from index.library import Library
from index.text import fold

RIDGES = (10.0, 30.0, 100.0)
_FOLDS = 10
_MISSED = 100  # rank of what is not in the pool

Ranks = dict[str, list[int]]  # route → rank from 1 of the first right passage


@dataclass(frozen=True)
class Asked:
    """A question and which passages answer it; ``group`` keeps what belongs together in one fold."""

    text: str
    group: str
    is_gold: Callable[[Candidate], bool]


@dataclass(frozen=True)
class Case:
    """A question's pool, read; ``hand`` is the order of the weights in use."""

    route: str
    example: Example

    @property
    def hand(self) -> int:
        """Rank of the first right passage by the weights in use."""
        weights = np.zeros(self.example.x.shape[1])
        weights[0] = 1.0
        return rank(self.example, weights)


def page_questions(file: Path, library: Library) -> Iterator[Asked]:
    """The questions of the pages that the library holds, as they are and without marks."""
    held = {Path(name).stem: name for _, name in library.known()}
    for line in file.read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        name = held.get(str(page["id"]))
        for question in page["questions"][:1] if name else ():
            for text in (question, fold(question)):
                yield Asked(text, str(page["id"]), lambda c, name=name: c.document.file == name)  # type: ignore[misc]


def labelled_questions(file: Path) -> Iterator[Asked]:
    """The answerable questions of a test set but for comparisons; evidence is what it says, else the document."""
    for row in load_testset(file).questions:
        if row.answerable and row.type != "comparison":
            yield Asked(row.question, row.docs[0] if row.docs else row.question, _evidence(row))


def _evidence(row: Question) -> Callable[[Candidate], bool]:
    files, whole = gold_files(row), not row.evidences
    return lambda c: c.document.file in files and (whole or holds_evidence(row, c.passage.text))


def cases_of(library: Library, asked: Sequence[Asked]) -> list[Case]:
    """Every question whose pool holds a right passage and a wrong one, read."""
    retriever = Retriever(library, Settings.load())
    found = []
    for one in asked:
        question = retriever.understand(one.text)
        pool = retriever.pool(question)
        right = np.asarray([one.is_gold(c) for c in pool], dtype=bool)
        x = features(question, pool, library)
        found.append(Case(question.language, Example(one.group, x, right)))
    return found


def rank(example: Example, weights: NDArray[np.float64]) -> int:
    """Rank from 1 of the first right passage."""
    if not example.right.any():
        return _MISSED
    scores = example.x @ weights
    return 1 + int((scores > scores[example.right].max()).sum())


def by_route(cases: Sequence[Case], ranks: Sequence[int]) -> Ranks:
    """Ranks by the question's language, and all."""
    found: Ranks = defaultdict(list)
    for case, position in zip(cases, ranks, strict=True):
        found[case.route].append(position)
        found["all"].append(position)
    return found


def told(name: str, hand: Mapping[str, Sequence[int]], learnt: Mapping[str, Sequence[int]]) -> str:
    """A line for each route: R@1 and MRR of the hand-set weights and of the learnt ones, and their difference."""
    lines = []
    for route, before in sorted(hand.items()):
        old, new = np.array(before), np.array(learnt[route])
        draws = np.random.default_rng(0).integers(len(old), size=(2000, len(old)))
        gain = (new == 1).astype(float) - (old == 1)
        low, high = np.percentile(gain[draws].mean(1), [2.5, 97.5])
        lines.append(
            f"{name:<14} {route:<16} R@1 {(old == 1).mean():.3f} → {(new == 1).mean():.3f} [{low:+.3f} {high:+.3f}]"
            f"  MRR {(1 / old).mean():.3f} → {(1 / new).mean():.3f}  ({len(old)} questions)\n"
        )
    return "".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, print both orders side by side, write the weights where asked to."""
    parser = argparse.ArgumentParser(prog="python -m assistant.faces.train_ranking", description=__doc__)
    parser.add_argument("--pages", nargs=2, required=True, type=Path, metavar=("PAGES", "HOME"))
    parser.add_argument(
        "--check", nargs=2, action="append", default=[], type=Path, metavar=("TESTSET", "HOME"), dest="checks"
    )
    options = parser.parse_args(arguments)
    file, home = options.pages
    with Library.open(home) as library:
        cases = cases_of(library, list(page_questions(file, library)))
    learnt = learn(cases)
    sys.stdout.write(told("pages, unseen", by_route(cases, [c.hand for c in cases]), by_route(cases, learnt.ranks)))
    for testset, checked in options.checks:
        with Library.open(checked) as library:
            others = cases_of(library, list(labelled_questions(testset)))
        ranks = [rank(c.example, learnt.weights) for c in others]
        sys.stdout.write(told(testset.stem, by_route(others, [c.hand for c in others]), by_route(others, ranks)))
    weights = {name: round(float(w), 3) for name, w in zip(FEATURES, learnt.weights, strict=True)}
    sys.stdout.write(f"ridge {learnt.ridge:g}: {json.dumps(weights)}\n")
    return 0


@dataclass(frozen=True)
class Learnt:
    """Weights of all cases, their ridge, and each case's rank by weights that have not seen its group."""

    weights: NDArray[np.float64]
    ridge: float
    ranks: list[int]


def learn(cases: Sequence[Case]) -> Learnt:
    """The ridge is the one with the best mean reciprocal rank out of fold."""
    groups = sorted({c.example.group for c in cases})
    random.Random(0).shuffle(groups)  # noqa: S311 (folds, not secrets)
    fold_of = {group: n % _FOLDS for n, group in enumerate(groups)}
    tried = {}
    for ridge in RIDGES:
        weights = [
            _fitted([c for c in cases if fold_of[c.example.group] != k], ridge) for k in range(min(_FOLDS, len(groups)))
        ]
        tried[ridge] = [rank(c.example, weights[fold_of[c.example.group]]) for c in cases]
    ridge = max(tried, key=lambda r: sum(1 / position for position in tried[r]))
    return Learnt(_fitted(cases, ridge), ridge, tried[ridge])


def _fitted(cases: Sequence[Case], ridge: float) -> NDArray[np.float64]:
    """Weights from the cases with something right and something wrong in their pool; those in use cost nothing."""
    telling = [c.example for c in cases if c.example.right.any() and not c.example.right.all()]
    penalties = np.full(telling[0].x.shape[1], ridge)
    penalties[0] = 0.0
    return fit(telling, penalties)


if __name__ == "__main__":
    sys.exit(main())
