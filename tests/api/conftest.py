"""A town with two collections and people who may see different parts of it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.assistant import Assistant
from assistant.conversations import Conversations
from assistant.faces.api import mounting
from assistant.faces.intake.intake import Intake, Limits
from assistant.faces.web.gate import Gate
from assistant.faces.web.services import Services
from assistant.people import People
from assistant.reader import Role
from assistant.settings import Settings
from index.library import Library
from tests.index.library_samples import parsed
from tests.support import HashEmbedder
from tests.web.world import documents

WORD = "bốn chữ rất dài"
SECRET = "Kho thuốc dự phòng chuyển sang phường Hạ Lan, kinh phí 7.531 triệu đồng"


@dataclass(frozen=True)
class Town:
    """Services with people; ``keys`` by name: chi (admin), lan (reader), vy (editor), both with grants of their own."""

    services: Services
    client: TestClient
    keys: dict[str, str]

    def as_(self, name: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[name]}"}


def open_town(home: Path, **settings: object) -> tuple[Services, dict[str, str]]:
    """A home with two collections: default is everybody's, closed is vy's and the administrator's."""
    people = People(home)
    people.users.add("chi", WORD, Role.ADMIN)
    people.users.add("lan", WORD, Role.READER)
    people.users.add("vy", WORD, Role.EDITOR)
    people.collections.create("closed")
    people.collections.grant("closed", "vy")
    library = Library.open(home, HashEmbedder())
    hidden = parsed(
        "mat/kho-thuoc.md", [SECRET, "Phường Hạ Lan tiếp nhận kho thuốc từ tháng 11"], collection="closed",
        title="Chuyển kho thuốc dự phòng", number="66/2031/QĐ-UBND", place="phường Hạ Lan", issuer="Sở Y tế Hạ Lan",
    )  # fmt: skip
    library.apply([*documents(), hidden])
    chosen = Settings.load(environment={}, home=home, requests_per_minute=0)
    chosen = chosen.model_copy(update=settings)
    services = Services(
        library, Assistant(library, chosen), Conversations(home / "conversations.sqlite3"), chosen, people
    )
    keys = {name: people.keys.create(name, "test", writes=name != "lan")[1] for name in ("chi", "lan", "vy")}
    keys["reads"] = people.keys.create("vy", "reads only")[1]
    services.warm.set()
    return services, keys


def programs(services: Services, limits: Limits | None = None) -> FastAPI:
    """The part for programs without the pages: Gradio takes seconds to build."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    intake = Intake(services.library, services.settings.home, limits=limits or Limits())
    intake.start()
    mounting.mount(app, services, intake)
    app.add_middleware(Gate, services=services, only_here=False)
    mounting.watch(app, services)
    return app


@dataclass(frozen=True)
class Running:
    """A town behind a real server; ``url`` is its address."""

    services: Services
    keys: dict[str, str]
    url: str


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an application over real HTTP; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started:
        assert time.monotonic() < deadline and thread.is_alive()
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(30)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    services, keys = open_town(tmp_path_factory.mktemp("running"))
    with serving(programs(services)) as url:
        yield Running(services, keys, url)
    services.library.close()


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    services, keys = open_town(tmp_path_factory.mktemp("town"))
    with TestClient(programs(services), raise_server_exceptions=False) as client:
        yield Town(services, client, keys)
    services.library.close()


@pytest.fixture
def own_town(tmp_path: Path) -> Iterator[Town]:
    services, keys = open_town(tmp_path)
    with TestClient(programs(services), raise_server_exceptions=False) as client:
        yield Town(services, client, keys)
    services.library.close()
