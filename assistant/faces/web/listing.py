"""The list of documents: newest first, filtered by words of title, number, issuer or file, by kind and place, a page
at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from assistant.faces.web import render
from assistant.faces.web.validity import acting, validity
from assistant.messages import kind_name
from index.answer import Language
from index.filters import place_matches
from index.records import DocumentRecord
from index.text import fold

PER_PAGE = 50


class ListQuery(BaseModel):
    """What the address of the list holds; pages count from 1. ``done`` and ``document`` say what was just done."""

    q: Annotated[str, Field(max_length=500)] = ""
    kind: Annotated[str, Field(max_length=40)] = ""
    place: Annotated[str, Field(max_length=200)] = ""
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    done: Annotated[str, Field(max_length=20)] = ""
    document: Annotated[str, Field(max_length=100)] = ""

    @property
    def filtered(self) -> bool:
        return any((self.q, self.kind, self.place))

    def address(self, **changes: object) -> str:
        """The address of this list with some values changed; what was done is left out."""
        values = {**self.model_dump(exclude={"done", "document"}), **changes}
        query = urlencode({key: value for key, value in values.items() if value not in ("", 1)})
        return f"/documents?{query}" if query else "/documents"


def select(records: Sequence[DocumentRecord], words: str, kind: str = "", place: str = "") -> list[DocumentRecord]:
    """The records of a kind and place that hold every word, marks and case aside, newest first."""
    wanted = fold(words).split()
    matching = {p for p in {r.place for r in records} if p and place_matches(p, place)} if place.strip() else None
    kept = [
        record
        for record in records
        if (not kind or record.kind == kind) and (matching is None or record.place in matching)
    ]
    fields = [fold(" ".join(filter(None, (r.title, r.number, r.issuer, r.file)))) for r in kept]
    found = [record for record, field in zip(kept, fields, strict=True) if all(word in field for word in wanted)]
    return sorted(found, key=lambda record: (str(record.date or ""), record.file))[::-1]


def html(records: Sequence[DocumentRecord], asked: ListQuery, language: Language, **more: object) -> str:
    """The page's body; ``more`` is what its template wants beside the list."""
    found = select(records, asked.q, asked.kind, asked.place)
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(asked.page, pages)
    by, today = acting(records), datetime.now(UTC).date()
    return render.render(
        "documents.html",
        language,
        asked=asked,
        total=len(records),
        count=len(found),
        rows=[(record, validity(record, by, today)) for record in found[(page - 1) * PER_PAGE : page * PER_PAGE]],
        kinds=sorted({str(record.kind) for record in records}, key=lambda kind: kind_name(kind, language)),
        places=sorted({record.place for record in records if record.place}),
        page=page,
        pages=pages,
        **more,
    )
