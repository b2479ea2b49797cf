"""What a question is made of: its language, its marks put back, the places, periods and numbers that it names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, Protocol

from assistant.glossary import FUNCTION_WORDS, Glossary, Translation
from index.abbreviations import abbreviations
from index.docnumbers import DocNumber, find_document_numbers
from index.periods import Period, describe_period, find_periods
from index.places import PlaceMention, find_places
from index.text import fold, nfc, normalise_spelling, words
from index.tone_marks import repair_marks

QuestionLanguage = Literal["vi", "vi-nodiacritics", "en"]

# English function words that are also Vietnamese syllables without marks ("thế", "cần"): they do not decide alone.
_AMBIGUOUS = frozenset(
    {"the", "do", "to", "an", "a", "can", "in", "on", "be", "no", "so", "may", "me", "at", "he", "i"}
)
_ENGLISH_SHARE = 0.15
_FOREIGN_SHARE = 0.4
_MARKED_SHARE = 0.25
_VIETNAMESE_SYLLABLE = re.compile(
    r"(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph|qu|r|s|th?|tr|v|x)?"
    r"(?:uye|uya|uyu|oai|oay|oeo|uay|uoi|uou|ieu|yeu|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo|ua|ue|ui|uo|uu|uy|ye"
    r"|[aeiouy])"
    r"(?:ch|nh|ng|[cmnpt])?"
)


class Restorer(Protocol):
    """Puts tone marks back (see `assistant.tones.ToneRestorer`)."""

    def restore(self, text: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Question:
    """A question read.

    ``text`` is NFC. ``restored`` has its tone marks put back where it was typed without, else equals ``text``.
    ``expansions`` are Vietnamese terms that a document may use instead, with weights: abbreviations written out (or the
    other way), translations of an English question; ``known_words`` is the share of its words that were translated.
    ``vietnamese`` is ``restored``, or for an English question its terms in Vietnamese in a row.
    """

    text: str
    language: QuestionLanguage
    restored: str
    vietnamese: str
    places: tuple[PlaceMention, ...] = ()
    periods: tuple[Period, ...] = ()
    numbers: tuple[DocNumber, ...] = ()
    expansions: Mapping[str, float] = field(default_factory=dict)
    known_words: float = 1.0

    @property
    def answer_language(self) -> Literal["vi", "en"]:
        """The language in which the asker wants to be answered."""
        return "en" if self.language == "en" else "vi"

    @property
    def folded(self) -> str:
        """The question without marks, lower case."""
        return fold(self.text)


def route_language(text: str, glossary: Glossary | None = None) -> QuestionLanguage:
    """English first: English questions name Vietnamese places with their marks, so marks decide only afterwards.

    >>> route_language("What did Tây Hồ collect?"), route_language("thu ngan sach quan tay ho")
    ('en', 'vi-nodiacritics')
    """
    found = [w.text.lower() for w in words(nfc(text)) if w.text.isalpha()]
    if not found:
        return "vi"
    plain = [w for w in found if fold(w) == w]
    function = [w for w in plain if w in FUNCTION_WORDS]
    decided = len(function) >= 2 and len(function) / len(found) >= _ENGLISH_SHARE
    if decided and any(w not in _AMBIGUOUS for w in function):
        return "en"
    marked = len(found) - len(plain)
    foreign = [w for w in plain if len(w) > 2 and not _VIETNAMESE_SYLLABLE.fullmatch(w)]
    if glossary and marked <= len(foreign) and len(foreign) / len(found) >= _FOREIGN_SHARE:
        known = sum(glossary.knows(w) for w in foreign)
        if known >= 0.5 * len(foreign):
            return "en"
    return "vi" if marked / len(found) >= _MARKED_SHARE else "vi-nodiacritics"


@lru_cache(maxsize=1)
def _abbreviations() -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """Abbreviation, its expansion's syllables in one spelling, and the expansion as written."""
    return tuple(
        (short, tuple(normalise_spelling(w.text) for w in words(expansion)), expansion)
        for short, expansion in abbreviations()
    )


_ABBREVIATION_WEIGHT = 0.5


def abbreviations_of(text: str, *, toneless: bool = False) -> dict[str, float]:
    """Written-out forms of abbreviations in ``text``, and abbreviations of what it writes out.

    An abbreviation counts where it stands in capitals, or in any case when it is long enough to be nothing else.
    ``toneless``: marks tell nothing, as in a text in which they were put back by guess.
    """
    spelt = fold if toneless else normalise_spelling
    padded = f" {' '.join(spelt(w.text) for w in words(text))} "
    tokens = {w.text for w in words(text)} | set(re.findall(r"[^\W\d_]+(?:[-&][^\W\d_]+)+", text))
    folded = {fold(token) for token in tokens if len(token) >= 4}
    found: dict[str, float] = {}
    for abbreviation, syllables, expansion in _abbreviations():
        if abbreviation in tokens or (len(abbreviation) >= 4 and fold(abbreviation) in folded):
            found[expansion] = _ABBREVIATION_WEIGHT
        elif len(syllables) >= 3 and f" {fold(expansion) if toneless else ' '.join(syllables)} " in padded:
            found[abbreviation] = _ABBREVIATION_WEIGHT
    return found


def _restored(text: str, places: tuple[PlaceMention, ...], tones: Restorer | None) -> str:
    """Marks put back; names of places come from the table, which knows them better than any corpus."""
    if tones is None:
        return text
    pieces: list[str] = []
    position = 0
    for mention in places:
        if mention.place.kind in {"province", "district"} and mention.start >= position:
            pieces += [tones.restore(text[position : mention.start]), mention.place.full_name]
            position = mention.end
    return "".join(pieces) + tones.restore(text[position:])


def _confirmed(text: str, mention: PlaceMention, tones: Restorer) -> bool:
    """Whether the restorer, which reads the words around it, takes a guessed place for that place too."""
    before, after = tones.restore(text[: mention.start]), tones.restore(text[: mention.end])
    return mention.place.name.lower() in after[len(before) :].lower()


def _in_vietnamese(
    text: str,
    places: tuple[PlaceMention, ...],
    periods: tuple[Period, ...],
    numbers: tuple[DocNumber, ...],
    glossary: Glossary,
) -> tuple[str, dict[str, float], float]:
    """An English question's terms in Vietnamese: places and periods by their own tables, the rest by the glossary."""
    known: list[tuple[int, int, str]] = [(n.start, n.end, n.number) for n in numbers]
    known += [
        (m.start, m.end, m.place.full_name)
        for m in places
        if not any(m.start < end and start < m.end for start, end, _ in known)
    ]
    known += [
        (p.start, p.end, describe_period(p.label, "vi"))
        for p in periods
        if not any(p.start < end and start < p.end for start, end, _ in known)
    ]
    line: list[str] = []
    phrases: dict[str, float] = {}
    known_words = content = 0

    def add(translation: Translation) -> None:
        nonlocal known_words, content
        line.append(translation.vietnamese)
        known_words, content = known_words + translation.known, content + translation.content
        for phrase, weight in translation.phrases:
            phrases[phrase] = max(weight, phrases.get(phrase, 0.0))

    position = 0
    for start, end, vietnamese in sorted(known):
        add(glossary.translate(text[position:start]))
        line.append(vietnamese)
        phrases[vietnamese] = 1.0
        position = end
    add(glossary.translate(text[position:]))
    return " ".join(part for part in line if part), phrases, known_words / content if content else 1.0


def understand(text: str, *, tones: Restorer | None = None, glossary: Glossary | None = None) -> Question:
    """Reads a question. Without ``tones`` marks are not put back; without ``glossary`` English is not translated."""
    text = repair_marks(text).strip()
    language = route_language(text, glossary)
    places = tuple(find_places(text))
    periods = tuple(find_periods(text, "en" if language == "en" else "vi"))
    numbers = tuple(find_document_numbers(text))
    if language == "en" and glossary is not None:
        vietnamese, expansions, known = _in_vietnamese(text, places, periods, numbers, glossary)
        return Question(text, language, text, vietnamese, places, periods, numbers, expansions, known)
    if language == "vi-nodiacritics" and tones is not None:
        places = tuple(m for m in places if m.certain or _confirmed(text, m, tones))
    restored = _restored(text, places, tones) if language == "vi-nodiacritics" else text
    return Question(
        text,
        language,
        restored,
        restored,
        places,
        periods,
        numbers,
        {} if language == "en" else abbreviations_of(restored, toneless=language == "vi-nodiacritics"),
    )
