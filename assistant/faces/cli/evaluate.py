"""Commands that measure: evaluate, evaluate-indicators, evaluate-metadata."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.evaluation.testset import TestSet, load_testset
from assistant.faces.cli.common import (
    EXPECTED,
    Failure,
    HomeOption,
    JsonOption,
    SetOption,
    one_line,
    open_library,
    say,
    settings,
    warn,
    write,
    write_json,
)
from assistant.faces.cli.documents import document_json
from assistant.faces.cli.progress import bar, ingest_progress

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.settings import Settings
    from index.answer import Answer, Hit
    from index.library import Library
    from index.model import Indicator

CorpusOption = Annotated[
    Path | None,
    typer.Option("--corpus", help="thư mục tài liệu, lập chỉ mục tạm · folder indexed into a temporary home first"),
]
CorpusHomeOption = Annotated[
    Path | None,
    typer.Option("--corpus-home", help="giữ chỉ mục của --corpus ở đây · keep the corpus index here for the next run"),
]
ReportOption = Annotated[Path | None, typer.Option("--report", help="nơi ghi báo cáo · folder for the report")]


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.command("evaluate")(evaluate)
    app.command("evaluate-indicators")(evaluate_indicators)
    app.command("evaluate-metadata")(evaluate_metadata)


class _Evaluated:
    """The assistant as the runner asks it."""

    def __init__(self, assistant: Assistant, library: Library) -> None:
        self._assistant, self._library = assistant, library

    def ask(self, question: str) -> Answer:
        return self._assistant.ask(question)

    def search(self, query: str, *, k: int) -> list[Hit]:
        return self._assistant.search(query, k=k)

    def text(self, document: str) -> str | None:
        found = self._library.document(document)
        return found.text if found else None


@one_line(ValueError, *EXPECTED)
def evaluate(
    testset: Annotated[Path, typer.Argument(help="bộ câu hỏi JSONL · test set")],
    corpus: CorpusOption = None,
    corpus_home: CorpusHomeOption = None,
    report: ReportOption = None,
    engine: Annotated[str | None, typer.Option("--engine", help="extractive, llm, floor")] = None,
    units: Annotated[int | None, typer.Option("--units", min=1, max=10, help="số đoạn trả lời · answer units")] = None,
    overrides: SetOption = None,
    compare_with: Annotated[
        Path | None, typer.Option("--compare", help="so với báo cáo trước · compare with an earlier report")
    ] = None,
    fail_under: Annotated[
        list[str] | None, typer.Option("--fail-under", metavar="METRIC=VALUE", help="answers.right=0.85")
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Chấm trên bộ câu hỏi · Measure answers on a test set."""
    from assistant.assistant import Assistant
    from assistant.evaluation.compare import compare, load_report
    from assistant.evaluation.numbers import numbers_agree
    from assistant.evaluation.runner import build_report, run, run_key

    limits = [_limit(text) for text in fail_under or ()]
    earlier = load_report(compare_with) if compare_with else None
    rows = load_testset(testset)
    for warning in rows.warnings:
        warn(f"{testset.name}: {warning}")
    chosen = settings(home, overrides, engine=engine, units=units)
    if report:
        report.mkdir(parents=True, exist_ok=True)
    with _corpus_library(chosen, corpus, corpus_home) as library, bar(say("Đang hỏi", "Asking")) as progress:
        _warn_of_missing(rows, library)
        shown = chosen.model_dump(mode="json", exclude={"home", "llm_api_key"})
        key = run_key(shown, library.generation, [r.content_hash for r in library.documents()], _commit())
        log = report / "answers.jsonl" if report else None
        assistant = Assistant(library, chosen)
        judged = run(rows, _Evaluated(assistant, library), key=key, log=log, progress=progress)
    result = build_report(judged, settings=shown, numbers_agree=numbers_agree, commit=_commit(), warnings=rows.warnings)
    if earlier:
        result["comparison"] = compare(earlier, result)
    if report:
        _write_report(report / "report.json", result)
    if as_json:
        write_json(result)
    else:
        _print_metrics(result["metrics"])
        _print_comparison(result.get("comparison"))
    _hold_to(limits, result["metrics"])


@one_line(ValueError, *EXPECTED)
def evaluate_indicators(
    labels: Annotated[Path, typer.Argument(help="câu đã gán nhãn, JSONL · labelled sentences")],
    report: ReportOption = None,
    as_json: JsonOption = False,
) -> None:
    """Chấm việc trích số liệu · Measure the extraction of indicators."""
    from assistant.evaluation.indicator_metrics import evaluate_indicators as measure
    from ingest.indicators import extract_indicators

    def extract(sentence: str, context: str, title: str) -> list[Indicator]:
        return extract_indicators(sentence, context=context, title=title)

    result = measure(labels, extract)
    _finish(result, report, as_json, leave_out="sentences")


@one_line(ValueError, *EXPECTED)
def evaluate_metadata(
    gold: Annotated[Path, typer.Argument(help="siêu dữ liệu chuẩn, JSONL · gold metadata")],
    corpus: Annotated[Path, typer.Option("--corpus", help="thư mục tài liệu · folder of the documents")],
    report: ReportOption = None,
    as_json: JsonOption = False,
) -> None:
    """Chấm siêu dữ liệu · Measure the metadata of documents."""
    from assistant.evaluation.metadata import compare_metadata, load_gold
    from ingest.blocks import ReadError
    from ingest.parse import parse_file

    rows = load_gold(gold)
    found: dict[str, Mapping[str, object]] = {}
    with bar(say("Đang đọc tài liệu", "Reading documents")) as progress:
        for count, row in enumerate(rows, 1):
            file = str(row["file"])
            try:
                found[file] = document_json(parse_file(corpus / file, corpus, "gold").document, 0)
            except ReadError as error:
                warn(str(error))
            if progress:
                progress(count, len(rows))
    result = compare_metadata(rows, found)
    _finish(result, report, as_json, leave_out="misses")
    if not as_json:
        for miss in result["misses"]:  # type: ignore[attr-defined]
            write(f"{miss['file']} {miss['field']}: {miss['gold']!r} ≠ {miss['found']!r}")


@contextmanager
def _corpus_library(chosen: Settings, corpus: Path | None, corpus_home: Path | None) -> Iterator[Library]:
    """The library to evaluate on: the home's, or one made of ``corpus``."""
    if corpus is None:
        with open_library(chosen, create=False) as library:
            yield library
        return
    if not corpus.is_dir():
        raise Failure(f"{corpus}: {say('không phải thư mục', 'not a folder')}")
    from ingest.pipeline import ingest

    with tempfile.TemporaryDirectory(prefix="hoidap-") as temporary:
        place = chosen.model_copy(update={"home": corpus_home or Path(temporary)})
        with open_library(place) as library:
            with ingest_progress() as progress:
                outcome = ingest([corpus], library, progress=progress)
            for failure in outcome.failed:
                warn(f"{failure.file}: {failure.reason}")
            yield library


def _warn_of_missing(rows: TestSet, library: Library) -> None:
    known = {record.file for record in library.documents()}
    for question in rows.questions:
        for file in question.docs:
            if file not in known:
                warn(f"{question.id}: {file} {say('không có trong chỉ mục', 'is not in the index')}")


def _commit() -> str | None:
    """The commit of the source tree, with a + where it was changed; null outside of one."""
    root = Path(__file__).resolve().parents[3]
    if not (root / ".git").exists():
        return None
    asked = ["git", "-C", str(root), "describe", "--always", "--dirty=+", "--abbrev=12"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip() or None


def _limit(text: str) -> tuple[str, float]:
    name, equals, value = text.partition("=")
    try:
        return name.strip(), float(value)
    except ValueError:
        raise typer.BadParameter(f"--fail-under {text}: metric=value" + ("" if equals else " (=)")) from None


def _hold_to(limits: list[tuple[str, float]], metrics: object) -> None:
    for name, least in limits:
        value = _metric(metrics, name)
        if value is None:
            raise Failure(f"--fail-under {name}: {say('không có chỉ số này', 'no such metric')}")
        if value < least:
            raise Failure(f"{name} {value} < {least}")


def _metric(metrics: object, name: str) -> float | None:
    found = metrics
    for part in name.split(".", 1):
        found = found.get(part) if isinstance(found, Mapping) else None
    value = found.get("value") if isinstance(found, Mapping) else None
    return float(value) if isinstance(value, int | float) else None


def _finish(result: Mapping[str, object], report: Path | None, as_json: bool, leave_out: str) -> None:
    if report:
        report.mkdir(parents=True, exist_ok=True)
        _write_report(report / "report.json", result)
    if as_json:
        write_json(result)
    else:
        write(json.dumps({k: v for k, v in result.items() if k != leave_out}, ensure_ascii=False, indent=2))


def _write_report(path: Path, result: Mapping[str, object]) -> None:
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    partial.replace(path)


def _print_metrics(metrics: object) -> None:
    if not isinstance(metrics, Mapping):
        return
    for group, values in metrics.items():
        for name, estimate in values.items():
            if estimate["value"] is not None:
                interval = f"[{estimate['low']:.3f}, {estimate['high']:.3f}]"
                write(f"{group + '.' + name:32} {estimate['value']:8.3f} {interval:18} n={estimate['n']}")


def _print_comparison(comparison: object) -> None:
    if not isinstance(comparison, Mapping):
        return
    for name, row in comparison["figures"].items():
        verdict = say("thật", "real") if row["real"] else say("nhiễu", "noise")
        interval = f"[{row['low']:+.3f}, {row['high']:+.3f}]"
        write(f"{name:14} {row['before']:.3f} → {row['after']:.3f}  {row['difference']:+.3f} {interval} {verdict}")
    mcnemar = comparison["mcnemar"]
    write(f"McNemar: +{mcnemar['fixed']} −{mcnemar['broken']}, p={mcnemar['p']:.3f}")
    write("+ " + " ".join(comparison["fixed"]))
    write("− " + " ".join(comparison["broken"]))
