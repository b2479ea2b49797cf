"""Why a file could not be read, in the words of the interface: readers give their reasons in English."""

from __future__ import annotations

import re

from assistant.messages import t
from index.answer import Language

_KNOWN = tuple(
    (re.compile(pattern), key)
    for pattern, key in (
        (r"locked with a password", "locked"),
        (r"holds no text", "empty"),
        (r"its content is not that of", "disguised"),
        (r"larger than|unpacks to more|more than [\d ]|sheet with more|more memory|holds more than", "large"),
        (r"took longer", "slow"),
        (r"no reader for", "kind"),
        (r"Debian package|is not installed", "tool"),
        (r"deleted from the library", "deleted"),
        (r"not a readable|cannot be parsed|damaged|could not read it|stopped the reader|is not HTML|nested", "damaged"),
        (r"is not text|known encoding|is not valid|not a text file|as a table", "encoding"),
    )
)


def reason_text(reason: str, language: Language) -> str:
    """The reason of a reader for people; one that is not known comes as it is."""
    key = next((key for pattern, key in _KNOWN if pattern.search(reason)), None)
    return t(f"import.reason.{key}", language) if key else reason
