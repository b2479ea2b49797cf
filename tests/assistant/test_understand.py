"""What a question is made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.glossary import load_glossary
from assistant.lexical_query import lexical_query
from assistant.operands import operands
from assistant.tones import ToneRestorer
from assistant.understand import abbreviations_of, route_language, understand

GLOSSARY = load_glossary()
TONES = ToneRestorer.train(["Thu ngân sách quận Tây Hồ đạt kế hoạch. Các văn bản nào còn hiệu lực?"])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Chi thường xuyên của quận là bao nhiêu?", "vi"),
        ("chi thuong xuyen cua quan la bao nhieu", "vi-nodiacritics"),
        ("How much did Tây Hồ district spend in 2024?", "en"),
        ("What are the tasks of Hội đồng nhân dân?", "en"),
        ("recurrent expenditure plan 2024", "en"),
        ("co the nop ho so o dau", "vi-nodiacritics"),
        ("UBND TPHCM", "vi-nodiacritics"),
        ("123", "vi"),
        ("", "vi"),
    ],
)
def test_route(text: str, language: str) -> None:
    assert route_language(text, GLOSSARY) == language


def test_an_english_question_gets_vietnamese_terms_places_and_periods() -> None:
    question = understand(
        "How much budget revenue did Tay Ho collect in the first nine months of 2024?", glossary=GLOSSARY
    )
    assert question.answer_language == "en" and question.restored == question.text
    assert "thu ngân sách" in question.vietnamese and "quận Tây Hồ" in question.vietnamese
    assert "9 tháng đầu năm 2024" in question.vietnamese
    assert [m.place.name for m in question.places] == ["Tây Hồ"]
    assert [p.label for p in question.periods] == ["9T/2024"]


def test_marks_are_put_back_and_places_come_from_the_table() -> None:
    question = understand("thu ngan sach tay ho dat ke hoach", tones=TONES)
    assert question.restored == "thu ngân sách quận Tây Hồ đạt kế hoạch"
    assert question.answer_language == "vi"


def test_a_guessed_place_that_the_words_around_contradict_is_dropped() -> None:
    tones = ToneRestorer.train(["Phía tây hồ có đường. Bên tai bèo ngỡ rằng."])
    assert [m.place.name for m in understand("ban bo sung tai mai chau", tones=tones).places] == []
    assert [m.place.name for m in understand("duong o huyen mai chau", tones=tones).places] == ["Mai Châu"]


@pytest.mark.parametrize("text", ["NQ 81/2025", "nghị quyết số 81 năm 2025", "81/2025/NQ-HĐND"])
def test_document_numbers_in_any_writing(text: str) -> None:
    (number,) = understand(text).numbers
    assert number.number.startswith("81/2025/NQ")


def test_abbreviations_go_both_ways() -> None:
    assert "hội đồng nhân dân" in abbreviations_of("nghị quyết của HĐND")
    assert "HĐND" in abbreviations_of("nghị quyết của hội đồng nhân dân")
    assert "giải phóng mặt bằng" in abbreviations_of("tien do gpmb")
    assert abbreviations_of("việc này rất tốt") == {}


def test_the_lexical_query_of_each_language() -> None:
    english = lexical_query(understand("land price of Hanoi", glossary=GLOSSARY))
    assert english.accented and english.bigrams["gia_dat"] == 1.0
    toneless = lexical_query(understand("gia dat", tones=TONES))
    assert toneless.folded["gia"] > toneless.accented["gia"]
    vietnamese = lexical_query(understand("giá đất"))
    assert set(vietnamese.folded) == {"gia", "dat"} and set(vietnamese.bigrams) == {"gia_dat"}


def test_each_side_of_a_comparison_gets_its_question() -> None:
    first, second = operands(understand("Thu ngân sách của Hưng Yên và Bắc Ninh, nơi nào cao hơn?"))
    assert "Hưng Yên" in first and "Bắc Ninh" not in first
    assert "Bắc Ninh" in second and "Hưng Yên" not in second
    named = operands(understand("Cầu Rồng Bay và Cầu Sông Mơ, cầu nào dài hơn?"))
    assert len(named) == 2 and "Rồng Bay" not in named[1]


@pytest.mark.parametrize(
    "text",
    [
        "Thu ngân sách của quận Tây Hồ, Hà Nội là bao nhiêu?",
        "Tuyến đường nối Bắc Ninh theo quy hoạch của vùng đồng bằng ven sông dài đi Thái Nguyên dài bao nhiêu?",
        "Giá đất là bao nhiêu?",
    ],
)
def test_one_thing_has_no_sides(text: str) -> None:
    assert operands(understand(text)) == ()


@given(st.text(max_size=300))
def test_any_text_is_understood(text: str) -> None:
    question = understand(text, tones=TONES, glossary=GLOSSARY)
    assert all(0 <= m.start < m.end <= len(question.text) for m in question.places)
    operands(question)
    lexical_query(question)


def test_marks_out_of_order_are_put_right_as_in_documents() -> None:
    typed = (
        "thu nga" + chr(0x302) + "n sa" + chr(0x301) + "ch quye" + chr(0x323) + chr(0x302) + "n Ta" + chr(0x302) + "y"
    )
    assert understand(typed).text == "thu ngân sách quyện Tây"
