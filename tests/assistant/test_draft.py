"""Numbering what an answer cites."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from assistant.draft import Draft, Source, Statement, render
from ingest.parse import parse_text

TEXT = "Số liệu kinh tế quý I\n\n[6] Sơ bộ, thu ngân sách đạt 12 tỷ đồng [3, 4] và chi 9 tỷ đồng."
DOCUMENT = parse_text(TEXT, file="so-lieu.md").document


def statement(text: str) -> Statement:
    return Statement(text, (Source(DOCUMENT, 0, len(DOCUMENT.text)),))


def test_a_bracketed_number_of_the_source_is_no_mark() -> None:
    rendered = render(Draft("answered", (statement("[6] Sơ bộ đạt 12 tỷ đồng [3, 4]"),), opening="Theo [2]:"))
    assert rendered.text == "Theo (2):\n(6) Sơ bộ đạt 12 tỷ đồng (3, 4) [1]"
    assert "[6]" in rendered.citations[0].quote  # verbatim


@given(st.text(alphabet="[]0123456789,; ab", max_size=30))
def test_every_mark_of_the_text_has_a_citation(text: str) -> None:
    rendered = render(Draft("answered", (statement(text),)))
    marks = {int(n) for found in re.findall(r"\[(\d+(?:\s*,\s*\d+)*)\]", rendered.text) for n in found.split(",")}
    assert marks == {1}
