"""Fetching a document from a web address: against a real server, whose private address only a parameter lets in."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from assistant.faces.intake.fetch import Fetcher, FetchError, is_public, read_url

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


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(most_bytes=100_000, seconds=20, private=True)


def cause(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(url)
    return caught.value.cause


def test_a_page_is_fetched_through_redirects_and_compression(site: str, fetcher: Fetcher) -> None:
    found = fetcher.fetch(f"{site}/moved#phan-2")
    assert (found.url, found.name, found.data) == (f"{site}/tin.html", "tin.html", PAGE)
    assert fetcher.fetch(f"{site}/packed").data == PAGE
    assert fetcher.fetch(f"{site}/tin.html?nolength").data == PAGE
    assert fetcher.fetch(f"{site}/báo.docx").name == "báo.docx"
    assert Site.hosts[0] == site.removeprefix("http://")


def test_limits_of_size_time_type_and_redirects_hold(site: str, fetcher: Fetcher) -> None:
    assert cause(fetcher, f"{site}/large.pdf") == "large"
    assert cause(fetcher, f"{site}/large.pdf?nolength") == "large"
    assert cause(fetcher, f"{site}/bomb") == "large"
    assert cause(fetcher, f"{site}/program") == "type"
    assert cause(fetcher, f"{site}/none") == "status"
    assert cause(fetcher, f"{site}/loop") == "redirects"
    assert cause(fetcher, f"{site}/file") == "scheme"
    began = time.monotonic()
    assert cause(Fetcher(most_bytes=1000, seconds=1.5, private=True), f"{site}/slow") == "slow"
    assert time.monotonic() - began < 10


def test_private_addresses_are_refused_also_behind_a_redirect(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    guarded = Fetcher(most_bytes=1000, seconds=5)
    for url in (
        site,
        "http://localhost/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://169.254.169.254/",
    ):
        assert cause(guarded, url) == "private"
    real, asked = socket.getaddrinfo, []

    def names(host, port, *rest, **named):  # type: ignore[no-untyped-def]
        asked.append(host)
        if host == "bao.example":  # one public address and one that is not: refused whole
            return [(*real("8.8.8.8", port, *rest, **named)[0],), *real("127.0.0.1", port, *rest, **named)]
        return real(host, port, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", names)
    assert cause(guarded, "http://bao.example/") == "private"


def test_the_connection_goes_to_the_address_that_was_checked(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real, port, asked = socket.getaddrinfo, int(site.rpartition(":")[2]), []

    def rebinding(host, wanted, *rest, **named):  # type: ignore[no-untyped-def]
        if host != "doi.example":
            return real(host, wanted, *rest, **named)
        asked.append(host)
        return real("8.8.8.8" if len(asked) == 1 else "127.0.0.1", wanted, *rest, **named)

    connected = []

    def connect(address, *rest, **named):  # type: ignore[no-untyped-def]
        connected.append(address)
        raise OSError("no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket, "create_connection", connect)
    assert cause(Fetcher(most_bytes=1000, seconds=5), f"http://doi.example:{port}/") == "unreachable"
    assert connected == [("8.8.8.8", port)]
    assert asked == ["doi.example"]


@pytest.mark.parametrize(
    "url",
    ["", "tin.html", "ftp://x.vn/a", "javascript:alert(1)", "http://", "http://a:b@x.vn/", "http://x.vn:25/",
     "http://x.vn/\r\nHost: y", "http://x.vn\\@y/", "https://" + "a" * 2001],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(FetchError):
        read_url(url)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
     "ff02::1", "không phải"],
)  # fmt: skip
def test_addresses_inside_networks_are_not_public(address: str) -> None:
    assert not is_public(address)
