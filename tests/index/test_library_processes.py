"""Killed writers, other processes, and what must hold afterwards."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.library import Library, LibraryBusyError
from index.model import Filters
from index.store import Store
from tests.index.library_samples import DISTRICTS, files_found, parsed, query
from tests.support import HashEmbedder

ROOT = Path(__file__).parents[2]

# Applies batches for ever: each replaces, adds and removes; says on stdout what is done.
WRITER = """
import sys
from pathlib import Path
from index.library import Library
from tests.index.library_samples import parsed
from tests.support import HashEmbedder

library = Library.open(Path(sys.argv[1]), HashEmbedder())
for step in range(int(sys.argv[2]), 10**6):
    text = [f"Thu ngân sách bước {step} đạt {step}%. Câu thứ {n}" for n in range(20)]
    library.apply(
        [parsed("steady.md", text), parsed(f"step-{step}.md", text)],
        [next((r.id for r in library.find(f"step-{step - 3}.md")), "none")],
    )
    print(step, flush=True)
"""


def start(home: Path, first: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(home), str(first)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def test_kill_9_at_any_moment_loses_nothing_reported(tmp_path: Path) -> None:
    chance = random.Random(5)
    last = -1
    for _ in range(8):
        writer = start(tmp_path, last + 1)
        assert writer.stdout is not None
        said = [int(writer.stdout.readline())]
        time.sleep(chance.uniform(0.0, 0.6))
        writer.kill()
        said += [int(line) for line in writer.stdout.read().split()]
        writer.wait()
        with Library.open(tmp_path, HashEmbedder()) as library:
            assert library.check() == []
            (steady,) = library.find("steady.md")
            document = library.document(steady.id)
            assert document is not None
            # What was reported is there; one change more may have been made without being reported.
            present = int(document.text.split("bước ")[1].split()[0])
            assert present in {said[-1], said[-1] + 1}
            assert library.find(f"step-{present}.md")
            wanted = f"Thu ngân sách bước {present}"
            for found in files_found(library, wanted, Filters(), k=3):
                assert found
            last = present


STEPS = {
    "before the transaction": "index.writing.add_vectors",
    "before the commit": "index.writing._trim_log",
    "after the commit": "index.lexical.Lexical.change",
    "before the lexical state": "index.derived.write_state",
}

KILLED = """
import os, signal, sys
from pathlib import Path
from unittest.mock import patch
from index.library import Library
from tests.index.library_samples import DISTRICTS, parsed
from tests.support import HashEmbedder

library = Library.open(Path(sys.argv[1]), HashEmbedder())
library.apply(DISTRICTS)
print("done", flush=True)
with patch(sys.argv[2], lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)):
    library.apply([parsed("new.md", ["Mới vào kho. Câu hai"])], [DISTRICTS[0].document.id])
"""


@pytest.mark.parametrize("step", STEPS)
def test_kill_9_at_each_step(tmp_path: Path, step: str) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), STEPS[step]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert killed.stdout == "done\n"
    committed = not step.startswith("before the transaction") and step != "before the commit"
    with Library.open(tmp_path, HashEmbedder()) as library:
        assert library.check() == []
        assert bool(library.find("new.md")) is committed
        assert bool(library.find("tay-ho.md")) is not committed
        found = [files_found(library, text, Filters()) for text in ("Mới vào kho", "Thu ngân sách quận")]
        for dense, lexical in found:
            assert set(dense) == {record.file for record in library.documents()}
            assert ("new.md" in {*found[0][1]}) is committed
            assert "tay-ho.md" not in lexical or not committed
        library.apply([parsed("more.md", ["Tiếp tục ghi"])])
        assert library.check() == []


def test_a_running_reader_sees_what_another_process_brings(tmp_path: Path) -> None:
    with Library.open(tmp_path, HashEmbedder()) as reader:
        reader.apply(DISTRICTS)
        assert files_found(reader, "bước", Filters(files=("steady.md",))) == ([], [])
        writer = start(tmp_path)
        assert writer.stdout is not None
        assert writer.stdout.readline() == "0\n"
        dense, lexical = files_found(reader, "Thu ngân sách bước 0", Filters(files=("steady.md",)))
        assert dense
        assert lexical
        writer.kill()
        writer.wait()
        writer.stdout.close()
        # The reader makes up for what the killed writer left undone.
        reader.lexical(query("ngân sách"), 3)
        assert reader.check() == []


def test_two_writers_take_turns(tmp_path: Path) -> None:
    Library.open(tmp_path, HashEmbedder()).close()
    writers = [start(tmp_path / "", first) for first in (0, 100_000)]
    for writer in writers:
        assert writer.stdout is not None
        for _ in range(5):
            assert writer.stdout.readline()
    for writer in writers:
        writer.terminate()
        writer.wait()
        assert writer.stdout is not None
        writer.stdout.close()
    with Library.open(tmp_path, HashEmbedder()) as library:
        assert library.check() == []


def test_the_holder_of_the_lock_is_named(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from index.lock import WriteLock\n"
        "with WriteLock(Path(sys.argv[1])).held(1): print('held', flush=True); sys.stdin.read()"
    )
    Store(tmp_path).close()
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "write.lock")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    try:
        with Library.open(tmp_path, HashEmbedder(), wait=0.2) as library:
            with pytest.raises(LibraryBusyError, match=f"process {holder.pid}"):
                library.apply(DISTRICTS)
            assert library.documents() == []
    finally:
        os.kill(holder.pid, signal.SIGKILL)
        holder.communicate()
    with Library.open(tmp_path, HashEmbedder(), wait=0.2) as library:
        assert library.apply(DISTRICTS).added == 3


def test_damaged_derived_indexes_are_built_again(tmp_path: Path) -> None:
    with Library.open(tmp_path, HashEmbedder()) as library:
        library.apply(DISTRICTS)
        library._dense.save(library._meta(), at_least=0)
    for file in [*tmp_path.glob("dense/*"), *tmp_path.glob("lexical/*/*.json"), *tmp_path.glob("lexical/*/*.term")]:
        file.write_bytes(b"damaged")
    with Library.open(tmp_path, HashEmbedder()) as library:
        assert library.check() == []


def test_a_vector_that_goes_while_a_change_is_prepared_is_computed_again(tmp_path: Path) -> None:
    with Library.open(tmp_path, HashEmbedder()) as library, Library.open(tmp_path, HashEmbedder()) as other:
        library.apply([parsed("a.md", ["Câu dùng chung. Câu khác"], title="chung")])
        embed = library._embedded

        def slow(texts, progress):  # type: ignore[no-untyped-def]
            found = embed(texts, progress)
            other.apply(removals=[record.id for record in other.find("a.md")])
            return found

        library._embedded = slow  # type: ignore[method-assign]
        applied = library.apply([parsed("b.md", ["Câu dùng chung. Câu khác"], title="chung")])
        assert (applied.added, applied.embedded) == (1, 3)
        assert library.check() == []


def test_wal_and_full_synchronisation_are_on(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.reading() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    store.close()
    assert sqlite3.connect(tmp_path / "index.sqlite").execute("PRAGMA journal_mode").fetchone()[0] == "wal"
