"""The benchmark of the checks: what it alters, and that it counts what the checks let through."""

from __future__ import annotations

import random

from assistant.asked import Asked, asked
from assistant.draft import Source, Statement
from assistant.faces.bench_alterations import alterations, measure
from assistant.understand import understand
from index.model import Document, Kind

TEXT = "Đến ngày 31/10/2025, huyện thu 412 tỷ đồng, tăng 7,5% so với cùng kỳ (khoản 3 Điều 8)."
DOCUMENT = Document(
    id="d",
    file="d.txt",
    collection="default",
    content_hash="h",
    text=TEXT,
    title="Thu ngân sách",
    kind=Kind.REPORT,
)
ASKED = asked(understand("Huyện thu bao nhiêu?"), lambda _: 0.0)


def _said(text: str) -> list[tuple[Asked, Statement]]:
    return [(ASKED, Statement(text, (Source(DOCUMENT, 0, len(TEXT)),)))]


def test_every_number_a_unit_and_a_direction_are_altered() -> None:
    found = alterations(TEXT, random.Random(0))
    assert {kind for kind, _ in found} == {"digit", "date", "unit", "sign"}
    assert any("tỷ" not in altered for kind, altered in found if kind == "unit")
    assert any("giảm 7,5%" in altered for kind, altered in found if kind == "sign")
    assert any("khoản 3" not in altered for kind, altered in found if kind == "digit")
    assert all(altered != TEXT for _, altered in found)


def test_a_seed_draws_the_same_alterations() -> None:
    assert measure(_said(TEXT), 8, 3).tried == measure(_said(TEXT), 8, 3).tried


def test_what_the_source_says_is_not_doubted_and_what_it_does_not_say_is_caught() -> None:
    tally = measure(_said(TEXT), 100, 0)
    assert not tally.doubted
    assert not tally.missed, tally.missed
    assert tally.caught == tally.tried


def test_a_statement_that_its_source_does_not_hold_is_told() -> None:
    assert measure(_said("Huyện thu 413 tỷ đồng."), 100, 0).doubted
