"""The samples that a first start adds, also where that was cut off."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

import pytest

from assistant.faces.cli import operate
from assistant.settings import Settings
from index.library import Library
from ingest.pipeline import ingest
from tests.support import HashEmbedder


def test_a_first_start_that_was_cut_off_is_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(chosen: Settings) -> Library:
        return Library.open(chosen.home, HashEmbedder())

    chosen = Settings.load({}, home=tmp_path)
    monkeypatch.setattr(operate, "open_library", opened)

    def cut_off(*given: object, **named: object) -> None:
        with as_file(files("ingest") / "samples") as folder:
            first = sorted(folder.glob("*.md"))[:2]
            ingest(first, given[1], collection=operate.SAMPLE_COLLECTION)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("ingest.pipeline.ingest", cut_off)
        operate.offer_samples(chosen)
    with opened(chosen) as library:
        assert len(library.documents()) == 2
    operate.offer_samples(chosen)
    with opened(chosen) as library:
        held = [record.id for record in library.documents()]
        assert len(held) == 32
        library.apply(removals=held[:1])
    operate.offer_samples(chosen)  # what was taken out since stays out
    with opened(chosen) as library:
        assert len(library.documents()) == 31
