"""Ctrl-C in the middle of an ingest, in a real process: it ends at once and cleanly, and what was stored stays."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from index.library import Library
from ingest.pipeline import ingest
from tests.support import HashEmbedder

ROOT = Path(__file__).parents[2]
FILES = 30
SECONDS = 120.0  # far more than it takes, for a busy machine

# The program itself, with small batches and an engine that is slow but needs no model.
PROGRAM = """
import sys, time
import index.embedding
from assistant.faces.cli import main
from ingest import pipeline
from tests.support import HashEmbedder

class Slow(HashEmbedder):
    def embed_passages(self, texts, progress=None):
        time.sleep(0.5)
        return super().embed_passages(texts, progress)

index.embedding.load_embedder = lambda *_, **__: Slow()
pipeline.BATCH_DOCUMENTS = 2
sys.argv = ["hoidap", *sys.argv[1:]]
main()
"""


def test_ctrl_c_loses_nothing_that_was_done(tmp_path: Path) -> None:
    folder, home, report = tmp_path / "kho", tmp_path / "home", tmp_path / "report.json"
    folder.mkdir()
    for n in range(FILES):
        (folder / f"{n:02}.txt").write_text(f"Xã thứ {n} có {n + 3} thôn và một trạm y tế.\n", encoding="utf-8")
    command = [sys.executable, "-c", PROGRAM, "ingest", str(folder), "--home", str(home), "--report", str(report)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env={**os.environ, "HOIDAP_LANGUAGE": "en"}, start_new_session=True)  # fmt: skip
    began = time.monotonic()
    while not (home / "index.sqlite").exists() or len(stored(home)) < 3:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() - began < SECONDS, "nothing was stored"
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the parsing processes too
    out, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert "stopped; run it again to go on" in errors
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["interrupted"] is True
    assert told["failed"] == []
    assert sorted(told["done"]) == sorted(stored(home)), out
    assert 3 <= len(told["done"]) < FILES
    with Library.open(home, HashEmbedder()) as library:
        rest = ingest([folder], library)
        assert rest.unchanged == len(told["done"])
        assert rest.unchanged + len(rest.done) == FILES
        assert library.check() == []


def stored(home: Path) -> list[str]:
    with Library.open(home, HashEmbedder()) as library:
        return [record.file for record in library.documents()]
