"""The web application: our own pages and the Gradio chat on one FastAPI server."""

from __future__ import annotations

import os
import secrets
from typing import Any

# Read by gradio when it is imported: no usage statistics, no version check, no request to anywhere.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles

from assistant.faces.api import mounting
from assistant.faces.intake.intake import Intake
from assistant.faces.web import (
    chat,
    conversation_list,
    documents_page,
    evaluate_page,
    indicators_page,
    opinions,
    scope,
    search_page,
    sign_in,
    sourcing,
)
from assistant.faces.web.assets import STATIC, address, tags
from assistant.faces.web.errors import handlers
from assistant.faces.web.gate import Gate
from assistant.faces.web.language import language_of
from assistant.faces.web.security import Guard
from assistant.faces.web.services import Services

_FONTS = ("Segoe UI", "system-ui", "-apple-system", "Roboto", "Noto Sans", "Helvetica Neue", "Arial", "sans-serif")

# What Gradio offers beside the chat and nobody here needs: less that a stranger can reach.
_SHUT = ("/manifest.json", "/gradio_api/openapi.json", "/gradio_api/info", "/gradio_api/upload", "/gradio_api/runs")


def _nothing_here() -> Response:
    return Response(status_code=404)


def page_head() -> str:
    """What goes into the head of every page: our style sheet and scripts, from this server."""
    return "".join([
        '<meta name="color-scheme" content="light dark">',
        f'<script src="{address("theme.js")}"></script>',
        tags("hoidap.js", "hoidap.css"),
        f'<link rel="icon" type="image/svg+xml" href="{address("icon.svg")}">',
    ])  # fmt: skip


def build_app(services: Services, *, only_here: bool = False) -> FastAPI:
    """The application over ``services``; it holds no state of its own but the id of this run.

    ``only_here``: while nobody has to sign in, take requests to names of this machine only.
    """
    how: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
    how["exception_handlers"] = handlers(page_head)
    app = FastAPI(**how)
    boot = secrets.token_hex(8)
    intake = Intake(services.library, services.settings.home)
    intake.start()

    @app.get("/alive")
    def alive() -> JSONResponse:
        return JSONResponse({"boot": boot}, headers={"Cache-Control": "no-store"})

    for path in _SHUT:
        app.add_api_route(path, _nothing_here, methods=["GET", "POST"])

    app.mount("/ui", StaticFiles(directory=STATIC), name="ui")
    app.include_router(evaluate_page.router(services, page_head))
    app.include_router(opinions.router(services))
    app.include_router(conversation_list.router(services))
    app.include_router(scope.router(services))
    app.include_router(indicators_page.router(services, page_head))
    app.include_router(documents_page.router(services, intake, page_head))
    app.include_router(search_page.router(services, page_head))
    app.include_router(sourcing.router(services))
    app.include_router(sign_in.router(services, page_head))
    mounting.mount(app, services, intake)
    app.add_middleware(Gate, services=services, only_here=only_here)
    chat_head = page_head() + tags("chat.js", "talks.js", "chat.css")
    app.add_middleware(Guard, head=lambda: chat_head, first=lambda cookies: chat.first_paint(language_of(cookies)))
    mounting.watch(app, services)
    return gr.mount_gradio_app(  # type: ignore[no-any-return]
        app,
        chat.build(services),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        max_file_size=1,  # nothing is uploaded through Gradio
        blocked_paths=[str(services.settings.home)],
        theme=gr.themes.Base(font=list(_FONTS), font_mono=["ui-monospace", "Consolas", "monospace"]),
        app_kwargs=how,
    )
