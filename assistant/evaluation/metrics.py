"""Metrics over judged questions, each with a bootstrap interval.

Ranking metrics come from ir_measures; everything is a mean over questions, resampled by question (percentile
bootstrap, Efron & Tibshirani 1993), seeded so that the same results give the same interval.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
from ir_measures import RR, nDCG

from assistant.evaluation import judge
from assistant.evaluation.testset import Question
from index.answer import Answer, Hit
from index.text import fold, words

RESAMPLES = 2000
SEED = 20251123
CUTOFFS = (1, 3, 5, 10)

Estimate = dict[str, float | int | None]


@dataclass(frozen=True)
class Judged:
    """One question with what the assistant returned and the verdict.

    ``exact_spans`` counts citations whose quote is the document's text at its span. ``support`` says of each stating
    sentence whether a span that it cites supports it; ``supporting`` counts the citations that support theirs.
    """

    question: Question
    answer: Answer
    hits: tuple[Hit, ...]
    right: bool | None
    evidence_rank: int | None
    cited_ok: bool | None
    declined_ok: bool
    exact_spans: int
    support: tuple[bool, ...] = ()
    supporting: int = 0


def estimate(values: Sequence[float | bool]) -> Estimate:
    """Mean with a 95% bootstrap interval; all null where there is nothing to average."""
    if not values:
        return {"value": None, "low": None, "high": None, "n": 0}
    data = np.asarray(values, dtype=np.float64)
    low, high = np.quantile(_resampled_means(data), [0.025, 0.975])
    return {"value": _r(data.mean()), "low": _r(low), "high": _r(high), "n": len(values)}


def _resampled_means(data: np.ndarray) -> np.ndarray:
    generator = np.random.default_rng(SEED)
    return data[generator.integers(0, len(data), size=(RESAMPLES, len(data)))].mean(axis=1)  # type: ignore[no-any-return]


def estimate_statistic(count: int, statistic: Callable[[np.ndarray], float]) -> Estimate:
    """A statistic of a sample of ``count`` questions that is not a mean; ``statistic`` takes row indices."""
    if not count:
        return {"value": None, "low": None, "high": None, "n": 0}
    generator = np.random.default_rng(SEED)
    drawn = [statistic(generator.integers(0, count, size=count)) for _ in range(RESAMPLES // 4)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return {"value": _r(statistic(np.arange(count))), "low": _r(low), "high": _r(high), "n": count}


def _r(value: float) -> float:
    return round(float(value), 4)


def token_f1(answer: str, gold: str) -> float:
    """Overlap of folded words, SQuAD's F1 (Rajpurkar et al. 2016)."""
    found = Counter(fold(w.text) for w in words(judge.plain(answer)))
    wanted = Counter(fold(w.text) for w in words(judge.plain(gold)))
    common = sum((found & wanted).values())
    return 2 * common / (sum(found.values()) + sum(wanted.values())) if common else 0.0


def ranking_scores(judged: Sequence[Judged]) -> dict[str, list[float]]:
    """Document MRR@10 and nDCG@10 per question, by ir_measures."""
    qrels = {j.question.id: dict.fromkeys(j.question.docs, 1) for j in judged}
    runs: dict[str, dict[str, float]] = {
        j.question.id: {file: 1.0 / rank for rank, file in enumerate(judge.document_ranking(j.question, j.hits), 1)}
        for j in judged
    }
    scores: dict[str, list[float]] = {"doc_mrr@10": [], "ndcg@10": []}
    names = {RR @ 10: "doc_mrr@10", nDCG @ 10: "ndcg@10"}
    for metric in ir_measures.iter_calc(list(names), qrels, runs):
        scores[names[metric.measure]].append(metric.value)
    return scores


def retrieval_metrics(judged: Sequence[Judged]) -> dict[str, Estimate]:
    """Document and evidence figures over the answerable questions that name a document."""
    rows = [j for j in judged if j.question.answerable and j.question.docs]
    rankings = [judge.document_ranking(j.question, j.hits) for j in rows]
    metrics: dict[str, Estimate] = {}
    for k in (1, 5):
        found = [
            len(set(ranking[:k]) & set(j.question.docs)) / min(k, len(j.question.docs))
            for j, ranking in zip(rows, rankings, strict=True)
        ]
        metrics[f"doc_recall@{k}"] = estimate(found)
    metrics.update({name: estimate(values) for name, values in ranking_scores(rows).items()})
    evidenced = [j for j in rows if j.question.evidences or j.question.accepted]
    for k in CUTOFFS:
        metrics[f"evidence_recall@{k}"] = estimate(
            [j.evidence_rank is not None and j.evidence_rank <= k for j in evidenced]
        )
    pairs = [j for j in rows if len(j.question.docs) > 1]
    metrics["both_recall@5"] = estimate([judge.both_found(j.question, j.hits) for j in pairs])
    return metrics


def answer_metrics(judged: Sequence[Judged], numbers_agree: Callable[[str, str], bool | None]) -> dict[str, Estimate]:
    """Right answers and their closeness to the gold one.

    ``numbers_agree(text, gold)`` is null where gold has no number.
    """
    rows = [j for j in judged if j.question.answerable and j.right is not None]
    answered = [j for j in rows if j.answer.status == "answered"]
    golden = [j for j in rows if j.question.answer]
    agreement = [numbers_agree(judge.plain(j.answer.text), j.question.answer or "") for j in golden]
    return {
        "right": estimate([bool(j.right) for j in rows]),
        "exact_match": estimate([judge.plain(j.answer.text) == judge.plain(j.question.answer or "") for j in golden]),
        "token_f1": estimate([token_f1(j.answer.text, j.question.answer or "") for j in golden]),
        "numeric_accuracy": estimate([value for value in agreement if value is not None]),
        "characters": estimate([float(len(judge.plain(j.answer.text))) for j in answered]),
    }


def citation_metrics(judged: Sequence[Judged]) -> dict[str, Estimate]:
    """Whether citations hold the answer (of right ones), support their sentences, and are exact spans."""
    rows = [j for j in judged if j.answer.status == "answered"]
    cited = [j for j in rows if j.answer.citations]
    return {
        "holds_answer": estimate([bool(j.cited_ok) for j in rows if j.question.answerable and j.right]),
        "precision": estimate([j.supporting / len(j.answer.citations) for j in cited]),
        "recall": estimate([sum(j.support) / len(j.support) for j in rows if j.support]),
        "exact_span": estimate([j.exact_spans / len(j.answer.citations) for j in judged if j.answer.citations]),
    }


def risk_coverage(judged: Sequence[Judged]) -> list[tuple[float, float]]:
    """(coverage, risk) as answers are given in order of falling confidence; the risk is that of a wrong answer."""
    rows = sorted((j for j in judged if j.right is not None), key=lambda j: -_confidence(j))
    errors = np.cumsum([_wrong_if_answered(j) for j in rows])
    return [(_r(given / len(rows)), _r(wrong / given)) for given, wrong in enumerate(errors, 1)]


def _confidence(j: Judged) -> float:
    if j.answer.confidence is not None:
        return j.answer.confidence
    return 1.0 if j.answer.status == "answered" else 0.0


def _wrong_if_answered(j: Judged) -> bool:
    return not j.question.answerable or not j.right


def declining_metrics(judged: Sequence[Judged]) -> dict[str, Estimate]:
    """Unanswerable questions declined, answerable ones wrongly declined, and the area under risk-coverage."""
    rows = [j for j in judged if j.right is not None]
    wrong = np.array([_wrong_if_answered(j) for j in rows], dtype=bool)
    confidence = np.array([_confidence(j) for j in rows])

    def area(chosen: np.ndarray) -> float:
        order = chosen[np.argsort(-confidence[chosen], kind="stable")]
        return float(np.mean(np.cumsum(wrong[order]) / np.arange(1, len(order) + 1)))

    return {
        "declined": estimate([j.answer.status == "not_found" for j in rows if not j.question.answerable]),
        "wrongly_declined": estimate([j.answer.status == "not_found" for j in rows if j.question.answerable]),
        "aurc": estimate_statistic(len(rows), area),
    }


def time_metrics(judged: Sequence[Judged]) -> dict[str, Estimate]:
    """Seconds for one answer."""
    totals = np.array([j.answer.seconds.total for j in judged])
    return {
        name: estimate_statistic(len(totals), lambda rows, q=q: float(np.quantile(totals[rows], q)))  # type: ignore[misc]
        for name, q in (("p50", 0.5), ("p95", 0.95))
    }


def all_metrics(
    judged: Sequence[Judged], numbers_agree: Callable[[str, str], bool | None]
) -> dict[str, dict[str, Estimate]]:
    """Every group of metrics, in the report's names."""
    return {
        "retrieval": retrieval_metrics(judged),
        "answers": answer_metrics(judged, numbers_agree),
        "citations": citation_metrics(judged),
        "declining": declining_metrics(judged),
        "seconds": time_metrics(judged),
    }


def grouped(
    judged: Sequence[Judged],
    key: Callable[[Question], str | None],
    numbers_agree: Callable[[str, str], bool | None],
) -> Mapping[str, dict[str, dict[str, Estimate]]]:
    """The metrics of each group of questions (by language, by type)."""
    names = sorted({name for j in judged if (name := key(j.question))})
    return {name: all_metrics([j for j in judged if key(j.question) == name], numbers_agree) for name in names}
