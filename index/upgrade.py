"""Before a database is brought to a newer form, its old one is kept."""

from __future__ import annotations

import logging
import os
import sqlite3
from contextlib import closing
from pathlib import Path

_log = logging.getLogger(__name__)
FOLDER = "backups"


def keep_old(database: Path, version: int) -> Path:
    """Copy a database that holds something, in the form of ``version``, into ``backups`` beside it.

    The copy is whole and on disk when this returns; one that was made before is left as it is.
    """
    folder = database.parent / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = folder / f"{database.stem}-v{version}{database.suffix}"
    if kept.exists():
        return kept
    part = kept.with_suffix(f".{os.getpid()}.part")
    try:
        with closing(sqlite3.connect(database)) as origin, closing(sqlite3.connect(part)) as copy:
            origin.backup(copy)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(kept)
    finally:
        part.unlink(missing_ok=True)
    _log.warning("%s is brought to a newer form; the old one is kept as %s", database.name, kept)
    return kept
