"""Kinds of things that documents call by few names: where none of these stands, nothing is said of the kind.

Most words have others that say the same, so that a text which lacks them may still answer. "Nursery school", "South
Korea" or "social housing" have not: a paper without any word for them tells nothing of them, however well it fits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from assistant.names import proper_names
from assistant.understand import Question
from index.text import syllables

_FILE = "data/kinds.tsv"


@dataclass(frozen=True, slots=True)
class Kind:
    """``names`` as a question may give it, ``said`` whatever may speak of it, both as syllables between blanks;
    ``english`` finds it in an English question.
    """

    name: str
    names: tuple[str, ...]
    said: tuple[str, ...]
    english: re.Pattern[str] | None


def kinds_of(question: Question) -> tuple[Kind, ...]:
    """The kinds that ``question`` speaks of; not those whose word is part of a name ("the Lotus High School")."""
    text = question.restored or question.text
    whole, bare = _line(text), _line(_without_names(text))
    found = [k for k in _kinds() if any(name in (whole if k.name[0].isupper() else bare) for name in k.names)]
    if question.language == "en":
        found += [k for k in _kinds() if k.english and k not in found and k.english.search(text)]
    return tuple(found)


def unsaid(kinds: Sequence[Kind], text: str) -> tuple[Kind, ...]:
    """Those of ``kinds`` of which ``text`` says nothing."""
    if not kinds:
        return ()
    line = _line(text)
    return tuple(kind for kind in kinds if not any(word in line for word in kind.said))


def _line(text: str) -> str:
    return f" {' '.join(syllables(text, marked=True))} "


def _without_names(text: str) -> str:
    for start, end in reversed(proper_names(text)):
        text = f"{text[:start]}·{text[end:]}"
    return text


@cache
def _kinds() -> tuple[Kind, ...]:
    source = resources.files("assistant").joinpath(_FILE).read_text(encoding="utf-8")
    rows = [line.split("\t") for line in source.splitlines() if line.strip() and not line.startswith("#")]
    return tuple(_kind(*row) for row in rows)


def _kind(names: str, wider: str, english: str) -> Kind:
    own = tuple(_line(part) for part in names.split(";"))
    said = own + tuple(_line(part) for part in wider.split(";") if part)
    # As it is written: "High School" in a name is none, "Japan" is a kind with its capital.
    spoken = "|".join(re.escape(part) for part in sorted(english.split(";"), key=len, reverse=True) if part)
    return Kind(
        names.split(";", maxsplit=1)[0], own, said, re.compile(rf"(?<!\w)(?:{spoken})(?!\w)") if spoken else None
    )
