"""A passage as ranking reads it, small enough to be kept beside it: its words as numbers, its units', its quantities.

All of it follows from the passage alone, so it can be thrown away and made again; `index.digests` keeps it.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from hashlib import blake2b
from importlib import resources
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.model import StoredPassage, Unit, UnitKind
from index.quantities import Quantity, QuantityKind, find_quantities
from index.text import folded_terms

Codes = NDArray[np.uint32]

# Recitals, proposals and recipients of official texts: they repeat the title's words and answer next to nothing.
_FORMAL = re.compile(r"[\s*_#-]*(?:Căn cứ|Xét|Theo đề nghị|Nơi nhận|Như Điều|Lưu:|CỘNG H[OÒ]A|Độc lập)")
_HEADER = struct.Struct("<2Id6I")  # check of all that follows, source, formal, lengths
_CHECK = 4  # bytes
_MIX = np.uint32(0x9E3779B1)
_MOST_CODES = 100_000
_READ_BY = (
    *("aligned", "dates", "digest", "numerals", "period_labels", "periods", "quantities", "spans", "text", "units"),
)


@dataclass(frozen=True, slots=True)
class Digest:
    """What is looked for in a passage, as codes (`code_of`, `pair_codes`), each array sorted.

    ``words`` are the folded terms that it holds and its prefix does not, ``pairs`` the neighbouring folded syllables,
    and ``repeated`` those that both hold;
    ``formal`` is the share of its text that is headings, recitals and recipients. ``units`` are the positions of those
    units that say more than the prefix: the words of the n-th, its context's included, are
    ``held[ends[n - 1]:ends[n]]``, and ``told`` is JSON of what `quantities` gives back. ``source`` tells the passage
    that it was made of (`source_of`).
    """

    source: int
    formal: float
    words: Codes
    pairs: Codes
    repeated: Codes
    units: Codes
    ends: Codes
    held: Codes
    told: bytes

    @property
    def size(self) -> int:
        """Bytes in memory, about."""
        return (
            4 * (len(self.words) + len(self.pairs) + len(self.repeated) + 2 * len(self.units) + len(self.held))
            + len(self.told)
            + 800
        )

    def all_pairs(self) -> frozenset[int]:
        """The neighbouring folded syllables of the whole text."""
        return frozenset(self.pairs.tolist() + self.repeated.tolist())

    def quantities(self) -> list[tuple[Quantity, ...]]:
        """`find_quantities` of each of ``units``."""
        return [tuple(_read_quantity(row) for row in rows) for rows in json.loads(self.told)]


class _Codes(dict[str, int]):
    """Codes of the words met so far; emptied when there are too many."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _MOST_CODES:
            self.clear()
        code = self[word] = code_of(word)
        return code


_CODES = _Codes()


def code_of(word: str) -> int:
    """The number that stands for a folded word; two words share one with a probability of 2⁻³²."""
    return crc32(word.encode("utf-8", "surrogatepass"))


def codes_of(words: Sequence[str]) -> Codes:
    """The codes of folded words in their order."""
    return np.fromiter(map(_CODES.__getitem__, words), np.uint32, len(words))


def pair_codes(first: Codes, second: Codes) -> Codes:
    """The codes of pairs of neighbours."""
    return np.asarray((first * _MIX) ^ second, dtype=np.uint32)


def _words(text: str) -> frozenset[int]:
    syllables, numbers = folded_terms(text)
    return frozenset(map(_CODES.__getitem__, syllables + numbers))


def _pairs(text: str) -> frozenset[int]:
    row = codes_of(folded_terms(text)[0])
    return frozenset(pair_codes(row[:-1], row[1:]).tolist())


# The passages of a document share their prefix, units their context.
_around = lru_cache(maxsize=4096)(_words)
_pairs_around = lru_cache(maxsize=1024)(_pairs)


def _sorted(codes: Iterable[int]) -> Codes:
    return np.array(sorted(codes), dtype=np.uint32)


def digest_of(stored: StoredPassage) -> Digest:
    """The digest of a passage; about a millisecond."""
    text, passage = stored.text, stored.passage
    heading, heading_pairs = _around(passage.prefix), _pairs_around(passage.prefix)
    pairs = _pairs(text)
    positions: list[int] = []
    held: list[Codes] = []
    told: list[list[list[object]]] = []
    for position, unit in enumerate(passage.units):
        if unit.kind is UnitKind.HEADING:
            continue
        said = text[unit.start - passage.start : unit.end - passage.start]
        around = _around(unit.context) | _words(said)
        if not around <= heading:
            positions.append(position)
            held.append(_sorted(around))
            told.append([_quantity_row(quantity) for quantity in find_quantities(said)])
    return Digest(
        source_of(stored),
        formal_share(text, passage.start, passage.units),
        _sorted(_words(text) - heading),
        _sorted(pairs - heading_pairs),
        _sorted(pairs & heading_pairs),
        np.array(positions, dtype=np.uint32),
        np.cumsum([len(codes) for codes in held], dtype=np.uint32),
        np.concatenate(held) if held else np.zeros(0, dtype=np.uint32),
        json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"),
    )


def source_of(stored: StoredPassage) -> int:
    """A number that changes with the text of a passage or its prefix."""
    return crc32(f"{stored.passage.prefix}\0{stored.text}".encode("utf-8", "surrogatepass"))


def may_hold(digest: Digest, name: str) -> bool:
    """Whether a passage whose prefix does not hold ``name`` (folded syllables between blanks) may itself hold it.

    Exact for names of one or two syllables; of longer ones every pair of neighbours stands in it.
    """
    codes = _name_codes(name)
    if len(codes.words) == 1:
        return _in(digest.words, codes.words[0])
    return all(_in(digest.pairs, pair) or _in(digest.repeated, pair) for pair in codes.pairs)


class _Name(NamedTuple):
    words: list[int]
    pairs: list[int]


@lru_cache(maxsize=4096)
def _name_codes(name: str) -> _Name:
    row = codes_of(name.split())
    return _Name(row.tolist(), pair_codes(row[:-1], row[1:]).tolist())


def _in(codes: Codes, code: int) -> bool:
    at = int(codes.searchsorted(code))
    return at < len(codes) and int(codes[at]) == code


def formal_share(text: str, start: int, units: Iterable[Unit]) -> float:
    """The share of a passage's text, which begins at ``start``, that is headings, recitals and recipients."""
    found = sum(
        unit.end - unit.start
        for unit in units
        if unit.kind is UnitKind.HEADING or _FORMAL.match(text, unit.start - start, unit.end - start)
    )
    return found / max(1, len(text))


def to_bytes(digest: Digest) -> bytes:
    """A digest as it is kept."""
    arrays = (digest.words, digest.pairs, digest.repeated, digest.units, digest.ends, digest.held)
    header = _HEADER.pack(0, digest.source, digest.formal, *(len(array) for array in arrays))
    body = b"".join([header[_CHECK:], *(array.astype("<u4").tobytes() for array in arrays), digest.told])
    return crc32(body).to_bytes(_CHECK, "little") + body


def from_bytes(data: bytes) -> Digest:
    """What `to_bytes` made.

    Raises:
        ValueError: it is damaged.
    """
    if len(data) < _HEADER.size or crc32(memoryview(data)[_CHECK:]) != int.from_bytes(data[:_CHECK], "little"):
        raise ValueError("a digest is damaged")
    _, source, formal, *lengths = _HEADER.unpack_from(data)
    row = np.frombuffer(data, "<u4", sum(lengths), _HEADER.size)
    arrays, first = [], 0
    for length in lengths:
        arrays.append(row[first : first + length])
        first += length
    words, pairs, repeated, units, ends, held = arrays
    return Digest(source, formal, words, pairs, repeated, units, ends, held, data[_HEADER.size + 4 * first :])


def _quantity_row(q: Quantity) -> list[object]:
    row: list[object] = [q.start, q.end, str(q.value), q.unit, str(q.kind), str(q.canonical), q.base]
    return row if q.total is None and q.bound is None else [*row, None if q.total is None else str(q.total), q.bound]


def _read_quantity(row: list[Any]) -> Quantity:
    start, end, value, unit, kind, canonical, base, *rest = row
    total, bound = rest or (None, None)
    whole = None if total is None else Decimal(total)
    return Quantity(start, end, Decimal(value), unit, _KINDS[kind], Decimal(canonical), base, whole, bound)


_KINDS = {str(kind): kind for kind in QuantityKind}


@cache
def format_key() -> str:
    """Changes whenever the digest of a passage may: digests of another key are made again."""
    package = resources.files("index")
    sources = [package.joinpath(f"{name}.py").read_bytes() for name in _READ_BY]
    return blake2b(b"\0".join(sources), digest_size=8).hexdigest()
