"""One writer at a time, over threads and processes; the kernel frees the lock of a process that dies."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import LibraryBusyError

_PAUSE = 0.05


class WriteLock:
    """A re-entrant lock on a file. The file names the holder's process."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._threads = threading.RLock()
        self._depth = 0
        self._descriptor = -1

    @contextmanager
    def held(self, timeout: float) -> Iterator[None]:
        """Hold the lock, waiting `timeout` seconds for it at most.

        Raises:
            LibraryBusyError: somebody else holds it still.
        """
        deadline = time.monotonic() + timeout
        if not self._threads.acquire(timeout=max(timeout, 0.0)):
            raise LibraryBusyError("the index is being written by another thread of this process: try again later")
        try:
            if self._depth == 0:
                self._descriptor = self._lock_file(deadline)
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if self._depth == 0:
                    os.close(self._descriptor)
        finally:
            self._threads.release()

    @contextmanager
    def tried(self) -> Iterator[bool]:
        """Hold the lock if it is free now; the value says whether."""
        held = self.held(0.0)
        try:
            held.__enter__()
        except LibraryBusyError:
            yield False
            return
        try:
            yield True
        finally:
            held.__exit__(None, None, None)

    def _lock_file(self, deadline: float) -> int:
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while True:
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= deadline:
                        holder = self._holder()
                        raise LibraryBusyError(
                            f"the index is being written by process {holder}: try again later"
                        ) from None
                    time.sleep(_PAUSE)
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    def _holder(self) -> str:
        with suppress(OSError, ValueError):
            return str(int(self._file.read_text()))
        return "unknown"
