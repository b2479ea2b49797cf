"""Proper names as they are written: words with capitals in a row, and the numbers that belong to them ("Sơn Kim 2")."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from assistant.glossary import load_glossary
from index.gazetteer import place_words
from index.places import find_places
from index.text import Word, syllables, words

# "À-Ỹ" as a range would hold small letters too: Unicode interleaves them.
UPPER: Final = "A-Z" + "".join(chr(c) for c in range(0xC0, 0x1EFA) if chr(c).isupper())

# "Tây Hồ 9 tháng": the number counts what follows.
_COUNTS = (
    r"(?!\s+(?i:tháng|năm|ngày|quý|giờ|tỷ|tỉ|triệu|nghìn|ngàn|đồng|phần|lần|thang|nam|ngay|ty|trieu|months?"
    r"|days?|years?|%))"
)

NAME: Final = re.compile(
    rf"(?<!\w)[{UPPER}][\w’'-]*(?: (?:[{UPPER}][\w’'-]*|\d{{1,3}}[A-Z]?(?![\w/.,]\w)(?!\w){_COUNTS}))+"
)


def find_names(text: str) -> list[re.Match[str]]:
    """Multi-word names of ``text``, in order.

    >>> [m.group() for m in find_names("Xã Sơn Kim 2 của tỉnh Hà Tĩnh")]
    ['Xã Sơn Kim 2', 'Hà Tĩnh']
    """
    return list(NAME.finditer(text))


def proper_names(text: str) -> list[tuple[int, int]]:
    """Where ``text`` holds proper names of two words at least, without the capital that only begins a sentence and
    without a common word of which only the first syllable is capital.

    >>> [text[a:b] for text in ["Vay Ngân hàng Hòa Phú", "Under Decree 9/2025"] for a, b in proper_names(text)]
    ['Hòa Phú']
    """
    placed = [(m.start, m.end) for m in find_places(text)]
    found = words(text)
    spans = []
    for match in find_names(text):
        own = [i for i, w in enumerate(found) if match.start() <= w.start and w.end <= match.end()]
        at_place = any(a <= match.start() and match.end() <= b for a, b in placed)
        if own and _opens(text, match.start()) and not at_place:
            del own[0]
        if own and _goes_on(found, own[-1]):
            del own[-1]
        if len(own) > 1:
            spans.append((found[own[0]].start, found[own[-1]].end))
    return spans


def _opens(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \"'“”(-*")
    return not before or before[-1] in ".?!:;\n"


def _goes_on(found: list[Word], last: int) -> bool:
    """Whether the word and the small one behind it are one: "Ngân hàng"."""
    if last + 1 >= len(found) or not found[last + 1].text[0].islower():
        return False
    return tuple(syllables(f"{found[last].text} {found[last + 1].text}", marked=True)) in _compounds()


@cache
def _compounds() -> frozenset[tuple[str, ...]]:
    """Two syllables with which a Vietnamese term of the glossary begins."""
    renderings = {rendering for found in load_glossary().phrases.values() for rendering in found}
    return frozenset(tuple(syllables(rendering, marked=True)[:2]) for rendering in renderings)


_FURTHER_SURNAMES = (
    "an âu bàn châu chu cù đào doãn giàng hà hứa khuất kiều la lại lâm lưu mạc nghiêm phùng quách tăng thạch tôn tống"
    " triệu trương từ vương"
)
_SURNAMES = sorted({*place_words()["surname"], *_FURTHER_SURNAMES.split()})
_PERSON = re.compile(
    rf"\b(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí|[Đđ]/c|Mr|Ms|Mrs)\.?:? [{UPPER}]\w+"
    rf"|\b(?:{'|'.join(s.capitalize() for s in _SURNAMES)})(?: [{UPPER}]\w+){{2,3}}"
    rf"|\b(?:{'|'.join(s.upper() for s in _SURNAMES)})(?: [{UPPER}]{{2,}}){{2,3}}"
)


def find_persons(text: str) -> list[re.Match[str]]:
    """The persons that ``text`` names by title or surname, in order; places that bear a person's name are none."""
    places = [(m.start, m.end) for m in find_places(text)]
    return [m for m in _PERSON.finditer(text) if not any(a < m.end() and m.start() < b for a, b in places)]
