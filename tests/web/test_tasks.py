"""An official's tasks (README.md here), each in the fewest sensible presses; the counts are printed and held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from assistant.messages import t
from tests.web.conftest import Reader
from tests.web.world import SENTENCE, SENTENCE_3

pytestmark = pytest.mark.web


@dataclass
class Official:
    """Does one thing after another and counts the presses and the fields filled in."""

    reader: Reader
    presses: int = 0
    fields: int = 0

    def press(self, target: Locator) -> None:
        self.presses += 1
        target.click()

    def fill(self, field: Locator, text: str) -> None:
        self.fields += 1
        field.fill(text)

    def ask(self, question: str) -> None:
        before = self.reader.page.locator("#log .turn").count()
        self.fields += 1
        self.presses += 1
        self.reader.type(question)
        self.reader.page.keyboard.press("Enter")
        self.reader.answered(before)

    def named(self, role: str, key: str, **values: object) -> Locator:
        return self.reader.page.get_by_role(role, name=t(key, "vi", **values))  # type: ignore[arg-type]


def test_the_tasks_take_few_presses(reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    counts: dict[str, tuple[int, int]] = {}
    page = reader.visit()
    question = "Thu ngân sách của quận Mai Hồ 9 tháng năm 2031 đạt bao nhiêu phần trăm dự toán?"

    official = Official(reader)
    official.ask(question)
    assert "91%" in reader.last.inner_text()
    counts["1 ask a figure"] = (official.presses, official.fields)

    official = Official(reader)
    official.press(reader.last.locator(".cite").first)
    assert reader.shown_mark() == SENTENCE
    counts["2 open its source"] = (official.presses, official.fields)
    page.keyboard.press("Escape")

    official = Official(reader)
    official.press(reader.last.locator(".doings summary"))
    with page.expect_download() as download:
        official.press(reader.last.get_by_role("link", name="Word"))
    assert download.value.suggested_filename.endswith(".docx")
    counts["3 export"] = (official.presses, official.fields)

    official = Official(reader)
    official.press(page.locator("[data-scope-open]"))
    official.fill(page.get_by_label(t("search.place", "vi")), "quận Mai Hồ")
    official.press(official.named("button", "scope.apply"))
    expect(page.locator("#scope .chip")).to_have_text("quận Mai Hồ")
    counts["4 narrow by place"] = (official.presses, official.fields)

    official = Official(reader)
    official.ask("so sánh thu ngân sách quận Mai Hồ và huyện Sơn Trà")
    assert reader.last.locator("table.figures tbody tr").count() == 2
    counts["6 compare two districts"] = (official.presses, official.fields)

    official = Official(reader)
    official.ask("Mức hỗ trợ làng nghề?")
    assert SENTENCE_3 in reader.last.inner_text()
    official.press(reader.last.locator(".cite").first)
    reader.shown_mark()
    official.press(page.locator("#source-panel").get_by_text(t("source.relations", "vi")))
    official.press(page.locator("#source-panel").get_by_role("button", name="08/2029/NQ-HĐND"))
    expect(page.locator("#source-title")).to_have_text("Nghị quyết về làng nghề")
    counts["9 read what a resolution amends"] = (official.presses, official.fields)
    page.keyboard.press("Escape")

    official = Official(reader)
    official.press(reader.last.get_by_role("button", name=t("feedback.down", "vi")))
    official.fill(reader.last.get_by_label(t("feedback.right", "vi")), "50 triệu đồng")
    official.press(reader.last.get_by_role("button", name=t("feedback.send", "vi")))
    expect(page.get_by_role("status").get_by_text(t("feedback.kept", "vi"))).to_be_visible()
    counts["10 report a wrong answer"] = (official.presses, official.fields)

    told(counts, capsys)
    assert {task: presses for task, (presses, _) in counts.items()} == {
        "1 ask a figure": 1, "2 open its source": 1, "3 export": 2, "4 narrow by place": 2,
        "6 compare two districts": 1, "9 read what a resolution amends": 4, "10 report a wrong answer": 2,
    }  # fmt: skip


def test_the_tasks_of_documents_take_few_presses(
    reader: Reader, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts: dict[str, tuple[int, int]] = {}
    page = reader.visit("/documents")

    official = Official(reader)
    official.fill(page.get_by_placeholder(t("documents.filter", "vi")), "19/2031/NQ-HĐND")
    official.presses += 1
    page.keyboard.press("Enter")
    page.wait_for_url("**q=19**")
    official.press(page.locator("a.title[data-document]").first)
    expect(page.locator("#source-title")).to_have_text("Nghị quyết về hỗ trợ làng nghề truyền thống")
    counts["5 find a resolution by number"] = (official.presses, official.fields)

    page.goto(reader.server.url + "/documents")
    official = Official(reader)
    note = tmp_path / "xa-an-dinh.md"
    note.write_text("# Báo cáo xã An Định\n\nNăm 2031, xã An Định trồng 12 ha rừng phòng hộ.\n", encoding="utf-8")
    official.presses += 1  # the button that opens the browser's own choice of files
    page.set_input_files("input[type=file]", note)
    official.press(page.get_by_role("link", name=f"{t('import.open', 'vi')}: xa-an-dinh.md"))
    official.press(page.locator("#source-panel").get_by_role("link", name=t("scope.ask", "vi")))
    expect(page.locator("#scope .chip")).to_contain_text("Báo cáo xã An Định")
    official.ask("Mức hỗ trợ làng nghề?")
    counts["7 add a file and ask about it"] = (official.presses, official.fields)

    page.goto(reader.server.url + "/documents")
    official = Official(reader)
    official.press(official.named("button", "document.delete.of", name="Báo cáo xã An Định"))
    official.press(page.get_by_role("button", name=t("document.undo", "vi"), exact=True))
    page.get_by_text(t("document.restored", "vi", name="Báo cáo xã An Định")).wait_for()
    counts["8 undo a delete"] = (official.presses, official.fields)
    official.named("button", "document.delete.of", name="Báo cáo xã An Định").click()  # as it was found

    told(counts, capsys)
    assert {task: presses for task, (presses, _) in counts.items()} == {
        "5 find a resolution by number": 2, "7 add a file and ask about it": 4, "8 undo a delete": 2,
    }  # fmt: skip


def told(counts: Mapping[str, tuple[int, int]], capsys: pytest.CaptureFixture[str]) -> None:
    """Print what each task took."""
    with capsys.disabled():
        print()
        for task, (presses, fields) in counts.items():
            print(f"{task}: {presses} presses, {fields} fields")
