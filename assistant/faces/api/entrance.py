"""The entrance for programs: whose key it is, whether it asks too often, whether a web page hides behind it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant import conversations
from assistant.faces.web.security import READER_COOKIE
from assistant.faces.web.services import Desk, Services, browser_owner
from assistant.reader import Reader, Role

Refusal = Callable[[int, str, dict[str, str]], Response]
"""Status, reason, headers → a response in the form of the part that refuses."""

_OWN_PAGES = {"", "none", "same-origin"}


class Rate:
    """How often each reader may ask, in requests a minute; 0 is as often as he likes."""

    def __init__(self, a_minute: int) -> None:
        self._item = RateLimitItemPerMinute(a_minute) if a_minute else None
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def hit(self, who: str) -> tuple[bool, dict[str, str]]:
        """Whether this request is within the limit, and the headers that tell how it stands."""
        if self._item is None:
            return True, {}
        fine = self._limiter.hit(self._item, who)
        stats = self._limiter.get_window_stats(self._item, who)
        reset = str(max(1, math.ceil(stats.reset_time - time.time())))
        headers = {
            "RateLimit-Limit": str(self._item.amount),
            "RateLimit-Remaining": str(max(0, stats.remaining)),
            "RateLimit-Reset": reset,
            "RateLimit-Policy": f"{self._item.amount};w=60",
        }
        return fine, headers if fine else {**headers, "Retry-After": reset}


class Entrance:
    """ASGI layer before one part for programs; whoever passes is in ``request.state.reader``."""

    def __init__(self, app: ASGIApp, services: Services, rate: Rate, refuse: Refusal) -> None:
        self.app = app
        self._services = services
        self._rate = rate
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        reader = await run_in_threadpool(self._reader, request)
        address = request.client.host if request.client else ""
        fine, headers = self._rate.hit(reader.owner if reader and reader.name else f"address:{address}")
        if not fine:
            refused = self._refuse(429, "too many requests: wait and try again", headers)
        elif reader is None:
            said = {**headers, "WWW-Authenticate": 'Bearer realm="hoidap"'}
            refused = self._refuse(401, "a valid key is needed: Authorization: Bearer hoidap_…", said)
        elif not self._services.sign_in and request.headers.get("sec-fetch-site", "") not in _OWN_PAGES:
            # Nobody signs in here, so that a page of another site could ask in the name of its reader.
            refused = self._refuse(403, "the request comes from a page of another site", headers)
        else:
            scope.setdefault("state", {})["reader"] = reader
            await self.app(scope, receive, _adding(headers, send))
            return
        await refused(scope, receive, send)

    def _reader(self, request: Request) -> Reader | None:
        people = self._services.people
        if people is not None and people.sign_in:
            kind, _, key = request.headers.get("authorization", "").partition(" ")
            return people.of_key(key.strip()) if kind.lower() == "bearer" else None
        cookie = request.cookies.get(READER_COOKIE, "")
        if conversations.is_id(cookie):
            return Reader(browser_owner(cookie), "", self._services.anybody)
        # Programs of this machine are its owner's; those of a network are nobody, for whom nothing is kept.
        owner = "programs" if self._services.anybody is Role.ADMIN else ""
        return Reader(owner, "", self._services.anybody)


def _adding(headers: dict[str, str], send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(headers)
        await send(message)

    return with_headers


def desk_of(services: Services, request: Request) -> Desk:
    """The desk of whoever passed the entrance."""
    reader: Reader = request.state.reader
    return services.desk_of(reader)
