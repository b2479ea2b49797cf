"""REST: the documents that a reader may see, and for editors adding and deleting them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response, UploadFile
from starlette.concurrency import run_in_threadpool

from assistant.faces.api.entrance import desk_of
from assistant.faces.api.problems import ProblemError
from assistant.faces.api.schemas import (
    Accepted,
    DocumentEntry,
    Documents,
    DocumentShown,
    PassageEntry,
    Restriction,
    UploadState,
)
from assistant.faces.intake.intake import Intake, RefusedError
from assistant.faces.web.listing import select
from assistant.faces.web.services import Desk, Services
from assistant.people.audit import Action
from assistant.reader import Role
from index.errors import LibraryError
from index.model import Document, Kind
from index.records import DocumentRecord

_REFUSED = {"busy": 429, "full": 429, "large": 413, "kind": 415}
_AGAIN = {"Retry-After": "10"}


def router(services: Services, intake: Intake) -> APIRouter:
    """The routes over ``services``."""
    routes = APIRouter(tags=["documents"])
    routes.include_router(_reading(services))
    routes.include_router(_writing(services, intake))
    return routes


def _reading(services: Services) -> APIRouter:
    routes = APIRouter()

    @routes.get("/documents", summary="The documents, without their texts")
    def listed(  # noqa: PLR0917 - the parameters of the address
        request: Request,
        words: Annotated[str, Query(max_length=500, description="in title, number, issuer or file; marks aside")] = "",
        kind: Annotated[list[Kind] | None, Query(max_length=20)] = None,
        place: Annotated[str | None, Query(max_length=300)] = None,
        date_from: date | None = None,
        date_to: date | None = None,
        collection: Annotated[list[str] | None, Query(max_length=200)] = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    ) -> Documents:
        limits = Restriction(kinds=kind, place=place, date_from=date_from, date_to=date_to, collections=collection)
        records = desk_of(services, request).library.documents(limits.filters())
        found = select(records, words) if words.strip() else records
        return Documents(
            total=len(found), documents=[_entry(one, one.passages) for one in found[offset : offset + limit]]
        )

    @routes.get("/documents/{document}", summary="A document with its text")
    def shown(request: Request, document: str) -> DocumentShown:
        library = desk_of(services, request).library
        found = library.document(document[:200])
        if found is None:
            raise ProblemError(404, "there is no such document")
        spans = [
            PassageEntry(
                start=p.passage.start, end=p.passage.end, section=p.passage.section, page=p.passage.page
            )
            for p in library.passages_of(found.id)
        ]  # fmt: skip
        return DocumentShown(**_entry(found, len(spans)).model_dump(), text=found.text, spans=spans)

    return routes


def _writing(services: Services, intake: Intake) -> APIRouter:
    routes = APIRouter()

    def editor(request: Request) -> Desk:
        desk = desk_of(services, request)
        if not desk.reader.may(Role.EDITOR):
            raise ProblemError(403, "changing documents needs the role editor and a key that may write")
        return desk

    @routes.post("/documents", status_code=202, summary="Add a document; it is read in the background")
    async def upload(
        request: Request, file: UploadFile, collection: Annotated[str, Form(max_length=100)] = "default"
    ) -> Accepted:
        desk = editor(request)
        if not desk.reader.sees(collection):
            raise ProblemError(403, "this collection is not open to you")
        try:
            with intake.receiving():
                job = await run_in_threadpool(
                    intake.upload, desk.reader.owner, collection, file.filename or "", file.file
                )
        except RefusedError as error:
            status = _REFUSED.get(error.cause, 422)
            code, headers = f"refused_{error.cause}", _AGAIN if status == 429 else {}
            raise ProblemError(status, f"the file is not taken in: {error.cause}", code, headers) from None
        _note(services, request, desk, Action.DOCUMENT_ADDED, f"{collection}/{job.name}")
        return Accepted(job=job.id, name=job.name, collection=job.collection)

    @routes.get("/uploads", summary="One's own uploads, the latest first")
    def uploads(request: Request) -> list[UploadState]:
        desk = editor(request)
        return [
            UploadState(
                job=job.id, name=job.name, collection=job.collection, state=job.state, documents=list(job.documents),
                reason=job.cause or None,
            )
            for job in intake.jobs.of(desk.reader.owner)
            if desk.reader.sees(job.collection)
        ]  # fmt: skip

    @routes.delete("/documents/{document}", status_code=204, summary="Delete a document; it can be brought back")
    def delete(request: Request, document: str) -> Response:
        desk = editor(request)
        found = desk.library.document(document[:200])
        if found is None:
            raise ProblemError(404, "there is no such document")
        try:
            services.library.edits.delete(found.id, desk.reader.name)
        except LibraryError:
            raise ProblemError(404, "there is no such document") from None
        _note(services, request, desk, Action.DOCUMENT_REMOVED, f"{found.collection}/{found.file}")
        return Response(status_code=204)

    return routes


def _note(services: Services, request: Request, desk: Desk, action: Action, what: str) -> None:
    services.note(desk.reader, action, what, request.client.host if request.client else "")


def _entry(found: Document | DocumentRecord, passages: int) -> DocumentEntry:
    """What a program is told of a document; where its file lies on the server is no part of it."""

    def day(one: date | None) -> str | None:
        return one.isoformat() if one else None

    return DocumentEntry(
        document=found.id, file=found.file, collection=found.collection, kind=str(found.kind), language=found.language,
        title=found.title, number=found.number, issuer=found.issuer, place=found.place,
        date_issued=day(found.date_issued), date_effective=day(found.date_effective),
        date_published=day(found.date_published), signer=found.signer, url=found.url, passages=passages,
    )  # fmt: skip
