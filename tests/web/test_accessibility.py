"""Every page for everybody: axe finds nothing serious in either theme, nothing is lost at 200% or 320 pixels."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from assistant.messages import CATALOGUE, t
from index.answer import Language
from index.library import document_id
from tests.web.conftest import Reader, Server
from tests.web.test_chat import INTERFACE_TEXTS, QUESTION

pytestmark = pytest.mark.web
GRAVE = {"serious", "critical"}
# Gradio puts its components into a main of its own and gives fields no name beside their label.
PAGES = [
    "/search?q=ng%C3%A2n+s%C3%A1ch", "/documents", "/indicators", "/evaluate",
    f"/documents/{document_id('default', 'nghi-quyet/19.docx')}", "/documents/none",
]  # fmt: skip


def grave(page: Page) -> list[str]:
    """What axe finds serious, one line for each element."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary'][:200]}"
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


def open_source(page: Page) -> None:
    page.locator("#log .cite").first.click()
    page.wait_for_selector("#source-panel mark.cited")


def open_form(page: Page) -> None:
    page.keyboard.press("Escape")
    page.get_by_role("button", name=t("feedback.down", "vi")).first.click()


def open_edit(page: Page) -> None:
    page.locator("[data-edit]").first.click()


def open_scope(page: Page) -> None:
    page.locator("[data-scope-open]").click()
    page.wait_for_selector("#scope-form")


STATES: list[tuple[str, Callable[[Page], None]]] = [
    ("source", open_source),
    ("opinion", open_form),
    ("edit", open_edit),
    ("scope", open_scope),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_chat_has_no_serious_violation(reader_of, server: Server, theme: str) -> None:  # type: ignore[no-untyped-def]
    reader: Reader = reader_of(server, color_scheme=theme)
    page = reader.visit("/?place=qu%E1%BA%ADn+Mai+H%E1%BB%93")
    found = {"welcome": grave(page)}
    reader.ask(QUESTION)
    reader.ask("so sánh thu ngân sách quận Mai Hồ và huyện Sơn Trà")
    reader.ask("Quận Mai Hồ có sân bay không?")
    page.wait_for_selector("#talks-list a")
    found["answers"] = grave(page)
    for name, bring in STATES:
        bring(page)
        found[name] = grave(page)
    assert {name: problems for name, problems in found.items() if problems} == {}


@pytest.mark.parametrize(("theme", "language"), [("light", "vi"), ("dark", "vi"), ("light", "en"), ("dark", "en")])
def test_no_other_page_has_a_serious_violation(reader_of, server: Server, theme: str, language: Language) -> None:  # type: ignore[no-untyped-def]
    reader: Reader = reader_of(server, color_scheme=theme)
    reader.context.add_cookies([{"name": "hoidap_language", "value": language, "url": server.url}])
    reader.watched.expected = ("404",)
    vietnamese = {vi for vi, en in CATALOGUE.values() if vi != en}
    found: dict[str, list[str]] = {}
    for path in PAGES:
        reader.page.goto(server.url + path)
        found[path] = grave(reader.page)
        if language == "en":
            found[path] += [text for text in reader.page.evaluate(INTERFACE_TEXTS) if text in vietnamese]
    assert {path: problems for path, problems in found.items() if problems} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_gate_and_the_account_have_no_serious_violation(reader_of, gated: Server, theme: str) -> None:  # type: ignore[no-untyped-def]
    reader: Reader = reader_of(gated, color_scheme=theme, viewport={"width": 360, "height": 740})
    page = reader.page
    page.goto(gated.url + "/sign-in")
    found = {"sign-in": grave(page)}
    reader.sign_in()
    page.get_by_label(t("account.key.name", "vi")).fill("Báo cáo quý")
    page.get_by_role("button", name=t("account.key.create", "vi")).click()
    page.wait_for_selector(".secret")
    found["account"] = grave(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name=t("account.key.revoke", "vi")).first.click()
    page.wait_for_url("**/account")
    assert {name: problems for name, problems in found.items() if problems} == {}


def test_nothing_is_lost_when_everything_is_twice_as_large(reader_of, server: Server) -> None:  # type: ignore[no-untyped-def]
    # 1280 by 800 at 200% has the room of 640 by 400; at 400% that of 320 by 200.
    for width, height in ((640, 400), (320, 480)):
        reader: Reader = reader_of(server, viewport={"width": width, "height": height}, device_scale_factor=2)
        page = reader.visit()
        reader.ask(QUESTION)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("#send").is_visible()
        page.locator("[data-scope-open]").click()
        apply = page.get_by_role("button", name=t("scope.apply", "vi"))
        apply.scroll_into_view_if_needed()
        box = apply.bounding_box()
        assert box is not None
        assert 0 <= box["y"] < height
        for path in PAGES[:4]:
            page.goto(server.url + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)


def test_the_frame_is_there_before_gradio_has_built_the_page(reader: Reader) -> None:
    """Its words are painted first; scripts of Gradio follow."""
    page = reader.page
    page.route("**/assets/**", lambda route: route.abort())
    reader.watched.expected = ("ERR_FAILED", "404")
    page.goto(reader.server.url + "/")
    assert page.locator("#first-paint").inner_text().split("\n")[0] == t("app.name", "vi")
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
    print(f"first paint after {painted:.0f} ms")
    page.unroute("**/assets/**")
    reader.visit()
    assert page.locator("#first-paint").is_hidden()
