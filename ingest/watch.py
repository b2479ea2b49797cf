"""Folders that live: what is added, changed, renamed or deleted is brought into the library within seconds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from watchfiles import Change
from watchfiles import watch as changes_of

from index.library import Library, LibraryBusyError
from ingest.pipeline import Progress, ingest
from ingest.report import IngestReport

# Milliseconds: a burst of changes is waited out this long, and at most that long when it doesn't end.
QUIET = 400
LONGEST = 3000
POLL = 1000

Report = Callable[[IngestReport], object]


def watch(
    paths: Sequence[Path],
    library: Library,
    report: Report,
    *,
    collection: str = "default",
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Ingest folders and files once, then whatever changes in them, until ``stop`` is set or Ctrl-C ends it.

    ``report`` is called with the first run and with each later one that did something. Only files that were touched
    are read. While another process writes the library, changes wait. Raises ``KeyboardInterrupt`` on Ctrl-C, between
    two runs or in one; what was stored stays.
    """
    stop = stop or threading.Event()
    touched: set[Path] | None = None  # None: everything, as at first
    for changes in changes_of(
        *paths,
        watch_filter=_worth,
        step=QUIET,
        debounce=LONGEST,
        rust_timeout=POLL,
        yield_on_timeout=True,  # the first turn comes without a change: the watch stands before the first run begins
        stop_event=stop,
    ):
        if touched is not None:
            touched |= {Path(path).resolve() for _, path in changes}
            if not touched:
                continue
        try:
            done = ingest(paths, library, collection=collection, progress=progress, only=touched)
        except LibraryBusyError:
            continue  # tried again at the next turn, a second from now
        if touched is None or any((done.done, done.duplicates, done.removed, done.failed, done.skipped)):
            report(done)
        touched = set()


def _worth(_: Change, path: str) -> bool:
    """Whether a change is about a file or folder that is read at all: hidden and lock files aren't."""
    name = Path(path).name
    return not name.startswith((".", "~$"))
