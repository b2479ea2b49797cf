"""Which words of a passage a search found."""

from __future__ import annotations

from assistant.asked import stop_words
from assistant.understand import Question
from index.text import fold, words


def highlights(question: Question, text: str, limit: int = 50) -> list[tuple[int, int]]:
    """Spans of ``text`` that hold the question's words, neighbours joined; a lone common syllable is left out.

    Words are compared without marks, so that a question typed without them highlights too.
    """
    sought = {fold(w.text) for w in words(f"{question.restored} {question.vietnamese} {' '.join(question.expansions)}")}
    sought -= stop_words()
    spans: list[tuple[int, int, int]] = []  # start, end, words
    for word in words(text):
        if fold(word.text) not in sought:
            continue
        if spans and text[spans[-1][1] : word.start].strip() == "" and word.start - spans[-1][1] <= 2:
            spans[-1] = (spans[-1][0], word.end, spans[-1][2] + 1)
        else:
            spans.append((word.start, word.end, 1))
    strong = [(start, end) for start, end, count in spans if count > 1 or any(c.isdigit() for c in text[start:end])]
    return (strong or [(start, end) for start, end, _ in spans])[:limit]
