"""Metrics against hand-worked cases and the reference library."""

from __future__ import annotations

import math
from typing import Any

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, nDCG

from assistant.evaluation import metrics
from assistant.evaluation.metrics import Judged
from assistant.evaluation.testset import Question
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


def test_the_risk_coverage_curve_orders_by_confidence() -> None:
    sure = judged(answer=answer("là 1 [1]").model_copy(update={"confidence": 0.9}))
    unsure = judged(answer=answer("là 2 [1]").model_copy(update={"confidence": 0.2}), right=False)
    assert metrics.risk_coverage([unsure, sure]) == [(0.5, 0.0), (1.0, 0.5)]
    assert metrics.declining_metrics([unsure, sure])["aurc"]["value"] == 0.25


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
    found = metrics.ranking_scores(rows)
    for measure, name in ((RR @ 10, "doc_mrr@10"), (nDCG @ 10, "ndcg@10")):
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
        assert metrics.ranking_scores([row])["doc_mrr@10"] == pytest.approx([expected])
