"""One small reader per format: bytes in, a ``Source`` of blocks out. A new format is a module and a line in
``READERS``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from ingest.blocks import ReadError, Source
from ingest.readers import archive
from ingest.readers.image import read_image
from ingest.readers.office import read_office
from ingest.readers.pdf import read_pdf
from ingest.readers.spreadsheet import read_csv, read_xls, read_xlsx
from ingest.readers.text import read_markdown, read_plain
from ingest.readers.web import read_html
from ingest.readers.word import read_docx

Reader = Callable[[bytes, str], Source]
READERS: dict[str, Reader] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_plain,
    ".html": read_html,
    ".htm": read_html,
    ".docx": read_docx,
    ".pdf": read_pdf,
    ".xlsx": read_xlsx,
    ".xls": read_xls,
    ".csv": read_csv,
    ".doc": read_office,
    ".odt": read_office,
    ".rtf": read_office,
    ".png": read_image,
    ".jpg": read_image,
    ".jpeg": read_image,
    ".tif": read_image,
    ".tiff": read_image,
}
MAX_BYTES = 50 * 1024 * 1024
# What files begin with, and the suffixes that this may stand under; .doc files are often RTF or a newer Word's.
_MAGIC: tuple[tuple[bytes, frozenset[str]], ...] = (
    (b"%PDF-", frozenset({".pdf"})),
    (b"PK\x03\x04", frozenset({".docx", ".xlsx", ".odt", ".doc", ".xls"})),
    (b"\xd0\xcf\x11\xe0", frozenset({".doc", ".xls"})),
    (b"{\\rtf", frozenset({".rtf", ".doc"})),
    (b"\x7fELF", frozenset()),
    (b"MZ\x90\x00", frozenset()),
    (b"\x89PNG", frozenset({".png"})),
    (b"\xff\xd8\xff", frozenset({".jpg", ".jpeg"})),
    (b"II*\x00", frozenset({".tif", ".tiff"})),
    (b"MM\x00*", frozenset({".tif", ".tiff"})),
)
_ANY_START = frozenset({".doc"})  # its reader looks for itself


def is_supported(name: str) -> bool:
    """Whether a file of this name has a reader."""
    return PurePosixPath(name).suffix.lower() in READERS


def is_archive(name: str) -> bool:
    """Whether a file of this name holds others."""
    return name.lower().endswith(archive.SUFFIX)


def read(data: bytes, name: str) -> Source:
    """Read a file's bytes with the reader of its suffix.

    Raises ``ReadError`` where there is none, where the content is of another format than the name says, or where it
    can't be read.
    """
    suffix = PurePosixPath(name).suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        raise ReadError(name, f"no reader for {suffix or 'files without a suffix'}")
    if len(data) > MAX_BYTES:
        raise ReadError(name, f"larger than {MAX_BYTES // (1024 * 1024)} MB")
    begins = [suffixes for magic, suffixes in _MAGIC if data.startswith(magic)]
    wanted = suffix not in _ANY_START and any(suffix in suffixes for _, suffixes in _MAGIC)
    if any(suffix not in suffixes for suffixes in begins) or (wanted and not begins):
        raise ReadError(name, f"its content is not that of a {suffix} file")
    source = reader(data, name)
    if not source.blocks:
        raise ReadError(name, "holds no text")
    return source
