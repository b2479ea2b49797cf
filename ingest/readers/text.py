"""Markdown and plain text, in whatever encoding they come."""

from __future__ import annotations

import codecs
from collections.abc import Callable

from charset_normalizer import from_bytes

from ingest.blocks import ReadError, Source
from ingest.clean import clean_characters
from ingest.encodings import convert, detect, repair, utf16_without_mark
from ingest.paragraphs import blocks_of

MAX_CHARACTERS = 10_000_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000
_DAMAGED = 0.02  # UTF-8 with a few broken characters among its Vietnamese letters is still UTF-8


def decode(data: bytes, name: str, *, visible: Callable[[bytes], bytes] = bytes) -> str:
    """Text of bytes: by byte order mark, as UTF-8, in an old Vietnamese encoding, else by ``charset-normalizer``.

    ``visible`` gives the part of the bytes to find an encoding from, where they are mark-up for the most part.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return _capped(data.decode(encoding), name)
            except UnicodeDecodeError as error:
                raise ReadError(name, f"is not valid {encoding}") from error
    if wide := utf16_without_mark(data):
        return _capped(data.decode(wide, errors="replace"), name)
    try:
        return _capped(data.decode("utf-8"), name)
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
    letters = sum(map(text.count, "àáạđươếộ"))
    if text.count("\ufffd") <= max(letters > 5, _DAMAGED * letters):
        return _capped(text, name)
    if legacy := detect(visible(data)):
        return _capped(convert(data, legacy), name)
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None or (b"\x00" in data[:_SAMPLE] and not best.encoding.startswith("utf")):
        raise ReadError(name, "is not text in a known encoding")
    # Single-byte encodings of Europe look alike; Western European is what is met here.
    encoding = "cp1252" if best.encoding.startswith(("cp", "iso8859", "latin", "mac", "hp")) else best.encoding
    return _capped(data.decode(encoding, errors="replace"), name)


def _capped(text: str, name: str) -> str:
    if len(text) > MAX_CHARACTERS:
        raise ReadError(name, f"more than {MAX_CHARACTERS // 1_000_000} million characters")
    if text.count("\x00") > 0.01 * len(text):
        raise ReadError(name, "is not a text file")
    return text


def read_markdown(data: bytes, name: str) -> Source:
    """Markdown: headings, lists, pipe tables, emphasis."""
    return Source(tuple(blocks_of(clean_characters(repair(decode(data, name))), markdown=True)))


def read_plain(data: bytes, name: str) -> Source:
    """Plain text; a short first line that isn't a sentence, set off by a blank line, is its title."""
    return Source(tuple(blocks_of(clean_characters(repair(decode(data, name))), markdown=False)))
