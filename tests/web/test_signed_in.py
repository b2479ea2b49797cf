"""Asking while signed in, in two browsers: what each is answered from, and what happens when a session is ended."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant.messages import t
from assistant.people import People
from assistant.reader import Role
from index.embedding import Embedder
from index.library import Library
from ingest.parse import parse_text
from tests.web.conftest import PASSWORD, Reader
from tools.trial.server import Server

QUESTION = "Phí thuê mặt bằng chợ Lụa Vàng là bao nhiêu một tháng?"
PAPERS = {
    "lan": "# Thông báo phí chợ Lụa Vàng\n\nPhí thuê mặt bằng chợ Lụa Vàng là 310.000 đồng một tháng cho mỗi ki-ốt.\n",
    "minh": "# Lịch họp tổ dân phố\n\nTổ dân phố số 4 họp lúc 19 giờ 30 phút ngày 12/5/2031 tại nhà văn hóa.\n",
}


@pytest.fixture
def office(tmp_path: Path, embedder: Embedder) -> Iterator[Server]:
    """Two readers, each with a collection that the other may not see."""
    home = tmp_path / "home"
    with Library.open(home, embedder) as library:
        library.apply([parse_text(text, file=f"{name}.md", collection=name) for name, text in PAPERS.items()])
    people = People(home)
    people.users.add("chief", PASSWORD, Role.ADMIN)
    for name in PAPERS:
        people.collections.create(name)
        people.users.add(name, PASSWORD, Role.READER)
        people.collections.grant(name, name)
    server = Server(home)
    server.start()
    yield server
    server.stop(signal.SIGKILL)


def gate(page: Page, name: str) -> None:
    """Sign in where the page has come to the gate."""
    page.wait_for_url("**/sign-in*")
    page.get_by_label(t("sign_in.name", "vi")).fill(name)
    page.get_by_label(t("sign_in.password", "vi")).fill(PASSWORD)
    page.get_by_role("button", name=t("sign_in.submit", "vi")).click()
    page.wait_for_selector("#log .welcome, #log .turn")


def test_two_readers_ask_each_of_their_own_papers(office: Server, reader_of: Callable[..., Reader]) -> None:
    lan, minh = reader_of(office), reader_of(office)
    for name, reader in (("lan", lan), ("minh", minh)):
        reader.page.goto(office.url + "/")
        gate(reader.page, name)
        reader.ask(QUESTION)
    expect(lan.last).to_contain_text("310.000 đồng")
    lan.last.locator(".cite").first.click()
    assert "310.000 đồng" in lan.shown_mark()
    told = minh.page.content()
    assert "310.000" not in told
    assert "Thông báo phí" not in told
    assert "lan.md" not in told
    minh.page.goto(office.url + "/documents")
    expect(minh.page.get_by_text("Lịch họp tổ dân phố").first).to_be_visible()
    assert "Thông báo phí" not in minh.page.content()


def test_a_question_typed_after_the_session_has_ended_is_kept(office: Server, reader_of: Callable[..., Reader]) -> None:
    lan = reader_of(office)
    lan.page.goto(office.url + "/")
    gate(lan.page, "lan")
    lan.ask(QUESTION)
    lan.type("Mỗi ki-ốt phải nộp bao nhiêu?")
    lan.watched.expected = ("401",)  # the browser reports that it was turned away
    People(office.home).sessions.revoke("lan")
    lan.page.keyboard.press("Enter")
    gate(lan.page, "lan")
    expect(lan.page.locator("#question textarea")).to_have_value("Mỗi ki-ốt phải nộp bao nhiêu?")
    expect(lan.page.locator("#log")).to_contain_text("310.000 đồng")
