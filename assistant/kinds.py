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
from index.text import has_marks, syllables

_FILE = "data/kinds.tsv"
_SHORT = re.compile(r" [a-z]{2,5} ")  # of a name, that is another word without its marks, or an English one: "cua"


@dataclass(frozen=True, slots=True)
class Kind:
    """``names`` as a question may give it, ``said`` whatever may speak of it, both as syllables between blanks;
    ``english`` finds it in an English question; ``of`` is the class of which it is one of several, if any.
    """

    name: str
    names: tuple[str, ...]
    said: tuple[str, ...]
    english: re.Pattern[str] | None
    of: str = ""


def kinds_of(question: Question) -> tuple[Kind, ...]:
    """The kinds that ``question`` speaks of; not those whose word is part of a name ("the Lotus High School")."""
    text = question.restored or question.text
    whole, bare = _line(text), _line(_without_names(text))
    found = [k for k in _named(whole) if k.name[0].isupper()] + [k for k in _named(bare) if not k.name[0].isupper()]
    if question.language == "en" or not has_marks(question.text):
        found = [
            k
            for k in found
            if any(name in bare and not _SHORT.fullmatch(name) for name in k.names) or k.name[0].isupper()
        ]
    if question.language == "en":
        found += [k for k in _kinds() if k.english and k not in found and k.english.search(text)]
    return tuple(found)


def unsaid(kinds: Sequence[Kind], near: str, paper: str) -> tuple[Kind, ...]:
    """Those of ``kinds`` of which a unit with its heads, ``near``, says nothing, and that its ``paper`` never names."""
    if not kinds:
        return ()
    own, whole = _line(near), _line(paper)
    return tuple(k for k in kinds if not _says(k.said, k, own, near) and not _says(k.names, k, whole, paper))


def spoken_of(kind: Kind, clause: str, above: str, asked: Sequence[Kind]) -> bool | None:
    """Whether ``clause``, or the heads ``above`` it, names ``kind``; ``False`` where it names another one of its class
    that is not ``asked`` about either (what is paid to pensioners for the unemployed), ``None`` where it names none.
    """
    own, heads = _line(clause), _line(above)
    if kind in _named(own) or kind in _named(heads) or (kind.english and kind.english.search(f"{clause} {above}")):
        return True
    for wording in sorted(kind.said, key=len, reverse=True):
        own = own.replace(wording, " ")
    return False if any(k.of == kind.of for k in _named(own) if k not in asked) else None


def _named(line: str) -> tuple[Kind, ...]:
    """The kinds that ``line`` names; none by a part of the name of another one: "cận nghèo" is no "nghèo"."""
    found = [(kind, name) for kind in _kinds() for name in kind.names if name in line]
    whole = (k for k, name in found if not any(name != longer and name in longer for _, longer in found))
    return tuple(dict.fromkeys(whole))


def _says(wordings: Sequence[str], kind: Kind, line: str, text: str) -> bool:
    """Whether any of ``wordings`` is in ``line``, or in English in ``text``."""
    return any(word in line for word in wordings) or bool(kind.english and kind.english.search(text))


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


def _kind(names: str, wider: str, english: str, of: str = "") -> Kind:
    own = tuple(_line(part) for part in names.split(";"))
    said = own + tuple(_line(part) for part in wider.split(";") if part)
    # As it is written: "High School" in a name is none, "Japan" is a kind with its capital.
    spoken = "|".join(re.escape(part) for part in sorted(english.split(";"), key=len, reverse=True) if part)
    pattern = re.compile(rf"(?<!\w)(?:{spoken})(?!\w)") if spoken else None
    return Kind(names.split(";", maxsplit=1)[0], own, said, pattern, of)
