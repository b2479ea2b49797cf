"""Puts the parts for programs and for watching on the web application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib.util import find_spec
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.faces.api import chat_completions, rest
from assistant.faces.api.entrance import Entrance, Rate, Refusal
from assistant.faces.api.problems import problem
from assistant.faces.intake.intake import Intake
from assistant.faces.watching import Watch
from assistant.faces.web.services import Services
from index.errors import LibraryError

_PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


def mount(app: FastAPI, services: Services, intake: Intake) -> None:
    """Mount /api, /v1, /mcp, /healthz, /readyz and /metrics."""
    rate = Rate(services.settings.requests_per_minute)

    def refuse(status: int, reason: str, headers: dict[str, str]) -> Response:
        return problem(status, reason, headers=headers)

    app.mount("/api", Entrance(rest.build(services, intake), services, rate, refuse))
    app.mount("/v1", Entrance(chat_completions.build(services), services, rate, chat_completions.refusal))
    _mount_mcp(app, services, rate, refuse)
    app.router.routes.append(Route("/metrics", Entrance(_metrics(services), services, Rate(0), refuse)))
    app.add_api_route("/healthz", lambda: PlainTextResponse("ok"), methods=["GET"])

    async def ready() -> JSONResponse:
        reason = await run_in_threadpool(_not_ready, services)
        return JSONResponse({"ready": not reason, "reason": reason or None}, 503 if reason else 200)

    app.add_api_route("/readyz", ready, methods=["GET"])


def watch(app: FastAPI, services: Services) -> None:
    """Make watching the outermost layer: call it after every other layer was added."""
    app.add_middleware(Watch, figures=services.figures)


def _mount_mcp(app: FastAPI, services: Services, rate: Rate, refuse: Refusal) -> None:
    """Mount /mcp, where the package for it is installed."""
    if find_spec("mcp") is None:
        return
    from assistant.faces.api import mcp_server

    part, server = mcp_server.over_http(services)
    app.router.routes.append(Route("/mcp", Entrance(part, services, rate, refuse)))
    outer = app.router.lifespan_context

    @asynccontextmanager
    async def running(whole: FastAPI) -> AsyncIterator[Mapping[str, Any]]:
        async with outer(whole) as state, server.session_manager.run():
            yield state or {}

    app.router.lifespan_context = running


def _not_ready(services: Services) -> str:
    """Why questions cannot be answered yet; "" where they can."""
    try:
        _ = services.library.generation
    except (LibraryError, OSError):
        return "the library cannot be read"
    return "" if services.warm.is_set() else "the embedding model is being loaded"


def _metrics(services: Services) -> ASGIApp:
    async def figures(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(services.figures.text(), media_type=_PROMETHEUS)(scope, receive, send)

    return figures
