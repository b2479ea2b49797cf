"""``kill -9`` under load: ``python -m tools.trial.kill HOME [--times 20]``.

Readers ask and upload; the server is killed at any moment and started again. Every conversation turn and every upload
that was acknowledged has to be there afterwards. Exit 1 where one is not.
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
from assistant.people import People
from tools.trial.server import Server, add_readers, as_, trial_home


@dataclass
class Acknowledged:
    """What the server said it had: (reader, conversation, turn, question), and names of files that were taken in."""

    turns: list[tuple[int, str, int, str]] = field(default_factory=list)
    uploads: list[tuple[int, str]] = field(default_factory=list)


def _keep_asking(server: Server, keys: list[str], number: int, done: Acknowledged, stop: threading.Event) -> None:
    conversation = "new"
    with httpx.Client(base_url=server.url, timeout=60, headers=as_(keys[number])) as client:
        for count in range(1_000_000):
            if stop.is_set():
                return
            try:
                if count % 4 == 3:
                    name = f"thu-{number}-{time.monotonic_ns()}.md"
                    text = f"# Thông báo số {name}\n\nĐiểm tiếp dân {name} mở cửa lúc 7 giờ 30.\n"
                    if client.post("/api/documents", files={"file": (name, text.encode())}).status_code == 202:
                        done.uploads.append((number, name))
                    continue
                question = f"Thu ngân sách đạt bao nhiêu? (người đọc {number}, câu {count})"
                reply = client.post("/api/ask", json={"question": question, "conversation": conversation})
                if reply.status_code == 200:
                    answer = reply.json()
                    conversation = answer["conversation"]
                    done.turns.append((number, conversation, answer["turn"], question))
            except httpx.HTTPError:  # it was killed
                time.sleep(0.2)


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
    lost = _lost_turns(server, done)
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


def _lost_uploads(server: Server, keys: list[str], done: Acknowledged) -> list[str]:
    wanted, deadline = {name for _, name in done.uploads}, time.monotonic() + 300
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
    told = {"kills": chosen.times, "turns": len(done.turns), "uploads": len(done.uploads), "lost": len(lost)}
    sys.stdout.write(json.dumps(told) + "\n")
    for line in lost[:20]:
        sys.stderr.write(line + "\n")
    return 1 if lost else 0


if __name__ == "__main__":
    raise SystemExit(main())
