"""Reading passages before anybody asks: a question that meets a passage first need not fetch it from the disk.

What ranking reads of a passage (`index.digest`) is made where it is not kept yet, and kept for good.
"""

from __future__ import annotations

import time

from index.readable import Readable

PASSAGES = 20_000  # as many as a library keeps; the newest documents are asked about most
_REST = 4.0  # times as long as one document took: a question asked meanwhile hardly waits


def read_ahead(library: Readable, *, most: int = PASSAGES, rest: float = _REST) -> int:
    """Read up to ``most`` passages or a few more, the newest documents first, and tell how many.

    After each document the thread sleeps ``rest`` times as long as that took.

    Raises:
        LibraryError: the library cannot be read.
    """
    records = sorted(library.documents(), key=lambda r: (r.date is not None, r.date), reverse=True)
    read = 0
    for record in records:
        started = time.perf_counter()
        read += len(library.digests([passage.id for passage in library.passages_of(record.id)]))
        if read >= most:
            break
        time.sleep(rest * (time.perf_counter() - started))
    return read
