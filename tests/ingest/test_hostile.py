"""Files that mean harm: each ends with a named reason within its time and memory, and the run goes on.

The worker's own caps are made small here, so that a file that runs against them does it at once.
"""

from __future__ import annotations

import io
import os
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
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


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1, which is its root."""
    made = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(made))
    return made + head + table + trailer


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(content), content)


PDF_TEXT = stream(b"BT /F1 12 Tf 50 700 Td (Thong bao lich tiep cong dan cua xa trong thang.) Tj ET")
PAGES = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<%s>>>>"
OUTLINE_LOOP = pdf(
    b"<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R>>",
    PAGES,
    PAGE % b"/Font<</F1 5 0 R>>",
    PDF_TEXT,
    b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    b"<</Type/Outlines/First 7 0 R/Last 8 0 R/Count 2>>",
    b"<</Title(a)/Parent 6 0 R/First 7 0 R/Next 8 0 R/Dest[3 0 R/Fit]>>",
    b"<</Title(b)/Parent 6 0 R/Prev 7 0 R/Next 7 0 R/Dest[3 0 R/Fit]>>",
)
FORM_LOOP = pdf(
    b"<</Type/Catalog/Pages 2 0 R>>",
    PAGES,
    PAGE % b"/XObject<</X 5 0 R>>",
    stream(b"/X Do"),
    stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 600 700]/Resources<</XObject<</X 5 0 R>>>>"),
)


def white_png(width: int, height: int) -> bytes:
    """A PNG of one bit a pixel, all white, without holding its pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" + b"\xff" * ((width + 7) // 8)
    pack = zlib.compressobj()
    pixels = b"".join(pack.compress(row) for _ in range(height)) + pack.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def workbook(sheet: str) -> bytes:
    """An Excel file whose only sheet has this content."""
    book, buffer, made = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            target.writestr(member, sheet if member.endswith("sheet1.xml") else source.read(member))
    return made.getvalue()


def sheet(rows: str, dimension: str) -> str:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'


FAR_CORNER = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
ALL_COLUMNS = '<row r="1">' + '<c t="n"><v>7</v></c>' * 16_384 + "</row>"
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
    "outline.pdf": OUTLINE_LOOP,
    "form.pdf": FORM_LOOP,
    "rows.docx": word_with_body("<w:tbl>" + "<w:tr><w:tc><w:p/></w:tc></w:tr>" * 1_000_000 + "</w:tbl>"),
    "image.png": white_png(20_000, 20_000),
    "corner.xlsx": workbook(sheet(FAR_CORNER, "A1:XFD1048576")),
    "columns.xlsx": workbook(sheet(ALL_COLUMNS, "A1:XFD1")),
    "cells.csv": b"a,b\n" * 400_000,
    "quote.csv": b'"' + b"a,\n" * 500_000,
    "wide.xlsx": b"PK\x03\x04" + b"\x00" * 1000,
}


REASONS = {
    "bomb.docx": "unpacks to more than is allowed",
    "rows.docx": "unpacks to more than is allowed",
    "image.png": "more than 60 million pixels",
    "columns.xlsx": "a sheet with more than 500 columns",
    "outline.pdf": "",
    "form.pdf": "holds no text",
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_read_or_named_in_time(name: str, worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name])
    reason = parsed_or_reason(worker, path)
    if name.startswith("entities.") and not name.endswith(".html"):
        assert reason == "declares entities, as no document needs to"
    assert reason == REASONS.get(name, reason)
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
