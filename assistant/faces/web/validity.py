"""Whether a paper still holds, as far as the documents of the library tell. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.model import Document, Kind, Relation, RelationType
from index.records import DocumentRecord, number_key

Acting = Mapping[str, Sequence[tuple[DocumentRecord, Relation]]]  # by the key of the number acted on, the latest first

_RULES = {Kind.RESOLUTION, Kind.DECISION, Kind.DIRECTIVE, Kind.DECREE, Kind.CIRCULAR, Kind.LAW}
_STRONGEST = (RelationType.REPEALS, RelationType.REPLACES, RelationType.AMENDS)


@dataclass(frozen=True, slots=True)
class Validity:
    """``key`` of the text that says it, how it is to be taken, and the papers or the day that it names."""

    key: str
    tone: Literal["good", "warn", "bad"]
    papers: tuple[DocumentRecord, ...] = ()
    day: date | None = None


def acting(records: Sequence[DocumentRecord]) -> Acting:
    """Which of the records act on which numbers."""
    found: dict[str, list[tuple[DocumentRecord, Relation]]] = defaultdict(list)
    for record in sorted(records, key=lambda r: r.date or date.min, reverse=True):
        for relation in record.relations:
            key = number_key(relation.target)
            if key and relation.type is not RelationType.BASED_ON and key != number_key(record.number):
                found[key].append((record, relation))
    return found


def validity(paper: Document | DocumentRecord, by: Acting, today: date) -> Validity | None:
    """How a paper stands on a day; ``None`` for what lays down no rule."""
    on_it = by.get(number_key(paper.number) or "", ())
    for kind in _STRONGEST:
        papers = [(record, relation) for record, relation in on_it if relation.type is kind]
        if not papers:
            continue
        whole = kind is not RelationType.AMENDS and any(relation.scope != "part" for _, relation in papers)
        name = {"repeals": "repealed", "replaces": "replaced", "amends": "amended"}[kind]
        tone: Literal["warn", "bad"] = "bad" if whole else "warn"
        part = "" if whole or kind is RelationType.AMENDS else ".part"
        return Validity(f"validity.{name}{part}", tone, tuple({record.id: record for record, _ in papers}.values()))
    if paper.date_effective and paper.date_effective > today:
        return Validity("validity.not_yet", "warn", day=paper.date_effective)
    return Validity("validity.untouched", "good") if paper.kind in _RULES and paper.number else None
