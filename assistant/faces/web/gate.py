"""The gate before every page: who has not signed in gets the sign-in page, where there are users.

Where nobody has to sign in, whoever reaches the server may do as much as the program's owner. A page of another site
could then speak to it in the name of the browser's user, directly or through a name that it points at this machine
(DNS rebinding): so only requests to a name of this machine are taken, unless the server was opened to a network.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from urllib.parse import parse_qsl, quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.faces.web.language import language_of
from assistant.faces.web.security import SESSION_COOKIE
from assistant.faces.web.services import Services
from assistant.messages import t

SIGN_IN = "/sign-in"
SIGNED_IN: ContextVar[str] = ContextVar("signed_in", default="")
"""The name of whoever asked for the page that is being made; "" where nobody signs in."""

# What is served to everybody holds nothing of documents or people; programs show a key, which their entrance checks.
_OPEN = ("/ui/", SIGN_IN, "/alive", "/healthz", "/readyz", "/api/", "/v1/", "/mcp", "/metrics")
_HERE = {"localhost", "127.0.0.1", "::1"}
# Gradio's own, and of no use here: there is one page and no link into its state. An unknown name would be a 500.
_CHAT = {"/", "/config", "/config/"}
_GRADIO_ASKS = {"page", "deep_link"}


def is_open(path: str) -> bool:
    """Whether a path is served without a session."""
    return any(path == name.rstrip("/") or path.startswith(name.rstrip("/") + "/") for name in _OPEN)


def host_name(headers: Mapping[str, str]) -> str:
    """The name that a request was sent to, without its port."""
    host = headers.get("host", "")
    return host[1:].partition("]")[0] if host.startswith("[") else host.rpartition(":")[0] or host


class Gate:
    """ASGI layer inside ``Guard``. ``only_here``: while nobody signs in, take requests to this machine's names only."""

    def __init__(self, app: ASGIApp, services: Services, *, only_here: bool) -> None:
        self.app = app
        self._services = services
        self._only_here = only_here

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["path"] in _CHAT and scope["query_string"]:
            asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True, encoding="latin-1")
            kept = [(name, value) for name, value in asked if name not in _GRADIO_ASKS]
            scope = {**scope, "query_string": urlencode(kept, encoding="latin-1").encode()}
        request = Request(scope)
        people = self._services.people
        if people is None or not await run_in_threadpool(lambda: people.sign_in):
            if self._only_here and host_name(request.headers) not in _HERE:
                await PlainTextResponse("this server answers to localhost only", 421)(scope, receive, send)
                return
            await self.app(scope, receive, send)
            return
        reader = await run_in_threadpool(people.of_session, request.cookies.get(SESSION_COOKIE, ""))
        if reader is None and not is_open(scope["path"]):
            await _turned_away(request)(scope, receive, send)
            return
        token = SIGNED_IN.set(reader.name if reader else "")
        try:
            await self.app(scope, receive, send)
        finally:
            SIGNED_IN.reset(token)


def _turned_away(request: Request) -> Response:
    """To the sign-in page for a person who follows a link, a plain refusal for everything else."""
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{SIGN_IN}?next={quote(wanted, safe='')}", status_code=303)
    reason = t("sign_in.needed", language_of(request.cookies))
    return PlainTextResponse(reason, status_code=401, headers={"Cache-Control": "no-store"})
