"""A question as the answerers see it: what it wants, what it already states, and its terms by weight."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise

from assistant.glossary import load_glossary
from assistant.intent import Intent, read_intent
from assistant.shape import Known, known_of
from assistant.understand import Question
from index.abbreviations import abbreviations
from index.text import fold, has_marks, normalise_spelling, syllables, words

# "Hai xã nào …": how many are asked for, where the question begins with it.
_NUMERALS = {w: str(n) for n, w in enumerate(("hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi"), 2)}

_ACRONYM = re.compile(r"\b[A-ZĐ]{3,6}\b")
_INITIALS = range(3, 7)  # words of which a text may write the first letters alone

Frequency = Callable[[str], float]  # folded term -> share of the passages that hold it, 0–1


@dataclass(frozen=True, slots=True)
class Sought:
    """The question's terms: ``weights`` by rarity (.1–1), ``pairs`` of neighbours, its ``numbers``.

    ``marked``: whether terms keep their tone marks, as they do where the question was typed with them. ``acronyms``:
    what a text may have written of words of the question in a row, with those words.
    """

    weights: Mapping[str, float]
    pairs: Mapping[tuple[str, str], float]
    numbers: frozenset[str]
    marked: bool
    acronyms: Mapping[str, str] = field(default_factory=dict)

    def keys(self, text: str) -> tuple[str, ...]:
        """The terms of ``text`` in the form in which this question's are held, its acronyms written out."""
        if self.acronyms and not text.isupper():
            text = _ACRONYM.sub(lambda m: self.acronyms.get(m.group(), m.group()), text)
        return _keys(text, self.marked)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its intent, the facts that it states itself, and its terms."""

    question: Question
    intent: Intent
    known: Known
    terms: Sought


def asked(question: Question, frequency: Frequency) -> Asked:
    """Read ``question`` for answering; ``frequency`` says how common a term is."""
    text = question.restored or question.text
    intent = read_intent(text, question.language)
    if question.language == "en" and intent.kinds:
        said = load_glossary().translate(intent.kinds[0])
        kinds = [syllables(phrase, marked=False) for phrase in (said.vietnamese, *(p for p, _ in said.phrases))]
        intent = replace(intent, kinds=tuple(dict.fromkeys((*(" ".join(k) for k in kinds), *intent.kinds))))
    if question.language == "en" and intent.nouns:
        # "how many wards": the thing counted stands in the documents in Vietnamese.
        said = load_glossary().translate(" ".join(intent.nouns))
        phrases = " ".join([said.vietnamese, *(vietnamese for vietnamese, _ in said.phrases)])
        intent = replace(intent, nouns=intent.nouns + tuple(fold(w.text) for w in words(phrases)))
    return Asked(question, intent, known_of(text), _sought(question, frequency))


def _sought(question: Question, frequency: Frequency) -> Sought:
    text = question.restored or question.text
    marked = question.language == "vi" and has_marks(text)
    key = normalise_spelling if marked else fold
    weights: dict[str, float] = {}
    for word in words(text):
        folded = fold(word.text)
        if folded in stop_words() or (len(folded) == 1 and not folded.isdigit()):
            continue
        # An English word finds no Vietnamese text: its translation counts, the word itself half.
        foreign = question.language == "en" and not (has_marks(word.text) or word.text[0].isupper() or folded.isdigit())
        weights.setdefault(key(word.text), _rarity(frequency(folded)) * (0.5 if foreign else 1.0))
    for phrase, confidence in question.expansions.items():
        for word in words(phrase):
            if fold(word.text) not in stop_words():
                weights.setdefault(key(word.text), _rarity(frequency(fold(word.text))) * confidence)
    line = [term for term in (key(w.text) for w in words(question.vietnamese)) if term in weights]
    pairs = {(a, b): min(weights[a], weights[b]) for a, b in pairwise(line) if a != b}
    numbers = {number_key(w.text) for w in words(text) if w.text[0].isdigit()}
    numbers |= {_NUMERALS[f] for f in (fold(w.text) for w in words(text)[:1]) if f in _NUMERALS}
    return Sought(weights, pairs, frozenset(numbers), marked, _acronyms(question.vietnamese))


def _acronyms(text: str) -> dict[str, str]:
    """The first letters of each few words of ``text`` in a row: "DTNT" for "dân tộc nội trú".

    >>> _acronyms("trường dân tộc nội trú")["DTNT"]
    'dân tộc nội trú'
    """
    said = words(text)
    found: dict[str, str] = {}
    for count in _INITIALS:
        for run in zip(*(said[i:] for i in range(count)), strict=False):
            first, last = run[0], run[-1]
            whole = text[first.start : last.end]
            ends = {fold(first.text), fold(last.text)}
            short = "".join(w.text[0] for w in run).upper()
            # "Bảo", "cho" alone tell nothing, but "bảo hiểm y tế" is known by its first letters.
            telling = short in _known_acronyms() or ends.isdisjoint(stop_words())
            if whole.count(" ") == count - 1 and whole.replace(" ", "").isalpha() and telling:
                found.setdefault(short, whole)
    return found


@cache
def _known_acronyms() -> frozenset[str]:
    return frozenset(short for short, _ in abbreviations() if short.isupper())


def number_key(term: str) -> str:
    """One form for "02" and "2"; any other term stays as it is."""
    return term.lstrip("0") or "0" if term.isdecimal() else term


@lru_cache(maxsize=16384)
def _keys(text: str, marked: bool) -> tuple[str, ...]:
    return tuple(syllables(text, marked=marked))


def _rarity(share: float) -> float:
    return max(0.1, min(1.0, -math.log10(max(share, 1e-4)) / 3))


@cache
def stop_words() -> frozenset[str]:
    """Folded words that carry no content, Vietnamese and English."""
    source = resources.files("assistant").joinpath("data/stop_words.json").read_text(encoding="utf-8")
    return frozenset(json.loads(source))
