"""A small web site on this machine, for what is fetched from addresses."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = "<html><body><p>Phường Vĩnh Phúc họp.</p></body></html>".encode()


class Site(BaseHTTPRequestHandler):
    """Answers by path."""

    protocol_version = "HTTP/1.1"
    hosts: list[str] = []

    def do_GET(self) -> None:
        self.hosts.append(self.headers["Host"])
        path = self.path.partition("?")[0]
        if path == "/slow":
            self.send_response(200)
            with suppress(OSError):  # the other end has had enough
                for letter in "X-Slow: " + "a" * 400:
                    self.wfile.write(letter.encode())
                    time.sleep(0.05)
            return
        moves = {"/moved": "/tin.html", "/loop": "/loop", "/out": "http://127.0.0.1:1/x", "/file": "file:///etc/passwd"}
        if path in moves:
            self.send_response(302)
            self.send_header("Location", moves[path])
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        kind, body, coding = {
            "/tin.html": ("text/html; charset=utf-8", PAGE, ""),
            "/packed": ("text/html", gzip.compress(PAGE), "gzip"),
            "/bomb": ("text/html", gzip.compress(b"a" * 3_000_000), "gzip"),
            "/large.pdf": ("application/pdf", b"%PDF-" + b"a" * 200_000, ""),
            "/b%C3%A1o.docx": ("application/octet-stream", b"PK\x03\x04", ""),
            "/program": ("application/x-msdownload", b"MZ", ""),
        }.get(path, ("text/plain", b"", ""))
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        if coding:
            self.send_header("Content-Encoding", coding)
        if "nolength" not in self.path:
            self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@contextmanager
def serving() -> Iterator[str]:
    """The site's address while it is up."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
