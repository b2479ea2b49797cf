"""The page of figures: a table that filters and sorts, a chart of one measure, the same rows as CSV or XLSX."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from textwrap import shorten
from typing import Annotated, Literal, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from pydantic import BaseModel, Field

from assistant.faces.web import chart, render
from assistant.faces.web.assets import tags
from assistant.faces.web.language import language_of
from assistant.faces.web.page import page
from assistant.faces.web.services import Services
from assistant.figure_text import percent, quantity, unit_after
from assistant.indicator_table import (
    COLUMNS,
    Order,
    Row,
    Wanted,
    choices,
    export,
    ordered,
    period_days,
    rows,
    scale,
)
from assistant.messages import t
from assistant.tables import BYTE_ORDER_MARK, csv_text, xlsx
from index.answer import Language
from index.model import Indicator
from index.period_labels import describe_period
from index.quantities import format_number
from index.text import fold, nfc

PER_PAGE = 50
MOST_BARS = 36
_WIDTHS = (40, 14, 14, 10, 10, 16, 10, 16, 12, 22, 12, 10, 36, 8, 8, 80)
_CSV = "text/csv; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Shown = Literal["value", "plan", "yoy"]


class IndicatorsQuery(BaseModel):
    """What the address of the page holds; a ``sort`` with a minus is descending, pages count from 1."""

    name: Annotated[str, Field(max_length=300)] = ""
    place: Annotated[str, Field(max_length=200)] = ""
    period: Annotated[str, Field(max_length=60)] = ""
    kind: Annotated[str, Field(max_length=20)] = ""
    sort: Annotated[str, Field(pattern=f"^-?({'|'.join(get_args(Order))})$")] = "-newest"
    measure: Annotated[str, Field(max_length=500)] = ""
    show: Shown = "value"
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1

    @property
    def filtered(self) -> bool:
        return any((self.name, self.place, self.period, self.kind))

    @property
    def wanted(self) -> Wanted:
        return Wanted(nfc(self.name).strip(), nfc(self.place).strip(), self.period.strip(), self.kind)

    def address(self, path: str = "/indicators", **changes: object) -> str:
        """The address of this query with some of its values changed; what is as by default is left out."""
        default = IndicatorsQuery().model_dump()
        values = {**self.model_dump(), **changes}
        query = urlencode({key: value for key, value in values.items() if value != default[key]})
        return f"{path}?{query}" if query else path


def router(services: Services, head: Callable[[], str]) -> APIRouter:
    """The routes of the page over ``services``; ``head`` is put into its head."""
    routes = APIRouter()

    @routes.get("/indicators")
    def table(request: Request, asked: Annotated[IndicatorsQuery, Query()]) -> HTMLResponse:
        speaks = language_of(request.cookies)
        library = services.desk(request).library
        found = _found(services, request, asked)
        at = min(asked.page, max(1, -(-len(found) // PER_PAGE)))
        body = render.render(
            "indicators.html",
            speaks,
            asked=asked,
            offered=choices(library),
            count=len(found),
            rows=[_shown(row, speaks) for row in found[(at - 1) * PER_PAGE : at * PER_PAGE]],
            page=at,
            pages=max(1, -(-len(found) // PER_PAGE)),
            drawing=draw(found, asked, speaks),
            describe=lambda label: capital(describe_period(label, speaks)),
        )
        return page(speaks, head() + tags("indicators.css"), "indicators", t("indicators.heading", speaks), body)

    @routes.get("/indicators.csv")
    def as_csv(request: Request, asked: Annotated[IndicatorsQuery, Query()]) -> Response:
        cells = export(services.desk(request).library, _found(services, request, asked))
        return _download(BYTE_ORDER_MARK + csv_text(COLUMNS, cells), _CSV, "so-lieu.csv")

    @routes.get("/indicators.xlsx")
    def as_xlsx(request: Request, asked: Annotated[IndicatorsQuery, Query()]) -> Response:
        speaks = language_of(request.cookies)
        cells = export(services.desk(request).library, _found(services, request, asked))
        names = [t(f"indicators.column.{column}", speaks) for column in COLUMNS]
        return _download(xlsx(t("nav.indicators", speaks), names, cells, _WIDTHS), _XLSX, "so-lieu.xlsx")

    return routes


def _found(services: Services, request: Request, asked: IndicatorsQuery) -> list[Row]:
    found = rows(services.desk(request).library, asked.wanted)
    order = next(order for order in get_args(Order) if order == asked.sort.lstrip("-"))
    return ordered(found, order, descending=asked.sort.startswith("-"))


def _download(content: str | bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _shown(row: Row, language: Language) -> dict[str, object]:
    """A row as the page shows it, every text as its reader writes it."""
    indicator = row.indicator
    return {
        "name": capital(indicator.name),
        "place": indicator.locality or "",
        "period": capital(describe_period(indicator.period, language)) if indicator.period else "",
        "value": value_text(indicator, language),
        "plan": percent(indicator.plan_pct, language),
        "yoy": percent(indicator.yoy_pct, language, signed=True),
        "document": row.document,
        "start": indicator.start,
        "end": indicator.end,
    }


def value_text(indicator: Indicator, language: Language) -> str:
    """The value with its unit; both ends of a range where only that is known."""
    limits = indicator.extra.get("value_range")
    if indicator.value is None and isinstance(limits, list | tuple) and len(limits) == 2:
        ends = "–".join(format_number(float(end), language) for end in limits)
        return f"{indicator.qualifier or ''} {ends}{unit_after(indicator.unit, language)}".strip()
    return quantity(indicator, language)


def capital(text: str) -> str:
    """``text`` with its first letter large."""
    return text[:1].upper() + text[1:]


# ---- the chart


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart with its numbers as a table; ``measures`` are those that can be drawn, (key, name); ``show`` is
    what of the measure is drawn, ``shows`` what can be.

    ``left`` counts figures that had no room.
    """

    svg: Markup
    title: str
    groups: tuple[chart.Group, ...]
    measures: list[tuple[str, str]]
    measure: str
    shows: list[Shown]
    show: Shown
    left: int


def draw(found: Sequence[Row], asked: IndicatorsQuery, language: Language) -> Drawing | None:
    """One measure over periods and places: the one asked for, else what was searched for, else the most frequent.

    ``None`` where no measure has two figures to set side by side.
    """
    names = Counter(fold(row.indicator.name) for row in found)
    measures = [
        (key, next(capital(row.indicator.name) for row in found if fold(row.indicator.name) == key))
        for key, count in names.most_common(40)
        if count > 1
    ]
    searched = bool(asked.name.strip()) and len(names) > 1
    chosen = fold(asked.measure) if fold(asked.measure) in dict(measures) else ""
    if not chosen and not searched and measures:
        chosen = measures[0][0]
    if not chosen and not searched:
        return None
    of_measure = [row for row in found if not chosen or fold(row.indicator.name) == chosen]
    shows: list[Shown] = [show for show in get_args(Shown) if len(_points(of_measure, show)) > 1]
    if not shows:
        return None
    show = asked.show if asked.show in shows else shows[0]
    points = _points(of_measure, show)
    name = dict(measures)[chosen] if chosen else capital(asked.name.strip())
    groups = _groups(points[:MOST_BARS], show, language, named=not chosen)
    title = name if show == "value" else f"{name}: {t(f'indicators.show.{show}', language).lower()}"
    told = t("indicators.chart.description", language, count=min(len(points), MOST_BARS))
    return Drawing(
        svg=chart.bars(groups, title=title, description=told),
        title=title,
        groups=groups,
        measures=[("", capital(asked.name.strip())), *measures] if searched else measures,
        measure=chosen,
        shows=shows,
        show=show,
        left=max(0, len(points) - MOST_BARS),
    )


def _points(found: Sequence[Row], show: Shown) -> list[tuple[Row, float]]:
    """Rows with the number to draw, by place and in order of time; of one place and period the newest source's.

    Values are drawn where they can be compared: all in what most of them are measured in.
    """
    numbered: list[tuple[Row, float]] = []
    if show == "value":
        bases = Counter((scale(r.indicator.unit).kind, scale(r.indicator.unit).base) for r in found if _valued(r))
        base = bases.most_common(1)[0][0] if bases else None
        for row in found:
            unit = scale(row.indicator.unit)
            if row.indicator.value is not None and (unit.kind, unit.base) == base:
                numbered.append((row, float(Decimal(repr(row.indicator.value)) * unit.factor)))
    else:
        key = "plan_pct" if show == "plan" else "yoy_pct"
        numbered = [(row, number) for row in found if (number := getattr(row.indicator, key)) is not None]
    newest: dict[tuple[str, str | None, str | None], tuple[Row, float]] = {}
    for row, number in sorted(numbered, key=lambda point: point[0].document.date or date.min):
        newest[fold(row.indicator.name), row.indicator.locality, row.indicator.period] = (row, number)
    return sorted(newest.values(), key=lambda point: _place_and_time(point[0]))


def _valued(row: Row) -> bool:
    return row.indicator.value is not None


def _place_and_time(row: Row) -> tuple[object, ...]:
    indicator = row.indicator
    return (
        indicator.locality is None,
        fold(indicator.locality or ""),
        period_days(indicator.period) or (date.max, date.max),
        fold(indicator.name),
    )


def _groups(
    points: Sequence[tuple[Row, float]], show: Shown, language: Language, *, named: bool
) -> tuple[chart.Group, ...]:
    """Bars under the name of their place; one bar for each of several places and one period stand together."""
    groups: dict[str, list[chart.Bar]] = {}
    for row, number in points:
        indicator = row.indicator
        place = capital(indicator.locality or t("indicators.nowhere", language))
        heading = f"{place} · {indicator.name}" if named else place
        texts = {
            "value": quantity(replace(indicator, qualifier=None), language),
            "plan": percent(indicator.plan_pct, language),
            "yoy": percent(indicator.yoy_pct, language, signed=True),
        }
        period = capital(describe_period(indicator.period, language)) if indicator.period else "–"
        groups.setdefault(heading, []).append(chart.Bar(period, number, texts[show]))
    periods = {bar.label for bars in groups.values() for bar in bars}
    if len(periods) == 1 and len(groups) > 1 and all(len(bars) == 1 for bars in groups.values()):
        together = (replace(bars[0], label=shorten(name, 46, placeholder="…")) for name, bars in groups.items())
        return (chart.Group(periods.pop(), tuple(together)),)
    return tuple(chart.Group(shorten(name, 52, placeholder="…"), tuple(bars)) for name, bars in groups.items())
