"""What a figure is the figure of: percent of plan, change on the same period, a share, a rise or a fall."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.asked import stop_words
from assistant.facts import language_of
from index.aligned import fold_aligned
from index.quantities import Quantity, find_quantities

_PARTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "plan",
        re.compile(r"\b(?:ke hoach|du toan|chi tieu|muc tieu|plan|target|budget estimate)\b"),
    ),
    (
        "yoy",
        re.compile(
            r"\b(?:cung ky|nam truoc|so voi nam|year-on-year|year on year|same period|previous year|a year earlier"
            r"|yoy)\b"
        ),
    ),
    ("share", re.compile(r"\b(?:ty trong|co cau|chiem|share of|accounts? for|accounting for)\b")),
)
_RISE = re.compile(
    r"\b(?:tang|vuot|cao hon|lon hon|nhieu hon|increas\w*|up|rose|rise[sn]?|grew|growth|higher|more than"
    r"|exceed\w*|larger)\b"
)
_FALL = re.compile(
    r"\b(?:giam|thap hon|it hon|nho hon|hut|sut|decreas\w*|down|fell|fall\w*|drop\w*|lower|less than|declin\w*"
    r"|shr[aiu]nk\w*|smaller)\b"
)
CLAUSE_END = re.compile(r"[;.:!?]\s|\n")
_JOINT = re.compile(r"[,;]\s|\s(?:va|con|and|but)\s")
_REACH = 48  # letters around a figure that tell its role
_NEAR = 24  # letters before it that tell its direction


@dataclass(frozen=True, slots=True)
class Role:
    """``part`` (plan, yoy, share), the direction of a change (``sign``), the content words before the figure."""

    part: str | None
    sign: int
    words: frozenset[str]

    @classmethod
    def read(cls, text: str, start: int, end: int) -> Role:
        """The role of the figure at ``text[start:end]``."""
        left = CLAUSE_END.split(fold_aligned(text[max(0, start - 120) : start]))[-1]
        right = CLAUSE_END.split(fold_aligned(text[end : end + _REACH]))[0]
        right = re.split(r"[,(]|\d", right)[0]
        near = left[-_REACH:]
        *others, near = re.split(r"\d[%\w]*(?=[,;]?\s)", near)
        if others:  # "103% dự toán và bằng 109%": what stands before the joint is of the figure before
            near = _JOINT.split(near, maxsplit=1)[-1]
        part = next((name for name, p in _PARTS if p.search(right)), None) or next(
            (n for n, p in _PARTS if p.search(near)), None
        )
        sign = bool(_RISE.search(near[-_NEAR:])) - bool(_FALL.search(near[-_NEAR:]))
        return cls(part, sign, frozenset(w for w in re.findall(r"[^\W\d_]{2,}", left) if w not in stop_words()))

    def agrees(self, other: Role) -> bool:
        """Whether the two may be the same figure: not plan against change, not rise against fall."""
        return self.agrees_in_part(other) and self.sign * other.sign >= 0

    def agrees_in_part(self, other: Role) -> bool:
        """``agrees``, whatever the directions."""
        return not (self.part and other.part) or self.part == other.part

    def closeness(self, other: Role) -> int:
        """How many of the words before the one stand before the other; a figure whose role is known is told by that."""
        if self.part or other.part:
            return 0
        return len(self.words & other.words)


@lru_cache(maxsize=2048)
def figures(source: str) -> tuple[tuple[Quantity, Role], ...]:
    """The figures of a source with their roles; a source is read once for all facts that cite it."""
    return tuple((q, Role.read(source, q.start, q.end)) for q in find_quantities(source, language_of(source)))
