"""Backup and restore: one ZIP with a consistent copy of every database of a home.

Derived indexes are left out and built again.
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
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.errors import LibraryError
from index.lock import WriteLock
from index.migrations import CURRENT, version

_FORMAT = 1
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,40}\.sqlite3?")
_MANIFEST = "manifest.json"
_MANIFEST_BYTES = 1_000_000
_BLOCK = 1 << 20
_DERIVED = ("dense", "lexical", "scopes")


def backup(home: Path, file: Path, *, overwrite: bool = False) -> None:
    """Write every database of `home` into `file`; readers and writers go on meanwhile.

    Raises:
        LibraryError: `file` cannot be written, or is there already and `overwrite` is not set.
    """
    if not overwrite and file.exists():
        raise LibraryError(f"{file} is there already: nothing was backed up")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
            manifest: dict[str, Any] = {
                "format": _FORMAT,
                "made": datetime.now(UTC).isoformat(timespec="seconds"),
                "schema": CURRENT,
                "files": {},
            }
            archive = Path(folder) / "archive.zip"
            with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
                for database in sorted(file for file in home.iterdir() if _NAME.fullmatch(file.name)):
                    copy = Path(folder) / database.name
                    _copy_database(database, copy)
                    manifest["files"][database.name] = {"bytes": copy.stat().st_size, "sha256": _digest(copy)}
                    packed.write(copy, database.name)
                    copy.unlink()
                packed.writestr(_MANIFEST, json.dumps(manifest, indent=1))
            archive.chmod(0o600)
            with archive.open("rb") as written:
                os.fsync(written.fileno())
            archive.replace(file)
    except (OSError, sqlite3.Error) as error:
        raise LibraryError(f"the backup {file} could not be written: {_reason(error)}") from error


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
                    names = _unpack(packed, Path(folder))
            except (OSError, zipfile.BadZipFile, ValueError, KeyError, TypeError, sqlite3.Error) as error:
                raise LibraryError(f"{file} is not a sound backup: {_reason(error)}") from error
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            with WriteLock(home / "write.lock").held(5.0):
                _put(names, Path(folder), home)
    except OSError as error:
        raise LibraryError(f"{home}: the backup could not be restored: {_reason(error)}") from error


def _put(names: list[str], folder: Path, home: Path) -> None:
    for derived in _DERIVED:
        shutil.rmtree(home / derived, ignore_errors=True)
    for name in names:
        for old in (home / f"{name}-wal", home / f"{name}-shm"):
            old.unlink(missing_ok=True)
        (folder / name).replace(home / name)


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


def _unpack(packed: zipfile.ZipFile, folder: Path) -> list[str]:
    if packed.getinfo(_MANIFEST).file_size > _MANIFEST_BYTES:
        raise ValueError("its manifest is too large")
    manifest = json.loads(packed.read(_MANIFEST))
    if manifest["format"] != _FORMAT or "index.sqlite" not in manifest["files"]:
        raise ValueError("its format is unknown")
    for name, said in manifest["files"].items():
        # Names come from the archive: only a plain database name is ever written.
        if not _NAME.fullmatch(name):
            raise ValueError(f"it holds a file named {name!r}")
        target = folder / name
        _extract(packed, name, target, int(said["bytes"]))
        if _digest(target) != said["sha256"]:
            raise ValueError(f"{name} is damaged")
        _check_database(target)
    return list(manifest["files"])


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
