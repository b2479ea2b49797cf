"""Many readers ask at once: ``python -m tools.trial.load HOME [--readers 50] [--questions 500]``.

Prints seconds (p50, p95), questions a second, processor seconds of the server per answer, errors, answers that went to
the wrong reader, and the server's memory along the way. Exit 1 where there was an error or a mix-up, or where memory
still grew once the caches were full (from the middle to the end of a run of 2,000 questions or more).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tools.trial.server import Server, add_readers, as_, questions_of, trial_home

_LONG = 2000  # questions from which on memory is judged
_FLAT = 1.05  # memory at the end, as a share of that in the middle


@dataclass
class Outcome:
    """What was seen: seconds of each answer, errors and mix-ups as lines, MB by questions answered."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    memory: list[tuple[int, float]] = field(default_factory=list)
    wall: float = 0.0
    processor: float = 0.0

    @property
    def grows(self) -> bool:
        """Whether memory went on growing; a short run cannot tell."""
        last, size = self.memory[-1] if self.memory else (0, 0.0)
        middle = next((at for count, at in self.memory if count >= last / 2), size)
        return last >= _LONG and size > _FLAT * middle

    def figures(self) -> dict[str, object]:
        """What is printed."""
        ordered = sorted(self.seconds) or [0.0]
        return {
            "answers": len(self.seconds),
            "p50_seconds": round(ordered[len(ordered) // 2], 3),
            "p95_seconds": round(ordered[int(0.95 * (len(ordered) - 1))], 3),
            "per_second": round(len(self.seconds) / self.wall, 2) if self.wall else 0.0,
            "processor_seconds": round(self.processor / max(1, len(self.seconds)), 3),
            "errors": len(self.errors),
            "mixed": len(self.mixed),
            "memory_mb": [(count, round(size)) for count, size in self.memory],
            "memory_grows": self.grows,
        }


async def run(server: Server, keys: list[str], questions: int) -> Outcome:
    """Let every key ask in turn until ``questions`` were asked; each keeps a conversation that is read back."""
    outcome, left = Outcome(), iter(range(questions))
    limits = httpx.Limits(max_connections=len(keys) + 10)
    async with httpx.AsyncClient(base_url=server.url, timeout=300, limits=limits) as client:
        listed = (await client.get("/api/documents?limit=500", headers=as_(keys[0]))).json()["documents"]
        figures = (await client.get("/api/indicators?limit=500", headers=as_(keys[0]))).json()["indicators"]
        asked = questions_of(listed, figures)
        step = max(1, questions // 10)
        started, used = time.monotonic(), server.processor()
        await asyncio.gather(
            *(_reader(client, server, key, n, asked, left, outcome, step) for n, key in enumerate(keys))
        )
        outcome.wall, outcome.processor = time.monotonic() - started, server.processor() - used
    outcome.memory.append((len(outcome.seconds), server.memory()))
    return outcome


async def _reader(  # noqa: PLR0917 - one reader's errand
    client: httpx.AsyncClient, server: Server, key: str, number: int, asked: list[str], left: object, outcome: Outcome,
    step: int,
) -> None:  # fmt: skip
    choice = random.Random(number)  # noqa: S311 - not a secret
    conversation, mine = "new", []
    while next(left, None) is not None:  # type: ignore[call-overload]
        if len(mine) == 40:
            conversation, mine = "new", []
        question = f"{choice.choice(asked)} (người đọc {number}, câu {len(mine)})"
        body = {"question": question, "conversation": conversation}
        started = time.monotonic()
        reply = await client.post("/api/ask", json=body, headers=as_(key))
        outcome.seconds.append(time.monotonic() - started)
        if reply.status_code != 200:
            outcome.errors.append(f"{reply.status_code} {reply.text[:200]}")
            continue
        answer = reply.json()
        conversation = answer["conversation"]
        mine.append(question)
        if answer["question"] != question:
            outcome.mixed.append(f"{question!r} was answered as {answer['question']!r}")
        if len(outcome.seconds) % step == 0:
            outcome.memory.append((len(outcome.seconds), server.memory()))
    if conversation != "new":
        kept = (await client.get(f"/api/conversations/{conversation}", headers=as_(key))).json()
        if [answer["question"] for answer in kept["answers"]] != mine:
            outcome.mixed.append(f"reader {number}: the conversation holds other questions than were asked")


def main() -> int:
    """Run the trial on a copy of a home."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--questions", type=int, default=500)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hoidap-load-") as folder, trial_home(chosen.home, Path(folder)) as home:
        keys = add_readers(home, chosen.readers)
        server = Server(home)
        server.start()
        try:
            outcome = asyncio.run(run(server, keys, chosen.questions))
        finally:
            server.stop()
    sys.stdout.write(json.dumps(outcome.figures()) + "\n")
    for line in (outcome.errors + outcome.mixed)[:20]:
        sys.stderr.write(line + "\n")
    return 1 if outcome.errors or outcome.mixed or outcome.grows else 0


if __name__ == "__main__":
    raise SystemExit(main())
