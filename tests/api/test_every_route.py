"""Every route there is, of programs and of pages: closed to strangers, and no parameter that ends in a 5xx.

A route that is added is met here without being named. ``HOIDAP_HOSTILE=500`` sends so many strings through each
parameter instead of a few.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from fastapi.testclient import TestClient

from assistant.conversations import new_id
from assistant.faces.web.app import build_app
from assistant.faces.web.gate import is_open
from assistant.faces.web.security import READER_COOKIE, SESSION_COOKIE
from index.corrections import FIELDS
from tests.api.conftest import Town, open_town, programs
from tests.api.routes import Known, routes_of
from tests.api.test_hostile import strings
from tests.api.test_who_may import TABLE

EACH = int(os.environ.get("HOIDAP_HOSTILE", "12"))
_MARK = re.compile(r"\{[^}]+\}")
# What is read from a form or a body by hand, so that the route does not tell it.
FORMS = {
    "/sign-in": ("name", "password", "next"), "/account/password": ("old", "new"), "/account/keys": ("name", "write"),
    "/documents/address": ("url", "collection"), "/documents/{document}/edit": FIELDS,
    "/evaluate": ("engine", "against", "judge"), "/documents/upload": ("collection",),
}  # fmt: skip
BODIES = {
    "/feedback": ("conversation", "turn", "verdict", "reasons", "note", "right_answer"),
    "/conversations/{conversation}": ("what", "title", "turn"),
}
# Its answers are streams, or its routes are Gradio's own and take what Gradio's page sends.
_GRADIO = ("/gradio_api", "/login", "/logout", "/svelte", "/static", "/assets", "/pwa_icon", "/monitoring", "/config")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Town]]:
    services, keys = open_town(tmp_path_factory.mktemp("whole"))
    app = build_app(services)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client, Town(services, client, keys)
    services.library.close()


def own(client: TestClient) -> list[Known]:
    return [r for r in routes_of(client.app.routes) if not r.path.startswith(_GRADIO)]  # type: ignore[attr-defined]


def test_the_table_of_who_may_what_names_every_route_of_programs(town: Town) -> None:
    named = [(method, path) for method, path, _, _ in TABLE]
    for route in routes_of(programs(town.services).routes):
        if route.path == "/mcp":  # each of its tools is tried by test_mcp
            continue
        form = re.compile(_MARK.sub("[^/]+", route.path))
        rows = [path for method, path in named if method == route.method and form.fullmatch(path)]
        assert rows, f"{route.method} {route.path} is not in the table of test_who_may"


def test_a_stranger_gets_into_no_route(whole: tuple[TestClient, Town]) -> None:
    client, _ = whole
    client.cookies.clear()
    routes = list(routes_of(client.app.routes))  # type: ignore[attr-defined]
    assert len(routes) > 100
    open_to_all = {"/ui", "/alive", "/healthz", "/readyz", "/sign-in"}
    for route in routes:
        path = _MARK.sub("x", route.path)
        if route.path in open_to_all:
            assert is_open(path), route
            continue
        response = client.request(route.method, path)
        assert response.status_code == 401, (route, response.status_code)
        assert "Mai Hồ" not in response.text


def test_what_is_another_s_is_what_is_not_there(whole: tuple[TestClient, Town]) -> None:
    """A document that is closed to the reader, and an id that never was: the same answer to the letter."""
    client, town = whole
    closed = town.services.library.find("mat/kho-thuoc.md")[0].id
    absent = "0" * len(closed)
    sign_in(client, town, "lan")
    for path in ("/documents/{}", "/source?document={}", "/source/text?document={}", "/source/file?document={}"):
        told = [client.get(path.format(number)) for number in (closed, absent)]
        assert told[0].status_code == told[1].status_code, path
        texts = [one.text.replace(closed, "ID").replace(absent, "ID") for one in told]
        assert [re.sub(r'nonce[-="]+[\w-]+', "", text) for text in texts].count(
            re.sub(r'nonce[-="]+[\w-]+', "", texts[0])
        ) == 2, path
    for path in ("/api/documents/{}",):
        replies = [client.get(path.format(number), headers=town.as_("lan")) for number in (closed, absent)]
        assert [one.status_code for one in replies] == [404, 404]
        plain = [{k: v for k, v in one.json().items() if k != "request_id"} for one in replies]
        assert plain[0] == plain[1]
    query = {"query": "kho thuốc dự phòng", "filters": {"documents": [closed], "collections": ["closed"]}}
    assert client.post("/api/search", json=query, headers=town.as_("lan")).json() == {"hits": []}


def sign_in(client: TestClient, town: Town, name: str) -> None:
    people = town.services.people
    assert people is not None
    client.cookies.clear()
    client.cookies.set(SESSION_COOKIE, people.sessions.begin(people.users.find(name)))
    client.cookies.set(READER_COOKIE, new_id())


def parameters(route: Known) -> list[str]:
    """What a request of this route carries: in its path, its query, its form or body."""
    sent = () if route.method == "GET" else (*route.form, *FORMS.get(route.path, ()), *BODIES.get(route.path, ()))
    return [*(mark[1:-1] for mark in _MARK.findall(route.path)), *route.query, *sent]


def test_hostile_strings_in_every_parameter_of_every_route(whole: tuple[TestClient, Town]) -> None:
    client, town = whole
    sign_in(client, town, "chi")
    made = strings(max(EACH, 60))
    tried: set[tuple[str, str, str]] = set()
    for count, route in enumerate(own(client)):
        names = parameters(route)
        for number in range(EACH if names else 0):
            texts = {name: made[(number + 7 * at + count) % len(made)] for at, name in enumerate(names)}
            response = send(client, town, route, texts)
            assert response.status_code < 500, (route, texts, response.text[:300])
            assert "Traceback" not in response.text
            tried |= {(route.method, route.path, name) for name in names}
    assert len(tried) > 100


def send(client: TestClient, town: Town, route: Known, texts: dict[str, str]) -> httpx.Response:
    path = _MARK.sub(lambda mark: quote(texts[mark[0][1:-1]], safe="") or "x", route.path)
    query = {name: texts[name] for name in route.query}
    for_programs = path.startswith(("/api", "/v1"))
    headers = town.as_("chi") if for_programs else {}
    sent = {name: text for name, text in texts.items() if name in {*route.form, *FORMS.get(route.path, ())}}
    body = {name: text for name, text in texts.items() if name in BODIES.get(route.path, ())}
    if route.method == "GET":
        return client.get(path, params=query, headers=headers)
    if body or (for_programs and "file" not in sent):
        return client.request(route.method, path, params=query, json=body or sent, headers=headers)
    name = sent.pop("file", "") or sent.get("collection", "")
    files = {"file": (name.replace("\x00", "") or "a", b"x")} if "collection" in sent else None
    return client.request(route.method, path, params=query, data=sent, files=files, headers=headers)
