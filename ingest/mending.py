"""UTF-8 that was read as something else, put right. Pure."""

from __future__ import annotations

import re

from index.syllables import is_syllable

# UTF-8 read as Windows-1252 or Latin-1: the character of a lead byte, then that of a continuation byte.
_NEXT = "\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
_MOJIBAKE = re.compile(f"\u00c3[{_NEXT} ]|[\u00c2\u00c4-\u00c6\u00cc\u00e2][{_NEXT}]|\u00e1[\u00ba\u00bb][{_NEXT}]")


def fix_mojibake(text: str) -> str:
    """UTF-8 that was read as Windows-1252 or Latin-1, put right line by line; other text unchanged.

    >>> fix_mojibake("HÃ\u00a0 Ná»™i")
    'Hà Nội'
    """
    if not _MOJIBAKE.search(text):
        return text
    return "\n".join(_decoded_again(line) if _MOJIBAKE.search(line) else line for line in text.split("\n"))


def _decoded_again(line: str) -> str:
    import ftfy

    if not re.search("\u00e1[\u00ba\u00bb]|\u00c4\u2018|\u00c6[\u00a1\u00b0]", line):
        return ftfy.fix_encoding(line)
    # à ends in a no-break space, which many programs made a plain one: taken as a part of it, given back between words.
    return _JOINED.sub(_parted, ftfy.fix_encoding(line.replace("\u00c3 ", "\u00c3\u00a0")))


_JOINED = re.compile(r"([^\W\d_]*à)([^\W\d_]+)")


def _parted(match: re.Match[str]) -> str:
    head, rest = match.groups()
    return match.group() if is_syllable(match.group()) or not is_syllable(head) else f"{head} {rest}"
