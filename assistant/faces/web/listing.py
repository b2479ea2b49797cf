"""The list of documents: newest first, filtered by words of title, number, issuer or file, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from assistant.faces.web import render
from index.answer import Language
from index.records import DocumentRecord
from index.text import fold

PER_PAGE = 50


class ListQuery(BaseModel):
    """What the address of the list holds; pages count from 1."""

    q: str = Field("", max_length=500)
    page: int = Field(1, ge=1, le=1_000_000)


def select(records: Sequence[DocumentRecord], words: str) -> list[DocumentRecord]:
    """The records that hold every word, marks and case aside, newest first."""
    wanted = fold(words).split()
    fields = [
        fold(" ".join(filter(None, (record.title, record.number, record.issuer, record.file)))) for record in records
    ]
    found = [record for record, field in zip(records, fields, strict=True) if all(word in field for word in wanted)]
    return sorted(found, key=lambda record: (str(record.date_issued or record.date_published or ""), record.file))[::-1]


def html(records: Sequence[DocumentRecord], asked: ListQuery, language: Language) -> str:
    """The page's body."""
    found = select(records, asked.q)
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(asked.page, pages)
    return render.render(
        "documents.html",
        language,
        asked=asked,
        total=len(records),
        count=len(found),
        rows=found[(page - 1) * PER_PAGE : page * PER_PAGE],
        page=page,
        pages=pages,
        previous="/documents?" + urlencode({"q": asked.q, "page": page - 1}) if page > 1 else None,
        following="/documents?" + urlencode({"q": asked.q, "page": page + 1}) if page < pages else None,
    )
