"""What a question is restricted to: in the address, as chips, handed on to the assistant, kept with the answer."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from assistant.faces.web import scope
from assistant.messages import t
from index.library import document_id
from index.model import Filters
from tests.web.conftest import Reader
from tests.web.test_chat import QUESTION
from tests.web.world import HOSTILE

FULL = Filters(
    place="quận Mai Hồ",
    date_from=date(2031, 1, 1),
    date_to=date(2031, 12, 31),
    kinds=("report", "article"),
    documents=("d1", "d2"),
)


def test_an_address_says_what_it_means() -> None:
    for wanted in (FULL, Filters(place=HOSTILE), Filters(date_to=date(2031, 2, 3)), Filters()):
        assert scope.read("?" + scope.write(wanted)).scope == wanted
    assert scope.read("?c=" + "a" * 22) == scope.Address("a" * 22, None)
    assert scope.read("?c=../etc&kind=nonsense&from=31/12/2031").scope == Filters()
    assert scope.read("?c=../etc").conversation == ""


@given(st.text(max_size=200))
def test_any_address_is_read(text: str) -> None:
    assert isinstance(scope.read(text), scope.Address)


@pytest.mark.web
def test_a_scope_is_chosen_shown_applied_kept_and_removed(reader: Reader) -> None:
    page = reader.visit()
    page.get_by_role("button", name=t("scope.none", "vi")).press("Enter")
    place = page.get_by_label(t("search.place", "vi"))
    expect(place).to_be_focused()
    place.fill("quận Mai Hồ")
    page.get_by_label(t("search.from", "vi")).fill("2031-01-01")
    page.get_by_label(t("search.kind", "vi")).select_option(label="Bài viết")
    page.get_by_role("searchbox", name=t("scope.documents", "vi")).fill("mai ho")
    page.get_by_role("button", name="Quận Mai Hồ họp báo").press("Enter")
    page.get_by_role("button", name=t("scope.apply", "vi")).press("Enter")
    chips = page.locator("#scope .chip")
    expect(chips).to_have_count(4)
    assert [chip.inner_text().strip() for chip in chips.all()] == [
        "quận Mai Hồ", "Từ 01/01/2031", "Bài viết", "Quận Mai Hồ họp báo về kinh tế chín tháng",
    ]  # fmt: skip
    reader.ask(QUESTION)
    assert "Trong phạm vi:" in reader.last.locator(".within").inner_text()
    assert reader.last.locator(".limit").count() == 4
    page.reload()
    page.wait_for_selector("#log .turn")
    expect(chips).to_have_count(4)
    page.goto(reader.server.url + "/?c=" + page.evaluate("new URLSearchParams(location.search).get('c')"))
    page.wait_for_selector("#log .turn")
    expect(chips).to_have_count(4)  # that of the last question goes on
    page.get_by_role("button", name=t("scope.remove", "vi", label="Bài viết")).click()
    expect(chips).to_have_count(3)
    page.locator("[data-scope-open]").click()
    page.get_by_role("button", name=t("scope.clear", "vi")).click()
    expect(chips).to_have_count(0)
    reader.ask("Mức hỗ trợ làng nghề?")
    assert reader.last.locator(".within").count() == 0
    assert "Trong phạm vi" in page.locator("#log .turn").first.inner_text()


@pytest.mark.web
def test_the_assistant_is_held_to_the_scope(reader: Reader) -> None:
    page = reader.visit("/?document=" + document_id("default", "bao-cao/son-tra.txt"))
    expect(page.locator("#scope .chip")).to_contain_text("Báo cáo kinh tế huyện Sơn Trà")
    reader.ask("chỉ phạm vi nào?")
    assert "bao-cao/son-tra.txt" in reader.last.inner_text()
    assert "tin/mai-ho" not in reader.last.inner_text()


@pytest.mark.web
def test_hostile_scopes_are_inert(reader: Reader) -> None:
    from urllib.parse import urlencode

    page = reader.visit("/?" + urlencode({"place": HOSTILE, "document": HOSTILE, "kind": HOSTILE, "from": HOSTILE}))
    expect(page.locator("#scope .chip")).to_have_count(2)
    assert HOSTILE in page.locator("#scope").inner_text()
    assert t("scope.gone", "vi") in page.locator("#scope").inner_text()
    page.locator("[data-scope-open]").click()
    expect(page.get_by_label(t("search.place", "vi"))).to_have_value(HOSTILE)
    page.get_by_role("searchbox", name=t("scope.documents", "vi")).fill("onerror")
    expect(page.locator("#scope-found button")).to_contain_text("<img src=x")
    page.locator("#scope-found button").click()
    assert page.evaluate("window.hacked") is None
    assert page.locator("img").count() == 0
