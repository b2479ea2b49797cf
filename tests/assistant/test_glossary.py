"""English terms in Vietnamese: longest phrase first, inflection tolerated, names kept."""

from __future__ import annotations

import json
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.english import stem
from assistant.glossary import Glossary, load_glossary

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


@pytest.mark.parametrize(
    ("question", "vietnamese"),
    [
        ("the subsidy of Sơn Kim Long", "trợ cấp Sơn Kim Long"),
        ("the Sơn subsidy", "Sơn trợ cấp"),
        ("her son's subsidy", "con trai trợ cấp"),
        ("the Tết break", "nghỉ Tết"),
        ("subsidy (trợ cấp) of Đồng Phú Land", "trợ cấp trợ cấp Đồng Phú đất"),
    ],
)
def test_vietnamese_words_in_an_english_question_are_not_translated(question: str, vietnamese: str) -> None:
    glossary = Glossary.of(
        [
            *(("son", ["con trai"]), ("kim", ["vàng"]), ("long", ["dài"]), ("tet", ["Tết Nguyên đán"])),
            *(("tet break", ["nghỉ Tết"]), ("subsidy", ["trợ cấp"]), ("land", ["đất"]), ("tro", ["nhà trọ"])),
        ]
    )
    assert glossary.translate(question).vietnamese.replace(" s ", " ") == vietnamese


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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("paid", "pays"),
        ("built", "building"),
        ("children", "child"),
        ("travelled", "traveling"),
        ("labour", "labor"),
        ("organised", "organize"),
        ("centres", "center"),
        ("licensing", "licence"),
        ("stopped", "stops"),
        ("applied", "apply"),
        ("enrolled", "enrol"),
    ],
)
def test_forms_and_spellings_of_one_word_meet(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("sites", "sitting"), ("caring", "cars"), ("rate", "rats"), ("fin", "fine")]
)
def test_forms_of_different_words_do_not_meet(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_a_vietnamese_name_keeps_the_syllables_that_look_like_english_words() -> None:
    translation = SMALL.translate("Is the land of An Đồng and Tân Á Đại Mỹ sold, the 13th time?")
    assert translation.vietnamese == "đất An Đồng Tân Á Đại Mỹ sold 13 time"


def test_the_shipped_glossary_is_broad_and_clean() -> None:
    glossary = load_glossary()
    assert len(glossary.phrases) > 11_000
    assert all(
        rendering and rendering == rendering.strip() for found in glossary.phrases.values() for rendering in found
    )
    assert glossary.translate("land use right certificates").vietnamese == "giấy chứng nhận quyền sử dụng đất"
    assert glossary.translate("Which merchants sank the fleet?").vietnamese == "thương nhân chìm hạm đội"
    assert "thu ngân sách" in dict(glossary.translate("How much budget revenue was collected?").phrases)


@pytest.mark.parametrize(
    ("question", "rendering"),
    [
        ("How wide is the left-hand margin of an administrative document?", "lề trái"),
        ("Who was the head of the judging panel?", "trưởng ban giám khảo"),
        ("How much was set aside for tree planting?", "dành"),
        ("What is the fine for running a red light?", "vượt đèn đỏ"),
    ],
)
def test_what_a_journalist_says_is_found_in_the_words_of_an_official(question: str, rendering: str) -> None:
    assert rendering in dict(load_glossary().translate(question).phrases)


def test_no_entry_is_written_twice_and_none_renders_what_asks() -> None:
    lines = [
        line.split("\t")
        for line in resources.files("assistant").joinpath("data/glossary.tsv").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    english = [spelling for left, _ in lines for spelling in left.split("|")]
    assert len(english) == len(set(english))
    asking = {"nào", "gì", "mấy", "nhiêu"}
    assert not [right for _, right in lines if right != "bao nhiêu" and asking & set(right.split())]


def test_no_synonym_group_is_shadowed_by_another_or_repeats_its_first() -> None:
    groups = json.loads(resources.files("assistant").joinpath("data/synonyms.json").read_text(encoding="utf-8"))
    firsts = [first for first, *_ in groups]
    assert len(firsts) == len(set(firsts))
    assert all(rest and len({first, *rest}) == 1 + len(rest) for first, *rest in groups)


@given(st.text(max_size=200))
def test_any_text_is_translated_without_error(text: str) -> None:
    translation = load_glossary().translate(text)
    assert translation.known <= translation.content
    assert all(0 < weight <= 1 for _, weight in translation.phrases)
