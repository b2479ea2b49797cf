"""Trains and cross-validates the decision to decline: ``python -m assistant.faces.train_declining --pages
pages.jsonl HOME --set FILE HOME …``.

Two kinds of material. Pages with the questions that they answer: those that HOME holds are answerable; others are left
out, so that their questions are not; and questions of indexed pages are altered (another place, year or number) into
ones that only seem answerable. And labelled test sets, each with the home that its documents are indexed in. Folds keep
a document's questions together; every figure printed is out of fold.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import decline
from assistant.answering import Answering
from assistant.decline import SIGNALS, Signals
from assistant.evaluation.testset import load_testset
from assistant.evidence import rank
from assistant.retrieve import Retriever
from assistant.settings import Settings
from index.library import Library
from index.model import Filters
from index.places import find_places, provinces
from index.text import fold
from ingest.parse import parse_text

FOLDS = 10
BATCH = 20  # pages stored at a time, so that a run cut off is taken up again
RIDGE = 30.0
WRONGLY = 0.06  # share of the answerable questions of the test sets that may be declined, out of fold
_PAGE, _ALTERED, _LABELLED = 0.3, 0.2, 2.0  # weights: pages do not answer some of their weakly labelled questions
_YEAR = re.compile(r"\b20[0-3]\d\b")
_NUMBERED = re.compile(r"\b(?:giai đoạn|đợt|lần|khu|số|loại|nhóm|hạng|cấp) (\d{1,2})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Example:
    """A question with its label; ``group`` is the document it belongs to, ``weight`` what it counts."""

    source: str
    question: str
    answerable: bool
    group: str
    weight: float


@dataclass(frozen=True)
class Found:
    """The signals of an example's evidence; ``foreign`` questions are declined whatever the signals say."""

    example: Example
    signals: Signals
    foreign: bool


def page_examples(pages: Sequence[dict[str, object]], indexed: int, chance: random.Random) -> Iterator[Example]:
    """Questions of the first ``indexed`` pages, as they are, without marks and altered; questions of the others."""
    for position, page in enumerate(pages):
        for question in page["questions"][:1]:  # type: ignore[index]
            text = fold(question) if chance.random() < 0.25 else question
            group = str(page["id"])
            yield Example("pages", text, position < indexed, group, _PAGE)
            if position < indexed:
                altered = alter(question, chance)
                if altered is not None:
                    yield Example("pages", altered, False, group, _ALTERED)


def alter(question: str, chance: random.Random) -> str | None:
    """The question about another place, year or number; ``None`` where it names none."""
    changes: list[Callable[[], str]] = []
    places = [m for m in find_places(question) if m.place.kind == "province"]
    if places:
        first = places[0]
        others = [p.name for p in provinces() if p.name != first.place.name]
        changes.append(lambda: question[: first.start] + chance.choice(others) + question[first.end :])
    numbered = _NUMBERED.search(question)
    if numbered:
        other = str(int(numbered[1]) + chance.choice([1, 2, 3]))
        changes.append(lambda: question[: numbered.start(1)] + other + question[numbered.end(1) :])
    year = _YEAR.search(question)
    if year and not changes:
        other_year = str(int(year.group()) - chance.choice([3, 4, 5, 6]))
        changes.append(lambda: question[: year.start()] + other_year + question[year.end() :])
    return chance.choice(changes)() if changes else None


def testset_examples(file: Path) -> Iterator[Example]:
    """The labelled questions of a test set."""
    for row in load_testset(file).questions:
        if row.type != "comparison":
            group = row.docs[0] if row.docs else f"{file.stem}-{row.id}"
            yield Example(file.stem, row.question, row.answerable, group, _LABELLED)


def signals_of(library: Library, examples: Sequence[Example]) -> list[Found]:
    """The signals of each example."""
    settings = Settings.load()
    retriever = Retriever(library, settings)
    answering = Answering(library, retriever, settings)
    found = []
    for count, example in enumerate(examples, 1):
        question = retriever.understand(example.question)
        candidates = retriever.retrieve(question, k=settings.passages, filters=Filters())
        asked = answering.read(question)
        ranked = rank(asked, answering.widened(asked, candidates))
        signals = decline.signals(asked, ranked, candidates) if ranked else Signals()
        found.append(Found(example, signals, bool(ranked) and decline.foreign(asked, ranked, candidates)))
        if sys.stderr.isatty() and count % 10 == 0:
            sys.stderr.write(f"\r{count}/{len(examples)}")
    return found


def fit(x: NDArray[np.float64], y: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
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


def standardised(
    x: NDArray[np.float64], means: NDArray[np.float64], scales: NDArray[np.float64]
) -> NDArray[np.float64]:
    """``x`` in standard units behind a column of ones."""
    return np.hstack([np.ones((len(x), 1)), (x - means) / scales])


def out_of_fold(
    x: NDArray[np.float64], y: NDArray[np.float64], weight: NDArray[np.float64], groups: Sequence[str]
) -> NDArray[np.float64]:
    """The probability of each example from a model that has not seen its group."""
    names = sorted(set(groups))
    random.Random(0).shuffle(names)  # noqa: S311 (folds, not secrets)
    fold_of = {name: i % FOLDS for i, name in enumerate(names)}
    folds = np.asarray([fold_of[g] for g in groups])
    result = np.zeros(len(y))
    for k in range(FOLDS):
        train, test = folds != k, folds == k
        means, scales = x[train].mean(0), x[train].std(0) + 1e-6
        beta = fit(standardised(x[train], means, scales), y[train], weight[train])
        result[test] = 1 / (1 + np.exp(-standardised(x[test], means, scales) @ beta))
    return result


def auroc(y: NDArray[np.float64], p: NDArray[np.float64]) -> float:
    """The chance that an answerable question gets more than an unanswerable one."""
    positive, negative = p[y == 1], p[y == 0]
    return float((positive[:, None] > negative).mean() + 0.5 * (positive[:, None] == negative).mean())


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, print the out-of-fold figures, write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", nargs=2, type=Path, metavar=("PAGES", "HOME"), help="question-titled pages")
    parser.add_argument("--indexed", type=int, default=80, help="pages to index where HOME holds fewer")
    parser.add_argument("--left-out", type=int, default=100, help="pages whose questions have no answer")
    parser.add_argument("--set", nargs=2, action="append", type=Path, metavar=("TESTSET", "HOME"), dest="sets")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "data" / "declining.json")
    options = parser.parse_args(arguments)
    found = gather(options)
    x = np.asarray([[float(getattr(f.signals, name)) for name in SIGNALS] for f in found])
    y = np.asarray([float(f.example.answerable) for f in found])
    weight = np.asarray([f.example.weight for f in found])
    weight[y == 0] *= weight[y == 1].sum() / weight[y == 0].sum()
    p = np.asarray(
        [
            0.0 if f.foreign else v * decline.doubt(f.signals)
            for f, v in zip(found, out_of_fold(x, y, weight, [f.example.group for f in found]), strict=True)
        ]
    )
    labelled = np.asarray([f.example.source != "pages" for f in found])
    threshold = float(np.quantile(p[(y == 1) & (labelled if labelled.any() else True)], WRONGLY))
    sys.stdout.write(told(found, y, p, threshold))
    means, scales = x.mean(0), x.std(0) + 1e-6
    beta = fit(standardised(x, means, scales), y, weight)
    model = {
        "bias": float(beta[0]),
        "threshold": threshold,
        "weights": dict(zip(SIGNALS, map(float, beta[1:]), strict=True)),
        "means": dict(zip(SIGNALS, map(float, means), strict=True)),
        "scales": dict(zip(SIGNALS, map(float, scales), strict=True)),
    }
    options.out.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    return 0


def told(found: Sequence[Found], y: NDArray[np.float64], p: NDArray[np.float64], threshold: float) -> str:
    """A table of the out-of-fold figures, a line for each source."""
    sources = np.asarray([f.example.source for f in found])
    lines = [f"threshold {threshold:.3f}"]
    for source in dict.fromkeys(sources):
        own = sources == source
        yes, no = p[own & (y == 1)], p[own & (y == 0)]
        lines.append(
            f"{source:<12} AUROC {auroc(y[own], p[own]):.3f}  declined {(no < threshold).mean():.3f} of {len(no)} "
            f"unanswerable, {(yes < threshold).mean():.3f} of {len(yes)} answerable"
        )
    return "\n".join(lines) + "\n"


def gather(options: argparse.Namespace) -> list[Found]:
    """All examples with their signals, from every source given."""
    found: list[Found] = []
    if options.pages:
        file, home = options.pages
        chance = random.Random(0)  # noqa: S311
        pages = [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]
        chance.shuffle(pages)
        with Library.open(home) as library:
            known = library.known()
            new = [p for p in pages[: options.indexed] if ("default", f"{p['id']}.md") not in known]
            for start in range(0, len(new), BATCH):
                library.apply([parse_text(p["text"], file=f"{p['id']}.md") for p in new[start : start + BATCH]])
            chosen = pages[: options.indexed + options.left_out]
            found += signals_of(library, list(page_examples(chosen, options.indexed, chance)))
    for testset, home in options.sets or ():
        with Library.open(home) as library:
            found += signals_of(library, list(testset_examples(testset)))
    return found


if __name__ == "__main__":
    raise SystemExit(main())
