"""The table of places: provinces before and after 1 July 2025, their districts, spellings (``data/places.tsv``)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal

from index.text import fold, normalise_spelling, words

PlaceKind = Literal["nation", "province", "district", "commune"]

_NATION = ("Việt Nam", "cả nước", "toàn quốc", "Viet Nam", "Vietnam", "nationwide", "the whole country", "the country")


@dataclass(frozen=True, slots=True)
class Place:
    """A place under its canonical ``name`` (no title: "Tây Hồ", "Hồ Chí Minh").

    ``title`` is what stands before it ("quận"), empty where unknown. ``province`` is the province before July 2025 that
    holds a district or commune (``None`` where several do and the text does not say), ``since_2025`` the one now.
    """

    name: str
    kind: PlaceKind
    title: str = ""
    province: str | None = None
    since_2025: str | None = None

    @property
    def full_name(self) -> str:
        """As written in running text: "quận Tây Hồ"."""
        return f"{self.title} {self.name}" if self.title and not self.name.lower().startswith(self.title) else self.name


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Places by canonical name and by folded syllables (each with the same syllables as spelled, and its place).

    ``spellings`` lists every writing of a canonical name; ``longest`` is the most syllables that a name has.
    """

    places: tuple[Place, ...]
    by_name: dict[str, tuple[Place, ...]]
    by_spelling: dict[tuple[str, ...], tuple[tuple[tuple[str, ...], Place], ...]]
    spellings: dict[str, tuple[str, ...]]
    longest: int


_DISTRICT_TITLES = ("quận", "thành phố", "thị xã", "huyện")


def _rows(name: str) -> Iterator[dict[str, str]]:
    with resources.files("index").joinpath(f"data/{name}").open(encoding="utf-8") as file:
        lines = (line for line in file if not line.startswith("#"))
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _listed(cell: str | None, separator: str) -> list[str]:
    return [name.strip() for name in (cell or "").split(separator) if name.strip()]


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """All places; a district that bears a province's name keeps its title: "thành phố Vĩnh Long"."""
    rows = list(_rows("places.tsv"))
    provinces = {row["name"] for row in rows}
    nation = Place("cả nước", "nation")
    found: dict[Place, list[str]] = {nation: list(_NATION)}
    for row in rows:
        found[Place(row["name"], "province", row["title"], None, row["since_2025"])] = [
            row["name"],
            *_listed(row["spellings"], "|"),
        ]
        for title in _DISTRICT_TITLES:
            for plain in _listed(row[title], ","):
                name = f"{title} {plain}" if plain in provinces else plain
                place = Place(name, "district", title, row["name"], row["since_2025"])
                found.setdefault(place, []).append(plain)
    by_spelling: dict[tuple[str, ...], list[tuple[tuple[str, ...], Place]]] = {}
    by_name: dict[str, list[Place]] = {}
    for place, spelled in found.items():
        by_name.setdefault(place.name, []).append(place)
        for spelling in spelled:
            syllables = [w.text for w in words(spelling)]
            key = tuple(fold(s) for s in syllables)
            by_spelling.setdefault(key, []).append((tuple(normalise_spelling(s) for s in syllables), place))
    return Gazetteer(
        places=tuple(found),
        by_name={name: tuple(items) for name, items in by_name.items()},
        by_spelling={key: tuple(items) for key, items in by_spelling.items()},
        spellings={place.name: tuple(spelled) for place, spelled in found.items()},
        longest=max(len(key) for key in by_spelling),
    )


@lru_cache(maxsize=1)
def place_words() -> dict[str, frozenset[str]]:
    """Word lists that decide whether a name is meant as a place, by use (``data/place_words.tsv``)."""
    return {row["use"]: frozenset(_listed(row["words"], ",")) for row in _rows("place_words.tsv")}
