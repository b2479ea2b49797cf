"""What an answer, a citation and a hit are: the shapes that commands, reports and the API share.

The keys are fixed interfaces (DESIGN): keys may be added, never renamed. Dates are ISO strings, unknown is null.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Status = Literal["answered", "not_found", "clarify"]
Language = Literal["vi", "en"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Also(_Frozen):
    """Another publication of the same text: a near-duplicate, or (``document`` is then the same) a copy's file."""

    file: str
    document: str
    title: str | None = None
    date: str | None = None
    url: str | None = None


class _Span(_Frozen):
    """A span of a document with what tells a reader where it stands; ``date`` is issued, else published.

    ``also`` names where else the same text was published.
    """

    file: str
    document: str
    title: str | None
    kind: str
    number: str | None
    issuer: str | None
    date: str | None
    place: str | None
    url: str | None
    section: str | None
    page: int | None
    start: int
    end: int
    also: tuple[Also, ...] = ()


class Citation(_Span):
    """Evidence number ``n``: ``quote == document.text[start:end]`` always. ``marks`` are key spans within the quote."""

    n: int
    quote: str
    marks: tuple[tuple[int, int], ...] = ()


class Check(_Frozen):
    """One verified fact of the answer's text: ``kind`` is number, percent, date, period, document_number, reference,
    name or sentence.
    """

    kind: str
    value: str
    supported: bool


class IndicatorFact(_Frozen):
    """An indicator that the answer rests on, with the citation number ``n`` that holds it."""

    name: str
    value: float | None = None
    unit: str | None = None
    total: float | None = None
    plan_pct: float | None = None
    plan_basis: str | None = None
    yoy_pct: float | None = None
    period: str | None = None
    locality: str | None = None
    qualifier: str | None = None
    n: int | None = None


class Nearby(_Frozen):
    """A document that is near the question although it does not answer it."""

    file: str
    title: str | None


class Seconds(_Frozen):
    """Wall time by stage."""

    retrieve: float = 0.0
    answer: float = 0.0
    total: float = 0.0


class Usage(_Frozen):
    """Tokens that a language model was sent and wrote for one answer."""

    prompt_tokens: int
    completion_tokens: int


class Answer(_Frozen):
    """A question answered, declined (``not_found``) or asked back (``clarify``). ``text`` carries [n] marks.

    ``rewritten`` is the self-contained question where a follow-up was completed, else null. ``confidence`` is the
    calibrated probability that the evidence answers the question. ``usage`` is null where no language model was asked.
    """

    question: str
    rewritten: str | None = None
    language: Language
    status: Status
    text: str
    citations: tuple[Citation, ...] = ()
    indicators: tuple[IndicatorFact, ...] = ()
    engine: str = "extractive"
    checks: tuple[Check, ...] = ()
    nearby: tuple[Nearby, ...] = ()
    confidence: float | None = None
    usage: Usage | None = None
    seconds: Seconds = Seconds()


class Hit(_Span):
    """A passage found. ``highlights`` are character spans within ``passage``; ``why`` explains the score."""

    rank: int
    score: float
    passage: str
    highlights: tuple[tuple[int, int], ...] = ()
    why: dict[str, object] = Field(default_factory=dict)
