"""Which language a reader reads."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.faces.web.security import LANGUAGE_COOKIE
from assistant.messages import LANGUAGES
from index.answer import Language


def language_of(cookies: Mapping[str, str]) -> Language:
    """The reader's language: as chosen, else Vietnamese."""
    return next((code for code in LANGUAGES if cookies.get(LANGUAGE_COOKIE) == code), LANGUAGES[0])
