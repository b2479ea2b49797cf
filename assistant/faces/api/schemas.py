"""What programs send to REST and get back, as the OpenAPI description shows it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from index.answer import Answer, Hit
from index.model import Filters, Kind

Name = Annotated[str, StringConstraints(max_length=500)]
Question = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
ConversationId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22}$")]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Restriction(_Sent):
    """What an answer or a search is restricted to; all given conditions hold together. Dates are inclusive."""

    date_from: date | None = None
    date_to: date | None = None
    place: Name | None = None
    kinds: list[Kind] | None = Field(default=None, max_length=20)
    issuer: Name | None = None
    files: list[Name] | None = Field(default=None, max_length=200)
    documents: list[Name] | None = Field(default=None, max_length=200)
    collections: list[Name] | None = Field(default=None, max_length=200)
    as_of: date | None = None

    def filters(self) -> Filters:
        """As the index takes it."""

        def listed(values: list[str] | list[Kind] | None) -> tuple[str, ...] | None:
            return None if values is None else tuple(map(str, values))

        return Filters(
            date_from=self.date_from,
            date_to=self.date_to,
            place=self.place or None,
            kinds=listed(self.kinds),
            issuer=self.issuer or None,
            files=listed(self.files),
            documents=listed(self.documents),
            collections=listed(self.collections),
            as_of=self.as_of,
        )


class Ask(_Sent):
    """A question. ``conversation``: an id to go on with, "new" to begin one, null to keep nothing."""

    question: Question
    conversation: ConversationId | Literal["new"] | None = None
    filters: Restriction = Restriction()
    units: int | None = Field(default=None, ge=1, le=10)
    engine: Literal["extractive", "llm"] | None = None
    stream: bool = Field(
        default=False, description="server-sent events: piece (text), then answer (Reply) or error (Problem)"
    )


class Reply(Answer):
    """An answer, with the conversation and the turn that it was kept as."""

    conversation: str | None = None
    turn: int | None = None


class Search(_Sent):
    """A search: ``k`` hits at most, best first."""

    query: Question
    k: int = Field(default=10, ge=1, le=100)
    filters: Restriction = Restriction()


class Hits(BaseModel):
    """What was found, best first."""

    hits: list[Hit]


class Figure(BaseModel):
    """A reported figure with its sentence; money in đồng or in ``unit`` as stated, percent as percent."""

    document: str
    file: str
    title: str | None
    date: str | None
    name: str
    value: float | None
    unit: str | None
    total: float | None
    plan_pct: float | None
    plan_basis: str | None
    yoy_pct: float | None
    period: str | None
    locality: str | None
    qualifier: str | None
    start: int
    end: int
    quote: str


class Figures(BaseModel):
    """A part of the figures that fit; ``total`` counts all of them."""

    total: int
    indicators: list[Figure]


class DocumentEntry(BaseModel):
    """What is known of a document; dates are ISO."""

    document: str
    file: str
    collection: str
    kind: str
    language: str
    title: str | None
    number: str | None
    issuer: str | None
    place: str | None
    date_issued: str | None
    date_effective: str | None
    date_published: str | None
    signer: str | None
    url: str | None
    passages: int


class PassageEntry(BaseModel):
    """A passage: its span in the text, its headings, its page from 1."""

    start: int
    end: int
    section: str | None
    page: int | None


class DocumentShown(DocumentEntry):
    """A document with its text; spans are character offsets into it, half-open."""

    text: str
    spans: list[PassageEntry]


class Documents(BaseModel):
    """A part of the documents that fit, by collection and file; ``total`` counts all of them."""

    total: int
    documents: list[DocumentEntry]


class Accepted(BaseModel):
    """A file that was taken in and is being read: ``state`` of its job is at GET /uploads."""

    job: int
    name: str
    collection: str


class UploadState(BaseModel):
    """How far an upload is; ``documents`` are the ids that it gave, ``reason`` why it gave none."""

    job: int
    name: str
    collection: str
    state: str
    documents: list[str]
    reason: str | None


class ConversationEntry(BaseModel):
    """A conversation of the reader; times are ISO in UTC."""

    id: str
    title: str
    started: str
    last: str
    turns: int


class ConversationShown(ConversationEntry):
    """A conversation with the answers of its shown branch, oldest first."""

    answers: list[Reply]


class Conversations(BaseModel):
    """The reader's conversations, last asked first."""

    conversations: list[ConversationEntry]


class Title(_Sent):
    """Another title; an empty one brings the first question back."""

    title: Annotated[str, StringConstraints(max_length=500)]
