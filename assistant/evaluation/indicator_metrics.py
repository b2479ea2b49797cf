"""How well reported figures are extracted, against labelled sentences (DESIGN, "Rules of measurement").

A found record matches a labelled one where value, unit, percent of plan and change on the same period are all equal,
as multisets within a sentence. Name, period, locality and qualifier are scored on matched records.

A period or place that the label takes from the document can only be read with the document: there the records are those
that ingest makes of it. Where the document is not at hand but the label quotes the passage that tells the period, that
passage stands for it. What was read how is counted apart.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.evaluation.lines import read_lines
from index.aligned import lower_aligned
from index.model import Indicator
from index.places import same_place
from index.text import nfc

Extract = Callable[[str, str, str, str], list[Indicator]]  # sentence, context, title, passage that tells the period
_MATCHED_ON = ("value", "unit", "plan_pct", "yoy_pct")
_FIELDS = ("name", "total", "plan_basis", "qualifier")
_MAX_LINE = 1_000_000


class Read(StrEnum):
    """What the records of a label were read of."""

    DOCUMENT = "document"
    QUOTED = "document_quoted"  # the sentence, and the passage of its document that the label quotes
    ABSENT = "document_absent"  # the sentence with its context and title


class LabelError(ValueError):
    """A line of the labels that cannot be read; the message names file, line and field."""


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence with the records that it reports; none for a negative.

    ``file`` is its document, ``start`` about where the sentence stands in it; ``quoted`` the passage that tells the
    period of the records, where the label has one. Each may be empty.
    """

    id: str
    sentence: str
    context: str
    title: str
    records: tuple[dict[str, Any], ...]
    file: str = ""
    start: int = 0
    quoted: str = ""


InDocument = Callable[[LabelledSentence], Sequence[Indicator] | None]  # None: the document is not at hand


def read_labels(path: Path) -> list[LabelledSentence]:
    """The labelled sentences of a JSON-lines file. Raises ``ValueError`` for a file or a line that is none."""
    return [
        _read_row(line, f"{path.name}, line {number}")
        for number, line in enumerate(read_lines(path), start=1)
        if line.strip()
    ]


def _read_row(line: str, where: str) -> LabelledSentence:
    if len(line) > _MAX_LINE:
        raise LabelError(f"{where}: longer than {_MAX_LINE} characters")
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise LabelError(f"{where}: not JSON ({getattr(error, 'msg', 'nested too deeply')})") from error
    if not isinstance(row, dict) or not isinstance(row.get("sentence"), str):
        raise LabelError(f"{where}: 'sentence' must be a string")
    records = row.get("indicators")
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise LabelError(f"{where}: 'indicators' must be a list of objects")
    for record in records:
        for key in ("value", "plan_pct", "yoy_pct"):
            if not isinstance(record.get(key), int | float | None):
                raise LabelError(f"{where}: '{key}' must be a number or null")
    context = row.get("context") or ""
    if isinstance(context, list) and all(isinstance(part, str) for part in context):
        context = "\n".join(context)
    if not isinstance(context, str):
        raise LabelError(f"{where}: 'context' must be a string or a list of strings")
    start = row.get("char_start")
    return LabelledSentence(
        id=str(row.get("id", where)),
        sentence=row["sentence"],
        context=context,
        title=str(row.get("title") or ""),
        records=tuple(records),
        file=str(row.get("file") or ""),
        start=start if isinstance(start, int) else 0,
        quoted=next((str(q) for r in records if (q := (r.get("extra") or {}).get("period_source"))), ""),
    )


def located(text: str, sentence: str, near: int = 0) -> tuple[int, int] | None:
    """Where ``sentence`` stands in ``text``, comparing letters and digits only; nearest to ``near`` of several places.

    >>> located("Kết quả:\\n**Thu** đạt\\n5 tỷ.", "Thu đạt 5 tỷ.")
    (11, 26)
    """
    places = [i for i, c in enumerate(text) if c.isalnum()]
    lowered = lower_aligned(text)
    whole = "".join(lowered[i] for i in places)
    sought = "".join(c for c in lower_aligned(nfc(sentence)) if c.isalnum())
    if not sought:
        return None
    found: list[tuple[int, int]] = []
    at = whole.find(sought)
    while at >= 0:
        found.append((places[at], places[at + len(sought) - 1] + 1))
        at = whole.find(sought, at + 1)
    return min(found, key=lambda span: abs(span[0] - near), default=None)


def within(indicators: Iterable[Indicator], span: tuple[int, int]) -> list[Indicator]:
    """The indicators of a document most of whose text lies in ``span``."""
    return [i for i in indicators if span[0] <= (i.start + i.end) // 2 < span[1]]


def match_key(record: dict[str, Any]) -> tuple[object, ...]:
    """What two records must share: numbers to six places, the unit without case and spacing."""
    return tuple(_comparable(record.get(key)) for key in _MATCHED_ON)


def _comparable(value: object) -> object:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return round(float(value), 6)
    return " ".join(nfc(str(value)).lower().split()) or None


def match_records(
    gold: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Pairs of equal records, each used once; among equals those with the same name and period first."""
    waiting: dict[tuple[object, ...], list[dict[str, Any]]] = defaultdict(list)
    for record in found:
        waiting[match_key(record)].append(record)
    pairs = []
    for record in gold:
        candidates = waiting[match_key(record)]
        if candidates:
            best = max(
                candidates, key=lambda c: (_same_field("name", record, c), c.get("period") == record.get("period"))
            )
            candidates.remove(best)
            pairs.append((record, best))
    return pairs


def _same_field(field: str, gold: dict[str, Any], found: dict[str, Any]) -> bool:
    labelled = gold.get("indicator") if field == "name" else gold.get(field)
    return _comparable(labelled) == _comparable(found.get(field))


def _same_locality(gold: dict[str, Any], found: dict[str, Any]) -> bool:
    a, b = gold.get("locality"), found.get("locality")
    if not a or not b:
        return not a and not b
    alternatives = (gold.get("extra") or {}).get("locality_alt") or []
    names = [str(a), *([alternatives] if isinstance(alternatives, str) else map(str, alternatives))]
    return any(same_place(name, str(b)) for name in names)


def ratio(right: int, n: int) -> dict[str, float | int | None]:
    """A share with what it is a share of; no value where nothing was counted."""
    return {"value": right / n if n else None, "right": right, "n": n}


def evaluate_indicators(labels: Path, extract: Extract, in_document: InDocument | None = None) -> dict[str, Any]:
    """The report over a file of labels: ``{metrics, read, sentences [{id, read, gold, found}]}``.

    ``in_document`` reads a label in its document, where that is at hand; ``extract`` reads all others.
    Raises ``ValueError`` (of a line, ``LabelError``) for labels that cannot be read.
    """
    rows = read_labels(labels)
    found: list[list[dict[str, Any]]] = []
    read: list[Read] = []
    for row in rows:
        told = in_document(row) if in_document else None
        way = Read.DOCUMENT if told is not None else Read.QUOTED if row.quoted else Read.ABSENT
        records = told if told is not None else extract(row.sentence, row.context, row.title, row.quoted)
        read.append(way)
        found.append([_plain(i) for i in records])
    return {
        "metrics": metrics([row.records for row in rows], found, read),
        "read": {way.value: read.count(way) for way in Read},
        "sentences": [
            {"id": row.id, "read": way.value, "gold": list(row.records), "found": records}
            for row, way, records in zip(rows, read, found, strict=True)
        ],
    }


def _plain(indicator: Indicator) -> dict[str, Any]:
    return asdict(indicator)


def metrics(
    gold: Sequence[Sequence[dict[str, Any]]],
    found: Sequence[Sequence[dict[str, Any]]],
    read: Sequence[Read] | None = None,
) -> dict[str, Any]:
    """Record precision, recall and F1, false records on negatives, and field accuracies on matched records."""
    ways = read if read is not None else [Read.ABSENT] * len(gold)
    matched = [(way, pair) for g, f, way in zip(gold, found, ways, strict=True) for pair in match_records(g, f)]
    pairs = [pair for _, pair in matched]
    n_gold, n_found = sum(map(len, gold)), sum(map(len, found))
    precision, recall = ratio(len(pairs), n_found), ratio(len(pairs), n_gold)
    negatives = [f for g, f in zip(gold, found, strict=True) if not g]
    return {
        "precision": precision,
        "recall": recall,
        "f1": {"value": 2 * len(pairs) / (n_gold + n_found) if n_gold + n_found else None, "n": n_gold},
        "negatives": {"n": len(negatives), "with_false_records": sum(bool(f) for f in negatives)},
        "fields": {field: ratio(sum(_same_field(field, g, f) for g, f in pairs), len(pairs)) for field in _FIELDS},
        "period": _by_source(matched, "period_from", lambda g, f: _same_field("period", g, f)),
        "locality": _by_source(matched, "locality_from", _same_locality),
    }


def _by_source(
    matched: Iterable[tuple[Read, tuple[dict[str, Any], dict[str, Any]]]],
    source: str,
    same: Callable[[dict[str, Any], dict[str, Any]], bool],
) -> dict[str, Any]:
    """Accuracy over all, and apart for where the label says that the reader had to look.

    What the label takes from the document is apart again by what of the document was at hand.
    """
    counted: dict[str, list[bool]] = defaultdict(list)
    for way, (gold, found) in matched:
        right = same(gold, found)
        where = str((gold.get("extra") or {}).get(source) or "unstated")
        counted["all"].append(right)
        counted[way.value if where == "document" else where].append(right)
    return {name: ratio(sum(values), len(values)) for name, values in sorted(counted.items())}
