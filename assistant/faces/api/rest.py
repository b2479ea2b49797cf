"""REST: ask, search, figures and conversations. Documents are in ``papers``."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from assistant.assistant import QuestionError
from assistant.conversations import Conversation
from assistant.faces.api import asking, papers
from assistant.faces.api.entrance import desk_of
from assistant.faces.api.problems import Problem, ProblemError, handle_problems, problem
from assistant.faces.api.schemas import (
    Ask,
    ConversationEntry,
    ConversationId,
    Conversations,
    ConversationShown,
    Figure,
    Figures,
    Hits,
    Reply,
    Restriction,
    Search,
    Title,
)
from assistant.faces.intake.intake import Intake
from assistant.faces.web.services import Desk, Services
from index.errors import LibraryError
from index.records import StoredIndicator

_ABOUT = (
    "Cited answers, search, figures and documents. Send the key of your account as `Authorization: Bearer hoidap_…`; "
    "where nobody signs in, none is needed. Whatever goes wrong is told as `application/problem+json`."
)
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
PROBLEMS: dict[int | str, dict[str, object]] = {
    status: {"model": Problem, "content": {"application/problem+json": {"schema": _PROBLEM}}}
    for status in (401, 403, 404, 422, 429, 503)
}


def build(services: Services, intake: Intake) -> FastAPI:
    """The application under /api."""
    app = FastAPI(
        title="hoidap", version="1", description=_ABOUT, docs_url=None, redoc_url=None, responses=PROBLEMS,
        root_path_in_servers=True, strict_content_type=False,
    )  # fmt: skip
    handle_problems(app)
    app.include_router(_questions(services))
    app.include_router(_conversations(services))
    app.include_router(papers.router(services, intake))
    return app


def _questions(services: Services) -> APIRouter:
    routes = APIRouter(tags=["questions"])

    @routes.post(
        "/ask",
        response_model=Reply,
        responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
        summary="Ask a question, get a cited answer",
    )
    async def ask(request: Request, sent: Ask) -> Response | Reply:
        desk = desk_of(services, request)
        asked = _asked(services, desk, sent)
        if sent.stream or "text/event-stream" in request.headers.get("accept", ""):
            headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
            return StreamingResponse(_events(services, desk, asked), media_type="text/event-stream", headers=headers)
        try:
            return _reply(await asking.whole(services, desk, asked))
        except asking.NoConversationError:
            raise ProblemError(404, "there is no such conversation") from None

    @routes.post("/search", summary="Find passages")
    def search(request: Request, sent: Search) -> Hits:
        return Hits(
            hits=desk_of(services, request).assistant.search(sent.query, k=sent.k, filters=sent.filters.filters())
        )

    @routes.get("/indicators", summary="Reported figures")
    def indicators(  # noqa: PLR0917 - the parameters of the address
        request: Request,
        name: Annotated[str | None, Query(max_length=300)] = None,
        place: Annotated[str | None, Query(max_length=300)] = None,
        period: Annotated[str | None, Query(max_length=60)] = None,
        collection: Annotated[list[str] | None, Query(max_length=200)] = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    ) -> Figures:
        library = desk_of(services, request).library
        filters = Restriction(collections=collection).filters()
        found = library.indicators(name=name or None, place=place or None, period=period or None, filters=filters)
        return Figures(
            total=len(found), indicators=_figures(desk_of(services, request), found[offset : offset + limit])
        )

    return routes


def _asked(services: Services, desk: Desk, sent: Ask) -> asking.Asked:
    if sent.engine == "llm" and not services.settings.llm:
        raise ProblemError(422, "this server has no language model", "no_language_model")
    if sent.conversation is not None and not desk.reader.owner:
        raise ProblemError(403, "conversations are kept for those who sign in")
    return asking.Asked(sent.question, sent.filters.filters(), sent.conversation, sent.units, sent.engine)


def _reply(kept: asking.Kept) -> Reply:
    return Reply(**kept.answer.model_dump(), conversation=kept.conversation, turn=kept.turn)


async def _events(services: Services, desk: Desk, asked: asking.Asked) -> AsyncIterator[str]:
    """Server-sent events of one answer; what goes wrong once they flow is an event too."""
    try:
        async for piece in asking.streamed(services, desk, asked):
            if isinstance(piece, str):
                yield _event("piece", json.dumps({"text": piece}, ensure_ascii=False))
            else:
                yield _event("answer", _reply(piece).model_dump_json())
    except asking.NoConversationError:
        yield _event("error", bytes(problem(404, "there is no such conversation").body).decode())
    except QuestionError as error:
        yield _event("error", bytes(problem(422, str(error)).body).decode())
    except LibraryError:
        yield _event("error", bytes(problem(503, "the library cannot be read now").body).decode())


def _event(name: str, data: str) -> str:
    return f"event: {name}\ndata: {data}\n\n"


def _figures(desk: Desk, found: list[StoredIndicator]) -> list[Figure]:
    shown: list[Figure] = []
    for stored in found:
        document = desk.library.document(stored.document)
        if document is None:  # it went meanwhile
            continue
        figure, day = stored.indicator, document.date
        values = {name: getattr(figure, name) for name in Figure.model_fields if hasattr(figure, name)}
        shown.append(
            Figure(
                **values, document=document.id, file=document.file, title=document.title,
                date=day.isoformat() if day else None, quote=document.text[figure.start : figure.end],
            )
        )  # fmt: skip
    return shown


def _conversations(services: Services) -> APIRouter:
    routes, kept = APIRouter(prefix="/conversations", tags=["conversations"]), services.conversations

    def entry(found: Conversation) -> ConversationEntry:
        return ConversationEntry(
            id=found.id, title=found.title, started=found.started, last=found.last, turns=found.turns
        )

    def missing() -> ProblemError:
        return ProblemError(404, "there is no such conversation")

    @routes.get("", summary="One's own conversations")
    def listed(
        request: Request,
        query: Annotated[str, Query(max_length=300)] = "",
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> Conversations:
        found = kept.list(desk_of(services, request).reader.owner, query, limit)
        return Conversations(conversations=[entry(one) for one in found])

    @routes.get("/{conversation}", summary="One conversation with its answers")
    def shown(request: Request, conversation: ConversationId) -> ConversationShown:
        owner = desk_of(services, request).reader.owner
        found = kept.get(owner, conversation)
        if found is None:
            raise missing()
        turns = kept.turns(owner, conversation)
        answers = [_reply(asking.Kept(turn.answer, conversation, turn.id)) for turn in turns]
        return ConversationShown(**entry(found).model_dump(), answers=answers)

    @routes.patch("/{conversation}", summary="Rename a conversation")
    def rename(request: Request, conversation: ConversationId, sent: Title) -> ConversationEntry:
        owner = desk_of(services, request).reader.owner
        done = kept.rename(owner, conversation, sent.title)
        found = kept.get(owner, conversation)
        if not done or found is None:
            raise missing()
        return entry(found)

    @routes.delete("/{conversation}", status_code=204, summary="Delete a conversation")
    async def delete(request: Request, conversation: ConversationId) -> Response:
        if not await run_in_threadpool(kept.delete, desk_of(services, request).reader.owner, conversation):
            raise missing()
        return Response(status_code=204)

    return routes
