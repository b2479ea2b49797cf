"""A document from a web address, without reaching anything but the public web.

Every host on the way, redirects included, is resolved once; all its addresses must be public, and the connection goes
to the very address that was checked, so that no second answer of a name server can lead elsewhere.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

MOST_REDIRECTS = 5
_BLOCK = 65_536
_REDIRECTS = (301, 302, 303, 307, 308)
_AGENT = "hoidap/0.1"
_SAFE = "!#$%&'()*+,/:;=?@[]~"
# Networks in which a public-looking address carries another one.
_CARRIERS = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))

# What is read here, by content type; the suffix decides which reader it gets.
SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "text/markdown": ".md",
    "text/csv": ".csv", "application/pdf": ".pdf", "application/rtf": ".rtf", "text/rtf": ".rtf",
    "application/msword": ".doc", "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "image/png": ".png", "image/jpeg": ".jpg", "image/tiff": ".tif",
}  # fmt: skip
_UNSAID = {"application/octet-stream", "binary/octet-stream", ""}

Cause = Literal["address", "scheme", "private", "unreachable", "slow", "large", "type", "status", "redirects"]


class FetchError(OSError):
    """An address that gave no document; ``cause`` says why, ``detail`` what was met (a status, a type, a host)."""

    def __init__(self, cause: Cause, detail: str = "") -> None:
        super().__init__(f"{cause}: {detail}" if detail else cause)
        self.cause: Cause = cause
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document fetched: ``url`` is where it was in the end, ``name`` a file name with the suffix of its type."""

    url: str
    name: str
    data: bytes


class Fetcher:
    """Fetches documents within limits: ``most_bytes`` of content, ``seconds`` in all, redirects included."""

    def __init__(self, *, most_bytes: int, seconds: float = 60.0, private: bool = False) -> None:
        """``private`` lets addresses of this machine and its network be reached: for tests and closed networks."""
        self._most = most_bytes
        self._seconds = seconds
        self._private = private

    def fetch(self, url: str) -> Fetched:
        """The document at ``url``.

        Raises:
            FetchError: it is no http(s) address, leads to a private one, or gives no document within the limits.
        """
        deadline = time.monotonic() + self._seconds
        here = url
        for _ in range(MOST_REDIRECTS + 1):
            parts = read_url(here)
            with self._asked(parts, deadline) as answer:
                location = answer.getheader("location")
                if answer.status in _REDIRECTS and location:
                    here = urljoin(parts.geturl(), location)
                    continue
                if answer.status != 200:
                    raise FetchError("status", str(answer.status))
                suffix = _suffix(answer.headers, parts.path)
                return Fetched(parts.geturl(), _name(parts, suffix), self._content(answer))
        raise FetchError("redirects")

    @contextmanager
    def _asked(self, parts: SplitResult, deadline: float) -> Iterator[http.client.HTTPResponse]:
        """The answer to one request; whatever it waits for ends at the deadline."""
        left = deadline - time.monotonic()
        if left <= 0:
            raise FetchError("slow")
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        address = self._resolved(host, port)
        expired = threading.Event()
        sockets: list[socket.socket] = []

        def end() -> None:
            expired.set()
            for one in sockets:
                # Wakes whoever reads from it, in the middle of a header too; one may be closed already.
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(left, end)
        connection = http.client.HTTPConnection(host, port)
        try:
            timer.start()
            raw = socket.create_connection(address, timeout=left)
            sockets.append(raw)
            connection.sock = raw
            if parts.scheme == "https":
                secure = ssl.create_default_context()
                connection.sock = secure.wrap_socket(raw, server_hostname=host, do_handshake_on_connect=False)
                sockets.append(connection.sock)
                connection.sock.do_handshake()
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            headers = {
                "Host": parts.netloc, "User-Agent": _AGENT, "Accept": "*/*", "Accept-Encoding": "identity",
                "Connection": "close",
            }  # fmt: skip
            connection.request("GET", target, headers=headers)
            yield connection.getresponse()
        except (OSError, http.client.HTTPException, ValueError) as error:
            if isinstance(error, FetchError):
                raise
            late = expired.is_set() or isinstance(error, TimeoutError)
            raise FetchError("slow" if late else "unreachable", "" if late else host) from error
        finally:
            timer.cancel()
            connection.close()
            for one in sockets:
                one.close()

    def _resolved(self, host: str, port: int) -> tuple[str, int]:
        """The address to connect to; a host of which one address is not public is refused whole."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise FetchError("unreachable", host) from error
        addresses = [str(entry[4][0]) for entry in found]
        if not addresses:
            raise FetchError("unreachable", host)
        if not self._private and not all(is_public(address) for address in addresses):
            raise FetchError("private", host)
        return addresses[0], port

    def _content(self, answer: http.client.HTTPResponse) -> bytes:
        stated = answer.getheader("content-length") or ""
        if stated.isdigit() and int(stated) > self._most:
            raise FetchError("large")
        coding = (answer.getheader("content-encoding") or "identity").strip().lower()
        if coding not in ("identity", "gzip", "deflate"):
            raise FetchError("type", coding)
        unpack = None if coding == "identity" else zlib.decompressobj(wbits=47)
        data = bytearray()
        while block := answer.read1(_BLOCK):
            try:
                data += unpack.decompress(block, self._most + 1 - len(data)) if unpack else block
            except zlib.error as error:
                raise FetchError("type", coding) from error
            if len(data) > self._most:
                raise FetchError("large")
        return bytes(data)


def read_url(url: str) -> SplitResult:
    """A web address in parts, its odd characters percent-encoded, without fragment.

    Raises:
        FetchError: it is none that is fetched.
    """
    text = url.strip()
    if not text or len(text) > 2000 or re.search(r"[\x00-\x20\x7f\\]", text):
        raise FetchError("address")
    try:
        parts = urlsplit(quote(text, safe=_SAFE))
        host, port = parts.hostname, parts.port
        parts = parts._replace(netloc=_host(urlsplit(text).hostname) + (f":{port}" if port else ""), fragment="")
    except (ValueError, UnicodeError) as error:
        raise FetchError("address") from error
    if parts.scheme not in ("http", "https"):
        raise FetchError("scheme")
    if not host or "@" in urlsplit(text).netloc or (port and port < 1024 and port not in (80, 443)):
        raise FetchError("address")
    return parts


def _host(name: str | None) -> str:
    host = (name or "").rstrip(".")
    return f"[{host}]" if ":" in host else host.encode("idna").decode("ascii") if host else ""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, and carries none that is not.

    >>> is_public("8.8.8.8"), is_public("10.0.0.1"), is_public("::ffff:127.0.0.1")
    (True, False, False)
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found.is_global and not found.is_multicast and not any(found in network for network in _CARRIERS)


def _suffix(headers: Message, path: str) -> str:
    """The suffix of what was sent: by its content type, else by the path where no type is said."""
    kind = headers.get_content_type() if headers.get("content-type") else ""
    own = PurePosixPath(unquote(path)).suffix.lower()
    if kind in _UNSAID:
        kind = next((known for known, suffix in SUFFIXES.items() if suffix == own), own or "?")
    if kind not in SUFFIXES:
        raise FetchError("type", kind[:80])
    return SUFFIXES[kind]


def _name(parts: SplitResult, suffix: str) -> str:
    last = PurePosixPath(unquote(parts.path)).name or parts.hostname or "trang"
    stem = last[: -len(suffix)] if last.lower().endswith(suffix) else last
    return f"{stem}{suffix}"
