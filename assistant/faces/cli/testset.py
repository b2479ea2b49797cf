"""Commands that check and grow test sets: ``hoidap testset …``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from assistant.evaluation.testset import TestSetError, load_testset
from assistant.faces.cli.common import EXPECTED, Failure, HomeOption, one_line, say, settings, warn, write

testsets = typer.Typer(name="testset", help="Bộ câu hỏi để chấm · Test sets", no_args_is_help=True)

OutOption = Annotated[Path | None, typer.Option("--out", help="tệp JSONL, mặc định stdout · default stdout")]


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.add_typer(testsets)


@testsets.command("check")
@one_line(ValueError, *EXPECTED)
def check(
    file: Annotated[Path, typer.Argument(help="bộ câu hỏi JSONL · test set")],
    corpus: Annotated[
        Path | None, typer.Option("--corpus", help="thư mục tài liệu phải có đủ tệp · folder that must hold its files")
    ] = None,
) -> None:
    """Kiểm tra bộ câu hỏi · Name every fault of a test set by its line."""
    try:
        found = load_testset(file)
    except TestSetError as error:
        for fault in error.faults:
            write(f"{file.name}: {fault}")
        count = len(error.faults)
        raise Failure(f"{file.name}: " + say(f"{count} lỗi", f"{count} errors")) from None
    missing = found.missing_files(_files(corpus)) if corpus else ()
    for fault in missing:
        write(f"{file.name}: {fault}")
    for warning in found.warnings:
        warn(f"{file.name}: {warning}")
    judged = sum(q.judged for q in found.questions)
    write(
        say(
            f"{len(found.questions)} câu hỏi, {judged} câu chấm được câu trả lời, {len(found.warnings)} lưu ý",
            f"{len(found.questions)} questions, {judged} with answers to judge, {len(found.warnings)} warnings",
        )
    )
    if missing:
        raise Failure(f"{file.name}: " + say(f"thiếu {len(missing)} tệp", f"{len(missing)} missing files"))


@testsets.command("from-feedback")
@one_line(ValueError, *EXPECTED)
def from_feedback(
    out: Annotated[Path | None, typer.Argument(help="tệp JSONL, mặc định stdout · default stdout")] = None,
    user: Annotated[str | None, typer.Option("--user", metavar="NAME", help="chỉ của · only of")] = None,
    home: HomeOption = None,
) -> None:
    """Từ góp ý của người đọc · Questions whose right answer readers gave, as a test set."""
    from assistant.evaluation.growing import from_feedback as rows
    from assistant.feedback import FILE, Feedback
    from assistant.people import People

    place = settings(home).home
    if not (place / FILE).exists():
        raise Failure(f"{place}: {say('chưa có góp ý nào', 'no feedback yet')}")
    owner = People(place).users.find(user).id if user is not None else None
    _save(rows(Feedback(place).opinions(owner)), out)


@testsets.command("template")
@one_line(ValueError, *EXPECTED)
def template(file: Annotated[Path, typer.Argument(help=".csv, .xlsx")]) -> None:
    """Bảng mẫu để điền câu hỏi · A spreadsheet to fill in."""
    from assistant.evaluation.tables import write_template

    if file.exists():
        raise Failure(f"{file}: {say('tệp đã có', 'the file exists')}")
    write_template(file)


@testsets.command("from-table")
@one_line(ValueError, *EXPECTED)
def from_table(
    file: Annotated[Path, typer.Argument(help="bảng đã điền · the filled-in table (.csv, .xlsx)")],
    out: OutOption = None,
) -> None:
    """Từ bảng đã điền · A test set from a spreadsheet."""
    from assistant.evaluation.tables import read_table

    _save(read_table(file), out)


@testsets.command("from-squad")
@one_line(ValueError, *EXPECTED)
def from_squad(
    file: Annotated[Path, typer.Argument(help="tệp SQuAD/XQuAD · a SQuAD file or Vietnamese–English pairs of it")],
    corpus: Annotated[Path, typer.Option("--corpus", help="thư mục ghi tài liệu · folder for its paragraphs")],
    out: Annotated[Path, typer.Option("--out", help="bộ câu hỏi JSONL · test set")],
    distractors: Annotated[
        Path | None, typer.Option("--distractors", help="đoạn văn khác trộn vào, JSONL · passages to mix in")
    ] = None,
) -> None:
    """Từ dữ liệu đọc hiểu · A corpus and a test set from a reading-comprehension file."""
    from assistant.evaluation.squad import convert
    from assistant.evaluation.squad import write as write_files

    if corpus.is_dir() and any(corpus.iterdir()):
        raise Failure(f"{corpus}: {say('thư mục không trống', 'the folder is not empty')}")
    found = convert(file, distractors)
    write_files(found, corpus, out)
    write(
        say(
            f"{len(found.files)} tệp, {len(found.rows)} câu hỏi",
            f"{len(found.files)} files, {len(found.rows)} questions",
        )
    )


def _files(corpus: Path) -> frozenset[str]:
    if not corpus.is_dir():
        raise Failure(f"{corpus}: {say('không phải thư mục', 'not a folder')}")
    return frozenset(path.relative_to(corpus).as_posix() for path in corpus.rglob("*") if path.is_file())


def _save(rows: Iterable[Mapping[str, object]], out: Path | None) -> None:
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    if out is None:
        for line in lines:
            write(line)
        return
    if out.exists():
        raise Failure(f"{out}: {say('tệp đã có', 'the file exists')}")
    out.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    load_testset(out)
    warn(say(f"{len(lines)} câu hỏi", f"{len(lines)} questions") + f": {out}")
