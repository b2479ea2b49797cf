"""Metrics against hand-worked cases and the reference library."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, nDCG

from assistant.evaluation import metrics
from assistant.evaluation.metrics import Judged
from assistant.evaluation.testset import Question
from index.answer import Seconds, Usage
from tests.assistant.test_judge import answer, citation, hit


def judged(**changes: Any) -> Judged:
    values: dict[str, Any] = {
        "question": Question(question="q", id="1", accepted=["1"], answer="1", doc="a.md"),
        "answer": answer("là 1 [1]", citation("a.md", "1")),
        "hits": (hit("a.md", "là 1"),),
        "right": True,
        "evidence_rank": 1,
        "cited_ok": True,
        "declined_ok": True,
        "exact_spans": 1,
    }
    return Judged(**{**values, **changes})


def test_an_estimate_is_a_mean_with_an_interval_around_it() -> None:
    found = metrics.estimate([True] * 8 + [False] * 2)
    assert found["value"] == 0.8
    assert found["n"] == 10
    assert 0.5 <= found["low"] < 0.8 < found["high"] <= 1  # type: ignore[operator]
    assert metrics.estimate([]) == {"value": None, "low": None, "high": None, "n": 0}
    assert metrics.estimate([1, 0, 1]) == metrics.estimate([1, 0, 1])


def test_token_f1_by_hand() -> None:
    assert metrics.token_f1("thu ngân sách 2.511 tỷ [1]", "2.511 tỷ") == pytest.approx(2 * 2 / 7)
    assert metrics.token_f1("không rõ", "2.511 tỷ") == 0


def test_recall_counts_both_documents_of_a_comparison() -> None:
    question = Question(question="q", id="1", accepted=["1"], doc=["a.md", "b.md"], evidence=["là 1", "là 2"])
    one = judged(question=question, hits=(hit("a.md", "là 1"), hit("c.md", "x"), hit("b.md", "không")))
    found = metrics.retrieval_metrics([one])
    assert found["doc_recall@1"]["value"] == 1  # one place, taken by a gold document
    assert found["doc_recall@5"]["value"] == 1
    assert found["both_recall@5"]["value"] == 0  # b.md is there, its evidence is not
    assert found["doc_mrr@10"]["value"] == 1
    ideal, got = 1 + 1 / math.log2(3), 1 + 1 / math.log2(4)
    assert found["ndcg@10"]["value"] == pytest.approx(got / ideal, abs=1e-3)


def test_declining_by_hand() -> None:
    never = Question(question="q", id="2", answerable=False)
    rows = [
        judged(),
        judged(answer=answer("", status="not_found"), right=False),
        judged(question=never, answer=answer("", status="not_found"), right=True),
        judged(question=never, right=False),
    ]
    found = metrics.declining_metrics(rows)
    assert found["declined"]["value"] == 0.5
    assert found["wrongly_declined"]["value"] == 0.5


def test_declining_has_a_precision_and_a_recall() -> None:
    never = Question(question="q", id="2", answerable=False)
    declined = answer("", status="not_found")
    rows = [judged(), judged(answer=declined, right=False), judged(question=never, answer=declined, right=True)]
    found = metrics.declining_metrics(rows)
    assert found["precision"]["value"] == 0.5
    assert found["recall"]["value"] == found["declined"]["value"] == 1


def test_the_risk_coverage_curve_orders_by_confidence() -> None:
    sure = judged(answer=answer("là 1 [1]").model_copy(update={"confidence": 0.9}))
    unsure = judged(answer=answer("là 2 [1]").model_copy(update={"confidence": 0.2}), right=False)
    assert metrics.risk_coverage([unsure, sure]) == [(0.5, 0.0), (1.0, 0.5)]
    assert metrics.declining_metrics([unsure, sure])["aurc"]["value"] == 0.25


def test_equal_confidences_give_the_risk_of_any_order() -> None:
    rows = [judged(right=right) for right in (True, True, False, False)]
    expected = [(0.25, 0.5), (0.5, 0.5), (0.75, 0.5), (1.0, 0.5)]
    assert metrics.risk_coverage(rows) == metrics.risk_coverage(rows[::-1]) == expected
    assert metrics.declining_metrics(rows)["aurc"]["value"] == 0.5


def test_evidence_is_scored_by_its_first_rank() -> None:
    hits = tuple(hit("a.md", "x", rank) for rank in range(1, 6))
    rows = [judged(hits=hits, evidence_rank=3), judged(hits=hits, evidence_rank=None)]
    rows = [replace(j, question=j.question.model_copy(update={"id": str(n)})) for n, j in enumerate(rows)]
    found = metrics.evidence_scores(rows)
    assert sorted(found["mrr@10"]) == pytest.approx([0, 1 / 3])
    assert sorted(found["ndcg@10"]) == pytest.approx([0, 1 / 2])  # 1 / log2(1 + 3)


def test_stages_and_tokens_are_measured_apart() -> None:
    seconds = [Seconds(retrieve=s, answer=2 * s, total=3 * s) for s in (1, 2, 3)]
    usage = Usage(prompt_tokens=100, completion_tokens=10)
    rows = [judged(answer=answer("x").model_copy(update={"seconds": s, "usage": usage})) for s in seconds]
    times = metrics.time_metrics(rows)
    assert (times["p50"]["value"], times["retrieve_p50"]["value"], times["answer_p50"]["value"]) == (6, 2, 4)
    assert metrics.cost_metrics(rows)["prompt_tokens"]["value"] == 100
    assert metrics.cost_metrics([judged()])["prompt_tokens"]["n"] == 0


def test_citations_by_hand() -> None:
    cited = citation("a.md", "1")
    two = judged(answer=answer("a [1] b [2]", cited, cited), exact_spans=1, support=(True, False), supporting=1)
    found = metrics.citation_metrics([two])
    assert found["precision"]["value"] == found["recall"]["value"] == found["exact_span"]["value"] == 0.5


documents = st.lists(st.sampled_from("abcdefghijklmnop"), min_size=1, max_size=10, unique=True)


@given(st.lists(st.tuples(documents, st.sampled_from("abcdefghijklmnop")), min_size=1, max_size=6))
def test_ranking_scores_agree_with_the_reference_library(rankings: list[tuple[list[str], str]]) -> None:
    rows = [
        judged(question=Question(question="q", id=str(i), doc=gold), hits=tuple(hit(file, "x") for file in ranking))
        for i, (ranking, gold) in enumerate(rankings)
    ]
    found = metrics.document_scores(rows)
    for measure, name in ((RR @ 10, "mrr@10"), (nDCG @ 10, "ndcg@10")):
        qrels = [ir_measures.Qrel(str(i), gold, 1) for i, (_, gold) in enumerate(rankings)]
        run = [
            ir_measures.ScoredDoc(str(i), file, float(-rank))
            for i, (ranking, _) in enumerate(rankings)
            for rank, file in enumerate(ranking)
        ]
        mean = sum(found[name]) / len(rankings)
        assert mean == pytest.approx(ir_measures.calc_aggregate([measure], qrels, run)[measure])


@given(st.lists(st.tuples(documents, st.sampled_from("abcdefghijklmnop")), min_size=1, max_size=6))
def test_reciprocal_rank_is_what_it_says(rankings: list[tuple[list[str], str]]) -> None:
    for ranking, gold in rankings:
        row = judged(question=Question(question="q", id="1", doc=gold), hits=tuple(hit(file, "x") for file in ranking))
        expected = 1 / (ranking.index(gold) + 1) if gold in ranking else 0
        assert metrics.document_scores([row])["mrr@10"] == pytest.approx([expected])
