"""Kinds of things with few names: named in a question, said or not by a paper."""

from __future__ import annotations

import pytest

from assistant.glossary import load_glossary
from assistant.kinds import kinds_of, spoken_of, unsaid
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
        "Liên lạc với ai theo điều mấy?",  # no peanuts and no cashews
        "Ai cam ket lam duong nay?",  # no oranges
        "How much more than that?",  # no coal
    ],
)
def test_a_word_in_a_name_is_no_kind(question: str) -> None:
    wrong = {"trí tuệ nhân tạo", "trung học phổ thông", "chợ", "cây lạc", "hạt điều", "quýt", "than đá"}
    assert not wrong & set(names(question))


def test_a_text_says_a_kind_in_any_of_its_words() -> None:
    asked = kinds_of(understand("Lệ phí thi bằng lái xe máy là bao nhiêu?", glossary=load_glossary()))
    assert not unsaid(asked, "Lệ phí sát hạch hạng A1: 70.000 đồng.", "")
    other = "Học phí lớp nấu ăn: 70.000 đồng."
    assert [kind.name for kind in unsaid(asked, other, other)] == ["xe máy", "giấy phép lái xe"]
    assert not unsaid((), "Học phí lớp nấu ăn.", "")


def test_a_wider_word_speaks_of_a_kind_beside_the_figure_alone() -> None:
    asked = kinds_of(understand("Sản lượng cá tra là bao nhiêu?", glossary=load_glossary()))
    assert not unsaid(asked, "Sản lượng thủy sản là 40 tấn.", "")
    assert unsaid(asked, "Sản lượng chè là 40 tấn.", "Chè 40 tấn. Thủy sản 60 tấn.")
    assert not unsaid(asked, "Sản lượng là 40 tấn.", "Tỉnh nuôi cá tra ở hai xã.")


def test_an_english_paper_says_a_kind_in_english() -> None:
    asked = kinds_of(understand("How many foreign visitors came?", glossary=load_glossary()))
    assert asked and not unsaid(asked, "The lake drew 40,000 foreign visitors.", "")


@pytest.mark.parametrize(
    ("question", "clause", "above", "said"),
    [
        ("Bao nhiêu người tham gia BHYT?", "BHXH tự nguyện có 412 người", "", False),
        ("Bao nhiêu người tham gia BHYT?", "số thẻ BHYT là 3.120 người", "", True),
        ("Bao nhiêu người tham gia BHYT?", "có 3.120 người", "Bảo hiểm y tế", True),
        ("Bao nhiêu người tham gia BHYT?", "có 3.120 người", "", None),
        ("Xã có bao nhiêu hộ cận nghèo?", "còn 12 hộ nghèo", "", False),
        ("Xã có bao nhiêu hộ nghèo?", "còn 12 hộ nghèo, 9 hộ cận nghèo", "", True),
        ("How many goats are there?", "đàn lợn 4.100 con", "", False),
        ("Sĩ số trường mầm non là bao nhiêu?", "ở tiểu học 31 em một lớp", "", False),
    ],
)
def test_a_clause_may_speak_of_another_kind_of_the_same_class(
    question: str, clause: str, above: str, said: bool | None
) -> None:
    kinds = kinds_of(understand(question, glossary=load_glossary()))
    assert [spoken_of(kind, clause, above, kinds) for kind in kinds if kind.of] == [said]


def test_spellings_that_readers_hold_equal_are_equal() -> None:
    asked = kinds_of(understand("Bác sỹ thuỷ sản có bao nhiêu?", glossary=load_glossary()))
    assert not unsaid(asked, "Toàn tỉnh có 40 bác sĩ.", "")
