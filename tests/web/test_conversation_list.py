"""The conversations beside the chat: kept, listed, opened, renamed, deleted and brought back; questions edited."""

from __future__ import annotations

import io
import re
import sqlite3
import urllib.error
import urllib.request
from datetime import date, timedelta
from pathlib import Path

import docx
import pytest
from playwright.sync_api import expect

from assistant.conversations import Conversation, Conversations, new_id
from assistant.faces.web.conversation_list import by_day
from assistant.faces.web.downloads import disposition
from assistant.faces.web.security import READER_COOKIE
from assistant.faces.web.services import browser_owner
from assistant.messages import t
from index.answer import Answer
from tests.web.conftest import Reader, Server
from tests.web.test_chat import QUESTION
from tests.web.world import HOSTILE, SENTENCE, SENTENCE_3

pytestmark = pytest.mark.web
CRAFT = "Mức hỗ trợ làng nghề?"


def titles(reader: Reader) -> list[str]:
    return reader.page.locator("#talks-list a").all_inner_texts()


def test_a_conversation_is_listed_opened_and_found_again(reader: Reader) -> None:
    page = reader.visit()
    expect(page.get_by_text(t("talks.none", "vi"))).to_be_visible()
    reader.ask(QUESTION)
    page.get_by_role("button", name=t("chat.new", "vi")).click()
    page.wait_for_selector("#log .welcome")
    assert page.url == reader.server.url + "/"
    reader.ask(CRAFT)
    expect(page.locator("#talks-list a")).to_have_count(2)
    assert titles(reader) == [CRAFT, QUESTION]
    assert page.locator("#talks-list h3").all_inner_texts() == [t("talks.today", "vi")]
    page.get_by_role("link", name=QUESTION).click()
    expect(page.locator("#log .reply")).to_contain_text("3.204 tỷ đồng")
    expect(page.locator("#talks-list a[aria-current]")).to_have_text(QUESTION)
    opened = page.url
    page.go_back()
    expect(page.locator("#log .reply")).to_contain_text(SENTENCE_3)
    page.goto(opened)
    page.wait_for_selector("#log .turn")
    reader.last.locator(".cite").first.click()
    assert reader.shown_mark() == SENTENCE

    page.get_by_label(t("talks.find", "vi")).fill("lang nghe 45 TRIEU")
    expect(page.locator("#talks-list a")).to_have_count(1)
    assert titles(reader) == [CRAFT]
    page.get_by_label(t("talks.find", "vi")).fill("zzz")
    expect(page.get_by_text(t("talks.no_match", "vi"))).to_be_visible()


def test_rename_delete_and_undo_by_keyboard_alone(reader: Reader) -> None:
    page = reader.visit()
    reader.ask(QUESTION)
    expect(page.locator("#talks-list a")).to_have_count(1)
    page.locator("#talks-list a").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label(t("talks.rename.label", "vi"))).to_be_focused()
    page.keyboard.type(HOSTILE)
    page.keyboard.press("Enter")
    expect(page.locator("#talks-list a")).to_have_text(HOSTILE[:120].strip())
    page.locator("#talks-list [data-rename]").press("Enter")
    page.keyboard.type("Số liệu quý 3")
    page.keyboard.press("Escape")
    expect(page.locator("#talks-list a")).to_contain_text("<img src=x")

    page.locator("#talks-list [data-delete]").press("Enter")
    undo = page.get_by_role("button", name=t("talks.undo", "vi"))
    expect(undo).to_be_focused()
    page.wait_for_selector("#log .welcome")
    assert titles(reader) == []
    undo.press("Enter")
    expect(page.locator("#talks-list a")).to_have_count(1)
    expect(page.locator("#log .reply")).to_contain_text("3.204 tỷ đồng")
    assert page.evaluate("window.hacked") is None


def test_another_reader_cannot_open_what_is_not_his(reader_of, server: Server) -> None:  # type: ignore[no-untyped-def]
    mine, other = reader_of(server), reader_of(server)
    mine.visit()
    mine.ask(QUESTION)
    search = mine.page.evaluate("location.search")
    other.page.goto(server.url + "/" + search)
    expect(other.page.get_by_role("heading", name=t("talks.unknown", "vi"))).to_be_visible()
    assert "3.204" not in other.page.content()
    other.ask(CRAFT)  # begins one of his own
    assert other.page.evaluate("location.search") != search
    mine.page.reload()
    mine.page.wait_for_selector("#log .turn")
    assert mine.page.locator("#log .turn").count() == 1


def test_two_pages_of_one_reader_stay_in_their_conversations(reader: Reader) -> None:
    first = reader.visit()
    reader.ask(QUESTION)
    second = Reader(reader.context, reader.server)
    second.visit()
    second.ask(CRAFT)
    reader.ask("Còn huyện Sơn Trà thì sao, so sánh?")
    assert first.locator("#log .turn").count() == 2
    assert SENTENCE_3 not in first.locator("#log").inner_text()
    assert second.page.locator("#log .turn").count() == 1
    second.page.goto(second.server.url + "/search")
    second.page.get_by_role("link", name=t("nav.chat", "vi"), exact=True).click()
    expect(second.page.locator("#log .reply")).to_contain_text(SENTENCE_3)


def test_an_edited_question_is_asked_again_and_the_earlier_version_stays(reader: Reader) -> None:
    page = reader.visit()
    reader.ask(QUESTION)
    reader.ask(CRAFT)
    reader.type("đang viết dở")
    page.locator("[data-edit]").first.press("Enter")
    area = page.get_by_label(t("chat.edit.label", "vi"), exact=True)
    expect(area).to_be_focused()
    expect(area).to_have_value(QUESTION)
    page.keyboard.press("Escape")
    expect(page.locator("[data-edit]").first).to_be_focused()
    page.locator("[data-edit]").first.press("Enter")
    expect(page.get_by_text(t("chat.edit.note", "vi"))).to_be_visible()
    area.fill("Quận Mai Hồ có sân bay không?")
    area.press("Enter")
    expect(page.locator("#log .turn")).to_have_count(1)
    expect(page.locator("#log .turn .state")).to_have_text(t("answer.not_found", "vi"))
    assert page.locator("#question textarea").input_value() == "đang viết dở"
    expect(page.locator(".versions")).to_contain_text("2/2")
    page.get_by_role("button", name=t("version.earlier", "vi")).click()
    expect(page.locator("#log .turn")).to_have_count(2)
    expect(page.locator(".versions")).to_contain_text("1/2")
    page.reload()
    page.wait_for_selector("#log .turn")
    assert page.locator("#log .turn").count() == 2
    page.get_by_role("button", name=t("version.later", "vi")).click()
    expect(page.locator("#log .turn")).to_have_count(1)


def test_a_question_is_asked_again_in_its_place(reader: Reader) -> None:
    page = reader.visit()
    reader.ask(QUESTION)
    page.get_by_role("button", name=t("chat.retry", "vi")).click()
    expect(page.locator(".versions")).to_contain_text("2/2")
    assert page.locator("#log .turn").count() == 1


def test_a_stopped_question_can_be_asked_again(reader: Reader) -> None:
    page = reader.visit()
    reader.type("trả lời chậm về Mai Hồ")
    page.keyboard.press("Enter")
    page.wait_for_selector("#live .pending")
    page.get_by_role("button", name=t("chat.stop", "vi")).click()
    expect(page.locator("#live .stopped .question")).to_contain_text("trả lời chậm")
    page.locator("#live").get_by_role("button", name=t("chat.retry", "vi")).click()
    page.wait_for_selector("#live .pending")
    page.get_by_role("button", name=t("chat.stop", "vi")).click()
    page.wait_for_selector("#live .stopped")


def test_what_is_typed_into_the_feedback_form_survives_the_next_answer(reader: Reader) -> None:
    page = reader.visit()
    reader.ask(QUESTION)
    page.get_by_role("button", name=t("feedback.down", "vi")).click()
    page.get_by_label(t("feedback.reason.source", "vi")).check()
    page.get_by_label(t("feedback.note", "vi")).fill("Số của tháng trước")
    reader.ask(CRAFT)
    first = page.locator("#log .turn").first
    for _ in range(2):
        expect(first.get_by_label(t("feedback.note", "vi"))).to_have_value("Số của tháng trước")
        expect(first.get_by_label(t("feedback.reason.source", "vi"))).to_be_checked()
        page.reload()
        page.wait_for_selector("#log .turn")
    first.get_by_role("button", name=t("feedback.cancel", "vi")).click()
    page.reload()
    page.wait_for_selector("#log .turn")
    assert first.locator(".rating form").is_hidden()


def test_quotes_show_on_hover_and_on_focus(reader: Reader) -> None:
    page = reader.visit()
    reader.ask(QUESTION)
    chip, quote = reader.last.locator(".cite").first, page.get_by_role("tooltip")
    chip.hover()
    expect(quote).to_contain_text(SENTENCE)
    page.mouse.move(5, 400)
    expect(quote).to_be_hidden()
    chip.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(quote).to_be_visible()
    assert chip.get_attribute("aria-describedby") == "quote"
    page.keyboard.press("Escape")
    expect(quote).to_be_hidden()
    page.keyboard.press("Enter")
    assert reader.shown_mark() == SENTENCE


def test_a_conversation_and_an_answer_are_downloaded(reader: Reader, tmp_path: Path) -> None:
    page = reader.visit()
    reader.ask(QUESTION)
    reader.ask(f"phí {HOSTILE}")
    page.locator(".log-tools summary").click()
    for kind, name in (("docx", "Word"), ("pdf", "PDF"), ("md", "Markdown")):
        if not page.locator(".log-tools details").get_attribute("open"):
            page.locator(".log-tools details").evaluate("menu => { menu.open = true; }")
        with page.expect_download() as started:
            page.locator(".log-tools").get_by_role("link", name=re.compile(name)).click()
        assert started.value.suggested_filename.endswith(f".{kind}")
        file = tmp_path / f"all.{kind}"
        started.value.save_as(file)
        assert file.read_bytes().startswith({"docx": b"PK", "pdf": b"%PDF", "md": b"# "}[kind])
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(tmp_path / "all.docx")).paragraphs)
    assert SENTENCE in text
    assert HOSTILE in text
    first = page.locator("#log .turn").first
    first.locator(".doings summary").click()
    with page.expect_download() as started:
        first.get_by_role("link", name="Word").click()
    one = docx.Document(io.BytesIO(Path(started.value.path()).read_bytes()))
    assert HOSTILE not in "\n".join(paragraph.text for paragraph in one.paragraphs)


def test_print_shows_the_answer_and_nothing_to_press(reader: Reader) -> None:
    page = reader.visit()
    reader.ask(QUESTION)
    reader.ask(CRAFT)
    page.evaluate("window.print = () => { window.printed = document.documentElement.className; }")
    page.locator("#log .turn").last.locator(".doings summary").click()
    page.get_by_role("button", name=t("export.print.answer", "vi")).click()
    assert "print-one" in page.evaluate("window.printed")
    page.emulate_media(media="print")
    shown = [b.inner_text() for b in page.locator("button, summary, textarea").all() if b.is_visible()]
    assert all(text.strip().split("\n")[0] in {"1", ""} for text in shown), shown  # the sources stay
    assert page.locator("#log .turn").first.is_hidden()
    assert SENTENCE_3 in page.locator("#log").inner_text()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#log .turn").first.is_visible()


def test_on_a_phone_the_list_is_a_drawer(reader_of, server: Server) -> None:  # type: ignore[no-untyped-def]
    reader = reader_of(server, viewport={"width": 390, "height": 844}, has_touch=True)
    page = reader.visit()
    reader.ask(QUESTION)
    assert page.locator("#talks").is_hidden()
    page.get_by_role("button", name=t("talks.show", "vi")).tap()
    expect(page.locator("#talks-list a")).to_have_text(QUESTION)
    assert page.evaluate("document.querySelector('gradio-app').inert")
    page.keyboard.press("Escape")
    assert page.locator("#talks").is_hidden()
    page.get_by_role("button", name=t("talks.show", "vi")).tap()
    page.locator("#talks").get_by_role("button", name=t("chat.new", "vi")).tap()
    page.wait_for_selector("#log .welcome")
    assert page.locator("#talks").is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_only_the_owner_changes_and_downloads(server: Server) -> None:
    browser, mine = new_id(), new_id()
    kept = Conversations(server.home / "conversations.sqlite3")
    kept.add(browser_owner(browser), mine, Answer(question="Chi?", language="vi", status="answered", text="5"))

    def call(path: str, body: bytes | None = None, cookie: str = browser, **headers: str) -> int:
        sent = {"Cookie": f"{READER_COOKIE}={cookie}", "Content-Type": "application/json", **headers}
        try:
            with urllib.request.urlopen(urllib.request.Request(f"{server.url}{path}", body, sent)) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    rename = b'{"action": "rename", "title": "Quy 3"}'
    assert call(f"/conversations/{mine}", rename, new_id()) == 404
    assert call(f"/conversations/{mine}", rename, **{"Sec-Fetch-Site": "cross-site"}) == 403
    assert call(f"/conversations/{mine}", b'{"action": "drop"}') == 400
    assert call(f"/conversations/{mine}", b" " * 20_000 + rename) == 400
    assert call(f"/conversations/{mine}", rename) == 204
    assert call(f"/conversations/{mine}/download.pdf") == 200
    assert call(f"/conversations/{mine}/download.pdf?turn=99999") == 404
    assert call(f"/conversations/{mine}/download.pdf", cookie=new_id()) == 404
    assert call(f"/conversations/{mine}/download.exe") == 422
    with sqlite3.connect(server.home / "conversations.sqlite3") as connection:
        assert connection.execute("SELECT title FROM conversation WHERE id = ?", (mine,)).fetchone() == ("Quy 3",)


def test_days_are_those_of_the_readers_clock() -> None:
    late = Conversation("a", "a", "", "2031-10-19 18:30:00", 1)
    early = Conversation("b", "b", "", "2031-10-18 01:00:00", 1)
    days = by_day([late, early], date(2031, 10, 20), timedelta(hours=7), "vi")
    assert [(day, [c.id for c in found]) for day, found in days] == [("Hôm nay", ["a"]), ("18/10/2031", ["b"])]
    assert by_day([late], date(2031, 10, 20), timedelta(), "en")[0][0] == "Yesterday"


def test_a_download_is_named_by_its_title_and_nothing_else() -> None:
    named = disposition('"; filename=x.exe\r\nSet-Cookie: a=b ../../etc/pa<ss>', "pdf")
    assert "\r" not in named
    assert "\n" not in named
    assert named.count('"') == 2
    assert re.match(r'attachment; filename="[a-z0-9-]+\.pdf"; filename\*=UTF-8\'\'[\w%.\-]+$', named)
    assert disposition("☃", "md").startswith('attachment; filename="hoi-dap.md"')
