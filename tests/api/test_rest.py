"""REST: what each part answers, to whom, and how it says no."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.conversations import Conversations
from assistant.faces.web.services import Services
from assistant.people import People
from assistant.reader import Role
from tests.api.conftest import SECRET, Town, open_town, programs
from tests.web.world import StandIn

QUESTION = "Thu ngân sách 9 tháng năm 2031 của quận Mai Hồ đạt bao nhiêu?"


def events(text: str) -> list[tuple[str, dict[str, object]]]:
    found = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n", 1)
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_an_answer_is_the_answer_of_the_interface(town: Town) -> None:
    reply = town.client.post("/api/ask", json={"question": QUESTION}, headers=town.as_("lan"))
    assert reply.status_code == 200, reply.text
    answer = reply.json()
    assert answer["status"] == "answered"
    assert "3.204" in answer["text"]
    citation = answer["citations"][0]
    document = town.client.get(f"/api/documents/{citation['document']}", headers=town.as_("lan")).json()
    assert document["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert answer["conversation"] is None
    assert reply.headers["x-request-id"]


def test_a_streamed_answer_ends_with_the_same_answer(town: Town) -> None:
    whole = town.client.post("/api/ask", json={"question": QUESTION}, headers=town.as_("lan")).json()
    for how in ({"json": {"question": QUESTION, "stream": True}}, {"json": {"question": QUESTION}, "sse": True}):
        headers = town.as_("lan") | ({"Accept": "text/event-stream"} if how.pop("sse", False) else {})
        reply = town.client.post("/api/ask", headers=headers, **how)
        assert reply.headers["content-type"].startswith("text/event-stream")
        name, answer = events(reply.text)[-1]
        assert name == "answer"
        assert {k: v for k, v in answer.items() if k != "seconds"} == {k: v for k, v in whole.items() if k != "seconds"}


def test_conversations_are_kept_followed_renamed_and_deleted(own_town: Town) -> None:
    client, lan, vy = own_town.client, own_town.as_("lan"), own_town.as_("vy")
    first = client.post("/api/ask", json={"question": QUESTION, "conversation": "new"}, headers=lan).json()
    number = first["conversation"]
    second = client.post(
        "/api/ask", json={"question": "còn so với cùng kỳ?", "conversation": number, "stream": True}, headers=lan
    )
    assert events(second.text)[-1][1]["conversation"] == number
    (listed,) = client.get("/api/conversations", headers=lan).json()["conversations"]
    assert (listed["id"], listed["turns"]) == (number, 2)
    shown = client.get(f"/api/conversations/{number}", headers=lan).json()
    assert shown["answers"][0]["question"] == QUESTION
    assert client.get("/api/conversations", headers=vy).json() == {"conversations": []}
    for method, path, body in (
        ("GET", f"/api/conversations/{number}", None),
        ("PATCH", f"/api/conversations/{number}", {"title": "của tôi"}),
        ("DELETE", f"/api/conversations/{number}", None),
        ("POST", "/api/ask", {"question": "a b c", "conversation": number}),
    ):
        assert client.request(method, path, json=body, headers=vy).status_code == 404, path
    streamed = client.post("/api/ask", json={"question": "a", "conversation": number, "stream": True}, headers=vy)
    assert events(streamed.text)[0][0] == "error"
    renamed = client.patch(f"/api/conversations/{number}", json={"title": "Ngân sách"}, headers=lan)
    assert renamed.json()["title"] == "Ngân sách"
    assert client.delete(f"/api/conversations/{number}", headers=lan).status_code == 204
    assert client.get(f"/api/conversations/{number}", headers=lan).status_code == 404


def test_search_figures_and_documents_are_those_one_may_see(town: Town) -> None:
    for name, sees in (("lan", False), ("vy", True), ("chi", True)):
        who = town.as_(name)
        hits = town.client.post("/api/search", json={"query": SECRET}, headers=who).json()["hits"]
        assert any(hit["file"] == "mat/kho-thuoc.md" for hit in hits) == sees
        listed = town.client.get("/api/documents", headers=who).json()
        assert listed["total"] == (6 if sees else 5)
        hidden = next(iter(town.services.library.find("mat/kho-thuoc.md"))).id
        assert town.client.get(f"/api/documents/{hidden}", headers=who).status_code == (200 if sees else 404)
    found = town.client.get("/api/indicators", params={"place": "quận Mai Hồ"}, headers=town.as_("lan")).json()
    assert (found["total"], found["indicators"][0]["value"]) == (1, 3204.0)
    assert "3.204 tỷ đồng" in found["indicators"][0]["quote"]
    assert town.client.get("/api/documents?words=lang+nghe&limit=1", headers=town.as_("lan")).json()["total"] == 2


def test_what_is_hidden_looks_like_what_is_not_there(town: Town) -> None:
    hidden = next(iter(town.services.library.find("mat/kho-thuoc.md"))).id
    lan = town.as_("lan") | {"X-Request-ID": "same-for-both"}
    for method in ("GET",):
        told = [town.client.request(method, f"/api/documents/{number}", headers=lan) for number in (hidden, "0" * 20)]
        assert told[0].json() == told[1].json()
    for filters in ({"collections": ["closed"]}, {"documents": [hidden]}, {"files": ["mat/kho-thuoc.md"]}):
        asked = {"query": SECRET, "filters": filters}
        assert town.client.post("/api/search", json=asked, headers=lan).json() == {"hits": []}


def test_editors_add_and_delete_documents(own_town: Town) -> None:
    client, vy = own_town.client, own_town.as_("vy")
    text = "# Thông báo lịch tiêm\n\nTrạm y tế phường Cầu Mây tiêm phòng vào ngày 12/9/2031, mỗi buổi 40 trẻ.\n"
    sent = {"file": ("lich-tiem.md", text.encode())}
    assert client.post("/api/documents", files=sent, headers=own_town.as_("lan")).status_code == 403
    assert client.post("/api/documents", files=sent, headers=own_town.as_("reads")).status_code == 403
    other = client.post("/api/documents", files=sent, data={"collection": "of others"}, headers=vy)
    assert other.status_code == 403
    job = client.post("/api/documents", files=sent, data={"collection": "closed"}, headers=vy)
    assert job.status_code == 202, job.text
    deadline = time.monotonic() + 90
    while (state := client.get("/api/uploads", headers=vy).json()[0])["state"] in {"waiting", "running"}:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert state["state"] == "done", state
    (number,) = state["documents"]
    assert client.get(f"/api/documents/{number}", headers=vy).json()["collection"] == "closed"
    assert client.get(f"/api/documents/{number}", headers=own_town.as_("lan")).status_code == 404
    for name, status in (("lan", 403), ("reads", 403), ("vy", 204), ("vy", 404)):
        assert client.delete(f"/api/documents/{number}", headers=own_town.as_(name)).status_code == status, name
    people = own_town.services.people
    assert people is not None
    assert [e.action for e in people.audit.entries(10, actor="vy")] == ["document_removed", "document_added"]


def test_problems_have_one_shape(town: Town) -> None:
    lan = town.as_("lan")
    for response, status, code in (
        (town.client.post("/api/ask", json={"question": "a"}), 401, "sign_in_needed"),
        (town.client.get("/api/nowhere", headers=lan), 404, "not_found"),
        (town.client.put("/api/ask", headers=lan), 405, "method_not_allowed"),
        (town.client.post("/api/ask", json={}, headers=lan), 422, "invalid"),
        (town.client.post("/api/ask", json={"question": "  "}, headers=lan), 422, "invalid"),
        (town.client.post("/api/ask", json={"question": "a" * 3000}, headers=lan), 422, "invalid"),
        (town.client.post("/api/ask", content=b"{", headers=lan), 422, "invalid"),
        (town.client.post("/api/ask", json={"question": "a", "engine": "llm"}, headers=lan), 422, "no_language_model"),
        (town.client.post("/api/ask", json={"question": "a", "x": 1}, headers=lan), 422, "invalid"),
        (town.client.get("/api/documents?limit=0", headers=lan), 422, "invalid"),
    ):
        assert response.status_code == status, response.text
        assert response.headers["content-type"] == "application/problem+json"
        told = response.json()
        assert (told["status"], told["code"]) == (status, code)
        assert told["request_id"] == response.headers["x-request-id"]
        assert "Traceback" not in response.text and "site-packages" not in response.text
    assert town.client.post("/api/ask", json={"question": "a"}).headers["www-authenticate"].startswith("Bearer")


def test_the_description_is_served_here(town: Town) -> None:
    described = town.client.get("/api/openapi.json", headers=town.as_("lan")).json()
    assert {"/ask", "/search", "/indicators", "/documents", "/conversations/{conversation}"} <= set(described["paths"])
    assert "http" not in json.dumps(described.get("servers"))
    assert town.client.get("/api/docs", headers=town.as_("lan")).status_code == 404


def test_rate_limits_are_told_and_held(tmp_path: Path) -> None:
    services, keys = open_town(tmp_path, requests_per_minute=4)
    client = TestClient(programs(services))
    who = {"Authorization": f"Bearer {keys['lan']}"}
    told = [client.get("/api/conversations", headers=who) for _ in range(5)]
    assert [response.status_code for response in told] == [200] * 4 + [429]
    assert [response.headers["ratelimit-remaining"] for response in told] == ["3", "2", "1", "0", "0"]
    assert told[0].headers["ratelimit-limit"] == "4"
    assert 0 < int(told[4].headers["retry-after"]) <= 61
    assert told[4].json()["code"] == "too_many_requests"
    assert client.get("/api/conversations", headers={"Authorization": f"Bearer {keys['vy']}"}).status_code == 200
    assert client.get("/healthz").status_code == 200
    services.library.close()


def test_without_users_pages_of_other_sites_are_refused(tmp_path: Path) -> None:
    services, _ = open_town(tmp_path / "a")
    nobody = Services(
        services.library, StandIn(services.library, pause=0), Conversations(tmp_path / "c.sqlite3"), services.settings,
        People(tmp_path / "b"),
    )  # fmt: skip
    client = TestClient(programs(nobody))
    ask = {"question": "Mức hỗ trợ làng nghề?", "conversation": "new"}
    assert client.post("/api/ask", json=ask).json()["conversation"]
    assert client.post("/api/ask", json=ask, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    upload = {"file": ("a.md", b"x")}
    assert client.post("/api/documents", files=upload, headers={"sec-fetch-site": "same-site"}).status_code == 403
    network = Services(
        services.library, services.assistant, nobody.conversations, services.settings, None, anybody=Role.READER
    )
    open_to_all = TestClient(programs(network))
    assert open_to_all.post("/api/ask", json={"question": "Mức hỗ trợ làng nghề?"}).status_code == 200
    assert open_to_all.post("/api/ask", json=ask).status_code == 403
    assert open_to_all.post("/api/documents", files=upload).status_code == 403
    services.library.close()


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_watching_needs_no_key(town: Town, path: str) -> None:
    assert town.client.get(path).status_code == 200


def test_figures_for_prometheus_hold_no_question(town: Town) -> None:
    town.client.post("/api/ask", json={"question": QUESTION}, headers=town.as_("lan"))
    assert town.client.get("/metrics").status_code == 401
    text = town.client.get("/metrics", headers=town.as_("lan")).text
    assert 'hoidap_requests_total{method="POST",route="/api/ask",status="200"}' in text
    assert 'hoidap_answers_total{by="extractive",status="answered"}' in text
    assert "Mai" not in text and "documents_held" not in text
