"""Figures of tables: the column heads say which cell is the measure, the plan, a result, a percent, and of when."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from index.model import Indicator
from index.quantities import Quantity, QuantityKind, find_quantities
from index.units import spellings
from ingest.indicators.amounts import value_and_unit
from ingest.indicators.setting import Window

_CELL = re.compile(r"\s*\|\s*")
_RULE_LINE = re.compile(r"[\s|:+\-–—=]+")
_SAME = (
    r"cùng\s*kỳ|svck|so\s+(?:với\s+)?(?:năm|(?:19|20)\d\d)|/\s*ck(?!\w)|năm\s+trước|tăng\s*(?:,|/|\()?\s*giảm|tăng\s+trưởng"
    r"|(?:19|20)\d\d\s*/\s*(?:19|20)\d\d"
)
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
# A head that is nothing but a period: "2014", "năm 2015", "Quý I/2024", "9 tháng 2024".
_OF_PERIOD = re.compile(
    r"(?:(?:quý|quí)\s+[ivx\d]+|tháng\s+\d{1,2}|\d{1,2}\s*(?:tháng|t)(?:\s+đầu\s+năm)?)?[\s/,]*(?:năm\s+)?(?:19|20)\d\d(?:\s*\([^)]{1,20}\))?"
)
# "Đạt (%)", "Tỷ lệ (%)", "So sánh (%)": of the plan, where there is a column of it.
_SHARE = re.compile(r"(?=.*%)(?:(?:tỷ|tỉ)\s+lệ|đạt|so\s+sánh|hoàn\s+thành|thực\s+hiện|[\s%()/])+")
_RELATIVE = frozenset({"plan_pct", "yoy", "plan", "same_period"})
_IN_LABEL = re.compile(r"\(([^()]{1,20})\)$")  # "Thu ngân sách (tỷ đồng)"
_MAX_ROWS = 2000


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    head: str


@dataclass(frozen=True, slots=True)
class _Row:
    """Cells by what their column holds; ``results`` are the columns of results, each of its own period."""

    name: str
    unit: str
    cells: dict[str, _Cell]
    results: tuple[_Cell, ...]
    length: int

    @property
    def reports(self) -> bool:
        """A report's table has a result and a plan, a percent, a base or years beside it: lists of fees have not."""
        dated = [cell for cell in self.results if _OF_PERIOD.fullmatch(cell.head)]
        return bool(_RELATIVE & set(self.cells)) or len(dated) > 1


def table_indicators(text: str, *, context: str, title: str = "") -> list[Indicator] | None:
    """The records of a table written with ``|``, heads first, with offsets in ``text``; ``None`` where it is none."""
    lines = [(m.start(), m.group()) for m in re.finditer(r"[^\n]+", text)]
    ruled = [(at, line) for at, line in lines if "|" in line and not _RULE_LINE.fullmatch(line)]
    if len(ruled) < 2:
        return None
    (first, heads), *rows = ruled
    above = f"{context}\n{text[:first]}\n{heads}"
    found: list[Indicator] = []
    for at, row in rows[:_MAX_ROWS]:
        read = row_indicators(row.rstrip(" ;."), context=above, title=title)
        found += [replace(i, start=at, end=at + i.end) for i in read]
    return found


def row_indicators(row: str, *, context: str, title: str = "") -> list[Indicator]:
    """The records of a table row whose heads stand last in ``context``, one for each column of results.

    None where no column is known to hold results.
    """
    lines = [line for line in context.splitlines() if line.strip()]
    read = _by_role(row, lines[-1]) if lines else None
    if read is None or not read.reports:
        return []
    unit = read.unit or _unit_of_table(context)
    results = [(cell, value) for cell in read.results if (value := _number(cell, unit)) is not None]
    compared = _compared(read, unit)
    if not results:
        rates = compared["plan_pct"], compared["yoy_pct"]
        return [_record(read, None, compared, (context, title))] if rates != (None, None) else []
    # What the last result is compared with: results of earlier years stand before the plan.
    last = len(results) - 1
    return [_record(read, r, compared if i == last else {}, (context, title)) for i, r in enumerate(results)]


def _compared(row: _Row, unit: str) -> dict[str, Any]:
    """Percent of plan and of which, change and planned amount of a row."""
    plan, change = _number(row.cells.get("plan_pct"), "%"), _number(row.cells.get("yoy"), "%")
    planned = _number(row.cells.get("plan"), unit)
    return {
        "plan_pct": float(plan.value) if plan is not None else None,
        "plan_basis": _basis(row) if plan is not None else None,
        "yoy_pct": _change(change, _head(row, "yoy") or ""),
        "extra": {"plan_value": value_and_unit(planned)[0]} if planned is not None else {},
    }


def _record(
    row: _Row, result: tuple[_Cell, Quantity] | None, compared: dict[str, Any], around: tuple[str, str]
) -> Indicator:
    context, title = around
    amount, measured = value_and_unit(result[1]) if result else (None, None)
    head = result[0].head if result else ""
    heads = "\n".join([*(c.head for c in row.cells.values()), head])
    # A period in its own head is the result's, one in another head or above the table may be.
    own = Window(f"{row.name} {head}", "", "").period(len(row.name), len(row.name) + len(head) + 1, target=True)
    window = Window(row.name, f"{context}\n{heads}", title)
    period, place = own or window.period(0, len(row.name), target=False), window.place(len(row.name))
    estimated, done = "ước" in head, re.search(r"thực\s+hiện|(?<!\w)th(?!\w)", head)
    return Indicator(
        name=row.name,
        start=0,
        end=row.length,
        value=amount,
        unit=measured,
        plan_pct=compared.get("plan_pct"),
        plan_basis=compared.get("plan_basis"),
        yoy_pct=compared.get("yoy_pct"),
        period=period.value if period else None,
        period_from=period.source if period else None,
        locality=place.value if place else None,
        locality_from=place.source if place else None,
        qualifier="ước" if estimated else "thực hiện" if done else None,
        extra={"table": True} | compared.get("extra", {}),
    )


def _basis(row: _Row) -> str | None:
    """The plan that a percent is of: "Đạt (%)" is of the column of the plan."""
    head = _head(row, "plan_pct")
    return (_head(row, "plan") or head) if head and _SHARE.fullmatch(head) else head


def _head(row: _Row, role: str) -> str | None:
    return row.cells[role].head if role in row.cells else None


def _by_role(row: str, heads: str) -> _Row | None:
    cells, names = _CELL.split(row.strip(" |")), _CELL.split(heads.strip(" |.").lower())
    if len(cells) != len(names) or len(cells) < 2:
        return None
    roles = _roles(names)
    by_role: dict[str, _Cell] = {}
    results: list[_Cell] = []
    label = ""
    unit = ""
    for cell, head, role in zip(cells, names, roles, strict=True):
        if role == "unit":
            unit = cell
        elif not label and any(c.isalpha() for c in cell) and not _ROW_NUMBER.match(cell):
            label = cell
        elif not label and _ROW_NUMBER.match(cell):
            continue  # numbers the row, whatever stands above it
        elif role == "value":
            results.append(_Cell(cell, head))
        elif role and role not in {"number", "name"}:
            by_role.setdefault(role, _Cell(cell, head))
    in_label = _IN_LABEL.search(label)
    if in_label and not unit and _number(_Cell("2", ""), in_label[1]):
        label, unit = label[: in_label.start()].rstrip(), in_label[1]
    return _Row(label, unit, by_role, tuple(results), len(row)) if label else None


def _roles(heads: list[str]) -> list[str]:
    roles = [
        "value" if _OF_PERIOD.fullmatch(head) else next((role for role, p in _ROLES if p.search(head)), "")
        for head in heads
    ]
    if "plan" in roles and "plan_pct" not in roles:
        shares = [i for i, head in enumerate(heads) if roles[i] in {"value", ""} and _SHARE.fullmatch(head)]
        for i in shares[:1]:
            roles[i] = "plan_pct"
    return roles


def _unit_of_table(context: str) -> str:
    match = _TABLE_UNIT.search(context.lower())
    return match[1].strip() if match else ""


def _number(cell: _Cell | None, unit: str) -> Quantity | None:
    """The one figure of a cell in its own unit, its head's, or the row's."""
    if cell is None:
        return None
    in_head = re.search(r"\(([^)]{1,20})\)", cell.head)
    for suffix in ("", in_head[1] if in_head else "", unit):
        found = find_quantities(f"{cell.text.strip()} {suffix}".strip())
        if len(found) == 1 and found[0].kind is not QuantityKind.NUMBER:
            return found[0]
    found = find_quantities(cell.text)
    known = unit.lower() in spellings(toneless=False, english=False)
    return found[0] if len(found) == 1 and (known or not unit) else None


def _change(quantity: Quantity | None, head: str) -> float | None:
    """A percent change; a percent of the same period ("so với cùng kỳ (%)": 108,5) is one over or under 100."""
    if quantity is None:
        return None
    amount = float(quantity.value)
    stated_as_change = re.search(r"tăng|giảm|\+|±", head) is not None
    return amount if stated_as_change or amount < 50 else round(amount - 100, 6)
