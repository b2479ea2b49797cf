"""A source, asked for by document or file with a cited span, as HTML: the panel beside every page."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from pydantic import BaseModel, Field

from assistant.faces.intake import originals
from assistant.faces.web import render
from assistant.faces.web.downloads import disposition
from assistant.faces.web.language import language_of
from assistant.faces.web.services import Services
from assistant.faces.web.source import view
from assistant.faces.web.validity import acting, validity
from assistant.messages import LANGUAGES, format_date, t
from index.answer import Language
from index.model import Document, RelationType
from index.readable import Readable

_MAX_MARKS = 50
_ACTED_ON = {
    RelationType.AMENDS: "relation.amended_by",
    RelationType.REPLACES: "relation.replaced_by",
    RelationType.REPEALS: "relation.repealed_by",
}


class SourceQuery(BaseModel):
    """Which document, and what of it: ``start``/``end`` the cited span, ``marks`` its key parts as "12-20,30-35"."""

    document: str = Field("", max_length=100)
    file: str = Field("", max_length=2000)
    start: int = -1
    end: int = -1
    marks: str = Field("", max_length=1000)
    language: str = Field("", max_length=5)


def router(services: Services) -> APIRouter:
    """The route of the panel."""
    routes = APIRouter()

    @routes.get("/source")
    def source_panel(request: Request, asked: Annotated[SourceQuery, Query()]) -> HTMLResponse:
        speaks = next((code for code in LANGUAGES if code == asked.language), language_of(request.cookies))
        library = services.desk(request).library
        found = find(library, asked)
        if found is None:
            problem = render.render("problem.html", speaks, reason=t("source.missing", speaks))
            return HTMLResponse(problem, status_code=404)
        return HTMLResponse(html(library, found, asked, speaks, whole_page=False))

    @routes.get("/source/text")
    def whole_text(request: Request, document: str) -> Response:
        found = services.desk(request).library.document(document[:100])
        if found is None:
            return PlainTextResponse(t("source.missing", language_of(request.cookies)), status_code=404)
        named = disposition(render.display_name(found, "vi"), "txt")
        return PlainTextResponse(found.text, headers={"Content-Disposition": named, "Cache-Control": "no-store"})

    @routes.get("/source/file")
    def original_file(request: Request, document: str) -> Response:
        language = language_of(request.cookies)
        found = services.desk(request).library.document(document[:100])
        if found is None:
            return PlainTextResponse(t("source.missing", language), status_code=404)
        try:
            original, data = originals.read(found)
        except originals.ChangedError:
            return PlainTextResponse(t("source.original.gone", language), status_code=404)
        named = PurePath(original.name)
        headers = {"Content-Disposition": disposition(named.stem, named.suffix[1:]), "Cache-Control": "no-store"}
        # Whatever it is, no browser opens it as a page of this site.
        return Response(data, media_type="application/octet-stream", headers=headers)

    return routes


def parse_marks(text: str) -> list[tuple[int, int]]:
    """``"12-20,30-35"`` as spans; what does not read as one is left out.

    >>> parse_marks("12-20,x,9-3")
    [(12, 20)]
    """
    spans = [(int(a), int(b)) for a, b in re.findall(r"(?<!\d)(\d{1,9})-(\d{1,9})(?!\d)", text)]
    return [(a, b) for a, b in spans if a < b][:_MAX_MARKS]


def find(library: Readable, asked: SourceQuery) -> Document | None:
    """The document asked for by id, else by file."""
    if asked.document:
        return library.document(asked.document)
    records = library.find(asked.file) if asked.file else []
    return library.document(records[0].id) if records else None


def html(library: Readable, document: Document, asked: SourceQuery, language: Language, *, whole_page: bool) -> str:
    """The document with its span marked: for the panel, or as the body of a page."""
    shown = view(document, (asked.start, asked.end), parse_marks(asked.marks))
    query = urlencode({"start": asked.start, "end": asked.end, "marks": asked.marks}) if shown.quote else ""
    return render.render(
        "source.html",
        language,
        document=document,
        view=shown,
        facts=facts(document, language),
        relations=relations(library, document),
        standing=validity(document, acting(library.documents()), datetime.now(UTC).date()),
        full=f"/documents/{document.id}" + (f"?{query}" if query else ""),
        original=original.name if (original := originals.find(document)) else "",
        whole_page=whole_page,
    )


def facts(document: Document, language: Language) -> list[tuple[str, str]]:
    """What is known of a document, as (key of the field's name, text)."""
    known = [
        ("field.issuer", document.issuer),
        ("field.date_issued", format_date(document.date_issued, language)),
        ("field.date_effective", format_date(document.date_effective, language)),
        ("field.date_published", format_date(document.date_published, language)),
        ("field.place", document.place),
        ("field.signer", document.signer),
        ("field.file", document.file),
    ]
    return [(key, text) for key, text in known if text]


def relations(library: Readable, document: Document) -> list[dict[str, object]]:
    """What others do to the document, then what it does to others; those in the library can be opened."""
    incoming: list[dict[str, object]] = []
    for actor, relation in library.relations_to(document.number) if document.number else []:
        other = library.document(actor)
        if other is not None and relation.type in _ACTED_ON:
            incoming.append(
                {
                    "verb": _ACTED_ON[relation.type],
                    "part": relation.scope == "part",
                    "name": other.number or other.title or other.file,
                    "document": other.id,
                }
            )
    acting = [relation for relation in document.relations if relation.type is not RelationType.BASED_ON]
    by_number = {record.number: record.id for record in library.documents() if record.number} if acting else {}
    outgoing: list[dict[str, object]] = [
        {
            "verb": f"relation.{relation.type}",
            "part": relation.scope == "part",
            "name": relation.target,
            "document": by_number.get(relation.target),
        }
        for relation in acting
    ]
    return [*incoming, *outgoing]
