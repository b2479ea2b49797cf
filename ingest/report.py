"""What a run of ingest did, file by file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ingest.folders import Skipped


class Status(StrEnum):
    """How a file came out of a run."""

    DONE = "done"  # read and stored
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"  # stored as another file's copy
    SKIPPED = "skipped"
    FAILED = "failed"
    REMOVED = "removed"  # gone from its folder, and so from the library


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file: ``reason`` says in a line why it was skipped or failed, or what was left out of it; ``duplicate_of``
    names the file under which its content is stored.
    """

    file: str
    status: Status
    reason: str | None = None
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that couldn't be ingested, and why in one line."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What a run did. ``files`` names each file with its outcome, by name; the other lists are parts of it.

    ``embedded`` and ``reused`` count vectors; ``embedding_seconds`` is the time spent storing and embedding;
    ``interrupted`` says that the run was stopped: what is named here is stored.
    """

    done: tuple[str, ...] = ()
    unchanged: int = 0
    removed: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    duplicates: tuple[FileReport, ...] = ()
    files: tuple[FileReport, ...] = ()
    embedded: int = 0
    reused: int = 0
    seconds: float = 0.0
    embedding_seconds: float = 0.0
    documents_per_second: float = 0.0
    vectors_per_second: float = 0.0
    interrupted: bool = False


class IngestInterruptedError(KeyboardInterrupt):
    """Ctrl-C during a run; ``report`` says what was stored before it."""

    def __init__(self, report: IngestReport) -> None:
        super().__init__()
        self.report = report
