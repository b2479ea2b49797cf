"""`python -m index.embedding build` makes the model ready, `python -m index.embedding bench` measures it."""

from __future__ import annotations

import argparse
import logging
import random
import sys
import time
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from index.embedding import Embedder, EmbeddingError, cached_model, load_embedder

STAGES = {
    "wait": "chờ tiến trình khác dựng mô hình · another process is building it",
    "fetch": "lấy mô hình · fetching the model",
    "export": "chuyển sang ONNX · exporting to ONNX",
    "quantise": "lượng tử hoá int8 · quantising to int8",
    "check": "so với bản gốc · comparing with the original",
    "save": "lưu · saving",
    "done": "xong · done",
}
_SENTENCE = (
    "Ủy ban nhân dân quận báo cáo thu chi ngân sách đạt kế hoạch năm, tăng so với cùng kỳ; hội đồng giao phường, xã "
    "đẩy nhanh giải ngân đầu tư công, hạ tầng giao thông, trường học và y tế."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m index.embedding", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, purpose in (("build", "build the model unless it is built"), ("bench", "measure the engine")):
        command = commands.add_parser(name, help=purpose)
        command.add_argument("--model", default=None, help="hub name or folder; default: HOIDAP_EMBEDDING, or built in")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    console = Console(stderr=True)
    try:
        if options.command == "bench":
            bench(options.model, Console())
        else:
            console.print(load_with_progress(options.model, console).describe(), highlight=False, markup=False)
    except EmbeddingError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def load_with_progress(spec: str | None, console: Console) -> Embedder:
    """`load_embedder`, with a progress bar while the model is being built."""
    if cached_model(spec):
        return load_embedder(spec)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(STAGES["fetch"], total=1.0)
        return load_embedder(
            spec,
            progress=lambda stage, done: progress.update(task, description=STAGES[stage], completed=done),
        )


def bench(spec: str | None, console: Console) -> None:
    """Print load time, latency of a question, and texts a second for passages and for units."""
    started = time.perf_counter()
    embedder = load_embedder(spec)
    embedder.embed_query("khởi động")
    console.print(f"{embedder.describe()}\nload and first question  {time.perf_counter() - started:6.2f} s")
    question = "Thu ngân sách 9 tháng đầu năm của quận đạt bao nhiêu phần trăm kế hoạch?"
    times = sorted(_seconds(lambda: embedder.embed_query(question)) for _ in range(60))
    console.print(f"one question            {times[30] * 1000:6.1f} ms (median; 9 in 10 under {times[54] * 1000:.1f})")
    source = random.Random(7)  # noqa: S311 - texts to measure with
    for label, characters, count in (("passages", 900, 120), ("units", 150, 600)):
        texts = [_text(source, characters) for _ in range(count)]
        seconds = _seconds(lambda texts=texts: embedder.embed_passages(texts))  # type: ignore[misc]
        console.print(f"{label} of ~{characters:<4} letters  {count / seconds:9.1f} /s")


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def _text(source: random.Random, characters: int) -> str:
    """About so many letters of made-up text, between 0.7 and 1.3 times."""
    words = _SENTENCE.split()
    count = round(source.uniform(0.7, 1.3) * characters / (len(_SENTENCE) / len(words)))
    return " ".join(source.choice(words) if source.random() < 0.93 else f"{source.random():.3f}" for _ in range(count))


if __name__ == "__main__":
    sys.exit(main())
