"""A real ``hoidap serve`` over a copy of a home, with users and keys of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from assistant.conversations import new_id
from assistant.faces.web.security import READER_COOKIE, SESSION_COOKIE
from assistant.people import People
from assistant.reader import Role

WORD = "một mật khẩu đủ dài"


class Server:
    """One server process over ``home``; it can be started again after it was killed."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float = 600) -> None:
        """Start and wait until questions can be answered."""
        command = [sys.executable, "-m", "assistant.faces.cli", "serve", "--port", str(self.port)]
        environment = {**os.environ, "HOIDAP_HOME": str(self.home), "HOIDAP_REQUESTS_PER_MINUTE": "0"}
        with (self.home.parent / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603 - our own program
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(httpx.HTTPError):  # nothing listens yet
                if httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return
            time.sleep(0.3)
        self.process.kill()
        raise RuntimeError(f"the server did not start: {(self.home.parent / 'server.log').read_text()[-2000:]}")

    def stop(self, how: signal.Signals = signal.SIGTERM, seconds: float = 90) -> int:
        """Send a signal and wait; returns the exit status."""
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(seconds)

    def memory(self) -> float:
        """Resident memory, MB."""
        assert self.process is not None
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1000
        return 0.0

    def processor(self) -> float:
        """Processor seconds used since it was started, of all cores."""
        assert self.process is not None
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def trial_home(home: Path, folder: Path) -> Iterator[Path]:
    """A copy of ``home`` under ``folder``, removed at the end."""
    copy = folder / "home"
    shutil.copytree(home, copy, ignore=shutil.ignore_patterns("*.sqlite3*", "uploads", "evaluations", "backups"))
    try:
        yield copy
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def add_readers(home: Path, count: int) -> list[str]:
    """An administrator and ``count`` editors who see ``default``; returns the editors' keys."""
    people = People(home)
    people.users.add("chief", WORD, Role.ADMIN)
    keys = []
    for number in range(count):
        name = f"reader{number}"
        people.users.add(name, WORD, Role.EDITOR)
        keys.append(people.keys.create(name, "trial", writes=True)[1])
    return keys


def as_(key: str) -> dict[str, str]:
    """The header that shows a key."""
    return {"Authorization": f"Bearer {key}"}


def signed_in(home: Path, name: str) -> dict[str, str]:
    """The cookies of a browser in which somebody has signed in."""
    people = People(home)
    return {SESSION_COOKIE: people.sessions.begin(people.users.find(name)), READER_COOKIE: new_id()}


def questions_of(documents: list[dict[str, Any]], figures: list[dict[str, Any]]) -> list[str]:
    """Questions on documents and figures, as the server lists them."""
    asked = [f"{d['title']} quy định những gì?" for d in documents if d["title"]]
    asked += [f"{d['number']} do cơ quan nào ban hành?" for d in documents if d["number"]]
    asked += [
        f"{f['name']} {f['period'] or ''} của {f['locality']} là bao nhiêu?"
        for f in figures
        if f["locality"] and len(f["name"]) < 80
    ]
    return list(dict.fromkeys(text[:300] for text in asked))
