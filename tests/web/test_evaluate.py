"""The Evaluate page: upload, progress, report, comparison, download, and what is refused."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from assistant.conversations import new_id
from assistant.evaluation.testset import TestSetError
from assistant.faces.web.evaluations import BusyError, Evaluations, Run, RunError
from assistant.faces.web.security import READER_COOKIE
from assistant.messages import t
from assistant.reader import Reader as Person
from assistant.reader import Role
from assistant.settings import Settings
from index.library import Library
from tests.support import HashEmbedder
from tests.support_llm import Script, chat_server
from tests.web import world
from tests.web.conftest import Reader, Server

ROWS = [
    {
        "question": "Thu ngân sách 9 tháng năm 2031 của quận Mai Hồ đạt bao nhiêu?",
        "lang": "vi",
        "type": "figure",
        "answer": "3.204 tỷ đồng",
        "accepted": ["3.204"],
        "doc": "tin/mai-ho-9-thang.md",
        "evidence": world.SENTENCE,
    },
    {"question": f"Phí trông giữ xe là bao nhiêu? {world.HOSTILE}", "accepted": ["5.000"], "doc": world.HOSTILE_FILE},
    {"question": "Sân bay Mai Hồ khởi công khi nào?", "answerable": False},
]


def jsonl(rows: list[dict[str, object]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


class Mine:
    """One reader's evaluations."""

    def __init__(self, evaluations: Evaluations, library: Library, owner: str = "user:1") -> None:
        self.all = evaluations
        self.library = library
        self.reader = Person(owner, role=Role.READER)
        self.folder = evaluations.folder

    def start(self, content: bytes, name: str, engine: str, **more: Any) -> str:
        return self.all.start(content, name, engine, self.reader, self.library, **more)

    def find(self, run: str) -> Run | None:
        return self.all.find(run, self.reader)

    def runs(self) -> list[Run]:
        return self.all.runs(self.reader)

    def resume(self, run: str) -> None:
        self.all.resume(run, self.reader, self.library)

    def stop(self, run: str) -> None:
        self.all.stop(run, self.reader)

    def delete(self, run: str) -> None:
        self.all.delete(run, self.reader)


@pytest.fixture
def evaluations(tmp_path: Path) -> Iterator[Mine]:
    with Library.open(tmp_path, HashEmbedder()) as library:
        library.apply(world.documents())
        yield Mine(Evaluations(Settings.load(home=tmp_path)), library)


def test_runs_are_their_owner_s_alone(evaluations: Mine) -> None:
    run = evaluations.start(jsonl(ROWS), "set.jsonl", "floor")
    other = Mine(evaluations.all, evaluations.library, "user:2")
    assert other.find(run) is None
    assert other.runs() == []
    other.stop(run)
    other.delete(run)
    assert wait(evaluations, run) == "done"
    assert [found.id for found in evaluations.runs()] == [run]
    with_mine = other.start(jsonl(ROWS), "set.jsonl", "floor", against=run)
    assert wait(other, with_mine) == "done"
    place = other.folder(with_mine)
    assert place is not None and not (place / "earlier.json").exists()


def wait(evaluations: Mine, run: str) -> str:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        found = evaluations.find(run)
        assert found is not None
        if found.state != "running":
            return found.state
        time.sleep(0.05)
    raise AssertionError("the run did not end")


def test_a_run_leaves_a_report_and_can_be_compared_with(evaluations: Mine) -> None:
    first = evaluations.start(jsonl(ROWS), "../../câu hỏi.jsonl", "extractive")
    assert wait(evaluations, first) == "done"
    second = evaluations.start(jsonl(ROWS), "set.jsonl", "floor", against=first)
    assert wait(evaluations, second) == "done"
    place = evaluations.folder(second)
    assert place is not None
    report = json.loads((place / "report.json").read_text(encoding="utf-8"))
    assert report["comparison"]["pairs"] == 3
    assert (place / "report.html").is_file()
    assert [run.id for run in evaluations.runs()] == [second, first]
    assert evaluations.runs()[1].name == "câu hỏi.jsonl"
    evaluations.delete(first)
    assert [run.id for run in evaluations.runs()] == [second]


def test_a_stopped_run_goes_on(evaluations: Mine) -> None:
    many = [{"question": f"Câu số {n}: thu ngân sách bao nhiêu?"} for n in range(200)]
    run = evaluations.start(jsonl(many), "set.jsonl", "floor")
    with pytest.raises(BusyError):
        evaluations.start(jsonl(ROWS), "set.jsonl", "floor")
    evaluations.stop(run)
    assert wait(evaluations, run) == "stopped"
    evaluations.resume(run)
    assert wait(evaluations, run) == "done"


def test_a_run_whose_server_went_away_counts_as_stopped(evaluations: Evaluations, tmp_path: Path) -> None:
    run = evaluations.start(jsonl(ROWS), "set.jsonl", "floor")
    wait(evaluations, run)
    file = tmp_path / "evaluations" / run / "run.json"
    file.write_text(file.read_text().replace('"done"', '"running"', 1).replace('"state": "done"', '"state": "running"'))
    found = evaluations.find(run)
    assert found is not None
    assert found.state == "stopped"


def test_what_cannot_be_run_leaves_nothing_behind(evaluations: Evaluations, tmp_path: Path) -> None:
    with pytest.raises(TestSetError):
        evaluations.start(b"{", "set.jsonl", "extractive")
    with pytest.raises(RunError):
        evaluations.start(jsonl(ROWS), "set.jsonl", "llm")
    with pytest.raises(RunError):
        evaluations.start(jsonl([{"question": "q"}] * 5001), "set.jsonl", "floor")
    assert list((tmp_path / "evaluations").glob("*")) == []
    assert evaluations.folder("../..") is None


def test_a_judge_that_fails_leaves_the_report_and_can_be_asked_again(tmp_path: Path) -> None:
    pytest.importorskip("langchain_openai")
    script = Script(lambda _, user: "\n".join(f"{n}: yes" for n in range(1, user.count("<cau so=") + 1)), fail_first=1)
    with chat_server(script) as url, Library.open(tmp_path, HashEmbedder()) as library:
        library.apply(world.documents())
        model = {"llm": "openai:stand-in", "llm_base_url": url, "llm_retries": 0}
        evaluations = Mine(Evaluations(Settings.load({}, home=tmp_path, **model)), library)
        run = evaluations.start(jsonl(ROWS), "set.jsonl", "floor", judge=True)
        assert wait(evaluations, run) == "done"
        found, place = evaluations.find(run), evaluations.folder(run)
        assert found is not None
        assert place is not None
        assert found.problem == "failed"
        assert t(f"evaluate.cause.{found.problem}", "vi")
        assert found.right is not None
        assert "llm_judge" not in json.loads((place / "report.json").read_text(encoding="utf-8"))
        evaluations.resume(run)
        assert wait(evaluations, run) == "done"
        again = evaluations.find(run)
        assert again is not None
        assert again.problem is None
        assert (
            json.loads((place / "report.json").read_text(encoding="utf-8"))["llm_judge"]["faithfulness"]["value"] == 1
        )


def post(url: str, headers: dict[str, str]) -> int:
    try:
        return int(urllib.request.urlopen(urllib.request.Request(url, data=b"", headers=headers), timeout=60).status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.web
def test_another_site_starts_nothing(server: Server) -> None:
    ours = {"Cookie": f"{READER_COOKIE}={new_id()}"}
    assert post(f"{server.url}/evaluate", {}) == 403  # as browsers send what another site's form posts: no cookie
    assert post(f"{server.url}/evaluate", ours | {"Sec-Fetch-Site": "same-site"}) == 403
    assert post(f"{server.url}/evaluate", ours) == 400  # no form
    assert post(f"{server.url}/evaluate/20260101-000000-00000000/delete", ours) == 404


def upload(reader: Reader, tmp_path: Path, rows: list[dict[str, object]]) -> None:
    file = tmp_path / "bo-cau-hoi.jsonl"
    file.write_bytes(jsonl(rows))
    page = reader.visit("/evaluate")
    page.set_input_files("input[name=testset]", str(file))


@pytest.mark.web
def test_a_test_set_is_run_and_its_report_read(reader: Reader, tmp_path: Path) -> None:
    upload(reader, tmp_path, ROWS)
    page = reader.page
    page.click("button.primary")
    frame = page.frame_locator("iframe.report")
    expect(frame.locator("h1 .l:visible")).to_have_text("Báo cáo đánh giá", timeout=120_000)
    assert frame.locator("details.q").count() == 3
    frame.locator("#open").click()
    expect(frame.locator("details.q[open]")).to_have_count(3)
    assert page.evaluate("window.hacked") is None
    assert frame.locator("html").evaluate("() => window.hacked") is None
    assert frame.locator("html").evaluate("() => { try { return document.cookie } catch (e) { return 'no' } }") == "no"
    with page.expect_download() as download:
        page.click("text=report.json")
    assert json.loads(Path(download.value.path()).read_text(encoding="utf-8"))["schema"] == 1
    reader.visit("/evaluate")
    assert page.locator(".evaluate-runs li").count() >= 1


@pytest.mark.web
def test_faults_are_named_by_line(reader: Reader, tmp_path: Path) -> None:
    upload(reader, tmp_path, [{"question": "q"}, {"question": 5}, {"accepted": "x"}])
    page = reader.page
    reader.watched.expected = ("400",)
    with page.expect_response("**/evaluate") as response:
        page.click("button.primary")
    assert response.value.status == 400
    shown = page.locator(".problems").inner_text()
    assert "line 2" in shown
    assert "line 3" in shown


@pytest.mark.web
@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_fits(reader: Reader, width: int) -> None:
    page = reader.page
    page.set_viewport_size({"width": width, "height": 900})
    reader.visit("/evaluate")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator('nav a[aria-current="page"]').get_attribute("href") == "/evaluate"
