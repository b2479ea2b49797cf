"""The rules of measurement on hand-worked cases."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation import judge
from assistant.evaluation.testset import Question
from index.answer import Answer, Citation, Hit


def citation(file: str, quote: str, n: int = 1) -> Citation:
    nothing = dict.fromkeys(("title", "number", "issuer", "date", "place", "url", "section", "page"))
    return Citation(n=n, file=file, document=file, kind="report", start=0, end=len(quote), quote=quote, **nothing)


def answer(text: str, *citations: Citation, status: str = "answered") -> Answer:
    return Answer(question="q", language="vi", status=status, text=text, citations=citations)


def hit(file: str, passage: str, rank: int = 1) -> Hit:
    nothing = dict.fromkeys(("title", "number", "issuer", "date", "place", "url", "section", "page"))
    span = {"start": 0, "end": len(passage), "passage": passage}
    return Hit(rank=rank, score=1.0, file=file, document=file, kind="report", **span, **nothing)


FEE = Question(question="Phí gửi xe bao nhiêu?", accepted=["20.000", "20,000"], doc="a.md", evidence="thu 20.000 đồng")


def test_a_number_is_not_found_inside_a_longer_one() -> None:
    assert judge.contains("mức thu là 20.000 đồng", "20.000")
    assert judge.contains("mức thu là 20.000, áp dụng từ nay", "20.000")
    for longer in ("120.000 đồng", "20.000.000 đồng", "1.20.000", "20.0001"):
        assert not judge.contains(longer, "20.000"), longer


def test_a_word_is_not_found_inside_a_longer_one() -> None:
    assert judge.contains("do sở y tế ban hành", "Sở Y tế")
    assert not judge.contains("cơ sở y tếx", "Sở Y tế")


def test_right_needs_the_string_the_length_and_the_document() -> None:
    good = answer("Mức thu là 20.000 đồng một lượt [1].", citation("a.md", "thu 20.000 đồng"))
    assert judge.right(FEE, good) is True
    assert judge.right(FEE, answer(good.text, citation("b.md", "thu 20.000 đồng"))) is False
    assert judge.right(FEE, answer("Mức thu là 120.000 đồng [1].", *good.citations)) is False
    assert judge.right(FEE, answer("20.000 đồng " + "x " * 400, *good.citations)) is False
    assert judge.right(FEE, answer(good.text, *good.citations, status="clarify")) is False


def test_long_answers_are_allowed_to_lists() -> None:
    listing = FEE.model_copy(update={"type": "list"})
    assert judge.right(listing, answer("20.000 đồng " + "x " * 400, citation("a.md", "thu 20.000 đồng"))) is True


def test_marks_do_not_count() -> None:
    assert judge.plain("Thu 20.000 [1, 2] đồng [3].") == "thu 20.000 đồng."


def test_one_of_each_group_is_needed() -> None:
    both = Question(question="q", accepted_all=[["89%", "89 %"], ["2.511"]], doc="a.md")
    cited = citation("a.md", "x")
    assert judge.right(both, answer("đạt 2.511 tỷ, 89 %", cited)) is True
    assert judge.right(both, answer("đạt 2.511 tỷ", cited)) is False


def test_the_winner_comes_first() -> None:
    duel = Question(question="q", accepted=["10,2"], winner="Tây Hồ", loser="Long Biên", doc=["a.md", "b.md"])
    cited = citation("a.md", "x")
    assert judge.right(duel, answer("Tây Hồ cao hơn Long Biên: 10,2", cited)) is True
    assert judge.right(duel, answer("Long Biên thấp hơn Tây Hồ: 10,2", cited)) is False


def test_unanswerable_is_right_when_declined() -> None:
    never = Question(question="q", answerable=False)
    assert judge.right(never, answer("Tài liệu không nêu.", status="not_found")) is True
    assert judge.right(never, answer("89% [1]", citation("a.md", "89%"))) is False


def test_without_accepted_there_is_no_verdict() -> None:
    assert judge.right(Question(question="q", doc="a.md"), answer("x")) is None


def test_the_first_broken_rule_is_named() -> None:
    cited = citation("a.md", "thu 20.000 đồng")
    never = Question(question="q", answerable=False)
    assert judge.failure(FEE, answer("là 20.000 đồng", cited)) is None
    assert judge.failure(FEE, answer("là 30.000 đồng", cited)) == "accepted"
    assert judge.failure(FEE, answer("20.000 đồng " + "x " * 400, cited)) == "length"
    assert judge.failure(FEE, answer("là 20.000 đồng", citation("b.md", "x"))) == "source"
    assert judge.failure(FEE, answer("", status="not_found")) == "declined"
    assert judge.failure(FEE, answer("", status="clarify")) == "asked_back"
    assert judge.failure(never, answer("là 1")) == "not_declined"
    duel = FEE.model_copy(update={"winner": "Long Biên", "loser": "Tây Hồ"})
    assert judge.failure(duel, answer("Tây Hồ, Long Biên: 20.000", cited)) == "winner"


def test_each_operand_of_a_comparison_must_be_cited() -> None:
    duel = Question(
        question="q", type="comparison", accepted=["25 tỷ"], doc=["a.md", "b.md"], evidence=["vốn 100 tỷ", "vốn 75 tỷ"]
    )
    first, second = citation("a.md", "tổng vốn 100 tỷ đồng"), citation("b.md", "vốn 75 tỷ", 2)
    assert judge.citations_hold(duel, [first, second])
    assert not judge.citations_hold(duel, [first])


def test_evidence_is_compared_by_letters_and_digits() -> None:
    hits = [hit("b.md", "thu 20.000 đồng"), hit("a.md", "không có gì"), hit("a.md", "Mức\nthu 20.000\nđồng/lượt")]
    assert judge.evidence_rank(FEE, hits) == 3
    assert judge.evidence_rank(FEE, hits[:2]) is None


def test_a_repeating_document_stands_for_the_gold_one() -> None:
    question = FEE.model_copy(update={"also_docs": ["c.md"]})
    assert judge.document_ranking(question, [hit("c.md", "x"), hit("b.md", "x"), hit("a.md", "x")]) == ["a.md", "b.md"]


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_grouped_number_is_only_found_as_itself(wanted: int, shown: int) -> None:
    grouped = [f"{n:,}".replace(",", ".") for n in (wanted, shown)]
    assert judge.contains(f"là {grouped[1]} đồng", grouped[0]) == (wanted == shown)
