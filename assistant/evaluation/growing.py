"""Rows of a test set from what readers said was wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.feedback import Opinion
from index.dates import find_dates
from index.docnumbers import find_document_numbers
from index.quantities import find_quantities
from index.text import fold

SHORT_CHARACTERS = 60
SHORT_WORDS = 8


def from_feedback(opinions: Iterable[Opinion]) -> Iterator[dict[str, object]]:
    """A row for each question whose right answer a reader gave; of several on one question the last one counts.

    The reader's words become ``answer``. A short answer is accepted as it is written, a longer one by the figures,
    dates and document numbers in it, all of which an answer must then give; one without any is kept for a person to
    complete. ``doc`` stays open: what the rejected answer cited need not be the right source.
    """
    last: dict[str, Opinion] = {}
    for opinion in opinions:
        if opinion.right_answer:
            last.pop(fold(opinion.question), None)
            last[fold(opinion.question)] = opinion
    for opinion in last.values():
        row: dict[str, object] = {"id": f"feedback-{opinion.id}", "question": opinion.question}
        row |= {"lang": _language(opinion), "type": "feedback", "answer": opinion.right_answer}
        row |= accepted(opinion.right_answer)
        note = "; ".join(part for part in (opinion.created[:10], opinion.reason) if part)
        yield row | {"note": note}


def accepted(right_answer: str) -> dict[str, object]:
    """``accepted`` or ``accepted_all`` of an answer in a reader's words; nothing where it has no hard fact.

    >>> accepted("89%"), accepted("Ngày mai")
    ({'accepted': ['89%']}, {'accepted': ['Ngày mai']})
    """
    short = right_answer.strip(" .")
    facts = hard_facts(short)
    if len(short) <= SHORT_CHARACTERS and len(short.split()) <= SHORT_WORDS and len(facts) < 2:
        telling = [fact for fact in facts if sum(c.isdigit() for c in fact) > 2]  # "12" is found anywhere
        return {"accepted": list(dict.fromkeys([short, *telling]))}
    return {"accepted_all": [[fact] for fact in facts]} if facts else {}


def hard_facts(text: str) -> list[str]:
    """Figures (the number as written), dates and document numbers of ``text``, in order, each once."""
    numbers = [(n.start, n.end) for n in find_document_numbers(text)]
    dates = [(d.start, d.end) for d in find_dates(text)]
    figures = [(q.start, q.end) for q in find_quantities(text)]
    kept: list[tuple[int, int]] = []
    for span in (*numbers, *dates, *figures):
        if not any(span[0] < end and start < span[1] for start, end in kept):
            kept.append(span)
    return list(dict.fromkeys(_core(text[start:end]) for start, end in sorted(kept)))


def _core(fact: str) -> str:
    """A figure without its unit, which has many spellings; a percent keeps its sign; anything else as it is."""
    words: Sequence[str] = fact.split()
    return words[0] if len(words) > 1 and words[0][:1].isdigit() and "/" not in words[0] else fact


def _language(opinion: Opinion) -> str:
    if opinion.answer.language == "en":
        return "en"
    return "vi-nodiacritics" if fold(opinion.question) == opinion.question.lower() else "vi"
