"""Migrations, backup and restore."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest

from index.library import Library, LibraryError
from index.migrations import CURRENT, STEPS, migrate, version
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


@pytest.mark.parametrize("name", ["../outside.sqlite", "/tmp/x.sqlite", "a/b.sqlite", "index.sqlite\n", "x.py"])
def test_an_archive_never_writes_outside_the_home(tmp_path: Path, name: str) -> None:
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.backup(tmp_path / "good.zip")
    forged(tmp_path / "good.zip", tmp_path / "bad.zip", name, name)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(LibraryError, match="not a sound backup"):
        Library.restore(tmp_path / "bad.zip", tmp_path / "new")
    assert sorted(tmp_path.iterdir()) == sorted([*before, tmp_path / "new"])
    assert not [file for file in (tmp_path / "new").iterdir() if file.name != "write.lock"]


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
        with pytest.raises(LibraryError, match="not a sound backup"):
            Library.restore(tmp_path / name, tmp_path / f"home-{name}")
