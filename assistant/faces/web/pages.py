"""The source panel beside every page, and the search page. Plain HTML; no state."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from assistant.faces.web import finding, render, sourcing
from assistant.faces.web.language import language_of
from assistant.faces.web.page import page
from assistant.faces.web.services import Services
from assistant.messages import LANGUAGES, t
from index.errors import LibraryError

_log = logging.getLogger(__name__)


def router(services: Services, head: Callable[[], str]) -> APIRouter:
    """The routes of these pages over ``services``; ``head`` is put into every page's head."""
    routes = APIRouter()

    @routes.get("/source")
    def source_panel(request: Request, asked: Annotated[sourcing.SourceQuery, Query()]) -> HTMLResponse:
        speaks = next((code for code in LANGUAGES if code == asked.language), language_of(request.cookies))
        library = services.desk(request).library
        found = sourcing.find(library, asked)
        if found is None:
            problem = render.render("problem.html", speaks, reason=t("source.missing", speaks))
            return HTMLResponse(problem, status_code=404)
        return HTMLResponse(sourcing.html(library, found, asked, speaks, whole_page=False))

    @routes.get("/search")
    def search_page(request: Request, asked: Annotated[finding.SearchQuery, Query()]) -> HTMLResponse:
        speaks = language_of(request.cookies)
        desk = services.desk(request)
        try:
            body = finding.html(desk, services.settings, asked, speaks)
        except (LibraryError, OSError):
            _log.exception("a search failed")
            body = finding.form(desk, asked, speaks, problem=t("search.failed", speaks))
        return page(speaks, head(), "search", asked.q or t("search.heading", speaks), body)

    return routes
