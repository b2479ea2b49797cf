"""The terms that a question asks the lexical index for, by language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.understand import Question
from index.library import LexicalQuery
from index.text import terms

# How much each field's terms count, by route: marks typed are evidence, marks restored are a guess.
_FIELDS = {
    "vi": {"accented": 1.0, "folded": 1.0, "bigrams": 1.0},
    "vi-nodiacritics": {"accented": 0.5, "folded": 1.0, "bigrams": 1.0},
    "en": {"accented": 1.0, "folded": 0.5, "bigrams": 1.0},
}
_NAME_WEIGHT = 1.0


def weighted_terms(phrases: Iterable[tuple[str, float]], fields: Mapping[str, float]) -> LexicalQuery:
    """Terms of weighted phrases; a term that several phrases share keeps its highest weight."""
    found: dict[str, dict[str, float]] = {"accented": {}, "folded": {}, "bigrams": {}}
    for phrase, weight in phrases:
        split = terms(phrase)
        for name, items in (("accented", split.accented), ("folded", split.folded), ("bigrams", split.bigrams)):
            for term in items:
                found[name][term] = max(found[name].get(term, 0.0), weight * fields[name])
    return LexicalQuery(**found)


def lexical_query(question: Question) -> LexicalQuery:
    """What the lexical index is asked for.

    A Vietnamese question asks for its own words (marks put back where they were missing) and, less, for written-out
    abbreviations. An English one asks for its translation, and for its own words as they may stand in English text.
    """
    fields = _FIELDS[question.language]
    if question.language == "en" and question.expansions:
        own = weighted_terms([(question.text, 0.3)], {"accented": 0.0, "folded": 1.0, "bigrams": 1.0})
        translated = weighted_terms(question.expansions.items(), fields)
        return LexicalQuery(
            accented=translated.accented,
            folded=_highest(own.folded, translated.folded),
            bigrams=_highest(own.bigrams, translated.bigrams),
        )
    return weighted_terms([(question.restored, 1.0), *question.expansions.items()], fields)


def _highest(first: Mapping[str, float], second: Mapping[str, float]) -> dict[str, float]:
    return {term: max(first.get(term, 0.0), second.get(term, 0.0)) for term in (*first, *second)}
