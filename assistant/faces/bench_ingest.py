"""``python -m assistant.faces.bench_ingest FOLDER...``: how fast documents go in, beside the embedding engine alone.

Ingests into a temporary home with nothing cached, then embeds a sample of the same texts with the engine alone; prints
documents and vectors a second, their ratio, the peak memory, and what a second ingest of the same folders costs.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.faces.cli.progress import ingest_progress
from index.embedding import Embedder, load_embedder
from index.inputs import inputs
from index.library import Library
from index.model import Document, StoredPassage
from ingest.pipeline import ingest

SAMPLE = 600
SEED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and print one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m assistant.faces.bench_ingest", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    sys.stdout.write(json.dumps(measure(options.paths), indent=2) + "\n")
    return 0


def measure(paths: Sequence[Path]) -> dict[str, object]:
    """The figures of one run over ``paths``."""
    embedder = load_embedder()
    with tempfile.TemporaryDirectory(prefix="hoidap-bench-") as home:
        library = Library.open(Path(home), embedder)
        try:
            with ingest_progress() as progress:
                first = ingest(paths, library, progress=progress)
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
        "vectors_per_second": round(rate, 2),
        "engine_vectors_per_second": round(engine, 2),
        "share_of_engine": round(rate / engine, 3),
        "second_ingest": {"embedded": again.embedded, "unchanged": again.unchanged, "seconds": again.seconds},
        "peak_memory_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def texts(library: Library, embedder: Embedder) -> list[str]:
    """A random sample of the texts that the library embedded."""
    found: list[str] = []
    for record in library.documents():
        document = library.document(record.id)
        if document is not None:
            found += [
                text for passage in library.passages_of(record.id) for text in embedded(document, passage, embedder)
            ]
    random.Random(SEED).shuffle(found)  # noqa: S311 (a sample, no secret)
    return found[:SAMPLE]


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
