"""The form in which a document's metadata is put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assistant.faces.web import render
from assistant.messages import format_date, kind_name, t
from index.answer import Language
from index.corrections import DATES, Correction, stated
from index.model import Document, Kind
from index.places import canonical
from index.text import nfc

EDITABLE = ("title", "kind", "number", "issuer", "place", "signer", *DATES, "url")
_LONGEST = {"title": 500, "number": 80, "issuer": 300, "place": 120, "signer": 120, "url": 2000}
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form: what stands in it, what is wrong with that, and what the file says where it was corrected.

    ``original`` is ``None`` where nothing was corrected.
    """

    name: str
    value: str
    problem: str = ""
    original: str | None = None

    @property
    def is_date(self) -> bool:
        return self.name in DATES


class FormError(ValueError):
    """Fields that cannot be kept; ``problems`` by name of the field, for people."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(problems))
        self.problems = dict(problems)


def read(sent: Mapping[str, str], language: Language) -> dict[str, str | None]:
    """The fields of a form that was sent, as they are kept; places by their canonical name.

    Raises:
        FormError: some cannot be kept.
    """
    fields: dict[str, str | None] = {}
    problems: dict[str, str] = {}
    for name in EDITABLE:
        text = " ".join(nfc(sent.get(name, "")).split())
        if len(text) > _LONGEST.get(name, 40):
            problems[name] = t("edit.too_long", language, limit=_LONGEST.get(name, 40))
        elif name in DATES and text and not _is_day(text):
            problems[name] = t("search.invalid_date", language, value=text[:40])
        elif name == "kind" and text not in set(Kind):
            problems[name] = t("edit.no_kind", language)
        elif not text.isprintable():
            problems[name] = t("edit.unprintable", language)
        elif name == "url" and text and render.safe_url(text) is None:
            problems[name] = t("edit.no_address", language)
        fields[name] = (canonical(text) or text if name == "place" else text) or None
    if problems:
        raise FormError(problems)
    return fields


def form(
    document: Document,
    correction: Correction,
    language: Language,
    *,
    sent: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> list[Field]:
    """The fields of the form: as the document stands, or as they were ``sent``."""
    now = stated(document, EDITABLE)
    return [
        Field(
            name,
            (sent.get(name, "") if sent is not None else now[name] or "")[:3000],
            (problems or {}).get(name, ""),
            _said(name, correction.original[name], language) if name in correction.fields else None,
        )
        for name in EDITABLE
    ]


def _said(name: str, value: str | None, language: Language) -> str:
    if name == "kind":
        return kind_name(value or Kind.OTHER, language)
    return (format_date(value, language) if name in DATES else value) or t("edit.unknown", language)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).year in _YEARS
    except ValueError:
        return False
