"""Characters, spacing and emphasis: from what a file holds to what an official reads. Pure and idempotent."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from index.tone_marks import repair_marks

# Invisible characters that break words apart in search: zero-width marks, soft hyphen, direction marks, BOM,
# replacement.
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x34F, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0xFFFD]
)
_CONTROL = {
    **dict.fromkeys([*range(9), 0x0B, 0x0E, 0x0F, *range(0x10, 0x20), *range(0x7F, 0xA0)]),
    0x0C: "\n",
    0x85: "\n",
}
_SPACES = {
    **dict.fromkeys([0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " "),
    0x2028: "\n",
    0x2029: "\n",
}
_CHARACTERS = {**_INVISIBLE, **_CONTROL, **_SPACES}
_BLANKS = re.compile(r"[ \t]+")
_BEFORE_MARK = re.compile(r" +(?=[,;!?](?:\s|$)|\.(?:\s|$)|\)(?:\W|$))")
_AFTER_OPENING = re.compile(r"(?<=\() +")
_STARS = re.compile(r"\*+")
_NUMBER_AFTER_STARS = re.compile(r"(?<=\bsố)\*+(?=\d)", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:https?:|/|#|mailto:|javascript:)[^()\s]*(?:\s+\"[^\"]*\")?\)")
_TAG = re.compile(
    r"</?(?:a|b|i|u|p|br|em|div|font|span|strong|sup|sub|center|small|img|hr)(?:\s[^<>]{0,500})?/?>", re.IGNORECASE
)
_LINE_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)
CELL_BREAK = "\u2028"  # a line break inside a table cell; cleaning leaves none elsewhere
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")


@dataclass(frozen=True, slots=True)
class Styled:
    """Text without emphasis marks, and whether nearly all of it was bold or italic."""

    text: str
    strong: bool
    italic: bool


def clean_characters(text: str) -> str:
    """NFC with marks on their letters; line ends as ``\\n``; invisible and control characters out; every blank a
    plain space.
    """
    return repair_marks(text.replace("\r\n", "\n").replace("\r", "\n").translate(_CHARACTERS))


def tidy(text: str) -> str:
    """One line of text with single spaces and no space before a closing mark.

    >>> tidy("Thu  ngân sách , ước đạt 2.511 tỷ đồng .")
    'Thu ngân sách, ước đạt 2.511 tỷ đồng.'
    """
    text = _BLANKS.sub(" ", text.replace("\n", " ")).strip()
    return _AFTER_OPENING.sub("", _BEFORE_MARK.sub("", text))


def strip_markup(text: str) -> str:
    """Markdown links, images, escapes, entities and stray inline tags out; their words stay."""
    text = _LINK.sub(r"\1", text)
    text = _LINE_BREAK.sub(CELL_BREAK if "|" in text else " ", text)
    text = _TAG.sub(" ", text)
    return html.unescape(text) if "&" in text else text


def strip_emphasis(raw: str) -> Styled:
    """Take the asterisks of Markdown emphasis out and say what they covered.

    Letters joined across marks stay joined (``**V**iệt`` is ``Việt``). An asterisk that is text, as in "(*)", stays.

    >>> strip_emphasis("**Điều 1.** Phạm vi").text
    'Điều 1. Phạm vi'
    """
    raw = _NUMBER_AFTER_STARS.sub(" ", raw)
    bold = italic = False
    pieces: list[str] = []
    covered = {"bold": 0, "italic": 0, "all": 0}
    position = 0
    for run in [*_STARS.finditer(raw), None]:
        piece = raw[position : run.start() if run else len(raw)]
        letters = sum(c.isalnum() for c in piece)
        covered["all"] += letters
        covered["bold"] += letters if bold else 0
        covered["italic"] += letters if italic else 0
        pieces.append(piece)
        if run is None:
            break
        position = run.end()
        if _is_text(raw, run):
            pieces.append(run.group())
            continue
        length = len(run.group())
        bold ^= length in (2, 3)
        italic ^= length in (1, 3)
    text = _ESCAPE.sub(r"\1", "".join(pieces))
    enough = max(1, covered["all"]) * 0.9
    return Styled(tidy(text), covered["bold"] >= enough, covered["italic"] >= enough)


def _is_text(raw: str, run: re.Match[str]) -> bool:
    """Whether a run of asterisks is part of the text: a note mark "(*)", a product "3 * 4", an escaped one."""
    before = raw[run.start() - 1] if run.start() else ""
    after = raw[run.end()] if run.end() < len(raw) else ""
    if before == "\\":
        return True
    if len(run.group()) <= 3 and before == "(" and after == ")":
        return True
    return (
        len(run.group()) == 1
        and before == " "
        and after == " "
        and bool(raw[: run.start()].strip())
        and raw.count("*") == 1
    )
