"""Backup and restore: one ZIP with a consistent copy of every database of a home, and of what was uploaded and run.

Derived indexes are left out and built again. Databases are copied first: a file that a copied database speaks of was on
disk before it, so that it is in the archive too, unless it was deleted meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.errors import LibraryError
from index.lock import WriteLock
from index.migrations import CURRENT, version

_FORMAT = 2
_OLDER = (1,)  # held databases alone
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,40}\.sqlite3?")
_MANIFEST = "manifest.json"
_MANIFEST_BYTES = 50_000_000
_BLOCK = 1 << 20
_DERIVED = ("dense", "digests", "lexical", "scopes")
_FOLDERS = ("uploads", "evaluations")
_DEEPEST = 4  # parts of a file's name below the home


def backup(home: Path, file: Path, *, overwrite: bool = False) -> None:
    """Write every database, upload and test run of `home` into `file`; readers and writers go on meanwhile.

    Raises:
        LibraryError: `file` cannot be written, or is there already and `overwrite` is not set.
    """
    if not overwrite and file.exists():
        raise LibraryError(f"{file} is there already: nothing was backed up")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
            archive = Path(folder) / "archive.zip"
            with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
                manifest = {
                    "format": _FORMAT,
                    "made": datetime.now(UTC).isoformat(timespec="seconds"),
                    "schema": CURRENT,
                    "home": str(home.resolve()),
                    "files": _packed_databases(packed, home, Path(folder)) | _packed_files(packed, home),
                }
                packed.writestr(_MANIFEST, json.dumps(manifest, indent=1))
            archive.chmod(0o600)
            with archive.open("rb") as written:
                os.fsync(written.fileno())
            archive.replace(file)
    except (OSError, sqlite3.Error) as error:
        raise LibraryError(f"the backup {file} could not be written: {_reason(error)}") from error


def _packed_databases(packed: zipfile.ZipFile, home: Path, folder: Path) -> dict[str, dict[str, object]]:
    """Add every database; ``folder`` holds its copy meanwhile."""
    said: dict[str, dict[str, object]] = {}
    for database in sorted(file for file in home.iterdir() if _NAME.fullmatch(file.name)):
        copy = folder / database.name
        _copy_database(database, copy)
        said[database.name] = {"bytes": copy.stat().st_size, "sha256": _digest(copy)}
        packed.write(copy, database.name)
        copy.unlink()
    return said


def _packed_files(packed: zipfile.ZipFile, home: Path) -> dict[str, dict[str, object]]:
    """Add the files of the folders that are kept; one that goes meanwhile is left out, as is one half written."""
    said: dict[str, dict[str, object]] = {}
    found = (path for name in _FOLDERS for path in sorted((home / name).rglob("*")))
    for path in found:
        name = path.relative_to(home).as_posix()
        if path.is_symlink() or not path.is_file() or not _is_file_name(name):
            continue
        try:
            source = path.open("rb")
        except FileNotFoundError:
            continue
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED
        with source, packed.open(entry, "w", force_zip64=True) as sink:
            digest, size = hashlib.sha256(), 0
            while block := source.read(_BLOCK):
                digest.update(block)
                size += len(block)
                sink.write(block)
        said[name] = {"bytes": size, "sha256": digest.hexdigest()}
    return said


def _is_file_name(name: str) -> bool:
    """Whether a name is that of a file in one of the folders that are kept: plain parts, no way out of the home."""
    folder, *parts = name.split("/")
    plain = all(part and part[0] != "." and "\\" not in part and "\0" not in part for part in parts)
    return folder in _FOLDERS and 0 < len(parts) < _DEEPEST and plain


def restore(file: Path, home: Path, *, overwrite: bool = False) -> None:
    """Check a backup wholly, then put it into `home`.

    Raises:
        LibraryError: not a sound backup, or `home` is not empty and `overwrite` is not set.
    """
    if home.exists() and not home.is_dir():
        raise LibraryError(f"{home} is not a folder: nothing was restored")
    if home.exists() and any(home.iterdir()) and not overwrite:
        raise LibraryError(f"{home} is not empty: nothing was restored")
    there = next(folder for folder in (home, *home.absolute().parents) if folder.is_dir())
    try:
        # The home itself is only made once the backup is known to be sound.
        with tempfile.TemporaryDirectory(dir=there, prefix=".restore-") as folder:
            try:
                with zipfile.ZipFile(file) as packed:
                    manifest = _manifest(packed)
                    _unpack(packed, manifest, Path(folder))
                _relocate(Path(folder) / "index.sqlite", str(manifest.get("home", "")), str(home.resolve()))
            except (OSError, zipfile.BadZipFile, ValueError, KeyError, TypeError, sqlite3.Error) as error:
                raise LibraryError(f"{file} is not a sound backup: {_reason(error)}") from error
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            with WriteLock(home / "write.lock").held(5.0):
                _put(manifest, Path(folder), home)
    except OSError as error:
        raise LibraryError(f"{home}: the backup could not be restored: {_reason(error)}") from error


def _put(manifest: dict[str, Any], folder: Path, home: Path) -> None:
    for name in _DERIVED + (_FOLDERS if manifest["format"] == _FORMAT else ()):
        _remove(home / name)
        if (folder / name).is_dir():
            (folder / name).replace(home / name)
    for name in filter(_NAME.fullmatch, manifest["files"]):
        for old in (home / f"{name}-wal", home / f"{name}-shm"):
            old.unlink(missing_ok=True)
        (folder / name).replace(home / name)


def _remove(place: Path) -> None:
    """Take a folder, or whatever is in its place, away; where a link leads is no part of it."""
    if place.is_symlink() or place.is_file():
        place.unlink()
    else:
        shutil.rmtree(place, ignore_errors=True)


def _relocate(index: Path, old: str, new: str) -> None:
    """Let documents whose files came along say where these now lie."""
    if not old or old == new:
        return
    connection = sqlite3.connect(index)
    with closing(connection), connection:
        was, now = (json.dumps(f"{home}/uploads/", ensure_ascii=False)[:-1] for home in (old, new))
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in sorted(tables & {"documents", "copies", "deleted"}):
            connection.execute(f"UPDATE {table} SET sources = replace(sources, ?, ?)", (was, now))  # noqa: S608 - our own


def _reason(error: Exception) -> str:
    """Why, without the temporary paths that an OSError's message holds."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)


def _copy_database(source: Path, target: Path) -> None:
    origin, copy = sqlite3.connect(source), sqlite3.connect(target)
    try:
        origin.backup(copy)
    finally:
        copy.close()
        origin.close()


def _manifest(packed: zipfile.ZipFile) -> dict[str, Any]:
    if packed.getinfo(_MANIFEST).file_size > _MANIFEST_BYTES:
        raise ValueError("its manifest is too large")
    manifest: dict[str, Any] = json.loads(packed.read(_MANIFEST))
    if manifest["format"] not in (_FORMAT, *_OLDER) or "index.sqlite" not in manifest["files"]:
        raise ValueError("its format is unknown")
    return manifest


def _unpack(packed: zipfile.ZipFile, manifest: dict[str, Any], folder: Path) -> None:
    for name, said in manifest["files"].items():
        # Names come from the archive: only a plain database name, or one in a folder that is kept, is ever written.
        database = _NAME.fullmatch(name)
        if not database and not _is_file_name(name):
            raise ValueError(f"it holds a file named {name!r}")
        target = folder / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _extract(packed, name, target, int(said["bytes"]))
        if _digest(target) != said["sha256"]:
            raise ValueError(f"{name} is damaged")
        if database:
            _check_database(target)


def _extract(packed: zipfile.ZipFile, name: str, target: Path, size: int) -> None:
    with packed.open(name) as source, target.open("wb") as sink:
        left = size
        while block := source.read(_BLOCK):
            left -= len(block)
            if left < 0:
                raise ValueError(f"{name} is larger than it says")
            sink.write(block)
        if left:
            raise ValueError(f"{name} is cut short")
        sink.flush()
        os.fsync(sink.fileno())


def _check_database(file: Path) -> None:
    connection = sqlite3.connect(file)
    try:
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise ValueError(f"{file.name} is damaged")
        if file.name == "index.sqlite" and version(connection) > CURRENT:
            raise ValueError("it was written by a newer hoidap")
    finally:
        connection.close()


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
