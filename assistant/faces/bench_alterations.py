"""How many altered answers the checks catch, and how many true ones they doubt.

python -m assistant.faces.bench_alterations TESTSET.jsonl --home DIR [--corpus DIR] [--count 1000] [--seed 0] [--list]

The questions of the test set are answered; then a digit, a unit, a date or the direction of a change is altered in an
answer's statement. Caught is an alteration after which a check fails that did not fail before.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.answering import Answering, Engine, verified
from assistant.asked import Asked
from assistant.draft import Draft, Statement
from assistant.evaluation.testset import load_testset
from assistant.extractive import Limits
from assistant.facts import language_of
from assistant.retrieve import Retriever
from assistant.settings import Settings
from index.dates import find_dates
from index.library import Library
from index.model import Filters
from index.quantities import find_quantities
from ingest.pipeline import ingest

_UNITS: tuple[tuple[str, str], ...] = (
    *(("tỷ", "triệu"), ("triệu", "tỷ"), ("nghìn", "triệu"), ("đồng", "USD"), ("billion", "million")),
    *(("million", "billion"), ("%", " tỷ đồng"), ("điểm phần trăm", "%"), ("ngày", "tháng"), ("tháng", "năm")),
    *(("năm", "tháng"), ("km", "m"), ("ha", "m2"), ("m2", "ha"), ("tấn", "kg"), ("người", "hộ"), ("hộ", "người")),
)
_SIGNS = (
    *(("tăng", "giảm"), ("giảm", "tăng"), ("vượt", "hụt"), ("cao hơn", "thấp hơn"), ("thấp hơn", "cao hơn")),
    *(("sớm hơn", "muộn hơn"), ("muộn hơn", "sớm hơn"), ("up", "down"), ("down", "up"), ("higher", "lower")),
    *(("lower", "higher"), ("earlier", "later"), ("later", "earlier"), ("increased", "decreased")),
)
_CHANGE_REACH = 25  # letters before a figure in which its direction stands
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_TIMES = 2  # digits altered in one number

Alteration = tuple[str, str]  # kind, altered text


def digits(text: str, chance: random.Random) -> Iterator[Alteration]:
    """One digit changed of any number, whatever the checks take it for; a leading digit stays above 0.

    What no longer reads as a date ("48 tháng 5") is none that could be wrong.
    """
    dates = find_dates(text)
    for number in _NUMBER.finditer(text):
        date = next((d for d in dates if d.start <= number.start() < d.end), None)
        places = [i for i in range(*number.span()) if text[i].isdecimal()]
        for at in chance.sample(places, min(_TIMES, len(places))):
            other = chance.choice([d for d in "123456789" if d != text[at]])
            altered = text[:at] + other + text[at + 1 :]
            if date is None:
                yield "digit", altered
            elif find_dates(altered[date.start : date.end]):
                yield "date", altered


def units(text: str) -> Iterator[Alteration]:
    """The unit of a quantity exchanged for another one."""
    for quantity in find_quantities(text, language_of(text)):
        said = text[quantity.start : quantity.end]
        for old, new in _UNITS:
            found = re.search(rf"(?<![^\W\d_]){re.escape(old)}(?!\w)", said)
            if found:
                start, end = quantity.start + found.start(), quantity.start + found.end()
                yield "unit", text[:start] + new + text[end:]
                break


def signs(text: str) -> Iterator[Alteration]:
    """The direction of a change, or of a comparison, turned round."""
    for quantity in find_quantities(text, language_of(text)):
        reach = max(0, quantity.start - _CHANGE_REACH)
        before = text[reach : quantity.start]
        for old, new in _SIGNS:
            found = list(re.finditer(rf"(?<!\w){old}(?!\w)", before))
            if found and not re.search(r"[,;.\d]\s", before[found[-1].end() :]):
                start = reach + found[-1].start()
                yield "sign", text[:start] + new + text[start + len(old) :]
                break


def alterations(text: str, chance: random.Random) -> list[Alteration]:
    """Everything that can be altered in ``text``, each once."""
    return list(dict.fromkeys([*digits(text, chance), *units(text), *signs(text)]))


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
    said = replace(statement, text=text)
    return Counter(f"{c.kind}:{c.value}" for c in verified(said, asked) if not c.supported)


@dataclass(slots=True)
class Tally:
    """What was found: by kind how many alterations were tried and caught, and what was not as it should be."""

    tried: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    checked: int = 0
    doubted: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def measure(said: Sequence[tuple[Asked, Statement]], count: int, seed: int) -> Tally:
    """``count`` alterations of the statements ``said``, drawn by ``seed``, and every fact of the unaltered ones."""
    chance = random.Random(seed)  # noqa: S311 (a repeatable choice, no secret)
    tally = Tally()
    drawn: list[tuple[Asked, Statement, Alteration]] = []
    for asked, statement in said:
        verdicts = verified(statement, asked)
        tally.checked += len(verdicts)
        tally.doubted += [f"{v.kind} {v.value!r}: {statement.text}" for v in verdicts if not v.supported]
        drawn += [(asked, statement, found) for found in alterations(statement.text, chance)]
    chance.shuffle(drawn)
    for asked, statement, (kind, altered) in drawn[:count]:
        tally.tried[kind] += 1
        if failures(statement, altered, asked) - failures(statement, statement.text, asked):
            tally.caught[kind] += 1
        else:
            tally.missed.append(f"{kind}: {_difference(statement.text, altered)}")
    return tally


def _difference(text: str, altered: str) -> str:
    """Where the two differ, with what stands around it."""
    at = next((i for i, (a, b) in enumerate(zip(text, altered, strict=False)) if a != b), len(altered))
    return f"…{text[max(0, at - 60) : at + 30]}… → …{altered[max(0, at - 20) : at + 20]}…".replace("\n", " ")


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the shares of alterations caught, by kind, and of unaltered facts doubted."""
    parser = argparse.ArgumentParser(prog="bench_alterations", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("testset", type=Path)
    parser.add_argument("--home", type=Path, required=True, help="an index of the test set's documents")
    parser.add_argument("--corpus", type=Path, help="the documents to bring into --home first")
    parser.add_argument("--count", type=int, default=1000, help="alterations tried")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--list", action="store_true", help="also what was doubted and what was not caught")
    options = parser.parse_args(arguments)
    with Library.open(options.home) as library:
        if options.corpus:
            ingest([options.corpus], library)
        said = [(asked, s) for asked, draft in answers(library, options.testset) for s in draft.statements]
    tally = measure(said, options.count, options.seed)
    if options.list:
        sys.stdout.write("".join(f"doubted {line}\n" for line in tally.doubted))
        sys.stdout.write("".join(f"missed {line}\n" for line in tally.missed))
    for kind in sorted(tally.tried):
        share = tally.caught[kind] / tally.tried[kind]
        sys.stdout.write(f"{kind}: {tally.caught[kind]} of {tally.tried[kind]} caught ({share:.3f})\n")
    caught, tried, doubted = tally.caught.total(), tally.tried.total(), len(tally.doubted)
    sys.stdout.write(
        f"altered: {caught} of {tried} caught ({caught / max(1, tried):.3f}); "
        f"unaltered: {doubted} of {tally.checked} facts doubted ({doubted / max(1, tally.checked):.3f})\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
