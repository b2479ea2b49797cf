"""Watching the server: a request id for everything, logs as JSON lines, figures for Prometheus. Never a question.

What was asked is personal: it is in a log only where ``Settings.log_questions`` says so.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
import time
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.answer import Answer

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_access = logging.getLogger("hoidap.access")
_questions = logging.getLogger("hoidap.questions")
_PLAIN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# The parts of the server by which requests are counted; what follows them (ids, files) is no label.
_ROUTES = (
    "/api/ask", "/api/search", "/api/indicators", "/api/documents", "/api/conversations", "/api/openapi.json",
    "/v1/chat/completions", "/v1/models", "/mcp", "/healthz", "/readyz", "/metrics", "/ui", "/sign-in", "/sign-out",
    "/account", "/search", "/documents", "/indicators", "/evaluate", "/source", "/feedback", "/conversations", "/alive",
    "/gradio_api/queue", "/gradio_api/run", "/gradio_api",
)  # fmt: skip


class JsonLines(logging.Formatter):
    """Each record as one JSON object: time (UTC), level, logger, message, request id, and what it was given extra."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if REQUEST_ID.get():
            told["request_id"] = REQUEST_ID.get()
        told |= {name: value for name, value in vars(record).items() if name not in _PLAIN}
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


def log_to(stream: TextIO = sys.stderr) -> None:
    """Write the program's log to ``stream`` as JSON lines."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for own in ("hoidap", "assistant", "index", "ingest"):
        logging.getLogger(own).setLevel(logging.INFO)


class Figures:
    """What is counted of one server."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        to = self.registry
        self.requests = Counter("hoidap_requests", "Requests answered", ["route", "method", "status"], registry=to)
        self.seconds = Histogram(
            "hoidap_request_seconds", "Seconds until a request was answered wholly", ["route"],
            buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32), registry=to,
        )  # fmt: skip
        self.running = Gauge("hoidap_requests_running", "Requests being answered", registry=to)
        self.answers = Counter("hoidap_answers", "Questions answered or declined", ["status", "by"], registry=to)
        self.failures = Counter("hoidap_answer_failures", "Questions that met an error", registry=to)
        self.answer_seconds = Histogram(
            "hoidap_answer_seconds",
            "Seconds of an answer",
            buckets=(0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64),
            registry=to,
        )

    def text(self) -> bytes:
        """The figures in Prometheus' text form."""
        return generate_latest(self.registry)

    def answered(self, pieces: Iterator[str | Answer], question: str, *, log_question: bool) -> Iterator[str | Answer]:
        """``pieces`` as they come, counted once the answer is there."""
        try:
            for piece in pieces:
                if isinstance(piece, Answer):
                    self.answers.labels(piece.status, piece.engine.partition(":")[0]).inc()
                    self.answer_seconds.observe(piece.seconds.total)
                    if log_question:
                        _questions.info("asked", extra={"question": question, "status": piece.status})
                yield piece
        except Exception:
            self.failures.inc()
            raise


def route_of(path: str, routes: Sequence[str] = _ROUTES) -> str:
    """The part of the server that a path belongs to.

    >>> route_of("/api/documents/0123"), route_of("/"), route_of("/wp-login.php")
    ('/api/documents', '/', 'other')
    """
    if path == "/":
        return path
    return next((route for route in routes if path == route or path.startswith(route + "/")), "other")


class Watch:
    """The outermost ASGI layer: gives each request its id, counts it, and logs it when it is over."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        self.app = app
        self._figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        number = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
        token, started, status = REQUEST_ID.set(number), time.perf_counter(), 0

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                MutableHeaders(scope=message)["X-Request-ID"] = number
            await send(message)

        self._figures.running.inc()
        try:
            await self.app(scope, receive, told)
        finally:
            self._figures.running.dec()
            seconds, route = time.perf_counter() - started, route_of(scope["path"])
            method = scope["method"] if scope["method"] in {"GET", "POST", "DELETE", "PATCH", "HEAD"} else "other"
            self._figures.requests.labels(route, method, str(status)).inc()
            self._figures.seconds.labels(route).observe(seconds)
            fields = {"method": method, "route": route, "status": status, "seconds": round(seconds, 4)}
            _access.info("request", extra=fields)
            REQUEST_ID.reset(token)
