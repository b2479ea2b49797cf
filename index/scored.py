"""What the dense and the lexical index are asked and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage with its score; ``unit`` is the position of the winning unit where a unit, not the passage, won."""

    passage: int
    score: float
    unit: int | None = None


@dataclass(frozen=True, slots=True)
class LexicalQuery:
    """Terms with their weights for each lexical field (see `index.text.terms`): the score is their weighted BM25."""

    accented: Mapping[str, float] = field(default_factory=dict)
    folded: Mapping[str, float] = field(default_factory=dict)
    bigrams: Mapping[str, float] = field(default_factory=dict)
