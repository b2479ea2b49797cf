"""Commands that measure: evaluate, evaluate-indicators, evaluate-metadata."""

from __future__ import annotations

import json
import math
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.evaluation.testset import load_testset
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
    from assistant.evaluation.indicator_metrics import InDocument
    from assistant.settings import Settings
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
    judge_llm: Annotated[
        bool, typer.Option("--judge-llm", help="nhờ mô hình ngôn ngữ chấm thêm · also ask a language model")
    ] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Chấm trên bộ câu hỏi · Measure answers on a test set."""
    from assistant.evaluation import session
    from assistant.evaluation.report import load_report

    limits = [_limit(text) for text in fail_under or ()]
    chosen = settings(home, overrides, engine=engine, units=units)
    if judge_llm and not chosen.llm:
        raise Failure(
            f"--judge-llm: {say('chưa đặt mô hình, ví dụ', 'no model is set, such as')} --set llm=…", status=2
        )
    earlier = load_report(compare_with) if compare_with else None
    rows = load_testset(testset, chosen.max_question_characters)
    for warning in rows.warnings:
        warn(f"{testset.name}: {warning}")
    if report:
        report.mkdir(parents=True, exist_ok=True)
    with _corpus_library(chosen, corpus, corpus_home, report) as library, bar(say("Đang hỏi", "Asking")) as progress:
        for missing in rows.missing_files(session.stored_names(library)):
            warn(f"{testset.name}: {missing}")
        unjudged: session.JudgeError | None = None
        try:
            result = session.evaluate(
                rows,
                library,
                chosen,
                name=testset.name,
                folder=report,
                earlier=earlier,
                judge_with_llm=judge_llm,
                progress=progress,
            )
        except session.JudgeError as error:  # the measurement itself is done
            result, unjudged = error.report, error
    if as_json:
        write_json(result)
    else:
        _print_metrics(result["metrics"])
        _print_extras(result)
        _print_comparison(result.get("comparison"))
    if unjudged:
        warn(f"--judge-llm: {unjudged}")
    _hold_to(limits, result)
    if unjudged:
        raise typer.Exit(1)


@one_line(ValueError, *EXPECTED)
def evaluate_indicators(
    labels: Annotated[Path, typer.Argument(help="câu đã gán nhãn, JSONL · labelled sentences")],
    corpus: Annotated[
        list[Path] | None,
        typer.Option("--corpus", help="thư mục tài liệu của các câu · folder of the sentences' documents"),
    ] = None,
    home: Annotated[
        Path | None,
        typer.Option("--home", help="lấy tài liệu đã nạp ở đây · take the documents as they are stored here"),
    ] = None,
    report: ReportOption = None,
    as_json: JsonOption = False,
) -> None:
    """Chấm việc trích số liệu · Measure the extraction of indicators."""
    from assistant.evaluation.indicator_metrics import evaluate_indicators as measure

    for folder in corpus or ():
        if not folder.is_dir():
            raise Failure(f"{folder}: {say('không phải thư mục', 'not a folder')}")
    if corpus and home:
        raise Failure(f"--corpus, --home: {say('chỉ dùng một', 'give one of them')}", status=2)
    with _documents(corpus or (), home) as documents:
        result = measure(labels, _of_sentence, documents)
    _finish(result, report, as_json, leave_out="sentences")


def _of_sentence(sentence: str, context: str, title: str, passage: str) -> list[Indicator]:
    """The figures of a sentence whose document is not at hand but for the ``passage`` that tells its period."""
    from dataclasses import replace

    from ingest.indicators import extract_indicators, reported_period, settled_period

    running = reported_period(passage)
    found: list[Indicator] = []
    for indicator in extract_indicators(sentence, context=context, title=title):
        period, source = settled_period(indicator, running)
        found.append(replace(indicator, period=period, period_from=source))
    return found


@contextmanager
def _documents(corpus: Sequence[Path], home: Path | None) -> Iterator[InDocument | None]:
    """How labelled sentences are read in their documents: in files, in a library, or not at all."""
    from assistant.faces.cli import labelled

    if home is not None:
        with open_library(settings(home), create=False) as library:
            yield labelled.in_document(labelled.of_library(library))
    else:
        yield labelled.in_document(labelled.of_files(corpus)) if corpus else None


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

    if not corpus.is_dir():
        raise Failure(f"{corpus}: {say('không phải thư mục', 'not a folder')}")
    rows = load_gold(gold, corpus)
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
def _corpus_library(
    chosen: Settings, corpus: Path | None, corpus_home: Path | None, report: Path | None
) -> Iterator[Library]:
    """The library to evaluate on: the home's, or one made of ``corpus``.

    Without a ``corpus_home`` that one is kept beside the report until the run has ended well, so that a run which is
    taken up again need not read the documents again.
    """
    if corpus is None:
        with open_library(chosen, create=False) as library:
            yield library
        return
    if not corpus.is_dir():
        raise Failure(f"{corpus}: {say('không phải thư mục', 'not a folder')}")
    with tempfile.TemporaryDirectory(prefix="hoidap-") as temporary:
        unfinished = report / ".corpus" if report else Path(temporary)
        with open_library(chosen.model_copy(update={"home": corpus_home or unfinished})) as library:
            _ingest(corpus, library)
            yield library
    shutil.rmtree(unfinished, ignore_errors=True)


def _ingest(corpus: Path, library: Library) -> None:
    from ingest.pipeline import ingest

    with ingest_progress() as progress:
        outcome = ingest([corpus], library, progress=progress)
    for failure in outcome.failed:
        warn(f"{failure.file}: {failure.reason}")


def _limit(text: str) -> tuple[str, float]:
    from assistant.evaluation.report import is_metric

    name, _, value = (part.strip() for part in text.partition("="))
    try:
        least = float(value)
    except ValueError:
        least = math.nan
    if math.isnan(least):  # nothing is under it
        raise Failure(f"--fail-under {text}: metric=value", status=2)
    if not is_metric(name):
        raise Failure(f"--fail-under {text}: {say('không có chỉ số này', 'no such metric')}", status=2)
    return name, least


def _hold_to(limits: list[tuple[str, float]], result: Mapping[str, object]) -> None:
    from assistant.evaluation.report import metric

    broken: list[str] = []
    for name, least in limits:
        value = metric(result, name)
        if value is None:
            raise Failure(f"--fail-under {name}: {say('bộ này không đo được', 'this test set does not measure it')}")
        if value < least:
            broken.append(f"{name} {value} < {least}")
    if broken:
        raise Failure("; ".join(broken))


def _finish(result: Mapping[str, object], report: Path | None, as_json: bool, leave_out: str) -> None:
    if report:
        from assistant.evaluation.report import write_json as write_file

        report.mkdir(parents=True, exist_ok=True)
        write_file(report / "report.json", result)
    if as_json:
        write_json(result)
    else:
        write(json.dumps({k: v for k, v in result.items() if k != leave_out}, ensure_ascii=False, indent=2))


def _print_metrics(metrics: object) -> None:
    if not isinstance(metrics, Mapping):
        return
    for group, values in metrics.items():
        for name, estimate in values.items():
            if estimate["value"] is not None:
                interval = f"[{estimate['low']:.3f}, {estimate['high']:.3f}]"
                write(f"{group + '.' + name:32} {estimate['value']:8.3f} {interval:18} n={estimate['n']}")


def _print_extras(result: Mapping[str, object]) -> None:
    spent = result.get("overhead")
    if isinstance(spent, Mapping) and isinstance(spent["share"], float):
        label = say("chấm điểm", "evaluating")
        write(f"{label}: {spent['evaluating']:.2f} s = {100 * spent['share']:.1f}% / {spent['answering']:.2f} s")
    judged = result.get("llm_judge")
    if isinstance(judged, Mapping):
        found = judged["faithfulness"]
        write(f"llm_judge ({judged['model']}): {found['value']} [{found['low']}, {found['high']}] n={found['n']}")


def _print_comparison(comparison: object) -> None:
    if not isinstance(comparison, Mapping):
        return
    for name, row in comparison["figures"].items():
        verdict = say("thật", "real") if row["real"] else say("nhiễu", "noise")
        interval = f"[{row['low']:+.3f}, {row['high']:+.3f}]"
        write(f"{name:14} {row['before']:.3f} → {row['after']:.3f}  {row['difference']:+.3f} {interval} {verdict}")
    mcnemar = comparison["mcnemar"]
    write(f"McNemar: +{mcnemar['fixed']} −{mcnemar['broken']}, p={mcnemar['p']:.3f}")
    for sign, change in (("+", "fixed"), ("−", "broken")):
        if comparison[change]:
            write(f"{sign} {' '.join(comparison[change])}")
    if comparison["same_corpus"] is False:
        warn(say("hai báo cáo đo trên hai kho tài liệu khác nhau", "the reports were measured on different corpora"))
