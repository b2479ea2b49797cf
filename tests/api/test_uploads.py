"""Twenty uploads at once: what is taken in is whole, what is not says why, and nothing is left half written."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from assistant.faces.intake.intake import Limits
from tests.api.conftest import open_town, programs, serving

LIMITS = Limits(waiting=6, receiving=3, file_bytes=100_000)


def test_limits_hold_under_twenty_parallel_uploads(tmp_path: Path) -> None:
    services, keys = open_town(tmp_path)
    headers = {"Authorization": f"Bearer {keys['vy']}"}
    texts = {f"thu-{n}.md": (f"# Thông báo {n}\n\nHọp ngày 12/9/2031. " * 60).encode() for n in range(16)}
    texts |= {f"lon-{n}.md": b"a" * 150_000 for n in range(4)}
    together = threading.Barrier(len(texts))

    def upload(name: str) -> httpx.Response:
        together.wait()
        return httpx.post(f"{url}/api/documents", files={"file": (name, texts[name])}, headers=headers, timeout=120)

    with serving(programs(services, LIMITS)) as url, ThreadPoolExecutor(len(texts)) as pool:
        replies = dict(zip(texts, pool.map(upload, texts), strict=True))
        taken = {name for name, reply in replies.items() if reply.status_code == 202}
        for name, reply in replies.items():
            if name in taken:
                continue
            told = reply.json()
            assert reply.headers["content-type"] == "application/problem+json"
            assert (reply.status_code, told["code"]) in {
                (413, "refused_large"), (429, "refused_busy"), (429, "refused_full"),
            }, told  # fmt: skip
            assert reply.status_code == 413 or int(reply.headers["retry-after"]) > 0
        assert taken and not any(name.startswith("lon-") for name in taken)
        assert any(reply.status_code == 429 for reply in replies.values())
        kept = {file.name: file.read_bytes() for file in (tmp_path / "uploads").rglob("*") if file.is_file()}
        assert kept == {name: texts[name] for name in taken}
        jobs = httpx.get(f"{url}/api/uploads", headers=headers, timeout=60).json()
        assert {job["name"] for job in jobs} == taken
    services.library.close()
