"""Parsing in processes of their own, so that a hostile file can cost no more than its time and memory.

A worker reads requests and writes answers as JSON, one length-prefixed message each, on its standard streams: what it
sends back is data, whatever the file did to it. ``python -m ingest.worker`` is its main program.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import struct
import subprocess  # runs this module in a fresh interpreter, with no argument from outside
import sys
import threading
from pathlib import Path
from typing import IO, Any

from index.model import ParsedDocument
from index.wire import decode, encode
from ingest.blocks import MissingToolError, ReadError
from ingest.readers.archive import Member

SECONDS_PER_FILE = 120.0  # of processor time: how busy the machine is says nothing about a file
SECONDS_BY_THE_CLOCK = 600.0  # of a file, and of the start: what waits without working ends too
MEMORY_BYTES = 3 * 1024**3
_GOES_ON = b"~"  # said after each page that takes long by its nature: a file's time starts anew
_LENGTH = struct.Struct(">I")


class Worker:
    """One parsing process; started when first used, replaced when a file kills it. Used by one thread at a time."""

    def __init__(
        self, seconds: float = SECONDS_PER_FILE, memory: int = MEMORY_BYTES, *, clock: float = SECONDS_BY_THE_CLOCK
    ) -> None:
        """A file may take ``seconds`` of processor time, ``clock`` seconds in all and ``memory`` bytes."""
        self._seconds = seconds
        self._clock = clock
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None

    def parse(
        self, path: Path, file: str, collection: str, *, member: str | None = None, hashed: str | None = None
    ) -> ParsedDocument:
        """Parse one file (or ``member`` of the archive at ``path``).

        Raises ``ReadError`` where it can't be read, takes too long or needs too much memory.
        """
        request = {"path": os.fsencode(path).hex(), "file": file, "collection": collection}
        return decode(self._ask({**request, "member": member, "hashed": hashed}, file))

    def members(self, path: Path, file: str) -> list[Member]:
        """What can be read of the archive at ``path``. Raises ``ReadError`` as ``parse`` does."""
        answer = self._ask({"path": os.fsencode(path).hex(), "file": file, "list": True}, file)
        return [Member(name, reason) for name, reason in json.loads(answer)]

    def _ask(self, request: dict[str, object], file: str) -> bytes:
        answer = self._exchange(self._running(file), json.dumps(request).encode(), self._clock, file)
        if answer[:1] == b"?":
            raise MissingToolError(file, answer[1:].decode())
        if answer[:1] == b"!":
            raise ReadError(file, answer[1:].decode())
        return answer[1:]

    def _exchange(self, process: subprocess.Popen[bytes], request: bytes, clock: float, file: str) -> bytes:
        """Send a request (an empty one waits for the start) and take the answer; the process is killed at ``clock``."""
        assert process.stdin is not None
        assert process.stdout is not None
        expired = threading.Event()

        def stop() -> None:
            expired.set()
            process.kill()

        answer = _GOES_ON
        try:
            if request:
                _send(process.stdin, request)
            while answer == _GOES_ON:
                timer = threading.Timer(clock, stop)
                timer.start()
                try:
                    answer = _receive(process.stdout)
                finally:
                    timer.cancel()
        except (BrokenPipeError, EOFError) as error:
            self.close()
            reason = "stopped the reader (too large or damaged)"
            if process.returncode == -signal.SIGPROF:
                reason = f"took longer than {self._seconds:g} s"
            elif expired.is_set():
                reason = f"took longer than {clock:g} s" if request else "was not read: the reader did not start"
            raise ReadError(file, reason) from error
        return answer

    def _running(self, file: str) -> subprocess.Popen[bytes]:
        """The process, started and ready; its start isn't part of a file's time."""
        if self._process is None or self._process.poll() is not None:
            home = str(Path(__file__).resolve().parent.parent)
            path = os.pathsep.join(p for p in (home, os.environ.get("PYTHONPATH", "")) if p)
            self._process = subprocess.Popen(  # noqa: S603  our own interpreter and module
                [sys.executable, "-P", "-m", "ingest.worker", str(self._memory), str(self._seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
            )
            self._exchange(self._process, b"", SECONDS_BY_THE_CLOCK, file)
        return self._process

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:
                    continue  # unsent bytes of a request that no one reads any more
        process.wait()


def _send(stream: IO[bytes], message: bytes) -> None:
    stream.write(_LENGTH.pack(len(message)) + message)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes:
    head = _exactly(stream, _LENGTH.size)
    return _exactly(stream, _LENGTH.unpack(head)[0])


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _answer(request: dict[str, Any]) -> bytes:
    try:
        return b"=" + _result(request)
    except MissingToolError as error:
        return b"?" + error.reason.encode("utf-8", "replace")
    except ReadError as error:
        reason = error.reason
    except MemoryError:
        reason = "needs more memory than a file may take"
    except RecursionError:
        reason = "is nested too deeply"
    except Exception as error:  # noqa: BLE001  a parser may raise anything on a damaged file: reported by name, the run goes on
        reason = f"cannot be parsed ({type(error).__name__})"
    return b"!" + reason.encode("utf-8", "replace")


def _result(request: dict[str, Any]) -> bytes:
    from ingest.parse import parse_file
    from ingest.readers import is_supported
    from ingest.readers.archive import members

    path, file = Path(os.fsdecode(bytes.fromhex(request["path"]))), request["file"]
    if request.get("list"):
        return json.dumps([(m.name, m.reason) for m in members(path, file, is_supported)]).encode()
    member, hashed = request["member"], request["hashed"]
    return encode(parse_file(path, path.parent, request["collection"], file=file, member=member, hashed=hashed))


def main() -> None:
    """Answer requests until the other end closes."""
    memory, seconds = int(sys.argv[1]), float(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that asks: it ends this process
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # ends the process when a file's processor time is up
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not mix with answers
    from ingest import parse  # noqa: F401  what parsing needs, loaded before the first file's time runs
    from ingest.readers import ocr

    def page_done() -> None:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        _send(answers, _GOES_ON)

    ocr.page_done = page_done
    _send(answers, b"ready")
    while True:
        try:
            request = json.loads(_receive(requests))
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_PROF, seconds)
        answer = _answer(request)
        signal.setitimer(signal.ITIMER_PROF, 0)
        _send(answers, answer)


if __name__ == "__main__":
    main()
