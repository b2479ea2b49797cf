"""A parsed document as JSON and back: for the pipe between the parsing processes and the library, and for what was
deleted.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from index.model import Copy, Document, Indicator, Kind, ParsedDocument, Passage, Relation, Section, Structure

_PASSAGES = TypeAdapter(tuple[Passage, ...])
_INDICATORS = TypeAdapter(tuple[Indicator, ...])
_SECTIONS = TypeAdapter(tuple[Section, ...])
_COPIES = TypeAdapter(tuple[Copy, ...])
_RELATIONS = TypeAdapter(tuple[Relation, ...])
_STRUCTURE = TypeAdapter(Structure)
_DATES = ("date_issued", "date_effective", "date_published")


def encode(parsed: ParsedDocument) -> bytes:
    """JSON of a parsed document."""
    return json.dumps(asdict(parsed), default=str, ensure_ascii=False).encode("utf-8", "replace")


def decode(data: bytes) -> ParsedDocument:
    """The parsed document of ``encode``'s JSON. Raises ``ValueError`` on anything else."""
    raw: dict[str, Any] = json.loads(data)
    fields: dict[str, Any] = raw["document"]
    fields.update({name: date.fromisoformat(fields[name]) for name in _DATES if fields[name]})
    fields["kind"] = Kind(fields["kind"])
    fields["relations"] = _RELATIONS.validate_python(fields["relations"])
    fields["copies"] = _COPIES.validate_python(fields.get("copies", ()))
    fields["sections"] = _SECTIONS.validate_python(fields["sections"])
    fields["structure"] = _STRUCTURE.validate_python(fields["structure"])
    fields.update({name: tuple(fields[name]) for name in ("mentions", "pages", "sources")})
    return ParsedDocument(
        Document(**fields),
        _PASSAGES.validate_python(raw["passages"]),
        _INDICATORS.validate_python(raw["indicators"]),
        raw.get("unread_pages", 0),
    )
