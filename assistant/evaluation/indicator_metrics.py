"""How well reported figures are extracted, against labelled sentences (DESIGN, "Rules of measurement").

A found record matches a labelled one where value, unit, percent of plan and change on the same period are all equal,
as multisets within a sentence. Name, period, locality and qualifier are scored on matched records.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.evaluation.lines import read_lines
from index.model import Indicator
from index.places import same_place
from index.text import nfc

Extract = Callable[[str, str, str], list[Indicator]]  # sentence, context, title
_MATCHED_ON = ("value", "unit", "plan_pct", "yoy_pct")
_FIELDS = ("name", "total", "plan_basis", "qualifier")
_MAX_LINE = 1_000_000


class LabelError(ValueError):
    """A line of the labels that cannot be read; the message names file, line and field."""


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence with the records that it reports; none for a negative."""

    id: str
    sentence: str
    context: str
    title: str
    records: tuple[dict[str, Any], ...]


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
    identity = str(row.get("id", where))
    return LabelledSentence(identity, row["sentence"], context, str(row.get("title") or ""), tuple(records))


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


def evaluate_indicators(labels: Path, extract: Extract) -> dict[str, Any]:
    """The report on ``extract`` over a file of labels: ``{metrics, sentences [{id, gold, found}]}``.

    Raises ``ValueError`` (of a line, ``LabelError``) for labels that cannot be read.
    """
    rows = read_labels(labels)
    found = [[_plain(i) for i in extract(row.sentence, row.context, row.title)] for row in rows]
    return {
        "metrics": metrics([row.records for row in rows], found),
        "sentences": [
            {"id": row.id, "gold": list(row.records), "found": records}
            for row, records in zip(rows, found, strict=True)
        ],
    }


def _plain(indicator: Indicator) -> dict[str, Any]:
    return asdict(indicator)


def metrics(gold: Sequence[Sequence[dict[str, Any]]], found: Sequence[Sequence[dict[str, Any]]]) -> dict[str, Any]:
    """Record precision, recall and F1, false records on negatives, and field accuracies on matched records."""
    pairs = [pair for g, f in zip(gold, found, strict=True) for pair in match_records(g, f)]
    n_gold, n_found = sum(map(len, gold)), sum(map(len, found))
    precision, recall = ratio(len(pairs), n_found), ratio(len(pairs), n_gold)
    negatives = [f for g, f in zip(gold, found, strict=True) if not g]
    return {
        "precision": precision,
        "recall": recall,
        "f1": {"value": 2 * len(pairs) / (n_gold + n_found) if n_gold + n_found else None, "n": n_gold},
        "negatives": {"n": len(negatives), "with_false_records": sum(bool(f) for f in negatives)},
        "fields": {field: ratio(sum(_same_field(field, g, f) for g, f in pairs), len(pairs)) for field in _FIELDS},
        "period": _by_source(pairs, "period_from", lambda g, f: _same_field("period", g, f)),
        "locality": _by_source(pairs, "locality_from", _same_locality),
    }


def _by_source(
    pairs: Iterable[tuple[dict[str, Any], dict[str, Any]]],
    source: str,
    same: Callable[[dict[str, Any], dict[str, Any]], bool],
) -> dict[str, Any]:
    """Accuracy over all, and apart for where the label says that the reader had to look."""
    counted: dict[str, list[bool]] = defaultdict(list)
    for gold, found in pairs:
        right = same(gold, found)
        counted["all"].append(right)
        counted[str((gold.get("extra") or {}).get(source) or "unstated")].append(right)
    return {name: ratio(sum(values), len(values)) for name, values in sorted(counted.items())}
