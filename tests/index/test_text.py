"""Normal form, folding, words and terms of Vietnamese text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import text

VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđbcdghklmnpqrstvx"
syllables = st.text(VIETNAMESE + VIETNAMESE.upper(), min_size=1, max_size=7)
sentences = st.lists(syllables, min_size=1, max_size=12).map(" ".join)


@given(sentences)
def test_folding_is_ascii_idempotent_and_blind_to_marks_and_case(sentence: str) -> None:
    folded = text.fold(sentence)
    assert folded.isascii()
    assert text.fold(folded) == folded
    assert text.fold(sentence.upper()) == folded
    assert text.fold(unicodedata.normalize("NFD", sentence)) == folded


@given(st.text(max_size=200))
def test_words_are_where_they_say(sentence: str) -> None:
    for word in text.words(sentence):
        assert sentence[word.start : word.end] == word.text


@given(st.text(max_size=200))
def test_every_field_has_terms_without_white_space(sentence: str) -> None:
    terms = text.terms(sentence)
    for field in (terms.accented, terms.folded, terms.bigrams):
        assert all(term and not any(c.isspace() for c in term) for term in field)


@pytest.mark.parametrize(
    ("one", "other"),
    [("hoà", "hòa"), ("thuỵ", "thụy"), ("quý", "quí"), ("kỹ", "kĩ"), ("Mỹ", "mĩ"), ("thuý", "thúy"), ("lý", "lí")],
)
def test_both_printings_of_a_syllable_are_one_term(one: str, other: str) -> None:
    assert text.terms(one).accented == text.terms(other).accented


@pytest.mark.parametrize(("one", "other"), [("má", "mà"), ("thu", "thư"), ("dân", "đân"), ("tay", "tai"), ("y", "i")])
def test_different_syllables_stay_apart(one: str, other: str) -> None:
    assert text.terms(one).accented != text.terms(other).accented


@given(
    st.text(
        st.one_of(st.sampled_from(VIETNAMESE + "ĐỄ0123456789.,-/_ \n²½ßΣςİﬁ\u0301\u0663"), st.characters()), max_size=60
    )
)
def test_words_folded_together_are_the_words_folded_one_by_one(sentence: str) -> None:
    composed = text.nfc(sentence)
    assert text.folded_terms(sentence)[0] == [text.fold(word.text) for word in text.words(composed)]


def test_numbers_stay_whole_and_document_numbers_are_terms() -> None:
    assert [w.text for w in text.words("đạt 2.511 tỷ, 89,5%")] == ["đạt", "2.511", "tỷ", "89,5"]
    assert "81/2025/nq-hdnd" in text.terms("Nghị quyết số 81/2025/NQ-HĐND quy định").folded


def test_decomposed_and_composed_text_have_the_same_terms() -> None:
    sentence = "Ủy ban nhân dân quận Tây Hồ"
    assert text.terms(unicodedata.normalize("NFD", sentence)) == text.terms(sentence)


def test_marks_are_seen() -> None:
    assert text.has_marks("Hà Nội")
    assert text.has_marks("đo")
    assert not text.has_marks("Ha Noi 2024")


def test_comparable_keeps_letters_and_digits_only() -> None:
    assert text.comparable("Mức\n400.000 đồng/người") == "mức400000đồngngười"


@given(st.text(max_size=120) | sentences)
def test_folded_terms_are_the_folded_field(sentence: str) -> None:
    syllables, numbers = text.folded_terms(sentence)
    assert (*syllables, *numbers) == text.terms(sentence).folded
    assert tuple(text.bigrams(syllables)) == text.terms(sentence).bigrams
