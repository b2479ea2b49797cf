"""Scans read by Tesseract: an image is straightened and cleaned, its words come back with their places."""

from __future__ import annotations

import csv
import io
import math
import os
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps, ImageSequence, UnidentifiedImageError

from ingest.blocks import MissingToolError, ReadError
from ingest.readers.grid import Grid, find_grids
from ingest.readers.tool import find_tool, run_tool

NEEDS = "is a scan: reading it needs Tesseract (Debian packages tesseract-ocr tesseract-ocr-vie)"
LANGUAGES = ("vie", "eng")
SECONDS_PER_PAGE = 90.0
MAX_PIXELS = 60_000_000
MAX_FRAMES = 300
_DPI = 300  # what Tesseract was trained for; a coarser scan is enlarged
_A4_INCHES = 8.27
_SURE = 25.0  # per cent; below it a "word" is dirt
_STEEPEST = 5  # degrees that a page lies askew at most
# An upright of a table read with the word beside it: no word begins "INội".
_UPRIGHT = re.compile(r"^[|\[\]{}]+|[|\[\]{}]+$|^[Il](?=[A-ZĐ][^\W\d_A-Z])")
Grey = NDArray[np.uint8]


def _nothing() -> None:
    return None


# Called after each page, so that whoever limits the time of a file sees that it goes on.
page_done: Callable[[], None] = _nothing


def frames(data: bytes, name: str) -> Iterator[Image.Image]:
    """The pages of an image file. Raises ``ReadError`` for a damaged or too large one."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data)) as image:
                for number, frame in enumerate(ImageSequence.Iterator(image)):
                    if number >= MAX_FRAMES:
                        raise ReadError(name, f"more than {MAX_FRAMES} pages")
                    if frame.width * frame.height > MAX_PIXELS:
                        raise ReadError(name, f"more than {MAX_PIXELS // 1_000_000} million pixels")
                    yield ImageOps.exif_transpose(frame.convert("RGB") if frame.mode != "L" else frame)
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise ReadError(name, f"more than {MAX_PIXELS // 1_000_000} million pixels") from error
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
            raise ReadError(name, "is not a readable image") from error


@dataclass(frozen=True, slots=True)
class Scanned:
    """A page as read: its words in the keys of pdfplumber's (text, x0, x1, top, bottom, fontname), its ruled tables."""

    words: list[dict[str, Any]]
    grids: list[Grid]


def read_page(image: Image.Image, name: str, *, width: float) -> Scanned:
    """The words and tables of a page image.

    Coordinates are scaled so that the page is ``width`` wide. Raises ``MissingToolError`` where Tesseract or its
    Vietnamese is missing.
    """
    program = _engine(name)
    page = prepared(image)
    scale = width / page.width
    grids = [grid.scaled(scale) for grid in find_grids(np.asarray(page))]
    buffer = io.BytesIO()
    page.save(buffer, "PNG", compress_level=1)
    command = [program, "stdin", "stdout", "-l", "+".join(LANGUAGES), "--psm", "3", "--dpi", str(_DPI), "tsv"]
    found = run_tool(command, name, data=buffer.getvalue(), seconds=SECONDS_PER_PAGE, env={"OMP_THREAD_LIMIT": "1"})
    page_done()
    return Scanned(list(_words(found.decode("utf-8", "replace"), scale, grids)), grids)


def available() -> bool:
    """Whether scans can be read."""
    try:
        return bool(_engine(""))
    except ReadError:  # missing, or there and broken
        return False


def _engine(name: str) -> str:
    program = find_tool(name, NEEDS, "tesseract")
    if not set(LANGUAGES) <= _installed(program, os.environ.get("TESSDATA_PREFIX")):
        raise MissingToolError(name, NEEDS)
    return program


@cache
def _installed(program: str, _data: str | None) -> frozenset[str]:
    return frozenset(run_tool([program, "--list-langs"], program, seconds=30).decode("utf-8", "replace").split())


def _words(table: str, scale: float, grids: Sequence[Grid]) -> Iterator[dict[str, Any]]:
    """Tesseract's table as words; those of a line share its height, since letters reach out of it by chance."""
    lines: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if not text or float(row["conf"]) < _SURE:
            continue
        left, top = float(row["left"]) * scale, float(row["top"]) * scale
        right, bottom = left + float(row["width"]) * scale, top + float(row["height"]) * scale
        key = (row["block_num"], row["par_num"], row["line_num"])
        word = {"text": text, "x0": left, "x1": right, "top": top, "bottom": bottom, "fontname": ""}
        if any(grid.holds(word) and grid.beside_upright(word) for grid in grids):
            word["text"] = text = _UPRIGHT.sub("", text)
        word["text"] = text.replace("|", "I")  # print has no bars, but "quý I"
        if text:
            lines.setdefault(key, []).append(word)
    for words in lines.values():
        place = {"top": min(w["top"] for w in words), "bottom": max(w["bottom"] for w in words)}
        yield from ({**word, **place} for word in words)


def prepared(image: Image.Image) -> Image.Image:
    """A grey page, upright, at about 300 dots an inch, without speckles."""
    page = ImageOps.autocontrast(image.convert("L"), cutoff=1)
    angle = skew(np.asarray(page))
    factor = min(_DPI / _resolution(image), 3.0, math.sqrt(MAX_PIXELS / (page.width * page.height)))
    if factor > 1.2:
        page = page.resize((round(page.width * factor), round(page.height * factor)), Image.Resampling.LANCZOS)
    if _speckled(page):
        page = page.filter(ImageFilter.MedianFilter(3))
    if abs(angle) >= 0.2:
        page = page.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    return page


def _resolution(image: Image.Image) -> float:
    """Dots an inch: as the file says where that can be, else as if the page were A4."""
    stated = float(image.info.get("dpi", (0, 0))[0])
    return stated if 100 <= stated <= 1200 else min(image.size) / _A4_INCHES


def skew(grey: Grey) -> float:
    """Degrees to turn a page by, counter-clockwise, so that its lines lie level: where ink is packed best in rows."""
    step = max(1, min(grey.shape) // 600)
    ink = grey[::step, ::step] < 128
    rows, columns = np.nonzero(ink)
    if len(rows) < 200:
        return 0.0
    if len(rows) > 40_000:
        chosen = np.linspace(0, len(rows) - 1, 40_000).astype(int)
        rows, columns = rows[chosen], columns[chosen]

    def packed(degrees: float) -> float:
        level = rows + columns * math.tan(math.radians(degrees))
        counts = np.bincount((level - level.min()).astype(int))
        return float(np.sum(np.square(np.diff(counts.astype(np.int64)))))

    coarse = max([k / 2 for k in range(-2 * _STEEPEST, 2 * _STEEPEST + 1)], key=packed)
    best = max([coarse + k / 10 for k in range(-5, 6)], key=packed)
    return -best if packed(best) > 1.05 * packed(0.0) else 0.0


def _speckled(page: Image.Image) -> bool:
    """Whether many dark points stand alone."""
    dark = np.asarray(page) < 110
    inner = dark[1:-1, 1:-1]
    around = np.zeros(inner.shape, dtype=np.uint8)
    for dy, dx in ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)):
        around += dark[1 + dy : dark.shape[0] - 1 + dy, 1 + dx : dark.shape[1] - 1 + dx]
    return bool(np.sum(inner & (around <= 1)) > 0.02 * max(1, int(np.sum(inner))))
