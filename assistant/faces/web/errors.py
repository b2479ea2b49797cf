"""What people see where an address leads nowhere, cannot be read, or something broke: a page of ours.

Programs get what they always got: the short JSON of the framework.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from fastapi.exception_handlers import http_exception_handler, request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assistant.faces.web import render
from assistant.faces.web.language import language_of
from assistant.faces.web.page import page
from assistant.faces.web.security import policy
from assistant.messages import t

_log = logging.getLogger(__name__)
Handlers = Mapping[int | type[Exception], Callable[[Request, Any], Any]]


def handlers(head: Callable[[], str]) -> Handlers:
    """The handlers of an application's errors; ``head`` is put into the head of every page."""

    def shown(request: Request, status: int) -> Response:
        language = language_of(request.cookies)
        key = "page.missing" if status < 500 else "page.broken"
        body = render.render("missing.html", language, heading=t(key, language), text=t(f"{key}.text", language))
        return page(language, head(), "", t(key, language), body, status=status)

    async def refused(request: Request, error: HTTPException) -> Response:
        if not _by_a_person(request):
            return await http_exception_handler(request, error)
        return shown(request, error.status_code)

    async def unread(request: Request, error: RequestValidationError) -> Response:
        if not _by_a_person(request):
            return await request_validation_exception_handler(request, error)
        return shown(request, 422)

    async def broken(request: Request, error: Exception) -> Response:
        _log.error("%s failed", request.url.path, exc_info=error)
        if not _by_a_person(request):
            return JSONResponse({"detail": "Internal Server Error"}, 500)
        answer = shown(request, 500)  # made outside of every other layer: it brings its own rules
        answer.headers["Content-Security-Policy"] = policy(secrets.token_urlsafe(16), evaluate=False)
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer

    return {HTTPException: refused, RequestValidationError: unread, Exception: broken}


def _by_a_person(request: Request) -> bool:
    """Whether a browser asked for a page."""
    return request.method in {"GET", "POST"} and "text/html" in request.headers.get("accept", "")
