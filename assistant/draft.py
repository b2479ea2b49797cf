"""An answer on its way: statements with the spans they rest on, before they are numbered and shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from index.answer import Also, Citation, Hit, IndicatorFact, Status
from index.model import Document, Passage, StoredPassage

# A source's own "[6] Sơ bộ" is no mark of ours.
_BRACKETED = re.compile(r"\[(\s*\d[\d\s,;–-]*)\]")


@dataclass(frozen=True, slots=True)
class Source:
    """A span of a document and the passage it was found in; ``marks`` are key spans relative to ``start``."""

    document: Document
    start: int
    end: int
    passage: Passage | None = None
    marks: tuple[tuple[int, int], ...] = ()

    @property
    def quote(self) -> str:
        """The verbatim text."""
        return self.document.text[self.start : self.end]

    @property
    def frame(self) -> str:
        """What the quote is read with: the lead-ins and heads of its units, its section, its document's own data."""
        document, passage = self.document, self.passage
        units = [u for u in passage.units if u.start < self.end and self.start < u.end] if passage else []
        about = (document.title, document.number, document.place, document.date and document.date.isoformat())
        section = (passage.section, passage.prefix) if passage else ()
        return "\n".join(str(part) for part in (*dict.fromkeys(u.context for u in units), *section, *about) if part)


@dataclass(frozen=True, slots=True)
class Statement:
    """One displayed sentence (without its [n]) and what it rests on, in order. ``n`` marks follow the text.

    ``verbatim`` is false where the text is made by template or model, and so has to be verified against the sources.
    """

    text: str
    sources: tuple[Source, ...]
    verbatim: bool = True
    indicators: tuple[IndicatorFact, ...] = ()  # of the first source
    note: str = ""  # what the library's own records add to the text, known without a source


@dataclass(frozen=True, slots=True)
class Draft:
    """What an engine answers: a status and its statements; ``opening`` is an uncited first line (asking back)."""

    status: Status
    statements: tuple[Statement, ...] = ()
    opening: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A draft with its marks: every source has one number, the same span the same number."""

    text: str
    citations: tuple[Citation, ...]
    indicators: tuple[IndicatorFact, ...]


def render(draft: Draft) -> Rendered:
    """Number the sources in order of mention and write the text with its [n] marks, a statement a line.

    Every [n] of the text is a citation: bracketed numbers that came with a statement are written (n).
    """
    numbers: dict[tuple[str, int, int], int] = {}
    citations: list[Citation] = []
    facts: list[IndicatorFact] = []
    lines = [_unbracketed(draft.opening)] if draft.opening else []
    for statement in draft.statements:
        used: list[int] = []
        for source in statement.sources:
            key = (source.document.id, source.start, source.end)
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                citations.append(cite(source, numbers[key]))
            if numbers[key] not in used:
                used.append(numbers[key])
        lines.append(_unbracketed(statement.text.rstrip()) + "".join(f" [{n}]" for n in used))
        facts += [fact.model_copy(update={"n": used[0] if used else None}) for fact in statement.indicators]
    return Rendered("\n".join(lines), tuple(citations), tuple(facts))


def _unbracketed(text: str) -> str:
    return _BRACKETED.sub(r"(\1)", text)


def cite(source: Source, n: int) -> Citation:
    """The citation of ``source`` under number ``n``; its quote is exactly the document's text."""
    document, passage = source.document, source.passage
    return Citation(
        n=n,
        **_located(document, passage),
        start=source.start,
        end=source.end,
        quote=source.quote,
        marks=source.marks,
    )


def _located(document: Document, passage: Passage | None) -> dict[str, Any]:
    """What a citation and a hit tell of where they stand."""
    return {
        "file": document.file,
        "document": document.id,
        "title": document.title,
        "kind": document.kind.value,
        "number": document.number,
        "issuer": document.issuer,
        "date": document.date.isoformat() if document.date else None,
        "place": document.place,
        "url": document.url,
        "section": passage.section if passage else None,
        "page": passage.page if passage else None,
    }


def hit(
    document: Document,
    stored: StoredPassage,
    *,
    rank: int,
    score: float,
    highlights: Sequence[tuple[int, int]],
    why: dict[str, object],
    also: Sequence[Also] = (),
) -> Hit:
    """A found passage in the shape of ``search --json``."""
    passage = stored.passage
    return Hit(
        rank=rank,
        score=score,
        **_located(document, passage),
        start=passage.start,
        end=passage.end,
        passage=document.text[passage.start : passage.end],
        highlights=tuple(highlights),
        why=why,
        also=tuple(also),
    )
