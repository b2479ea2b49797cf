"""The search page: what it finds, tells, keeps and hands over; and as one types, in the browser."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversations import Conversations, new_id
from assistant.faces.web.app import build_app
from assistant.faces.web.finding import SearchQuery, snippet, timeline
from assistant.faces.web.reasons import reasons
from assistant.faces.web.services import Services
from assistant.messages import t
from assistant.searches import MOST, Searches
from assistant.settings import Settings
from assistant.similar import similar
from index.answer import Hit
from index.library import Library, document_id
from tests.support import HashEmbedder
from tests.web.world import HOSTILE, HOSTILE_FILE, SENTENCE, StandIn, documents


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    home = tmp_path_factory.mktemp("finding")
    library = Library.open(home, HashEmbedder())
    library.apply(documents())
    settings = Settings.load(environment={}, home=home)
    yield Services(library, StandIn(library, pause=0), Conversations(home / "c.sqlite3"), settings)
    library.close()


def client(services: Services) -> TestClient:
    return TestClient(build_app(services), cookies={"hoidap_reader": new_id()}, follow_redirects=False)


def hit_of(day: str | None) -> Hit:
    return Hit(
        file="a.md", document="d", title=None, kind="article", number=None, issuer=None, date=day, place=None, url=None,
        section=None, page=None, start=0, end=1, rank=1, score=1, passage="x",
    )  # fmt: skip


def test_hits_come_alone_for_the_script_and_as_csv(services: Services) -> None:
    reader = client(services)
    part = reader.get("/search/hits?q=ng%C3%A2n+s%C3%A1ch").text
    assert "<html" not in part and t("search.count", "vi", count=3) in part
    assert part.strip() in reader.get("/search?q=ng%C3%A2n+s%C3%A1ch").text
    answer = reader.get("/search.csv?q=ng%C3%A2n+s%C3%A1ch&kind=report")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[t("search.column.number", "vi")] for row in rows] == ["77/BC-UBND"]
    link = rows[0][t("search.column.link", "vi")]
    assert '<mark class="cited">' in reader.get(link.removeprefix("http://testserver")).text


def test_a_csv_of_a_hostile_document_runs_nothing(services: Services) -> None:
    rows = csv.reader(io.StringIO(client(services).get("/search.csv?q=ph%C3%AD").content.decode("utf-8-sig")))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_searches_are_kept_for_their_owner_alone(services: Services) -> None:
    mine, other = client(services), client(services)
    saved = mine.post("/search/saved", data={"query": "q=ng%C3%A2n+s%C3%A1ch&kind=report&x=1", "name": HOSTILE[:100]})
    assert saved.headers["location"] == "/search?q=ng%C3%A2n+s%C3%A1ch&kind=report"
    html = mine.get("/search").text
    assert 'href="/search?q=ng%C3%A2n+s%C3%A1ch&amp;kind=report"' in html
    assert "<img" not in html
    assert t("search.saved", "vi") not in other.get("/search").text
    number = re.findall(r"/search/saved/(\d+)/delete", html)[0]
    other.post(f"/search/saved/{number}/delete")
    assert t("search.saved", "vi") in mine.get("/search").text
    assert mine.post("/search/saved", data={"query": "q=a", "name": " "}).status_code == 400
    assert (
        mine.post(
            "/search/saved", data={"query": "q=a", "name": "x"}, headers={"sec-fetch-site": "cross-site"}
        ).status_code
        == 400
    )
    mine.post(f"/search/saved/{number}/delete")
    assert t("search.saved", "vi") not in mine.get("/search").text


def test_the_store_of_searches_caps_what_one_reader_keeps(tmp_path: Path) -> None:
    searches = Searches(tmp_path / "s.sqlite3")
    for number in range(MOST + 3):
        searches.save("an", f"tên {number}", f"q={number}")
    searches.save("an", "tên mới", f"q={MOST}")
    kept = searches.of("an")
    assert len(kept) == MOST
    assert {saved.query: saved.name for saved in kept}[f"q={MOST}"] == "tên mới"
    assert searches.of("bình") == []
    for owner, name, query in (("an", "", "q=1"), ("an", "x" * 200, "q=1"), ("an", "x", ""), ("", "x", "q=1")):
        with pytest.raises(ValueError, match=r"name|query"):
            searches.save(owner, name, query)


def test_more_like_a_passage_comes_from_other_documents(services: Services) -> None:
    file = "tin/mai-ho-9-thang.md"
    found = similar(services.library, document_id("default", file), 0, k=3)
    assert found and all(hit.file != file for hit in found)
    assert [hit.rank for hit in found] == [1, 2, 3]
    assert similar(services.library, "none", 0) == []
    reader = client(services)
    html = reader.get(f"/search?like={document_id('default', file)}:0").text
    assert t("search.like.of", "vi", name="Quận Mai Hồ họp báo về kinh tế chín tháng") in html
    for like in ("none:0", f"{document_id('default', file)}:x", "<script>:9"):
        assert t("search.like.gone", "vi") in reader.get("/search", params={"like": like}).text
    trap = reader.get(f"/search?like={document_id('default', HOSTILE_FILE)}:0").text
    assert "<img" not in trap and "<script>" not in trap


def test_a_timeline_leads_to_the_days_of_each_column() -> None:
    asked = SearchQuery(q="thu", place="Huế")
    drawn = timeline([hit_of("2031-07-12"), hit_of("2031-09-04"), hit_of("2031-09-30"), hit_of(None)], asked, "vi")
    assert drawn is not None
    assert drawn.count("<a ") == 2
    assert "from=2031-09-01&amp;to=2031-09-30&amp;place=Hu%E1%BA%BF" in drawn
    assert t("search.timeline.column", "vi", when="9/2031", count=2) in drawn
    years = timeline([hit_of("2001-07-12"), hit_of("2031-09-04")], asked, "en")
    assert years is not None and "from=2031-01-01&amp;to=2031-12-31" in years
    assert timeline([hit_of("2031-09-04"), hit_of("2031-09-05")], asked, "vi") is None


@given(
    st.text(alphabet="ab ơ\n", max_size=2000), st.lists(st.tuples(st.integers(0, 2000), st.integers(1, 9)), max_size=5)
)
def test_a_snippet_is_part_of_its_passage(text: str, marks: list[tuple[int, int]]) -> None:
    spans = sorted((start, start + length) for start, length in marks if start + length <= len(text))
    shown = snippet(text, spans)
    plain = "".join(piece for piece, _ in shown).removeprefix("… ").removesuffix(" …")
    assert plain in re.sub(r"\n\s*\n", "\n", text) or "\n" in text
    assert "".join(plain.split()) in "".join(text.split())
    assert len(plain) <= 575
    assert not spans or text.strip() == "" or any(marked for _, marked in shown) or " " not in text


def test_a_snippet_shows_where_the_words_are() -> None:
    text = "mở đầu " * 100 + "thu ngân sách đạt" + " kết thúc" * 100
    at = text.index("thu")
    shown = snippet(text, [(at, at + 13)])
    assert shown[0] == ("… ", False) and shown[-1] == (" …", False)
    assert ("thu ngân sách", True) in shown


def test_reasons_are_told_in_words() -> None:
    why = {
        "dense": 0.9,
        "lexical": 0.3,
        "boosts": {"place": -0.15, "recency": 0.01, "shape": 0.3, "new": 1},
        "repeated_in": ["a"],
    }
    told = reasons(why, "vi")
    assert told[0] == t("why.dense.strong", "vi")
    assert t("why.place.against", "vi") in told and t("why.repeated", "vi", count=1) in told
    assert len(told) == 5
    assert reasons({"similar": 0.912}, "en") == [t("why.similar", "en", share="91%")]
    assert reasons({"dense": None, "boosts": None, "repeated_in": "x"}, "vi") == []


@pytest.mark.web
def test_hits_come_as_one_types_and_the_address_is_the_search(reader) -> None:  # type: ignore[no-untyped-def]
    page = reader.visit("/search")
    box = page.get_by_role("searchbox")
    box.press_sequentially("ngân sách", delay=15)
    page.get_by_text(t("search.count", "vi", count=3)).wait_for()
    assert box.evaluate("e => e === document.activeElement")
    page.locator("summary", has_text=t("search.filters", "vi")).click()
    page.get_by_label(t("search.kind", "vi")).select_option("article")
    page.get_by_text(t("search.count.one", "vi")).wait_for()
    assert "kind=article" in page.url
    page.reload()
    page.get_by_text(t("search.count.one", "vi")).wait_for()
    page.locator(".hit-title").click()
    page.locator("#source-panel").get_by_text(SENTENCE).wait_for()
    page.keyboard.press("Escape")
    page.get_by_text(t("search.save", "vi")).click()
    page.get_by_label(t("search.save.name", "vi")).fill("Ngân sách trên báo")
    page.get_by_role("button", name=t("search.save.do", "vi"), exact=True).click()
    page.goto(reader.server.url + "/search")
    page.get_by_role("link", name="Ngân sách trên báo").click()
    page.get_by_text(t("search.count.one", "vi")).wait_for()
    page.get_by_role("button", name=t("search.saved.delete", "vi", name="Ngân sách trên báo")).click()
    page.get_by_text(t("search.saved", "vi")).wait_for(state="detached")


@pytest.mark.web
def test_a_column_of_the_timeline_narrows_the_days(reader) -> None:  # type: ignore[no-untyped-def]
    page = reader.visit("/search?q=ng%C3%A2n+s%C3%A1ch")
    page.get_by_role("link", name=t("search.timeline.column", "vi", when="7/2031", count=1)).click()
    page.get_by_text(t("search.count.one", "vi")).wait_for()
    assert "from=2031-07-01" in page.url
    page.get_by_role("link", name=t("search.timeline.all", "vi")).click()
    page.get_by_text(t("search.count", "vi", count=3)).wait_for()


@pytest.mark.web
def test_the_search_works_without_scripts(reader_of, server) -> None:  # type: ignore[no-untyped-def]
    page = reader_of(server, java_script_enabled=False, viewport={"width": 360, "height": 800}).visit("/search")
    page.get_by_role("searchbox").fill("làng nghề")
    page.keyboard.press("Enter")
    page.get_by_text(t("search.count", "vi", count=2)).wait_for()
    page.get_by_role("link", name="Nghị quyết về hỗ trợ làng nghề truyền thống").first.click()
    assert page.locator("mark.cited").count() > 0


@pytest.mark.web
def test_a_link_to_a_passage_opens_its_document_there(reader) -> None:  # type: ignore[no-untyped-def]
    page = reader.visit("/indicators?name=thu")
    page.goto(reader.server.url + str(page.get_by_role("link", name="Thu ngân sách").get_attribute("href")))
    assert page.locator("mark.cited").all_text_contents() == [SENTENCE]
    page.wait_for_function("""() => {
        const box = document.querySelector("mark.cited").getBoundingClientRect();
        return scrollY > 0 && box.top > 60 && box.bottom < innerHeight;
    }""")
