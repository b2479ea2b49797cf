"""Who may what: every endpoint by role and by owner, each refusal with its status."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.conversations import new_id
from index.answer import Answer
from tests.api.conftest import Town

ASK = {"question": "Thu ngân sách?"}
CHAT = {"model": "hoidap", "messages": [{"role": "user", "content": "Thu ngân sách?"}]}
FILE = {"file": ("a.exe", b"MZ")}  # never read: 415 tells that the request got as far as its file
OPEN, CLOSED = "{open}", "{closed}"

# method, path, what is sent → status for nobody, a reader, a key that only reads, an editor, an administrator.
# {open}: a document that all may see; {closed}: one that vy (editor) and the administrator may see; {talk}: lan's.
TABLE = [
    ("POST", "/api/ask", {"json": ASK}, (401, 200, 200, 200, 200)),
    ("POST", "/api/ask", {"json": ASK | {"conversation": "{talk}"}}, (401, 200, 404, 404, 404)),
    ("POST", "/api/search", {"json": {"query": "ngân sách"}}, (401, 200, 200, 200, 200)),
    ("GET", "/api/indicators", {}, (401, 200, 200, 200, 200)),
    ("GET", "/api/documents", {}, (401, 200, 200, 200, 200)),
    ("GET", "/api/documents/{open}", {}, (401, 200, 200, 200, 200)),
    ("GET", "/api/documents/{closed}", {}, (401, 404, 200, 200, 200)),
    ("POST", "/api/documents", {"files": FILE}, (401, 403, 403, 415, 415)),
    ("POST", "/api/documents", {"files": FILE, "data": {"collection": "closed"}}, (401, 403, 403, 415, 415)),
    ("POST", "/api/documents", {"files": FILE, "data": {"collection": "none"}}, (401, 403, 403, 403, 415)),
    ("GET", "/api/uploads", {}, (401, 403, 403, 200, 200)),
    ("DELETE", "/api/documents/none", {}, (401, 403, 403, 404, 404)),
    ("DELETE", "/api/documents/{closed}", {}, (401, 403, 403, None, None)),
    ("GET", "/api/conversations", {}, (401, 200, 200, 200, 200)),
    ("GET", "/api/conversations/{talk}", {}, (401, 200, 404, 404, 404)),
    ("PATCH", "/api/conversations/{talk}", {"json": {"title": "x"}}, (401, 200, 404, 404, 404)),
    ("DELETE", "/api/conversations/{none}", {}, (401, 404, 404, 404, 404)),
    ("GET", "/api/openapi.json", {}, (401, 200, 200, 200, 200)),
    ("GET", "/api/none", {}, (401, 404, 404, 404, 404)),
    ("GET", "/v1/models", {}, (401, 200, 200, 200, 200)),
    ("GET", "/v1/models/none", {}, (401, 404, 404, 404, 404)),
    ("POST", "/v1/chat/completions", {"json": CHAT}, (401, 200, 200, 200, 200)),
    ("GET", "/metrics", {}, (401, 200, 200, 200, 200)),
    ("GET", "/healthz", {}, (200, 200, 200, 200, 200)),
    ("GET", "/readyz", {}, (200, 200, 200, 200, 200)),
]  # fmt: skip
WHO = ("", "lan", "reads", "vy", "chi")
Row = tuple[str, str, dict[str, Any], tuple[int | None, ...]]


@pytest.fixture(scope="session")
def places(town: Town) -> dict[str, str]:
    kept, people = town.services.conversations, town.services.people
    assert people is not None
    owner = next(user.id for user in people.users.list() if user.name == "lan")
    talk = new_id()
    kept.add(owner, talk, Answer(question="Thu?", language="vi", status="answered", text="89%"))
    library = town.services.library
    return {
        "{open}": library.find("tin/mai-ho-9-thang.md")[0].id, "{closed}": library.find("mat/kho-thuoc.md")[0].id,
        "{talk}": talk, "{none}": new_id(),
    }  # fmt: skip


@pytest.mark.parametrize("row", TABLE)
def test_each_endpoint_answers_each_reader(town: Town, places: dict[str, str], row: Row) -> None:
    method, path, sent, statuses = row

    def placed(value: object) -> object:
        if isinstance(value, str):
            return places.get(value, value)
        return {k: placed(v) for k, v in value.items()} if isinstance(value, dict) else value

    for mark, place in places.items():
        path = path.replace(mark, place)
    for who, status in zip(WHO, statuses, strict=True):
        if status is None:  # it would delete what the other rows need
            continue
        headers = town.as_(who) if who else {}
        response = town.client.request(method, path, headers=headers, **placed(sent))  # type: ignore[arg-type]
        assert response.status_code == status, (who, response.text[:300])
        if status >= 400 and path.startswith("/api"):
            assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "header", ["Basic bGFuOng=", "Bearer", "Bearer ", "hoidap_x", "Bearer " + "a" * 9000, "bearer x"]
)
def test_no_other_header_opens(town: Town, header: str) -> None:
    assert town.client.get("/api/documents", headers={"Authorization": header}).status_code == 401
    assert (
        town.client.get("/v1/models", headers={"Authorization": header}).json()["error"]["type"]
        == "authentication_error"
    )


def test_a_session_does_not_open_what_is_for_programs(town: Town) -> None:
    people = town.services.people
    assert people is not None
    token = people.enter("chi", "bốn chữ rất dài").token
    assert town.client.get("/api/documents", cookies={"hoidap_session": token}).status_code == 401
