"""Charts as inline SVG: bars in percent of the width, so that they fit every screen while their text keeps its size.

Pure: values in, markup out; every text is escaped. What a chart shows is also told by its title and description.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_ROW = 44  # pixels: a line of text and its bar
_GROUP = 34
_BAR = 10
_MONTH_HEIGHT = 72
_AXIS = 20


@dataclass(frozen=True, slots=True)
class Bar:
    """One value of a chart: ``text`` is the value as its reader writes it."""

    label: str
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Bars under one heading."""

    heading: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a timeline: ``label`` tells all of it, ``tick`` stands below it where there is one, ``href`` is what
    choosing it opens.
    """

    label: str
    count: int
    href: str
    tick: str = ""


def bars(groups: Sequence[Group], *, title: str, description: str) -> Markup:
    """Horizontal bars from a common zero, group by group; negative values go to the left of it."""
    values = [bar.value for group in groups for bar in group.bars]
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    span = (high - low) or 1.0
    zero = -low / span * 100
    parts: list[Markup] = []
    y = 0
    for group in groups:
        if group.heading:
            parts.append(Markup('<text class="chart-heading" x="0" y="{}">{}</text>').format(y + 20, group.heading))
            y += _GROUP
        for bar in group.bars:
            width = abs(bar.value) / span * 100
            start = zero if bar.value >= 0 else zero - width
            parts.append(
                Markup(
                    '<text class="chart-label" x="0" y="{y}">{label}</text>'
                    '<text class="chart-value" x="100%" y="{y}" text-anchor="end">{text}</text>'
                    '<rect class="chart-track" x="0" y="{top}" width="100%" height="{high}" rx="3"/>'
                    '<rect class="chart-bar{below}" x="{start:.2f}%" y="{top}" width="{width:.2f}%" height="{high}"'
                    ' rx="3"/>'
                ).format(
                    y=y + 15, top=y + 22, high=_BAR, label=bar.label, text=bar.text, start=start,
                    width=max(width, 0.3), below=" below" if bar.value < 0 else "",
                )
            )  # fmt: skip
            y += _ROW
        y += 6
    return _svg("chart-bars", y, Markup("").join(parts), title, description)


def timeline(columns: Sequence[Column], *, title: str, description: str) -> Markup:
    """Columns side by side, each a link; the highest takes the whole height."""
    most = max((column.count for column in columns), default=0) or 1
    step = 100 / max(1, len(columns))
    parts: list[Markup] = []
    for position, column in enumerate(columns):
        height = round(column.count / most * (_MONTH_HEIGHT - 4))
        left, width = position * step, min(step * 0.8, 8)
        middle = left + step / 2
        if column.count:
            parts.append(
                Markup(
                    '<a href="{href}" class="chart-month" aria-label="{label}"><title>{label}</title>'
                    '<rect class="chart-reach" x="{left:.3f}%" y="0" width="{step:.3f}%" height="{full}"/>'
                    '<rect class="chart-bar" x="{x:.3f}%" y="{y}" width="{width:.3f}%" height="{height}" rx="2"/></a>'
                ).format(
                    href=column.href, label=column.label, left=left, step=step, full=_MONTH_HEIGHT,
                    x=middle - width / 2, y=_MONTH_HEIGHT - max(height, 3), width=width, height=max(height, 3),
                )
            )  # fmt: skip
        if column.tick:
            anchor = "middle" if step > 8 else "start" if left < 6 else "end" if left > 94 else "middle"
            at = {"start": left, "middle": middle, "end": left + step}[anchor]
            parts.append(
                Markup('<text class="chart-tick" x="{:.3f}%" y="{}" text-anchor="{}">{}</text>').format(
                    at, _MONTH_HEIGHT + 15, anchor, column.tick
                )
            )
    base = Markup('<line class="chart-base" x1="0" x2="100%" y1="{0}" y2="{0}"/>').format(_MONTH_HEIGHT + 0.5)
    return _svg("chart-time", _MONTH_HEIGHT + _AXIS, Markup("").join(parts) + base, title, description, group=True)


def _svg(name: str, height: int, body: Markup, title: str, description: str, *, group: bool = False) -> Markup:
    # An image hides its parts from screen readers: what holds links is a group.
    return Markup(
        '<svg class="chart {name}" width="100%" height="{height}" role="{role}" aria-label="{label}">'
        "<title>{title}</title><desc>{description}</desc>{body}</svg>"
    ).format(
        name=name, height=height, role="group" if group else "img", label=escape(f"{title}. {description}"),
        title=title, description=description, body=body,
    )  # fmt: skip
