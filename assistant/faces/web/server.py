"""Start and stop the server: its address, the library behind it, its first warm-up, its last answers."""

from __future__ import annotations

import errno
import ipaddress
import logging
import shutil
import signal
import socket
import sys
import threading
from pathlib import Path

import uvicorn

from assistant.assistant import Assistant
from assistant.conversations import FILE, Conversations
from assistant.faces.watching import log_to
from assistant.faces.web.app import build_app
from assistant.faces.web.services import Services
from assistant.people import People, PeopleError
from assistant.reader import Role
from assistant.reading_ahead import read_ahead
from assistant.settings import Settings
from index.embedding.errors import EmbeddingError
from index.errors import LibraryError
from index.library import Library

_log = logging.getLogger(__name__)
_LEAST_FREE = 200_000_000  # bytes on disk, below which answers and uploads would soon fail
_LAST_ANSWERS = 60  # seconds that answers in flight have when the server is asked to stop


class ServeError(OSError):
    """The server cannot be started; the message is one line."""


def check_address(host: str, port: int) -> None:
    """Raise ``ServeError`` where nothing can listen on ``host:port``."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        in_use = error.errno == errno.EADDRINUSE
        reason = "another program is using this port; choose another with --port" if in_use else error.strerror
        raise ServeError(f"cannot serve on {host}:{port}: {reason}") from None


def is_here(host: str) -> bool:
    """Whether ``host`` names this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_people(host: str, people: People, *, without_sign_in: bool) -> None:
    """Raise ``ServeError`` where a network would get in without signing in and nobody said that it may."""
    if not is_here(host) and not people.sign_in and not without_sign_in:
        raise ServeError(
            f"{host} can be reached from a network and there are no users: add one with"
            " `hoidap users add NAME --role admin`, or let everybody on the network read with --without-sign-in"
        )


def check_home(home: Path) -> None:
    """Raise ``ServeError`` where nothing more can be kept in ``home``."""
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = home / ".start"
        probe.write_bytes(b"")
        probe.unlink()
        free = shutil.disk_usage(home).free
    except OSError as error:
        raise ServeError(f"{home} cannot be written to: {error.strerror}") from None
    if free < _LEAST_FREE:
        raise ServeError(f"{home}: only {free // 1_000_000} MB are free on its disk, {_LEAST_FREE // 1_000_000} needed")


def open_services(home: Path, settings: Settings, people: People | None = None, anybody: Role = Role.ADMIN) -> Services:
    """The library at ``home`` with an assistant over it, its conversations and its people."""
    library = Library.open(home)
    return Services(
        library,
        Assistant(library, settings),
        Conversations(home / FILE),
        settings,
        people if people is not None else People(home),
        anybody=anybody,
    )


def serve(home: Path, host: str, port: int, settings: Settings, *, without_sign_in: bool = False) -> None:
    """Serve until interrupted or terminated; answers in flight are finished first.

    ``without_sign_in``: beyond this machine, while there are no users, everybody may read.

    Raises:
        ServeError: the address is not free or not allowed, or the home is of no use.
    """
    check_home(home)
    check_address(host, port)
    try:
        people = People(home)
    except PeopleError as error:
        raise ServeError(str(error)) from error
    check_people(host, people, without_sign_in=without_sign_in)
    if settings.log == "json" or (settings.log == "auto" and not sys.stderr.isatty()):
        log_to(sys.stderr)
    # The server ends its answers, then hands the signal on: the rest of this program has to end as well.
    signal.signal(signal.SIGTERM, _ended)
    services = open_services(home, settings, people, Role.ADMIN if is_here(host) else Role.READER)
    threading.Thread(target=_warm, args=(services,), daemon=True, name="warm-up").start()
    try:
        run(services, host, port, only_here=is_here(host))
    finally:
        services.library.close()


def run(services: Services, host: str, port: int, *, only_here: bool = False) -> None:
    """Run the server over ``services`` in this thread."""
    config = uvicorn.Config(
        build_app(services, only_here=only_here),
        host=host,
        port=port,
        log_level="warning",
        log_config=None,
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=_LAST_ANSWERS,
    )
    _Server(config).run()


class _Server(uvicorn.Server):
    """Lets pages that only wait go when it is asked to stop, so that it waits for answers and for nothing else."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for route in getattr(self.config.app, "routes", ()):
            waiting = getattr(getattr(route, "app", None), "stop_event", None)  # of Gradio's part
            if waiting is not None:
                waiting.set()
        await super().shutdown(sockets)


def _ended(*_: object) -> None:
    raise SystemExit(0)


def _warm(services: Services) -> None:
    try:
        services.library.embed_query("khởi động")
    except (LibraryError, EmbeddingError, OSError) as error:
        _log.warning("the embedding model is not ready: %s", error)
        return
    services.warm.set()
    try:
        read_ahead(services.library)
    except LibraryError as error:
        if not services.library.closed:
            _log.warning("passages were not read ahead: %s", error)
