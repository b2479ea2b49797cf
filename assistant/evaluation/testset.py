"""A test set: one JSON object a line, every fault named by its line."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.text import comparable, nfc

MAX_LINE = 200_000


class TestSetError(ValueError):
    """A test set that cannot be used; ``faults`` names every error as "line N: why"."""

    __test__ = False

    def __init__(self, path: Path, faults: list[str]) -> None:
        self.faults = faults
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(f"{path.name}: {faults[0]}{more}")


class Question(BaseModel):
    """One row. ``doc`` and ``also_docs`` are files relative to the ingested root.

    Of ``accepted`` any string will do, of ``accepted_all`` one of each group is needed.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    id: str = ""
    question: str = Field(min_length=1)
    lang: str | None = None
    type: str | None = None
    answerable: bool = True
    answer: str | None = None
    accepted: list[str] = Field(default_factory=list)
    accepted_all: list[list[str]] = Field(default_factory=list)
    winner: str | None = None
    loser: str | None = None
    doc: str | list[str] | None = None
    also_docs: list[str] = Field(default_factory=list)
    evidence: str | list[str] | None = None
    note: str | None = None

    @property
    def docs(self) -> tuple[str, ...]:
        """The gold documents: several for a comparison."""
        if self.doc is None:
            return ()
        return (self.doc,) if isinstance(self.doc, str) else tuple(self.doc)

    @property
    def evidences(self) -> tuple[str, ...]:
        """The gold evidence strings."""
        if self.evidence is None:
            return ()
        return (self.evidence,) if isinstance(self.evidence, str) else tuple(self.evidence)

    @property
    def judged(self) -> bool:
        """Whether an answer can be judged: unanswerable, or something accepted is given."""
        return not self.answerable or bool(self.accepted or self.accepted_all)


@dataclass(frozen=True)
class TestSet:
    """The rows of a file, the line of each, and what is doubtful in them (``warnings``, by line)."""

    __test__ = False

    questions: tuple[Question, ...]
    warnings: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()

    def missing_files(self, known: Collection[str]) -> tuple[str, ...]:
        """The gold documents that are not among ``known`` files, by line."""
        lines = self.lines or tuple(range(1, len(self.questions) + 1))
        return tuple(
            f"line {line}: {question.id}: no such file: {file}"
            for line, question in zip(lines, self.questions, strict=True)
            for file in (*question.docs, *question.also_docs)
            if file not in known
        )

    def resolved(self, stored: Mapping[str, str]) -> TestSet:
        """With each gold file by the name that its document is stored under: ``stored`` gives it for copies' names."""

        def named(files: Iterable[str]) -> list[str]:
            return list(dict.fromkeys(stored.get(file, file) for file in files))

        def renamed(question: Question) -> Question:
            docs, also = named(question.docs), named(question.also_docs)
            if (docs, also) == ([*question.docs], question.also_docs):
                return question
            return question.model_copy(update={"doc": docs or None, "also_docs": also})

        return replace(self, questions=tuple(map(renamed, self.questions)))

    @property
    def fingerprint(self) -> str:
        """A short hash of all rows: reports of the same test set carry the same one."""
        digest = blake2b(digest_size=12)
        for question in self.questions:
            digest.update(question.model_dump_json().encode() + b"\n")
        return digest.hexdigest()


def load_testset(path: Path, longest: int | None = None) -> TestSet:
    """Read and check ``path``; ``longest`` is how many characters the assistant takes for a question.

    Raises:
        TestSetError: bad JSON, a wrong type, no question, one too long, an id twice; every such line is named.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise TestSetError(path, [f"cannot be read: {reason}"]) from error
    return parse_testset(lines, path, longest)


def parse_testset(lines: Iterable[str], path: Path, longest: int | None = None) -> TestSet:
    """The rows of ``lines``; ``path`` only names the file in messages."""
    questions: list[Question] = []
    faults: list[str] = []
    warnings: list[str] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            question, doubts = _parse_row(line, number, longest)
        except ValueError as error:
            faults.append(f"line {number}: {error}")
            continue
        if question.id in seen:
            faults.append(f"line {number}: id {question.id!r} was used in line {seen[question.id]}")
            continue
        seen[question.id] = number
        questions.append(question)
        warnings += [f"line {number}: {doubt}" for doubt in doubts]
    if not questions and not faults:
        faults.append("holds no question")
    if faults:
        raise TestSetError(path, faults)
    return TestSet(tuple(questions), tuple(warnings), tuple(seen.values()))


def _parse_row(line: str, number: int, longest: int | None) -> tuple[Question, list[str]]:
    if len(line) > MAX_LINE:
        raise ValueError(f"longer than {MAX_LINE} characters")
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"not JSON ({getattr(error, 'msg', 'nested too deeply')})") from None
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    known = {key: _clean(value) for key, value in row.items() if value is not None}
    if isinstance(known.get("id"), int):
        known["id"] = str(known["id"])
    known.setdefault("id", f"line-{number}")
    try:
        question = Question.model_validate(known)
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from None
    asked = question.question.strip()
    if not asked:
        raise ValueError("question: is empty")
    if longest is not None and len(asked) > longest:
        raise ValueError(f"question: longer than {longest} characters")
    return question, [f"unknown key {key!r}" for key in row if key not in Question.model_fields] + _doubts(question)


def _doubts(question: Question) -> list[str]:
    found: list[str] = []
    computed = question.type == "comparison"
    evidence = comparable(" ".join(question.evidences))
    stands = any(comparable(accepted) in evidence for accepted in question.accepted)
    if question.accepted and evidence and not computed and not stands:
        found.append("no accepted answer stands in its evidence")
    if not question.answerable and (question.accepted or question.accepted_all):
        found.append("unanswerable, yet something is accepted")
    return found


def _clean(value: object) -> object:
    if isinstance(value, str):
        return nfc(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value
