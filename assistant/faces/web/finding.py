"""A search: what its address holds, what it finds, and how its hits lie in time. The address is the search: it can be
sent to a colleague, saved, and opened again.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlencode

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field

from assistant.faces.web import chart
from assistant.faces.web.services import Desk
from assistant.messages import format_month, t
from assistant.settings import Settings
from assistant.similar import passage_at, similar
from index.answer import Hit, Language
from index.model import Document, Filters, Kind
from index.text import nfc

RESULTS = 40
_SNIPPET = 460  # characters
_MOST_MONTHS = 36  # more are told by year


class SearchQuery(BaseModel):
    """What the address of a search holds; dates stay text so that a bad one can be shown back to its writer.

    ``like`` is a passage whose like is sought, as "document:character".
    """

    model_config = ConfigDict(populate_by_name=True)

    q: Annotated[str, Field(max_length=8000)] = ""
    like: Annotated[str, Field(max_length=100)] = ""
    first: Annotated[str, Field(alias="from", max_length=20)] = ""
    last: Annotated[str, Field(alias="to", max_length=20)] = ""
    place: Annotated[str, Field(max_length=200)] = ""
    kind: Annotated[str, Field(max_length=40)] = ""
    issuer: Annotated[str, Field(max_length=200)] = ""
    sort: Literal["relevance", "date"] = "relevance"

    @property
    def filtered(self) -> bool:
        return any((self.first, self.last, self.place, self.kind, self.issuer))

    @property
    def query(self) -> str:
        """The address of this search after its question mark; what is as by default is left out."""
        values = self.model_dump(by_alias=True)
        return urlencode({name: value for name, value in values.items() if value and value != "relevance"})

    def address(self, path: str = "/search", **changes: str) -> str:
        """The address of this search with some of its values changed."""
        return f"{path}?{self.model_copy(update=changes).query}"


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave: ``hits`` is ``None`` where nothing was asked for. ``like`` is the document of the passage
    whose like is sought. ``problem`` is for people.
    """

    hits: list[Hit] | None = None
    like: Document | None = None
    problem: str = ""


def find(desk: Desk, settings: Settings, asked: SearchQuery, language: Language) -> Found:
    """The hits of a search in the order asked for."""
    query = nfc(asked.q).strip()
    if not query and not asked.like:
        return Found()
    limit = settings.max_question_characters
    if len(query) > limit:
        return Found(problem=t("chat.too_long", language, limit=limit))
    try:
        filters = read_filters(asked)
    except ValueError as error:
        return Found(problem=t("search.invalid_date", language, value=str(error)))
    if asked.like:
        document, _, start = asked.like.partition(":")
        at = int(start) if start.isdecimal() and len(start) < 10 else -1
        found = desk.library.document(document)
        if found is None or passage_at(desk.library, document, at) is None:
            return Found(problem=t("search.like.gone", language))
        return Found(_ordered(similar(desk.library, document, at, k=RESULTS, filters=filters), asked), found)
    return Found(_ordered(desk.assistant.search(query, k=RESULTS, filters=filters), asked))


def _ordered(hits: list[Hit], asked: SearchQuery) -> list[Hit]:
    return sorted(hits, key=lambda hit: hit.date or "", reverse=True) if asked.sort == "date" else hits


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


def timeline(hits: Sequence[Hit], asked: SearchQuery, language: Language) -> Markup | None:
    """The hits by month, or by year where they reach far; a column leads to the search of its days.

    ``None`` where all lie in one month, or none has a date.
    """
    days = [date.fromisoformat(hit.date) for hit in hits if hit.date]
    months = Counter((day.year, day.month) for day in days)
    if len(months) < 2:
        return None
    (first_year, first_month), (last_year, last_month) = min(months), max(months)
    reach = 12 * (last_year - first_year) + last_month - first_month + 1
    if reach > _MOST_MONTHS:
        years = Counter(day.year for day in days)
        columns = [
            _column(str(year), (date(year, 1, 1), date(year, 12, 31)), years[year], asked, language,
                    tick=str(year) if reach < 240 or year % 5 == 0 else "")
            for year in range(first_year, last_year + 1)
        ]  # fmt: skip
    else:
        columns = []
        for number in range(reach):
            year, month = divmod(12 * first_year + first_month - 1 + number, 12)
            first = date(year, month + 1, 1)
            last = first.replace(day=monthrange(year, month + 1)[1])
            short = number == 0 or month == 0
            label = format_month(first, language)
            tick = label if short or reach <= 5 or (reach <= 9 and number % 2 == 0) else ""
            columns.append(_column(label, (first, last), months[year, month + 1], asked, language, tick=tick))
    told = t(f"search.timeline.{'years' if reach > _MOST_MONTHS else 'months'}", language, count=len(days))
    return chart.timeline(columns, title=t("search.timeline", language), description=told)


def _column(
    when: str, days: tuple[date, date], count: int, asked: SearchQuery, language: Language, *, tick: str
) -> chart.Column:
    label = t("search.timeline.column", language, when=when, count=count)
    return chart.Column(label, count, asked.address(first=days[0].isoformat(), last=days[1].isoformat()), tick)


def snippet(text: str, spans: Sequence[tuple[int, int]], size: int = _SNIPPET) -> list[tuple[str, bool]]:
    """The part of a passage, about ``size`` characters, that holds most of what is highlighted, cut between words and
    with dots where something is left out; each piece with whether it is highlighted. Lines follow closely.
    """
    return [(re.sub(r"\n\s*\n", "\n", piece), marked) for piece, marked in _cut(text, spans, size)]


def _cut(text: str, spans: Sequence[tuple[int, int]], size: int) -> list[tuple[str, bool]]:
    if len(text) <= size + size // 4:
        return pieces(text, spans)
    starts = [0, *(max(0, start - size // 5) for start, _ in spans)]
    best = max(starts, key=lambda at: (sum(min(end, at + size) - max(start, at) for start, end in spans
                                           if at <= start < at + size), -at))  # fmt: skip
    low = 0 if best == 0 else text.find(" ", best) + 1
    high = len(text) if low + size >= len(text) else max(text.rfind(" ", low, low + size), low + 1)
    inside = [(start - low, end - low) for start, end in spans if low <= start and end <= high]
    shown = pieces(text[low:high], inside)
    return [*([("… ", False)] if low else []), *shown, *([(" …", False)] if high < len(text) else [])]


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
