"""Commands that run and keep an installation: serve, doctor, backup, restore, reindex."""

from __future__ import annotations

import os
import platform
import shutil
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.faces.cli.common import (
    EXPECTED,
    Failure,
    HomeOption,
    JsonOption,
    SetOption,
    build_progress,
    one_line,
    open_library,
    say,
    settings,
    write,
    write_json,
)
from assistant.faces.cli.progress import ingest_progress

if TYPE_CHECKING:
    from assistant.settings import Settings
    from index.library import Library

SAMPLES_OFFERED = "samples_offered"
_BEGUN = b"0"
SAMPLE_COLLECTION = "default"


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    for command in (serve, doctor, backup, restore, reindex):
        app.command(command.__name__)(command)


@one_line(*EXPECTED)
def serve(
    host: Annotated[str, typer.Option("--host", help="địa chỉ lắng nghe · address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="cổng · port")] = 7860,
    samples: Annotated[
        bool,
        typer.Option("--samples", help="nạp tài liệu mẫu lần đầu · add samples at first start"),
    ] = False,
    without_sign_in: Annotated[
        bool,
        typer.Option("--without-sign-in", help="cả mạng được đọc · everybody on the network may read"),
    ] = False,
    overrides: SetOption = None,
    home: HomeOption = None,
) -> None:
    """Mở trang hỏi đáp · Open the web chat."""
    chosen = settings(home, overrides)
    if samples:
        offer_samples(chosen)
    from assistant.faces.web import serve as serve_web

    address = f"http://{host}:{port}"
    write(say(f"Mở {address} trong trình duyệt (Ctrl-C để dừng)", f"Open {address} in a browser (Ctrl-C stops)"))
    serve_web(chosen.home, host=host, port=port, settings=chosen, without_sign_in=without_sign_in)


def offer_samples(chosen: Settings) -> None:
    """Ingest the bundled samples into a library that never held anything; what was cut off there is gone on with."""
    from ingest.pipeline import ingest

    with open_library(chosen) as library:
        offered = library.get_state(SAMPLES_OFFERED)
        begun = offered is not None and offered[0] == _BEGUN
        if offered is not None and not begun:
            return
        if begun or not library.documents():
            library.put_state(SAMPLES_OFFERED, _BEGUN)
            write(say("Đang nạp tài liệu mẫu (chỉ lần đầu)…", "Adding the sample documents (first start only)…"))
            with as_file(files("ingest") / "samples") as folder, ingest_progress() as progress:
                report = ingest([folder], library, collection=SAMPLE_COLLECTION, progress=progress)
            write(say(f"Đã nạp {len(report.done)} tài liệu mẫu.", f"{len(report.done)} sample documents added."))
        library.put_state(SAMPLES_OFFERED, b"1")


@one_line(*EXPECTED)
def doctor(as_json: JsonOption = False, overrides: SetOption = None, home: HomeOption = None) -> None:
    """Khám hệ thống · Say how things stand: program, model, index, language model, disk."""
    chosen = settings(home, overrides)
    facts: dict[str, object] = {
        "version": version("hoidap"),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "home": str(chosen.home),
        "free_gigabytes": round(shutil.disk_usage(_existing(chosen.home)).free / 1e9, 1),
        "language_model": chosen.llm or None,
    }
    faults = _home_faults(chosen.home)
    # What keeps a part from opening is a finding here, not the end of the examination.
    try:
        facts |= _model_facts(chosen)
    except EXPECTED as error:
        faults.append(str(error))
    if (chosen.home / "index.sqlite").exists():
        try:
            with open_library(chosen, create=False) as library:
                facts |= _library_facts(library)
                faults += library.check()
        except (Failure, *EXPECTED) as error:
            faults.append(str(error))
    facts["faults"] = faults
    if as_json:
        write_json(facts)
    else:
        for name, value in facts.items():
            write(f"{name:18} {value}")
    if faults:
        raise Failure(say(f"{len(faults)} lỗi: {faults[0]}", f"{len(faults)} faults, first: {faults[0]}"))


def _home_faults(home: Path) -> list[str]:
    """Why nothing could be kept in ``home``; empty where it, or the folder that it would be made in, is usable."""
    place = _existing(home)
    if not place.is_dir():
        return [f"{place}: {say('không phải thư mục', 'not a folder')}"]
    if not os.access(place, os.W_OK | os.X_OK):
        return [f"{place}: {say('không ghi được', 'not writable')}"]
    return []


def _model_facts(chosen: Settings) -> dict[str, object]:
    from index.embedding import cached_model, load_embedder

    if cached_model(chosen.embedding or None) is None:
        return {"embedding": say("chưa dựng, sẽ dựng ở lần dùng đầu", "not built yet, built at first use")}
    return {"embedding": load_embedder(chosen.embedding or None).describe()}


def _library_facts(library: Library) -> dict[str, object]:
    records = library.documents()
    return {
        "documents": len(records),
        "passages": sum(record.passages for record in records),
        "generation": library.generation,
        "embedding_mismatch": library.embedding_mismatch,
    }


def _existing(path: Path) -> Path:
    return path if path.exists() or path == path.parent else _existing(path.parent)


@one_line(*EXPECTED)
def backup(
    file: Annotated[Path, typer.Argument(help="tệp sao lưu · file to write")],
    home: HomeOption = None,
    force: Annotated[bool, typer.Option("--force", help="ghi đè tệp đang có · overwrite the file")] = False,
) -> None:
    """Sao lưu tất cả, kể cả khi đang chạy · Back everything up, while serving too."""
    with open_library(settings(home), create=False) as library:
        library.backup(file, overwrite=force)
    write(say(f"đã sao lưu vào {file}", f"backed up to {file}"))


@one_line(*EXPECTED)
def restore(
    file: Annotated[Path, typer.Argument(help="tệp sao lưu · backup to read")],
    home: HomeOption = None,
    force: Annotated[bool, typer.Option("--force", help="ghi đè chỉ mục đang có · overwrite what is there")] = False,
) -> None:
    """Khôi phục tất cả từ bản sao lưu · Restore everything from a backup."""
    from index.library import Library

    target = settings(home).home
    Library.restore(file, target, overwrite=force)
    write(say(f"đã khôi phục vào {target}", f"restored to {target}"))


@one_line(*EXPECTED)
def reindex(home: HomeOption = None, overrides: SetOption = None) -> None:
    """Tính lại vectơ bằng mô hình hiện tại · Embed everything again with the current model."""
    progress = build_progress()
    with open_library(settings(home, overrides), create=False) as library:
        count = library.reindex()
    if progress:
        progress("reindex", 1.0)
    write(say(f"đã tính lại {count} vectơ", f"{count} vectors embedded"))
