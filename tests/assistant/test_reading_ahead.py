"""Passages read before they are asked about: the same hits, with nothing left to cut and fold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant import view
from assistant.reading_ahead import read_ahead
from assistant.retrieve import Retriever
from assistant.settings import Settings
from assistant.shape import quantities
from index.errors import LibraryError
from index.library import Library
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
    for kept in (view._own, view._around, view._formal, view._unit_views, quantities):
        kept.cache_clear()
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.apply(DOCUMENTS)
        yield library


def test_what_was_read_ahead_is_not_read_again(library: Library) -> None:
    assert read_ahead(library, rest=0) == library.passage_count
    before = view._unit_views.cache_info().misses, quantities.cache_info().currsize
    retriever = Retriever(library, Settings())
    question = retriever.understand(QUESTION)
    assert retriever.retrieve(question)
    assert view._unit_views.cache_info().misses == before[0]
    assert quantities.cache_info().currsize <= before[1] + 1  # the question's own


def test_hits_are_the_same(library: Library) -> None:
    cold = Retriever(library, Settings())
    expected = [(c.passage.id, c.score) for c in cold.retrieve(cold.understand(QUESTION))]
    read_ahead(library, rest=0)
    warm = Retriever(library, Settings())
    assert [(c.passage.id, c.score) for c in warm.retrieve(warm.understand(QUESTION))] == expected


def test_the_newest_documents_are_read_first_and_no_more_than_asked_for(library: Library) -> None:
    assert read_ahead(library, most=1, rest=0) == 1
    newest = next(p for r in library.documents() if r.file == "phi-2024.md" for p in library.passages_of(r.id))
    misses = view._unit_views.cache_info().misses
    view.unit_views(newest)
    assert view._unit_views.cache_info().misses == misses


def test_a_closed_library_is_told_of(tmp_path: Path) -> None:
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        pass
    with pytest.raises(LibraryError):
        read_ahead(library)
