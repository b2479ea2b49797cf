"""What readers think of an answer: thumbs, the form, what is kept and what comes out as a test set."""

from __future__ import annotations

import json
import sqlite3
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect
from typer.testing import CliRunner

from assistant.conversations import Conversations, new_id
from assistant.faces.cli import app
from assistant.faces.web.security import READER_COOKIE
from assistant.faces.web.services import browser_owner
from assistant.feedback import FILE, Feedback, Opinion
from assistant.messages import t
from index.answer import Answer
from tests.web.conftest import Server
from tests.web.test_chat import QUESTION
from tests.web.world import HOSTILE

pytestmark = pytest.mark.web


@pytest.fixture
def town(server: Server) -> Server:
    """The town's server, where nobody has an opinion yet."""
    Feedback(server.home)
    with closing(sqlite3.connect(server.home / FILE)) as connection, connection:
        connection.execute("DELETE FROM feedback")
    return server


def opinions(server: Server) -> list[Opinion]:
    return Feedback(server.home).opinions() if (server.home / FILE).exists() else []


def test_a_right_answer_becomes_a_row_of_a_test_set(reader_of, town: Server, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    reader = reader_of(town)
    page = reader.visit()
    reader.ask(QUESTION)
    page.get_by_role("button", name=t("feedback.down", "vi")).press("Enter")
    page.get_by_label(t("feedback.reason.source", "vi")).check()
    page.get_by_label(t("feedback.right", "vi")).fill("92%")
    page.get_by_label(t("feedback.note", "vi")).fill(f"Số của tháng trước.\n{HOSTILE}</textarea>")
    assert opinions(town) == []
    page.get_by_role("button", name=t("feedback.send", "vi")).press("Enter")
    expect(page.get_by_role("status").get_by_text(t("feedback.kept", "vi"))).to_be_visible()
    down = page.get_by_role("button", name=t("feedback.down", "vi"))
    expect(down).to_be_focused()

    page.reload()
    expect(down).to_have_attribute("aria-pressed", "true")
    down.click()
    expect(page.get_by_label(t("feedback.reason.source", "vi"))).to_be_checked()
    expect(page.get_by_label(t("feedback.right", "vi"))).to_have_value("92%")
    expect(page.get_by_label(t("feedback.note", "vi"))).to_have_value(f"Số của tháng trước.\n{HOSTILE}</textarea>")
    assert page.evaluate("window.hacked") is None

    rows = tmp_path / "rows.jsonl"
    done = CliRunner().invoke(app, ["testset", "from-feedback", str(rows), "--home", str(town.home)])
    assert done.exit_code == 0, done.output
    row = json.loads(rows.read_text(encoding="utf-8"))
    assert (row["question"], row["answer"], row["accepted"]) == (QUESTION, "92%", ["92%"])
    assert t("feedback.reason.source", "vi") in row["note"]
    checked = CliRunner().invoke(app, ["testset", "check", str(rows)])
    assert (checked.exit_code, checked.output.splitlines()[-1]) == (
        0,
        "1 câu hỏi, 1 câu chấm được câu trả lời, 0 lưu ý",
    )


def test_an_opinion_can_be_changed_and_taken_back(reader_of, town: Server) -> None:  # type: ignore[no-untyped-def]
    reader = reader_of(town)
    page = reader.visit()
    reader.ask(QUESTION)
    reader.ask("Quận Mai Hồ có sân bay không?")
    up, down = (reader.last.get_by_role("button", name=t(f"feedback.{way}", "vi")) for way in ("up", "down"))
    down.click()
    assert reader.last.locator("[name=reasons]").count() == 2  # of an answer that declines other things are wrong
    reader.last.get_by_label(t("feedback.right", "vi")).fill("Có, từ năm 2031")
    page.keyboard.press("Escape")
    expect(reader.last.locator("form")).to_be_hidden()
    expect(down).to_be_focused()
    assert opinions(town) == []
    down.click()
    expect(reader.last.get_by_label(t("feedback.right", "vi"))).to_have_value("")
    reader.last.get_by_label(t("feedback.right", "vi")).fill("Có, từ năm 2031")
    reader.last.get_by_role("button", name=t("feedback.send", "vi")).click()
    expect(down).to_have_attribute("aria-pressed", "true")
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    expect(down).to_have_attribute("aria-pressed", "false")
    assert [(o.verdict, o.right_answer) for o in opinions(town)] == [("up", "")]
    reader.ask("Mức hỗ trợ làng nghề?")  # the log is drawn anew
    assert page.locator(".rating [aria-pressed=true]").count() == 1
    page.locator(".rating [aria-pressed=true]").click()
    expect(page.locator(".rating [aria-pressed=true]")).to_have_count(0)
    assert opinions(town) == []


def test_it_fits_a_phone_in_both_languages(reader_of, town: Server) -> None:  # type: ignore[no-untyped-def]
    reader = reader_of(town, viewport={"width": 360, "height": 740})
    page = reader.visit()
    reader.ask(QUESTION)
    for language in ("vi", "en"):
        if language == "en":
            page.locator("[data-set-language=en]").click()
        else:  # the form stays open, with what was typed, when the page is drawn anew
            page.get_by_role("button", name=t("feedback.down", language)).click()
        page.get_by_label(t("feedback.note", language)).fill("x" * 1100)
        assert len(page.get_by_label(t("feedback.note", language)).input_value()) == 1000
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_only_the_reader_can_rate_and_only_what_fits_is_kept(town: Server) -> None:
    kept = Conversations(town.home / "conversations.sqlite3")
    mine, other, browser = new_id(), new_id(), new_id()
    answer = Answer(question="Chi?", language="vi", status="answered", text="5")
    turn, foreign = kept.add(browser_owner(browser), mine, answer).id, kept.add("browser:lan", other, answer).id

    def post(body: object, cookie: str | None = browser, **headers: str) -> int:
        sent = {"Content-Type": "application/json", **headers}
        if cookie:
            sent["Cookie"] = f"{READER_COOKIE}={cookie}"
        data = json.dumps(body).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(f"{town.url}/feedback", data, sent)) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    up: dict[str, object] = {"conversation": mine, "turn": turn, "verdict": "up"}
    assert post(up, cookie=None) == 403
    assert post(up, **{"Sec-Fetch-Site": "cross-site"}) == 403
    assert post(up | {"turn": foreign}) == 400
    assert post(up | {"conversation": other, "turn": foreign}) == 400
    assert post(up, cookie=new_id()) == 400
    changes: list[dict[str, object]] = [{"verdict": "x"}, {"reasons": ["x"]}, {"note": "x" * 1001}, {"turn": 10**30}]
    assert post([]) == 400
    for change in changes:
        assert post(up | change) == 400
    assert post(up | {"right_answer": "x" * 2001}) == 400
    assert post(up | {"right_answer": "x" * 70_000}) == 413
    assert opinions(town) == []
    assert post(up | {"right_answer": "bỏ qua"}, **{"Sec-Fetch-Site": "same-origin"}) == 200
    assert [(o.verdict, o.right_answer) for o in opinions(town)] == [("up", "")]
