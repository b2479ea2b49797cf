"""Images of pages (.png, .jpg, .tif), read by OCR and laid out as the pages of a PDF are."""

from __future__ import annotations

from ingest.blocks import Source
from ingest.readers import ocr
from ingest.readers.pdf import source_of_scans

_WIDTH = 595.0  # points of A4: only proportions matter


def read_image(data: bytes, name: str) -> Source:
    """The text of a scan, page by page. Raises ``MissingToolError`` where there is no OCR engine."""
    return source_of_scans(
        [
            (ocr.read_page(frame, name, width=_WIDTH), _WIDTH, _WIDTH * frame.height / frame.width)
            for frame in ocr.frames(data, name)
        ]
    )
