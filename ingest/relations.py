"""Which documents a text amends, replaces or repeals, by number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.docnumbers import find_document_numbers, normalise_number, same_number
from index.model import Relation, RelationType

_VERBS: tuple[tuple[re.Pattern[str], RelationType, str], ...] = (
    (re.compile(r"\bthay thế\b(?!.{0,20}tương ứng)", re.IGNORECASE), RelationType.REPLACES, "thay thế"),
    (re.compile(r"\bbãi bỏ\b|\bhủy bỏ\b|\bhuỷ bỏ\b", re.IGNORECASE), RelationType.REPEALS, "bãi bỏ"),
    (re.compile(r"\bhết hiệu lực\b", re.IGNORECASE), RelationType.REPEALS, "hết hiệu lực"),
    (re.compile(r"\bngưng hiệu lực\b", re.IGNORECASE), RelationType.REPEALS, "ngưng hiệu lực"),
)
_AMENDS = re.compile(r"^\W*(?:(?:về việc|v/v)\s+)?(?:sửa đổi|bổ sung|đính chính|điều chỉnh, bổ sung)", re.IGNORECASE)
_PART = re.compile(
    r"(?:khoản|điểm|điều|mục|phụ lục|cụm từ|gạch đầu dòng|một phần|một số|nội dung|tiết|chương|"
    r"số thứ tự|biểu|(?:các )?(?:quy định|nội dung)(?: sau)?(?: đây)? (?:của|tại))\s[^;]{0,200}$",
    re.IGNORECASE,
)
_REPEALS_PART = re.compile(r"^\W*(?:(?:về việc|v/v)\s+)?(?:bãi bỏ|hủy bỏ)\s+(?:một phần|một số)", re.IGNORECASE)
_WHOLE = re.compile(
    r"toàn bộ\s*(?:(?:các\s+)?(?:nghị quyết|quyết định|chỉ thị|thông tư|văn bản)[^;]{0,20})?$", re.IGNORECASE
)
_CONDITIONAL = re.compile(r"\b(?:trường hợp|khi|nếu)\b[^.;]{0,200}\b(?:sửa đổi|bổ sung|thay thế|bãi bỏ)", re.IGNORECASE)
_LISTED = re.compile(r"^\W*(?:và )?(?:(?:Nghị quyết|Quyết định|Chỉ thị|Thông tư)\s+)?(?:số\s*)?\d", re.IGNORECASE)
_LIST_ITEM = re.compile(
    r"^\W*(?:[a-zđ]\)|\d+\.|[-+])?\s*(?:Nghị quyết|Quyết định|Chỉ thị|Thông tư|Khoản|Điều|Điểm)\b", re.IGNORECASE
)


_LEADS = re.compile(r"(?::|\bsau(?: đây)?\s*[:.]?)\s*$", re.IGNORECASE)  # to a list of what is acted on


def find_relations(own: str | None, title: str | None, paragraphs: Sequence[str]) -> tuple[Relation, ...]:
    """Relations of a document to others, each target once (a whole repeal before a part's).

    ``paragraphs`` are those of its own body, in order. A list under "bãi bỏ các Quyết định sau:" repeals each of
    its items.
    """
    found: list[Relation] = []
    if title and _AMENDS.match(title):
        numbers = [n.number for n in find_document_numbers(title) if not n.partial]
        numbers = numbers or _amended_in(paragraphs)
        found += [Relation(RelationType.AMENDS, n) for n in numbers[:1]]
    if title and _REPEALS_PART.match(title):
        found += [
            Relation(RelationType.AMENDS, n.number, "part", "bãi bỏ")
            for n in find_document_numbers(title)
            if not n.partial
        ][:1]
    lead: RelationType | None = None
    lead_verb = ""
    for paragraph in paragraphs:
        if _CONDITIONAL.search(paragraph):
            continue
        clauses = _clauses(paragraph)
        if lead is not None and _LIST_ITEM.match(paragraph) and not any(v.search(paragraph) for v, _, _ in _VERBS):
            found += _targets(paragraph, lead, lead_verb, own)[:1]
            continue
        lead = None
        listed: tuple[RelationType, str] | None = None
        for clause in clauses:
            verb = next(((t, name) for pattern, t, name in _VERBS if pattern.search(clause)), None)
            if verb is None:
                if listed is not None and _LISTED.match(clause):
                    found += _targets(clause, *listed, own)[:1]
                else:
                    listed = None
                continue
            targets = _acted_on(clause, verb[0], verb[1], own)
            found += targets
            listed = verb if targets else None
            if _LEADS.search(clause):
                lead, lead_verb = verb
    return _once(found, own)


def _clauses(paragraph: str) -> list[str]:
    return [c for c in re.split(r"(?<=[;])\s|(?<=\.)\s(?=[A-ZĐ])", paragraph) if c.strip()]


def _acted_on(clause: str, kind: RelationType, verb: str, own: str | None) -> list[Relation]:
    """Targets of a verb in one clause: what follows "bãi bỏ" or "thay thế", what stands before "hết hiệu lực"."""
    if verb in {"hết hiệu lực", "ngưng hiệu lực"}:
        before = clause[: re.search(verb, clause, re.IGNORECASE).start()]  # type: ignore[union-attr]
        after = clause.partition(":")[2]
        return _targets(before, kind, verb, own) or _targets(after, kind, verb, own)[:1]
    pattern = next(p for p, t, name in _VERBS if name == verb)
    match = pattern.search(clause)
    assert match is not None
    after = clause[match.end() :]
    passive = re.search(r"được\s*$", clause[: match.start()]) is not None
    if passive:
        return []
    return _targets(after, kind, verb, own)


def _targets(text: str, kind: RelationType, verb: str, own: str | None) -> list[Relation]:
    found: list[Relation] = []
    position = 0
    for number in find_document_numbers(text):
        if number.partial or (own and same_number(own, number.number)):
            position = number.end
            continue
        before = text[position : number.start]
        if (
            found
            and not re.search(
                r"(?:,|;|\bvà\b|\bcùng\b)\s*(?:các\s+)?(?:Nghị quyết|Quyết định|Chỉ thị|Thông tư)?\s*(?:số\s*)?$",
                before,
            )
            and (
                not re.search(r"(?:Nghị quyết|Quyết định|Chỉ thị|Thông tư)\s*(?:số\s*)?$", before)
                or re.search(r"(?:theo|tại|của|kèm|căn cứ|sửa đổi|bổ sung|kèm theo)\s+(?:\S+\s+){0,3}$", before)
            )
        ):
            position = number.end
            continue
        part = _PART.search(before) is not None and not _WHOLE.search(before)
        if part:
            found.append(Relation(RelationType.AMENDS, normalise_number(number.number), "part", verb))
        else:
            found.append(Relation(kind, normalise_number(number.number)))
        position = number.end
    return found


def _amended_in(paragraphs: Sequence[str]) -> list[str]:
    for paragraph in paragraphs[:6]:
        if re.search(r"sửa đổi|bổ sung", paragraph, re.IGNORECASE):
            numbers = [n.number for n in find_document_numbers(paragraph) if not n.partial]
            if numbers:
                return numbers[:1]
    return []


def _once(found: Sequence[Relation], own: str | None) -> tuple[Relation, ...]:
    kept: list[Relation] = []
    for relation in found:
        if own and same_number(own, relation.target):
            continue
        if not any(same_number(k.target, relation.target) for k in kept):
            kept.append(relation)
    return tuple(kept)
