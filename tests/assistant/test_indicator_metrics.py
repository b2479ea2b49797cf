"""Scoring of extracted indicators: what matches, what counts, and which labels are refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.evaluation.indicator_metrics import LabelError, evaluate_indicators, match_records, metrics, read_labels
from index.model import Indicator


def record(**fields: Any) -> dict[str, Any]:
    return {"indicator": "thu", "name": "thu", "value": None, "unit": None, "plan_pct": None, "yoy_pct": None, **fields}


def test_records_match_as_multisets() -> None:
    same = record(value=5.0, unit="tỷ đồng")
    assert len(match_records([same, same], [same])) == 1
    assert len(match_records([same], [same, same])) == 1
    assert match_records([same], [record(value=5.0, unit="tỷ đồng", yoy_pct=1.0)]) == []
    assert len(match_records([record(value=2, unit="tỷ KWh")], [record(value=2.0, unit="tỷ kWh")])) == 1


def test_among_equals_the_same_name_is_chosen() -> None:
    gold = record(indicator="chi", value=1.0)
    ((_, chosen),) = match_records([gold], [record(name="thu", value=1.0), record(name="chi", value=1.0)])
    assert chosen["name"] == "chi"


def test_metrics_count_pairs_negatives_and_sources() -> None:
    gold = [
        [
            record(value=1.0, period="2020", locality="tỉnh Kiên Giang", extra={"period_from": "window"}),
            record(value=2.0, period="2021", extra={"period_from": "document"}),
        ],
        [],
        [],
    ]
    found = [
        [record(value=1.0, period="2020", locality="Kiên Giang"), record(value=2.0, period=None), record(value=3.0)],
        [record(value=9.0)],
        [],
    ]
    result = metrics(gold, found)
    assert (result["precision"]["right"], result["precision"]["n"], result["recall"]["value"]) == (2, 4, 1.0)
    assert result["f1"]["value"] == pytest.approx(4 / 6)
    assert result["negatives"] == {"n": 2, "with_false_records": 1}
    assert result["period"]["window"]["value"] == 1.0
    assert result["period"]["document"]["value"] == 0.0
    assert result["locality"]["all"]["value"] == 1.0


def test_nothing_to_count_gives_no_value() -> None:
    assert metrics([], [])["f1"]["value"] is None


def test_the_report_holds_every_sentence(tmp_path: Path) -> None:
    labels = tmp_path / "labels.jsonl"
    row = {"id": "s1", "sentence": "a", "context": ["b", "c"], "title": "t", "indicators": [record(value=1.0)]}
    labels.write_text(json.dumps(row) + "\n\n", encoding="utf-8")
    seen: list[tuple[str, str, str]] = []

    def extract(sentence: str, context: str, title: str) -> list[Indicator]:
        seen.append((sentence, context, title))
        return [Indicator("thu", 0, 1, value=1.0)]

    report = evaluate_indicators(labels, extract)
    assert seen == [("a", "b\nc", "t")]
    assert [s["id"] for s in report["sentences"]] == ["s1"]
    assert report["metrics"]["f1"]["value"] == 1.0
    json.dumps(report)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not JSON"),
        ('{"sentence": 3, "indicators": []}', "'sentence'"),
        ('{"sentence": "a", "indicators": {}}', "'indicators'"),
        ('{"sentence": "a", "indicators": [{"value": "5"}]}', "'value'"),
    ],
)
def test_bad_labels_are_named_by_line(tmp_path: Path, line: str, message: str) -> None:
    labels = tmp_path / "labels.jsonl"
    labels.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(LabelError, match=f"labels.jsonl, line 1.*{message}"):
        read_labels(labels)
