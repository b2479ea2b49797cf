"""The same content under several names is one document; the run's report names each file with its outcome."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.faces.cli import app
from index.library import Library
from ingest import changes
from ingest.pipeline import ingest
from ingest.report import IngestReport
from tests.ingest.texts import DECISION, PAGE, RESOLUTION
from tests.support import HashEmbedder


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home", HashEmbedder()) as opened:
        yield opened
        assert opened.check() == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "kho"
    (root / "b").mkdir(parents=True)
    (root / "nq.md").write_text(RESOLUTION, encoding="utf-8")
    (root / "b" / "nq.md").write_text(RESOLUTION, encoding="utf-8")  # the same bytes
    (root / "c.md").write_text(RESOLUTION + "\n\n", encoding="utf-8")  # the same text
    (root / "tin.md").write_text(PAGE, encoding="utf-8")
    return root


def outcomes(report: IngestReport) -> dict[str, tuple[str, str | None]]:
    return {f.file: (f.status.value, f.duplicate_of or f.reason) for f in report.files}


def files(library: Library) -> dict[str, list[str]]:
    return {r.file: [c.file for c in r.copies] for r in library.documents()}


def test_copies_are_one_document_with_every_source(library: Library, folder: Path) -> None:
    report = ingest([folder], library)
    assert outcomes(report) == {
        "c.md": ("done", None),
        "nq.md": ("duplicate", "c.md"),
        "b/nq.md": ("duplicate", "c.md"),
        "tin.md": ("done", None),
    }
    (record,) = library.find("nq.md")
    assert {str(Path(s).relative_to(folder.resolve())) for s in record.sources} == {"nq.md", "b/nq.md", "c.md"}
    again = ingest([folder], library)
    assert (again.unchanged, again.embedded, again.done, again.duplicates) == (4, 0, (), ())
    assert {f.duplicate_of for f in again.files} == {None, record.file}


def test_a_document_stays_while_one_of_its_files_does(library: Library, folder: Path) -> None:
    ingest([folder], library)
    main = library.find("nq.md")[0].file
    (folder / main).unlink()
    report = ingest([folder], library)
    assert (report.removed, report.done, report.embedded) == ((main,), (), 0)
    (record,) = library.find("nq.md")
    assert len(record.sources) == 2
    for name in ("nq.md", "b/nq.md", "c.md"):
        (folder / name).unlink(missing_ok=True)
    assert len(ingest([folder], library).removed) == 2
    assert files(library) == {"tin.md": []}


def test_a_renamed_file_is_neither_read_nor_embedded_again(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest([folder], library)
    (folder / "tin.md").rename(folder / "tin-moi.md")
    monkeypatch.setattr("ingest.pipeline.Worker", None)  # not to be started
    report = ingest([folder], library)
    assert (report.done, report.removed, report.duplicates) == (("tin-moi.md",), ("tin.md",), ())
    assert [r.sources for r in library.find("tin-moi.md")] == [(str(folder.resolve() / "tin-moi.md"),)]


def test_a_copy_that_changes_parts_from_its_document(library: Library, folder: Path) -> None:
    ingest([folder], library)
    (folder / "nq.md").write_text(DECISION, encoding="utf-8")
    report = ingest([folder], library)
    assert (report.done, report.unchanged) == (("nq.md",), 3)
    assert sorted(map(len, files(library).values())) == [0, 0, 1]


def test_what_befalls_a_file_befalls_those_with_its_bytes(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "hong"
    folder.mkdir()
    for name in ("a.docx", "b.docx"):
        (folder / name).write_bytes(b"PK\x03\x04 damaged")
    report = ingest([folder], library)
    assert [f.file for f in report.failed] == ["a.docx", "b.docx"]
    assert len({f.reason for f in report.failed}) == 1


def test_an_unchanged_archive_is_not_listed_again(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "kho"
    folder.mkdir()
    with zipfile.ZipFile(folder / "ho-so.zip", "w") as target:
        target.writestr("a.md", PAGE)
        target.writestr("b.docx", b"not a Word file")
        target.writestr("sau.zip", b"not an archive")
    first = ingest([folder], library)
    assert [f.file for f in first.failed] == ["ho-so.zip/sau.zip", "ho-so.zip/b.docx"]
    monkeypatch.setattr(changes.Worker, "members", None)  # not to be called
    again = ingest([folder], library)
    assert (again.unchanged, [f.file for f in again.failed]) == (1, [f.file for f in first.failed])


def test_a_copy_is_shown_and_removed_by_its_own_name(tmp_path: Path, folder: Path) -> None:
    (folder / "tin-2.md").write_text(PAGE.replace("trồng", "trồng mới", 1), encoding="utf-8")
    home = tmp_path / "home"
    with Library.open(home, HashEmbedder()) as library:
        ingest([folder], library)
    run = CliRunner()
    shown = json.loads(run.invoke(app, ["documents", "show", "b/nq.md", "--json", "--home", str(home)]).stdout)
    assert (shown["file"], shown["copies"]) == ("c.md", ["b/nq.md", "nq.md"])
    assert len(shown["sources"]) == 3
    near = json.loads(run.invoke(app, ["documents", "show", "tin.md", "--json", "--home", str(home)]).stdout)
    assert [(other["file"], set(other)) for other in near["near_duplicates"]] == [
        ("tin-2.md", {"document", "file", "similarity"})
    ]
    assert run.invoke(app, ["documents", "remove", "b/nq.md", "--home", str(home)]).exit_code == 0
    with Library.open(home, HashEmbedder()) as library:
        assert files(library)["c.md"] == ["nq.md"]
