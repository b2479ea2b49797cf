"""Tone restoration: "thu ngan sach" -> "thu ngân sách", learnt from the library's own texts.

A bigram model over syllables decoded with Viterbi. Trained on 1,181 pages of administrative questions and answers, it
gets 98.0% of 6,609 syllables right in the titles of 296 pages it has not seen, in 1 ms a question
(``python -m assistant.benchmarks.tones PAGES.jsonl``); trained on the texts that are searched, it knows their names.
"""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import log

from index.text import Word, fold, nfc, words

_TRAINING_CHARACTERS = 8_000_000  # beyond this more text changes nothing that a question shows, and costs seconds
_FORMS = 10  # readings of a syllable that are tried
_BIGRAM_SHARE = 0.85
_START = ""
_SENTENCE_END = re.compile(r"[.;:!?](?=\s)|\n")
_SYLLABLE = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+")


@dataclass(frozen=True)
class ToneRestorer:
    """``forms``: folded syllable -> its readings, most frequent first; counts of readings and of neighbouring pairs."""

    forms: dict[str, tuple[str, ...]]
    counts: dict[str, int]
    pairs: dict[tuple[str, str], int]

    @classmethod
    def train(cls, texts: Iterable[str]) -> ToneRestorer:
        """Counts syllables and pairs of ``texts``; parts that carry no marks teach nothing and are left out."""
        counts: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        budget = _TRAINING_CHARACTERS
        for text in texts:
            budget -= len(text)
            if budget < 0:
                break
            for line in nfc(text).lower().splitlines():
                if line.isascii():
                    continue
                for sentence in _SENTENCE_END.split(line):
                    syllables = _SYLLABLE.findall(sentence)
                    counts.update(syllables)
                    pairs.update(pairwise(syllables))
        by_fold: defaultdict[str, list[str]] = defaultdict(list)
        for form in counts:
            by_fold[fold(form)].append(form)
        forms = {
            folded: tuple(sorted(found, key=lambda form: (-counts[form], form))[:_FORMS])
            for folded, found in by_fold.items()
        }
        return cls(forms, dict(counts), dict(pairs))

    def to_bytes(self) -> bytes:
        """A compact form for the library's state: JSON, compressed."""
        order = list(self.counts)
        number = {form: position for position, form in enumerate(order)}
        number[_START] = -1
        data = {
            "forms": order,
            "counts": [self.counts[form] for form in order],
            "pairs": [[number[a], number[b], n] for (a, b), n in self.pairs.items()],
        }
        return zlib.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())

    @classmethod
    def from_bytes(cls, blob: bytes) -> ToneRestorer:
        """The inverse of `to_bytes`."""
        data = json.loads(zlib.decompress(blob))
        order: list[str] = data["forms"]
        counts = dict(zip(order, data["counts"], strict=True))
        pairs = {(_START if a < 0 else order[a], order[b]): n for a, b, n in data["pairs"]}
        by_fold: defaultdict[str, list[str]] = defaultdict(list)
        for form in order:
            by_fold[fold(form)].append(form)
        forms = {
            key: tuple(sorted(found, key=lambda form: (-counts[form], form))[:_FORMS]) for key, found in by_fold.items()
        }
        return cls(forms, counts, pairs)

    def restore(self, text: str) -> str:
        """``text`` with its likeliest marks; syllables that carry marks, unknown words, case and spacing stay.

        >>> ToneRestorer.train(["thu ngân sách quận"]).restore("Thu ngan sach QUAN")
        'Thu ngân sách QUẬN'
        """
        text = nfc(text)
        found = words(text)
        pieces: list[str] = []
        position = 0
        for word, form in zip(found, self._decode(text, found), strict=True):
            pieces += [text[position : word.start], _in_case_of(word.text, form)]
            position = word.end
        return "".join(pieces) + text[position:]

    def _decode(self, text: str, found: list[Word]) -> list[str]:
        """The most likely reading of every word, lower case."""
        total = sum(self.counts.values()) or 1
        best: dict[str, tuple[float, tuple[str, ...]]] = {_START: (0.0, ())}
        end = 0
        for word in found:
            if _SENTENCE_END.search(text, end, word.start + 1):
                score, path = max(best.values())
                best = {_START: (score, path)}
            lower = word.text.lower()
            readings = self.forms.get(lower, (lower,)) if fold(lower) == lower else (lower,)
            step: dict[str, tuple[float, tuple[str, ...]]] = {}
            for form in readings:
                own = (1 - _BIGRAM_SHARE) * (self.counts.get(form, 0) + 0.1) / total
                step[form] = max(
                    (score + log(own + _BIGRAM_SHARE * self._follows(previous, form)), (*path, form))
                    for previous, (score, path) in best.items()
                )
            best = step
            end = word.end
        return list(max(best.values())[1])

    def _follows(self, previous: str, form: str) -> float:
        return self.pairs.get((previous, form), 0) / (self.counts.get(previous, 0) + 1)


def _in_case_of(original: str, form: str) -> str:
    if original.isupper() and len(original) > 1:
        return form.upper()
    return form[:1].upper() + form[1:] if original[:1].isupper() else form
