"""Answers and documents as view models and HTML. What comes from outside reaches HTML only through Jinja's escaping.

Answer texts are plain text with [n] marks; a little of what language models write (lists, ``**bold**``) is understood,
nothing else is: raw HTML, links and images in a text stay the characters that they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Literal, NamedTuple, Protocol
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from assistant.feedback import Verdict
from assistant.figure_text import figures
from assistant.messages import format_date, kind_name, t
from index.answer import Answer, Citation, Language
from index.period_labels import describe_period

_MARKS = re.compile(r"(\[\d{1,3}(?:\s*[,;]\s*\d{1,3})*\])|\*\*(\S(?:[^*\n]*\S)?)\*\*")
_LONGEST_TAIL = 20
# Numbers stay as written: "1." of a resolution is part of what it says.
_ITEM = re.compile(r"\s*[-•*–]\s+(?=\S)")


@cache
def environment() -> Environment:
    """The one template environment; everything is escaped, a missing variable is an error."""
    templates = Environment(
        loader=PackageLoader("assistant.faces.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["safe_url"] = safe_url
    return templates


def render(template: str, language: Language, **values: object) -> str:
    """Fill a template in. ``t``, ``day`` and ``kind_name`` speak the reader's language in it."""
    return environment().get_template(template).render(
        t=partial(_text, language),
        day=lambda iso: format_date(iso, language),
        kind_name=lambda kind: kind_name(kind, language),
        name=lambda named: display_name(named, language),
        own_section=own_section,
        language=language,
        **values,
    )  # fmt: skip


def _text(language: Language, key: str, /, **values: object) -> str:
    return t(key, language, **values)


def trusted(html: str) -> Markup:
    """HTML that ``render`` made, for a place inside another template."""
    return Markup(html)  # noqa: S704 - made by our templates, which escape all that they are given


def safe_url(url: str | None) -> str | None:
    """``url`` where it is an ordinary web address that can be linked, else ``None``.

    >>> safe_url("https://example.gov.vn/a"), safe_url("javascript:alert(1)")
    ('https://example.gov.vn/a', None)
    """
    if not url or any(ord(character) <= 32 for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in {"http", "https"} and parts.hostname else None


class Named(Protocol):
    """What a document is called by: of citations, hits, records and documents."""

    @property
    def title(self) -> str | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def number(self) -> str | None: ...
    @property
    def file(self) -> str: ...


def display_name(named: Named, language: Language) -> str:
    """The title; without one the kind and number; else the file."""
    if named.title:
        return named.title
    return f"{kind_name(named.kind, language)} {named.number}" if named.number else named.file


def own_section(section: str | None, title: str | None) -> str | None:
    """The heading path without the document's title, which stands above it already."""
    parts = (section or "").split(" › ")
    return " › ".join(part for part in parts if part and part != title) or None


class Inline(NamedTuple):
    """A run of an answer's text: plain, ``strong``, or a short last word with the ``citations`` that stand after it."""

    kind: Literal["text", "strong", "cite"]
    text: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (one item) or a list of an answer."""

    kind: Literal["paragraph", "list"]
    items: tuple[tuple[Inline, ...], ...]


def inlines(text: str, citations: Sequence[Citation]) -> tuple[Inline, ...]:
    """Split a line at its citation marks; a mark without a citation stays text."""
    by_number = {citation.n: citation for citation in citations}
    found: list[Inline] = []
    position = 0
    for match in _MARKS.finditer(text):
        numbers = [int(number) for number in re.findall(r"\d+", match[1] or "")]
        if not all(number in by_number for number in numbers):
            continue
        before = text[position : match.start()]
        position = match.end()
        if match[2]:
            found += [Inline("text", before), Inline("strong", match[2])]
            continue
        cited = tuple(by_number[number] for number in numbers)
        if not before.strip() and found and found[-1].kind == "cite":
            found[-1] = found[-1]._replace(citations=found[-1].citations + cited)
            continue
        # The last word is kept on one line with its marks: a mark never begins a line alone.
        head, space, tail = before.rstrip().rpartition(" ")
        if len(tail) > _LONGEST_TAIL:
            head, space, tail = before.rstrip(), "", ""
        found += [Inline("text", head + space), Inline("cite", tail, cited)]
    found.append(Inline("text", text[position:]))
    return tuple(piece for piece in found if piece.text or piece.citations)


def blocks(text: str, citations: Sequence[Citation] = ()) -> list[Block]:
    """Paragraphs and lists of an answer's text, line by line."""
    result: list[Block] = []
    for line in filter(str.strip, text.splitlines()):
        item = _ITEM.match(line)
        if item is None:
            result.append(Block("paragraph", (inlines(line.strip(), citations),)))
        elif result and result[-1].kind == "list":
            result[-1] = Block("list", (*result[-1].items, inlines(line[item.end() :].strip(), citations)))
        else:
            result.append(Block("list", (inlines(line[item.end() :].strip(), citations),)))
    return result


class Option(NamedTuple):
    """A completed question that a ``clarify`` answer offers as a button."""

    label: str
    question: str


def options(answer: Answer, language: Language) -> list[Option]:
    """The places or periods that an ambiguous question fits, each with the question completed by it."""
    asked = answer.rewritten or answer.question
    many_places = len({fact.locality for fact in answer.indicators}) > 1
    many_periods = len({fact.period for fact in answer.indicators}) > 1
    found: dict[str, Option] = {}
    for fact in answer.indicators:
        details = [fact.locality] if many_places or not many_periods else []
        if fact.period and (many_periods or not many_places):
            details.append(describe_period(fact.period, answer.language))
        label = ", ".join(filter(None, details))
        if label:
            completed = t("answer.option", answer.language, question=asked.rstrip(" ?."), detail=label) + "?"
            found.setdefault(label, Option(label, completed))
    if not found:
        for citation in answer.citations:
            label = citation.place or display_name(citation, language)
            completed = t("answer.option", answer.language, question=asked.rstrip(" ?."), detail=label) + "?"
            found.setdefault(label, Option(label, completed))
    return list(found.values())[:8]


@dataclass(frozen=True, slots=True)
class Rating:
    """What the reader thought of the answer of ``turn``; ``verdict`` is ``None`` where nothing was said yet."""

    turn: int
    verdict: Verdict | None = None
    reasons: tuple[str, ...] = ()
    note: str = ""
    right_answer: str = ""


def rating(given: Rating, answer: Answer, language: Language, *, said: str = "") -> str:
    """The thumbs under an answer with their form; ``said`` tells what has just been done."""
    return render("rating.html", language, rating=given, status=answer.status, said=said)


@dataclass(frozen=True, slots=True)
class Kept:
    """Where an answer stands among what is kept: its turn and conversation, its versions, what it was restricted to."""

    id: int
    conversation: str
    versions: tuple[int, ...] = ()
    scope: tuple[str, ...] = ()
    last: bool = False


def turn(answer: Answer, language: Language, given: Rating | None = None, kept: Kept | None = None) -> str:
    """One question with its answer as HTML; what is ``kept`` can be edited and taken along, what is ``given`` rated."""
    unsupported = [check.value for check in answer.checks if not check.supported]
    return render(
        "turn.html",
        language,
        answer=answer,
        kept=kept,
        blocks=blocks(answer.text, answer.citations),
        figures=figures(answer, language),
        options=options(answer, language) if answer.status == "clarify" else [],
        rating=trusted(rating(given, answer, language)) if given else "",
        supported=len(answer.checks) - len(unsupported),
        unsupported=unsupported,
        model=answer.engine.partition(":")[2],
    )


def pending(question: str, text: str, language: Language) -> str:
    """The turn in flight: the question, and as much of the answer as has come."""
    return render("pending.html", language, question=question, blocks=blocks(text))


def failed(question: str, reason: str, language: Language) -> str:
    """A turn that could not be answered; ``reason`` is for people."""
    return render("failed.html", language, question=question, reason=reason)
