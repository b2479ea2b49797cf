"""Whatever people are called, and whatever they type, files hold or keys are named: inert on every screen."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from urllib.parse import quote

import pytest

from assistant.messages import t
from assistant.people import People
from assistant.people.database import FILE
from index.library import document_id
from tests.web.conftest import Reader, Server
from tests.web.world import HOSTILE, HOSTILE_FILE

pytestmark = pytest.mark.web
TYPED = '"><img src=x onerror=window.hacked=5>'
_PAPER = document_id("default", HOSTILE_FILE)


def call(server: Server, before: str, after: str) -> None:
    """Write a name that no form or command would take: what is stored is not trusted either."""
    with closing(sqlite3.connect(server.home / FILE)) as connection, connection:
        assert connection.execute("UPDATE user SET name = ? WHERE name = ?", (after, before)).rowcount == 1


@pytest.fixture
def hostile(reader_of, gated: Server):  # type: ignore[no-untyped-def]
    """Somebody with a hostile name, signed in, with a key of a hostile name."""
    reader: Reader = reader_of(gated)
    reader.sign_in()
    key, _ = People(gated.home).keys.create("chi", HOSTILE[:80], writes=False)
    reader.page.reload()
    inert(reader)
    assert " ".join(HOSTILE[:80].split()) in reader.page.locator(".keys").inner_text()
    call(gated, "chi", HOSTILE)
    yield reader
    call(gated, HOSTILE, "chi")
    People(gated.home).keys.revoke(key.id)


def inert(reader: Reader) -> None:
    page = reader.page
    page.wait_for_timeout(100)  # an image that cannot be loaded says so a moment later
    assert page.evaluate("window.hacked") is None, page.url
    assert page.locator("img, a[href^='javascript' i], a[href^='//evil'], iframe").count() == 0, page.url


def test_nothing_that_people_write_acts_on_any_page(hostile: Reader) -> None:
    page, url = hostile.page, hostile.server.url
    typed = quote(TYPED, safe="")
    shown = {
        f"/documents?q={typed}&place={typed}": TYPED,
        f"/documents/{_PAPER}": "onerror",
        f"/documents/{_PAPER}/edit": "onerror",
        f"/search?q={typed}&issuer={typed}&place={typed}": TYPED,
        f"/search?q=a&from={quote(TYPED[:20], safe='')}": TYPED[:20],
        f"/search?q=ph%C3%AD&like={typed}": TYPED,
        f"/indicators?name={typed}&place={typed}": TYPED,
        "/evaluate": "",
        f"/{typed}": "",
    }
    hostile.watched.expected = ("404", "does not conform to the required format")  # what is no date is told in words
    for path, wanted in shown.items():
        page.goto(url + path)
        inert(hostile)
        fields = page.eval_on_selector_all("input, textarea", "all => all.map(one => one.value)")
        assert any(wanted in text for text in [page.locator("main").inner_text(), *fields]), path
        assert page.locator("a.account").get_attribute("title") == t("account.of", "vi", name=HOSTILE)


def test_nothing_that_people_write_acts_in_the_chat(hostile: Reader) -> None:
    page = hostile.visit(f"/?place={quote(HOSTILE, safe='')}")
    inert(hostile)
    hostile.ask(f"phí {HOSTILE}")
    hostile.last.locator(".cite").first.click()
    assert HOSTILE in hostile.shown_mark()
    inert(hostile)
    page.wait_for_selector("#talks-list a")
    inert(hostile)
    page.emulate_media(media="print")
    inert(hostile)


def test_nothing_that_strangers_type_acts_at_the_gate(reader_of, gated: Server) -> None:  # type: ignore[no-untyped-def]
    reader: Reader = reader_of(gated)
    reader.watched.expected = ("401",)
    page = reader.page
    page.goto(f"{gated.url}/sign-in?next={quote('/search?q=' + HOSTILE, safe='')}")
    inert(reader)
    page.get_by_label(t("sign_in.name", "vi")).fill(HOSTILE[:64])
    page.get_by_label(t("sign_in.password", "vi")).fill(HOSTILE)
    page.get_by_role("button", name=t("sign_in.submit", "vi")).click()
    page.get_by_role("alert").wait_for()
    assert t("sign_in.wrong", "vi") in page.get_by_role("alert").inner_text()
    inert(reader)
    for path in (f"/{quote(HOSTILE, safe='')}", "/documents"):
        page.goto(gated.url + path)
        assert page.locator("h1").inner_text() == t("sign_in.heading", "vi")
        inert(reader)
