"""PDFs: reading order, running heads and page numbers out, real lines kept, scanned pages that wait for OCR."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from index.library import Library
from ingest.parse import AWAITS_OCR
from ingest.pipeline import ingest
from ingest.readers import ocr, read
from tests.support import HashEmbedder

DATA = Path(__file__).parent.parent / "data"
FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
needs_font = pytest.mark.skipif(not FONT.is_file(), reason="the DejaVu fonts are not installed")


def pages(draw: Callable[[Canvas, int], None], count: int = 3) -> bytes:
    """A PDF of A4 pages; ``draw`` draws one of them."""
    pdfmetrics.registerFont(TTFont("DejaVu", str(FONT)))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1)
    for page in range(1, count + 1):
        canvas.setFont("DejaVu", 10)
        draw(canvas, page)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def lines(data: bytes) -> list[str]:
    return [line for block in read(data, "a.pdf").blocks for line in block.text.split("\n")]


@needs_font
def test_running_heads_go_and_rows_that_differ_in_figures_stay() -> None:
    def draw(canvas: Canvas, page: int) -> None:
        canvas.drawString(56, 812, f"Công báo số 7 – trang {page + 10}")
        canvas.drawString(56, 760, "Đơn vị tính: triệu đồng")
        canvas.drawString(56, 740, f"Thôn {page * 3} thu được {page * 17} triệu đồng.")
        canvas.drawString(56, 60 + 20, f"Cộng trang: {page * 401}")
        canvas.drawString(290, 28, f"– {page} –")

    text = "\n".join(lines(pages(draw)))
    assert "Công báo" not in text
    assert "– 2 –" not in text
    for page in (1, 2, 3):
        assert f"Thôn {page * 3} thu được {page * 17} triệu đồng." in text
        assert f"Cộng trang: {page * 401}" in text
    assert text.count("Đơn vị tính: triệu đồng") == 3


@needs_font
def test_what_stands_in_the_margin_once_or_with_other_figures_stays() -> None:
    def draw(canvas: Canvas, page: int) -> None:
        canvas.drawString(56, 810, ["Phụ lục về giá nước", "Giá nước: 8.200 đồng", "Giá nước: 9.150 đồng"][page - 1])
        canvas.drawString(56, 700, f"Nội dung của trang thứ {page}.")

    text = "\n".join(lines(pages(draw)))
    for words in ("Phụ lục về giá nước", "8.200", "9.150"):
        assert words in text


@needs_font
def test_left_and_right_pages_may_have_heads_of_their_own() -> None:
    def draw(canvas: Canvas, page: int) -> None:
        canvas.drawString(56, 812, "Ủy ban nhân dân xã" if page % 2 else "Báo cáo năm 2030")
        canvas.drawString(56, 700, f"Nội dung của trang thứ {page}.")

    found = " ".join(lines(pages(draw, 5)))
    assert found == " ".join(f"Nội dung của trang thứ {page}." for page in range(1, 6))


def test_two_columns_are_read_one_after_the_other() -> None:
    blocks = read((DATA / "ban-tin-hai-cot.pdf").read_bytes(), "a.pdf").blocks
    text = " ".join(block.text for block in blocks)
    ordinals = ["thứ nhất", "thứ hai", "thứ ba", "thứ tư"]
    places = [text.index(f"{part} {ordinal}") for ordinal in ordinals for part in ("Cột", "Hết cột")]
    assert places == sorted(places)
    assert "BẢN TIN" not in text
    assert "Trang" not in text
    assert {block.page for block in blocks} == {1, 2}


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    with monkeypatch.context() as inner:
        inner.setenv("PATH", "/nonexistent")
        yield inner


def test_pages_left_out_for_want_of_ocr_are_told_and_read_once_it_is_there(
    tmp_path: Path, without_ocr: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "kho"
    folder.mkdir()
    shutil.copy(DATA / "bao-cao-kem-ban-quet.pdf", folder / "a.pdf")
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        first = ingest([folder], library)
        assert [(f.file, f.status.value, f.reason) for f in first.files] == [
            ("a.pdf", "done", "1 scanned pages were left out: reading them needs Tesseract")
        ]
        assert library.documents()[0].content_hash.endswith(AWAITS_OCR)
        assert ingest([folder], library).unchanged == 1  # nothing has changed: there is still none
        without_ocr.undo()
        if not ocr.available():
            pytest.skip("Tesseract or its Vietnamese is not installed")
        assert ingest([folder], library).done == ("a.pdf",)
        document = library.document(library.documents()[0].id)
        assert document is not None
        assert "từ ngày 30 tháng 8" in document.text
        assert ingest([folder], library).unchanged == 1
