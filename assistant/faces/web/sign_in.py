"""Signing in and out, and the page of one's own account: password and keys for programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant.faces.web import render
from assistant.faces.web.assets import tags
from assistant.faces.web.gate import SIGN_IN
from assistant.faces.web.language import language_of
from assistant.faces.web.page import page
from assistant.faces.web.security import SESSION_COOKIE, from_this_site
from assistant.faces.web.services import Services
from assistant.messages import t
from assistant.people import People, PeopleError, TooManyAttemptsError
from assistant.people.audit import Action
from assistant.people.secret import LEAST_CHARACTERS, MOST_CHARACTERS

_MOST_BYTES = 20_000


def router(services: Services, head: Callable[[], str]) -> APIRouter:
    """The routes over ``services``; nothing is there while nobody has to sign in."""
    routes = APIRouter()
    if services.people is None:
        return routes
    pages = _Pages(services, services.people, head)
    routes.add_api_route(SIGN_IN, pages.form, methods=["GET"], response_model=None)
    routes.add_api_route(SIGN_IN, pages.enter, methods=["POST"], response_model=None)
    routes.add_api_route("/sign-out", pages.leave, methods=["POST"], response_model=None)
    routes.add_api_route("/account", pages.account, methods=["GET"], response_model=None)
    routes.add_api_route("/account/password", pages.password, methods=["POST"], response_model=None)
    routes.add_api_route("/account/keys", pages.new_key, methods=["POST"], response_model=None)
    routes.add_api_route("/account/keys/{number}/revoke", pages.revoke_key, methods=["POST"], response_model=None)
    return routes


def local_path(wanted: str) -> str:
    r"""Where to go after signing in: a path of this site, else its first page.

    >>> [local_path(path) for path in ("/search?q=a", "//evil.example", "/\\evil.example", "javascript:1")]
    ['/search?q=a', '/', '/', '/']
    """
    plain = wanted.isprintable() and "\\" not in wanted and wanted.startswith("/") and not wanted.startswith("//")
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    return wanted if plain and not parts.scheme and not parts.netloc else "/"


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


class _Pages:
    """The handlers of the routes."""

    def __init__(self, services: Services, people: People, head: Callable[[], str]) -> None:
        self._services = services
        self._people = people
        self._head = head

    def form(self, request: Request, next: str = "/") -> Response:
        """The sign-in page; who has signed in already goes on."""
        if not self._people.sign_in or self._people.of_session(request.cookies.get(SESSION_COOKIE, "")):
            return RedirectResponse(local_path(next), status_code=303)
        return self._sign_in_page(request, local_path(next))

    async def enter(self, request: Request) -> Response:
        """Check name and password and begin a session."""
        language = language_of(request.cookies)
        sent = await _fields(request)
        wanted = local_path(sent.get("next", "/"))
        if not from_this_site(request):
            return self._sign_in_page(request, wanted, t("sign_in.elsewhere", language), 403)
        try:
            begun = await run_in_threadpool(
                self._people.enter, sent.get("name", ""), sent.get("password", ""), address=_address(request)
            )
        except TooManyAttemptsError as error:
            minutes = -(-error.seconds // 60)
            shown = self._sign_in_page(request, wanted, t("sign_in.slow", language, minutes=minutes), 429)
            shown.headers["Retry-After"] = str(error.seconds)
            return shown
        except PeopleError:
            return self._sign_in_page(request, wanted, t("sign_in.wrong", language), 401)
        response = RedirectResponse(wanted, status_code=303)
        _set_session(response, request, begun.token)
        return response

    async def leave(self, request: Request) -> Response:
        """End the session."""
        if not from_this_site(request):
            return self._account_page(request, t("sign_in.elsewhere", language_of(request.cookies)), 403)
        token = request.cookies.get(SESSION_COOKIE, "")
        await run_in_threadpool(self._people.leave, token, address=_address(request))
        response = RedirectResponse(SIGN_IN, status_code=303)
        response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax")
        return response

    def account(self, request: Request) -> Response:
        """Who one is, what one may see, one's keys."""
        return self._account_page(request) if self._people.sign_in else RedirectResponse("/", status_code=303)

    async def password(self, request: Request) -> Response:
        """Set one's own password; every other session ends."""
        language, reader = language_of(request.cookies), self._services.desk(request).reader
        sent = await _fields(request)
        if not from_this_site(request):
            return self._account_page(request, t("sign_in.elsewhere", language), 403)
        new = sent.get("new", "")
        if not LEAST_CHARACTERS <= len(new) <= MOST_CHARACTERS:
            return self._account_page(request, t("account.password.short", language, least=LEAST_CHARACTERS), 400)
        address = _address(request)
        try:
            user = await run_in_threadpool(self._people.check, reader.name, sent.get("old", ""), address=address)
            await run_in_threadpool(self._people.users.set_password, reader.name, new)
        except TooManyAttemptsError as error:
            minutes = -(-error.seconds // 60)
            return self._account_page(request, t("sign_in.slow", language, minutes=minutes), 429)
        except PeopleError:
            return self._account_page(request, t("account.password.wrong", language), 400)
        self._people.audit.note(reader.name, Action.USER_PASSWORD, reader.name, address)
        response = RedirectResponse("/account", status_code=303)
        _set_session(response, request, self._people.sessions.begin(user))
        return response

    async def new_key(self, request: Request) -> Response:
        """Make a key and show it this once."""
        language, reader = language_of(request.cookies), self._services.desk(request).reader
        sent = await _fields(request)
        if not from_this_site(request):
            return self._account_page(request, t("sign_in.elsewhere", language), 403)
        try:
            key, secret = await run_in_threadpool(
                self._people.keys.create, reader.name, sent.get("name", ""), writes=sent.get("write") == "yes"
            )
        except PeopleError:
            return self._account_page(request, t("account.key.unnamed", language), 400)
        self._people.audit.note(reader.name, Action.KEY_CREATED, f"{key.id} {key.name}", _address(request))
        return self._account_page(request, secret=secret)

    async def revoke_key(self, request: Request, number: str) -> Response:
        """End one of one's own keys."""
        language, reader = language_of(request.cookies), self._services.desk(request).reader
        if not from_this_site(request):
            return self._account_page(request, t("sign_in.elsewhere", language), 403)
        own = {key.id for key in await run_in_threadpool(self._people.keys.list, reader.name)}
        if number not in own:
            return self._account_page(request, t("account.key.missing", language), 404)
        key = await run_in_threadpool(self._people.keys.revoke, number)
        self._people.audit.note(reader.name, Action.KEY_REVOKED, f"{key.id} {key.name}", _address(request))
        return RedirectResponse("/account", status_code=303)

    def _sign_in_page(self, request: Request, wanted: str, problem: str = "", status: int = 200) -> HTMLResponse:
        language = language_of(request.cookies)
        body = render.render("sign_in.html", language, wanted=wanted, problem=problem)
        title = t("sign_in.heading", language)
        return page(language, self._head() + tags("people.css"), "sign-in", title, body, status=status)

    def _account_page(
        self, request: Request, problem: str = "", status: int = 200, *, secret: str = ""
    ) -> HTMLResponse:
        language, reader = language_of(request.cookies), self._services.desk(request).reader
        keys = self._people.keys.list(reader.name) if reader.name else []
        body = render.render(
            "account.html", language, reader=reader, keys=keys, problem=problem, secret=secret, moment=_day
        )
        title = t("account.heading", language)
        return page(language, self._head() + tags("people.css"), "account", title, body, status=status)


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%d/%m/%Y")


async def _fields(request: Request) -> dict[str, str]:
    """The fields of a form; none where what was sent is too large to be one."""
    if int(request.headers.get("content-length") or _MOST_BYTES + 1) > _MOST_BYTES:
        return {}
    async with request.form(max_files=0, max_fields=10) as sent:
        return {name: value for name, value in sent.items() if isinstance(value, str)}


def _set_session(response: Response, request: Request, token: str) -> None:
    # Without an end of its own: the browser forgets it when it closes, the server after hours without use.
    response.set_cookie(
        SESSION_COOKIE, token, path="/", httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )
