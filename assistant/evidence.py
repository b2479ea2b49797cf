"""Choosing evidence: every unit of the passages found is scored as an answer to the question.

A score is a weighted sum of ``Features``; the weights are data (``data/evidence.json``). They weigh how similar the
unit
is to the question, how much of what the question says stands in and around it, its shape, and what speaks against it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from typing import TypeVar

import numpy as np

from assistant.asked import Asked, number_key
from assistant.intent import AnswerType
from assistant.retrieve import Candidate
from assistant.shape import fit
from assistant.understand import Question
from index.gazetteer import Place
from index.model import Unit, UnitKind
from index.period_labels import Period, covers, resolve, same_period
from index.periods import find_periods
from index.places import find_places, same_place, within
from index.text import fold

T = TypeVar("T")

_BOILERPLATE = re.compile(
    r"^\W*(?:can cu [^:]*;\W*$|(?:xet|theo de nghi|noi nhan|noi dung chinh|hinh anh|anh:|nguon:|xem them"
    r"|xem chi tiet|tren day la|tai ve"
    r"|luu y: (?:tai ve|noi dung)|ky boi|kinh gui|tham khao)\b)|\b(?:tren day la noi dung|hinh tu internet"
    r"|moi ban doc)\b"
)
_LEAD = re.compile(r":\W*$")
_ASKS = re.compile(r"\?\W*$")


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of a unit as an answer. All are about 0–1 unless said; higher is better but for the last five."""

    similarity: float = 0.0  # cosine to the question, less the best unit's (≤ 0), times ten
    passage: float = 0.0  # fused score of its passage, as a share of the best passage's
    document: float = 0.0  # best passage score of its document, as a share of the best
    coverage: float = 0.0  # question terms (by rarity) in the unit, its context, section and title
    local: float = 0.0  # question terms beyond the title, in the unit and its context
    own: float = 0.0  # question terms beyond the title and the lead-in, in the unit itself
    pairs: float = 0.0  # neighbouring question terms beyond the title, in the unit and its context
    around: float = 0.0  # question terms beyond the title that stand just before the unit, not in it
    shape: float = 0.0  # fit to the answer's shape
    numbers: float = 0.0  # the question's own numbers found with the unit
    misfit: float = 0.0  # nothing of the shape asked for
    place: float = 0.0  # 1 its place named, 0 none asked, -1 another place
    period: float = 0.0  # 1 its period, .5 one that holds it, -1 another one, 0 none asked or none told
    heading: float = 0.0
    lead_in: float = 0.0  # announces what follows, says nothing itself
    question: float = 0.0
    boilerplate: float = 0.0
    length: float = 0.0  # hundreds of characters beyond 300


FEATURES = tuple(field.name for field in fields(Features))


@dataclass(frozen=True, slots=True)
class Evidence:
    """A unit as an answer: ``index`` is its position in the passage's units."""

    candidate: Candidate
    index: int
    score: float
    features: Features

    @property
    def unit(self) -> Unit:
        """The unit."""
        return self.candidate.passage.passage.units[self.index]

    @property
    def text(self) -> str:
        """The unit's text, verbatim."""
        return self.candidate.document.text[self.unit.start : self.unit.end]


def rank(
    asked: Asked, candidates: Sequence[Candidate], *, weights: Mapping[str, float] | None = None
) -> list[Evidence]:
    """Every unit of ``candidates`` as evidence, best first."""
    weights = weights if weights is not None else default_weights()
    pool = _pool(candidates)
    found = [
        Evidence(candidate, position, sum(weights.get(n, 0.0) * getattr(features, n) for n in FEATURES), features)
        for candidate in candidates
        for position, features in enumerate(_features(asked, candidate, pool))
    ]
    return sorted(found, key=lambda e: -e.score)


@dataclass(frozen=True, slots=True)
class _Pool:
    """What the candidates have in common: their best scores, to which each is set in relation."""

    passage: float
    documents: Mapping[str, float]
    cosine: float


def _pool(candidates: Sequence[Candidate]) -> _Pool:
    documents: dict[str, float] = {}
    for candidate in candidates:
        documents[candidate.document.id] = max(documents.get(candidate.document.id, 0.0), candidate.score)
    cosines = [float(np.max(c.unit_scores)) for c in candidates if c.unit_scores is not None and len(c.unit_scores)]
    return _Pool(max(documents.values(), default=1.0) or 1.0, documents, max(cosines, default=0.0))


def _features(asked: Asked, candidate: Candidate, pool: _Pool) -> list[Features]:
    passage, document, terms = candidate.passage.passage, candidate.document, asked.terms
    frame = f"{passage.prefix} {document.title or ''} {document.number or ''}"
    given = set(terms.keys(frame))
    section = set(terms.keys(passage.section or ""))
    place = _place(asked.question, candidate, frame)
    around = _periods(f"{document.title or ''} {passage.section or ''} {candidate.passage.text}")
    rest = {t: w for t, w in terms.weights.items() if t not in given}
    rest_pairs = {p: w for p, w in terms.pairs.items() if not (p[0] in given and p[1] in given)}
    result: list[Features] = []
    before: set[str] = set(section)
    for position, unit in enumerate(passage.units):
        text = document.text[unit.start : unit.end]
        sequence = terms.keys(f"{unit.context} {text}")
        held = set(sequence)
        lead = set(terms.keys(unit.context))
        cosine = _cosine(candidate, position)
        shape = _shape(asked, candidate, position)
        typed = asked.intent.type in {AnswerType.FIGURE, AnswerType.DATE, AnswerType.NUMBER, AnswerType.PLACE}
        result.append(
            Features(
                similarity=10 * (cosine - pool.cosine) if cosine else -1.0,
                passage=candidate.score / pool.passage,
                document=pool.documents[document.id] / pool.passage,
                coverage=_share(terms.weights, held | given | section),
                local=_share(rest, held),
                own=_share({t: w for t, w in rest.items() if t not in lead}, held),
                pairs=_share(rest_pairs, set(pairwise(sequence))),
                around=_share(rest, before - held),
                shape=shape,
                misfit=float(typed and shape == 0),
                numbers=_share(dict.fromkeys(terms.numbers, 1.0), {number_key(t) for t in held | given}),
                place=_unit_place(asked.question, text, place),
                period=_period(asked.question, _periods(f"{unit.context} {text}"), around),
                heading=float(unit.kind is UnitKind.HEADING),
                lead_in=float(bool(_LEAD.search(text)) and shape < 0.5),
                question=float(bool(_ASKS.search(text))),
                boilerplate=float(bool(_BOILERPLATE.search(_folded(text)))),
                length=max(0.0, (len(text) - 300) / 100),
            )
        )
        if unit.kind is UnitKind.HEADING or _LEAD.search(text) or _ASKS.search(text):
            before = section | held
    return result


def _shape(asked: Asked, candidate: Candidate, position: int) -> float:
    """The fit of a unit; for a list its lead-in is read together with the items that follow."""
    units, text = candidate.passage.passage.units, candidate.document.text
    unit = units[position]
    end = unit.end
    if asked.intent.type is AnswerType.LIST and _LEAD.search(text[unit.start : unit.end]):
        end = max([end, *(u.end for u in units[position + 1 : position + 5] if u.kind is UnitKind.ITEM)])
    own = text[unit.start : end]
    if asked.intent.type is AnswerType.NUMBER and candidate.document.number:
        own = own.replace(candidate.document.number, "")  # its own number is no other document's
    return fit(asked.intent, asked.known, own, unit.context)


def _cosine(candidate: Candidate, position: int) -> float:
    scores = candidate.unit_scores
    return float(scores[position]) if scores is not None and position < len(scores) else 0.0


def _share(wanted: Mapping[T, float], held: set[T]) -> float:
    total = sum(wanted.values())
    return sum(w for t, w in wanted.items() if t in held) / total if total else 0.0


def _place(question: Question, candidate: Candidate, frame: str) -> float:
    """1 where the passage is of a place asked for, down to -1 where it is of another one, 0 where none was asked."""
    asked = asked_places(question)
    if not asked:
        return 0.0
    own = candidate.document.place
    if own and any(_of(own, place.name) for place in asked):
        return 1.0
    if _names_place(asked, f"{frame} {candidate.passage.text}"):
        return 0.7
    if own and any(within(place.name, own) for place in asked):
        return 0.3
    return -1.0 if own else -0.5


def asked_places(question: Question) -> tuple[Place, ...]:
    """The places asked for: of "phường Cự Khối, quận Long Biên" the ward."""
    named = dict.fromkeys(mention.place for mention in question.places)
    return tuple(p for p in named if not any(o != p and _inside(o, p) for o in named))


def _inside(inner: Place, outer: Place) -> bool:
    if inner.kind not in {"province", "district", "country"}:  # a commune of the district named beside it
        return outer.kind in {"province", "district"}
    return within(inner.name, outer.name)


def _unit_place(question: Question, text: str, of_passage: float) -> float:
    """The place of the passage, unless the unit itself names the place asked for, or another one instead of it."""
    asked = asked_places(question)
    if not asked:
        return 0.0
    if _names_place(asked, text):
        return 1.0
    others = _places(text)
    rival = any(
        o.kind == a.kind and not _of(o.name, a.name) and not within(a.name, o.name) for o in others for a in asked
    )
    return min(of_passage, -0.5) if rival else of_passage


@lru_cache(maxsize=16384)
def _places(text: str) -> tuple[Place, ...]:
    return tuple(m.place for m in find_places(text) if m.certain)


@lru_cache(maxsize=16384)
def _periods(text: str) -> tuple[Period, ...]:
    return tuple(p for p in find_periods(text) if p.has_year)


def _period(question: Question, own: Sequence[Period], around: Sequence[Period]) -> float:
    """How the period told by a unit, else by its surroundings, fits the one asked for."""
    wanted = [p for p in question.periods if p.certain or p.has_year]
    for told, weight in ((own, 1.0), (around, 0.6)):
        if wanted and told:
            return weight * max(_agreement(w, t) for w in wanted for t in told)
    return 0.0


def _agreement(wanted: Period, told: Period) -> float:
    assert told.last is not None
    target = wanted if wanted.has_year else resolve(wanted, told.last.year)
    if same_period(target, told):
        return 1.0
    if covers(told, target) or covers(target, told):
        return 0.4
    return -1.0


def _of(place: str, asked: str) -> bool:
    return same_place(place, asked) or within(place, asked)


def _names_place(asked: Sequence[Place], text: str) -> bool:
    folded = _folded(text)
    return any(fold(place.name) in folded for place in asked)


_folded = lru_cache(maxsize=16384)(fold)


@cache
def default_weights() -> Mapping[str, float]:
    """The weights by feature."""
    source = resources.files("assistant").joinpath("data/evidence.json").read_text(encoding="utf-8")
    return {str(name): float(value) for name, value in json.loads(source)["weights"].items()}
