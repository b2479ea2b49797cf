"""The retrieval benchmark: one table of ours, ours without each part, and the usual stacks, by language.

python -m assistant.faces.bench_retrieval ../shared/eval [--home DIR] [--json FILE] [--only dev|paragraphs] [--quick]

``EVAL`` holds ``dev/corpus``, ``dev/questions.jsonl``, ``xquad_dev.json`` and ``distractors.jsonl``. Indexes are kept
under ``--home``, so that a second run embeds nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import platformdirs
from rich.console import Console
from rich.table import Table

from assistant.benchmarks.systems import System, ablations, ours, plain, tutorial
from assistant.benchmarks.tasks import by_language, paragraph_questions, paragraphs, search_all
from assistant.evaluation.metrics import Estimate
from assistant.evaluation.testset import Question, load_testset
from assistant.settings import Settings
from index.library import Library
from ingest.pipeline import ingest

_BATCH = 256
_SHOWN = {
    "dev": ("doc R@1", "R@1", "R@3", "R@5", "R@10", "both@5", "p50 ms"),
    "paragraphs": ("R@1", "R@5", "R@10", "MRR@10", "p50 ms"),
}
Report = dict[str, dict[str, Mapping[str, dict[str, Estimate]]]]


def systems(library: Library, settings: Settings, *, quick: bool) -> Iterable[System]:
    """The rows of the table, the usual stacks first."""
    if not quick:
        yield tutorial(library)
    yield from plain(library)
    yield ours(library, settings)
    if not quick:
        yield from ablations(library, settings)


def official(folder: Path, home: Path) -> tuple[Library, list[Question]]:
    """The development corpus, ingested, and its answerable questions."""
    library = Library.open(home)
    ingest([folder / "dev" / "corpus"], library)
    return library, [q for q in load_testset(folder / "dev" / "questions.jsonl").questions if q.answerable]


def encyclopedic(folder: Path, home: Path) -> tuple[Library, list[Question]]:
    """XQuAD paragraphs among distractors, as passages without units."""
    library = Library.open(home, unit_vectors=False)
    known = {file for _, file in library.known()}
    missing = [
        p for p in paragraphs(folder / "xquad_dev.json", folder / "distractors.jsonl") if p.document.file not in known
    ]
    for start in range(0, len(missing), _BATCH):
        library.apply(missing[start : start + _BATCH])
    return library, paragraph_questions(folder / "xquad_dev.json")


def show(console: Console, task: str, results: Mapping[str, Mapping[str, dict[str, Estimate]]]) -> None:
    """One table a task: a row for each system and language."""
    table = Table("system", "language", *_SHOWN[task], title=task)
    for name, languages in results.items():
        for language, found in languages.items():
            table.add_row(name, language, *(_cell(found[column]) for column in _SHOWN[task]))
    console.print(table)


def _cell(value: Estimate) -> str:
    if value["value"] is None:
        return ""
    if value["low"] is None:
        return f"{value['value']:.0f}"
    return f"{value['value']:.3f} [{value['low']:.2f}, {value['high']:.2f}]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the benchmark; 2 where the folder does not hold the sets."""
    parser = argparse.ArgumentParser(prog="bench_retrieval", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, metavar="EVAL")
    parser.add_argument("--home", type=Path, default=Path(platformdirs.user_cache_dir("hoidap")) / "bench-retrieval")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--only", choices=tuple(_SHOWN))
    parser.add_argument("--quick", action="store_true", help="neither the tutorial stack nor ablations")
    options = parser.parse_args(arguments)
    console = Console(width=170)
    report: Report = {}
    for task, prepare in (("dev", official), ("paragraphs", encyclopedic)):
        if options.only not in (None, task):
            continue
        try:
            library, questions = prepare(options.folder, options.home / task)
        except OSError as error:
            sys.stderr.write(f"{options.folder}: {error}\n")
            return 2
        with library:
            report[task] = {}
            for system in systems(library, Settings.load({}), quick=options.quick):
                report[task][system.name] = by_language(search_all(system, questions, paragraphs=task == "paragraphs"))
        show(console, task, report[task])
    if options.json:
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
