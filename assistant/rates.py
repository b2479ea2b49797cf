"""What an amount is paid for: an allowance per animal is none per hectare, a fee per session none per month."""

from __future__ import annotations

import re
from typing import Final

# Folded, of both languages.
_BASES: Final = {
    "ha": r"ha|hec ?ta|hecta|hectares?",
    "m2": r"m2|m²|met vuong|square met(?:re|er)s?|sqm",
    "km": r"km|cay so|ki ?lo ?met|kilomet(?:re|er)s?",
    "animal": r"con|dan|head|animal|colony",
    "session": r"buoi|luot|lan|ngay|tiet|gio|session|visit|day|hour|trip",
    "month": r"thang|month",
}
_ASKED: Final = {
    name: re.compile(rf"(?:\b(?:moi|mot|1|per|each|every|a|an) |/\s?)(?:{base})\b(?! (?:thang|nam|nguoi|cai)\b)")
    for name, base in _BASES.items()
}
_TOLD: Final = {
    name: re.compile(rf"(?:/(?:[^\W\d]+\s?/)*\s?\d*\s?|\b(?:moi|mot|1|hang) )(?:{base})\b")
    for name, base in _BASES.items()
}
_MONTHLY: Final = re.compile(r"\b(?:hang thang|monthly)\b")
_ANOTHER, _NONE = 0.3, 0.7
_OFTEN_UNTOLD: Final = frozenset({"month", "session"})


def of_the_rate(asked: str, own: str, above: str) -> float:
    """How surely an amount in ``own``, under the heads ``above``, is per what ``asked`` asks for; all folded.

    >>> of_the_rate("ho tro bao nhieu mot ha", "ho tro 50.000 dong/con", "")
    0.3
    """
    wanted = {name for name, pattern in _ASKED.items() if pattern.search(asked)}
    wanted |= {"month"} if _MONTHLY.search(asked) else set()
    if not wanted:
        return 1.0
    told = {name for name, pattern in _TOLD.items() if pattern.search(own)}
    if wanted & told or wanted & {name for name, pattern in _TOLD.items() if pattern.search(above)}:
        return 1.0
    if told:
        return _ANOTHER
    return 1.0 if wanted & _OFTEN_UNTOLD else _NONE
