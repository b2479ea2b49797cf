"""What a question speaks of, term by term, and how much of each a text says.

A concept is a run of the question's words that the glossary knows, in whatever wording a document may use, or words
that it doesn't know, two by two. Places, periods and document numbers are none: they restrict what is asked for. What
is asked for (the *head*) stands beside the asking word: "bao nhiêu **nhà ga**", "what is the **selling price** of".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise

from assistant.asked import Asked, stop_words
from assistant.glossary import FUNCTION_WORDS, load_glossary
from assistant.names import UPPER, proper_names
from index.aligned import fold_aligned
from index.docnumbers import find_document_numbers
from index.periods import find_periods
from index.places import find_places
from index.text import Word, fold, syllables, words
from index.units import QuantityKind, spellings

_TONE = re.compile(r"(?<=[a-z])\d$")
_LONGEST = 6  # syllables of a term of the glossary
_SURE = (1.0, 0.8, 0.6, 0.5)  # that the first, second … rendering of an English term means what is asked
_SYNONYM = 0.8  # that another term of Vietnamese means the same
_LEAST = 0.1  # weight of a concept
_HELD, _JOINED = 0.4, 0.6  # what the words of a wording are worth by themselves, and those that stand together
_BEGINNING = 24  # characters in which the subject of "X là bao nhiêu" begins where nothing ends it
_ASKING_VI = re.compile(
    r"\b(?:là )?(?:bao nhiêu|bao giờ|bao lâu|bao xa|khi nào|ở đâu|thế nào|ra sao|mấy|nào|gì|ai|ái|đâu|sao)\b"
)
_ASKING_TONELESS = re.compile(
    r"\b(?:la )?(?:bao nhieu|bao gio|bao lau|bao xa|khi nao|o dau|the nao|ra sao|nao|gi|ai|may|dau|sao)\b"
)
_ASKING_EN = re.compile(
    r"\b(?:how (?:many|much|long|large|big|far|wide|high|often|old|tall)|what|which|whose|who|whom)\b"
    r"(?: (?:is|was|are|were|will be|would be|has been))?(?: (?:the|a|an|its|their)\b)*"
)
_AFTER_HEAD = frozenset(
    re.findall(
        r"\w+",
        "of for in by to at on that did does do is was are were will can must may has have had with from under within"
        " per according if when who which as between and",
    )
)
_AUXILIARY = re.compile(r"\W*(?:does|do|did|is|was|are|were|will|can|must|may|has|have|should)\b")
_OPENING = re.compile(r"(?:theo|tai|trong|o|den|tinh den|tu)\b[^,]{0,80},")
_RESTRICTS = re.compile(r"\b(?:cua|o|tai|trong|theo|cho|do|thuoc|vao|tu|den|duoc|la)\b")  # what follows the subject
_ASKING_WORDS = frozenset(("bao", "nhieu", "may", "nao", "gi", "ai", "dau", "sao"))
# How the answer is counted, bounded or dated, not what it is about.
_UNTELLING = re.compile(
    r"(?:la )?bao (?:nhieu|gio|lau|xa)|(?:ty le )?phan tram|(?:so )?tien|tong(?: so| cong)?|so(?: luong)?"
    r"|how (?:many|much|long|far|large|big)|per ?cent(?:age)?|dong|nam|thang|ngay|nguoi|cai|chiec"
    r"|(?:ke )?tu ngay|(?:truoc|sau|vao|den|het|den het) ngay|toi da|thoi gian nao|toi thieu|it nhat|cao nhat"
    r"|thap nhat|hien nay|theo|ke tu|according to|dat|duoc|gom|moi|cung|con|phai|cu the|cu|nao|gi|ai|dau|sao|may"
    r"|total|new|current|currently|maximum|minimum|highest|lowest|amount|date|day|per|each|a|one|mot|get|come|set|put"
    r"|range|level|share|proportion|rate|number|kinds?|types?|name|extra|muon|can|lay|giao|chiem|khoang|bang|len|toi"
    r"|den|ap|them|cong them|nhan|tra|chi|danh|ganh|co|duoc giao|du kien|khoang bao nhieu|how|for how long"
    r"|roughly|approximately|about|around|nearly|almost|some|at (?:least|most|minimum|the (?:most|least|minimum))|up to"
    r"|(?:no |not )?(?:more|less|fewer) than|additional|inside|actually|still|now|already|upper|lower|estimates?"
    r"|(?:expected|planned|due|scheduled|set|meant|supposed)(?: to(?: be)?)?|receives?|received|gets|gives?|given|pays?"
    r"|paid|ha(?:s|ve)|takes?|made|makes?|total(?:s|ling)?|would"
)

# Words that tell nothing by themselves, and with the word beside them no more: "mới lập", "phải rộng", "đông dân hơn".
_LOOSE = frozenset(
    re.findall(
        r"\w+",
        "phải mới mỗi cũ hơn để sau lại thêm nhất hai ba bốn sáu bảy tám chín mười trên dưới làm xin trước khoảng cần"
        " muốn nếu còn việc mà rồi vừa người tính riêng nay hiện từng lấy bên ít chưa đều cùng mất hết xong nên em",
    )
)


@dataclass(frozen=True, slots=True)
class Line:
    """The syllables of a text in a row between blanks, with or without tone marks as the question's are."""

    text: str

    @classmethod
    def of(cls, asked: Asked, text: str) -> Line:
        """``text`` as the concepts of ``asked`` read it: without marks where the asker typed none."""
        return cls(_joined(text, asked.terms.marked or asked.question.language == "en"))


@lru_cache(maxsize=4096)
def _joined(text: str, marked: bool) -> str:
    return f" {' '.join(syllables(text, marked=marked))} "


@dataclass(frozen=True, slots=True)
class Concept:
    """A term of the question at ``start:end`` of its text (marks restored): ``forms`` are its wordings (syllables in a
    row between blanks) with how surely each means it (0–1); ``weight`` is its rarity (.1–1), ``named`` that it is
    written as a name, ``known`` that the glossary has it.
    """

    start: int
    end: int
    text: str
    forms: tuple[tuple[str, float], ...]
    weight: float
    named: bool = False
    known: bool = False
    head: bool = False

    def said(self, line: Line) -> float:
        """How much of it ``line`` says, 0–1: 1 its words in a row, less where they stand apart or some are missing."""
        best = 0.0
        for form, sure in self.forms:
            if sure > best:
                best = max(best, sure * _share(form, line.text))
        return best


def _share(form: str, line: str) -> float:
    if form in line:
        return 1.0
    parts = form.split()
    if len(parts) < 2:
        return 0.0
    held = sum(f" {part} " in line for part in parts) / len(parts)
    joined = sum(f" {a} {b} " in line for a, b in pairwise(parts)) / (len(parts) - 1)
    return _HELD * held + _JOINED * joined


def heads(found: Sequence[Concept]) -> tuple[Concept, ...]:
    """The concepts that are asked for; all where none stands out."""
    return tuple(c for c in found if c.head) or tuple(found)


def concepts(asked: Asked) -> tuple[Concept, ...]:
    """The concepts of a question in order."""
    english = asked.question.language == "en"
    text = asked.question.text if english else asked.question.restored or asked.question.text
    taken = [(m.start, m.end) for m in find_places(text)]
    taken += [(p.start, p.end) for p in find_periods(text, "en" if english else "vi")]
    taken += [(n.start, n.end) for n in find_document_numbers(text)]
    found = [
        concept
        for concept in (_english if english else _vietnamese)(asked, text)
        if not any(a < concept.end and concept.start < b for a, b in taken) and not _untelling(concept)
    ]
    asked_for = _heads_en(text, found) if english else _heads_vi(text, found)
    return tuple(replace(concept, head=i in asked_for) for i, concept in enumerate(found))


def _vietnamese(asked: Asked, text: str) -> Iterator[Concept]:
    """The glossary's terms, longest first; what lies between them in twos."""
    found, keys = words(text), syllables(text, marked=asked.terms.marked)
    terms = _terms(asked.terms.marked)
    names = dict(proper_names(text))
    position = 0
    while position < len(found):
        if found[position].start in names:
            length = sum(found[position].start <= w.start < names[found[position].start] for w in found)
            last = found[position + length - 1]
            form = f" {' '.join(keys[position : position + length])} "
            named = _made(asked, text, found[position].start, last.end, ((form, 1.0),))
            yield replace(named, named=True, known=True)
            position += length
            continue
        reach = range(min(_LONGEST, len(found) - position), 1, -1)
        length = next((n for n in reach if tuple(keys[position : position + n]) in terms), 0)
        if not length and not _content(found[position]):
            position += 1
            continue
        known = length > 0
        if not length:
            length = 2 if not _begins(names, found, position + 1) and _pair(text, found, keys, position, terms) else 1
        first, last = found[position], found[position + length - 1]
        form = f" {' '.join(keys[position : position + length])} "
        made = _made(asked, text, first.start, last.end, _wordings(form, asked.terms.marked))
        yield replace(made, known=known or len(made.forms) > 1)
        position += length


def _wordings(form: str, marked: bool) -> tuple[tuple[str, float], ...]:
    """A Vietnamese term and what documents may say instead."""
    return ((form, 1.0), *((other, _SYNONYM) for other in _synonyms(marked).get(form, ())))


@cache
def _synonyms(marked: bool) -> dict[str, tuple[str, ...]]:
    """The other terms of a group (``data/synonyms.json``) by its first, which may stand for them."""
    groups = json.loads(resources.files("assistant").joinpath("data/synonyms.json").read_text(encoding="utf-8"))
    return {_joined(first, marked): tuple(_joined(term, marked) for term in rest) for first, *rest in groups}


def _begins(names: Mapping[int, int], found: Sequence[Word], at: int) -> bool:
    return at < len(found) and found[at].start in names


def _pair(text: str, found: Sequence[Word], keys: Sequence[str], at: int, terms: frozenset[tuple[str, ...]]) -> bool:
    """Whether the word behind ``found[at]`` belongs to it: it carries content, touches it, begins no term or name."""
    if at + 1 >= len(found) or not _content(found[at + 1]) or text[found[at].end : found[at + 1].start] != " ":
        return False
    if found[at + 1].text[0].isupper() > found[at].text[0].isupper():
        return False
    return not any(tuple(keys[at + 1 : at + 1 + n]) in terms for n in range(2, _LONGEST + 1))


def _english(asked: Asked, text: str) -> Iterator[Concept]:
    """The glossary's terms, longest first, in their Vietnamese wordings and their own; other words as they stand."""
    glossary, found = load_glossary(), words(text)
    tokens = [fold(w.text) for w in found]
    position = 0
    while position < len(found):
        length, renderings = 1, None
        for n in range(min(glossary.longest, len(found) - position), 0, -1):
            if n == 1 and tokens[position] in FUNCTION_WORDS:
                break
            renderings = glossary.look_up(tokens[position : position + n])
            if renderings:
                length = n
                break
        start, end = found[position].start, found[position + length - 1].end
        if renderings or _content(found[position]):
            said = [*zip(renderings or (), _SURE, strict=False), (text[start:end], 1.0)]
            forms = tuple((_joined(wording, True), sure) for wording, sure in said)
            # How rare a Vietnamese wording is tells how much is asked for with it; the English one stands nowhere.
            rated = forms[:-1] if renderings else forms
            weight = _made(asked, text, start, end, rated).weight
            yield replace(_made(asked, text, start, end, forms), known=bool(renderings), weight=weight)
        position += length


def _made(asked: Asked, text: str, start: int, end: int, forms: tuple[tuple[str, float], ...]) -> Concept:
    weights = asked.terms.weights
    rarities = [weights.get(part, weights.get(_bare(part), 0.0)) for form, _ in forms for part in form.split()]
    named = start > 0 and all(w.text[0] in UPPER or w.text[0].isupper() for w in words(text[start:end]))
    return Concept(start, end, text[start:end], forms, max([_LEAST, *rarities]), named)


def _bare(syllable: str) -> str:
    """A syllable as `Line` writes it, without its tone and marks: the terms of English questions have none."""
    return _TONE.sub("", fold(syllable))


def _content(word: Word) -> bool:
    folded = fold(word.text)
    if word.text.lower() in _LOOSE:
        return False
    telling = len(folded) > 1 and not folded[0].isdigit() and folded not in _ASKING_WORDS
    return telling and folded not in stop_words() and folded not in FUNCTION_WORDS


def _untelling(concept: Concept) -> bool:
    said = " ".join(fold(concept.text).split())
    return bool(_UNTELLING.fullmatch(said)) or said in _units()


@cache
def _units() -> frozenset[str]:
    """Folded spellings of what measures; words that are counted ("hộ", "schools") are concepts."""
    return frozenset(
        fold(spelling)
        for english in (False, True)
        for spelling, unit in spellings(toneless=True, english=english).items()
        if unit.kind is not QuantityKind.COUNT
    )


@cache
def _terms(marked: bool) -> frozenset[tuple[str, ...]]:
    """The Vietnamese terms that the glossary knows or that have synonyms, as syllables."""
    renderings = {rendering for found in load_glossary().phrases.values() for rendering in found}
    known = {tuple(syllables(rendering, marked=marked)) for rendering in renderings}
    return frozenset(known | {tuple(form.split()) for form in _synonyms(marked)})


def _heads_en(text: str, found: Sequence[Concept]) -> set[int]:
    """What stands between the asking word and the first preposition or verb; any but names where there is none."""
    asking = _ASKING_EN.search(fold_aligned(text))
    if asking is None:
        return {i for i, c in enumerate(found) if not c.named}
    begin = asking.end()
    if _AUXILIARY.match(text.lower(), begin):  # "how much does the city pay": the verb, wherever it stands
        return {i for i, c in enumerate(found) if not c.named}
    ends = (begin + w.start for w in words(text[begin:]) if fold(w.text) in _AFTER_HEAD)
    stop = next((end for end in ends if any(begin <= c.start < end for c in found)), len(text))
    return {i for i, c in enumerate(found) if begin <= c.start < stop}


def _heads_vi(text: str, found: Sequence[Concept]) -> set[int]:
    """What stands right before and behind the asking word; the subject of "X là bao nhiêu"."""
    asking = _ASKING_VI.search(text.lower()) or _ASKING_TONELESS.search(fold_aligned(text))
    if asking is None:
        return set()
    after = [i for i, c in enumerate(found) if asking.end() <= c.start <= asking.end() + 2]
    before = [i for i, c in enumerate(found) if asking.start() - 8 <= c.end <= asking.start() and not c.named]
    beside = {*after[:1], *before[-1:]}
    if beside and not fold(asking.group()).startswith("la "):
        return beside
    opening = _OPENING.match(fold_aligned(text))
    begin = opening.end() if opening else 0
    restricted = _RESTRICTS.search(fold_aligned(text), begin + 1)
    stop = restricted.start() if restricted else begin + _BEGINNING
    return beside | {i for i, c in enumerate(found) if begin <= c.start < stop and not c.named}
