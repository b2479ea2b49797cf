"""Scoring of extracted indicators: what matches, what counts, and which labels are refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.evaluation.indicator_metrics import (
    LabelError,
    Read,
    evaluate_indicators,
    located,
    match_records,
    metrics,
    read_labels,
)
from assistant.faces.cli.evaluate import evaluate_indicators as command
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
    assert result["period"]["document_absent"]["value"] == 0.0
    in_document = metrics(gold, found, [Read.DOCUMENT, Read.ABSENT, Read.ABSENT])
    assert (in_document["period"]["document"]["n"], "document_absent" in in_document["period"]) == (1, False)
    assert result["locality"]["all"]["value"] == 1.0


def test_nothing_to_count_gives_no_value() -> None:
    assert metrics([], [])["f1"]["value"] is None


def test_the_report_holds_every_sentence(tmp_path: Path) -> None:
    labels = tmp_path / "labels.jsonl"
    row = {"id": "s1", "sentence": "a", "context": ["b", "c"], "title": "t", "indicators": [record(value=1.0)]}
    labels.write_text(json.dumps(row) + "\n\n", encoding="utf-8")
    seen: list[tuple[str, str, str]] = []

    def extract(sentence: str, context: str, title: str, passage: str) -> list[Indicator]:
        seen.append((sentence, context, title))
        assert not passage
        return [Indicator("thu", 0, 1, value=1.0)]

    report = evaluate_indicators(labels, extract)
    assert seen == [("a", "b\nc", "t")]
    assert [s["id"] for s in report["sentences"]] == ["s1"]
    assert report["metrics"]["f1"]["value"] == 1.0
    json.dumps(report)


def test_a_sentence_is_found_in_its_document_by_letters_nearest_to_where_it_stood() -> None:
    text = "- Thu đạt 5 tỷ.\nKhác.\n- **Thu** đạt\n5 tỷ."
    assert located(text, "Thu đạt 5 tỷ.", near=0) == (2, text.index("."))
    second = located(text, "Thu đạt 5 tỷ.", near=30)
    assert second is not None
    assert text[slice(*second)] == "Thu** đạt\n5 tỷ"
    assert located(text, "Chi đạt 5 tỷ.") is None
    assert located(text, "…") is None


_REPORT = """Kết quả 9 tháng đầu năm 2021 của huyện Hòn Đất

Kinh tế của huyện phát triển ổn định.

Ngày hội cá năm 2021 thu hút đông du khách.

Thu ngân sách đạt 310 tỷ đồng, tăng 4% so với cùng kỳ.
"""


def test_the_command_reads_a_period_in_the_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "bao-cao.md").write_text(_REPORT, encoding="utf-8")
    told = {"period_from": "document", "period_source": "Trong 6 tháng đầu năm 2019, kinh tế của huyện ổn định."}
    rows = [
        {
            "sentence": "Thu ngân sách đạt 310 tỷ đồng, tăng 4% so với cùng kỳ.",
            "file": file,
            "indicators": [record(value=310.0, unit="tỷ đồng", yoy_pct=4.0, period=period, extra=extra)],
        }
        for file, period, extra in (
            ("bao-cao.md", "9T/2021", {"period_from": "document"}),
            ("../bao-cao.md", "6T/2019", told),
            ("vang.md", "2019", {"period_from": "document"}),
        )
    ]
    labels = tmp_path / "labels.jsonl"
    labels.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    command(labels, corpus=[corpus], as_json=True)
    report = json.loads(capsys.readouterr().out)
    assert report["read"] == {"document": 1, "document_quoted": 1, "document_absent": 1}
    period = report["metrics"]["period"]
    assert [period[way.value]["value"] for way in Read] == [1.0, 1.0, 0.0]
    assert report["metrics"]["f1"]["value"] == 1.0


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
