"""A backup that is made while people ask, rate and upload: put into another home, everything is there."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from fastapi.testclient import TestClient

from assistant.assistant import Assistant
from assistant.conversations import Conversations
from assistant.faces.web.services import Services
from assistant.feedback import Feedback
from assistant.people import People
from assistant.searches import Searches
from assistant.settings import Settings
from index.library import Library
from tests.api.conftest import WORD, Town, programs
from tests.support import HashEmbedder

ASK = {"question": "Thu ngân sách 9 tháng năm 2031 của quận Mai Hồ đạt bao nhiêu?", "conversation": "new"}
TEXT = "# Thông báo lịch tiêm\n\nTrạm y tế phường Cầu Mây tiêm phòng vào ngày 12/9/2031, mỗi buổi 40 trẻ.\n"


def ended(client: TestClient, headers: dict[str, str]) -> list[dict[str, object]]:
    deadline = time.monotonic() + 240
    while any(job["state"] in {"waiting", "running"} for job in client.get("/api/uploads", headers=headers).json()):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    found: list[dict[str, object]] = client.get("/api/uploads", headers=headers).json()
    return found


def test_everything_is_in_a_backup_made_under_writes(own_town: Town, tmp_path: Path) -> None:
    client, vy, services = own_town.client, own_town.as_("vy"), own_town.services
    home, again = services.settings.home, tmp_path / "again"
    assert services.people is not None
    owner = services.people.users.find("vy").id
    client.post("/api/documents", files={"file": ("lich-tiem.md", TEXT.encode())}, headers=vy)
    (job,) = ended(client, vy)
    first = client.post("/api/ask", json=ASK, headers=vy).json()
    answer = services.conversations.turns(owner, first["conversation"])[0].answer
    services.feedback.record(answer, "down", owner=owner, reason="sai kỳ", turn="t1")
    Searches(home / "searches.sqlite3").save(owner, "làng nghề", "q=lang+nghe")
    run = home / "evaluations" / "20310101-120000000000-0123abcd" / "run.json"
    run.parent.mkdir(parents=True)
    run.write_text("{}")
    stop, asked = threading.Event(), [first["conversation"]]

    def keep_writing() -> None:
        while not stop.is_set():
            asked.append(client.post("/api/ask", json=ASK, headers=vy).json()["conversation"])
            services.feedback.record(answer, "up", owner=owner)

    writer = threading.Thread(target=keep_writing)
    writer.start()
    before = len(asked)
    while len(asked) == before:
        time.sleep(0.01)
    kept = list(asked)
    services.library.backup(tmp_path / "kept.zip")
    stop.set()
    writer.join(60)

    Library.restore(tmp_path / "kept.zip", again)
    with Library.open(again, HashEmbedder()) as library:
        settings = Settings.load(environment={}, home=again, requests_per_minute=0)
        conversations, people = Conversations(again / "conversations.sqlite3"), People(again)
        restored = Services(library, Assistant(library, settings), conversations, settings, people)
        assert library.check() == []
        assert people.check("vy", WORD).id == owner
        assert {one.id for one in conversations.list(owner)} >= set(kept)
        assert conversations.turns(owner, first["conversation"])[0].answer == answer
        assert Feedback(again).opinions(owner)[0].reason == "sai kỳ"
        assert [one.name for one in Searches(again / "searches.sqlite3").of(owner)] == ["làng nghề"]
        assert (again / run.relative_to(home)).read_text() == "{}"
        stored = again / "uploads" / "default" / "lich-tiem.md"
        assert stored.read_text(encoding="utf-8") == TEXT
        with TestClient(programs(restored)) as reader:
            told = reader.post("/api/ask", json=ASK, headers=vy).json()
            assert (told["text"], told["citations"]) == (first["text"], first["citations"])
            shown = reader.get(f"/api/documents/{job['documents'][0]}", headers=vy).json()  # type: ignore[index]
            assert shown["text"].startswith("Thông báo lịch tiêm") or "Cầu Mây" in shown["text"]
            assert library.find("lich-tiem.md")[0].sources == (str(stored),)
            # What came along is known: it is not read a second time.
            assert len(ended(reader, vy)) == 1
            assert len(library.documents()) == len(services.library.documents())
