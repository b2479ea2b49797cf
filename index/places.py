"""Places of Viet Nam: provinces before and after 1 July 2025 and their districts, one form for each, in any writing.

Names come from ``data/places.tsv``. A place is found with its marks, without them, in English word order, in capitals
or typed all in small letters; short or common names then need a title word ("quận", "District") or a capital, so that
"thống nhất" stays a verb.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from index.gazetteer import Place, gazetteer, place_words
from index.text import Word, fold, folded_words, has_marks, nfc, normalise_spelling, spelled_words, words

__all__ = [
    "Place",
    "PlaceMention",
    "canonical",
    "covered",
    "find_places",
    "names_of",
    "provinces",
    "same_place",
    "spellings",
    "within",
]

_TITLES: dict[tuple[str, ...], str] = {
    ("tỉnh",): "tỉnh",
    ("thành", "phố"): "thành phố",
    ("tp",): "thành phố",
    ("quận",): "quận",
    ("q",): "quận",
    ("huyện",): "huyện",
    ("h",): "huyện",
    ("thị", "xã"): "thị xã",
    ("tx",): "thị xã",
    ("phường",): "phường",
    ("p",): "phường",
    ("xã",): "xã",
    ("thị", "trấn"): "thị trấn",
    ("tt",): "thị trấn",
    ("đặc", "khu"): "đặc khu",
}
# English titles stand behind the name; "district" may be a quận or a huyện, so it only says the level.
_ENGLISH_TITLES = {
    "province": "tỉnh",
    "city": "thành phố",
    "district": "",
    "town": "thị xã",
    "ward": "phường",
    "commune": "xã",
}
_COMMUNE_TITLES = frozenset({"phường", "xã", "thị trấn", "đặc khu"})


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """``place`` at ``text[start:end]``, title included; not ``certain``: typed without marks, capitals and title."""

    start: int
    end: int
    place: Place
    certain: bool = True


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text cut into syllables, with what its writing says about capitals and marks."""

    found: tuple[Word, ...]
    folded: tuple[str, ...]
    spelled: tuple[str, ...]
    toneless: bool
    flat: bool  # capitals carry no meaning: all small letters or all capitals


def _read(text: str) -> _Reading:
    found = tuple(words(text))
    letters = [w.text for w in found if w.text[0].isalpha()]
    capitals = sum(w[0].isupper() for w in letters)
    mixed = any(w[0].isupper() and not w.isupper() for w in letters[1:])
    texts = [w.text for w in found]
    folded = folded_words(texts)
    toneless = all(map(str.__eq__, folded, map(str.lower, texts)))
    if "district" in folded:
        for position, (word, following) in enumerate(pairwise(texts)):
            if word.lower() == "district" and following.isdigit():  # "District 1" is "Quận 1"
                texts[position], folded[position] = "quận", "quan"
    return _Reading(
        found,
        tuple(folded),
        tuple(spelled_words(texts)),
        toneless=toneless,
        flat=not mixed and (capitals <= 1 or capitals >= 0.9 * len(letters)),
    )


@lru_cache(maxsize=1)
def _title_keys() -> dict[tuple[str, ...], tuple[tuple[str, ...], str]]:
    return {
        tuple(fold(s) for s in key): (tuple(normalise_spelling(s) for s in key), title)
        for key, title in _TITLES.items()
    }


@lru_cache(maxsize=1)
def _title_beginnings() -> frozenset[str]:
    return frozenset(key[0] for key in _title_keys())


def _title_at(reading: _Reading, start: int) -> tuple[str, int] | None:
    """The Vietnamese title whose first syllable is ``start`` and its length in syllables."""
    if reading.folded[start] not in _title_beginnings():
        return None
    for length in (2, 1):
        key = reading.folded[start : start + length]
        known = _title_keys().get(tuple(key)) if len(key) == length else None
        if known and (reading.spelled[start : start + length] == known[0] or reading.toneless):
            return known[1], length
    return None


def _title_before(reading: _Reading, start: int) -> tuple[str, int] | None:
    for length in (2, 1):
        if start >= length:
            known = _title_at(reading, start - length)
            if known and known[1] == length:
                return known
    return None


def _fits_title(place: Place, title: str) -> bool:
    if place.kind == "nation":
        return False
    return not title or place.title == title


def _accepted(reading: _Reading, start: int, end: int, spelling: tuple[str, ...], titled: bool) -> bool | None:
    """``None``: not this name; else whether the mention is certain."""
    span = [w.text for w in reading.found[start:end]]
    exact = reading.spelled[start:end] == spelling
    plain = all(fold(s) == s.lower() for s in span)
    if not exact and not plain:
        return None
    capital = not reading.flat and all(s[0].isupper() for s in span if s[0].isalpha())
    if titled:
        return True if exact or capital or reading.flat or reading.toneless else None
    if _belongs_elsewhere(reading, start, end):
        return None
    if len(span) == 1:
        return _accepted_alone(reading, span[0], exact=exact, plain=plain, capital=capital)
    if capital:
        return True
    guessed = (reading.flat or reading.toneless) and " ".join(reading.folded[start:end]) not in place_words()["common"]
    return (exact and not plain) if guessed else None


def _accepted_alone(reading: _Reading, syllable: str, *, exact: bool, plain: bool, capital: bool) -> bool | None:
    """As ``_accepted``, of a name of one syllable."""
    if len(syllable) < 3:
        return None
    if reading.flat and not syllable.isupper():
        return False if reading.toneless else (exact and not plain) or None  # "huế" is nothing else, "hue" may be
    return True if (capital or syllable.isupper()) and (exact or reading.toneless) else None


def _belongs_elsewhere(reading: _Reading, start: int, end: int) -> bool:
    """Whether the word before says that a person, a street or the like bears the name."""
    if not start or reading.found[start].start - reading.found[start - 1].end != 1:
        return False
    before = reading.found[start - 1].text
    if before.lower() in place_words()["not_before"] or (
        before.istitle() and before.lower() in place_words()["surname"]
    ):
        return True
    return reading.folded[start:end] == ("ho", "chi", "minh") and before.lower() in place_words()["not_the_city"]


def _candidates(reading: _Reading, start: int, end: int, title: str, level: str) -> list[tuple[Place, bool]]:
    known = gazetteer().by_spelling.get(reading.folded[start:end], ())
    found = []
    for spelling, place in known:
        if place.kind == "nation":
            exact = reading.spelled[start:end] == spelling
            if exact or reading.toneless:
                found.append((place, True))
            continue
        if len(spelling) == 1 and place.kind == "district" and not (title or level):
            continue
        numbered = place.name.startswith("Quận ")
        certain = _accepted(reading, start, end, spelling, bool(title or level or numbered))
        if certain is not None:
            found.append((place, certain))
    return found


def _choose(found: Sequence[tuple[Place, bool]], title: str, level: str) -> tuple[tuple[Place, ...], bool] | None:
    """The places that a spelling means: title first, then the higher level; districts of one name stay together."""
    if title in _COMMUNE_TITLES:
        return None
    fitting = [(p, c) for p, c in found if _fits_title(p, title)] if title else list(found)
    if level == "district":
        fitting = [(p, c) for p, c in fitting if p.kind == "district"] or fitting
    fitting = fitting or [(p, c) for p, c in found if p.kind != "nation"]
    if not fitting:
        return None
    order = ("nation", "province", "district", "commune")
    best = min(order.index(p.kind) for p, _ in fitting)
    same = [(p, c) for p, c in fitting if order.index(p.kind) == best]
    return tuple(p for p, _ in same), any(c for _, c in same)


@dataclass(frozen=True, slots=True)
class _Span:
    first: int
    last: int
    places: tuple[Place, ...]
    certain: bool


def _english_title(reading: _Reading, end: int) -> str | None:
    following = reading.folded[end] if end < len(reading.folded) else ""
    return following if following in _ENGLISH_TITLES else None


def _commune(reading: _Reading, start: int) -> _Span | None:
    """A commune, which no table lists: its title followed by one to four capitalised syllables or a number."""
    title = _title_at(reading, start)
    if title is None or title[0] not in _COMMUNE_TITLES or (start and reading.folded[start - 1] in {"tac", "thi"}):
        return None
    first = start + title[1]
    last = first
    while last < len(reading.found) and last < first + 4 and reading.found[last].text[0].isupper():
        if last > first and (
            reading.found[last].start - reading.found[last - 1].end != 1 or _title_at(reading, last) is not None
        ):
            break  # "Xã Gia Hội Tỉnh Lào Cai": what the commune belongs to
        last += 1
    if last == first and first < len(reading.found) and reading.found[first].text.isdigit() and title[0] == "phường":
        last = first + 1
    if last == first or reading.flat:
        return None
    name = " ".join(w.text for w in reading.found[first:last])
    return _Span(start, last, (Place(name, "commune", title[0]),), True)


# "châu Á – Thái Bình Dương" names no province of Thái Bình.
_OCEAN = ("thai", "binh", "duong")


def _scan(reading: _Reading) -> Iterator[_Span]:
    position = 0
    while position < len(reading.found):
        if reading.folded[position : position + len(_OCEAN)] == _OCEAN:
            position += len(_OCEAN)
            continue
        span = _commune(reading, position) or _known(reading, position)
        if span is None:
            position += 1
            continue
        yield span
        position = span.last


def _bears(reading: _Reading, start: int, end: int, title: str) -> bool:
    """Whether any place of these syllables has this title."""
    return any(place.title == title for _, place in gazetteer().by_spelling[reading.folded[start:end]])


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    return frozenset(spelling[0] for spelling in gazetteer().by_spelling if spelling)


def _known(reading: _Reading, start: int) -> _Span | None:
    if reading.folded[start] not in _beginnings():
        return None
    for length in range(min(gazetteer().longest, len(reading.found) - start), 0, -1):
        end = start + length
        if reading.folded[start:end] not in gazetteer().by_spelling:
            continue
        before = _title_before(reading, start)
        after = _english_title(reading, end)
        title = before[0] if before else _ENGLISH_TITLES.get(after or "", "")
        if not before and title and not _bears(reading, start, end, title):
            after, title = None, ""  # "Bắc Ninh commune" is a commune of Bắc Ninh
        level = "district" if after == "district" else ""
        chosen = _choose(_candidates(reading, start, end, title, level), title, level)
        if chosen is not None:
            return _Span(start - (before[1] if before else 0), end + (1 if after else 0), *chosen)
    return None


def _settled(span: _Span, provinces: Sequence[Place]) -> Place:
    """One place of those that share a name: the one whose province the text names, else one of unknown province."""
    if len(span.places) == 1 and span.places[0].kind != "commune":
        return span.places[0]
    for province in provinces:
        for place in span.places:
            if place.kind == "commune":
                return replace(place, province=province.name, since_2025=province.since_2025)
            if province.name in {place.province, place.since_2025}:
                return place
    first = span.places[0]
    return first if len(span.places) == 1 else replace(first, province=None, since_2025=None)


def find_places(text: str) -> list[PlaceMention]:
    """Every place named in ``text`` in order, longest name first, not overlapping.

    >>> [m.place.full_name for m in find_places("thu ngân sách quận Tây Hồ, Hà Nội")]
    ['quận Tây Hồ', 'thành phố Hà Nội']
    """
    reading = _read(nfc(text))
    spans = list(_scan(reading))
    mentions = []
    for position, span in enumerate(spans):
        nearest = [*spans[position + 1 :], *reversed(spans[:position])]
        provinces = [s.places[0] for s in nearest if s.places[0].kind == "province"]
        first, last = reading.found[span.first], reading.found[span.last - 1]
        mentions.append(PlaceMention(first.start, last.end, _settled(span, provinces), span.certain))
    return mentions


@lru_cache(maxsize=4096)
def _resolve(name: str) -> tuple[Place, ...]:
    """The places that ``name`` alone, with or without its title, may mean."""
    reading = _read(nfc(name.strip()))
    count = len(reading.found)
    if not count:
        return ()
    title = next((t for t in (_title_at(reading, 0),) if t and t[1] < count), None)
    for start, end in ((0, count), (title[1] if title else 0, count), (0, count - 1)):
        if end == count - 1 and _english_title(reading, end) is None:
            continue
        known = gazetteer().by_spelling.get(reading.folded[start:end], ())
        plain = not has_marks("".join(w.text for w in reading.found[start:end]))
        fitting = [(p, True) for spelling, p in known if plain or spelling == reading.spelled[start:end]]
        chosen = _choose(fitting, title[0] if title and start else "", "")
        if chosen is not None:
            return chosen[0]
    return ()


def canonical(name: str) -> str | None:
    """The one form of a place's name, whatever its writing; ``None`` for what the table does not know.

    >>> canonical("TP.HCM"), canonical("tinh dak lak"), canonical("quận Tây Hồ")
    ('Hồ Chí Minh', 'Đắk Lắk', 'Tây Hồ')
    """
    found = _resolve(name)
    return found[0].name if found else None


def same_place(a: str, b: str) -> bool:
    """Whether two writings name the same place. A merged province is not the one that took it in: see ``within``."""
    first, second = canonical(a), canonical(b)
    if first is None or second is None:
        return fold(nfc(a)).strip() == fold(nfc(b)).strip()
    return first == second


def _is_within(inner: Place, outer: Place) -> bool:
    if outer.kind == "nation" or inner.name == outer.name:
        return True
    return outer.kind == "province" and (outer.name in {inner.province, inner.since_2025})


def within(inner: str, outer: str) -> bool:
    """Whether ``inner`` is ``outer`` or lies in it: a district in its province, an old province in its successor.

    >>> within("Tây Hồ", "Hà Nội"), within("Sóc Trăng", "Cần Thơ"), within("Cần Thơ", "Sóc Trăng")
    (True, True, False)
    """
    if same_place(inner, outer):
        return True
    return any(_is_within(i, o) for i in _resolve(inner) for o in _resolve(outer))


def covered(name: str) -> frozenset[str]:
    """Every canonical name within ``name``, itself included: what a filter by place admits."""
    outer = _resolve(name)
    if not outer:
        return frozenset({nfc(name).strip()})
    return frozenset(place.name for place in gazetteer().places if any(_is_within(place, o) for o in outer))


def spellings(name: str) -> tuple[str, ...]:
    """Every writing of a place that the table knows, the canonical one first; ``name`` alone where it knows none."""
    known = canonical(name)
    return gazetteer().spellings[known] if known else (name,)


def provinces() -> tuple[Place, ...]:
    """The 63 provinces and cities before July 2025, with the one of the 34 that each belongs to since."""
    return tuple(place for place in gazetteer().places if place.kind == "province")


def names_of(mentions: Iterable[PlaceMention]) -> tuple[str, ...]:
    """The distinct canonical names of mentions, in order."""
    return tuple(dict.fromkeys(m.place.name for m in mentions))
