"""Reads a labelled sentence in its document: the figures that ingest makes of it, from files or from a library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.evaluation.indicator_metrics import InDocument, LabelledSentence, located, within
from assistant.faces.cli.common import warn

if TYPE_CHECKING:
    from index.library import Library
    from index.model import Indicator

Reported = tuple[str, Sequence["Indicator"]]  # a document's text and the figures read in it
Reader = Callable[[str], Reported | None]


def of_files(folders: Sequence[Path]) -> Reader:
    """Documents by their file's path below one of ``folders``, read as ingest reads them."""
    from ingest.blocks import ReadError
    from ingest.parse import parse_file

    def read(file: str) -> Reported | None:
        for folder in folders:
            path = folder / file
            if path.resolve().is_relative_to(folder.resolve()) and path.is_file():
                try:
                    parsed = parse_file(path, folder, "gold")
                except ReadError as error:
                    warn(str(error))
                    return None
                return parsed.document.text, parsed.indicators
        return None

    return read


def of_library(library: Library) -> Reader:
    """Documents by their file's name in ``library``, with the figures stored."""

    def read(file: str) -> Reported | None:
        record = next(iter(library.find(file)), None)
        document = library.document(record.id) if record else None
        if document is None:
            return None
        return document.text, [stored.indicator for stored in library.indicators(documents=(document.id,))]

    return read


def in_document(reader: Reader) -> InDocument:
    """A label's figures in its document; ``None`` where that is not at hand or does not hold the sentence."""
    remembered = lru_cache(maxsize=8)(reader)

    def read(label: LabelledSentence) -> Sequence[Indicator] | None:
        reported = remembered(label.file) if label.file else None
        span = located(reported[0], label.sentence, label.start) if reported else None
        return within(reported[1], span) if reported and span else None

    return read
