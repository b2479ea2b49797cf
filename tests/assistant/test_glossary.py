"""English terms in Vietnamese: longest phrase first, inflection tolerated, names kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.glossary import Glossary, load_glossary, stem

SMALL = Glossary.of(
    [
        ("land", ["đất"]),
        ("land price", ["giá đất", "bảng giá đất"]),
        ("subsidy", ["trợ cấp"]),
        ("people's committee", ["ủy ban nhân dân"]),
    ]
)


def test_the_longest_phrase_wins() -> None:
    assert SMALL.translate("What is the land price?").vietnamese == "giá đất"
    assert dict(SMALL.translate("land price").phrases) == {"giá đất": 1.0, "bảng giá đất": 0.6}


@pytest.mark.parametrize("question", ["subsidies of the People's Committee", "the subsidy, People’s Committees"])
def test_inflection_case_and_quotes_do_not_matter(question: str) -> None:
    assert SMALL.translate(question).vietnamese == "trợ cấp ủy ban nhân dân"


def test_names_and_numbers_are_kept_and_unknown_words_count_less() -> None:
    translation = SMALL.translate("Did Vinacorp get 1,200 frobnicated subsidies?")
    weights = dict(translation.phrases)
    assert weights["Vinacorp"] == weights["1,200"] == 1.0
    assert weights["frobnicated"] < 1.0
    assert (translation.known, translation.content) == (1, 3)


def test_stems_meet() -> None:
    assert stem("constructing") == stem("constructed")
    assert stem("policies") == stem("policy")
    assert stem("class") == "class"


def test_the_shipped_glossary_is_broad_and_clean() -> None:
    glossary = load_glossary()
    assert len(glossary.phrases) > 3800
    assert all(
        rendering and rendering == rendering.strip() for found in glossary.phrases.values() for rendering in found
    )
    assert glossary.translate("land use right certificates").vietnamese == "giấy chứng nhận quyền sử dụng đất"
    assert glossary.translate("Which merchants sank the fleet?").vietnamese == "thương nhân chìm hạm đội"
    assert "thu ngân sách" in dict(glossary.translate("How much budget revenue was collected?").phrases)


@given(st.text(max_size=200))
def test_any_text_is_translated_without_error(text: str) -> None:
    translation = load_glossary().translate(text)
    assert translation.known <= translation.content
    assert all(0 < weight <= 1 for _, weight in translation.phrases)
