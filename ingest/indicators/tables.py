"""Figures of a table row: its column heads say which cell is the measure, the plan, the result and the percents."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.model import Indicator
from index.quantities import Quantity, QuantityKind, find_quantities
from index.units import spellings
from ingest.indicators.records import value_and_unit
from ingest.indicators.setting import Window

_CELL = re.compile(r"\s*\|\s*")
_SAME = r"cùng\s*kỳ|svck|so\s+(?:với\s+)?năm|/\s*ck(?!\w)|năm\s+trước|tăng\s*(?:,|/|\()?\s*giảm|tăng\s+trưởng"
# What a column head says about its cells, the first that fits.
_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("number", re.compile(r"^(?:stt|tt|số\s*tt|no\.?)$")),
    ("unit", re.compile(r"^(?:đơn\s+vị(?:\s+tính)?|đvt|đv|unit)$")),
    (
        "yoy",
        re.compile(rf"(?:%|tỷ\s+lệ|tỉ\s+lệ|so\s+sánh|so\s+với|tốc\s+độ|/).*(?:{_SAME})|^(?:{_SAME})|tăng\s*/\s*giảm"),
    ),
    (
        "plan_pct",
        re.compile(
            r"(?:%|tỷ\s+lệ|tỉ\s+lệ|so\s+sánh|so\s+với|đạt).*(?:kế\s+hoạch|dự\s+toán|kh(?!\w)|dt(?!\w)|mục\s+tiêu)|(?:th|ước)\s*/\s*(?:kh|dt)"
            r"|%\s*(?:hoàn\s+thành|thực\s+hiện)"
        ),
    ),
    ("same_period", re.compile(r"cùng\s*kỳ|(?:thực\s+hiện|th)\s+năm\s+trước")),
    ("plan", re.compile(r"kế\s+hoạch|dự\s+toán|mục\s+tiêu|(?<!\w)kh(?!\w)|chỉ\s+tiêu\s+giao")),
    (
        "value",
        re.compile(r"thực\s+hiện|ước|kết\s+quả|đạt|giá\s+trị|(?<!\w)th(?!\w)|số\s+lượng|lũy\s+kế|luỹ\s+kế|số\s+liệu"),
    ),
    ("name", re.compile(r"chỉ\s+tiêu|nội\s+dung|tên|danh\s+mục|khoản|hạng\s+mục|diễn\s+giải")),
)
_TABLE_UNIT = re.compile(r"(?:đơn\s+vị(?:\s+tính)?|đvt)\s*:\s*([^|\n).;]{1,30})")
_ROW_NUMBER = re.compile(r"^(?:[ivxl]{1,6}|\d{1,3}(?:\.\d{1,3})*|[a-zđ])[.)]?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Row:
    """Cells by what their column holds."""

    name: str
    unit: str
    cells: dict[str, tuple[str, str]]  # role → cell, head


def row_indicators(row: str, *, context: str, title: str = "") -> list[Indicator]:
    """The record of a table row whose heads stand last in ``context``; none where no column is known to hold results.

    A report's table has a result and a plan, a percent or a base beside it: price lists and fee tables have not.
    """
    lines = [line for line in context.splitlines() if line.strip()]
    read = _by_role(row, lines[-1]) if lines else None
    if read is None or not {"plan_pct", "yoy", "plan", "same_period"} & set(read.cells):
        return []
    unit = read.unit or _unit_of_table(context)
    value = _number(read.cells.get("value"), unit)
    plan, change = _number(read.cells.get("plan_pct"), "%"), _number(read.cells.get("yoy"), "%")
    if value is None and plan is None and change is None:
        return []
    amount, measured = value_and_unit(value) if value is not None else (None, None)
    extra: dict[str, object] = {"table": True}
    planned = _number(read.cells.get("plan"), unit)
    if planned is not None:
        extra["plan_value"] = value_and_unit(planned)[0]
    heads = " ".join(head for _, head in read.cells.values())
    window = Window(read.name, f"{context}\n{heads}", title)
    period, place = window.period(0, len(read.name), target=False), window.place(len(read.name))
    return [
        Indicator(
            name=read.name,
            start=0,
            end=len(row),
            value=amount,
            unit=measured,
            plan_pct=float(plan.value) if plan is not None else None,
            plan_basis=_head(read, "plan_pct"),
            yoy_pct=_change(change, _head(read, "yoy") or ""),
            period=period.value if period else None,
            period_from=period.source if period else None,
            locality=place.value if place else None,
            locality_from=place.source if place else None,
            qualifier="ước" if "ước" in (_head(read, "value") or "") else None,
            extra=extra,
        )
    ]


def _head(row: _Row, role: str) -> str | None:
    return row.cells[role][1] if role in row.cells else None


def _by_role(row: str, heads: str) -> _Row | None:
    cells, names = _CELL.split(row.strip(" |")), _CELL.split(heads.strip(" |").lower())
    if len(cells) != len(names) or len(cells) < 2:
        return None
    by_role: dict[str, tuple[str, str]] = {}
    label = ""
    unit = ""
    for cell, head in zip(cells, names, strict=True):
        role = next((role for role, pattern in _ROLES if pattern.search(head)), "")
        if role == "unit":
            unit = cell
        elif not label and any(c.isalpha() for c in cell) and not _ROW_NUMBER.match(cell):
            label = cell
        elif role and role not in {"number", "name"}:
            by_role.setdefault(role, (cell, head))
    return _Row(label, unit, by_role) if label else None


def _unit_of_table(context: str) -> str:
    match = _TABLE_UNIT.search(context.lower())
    return match[1].strip() if match else ""


def _number(cell: tuple[str, str] | None, unit: str) -> Quantity | None:
    """The one figure of a cell in its own unit, its head's, or the row's."""
    if cell is None:
        return None
    text, head = cell
    in_head = re.search(r"\(([^)]{1,20})\)", head)
    for suffix in ("", in_head[1] if in_head else "", unit):
        found = find_quantities(f"{text.strip()} {suffix}".strip())
        if len(found) == 1 and found[0].kind is not QuantityKind.NUMBER:
            return found[0]
    found = find_quantities(text)
    known = unit.lower() in spellings(toneless=False, english=False)
    return found[0] if len(found) == 1 and (known or not unit) else None


def _change(quantity: Quantity | None, head: str) -> float | None:
    """A percent change; a percent of the same period ("so với cùng kỳ (%)": 108,5) is one over or under 100."""
    if quantity is None:
        return None
    amount = float(quantity.value)
    stated_as_change = re.search(r"tăng|giảm|\+|±", head) is not None
    return amount if stated_as_change or amount < 50 else round(amount - 100, 6)
