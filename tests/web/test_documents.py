"""Adding, correcting, deleting and bringing back documents: over HTTP, and in the browser."""

from __future__ import annotations

import io
import os
import re
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.conversations import Conversations, new_id
from assistant.faces.intake import intake as intake_module
from assistant.faces.intake.fetch import Fetcher
from assistant.faces.intake.intake import Intake, Limits, RefusedError
from assistant.faces.web import documents_page
from assistant.faces.web.app import build_app
from assistant.faces.web.services import Services
from assistant.messages import t
from assistant.reader import Role
from assistant.settings import Settings
from index.library import Library
from tests.support import HashEmbedder
from tests.web.site import PAGE, serving
from tests.web.world import HOSTILE, StandIn, documents

NOTE = "# Báo cáo xã Vĩnh Phúc\n\nTrong năm 2031, thu ngân sách xã Vĩnh Phúc đạt 42 tỷ đồng, bằng 61% dự toán.\n"


@dataclass
class Town:
    services: Services
    home: Path

    def client(self) -> TestClient:
        return TestClient(build_app(self.services), cookies={"hoidap_reader": new_id()}, follow_redirects=False)

    def records(self) -> dict[str, str]:
        return {record.file: record.id for record in self.services.library.documents()}


@contextmanager
def town_at(home: Path, role: Role = Role.ADMIN) -> Iterator[Town]:
    library = Library.open(home, HashEmbedder())
    library.apply(documents())
    settings = Settings.load(environment={}, home=home)
    conversations = Conversations(home / "conversations.sqlite3")
    yield Town(Services(library, StandIn(library, pause=0), conversations, settings, anybody=role), home)
    library.close()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with town_at(tmp_path) as made:
        yield made


def until(met: Callable[[], object], seconds: float = 200) -> None:
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def send(client: TestClient, name: str, content: bytes, **headers: str):  # type: ignore[no-untyped-def]
    return client.post("/documents/upload", files={"files": (name, content)}, headers=headers)


def ended(client: TestClient) -> str:
    shown: list[str] = []

    def over() -> bool:
        shown[:] = [client.get("/documents/jobs").text]
        return "data-busy" not in shown[0]

    until(over)
    return shown[0]


def test_an_uploaded_file_is_read_and_found(town: Town) -> None:
    client = town.client()
    answer = send(client, "../../báo cáo.md", NOTE.encode(), accept="application/json")
    assert answer.json() == {"received": 1}
    shown = ended(client)
    assert t("import.state.done", "vi") in shown
    assert (town.home / "uploads/default/báo cáo.md").read_text(encoding="utf-8") == NOTE
    assert "báo cáo.md" in town.records()
    assert "Vĩnh Phúc" in client.get("/search?q=V%C4%A9nh+Ph%C3%BAc").text


def test_what_cannot_be_read_leaves_nothing_behind(town: Town) -> None:
    client = town.client()
    assert send(client, "chay.exe", b"MZ", accept="application/json").status_code == 400
    assert send(client, "trong.md", b"  \n").status_code == 303
    shown = ended(client)
    assert t("import.reason.empty", "vi") in shown
    assert [p for p in (town.home / "uploads").rglob("*") if p.is_file()] == []
    assert client.post("/documents/upload", files={}, headers={"accept": "application/json"}).status_code == 400
    client.post("/documents/jobs/forget")
    assert client.get("/documents/jobs").text.strip() == ""


def test_two_files_of_one_name_are_both_kept(town: Town) -> None:
    client = town.client()
    for number in range(2):
        send(client, "tin.md", f"# Tin {number}\n\nPhường {number} họp.\n".encode())
    ended(client)
    assert {"tin.md", "tin (2).md"} <= set(town.records())


def test_limits_hold_under_twenty_parallel_uploads(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    real = intake_module.ingest

    def slow(*arguments, **named):  # type: ignore[no-untyped-def]
        gate.wait(60)
        return real(*arguments, **named)

    monkeypatch.setattr(intake_module, "ingest", slow)  # reading takes longer than sending
    intake = Intake(town.services.library, town.home, limits=Limits(waiting=6, receiving=20, file_bytes=5000))
    app = FastAPI()
    app.include_router(documents_page.router(town.services, intake, str))
    client = TestClient(app, cookies={"hoidap_reader": new_id()}, follow_redirects=False)

    def one(number: int) -> int:
        text = f"# Tin {number}\n\nPhường số {number} họp. " + "a" * (5100 if number % 5 == 0 else 10)
        return int(send(client, f"{number}.md", text.encode(), accept="application/json").status_code)

    with ThreadPoolExecutor(20) as pool:
        codes = list(pool.map(one, range(20)))
    assert codes.count(200) == 6
    assert set(codes) <= {200, 413, 429}
    assert len(list((town.home / "uploads").rglob("*.md"))) == 6
    gate.set()
    until(lambda: not intake.jobs.waiting())
    assert len(town.records()) == len(documents()) + 6
    assert not list((town.home / "uploads").rglob("*.part"))


def test_only_so_many_uploads_are_received_at_a_time(town: Town) -> None:
    intake = Intake(town.services.library, town.home, limits=Limits(receiving=1))
    with intake.receiving(), pytest.raises(RefusedError, match="busy"), intake.receiving():
        pass
    with intake.receiving():
        pass


def test_a_restart_goes_on_with_what_was_waiting(town: Town) -> None:
    folder = town.home / "uploads/default"
    folder.mkdir(parents=True)
    (folder / "dang-do.md").write_text(NOTE, encoding="utf-8")
    (folder / ".abc.part").write_text("half", encoding="utf-8")
    (folder / "bo-quen.md").write_text("# Tin\n\nPhường họp.\n", encoding="utf-8")
    os.utime(folder / "bo-quen.md", (1, 1))  # stored long ago, by a server that was killed before it wrote the job
    killed = Intake(town.services.library, town.home)
    killed.jobs.add("an", "upload", "dang-do.md", "default", path=str(folder / "dang-do.md"), most=9)
    assert killed.jobs.take() is not None
    after = Intake(town.services.library, town.home)
    after.start()
    until(lambda: not after.jobs.waiting())
    assert [job.state for job in after.jobs.of("an")] == ["done"]
    assert {"dang-do.md", "bo-quen.md"} <= set(town.records())
    assert not (folder / ".abc.part").exists()


def test_a_job_that_stops_the_server_again_and_again_is_given_up(town: Town) -> None:
    jobs = Intake(town.services.library, town.home).jobs
    jobs.add("an", "upload", "bom.md", "default", path="/none", most=9)
    for _ in range(3):
        assert jobs.take() is not None
        jobs.recover()
    assert jobs.take() is None
    assert (jobs.of("an")[0].state, jobs.of("an")[0].cause) == ("failed", "stopped")


def test_details_are_put_right_and_reset(town: Town) -> None:
    client = town.client()
    paper = town.records()["bao-cao/son-tra.txt"]
    form = client.get(f"/documents/{paper}/edit").text
    assert 'value="77/BC-UBND"' in form
    fields = {"title": "Tên đúng", "kind": "plan", "number": "78/KH-UBND", "issuer": "UBND huyện Sơn Trà"}
    fields |= {"place": "huyện Sơn Trà", "date_issued": "2031-10-10", "date_effective": "", "date_published": ""}
    fields |= {"signer": "Trần Thị Bình", "url": "https://sontra.example/77"}
    slips = {"kind": "spell", "date_issued": "mai", "url": "javascript:alert(1)"}
    wrong = client.post(f"/documents/{paper}/edit", data={**fields, **slips})
    assert wrong.status_code == 422
    assert t("edit.no_address", "vi") in wrong.text
    assert t("edit.no_kind", "vi") in wrong.text and t("search.invalid_date", "vi", value="mai") in wrong.text
    assert 'value="78/KH-UBND"' in wrong.text
    assert client.post(f"/documents/{paper}/edit", data=fields).headers["location"] == f"/documents/{paper}?done=saved"
    html = client.get(f"/documents/{paper}").text
    assert "Tên đúng" in html and "10/10/2031" in html and t("document.corrected", "vi") in html
    assert "Trần Thị Bình" in html and 'href="https://sontra.example/77"' in html
    assert t("edit.original", "vi", value="77/BC-UBND") in client.get(f"/documents/{paper}/edit").text
    client.post(f"/documents/{paper}/edit", data={"reset": "yes"})
    assert "77/BC-UBND" in client.get(f"/documents/{paper}").text
    assert t("document.corrected", "vi") not in client.get(f"/documents/{paper}").text


def test_the_original_file_is_given_out_as_it_was_read(town: Town) -> None:
    client = town.client()
    page = f"<html><body><h1>Báo cáo</h1><script>hacked=1</script><p>{NOTE}</p></body></html>".encode()
    send(client, 'a"><img src=x>.html', page)
    send(client, "gói.zip", zipped({"xã/báo cáo.md": NOTE.encode()}))
    ended(client)
    papers = town.records()
    packed, whole = (next(id for file, id in papers.items() if file.endswith(end)) for end in ("báo cáo.md", ".html"))
    answer = client.get("/source/file", params={"document": whole})
    assert answer.content == page
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith('attachment; filename="a-22-img-src-x.html"')
    assert f"/source/file?document={whole}" in client.get(f"/documents/{whole}").text
    assert client.get("/source/file", params={"document": packed}).content == NOTE.encode()
    # What stands there now is not what was read: it is not given out.
    (path,) = (town.home / "uploads").glob("*/*.html")
    path.unlink()
    path.symlink_to("/etc/passwd")
    assert client.get("/source/file", params={"document": whole}).status_code == 404
    path.unlink()
    assert "/source/file" not in client.get(f"/documents/{whole}").text
    for nothing in (papers["bao-cao/son-tra.txt"], "none", "../../etc/passwd"):
        assert client.get("/source/file", params={"document": nothing}).status_code == 404


def zipped(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def test_a_deleted_document_can_be_brought_back(town: Town) -> None:
    client = town.client()
    paper = town.records()["nghi-quyet/19.docx"]
    gone = client.post(f"/documents/{paper}/delete", data={"back": "/documents?kind=resolution"})
    assert gone.headers["location"] == f"/documents?done=deleted&document={paper}&kind=resolution"
    html = client.get(gone.headers["location"]).text
    assert t("document.undo", "vi") in html
    assert client.get(f"/documents/{paper}").status_code == 404
    client.post(f"/documents/{paper}/undo")
    assert client.get(f"/documents/{paper}").status_code == 200
    assert client.post(f"/documents/{paper}/undo").status_code == 404
    evil = client.post(f"/documents/{paper}/delete", data={"back": "https://evil.example/"})
    assert evil.headers["location"].startswith("/documents?")


def test_a_file_is_read_again_after_it_changed(town: Town) -> None:
    client = town.client()
    send(client, "tin.md", NOTE.encode())
    ended(client)
    paper = town.records()["tin.md"]
    (town.home / "uploads/default/tin.md").write_text(NOTE.replace("42", "43"), encoding="utf-8")
    assert client.post(f"/documents/{paper}/again").status_code == 303
    ended(client)
    assert "43 tỷ đồng" in client.get(f"/documents/{paper}").text
    lost = town.records()["bao-cao/son-tra.txt"]
    client.post(f"/documents/{lost}/again")
    assert t("import.cause.gone", "vi") in ended(client)


def test_readers_may_look_but_not_touch(tmp_path: Path) -> None:
    with town_at(tmp_path, Role.READER) as town:
        client = town.client()
        paper = town.records()["bao-cao/son-tra.txt"]
        html = client.get("/documents").text
        assert "data-intake" not in html and "/delete" not in html and "/edit" not in html
        assert "/delete" not in client.get(f"/documents/{paper}").text
        assert client.get(f"/documents/{paper}/edit").status_code == 403
        for what in ("edit", "again", "delete", "undo"):
            answer = client.post(f"/documents/{paper}/{what}", data={"title": "x"})
            assert answer.status_code == 403, what
            assert t("documents.forbidden", "vi") in answer.text
        assert send(client, "a.md", b"# a", accept="application/json").status_code == 403
        assert client.post("/documents/address", data={"url": "https://example.com/a"}).status_code == 403
        assert client.get("/documents/jobs").text == ""
        assert len(town.records()) == len(documents())


def test_other_sites_cannot_change_documents(town: Town) -> None:
    client = town.client()
    paper = town.records()["bao-cao/son-tra.txt"]
    for path in (f"/documents/{paper}/delete", f"/documents/{paper}/edit", "/documents/address", "/documents/upload"):
        assert client.post(path, data={"url": "x"}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post("/documents/address", data={"url": "http://127.0.0.1/"}).status_code == 303
    assert t("import.cause.fetch.private", "vi") in ended(client)
    assert client.post("/documents/address", data={"url": "file:///etc/passwd"}).status_code == 400


@pytest.fixture
def site() -> Iterator[str]:
    with serving() as address:
        yield address


def test_an_address_becomes_a_document_that_can_be_fetched_again(town: Town, site: str) -> None:
    fetcher = Fetcher(most_bytes=100_000, seconds=20, private=True)
    intake = Intake(town.services.library, town.home, fetcher=fetcher)
    intake.address("an", "default", f"{site}/moved")
    intake.address("an", "default", f"{site}/program")
    until(lambda: not intake.jobs.waiting())
    failed, done = intake.jobs.of("an")
    assert (done.state, failed.state, failed.cause) == ("done", "failed", "fetch.type")
    (paper,) = done.documents
    document = town.services.library.document(paper)
    assert document is not None and "Phường Vĩnh Phúc họp." in document.text
    assert document.url == f"{site}/moved"
    stored = Path(document.sources[0])
    assert stored.parent == intake.folder / "default"
    stored.write_text("<p>cũ</p>", encoding="utf-8")
    intake.again("an", document)
    until(lambda: not intake.jobs.waiting())
    assert intake.jobs.of("an")[0].state == "done"
    assert stored.read_bytes() == PAGE
    assert [path.name for path in stored.parent.iterdir()] == [stored.name]


def test_hostile_names_are_inert_wherever_they_are_shown(town: Town) -> None:
    client = town.client()
    send(client, '"><img src=x onerror=window.hacked=9>.md', NOTE.encode())
    send(client, "javascript:alert(1).pdf", b"not a pdf")
    shown = ended(client)
    trap = next(id for file, id in town.records().items() if "onerror=window.hacked=4" in file)
    client.post(
        f"/documents/{trap}/edit",
        data={"title": HOSTILE, "kind": "notice", "number": '"><script>', "place": HOSTILE[:100]},
    )
    pages = [shown, client.get(f"/documents/{trap}/edit").text, client.get(f"/documents/{trap}").text]
    client.post(f"/documents/{trap}/delete")
    pages += [
        client.get("/documents?done=deleted&document=" + trap).text,
        client.get("/documents?q=%22%3E%3Cimg&place=%3Cscript%3E").text,
    ]
    for html in pages:
        assert "<img" not in html and "<script>" not in html and 'href="javascript' not in html
        assert not re.search(r"<[^>]*\son\w+=[^>]*>", re.sub(r'"[^"]*"', '""', html))


def test_what_acts_on_a_paper_is_told_both_ways(town: Town) -> None:
    client, papers = town.client(), town.records()
    old, new = papers["nghi-quyet/08.docx"], papers["nghi-quyet/19.docx"]
    html = client.get(f"/documents/{old}").text
    assert t("validity.amended", "vi") in html and f'href="/documents/{new}"' in html
    assert t("relation.amends", "vi") in client.get(f"/documents/{new}").text
    listed = client.get("/documents?kind=resolution&place=").text
    assert t("validity.amended", "vi") in listed
    assert t("validity.not_yet", "vi", day="01/08/2031") in listed
    assert t("documents.count", "vi", count=2) in listed


@pytest.mark.web
def test_a_file_is_dropped_in_asked_about_deleted_and_brought_back(reader, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    page = reader.visit("/documents")
    good, bad = tmp_path / "xa-vinh-phuc.md", tmp_path / "hong.pdf"
    good.write_text(NOTE, encoding="utf-8")
    bad.write_text("not a pdf", encoding="utf-8")
    page.set_input_files("input[type=file]", [good, bad])
    page.get_by_text(t("import.state.done", "vi")).wait_for()
    page.get_by_text(t("import.reason.disguised", "vi")).wait_for()
    page.reload()
    assert page.get_by_text(t("import.state.done", "vi")).is_visible()
    page.get_by_role("link", name=f"{t('import.open', 'vi')}: xa-vinh-phuc.md").click()
    page.locator("#source-panel").get_by_text("42 tỷ đồng").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name=t("document.delete.of", "vi", name="Báo cáo xã Vĩnh Phúc")).click()
    page.get_by_role("button", name=t("document.undo", "vi"), exact=True).click()
    page.get_by_text(t("document.restored", "vi", name="Báo cáo xã Vĩnh Phúc")).wait_for()
    page.get_by_role("link", name=t("document.edit.of", "vi", name="Báo cáo xã Vĩnh Phúc")).click()
    page.get_by_label(t("field.number", "vi"), exact=True).fill("12/BC-UBND")
    page.get_by_role("button", name=t("edit.save", "vi")).click()
    page.get_by_text("12/BC-UBND").first.wait_for()
    page.get_by_role("button", name=t("document.delete", "vi"), exact=True).click()
    page.get_by_role("button", name=t("document.undo", "vi"), exact=True).wait_for()


@pytest.mark.web
@pytest.mark.parametrize("width", [768, 360])
def test_documents_fit_the_screen(reader_of, server, width: int) -> None:  # type: ignore[no-untyped-def]
    page = reader_of(server, viewport={"width": width, "height": 800}).visit("/documents")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="Sửa thông tin: Nghị quyết về làng nghề").click()
    page.get_by_role("button", name=t("edit.save", "vi")).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
