"""The reader's conversations beside the chat: list, search, rename, delete and undo, other versions, downloads."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import groupby
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from pydantic import BaseModel, Field

from assistant import exports
from assistant.conversations import Conversation, Conversations
from assistant.faces.web import render
from assistant.faces.web.downloads import disposition
from assistant.faces.web.language import language_of
from assistant.faces.web.security import from_this_site
from assistant.faces.web.services import Services
from assistant.messages import format_date, t
from index.answer import Language

_log = logging.getLogger(__name__)
_MOST_BYTES = 16_000

_MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
    "pdf": "application/pdf",
}


class Wanted(BaseModel):
    """What the list shows: the conversations that hold ``q``, days as on a clock ``offset`` minutes ahead of UTC."""

    q: str = Field("", max_length=300)
    current: str = Field("", max_length=40)
    offset: int = Field(0, ge=-14 * 60, le=14 * 60)


class Change(BaseModel):
    """What is to be done with a conversation; ``title`` for rename, ``turn`` for show."""

    action: Literal["rename", "delete", "undelete", "show"]
    title: str = Field("", max_length=1000)
    turn: int = Field(0, ge=0, lt=2**63)


def by_day(
    found: Sequence[Conversation], today: date, offset: timedelta, language: Language
) -> list[tuple[str, list[Conversation]]]:
    """The conversations under the day on which each was last asked in, as its reader calls that day."""

    def day(conversation: Conversation) -> date:
        return (datetime.fromisoformat(conversation.last) + offset).date()

    return [(_day_name(when, today, language), list(group)) for when, group in groupby(found, key=day)]


def _day_name(when: date, today: date, language: Language) -> str:
    if when == today:
        return t("talks.today", language)
    if when == today - timedelta(days=1):
        return t("talks.yesterday", language)
    return format_date(when, language)


def router(services: Services) -> APIRouter:
    """The routes of the list over ``services``."""
    routes = APIRouter()

    @routes.get("/conversations")
    def show_list(request: Request, wanted: Annotated[Wanted, Query()]) -> HTMLResponse:
        language = language_of(request.cookies)
        found = services.conversations.list(services.desk(request).reader.owner, wanted.q)
        offset = timedelta(minutes=wanted.offset)
        today = datetime.now(UTC).astimezone(timezone(offset)).date()
        return HTMLResponse(
            render.render(
                "conversations.html",
                language,
                days=by_day(found, today, offset, language),
                query=wanted.q.strip(),
                current=wanted.current,
            )
        )

    @routes.post("/conversations/{conversation}")
    async def change(request: Request, conversation: str) -> Response:
        language = language_of(request.cookies)
        if not from_this_site(request):
            return PlainTextResponse(t("evaluate.elsewhere", language), status_code=403)
        body = await request.body() if int(request.headers.get("content-length") or 0) <= _MOST_BYTES else b""
        try:
            sent = Change.model_validate_json(body)
        except ValueError:
            return PlainTextResponse(t("talks.failed", language), status_code=400)
        try:
            done = _change(services.conversations, services.desk(request).reader.owner, conversation, sent)
        except sqlite3.Error:
            _log.exception("a conversation could not be changed")
            return PlainTextResponse(t("talks.failed", language), status_code=500)
        return Response(status_code=204) if done else PlainTextResponse(t("talks.unknown", language), status_code=404)

    @routes.get("/conversations/{conversation}/download.{kind}")
    def download(
        request: Request,
        conversation: str,
        kind: Literal["docx", "md", "pdf"],
        turn: Annotated[int, Query(ge=0, lt=2**63)] = 0,
    ) -> Response:
        language = language_of(request.cookies)
        owner = services.desk(request).reader.owner
        found = services.conversations.get(owner, conversation)
        turns = services.conversations.turns(owner, conversation, last=1000) if found else []
        if turn:
            turns = [one for one in turns if one.id == turn]
        if found is None or not turns:
            return PlainTextResponse(t("talks.unknown", language), status_code=404)
        write: Callable[..., Any] = {"docx": exports.docx, "md": exports.markdown, "pdf": exports.pdf}[kind]
        title = turns[0].answer.question if turn else found.title
        return Response(
            write(turns, language, title=title), media_type=_MEDIA[kind], headers={
                "Content-Disposition": disposition(f"Hỏi đáp - {title}", kind), "Cache-Control": "no-store",
            },
        )  # fmt: skip

    return routes


def _change(conversations: Conversations, owner: str, conversation: str, sent: Change) -> bool:
    if sent.action == "rename":
        return conversations.rename(owner, conversation, sent.title)
    if sent.action == "delete":
        return conversations.delete(owner, conversation)
    if sent.action == "undelete":
        return conversations.undelete(owner, conversation)
    return conversations.show(owner, conversation, sent.turn)
