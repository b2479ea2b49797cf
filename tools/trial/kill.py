"""``kill -9`` under load: ``python -m tools.trial.kill HOME [--times 20]``.

Readers ask, say what they think of answers and upload; the server is killed at any moment and started again. Every
conversation turn, every opinion and every document that was acknowledged has to be there afterwards, and the index has
to be sound. Exit 1 where something is missing.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from assistant.conversations import FILE, Conversations
from assistant.feedback import Feedback
from assistant.people import People
from index.library import Library
from tools.trial.server import Server, add_readers, as_, signed_in, trial_home


@dataclass
class Acknowledged:
    """What the server said it had, by reader: (conversation, turn, question), questions that were rated, files."""

    turns: list[tuple[int, str, int, str]] = field(default_factory=list)
    opinions: list[tuple[int, str]] = field(default_factory=list)
    uploads: list[tuple[int, str]] = field(default_factory=list)


def _keep_asking(server: Server, keys: list[str], number: int, done: Acknowledged, stop: threading.Event) -> None:
    conversation, rated = "new", None
    cookies = signed_in(server.home, f"reader{number}")
    with (
        httpx.Client(base_url=server.url, timeout=60, headers=as_(keys[number])) as client,
        httpx.Client(base_url=server.url, timeout=60, cookies=cookies) as browser,
    ):
        for count in range(1_000_000):
            if stop.is_set():
                return
            try:
                if count % 8 == 7:
                    _upload(client, number, done)
                elif rated is not None:
                    turn, question = rated
                    body = {"conversation": conversation, "turn": turn, "verdict": "up" if count % 2 else "down"}
                    rated = None
                    if browser.post("/feedback", json=body).status_code == 200:
                        done.opinions.append((number, question))
                else:
                    question = f"Thu ngân sách đạt bao nhiêu? (người đọc {number}, câu {count})"
                    reply = client.post("/api/ask", json={"question": question, "conversation": conversation})
                    if reply.status_code == 200:
                        answer = reply.json()
                        conversation = answer["conversation"]
                        done.turns.append((number, conversation, answer["turn"], question))
                        rated = answer["turn"], question
            except httpx.HTTPError:  # it was killed
                time.sleep(0.2)


def _upload(client: httpx.Client, number: int, done: Acknowledged) -> None:
    name = f"thu-{number}-{time.monotonic_ns()}.md"
    text = f"# Thông báo số {name}\n\nĐiểm tiếp dân {name} mở cửa lúc 7 giờ 30.\n"
    if client.post("/api/documents", files={"file": (name, text.encode())}).status_code == 202:
        done.uploads.append((number, name))


def run(
    server: Server, keys: list[str], times: int, seconds: tuple[float, float] = (2.0, 8.0)
) -> tuple[Acknowledged, list[str]]:
    """Kill and start the server ``times`` times; returns what was acknowledged and what of it was lost."""
    done, stop, choice = Acknowledged(), threading.Event(), random.Random(1)  # noqa: S311 - not a secret
    threads = [
        threading.Thread(target=_keep_asking, args=(server, keys, n, done, stop), daemon=True) for n in range(len(keys))
    ]
    for thread in threads:
        thread.start()
    for _ in range(times):
        time.sleep(choice.uniform(*seconds))
        server.stop(signal.SIGKILL)
        server.start()
    stop.set()
    for thread in threads:
        thread.join(90)
    lost = _lost_turns(server, done) + _lost_opinions(server, done)
    return done, lost + _lost_uploads(server, keys, done)


def _lost_turns(server: Server, done: Acknowledged) -> list[str]:
    kept = Conversations(server.home / FILE)
    owners = {user.name: user.id for user in People(server.home).users.list()}
    lost = []
    for number, conversation, turn, question in done.turns:
        held = {t.id: t.answer.question for t in kept.turns(owners[f"reader{number}"], conversation, 10_000)}
        if held.get(turn) != question:
            lost.append(f"turn {turn} of conversation {conversation} is lost")
    return lost


def _lost_opinions(server: Server, done: Acknowledged) -> list[str]:
    owners = {user.name: user.id for user in People(server.home).users.list()}
    held = {(opinion.owner, opinion.answer.question) for opinion in Feedback(server.home).opinions()}
    return [
        f"the opinion of reader {number} on {question!r} is lost"
        for number, question in done.opinions
        if (owners[f"reader{number}"], question) not in held
    ]


def _lost_uploads(server: Server, keys: list[str], done: Acknowledged) -> list[str]:
    wanted, deadline = {name for _, name in done.uploads}, time.monotonic() + 600
    with httpx.Client(base_url=server.url, timeout=60, headers=as_(keys[0])) as client:
        while wanted and time.monotonic() < deadline:
            listed = client.get("/api/documents?words=thu-&limit=1000").json()["documents"]
            wanted -= {document["file"].rpartition("/")[2] for document in listed}
            time.sleep(0.5)
    return [f"the upload {name} is lost" for name in sorted(wanted)]


def main() -> int:
    """Run the trial on a copy of a home."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--times", type=int, default=20)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hoidap-kill-") as folder, trial_home(chosen.home, Path(folder)) as home:
        keys = add_readers(home, 6)
        server = Server(home)
        server.start()
        done, lost = run(server, keys, chosen.times)
        server.stop()
        with Library.open(home) as library:
            lost += library.check()
    told = {
        "kills": chosen.times, "turns": len(done.turns), "opinions": len(done.opinions), "uploads": len(done.uploads),
        "lost": len(lost),
    }  # fmt: skip
    sys.stdout.write(json.dumps(told) + "\n")
    for line in lost[:20]:
        sys.stderr.write(line + "\n")
    return 1 if lost else 0


if __name__ == "__main__":
    raise SystemExit(main())
