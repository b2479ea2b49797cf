"""Kinds of things with few names: named in a question, said or not by a paper."""

from __future__ import annotations

import pytest

from assistant.glossary import load_glossary
from assistant.kinds import kinds_of, unsaid
from assistant.understand import understand


def names(text: str) -> list[str]:
    return [kind.name for kind in kinds_of(understand(text, glossary=load_glossary()))]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Vé tháng xe buýt ở thành phố giá bao nhiêu?", "xe buýt"),
        ("How much is a monthly bus pass?", "xe buýt"),
        ("Xuất sang Hàn Quốc được bao nhiêu triệu USD?", "Hàn Quốc"),
        ("How much was sold to South Korea?", "Hàn Quốc"),
        ("Trẻ Mẫu giáo được hỗ trợ bao nhiêu?", "mẫu giáo"),
        ("Mức hưởng BHTN là bao nhiêu?", "bảo hiểm thất nghiệp"),
    ],
)
def test_a_kind_is_found_in_both_languages_and_in_short(question: str, kind: str) -> None:
    assert kind in names(question)


@pytest.mark.parametrize(
    "question",
    [
        "Ai quyết định giá bán của nhà máy?",  # "ai" asks, it is no artificial intelligence
        "How many teachers' flats are near Lotus High School?",
        "Đường Bến Chợ Sen dài bao nhiêu mét?",
    ],
)
def test_a_word_in_a_name_is_no_kind(question: str) -> None:
    assert not {"trí tuệ nhân tạo", "trung học phổ thông", "chợ"} & set(names(question))


def test_a_text_says_a_kind_in_any_of_its_words() -> None:
    asked = kinds_of(understand("Lệ phí thi bằng lái xe máy là bao nhiêu?", glossary=load_glossary()))
    assert not unsaid(asked, "Lệ phí sát hạch hạng A1: 70.000 đồng.")
    assert [kind.name for kind in unsaid(asked, "Học phí lớp nấu ăn: 70.000 đồng.")] == ["xe máy", "giấy phép lái xe"]
    assert not unsaid((), "Học phí lớp nấu ăn.")


def test_spellings_that_readers_hold_equal_are_equal() -> None:
    asked = kinds_of(understand("Bác sỹ thuỷ sản có bao nhiêu?", glossary=load_glossary()))
    assert not unsaid(asked, "Toàn tỉnh có 40 bác sĩ.")
