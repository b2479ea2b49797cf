"""The OpenAI form of asking: ``/v1/models`` and ``/v1/chat/completions``, for clients that speak it already.

The last user message is the question, earlier pairs of user and assistant messages let a follow-up be completed; other
roles are not asked. The message ends with its numbered sources; the same citations, whole, are in the extra field
``hoidap`` of the choice's message. Usage is that of the language model where one was asked, else counted in words.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any, Literal

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from assistant.assistant import QuestionError
from assistant.faces.api import asking
from assistant.faces.api.entrance import desk_of
from assistant.faces.web.services import Services
from index.answer import Answer, Language
from index.errors import LibraryError

_log = logging.getLogger(__name__)
_MODEL = "hoidap"
_TURNS = 6
_KINDS = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}


class Part(BaseModel):
    """A part of a message; only text is read."""

    type: str
    text: str = Field(default="", max_length=40_000)


class Message(BaseModel):
    """A message of the conversation."""

    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = Field(default=None)

    @property
    def text(self) -> str:
        """What it says."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text for part in self.content or () if part.type == "text")


class StreamOptions(BaseModel):
    """What a stream ends with."""

    include_usage: bool = False


class Completion(BaseModel):
    """What is asked for. Settings of sampling mean nothing here and are passed over."""

    model_config = ConfigDict(extra="ignore")

    model: str = Field(max_length=200)
    messages: list[Message] = Field(min_length=1, max_length=500)
    stream: bool = False
    stream_options: StreamOptions | None = None
    n: int | None = Field(default=None, ge=1, le=1)


def refusal(status: int, reason: str, headers: dict[str, str] | None = None, *, code: str | None = None) -> Response:
    """An error in the OpenAI form."""
    kind = _KINDS.get(status, "server_error" if status >= 500 else "invalid_request_error")
    return JSONResponse(
        {"error": {"message": reason, "type": kind, "param": None, "code": code}}, status, dict(headers or {})
    )


def build(services: Services) -> FastAPI:
    """The application under /v1."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, strict_content_type=False)
    _handle_errors(app)

    @app.get("/models")
    def models() -> dict[str, object]:
        return {"object": "list", "data": [_model(name) for name in _models(services)]}

    @app.get("/models/{name}")
    def model(name: str) -> Response:
        if name not in _models(services):
            return refusal(404, "there is no such model", code="model_not_found")
        return JSONResponse(_model(name))

    @app.post("/chat/completions", response_model=None)
    async def complete(request: Request, sent: Completion) -> Response:
        if sent.model not in _models(services):
            return refusal(404, f"there is no such model: use {' or '.join(_models(services))}", code="model_not_found")
        desk, asked = desk_of(services, request), _asked(sent)
        head = {"id": f"chatcmpl-{secrets.token_hex(12)}", "created": int(time.time()), "model": sent.model}
        if sent.stream:
            pieces = asking.streamed(services, desk, asked)
            usage = bool(sent.stream_options and sent.stream_options.include_usage)
            events = _chunks(pieces, head, sent, with_usage=usage)
            return StreamingResponse(events, media_type="text/event-stream", headers={"Cache-Control": "no-store"})
        answer = (await asking.whole(services, desk, asked)).answer
        message = {"role": "assistant", "content": told(answer), "refusal": None, "hoidap": _extra(answer)}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        usage_told = _usage(sent, answer)
        return JSONResponse({**head, "object": "chat.completion", "choices": [choice], "usage": usage_told})

    return app


def _models(services: Services) -> list[str]:
    return [_MODEL, *([f"{_MODEL}-llm"] if services.settings.llm else [])]


def _model(name: str) -> dict[str, object]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "hoidap"}


def _asked(sent: Completion) -> asking.Asked:
    """The last user message, with what was said before it."""
    said = [message for message in sent.messages if message.role in {"user", "assistant"}]
    last = max((at for at, message in enumerate(said) if message.role == "user"), default=-1)
    if last < 0:
        raise QuestionError("messages: there is no message of the user")
    history: list[Answer] = []
    for at in range(last):
        if said[at].role == "user" and said[at].text.strip():
            reply = said[at + 1].text if said[at + 1].role == "assistant" else ""
            language: Language = "vi"
            history.append(Answer(question=said[at].text[:20_000], language=language, status="answered", text=reply))
    engine: Literal["llm"] | None = "llm" if sent.model.endswith("-llm") else None
    return asking.Asked(said[last].text, engine=engine, history=tuple(history[-_TURNS:]))


def told(answer: Answer) -> str:
    """The answer as a message: its text, then its numbered sources."""
    return answer.text + _sources(answer)


def _sources(answer: Answer) -> str:
    heading = {"vi": "Nguồn:", "en": "Sources:"}[answer.language]
    lines = []
    for citation in answer.citations:
        parts = (citation.title or citation.file, citation.number, citation.section, citation.date, citation.url)
        quote = " ".join(citation.quote.split())
        lines.append(f"[{citation.n}] {' · '.join(part for part in parts if part)} — “{quote}”")
    return "\n\n" + "\n".join([heading, *lines]) if lines else ""


def _extra(answer: Answer) -> dict[str, Any]:
    """The whole answer but its text, for clients that know of it."""
    return answer.model_dump(mode="json", exclude={"text", "question"})


def _usage(sent: Completion, answer: Answer) -> dict[str, int]:
    if answer.usage is not None:
        prompt, completion = answer.usage.prompt_tokens, answer.usage.completion_tokens
    else:
        prompt = sum(len(message.text.split()) for message in sent.messages)
        completion = len(told(answer).split())
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


async def _chunks(
    pieces: AsyncIterator[str | asking.Kept], head: dict[str, Any], sent: Completion, *, with_usage: bool
) -> AsyncIterator[str]:
    """Chunks whose texts, put together, are the message of the whole answer."""

    def chunk(delta: dict[str, Any], finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return _data({**head, "object": "chat.completion.chunk", "choices": [choice]})

    yield chunk({"role": "assistant", "content": ""})
    try:
        async for piece in pieces:
            if isinstance(piece, str):
                # What is written first may still be changed by the check of its facts: only what was checked is sent.
                yield ": writing\n\n"
                continue
            for line in told(piece.answer).splitlines(keepends=True):
                yield chunk({"content": line})
            yield chunk({"hoidap": _extra(piece.answer)}, "stop")
            if with_usage:
                usage = _usage(sent, piece.answer)
                yield _data({**head, "object": "chat.completion.chunk", "choices": [], "usage": usage})
    except (QuestionError, LibraryError) as error:
        status = 422 if isinstance(error, QuestionError) else 503
        reason = str(error) if status == 422 else "the library cannot be read now"
        yield f"data: {bytes(refusal(status, reason).body).decode()}\n\n"
    yield "data: [DONE]\n\n"


def _data(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"


def _handle_errors(app: FastAPI) -> None:
    @app.exception_handler(QuestionError)
    def _question(_: Request, error: QuestionError) -> Response:
        return refusal(422, str(error))

    @app.exception_handler(RequestValidationError)
    def _invalid(_: Request, error: RequestValidationError) -> Response:
        return refusal(422, _first(error.errors()))

    @app.exception_handler(HTTPException)
    def _http(_: Request, error: HTTPException) -> Response:
        return refusal(error.status_code, str(error.detail))

    @app.exception_handler(LibraryError)
    def _library(_: Request, error: LibraryError) -> Response:
        _log.error("the library failed: %s", error)
        return refusal(503, "the library cannot be read now", {"Retry-After": "30"})

    @app.exception_handler(Exception)
    def _unforeseen(_: Request, __: Exception) -> Response:  # the server's log holds the trace
        return refusal(500, "something went wrong")


def _first(errors: Sequence[Any]) -> str:
    where = ".".join(map(str, errors[0]["loc"][1:]))[:200] if errors else ""
    return f"{where}: {str(errors[0]['msg'])[:300]}" if errors else "the request is not understood"
