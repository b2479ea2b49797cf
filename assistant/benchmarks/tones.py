"""How many syllables tone restoration gets right: ``python -m assistant.benchmarks.tones PAGES.jsonl``.

``PAGES.jsonl`` holds one object a line with ``text`` and ``questions``; trained on the texts of all but every fifth
page, measured on the questions of the others.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from assistant.tones import ToneRestorer
from index.text import fold, nfc, words


def accuracy(restorer: ToneRestorer, texts: Iterable[str]) -> tuple[int, int]:
    """Syllables of ``texts`` that come back right after their marks were taken off, of how many."""
    right = total = 0
    for text in texts:
        wanted = [w.text.lower() for w in words(nfc(text))]
        restored = [w.text.lower() for w in words(restorer.restore(fold(text)))]
        pairs = [(a, b) for a, b in zip(wanted, restored, strict=False) if a.isalpha()]
        right, total = right + sum(a == b for a, b in pairs), total + len(pairs)
    return right, total


def main() -> int:
    """Prints right, of and share."""
    if len(sys.argv) != 2:
        sys.stderr.write("usage: python -m assistant.benchmarks.tones PAGES.jsonl\n")
        return 2
    pages = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    restorer = ToneRestorer.train(page["text"] for n, page in enumerate(pages) if n % 5)
    right, total = accuracy(restorer, [q for n, page in enumerate(pages) if n % 5 == 0 for q in page["questions"]])
    sys.stdout.write(f"{right} of {total} syllables right ({right / total:.1%})\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
