"""The search page: a query and its filters are the address, so that a search can be sent to a colleague."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.faces.web import render
from assistant.faces.web.services import Desk
from assistant.messages import t
from assistant.settings import Settings
from index.answer import Hit, Language
from index.model import Filters, Kind
from index.text import nfc

_RESULTS = 20


class SearchQuery(BaseModel):
    """What the address of a search holds; dates stay text so that a bad one can be shown back to its writer."""

    model_config = ConfigDict(populate_by_name=True)

    q: str = Field("", max_length=8000)
    first: str = Field("", alias="from", max_length=20)
    last: str = Field("", alias="to", max_length=20)
    place: str = Field("", max_length=200)
    kind: str = Field("", max_length=40)
    issuer: str = Field("", max_length=200)
    sort: Literal["relevance", "date"] = "relevance"

    @property
    def filtered(self) -> bool:
        return any((self.first, self.last, self.place, self.kind, self.issuer))


def html(desk: Desk, settings: Settings, asked: SearchQuery, language: Language) -> str:
    """The page's body: the form, and the hits of a query."""
    query = nfc(asked.q).strip()
    if not query:
        return form(desk, asked, language)
    limit = settings.max_question_characters
    if len(query) > limit:
        return form(desk, asked, language, problem=t("chat.too_long", language, limit=limit))
    try:
        filters = read_filters(asked)
    except ValueError as error:
        return form(desk, asked, language, problem=t("search.invalid_date", language, value=str(error)))
    hits = desk.assistant.search(query, k=_RESULTS, filters=filters)
    if asked.sort == "date":
        hits = sorted(hits, key=lambda hit: hit.date or "", reverse=True)
    return form(desk, asked, language, hits=hits)


def form(
    desk: Desk, asked: SearchQuery, language: Language, *, hits: Sequence[Hit] | None = None, problem: str = ""
) -> str:
    """The form with what was asked for in it, then the ``hits`` (``None``: nothing was searched for)."""
    records = desk.library.documents()
    return render.render(
        "search.html",
        language,
        asked=asked,
        problem=problem,
        hits=None if hits is None else [(hit, pieces(hit.passage, hit.highlights)) for hit in hits],
        kinds=sorted({str(record.kind) for record in records}),
        places=sorted({record.place for record in records if record.place}),
        issuers=sorted({record.issuer for record in records if record.issuer}),
    )


def read_filters(asked: SearchQuery) -> Filters:
    """The filters of the form.

    Raises:
        ValueError: a date that is none; the message is what was written.
    """
    return Filters(
        date_from=_day(asked.first),
        date_to=_day(asked.last),
        place=asked.place.strip() or None,
        kinds=(asked.kind,) if asked.kind in set(Kind) else None,
        issuer=asked.issuer.strip() or None,
    )


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(text) from None


def pieces(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """``text`` cut at the borders of ``spans``, each piece with whether it is highlighted.

    >>> pieces("thu ngân sách", [(4, 8)])
    [('thu ', False), ('ngân', True), (' sách', False)]
    """
    found: list[tuple[str, bool]] = []
    position = 0
    for start, end in sorted(spans):
        begin, stop = max(start, position), min(end, len(text))
        if begin >= stop:
            continue
        found += [(text[position:begin], False), (text[begin:stop], True)]
        position = stop
    found.append((text[position:], False))
    return [piece for piece in found if piece[0]]
