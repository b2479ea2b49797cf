"""A dated row of a report: ``python -m assistant.evaluation.history REPORT [--date 2026-11-23] [--note TEXT]``.

Rows are kept in ``tests/quality/history.md``, so that what a change did to the answers stays visible.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from assistant.evaluation.report import Report, ReportError, load_report

COLUMNS = (
    ("right", "answers.right"),
    ("evidence@1", "retrieval.evidence_recall@1"),
    ("evidence@5", "retrieval.evidence_recall@5"),
    ("holds", "citations.holds_answer"),
    ("declined", "declining.declined"),
    ("wrongly declined", "declining.wrongly_declined"),
    ("p50 s", "seconds.p50"),
)


def header() -> str:
    """The two head lines of the table."""
    names = ["date", "commit", "test set", "engine", *(name for name, _ in COLUMNS), "note"]
    return f"| {' | '.join(names)} |\n|{'---|' * len(names)}"


def row(report: Mapping[str, object], day: date, note: str = "") -> str:
    """One line of the table; a figure stands with its 95% interval."""
    checked = Report.model_validate(report)
    cells = [
        day.isoformat(),
        checked.commit or "",
        f"{checked.testset.get('name', '')} ({len(checked.questions)})",
        str(checked.settings.get("engine", "")),
        *(_figure(checked, name) for _, name in COLUMNS),
        note,
    ]
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _figure(report: Report, name: str) -> str:
    group, _, key = name.partition(".")
    figure = report.metrics.get(group, {}).get(key)
    if figure is None or figure.value is None:
        return ""
    return f"{figure.value:.3f} [{figure.low:.2f}, {figure.high:.2f}]" if group != "seconds" else f"{figure.value:.3f}"


def main() -> int:
    """Print the row of a report."""
    parser = argparse.ArgumentParser(prog="python -m assistant.evaluation.history", description=__doc__)
    parser.add_argument("report", type=Path)
    parser.add_argument("--date", type=date.fromisoformat, default=date.today())
    parser.add_argument("--note", default="")
    parser.add_argument("--header", action="store_true", help="print the table's head first")
    chosen = parser.parse_args()
    try:
        line = row(load_report(chosen.report), chosen.date, chosen.note)
    except ReportError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write((f"{header()}\n" if chosen.header else "") + line + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
