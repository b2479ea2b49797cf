"""Folding letter by letter, so that an offset in the folded text is the same offset in the text.

``index.text.fold`` may change a text's length; what finds spans (quantities, periods, places) needs one that does not.
"""

from __future__ import annotations

import re
import unicodedata


class _Folded(dict[int, str]):
    """Code point → its lower-case letter without marks, filled as letters are met."""

    def __missing__(self, code: int) -> str:
        letter = unicodedata.normalize("NFD", chr(code).lower())[0]
        folded = "d" if letter == "đ" else letter
        self[code] = folded
        return folded


class _Lowered(dict[int, str]):
    """Code point → its lower-case letter; only the first one where lower case has two ("İ")."""

    def __missing__(self, code: int) -> str:
        lowered = chr(code).lower()[0]
        self[code] = lowered
        return lowered


_FOLDED = _Folded()
_LOWERED = _Lowered()


def fold_aligned(text: str) -> str:
    """Lower case without marks, ``len(result) == len(text)``; ``text`` is NFC."""
    return text.translate(_FOLDED)


def lower_aligned(text: str) -> str:
    """Lower case with ``len(result) == len(text)``."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text.translate(_LOWERED)


_VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]")


def is_marked(text: str, lower: str) -> bool:
    """Whether a letter of ``text`` carries a mark; ``lower`` is its ``lower_aligned``."""
    # The first marked syllable decides: most texts need no folding to be told.
    return _VIETNAMESE.search(lower) is not None or fold_aligned(text) != lower
