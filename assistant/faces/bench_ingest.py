"""``python -m assistant.faces.bench_ingest FOLDER...``: how fast documents go in, beside the embedding engine alone.

Ingests into a temporary home with nothing cached, then embeds a sample of the same texts with the engine alone; prints
documents and vectors a second, their ratio, the peak memory, and what a second ingest of the same folders costs.

``--copies N`` ingests N variants of every text file, no sentence of which is found in another, so that nothing is
stored once for two or reused. With ``--edited`` a variant differs from the original in one line only, as documents that
are published again with a small correction do: what has not changed is embedded once.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from assistant.faces.cli.progress import ingest_progress
from index.embedding import Embedder, load_embedder
from index.inputs import inputs
from index.library import Library
from index.model import Document, StoredPassage
from ingest.pipeline import ingest

SAMPLE = 300  # texts that the engine embeds alone, before and after the run: how busy the machine is changes
SEED = 1
TEXTS = (".md", ".txt")
_ORDINALS = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_STOP = re.compile(r"(?<=[^\W\d_]{2})(?=[.;!?](?:\s|$))")
_LONG = 6  # words; a shorter line may be a heading that the parser looks for


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and print one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m assistant.faces.bench_ingest", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--copies", type=int, default=0, help="variants of every text file")
    parser.add_argument("--edited", action="store_true", help="variants differ in one line only")
    options = parser.parse_args(arguments)
    with _varied(options.paths, options.copies, edited=options.edited) as made:
        paths = [Path(made)] if made else options.paths
        sys.stdout.write(json.dumps(measure(paths), indent=2) + "\n")
    return 0


def _varied(paths: Sequence[Path], copies: int, *, edited: bool) -> AbstractContextManager[str | None]:
    if not copies:
        return nullcontext()
    folder = tempfile.TemporaryDirectory(prefix="hoidap-copies-")
    write_copies(paths, Path(folder.name), copies, edited=edited)
    return folder


def write_copies(paths: Sequence[Path], target: Path, copies: int, *, edited: bool) -> None:
    """Write ``copies`` variants of each text file below ``paths`` into folders of ``target``."""
    files = [f for p in paths for f in (sorted(p.rglob("*")) if p.is_dir() else [p]) if f.suffix in TEXTS]
    for file in files:
        text = file.read_text(encoding="utf-8")
        for number in range(1, copies + 1):
            folder = target / f"{number:03}"
            folder.mkdir(parents=True, exist_ok=True)
            made = edited_copy(text, number) if edited else distinct_copy(text, number)
            (folder / file.name).write_text(made, encoding="utf-8")


def distinct_copy(text: str, number: int) -> str:
    """The text with a word of its own at the end of every sentence and of every longer line.

    >>> distinct_copy("Thu đạt kế hoạch. Chi thường xuyên giảm", 2)
    'Thu đạt kế hoạch hai. Chi thường xuyên giảm hai'
    """
    word = " " + " ".join(_ORDINALS[int(digit) or 10] for digit in str(number))
    lines = []
    for line in text.split("\n"):
        made = _STOP.sub(word, line)
        lines.append(made + word if len(line.split()) >= _LONG and line[-1] not in ".;:,!?|" else made)
    return "\n".join(lines)


def edited_copy(text: str, number: int) -> str:
    """The text with a remark at the end of one line of its later two thirds, another line for each ``number``."""
    lines = text.split("\n")
    long = [p for p, line in enumerate(lines) if p > len(lines) / 3 and len(line.split()) >= _LONG]
    chosen = random.Random(number).choice(long or [len(lines) - 1])  # noqa: S311 (a sample, no secret)
    lines[chosen] += f" (rà soát lần thứ {number})"
    return "\n".join(lines)


def measure(paths: Sequence[Path]) -> dict[str, object]:
    """The figures of one run over ``paths``."""
    embedder = load_embedder()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="hoidap-bench-") as home:
        library = Library.open(Path(home), embedder)
        try:
            own = 0
            with ingest_progress() as shown:

                def progress(done: int, total: int) -> None:
                    nonlocal own
                    own = max(own, _own_megabytes())
                    if shown:
                        shown(done, total)

                first = ingest(paths, library, progress=progress)
            peak = _megabytes(resource.RUSAGE_SELF)
            again = ingest(paths, library)
            engine = engine_rate(embedder, texts(library, embedder))
        finally:
            library.close()
    rate = first.embedded / first.seconds
    return {
        "documents": len(first.done),
        "failed": [failure.file for failure in first.failed],
        "seconds": first.seconds,
        "documents_per_second": round(len(first.done) / first.seconds, 2),
        "vectors": first.embedded,
        "vectors_reused": first.reused,
        "vectors_per_second": round(rate, 2),
        "engine_vectors_per_second": round(engine, 2),
        "share_of_engine": round(rate / engine, 3),
        "second_ingest": {"embedded": again.embedded, "unchanged": again.unchanged, "seconds": again.seconds},
        "peak_memory_megabytes": {
            "own": own,
            "with_mapped_files": peak,
            "a_parser": _megabytes(resource.RUSAGE_CHILDREN),
        },
        "load_average": [round(load, 1), round(os.getloadavg()[0], 1)],
    }


def _megabytes(who: int) -> int:
    return resource.getrusage(who).ru_maxrss // 1024


def _own_megabytes() -> int:
    """Memory that no file on disk stands behind: SQLite's mapped pages, which grow with the index, are not in it."""
    status = Path("/proc/self/status")
    found = re.search(r"RssAnon:\s*(\d+)", status.read_text(encoding="ascii")) if status.exists() else None
    return int(found[1]) // 1024 if found else 0


def texts(library: Library, embedder: Embedder) -> list[str]:
    """A random sample of the texts that the library embedded."""
    records = library.documents()
    random.Random(SEED).shuffle(records)  # noqa: S311 (a sample, no secret)
    found: list[str] = []
    for record in records[: max(40, len(records) // 20)]:
        document = library.document(record.id)
        if document is not None:
            found += [
                text for passage in library.passages_of(record.id) for text in embedded(document, passage, embedder)
            ]
    random.Random(SEED).shuffle(found)  # noqa: S311 (a sample, no secret)
    return found[: 2 * SAMPLE]


def embedded(document: Document, passage: StoredPassage, embedder: Embedder) -> list[str]:
    """What of a passage goes through the engine."""
    pieces = inputs(document.text, document.title, passage.passage, embedder.fingerprint)
    return [piece.text for piece in pieces]


def engine_rate(embedder: Embedder, sample: Sequence[str]) -> float:
    """Vectors a second of the engine alone."""
    began = time.perf_counter()
    embedder.embed_passages(sample)
    return len(sample) / (time.perf_counter() - began)


if __name__ == "__main__":
    raise SystemExit(main())
