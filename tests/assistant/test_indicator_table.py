"""The table of figures: what is wanted is found, orders hold, and nothing that leaves it is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from assistant.indicator_table import COLUMNS, Wanted, choices, export, ordered, rows, scale, value_kind
from assistant.tables import csv_text, inert, xlsx
from index.library import Library, document_id
from index.model import Document, Indicator, ParsedDocument, Passage, Unit, UnitKind
from tests.support import HashEmbedder

_TEXT = "Thu ngân sách đạt 900 tỷ đồng. Chi ngân sách là 1,2 nghìn tỷ đồng. Số trường: 14. Giải ngân đạt 61%."


def _paper(file: str, published: date, *figures: Indicator) -> ParsedDocument:
    document = Document(
        id=document_id("default", file), file=file, collection="default", content_hash=file,
        text=f"{_TEXT} {file}", title=file, date_published=published,
    )  # fmt: skip
    whole = Passage(0, len(_TEXT), file, units=(Unit(0, len(_TEXT), UnitKind.SENTENCE),))
    return ParsedDocument(document, (whole,), figures)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    made = Library.open(tmp_path_factory.mktemp("figures"), HashEmbedder())
    revenue = Indicator("Thu ngân sách", 0, 30, 900, "tỷ đồng", period="9T/2031", locality="quận Mai Hồ", plan_pct=91)
    made.apply([
        _paper("a.md", date(2031, 10, 1), revenue, replace(revenue, period="2030", value=1100)),
        _paper("b.md", date(2031, 12, 1), replace(revenue, name="Chi ngân sách", value=1200000, unit="triệu đồng")),
        _paper("c.md", date(2031, 11, 1), Indicator("Số trường", 67, 80, 14, "trường"),
               Indicator("Giải ngân", 82, 100, plan_pct=61, period="Q3/2031")),
    ])  # fmt: skip
    yield made
    made.close()


def names(found: list) -> list[str]:  # type: ignore[type-arg]
    return [row.indicator.name for row in found]


def test_words_place_period_and_kind_narrow_the_table(library: Library) -> None:
    assert len(rows(library, Wanted())) == 5
    assert names(rows(library, Wanted(name="NGAN sach thu"))) == ["Thu ngân sách"] * 2
    assert names(rows(library, Wanted(name="ngân sách", period="2030"))) == ["Thu ngân sách"]
    assert len(rows(library, Wanted(place="quận Mai Hồ"))) == 3
    assert names(rows(library, Wanted(kind="count"))) == ["Số trường"]
    assert names(rows(library, Wanted(kind="percent"))) == ["Giải ngân"]


def test_orders_compare_in_one_unit_and_put_what_is_missing_last(library: Library) -> None:
    found = rows(library, Wanted())
    assert names(ordered(found, "value", descending=True))[:2] == ["Chi ngân sách", "Thu ngân sách"]
    for descending in (True, False):
        assert names(ordered(found, "value", descending=descending))[-1] == "Giải ngân"
        assert ordered(found, "place", descending=descending)[-1].indicator.locality is None
    assert [row.indicator.period for row in ordered(found, "period", descending=False)][:2] == ["2030", "9T/2031"]
    assert ordered(found, "newest", descending=True)[0].document.file == "b.md"


def test_units_are_read_as_reports_write_them() -> None:
    assert scale("tỷ đồng").factor == 1_000_000 * scale("nghìn đồng").factor
    assert scale("tỷ đồng").kind == scale("triệu đồng").kind == "money"
    assert scale("%").kind == "percent"
    assert scale(None).kind == "number"
    assert value_kind(Indicator("x", 0, 1, yoy_pct=3)) == "percent"


def test_choices_are_what_the_library_holds(library: Library) -> None:
    offered = choices(library)
    assert offered.periods == ["Q3/2031", "9T/2031", "2030"]
    assert offered.places == ["quận Mai Hồ"]
    assert offered.kinds == ["money", "percent", "count"]
    assert offered.names[0] == "Thu ngân sách"


def test_an_export_carries_the_words_of_the_source(library: Library) -> None:
    found = rows(library, Wanted(name="thu", period="9T/2031"))
    table = list(csv.DictReader(io.StringIO(csv_text(COLUMNS, export(library, found)))))
    assert table[0]["quote"] == _TEXT[:30]
    assert (table[0]["value"], table[0]["file"]) == ("900", "a.md")


@given(st.text(max_size=60))
def test_no_text_leaves_as_a_formula(text: str) -> None:
    cell = inert(text)
    assert isinstance(cell, str)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.endswith(text)


def test_workbooks_hold_text_and_numbers_but_no_formula() -> None:
    hostile = '=HYPERLINK("http://evil.example","x")'
    sheet = load_workbook(io.BytesIO(xlsx("Số/liệu", ("a", "b"), [(hostile, 12.5), ("\x00@SUM(1)", None)]))).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells == [["a", "b"], ["'" + hostile, 12.5], ["'@SUM(1)", None]]
    assert all(cell.data_type in ("s", "n") for row in sheet.iter_rows() for cell in row)
    assert sheet.freeze_panes == "A2"


def test_charts_escape_and_tell_what_they_show() -> None:
    from assistant.faces.web import chart

    hostile = '"><script>alert(1)</script>'
    drawn = chart.bars(
        [chart.Group(hostile, (chart.Bar(hostile, 5, "5"), chart.Bar("âm", -5, hostile)))],
        title=hostile, description="hai số",
    )  # fmt: skip
    assert "<script" not in drawn
    assert drawn.count("<rect") == 4
    assert 'x="50.00%"' in drawn and 'x="0.00%"' in drawn
    assert "<desc>hai số</desc>" in drawn
    months = chart.timeline(
        [chart.Column("7/2025", 3, '/search?a"b', tick="2025"), chart.Column("8/2025", 0, "")],
        title="t",
        description="d",
    )
    assert months.count("<a ") == 1
    assert "&#34;b" in months
