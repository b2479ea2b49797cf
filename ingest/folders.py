"""Which files an ingest is about: walking folders without following a path out of them, and naming what is found."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.readers import is_archive, is_supported

MAX_FILES = 1_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """A file to ingest: its resolved ``path``, the ``root`` it was found under and its path below that, as a POSIX
    name; ``member`` is the name of what is meant in the archive at ``path``.
    """

    path: Path
    root: Path
    relative: str
    member: str | None = None

    @property
    def source(self) -> str:
        """Where it was read from: its path, that of the archive and its name there for a member."""
        return str(self.path / self.member if self.member else self.path)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that isn't ingested, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Walk:
    """``roots`` are the resolved folders walked: what is gone from them is removed from the library."""

    found: tuple[Found, ...]
    skipped: tuple[Skipped, ...]
    roots: tuple[Path, ...]


def walk(paths: Iterable[Path]) -> Walk:
    """Files of folders (recursively, in order of name) and single files; a single file's root is its folder.

    Hidden files and folders are passed over; a link is followed only where it stays under its root. A file given
    twice counts once.
    """
    found: dict[Path, Found] = {}
    skipped: list[Skipped] = []
    roots: list[Path] = []
    for given in paths:
        root = given.resolve()
        if root.is_dir():
            roots.append(root)
            for path in _files(root):
                _place(path, root, found, skipped)
        else:
            found.setdefault(root, Found(root, root.parent, _name(root.name)))
    return Walk(tuple(found.values()), tuple(skipped), tuple(roots))


def _place(path: Path, root: Path, found: dict[Path, Found], skipped: list[Skipped]) -> None:
    relative = _name(path.relative_to(root).as_posix())
    if not is_supported(path.name) and not is_archive(path.name):
        skipped.append(Skipped(relative, "no reader for this kind of file"))
        return
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError):
        skipped.append(Skipped(relative, "a link that leads nowhere"))
        return
    if path.is_symlink() and not real.is_relative_to(root):
        skipped.append(Skipped(relative, "a link out of the folder"))
    elif not real.is_file():
        skipped.append(Skipped(relative, "not a regular file"))
    else:
        found.setdefault(real, Found(real, root, relative))


def _files(root: Path) -> Iterator[Path]:
    count = 0
    for folder, folders, names in os.walk(root, followlinks=False):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and not name.startswith("~$"):
                count += 1
                if count > MAX_FILES:
                    return
                yield Path(folder) / name


def _name(relative: str) -> str:
    """A name that can be stored and printed: bytes that aren't text are written out."""
    return os.fsencode(relative).decode("utf-8", "backslashreplace")


def name_files(found: Sequence[Found], owners: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    """The name of each file in the library.

    ``names`` holds the name of each known source path, ``owners`` the source path of each known name. A file keeps
    the name it
    has; a new one gets its path below its root, put under the root's name where another file holds that already.
    """
    taken = {name: source for name, source in owners.items() if source and _lives(Path(source))}
    given: list[str] = []
    for item in found:
        source = item.source
        name = names.get(source) or item.relative
        if taken.get(name, source) != source:
            name = f"{_name(item.root.name)}/{item.relative}"
            parent = item.root.parent
            while taken.get(name, source) != source and parent != parent.parent:
                name = f"{_name(parent.name)}/{name}"
                parent = parent.parent
        taken[name] = source
        given.append(name)
    return given


def _lives(source: Path) -> bool:
    """Whether a file, or the archive that it is a member of, is there."""
    return source.exists() or any(above.is_file() for above in source.parents)
