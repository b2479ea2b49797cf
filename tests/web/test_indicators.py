"""The page of figures over HTTP and in the browser."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from assistant.conversations import Conversations
from assistant.faces.web.app import build_app
from assistant.faces.web.services import Services
from assistant.messages import t
from assistant.settings import Settings
from index.library import Library
from index.model import Indicator
from tests.support import HashEmbedder
from tests.web.world import HOSTILE, SENTENCE, StandIn, documents


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("figures")
    library = Library.open(home, HashEmbedder())
    papers = documents()
    formula = '=HYPERLINK("http://evil.example","x")'
    hostile = (
        Indicator(formula, 0, 20, 5, "đồng", period="2031", locality=HOSTILE),
        Indicator(f"phí {HOSTILE}", 0, 20, 7, "đồng", period="2030", locality=HOSTILE, plan_pct=3),
        Indicator(f"phí {HOSTILE}", 0, 20, 8, "đồng", period="2029", locality=HOSTILE, yoy_pct=-3),
    )
    library.apply([*papers[:-1], replace(papers[-1], indicators=hostile)])
    settings = Settings.load(environment={}, home=home)
    services = Services(library, StandIn(library, pause=0), Conversations(home / "c.sqlite3"), settings)
    with TestClient(build_app(services)) as made:
        yield made
    library.close()


def test_the_table_is_written_for_its_reader(client: TestClient) -> None:
    html = client.get("/indicators?name=thu ngan sach").text
    assert t("indicators.count.one", "vi") in html
    assert "3.204 tỷ đồng" in html and "91%" in html and "9 tháng đầu năm 2031" in html
    english = client.get("/indicators?name=thu", headers={"cookie": "hoidap_language=en"}).text
    assert "3,204 billion đồng" in english


def test_hostile_figures_are_inert_on_the_page_and_in_its_downloads(client: TestClient) -> None:
    for query in ("", "?name=phi", "?measure=ph%C3%AD&show=plan", "?name=%22%3E%3Cscript%3E", "?place=%3Cimg%3E"):
        html = client.get("/indicators" + query).text
        assert "<img" not in html and "<script>" not in html
        assert not re.search(r"<[^>]*\son\w+=[^>]*>", re.sub(r'"[^"]*"', '""', html))
    drawn = client.get("/indicators?name=phi").text
    assert 'class="chart chart-bars"' in drawn and "<desc>" in drawn
    rows = list(csv.reader(io.StringIO(client.get("/indicators.csv").content.decode("utf-8-sig"))))
    assert client.get("/indicators.csv").content.startswith(b"\xef\xbb\xbf")
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "\t", "\r"))]
    sheet = load_workbook(io.BytesIO(client.get("/indicators.xlsx").content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert sheet.max_row == len(rows) == 5


def test_bad_queries_are_refused_or_show_nothing(client: TestClient) -> None:
    assert client.get("/indicators?sort=secret").status_code == 422
    assert client.get("/indicators?page=0").status_code == 422
    assert t("indicators.none", "vi") in client.get("/indicators?period=never").text
    assert client.get("/indicators?page=99999").status_code == 200


@pytest.mark.web
def test_a_row_opens_its_source_at_the_sentence(reader) -> None:  # type: ignore[no-untyped-def]
    page = reader.visit("/indicators?name=thu")
    page.get_by_role("link", name="Thu ngân sách").click()
    assert reader.shown_mark() == SENTENCE
    page.keyboard.press("Escape")
    assert page.locator("#source-panel").is_hidden()
    page.get_by_label(t("search.place", "vi")).fill("huyện Sơn Trà")
    page.keyboard.press("Enter")
    page.get_by_text(t("indicators.none", "vi")).wait_for()


@pytest.mark.web
@pytest.mark.parametrize("width", [1440, 360])
def test_figures_fit_the_screen(reader_of, server, width: int) -> None:  # type: ignore[no-untyped-def]
    page = reader_of(server, viewport={"width": width, "height": 800}).visit("/indicators")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.get_by_role("link", name="Thu ngân sách").bounding_box()["width"] > 80
