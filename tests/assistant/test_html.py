"""The report page: everything escaped, nothing from outside; looked at in a real browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, sync_playwright

from assistant.evaluation import html
from assistant.evaluation.compare import compare
from assistant.evaluation.texts import METRICS, TEXTS
from tests.assistant.reports import answered, mixed, question, report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
HOSTILE = (
    "</script><script>window.hacked=1</script><img src=x onerror='window.hacked=2'>\"'><svg onload=window.hacked=3>"
)


def compared() -> dict[str, object]:
    earlier, now = mixed(wrong=(2, 5, 7)), mixed(wrong=(7, 8))
    now["comparison"] = compare(earlier, now)
    return now


def hostile() -> dict[str, object]:
    asked = question(0, id=HOSTILE, question=HOSTILE, lang=HOSTILE, type=HOSTILE, answer=HOSTILE, note=HOSTILE)
    made = report([answered(asked, text=HOSTILE + " 2.511 [1]")], [asked])
    made["warnings"] = [HOSTILE]
    made["settings"] = {"engine": HOSTILE, HOSTILE: HOSTILE}
    made["comparison"] = compare(made, made)
    return made


def test_every_metric_of_a_report_has_a_name_in_both_languages() -> None:
    groups = mixed()["metrics"]
    assert isinstance(groups, dict)
    assert {f"{group}.{name}" for group, metrics in groups.items() for name in metrics} == set(METRICS)
    assert all(vi.strip() and en.strip() for vi, en in TEXTS.values())


def test_numbers_are_written_as_both_languages_write_them() -> None:
    written = str(html.number(1234.5, 1))
    assert "1.234,5" in written
    assert "1,234.5" in written


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=5), max_size=3))
@settings(deadline=None)
def test_marking_keeps_the_text(text: str, wanted: list[str]) -> None:
    marked = html.marked(text, wanted)
    assert marked.striptags is not None
    assert re.sub("</?mark>", "", marked) == str(html.escape(text))


def test_what_was_changed_is_marked() -> None:
    page = html.render_html(compared())
    assert page.count('data-change="fixed"') == 2
    assert page.count('data-change="broken"') == 1


def test_the_page_refers_to_nothing_outside() -> None:
    page = html.render_html(compared())
    outside = set(re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([^"'\s>)]+)""", page))
    assert all(target.startswith("#") for target in outside), outside
    assert "http:" not in page
    assert "https:" not in page
    assert "<link" not in page


def test_hostile_texts_reach_the_page_only_escaped() -> None:
    page = html.render_html(hostile())
    assert page.count("<script>") == 1
    assert "<img" not in page
    assert "onerror=" not in re.sub(r"&[a-z#0-9]+;", "", re.sub(r"onerror=&#39;", "", page))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, timeout=120_000)
        yield launched
        launched.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[object]:
    """Opens a report in a page that must not complain nor ask for anything but the file."""
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    context.set_default_timeout(60_000)

    def show(made: dict[str, object], fragment: str = "") -> Page:
        file = tmp_path / "report.html"
        file.write_text(html.render_html(made), encoding="utf-8")
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith("file:") else complaints.append(r.url))
        page.goto(file.as_uri() + fragment)
        return page

    yield show
    context.close()
    assert complaints == []


@pytest.mark.web
def test_questions_are_filtered_and_found(opened) -> None:  # type: ignore[no-untyped-def]
    page = opened(compared())
    shown = page.locator("details.q:visible")
    assert shown.count() == 13
    page.select_option('[data-filter="verdict"]', "wrong")
    assert shown.count() == 2
    page.select_option('[data-filter="change"]', "broken")
    assert shown.count() == 1
    assert page.inner_text("#count") == "1"
    page.select_option('[data-filter="verdict"]', "")
    page.select_option('[data-filter="change"]', "")
    page.fill("#search", "NGÂN sách số 10")
    assert shown.count() == 1
    page.fill("#search", "không có gì như thế")
    assert shown.count() == 0
    assert page.locator("#none").is_visible()


@pytest.mark.web
def test_a_cause_filters_and_a_change_opens_its_question(opened) -> None:  # type: ignore[no-untyped-def]
    page = opened(compared())
    page.click("button[data-cause]")
    assert page.locator("details.q:visible").count() == 2
    page.click("#comparison .changes a >> nth=0")
    assert page.locator("details.q[open]").count() == 1
    assert page.locator("details.q[open] blockquote").first.is_visible()


@pytest.mark.web
def test_the_page_speaks_both_languages(opened) -> None:  # type: ignore[no-untyped-def]
    page = opened(compared())
    assert page.locator("h1").inner_text() == "Báo cáo đánh giá"
    page.click('[data-language="en"]')
    assert page.locator("h1").inner_text() == "Evaluation report"
    assert page.get_attribute("html", "lang") == "en"
    assert page.locator('[data-filter="verdict"] option').first.inner_text() == "All"
    assert "92,3" not in page.inner_text("main")


@pytest.mark.web
def test_hostile_texts_do_nothing(opened) -> None:  # type: ignore[no-untyped-def]
    page = opened(hostile(), "#q1")
    assert page.evaluate("window.hacked") is None
    assert page.locator("details.q .asked").inner_text() == HOSTILE
    assert page.locator("details.q .text").inner_text().startswith(HOSTILE)
    page.fill("#search", "hacked")
    assert page.locator("details.q:visible").count() == 1


@pytest.mark.web
@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_never_scrolls_sideways(opened, width: int) -> None:  # type: ignore[no-untyped-def]
    page = opened(hostile())
    page.set_viewport_size({"width": width, "height": 900})
    page.click("#open")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
