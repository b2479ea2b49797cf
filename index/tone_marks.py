"""The marks of Vietnamese letters put in order and on their letter, in documents and in questions alike. Pure."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from index.syllables import is_syllable, place_tone
from index.text import nfc

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SHAPES = "\u0302\u0306\u031b"
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
