"""Migrations, backup and restore."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from index.library import Library, LibraryError
from index.migrations import CURRENT, STEPS, migrate, version
from index.scored import LexicalQuery
from index.store import Store, write_meta
from tests.index.library_samples import DISTRICTS, parsed
from tests.support import HashEmbedder


def test_each_step_is_all_or_nothing(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "a.sqlite", isolation_level=None)
    assert migrate(connection) == 0
    assert version(connection) == CURRENT
    good, bad = "CREATE TABLE more (a);", "CREATE TABLE half (a); INSERT INTO nowhere VALUES (1);"
    with pytest.raises(LibraryError, match=f"schema {CURRENT + 2}"):
        migrate(connection, (*STEPS, good, bad))
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    assert "more" in tables
    assert "half" not in tables
    assert version(connection) == CURRENT + 1


def test_a_newer_index_is_refused_in_one_line(tmp_path: Path) -> None:
    Library.open(tmp_path, HashEmbedder()).close()
    connection = sqlite3.connect(tmp_path / "index.sqlite")
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(LibraryError, match="newer hoidap") as caught:
        Library.open(tmp_path, HashEmbedder())
    assert "\n" not in str(caught.value)


def test_a_backup_brings_everything_back(tmp_path: Path) -> None:
    archive = tmp_path / "kept.zip"
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.apply(DISTRICTS)
        library.backup(archive)
        library.apply([parsed("later.md", ["Sau bản sao lưu"])])
    Library.restore(archive, tmp_path / "new")
    with Library.open(tmp_path / "new", HashEmbedder()) as library:
        assert {record.file for record in library.documents()} == {d.document.file for d in DISTRICTS}
        assert library.document(DISTRICTS[0].document.id) == DISTRICTS[0].document
        assert library.check() == []
        assert library.apply(DISTRICTS).embedded == 0


def test_a_home_in_use_is_not_overwritten_unless_told(tmp_path: Path) -> None:
    archive = tmp_path / "kept.zip"
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.backup(archive)
        library.apply(DISTRICTS)
    with pytest.raises(LibraryError, match="is not empty"):
        Library.restore(archive, tmp_path / "home")
    Library.restore(archive, tmp_path / "home", overwrite=True)
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        assert library.documents() == []
        assert library.check() == []


def forged(source: Path, target: Path, name: str, manifest_name: str) -> None:
    with zipfile.ZipFile(source) as read, zipfile.ZipFile(target, "w") as write:
        manifest = json.loads(read.read("manifest.json"))
        manifest["files"][manifest_name] = manifest["files"]["index.sqlite"]
        write.writestr("manifest.json", json.dumps(manifest))
        write.writestr("index.sqlite", read.read("index.sqlite"))
        write.writestr(name, read.read("index.sqlite"))


@pytest.mark.parametrize(
    "name",
    [
        "../outside.sqlite", "/tmp/x.sqlite", "a/b.sqlite", "index.sqlite\n", "x.py", "uploads/../../outside.md",
        "uploads/../index.sqlite", "uploads//x.md", "uploads/.part", "uploads", "uploads/a/b/c/d.md", "/uploads/a.md",
        "uploads/a\\..\\b.md", "dense/state.json", "evaluations/./x",
    ],
)  # fmt: skip
def test_an_archive_never_writes_outside_the_home(tmp_path: Path, name: str) -> None:
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.backup(tmp_path / "good.zip")
    forged(tmp_path / "good.zip", tmp_path / "bad.zip", name, name)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(LibraryError, match="not a sound backup"):
        Library.restore(tmp_path / "bad.zip", tmp_path / "new")
    assert sorted(tmp_path.iterdir()) == before


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.apply(DISTRICTS)
        library.backup(tmp_path / "good.zip")
    (tmp_path / "cut.zip").write_bytes((tmp_path / "good.zip").read_bytes()[:-300])
    (tmp_path / "text.zip").write_text("không phải bản sao lưu")
    with zipfile.ZipFile(tmp_path / "good.zip") as read, zipfile.ZipFile(tmp_path / "changed.zip", "w") as write:
        write.writestr("manifest.json", read.read("manifest.json"))
        data = bytearray(read.read("index.sqlite"))
        data[5000:5050] = bytes(255 - byte for byte in data[5000:5050])
        write.writestr("index.sqlite", bytes(data))
    for name in ("cut.zip", "text.zip", "changed.zip", "absent.zip"):
        with pytest.raises(LibraryError, match="not a sound backup") as caught:
            Library.restore(tmp_path / name, tmp_path / f"home-{name}" / "deep")
        assert ".restore-" not in str(caught.value)
        assert not (tmp_path / f"home-{name}").exists()


def test_a_backup_is_not_overwritten_unless_told(tmp_path: Path) -> None:
    archive = tmp_path / "kept.zip"
    archive.write_text("của người khác")
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        with pytest.raises(LibraryError, match="is there already"):
            library.backup(archive)
        assert archive.read_text() == "của người khác"
        library.backup(archive, overwrite=True)
        assert zipfile.is_zipfile(archive)
        with pytest.raises(LibraryError, match="could not be written") as caught:
            library.backup(tmp_path / "nowhere" / "b.zip")
    assert ".backup-" not in str(caught.value)


def test_uploads_and_runs_come_along_and_a_link_leads_nowhere(tmp_path: Path) -> None:
    home, outside = tmp_path / "home", tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("của người khác")
    stored = home / "uploads" / "default" / "thông báo.md"
    for file in (stored, home / "evaluations" / "20310101-1" / "report.json", home / "uploads" / "default" / ".x.part"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(file.name)
    (home / "uploads" / "default" / "link.md").symlink_to(outside / "secret.md")
    document = parsed("thông báo.md", ["Họp dân"])
    sourced = replace(document, document=replace(document.document, sources=(str(stored),)))
    with Library.open(home, HashEmbedder()) as library:
        library.apply([sourced, *DISTRICTS])
        library.backup(tmp_path / "kept.zip")
    new = tmp_path / "new"
    new.mkdir()
    (new / "uploads").symlink_to(outside)
    Library.restore(tmp_path / "kept.zip", new, overwrite=True)
    files = sorted(file.relative_to(new).as_posix() for file in new.rglob("*") if file.is_file())
    assert files == ["evaluations/20310101-1/report.json", "index.sqlite", "uploads/default/thông báo.md", "write.lock"]
    assert (outside / "secret.md").read_text() == "của người khác"
    with Library.open(new, HashEmbedder()) as library:
        (found,) = library.find("thông báo.md")
        assert found.sources == (str(new / "uploads" / "default" / "thông báo.md"),)
        assert Path(found.sources[0]).read_text() == "thông báo.md"
        assert library.find(DISTRICTS[0].document.file)[0].sources == DISTRICTS[0].document.sources


def test_a_backup_of_the_first_format_leaves_uploads_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Library.open(home, HashEmbedder()) as library:
        library.apply(DISTRICTS)
        library.backup(tmp_path / "good.zip")
    with zipfile.ZipFile(tmp_path / "good.zip") as read, zipfile.ZipFile(tmp_path / "old.zip", "w") as write:
        manifest = json.loads(read.read("manifest.json"))
        del manifest["home"]
        write.writestr("manifest.json", json.dumps(manifest | {"format": 1}))
        write.writestr("index.sqlite", read.read("index.sqlite"))
    (home / "uploads" / "default").mkdir(parents=True)
    (home / "uploads" / "default" / "a.md").write_text("a")
    Library.restore(tmp_path / "old.zip", home, overwrite=True)
    assert (home / "uploads" / "default" / "a.md").read_text() == "a"
    with Library.open(home, HashEmbedder()) as library:
        assert len(library.documents()) == len(DISTRICTS)


@pytest.mark.parametrize("kind", ["file", "dangling link"])
def test_a_derived_folder_that_is_none_is_replaced(tmp_path: Path, kind: str) -> None:
    home = tmp_path / "home"
    with Library.open(home, HashEmbedder()) as library:
        library.apply(DISTRICTS)
    for name in ("dense", "lexical"):
        shutil.rmtree(home / name, ignore_errors=True)
        if kind == "file":
            (home / name).write_text("không phải thư mục")
        else:
            (home / name).symlink_to(tmp_path / "gone")
    with Library.open(home, HashEmbedder()) as library:
        assert library.check() == []
        assert library.dense(library.embed_query("thu ngân sách"), 3)
        assert library.lexical(LexicalQuery({"quan6": 1.0}, {"quan": 1.0}, {}), 3)
        library.reindex()
    assert (home / "lexical").is_dir()
    assert not (tmp_path / "gone").exists()


def test_a_commit_of_another_connection_is_seen_at_once(tmp_path: Path) -> None:
    one, other = Store(tmp_path), Store(tmp_path)
    for generation in (5, 6):
        with other.writing() as connection:
            write_meta(connection, generation=generation)
        assert one.meta().generation == other.meta().generation == generation
    one.close()
    with pytest.raises(LibraryError, match="closed"):
        one.meta()
    other.close()
