"""Two reports side by side: which differences are real, which questions were fixed or broken.

Pairs by question id. Each per-question figure gets a paired bootstrap interval of its mean difference (Efron &
Tibshirani 1993) and the exact sign test of its changed questions, which for right and wrong is McNemar's (McNemar
1947). A difference counts as real where the 95% interval excludes zero and p is below 0.05: where few questions
changed the interval alone is too sure (four changes one way exclude zero, yet chance does that one time in eight).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import comb

import numpy as np

from assistant.evaluation.metrics import RESAMPLES, SEED

SURE = 0.05

Row = Mapping[str, object]
Figure = Callable[[Row], float | None]


def compare(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    """Differences of the questions that both reports hold.

    Returns the fields of ``report.Comparison``; ``before`` says what the earlier report was made of, ``same_corpus``
    whether both saw the same documents (null where a report does not say).
    """
    old, new = _by_id(before), _by_id(after)
    shared = [i for i in new if i in old and old[i].get("question") == new[i].get("question")]
    figures = {name: _difference(figure, [(old[i], new[i]) for i in shared]) for name, figure in FIGURES.items()}
    fixed = [i for i in shared if _right(new[i]) and _right(old[i]) is False]
    broken = [i for i in shared if _right(old[i]) and _right(new[i]) is False]
    return {
        "pairs": len(shared),
        "only_before": sorted(set(old) - set(shared)),
        "only_after": sorted(set(new) - set(shared)),
        "figures": {name: value for name, value in figures.items() if value},
        "mcnemar": {"fixed": len(fixed), "broken": len(broken), "p": mcnemar(len(fixed), len(broken))},
        "fixed": fixed,
        "broken": broken,
        "before": {key: before.get(key) for key in ("version", "commit", "settings")},
        "same_corpus": _same_corpus(before, after),
    }


def _same_corpus(before: Mapping[str, object], after: Mapping[str, object]) -> bool | None:
    prints = [
        part.get("fingerprint") if isinstance(part := r.get("corpus"), Mapping) else None for r in (before, after)
    ]
    return prints[0] == prints[1] if all(prints) else None


def mcnemar(fixed: int, broken: int) -> float:
    """Two-sided exact p of so uneven a split of the changed questions.

    >>> mcnemar(0, 0), round(mcnemar(10, 1), 4)
    (1.0, 0.0117)
    """
    changed = fixed + broken
    tail = sum(comb(changed, k) for k in range(min(fixed, broken) + 1)) / 2**changed
    return float(min(1.0, 2 * tail))


def _difference(figure: Figure, pairs: list[tuple[Row, Row]]) -> dict[str, object] | None:
    known = [(a, b) for one, two in pairs if (a := figure(one)) is not None and (b := figure(two)) is not None]
    if not known:
        return None
    values = np.array(known)
    change = values[:, 1] - values[:, 0]
    drawn = np.random.default_rng(SEED).integers(0, len(change), size=(RESAMPLES, len(change)))
    p = mcnemar(int((change > 0).sum()), int((change < 0).sum()))
    low, high = np.quantile(change[drawn].mean(axis=1), [0.025, 0.975])
    return {
        "before": round(float(values[:, 0].mean()), 4),
        "after": round(float(values[:, 1].mean()), 4),
        "difference": round(float(change.mean()), 4),
        "low": round(float(low), 4),
        "high": round(float(high), 4),
        "p": round(p, 4),
        "real": bool((low > 0 or high < 0) and p < SURE),
        "n": len(known),
    }


def _by_id(report: Mapping[str, object]) -> dict[str, Row]:
    questions = report["questions"]
    assert isinstance(questions, list)
    return {str(row["id"]): row for row in questions}


def _verdict(row: Row, name: str) -> object:
    verdict = row.get("verdict")
    return verdict.get(name) if isinstance(verdict, Mapping) else None


def _right(row: Row) -> bool | None:
    right = _verdict(row, "right")
    return right if isinstance(right, bool) else None


def _answerable(figure: Figure) -> Figure:
    return lambda row: figure(row) if row.get("answerable") else None


def _unanswerable(figure: Figure) -> Figure:
    return lambda row: None if row.get("answerable") else figure(row)


def _truth(name: str) -> Figure:
    def figure(row: Row) -> float | None:
        value = _verdict(row, name)
        return None if value is None else float(bool(value))

    return figure


def _number(name: str) -> Figure:
    def figure(row: Row) -> float | None:
        value = _verdict(row, name)
        return float(value) if isinstance(value, int | float) else None

    return figure


def _within(k: int) -> Figure:
    def figure(row: Row) -> float:
        rank = _verdict(row, "evidence_rank")
        return float(isinstance(rank, int) and rank <= k)

    return figure


def _seconds(row: Row) -> float | None:
    answer = row.get("answer")
    seconds = answer.get("seconds") if isinstance(answer, Mapping) else None
    return float(seconds["total"]) if isinstance(seconds, Mapping) else None


FIGURES: dict[str, Figure] = {
    "right": _answerable(_truth("right")),
    "cited_ok": _answerable(_truth("cited_ok")),
    "supported": _number("supported"),
    "numbers_ok": _answerable(_truth("numbers_ok")),
    "token_f1": _answerable(_number("token_f1")),
    "evidence@1": _answerable(_within(1)),
    "evidence@5": _answerable(_within(5)),
    "evidence@10": _answerable(_within(10)),
    "declined": _unanswerable(_truth("declined_ok")),
    "kept": _answerable(_truth("declined_ok")),
    "seconds": _seconds,
}
