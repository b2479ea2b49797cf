"""Programs outside Python (LibreOffice, Tesseract), run with a time limit; what they start dies with them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess  # argument lists of our own, never a shell
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ingest.blocks import MissingToolError, ReadError


def find_tool(name: str, needs: str, *programs: str) -> str:
    """The path of the first of ``programs`` that is installed. Raises ``MissingToolError`` with what it ``needs``."""
    for program in programs:
        if path := shutil.which(program):
            return path
    raise MissingToolError(name, needs)


def run_tool(
    command: Sequence[str], name: str, *, data: bytes = b"", seconds: float, env: Mapping[str, str] | None = None
) -> bytes:
    """Run a program on ``data`` and return what it prints. Raises ``ReadError`` where it fails or takes too long."""
    program = Path(command[0]).name
    process = subprocess.Popen(  # noqa: S603  the program was found by find_tool
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(env or {})},
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(data, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise ReadError(name, f"{program} took longer than {seconds:.0f} s") from error
    finally:
        _end(process)
    if process.returncode:
        raise ReadError(name, f"{program} could not read it")
    return output


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the whole group: LibreOffice is a launcher with children."""
    with suppress(ProcessLookupError):  # all of it may have ended by itself
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
