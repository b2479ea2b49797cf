"""English questions in Vietnamese terms: a glossary of administration, longest phrase first.

Not a translator: it gives the lexical index the words that a Vietnamese document would use, weighted, and a rough
Vietnamese sentence (terms in the order of the question) that a multilingual encoder reads well enough.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from assistant.english import stem
from index.syllables import is_syllable
from index.text import Word, fold, words

# A second and third rendering of a term may be the one a document uses, but not as likely.
_ALTERNATIVE_WEIGHTS = (1.0, 0.6, 0.4, 0.3)
_UNKNOWN_WEIGHT = 0.4
_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)$")  # "13th" is "lần thứ 13"
_NAME_WEIGHT = 1.0

FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an the of what which who whom whose how is are was were be been being in for to does did do by on and or at "
        "from when where why must can could has have had with that this these those it its there their they he she his "
        "her will would should shall may might as than then if any all each every into about between during after "
        "before under over per not no only also both i me my we our you your us them so such up out more most very "
        "much many",
    )
)


@dataclass(frozen=True, slots=True)
class Translation:
    """``phrases``: Vietnamese terms with weights, names and numbers as they stand; ``vietnamese``: first choices.

    ``known`` of ``content`` content words (names excepted) were in the glossary.
    """

    phrases: tuple[tuple[str, float], ...]
    vietnamese: str
    known: int
    content: int


@dataclass(frozen=True, slots=True)
class Glossary:
    """English phrases (folded tokens) with their Vietnamese renderings, best first; ``stems`` likewise, stemmed."""

    phrases: dict[tuple[str, ...], tuple[str, ...]]
    stems: dict[tuple[str, ...], tuple[str, ...]]
    longest: int

    @classmethod
    def of(cls, entries: Iterable[tuple[str, Sequence[str]]]) -> Glossary:
        """A glossary of (English, Vietnamese renderings); an earlier entry wins over a later one."""
        phrases: dict[tuple[str, ...], tuple[str, ...]] = {}
        stems: dict[tuple[str, ...], tuple[str, ...]] = {}
        for english, renderings in entries:
            key = tuple(fold(w.text) for w in words(english))
            phrases.setdefault(key, tuple(renderings))
            stems.setdefault(tuple(stem(k) for k in key), tuple(renderings))
        return cls(phrases, stems, max((len(key) for key in phrases), default=0))

    def knows(self, token: str) -> bool:
        """Whether a single word is an entry or starts none but is inflected from one."""
        key = fold(token)
        return (key,) in self.phrases or (stem(key),) in self.stems

    def look_up(self, tokens: Sequence[str]) -> tuple[str, ...] | None:
        """The renderings of exactly these tokens, as they stand or without inflection."""
        return self.phrases.get(tuple(tokens)) or self.stems.get(tuple(stem(t) for t in tokens))

    def translate(self, text: str) -> Translation:
        """Vietnamese terms for an English question; unknown capitalised or numeric words are kept as names."""
        found = words(text.replace("’", "'"))
        tokens = [fold(w.text) for w in found]
        vietnamese = _vietnamese(found)
        phrases: list[tuple[str, float]] = []
        line: list[str] = []
        known = content = position = 0
        while position < len(tokens):
            renderings, length = self._entry(tokens, position, vietnamese)
            token, word, own = tokens[position], found[position], vietnamese[position]
            if renderings:
                phrases += zip(renderings, _ALTERNATIVE_WEIGHTS, strict=False)
                line.append(renderings[0])
                known, content = known + length, content + length
            elif own or token.isdigit() or (token not in FUNCTION_WORDS and len(token) > 1):
                is_name = bool(own) or _is_name(word, position)
                said = _ORDINAL.sub(r"\1", word.text)
                phrases.append((said, _NAME_WEIGHT if is_name else _UNKNOWN_WEIGHT))
                line.append(said)
                content += 0 if is_name else 1
            position += length
        return Translation(tuple(phrases), " ".join(line), known, content)

    def _entry(
        self, tokens: Sequence[str], position: int, vietnamese: Sequence[str]
    ) -> tuple[tuple[str, ...] | None, int]:
        """The longest entry from ``position``; of Vietnamese words only one that renders them as they stand.

        So "Tết break" is found, and "Sơn" is not taken for "son".
        """
        renderings, length = self._longest(tokens, position)
        own = [word for word in vietnamese[position : position + length] if word]
        if own and not (length > 1 and all(word in " ".join(renderings or ()).lower() for word in own)):
            end = next(n for n in range(position, len(tokens)) if vietnamese[n])
            return self._longest(tokens[:end], position)
        return renderings, length

    def _longest(self, tokens: Sequence[str], position: int) -> tuple[tuple[str, ...] | None, int]:
        for length in range(min(self.longest, len(tokens) - position), 0, -1):
            if length == 1 and tokens[position] in FUNCTION_WORDS:
                break
            renderings = self.look_up(tokens[position : position + length])
            if renderings:
                return renderings, length
        return None, 1


def _is_name(word: Word, position: int) -> bool:
    return word.text[0].isdigit() or (position > 0 and word.text[0].isupper())


def _vietnamese(found: Sequence[Word]) -> list[str]:
    """Each word that is Vietnamese as it stands, in lower case; "" for the others.

    Those with marks, and capitalised syllables without any beside them: the "Kim" of "Sơn Kim" is nobody's name.
    """
    own = ["" if w.text.isascii() else w.text.lower() for w in found]
    for order in (range(1, len(found)), range(len(found) - 2, -1, -1)):
        for n in order:
            text, beside = found[n].text, n - order.step
            if own[beside] and found[beside].text[0].isupper() and text[0].isupper() and is_syllable(text):
                own[n] = own[n] or ("" if n == 0 and fold(text) in FUNCTION_WORDS else text.lower())
    return own


@lru_cache(maxsize=1)
def load_glossary() -> Glossary:
    """``data/glossary.tsv``: English spellings parted by "|", tab, Vietnamese renderings parted by ";", best first."""
    with resources.files("assistant").joinpath("data/glossary.tsv").open(encoding="utf-8") as file:
        lines = (line for line in file if not line.startswith("#") and line.strip())
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return Glossary.of(
            (english, [part.strip() for part in row[1].split(";")]) for row in rows for english in row[0].split("|")
        )
