"""What the browser may do: a Content-Security-Policy with a nonce for each page; and the cookies that name
a browser and its conversation.

Gradio's page has inline scripts, its HTML component compiles its template with ``Function`` and its components carry
style attributes: hence the nonce, 'unsafe-eval' and 'unsafe-inline' for styles. Scripts in attributes or in inserted
markup, ``javascript:`` links, frames, plug-ins and every other origin stay forbidden.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant import conversations

CONVERSATION_COOKIE = "hoidap_conversation"  # of the time before a conversation had an owner: read, never set
READER_COOKIE = "hoidap_reader"
LANGUAGE_COOKIE = "hoidap_language"
SESSION_COOKIE = "hoidap_session"

_EXTERNAL_HEAD = re.compile(
    r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*/?>\s*|<link rel="(?:manifest|preconnect)"[^>]*>\s*'
)
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bnonce=)")


def policy(nonce: str, *, evaluate: bool) -> str:
    """The Content-Security-Policy of one page; ``evaluate`` only where Gradio's components run."""
    return "; ".join([
        "default-src 'none'",
        f"script-src 'self' 'nonce-{nonce}'" + (" 'unsafe-eval'" if evaluate else ""),
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ])  # fmt: skip


def prepare_page(html: str, nonce: str, head: str, first: str = "") -> str:
    """Gradio's page with the nonce on its scripts, its outside references taken out, ``head`` put in.

    ``first`` is what is seen until Gradio has built the page.
    """
    html = _EXTERNAL_HEAD.sub("", html)
    html = _INLINE_SCRIPT.sub(f'<script nonce="{nonce}"', html)
    html = html.replace('<html\n\tlang="en"', '<html\n\tlang="vi"', 1).replace("</head>", f"{head}</head>", 1)
    return html.replace("<gradio-app", f"{first}<gradio-app", 1)


class Guard:
    """ASGI layer: adds the headers, hands out conversation ids, prepares Gradio's page; streams pass untouched."""

    def __init__(self, app: ASGIApp, head: Callable[[], str], first: Callable[[Mapping[str, str]], str]) -> None:
        self.app = app
        self.head = head
        self.first = first

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        missing = [READER_COOKIE] if not _has(scope, READER_COOKIE) else []
        # Gradio's scripts carry a hash of their content in their names, ours in their address (``assets.address``).
        ours = scope["path"].startswith("/ui/") and b"v=" in scope["query_string"]
        lasting = ours or scope["path"].startswith("/assets/")
        page = _Page(send, nonce, self.head, lambda: self.first(Request(scope).cookies), missing, lasting=lasting)
        await self.app(scope, receive, page.send)


class _Page:
    """One response: held back until whole where it is a page, passed on piece by piece where it is not."""

    def __init__(
        self,
        send: Send,
        nonce: str,
        head: Callable[[], str],
        first: Callable[[], str],
        missing: Sequence[str],
        *,
        lasting: bool,
    ) -> None:
        self._send = send
        self._nonce = nonce
        self._head = head
        self._first = first
        self._missing = missing
        self._lasting = lasting
        self._start: Message | None = None
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            is_page = headers.get("content-type", "").startswith("text/html")
            self._protect(headers, is_page=is_page)
            if self._lasting and message["status"] == 200:
                headers["Cache-Control"] = "public, max-age=31536000, immutable"
            message["headers"] = headers.raw
            if is_page:  # its policy and length are known once its body is
                self._start = message
                return
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            message = {"type": "http.response.body", "body": self._finish(self._start)}
            await self._send(self._start)
            self._start = None
        await self._send(message)

    def _protect(self, headers: MutableHeaders, *, is_page: bool) -> None:
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers.setdefault("Content-Security-Policy", policy(self._nonce, evaluate=False))  # a page may be stricter
        if is_page:
            headers["Cache-Control"] = "no-store"
            for name in self._missing:
                headers.append("Set-Cookie", cookie(name, conversations.new_id()))

    def _finish(self, start: Message) -> bytes:
        body = bytes(self._body)
        if b"<gradio-app" in body:
            body = prepare_page(body.decode("utf-8"), self._nonce, self._head(), self._first()).encode("utf-8")
            headers = MutableHeaders(raw=start["headers"])
            headers["Content-Length"] = str(len(body))
            headers["Content-Security-Policy"] = policy(self._nonce, evaluate=True)
        return body


def cookie(name: str, value: str) -> str:
    """A ``Set-Cookie`` value; kept for a year, sent to this site only, out of reach of scripts."""
    return f"{name}={value}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"


def from_this_site(request: Request) -> bool:
    """Whether one of our pages sent a request that changes something.

    Browsers leave our cookie (SameSite=Lax) out of a POST of another site, and where they say who sent it we look at
    that too. ``Origin`` tells nothing here: it is "null" for pages that send no referrer.
    """
    known = conversations.is_id(request.cookies.get(READER_COOKIE))
    return known and request.headers.get("sec-fetch-site", "same-origin") == "same-origin"


def _has(scope: Scope, name: str) -> bool:
    header = b"; ".join(value for key, value in scope["headers"] if key == b"cookie").decode("latin-1")
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return False
    return found is not None and conversations.is_id(found.value)
