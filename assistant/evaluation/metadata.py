"""Metadata against gold: right fields of each document, relations as a set, the misses with gold and found.

Gold rows are those of a metadata file (DESIGN, ``evaluate-metadata``): a field is judged where the row gives it, null
included. Texts are compared by letters and digits, so that line breaks and typographic marks do not count.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from assistant.evaluation.lines import read_lines
from index.text import comparable

FIELDS = (
    "kind",
    "number",
    "issuer",
    "place",
    "date_issued",
    "date_effective",
    "date_published",
    "title",
    "signer",
    "structure",
)
TYPE_OF_VERB = {
    "thay thế": "replaces",
    "bãi bỏ": "repeals",
    "hết hiệu lực": "repeals",
    "sửa đổi": "amends",
    "bổ sung": "amends",
}

Row = Mapping[str, object]


def load_gold(path: Path, corpus: Path) -> list[dict[str, object]]:
    """The rows of a gold file on the documents in ``corpus``.

    Raises:
        ValueError: a file that cannot be read, or a line that is no JSON object with a ``file`` within ``corpus``,
            named by its number.
    """
    rows: list[dict[str, object]] = []
    for number, line in enumerate(read_lines(path), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            reason = getattr(error, "msg", "nested too deeply")
            raise ValueError(f"{path.name}: line {number}: not JSON ({reason})") from None
        if not isinstance(row, dict) or not isinstance(row.get("file"), str):
            raise ValueError(f"{path.name}: line {number}: not an object with a file")
        if not _inside(corpus, row["file"]):
            raise ValueError(f"{path.name}: line {number}: file {row['file'][:200]!r} is not within the corpus")
        rows.append(row)
    return rows


def _inside(root: Path, file: str) -> bool:
    """Whether ``file``, links followed, lies within ``root``; an absolute path or one with a null byte never does."""
    if not file or "\0" in file or Path(file).is_absolute():
        return False
    whole = root.resolve()
    try:
        return whole in (root / file).resolve().parents
    except OSError:  # a name too long, a loop of links
        return False


def compare_metadata(gold: Sequence[Row], found: Mapping[str, Row]) -> dict[str, object]:
    """``{fields {name {right, n}}, by {official, article}, relations {precision, recall, f1, n}, misses [...]}``."""
    misses: list[dict[str, object]] = []
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    relations = [0, 0, 0]  # agreed, gold, found
    for row in gold:
        file = str(row["file"])
        there = found.get(file, {})
        group = "article" if row.get("kind") == "article" else "official"
        for name in FIELDS:
            if name not in row:
                continue
            agreed = bool(there) and same_field(name, row[name], there.get(name))
            for tally in (counts["all"][name], counts[group][name]):
                tally[0] += agreed
                tally[1] += 1
            if not agreed:
                misses.append({"file": file, "field": name, "gold": row[name], "found": there.get(name)})
        if "relations" in row:
            _count_relations(row, there, relations, misses)
    agreed_relations, gold_relations, found_relations = relations
    return {
        "documents": len(gold),
        "fields": _shares(counts["all"]),
        "by": {group: _shares(counts[group]) for group in ("official", "article")},
        "relations": {
            "precision": _ratio(agreed_relations, found_relations),
            "recall": _ratio(agreed_relations, gold_relations),
            "f1": _ratio(2 * agreed_relations, gold_relations + found_relations),
            "n": gold_relations,
        },
        "misses": misses,
    }


def same_field(name: str, gold: object, found: object) -> bool:
    """Whether a field agrees; ``structure`` as a whole, texts by letters and digits."""
    if name == "structure" and isinstance(gold, Mapping) and isinstance(found, Mapping):
        return all(found.get(key) == value for key, value in gold.items())
    if isinstance(gold, str) and isinstance(found, str):
        return comparable(gold) == comparable(found)
    return gold == found


def _count_relations(row: Row, there: Row, tally: list[int], misses: list[dict[str, object]]) -> None:
    gold = list(_rows(row["relations"]))
    left = [r for r in _rows(there.get("relations")) if r.get("type") != "based_on"]
    tally[1] += len(gold)
    tally[2] += len(left)
    for wanted in gold:
        match = next((r for r in left if same_relation(wanted, r)), None)
        if match is None:
            misses.append({"file": row["file"], "field": "relations", "gold": wanted, "found": None})
            continue
        left.remove(match)
        tally[0] += 1
    misses.extend({"file": row["file"], "field": "relations", "gold": None, "found": extra} for extra in left)


def same_relation(gold: Row, found: Row) -> bool:
    """Type and target agree; for a part also the type of the literal verb is accepted."""
    types = {gold.get("type"), TYPE_OF_VERB.get(str(gold.get("verb")), gold.get("type"))}
    targets = {comparable(str(gold[key])) for key in ("target", "printed") if gold.get(key)}
    return found.get("type") in types and comparable(str(found.get("target"))) in targets


def _rows(value: object) -> Iterable[Row]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else []


def _shares(counts: Mapping[str, list[int]]) -> dict[str, dict[str, int]]:
    return {name: {"right": counts[name][0], "n": counts[name][1]} for name in FIELDS if name in counts}


def _ratio(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None
