"""Metrics over judged questions, each with a bootstrap interval.

Ranking metrics come from ir_measures; everything is a mean over questions, resampled by question (percentile
bootstrap, Efron & Tibshirani 1993), seeded so that the same results give the same interval.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

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
_NOTHING: Estimate = {"value": None, "low": None, "high": None, "n": 0}


@dataclass(frozen=True)
class Judged:
    """One question with what the assistant returned and the verdict.

    ``exact_spans`` counts citations whose quote is the document's text at its span. ``support`` says of each stating
    sentence whether a span that it cites supports it; ``supporting`` counts the citations that support theirs.
    ``numbers_ok`` (the gold answer's quantities stand in the text) and ``token_f1`` are null where gold gives nothing.
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
    failure: judge.Failure | None = None
    numbers_ok: bool | None = None
    token_f1: float | None = None


def estimate(values: Sequence[float | bool]) -> Estimate:
    """Mean with a 95% bootstrap interval; all null where there is nothing to average."""
    if not values:
        return dict(_NOTHING)
    data = np.asarray(values, dtype=np.float64)
    return _estimate(float(data.mean()), _weights(len(data)) @ data / len(data), len(data))


def _estimate(value: float, resampled: np.ndarray, count: int) -> Estimate:
    low, high = np.quantile(resampled, [0.025, 0.975])
    return {"value": _r(value), "low": _r(low), "high": _r(high), "n": count}


@lru_cache(maxsize=8)
def _drawn(count: int, resamples: int) -> np.ndarray:
    """Rows of a sample of ``count`` drawn with replacement, (resamples, count); the same ones every time."""
    return np.random.default_rng(SEED).integers(0, count, size=(resamples, count), dtype=np.int32)


@lru_cache(maxsize=4)
def _weights(count: int) -> np.ndarray:
    """How often each row was drawn, (RESAMPLES, count): means of all resamples are one product."""
    drawn = _drawn(count, RESAMPLES) + count * np.arange(RESAMPLES)[:, None]
    counted = np.bincount(drawn.ravel(), minlength=RESAMPLES * count)
    return counted.reshape(RESAMPLES, count).astype(np.float64)


def _r(value: float) -> float:
    return round(float(value), 4)


def token_f1(answer: str, gold: str) -> float:
    """Overlap of folded words, SQuAD's F1 (Rajpurkar et al. 2016)."""
    found = Counter(fold(w.text) for w in words(judge.plain(answer)))
    wanted = Counter(fold(w.text) for w in words(judge.plain(gold)))
    common = sum((found & wanted).values())
    return 2 * common / (sum(found.values()) + sum(wanted.values())) if common else 0.0


_EVIDENCE = "evidence"
_MEASURES = {RR @ 10: "mrr@10", nDCG @ 10: "ndcg@10"}


def document_scores(judged: Sequence[Judged]) -> dict[str, list[float]]:
    """MRR@10 and nDCG@10 per question of the ranking of documents."""
    qrels = {j.question.id: dict.fromkeys(j.question.docs, 1) for j in judged}
    return _ranking_scores(qrels, {j.question.id: judge.document_ranking(j.question, j.hits) for j in judged})


def evidence_scores(judged: Sequence[Judged]) -> dict[str, list[float]]:
    """MRR@10 and nDCG@10 per question of the first passage with evidence: one such passage is all that is wanted."""
    rankings = {
        j.question.id: [_EVIDENCE if rank == j.evidence_rank else str(rank) for rank in range(1, len(j.hits) + 1)]
        for j in judged
    }
    return _ranking_scores({j.question.id: {_EVIDENCE: 1} for j in judged}, rankings)


def _ranking_scores(
    qrels: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Sequence[str]]
) -> dict[str, list[float]]:
    runs = {query: {item: 1.0 / rank for rank, item in enumerate(ranking, 1)} for query, ranking in rankings.items()}
    scores: dict[str, list[float]] = {name: [] for name in _MEASURES.values()}
    for metric in ir_measures.iter_calc(list(_MEASURES), qrels, runs):
        scores[_MEASURES[metric.measure]].append(metric.value)
    return scores


def retrieval_metrics(judged: Sequence[Judged]) -> dict[str, Estimate]:
    """Document and evidence figures over the answerable questions that name a document."""
    rows = [j for j in judged if j.question.answerable and j.question.docs]
    rankings = [judge.document_ranking(j.question, j.hits) for j in rows]
    metrics: dict[str, Estimate] = {}
    for k in CUTOFFS:
        found = [
            len(set(ranking[:k]) & set(j.question.docs)) / min(k, len(j.question.docs))
            for j, ranking in zip(rows, rankings, strict=True)
        ]
        metrics[f"doc_recall@{k}"] = estimate(found)
    of_documents = document_scores(rows)
    metrics["doc_mrr@10"] = estimate(of_documents["mrr@10"])
    metrics["ndcg@10"] = estimate(of_documents["ndcg@10"])
    evidenced = [j for j in rows if j.question.evidences or j.question.accepted]
    for k in CUTOFFS:
        metrics[f"evidence_recall@{k}"] = estimate(
            [j.evidence_rank is not None and j.evidence_rank <= k for j in evidenced]
        )
    for name, values in evidence_scores(evidenced).items():
        metrics[f"evidence_{name}"] = estimate(values)
    pairs = [j for j in rows if len(j.question.docs) > 1]
    metrics["both_recall@5"] = estimate([judge.both_found(j.question, j.hits) for j in pairs])
    return metrics


def answer_metrics(judged: Sequence[Judged]) -> dict[str, Estimate]:
    """Right answers and their closeness to the gold one."""
    rows = [j for j in judged if j.question.answerable and j.right is not None]
    answered = [j for j in rows if j.answer.status == "answered"]
    golden = [j for j in rows if j.question.answer]
    return {
        "right": estimate([bool(j.right) for j in rows]),
        "exact_match": estimate([judge.plain(j.answer.text) == judge.plain(j.question.answer or "") for j in golden]),
        "token_f1": estimate([j.token_f1 for j in golden if j.token_f1 is not None]),
        "numeric_accuracy": estimate([j.numbers_ok for j in golden if j.numbers_ok is not None]),
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
    wrong, confidence = _risks(judged)
    errors = _errors(wrong, confidence)
    return [(_r(given / len(errors)), _r(count / given)) for given, count in enumerate(errors, 1)]


def _risks(judged: Sequence[Judged]) -> tuple[np.ndarray, np.ndarray]:
    """Of each judged question whether an answer to it is wrong, and the confidence that it was given."""
    rows = [j for j in judged if j.right is not None]
    return (
        np.array([not j.question.answerable or not j.right for j in rows], dtype=np.float64),
        np.array([_confidence(j) for j in rows], dtype=np.float64),
    )


def _errors(wrong: np.ndarray, confidence: np.ndarray) -> np.ndarray:
    """Wrong answers among the first 1, 2, … by falling confidence, as expected over every order of equal ones."""
    order = np.argsort(-confidence, kind="stable")
    total = np.concatenate([[0.0], np.cumsum(wrong[order])])
    falling = confidence[order]
    borders = np.concatenate([[0], np.flatnonzero(np.diff(falling)) + 1, [len(falling)]])
    found: np.ndarray = np.interp(np.arange(1, len(falling) + 1), borders, total[borders])
    return found


def _confidence(j: Judged) -> float:
    if j.answer.confidence is not None:
        return j.answer.confidence
    return 1.0 if j.answer.status == "answered" else 0.0


def declining_metrics(judged: Sequence[Judged]) -> dict[str, Estimate]:
    """How well unanswerable questions are told from answerable ones, and the area under risk-coverage.

    ``declined`` is the recall of declining, ``precision`` the share of declined questions that are unanswerable.
    """
    rows = [j for j in judged if j.right is not None]
    declined = [j for j in rows if j.answer.status == "not_found"]
    recall = estimate([j.answer.status == "not_found" for j in rows if not j.question.answerable])
    return {
        "declined": recall,
        "wrongly_declined": estimate([j.answer.status == "not_found" for j in rows if j.question.answerable]),
        "precision": estimate([not j.question.answerable for j in declined]),
        "recall": recall,
        "aurc": _area(*_risks(judged)),
    }


def _area(wrong: np.ndarray, confidence: np.ndarray) -> Estimate:
    """The mean risk over all coverages; resampled rows of equal confidence come in a random order."""
    count = len(wrong)
    if not count:
        return dict(_NOTHING)
    given = np.arange(1, count + 1)
    drawn = _drawn(count, RESAMPLES // 4)
    order = np.argsort(-confidence[drawn], axis=1, kind="stable")
    errors = np.cumsum(np.take_along_axis(wrong[drawn], order, axis=1), axis=1)
    return _estimate(float(np.mean(_errors(wrong, confidence) / given)), (errors / given).mean(axis=1), count)


def time_metrics(judged: Sequence[Judged]) -> dict[str, Estimate]:
    """Seconds for one answer, whole (``p50``, ``p95``) and by stage (``retrieve_p50``…)."""
    metrics: dict[str, Estimate] = {}
    for stage in ("total", "retrieve", "answer"):
        seconds = np.array([getattr(j.answer.seconds, stage) for j in judged])
        resampled = seconds[_drawn(len(seconds), RESAMPLES // 4)] if len(seconds) else seconds
        for name, q in (("p50", 0.5), ("p95", 0.95)):
            key = name if stage == "total" else f"{stage}_{name}"
            metrics[key] = dict(_NOTHING)
            if len(seconds):
                metrics[key] = _estimate(
                    float(np.quantile(seconds, q)), np.quantile(resampled, q, axis=1), len(seconds)
                )
    return metrics


def cost_metrics(judged: Sequence[Judged]) -> dict[str, Estimate]:
    """Tokens that a language model was sent and wrote for one question; empty where none was asked."""
    usages = [j.answer.usage for j in judged if j.answer.usage is not None]
    return {
        "prompt_tokens": estimate([float(u.prompt_tokens) for u in usages]),
        "completion_tokens": estimate([float(u.completion_tokens) for u in usages]),
    }


def all_metrics(judged: Sequence[Judged]) -> dict[str, dict[str, Estimate]]:
    """Every group of metrics, in the report's names."""
    return {
        "retrieval": retrieval_metrics(judged),
        "answers": answer_metrics(judged),
        "citations": citation_metrics(judged),
        "declining": declining_metrics(judged),
        "seconds": time_metrics(judged),
        "cost": cost_metrics(judged),
    }


def grouped(
    judged: Sequence[Judged], key: Callable[[Question], str | None]
) -> dict[str, dict[str, dict[str, Estimate]]]:
    """The metrics of each group of questions (by language, by type)."""
    names = sorted({name for j in judged if (name := key(j.question))})
    return {name: all_metrics([j for j in judged if key(j.question) == name]) for name in names}
