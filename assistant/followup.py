"""Making a follow-up self-contained: "thế còn Tây Hồ?" takes from the question before what it leaves out itself.

A change of topic is no follow-up: a question that names its own subject is left alone. The rewritten question is
shown to the asker.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.names import NAME, find_names
from index.aligned import fold_aligned
from index.answer import Answer
from index.docnumbers import find_document_numbers
from index.period_labels import Period, describe_period, parse_label, resolve
from index.periods import find_periods
from index.places import PlaceMention, find_places

_CUE = re.compile(
    r"^(?:(?:vay|the|nhung|va|con|thi)\s+)*(?:con|the|vay|va)\s+(?:o |tai |cua |ve |doi voi )?"
    r"|^(?:and |but |so )?(?:what|how) about\s+|^and\s+(?:in |for |of |at )?|^(?:the )?same for\s+"
)
_TAIL = re.compile(r"\s*(?:thi sao|thi the nao|the nao|ra sao|bao nhieu|thi bao nhieu|la bao nhieu)?\s*[?.!]*\s*$")
_POINTS_BACK = re.compile(
    r"\b(?:o do|noi do|tinh do|quan do|thanh pho do|du an do|du an nay|nghi quyet nay|nghi quyet do|van ban nay"
    r"|van ban do|quyet dinh nay|quyet dinh do|so do|muc do|nam do|luc do)\b"
    r"|\b(?:there|that (?:project|resolution|decision|province|district|year|document)|this (?:project"
    r"|resolution|decision|document))\b"
)
_THAT_PAPER = re.compile(
    r"\b(?P<kind>nghi quyet|quyet dinh|van ban|nghi dinh|thong tu|ke hoach|bao cao) (?:do|nay)\b"
    r"|\b(?:that|this) (?P<kind_en>resolution|decision|document|decree|plan|report)\b"
)
_PREPOSITION = re.compile(r"(?:in|of|for|during|since|by|trong)\s+(?=\S)", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:bao nhieu|may|nao|ai|gi|dau|khi nao|the nao|vi sao|tai sao)\b|\b(?:what|which|who|when|where|how|why"
    r"|is|are|was|were|does|do|did)\b"
)
_SHIFT = (
    (
        re.compile(
            r"\b(?:nam (?:truoc|ngoai)|cung ky(?: nam truoc)?)\b|\b(?:the )?(?:previous year|year before"
            r"|last year|year earlier)\b"
        ),
        "year",
        -1,
    ),
    (re.compile(r"\bnam (?:sau|toi)\b|\b(?:the )?(?:next year|year after|following year)\b"), "year", 1),
    (re.compile(r"\bquy truoc\b|\b(?:the )?(?:previous quarter|quarter before|last quarter)\b"), "quarter", -1),
    (re.compile(r"\bquy (?:sau|toi)\b|\b(?:the )?(?:next quarter|quarter after)\b"), "quarter", 1),
    (re.compile(r"\bthang truoc\b|\b(?:the )?(?:previous month|month before|last month)\b"), "month", -1),
    (re.compile(r"\bthang (?:sau|toi)\b|\b(?:the )?(?:next month|month after)\b"), "month", 1),
)
_SET_AGAINST = re.compile(r"(?:so voi|compared (?:with|to)|against)\b")  # adds to the question, takes nothing from it
_LONGEST_FRAGMENT = 9  # words


def complete(question: str, history: Sequence[Answer]) -> str | None:
    """``question`` made self-contained from ``history`` (oldest first); ``None`` where it stands alone.

    >>> complete("Tây Hồ có bao nhiêu phường?", [])
    """
    if not history:
        return None
    before = history[-1].rewritten or history[-1].question
    folded = fold_aligned(question)
    cue = _CUE.match(folded)
    fragment = question[cue.end() if cue else 0 : _TAIL.search(folded).start()].strip(" ,;")  # type: ignore[union-attr]
    if not _is_follow_up(folded, bool(cue), fragment):
        return None
    if _SET_AGAINST.match(fold_aligned(fragment)):
        return _appended(before, fragment)
    shifted = _shifted(folded, before, history[-1])
    if shifted is not None:
        return _with_period(before, shifted)
    if _POINTS_BACK.search(folded) and not cue:
        return _with_subject(question, before)
    return _substituted(before, fragment)


def _is_follow_up(folded: str, cued: bool, fragment: str) -> bool:
    words = folded.split()
    points_back = bool(_POINTS_BACK.search(folded))
    if len(words) <= _LONGEST_FRAGMENT and any(pattern.search(folded) for pattern, _, _ in _SHIFT):
        return True
    if points_back:
        return True
    short = len(fragment.split()) <= _LONGEST_FRAGMENT
    if cued:
        return short
    # A bare place or period ("Tây Hồ?") without a verb of asking is one too.
    bare = re.sub(r"[?.!]", "", folded)
    return (
        len(words) <= 5
        and not _ASKS.search(bare)
        and bool(find_places(fragment) or find_periods(fragment))
        and _only(fragment)
    )


def _only(fragment: str) -> bool:
    """Whether a fragment is nothing but a place and a period."""
    spans = [(m.start, m.end) for m in find_places(fragment)] + [(p.start, p.end) for p in find_periods(fragment)]
    rest = fragment
    for start, end in sorted(spans, reverse=True):
        rest = rest[:start] + rest[end:]
    return len(re.findall(r"\w+", rest)) <= 1


def _shifted(folded: str, before: str, answer: Answer) -> str | None:
    """The period that "the year before" means, as a label."""
    unit, step = next(((u, s) for pattern, u, s in _SHIFT if pattern.search(folded)), (None, 0))
    if unit is None:
        return None
    periods = [p for p in find_periods(before) if p.has_year]
    labels = [fact.period for fact in answer.indicators if fact.period]
    period = periods[0] if periods else parse_label(labels[0]) if labels else None
    if period is None or period.last is None:
        return None
    return _shift(period, unit, step)


def _shift(period: Period, unit: str, step: int) -> str | None:
    last = period.last
    assert last is not None
    if unit == "year":
        stem, _, _ = period.label.rpartition("/")
        return f"{stem}/{last.year + step}" if stem and not period.label.startswith("đến") else str(last.year + step)
    size = 3 if unit == "quarter" else 1
    index = last.year * 12 + last.month - 1 + step * size
    shifted = date(index // 12, index % 12 + 1, 1)
    return f"Q{(shifted.month + 2) // 3}/{shifted.year}" if unit == "quarter" else f"T{shifted.month}/{shifted.year}"


def _english(question: str) -> bool:
    return bool(re.search(r"\b(?:what|which|who|when|where|how|did|does|was|is|the)\b", question.lower()))


def _with_period(before: str, label: str) -> str:
    said = describe_period(label, "en" if _english(before) else "vi")
    periods = find_periods(before)
    if periods:
        first = periods[0]
        return f"{before[: first.start]}{_led_in(before[first.start :], said)}{before[first.end :]}"
    return _appended(before, f"in {said}" if _english(before) else said)


def _substituted(before: str, fragment: str) -> str:
    """The question before with the place, period or name of ``fragment`` in the place of its own; else with its
    subject replaced.
    """
    places, periods = find_places(fragment), find_periods(fragment)
    result = before
    if periods:
        said = fragment[periods[0].start : periods[0].end]
        year = next((p.last.year for p in find_periods(before) if p.last), None)
        if year and not periods[0].has_year and resolve(periods[0], year).has_year:
            # "còn 6 tháng đầu năm?": of the year spoken of
            said = describe_period(resolve(periods[0], year).label, "en" if _english(before) else "vi")
        mentions = find_periods(result)
        result = _swap(result, mentions, _led_in(result[mentions[0].start :], said) if mentions else said)
    if places:
        said = fragment[places[0].start : places[0].end]
        result = _swap(
            result, _same_level(find_places(result), places[0]), said, joiner="in" if _english(before) else "của"
        )
    if places or periods:
        return result
    names = find_names(before)
    new = NAME.search(fragment)
    if new and names:
        head = new.group().split()[0]
        old = next((n for n in reversed(names) if n.group().split()[0] == head), names[-1])
        return f"{before[: old.start()]}{new.group()}{before[old.end() :]}"
    return _with_subject(fragment, before)


def _same_level(mentions: Sequence[PlaceMention], wanted: PlaceMention) -> Sequence[PlaceMention]:
    same = [m for m in mentions if m.place.kind == wanted.place.kind]
    return same or mentions


def _swap(text: str, mentions: Sequence[PlaceMention] | Sequence[Period], said: str, joiner: str = "") -> str:
    if mentions:
        return f"{text[: mentions[0].start]}{said}{text[mentions[0].end :]}"
    return _appended(text, f"{joiner} {said}".strip())


def _led_in(replaced: str, said: str) -> str:
    """``said`` with the preposition that is read as part of the period it replaces: "in 2024"."""
    led = _PREPOSITION.match(replaced)
    return f"{led.group()}{said}" if led and not _PREPOSITION.match(said) else said


def _appended(text: str, addition: str) -> str:
    body = text.rstrip()
    mark = "?" if body.endswith("?") else ""
    return f"{body.rstrip('?').rstrip()} {addition}{mark}"


def _with_subject(question: str, before: str) -> str:
    """``question`` with the place and period of the question before, as far as it names none; the paper that it points
    back to by its number.
    """
    papers, pointed = find_document_numbers(before), _THAT_PAPER.search(fold_aligned(question))
    if papers and pointed and not find_document_numbers(question):
        start, end = pointed.span("kind" if pointed["kind"] else "kind_en")
        named = question[start:end]
        return f"{question[: pointed.start()]}{named} {papers[0].number}{question[pointed.end() :]}"
    added: list[str] = []
    if not find_places(question):
        added += [before[m.start : m.end] for m in find_places(before)[:1]]
    if not find_periods(question):
        added += [before[p.start : p.end] for p in find_periods(before)[:1]]
    if not added:
        added += [m.group() for m in find_names(before)[-1:]]
    return _appended(question, " ".join(added)) if added else question
