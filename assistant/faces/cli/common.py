"""What every command shares: the home folder, filters, settings, output, one-line failures."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec, TypeVar

import typer

from assistant.settings import Settings, SettingsError
from index.embedding.errors import EmbeddingError
from index.errors import LibraryError
from index.model import Filters, Kind

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from index.library import Library

P = ParamSpec("P")
R = TypeVar("R")

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="Thư mục dữ liệu · folder of index, conversations and caches (HOIDAP_HOME)"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON ra stdout · JSON on stdout")]
SetOption = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="xem README · see README")]
FromOption = Annotated[str | None, typer.Option("--from", metavar="DATE", help="ban hành từ ngày · issued from")]
ToOption = Annotated[str | None, typer.Option("--to", metavar="DATE", help="đến hết ngày · issued until")]
PlaceOption = Annotated[str | None, typer.Option("--place", help="địa phương, tên cũ hoặc mới · place")]
KindOption = Annotated[list[str] | None, typer.Option("--kind", help="resolution, decision, report, article …")]
IssuerOption = Annotated[str | None, typer.Option("--issuer", help="cơ quan ban hành · issuer")]
FileOption = Annotated[list[str] | None, typer.Option("--document", metavar="FILE", help="chỉ trong · only in")]
CollectionOption = Annotated[list[str] | None, typer.Option("--collection", metavar="C", help="bộ · collection")]
AsOfOption = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="như vào ngày · as things stood on")]


EXPECTED = (LibraryError, EmbeddingError, OSError)  # what a command reports in one line

_OUTER_HOME: ContextVar[Path | None] = ContextVar("home", default=None)


class Failure(Exception):  # noqa: N818 - an outcome of a command, not a programming error
    """The command did not do its work; the message is the one line that the user sees, ``status`` the exit status."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


def say(vi: str, en: str) -> str:
    """The text in the interface language: ``HOIDAP_LANGUAGE``, Vietnamese unless it is ``en``."""
    return en if os.environ.get("HOIDAP_LANGUAGE", "vi").lower().startswith("en") else vi


def remember_home(home: Path | None) -> None:
    """Keep ``hoidap --home DIR command``'s folder for the command."""
    _OUTER_HOME.set(home)


def settings(home: Path | None, overrides: list[str] | None = None, **known: Any) -> Settings:
    """Settings for a command; ``home`` of the command wins over the one given before it."""
    try:
        return Settings.load(overrides=overrides or (), home=home or _OUTER_HOME.get(), **known)
    except SettingsError as error:
        raise Failure(str(error), status=2) from None


def filters(
    *,
    first: str | None = None,
    last: str | None = None,
    place: str | None = None,
    kind: list[str] | None = None,
    issuer: str | None = None,
    files: list[str] | None = None,
    collections: list[str] | None = None,
    as_of: str | None = None,
) -> Filters:
    """Filters from options; a date that is none is wrong usage, a kind that no document can have is warned of."""
    for name in set(kind or ()) - set(Kind):
        warn(f"--kind {printable(name)}: {say('không có loại này', 'no such kind')} ({', '.join(Kind)})")
    date_from, date_to = _date(first, "--from"), _date(last, "--to")
    if date_from and date_to and date_from > date_to:
        raise Failure(f"--from {first} > --to {last}: {say('không ngày nào ở giữa', 'no day lies between')}", status=2)
    return Filters(
        date_from=date_from,
        date_to=date_to,
        place=place,
        kinds=tuple(kind) if kind else None,
        issuer=issuer,
        files=tuple(files) if files else None,
        collections=tuple(collections) if collections else None,
        as_of=_date(as_of, "--as-of"),
    )


def _date(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Failure(f"{option} {text}: YYYY-MM-DD", status=2) from None


def one_line(*errors: type[Exception]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Turn the named errors of a command into its one-line failure."""

    def decorate(command: Callable[P, R]) -> Callable[P, R]:
        @wraps(command)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return command(*args, **kwargs)
            except BrokenPipeError:
                raise
            except errors as error:
                raise Failure(" ".join(str(error).split()) or type(error).__name__) from error

        return guarded

    return decorate


@contextmanager
def open_library(chosen: Settings, *, create: bool = True) -> Iterator[Library]:
    """The library at the home folder, closed at the end."""
    from index.embedding import load_embedder
    from index.library import Library

    if not create and not (chosen.home / "index.sqlite").exists():
        missing = say("chưa có tài liệu; chạy: hoidap ingest ĐƯỜNG_DẪN", "no documents yet; run: hoidap ingest PATH")
        raise Failure(f"{chosen.home}: {missing}")
    try:
        library = Library.open(chosen.home, lambda: load_embedder(chosen.embedding or None, progress=build_progress()))
        try:
            yield library
        finally:
            library.close()
    except sqlite3.Error as error:
        # A damaged page is met wherever it is first read, and the message may hold that page's text.
        reason = printable(str(error)[:120])
        advice = say("nếu hỏng, hãy khôi phục bản sao lưu", "if it is damaged, restore a backup")
        raise Failure(f"{chosen.home / 'index.sqlite'}: {reason}; {advice}") from error


@contextmanager
def open_assistant(chosen: Settings) -> Iterator[Assistant]:
    """An assistant over the library at the home folder."""
    from assistant.assistant import Assistant, QuestionError

    try:
        with open_library(chosen, create=False) as library:
            yield Assistant(library, chosen)
    except QuestionError as error:
        raise Failure(str(error), status=2) from error


def build_progress() -> Callable[[str, float], None] | None:
    """Shows the building of an embedding model on a terminal."""
    if not sys.stderr.isatty():
        return None
    from rich.progress import Progress

    progress = Progress(transient=True)
    tasks: dict[str, int] = {}

    def show(stage: str, fraction: float) -> None:
        if not tasks:
            progress.start()
        if stage not in tasks:
            tasks[stage] = progress.add_task(stage, total=1.0)
        progress.update(tasks[stage], completed=fraction)  # type: ignore[arg-type]
        if fraction >= 1 and all(task.finished for task in progress.tasks):
            progress.refresh()

    return show


def write_json(value: object) -> None:
    """One JSON value on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def write(text: str = "") -> None:
    """A line on stdout."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def warn(text: str) -> None:
    """A line on stderr."""
    sys.stderr.write(text + "\n")


def printable(text: str) -> str:
    """Text for a terminal: control characters shown, not obeyed."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)
