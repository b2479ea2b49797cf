"""What ranking reads of a passage, against its plain definition."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.duplicates import duplicates, near, same_text
from assistant.rerank import WEIGHTS, seeker
from assistant.shape import fit
from assistant.understand import understand
from assistant.view import pairs, unit_views
from index.digest import digest_of
from index.model import Passage, StoredPassage, Unit, UnitKind
from index.text import terms

QUESTION = understand("Thu phí bến thuyền 3 tháng đầu năm đạt bao nhiêu triệu đồng?")
SYLLABLES = st.sampled_from(
    re.findall(r"\S+", "thu phí bến thuyền tháng đầu năm đạt 30 triệu đồng 81/2025/NQ-HĐND vườn cây")
)
TEXTS = st.lists(SYLLABLES, max_size=14).map(" ".join)


def stored(lines: list[str], prefix: str, context: str = "") -> StoredPassage:
    units, start = [], 0
    for line in lines:
        units.append(Unit(start, start + len(line), UnitKind.SENTENCE, context))
        start += len(line) + 1
    text = "\n".join(lines)
    return StoredPassage(1, "d", 0, text, Passage(0, len(text), prefix, units=tuple(units)))


@given(st.lists(TEXTS, min_size=1, max_size=4), TEXTS)
def test_what_a_passage_adds_is_what_it_holds_and_its_title_does_not(lines: list[str], prefix: str) -> None:
    passage, sought = stored(lines, prefix), seeker(QUESTION, lambda *_: 3, 50)
    own, title = terms(passage.text), terms(prefix)
    words, neighbours = set(own.folded) - set(title.folded), set(own.bigrams) - set(title.bigrams)
    (added,) = sought.added([digest_of(passage)])
    assert pairs(passage.text) == frozenset(own.bigrams)
    held = sum(weight for word, weight in sought.folded.items() if word in words)
    assert added["focus"] == pytest.approx(WEIGHTS["focus"] * held / sought.total)
    assert sought.added([digest_of(passage)] * 3) == [added] * 3
    held = sum(weight for pair, weight in sought.pairs.items() if pair.strip().replace(" ", "_") in neighbours)
    assert added["pairs"] == pytest.approx(WEIGHTS["pairs"] * held / sought.pair_total)


@given(st.lists(TEXTS, min_size=1, max_size=4), TEXTS, TEXTS)
def test_the_shape_is_the_best_of_all_units(lines: list[str], prefix: str, context: str) -> None:
    passage, sought = stored(lines, prefix, context), seeker(QUESTION, lambda *_: 3, 50)
    units = unit_views(passage)
    for unit in units:
        assert unit.folded == frozenset(terms(f"{unit.context} {unit.text}").folded)
    fits = [fit(sought.intent, sought.known, unit.text, unit.context) for unit in units]
    shares = [sum(w for word, w in sought.folded.items() if word in unit.folded) / sought.total for unit in units]
    (held,) = sought.shares([digest_of(passage)])
    assert held == pytest.approx(shares)
    shaped = sought.shaped([(share, unit.text, unit.context) for share, unit in zip(held, units, strict=True)])
    assert shaped["fit"] == pytest.approx(WEIGHTS["fit"] * max(fits, default=0.0))
    best = max((f * s for f, s in zip(fits, shares, strict=True)), default=0.0)
    assert shaped["shape"] == pytest.approx(WEIGHTS["shape"] * best)


@given(st.lists(st.frozensets(st.sampled_from([f"{a}_{b}" for a in "abcde" for b in "vwxyz2"])), max_size=6))
def test_repetitions_are_found_as_they_are_defined(texts: list[frozenset[str]]) -> None:
    def figures(text: frozenset[str]) -> set[str]:
        return {pair for pair in text if any(c.isdigit() for c in pair)}

    expected: dict[int, int] = {}
    for later, own in enumerate(texts):
        for earlier, other in enumerate(texts[:later]):
            whole = figures(own) == figures(other) and same_text(own, other)
            inside = figures(own) <= figures(other) and len(own & other) >= 0.9 * len(own)
            if own and earlier not in expected and (whole or inside):
                expected[later] = earlier
                break
    assert duplicates(texts, lambda *_: True) == expected
    codes = [frozenset(map(hash, text)) for text in texts]
    assert {*expected, *expected.values()} <= near(codes)
