"""Reading passages before anybody asks: a question that meets a passage first need not cut and fold its words.

What is read is kept by the text alone (`assistant.view`, `assistant.shape`), so nothing of it can be out of date.
"""

from __future__ import annotations

import time

from assistant.shape import quantities
from assistant.view import formal, unit_views, view
from index.readable import Readable

PASSAGES = 6000  # fewer than are kept; the newest documents are asked about most
_REST = 4.0  # times as long as one passage took: a question asked meanwhile hardly waits


def read_ahead(library: Readable, *, most: int = PASSAGES, rest: float = _REST) -> int:
    """Read up to ``most`` passages, the newest documents first, and tell how many; about a millisecond each.

    After each passage the thread sleeps ``rest`` times as long as that took.

    Raises:
        LibraryError: the library cannot be read.
    """
    records = sorted(library.documents(), key=lambda r: (r.date is not None, r.date), reverse=True)
    read = 0
    for record in records:
        for passage in library.passages_of(record.id):
            started = time.perf_counter()
            view(passage)
            formal(passage)
            for unit in unit_views(passage):
                quantities(unit.text)
            read += 1
            if read >= most:
                return read
            time.sleep(rest * (time.perf_counter() - started))
    return read
