"""What readers corrected of a document's metadata. It belongs to the file: whenever that is read anew, it holds."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from index.model import Document, Indicator, Kind, ParsedDocument, Passage
from index.records import storable, to_json

DATES = ("date_issued", "date_effective", "date_published")
FIELDS = ("title", "kind", "number", "issuer", "place", *DATES, "signer", "url")

Fields = Mapping[str, str | None]  # by name of FIELDS; dates ISO, a kind by its value, None: unknown
File = tuple[str, str]  # collection, file


class CorrectedMeanwhileError(RuntimeError):
    """Another writer corrected a document that was being prepared."""


@dataclass(frozen=True, slots=True)
class Correction:
    """``fields`` as corrected, and the same ``original`` ones as the file was last read."""

    fields: Fields = field(default_factory=dict)
    original: Fields = field(default_factory=dict)


def stated(document: Document, names: Iterable[str]) -> dict[str, str | None]:
    """Fields of a document as they are kept here."""
    found = {name: getattr(document, name) for name in names}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}


def corrected(parsed: ParsedDocument, fields: Fields) -> ParsedDocument:
    """The document with these fields, and with what follows of them: what its passages are prefixed with, and the
    place of the figures that had theirs from the document. Pure.
    """
    if not fields:
        return parsed
    before = parsed.document
    document = replace(before, **{name: _value(name, text) for name, text in fields.items()})
    old, new = passage_prefix(before), passage_prefix(document)
    return replace(
        parsed,
        document=document,
        passages=tuple(_prefixed(passage, old, new) for passage in parsed.passages),
        indicators=tuple(_placed(indicator, document.place) for indicator in parsed.indicators),
    )


def passage_prefix(document: Document) -> str:
    """What stands before every passage of a document when it is embedded and indexed: title, number and place."""
    title, place = document.title or "", document.place or ""
    parts = (title, document.number or "", place if place.casefold() not in title.casefold() else "")
    return " – ".join(part for part in parts if part)


def read(connection: sqlite3.Connection, files: Iterable[File]) -> dict[File, Correction]:
    """The corrections of these files."""
    found: dict[File, Correction] = {}
    for collection, file in files:
        row = connection.execute(
            "SELECT fields, original FROM corrections WHERE collection = ? AND file = ?",
            (storable(collection), storable(file)),
        ).fetchone()
        if row is not None:
            found[collection, file] = Correction(json.loads(row[0]), json.loads(row[1]))
    return found


def renew(
    connection: sqlite3.Connection,
    files: Sequence[File],
    known: Mapping[File, Correction],
    corrections: Mapping[File, Correction],
) -> None:
    """Keep corrections; one without fields is forgotten.

    Raises:
        CorrectedMeanwhileError: the ones of these files are no longer the ``known`` ones.
    """
    if read(connection, files) != known:
        raise CorrectedMeanwhileError
    for (collection, file), correction in corrections.items():
        key = (storable(collection), storable(file))
        if not correction.fields:
            connection.execute("DELETE FROM corrections WHERE collection = ? AND file = ?", key)
            continue
        connection.execute(
            "INSERT OR REPLACE INTO corrections VALUES (?, ?, ?, ?)",
            (*key, to_json(dict(correction.fields)), to_json(dict(correction.original))),
        )


def hold(
    documents: Sequence[ParsedDocument], known: Mapping[File, Correction]
) -> tuple[list[ParsedDocument], dict[File, Correction]]:
    """Documents as just read with their corrections upon them, and the corrections with what was read. Pure."""
    held: list[ParsedDocument] = []
    fresh: dict[File, Correction] = {}
    for parsed in documents:
        file = (parsed.document.collection, parsed.document.file)
        correction = known.get(file, Correction())
        held.append(corrected(parsed, correction.fields))
        if correction.fields:
            fresh[file] = replace(correction, original=stated(parsed.document, correction.fields))
    return held, fresh


def _value(name: str, text: str | None) -> Any:
    if name == "kind":
        return Kind(text or Kind.OTHER)
    return date.fromisoformat(text) if text and name in DATES else text


def _prefixed(passage: Passage, old: str, new: str) -> Passage:
    return replace(passage, prefix=new + passage.prefix[len(old) :]) if passage.prefix.startswith(old) else passage


def _placed(indicator: Indicator, place: str | None) -> Indicator:
    return replace(indicator, locality=place) if indicator.locality_from == "document" else indicator
