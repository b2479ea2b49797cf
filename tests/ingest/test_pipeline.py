"""Folders into a real library: what changed is done, what did not costs nothing, what is bad is named."""

from __future__ import annotations

import dataclasses
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.library import Library
from index.wire import decode, encode
from ingest.blocks import ReadError
from ingest.parse import parse_text
from ingest.pipeline import ingest
from ingest.readers import read
from ingest.worker import Worker
from tests.ingest.texts import DECISION, PAGE, RESOLUTION
from tests.support import HashEmbedder


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home", HashEmbedder()) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "tai-lieu"
    (root / "phuong").mkdir(parents=True)
    (root / "nq.md").write_text(RESOLUTION, encoding="utf-8")
    (root / "phuong" / "tin.md").write_text(PAGE, encoding="utf-8")
    return root


def test_second_run_embeds_nothing(library: Library, folder: Path) -> None:
    seen: list[tuple[int, int]] = []
    first = ingest([folder], library, progress=lambda done, total: seen.append((done, total)))
    assert (sorted(first.done), first.unchanged, first.failed) == (["nq.md", "phuong/tin.md"], 0, ())
    assert first.embedded > 0
    assert seen[-1] == (2, 2)
    again = ingest([folder], library)
    assert (again.done, again.unchanged, again.embedded) == ((), 2, 0)
    assert json.loads(json.dumps(dataclasses.asdict(first)))["done"]


def test_changed_replaced_and_gone_removed(library: Library, folder: Path) -> None:
    ingest([folder], library)
    (folder / "nq.md").write_text(RESOLUTION.replace("410.000", "455.000"), encoding="utf-8")
    (folder / "phuong" / "tin.md").unlink()
    report = ingest([folder], library)
    assert (report.done, report.removed) == (("nq.md",), ("phuong/tin.md",))
    (record,) = library.documents()
    document = library.document(record.id)
    assert document is not None
    assert "455.000" in document.text
    assert "410.000" not in document.text


def test_other_folders_and_collections_are_left_alone(library: Library, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "khac"
    other.mkdir()
    (other / "qd.txt").write_text(DECISION, encoding="utf-8")
    ingest([other], library)
    ingest([folder], library, collection="rieng")
    assert ingest([folder], library).removed == ()
    assert len(library.documents()) == 5


def test_same_name_in_two_roots(library: Library, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "quan-khac"
    other.mkdir()
    (other / "nq.md").write_text(RESOLUTION.replace("CAO BẰNG", "LAI CHÂU"), encoding="utf-8")
    ingest([folder], library)
    assert ingest([other], library).done == ("quan-khac/nq.md",)
    assert ingest([folder, other], library).unchanged == 3
    assert {r.file for r in library.documents()} == {"nq.md", "phuong/tin.md", "quan-khac/nq.md"}


def test_bad_files_are_named_and_the_rest_goes_in(library: Library, folder: Path) -> None:
    (folder / "hong.docx").write_bytes(b"PK\x03\x04 khong phai")
    (folder / "gia.pdf").write_bytes(b"<html>")
    (folder / "trong.txt").write_bytes(b"")
    (folder / "so.md").write_bytes(bytes(range(256)) * 40)
    (folder / "anh.xyz").write_bytes(b"x")
    (folder / ".an.md").write_text("ẩn", encoding="utf-8")
    report = ingest([folder], library)
    assert sorted(f.file for f in report.failed) == ["gia.pdf", "hong.docx", "so.md", "trong.txt"]
    assert all(f.reason and "\n" not in f.reason for f in report.failed)
    assert len(report.done) == 2
    assert [s.file for s in report.skipped] == ["anh.xyz"]


def test_links_out_of_the_folder_and_odd_names(library: Library, folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "mat.md"
    secret.write_text(PAGE, encoding="utf-8")
    (folder / "lien-ket.md").symlink_to(secret)
    (folder / "vong").symlink_to(folder)
    (folder / "hai\ndòng.md").write_text(PAGE + "\nMột dòng nữa.\n", encoding="utf-8")
    report = ingest([folder], library)
    assert sorted(report.done) == ["hai\ndòng.md", "nq.md", "phuong/tin.md"]
    assert [(s.file, s.reason) for s in report.skipped if s.file == "lien-ket.md"] == [
        ("lien-ket.md", "a link out of the folder")
    ]


def test_a_name_that_is_not_text(library: Library, folder: Path) -> None:
    try:
        (folder / os.fsdecode(b"t\xe9p.md")).write_text(PAGE + "\nMột dòng nữa.\n", encoding="utf-8")
    except OSError:
        pytest.skip("the file system takes only UTF-8 names")
    report = ingest([folder], library)
    assert "t\\xe9p.md" in report.done
    assert ingest([folder], library).unchanged == 3


def test_what_crosses_the_pipe_comes_back() -> None:
    for text in (RESOLUTION, DECISION, PAGE):
        parsed = parse_text(text, file="x.md")
        assert decode(encode(parsed)) == parsed


def test_a_file_that_takes_too_long_ends_and_the_worker_goes_on(tmp_path: Path) -> None:
    fifo = tmp_path / "treo.md"
    os.mkfifo(fifo)
    good = tmp_path / "tin.md"
    good.write_text(PAGE, encoding="utf-8")
    worker = Worker(clock=4.0)
    try:
        with pytest.raises(ReadError, match="took longer"):
            worker.parse(fifo, "treo.md", "default")
        assert worker.parse(good, "tin.md", "default").document.place == "Tây Hồ"
    finally:
        worker.close()


def test_a_files_time_is_that_of_the_processor(tmp_path: Path) -> None:
    fifo = tmp_path / "cham.md"
    os.mkfifo(fifo)
    writer = threading.Timer(3.0, fifo.write_text, args=(PAGE,), kwargs={"encoding": "utf-8"})
    heavy = tmp_path / "nang.txt"
    heavy.write_text("a b c. " * 700_000, encoding="utf-8")
    worker = Worker(seconds=2.0)
    try:
        writer.start()
        assert worker.parse(fifo, "cham.md", "default").document.place == "Tây Hồ"  # waited longer, worked less
        with pytest.raises(ReadError, match="took longer than 2 s"):
            worker.parse(heavy, "nang.txt", "default")
    finally:
        writer.join()
        worker.close()


@pytest.mark.parametrize(
    "text",
    [
        "\ufdfa" * 2000,
        "x" * 1_000_000,
        "a b " * 100_000,
        "|\n" * 20_000,
        "| a | b |\n" * 5000,
        "* " * 50_000,
        "**" * 50_000,
        "“" * 10_000,
        "1. " * 20_000,
    ],
)
def test_hostile_text_ends(text: str) -> None:
    parsed = parse_text(text, file="x.md")
    assert all(p.end <= len(parsed.document.text) for p in parsed.passages)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_encodings(encoding: str) -> None:
    data = "Quận Tây Hồ thu 2.511 tỷ đồng.".encode(encoding)
    if encoding == "utf-16-be":
        data = b"\xfe\xff" + data
    assert read(data, "a.txt").blocks[0].text == "Quận Tây Hồ thu 2.511 tỷ đồng."


def test_html_is_inert_and_keeps_its_table() -> None:
    page = """<html><head><title>Tin quận</title>
    <meta property="article:published_time" content="2025-03-05">
    </head><body><nav>Trang chủ</nav>
    <article><h1>Quận trồng 1.200 cây</h1>
    <p>Sáng 5/3, quận công bố kế hoạch trồng cây trên mười tuyến phố trong năm nay.</p><script>alert(1)</script>
    <table><tr><th>Phường</th><th>Số cây</th></tr><tr><td>Bưởi</td><td>300</td></tr></table>
    <p>Kinh phí do ngân sách quận và nguồn xã hội hóa bảo đảm, theo kế hoạch đã được phê
    duyệt.</p></article></body></html>
    """
    source = read(page.encode(), "a.html")
    texts = [b.text for b in source.blocks]
    assert "Bưởi | 300" in texts
    assert not any("alert" in t for t in texts)
    assert str(source.published) == "2025-03-05"
