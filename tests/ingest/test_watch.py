"""A watched folder: changes are in the library within seconds, and only what was touched is read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.library import Library
from ingest.pipeline import IngestReport
from ingest.watch import watch
from tests.support import HashEmbedder

SECONDS = 30.0  # far more than it takes, for a busy machine


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home", HashEmbedder()) as opened:
        yield opened


def until(condition: Callable[[], bool]) -> float:
    """Wait for a condition; the seconds that it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < SECONDS, "nothing happened"
        time.sleep(0.05)
    return time.monotonic() - began


def test_additions_changes_renames_and_deletions(tmp_path: Path, library: Library) -> None:
    folder = tmp_path / "kho"
    (folder / "con").mkdir(parents=True)
    for n in range(3):
        (folder / f"{n}.txt").write_text(f"Văn bản số {n} của xã.\n", encoding="utf-8")
    reports: list[IngestReport] = []
    stop = threading.Event()
    thread = threading.Thread(target=watch, args=([folder], library, reports.append), kwargs={"stop": stop})
    thread.start()
    try:
        until(lambda: len(reports) == 1)
        assert sorted(reports[0].done) == ["0.txt", "1.txt", "2.txt"]
        (folder / "con" / "moi.txt").write_text("Một văn bản mới.\n", encoding="utf-8")
        (folder / ".an.txt").write_text("ẩn", encoding="utf-8")
        until(lambda: bool(library.find("con/moi.txt")))
        until(lambda: len(reports) == 2)
        assert (reports[1].done, reports[1].unchanged) == (("con/moi.txt",), 0)  # the others weren't looked at
        (folder / "0.txt").write_text("Nội dung đã khác.\n", encoding="utf-8")
        until(lambda: any("0.txt" in r.done for r in reports[2:]))
        (folder / "1.txt").rename(folder / "mot.txt")
        until(lambda: bool(library.find("mot.txt")) and not library.find("1.txt"))
        (folder / "con").rename(folder / "khac")
        until(lambda: bool(library.find("khac/moi.txt")) and not library.find("con/moi.txt"))
        (folder / "2.txt").unlink()
        until(lambda: not library.find("2.txt"))
        assert [r.file for r in library.documents()] == ["0.txt", "khac/moi.txt", "mot.txt"]
    finally:
        stop.set()
        thread.join(SECONDS)
    assert not thread.is_alive()


def test_ctrl_c_ends_the_command_cleanly(tmp_path: Path) -> None:
    folder = tmp_path / "kho"
    folder.mkdir()
    command = [
        sys.executable,
        "-m",
        "assistant.faces.cli",
        "ingest",
        str(folder),
        "--watch",
        "--home",
        str(tmp_path / "home"),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ})
    assert process.stdout is not None
    assert process.stdout.readline()  # the first run is done
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors
