"""The rules of measurement: when an answer is right, a passage holds the evidence, a citation holds the answer.

Pure functions over a row of the test set and what the assistant returned. Files are compared as written in the row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from assistant.evaluation.testset import Question
from index.answer import Answer, Citation, Hit
from index.text import comparable, nfc

_MARK = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
_SPACE = re.compile(r"\s+")
SHORT, LONG = 600, 1500

# not_declined: answered an unanswerable question; declined, asked_back: gave no answer; accepted: no accepted string in
# the text; winner: a comparison the wrong way round; length: too long; source: no gold document cited.
Failure = Literal["not_declined", "declined", "asked_back", "accepted", "winner", "length", "source"]


def plain(text: str) -> str:
    """Answer text without its [n] marks, NFC, lower case, white space folded."""
    return _SPACE.sub(" ", nfc(_MARK.sub("", text)).lower()).strip()


def contains(text: str, accepted: str) -> bool:
    """Whether ``accepted`` stands in ``text`` (both ``plain``): not inside a longer number or word.

    >>> [contains(text, "20.000") for text in ("từ 120.000 đồng", "20.000.000 đồng", "là 20.000 đồng")]
    [False, False, True]
    """
    wanted = plain(accepted)
    if not wanted:
        return False
    at = text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not _touches(text[:at][::-1], wanted[0]) and not _touches(text[end:], wanted[-1]):
            return True
        at = text.find(wanted, at + 1)
    return False


def _touches(rest: str, edge: str) -> bool:
    """Whether what follows an edge (read outwards) continues its number or word."""
    if not rest:
        return False
    if edge.isdigit():
        return rest[0].isdigit() or (rest[0] in ".," and rest[1:2].isdigit())
    return edge.isalpha() and rest[0].isalpha()


def length_limit(question: Question) -> int:
    """Characters that a right answer may have."""
    return LONG if question.type in ("list", "condition") else SHORT


def has_accepted(question: Question, text: str) -> bool:
    """Whether ``text`` (plain) holds what the row accepts."""
    if question.accepted and not any(contains(text, a) for a in question.accepted):
        return False
    return all(any(contains(text, variant) for variant in group) for group in question.accepted_all)


def names_winner_first(question: Question, text: str) -> bool:
    """Whether the winner is named, and before the loser; true where the row names no winner."""
    if not question.winner:
        return True
    won = text.find(plain(question.winner))
    lost = text.find(plain(question.loser)) if question.loser else -1
    return won >= 0 and (lost < 0 or won < lost)


def gold_files(question: Question) -> frozenset[str]:
    """Files that may be cited."""
    return frozenset(question.docs) | frozenset(question.also_docs)


def right(question: Question, answer: Answer) -> bool | None:
    """Whether the answer is right; ``None`` where the row gives nothing to judge by."""
    return failure(question, answer) is None if question.judged else None


def failure(question: Question, answer: Answer) -> Failure | None:
    """Which rule an answer breaks first, ``None`` where it is right."""
    if not question.answerable:
        return None if answer.status == "not_found" else "not_declined"
    if answer.status != "answered":
        return "declined" if answer.status == "not_found" else "asked_back"
    text = plain(answer.text)
    rules: tuple[tuple[Failure, bool], ...] = (
        ("accepted", has_accepted(question, text)),
        ("winner", names_winner_first(question, text)),
        ("length", len(text) <= length_limit(question)),
        ("source", not question.docs or any(c.file in gold_files(question) for c in answer.citations)),
    )
    return next((name for name, kept in rules if not kept), None)


def citations_hold(question: Question, citations: Sequence[Citation]) -> bool:
    """Whether a cited quote contains an accepted string or overlaps the evidence.

    For a computed answer each operand's evidence must be cited.
    """
    quotes = [(c.file, plain(c.quote)) for c in citations if c.file in gold_files(question)]
    if question.type == "comparison" and len(question.evidences) > 1:
        return all(any(_overlaps(quote, evidence) for _, quote in quotes) for evidence in question.evidences)
    if any(question.accepted and any(contains(quote, a) for a in question.accepted) for _, quote in quotes):
        return True
    return any(_overlaps(quote, evidence) for _, quote in quotes for evidence in question.evidences)


def _overlaps(quote: str, evidence: str) -> bool:
    a, b = comparable(quote), comparable(evidence)
    return bool(a and b) and (a in b or b in a)


def holds_evidence(question: Question, passage: str) -> bool:
    """Whether a passage contains an evidence or accepted string, letters and digits only."""
    text = comparable(passage)
    strings: Iterable[str] = (*question.evidences, *question.accepted)
    return any((wanted := comparable(s)) and wanted in text for s in strings)


def evidence_rank(question: Question, hits: Sequence[Hit]) -> int | None:
    """Rank (from 1) of the first hit from a gold file that holds the evidence."""
    files = gold_files(question)
    for rank, hit in enumerate(hits, 1):
        if hit.file in files and holds_evidence(question, hit.passage):
            return rank
    return None


def both_found(question: Question, hits: Sequence[Hit], k: int = 5) -> bool:
    """Whether each gold document of a comparison has a hit with evidence among the first ``k``."""
    holding = {hit.file for hit in hits[:k] if holds_evidence(question, hit.passage)}
    return holding.issuperset(question.docs)


def document_ranking(question: Question, hits: Sequence[Hit]) -> list[str]:
    """Files in order of their first hit; an ``also_docs`` file stands for the one gold document it repeats."""
    stands_for = dict.fromkeys(question.also_docs, question.docs[0]) if len(question.docs) == 1 else {}
    return list(dict.fromkeys(stands_for.get(hit.file, hit.file) for hit in hits))
