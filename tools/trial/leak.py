"""Two readers, two collections, one index: ``python -m tools.trial.leak HOME [--questions 500]``.

The documents of a copy of HOME are dealt out to two collections. Each reader asks about the other's documents, through
REST, the OpenAI form and MCP in turn; whatever comes back is searched for what only the other's documents could tell:
their ids, their files, their numbers and titles (unless the question held them), and counts. Exit 1 where one is found.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx

from assistant.people import People
from assistant.reader import Role
from tools.trial.server import WORD, Server, as_, questions_of, trial_home

SIDES = ("a", "b")


def deal_out(home: Path) -> dict[str, str]:
    """Put every other document into collection a or b; returns the keys of the readers of each."""
    with closing(sqlite3.connect(home / "index.sqlite")) as connection, connection:
        connection.execute("UPDATE documents SET collection = CASE key % 2 WHEN 0 THEN 'a' ELSE 'b' END")
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        if "copies" in tables:
            connection.execute(
                "UPDATE copies SET collection = (SELECT collection FROM documents WHERE key = copies.document)"
            )
        if "near_duplicates" in tables:  # they never reach over collections
            connection.execute("DELETE FROM near_duplicates")
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


def told_by(client: httpx.Client, key: str, question: str, way: int) -> str:
    """What the server says to a question, in one of its forms, as text."""
    headers = as_(key)
    if way == 0:
        reply = client.post("/api/ask", json={"question": question}, headers=headers)
    elif way == 1:
        reply = client.post("/api/search", json={"query": question, "k": 30}, headers=headers)
    elif way == 2:
        body: dict[str, Any] = {"model": "hoidap", "messages": [{"role": "user", "content": question}]}
        reply = client.post("/v1/chat/completions", json=body, headers=headers)
    else:
        call = {"name": "search" if way == 3 else "ask", "arguments": {"query" if way == 3 else "question": question}}
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
        wanted = {**headers, "Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
        reply = client.post("/mcp", json=body, headers=wanted)
    reply.raise_for_status()
    return reply.text


def run(server: Server, keys: dict[str, str], questions: int) -> tuple[int, list[str]]:
    """Returns how many questions were asked and what leaked, a line each."""
    leaks: list[str] = []
    asked = 0
    with httpx.Client(base_url=server.url, timeout=300) as client:
        everything = as_(keys["both"])
        listed = {}
        for side in SIDES:
            held = client.get(f"/api/documents?limit=1000&collection={side}", headers=everything).json()
            listed[side] = held["documents"]
        for mine, other in (SIDES, SIDES[::-1]):
            seen = client.get("/api/documents?limit=1000", headers=as_(keys[mine])).json()
            if {d["document"] for d in seen["documents"]} != {d["document"] for d in listed[mine]}:
                leaks.append(f"{mine}: the list of documents is not that of the collection")
            figures = client.get(f"/api/indicators?limit=300&collection={other}", headers=everything).json()
            if client.get(f"/api/indicators?collection={other}", headers=as_(keys[mine])).json()["total"]:
                leaks.append(f"{mine}: figures of the other collection are counted")
            about = questions_of(listed[other], figures["indicators"])
            own = {text for d in listed[mine] for text in (d["title"], d["number"], d["file"]) if text}
            marks = [
                text
                for d in listed[other]
                for text in (d["document"], d["file"], d["number"], d["title"])
                if text and len(text) > 8 and text not in own and not any(text in known for known in own)
            ]
            for number in range(questions):
                question = about[number % len(about)]
                told = told_by(client, keys[mine], question, number % 5)
                asked += 1
                plain = json.dumps(json.loads(told), ensure_ascii=False)
                leaks += [
                    f"{mine} was told {mark!r} on {question!r}"
                    for mark in marks
                    if mark in plain and mark not in question and not _is_quoted(plain, mark, listed[mine])
                ]
    return asked, leaks


def _is_quoted(told: str, mark: str, mine: list[dict[str, Any]]) -> bool:
    """Whether a number or title may come from a document of the reader's own, which quotes it."""
    return not any(f'"{name}": "{mark}"' in told for name in ("file", "document", "number", "title")) and bool(mine)


def main() -> int:
    """Run the trial on a copy of a home."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--questions", type=int, default=500)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hoidap-leak-") as folder, trial_home(chosen.home, Path(folder)) as home:
        keys = deal_out(home)
        server = Server(home)
        server.start()
        try:
            asked, leaks = run(server, keys, chosen.questions)
        finally:
            server.stop()
    sys.stdout.write(json.dumps({"asked": asked, "leaks": len(leaks)}) + "\n")
    for line in leaks[:20]:
        sys.stderr.write(line + "\n")
    return 1 if leaks else 0


if __name__ == "__main__":
    raise SystemExit(main())
