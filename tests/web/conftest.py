"""A server process for the town of ``world`` and a Chromium that reports every complaint and every outside request."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from assistant.messages import t
from assistant.people import People
from assistant.reader import Role

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
SCREENS = Path(__file__).parents[2] / "artifacts" / "screens"
PASSWORD = "bốn chữ rất dài"
expect.set_options(timeout=60_000)  # a busy machine is slow, not wrong
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


class Server:
    """A server process that tests may stop and start again on the same port."""

    def __init__(self, home: Path, *, empty: bool = False) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.home = home
        self.empty = empty
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.web.world", str(self.home), str(self.port)]
        root = Path(__file__).parents[2]
        environment = {**os.environ, "PYTHONPATH": str(root)}
        with (self.home / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *(["--empty"] if self.empty else [])], cwd=root, env=environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + 240
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{self.url}/alive", timeout=2)
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
            else:
                return
        self.stop()
        raise AssertionError(f"the server did not start: {(self.home / 'server.log').read_text()[-2000:]}")

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(20)
            self._process = None


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The town's server, shared by all tests that do not stop it."""
    running = Server(tmp_path_factory.mktemp("town"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def gated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server where one has to sign in: as "chi", an administrator."""
    running = Server(tmp_path_factory.mktemp("gated"))
    People(running.home).users.add("chi", PASSWORD, Role.ADMIN)
    running.start()
    yield running
    running.stop()


class Desks:
    """Browsers to sit down at, each cleared of its last reader. What they have cached of the scripts stays with them:
    Gradio's are megabytes in sixty files, and reading them anew is most of what a visit costs.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: defaultdict[tuple[tuple[str, object], ...], list[BrowserContext]] = defaultdict(list)

    def take(self, **options: object) -> tuple[BrowserContext, list[BrowserContext]]:
        """A browser made with these options, and the list that it is given back to."""
        alike = self._free[tuple(sorted(options.items()))]
        if alike:
            return alike.pop(), alike
        context = self._browser.new_context(**options)  # type: ignore[arg-type]
        context.set_default_timeout(60_000)  # a busy machine is slow, not wrong
        return context, alike

    @staticmethod
    def clear(context: BrowserContext) -> None:
        """Forget the reader: cookies, permissions, what scripts kept, the pages."""
        for page in context.pages:
            if page.url.startswith("http"):
                page.evaluate("() => { try { localStorage.clear() } catch { return } }")
            page.close()
        context.clear_cookies()
        context.clear_permissions()


@pytest.fixture(scope="session")
def desks(browser: Browser) -> Desks:
    """The browsers of all tests."""
    return Desks(browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium, or a skip that says that it is absent."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


class Watched:
    """What a page complained of: console errors, broken scripts, bad responses, requests to other places."""

    def __init__(self, own: str) -> None:
        self.own = own
        self.complaints: list[str] = []
        self.expected: tuple[str, ...] = ()

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._note(f"script: {error}"))
        page.on("request", lambda request: self._request(request.url))
        page.on("response", lambda r: self._note(f"{r.status} {r.url}") if r.status >= 400 else None)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._note(f"console {message.type}: {message.text}")

    def _request(self, url: str) -> None:
        if not url.startswith((self.own, "data:", "blob:")):
            self._note(f"outside request: {url}")

    def _note(self, complaint: str) -> None:
        self.complaints.append(complaint)

    def check(self) -> None:
        unexpected = [c for c in self.complaints if not any(allowed in c for allowed in self.expected)]
        assert unexpected == []


class Reader:
    """Somebody at a page: what they do, in their terms."""

    def __init__(
        self,
        context: BrowserContext,
        server: Server,
        *,
        viewport: ViewportSize | None = None,
        color_scheme: Literal["dark", "light"] = "light",
    ) -> None:
        self.watched = Watched(server.url)
        self.server = server
        self.context = context
        self.page = context.new_page()
        self.page.set_viewport_size(viewport or {"width": 1440, "height": 900})
        self.page.emulate_media(color_scheme=color_scheme)
        self.watched.watch(self.page)

    def visit(self, path: str = "/") -> Page:
        self.page.goto(self.server.url + path)
        if path == "/" or path.startswith("/?"):
            self.page.wait_for_selector("#log .welcome, #log .turn")
        return self.page

    def sign_in(self, name: str = "chi") -> None:
        """Get past the gate, to the account page."""
        self.page.goto(self.server.url + "/sign-in?next=/account")
        self.page.get_by_label(t("sign_in.name", "vi")).fill(name)
        self.page.get_by_label(t("sign_in.password", "vi")).fill(PASSWORD)
        self.page.get_by_role("button", name=t("sign_in.submit", "vi")).click()
        self.page.wait_for_url("**/account")

    def type(self, text: str) -> None:
        self.page.fill("#question textarea", text)

    def ask(self, question: str) -> None:
        """Ask and wait until the answer stands in the conversation."""
        before = self.page.locator("#log .turn").count()
        self.type(question)
        self.page.keyboard.press("Enter")
        self.answered(before)

    def answered(self, before: int) -> None:
        self.page.wait_for_function("n => document.querySelectorAll('#log .turn').length > n", arg=before)

    @property
    def last(self):  # type: ignore[no-untyped-def]
        return self.page.locator("#log .turn").last

    def shown_mark(self) -> str:
        """The marked text of the open source; fails unless it is within the window."""
        self.page.wait_for_selector("#source-panel mark.cited")
        self.page.wait_for_function("""() => {
            const box = document.querySelector('#source-panel mark.cited').getBoundingClientRect();
            const body = document.querySelector('#source-panel .source-body').getBoundingClientRect();
            return box.top >= body.top && box.bottom <= Math.min(body.bottom, innerHeight) && box.width > 0;
        }""")
        return "".join(self.page.locator("#source-panel mark.cited").all_text_contents())


@pytest.fixture
def reader_of(desks: Desks, request: pytest.FixtureRequest) -> Iterator[object]:
    """Makes readers; at the end of a test none of their pages may have complained, and what they show is kept."""
    readers: list[tuple[Reader, list[BrowserContext]]] = []

    def make(
        server: Server,
        *,
        viewport: ViewportSize | None = None,
        color_scheme: Literal["dark", "light"] = "light",
        **options: object,
    ) -> Reader:
        context, home = desks.take(**options)
        reader = Reader(context, server, viewport=viewport, color_scheme=color_scheme)
        readers.append((reader, home))
        return reader

    yield make
    SCREENS.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w-]+", "-", request.node.name)[:80]
    for number, (reader, home) in enumerate(readers):
        try:
            reader.page.screenshot(path=SCREENS / f"{name}{f'-{number}' if number else ''}.png", timeout=10_000)
            desks.clear(reader.context)
        except Error:  # the browser is gone: the test has failed already
            continue
        home.append(reader.context)
    for reader, _ in readers:
        reader.watched.check()


@pytest.fixture
def reader(reader_of, server: Server) -> Reader:  # type: ignore[no-untyped-def]
    """One reader at a desk."""
    made: Reader = reader_of(server)
    return made
