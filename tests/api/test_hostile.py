"""What programs send wrongly or with bad intent: never a 5xx, never a trace, never another's data."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.api.conftest import Town, open_town, programs

schemathesis = pytest.importorskip("schemathesis")

SEEDS = [
    "", " ", "\x00", "\ud7ff", "\u202e", "\ufdfa" * 50, "a" * 3000, "' OR 1=1 --", '"; DROP TABLE documents; --', "%00",
    "../../etc/passwd", "..\\..\\x", "${7*7}", "{{7*7}}", "<script>alert(1)</script>", "%s%n%x", "\r\nSet-Cookie: a=b",
    "NaN", "-1", "1e309", "9" * 400, "٣٤٥", "ệ" * 200, "e\u0302\u0323", "\u200b", "\ufeff", "🏳️‍🌈", "[1]",
    "()[]{}*+?^$|\\",
    "AND OR NOT", "*:*", "passage:1", "null", "true", "[]", "{}", "javascript:alert(1)", "file:///etc/passwd",
    "số 0/0/NQ-HĐND", "1/1/0001", "31/02/2024", "tháng 13", "quý 5/2024", "−5%", "0/0", "١٢٪", "𝟗𝟗", "Ａ", "ﬁ",
]  # fmt: skip


def strings(count: int) -> list[str]:
    """Hostile strings: seeds, and seeds put together, cut and doubled."""
    choice = random.Random(7)
    made = list(SEEDS)
    while len(made) < count:
        a, b = choice.choice(SEEDS), choice.choice(SEEDS)
        made.append("".join([a, choice.choice(["", " ", "\n", "?"]), b])[: choice.randint(1, 2500)])
    return made[:count]


def test_hostile_strings_in_every_parameter_end_in_an_answer_or_a_problem(town: Town) -> None:
    lan = town.as_("lan")
    client = town.client
    asks = {"/api/ask": "question", "/api/search": "query"}
    for number, text in enumerate(strings(500)):
        body: dict[str, object]
        match number % 10:
            case 0 | 1:
                path, name = list(asks.items())[number % 2]
                response = client.post(path, json={name: text}, headers=lan)
            case 2:
                filters = {"place": text, "issuer": text, "files": [text], "documents": [text], "collections": [text]}
                response = client.post("/api/search", json={"query": "ngân sách", "filters": filters}, headers=lan)
            case 3:
                response = client.get(
                    "/api/documents", params={"words": text, "place": text, "kind": text}, headers=lan
                )
            case 4:
                response = client.get(
                    "/api/indicators", params=dict.fromkeys(["name", "place", "period"], text), headers=lan
                )
            case 5:
                response = client.get("/api/conversations", params={"query": text, "limit": text}, headers=lan)
            case 6:
                body = {"model": "hoidap", "messages": [{"role": "user", "content": text}]}
                response = client.post("/v1/chat/completions", json=body, headers=lan)
            case 7:
                response = client.post("/api/ask", json={"question": "a", "conversation": text}, headers=lan)
            case 8:
                files = {"file": (text.replace("\x00", "") or "a", b"x")}
                response = client.post("/api/documents", files=files, data={"collection": text}, headers=town.as_("vy"))
            case _:
                response = client.post("/api/ask", content=text.encode("utf-8", "replace"), headers=lan)
        assert response.status_code < 500, (number, text, response.text)
        assert "Traceback" not in response.text


def test_the_description_holds_under_schemathesis(tmp_path: Path) -> None:
    services, keys = open_town(tmp_path)
    app = programs(services)
    who = {"Authorization": f"Bearer {keys['lan']}"}
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app, headers=who)
    checks = [schemathesis.checks.not_a_server_error]

    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=6, deadline=None, phases=[Phase.generate], database=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def each(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=who, checks=checks)

        each()
    services.library.close()
