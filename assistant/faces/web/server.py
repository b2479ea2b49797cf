"""Start and stop the server: its address, the library behind it, its first warm-up."""

from __future__ import annotations

import errno
import logging
import socket
import threading
from pathlib import Path

import uvicorn

from assistant.assistant import Assistant
from assistant.conversations import Conversations
from assistant.faces.web.app import build_app
from assistant.faces.web.services import Services
from assistant.settings import Settings
from index.embedding.errors import EmbeddingError
from index.errors import LibraryError
from index.library import Library

_log = logging.getLogger(__name__)


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


def open_services(home: Path, settings: Settings) -> Services:
    """The library at ``home`` with an assistant over it and its conversations."""
    library = Library.open(home)
    return Services(
        library=library,
        assistant=Assistant(library, settings),
        conversations=Conversations(home / "conversations.sqlite3"),
        settings=settings,
    )


def serve(home: Path, host: str, port: int, settings: Settings) -> None:
    """Serve until interrupted; the first question finds the model loaded.

    Raises:
        ServeError: the address is not free or not allowed.
    """
    check_address(host, port)
    services = open_services(home, settings)
    threading.Thread(target=_warm, args=(services.library,), daemon=True, name="warm-up").start()
    try:
        uvicorn.run(build_app(services), host=host, port=port, log_level="warning", ws="none", server_header=False)
    finally:
        services.library.close()


def _warm(library: Library) -> None:
    try:
        library.embed_query("khởi động")
    except (LibraryError, EmbeddingError, OSError) as error:
        _log.warning("the embedding model is not ready: %s", error)
