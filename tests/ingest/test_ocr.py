"""Scans: askew, noisy, 150 dots an inch; read by Tesseract with their tone marks."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from index.model import UnitKind
from ingest.blocks import MissingToolError, ReadError
from ingest.parse import parse_file
from ingest.readers import ocr, read
from ingest.readers.grid import find_grids
from tools.make_test_files import SPENDING

DATA = Path(__file__).parent.parent / "data"
SCANS = sorted(DATA.glob("scan-*.jpg"))


def has_vietnamese() -> bool:
    program = shutil.which("tesseract")
    return program is not None and "vie" in ocr._installed(program, None)


needs_tesseract = pytest.mark.skipif(not has_vietnamese(), reason="Tesseract or its Vietnamese is not installed")


def character_errors(found: str, expected: str) -> float:
    """Edit distance over the length of what was printed."""
    row = list(range(len(found) + 1))
    for i, a in enumerate(expected, 1):
        above, row = row, [i]
        for j, b in enumerate(found, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (a != b)))
    return row[-1] / len(expected)


def read_scan(scan: Path) -> str:
    """What is read of a scan, the cells of a row with blanks between them."""
    return " ".join(block.text.replace(" | ", " ") for block in read(scan.read_bytes(), scan.name).blocks)


@needs_tesseract
def test_at_most_three_in_a_hundred_characters_are_wrong() -> None:
    assert len(SCANS) == 4
    expected = {scan: " ".join(scan.with_suffix(".txt").read_text(encoding="utf-8").split()) for scan in SCANS}
    rates = {scan.stem: character_errors(read_scan(scan), text) for scan, text in expected.items()}
    assert sum(rates.values()) / len(rates) <= 0.03, rates
    assert max(rates.values()) <= 0.05, rates


@needs_tesseract
def test_the_cells_of_a_scanned_table_can_be_cited() -> None:
    parsed = parse_file(DATA / "scan-bieu-chi.jpg", DATA, "default")
    rows = {
        parsed.document.text[unit.start : unit.end]: unit
        for passage in parsed.passages
        for unit in passage.units
        if unit.kind is UnitKind.ROW
    }
    cells = {cell for row in rows for cell in row.split(" | ")}
    printed = [cell for row in SPENDING for cell in row if cell]
    assert sum(cell in cells for cell in printed) >= 0.9 * len(printed), rows
    for words in ("1.187 | 95,0%", "648 | 90,0%"):
        unit = next(unit for row, unit in rows.items() if words in row)
        assert "Nội dung chi | Dự toán | Thực hiện | Tỷ lệ" in unit.context
        assert "triệu đồng" in unit.context


@pytest.mark.parametrize("rows", [3, 12])
def test_rules_are_found_on_a_page_and_not_in_its_text(rows: int) -> None:
    page = Image.new("L", (1200, 1000), 255)
    drawing = ImageDraw.Draw(page)
    for line in range(8):
        for word in range(14):
            drawing.rectangle((60 + 75 * word, 40 + 30 * line, 120 + 75 * word, 52 + 30 * line), fill=0)
    assert find_grids(np.asarray(page)) == []
    xs, ys = (100, 300, 600, 1100), [350 + 50 * n for n in range(rows + 1)]
    for y in ys:
        drawing.line((100, y, 1100, y + 2), fill=0, width=2)  # a little askew
    for x in xs:
        drawing.line((x, ys[0], x, ys[-1]), fill=0, width=2)
    (grid,) = find_grids(np.asarray(page))
    assert grid.xs == pytest.approx(xs, abs=4)
    assert grid.ys == pytest.approx(ys, abs=4)
    word = {"x0": 310.0, "x1": 380.0, "top": ys[1] + 10.0, "bottom": ys[1] + 30.0}
    assert grid.holds(word)
    assert grid.cells([word])[1][1] == [word]


@needs_tesseract
def test_pages_with_and_without_text_in_one_pdf() -> None:
    blocks = read((DATA / "bao-cao-kem-ban-quet.pdf").read_bytes(), "a.pdf").blocks
    assert {b.page for b in blocks} == {1, 2}
    assert "1.284 triệu đồng, bằng 92,5% kế hoạch" in " ".join(b.text for b in blocks if b.page == 1)
    scanned = [b.text for b in blocks if b.page == 2]
    assert "THÔNG BÁO" in scanned
    assert any("từ ngày 30 tháng 8 đến hết ngày 1 tháng 9 năm 2024" in text for text in scanned)  # lines rejoined


def test_without_tesseract_text_pages_are_read_and_scans_name_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(MissingToolError, match="tesseract-ocr tesseract-ocr-vie"):
        read(SCANS[0].read_bytes(), "a.jpg")
    assert {b.page for b in read((DATA / "bao-cao-kem-ban-quet.pdf").read_bytes(), "a.pdf").blocks} == {1}


@needs_tesseract
def test_a_missing_language_names_the_packages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with pytest.raises((MissingToolError, ReadError)) as caught:
        read(SCANS[0].read_bytes(), "a.jpg")
    assert "tesseract" in caught.value.reason


@pytest.mark.parametrize("degrees", [-3.0, -1.5, 0.0, 0.7, 2.5])
def test_skew_is_found(degrees: float) -> None:
    page = Image.new("L", (900, 700), 255)
    drawing = ImageDraw.Draw(page)
    for line in range(20):
        for word in range(12):
            drawing.rectangle(
                (60 + 65 * word, 40 + 30 * line, 60 + 65 * word + 30 + (7 * line + word) % 25, 52 + 30 * line), fill=0
            )
    turned = page.rotate(degrees, fillcolor=255)
    assert ocr.skew(np.asarray(turned)) == pytest.approx(-degrees, abs=0.25)


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + b"x" * 40, b"\x89PNG"])
def test_damaged_images_are_named(data: bytes) -> None:
    with pytest.raises(ReadError, match="not a readable image"):
        read(data, "a.png")
