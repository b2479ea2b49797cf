"""What an official text says of itself, and what the texts have in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from index.model import Kind, RelationType


@dataclass(frozen=True)
class Official:
    """A text and its gold metadata; ``relations`` are (type, target, scope)."""

    name: str
    text: str
    kind: Kind
    number: str | None
    issuer: str
    place: str | None
    issued: date
    title: str
    signer: str
    effective: date | None = None
    relations: frozenset[tuple[RelationType, str, str | None]] = field(default_factory=frozenset)


MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
FREEDOM = "Độc lập - Tự do - Hạnh phúc"
REPLACES, REPEALS, AMENDS = RelationType.REPLACES, RelationType.REPEALS, RelationType.AMENDS
