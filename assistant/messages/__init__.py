"""Every text of the interface, in Vietnamese and English side by side; neither language may lack a key.

``t("chat.send", "vi")`` gives the text; values are named: ``t("checks.supported", "en", count=3)``. The texts lie in
one module per area of the interface.
"""

from __future__ import annotations

from datetime import date
from typing import Final, get_args

from assistant.messages import asking, evaluating, finding, frame, indicators, library, people, sources
from index.answer import Language

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

AREAS: Final = (frame, asking, sources, finding, indicators, library, evaluating, people)

# key: (Vietnamese, English)
CATALOGUE: Final[dict[str, tuple[str, str]]] = {key: texts for area in AREAS for key, texts in area.TEXTS.items()}

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def t(key: str, language: Language, **values: object) -> str:
    """The text of ``key`` in ``language`` with its named values filled in. Plain text: callers escape it for HTML.

    Raises:
        KeyError: no such key, or a value that the text needs is missing.
    """
    text = CATALOGUE[key][LANGUAGES.index(language)]
    return text.format(**values) if values else text


def format_date(iso: str | date | None, language: Language) -> str:
    """A date as its reader writes it; what is not an ISO date comes back as it is.

    >>> format_date("2024-09-05", "vi"), format_date("2024-09-05", "en")
    ('05/09/2024', '5 Sep 2024')
    """
    if iso is None:
        return ""
    try:
        day = iso if isinstance(iso, date) else date.fromisoformat(iso[:10])
    except ValueError:
        return str(iso)
    return f"{day:%d/%m/%Y}" if language == "vi" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def format_month(day: date, language: Language) -> str:
    """The month of a day: "9/2024", "Sep 2024"."""
    return f"{day.month}/{day.year}" if language == "vi" else f"{_MONTHS[day.month - 1]} {day.year}"


def kind_name(kind: str, language: Language) -> str:
    """The name of a kind of document; an unknown kind is "other"."""
    key = f"kind.{kind}"
    return t(key if key in CATALOGUE else "kind.other", language)
