"""Abbreviations of Vietnamese administration: the table, and texts with them written out."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from importlib import resources

from index.text import fold, nfc, words

_TITLES = {"TP": "thành phố", "TX": "thị xã"}  # before names of places, which searching knows without this table
_TOKEN = re.compile(r"\w+(?:[-&]\w+)*")
_VOWEL = re.compile(r"[aeiouy]")


@lru_cache(maxsize=1)
def abbreviations() -> tuple[tuple[str, str], ...]:
    """(abbreviation, expansion) as in ``data/abbreviations.tsv``; one with several expansions comes several times."""
    with resources.files("index").joinpath("data/abbreviations.tsv").open(encoding="utf-8") as file:
        rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
        return tuple((row["abbreviation"], row["expansion"]) for row in rows)


@lru_cache(maxsize=1)
def _usual() -> dict[str, str]:
    """The first expansion of each abbreviation, both without marks."""
    return {fold(short): fold(long) for short, long in (*reversed(abbreviations()), *_TITLES.items())}


def written_out(text: str) -> str:
    """``text`` folded, its abbreviations written out, one space between words.

    In small letters a short one with a vowel is left alone: it is more often a syllable.

    >>> written_out("HĐND TP. Huế") == written_out("hoi dong nhan dan thanh pho hue")
    True
    """
    text = nfc(text)
    usual = _usual()
    pieces: list[str] = []
    position = 0
    for token in _TOKEN.finditer(text):
        short = fold(token.group())
        if short in usual and (token.group().isupper() or len(short) >= 4 or not _VOWEL.search(short)):
            pieces += [text[position : token.start()], usual[short]]
            position = token.end()
    return " ".join(word.text for word in words(fold("".join([*pieces, text[position:]]))))
