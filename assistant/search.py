"""Candidates as hits: what ``hoidap search`` and the search page show."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.duplicates import also_at
from assistant.lexical_query import lexical_query
from assistant.retrieve import Candidate
from assistant.understand import Question
from index.answer import Hit
from index.text import fold, words

_MOST_HIGHLIGHTS = 40
# Syllables and function words so common that lighting them up shows nothing; the longest passages hold hundreds.
_COMMON = frozenset(
    {"va", "cua", "cac", "la", "co", "trong", "duoc", "cho", "voi", "tai", "den", "ve", "theo", "nhung", "mot", "nay"}
    | {"nao", "gi", "bao", "nhieu", "the", "of", "and", "in", "to", "a", "what", "which", "how", "o", "do", "bi", "tu"}
)


def highlights(text: str, question: Question) -> tuple[tuple[int, int], ...]:
    """Spans of ``text`` that hold the question's words: pairs of neighbours first, lone words where they are rare.

    Words are compared without marks; neighbouring spans are joined.
    """
    query = lexical_query(question)
    found = words(text)
    folded = [fold(w.text) for w in found]
    lit: set[int] = set()
    for position in range(len(folded) - 1):
        if query.bigrams.get(f"{folded[position]}_{folded[position + 1]}", 0) > 0:
            lit |= {position, position + 1}
    for position, token in enumerate(folded):
        if token not in _COMMON and (token[0].isdigit() or len(token) > 5) and query.folded.get(token, 0) > 0:
            lit.add(position)
    spans: list[tuple[int, int]] = []
    previous = -2
    for position in sorted(lit):
        if position == previous + 1 and found[position].start - spans[-1][1] <= 2:
            spans[-1] = (spans[-1][0], found[position].end)
        elif not (folded[position] in _COMMON and position + 1 not in lit):
            spans.append((found[position].start, found[position].end))
        previous = position
    return tuple(spans[:_MOST_HIGHLIGHTS])


def to_hits(candidates: Sequence[Candidate], question: Question) -> list[Hit]:
    """Hits in the candidates' order, ranks from 1."""
    hits = []
    for rank, candidate in enumerate(candidates, start=1):
        document, passage = candidate.document, candidate.passage
        hits.append(
            Hit(
                rank=rank,
                score=round(candidate.score, 4),
                file=document.file,
                document=document.id,
                title=document.title,
                kind=str(document.kind),
                number=document.number,
                issuer=document.issuer,
                date=document.date.isoformat() if document.date else None,
                place=document.place,
                url=document.url,
                section=passage.passage.section,
                page=passage.passage.page,
                start=passage.passage.start,
                end=passage.passage.end,
                passage=passage.text,
                highlights=highlights(passage.text, question),
                why=candidate.why,
                also=also_at(document, candidate.also),
            )
        )
    return hits
