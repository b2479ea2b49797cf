"""How long a question takes, and what it costs in memory and on disk, by the number of passages.

python -m assistant.faces.bench_scale HOME QUESTIONS.jsonl [--sizes 10000 100000] [--work DIR] [--vectors N] [--words N]

``HOME`` is a library whose sentences and vectors larger ones are made of (`assistant.benchmarks.scale`). For each size:
milliseconds of a search end to end (understanding and embedding the question included), without a filter, with a wide
and a narrow one; recall@10 of the dense index against looking at every vector, filtered and not; bytes a passage on
disk and in memory. ``--vectors N`` measures the dense index alone at N vectors, ``--words N`` the lexical one alone at
N passages. Each time is said twice: on the clock, and as work of the processor, which other programs do not prolong.
The first round (``all``) meets most documents for the first time, ``again`` asks the same once more: then the vectors
of the questions are kept too, so ``embed`` must be added for a new question about documents met before.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.benchmarks.scale import PASSAGES_PER_DOCUMENT, MadeUp, Stock, made_documents
from assistant.evaluation.testset import load_testset
from assistant.glossary import load_glossary
from assistant.lexical_query import lexical_query
from assistant.retrieve import Retriever
from assistant.settings import Settings
from assistant.understand import understand
from index.dense import Dense, Owners, half
from index.embedding import load_embedder
from index.lexical import Entry, Lexical
from index.library import Library
from index.model import Filters

Row = dict[str, Any]
_BATCH = 500
_FIRST = 10  # questions that warm up what is loaded on first use
_CHUNK = 20_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one JSON object a size."""
    parser = argparse.ArgumentParser(prog="python -m assistant.faces.bench_scale", description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--sizes", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--work", type=Path, help="where the libraries are made and kept (default: nowhere)")
    parser.add_argument("--vectors", nargs="*", type=int, default=[])
    parser.add_argument("--words", nargs="*", type=int, default=[])
    options = parser.parse_args(arguments)
    with Library.open(options.home) as library:
        stock = Stock.of(library)
    embedder = MadeUp(load_embedder(), stock.vectors)
    asked = [q.question for q in load_testset(options.questions).questions]
    with tempfile.TemporaryDirectory() as temporary:
        for size in options.sizes:
            home = (options.work or Path(temporary)) / f"{size}"
            _print(measure(home, size, stock, embedder, asked))
    for count in options.vectors:
        _print(vectors_alone(count, embedder, asked))
    for count in options.words:
        _print(words_alone(count, stock, asked))
    return 0


def _print(row: Row) -> None:
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


def measure(home: Path, size: int, stock: Stock, embedder: MadeUp, asked: Sequence[str]) -> Row:
    """One library of ``size`` passages: made where it is not there yet, then asked every question."""
    before = _resident()
    with Library.open(home, embedder) as library:
        made = _fill(library, stock, size)
        retriever = Retriever(library, Settings.load({}))
        filters = _filters(library)
        row: Row = {"passages": library.passage_count, "made_in_s": round(made, 1)}
        for question in asked[:_FIRST]:
            retriever.retrieve(retriever.understand(question))
        for name, chosen in filters.items():
            row[name] = _timed(
                [lambda q=q, f=chosen: retriever.retrieve(retriever.understand(q), filters=f) for q in asked]  # type: ignore[misc]
            )
        row["parts"] = _parts(library, retriever, asked)
        row["recall@10"] = {name: _recall(library, asked, f) for name, f in filters.items() if name != "again"}
        row["memory_bytes_a_passage"] = round((_resident() - before) / size)
    row["disk_bytes_a_passage"] = round(sum(f.stat().st_size for f in home.rglob("*") if f.is_file()) / size)
    row["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return row


def _fill(library: Library, stock: Stock, size: int) -> float:
    started = time.perf_counter()
    there = len(library.known())
    if not there:
        for first in range(0, size // PASSAGES_PER_DOCUMENT, _BATCH):
            rest = min(_BATCH * PASSAGES_PER_DOCUMENT, size - first * PASSAGES_PER_DOCUMENT)
            library.apply(list(made_documents(stock, rest, first)))
    return time.perf_counter() - started if not there else 0.0


def _filters(library: Library) -> dict[str, Filters]:
    """None, one that lets about half of the documents through, and one that lets through few."""
    records = library.documents()
    days = (record.date_issued or record.date_published for record in records)
    dates = sorted(day for day in days if day)
    return {
        "all": Filters(),
        "again": Filters(),
        "half": Filters(date_from=dates[len(dates) // 2]),
        "few": Filters(files=tuple(record.file for record in records[:: max(1, len(records) // 20)])),
    }


def _timed(calls: Sequence[Callable[[], object]]) -> dict[str, float]:
    clock, work = [], []
    for call in calls:
        started, worked = time.perf_counter(), time.process_time()
        call()
        clock.append(time.perf_counter() - started)
        work.append(time.process_time() - worked)
    p50, p95 = np.percentile(clock, [50, 95]) * 1000
    cpu50, cpu95 = np.percentile(work, [50, 95]) * 1000
    times = {"p50_ms": p50, "p95_ms": p95, "cpu_p50_ms": cpu50, "cpu_p95_ms": cpu95}
    return {name: round(float(value), 1) for name, value in times.items()}


def _parts(library: Library, retriever: Retriever, asked: Sequence[str]) -> dict[str, dict[str, float]]:
    understood = [retriever.understand(question) for question in asked]
    vectors = [retriever.vector(question) for question in understood]
    queries = [lexical_query(question) for question in understood]
    return {
        "understand": _timed([lambda q=q: retriever.understand(q) for q in asked]),  # type: ignore[misc]
        "embed": _timed([lambda q=q: library.embedder.embed_query(q.restored) for q in understood]),  # type: ignore[misc]
        "dense": _timed([lambda v=v: library.dense(v, 50) for v in vectors]),  # type: ignore[misc]
        "lexical": _timed([lambda q=q: library.lexical(q, 50) for q in queries]),  # type: ignore[misc]
    }


def _recall(library: Library, asked: Sequence[str], filters: Filters) -> float:
    """Share of the ten nearest passages, every vector looked at, that the index finds too."""
    found = wanted = 0
    for question in asked:
        vector = library.embed_query(question)
        exact = {scored.passage for scored in library.dense(vector, 10, filters, exact=True)}
        found += len(exact & {scored.passage for scored in library.dense(vector, 10, filters)})
        wanted += len(exact)
    return round(found / wanted, 4) if wanted else 1.0


def vectors_alone(count: int, embedder: MadeUp, asked: Sequence[str]) -> Row:
    """The dense index at ``count`` vectors, five of a passage."""
    before = _resident()
    dense = Dense(embedder.dimension)
    started = time.perf_counter()
    for low in range(0, count, _CHUNK):
        numbers = np.arange(low, min(low + _CHUNK, count))
        made = embedder.embed_passages([str(number) for number in numbers])
        dense.add(Owners(numbers // 5, numbers % 5 - 1, numbers // 50), half(made))
    added = time.perf_counter() - started
    started = time.perf_counter()
    dense.fit_size()
    fitted = time.perf_counter() - started
    vectors = [embedder.embed_query(question) for question in asked]
    found = [[{s.passage for s in dense.search(v, 10, exact=exact)} for exact in (False, True)] for v in vectors]
    shared = sum(len(some & every) for some, every in found)
    return {
        "vectors": count,
        "added_in_s": round(added, 1),
        "fitted_in_s": round(fitted, 1),
        "dense": _timed([lambda v=v: dense.search(v, 50) for v in vectors]),  # type: ignore[misc]
        "recall@10": round(shared / (10 * len(vectors)), 4),
        "memory_bytes_a_vector": round((_resident() - before) / count),
    }


def words_alone(count: int, stock: Stock, asked: Sequence[str]) -> Row:
    """The lexical index at ``count`` passages."""
    with tempfile.TemporaryDirectory() as folder:
        before = _resident()
        index = Lexical(Path(folder))
        started = time.perf_counter()
        step = _BATCH * PASSAGES_PER_DOCUMENT
        for first in range(0, count, step):
            index.change((), _entries(stock, min(step, count - first), first // PASSAGES_PER_DOCUMENT))
        built = time.perf_counter() - started
        queries = [lexical_query(understand(question, glossary=load_glossary())) for question in asked]
        return {
            "passages": len(index),
            "built_in_s": round(built, 1),
            "lexical": _timed([lambda q=q: index.search(q, 50) for q in queries]),  # type: ignore[misc]
            "disk_bytes_a_passage": round(sum(f.stat().st_size for f in Path(folder).iterdir()) / count),
            "memory_bytes_a_passage": round((_resident() - before) / count),
        }


def _entries(stock: Stock, passages: int, first: int) -> Iterator[Entry]:
    for number, parsed in enumerate(made_documents(stock, passages, first), first):
        for position, passage in enumerate(parsed.passages):
            text = f"{passage.prefix}\n{parsed.document.text[passage.start : passage.end]}"
            yield Entry(number * PASSAGES_PER_DOCUMENT + position, number, text)


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    sys.exit(main())
