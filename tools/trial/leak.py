"""Two readers, two collections, one index: ``python -m tools.trial.leak HOME [--questions 500]``.

The documents of a copy of HOME are dealt out to two collections. Each reader asks each question about the other's
documents through REST, the OpenAI form and MCP, searches for it, and opens pages and exports on it. Whatever comes
back is searched for what only the other's documents could tell: their ids, files, numbers and titles, unless the
question or a document of the reader's own holds them; lists and counts have to be those of the reader's own
collection. Exit 1 where something leaked.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx

from assistant.people import People
from assistant.reader import Role
from tools.trial.server import WORD, Server, as_, questions_of, signed_in, trial_home

SIDES = ("a", "b")
_TOGETHER = 6  # questions at a time
_PAGES_AT = 10  # every so many questions, pages are opened too
# Address, and by which name it takes the question.
_PAGES = (
    ("/search", "q"), ("/search/hits", "q"), ("/search.csv", "q"), ("/documents", "words"), ("/documents", ""),
    ("/indicators", ""), ("/indicators.csv", ""), ("/scope", ""), ("/scope/documents", "q"), ("/conversations", ""),
)  # fmt: skip


@dataclass
class Told:
    """What was asked of the server, by way, and what leaked, a line each."""

    asked: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Side:
    """One reader: name, key, cookies, the questions on the other's documents and what only those could tell."""

    name: str
    key: str
    cookies: Mapping[str, str]
    questions: list[str]
    marks: list[str]


def deal_out(home: Path) -> dict[str, str]:
    """Put every other document into collection a or b; returns the keys of the readers of each."""
    with closing(sqlite3.connect(home / "index.sqlite")) as connection, connection:
        connection.execute("UPDATE documents SET collection = CASE key % 2 WHEN 0 THEN 'a' ELSE 'b' END")
        connection.execute(
            "UPDATE copies SET collection = (SELECT collection FROM documents WHERE key = copies.document)"
        )
        connection.execute("DELETE FROM near_duplicates")  # they never reach over collections
        connection.execute("DELETE FROM state")
    people = People(home)
    people.users.add("chief", WORD, Role.ADMIN)
    keys = {}
    for side in SIDES:
        people.collections.create(side)
        people.users.add(side, WORD, Role.READER)
        people.collections.grant(side, side)
        keys[side] = people.keys.create(side, "trial")[1]
    people.users.add("both", WORD, Role.ADMIN)
    keys["both"] = people.keys.create("both", "trial")[1]
    return keys


def run(server: Server, keys: dict[str, str], questions: int) -> Told:
    """Let both readers ask ``questions`` questions each, in every way."""
    told = Told()
    with httpx.Client(base_url=server.url, timeout=300) as client:
        sides = _sides(client, server, keys, told)
        with ThreadPoolExecutor(_TOGETHER) as pool:
            work = [(side, number) for number in range(questions) for side in sides]
            for found in pool.map(lambda one: list(_all_ways(client, *one)), work):
                for way, leaks in found:
                    told.asked[way] += 1
                    told.leaks += leaks
    return told


def _sides(client: httpx.Client, server: Server, keys: dict[str, str], told: Told) -> list[Side]:
    """Both readers, once what they are told of documents and figures was counted against what is theirs."""
    everything = as_(keys["both"])
    listed: dict[str, list[dict[str, Any]]] = {}
    figures: dict[str, list[dict[str, Any]]] = {}
    for side in SIDES:
        listed[side] = _get(client, f"/api/documents?limit=1000&collection={side}", everything)["documents"]
        figures[side] = _get(client, f"/api/indicators?limit=1000&collection={side}", everything)["indicators"]
    sides = []
    for mine, other in (SIDES, SIDES[::-1]):
        own = as_(keys[mine])
        seen = _get(client, "/api/documents?limit=1000", own)
        if [d["document"] for d in seen["documents"]] != [d["document"] for d in listed[mine]]:
            told.leaks.append(f"{mine}: the list of documents is not that of the collection")
        if seen["total"] != len(listed[mine]):
            told.leaks.append(f"{mine}: more documents are counted than the collection holds")
        for query, count in ((f"&collection={other}", 0), ("", len(figures[mine]))):
            if _get(client, f"/api/indicators?limit=1000{query}", own)["total"] != count:
                told.leaks.append(f"{mine}: figures of the other collection are counted")
        texts = [_get(client, f"/api/documents/{d['document']}", own)["text"] for d in listed[mine]]
        known = "\n".join([*texts, *(f"{d['title']}\n{d['file']}\n{d['number']}" for d in listed[mine])])
        marks = [
            mark
            for d in listed[other]
            for mark in (d["document"], d["file"], d["number"], d["title"])
            if mark and len(mark) > 8 and mark not in known
        ]
        asked = questions_of(listed[other], figures[other][:300])
        holder = People(server.home).of_key(keys[mine])
        assert holder is not None
        sides.append(Side(mine, keys[mine], signed_in(server.home, holder.name), asked, marks))
    return sides


def _get(client: httpx.Client, path: str, headers: dict[str, str]) -> dict[str, Any]:
    reply = client.get(path, headers=headers)
    reply.raise_for_status()
    found: dict[str, Any] = reply.json()
    return found


def _all_ways(client: httpx.Client, side: Side, number: int) -> Iterator[tuple[str, list[str]]]:
    """One question in every way: the way and what leaked."""
    question = side.questions[number % len(side.questions)]
    for way, said in _said(client, side, question, number):
        # A list of one's own conversations is headed by what one asked oneself.
        own = "\n".join(side.questions) if way.endswith("/conversations") else question
        leaked = [mark for mark in side.marks if mark in said and mark not in own]
        yield way, [f"{side.name} was told {mark!r} by {way} on {question!r}" for mark in leaked]


def _said(client: httpx.Client, side: Side, question: str, number: int) -> Iterator[tuple[str, str]]:
    """What the server says to a question, in each of its ways, as plain text."""
    headers = as_(side.key)
    body: dict[str, Any] = {"question": question, **({"conversation": "new"} if number % _PAGES_AT == 0 else {})}
    answer = client.post("/api/ask", json=body, headers=headers)
    yield "REST", _json(answer)
    chat = {"model": "hoidap", "messages": [{"role": "user", "content": question}]}
    yield "OpenAI", _json(client.post("/v1/chat/completions", json=chat, headers=headers))
    yield "MCP", _json(_tool(client, headers, "ask", {"question": question}))
    if number % 2:
        yield "REST search", _json(client.post("/api/search", json={"query": question, "k": 30}, headers=headers))
    else:
        yield "MCP search", _json(_tool(client, headers, "search", {"query": question, "k": 30}))
    if number % _PAGES_AT == 0:
        with httpx.Client(base_url=client.base_url, timeout=300, cookies=dict(side.cookies)) as browser:
            for page, name in _PAGES:
                yield f"page {page}", unescape(_got(browser, page, {name: question} if name else {}).text)
            place = f"/conversations/{answer.json()['conversation']}/download"
            yield "export", _got(browser, f"{place}.md").text
            with zipfile.ZipFile(BytesIO(_got(browser, f"{place}.docx").content)) as packed:
                yield "export", unescape(packed.read("word/document.xml").decode())


def _tool(client: httpx.Client, headers: dict[str, str], name: str, arguments: dict[str, Any]) -> httpx.Response:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name, "arguments": arguments}}
    wanted = {**headers, "Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
    return client.post("/mcp", json=call, headers=wanted)


def _json(reply: httpx.Response) -> str:
    reply.raise_for_status()
    return json.dumps(reply.json(), ensure_ascii=False).replace('\\"', '"')


def _got(client: httpx.Client, path: str, parameters: Mapping[str, str] = MappingProxyType({})) -> httpx.Response:
    reply = client.get(path, params=dict(parameters))
    reply.raise_for_status()
    return reply


def main() -> int:
    """Run the trial on a copy of a home."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--questions", type=int, default=500, help="of each reader")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hoidap-leak-") as folder, trial_home(chosen.home, Path(folder)) as home:
        keys = deal_out(home)
        server = Server(home)
        server.start()
        started = time.monotonic()
        try:
            told = run(server, keys, chosen.questions)
        finally:
            server.stop()
    seconds = round(time.monotonic() - started)
    sys.stdout.write(json.dumps({"asked": told.asked, "leaks": len(told.leaks), "seconds": seconds}) + "\n")
    for line in told.leaks[:20]:
        sys.stderr.write(line + "\n")
    return 1 if told.leaks else 0


if __name__ == "__main__":
    raise SystemExit(main())
