"""The texts that stand for a document in the dense index: pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from index.model import Passage, UnitKind
from index.records import storable

WHOLE = -1  # the "unit" that is the passage itself
MAX_UNITS = 1000  # of one passage; a passage is some 900 characters, more is an attack


@dataclass(frozen=True, slots=True)
class Input:
    """A text to embed and whose it is: unit `unit` of the passage, or the passage (`WHOLE`)."""

    unit: int
    text: str
    hash: bytes


def content_key(fingerprint: str, text: str) -> bytes:
    """The address of the vector of `text` under the model `fingerprint`."""
    return blake2b(f"{fingerprint}\0{text}".encode(), digest_size=16).digest()


def inputs(
    text: str, title: str | None, passage: Passage, fingerprint: str, *, unit_vectors: bool = True
) -> Iterator[Input]:
    """What is embedded of a passage of `text`: itself behind its prefix, then each unit behind title and lead-in.

    Headings state nothing, and a unit that is the whole passage would only repeat it: neither is embedded.
    """
    whole = text[passage.start : passage.end]
    embedded = storable(f"{passage.prefix}\n{whole}")
    yield Input(WHOLE, embedded, content_key(fingerprint, embedded))
    if not unit_vectors:
        return
    for position, unit in enumerate(passage.units[:MAX_UNITS]):
        own = text[unit.start : unit.end]
        if unit.kind is UnitKind.HEADING or not own.strip() or own.strip() == whole.strip():
            continue
        embedded = storable(f"{title or ''}\n{unit.context} {own}")
        yield Input(position, embedded, content_key(fingerprint, embedded))
