"""What readers think of an answer: thumbs up, or thumbs down with a reason and the right answer."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Sequence
from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from assistant import feedback
from assistant.conversations import Turn
from assistant.faces.web import render
from assistant.faces.web.language import language_of
from assistant.faces.web.security import from_this_site
from assistant.faces.web.services import Desk, Services
from assistant.messages import LANGUAGES, t
from index.answer import Language

_log = logging.getLogger(__name__)
MOST_BYTES = 64_000
MOST_NOTE = 1000

Reason = Literal["wrong", "source", "incomplete", "missed", "other"]
_REASONS: tuple[Reason, ...] = get_args(Reason)
_LABELS = {t(f"feedback.reason.{reason}", language): reason for reason in _REASONS for language in LANGUAGES}


class Sent(BaseModel):
    """What the form sends; ``none`` takes an opinion back."""

    conversation: Annotated[str, Field(max_length=40)]
    turn: Annotated[int, Field(ge=0, lt=2**63)]
    verdict: Literal["up", "down", "none"]
    reasons: Annotated[list[Reason], Field(max_length=len(_REASONS))] = []
    note: Annotated[str, Field(max_length=MOST_NOTE)] = ""
    right_answer: Annotated[str, Field(max_length=feedback.MOST_CHARACTERS)] = ""


def ratings(services: Services, owner: str, conversation: str, turns: Sequence[Turn]) -> list[render.Rating]:
    """What ``owner`` thought of each of ``turns``."""
    if not (services.settings.home / feedback.FILE).exists():
        return [render.Rating(turn.id) for turn in turns]
    keys = [_key(conversation, turn.id) for turn in turns]
    found = services.feedback.on_turns(owner, keys)
    return [_rating(turn.id, found.get(key)) for turn, key in zip(turns, keys, strict=True)]


def router(services: Services) -> APIRouter:
    """The route that takes an opinion and answers with the thumbs as they now stand."""
    routes = APIRouter()

    @routes.post("/feedback", response_model=None)
    async def rate(request: Request) -> Response:
        language = language_of(request.cookies)
        if not from_this_site(request):
            return PlainTextResponse(t("evaluate.elsewhere", language), status_code=403)
        if int(request.headers.get("content-length") or MOST_BYTES + 1) > MOST_BYTES:
            return PlainTextResponse(t("feedback.failed", language), status_code=413)
        try:
            sent = Sent.model_validate_json(await request.body())
            html = await run_in_threadpool(_keep, services, services.desk(request), sent, language)
        except (ValueError, LookupError):  # not what the form sends, or a turn of somebody else
            return PlainTextResponse(t("feedback.failed", language), status_code=400)
        except (sqlite3.Error, OSError):
            _log.exception("an opinion could not be kept")
            return PlainTextResponse(t("feedback.failed", language), status_code=500)
        return HTMLResponse(html)

    return routes


def _keep(services: Services, desk: Desk, sent: Sent, language: Language) -> str:
    """Keep or withdraw an opinion; a turn of another conversation, or of another reader's, is a ``LookupError``."""
    owner, kept = desk.reader.owner, services.feedback
    turns = services.conversations.turns(owner, sent.conversation)
    turn = next((turn for turn in turns if turn.id == sent.turn), None)
    if turn is None:
        raise LookupError(sent.turn)
    key = _key(sent.conversation, turn.id)
    if sent.verdict == "none":
        kept.withdraw(owner, key)
        return render.rating(render.Rating(turn.id), turn.answer, language, said=t("feedback.withdrawn", language))
    down = sent.verdict == "down"
    # One label a line, then the reader's own words: what is exported must be read by people.
    labels = [t(f"feedback.reason.{reason}", language) for reason in dict.fromkeys(sent.reasons)]
    reason = "\n".join(filter(None, [*labels, *sent.note.strip().splitlines()])) if down else ""
    right_answer = sent.right_answer if down else ""
    kept.record(turn.answer, sent.verdict, owner=owner, reason=reason, right_answer=right_answer, turn=key)
    given = _rating(turn.id, kept.on_turns(owner, [key])[key])
    return render.rating(given, turn.answer, language, said=t("feedback.kept", language))


def _key(conversation: str, turn: int) -> str:
    """Names a turn in the feedback file, which must not hold what opens a conversation."""
    return hashlib.blake2b(f"{conversation}:{turn}".encode(), digest_size=16).hexdigest()


def _rating(turn: int, opinion: feedback.Opinion | None) -> render.Rating:
    if opinion is None:
        return render.Rating(turn)
    lines = opinion.reason.split("\n")
    count = next((n for n, line in enumerate(lines) if line not in _LABELS), len(lines))
    reasons = tuple(_LABELS[line] for line in lines[:count])
    return render.Rating(turn, opinion.verdict, reasons, "\n".join(lines[count:]), opinion.right_answer)
