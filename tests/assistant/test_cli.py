"""The command line as its users run it: a real process, real files, exit statuses and one-line errors."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.embedding import Embedder

REPORT = """# Quận Bình Minh công bố kết quả thu ngân sách

Theo báo cáo của UBND quận Bình Minh, trong 9 tháng đầu năm 2024, thu ngân sách ước đạt 1.234 tỷ đồng, bằng 78% kế hoạch
năm, bằng 115% so với cùng kỳ.

Giải ngân vốn đầu tư công đạt 345 tỷ đồng.
"""
DECISION = """ỦY BAN NHÂN DÂN
QUẬN BÌNH MINH

Số: 12/2024/QĐ-UBND

Bình Minh, ngày 05 tháng 8 năm 2024

QUYẾT ĐỊNH
Ban hành quy định về giờ mở cửa công viên

Điều 1. Công viên mở cửa từ 5 giờ đến 22 giờ hằng ngày.

Điều 2. Quyết định này có hiệu lực kể từ ngày 20 tháng 8 năm 2024.
"""


def hoidap(*arguments: object, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the program; everything it needs is in the environment of this process."""
    command = [sys.executable, "-m", "assistant.faces.cli", *map(str, arguments), "--home", str(home)]
    environment = {**os.environ, "HOIDAP_LANGUAGE": "en"}
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=240, env=environment)


def output(*arguments: object, home: Path) -> object:
    done = hoidap(*arguments, "--json", home=home)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("van-ban")
    (root / "tin").mkdir()
    (root / "tin" / "thu-ngan-sach.md").write_text(REPORT, encoding="utf-8")
    (root / "quyet-dinh-12.txt").write_text(DECISION, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def home(folder: Path, tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    place = tmp_path_factory.mktemp("home")
    report = output("ingest", folder, home=place)
    assert sorted(report["done"]) == ["quyet-dinh-12.txt", "tin/thu-ngan-sach.md"]  # type: ignore[index]
    return place


def test_a_second_ingest_embeds_nothing(home: Path, folder: Path) -> None:
    report = output("ingest", folder, home=home)
    assert (report["unchanged"], report["embedded"], report["done"]) == (2, 0, [])  # type: ignore[index]


def test_ask_answers_with_an_exact_citation(home: Path) -> None:
    answer = output("ask", "Thu ngân sách 9 tháng năm 2024 của quận Bình Minh đạt bao nhiêu?", home=home)
    assert answer["status"] == "answered"  # type: ignore[index]
    assert "1.234 tỷ đồng" in answer["text"]  # type: ignore[index]
    for citation in answer["citations"]:  # type: ignore[index]
        text = output("documents", "show", citation["file"], home=home)["text"]  # type: ignore[index]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_ask_for_people_prints_answer_and_source(home: Path) -> None:
    done = hoidap("ask", "Công viên mở cửa từ mấy giờ?", home=home)
    assert done.returncode == 0
    assert "22 giờ" in done.stdout
    assert "12/2024/QĐ-UBND" in done.stdout


def test_asking_what_nobody_wrote_is_no_failure(home: Path) -> None:
    answer = output("ask", "Giá vé tàu điện ngầm ở Đà Nẵng năm 2030 là bao nhiêu?", home=home)
    assert answer["status"] == "not_found"  # type: ignore[index]
    assert answer["citations"] == []  # type: ignore[index]


def test_search_filters_by_kind(home: Path) -> None:
    hits = output("search", "công viên mở cửa", "--kind", "decision", "-k", 5, home=home)
    assert {hit["file"] for hit in hits} == {"quyet-dinh-12.txt"}  # type: ignore[attr-defined]


def test_documents_list_has_the_fixed_keys(home: Path) -> None:
    rows = output("documents", "list", home=home)
    decision = next(row for row in rows if row["file"] == "quyet-dinh-12.txt")  # type: ignore[attr-defined]
    assert (decision["kind"], decision["number"]) == ("decision", "12/2024/QĐ-UBND")
    assert (decision["date_issued"], decision["date_effective"]) == ("2024-08-05", "2024-08-20")
    assert {"document", "collection", "sources", "passages", "relations", "structure", "mentions"} <= set(decision)


def test_indicators_as_csv(home: Path) -> None:
    done = hoidap("indicators", "--name", "thu ngân sách", "--csv", home=home)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["value"], row["unit"], row["plan_pct"], row["period"]) for row in rows] == [
        ("1234.0", "tỷ đồng", "78.0", "9T/2024")
    ]


def test_an_unreadable_file_is_named_and_the_rest_goes_in(home: Path, tmp_path: Path) -> None:
    (tmp_path / "hong.pdf").write_bytes(b"%PDF-1.7 broken")
    (tmp_path / "tot.txt").write_text("Phường tổ chức họp dân vào ngày 10 tháng 9 năm 2024.", encoding="utf-8")
    done = hoidap("ingest", tmp_path, "--collection", "khac", home=home)
    assert done.returncode == 1
    assert "hong.pdf" in done.stderr
    assert "Traceback" not in done.stderr
    listed = output("documents", "list", "--collection", "khac", home=home)
    assert [row["file"] for row in listed] == ["tot.txt"]  # type: ignore[attr-defined]


def test_failures_are_one_line_and_have_their_status(home: Path, tmp_path: Path) -> None:
    cases: list[tuple[int, tuple[object, ...], Path]] = [
        (1, ("ingest", tmp_path / "không-có"), home),
        (1, ("documents", "show", "none.md"), home),
        (1, ("documents", "remove", "none.md"), home),
        (1, ("ask", "Có gì?"), tmp_path / "empty-home"),
        (1, ("restore", tmp_path / "none.zip"), tmp_path / "new-home"),
    ]
    for status, arguments, place in cases:
        done = hoidap(*arguments, home=place)
        assert done.returncode == status, (arguments, done.stderr)
        assert done.stderr.count("\n") == 1, done.stderr
        assert done.stderr.startswith("hoidap: ")


@pytest.mark.parametrize(
    "arguments",
    [("ask",), ("search", "x", "-k", "0"), ("search", "x", "--from", "hôm qua"), ("ask", "x", "--set", "nope=1")],
)
def test_wrong_usage_is_status_two(home: Path, arguments: tuple[str, ...]) -> None:
    done = hoidap(*arguments, home=home)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_reader_sees_words_not_types(home: Path) -> None:
    shown = hoidap("documents", "show", "quyet-dinh-12.txt", home=home).stdout
    for line in ("Number: 12/2024/QĐ-UBND", "Kind: Decision", "Structure: 2 articles", "In force from: 20 Aug 2024"):
        assert line in shown.splitlines()
    assert "n_articles" not in shown


def test_wrong_usage_is_one_line(home: Path) -> None:
    for arguments in (("--from", "2024-05-01", "--to", "2024-04-01"), ("--from", "May")):
        done = hoidap("documents", "list", *arguments, home=home)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    done = hoidap("doctor", "--set", "nope=1", home=home)
    assert (done.returncode, done.stderr) == (2, "hoidap: unknown setting nope\n")


def test_backup_and_restore(home: Path, tmp_path: Path) -> None:
    assert hoidap("backup", tmp_path / "a.zip", home=home).returncode == 0
    assert hoidap("backup", tmp_path / "a.zip", home=home).returncode == 1
    assert hoidap("backup", tmp_path / "a.zip", "--force", home=home).returncode == 0
    other = tmp_path / "other"
    assert hoidap("restore", tmp_path / "a.zip", home=other).returncode == 0
    assert len(output("documents", "list", home=other)) == len(output("documents", "list", home=home))  # type: ignore[arg-type]
    assert hoidap("restore", tmp_path / "a.zip", home=other).returncode == 1


def test_doctor_and_check_find_nothing_wrong(home: Path) -> None:
    facts = output("doctor", home=home)
    assert facts["faults"] == []  # type: ignore[index]
    assert facts["documents"] >= 2  # type: ignore[index]
    assert output("documents", "check", home=home) == {"faults": []}


def test_evaluate_writes_a_report_and_holds_to_limits(home: Path, tmp_path: Path) -> None:
    rows = [
        {
            "question": "Quận Bình Minh thu ngân sách 9 tháng năm 2024 bao nhiêu?",
            "accepted": ["1.234"],
            "doc": "tin/thu-ngan-sach.md",
        },
        {"question": "Giá vé cáp treo ở Bà Nà là bao nhiêu?", "answerable": False},
    ]
    testset = tmp_path / "set.jsonl"
    testset.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    done = hoidap("evaluate", testset, "--report", tmp_path / "r", "--fail-under", "answers.right=0.9", home=home)
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "r" / "report.json").read_text(encoding="utf-8"))
    assert report["metrics"]["answers"]["right"]["value"] == 1
    assert report["metrics"]["citations"]["exact_span"]["value"] == 1
    high = hoidap("evaluate", testset, "--fail-under", "answers.right=1.1", home=home)
    assert high.returncode == 1
    assert "answers.right" in high.stderr


def test_removing_a_document_leaves_the_file(home: Path, folder: Path) -> None:
    assert hoidap("documents", "remove", "quyet-dinh-12.txt", home=home).returncode == 0
    assert (folder / "quyet-dinh-12.txt").exists()
    rows = output("documents", "list", home=home)
    assert "quyet-dinh-12.txt" not in [row["file"] for row in rows]  # type: ignore[attr-defined]
