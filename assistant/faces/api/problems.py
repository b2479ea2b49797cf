"""Everything that goes wrong in REST has one shape: ``application/problem+json`` (RFC 9457) with a stable code."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from assistant.assistant import QuestionError
from assistant.faces.watching import REQUEST_ID
from index.errors import LibraryBusyError, LibraryError

_log = logging.getLogger(__name__)
_CODES = {
    400: "bad_request", 401: "sign_in_needed", 403: "not_allowed", 404: "not_found", 405: "method_not_allowed",
    409: "conflict", 413: "too_large", 415: "unsupported_media_type", 422: "invalid", 429: "too_many_requests",
    503: "busy",
}  # fmt: skip


class FieldProblem(BaseModel):
    """A field of the request that is wrong: where (``body.question``) and why."""

    field: str
    message: str


class Problem(BaseModel):
    """What went wrong: ``code`` is for programs, ``detail`` for people; ``request_id`` is in the server's log."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str
    errors: list[FieldProblem] = []


class ProblemError(Exception):
    """Ends a request with a problem."""

    def __init__(
        self, status: int, detail: str, code: str = "", headers: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.code = code
        self.headers = headers


def problem(
    status: int,
    detail: str,
    code: str = "",
    *,
    errors: Sequence[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """A response that tells a problem."""
    chosen = code or _CODES.get(status, "error")
    told = Problem(
        type=f"urn:hoidap:problem:{chosen}",
        title=HTTPStatus(status).phrase,
        status=status,
        code=chosen,
        detail=detail,
        request_id=REQUEST_ID.get(),
        errors=list(errors),
    )
    return JSONResponse(told.model_dump(), status, dict(headers or {}), media_type="application/problem+json")


def handle_problems(app: FastAPI) -> None:
    """Let every error of ``app`` become a problem."""

    @app.exception_handler(ProblemError)
    def _told(_: Request, error: ProblemError) -> JSONResponse:
        return problem(error.status, error.detail, error.code, headers=error.headers)

    @app.exception_handler(HTTPException)
    def _http(_: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, str(error.detail), headers=error.headers)

    @app.exception_handler(RequestValidationError)
    def _invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        errors = [
            FieldProblem(field=".".join(map(str, one["loc"]))[:200], message=str(one["msg"])[:300])
            for one in error.errors()[:20]
        ]
        return problem(422, "the request is not as the OpenAPI description says", errors=errors)

    @app.exception_handler(QuestionError)
    def _question(_: Request, error: QuestionError) -> JSONResponse:
        return problem(422, str(error), errors=[FieldProblem(field="question", message=str(error))])

    @app.exception_handler(LibraryBusyError)
    def _busy(_: Request, error: LibraryBusyError) -> JSONResponse:
        return problem(503, str(error), headers={"Retry-After": "5"})

    @app.exception_handler(LibraryError)
    def _library(_: Request, error: LibraryError) -> JSONResponse:
        _log.error("the library failed: %s", error)
        return problem(503, "the library cannot be read now", headers={"Retry-After": "30"})

    @app.exception_handler(Exception)
    def _unforeseen(_: Request, __: Exception) -> JSONResponse:  # the server's log holds the trace
        return problem(500, "something went wrong; the server's log has the request id")
