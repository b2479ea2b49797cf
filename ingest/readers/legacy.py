"""Text in old Vietnamese fonts, put right where a format keeps it: nodes of HTML and Word, characters of a PDF page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from ingest.encodings import Encoding, Piece, encoding_of, repair_pieces, spread

_FAMILY = re.compile(r"font-family\s*:\s*['\"]?([^;,'\"]+)", re.IGNORECASE)
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ENOUGH_WORDS = 20  # seen of a font before its encoding is settled

Slot = tuple[Any, str, str | None]  # element, 'text' or 'tail', font


def mend_html(tree: Any) -> None:
    """Repair the text nodes of a parsed page in place; fonts are known from ``<font face>`` and ``style``."""
    _mend(list(_html_slots(tree)))


def mend_word(body: Any) -> None:
    """Repair the runs of a Word document's XML in place."""
    slots: list[Slot] = []
    for run in body.iter(f"{_WORD}r"):
        fonts = run.find(f"{_WORD}rPr/{_WORD}rFonts")
        font = fonts.get(f"{_WORD}ascii") or fonts.get(f"{_WORD}hAnsi") if fonts is not None else None
        slots += [(text, "text", font) for text in run.iter(f"{_WORD}t")]
    _mend(slots)


def _html_slots(tree: Any) -> Iterator[Slot]:
    fonts: dict[Any, str | None] = {}
    for element in tree.iter():
        parent = element.getparent()
        around = fonts.get(parent)
        own = around
        if isinstance(element.tag, str):
            style = _FAMILY.search(element.get("style") or "")
            own = element.get("face") or (style[1].strip() if style else None) or around
            if element.tag not in ("script", "style"):
                yield element, "text", own
        fonts[element] = own
        if parent is not None:
            yield element, "tail", around


def _mend(slots: list[Slot]) -> None:
    slots = [slot for slot in slots if (text := getattr(slot[0], slot[1])) and not text.isascii()]
    pieces = [Piece(getattr(element, part), font) for element, part, font in slots]
    for (element, part, _), piece, text in zip(slots, pieces, repair_pieces(pieces), strict=True):
        if text != piece.text:
            setattr(element, part, text)


class PdfFonts:
    """What the fonts of a PDF stand for, learnt as its pages are read."""

    def __init__(self) -> None:
        self._settled: dict[str, Encoding | None] = {}
        self._seen: dict[str, list[Piece]] = defaultdict(list)

    def mend(self, page: Any) -> None:
        """Repair the characters of a pdfplumber page in place."""
        if all(c["text"].isascii() for c in page.chars):
            return
        words = page.extract_words(extra_attrs=["fontname"], return_chars=True)
        for word in words:
            if word["fontname"] not in self._settled:
                self._seen[word["fontname"]].append(Piece(word["text"], word["fontname"]))
        for font, pieces in self._seen.items():
            found = encoding_of(pieces)
            if len(pieces) >= _ENOUGH_WORDS:
                self._settled[font] = found
            self._apply(font, found, words)
        for font in self._settled:
            if font in self._seen:
                del self._seen[font]
            else:
                self._apply(font, self._settled[font], words)

    @staticmethod
    def _apply(font: str, encoding: Encoding | None, words: list[Any]) -> None:
        if encoding is None:
            return
        for same, run in groupby(words, key=lambda w: w["fontname"] == font):
            if not same:
                continue
            characters: list[Any] = []
            for word in run:
                characters += [*word["chars"], {"text": " "}]
            text = "".join(c["text"] for c in characters)
            if len(text) != len(characters):  # a ligature: no code of these encodings
                continue
            for character, letter in zip(characters, spread(text, encoding, font=font), strict=True):
                character["text"] = letter
