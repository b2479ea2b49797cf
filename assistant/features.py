"""What is known of a unit as an answer: one number for each thing that speaks for or against it.

How similar it is to the question, how much of what the question says stands in and around it, its shape, its place and
period, and what it is not (a heading, a recital). ``assistant.evidence`` weighs them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import pairwise
from math import log
from typing import TypeVar

import numpy as np

from assistant.asked import Asked, number_key
from assistant.events import of_event
from assistant.intent import AnswerType
from assistant.labels import asked_share, label_of
from assistant.ranges import Range, agreement, find_ranges
from assistant.retrieve import Candidate
from assistant.shape import fit
from assistant.understand import Question
from index.aligned import fold_aligned
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
_CONCLUDES = re.compile(
    r"^\W*(?:nhu vay|theo do|do do|vi vay|tom lai|can cu (?:theo )?(?:quy dinh|noi dung)|(?:dua|theo) (?:vao |theo )?"
    r"(?:quy dinh|noi dung) (?:tren|neu tren))\b"
)
_ORDINAL_CELL = re.compile(r"^[\s|]*\d{1,3}(?:\.\d{1,2})*\.?\s*\|")
_LEAD = re.compile(r":\W*$")
# "(6) Ban hành kế hoạch đào tạo …" has the dashes below it for its own; the next number ends it.
_NUMBERED = re.compile(r"^\W*(?:\d{1,3}(?:\.\d{1,2})*|[ivx]{1,4}|[a-zđ])[.)]\s", re.IGNORECASE)
_DASHED = re.compile(r"^\s*[-+•–]\s+")
_ASKS = re.compile(r"\?\W*$")
# What leaves something out, in a question and in a text; "có … không" at the end of a question asks, it denies nothing.
_DENIES_QUESTION = re.compile(
    r"\b(?:không(?! (?:gian|khí|quá|vượt|chỉ))|miễn|ngoại trừ|loại trừ|giữ nguyên|chưa|(?<!so as )not(?! only)"
    r"|except|exempt|without|unchanged|outside|un(?:merged|affected|touched)|excluded)\b(?! exceed)(?!\W*$)"
)
_DENIES = re.compile(
    r"\b(?:không(?! (?:gian|khí|quá|vượt|dưới|chỉ))|miễn|ngoại trừ|loại trừ|giữ nguyên|chưa|not|except|exempt)\b"
)
_TOLD_ABOVE = 0.6  # fit of an item whose lead-in tells the figure asked for
_SURELY = 0.9  # with which it must tell it
_HARD = {AnswerType.FIGURE, AnswerType.DATE, AnswerType.NUMBER, AnswerType.TIME}


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of a unit as an answer, about 0–1 unless said."""

    similarity: float = 0.0  # cosine to the question, less the best unit's (≤ 0), times ten
    contrast: float = 0.0  # cosine to the question, less the mean of its document's units, times ten
    passage: float = 0.0  # fused score of its passage, as a share of the best passage's
    document: float = 0.0  # best passage score of its document, as a share of the best
    coverage: float = 0.0  # question terms (by rarity) in the unit, its context, section and title
    local: float = 0.0  # question terms beyond the title, in the unit and its context
    own: float = 0.0  # question terms beyond the title and the lead-in, in the unit itself
    telling: float = 0.0  # question terms beyond the title by how few of the units found hold them
    pairs: float = 0.0  # neighbouring question terms beyond the title, in the unit and its context
    runs: float = 0.0  # three words of the question in a row, beyond the title, in the unit and its context
    around: float = 0.0  # question terms beyond the title that stand just before the unit, not in it
    event: float = 0.0  # 1 a day of the event asked about, -1 only the day on which something was announced
    shape: float = 0.0  # fit to a figure, date or number asked for
    naming: float = 0.0  # fit to a name, place, list or yes or no asked for
    misfit: float = 0.0  # nothing of the figure, date, number or place asked for
    label: float = 0.0  # how much of what it says that it tells ("Chủ đầu tư:", a row's first cell) was asked for
    numbers: float = 0.0  # the question's own numbers found with the unit
    ranges: float = 0.0  # 1 a range told with it holds the question's quantity, -1 those told shut it out, 0 none told
    place: float = 0.0  # 1 its place named, 0 none asked, -1 another place
    period: float = 0.0  # 1 its period, .4 one that holds it, -1 another one, 0 none asked or none told
    denies: float = 0.0  # 1 where question and unit both leave something out
    concludes: float = 0.0  # "Như vậy, …": draws the conclusion of a page
    row: float = 0.0  # a table row
    heading: float = 0.0
    lead_in: float = 0.0  # announces what follows, says nothing itself
    question: float = 0.0
    boilerplate: float = 0.0
    length: float = 0.0  # hundreds of characters beyond 300, at most 3

    @property
    def fits(self) -> float:
        """Fit to whatever shape was asked for."""
        return max(self.shape, self.naming)


FEATURES = tuple(field.name for field in fields(Features))


@dataclass(frozen=True, slots=True)
class _Pool:
    """What the candidates have in common: their best scores, the cosines of each document, how common terms are."""

    passage: float
    documents: Mapping[str, float]
    cosine: float
    means: Mapping[str, float]
    telling: Mapping[str, float]
    runs: frozenset[tuple[str, str, str]]
    denies: bool
    ranges: tuple[Range, ...]


def features(asked: Asked, candidates: Sequence[Candidate]) -> list[list[Features]]:
    """The features of every unit of every candidate, in their order."""
    keys = [[asked.terms.keys(_read(c, unit)) for unit in c.passage.passage.units] for c in candidates]
    pool = _pool(asked, candidates, keys)
    return [_of_passage(asked, candidate, own, pool) for candidate, own in zip(candidates, keys, strict=True)]


def _read(candidate: Candidate, unit: Unit) -> str:
    return f"{unit.context} {candidate.document.text[unit.start : unit.end]}"


def _pool(asked: Asked, candidates: Sequence[Candidate], keys: Sequence[Sequence[Sequence[str]]]) -> _Pool:
    documents: dict[str, float] = {}
    cosines: dict[str, list[float]] = {}
    for candidate in candidates:
        key = candidate.document.id
        documents[key] = max(documents.get(key, 0.0), candidate.score)
        if candidate.unit_scores is not None:
            cosines.setdefault(key, []).extend(map(float, candidate.unit_scores))
    counts = dict.fromkeys(asked.terms.weights, 0)
    total = 0
    for passage in keys:
        for held in passage:
            total += 1
            for term in counts.keys() & set(held):
                counts[term] += 1
    return _Pool(
        max(documents.values(), default=1.0) or 1.0,
        documents,
        max((max(own) for own in cosines.values() if own), default=0.0),
        {key: float(np.mean(own)) for key, own in cosines.items() if own},
        {t: w * log((1 + total) / (1 + counts[t])) for t, w in asked.terms.weights.items()},
        frozenset(_threes(asked.terms.keys(asked.question.vietnamese))),
        asked.intent.type is not AnswerType.FIGURE and bool(_DENIES_QUESTION.search(_said(asked.question).lower())),
        find_ranges(_said(asked.question), asked.question.answer_language),
    )


def _said(question: Question) -> str:
    return question.restored or question.text


def _threes(sequence: Sequence[str]) -> list[tuple[str, str, str]]:
    return [*zip(sequence, sequence[1:], sequence[2:], strict=False)]


def _of_passage(asked: Asked, candidate: Candidate, keys: Sequence[Sequence[str]], pool: _Pool) -> list[Features]:
    passage, document, terms = candidate.passage.passage, candidate.document, asked.terms
    frame = f"{passage.prefix} {document.title or ''} {document.number or ''}"
    given = set(terms.keys(frame))
    section = set(terms.keys(passage.section or ""))
    place = _place(asked.question, candidate, frame)
    told = _told(asked.question, f"{document.title or ''} {passage.section or ''} {candidate.passage.text}")
    rest = {t: w for t, w in terms.weights.items() if t not in given}
    rest_pairs = {p: w for p, w in terms.pairs.items() if not (p[0] in given and p[1] in given)}
    frame_runs = set(_threes(terms.keys(frame)))
    rest_runs = {run: 1.0 for run in pool.runs if run not in frame_runs}
    telling = {t: w for t, w in pool.telling.items() if t not in given}
    hard = asked.intent.type in _HARD
    labelled = hard or asked.intent.type in {AnswerType.ENTITY, AnswerType.PLACE}
    result: list[Features] = []
    before: set[str] = set(section)
    numbered: set[str] = set()
    for position, (unit, sequence) in enumerate(zip(passage.units, keys, strict=True)):
        text = document.text[unit.start : unit.end]
        folded = _folded(text)
        held = set(sequence)
        lead = set(terms.keys(unit.context))
        cosine = _cosine(candidate, position)
        shape = _shape(asked, candidate, position)
        above = before | numbered if _DASHED.match(text) else before
        result.append(
            Features(
                similarity=10 * (cosine - pool.cosine) if cosine else -1.0,
                contrast=10 * (cosine - pool.means[document.id]) if cosine else 0.0,
                passage=candidate.score / pool.passage,
                document=pool.documents[document.id] / pool.passage,
                coverage=_share(terms.weights, held | given | section),
                local=_share(rest, held),
                own=_share({t: w for t, w in rest.items() if t not in lead}, held),
                telling=_share(telling, held),
                pairs=_share(rest_pairs, set(pairwise(sequence))),
                runs=_share(rest_runs, set(_threes(sequence))),
                around=_share(rest, above - held),
                event=of_event(asked.known, text) if asked.intent.type is AnswerType.DATE else 0.0,
                shape=shape if hard else 0.0,
                naming=0.0 if hard else shape,
                misfit=float((hard or asked.intent.type is AnswerType.PLACE) and shape == 0),
                label=asked_share(label_of(text, row=unit.kind is UnitKind.ROW), terms, given)
                if labelled and shape
                else 0.0,
                numbers=_share(dict.fromkeys(terms.numbers, 1.0), {number_key(t) for t in held | given})
                if terms.numbers
                else 0.0,
                ranges=agreement(pool.ranges, text, unit.context) if pool.ranges else 0.0,
                place=_unit_place(asked.question, text, place),
                period=_period(asked.question, _told(asked.question, f"{unit.context} {text}"), told),
                denies=float(pool.denies and bool(_DENIES.search(text.lower()))),
                concludes=float(bool(_CONCLUDES.search(folded))),
                row=float(unit.kind is UnitKind.ROW),
                heading=float(unit.kind is UnitKind.HEADING),
                lead_in=float(bool(_LEAD.search(text)) and shape < 0.5),
                question=float(bool(_ASKS.search(text))),
                boilerplate=float(bool(_BOILERPLATE.search(folded))),
                length=min(3.0, max(0.0, (len(text) - 300) / 100)),
            )
        )
        if unit.kind is UnitKind.HEADING or _LEAD.search(text) or _ASKS.search(text):
            before, numbered = section | held, set()
        elif _NUMBERED.match(text):
            numbered = held
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
    if unit.kind is UnitKind.ROW:
        own = _ORDINAL_CELL.sub("", own)
    score = fit(asked.intent, asked.known, own, unit.context)
    if asked.intent.measure and unit.kind is UnitKind.ITEM and unit.lead and score < _TOLD_ABOVE:
        # "Phạt tiền từ 3 đến 5 triệu đồng đối với: a) …": the item says for what, its lead-in how much.
        told = fit(asked.intent, asked.known, text[slice(*unit.lead)])
        score = max(score, _TOLD_ABOVE * told if told >= _SURELY else 0.0)
    return score


def _cosine(candidate: Candidate, position: int) -> float:
    scores = candidate.unit_scores
    return float(scores[position]) if scores is not None and position < len(scores) else 0.0


def _share(wanted: Mapping[T, float], held: set[T]) -> float:
    total = sum(wanted.values())
    return sum(w for t, w in wanted.items() if t in held) / total if total else 0.0


def _place(question: Question, candidate: Candidate, frame: str) -> float:
    """1 where the passage is of a place asked for, down to -1 where it is of another one, 0 where none was asked."""
    asked = _within_country(question)
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


def _within_country(question: Question) -> list[Place]:
    """The places asked for, but for the country: every paper is of it."""
    return [p for p in asked_places(question) if p.kind != "nation"]


def _inside(inner: Place, outer: Place) -> bool:
    if inner.kind not in {"province", "district", "nation"}:  # a commune of the district named beside it
        return outer.kind in {"province", "district"}
    return within(inner.name, outer.name)


def _unit_place(question: Question, text: str, of_passage: float) -> float:
    """The place of the passage, unless the unit itself names the place asked for, or another one instead of it."""
    asked = _within_country(question)
    if not asked:
        return 0.0
    if _names_place(asked, text):
        return 1.0
    others = _places(text)
    rival = any(
        o.kind == a.kind and not _of(o.name, a.name) and not within(a.name, o.name) for o in others for a in asked
    )
    # What the asked place's own paper says of another place may still be said for it.
    return min(of_passage, 0.0 if of_passage == 1 else -0.5) if rival else of_passage


@lru_cache(maxsize=16384)
def _places(text: str) -> tuple[Place, ...]:
    return tuple(m.place for m in find_places(text) if m.certain)


def _told(question: Question, text: str) -> tuple[Period, ...]:
    """The periods that ``text`` tells, where one was asked for."""
    return _periods(text) if any(p.certain or p.has_year for p in question.periods) else ()


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


_folded = lru_cache(maxsize=16384)(fold_aligned)
