"""How many altered answers the checks catch, and how many true ones they doubt.

python -m assistant.faces.bench_alterations TESTSET.jsonl --home DIR [--count 1000] [--list]

The questions of the test set are answered; then a digit, a unit, a date or the direction of a change is altered in one
fact of an answer's statement. Caught is an alteration after which a check fails that did not fail before.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from assistant.answering import Answering, Engine, verified
from assistant.asked import Asked
from assistant.draft import Draft, Statement
from assistant.evaluation.testset import load_testset
from assistant.extractive import Limits
from assistant.retrieve import Retriever
from assistant.settings import Settings
from assistant.verify import Fact, FactKind, facts
from index.dates import find_dates
from index.library import Library
from index.model import Filters

_UNITS: tuple[tuple[str, str], ...] = (
    ("tỷ", "triệu"),
    ("triệu", "tỷ"),
    ("nghìn", "triệu"),
    ("billion", "million"),
    ("%", " tỷ đồng"),
)
_UNITS += (("ngày", "tháng"), ("tháng", "năm"), ("năm", "tháng"), ("km", "m"), ("ha", "m2"))
_SIGNS = (("tăng", "giảm"), ("giảm", "tăng"), ("vượt", "hụt"), ("up", "down"), ("down", "up"))
_CHANGE_REACH = 25  # letters before a percentage in which its direction stands

Alteration = tuple[str, str]  # kind, altered text


def digit(text: str, fact: Fact, chance: random.Random) -> str | None:
    """One digit of the fact changed; a leading digit stays above 0."""
    places = [i for i in range(fact.start, fact.end) if text[i] in "0123456789"]
    if not places:
        return None
    at = chance.choice(places)
    return text[:at] + chance.choice([d for d in "123456789" if d != text[at]]) + text[at + 1 :]


def unit(text: str, fact: Fact, _: random.Random) -> str | None:
    """The unit of the fact exchanged for another one."""
    for old, new in _UNITS:
        found = re.search(rf"(?<!\w){re.escape(old)}(?!\w)", fact.text)
        if found:
            start, end = fact.start + found.start(), fact.start + found.end()
            return text[:start] + new + text[end:]
    return None


def sign(text: str, fact: Fact, _: random.Random) -> str | None:
    """The direction of a change turned round."""
    reach = max(0, fact.start - _CHANGE_REACH)
    before = text[reach : fact.start]
    for old, new in _SIGNS:
        found = list(re.finditer(rf"(?<!\w){old}(?!\w)", before))
        if found and not re.search(r"[,;.:\d]\s", before[found[-1].end() :]):
            start = reach + found[-1].start()
            return text[:start] + new + text[start + len(old) :]
    return None


def alterations(statement: Statement, chance: random.Random) -> Iterator[Alteration]:
    """What can be altered in the facts of ``statement``, each once for each way."""
    ways: dict[str, Callable[[str, Fact, random.Random], str | None]] = {"digit": digit, "unit": unit, "sign": sign}
    for fact in facts(statement.text):
        if fact.kind is FactKind.NAME:
            continue
        for name, way in ways.items():
            if name != "digit" and fact.quantity is None:
                continue
            altered = way(statement.text, fact, chance)
            # What no longer reads as a date ("48 tháng 5") is no date that could be wrong.
            if altered is not None and (fact.kind is not FactKind.DATE or find_dates(altered[fact.start : fact.end])):
                yield ("date" if fact.kind is FactKind.DATE else name), altered


def answers(library: Library, testset: Path) -> Iterator[tuple[Asked, Draft]]:
    """The extractive answers to the answerable questions of ``testset``."""
    settings = Settings.load({})
    retriever = Retriever(library, settings)
    answering = Answering(library, retriever, settings)
    limits = Limits(settings.units, settings.answer_characters)
    for question in load_testset(testset).questions:
        if not question.answerable:
            continue
        understood = retriever.understand(question.question)
        candidates = retriever.retrieve(understood, k=settings.passages, filters=Filters())
        run = answering.begin(understood, candidates, filters=Filters(), limits=limits, engine=Engine.EXTRACTIVE)
        drafting = run.draft()
        try:
            while True:
                next(drafting)
        except StopIteration as done:
            yield run.asked, done.value


def failures(statement: Statement, text: str, asked: Asked) -> Counter[str]:
    """The facts of ``text``, said in place of ``statement``, that are not supported."""
    said = Statement(text, statement.sources, statement.verbatim)
    return Counter(f"{c.kind}:{c.value}" for c in verified(said, asked) if not c.supported)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the shares of alterations caught, by kind, and of unaltered facts doubted."""
    parser = argparse.ArgumentParser(prog="bench_alterations", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("testset", type=Path)
    parser.add_argument("--home", type=Path, required=True, help="an index of the test set's documents")
    parser.add_argument("--count", type=int, default=1000, help="alterations tried")
    parser.add_argument("--list", action="store_true", help="also what was doubted and what was not caught")
    options = parser.parse_args(arguments)
    chance = random.Random(0)  # noqa: S311 (a repeatable choice, no secret)
    checked = doubted = 0
    tried: list[tuple[Statement, Asked, Alteration]] = []
    with Library.open(options.home) as library:
        for asked, draft in answers(library, options.testset):
            for statement in draft.statements:
                verdicts = verified(statement, asked)
                checked += len(verdicts)
                doubted += sum(not v.supported for v in verdicts)
                tried += [(statement, asked, found) for found in alterations(statement, chance)]
                if options.list:
                    wrong = [f"{v.kind} {v.value!r}" for v in verdicts if not v.supported]
                    sys.stdout.write("".join(f"doubted {w}: {statement.text}\n" for w in wrong))
    chance.shuffle(tried)
    caught: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for statement, asked, (kind, altered) in tried[: options.count]:
        total[kind] += 1
        found = bool(failures(statement, altered, asked) - failures(statement, statement.text, asked))
        caught[kind] += found
        if options.list and not found:
            sys.stdout.write(f"missed {kind}: {altered}\n")
    for kind in sorted(total):
        sys.stdout.write(f"{kind}: {caught[kind]} of {total[kind]} caught ({caught[kind] / total[kind]:.3f})\n")
    sys.stdout.write(
        f"altered: {caught.total()} of {total.total()} caught ({caught.total() / max(1, total.total()):.3f}); "
        f"unaltered: {doubted} of {checked} facts doubted ({doubted / max(1, checked):.3f})\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
