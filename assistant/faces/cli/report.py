"""The report of an ingest, for people: a line, and a table of the files that were not simply read."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from assistant.faces.cli.common import printable, say, warn, write

if TYPE_CHECKING:
    from ingest.report import FileReport, IngestReport

_ROWS = 50  # of the table; --report names every file


def tell(report: IngestReport) -> None:
    """Say what a run did."""
    write(
        say(
            f"{len(report.done)} tài liệu mới hoặc đổi, {report.unchanged} không đổi, {len(report.duplicates)} trùng, "
            f"{len(report.removed)} gỡ bỏ, {len(report.failed)} lỗi; "
            f"{report.embedded} vectơ mới trong {report.seconds:.1f} giây",
            f"{len(report.done)} documents added or changed, {report.unchanged} unchanged, "
            f"{len(report.duplicates)} duplicates, {len(report.removed)} removed, {len(report.failed)} failed; "
            f"{report.embedded} new vectors in {report.seconds:.1f} seconds",
        )
    )
    telling = [f for f in report.files if f.reason or (f.duplicate_of and f.status == "duplicate")]
    if sys.stdout.isatty() and telling:
        _table(telling)
        return
    for failure in report.failed:
        warn(f"{printable(failure.file)}: {failure.reason}")
    needs = Counter(skipped.reason for skipped in report.skipped if "Debian package" in skipped.reason)
    for reason, count in needs.items():  # one line, however many scans there are
        warn(say(f"bỏ qua {count} tệp", f"{count} files skipped") + f": {reason}")


def _table(files: list[FileReport]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    names = {
        "done": say("đã đọc", "done"),
        "duplicate": say("trùng", "duplicate"),
        "skipped": say("bỏ qua", "skipped"),
        "failed": say("lỗi", "failed"),
    }
    table = Table(say("Tệp", "File"), say("Kết quả", "Outcome"), say("Vì sao", "Why"))
    for file in sorted(files, key=lambda f: (f.status != "failed", f.status, f.file))[:_ROWS]:
        why = file.reason or say(f"cùng nội dung với {file.duplicate_of}", f"same content as {file.duplicate_of}")
        table.add_row(*(Text(printable(cell)) for cell in (file.file, names.get(file.status, file.status), why)))
    Console().print(table)
    if len(files) > _ROWS:
        rest = len(files) - _ROWS
        write(say(f"… và {rest} tệp nữa: dùng --report", f"… and {rest} more files: use --report"))
