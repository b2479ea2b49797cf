"""The chat in real Chromium: ask, read, check the source, and every state in between."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from assistant.messages import CATALOGUE, t
from tests.web.conftest import Reader, Server
from tests.web.world import HOSTILE, SENTENCE, SENTENCE_2, SENTENCE_3

pytestmark = pytest.mark.web
QUESTION = "Thu ngân sách của quận Mai Hồ 9 tháng năm 2031 đạt bao nhiêu phần trăm dự toán?"


def test_ask_read_and_check_the_source(reader: Reader) -> None:
    page = reader.visit()
    reader.ask(QUESTION)
    assert "3.204 tỷ đồng" in reader.last.inner_text()
    assert t("checks.supported", "vi", count=3) in reader.last.inner_text()
    chip = reader.last.locator(".cite").first
    chip.click()
    assert reader.shown_mark() == SENTENCE
    panel = page.locator("#source-panel")
    for fact in ("Quận Mai Hồ họp báo về kinh tế chín tháng", "Báo Mai Hồ", "04/10/2031", "quận Mai Hồ", "tin/mai-ho"):
        assert fact in panel.inner_text()
    link = panel.get_by_role("link", name=t("source.link", "vi"))
    assert link.get_attribute("href") == "https://example.gov.vn/9-thang"
    assert "noopener" in (link.get_attribute("rel") or "")
    assert [m.inner_text() for m in panel.locator("mark strong").all()] == ["3.204 tỷ đồng", "91%"]
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert chip.evaluate("element => element === document.activeElement")


def test_the_answer_streams(reader: Reader) -> None:
    page = reader.visit()
    page.evaluate("""() => { window.lengths = []; new MutationObserver(() => {
        const text = document.querySelector('#live .reply')?.textContent.trim().length;
        if (text) window.lengths.push(text);
    }).observe(document.querySelector('#live'), { childList: true, subtree: true, characterData: true }); }""")
    reader.ask(QUESTION)
    lengths: list[int] = page.evaluate("window.lengths")
    assert len(set(lengths)) >= 3
    assert lengths == sorted(lengths)
    page.wait_for_function("document.querySelectorAll('#live .turn').length === 0")


def test_only_part_of_the_screen_moves_and_the_page_fits(reader_of, server: Server) -> None:  # type: ignore[no-untyped-def]
    for width in (360, 390, 768, 1440):
        reader = reader_of(server, viewport={"width": width, "height": 800})
        page = reader.visit()
        tools = page.locator(".languages").bounding_box()
        assert tools is not None
        assert tools["x"] + tools["width"] <= width
        reader.ask("so sánh thu ngân sách quận Mai Hồ và huyện Sơn Trà")
        reader.ask("phí trông giữ xe")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("#send").is_visible()


def test_switching_language_changes_every_text(reader: Reader) -> None:
    page = reader.visit()
    reader.ask(QUESTION)
    reader.ask("Quận Mai Hồ có sân bay không?")
    reader.ask("so sánh thu ngân sách quận Mai Hồ và huyện Sơn Trà")
    reader.last.locator(".source").first.click()
    reader.shown_mark()
    before = "\n".join(page.evaluate(INTERFACE_TEXTS))
    in_use = [key for key, (vi, _) in CATALOGUE.items() if "{" not in vi and vi in before.split("\n")]
    assert {"answer.sources", "chat.send", "source.link", "disclaimer", "nav.search", "figure.plan"} <= set(in_use)
    page.get_by_role("button", name="English").click()
    page.wait_for_function("document.documentElement.lang === 'en'")
    page.wait_for_function("text => document.querySelector('#source-panel').innerText.includes(text)", arg="4 Oct 2031")
    page.wait_for_function("text => document.querySelector('#log').innerText.includes(text)", arg="Sources")
    after = page.evaluate(INTERFACE_TEXTS)
    vietnamese = {vi for vi, en in CATALOGUE.values() if vi != en}
    assert [text for text in after if text in vietnamese] == []
    # Keys of other pages may say the same in Vietnamese.
    spoken = {CATALOGUE[key][0] for key in in_use if CATALOGUE[key][1] in after}
    assert [key for key in in_use if CATALOGUE[key][0] not in spoken] == []
    page.reload()
    page.wait_for_selector("#log .turn")
    page.wait_for_function("title => document.title === title", arg=t("app.name", "en"))


# Every text and label of the page but what documents and people wrote.
INTERFACE_TEXTS = """() => {
    const foreign = '.reply, .question, .title, .text, #source-title, dd,' +
        '.facts > span:not(:first-child), td, th[scope=row]';
    const texts = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        if (!parent.closest(foreign) && !parent.closest('script, style')) texts.push(walker.currentNode.data.trim());
    }
    for (const element of document.querySelectorAll('*')) {
        for (const name of ['aria-label', 'placeholder']) texts.push(element.getAttribute(name) ?? '');
    }
    return texts.filter(Boolean);
}"""


def test_not_found_offers_what_is_near(reader: Reader) -> None:
    page = reader.visit()
    reader.ask("Quận Mai Hồ có sân bay không?")
    assert t("answer.not_found", "vi") in reader.last.inner_text()
    assert reader.last.locator(".cite").count() == 0
    reader.last.get_by_role("button", name="Nghị quyết về hỗ trợ làng nghề truyền thống").click()
    page.wait_for_selector("#source-panel .text")
    assert "19/2031/NQ-HĐND" in page.locator("#source-panel").inner_text()
    assert page.locator("#source-panel mark").count() == 0


def test_clarify_asks_the_completed_question(reader: Reader) -> None:
    page = reader.visit()
    reader.ask("Thu ngân sách 9 tháng đạt bao nhiêu phần trăm?")
    assert t("answer.clarify", "vi") in reader.last.inner_text()
    assert reader.last.locator(".options button").all_inner_texts() == ["quận Mai Hồ", "huyện Sơn Trà"]
    reader.last.get_by_role("button", name="quận Mai Hồ", exact=True).click()
    reader.answered(1)
    assert (
        "Thu ngân sách 9 tháng đạt bao nhiêu phần trăm (quận Mai Hồ)?" in reader.last.locator(".question").inner_text()
    )
    assert "3.204 tỷ đồng" in reader.last.inner_text()
    assert page.locator("#question textarea").input_value() == ""


def test_a_comparison_shows_its_working_and_both_sources(reader: Reader) -> None:
    reader.visit()
    reader.ask("so sánh thu ngân sách quận Mai Hồ và huyện Sơn Trà")
    table = reader.last.locator("table.figures")
    rows = [row.inner_text().split("\t") for row in table.locator("tbody tr").all()]
    assert [[cell.strip() for cell in row[:5]] for row in rows] == [
        ["Thu ngân sách", "quận Mai Hồ", "9 tháng đầu năm 2031", "3.204 tỷ đồng", "91%"],
        ["Thu ngân sách", "huyện Sơn Trà", "9 tháng đầu năm 2031", "1.150 tỷ đồng", "78,5%"],
    ]
    assert "3.204 − 1.150 = 2.054" in reader.last.inner_text()
    table.locator(".cite").nth(1).click()
    assert reader.shown_mark() == SENTENCE_2


def test_a_resolution_shows_where_the_passage_stands_and_what_it_amends(reader: Reader) -> None:
    page = reader.visit()
    reader.ask("Mức hỗ trợ làng nghề là bao nhiêu?")
    reader.last.locator(".cite").click()
    assert reader.shown_mark() == SENTENCE_3
    panel = page.locator("#source-panel")
    assert "CHƯƠNG I QUY ĐỊNH CHUNG › Điều 2 Mức hỗ trợ" in panel.locator(".where").inner_text()
    assert panel.locator("p.h3").all_inner_texts()[1].startswith("Điều 2")
    assert panel.get_by_role("link", name=t("source.link", "vi")).count() == 0  # its address is a script
    panel.get_by_text(t("source.relations", "vi")).click()
    panel.get_by_role("button", name="08/2029/NQ-HĐND").click()
    page.wait_for_function("document.querySelector('#source-title').innerText === 'Nghị quyết về làng nghề'")
    panel.get_by_text(t("source.relations", "vi")).click()
    assert t("relation.amended_by", "vi") in panel.inner_text()
    assert "19/2031/NQ-HĐND" in panel.inner_text()


def test_hostile_documents_questions_and_names_are_inert(reader: Reader) -> None:
    page = reader.visit()
    reader.ask(f"phí {HOSTILE}")
    reader.ask("Quận Mai Hồ có sân bay không?")
    assert HOSTILE in page.locator("#log").inner_text()
    page.locator("#log .turn .cite").first.click()
    assert HOSTILE in reader.shown_mark()
    page.goto(reader.server.url + "/documents")
    page.locator("a.title[data-document]", has_text="onerror").first.click()
    page.wait_for_selector("#source-panel .text")
    assert "onerror=window.hacked=4" in page.locator("#source-panel").inner_text()
    page.goto(
        reader.server.url
        + "/search?q="
        + "ph%C3%AD+tr%C3%B4ng&place=%22%3E%3Cimg+src%3Dx+onerror%3Dwindow.hacked%3D6%3E"
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, a[href^='javascript']").count() == 0


def test_injected_markup_could_not_run_either(reader: Reader) -> None:
    page = reader.visit()
    reader.watched.expected = ("Content Security Policy", "console error")
    page.evaluate("""() => { document.querySelector('#log').insertAdjacentHTML('beforeend',
        '<img src="data:," onerror="window.hacked=1"><a id="trap" href="javascript:window.hacked=2">x</a>');
        const script = document.createElement('script'); script.textContent = 'window.hacked=3';
        document.body.append(script);
        document.querySelector('#trap').click(); }""")
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked") is None


def test_on_a_phone_the_source_is_a_sheet_over_the_chat(reader_of, server: Server) -> None:  # type: ignore[no-untyped-def]
    reader = reader_of(server, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = reader.visit()
    reader.ask(QUESTION)
    reader.last.locator(".cite").first.tap()
    assert reader.shown_mark() == SENTENCE
    panel = page.locator("#source-panel")
    assert panel.get_attribute("role") == "dialog"
    box = panel.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)
    assert page.evaluate("document.querySelector('gradio-app').inert")
    page.get_by_role("button", name=t("source.close", "vi")).tap()
    assert panel.is_hidden()
    assert not page.evaluate("document.querySelector('gradio-app').inert")
    reader.last.locator(".cite").first.tap()
    reader.shown_mark()
    page.go_back()
    page.wait_for_function("document.querySelector('#source-panel').hidden")
    assert page.url.startswith(server.url + "/?c=")


def test_two_readers_at_once_do_not_mix(reader_of, server: Server) -> None:  # type: ignore[no-untyped-def]
    first, second = reader_of(server), reader_of(server)
    first.visit()
    second.visit()
    for reader, question in ((first, "Mức hỗ trợ làng nghề?"), (second, QUESTION)):
        reader.type(question)
        reader.page.keyboard.press("Enter")
    first.answered(0)
    second.answered(0)
    assert SENTENCE_3 in first.last.inner_text()
    assert "3.204" not in first.page.locator("#log").inner_text()
    assert "3.204" in second.last.inner_text()
    assert "làng nghề" not in second.page.locator("#log").inner_text()
    assert second.page.locator("#log .turn").count() == 1


def test_a_reload_keeps_the_conversation_and_new_begins_another(reader: Reader) -> None:
    page = reader.visit()
    reader.ask(QUESTION)
    reader.ask("Mức hỗ trợ làng nghề?")
    assert t("chat.rewritten", "vi", question="Mức hỗ trợ làng nghề? (quận Mai Hồ)") in reader.last.inner_text()
    page.reload()
    page.wait_for_selector("#log .turn")
    assert page.locator("#log .turn").count() == 2
    reader.last.locator(".cite").click()
    assert reader.shown_mark() == SENTENCE_3
    page.keyboard.press("Escape")
    page.get_by_role("button", name=t("chat.new", "vi")).click()
    page.wait_for_selector("#log .welcome")
    assert page.locator("#log .turn").count() == 0


def test_examples_come_from_the_index_and_can_be_asked(reader: Reader) -> None:
    page = reader.visit()
    examples = page.locator(".example").all_inner_texts()
    assert "Thu ngân sách 9 tháng đầu năm 2031 của quận Mai Hồ đạt bao nhiêu phần trăm kế hoạch?" in examples
    assert "Nghị quyết 19/2031/NQ-HĐND quy định những gì?" in examples
    page.locator(".example").first.click()
    reader.answered(0)
    assert page.locator(".welcome").count() == 0


def test_failures_are_told_in_plain_words(reader: Reader) -> None:
    page = reader.visit()
    reader.type("câu hỏng")
    page.keyboard.press("Enter")
    page.wait_for_selector("#live .failed")
    assert t("chat.failed", "vi") in page.locator("#live").inner_text()
    assert "secret" not in page.content()
    reader.ask(QUESTION)
    assert page.locator(".failed").count() == 0
    reader.type("a" * 2001)
    page.keyboard.press("Enter")
    page.wait_for_selector("#live .failed")
    assert t("chat.too_long", "vi", limit=2000) in page.locator("#live").inner_text()
    assert len(page.locator("#question textarea").input_value()) == 2001


def test_an_answer_can_be_stopped(reader: Reader) -> None:
    page = reader.visit()
    reader.type("trả lời chậm về Mai Hồ")
    page.keyboard.press("Enter")
    page.wait_for_selector("#live .pending")
    page.get_by_role("button", name=t("chat.stop", "vi")).click()
    page.wait_for_selector("#live .stopped")
    page.wait_for_selector("#send", state="visible")
    reader.ask(QUESTION)
    assert page.locator("#log .turn").count() == 1


def test_one_question_at_a_time(reader: Reader) -> None:
    page = reader.visit()
    reader.type("trả lời chậm về Mai Hồ")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_selector("#live .pending")
    reader.type("Mức hỗ trợ làng nghề?")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert page.locator("#question textarea").input_value() == "Mức hỗ trợ làng nghề?"
    assert page.locator(".turn").count() == 1
    page.get_by_role("button", name=t("chat.stop", "vi")).click()


def test_keys(reader: Reader) -> None:
    page = reader.visit()
    box = page.locator("#question textarea")
    assert box.evaluate("element => element === document.activeElement")
    page.keyboard.type("dòng một")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Mai Hồ")
    assert box.input_value() == "dòng một\nMai Hồ"
    # Enter that only ends an input method's composition does not send.
    box.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "isComposing": True, "bubbles": True})
    page.wait_for_timeout(300)
    assert page.locator(".turn").count() == 0
    page.keyboard.press("Enter")
    reader.answered(0)
    page.keyboard.press("Enter")  # an empty question is not sent
    page.wait_for_timeout(400)
    assert page.locator(".turn").count() == 1


def test_focus_is_visible_everywhere(reader: Reader) -> None:
    page = reader.visit()
    reader.ask(QUESTION)
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    seen: list[str] = []
    for _ in range(25):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate("""() => { const e = document.activeElement; const s = getComputedStyle(e);
            const field = e.closest('#composer-row');
            const visible = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2
                || field && getComputedStyle(field).boxShadow !== 'none';
            return `${e.tagName}.${e.className}:${visible || e === document.body}`; }""")
        )
    assert all(entry.endswith(":true") for entry in seen), seen
    assert any("cite" in entry for entry in seen)


def test_dark_and_light(reader_of, server: Server) -> None:  # type: ignore[no-untyped-def]
    reader = reader_of(server, color_scheme="dark")
    page = reader.visit()
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    page.get_by_role("button", name=t("theme.toggle", "vi")).click()
    light = page.evaluate(background)
    assert dark != light
    page.reload()
    page.wait_for_selector("#log .welcome")
    assert page.evaluate(background) == light


def test_copying_takes_the_sources_along(reader: Reader) -> None:
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=reader.server.url)
    page = reader.visit()
    reader.ask(QUESTION)
    page.get_by_role("button", name=t("answer.copy", "vi")).click()
    page.wait_for_function("text => document.body.innerText.includes(text)", arg=t("answer.copied", "vi"))
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{SENTENCE} [1]")
    assert "[1] Quận Mai Hồ họp báo về kinh tế chín tháng · Bài viết · Báo Mai Hồ · 04/10/2031" in copied


def test_a_restarted_server_is_noticed_and_nothing_is_lost(reader_of, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    server = Server(tmp_path)
    server.start()
    try:
        reader = reader_of(server)
        reader.watched.expected = ("ERR_", "Failed to fetch", "network error", "Connection errored out")
        page = reader.visit()
        reader.ask(QUESTION)
        reader.type("Mức hỗ trợ làng nghề, trả lời chậm")
        page.keyboard.press("Enter")
        page.wait_for_selector("#live .pending")
        server.stop(signal.SIGKILL)
        page.wait_for_function(
            "text => document.querySelector('#banner').innerText === text", arg=t("connection.lost", "vi")
        )
        server.start()
        page.wait_for_function(
            "text => document.querySelector('#banner')?.innerText === text", arg=t("connection.unanswered", "vi")
        )
        assert page.locator("#question textarea").input_value() == "Mức hỗ trợ làng nghề, trả lời chậm"
        page.wait_for_selector("#log .turn")
        assert page.locator("#log .turn").count() == 1
        reader.ask("Mức hỗ trợ làng nghề?")
        assert SENTENCE_3 in reader.last.inner_text()
        assert page.locator("#log .turn").count() == 2
    finally:
        server.stop()


def test_an_empty_library_says_how_to_add_documents(reader_of, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    server = Server(tmp_path, empty=True)
    server.start()
    try:
        page = reader_of(server).visit()
        assert t("empty.heading", "vi") in page.locator("#log").inner_text()
        assert "hoidap ingest" in page.locator("#log").inner_text()
    finally:
        server.stop()
