"""The fixed interfaces as an outsider meets them: keys, statuses, and one clear line for whatever is wrong."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.embedding import Embedder

DECISION = """ỦY BAN NHÂN DÂN
HUYỆN SƠN HÀ

Số: {number}/2024/QĐ-UBND

Sơn Hà, ngày 12 tháng 6 năm 2024

QUYẾT ĐỊNH

Ban hành quy định về {subject}

Điều 1. {rule}

Điều 2. Quyết định này có hiệu lực kể từ ngày 01 tháng 7 năm 2024.
"""
CITATION = (
    "n file document title kind number issuer date place url section page start end quote".split()  # noqa: SIM905
)
ANSWER = {
    "question",
    "rewritten",
    "language",
    "status",
    "text",
    "citations",
    "indicators",
    "engine",
    "checks",
    "nearby",
    "seconds",
}
HIT = {*CITATION, "rank", "score", "passage", "highlights", "why"} - {"n", "quote"}
DOCUMENT = {
    "file",
    "kind",
    "number",
    "issuer",
    "place",
    "date_issued",
    "date_effective",
    "date_published",
    "title",
    "signer",
    "relations",
    "structure",
    "mentions",
    "document",
    "collection",
    "sources",
    "passages",
}


def hoidap(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a shell would; bytes that are no UTF-8 stay visible."""
    return subprocess.run(
        [sys.executable, "-m", "assistant.faces.cli", *map(os.fsencode, map(str, arguments))],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
        env={**os.environ, "HOIDAP_LANGUAGE": "en", **environment},
    )


def output(home: Path, *arguments: object) -> Any:
    done = hoidap("--home", home, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def one_line(done: subprocess.CompletedProcess[str], status: int, *words: str) -> None:
    """The command ended with ``status`` and said why in one line."""
    assert done.returncode == status, done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("hoidap: ")
    for word in words:
        assert word in done.stderr


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two folders that hold a file of the same relative path."""
    parent = tmp_path_factory.mktemp("goc")
    for name, number, subject, rule in (
        ("cho-dem", 31, "chợ đêm", "Chợ đêm thị trấn họp từ 18 giờ đến 23 giờ các ngày thứ bảy."),
        ("ben-xe", 32, "bến xe khách", "Bến xe khách huyện thu 15.000 đồng mỗi lượt xe ra vào bến."),
    ):
        (parent / name / "van-ban").mkdir(parents=True)
        text = DECISION.format(number=number, subject=subject, rule=rule)
        (parent / name / "van-ban" / "quyet-dinh.txt").write_text(text, encoding="utf-8")
    return parent / "cho-dem", parent / "ben-xe"


@pytest.fixture(scope="module")
def home(roots: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    place = tmp_path_factory.mktemp("home")
    for root in roots:
        assert hoidap("ingest", root, "--home", place).returncode == 0
    return place


@pytest.fixture(scope="module")
def damaged(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose documents' bodies were overwritten, as a failing disk does, and whose derived indexes are gone."""
    place = tmp_path_factory.mktemp("damaged")
    shutil.copy(home / "index.sqlite", place / "index.sqlite")
    with sqlite3.connect(place / "index.sqlite") as connection:
        connection.execute("UPDATE bodies SET text = CAST(X'FFFEA5A5' AS TEXT)")
    return place


def test_two_roots_with_the_same_path_stay_apart(home: Path) -> None:
    rows = output(home, "documents", "list")
    assert len(rows) == 2
    assert len({row["file"] for row in rows}) == len({row["document"] for row in rows}) == 2
    assert {Path(row["file"]).name for row in rows} == {"quyet-dinh.txt"}
    assert any(row["file"].startswith("ben-xe/") for row in rows)


def test_the_home_is_taken_from_before_after_and_around_the_command(home: Path, tmp_path: Path) -> None:
    after = hoidap("documents", "list", "--json", "--home", home)
    before = hoidap("--home", home, "documents", "list", "--json", HOIDAP_HOME=str(tmp_path))
    around = hoidap("documents", "list", "--json", HOIDAP_HOME=str(home))
    assert len(json.loads(after.stdout)) == 2
    assert after.stdout == before.stdout == around.stdout


def test_answers_hits_and_documents_have_the_fixed_keys(home: Path) -> None:
    answer = output(home, "ask", "Chợ đêm thị trấn Sơn Hà họp từ mấy giờ?")
    assert set(answer) >= ANSWER
    assert answer["status"] == "answered"
    assert set(answer["seconds"]) >= {"retrieve", "answer", "total"}
    assert all(set(check) >= {"kind", "value", "supported"} for check in answer["checks"])
    for cited in answer["citations"]:
        assert set(cited) >= set(CITATION)
        assert date.fromisoformat(cited["date"]) == date(2024, 6, 12)
        assert f"[{cited['n']}]" in answer["text"]
    hits = output(home, "search", "bến xe khách", "-k", 3)
    assert all(set(hit) >= HIT for hit in hits)
    assert [hit["rank"] for hit in hits] == list(range(1, len(hits) + 1))
    shown = output(home, "documents", "show", hits[0]["file"])
    assert set(shown) >= DOCUMENT | {"text"}
    assert shown["text"][hits[0]["start"] : hits[0]["end"]] == hits[0]["passage"]
    assert [set(passage) >= {"start", "end", "section", "page"} for passage in shown["passages"]]
    assert set(shown["structure"]) >= {"n_articles", "has_appendix"}


@pytest.mark.parametrize(
    ("options", "files"),
    [
        (("--from", "2024-06-12", "--to", "2024-06-12"), 2),
        (("--from", "2024-06-13"), 0),
        (("--to", "2024-06-11"), 0),
        (("--as-of", "2024-06-11"), 0),
        (("--kind", "decision", "--issuer", "huyện sơn hà"), 2),
        (("--kind", "resolution"), 0),
        (("--place", "Sơn Hà"), 2),
        (("--place", "Đà Nẵng"), 0),
        (("--place", ""), 0),
        (("--collection", "default"), 2),
        (("--collection", "khác"), 0),
    ],
)
def test_filters_limit_what_is_found(home: Path, options: tuple[str, ...], files: int) -> None:
    assert len(output(home, "documents", "list", *options)) == files


def test_a_search_keeps_to_the_document_and_the_place(home: Path) -> None:
    file = "ben-xe/van-ban/quyet-dinh.txt"
    for options, files in ((("--document", file), {file}), (("--place", "Đà Nẵng"), set())):
        assert {hit["file"] for hit in output(home, "search", "quyết định có hiệu lực", *options)} == files


def test_a_kind_that_no_document_can_have_is_warned_of(home: Path) -> None:
    done = hoidap("search", "chợ", "--kind", "decison", "--json", "--home", home)
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    assert "decison" in done.stderr
    assert "decision" in done.stderr


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize("question", ["", " \t\n", "dài " * 3000])
def test_a_question_that_cannot_be_asked_is_wrong_usage(home: Path, command: str, question: str) -> None:
    one_line(hoidap(command, question, "--home", home), 2, "question")


def test_names_that_are_no_utf8_are_shown_and_refused(home: Path) -> None:
    one_line(hoidap("documents", "show", "h\udcffng.md", "--home", home), 1, "udcff")


def test_a_damaged_index_is_named_in_one_line(damaged: Path) -> None:
    for command in (("ask", "Chợ họp mấy giờ?"), ("documents", "list"), ("indicators",), ("documents", "check")):
        one_line(hoidap(*command, "--home", damaged), 1, "index.sqlite")


def test_doctor_examines_what_does_not_open(home: Path, damaged: Path, tmp_path: Path) -> None:
    (tmp_path / "tệp").write_text("x", encoding="utf-8")
    future = tmp_path / "future"
    future.mkdir()
    shutil.copy(home / "index.sqlite", future / "index.sqlite")
    with sqlite3.connect(future / "index.sqlite") as connection:
        connection.execute("PRAGMA user_version = 999")
    for place, word in ((damaged, "index.sqlite"), (future, "999"), (tmp_path / "tệp", "not a folder")):
        done = hoidap("doctor", "--json", "--home", place)
        one_line(done, 1, word)
        facts: Mapping[str, Any] = json.loads(done.stdout)
        assert facts["embedding"]
        assert word in facts["faults"][0]


@pytest.mark.parametrize("name", ["", "  ", "a\nb"])
def test_a_collection_needs_a_name(roots: tuple[Path, Path], tmp_path: Path, name: str) -> None:
    done = hoidap("ingest", roots[0], "--collection", name, "--home", tmp_path / "home")
    assert done.returncode == 2
    assert "--collection" in done.stderr
    assert not (tmp_path / "home").exists()
