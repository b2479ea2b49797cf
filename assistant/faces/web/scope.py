"""What the address of the chat page says: which conversation, and what the questions are restricted to.

``/?c=ID`` opens a conversation, ``/?document=ID`` asks about a document, ``/?place=…&from=…&to=…&kind=…`` narrows; an
address can be sent on, reopened and gone back to. ``scope=none`` says that there is no restriction, where otherwise
that of the conversation's last question goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant.conversations import is_id
from assistant.faces.web import listing, render
from assistant.faces.web.language import language_of
from assistant.faces.web.services import Services
from assistant.messages import format_date, kind_name, t
from index.answer import Language
from index.model import Filters, Kind
from index.readable import Readable
from index.records import DocumentRecord
from index.text import nfc

_MOST_CHARACTERS = 8000
_MOST_DOCUMENTS = 20
_FOUND = 8
_KEYS = ("place", "from", "to", "kind", "document")


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the chat page; ``scope`` is ``None`` where it says nothing of one."""

    conversation: str = ""
    scope: Filters | None = None


def read(search: str) -> Address:
    """Read the query part of an address; what is not understood is left out.

    >>> read("?place=qu%E1%BA%ADn+Mai+H%E1%BB%93").scope.place
    'quận Mai Hồ'
    """
    try:
        given = parse_qs(search[:_MOST_CHARACTERS].lstrip("?"), max_num_fields=60)
    except ValueError:
        return Address()
    conversation = given.get("c", [""])[0]
    scope = None
    if "scope" in given or any(key in given for key in _KEYS):
        documents = tuple(dict.fromkeys(name[:100] for name in given.get("document", [])))[:_MOST_DOCUMENTS]
        kinds = tuple(kind for kind in dict.fromkeys(given.get("kind", [])) if kind in set(Kind))
        scope = Filters(
            place=nfc(given.get("place", [""])[0]).strip()[:200] or None,
            date_from=_day(given.get("from", [""])[0]),
            date_to=_day(given.get("to", [""])[0]),
            kinds=kinds or None,
            documents=documents or None,
        )
    return Address(conversation if is_id(conversation) else "", scope)


def write(scope: Filters) -> str:
    """The part of an address that means ``scope``.

    >>> write(Filters(place="Mai Hồ", kinds=("report",)))
    'place=Mai+H%E1%BB%93&kind=report'
    """
    single = [("place", scope.place), ("from", scope.date_from), ("to", scope.date_to)]
    pairs = [(key, str(value)) for key, value in single if value]
    pairs += [("kind", kind) for kind in scope.kinds or ()] + [("document", name) for name in scope.documents or ()]
    return urlencode(pairs) or "scope=none"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


class Chip(NamedTuple):
    """One restriction: its text, and the pairs of the address that stand for it as ``key`` and ``value``s."""

    label: str
    icon: str
    pairs: tuple[tuple[str, str], ...]


def chips(scope: Filters, library: Readable, language: Language) -> list[Chip]:
    """The restrictions as people read them."""
    found: list[Chip] = []
    if scope.place:
        found.append(Chip(scope.place, "place", (("place", scope.place),)))
    if scope.date_from or scope.date_to:
        label = _period(scope.date_from, scope.date_to, language)
        found.append(Chip(label, "period", (("from", str(scope.date_from)), ("to", str(scope.date_to)))))
    found += [Chip(kind_name(kind, language), "filter", (("kind", kind),)) for kind in scope.kinds or ()]
    for name in scope.documents or ():
        document = library.document(name)
        label = render.display_name(document, language) if document else t("scope.gone", language)
        found.append(Chip(label, "page", (("document", name),)))
    return found


def _period(first: date | None, last: date | None, language: Language) -> str:
    if first and last:
        return f"{format_date(first, language)} – {format_date(last, language)}"
    key = "scope.since" if first else "scope.until"
    return t(key, language, day=format_date(first or last, language))


def bar(scope: Filters, library: Readable, language: Language) -> str:
    """The chips above the question box with the button that opens the form."""
    return render.render("scope.html", language, chips=chips(scope, library, language), scope=write(scope))


def router(services: Services) -> APIRouter:
    """The form of the scope, and the documents to choose from."""
    routes = APIRouter()

    @routes.get("/scope")
    def form(request: Request) -> HTMLResponse:
        language = language_of(request.cookies)
        library = services.desk(request).library
        scope = read(request.url.query).scope or Filters()
        records = library.documents()
        return HTMLResponse(
            render.render(
                "scope_form.html",
                language,
                scope=scope,
                places=sorted({record.place for record in records if record.place}),
                kinds=sorted({str(record.kind) for record in records}, key=lambda kind: kind_name(kind, language)),
                documents=[chip for chip in chips(scope, library, language) if chip.pairs[0][0] == "document"],
            )
        )

    @routes.get("/scope/documents")
    def documents(request: Request, q: str = "") -> HTMLResponse:
        words = nfc(q[:300]).strip()
        records: Sequence[DocumentRecord] = services.desk(request).library.documents() if words else ()
        return HTMLResponse(
            render.render(
                "scope_documents.html",
                language_of(request.cookies),
                records=listing.select(records, words)[:_FOUND],
                asked=bool(words),
            )
        )

    return routes
