"""Passages read before they are asked about: the same hits, with nothing left to fetch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.reading_ahead import read_ahead
from assistant.retrieve import Retriever
from assistant.settings import Settings
from index.errors import LibraryError
from index.library import Library
from index.model import StoredPassage
from tests.index.library_samples import parsed
from tests.support import HashEmbedder

QUESTION = "Phí gửi xe đạp một tháng bao nhiêu tiền?"
DOCUMENTS = [
    parsed(
        f"phi-{year}.md",
        [f"Phí gửi xe đạp năm {year} là {year - 1990}.000 đồng một tháng.", f"Quy định có {year - 2000} khoản."],
        title=f"Phí gửi xe {year}",
        date_issued=None if year == 2019 else date(year, 1, 15),
    )
    for year in (2019, 2021, 2024, 2023)
]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.apply(DOCUMENTS)
        yield library


def test_what_was_read_ahead_is_not_read_again(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_ahead(library, rest=0) == library.passage_count

    def again(*_: object) -> None:
        raise AssertionError("fetched from the disk again")

    for name in ("passage_rows", "whole"):
        monkeypatch.setattr(f"index.reading.{name}", again)
    monkeypatch.setattr("index.digests.DigestFile.get", again)
    retriever = Retriever(library, Settings())
    assert retriever.retrieve(retriever.understand(QUESTION))


def test_hits_are_the_same(library: Library) -> None:
    cold = Retriever(library, Settings())
    expected = [(c.passage.id, c.score) for c in cold.retrieve(cold.understand(QUESTION))]
    read_ahead(library, rest=0)
    warm = Retriever(library, Settings())
    assert [(c.passage.id, c.score) for c in warm.retrieve(warm.understand(QUESTION))] == expected


def test_the_newest_documents_are_read_first_and_no_more_than_asked_for(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    passages_of = library.passages_of

    def seen(document: str) -> list[StoredPassage]:
        read.append(document)
        return passages_of(document)

    monkeypatch.setattr(library, "passages_of", seen)
    newest = next(r for r in library.documents() if r.file == "phi-2024.md")
    assert read_ahead(library, most=1, rest=0) == newest.passages
    assert read == [newest.id]


def test_a_closed_library_is_told_of(tmp_path: Path) -> None:
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        pass
    with pytest.raises(LibraryError):
        read_ahead(library)
