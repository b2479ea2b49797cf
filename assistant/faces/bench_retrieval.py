"""The retrieval benchmark: one table of the usual stacks, ours, ours without each part and under weights of the other
half.

python -m assistant.faces.bench_retrieval ../shared/eval [--home DIR] [--json FILE] [--only dev|paragraphs] [--every N]

``EVAL`` holds ``dev/corpus``, ``dev/questions.jsonl``, ``xquad_dev.json`` and ``distractors.jsonl``. Indexes are kept
under ``--home``: the first run embeds some 40,000 texts (half an hour on 2 cores), later ones nothing. Milliseconds are
those of a search whose question is embedded already; what embedding takes is said below the table.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import platformdirs
from rich.console import Console
from rich.table import Table

from assistant.benchmarks.systems import Remembering, System, ablations, ours, plain, tutorial
from assistant.benchmarks.tasks import Found, by_language, paragraph_questions, paragraphs, search_all
from assistant.benchmarks.tuning import PARTS, Case, case, out_of_fold, shipped
from assistant.evaluation.judge import gold_files, holds_evidence
from assistant.evaluation.metrics import Estimate
from assistant.evaluation.testset import Question, load_testset
from assistant.retrieve import Candidate, Retriever
from assistant.settings import Settings
from index.embedding import load_embedder
from index.library import Library
from index.model import Document, ParsedDocument, Passage
from ingest.parse import content_hash, parse_text
from ingest.pipeline import ingest

_BATCH = 128
_UNFINISHED = "unfinished"
_SPELLINGS = 3  # of each paragraph question: Vietnamese, without marks, English
_PARAGRAPHS = ("R@1", "R@5", "R@10", "MRR@10", "p50 ms")
_DEV = ("doc R@1", "R@1", "R@5", "R@10", "both@5", "p50 ms")
_SHORT = {"paragraphs": "x", "dev": "d"}
_LANGUAGES = ("vi", "vi-nodiacritics", "en", "all")
Results = dict[str, Mapping[str, dict[str, Estimate]]]  # system → language → metric


@dataclass(frozen=True)
class Task:
    """A test set with its library, and homes of the same documents without units' vectors or without the prefix."""

    name: str
    library: Library
    questions: list[Question]
    variants: Mapping[str, Path]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the benchmark; 2 where the folder does not hold the sets."""
    options = _options(arguments)
    embedder = Remembering(load_embedder())
    results: dict[str, Results] = {}
    notes: list[str] = []
    for name, prepare in (("paragraphs", encyclopedic), ("dev", official)):
        if options.only not in (None, name):
            continue
        begun = time.perf_counter()
        try:
            task = prepare(options.folder, options.home, embedder)
        except OSError as error:
            sys.stderr.write(f"{options.folder}: {error}\n")
            return 2
        with task.library:
            task = replace(task, questions=thinned(task, options.every))
            notes.append(f"{name}: {_embedding(task, embedder):.1f} ms to embed one question (median)")
            results[name], said = measure(task, options.home, embedder)
            notes += [f"{name}: {line}" for line in said]
        notes.append(f"{name}: {time.perf_counter() - begun:.0f} s in all")
    show(results, notes)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps({"results": results, "notes": notes}, ensure_ascii=False, indent=1))
    return 0


def thinned(task: Task, every: int) -> list[Question]:
    """One paragraph question in `every`, in all its languages; the documents' questions are few enough as they are."""
    if task.name != "paragraphs":
        return task.questions
    return [q for position, q in enumerate(task.questions) if (position // _SPELLINGS) % every == 0]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench_retrieval", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, metavar="EVAL")
    parser.add_argument("--home", type=Path, default=Path(platformdirs.user_cache_dir("hoidap")) / "bench-retrieval")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--only", choices=("dev", "paragraphs"))
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="one paragraph question in N, for a quick look"
    )
    return parser.parse_args(arguments)


# -- the tasks ----------------------------------------------------------------------


def official(folder: Path, home: Path, embedder: Remembering) -> Task:
    """The development corpus, ingested, and its answerable questions."""
    library = Library.open(home / "dev", embedder)
    ingest([folder / "dev" / "corpus"], library)
    variants = {
        "- unit vectors": derive(library, home / "dev", home / "dev-no-units", embedder, unit_vectors=False),
        "- context prefix": derive(library, home / "dev", home / "dev-no-prefix", embedder, change=without_prefix),
    }
    questions = [q for q in load_testset(folder / "dev" / "questions.jsonl").questions if q.answerable]
    return Task("dev", library, questions, variants)


def encyclopedic(folder: Path, home: Path, embedder: Remembering) -> Task:
    """XQuAD paragraphs among distractors, each read as a text file of its own."""
    library = Library.open(home / "paragraphs", embedder)
    known = {file: (key, hashed) for (_, file), (key, hashed) in library.known().items()}
    wanted = dict(paragraphs(folder / "xquad_dev.json", folder / "distractors.jsonl"))
    gone = [key for file, (key, _) in known.items() if file not in wanted]
    new = [f for f, text in wanted.items() if f not in known or known[f][1] != content_hash(text.encode())]
    for start in range(0, max(len(new), bool(gone)), _BATCH):
        library.apply([parse_text(wanted[file], file=file) for file in new[start : start + _BATCH]], gone)
        gone = []
    variants = {
        "- unit vectors": derive(
            library, home / "paragraphs", home / "paragraphs-no-units", embedder, unit_vectors=False
        )
    }
    return Task("paragraphs", library, paragraph_questions(folder / "xquad_dev.json"), variants)


Change = Callable[[Document, Passage], tuple[Document, Passage]]


def without_prefix(document: Document, passage: Passage) -> tuple[Document, Passage]:
    """Neither passages nor units are read with their document's title, number and place."""
    return replace(document, title=None), replace(passage, prefix="")


def derive(
    library: Library,
    source: Path,
    home: Path,
    embedder: Remembering,
    *,
    unit_vectors: bool = True,
    change: Change = lambda document, passage: (document, passage),
) -> Path:
    """A home with the same documents, changed; begun as a copy of ``source``: texts that stay keep their vectors."""
    if not home.exists():
        shutil.copytree(source, home, ignore=shutil.ignore_patterns("dense", "write.lock"))
        (home / _UNFINISHED).touch()
    with Library.open(home, embedder, unit_vectors=unit_vectors) as other:
        if not (home / _UNFINISHED).exists() and other.known() == library.known():
            return home
        other.apply([], [key for key, _ in other.known().values() if library.document(key) is None])
        batch: list[ParsedDocument] = []
        for record in library.documents():
            batch.append(_changed(library, record.id, change))
            if len(batch) == _BATCH:
                other.apply(batch)
                batch = []
        other.apply(batch)
    (home / _UNFINISHED).unlink(missing_ok=True)
    return home


def _changed(library: Library, key: str, change: Change) -> ParsedDocument:
    document = library.document(key)
    assert document is not None
    pairs = [change(document, stored.passage) for stored in library.passages_of(key)]
    return ParsedDocument(pairs[0][0] if pairs else document, tuple(passage for _, passage in pairs))


# -- measuring ----------------------------------------------------------------------


def measure(task: Task, home: Path, embedder: Remembering) -> tuple[Results, list[str]]:
    """Every system's figures on a task, and what is to be said of the weights."""
    settings = Settings.load({})
    found: Results = {}

    def run(system: System) -> list[Found]:
        searched = search_all(system, task.questions, paragraphs=task.name == "paragraphs")
        found[system.name] = by_language(searched)
        sys.stderr.write(f"{task.name}: {system.name}\n")
        return searched

    with ExitStack() as stack:
        for system in _systems(task, home, settings, embedder, stack):
            searched = run(system)
            if system.name == "ours":
                held, said = _held_out(task, settings, searched)
                found["ours, weights out of fold"] = by_language(held)
    return found, said


def _systems(task: Task, home: Path, settings: Settings, embedder: Remembering, stack: ExitStack) -> Iterator[System]:
    yield tutorial(task.library, home)
    yield from plain(task.library)
    yield ours(task.library, settings)
    for name, variant in task.variants.items():
        other = stack.enter_context(Library.open(variant, embedder, unit_vectors=name != "- unit vectors"))
        yield ours(other, settings, name)
    yield from ablations(task.library, settings)


def _held_out(task: Task, settings: Settings, searched: Sequence[Found]) -> tuple[list[Found], list[str]]:
    """``searched`` with ranks under weights chosen on the other half; comparisons, searched by sides, as they are."""
    retriever = Retriever(task.library, settings)
    cases: list[Case] = []
    positions: list[int] = []
    for position, question in enumerate(task.questions):
        if question.type == "comparison":
            continue
        read = retriever.understand(question.question)
        group = question.docs[0] if question.docs else question.question
        cases.append(case(read, retriever.pool(read), group, _gold(task, question)))
        positions.append(position)
    ranks, chosen = out_of_fold([cases], shipped(settings))
    held = list(searched)
    for position, rank in zip(positions, ranks[0], strict=True):
        held[position] = replace(held[position], evidence=int(rank) if rank <= max(10, 1) else None)
    return held, [f"weights of half {n}: {_spelt(weights)}" for n, weights in enumerate(chosen, 1)]


def _gold(task: Task, question: Question) -> Callable[[Candidate], bool]:
    files = gold_files(question)
    if task.name == "paragraphs":
        return lambda c: c.document.file in files
    return lambda c: c.document.file in files and holds_evidence(question, c.passage.text)


def _spelt(weights: Mapping[str, float]) -> str:
    routes = ", ".join(f"{name} {value}" for name, value in weights.items() if name not in PARTS)
    return f"dense {routes}; times " + ", ".join(f"{name} {weights[name]}" for name in PARTS)


def _embedding(task: Task, embedder: Remembering) -> float:
    """Median milliseconds of embedding a question that was not embedded yet."""
    seconds = []
    for question in task.questions[:50]:
        begun = time.perf_counter()
        embedder.embed_query(question.question)
        seconds.append(time.perf_counter() - begun)
    return 1000 * statistics.median(seconds)


# -- the table ----------------------------------------------------------------------


def show(results: Mapping[str, Results], notes: Sequence[str]) -> None:
    """One table: a row for each system and language, the paragraphs' columns beside the documents'."""
    console = Console(width=300)
    columns = {"paragraphs": _PARAGRAPHS, "dev": _DEV}
    table = Table(title="Retrieval: XQuAD paragraphs among distractors (x) and official documents (d), 95% intervals")
    for heading in ("system", "language"):
        table.add_column(heading, no_wrap=True)
    for task in results:
        for column in columns[task]:
            table.add_column(f"{_SHORT[task]} {column}", justify="right", no_wrap=True)
    for system in dict.fromkeys(name for found in results.values() for name in found):
        for language in _LANGUAGES:
            cells = [
                _cell(found.get(system, {}).get(language, {}).get(column))
                for task, found in results.items()
                for column in columns[task]
            ]
            if any(cells):
                table.add_row(system if language == "vi" else "", language, *cells, end_section=language == "all")
    console.print(table)
    for note in notes:
        console.print(note, highlight=False)


def _cell(value: Estimate | None) -> str:
    if value is None or value["value"] is None:
        return ""
    if value["low"] is None:
        return f"{value['value']:.0f}"
    return f"{value['value']:.3f} [{value['low']:.2f} {value['high']:.2f}]"


if __name__ == "__main__":
    sys.exit(main())
