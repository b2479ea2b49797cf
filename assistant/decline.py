"""Deciding whether the evidence answers the question at all: a calibrated probability from a dozen signals.

The weights (``data/declining.json``) are trained and cross-validated by ``python -m assistant.faces.train_declining``.
What most often slips through a similarity threshold is the right place with another object ("giai đoạn 2" for 1), so
names and numbers of the question count by themselves.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources

from assistant.asked import Asked, stop_words
from assistant.evidence import Evidence, chances
from assistant.names import UPPER, find_names
from assistant.phrases import phrase
from assistant.retrieve import Candidate
from index.answer import Language
from index.period_labels import covers, describe_period
from index.periods import find_periods
from index.places import find_places
from index.text import fold, has_marks, words

# Words that number what they stand before: "giai đoạn 2", "khu 3", "phase 3".
_STAGE = re.compile(
    r"\b(giai doan|doan|dot|khu|toa|block|khoa|vanh dai|phase|section|stage|ring road)[\s()]+(?:section\W+)?"
    r"(\d{1,2}|[ivx]{1,3})\b"
)
_IN_VIETNAMESE = {
    "phase": ("giai doan", "doan"),
    "section": ("doan",),
    "stage": ("giai doan", "dot"),
    "ring road": ("vanh dai",),
}
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for an answer. Shares are 0–1; cosines and scores as retrieval gives them."""

    names: float = 1.0  # multi-word names of the question found in the best passage or its document's title
    numbers: float = 1.0  # its other numbers found there
    years: float = 1.0  # its years found in the passage, title or date of the document
    place: float = 0.0  # 1 its place, -1 another place
    missing: float = 0.0  # weight of its rarest term that is not there
    coverage: float = 0.0  # its terms by rarity, there
    local: float = 0.0  # its terms beyond the title, in the best unit
    shape: float = 0.0  # the best unit has the shape asked for
    dense: float = 0.0  # of the best passage
    margin: float = 0.0  # score of the best document less the next one's, as a share
    score: float = 0.0  # of the best evidence
    chance: float = 0.0  # of the best unit among all found
    known: float = 1.0  # share of an English question's words that the glossary has
    english: float = 0.0
    other_number: float = 0.0  # 1 where a numbered thing is there under another number only ("giai đoạn 1" for 2)


_VETOES = ("other_number",)  # not part of the logistic: they say that the answer is about something else
SIGNALS = tuple(field.name for field in fields(Signals) if field.name not in _VETOES)
_FARTHEST = 2.5  # standard units
_LONE_MARGIN = 0.32  # of a document without a rival: the usual one, so that it speaks neither for nor against
_BEST = 5  # units of which one at least must be of the place asked for
# What a name may be written without, or written out: "Trường THPT Phan Huy Chú".
_CLASS = re.compile(rf"Trường|Cụm|Khu|Dự|Sở|Xã|Phường|[{UPPER}]{{2,5}}")
_POSSESSIVE = re.compile(r"[’']s$")
_OTHER_PLACE = 0.2  # what is left of the probability where the best evidence is of another place
_OTHER_NUMBER = 0.3  # or of another stage, section, item of the same thing


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model over standardised signals; below the probability ``threshold`` an answer is declined."""

    bias: float
    weights: Mapping[str, float]
    means: Mapping[str, float]
    scales: Mapping[str, float]
    threshold: float

    def probability(self, signals: Signals) -> float:
        """The probability that the evidence answers the question."""
        # A signal far outside what was trained on (cosines of another embedding) speaks no louder than the farthest.
        logit = self.bias + sum(
            weight * max(-_FARTHEST, min(_FARTHEST, (getattr(signals, name) - self.means[name]) / self.scales[name]))
            for name, weight in self.weights.items()
        )
        return doubt(signals) / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def doubt(signals: Signals) -> float:
    """What is left of the probability where the best evidence is of another place, or of another stage of a thing."""
    of_place = _OTHER_PLACE if signals.place <= -0.5 else 1.0
    return of_place * (_OTHER_NUMBER if signals.other_number else 1.0)


def signals(
    asked: Asked, ranked: Sequence[Evidence], candidates: Sequence[Candidate], *, lone: bool = False
) -> Signals:
    """The signals of the best evidence of ``ranked`` (not empty); ``lone``: the library has no other document."""
    best = ranked[0]
    candidate = best.candidate
    passage, document = candidate.passage.passage, candidate.document
    frame = f"{passage.prefix} {document.title or ''} {document.number or ''} {document.date or ''}"
    around = f"{frame} {passage.section or ''} {candidate.passage.text} {best.unit.context}"
    terms = asked.terms
    held = set(terms.keys(around))
    text = asked.question.restored or asked.question.text
    lost = [weight for term, weight in terms.weights.items() if term not in held]
    total = sum(terms.weights.values()) or 1.0
    return Signals(
        names=_found(_lasting(_names(text), asked.question.language), around),
        numbers=_found([n for n in terms.numbers if not _YEAR.fullmatch(n)], around),
        years=_found(_YEAR.findall(text), around),
        place=best.features.place,
        missing=max(lost, default=0.0),
        coverage=1 - sum(lost) / total,
        local=best.features.local,
        shape=best.features.fits,
        dense=max((c.dense or 0.0 for c in candidates), default=0.0),
        margin=_LONE_MARGIN if lone else _margin(candidates),
        score=best.score,
        chance=chances(ranked)[0],
        known=asked.question.known_words,
        english=float(asked.question.language == "en"),
        other_number=_other_number(f"{text} {asked.question.vietnamese}", around),
    )


def foreign(asked: Asked, ranked: Sequence[Evidence], candidates: Sequence[Candidate]) -> bool:
    """Whether the question is about a place or a named thing that nothing found so much as names.

    Names are looked for where they carry tone marks: an English one ("West Lake") may stand there in Vietnamese. Places
    are told by what lies where, not by their spelling.
    """
    if all(e.features.place < 0 for e in ranked[:_BEST]):
        return True
    wanted = [n for n in _bare_names(asked.question.text) if has_marks(n) and not find_places(n)]
    if not wanted:
        return False
    found = " ".join(f"{c.passage.passage.prefix} {c.document.title or ''} {c.passage.text}" for c in candidates)
    return any(_found([name], found) == 0 for name in wanted)


def _bare_names(text: str) -> list[str]:
    """Names of two words at least, without the small words that a sentence begins with ("Tại", "Under") and the kind of
    thing that they name.
    """
    bare = []
    for name in _names(text):
        parts = [_POSSESSIVE.sub("", part) for part in name.split()]
        while parts and (fold(parts[0]) in stop_words() or _CLASS.fullmatch(parts[0])):
            del parts[0]
        if len(parts) > 1:
            bare.append(" ".join(parts))
    return bare


def _names(text: str) -> list[str]:
    """Multi-word names; a name at the very beginning may be an ordinary capital and is kept only when it is longer."""
    return [m.group() for m in find_names(text)]


def _lasting(names: Sequence[str], language: str) -> list[str]:
    """The names that Vietnamese documents hold as they are: of an English question not "West Lake", "Ring Road"."""
    return [n for n in names if language != "en" or has_marks(n) or find_places(n)]


def _other_number(question: str, text: str) -> float:
    """1 where something numbered in the question is in ``text`` with other numbers and not with its own."""
    folded = f" {' '.join(fold(w.text) for w in words(text))} "
    for thing, number in _STAGE.findall(fold(question)):
        things = _IN_VIETNAMESE.get(thing, (thing,))
        if any(f" {t} {number} " in folded for t in things):
            continue
        if any(re.search(rf" {t} (?:\d{{1,2}}|[ivx]{{1,3}}) ", folded) for t in things):
            return 1.0
    return 0.0


def _found(wanted: Sequence[str], text: str) -> float:
    """The share of ``wanted`` whose words stand in ``text`` in a row; 1 where nothing is wanted."""
    if not wanted:
        return 1.0
    padded = f" {' '.join(fold(w.text) for w in words(text))} "
    return sum(f" {' '.join(fold(w.text) for w in words(item))} " in padded for item in wanted) / len(wanted)


def _margin(candidates: Sequence[Candidate]) -> float:
    best: dict[str, float] = {}
    for candidate in candidates:
        best[candidate.document.id] = max(best.get(candidate.document.id, 0.0), candidate.score)
    scores = sorted(best.values(), reverse=True)
    return (scores[0] - scores[1]) / (scores[0] or 1.0) if len(scores) > 1 else 1.0


@cache
def default_model() -> Model:
    """The trained model."""
    source = json.loads(resources.files("assistant").joinpath("data/declining.json").read_text(encoding="utf-8"))
    return Model(source["bias"], source["weights"], source["means"], source["scales"], source["threshold"])


def missing(asked: Asked, ranked: Sequence[Evidence], language: Language) -> str:
    """What the nearest evidence lacks of the question: its place, its period, its names; empty where nothing stands
    out.
    """
    if not ranked:
        return ""
    candidate = ranked[0].candidate
    document = candidate.document
    around = f"{candidate.passage.passage.prefix} {document.title or ''} {candidate.passage.text}"
    places = [m.place.name for m in asked.question.places]
    if places and ranked[0].features.place < 0 and document.place:
        return phrase("missing_place", language, asked=", ".join(dict.fromkeys(places)), known=document.place)
    periods = [p for p in asked.question.periods if p.has_year]
    reported = [p for p in find_periods(around) if p.has_year]
    if periods and reported and not any(covers(r, p) for r in reported for p in periods):
        known = dict.fromkeys(describe_period(r.label, language) for r in reported[:3])
        return phrase(
            "missing_period", language, asked=describe_period(periods[0].label, language), known=", ".join(known)
        )
    text = asked.question.restored or asked.question.text
    names = [name for name in _names(text) if _found([name], around) == 0]
    return phrase("missing", language, what=", ".join(dict.fromkeys(names))) if names else ""
