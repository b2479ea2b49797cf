"""Unicode gone wrong: UTF-8 read as something else, marks out of order or on the wrong letter. Pure."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from index.text import nfc
from ingest.syllables import is_syllable, place_tone

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SHAPES = "\u0302\u0306\u031b"

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


_MARKS = re.compile(f"[{_TONES}{_SHAPES}]+")
_ETH = {"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"}
# Marks left over or on a consonant, look-alikes of Đ; in both cases, since ignoring case is slow on long texts.
_CONSONANTS = "ḅḍḥḳḷṃṇṣṭṿẓćńśźǵḱḿṕŕñǹẃ"
_ODD = f"[\u0300-\u036fÐƉðɖ{_CONSONANTS}{_CONSONANTS.upper()}]"
_ODD_SIGN = re.compile(_ODD)
_ODD_WORD = re.compile(rf"\w*{_ODD}[\w\u0300-\u036f]*")


def repair_marks(text: str) -> str:
    """NFC with the marks of Vietnamese letters in order and on their letter, and Đ for its look-alike Ð.

    >>> repair_marks("Vie" + chr(0x323) + chr(0x302) + "t Nam"), repair_marks("ca" + chr(0x301) + chr(0x302) + "p")
    ('Việt Nam', 'cấp')
    """
    if text.isascii():
        return text
    text = nfc(text)
    return _ODD_WORD.sub(_word_repaired, text) if _ODD_SIGN.search(text) else text


def _word_repaired(match: re.Match[str]) -> str:
    word = match.group()
    marks = unicodedata.normalize("NFD", "".join(_ETH.get(c, c) for c in word))
    ordered = nfc(_MARKS.sub(lambda m: "".join(sorted(dict.fromkeys(m.group()), key=_TONES.__contains__)), marks))
    if is_syllable(ordered) and not _consonant_marked(ordered):
        return ordered
    tones = [c for c in marks if c in _TONES]
    bare = nfc("".join(c for c in marks if c not in _TONES))
    if tones and len(set(tones)) == 1 and is_syllable(placed := place_tone(bare, tones[0])):
        return placed
    return word


def _consonant_marked(word: str) -> bool:
    parts = unicodedata.normalize("NFD", word)
    return any(b in _TONES and a.lower() not in "aeiouy" + _SHAPES for a, b in pairwise(parts))
