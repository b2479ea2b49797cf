"""Signing in: who gets to which page, what a form of another site can do, what stays when somebody leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.conversations import Conversations
from assistant.faces.web.app import build_app
from assistant.faces.web.server import ServeError, check_home, check_people
from assistant.faces.web.services import Services
from assistant.messages import t
from assistant.people import People
from assistant.people.throttle import OF_NAME
from assistant.reader import Role
from assistant.settings import Settings
from index.library import Library, document_id
from tests.support import HashEmbedder
from tests.web.world import StandIn, documents

WORD = "bốn chữ rất dài"


@contextmanager
def town(home: Path) -> Iterator[Services]:
    people = People(home)
    people.users.add("chi", WORD, Role.ADMIN)
    people.users.add("lan", WORD, Role.READER)
    with Library.open(home, HashEmbedder()) as library:
        library.apply(documents())
        settings = Settings.load(environment={}, home=home)
        made = Services(library, StandIn(library, pause=0), Conversations(home / "c.sqlite3"), settings, people,
                        over=lambda part: StandIn(part, pause=0))  # fmt: skip
        yield made


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with town(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def gates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with town(tmp_path_factory.mktemp("gates")) as made, TestClient(build_app(made), follow_redirects=False) as client:
        yield client


@pytest.fixture
def gate(gates: TestClient) -> TestClient:
    """A stranger before the town that tests share which change nothing of it."""
    gates.cookies.clear()
    return gates


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    with TestClient(build_app(services), follow_redirects=False) as made:
        yield made


def enter(client: TestClient, name: str = "lan", password: str = WORD, **more: str) -> int:
    client.get("/sign-in")
    return client.post("/sign-in", data={"name": name, "password": password, **more}).status_code


CLOSED = [
    "/", "/search?q=a", "/documents", "/indicators", "/evaluate", "/source?document=x", "/account", "/config",
    "/theme.css",
    f"/documents/{document_id('default', 'tin/mai-ho-9-thang.md')}", "/gradio_api/queue/data?session_hash=a",
    "/gradio_api/file=a", "/gradio_api/heartbeat/a", "/nowhere",
]  # fmt: skip


@pytest.mark.parametrize("path", CLOSED)
def test_every_page_asks_to_sign_in(gate: TestClient, path: str) -> None:
    person = gate.get(path, headers={"accept": "text/html"})
    assert person.status_code == 303
    assert person.headers["location"].startswith("/sign-in?next=")
    assert gate.get(path).status_code == 401
    assert gate.post(path, json={}).status_code == 401
    assert "Mai Hồ" not in gate.get(path).text
    gate.cookies.set("hoidap_session", "x" * 43)
    assert gate.get(path).status_code == 401


@pytest.mark.parametrize(
    "path", ["/gradio_api/queue/join", "/gradio_api/run/predict", "/gradio_api/upload", "/feedback"]
)
def test_nothing_is_taken_without_a_session(gate: TestClient, path: str) -> None:
    assert gate.post(path, json={"data": ["Thu ngân sách?"], "fn_index": 0, "session_hash": "a"}).status_code == 401


def test_what_holds_nothing_is_open(gate: TestClient) -> None:
    for path in ("/sign-in", "/alive", "/ui/hoidap.css", "/ui/people.css"):
        assert gate.get(path).status_code == 200, path
    page = gate.get("/sign-in?next=/search%3Fq%3Da").text
    assert 'name="next" value="/search?q=a"' in page
    assert "Mai Hồ" not in page


def test_signing_in_opens_and_signing_out_closes(client: TestClient, services: Services) -> None:
    assert enter(client, next="/search?q=a") == 303
    assert client.get("/documents").status_code == 200
    assert client.get("/sign-in").headers["location"] == "/"
    account = client.get("/account").text
    assert "lan" in account and t("account.role.reader", "vi") in account
    assert 'href="/account"' in client.get("/documents").text
    session = client.cookies["hoidap_session"]
    assert client.post("/sign-out").status_code == 303
    assert client.get("/documents").status_code == 401
    client.cookies.set("hoidap_session", session)
    assert client.get("/documents").status_code == 401
    assert services.people is not None
    assert [e.action for e in services.people.audit.entries()] == ["sign_out", "sign_in"]


def test_the_session_cookie_is_out_of_reach(gate: TestClient) -> None:
    gate.get("/sign-in")
    given = gate.post("/sign-in", data={"name": "lan", "password": WORD}).headers.get_list("set-cookie")
    (session,) = [line for line in given if line.startswith("hoidap_session=")]
    assert "HttpOnly" in session and "SameSite=lax" in session
    secure = TestClient(gate.app, base_url="https://hoidap.example", follow_redirects=False)
    secure.get("/sign-in")
    given = secure.post("/sign-in", data={"name": "lan", "password": WORD}).headers.get_list("set-cookie")
    assert any(line.startswith("hoidap_session=") and "Secure" in line for line in given)


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:1", "/a\n", ""]
)
def test_nobody_is_sent_elsewhere_after_signing_in(gate: TestClient, wanted: str) -> None:
    gate.get("/sign-in")
    response = gate.post("/sign-in", data={"name": "lan", "password": WORD, "next": wanted})
    assert response.headers["location"] == "/"


def test_forms_of_other_sites_do_nothing(client: TestClient) -> None:
    elsewhere = {"sec-fetch-site": "cross-site"}
    form = {"name": "lan", "password": WORD}
    assert TestClient(client.app).post("/sign-in", data=form).status_code == 403, "no cookie of ours"
    client.get("/sign-in")
    assert client.post("/sign-in", data=form, headers=elsewhere).status_code == 403
    assert enter(client) == 303
    for path in ("/sign-out", "/account/password", "/account/keys", "/account/keys/x/revoke"):
        assert client.post(path, data={"name": "k"}, headers=elsewhere).status_code == 403, path
    assert client.get("/documents").status_code == 200


def test_wrong_guesses_are_refused_then_slowed_down(client: TestClient) -> None:
    pages = set()
    for name in ("lan", "nobody"):
        client.get("/sign-in")
        wrong = client.post("/sign-in", data={"name": name, "password": "wrong password"})
        assert wrong.status_code == 401
        pages.add(re.sub(r"nonce[^>]*|\?v=\w+", "", wrong.text))
    assert len(pages) == 1, "the answer does not tell whether the name exists"
    for _ in range(OF_NAME - 1):
        assert enter(client, password="wrong password") == 401
    client.get("/sign-in")
    slow = client.post("/sign-in", data={"name": "lan", "password": WORD})
    assert slow.status_code == 429
    assert 0 < int(slow.headers["retry-after"]) <= 901
    assert enter(client, "chi") == 303
    assert client.post("/sign-in", content=b"x" * 30_000).status_code in {401, 422}


def test_the_account_page_changes_the_password_and_keeps_keys(client: TestClient, services: Services) -> None:
    people = services.people
    assert people is not None
    other = TestClient(client.app, follow_redirects=False)
    assert enter(client) == enter(other) == 303
    assert client.post("/account/password", data={"old": "wrong password", "new": WORD + "!"}).status_code == 400
    assert client.post("/account/password", data={"old": WORD, "new": "ngắn"}).status_code == 400
    assert client.post("/account/password", data={"old": WORD, "new": WORD + "!"}).status_code == 303
    assert client.get("/documents").status_code == 200
    assert other.get("/documents").status_code == 401
    made = client.post("/account/keys", data={"name": "Bảng tính"}).text
    secret = re.findall(r"hoidap_[0-9a-f]{12}_[\w-]{43}", made)[0]
    reader = people.of_key(secret)
    assert reader is not None and reader.name == "lan"
    assert secret not in client.get("/account").text
    assert client.post("/account/keys", data={"name": ""}).status_code == 400
    foreign, _ = people.keys.create("chi", "of another")
    assert client.post(f"/account/keys/{foreign.id}/revoke").status_code == 404
    (own,) = people.keys.list("lan")
    assert client.post(f"/account/keys/{own.id}/revoke").status_code == 303
    assert people.of_key(secret) is None


def test_a_removed_or_revoked_reader_is_out_at_once(client: TestClient, services: Services) -> None:
    assert services.people is not None
    assert enter(client) == 303
    services.people.collections.revoke("default", "*")
    listed = client.get("/documents").text
    assert "Mai Hồ" not in listed
    assert client.get(f"/documents/{document_id('default', 'tin/mai-ho-9-thang.md')}").status_code == 404
    assert client.get("/source?file=tin/mai-ho-9-thang.md").status_code == 404
    assert "3.204" not in client.get("/search?q=ng%C3%A2n+s%C3%A1ch").text
    services.people.users.remove("lan")
    assert client.get("/documents").status_code == 401


def test_without_users_only_this_machine_is_answered(services: Services, tmp_path: Path) -> None:
    alone = Services(
        services.library, services.assistant, services.conversations, services.settings, People(tmp_path / "none")
    )
    for host, status in (("localhost:7860", 200), ("127.0.0.1", 200), ("[::1]:7860", 200), ("evil.example", 421)):
        client = TestClient(build_app(alone, only_here=True), headers={"host": host})
        assert client.get("/documents").status_code == status, host
    assert TestClient(build_app(alone, only_here=True), headers={"host": "localhost"}).get("/sign-in").url.path == "/"


def test_a_network_gets_in_only_with_users_or_when_told_so(tmp_path: Path) -> None:
    people = People(tmp_path)
    for host in ("127.0.0.1", "localhost", "::1"):
        check_people(host, people, without_sign_in=False)
    for host in ("0.0.0.0", "192.168.1.5", "::", "hoidap.example"):
        with pytest.raises(ServeError, match="hoidap users add"):
            check_people(host, people, without_sign_in=False)
        check_people(host, people, without_sign_in=True)
    people.users.add("chi", WORD, Role.ADMIN)
    check_people("0.0.0.0", people, without_sign_in=False)
    (tmp_path / "file").write_text("")
    with pytest.raises(ServeError, match="cannot be written to"):
        check_home(tmp_path / "file")


def test_desks_of_one_scope_share_an_assistant(services: Services) -> None:
    people = services.people
    assert people is not None
    people.users.add("an", WORD, Role.READER)
    lan, an, chi = (people.of_session(people.enter(name, WORD).token) for name in ("lan", "an", "chi"))
    assert lan and an and chi
    first = services.desk_of(lan)
    assert first.library is services.desk_of(an).library is not services.library
    assert services.desk_of(chi).library is services.library
    assert [record.file for record in first.library.documents()] == [r.file for r in services.library.documents()]
