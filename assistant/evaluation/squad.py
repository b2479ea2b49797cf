"""A corpus and a test set from a reading-comprehension file: SQuAD 1.1 and 2.0, or Vietnamese–English pairs of it.

Every paragraph becomes a file, every question a row in each of its writings: Vietnamese, the same typed without tone
marks, English. Further passages of other text can be added to make the search hard.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.text import fold, has_marks, nfc

_SLUG = re.compile(r"[^a-z0-9]+")
_SENTENCE_END = re.compile(r"[.!?…](?=\s)|\n")


class SquadError(ValueError):
    """A file that is no such data set; one line, naming the file and the place."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Span(_Part):
    text: str
    start: int | None = None
    answer_start: int | None = None


class _Question(_Part):
    id: str
    question: str | None = None
    question_vi: str | None = None
    question_en: str | None = None
    answers: list[_Span] = Field(default_factory=list)
    answers_vi: list[_Span] = Field(default_factory=list)
    is_impossible: bool = False


class _Paragraph(_Part):
    title: str = ""
    context: str | None = None
    context_vi: str | None = None
    qas: list[_Question]


class _Article(_Part):
    title: str = ""
    paragraphs: list[_Paragraph]


class _Squad(_Part):
    data: list[_Article] = Field(default_factory=list)
    paragraphs: list[_Paragraph] = Field(default_factory=list)


class _Distractor(_Part):
    id: str
    text: str
    title: str | None = None


@dataclass(frozen=True)
class Converted:
    """Texts by file name, and the rows of the test set."""

    files: Mapping[str, str]
    rows: tuple[dict[str, object], ...]


def convert(source: Path, distractors: Path | None = None) -> Converted:
    """Read a data set and what is to be mixed in.

    Raises:
        SquadError: a file cannot be read or is something else.
    """
    found = _parse(source)
    files: dict[str, str] = {}
    rows: list[dict[str, object]] = []
    paragraphs = [(p.title, p) for p in found.paragraphs]
    paragraphs += [(article.title, p) for article in found.data for p in article.paragraphs]
    for number, (title, paragraph) in enumerate(paragraphs, 1):
        text = nfc(paragraph.context_vi or paragraph.context or "")
        file = f"{slug(title) or 'paragraph'}-{number:04}.txt"
        files[file] = f"{title.replace('_', ' ')}\n\n{text}\n"
        for question in paragraph.qas:
            rows += _rows(question, text, file)
    if not rows:
        raise SquadError(f"{source.name}: holds no question")
    for number, other in enumerate(_distractors(distractors) if distractors else (), 1):
        heading = f"{other.title}\n\n" if other.title else ""
        files[f"other/{number:05}-{slug(other.id)}.txt"] = f"{heading}{nfc(other.text)}\n"
    return Converted(files, tuple(rows))


def write(converted: Converted, corpus: Path, testset: Path) -> None:
    """Write the files below ``corpus`` and the rows to ``testset``."""
    for file, text in converted.files.items():
        path = corpus / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="replace")
    testset.parent.mkdir(parents=True, exist_ok=True)
    testset.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in converted.rows), encoding="utf-8")


def slug(text: str) -> str:
    """A name for a file: ASCII letters, digits and hyphens only, never a path.

    >>> slug("../Sông Hồng (đoạn 2)")
    'song-hong-doan-2'
    """
    return _SLUG.sub("-", fold(text)).strip("-")[:60]


def _rows(question: _Question, text: str, file: str) -> Iterator[dict[str, object]]:
    spans = question.answers_vi or question.answers
    answers = list(dict.fromkeys(nfc(span.text).strip() for span in spans if span.text.strip()))
    gold: dict[str, object] = {"type": "span", "answerable": not question.is_impossible}
    if answers and not question.is_impossible:
        gold |= {"answer": answers[0], "accepted": answers, "doc": file}
        gold["evidence"] = sentence_around(text, answers[0], spans[0].start or spans[0].answer_start or 0)
    asked = nfc(question.question_vi or question.question or "")
    if asked:
        language = "vi" if question.question_vi or has_marks(asked) else "en"
        yield {"id": f"{question.id}-{language}", "question": asked, "lang": language} | gold
    if asked and has_marks(asked):
        plain = {"id": f"{question.id}-plain", "question": without_marks(asked), "lang": "vi-nodiacritics"}
        yield plain | gold
    if question.question_en:
        yield {"id": f"{question.id}-en", "question": question.question_en, "lang": "en"} | gold


def without_marks(text: str) -> str:
    """As somebody types who has no Vietnamese keyboard: marks off, capitals kept.

    >>> without_marks("Đội thủ đã thua?")
    'Doi thu da thua?'
    """
    return "".join(fold(c).upper() if c.isupper() else fold(c) for c in text)


def sentence_around(text: str, answer: str, start: int) -> str:
    """The sentence of ``text`` that holds ``answer`` at ``start`` or after it; the answer alone where none does."""
    at = text.find(answer, max(0, start - 2))
    at = at if at >= 0 else text.find(answer)
    if at < 0:
        return answer
    ends = [m.end() for m in _SENTENCE_END.finditer(text)]
    begin = max((end for end in ends if end <= at), default=0)
    finish = min((end for end in ends if end >= at + len(answer)), default=len(text))
    return text[begin:finish].strip()


def _parse(source: Path) -> _Squad:
    try:
        return _Squad.model_validate_json(_read(source))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SquadError(f"{source.name}: {place or 'the file'}: {first['msg']}") from None


def _distractors(path: Path) -> Iterator[_Distractor]:
    for number, line in enumerate(_read(path).decode("utf-8", "replace").split("\n"), 1):
        if line.strip():
            try:
                yield _Distractor.model_validate_json(line)
            except ValidationError as error:
                raise SquadError(f"{path.name}: line {number}: {error.errors()[0]['msg']}") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SquadError(f"{path}: {error.strerror}") from error
