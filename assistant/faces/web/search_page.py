"""The search page: found as one types, without a script by a form; saved searches, and the hits as CSV."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from assistant.faces.web import finding, render
from assistant.faces.web.assets import tags
from assistant.faces.web.finding import Found, SearchQuery
from assistant.faces.web.language import language_of
from assistant.faces.web.page import page
from assistant.faces.web.reasons import reasons
from assistant.faces.web.security import from_this_site
from assistant.faces.web.services import Services
from assistant.messages import kind_name, t
from assistant.searches import Saved, Searches
from assistant.tables import BYTE_ORDER_MARK, csv_text
from index.answer import Language
from index.errors import LibraryError

_log = logging.getLogger(__name__)
_COLUMNS = ("rank", "score", "title", "kind", "number", "issuer", "date", "place", "section", "page", "passage", "file")


def router(services: Services, head: Callable[[], str]) -> APIRouter:
    """The routes of the page over ``services``; ``head`` is put into its head."""
    pages = _Pages(services, head)
    routes = APIRouter()
    routes.add_api_route("/search", pages.whole, methods=["GET"], response_model=None)
    routes.add_api_route("/search/hits", pages.part, methods=["GET"], response_model=None)
    routes.add_api_route("/search.csv", pages.table, methods=["GET"], response_model=None)
    routes.add_api_route("/search/saved", pages.save, methods=["POST"], response_model=None)
    routes.add_api_route("/search/saved/{number}/delete", pages.forget, methods=["POST"], response_model=None)
    return routes


class _Pages:
    """The handlers of the routes."""

    def __init__(self, services: Services, head: Callable[[], str]) -> None:
        self._services = services
        self._head = head
        self._searches = Searches(services.settings.home / "searches.sqlite3")

    def whole(self, request: Request, asked: Annotated[SearchQuery, Query()]) -> HTMLResponse:
        """The form, what was saved, and what was found."""
        return self._page(request, asked, self._found(request, asked))

    def part(self, request: Request, asked: Annotated[SearchQuery, Query()]) -> HTMLResponse:
        """What was found alone, for the script of the page."""
        hits = self._hits(request, asked, self._found(request, asked))
        return HTMLResponse(hits, headers={"Cache-Control": "no-store"})

    def table(self, request: Request, asked: Annotated[SearchQuery, Query()]) -> Response:
        """The hits as CSV, each with the address that opens it."""
        language = language_of(request.cookies)
        site = str(request.base_url).rstrip("/")
        rows = []
        for hit in self._found(request, asked).hits or []:
            values = {**hit.model_dump(), "kind": kind_name(hit.kind, language)}
            link = f"{site}/documents/{hit.document}?start={hit.start}&end={hit.end}"
            rows.append([*(values[column] for column in _COLUMNS), link])
        names = [t(f"search.column.{column}", language) for column in (*_COLUMNS, "link")]
        return Response(
            BYTE_ORDER_MARK + csv_text(names, rows),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="tim-kiem.csv"'},
        )

    def save(self, request: Request, query: Annotated[str, Form()] = "", name: Annotated[str, Form()] = "") -> Response:
        """Keep a search under a name."""
        language = language_of(request.cookies)
        owner = self._services.desk(request).reader.owner
        asked = _read(query)
        problem = "" if from_this_site(request) else t("evaluate.elsewhere", language)
        if not problem:
            try:
                self._searches.save(owner, name, asked.query)
            except ValueError:
                problem = t("search.unsaved", language)
        if problem:
            return self._page(request, asked, Found(problem=problem), 400)
        return RedirectResponse(asked.address(), status_code=303)

    def forget(self, request: Request, number: Annotated[int, Path(ge=0, lt=2**63)]) -> Response:
        """Delete a saved search."""
        owner = self._services.desk(request).reader.owner
        if not from_this_site(request):
            problem = t("evaluate.elsewhere", language_of(request.cookies))
            return self._page(request, SearchQuery(), Found(problem=problem), 403)
        self._searches.delete(owner, number)
        return RedirectResponse("/search", status_code=303)

    def _found(self, request: Request, asked: SearchQuery) -> Found:
        language = language_of(request.cookies)
        desk = self._services.desk(request)
        try:
            return finding.find(desk, self._services.settings, asked, language)
        except (LibraryError, OSError, ValueError):
            _log.exception("a search failed")
            return Found(problem=t("search.failed", language))

    def _hits(self, request: Request, asked: SearchQuery, found: Found) -> str:
        language = language_of(request.cookies)
        hits = found.hits or []
        return render.render(
            "hits.html",
            language,
            asked=asked,
            found=found,
            hits=[(hit, finding.snippet(hit.passage, hit.highlights), reasons(hit.why, language)) for hit in hits],
            by_meaning=bool(hits) and all("bm25" in hit.why and hit.why["bm25"] is None for hit in hits),
            timeline=finding.timeline(hits, asked, language),
            saved=any(saved.query == asked.query for saved in self._saved(request)),
        )

    def _saved(self, request: Request) -> list[Saved]:
        owner = self._services.desk(request).reader.owner
        return self._searches.of(owner) if owner else []

    def _page(self, request: Request, asked: SearchQuery, found: Found, status: int = 200) -> HTMLResponse:
        language: Language = language_of(request.cookies)
        records = self._services.desk(request).library.documents()
        body = render.render(
            "search.html",
            language,
            asked=asked,
            hits=render.trusted(self._hits(request, asked, found)),
            idle=found.hits is None and not found.problem,
            searches=self._saved(request),
            kinds=sorted({str(record.kind) for record in records}, key=lambda kind: kind_name(kind, language)),
            places=sorted({record.place for record in records if record.place}),
            issuers=sorted({record.issuer for record in records if record.issuer}),
        )
        title = asked.q or t("search.heading", language)
        return page(language, self._head() + tags("search.css", "search.js"), "search", title, body, status=status)


def _read(query: str) -> SearchQuery:
    """The search of an address; an empty one where it cannot be read."""
    try:
        return SearchQuery.model_validate(dict(parse_qsl(query, max_num_fields=20)))
    except (ValidationError, ValueError):
        return SearchQuery()
