"""Follow-ups made self-contained."""

from __future__ import annotations

import pytest

from assistant.followup import complete
from index.answer import Answer, IndicatorFact


def asked(question: str, *facts: IndicatorFact) -> Answer:
    return Answer(question=question, language="vi", status="answered", text="", indicators=facts)


REVENUE = "Thu ngân sách quận Long Biên 9 tháng đầu năm 2024 đạt bao nhiêu?"


@pytest.mark.parametrize(
    ("before", "question", "rewritten"),
    [
        (REVENUE, "Còn năm trước?", "Thu ngân sách quận Long Biên 9 tháng đầu năm 2023 đạt bao nhiêu?"),
        (REVENUE, "thế còn Tây Hồ?", "Thu ngân sách Tây Hồ 9 tháng đầu năm 2024 đạt bao nhiêu?"),
        (
            "How much did Long Bien collect in the first nine months of 2024?",
            "and the year before?",
            "How much did Long Bien collect in the first nine months of 2023?",
        ),
        (
            "How much did Long Bien collect in the first nine months of 2024?",
            "what about Tay Ho?",
            "How much did Tay Ho collect in the first nine months of 2024?",
        ),
        # the year spoken of, the preposition, the paper pointed back to
        (REVENUE, "Còn 6 tháng đầu năm?", "Thu ngân sách quận Long Biên 6 tháng đầu năm 2024 đạt bao nhiêu?"),
        (
            "What was the revenue of Ba Vì in 2024?",
            "and the year before?",
            "What was the revenue of Ba Vì in 2023?",
        ),
        (
            "Quyết định 05/2024/QĐ-UBND có hiệu lực từ khi nào?",
            "Quyết định đó thay thế văn bản nào?",
            "Quyết định 05/2024/QĐ-UBND thay thế văn bản nào?",
        ),
        (
            "When does Decision 05/2024/QĐ-UBND take effect?",
            "What does that decision replace?",
            "What does decision 05/2024/QĐ-UBND replace?",
        ),
        (
            "Thu ngân sách tháng 1 năm 2024 của Tây Hồ?",
            "tháng trước thì sao?",
            "Thu ngân sách tháng 12/2023 của Tây Hồ?",
        ),
        ("Quận Long Biên có bao nhiêu phường?", "Ba Đình?", "Ba Đình có bao nhiêu phường?"),
    ],
)
def test_inherits_what_it_leaves_out(before: str, question: str, rewritten: str) -> None:
    assert complete(question, [asked(before)]) == rewritten


def test_previous_quarter_is_counted_back() -> None:
    rewritten = complete("Còn quý trước?", [asked("Thu ngân sách quận Long Biên quý I/2024 là bao nhiêu?")])
    assert rewritten == "Thu ngân sách quận Long Biên quý IV/2023 là bao nhiêu?"


def test_the_period_of_the_answer_serves_where_the_question_named_none() -> None:
    before = asked("Thu ngân sách quận Long Biên đạt bao nhiêu?", IndicatorFact(name="thu", period="6T/2024"))
    assert complete("còn năm trước?", [before]) == "Thu ngân sách quận Long Biên đạt bao nhiêu 6 tháng đầu năm 2023?"


@pytest.mark.parametrize(
    "question",
    [
        "Ai là chủ đầu tư dự án cầu qua sông Hồng?",
        "Lệ phí cấp giấy phép xây dựng ở Đà Nẵng là bao nhiêu?",
        "Ai ký Nghị quyết 81/2025/NQ-HĐND?",
        "Vì sao học phí tăng?",
        "How many communes does Ca Mau province have after the reorganisation?",
    ],
)
def test_a_change_of_topic_is_left_alone(question: str) -> None:
    assert complete(question, [asked(REVENUE)]) is None


def test_nothing_to_follow() -> None:
    assert complete("Còn Tây Hồ?", []) is None
