"""Deciding whether the evidence answers the question at all: a calibrated probability from some twenty signals.

Each of the best units is looked at as the answer; the probability is that of the likeliest. The weights
(``data/declining.json``) are trained and cross-validated by ``python -m assistant.faces.train_declining``. What most
often slips through a similarity threshold is the right place or paper with another object ("giai đoạn 2" for 1),
measure or attribute, so what is asked for is looked for by itself, in the words that say what a figure is of.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from assistant.asked import Asked, stop_words
from assistant.before import text_before
from assistant.concepts import Concept, Line, concepts
from assistant.demand import ROLE, demand
from assistant.evidence import Evidence
from assistant.intent import AnswerType
from assistant.kinds import Kind, kinds_of, spoken_of, unsaid
from assistant.met import met
from assistant.names import UPPER
from assistant.phrases import only_periods, phrase
from assistant.retrieve import Candidate
from assistant.signals import Reading, Signals, found_in, names_of, signals
from assistant.told import mentions
from index.answer import Language
from index.model import UnitKind
from index.period_labels import covers
from index.periods import find_periods
from index.places import find_places
from index.text import fold, has_marks

__all__ = ["FARTHEST", "Model", "Reading", "default_model", "doubt", "foreign", "missing", "signals"]

FARTHEST = 2.5  # standard units
_BEST = 5  # units of which one at least must be of the place asked for
# What a name may be written without, or written out: "Trường THPT Phan Huy Chú".
_CLASS = re.compile(rf"Trường|Cụm|Khu|Dự|Sở|Xã|Phường|Đoàn|[{UPPER}]{{2,5}}")
_OFFICE = re.compile(rf"(?:{ROLE})(?: \w+)?")
# The years of the lunar calendar: a paper tells them by their number as well.
_LUNAR = re.compile(
    r"(?:Giáp|Ất|Bính|Đinh|Mậu|Kỷ|Canh|Tân|Nhâm|Quý) (?:Tý|Sửu|Dần|Mão|Thìn|Tỵ|Tị|Ngọ|Mùi|Thân|Dậu|Tuất|Hợi)"
)
_NUMBERED = re.compile(r" \d{1,2}$")
_POSSESSIVE = re.compile(r"[’']s$")
_AMOUNT = re.compile(r"(?:ty|trieu|nghin|ngan)(?: dong)?|dau tien")
_SHORT = 2  # letters of a word that names nothing by itself
_SAID = 0.5  # of a concept, from which a document is taken to speak of it
_READ = 3  # units whose papers are read for the kinds of things asked about
_FITTING = 0.6  # of the best, how well another figure of a unit must fit to be one that may answer
_OTHER_PLACE = 0.2  # what is left of the probability where the best evidence is of another place
_OTHER_NUMBER = 0.3  # or of another stage, section, item of the same thing
_OTHER_YEAR = 0.3  # or of another year
_PLANNED = 0.3  # or all of it only of what is to be, where a figure of what came about is asked for


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model over standardised signals; below the probability ``threshold`` an answer is declined."""

    bias: float
    weights: Mapping[str, float]
    means: Mapping[str, float]
    scales: Mapping[str, float]
    threshold: float

    def probability(self, reading: Reading) -> float:
        """The probability that the evidence answers the question."""
        logit = max(map(self._logit, reading.units))
        return doubt(reading) / (1 + math.exp(-max(-30.0, min(30.0, logit))))

    def _logit(self, signals: Signals) -> float:
        # A signal far outside what was trained on (cosines of another embedding) speaks no louder than the farthest.
        total = self.bias
        for name, weight in self.weights.items():
            away = (float(getattr(signals, name)) - self.means[name]) / self.scales[name]
            total += weight * max(-FARTHEST, min(FARTHEST, away))
        return total


def doubt(reading: Reading) -> float:
    """What is left of the probability where the best evidence is of another place, another stage or year of a thing,
    or only of a plan.

    Not weighed with the rest: however well all else fits, what another place or year has is no answer.
    """
    best = reading.units[0]
    left = _OTHER_PLACE if best.place <= -0.5 else 1.0
    left *= _OTHER_NUMBER if best.other_number else 1.0
    left *= _PLANNED if best.exact and all(s.unplanned for s in reading.units) else 1.0
    return left * (_OTHER_YEAR if best.years < 1 and all(s.other_year for s in reading.units) else 1.0)


def foreign(asked: Asked, ranked: Sequence[Evidence], candidates: Sequence[Candidate]) -> bool:
    """Whether the question is about a place or a named thing that nothing found so much as names, or about a kind of
    thing that none of the best units' papers has any word for.

    Names are looked for where they carry tone marks: an English one ("West Lake") may stand there in Vietnamese. Places
    are told by what lies where, not by their spelling; what is numbered ("Canh Vinh 2") is no place but of it.
    """
    if all(e.features.place < 0 for e in ranked[:_BEST]):
        return True
    # What is compared may stand in a paper each.
    kinds = () if asked.intent.compares else kinds_of(asked.question)
    if kinds and all(unsaid(kinds, *_read(e)) for e in ranked[:_READ]):
        return True
    if ranked and not of_its_kind(asked, ranked[:_READ]):
        return True
    names = _bare_names(asked.question.text)
    wanted = [n for n in names if has_marks(n) and not find_places(n)]
    if asked.question.language != "en":
        wanted += [n for n in names if _NUMBERED.search(n) and not _counts(asked.question.text, n)]
    if not wanted:
        return False
    found = " ".join(f"{c.passage.passage.prefix} {c.document.title or ''} {c.passage.text}" for c in candidates)
    return any(found_in([name], found) == 0 for name in wanted)


def _read(evidence: Evidence) -> tuple[str, str]:
    """The unit with what stands over and before it, and its paper."""
    document, passage = evidence.candidate.document, evidence.candidate.passage.passage
    heads = f"{passage.prefix} {passage.section or ''} {document.title or ''}"
    own = f"{heads} {text_before(evidence)} {evidence.unit.context} {evidence.text}"
    return own, f"{document.title or ''} {document.text}"


def of_its_kind(asked: Asked, ranked: Sequence[Evidence]) -> list[Evidence]:
    """What of ``ranked`` is not of another kind of the class asked about: where all that may answer in the best unit
    is, only what names the one asked about.
    """
    if not ranked or asked.intent.type is not AnswerType.FIGURE or asked.intent.compares:
        return [*ranked]
    kinds = kinds_of(asked.question)
    for kind in (k for k in kinds if k.of):
        best = [*_spoken_of(asked, kind, kinds, ranked[0])]
        if best and all(said is False for said in best):
            return [e for e in ranked if any(_spoken_of(asked, kind, kinds, e))]
    return [*ranked]


def _spoken_of(asked: Asked, kind: Kind, kinds: Sequence[Kind], evidence: Evidence) -> Iterator[bool | None]:
    """For each figure of the unit that fits the question best, whether it is of ``kind``; in a sentence that names
    another one of its class, a figure whose clause names neither is of that.
    """
    above, text = f"{evidence.unit.context} {evidence.candidate.passage.passage.section or ''}", evidence.text
    whole = spoken_of(kind, text, above, kinds)
    found = [*mentions(asked, evidence)]
    best = max((fit for fit, _ in found), default=0.0)
    for clause in (clause for fit, clause in found if fit and fit >= _FITTING * best):
        said = whole if evidence.unit.kind is UnitKind.ROW else spoken_of(kind, clause, above, kinds)
        yield whole if said is None and whole is False else said


def _counts(text: str, name: str) -> bool:
    """Whether the number at the end of ``name`` counts what follows it: "của Hà Nội 5 phường"."""
    behind = re.match(r" (\w+)", text[text.find(name) + len(name) :])
    return behind is not None and fold(behind[1]) not in stop_words()


def _bare_names(text: str) -> list[str]:
    """Names of two words at least, without the small words that a sentence begins with ("Tại", "Under") and the kind of
    thing that they name.
    """
    bare = []
    for name in names_of(text):
        parts = [_POSSESSIVE.sub("", part) for part in name.split()]
        while parts and (fold(parts[0]) in stop_words() or _CLASS.fullmatch(parts[0])):
            del parts[0]
        rest = _LUNAR.sub("", " ".join(parts)).strip()
        if " " in rest and not _OFFICE.fullmatch(fold(rest)):
            bare.append(rest)
    return bare


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
        return only_periods(periods[0].label, [r.label for r in reported], language)
    return _lost(asked, ranked, language) or _untold(asked, ranked, language)


def _lost(asked: Asked, ranked: Sequence[Evidence], language: Language) -> str:
    """The names of the question that the nearest document, or none that was found, holds anywhere."""
    text = asked.question.restored or asked.question.text
    names = [name for name in _bare_names(text) if not find_places(name)]
    nearest = ranked[0].candidate.document
    texts = {e.candidate.document.id: f"{e.candidate.document.title or ''} {e.candidate.document.text}" for e in ranked}
    away = dict.fromkeys(name for name in names if found_in([name], texts[nearest.id]) == 0)
    if not away:
        return ""
    nowhere = [name for name in away if not any(found_in([name], t) for t in texts.values())]
    # An English name may stand in the documents in Vietnamese.
    sure = [name for name in nowhere or away if language == "vi" or has_marks(name)]
    return phrase("missing" if nowhere else "missing_there", language, what=", ".join(sure)) if sure else ""


def _untold(asked: Asked, ranked: Sequence[Evidence], language: Language) -> str:
    """What is asked for that the document of the best evidence does not say anywhere, but none that the glossary
    doesn't know, which may be a broken piece; else the kind of thing that nothing found of it tells.
    """
    document = ranked[0].candidate.document
    found = concepts(asked)
    line = Line.of(asked, f"{document.title or ''} {document.text}")
    wanted = [c for c in found if c.head]
    # Of an English term of several words one may be put otherwise; what is then left names nothing ("left", "private").
    split = asked.question.language == "en" and any(c.said(line) >= _SAID or not c.known for c in wanted)
    lost = [c for c in wanted if _nameable(c) and c.said(line) < _SAID]
    if lost and not split:
        return phrase("missing_there", language, what=_named(asked, lost))
    sought = demand(asked, found)
    own = [e for e in ranked if e.candidate.document.id == document.id]
    if sought is None or any(met(asked, sought, e) >= _SAID for e in own):
        return ""
    return phrase("missing_there", language, what=phrase(f"demanded_{sought.kind}", language))


def _nameable(concept: Concept) -> bool:
    return concept.known and len(concept.text) > _SHORT and not _AMOUNT.fullmatch(fold(concept.text))


def _named(asked: Asked, lost: Sequence[Concept]) -> str:
    """The terms apart; of English, whose terms lean on each other, from the first to the last: "telephone number"."""
    if asked.question.language != "en":
        return ", ".join(dict.fromkeys(c.text for c in lost))
    return asked.question.text[lost[0].start : lost[-1].end].removesuffix(" of")
