"""Whether a unit is of a thing of the name asked about, or of another one of its class under a name of its own.

Of two clusters, bridges or roads a paper tells the same things in the same words: where the question asks for "cụm công
nghiệp Sen Hồng" and all around the unit bears "cụm công nghiệp Sen Trắng", it is no answer, however well it fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.asked import Asked
from assistant.concepts import concepts
from assistant.evidence import Evidence
from assistant.names import UPPER, proper_names
from index.aligned import fold_aligned
from index.text import fold, has_marks, words

# What stands before a name and is no class of things: the units of government are told by where they lie.
_NO_CLASS = frozenset(
    re.findall(
        r"\w+", "cua o tai trong cho theo va la voi tu den ve do nam thang tinh xa phuong quan huyen khu pho ong ba co"
    )
)
_LONGEST = 3  # syllables of a class
_BEFORE = re.compile(rf"(?:[^\W\d_]+ ){{1,{_LONGEST}}}$")
_NAME = re.compile(rf"[{UPPER}][\w’'-]*(?: (?:[{UPPER}][\w’'-]*|\d{{1,3}}\b))+")
_POSSESSIVE = re.compile(r"[’']s\b")
_NUMBERED = re.compile(r" \d{1,2}$")
_MARK = re.compile(r"\d$")  # of the tone, as `Line` writes syllables


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that a question names, with its class as documents may call it, folded."""

    name: str
    classes: tuple[str, ...]


def named_things(asked: Asked) -> tuple[Named, ...]:
    """The things that ``asked`` names behind, in English before, their class."""
    text, english = asked.question.text, asked.question.language == "en"
    found = (_named_en if english else _named_vi)(asked, text)
    return tuple(named for named in found if named.classes)


def _named_vi(asked: Asked, text: str) -> Iterator[Named]:
    for start, end in proper_names(text):
        before = _BEFORE.search(text, 0, start)
        parts = before.group().split() if before else []
        if any(part[0].isupper() for part in parts[1:]):
            continue
        folded = [fold(part) for part in parts]
        lengths = (n for n in range(len(folded), 0, -1) if _NO_CLASS.isdisjoint(folded[-n:]))
        length = next(lengths, 0)
        yield Named(text[start:end], (" ".join(folded[-length:]),) if length else ())


def _named_en(asked: Asked, text: str) -> Iterator[Named]:
    """Names as Vietnamese documents write them; a term of the glossary behind is their class."""
    found = concepts(asked)
    for start, end in proper_names(text):
        name = text[start:end]
        if _POSSESSIVE.search(name) or not (has_marks(name) or _NUMBERED.search(name)):
            continue
        behind = next((c for c in found if c.known and c.start == end + 1), None)
        forms = behind.forms if behind else ()
        yield Named(name, tuple(" ".join(fold(_MARK.sub("", s)) for s in form.split()) for form, _ in forms))


def of_rival(things: Sequence[Named], evidence: Evidence) -> bool:
    """Whether the unit, its heads and its passage name none of ``things`` but another one of the class of one."""
    if not things:
        return False
    document, passage = evidence.candidate.document, evidence.candidate.passage
    heads = f"{passage.passage.prefix} {passage.passage.section or ''} {document.title or ''}"
    text = f"{evidence.unit.context} {evidence.text}\n{heads}\n{passage.text}"
    line = _line(text)
    if any(_line(thing.name) in line for thing in things):
        return False
    return any(_rival(thing, text) for thing in things)


def _rival(thing: Named, text: str) -> bool:
    folded, own = fold_aligned(text), fold(thing.name)
    for one in thing.classes:
        for found in re.finditer(rf"\b{re.escape(one)} ", folded):
            name = _NAME.match(text, found.end())
            # In capitals a title names no thing by them.
            if name and not name.group().isupper() and not _share(own, fold(name.group())):
                return True
    return False


def _share(one: str, other: str) -> bool:
    return one in other or other in one


def _line(text: str) -> str:
    return f" {' '.join(fold(w.text) for w in words(text))} "
