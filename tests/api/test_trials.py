"""Small versions of the trials of ``tools/trial``, and how a real server ends: a process, signals, real files."""

from __future__ import annotations

import asyncio
import json
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from index.embedding import Embedder
from index.library import Library
from tests.web.world import documents
from tools.trial import kill, leak, load
from tools.trial.server import Server, add_readers, as_


@pytest.fixture
def home(tmp_path: Path, embedder: Embedder) -> Path:
    with Library.open(tmp_path / "home", embedder) as library:
        library.apply(documents())
    return tmp_path / "home"


@pytest.fixture
def running(home: Path) -> Iterator[tuple[Server, list[str]]]:
    keys = add_readers(home, 4)
    server = Server(home)
    server.start()
    yield server, keys
    if server.process is not None and server.process.poll() is None:
        server.stop(signal.SIGKILL)


def test_answers_in_flight_end_when_the_server_is_asked_to_stop(running: tuple[Server, list[str]]) -> None:
    server, keys = running
    replies: list[int] = []

    def keep_asking(key: str) -> None:
        body = {"question": "So sánh thu ngân sách quận Mai Hồ và huyện Sơn Trà", "conversation": "new"}
        while True:
            try:
                reply = httpx.post(f"{server.url}/api/ask", json=body, headers=as_(key), timeout=120)
            except httpx.HTTPError:  # it takes nothing more
                return
            replies.append(reply.status_code)
            assert reply.json()["conversation"]

    threads = [threading.Thread(target=keep_asking, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 120
    while not replies and time.monotonic() < deadline:
        time.sleep(0.05)
    status = server.stop(signal.SIGTERM)
    for thread in threads:
        thread.join(60)
    log = (server.home.parent / "server.log").read_text()
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    told = [line["status"] for line in lines if line.get("route") == "/api/ask"]
    # Every answer that was begun was ended, and every one reached its reader.
    assert status in {0, -signal.SIGTERM}
    assert set(replies) == set(told) == {200}
    assert len(told) == len(replies)
    assert "Mai Hồ" not in log
    assert "Traceback" not in log


def test_many_readers_are_not_mixed_up(running: tuple[Server, list[str]]) -> None:
    server, keys = running
    outcome = asyncio.run(load.run(server, keys, 24))
    assert (outcome.errors, outcome.mixed) == ([], [])
    assert outcome.figures()["answers"] == 24


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(running: tuple[Server, list[str]]) -> None:
    server, keys = running
    done, lost = kill.run(server, keys, times=2, seconds=(3.0, 5.0))
    assert lost == []
    assert done.turns and done.opinions


def test_two_readers_of_one_index_learn_nothing_of_each_other(home: Path) -> None:
    keys = leak.deal_out(home)
    server = Server(home)
    server.start()
    try:
        told = leak.run(server, keys, 10)
    finally:
        server.stop(signal.SIGKILL)
    assert told.leaks == []
    assert {way: told.asked[way] for way in ("REST", "OpenAI", "MCP")} == dict.fromkeys(("REST", "OpenAI", "MCP"), 20)
    assert told.asked["REST search"] == told.asked["MCP search"] == 10
    assert told.asked["page /conversations"] and told.asked["export"]


def test_a_leak_would_be_seen(home: Path) -> None:
    keys = leak.deal_out(home)
    server = Server(home)
    server.start()
    try:
        told = leak.run(server, keys | {"a": keys["both"]}, 5)
    finally:
        server.stop(signal.SIGKILL)
    assert {way for way in ("REST", "OpenAI", "MCP") if any(f" by {way} on " in line for line in told.leaks)} == {
        "REST", "OpenAI", "MCP",
    }  # fmt: skip


def test_memory_that_goes_on_growing_is_seen() -> None:
    flat = [(500, 300.0), (1000, 390.0), (1500, 400.0), (2000, 405.0)]
    assert not load.Outcome(memory=flat).grows
    assert load.Outcome(memory=[*flat[:3], (2000, 450.0)]).grows
    assert not load.Outcome(memory=[(10, 300.0), (20, 600.0)]).grows
