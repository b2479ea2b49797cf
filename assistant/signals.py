"""What speaks for and against each of the best units as the answer to a question: the signals that declining weighs.

Whether the names, numbers, years and places of the question stand near it, how much of what the question speaks of is
said there, and whether something of the kind asked for is told of what is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from assistant.asked import Asked
from assistant.before import last_named, spanned_years, text_before
from assistant.concepts import Concept, Line, concepts, heads
from assistant.demand import Demand, asks_for_result, demand, tells_plan
from assistant.evidence import Evidence, chances
from assistant.features import asked_places
from assistant.intent import AnswerType
from assistant.met import met
from assistant.names import proper_names
from assistant.retrieve import Candidate
from assistant.told import told
from assistant.understand import Question
from index.aligned import fold_aligned
from index.docnumbers import find_document_numbers
from index.gazetteer import Place
from index.places import find_places
from index.text import fold, has_marks, words

# Words that number what they stand before: "giai đoạn 2", "khu 3", "phase 3".
_STAGE = re.compile(
    r"\b(giai doan|thanh phan|doan|dot|khu|toa|block|khoa|vanh dai|phase|section|stage|ring road|co so|chi nhanh"
    r"|phong giao dich|(?:van phong|dat dai|phong|giao dich|chi nhanh) so|khu vuc|vung|cum thi|lo|goi thau)"
    r"[\s()]+(?:section\W+|so )?(\d{1,2}|[ivx]{1,3})\b"
)
_IN_VIETNAMESE = {
    "phase": ("giai doan", "doan"),
    "section": ("doan",),
    "stage": ("giai doan", "dot"),
    "ring road": ("vanh dai",),
}
# Any other word before a number, but for those that only say how many or when.
_LABEL = re.compile(
    r" (?!(?:tu|den|duoi|tren|khoang|gan|hon|qua|ngay|thang|nam|lan|va|hoac|la|co|tai|o|trong|ve|cua|thu|mot|quy|over"
    r"|than|to|of|from|by|in|at|about|and|or|under|up|least|most|the|for|with|on|per) )([a-z]{2,})"
    r" (?:so |no )?(\d{1,3}|[ivx]{1,4})(?= )"
)
_MERGED = re.compile(
    r"\b(?:nhap|hop nhat|gop|ghep|(?:merg|combin)(?:ed|ing) with|absorb(?:ed|ing)|join(?:ed|ing))\b"
    r"(?:(?! thanh(?! pho)\b| into\b)[^,.;?]){0,40}$"
)
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_YEARS = re.compile(r"\b((?:19|20)\d{2})(?:\s?[-–]\s?((?:19|20)\d{2}))?\b")  # a year, a school year or a plan's years
_BETWEEN_YEARS = r"\b[^.;|\d\n]{1,14}\b"
_EXACT = {AnswerType.FIGURE, AnswerType.DATE, AnswerType.NUMBER, AnswerType.TIME}


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a unit as the answer. Shares are 0–1; ``near`` a unit are its lead-in, section and title."""

    names: float = 1.0  # multi-word names of the question found near
    years: float = 1.0  # its years found there, or the document's date; less where elsewhere in the document
    period: float = 0.0  # 1 its period, -1 another one
    place: float = 0.0  # 1 its place, -1 another place
    placed: float = 1.0  # its smallest places named near, or the document's own
    owner: float = 0.0  # 1 where the unit names another place instead
    label: float = 0.0  # 1 where a numbered thing is near under another number only
    kind: float = 0.0  # something of the kind asked for
    told: float = 0.0  # that, with what is asked for in its clause, lead-in or heads
    similarity: float = 0.0  # cosine to the question in standard units of all units found
    telling: float = 0.0  # terms beyond the title by how few units hold them
    margin: float = 0.0  # score of the best document less the next one's, as a share
    score: float = 0.0  # of the best evidence
    chance: float = 0.0  # of the best unit among all found
    unheard: float = 0.0  # weight of the rarest concept that no passage found says
    covered: float = 0.0  # share of its concepts said near, by their rarity
    held: float = 0.0  # and in the unit with its lead-in alone
    rarest: float = 0.0  # weight of the rarest concept that is not said near
    head: float = 0.0  # what is asked for said near
    elsewhere: float = 0.0  # said in what was found of the document
    lacking: float = 0.0  # how surely nothing of the kind demanded is in the unit
    demanding: float = 0.0  # something of a kind that can be told is demanded
    unplanned: float = 0.0  # 1 where a result is asked for and only a plan is told
    cosine: float = 0.0
    exact: float = 0.0  # a figure, date, time or number is asked for
    english: float = 0.0
    other_number: float = 0.0  # 1 where a stage is there under another number only ("giai đoạn 1" for 2)
    other_year: float = 0.0  # 1 where another year is told and none of those asked for is near


@dataclass(frozen=True, slots=True)
class Reading:
    """The signals of the best units, best first; at least one."""

    units: tuple[Signals, ...] = (Signals(),)


_VETOES = ("other_number", "other_year")  # not part of the logistic: they say that the answer is about something else
SIGNALS = tuple(field.name for field in fields(Signals) if field.name not in _VETOES)
_LONE_MARGIN = 0.32  # of a document without a rival: the usual one, so that it speaks neither for nor against
_ELSEWHERE = 0.9  # what a year counts that stands only elsewhere in the document
_LOOSE = 0.4  # what words count that are no term: they are put in many ways
_BEFORE = 0.7  # a name or place that stands before the unit in its passage
_LOOKED = 3  # units looked at as the answer: those shown


@dataclass(frozen=True, slots=True)
class _Sought:
    """What of a question is looked for near each unit, and the signals that all units share."""

    asked: Asked
    text: str
    concepts: tuple[Concept, ...]
    heads: tuple[Concept, ...]
    names: list[str]
    years: list[str]
    places: list[Place]
    shared: Mapping[str, float]
    demand: Demand | None
    results: bool  # what came about is asked for
    documents: Mapping[str, Line]  # what was found of the best ones
    cosines: tuple[float, float]  # mean and standard deviation of all units found


def signals(
    asked: Asked, ranked: Sequence[Evidence], candidates: Sequence[Candidate], *, lone: bool = False
) -> Reading:
    """The signals of the best of ``ranked`` (not empty); ``lone``: the library has no other document."""
    sought = _sought(asked, ranked, candidates, lone=lone)
    return Reading(tuple(_of_unit(sought, evidence) for evidence in ranked[:_LOOKED]))


def _sought(asked: Asked, ranked: Sequence[Evidence], candidates: Sequence[Candidate], *, lone: bool) -> _Sought:
    text = asked.question.restored or asked.question.text
    found = _tellable(concepts(asked), asked.question.language)
    passages = [Line.of(asked, f"{_frame(c)} {c.passage.text}") for c in candidates]
    terms = tuple(c for c in found if c.known or c.named)
    unheard = [c.weight * (1 - max((c.said(line) for line in passages), default=0.0)) for c in terms]
    shared = {
        "margin": _LONE_MARGIN if lone else _margin(candidates),
        "score": ranked[0].score,
        "chance": chances(ranked)[0],
        "unheard": max(unheard, default=0.0),
        "exact": float(asked.intent.type in _EXACT),
        "english": float(asked.question.language == "en"),
    }
    cosines = np.asarray([_cosine(e) for e in ranked])
    return _Sought(
        asked,
        text,
        found,
        heads(found),
        _lasting([n for n in names_of(text) if not find_places(n)], asked.question.language),
        [" ".join(y for y in found if y) for found in _YEARS.findall(_without_document_numbers(text))],
        [p for p in _places_meant(asked.question) if p.kind != "nation"],
        shared,
        demand(asked, found),
        asks_for_result(asked),
        _documents(asked, ranked),
        (float(cosines.mean()), float(cosines.std()) or 1.0),
    )


def _places_meant(question: Question) -> tuple[Place, ...]:
    """The places asked for, without those that are said to have been merged into another: "sau khi nhập X, Y có …"."""
    folded = fold_aligned(question.text)
    left = tuple(m for m in question.places if not _MERGED.search(folded, 0, m.start))
    return asked_places(replace(question, places=left or question.places))


def _documents(asked: Asked, ranked: Sequence[Evidence]) -> dict[str, Line]:
    """What was found of each of the documents of the best units."""
    looked = {e.candidate.document.id for e in ranked[:_LOOKED]}
    passages = {e.candidate.passage.id: e.candidate for e in ranked if e.candidate.document.id in looked}
    found: dict[str, list[str]] = {}
    for candidate in passages.values():
        found.setdefault(candidate.document.id, []).append(f"{_frame(candidate)} {candidate.passage.text}")
    return {document: Line.of(asked, " ".join(texts)) for document, texts in found.items()}


def _of_unit(sought: _Sought, evidence: Evidence) -> Signals:
    candidate, asked = evidence.candidate, sought.asked
    document = candidate.document
    own = f"{evidence.unit.context} {evidence.text}"
    near = f"{own} {_frame(candidate)}"
    passage = f"{near} {candidate.passage.text}"
    line_own, line_near = Line.of(asked, own), Line.of(asked, near)
    kind, answered = told(asked, sought.heads, evidence)
    before = text_before(evidence)
    spans = spanned_years(own)
    years = [y for y in sought.years if not any(int(y[:4]) in span and int(y[-4:]) in span for span in spans)]
    known_years = [y for y in sought.years if y not in years or _years_told([y], near)]
    mean, spread = sought.cosines
    wanted = sought.demand
    # What bears its own name is where it is: a project's page need not say in which district.
    itself = bool(sought.names) and found_in(sought.names, near) == 1
    return Signals(
        names=max(found_in(sought.names, near), _BEFORE * found_in(sought.names, before)),
        # A paper tells once from when it holds, often pages from what it sets.
        years=max(_years_told(years, passage), _ELSEWHERE * _years_told(years, document.text)),
        period=evidence.features.period,
        place=evidence.features.place,
        placed=max(
            _named(sought.places, near),
            float(_of_document(sought.places, document.place)),
            _BEFORE * last_named(sought.places, before),
            _BEFORE * itself,
        ),
        owner=_owned_elsewhere(sought.places, evidence, document.place, near)
        * (1 - max(last_named(sought.places, before), _BEFORE * itself)),
        label=_other_label(sought, near),
        kind=kind,
        covered=_covered(sought.concepts, line_near),
        held=_covered(sought.concepts, line_own),
        rarest=max((c.weight * (1 - c.said(line_near)) for c in sought.concepts if c.known or c.named), default=0.0),
        head=_mean([c.said(line_near) for c in sought.heads]),
        elsewhere=_mean([c.said(sought.documents[document.id]) for c in sought.heads]),
        lacking=1 - met(asked, wanted, evidence) if wanted else 0.0,
        demanding=float(wanted is not None),
        unplanned=float(sought.results and tells_plan(own, near)),
        cosine=_cosine(evidence),
        told=answered,
        similarity=(_cosine(evidence) - mean) / spread,
        telling=evidence.features.telling,
        other_number=_other_number(f"{sought.text} {asked.question.vietnamese}", passage),
        other_year=float(bool(sought.years and not known_years and _YEAR.search(own))),
        **sought.shared,
    )


def _tellable(found: Sequence[Concept], language: str) -> tuple[Concept, ...]:
    """The concepts that Vietnamese documents may say: of English ones those that the glossary knows, and names."""
    return tuple(c for c in found if language != "en" or c.known or c.named or not c.text.isascii())


def _covered(found: Sequence[Concept], line: Line) -> float:
    """The share of the concepts that ``line`` says, by their rarity: a share, for a long question is no surer."""
    weights = [c.weight * (1.0 if c.known or c.named else _LOOSE) for c in found]
    total = sum(weights)
    return sum(w * c.said(line) for w, c in zip(weights, found, strict=True)) / total if total else 1.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 1.0


def _frame(candidate: Candidate) -> str:
    """What a passage stands under: its heading, its document's title, number and date."""
    document, passage = candidate.document, candidate.passage.passage
    heading = f"{passage.prefix} {passage.section or ''}"
    return f"{heading} {document.title or ''} {document.number or ''} {document.date or ''}"


def _cosine(evidence: Evidence) -> float:
    scores = evidence.candidate.unit_scores
    return float(scores[evidence.index]) if scores is not None and evidence.index < len(scores) else 0.0


def _without_document_numbers(text: str) -> str:
    """``text`` without "81/2025/NQ-HĐND": its year is no period."""
    for found in reversed(find_document_numbers(text)):
        text = f"{text[: found.start]} {text[found.end :]}"
    return text


def _named(places: Sequence[Place], text: str) -> float:
    folded = fold(text)
    return sum(fold(p.name) in folded for p in places) / len(places) if places else 1.0


def _of_document(places: Sequence[Place], own: str | None) -> bool:
    return any(own and fold(p.name) in fold(own) for p in places)


def _owned_elsewhere(places: Sequence[Place], evidence: Evidence, own: str | None, near: str) -> float:
    """How surely the unit is about something else than the place asked for: a commune's question, the province's area.

    Half where the title names the place, less where the unit names no place at all.
    """
    if not places or _named(places, f"{evidence.unit.context} {evidence.text}") or _of_document(places, own):
        return 0.0
    others = any(m.certain and m.place.kind != "nation" for m in find_places(evidence.text))
    return (1.0 if others else 0.4) * (0.5 if _named(places, near) else 1.0)


def _other_label(sought: _Sought, near: str) -> float:
    """1 where a word of the question stands near with other numbers and not with its own ("khu vực 5")."""
    question = sought.asked.question
    dated = {n for p in question.periods for n in re.findall(r"\d+", question.text[p.start : p.end])}
    line = _folded_line(_without_document_numbers(near))
    for text in map(_without_document_numbers, (sought.text, question.vietnamese)):
        for thing, number in _LABEL.findall(_folded_line(text)):
            if number in dated or re.search(rf" {thing} (?:so |no )?0*{number.lstrip('0') or number} ", line):
                continue
            if re.search(rf" {thing} (?:so |no )?(?:\d{{1,3}}|[ivx]{{1,4}}) ", line):
                return 1.0
    return 0.0


def _folded_line(text: str) -> str:
    return f" {' '.join(fold(w.text) for w in words(text))} "


def names_of(text: str) -> list[str]:
    """Its multi-word proper names."""
    return [text[start:end] for start, end in proper_names(text)]


def _lasting(names: Sequence[str], language: str) -> list[str]:
    """The names that Vietnamese documents hold as they are: of an English question not "West Lake", "Ring Road"."""
    return [n for n in names if language != "en" or has_marks(n) or find_places(n)]


def _other_number(question: str, text: str) -> float:
    """1 where something numbered in the question is in ``text`` with other numbers and not with its own."""
    folded = _folded_line(text)
    for thing, number in _STAGE.findall(fold(question)):
        things = _IN_VIETNAMESE.get(thing, (thing,))
        if any(f" {t} {number} " in folded for t in things):
            continue
        if any(re.search(rf" {t} (?:\d{{1,2}}|[ivx]{{1,3}}) ", folded) for t in things):
            return 1.0
    return 0.0


def _years_told(wanted: Sequence[str], text: str) -> float:
    """The share of the years, or pairs of years ("2026 2027"), that stand in ``text``; 1 where none is wanted."""
    if not wanted:
        return 1.0
    told = [re.search(rf"\b{years.replace(' ', _BETWEEN_YEARS)}\b", text) is not None for years in wanted]
    return sum(told) / len(told)


def found_in(wanted: Sequence[str], text: str) -> float:
    """The share of ``wanted`` whose words stand in ``text`` in a row; 1 where nothing is wanted."""
    if not wanted:
        return 1.0
    padded = _folded_line(text)
    return sum(_folded_line(item) in padded for item in wanted) / len(wanted)


def _margin(candidates: Sequence[Candidate]) -> float:
    best: dict[str, float] = {}
    for candidate in candidates:
        best[candidate.document.id] = max(best.get(candidate.document.id, 0.0), candidate.score)
    scores = sorted(best.values(), reverse=True)
    return (scores[0] - scores[1]) / (scores[0] or 1.0) if len(scores) > 1 else 1.0
