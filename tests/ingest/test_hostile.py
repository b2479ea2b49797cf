"""Files that mean harm: each ends with a named reason within its time and memory, and the run goes on.

The worker's own caps are made small here, so that a file that runs against them does it at once.
"""

from __future__ import annotations

import io
import os
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from index.library import Library
from ingest.blocks import ReadError
from ingest.pipeline import ingest
from ingest.readers import read
from ingest.worker import Worker
from tests.support import HashEmbedder

GOOD = "Ủy ban nhân dân xã thông báo lịch tiếp công dân trong tháng.\n"
_LEVELS = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 9))
ENTITIES = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x0 "ha">{_LEVELS}]>'
LAUGHS = ENTITIES + "<a>&x8;</a>"
SECONDS = 60.0  # of processor time
CLOCK = 120.0


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    made = Worker(seconds=SECONDS, clock=CLOCK, memory=1024**3)
    yield made
    made.close()


def parsed_or_reason(worker: Worker, path: Path) -> str:
    """'' where the file was read, else the reason; the worker stays of use either way."""
    began = time.monotonic()
    try:
        worker.parse(path, path.name, "default")
    except ReadError as error:
        assert error.reason
        assert "\n" not in error.reason
        return error.reason
    finally:
        assert time.monotonic() - began < 2 * CLOCK
    return ""


def package(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return buffer.getvalue()


def word_with_body(body: str) -> bytes:
    """A Word document with this body."""
    document, buffer = docx.Document(), io.BytesIO()
    document.save(buffer)
    made = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "word/document.xml":
                start, end = content.index(b"<w:body>") + 8, content.index(b"</w:body>")
                content = content[:start] + body.encode() + content[end:]
            target.writestr(member, content)
    return made.getvalue()


def looping_pdf(tree: str) -> bytes:
    """A PDF whose page tree is given as objects; 3 0 is its root."""
    return f"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 3 0 R>>endobj\n{tree}\ntrailer<</Root 1 0 R>>\n%%EOF".encode()


TABLE = "<w:tbl><w:tr><w:tc>%s<w:p/></w:tc></w:tr></w:tbl>"


def nested(times: int, around: str, inside: str) -> str:
    left, right = around.split("%s")
    return left * times + inside + right * times


FILES: dict[str, bytes] = {
    "one-line.txt": b"thu ngan sach " * 360_000,
    "no-space.txt": "ă".encode() * 250_000,
    "ligature.txt": ("\ufdfa" * 2000).encode(),
    "marks.txt": ("a" + "\u0301" * 200_000).encode(),
    "pipes.md": b"|" * 100_000,
    "pipe-lines.md": b"|\n" * 50_000,
    "stars.md": b"*" * 500_000 + b"a" + b"*" * 500_000,
    "brackets.md": b"[" * 300_000 + b"](" * 300_000,
    "headings.md": b"# a\n" * 10_000,
    "deep.html": b"<div>" * 100_000 + GOOD.encode(),
    "tables.html": nested(3000, "<table><tr><td>%s</td></tr></table>", GOOD).encode(),
    "script.html": f"<html><body><script>{'<script>' * 50_000}</script><p>{GOOD * 5}</p></body></html>".encode(),
    "entities.html": (ENTITIES + "<html><body><p>&x8;</p></body></html>").encode(),
    "entities.docx": package({"[Content_Types].xml": LAUGHS, "word/document.xml": LAUGHS}),
    "entities.xlsx": package({"[Content_Types].xml": LAUGHS, "xl/workbook.xml": LAUGHS}),
    "entities.odt": package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": LAUGHS}),
    "bomb.docx": package({"word/document.xml": " " * 60_000_000}),
    "tables.docx": word_with_body(nested(2000, TABLE, "")),
    "tables-60.docx": word_with_body(nested(60, TABLE, "<w:p><w:r><w:t>trong cùng</w:t></w:r></w:p>")),
    "loop.pdf": looping_pdf("3 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj"),
    "two.pdf": looping_pdf(
        "3 0 obj<</Type/Pages/Count 1/Kids[4 0 R]>>endobj\n4 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj"
    ),
    "count.pdf": looping_pdf("3 0 obj<</Type/Pages/Count 999999999/Kids[]>>endobj"),
    "cells.csv": b"a,b\n" * 400_000,
    "quote.csv": b'"' + b"a,\n" * 500_000,
    "wide.xlsx": b"PK\x03\x04" + b"\x00" * 1000,
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_read_or_named_in_time(name: str, worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name])
    reason = parsed_or_reason(worker, path)
    if name.startswith("entities.") and not name.endswith(".html"):
        assert reason == "declares entities, as no document needs to"
    if name == "bomb.docx":
        assert reason == "unpacks to more than is allowed"
    good = tmp_path / "good.txt"
    good.write_text(GOOD, encoding="utf-8")
    assert parsed_or_reason(worker, good) == ""


def test_scripts_leave_no_trace() -> None:
    script = "<script>alert('hack')</script>"
    page = f"<html><body onload='x()'>{script}<p>{GOOD}</p><a href='javascript:y()'>mở</a></body></html>"
    text = "\n".join(b.text for b in read(page.encode(), "a.html").blocks)
    assert GOOD.strip() in text
    assert "hack" not in text
    assert "javascript" not in text


def test_a_run_goes_on_after_hostile_names_links_and_sizes(tmp_path: Path) -> None:
    folder = tmp_path / "kho"
    folder.mkdir()
    (tmp_path / "ngoai.txt").write_text("Bí mật ở ngoài thư mục.\n", encoding="utf-8")
    (folder / "tot.txt").write_text(GOOD, encoding="utf-8")
    (folder / "a\nb.txt").write_text(GOOD + "1", encoding="utf-8")
    (folder / "x..%2f..%2fy.txt").write_text(GOOD + "2", encoding="utf-8")
    (Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.txt"))).write_text(GOOD + "3", encoding="utf-8")
    (folder / "ra-ngoai.txt").symlink_to(tmp_path / "ngoai.txt")
    (folder / "vong").symlink_to(folder)
    (folder / "goc").symlink_to("/")
    os.mkfifo(folder / "ong.txt")
    for name in ("lon.txt", "lon.pdf", "lon.zip"):
        with (folder / name).open("wb") as sparse:
            sparse.truncate(2 * 1024**3)
    began = time.monotonic()
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        report = ingest([folder], library)
        texts = [library.document(r.id) for r in library.documents()]
    assert time.monotonic() - began < SECONDS
    assert len(report.done) == 4
    assert {f.file for f in report.failed} == {"lon.txt", "lon.pdf", "lon.zip"}
    assert {s.file for s in report.skipped if s.file.endswith(".txt")} == {"ra-ngoai.txt", "ong.txt"}
    assert all(document is not None and "Bí mật" not in document.text for document in texts)


def test_a_reader_that_never_ends_is_stopped(tmp_path: Path) -> None:
    slow = Worker(seconds=0.2, memory=1024**3)
    path = tmp_path / "a.txt"
    path.write_bytes(b"a b c. " * 700_000)
    try:
        with pytest.raises(ReadError, match="took longer than"):
            slow.parse(path, "a.txt", "default")
    finally:
        slow.close()


def test_a_parser_over_its_memory_is_named_and_the_next_file_is_read(tmp_path: Path) -> None:
    greedy, good = tmp_path / "nhieu-muc.txt", tmp_path / "tot.txt"
    greedy.write_text("\n\n".join(f"- mục {n}" for n in range(600_000)), encoding="utf-8")  # 1.5 GB of blocks
    good.write_text(GOOD, encoding="utf-8")
    probe = Worker(memory=3 * 1024**3)
    try:
        assert parsed_or_reason(probe, good) == ""
        assert probe._process is not None
        status = Path(f"/proc/{probe._process.pid}/status").read_text(encoding="ascii")
        at_rest = int(status.split("VmSize:")[1].split()[0]) * 1024
    finally:
        probe.close()
    capped = Worker(seconds=SECONDS, clock=CLOCK, memory=at_rest + 150 * 1024**2)
    try:
        assert parsed_or_reason(capped, greedy) in {
            "needs more memory than a file may take",
            "stopped the reader (too large or damaged)",  # where a library of C ended the process
        }
        assert parsed_or_reason(capped, good) == ""
    finally:
        capped.close()
