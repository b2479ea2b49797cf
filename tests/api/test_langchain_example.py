"""The README's LangChain program, run as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from index.embedding import Embedder
from index.library import Library
from tests.web.world import documents


def test_the_readme_s_chain_runs(tmp_path: Path, embedder: Embedder) -> None:
    with Library.open(tmp_path, embedder) as library:
        library.apply(documents())
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", readme, re.S)
    environment = {**os.environ, "HOIDAP_HOME": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=240, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"\[1\] (?:tin/mai-ho-9-thang\.md|bao-cao/son-tra\.txt): ", done.stdout)
    assert "9 tháng năm 2031, thu ngân sách" in done.stdout
    assert done.stdout.rstrip().endswith("Câu hỏi: Thu ngân sách 9 tháng đạt bao nhiêu?")
