"""The evaluation's own check of sentences against quotes."""

from __future__ import annotations

import pytest

from assistant.evaluation.support import support, supports
from tests.assistant.test_judge import answer, citation

QUOTE = "Thu ngân sách quận ước đạt 2.511 tỷ đồng, bằng 89% kế hoạch năm."


def test_a_verbatim_sentence_is_supported() -> None:
    assert supports(QUOTE, [QUOTE])


def test_number_writings_of_both_languages_agree() -> None:
    assert supports("Budget revenue was 2,511 billion đồng, 89% of the plan", [QUOTE])


@pytest.mark.parametrize("wrong", ["2.512", "2.151", "25.110"])
def test_an_altered_number_is_not_supported(wrong: str) -> None:
    assert not supports(QUOTE.replace("2.511", wrong), [QUOTE])


def test_other_words_are_not_supported() -> None:
    assert not supports("Trường mầm non tuyển sinh trẻ đúng tuyến theo địa bàn cư trú", [QUOTE])


def test_a_difference_of_cited_numbers_is_supported() -> None:
    quotes = ["Mức hỗ trợ là 405.000 đồng mỗi ngày", "Mức hỗ trợ là 262.500 đồng mỗi ngày"]
    assert supports("Mức hỗ trợ chênh nhau 405.000 − 262.500 = 142.500 đồng mỗi ngày", quotes)
    assert not supports("Mức hỗ trợ chênh nhau 405.000 − 262.500 = 142.600 đồng mỗi ngày", quotes)


def test_sentences_and_citations_are_counted() -> None:
    found = support(answer(f"{QUOTE} [1]\nĐạt 95% kế hoạch năm. [2]", citation("a", QUOTE), citation("a", QUOTE, 2)))
    assert found.sentences == (True, False)
    assert found.citations == 1


def test_what_is_read_with_a_quote_supports_too() -> None:
    row = answer("Năm học 2024-2025, mẫu giáo: 540.000 đồng [1]", citation("a", "Mẫu giáo | 540.000"))
    assert support(row).sentences == (False,)
    assert support(row, lambda cited: "Mức thu năm học 2024-2025").sentences == (True,)
