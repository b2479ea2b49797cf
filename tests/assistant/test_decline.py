"""Declining: what tells a unit that answers from one that is only about the same place, paper or project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.answering import Answering
from assistant.asked import Asked
from assistant.concepts import Line, concepts, heads
from assistant.decline import Model, default_model, doubt, foreign, missing, signals
from assistant.demand import Kind, demand
from assistant.evidence import Evidence, rank
from assistant.faces.train_declining import Found, out_of_set, told, train
from assistant.retrieve import Candidate, Retriever
from assistant.settings import Settings
from assistant.signals import SIGNALS, Reading, Signals
from index.library import Library
from ingest.parse import parse_text
from tests.support import HashEmbedder

BRIDGE = """# Dự án cầu Rạch Dừa, tỉnh Đồng Tháp

Ngày 12/5/2025, Ủy ban nhân dân tỉnh Đồng Tháp giao Ban Quản lý dự án giao thông làm chủ đầu tư cầu Rạch Dừa.

Cầu Rạch Dừa dài 214 m, rộng 9 m, gồm 5 nhịp. Tổng mức đầu tư là 96 tỷ đồng, trong đó ngân sách tỉnh 60 tỷ đồng.

Năm 2025 bố trí 20 tỷ đồng cho dự án. Ông Trần Văn Lộc, Giám đốc Ban Quản lý, cho biết mặt bằng đã giao 80%.
"""


@pytest.fixture
def answering(tmp_path: Path) -> Iterator[Answering]:
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.apply([parse_text(BRIDGE, file="cau.md")])
        settings = Settings.load({})
        yield Answering(library, Retriever(library, settings), settings)


def found(answering: Answering, question: str) -> tuple[Asked, list[Candidate], list[Evidence]]:
    understood = answering.retriever.understand(question)
    candidates = answering.retriever.retrieve(understood, k=10)
    asked = answering.read(understood)
    return asked, candidates, rank(asked, answering.widened(asked, candidates))


def read(answering: Answering, question: str) -> Reading:
    asked, candidates, ranked = found(answering, question)
    return signals(asked, ranked, candidates)


def best(answering: Answering, question: str, signal: str) -> float:
    return max(float(getattr(unit, signal)) for unit in read(answering, question).units)


@pytest.mark.parametrize(
    ("question", "head"),
    [
        ("Cầu Rạch Dừa có bao nhiêu nhịp?", "nhịp"),
        ("Tổng mức đầu tư của cầu Rạch Dừa là bao nhiêu?", "tổng mức đầu tư"),
        ("What is the total investment of the Rạch Dừa bridge?", "total investment"),
        ("How many schools are in Đồng Tháp province?", "schools"),
    ],
)
def test_what_is_asked_for_stands_beside_the_asking_word(answering: Answering, question: str, head: str) -> None:
    asked, _, _ = found(answering, question)
    said = concepts(asked)
    assert [c.text.lower() for c in heads(said)] == [head]
    assert not any("Đồng Tháp" in c.text for c in said)


def test_a_concept_is_said_in_whatever_wording_the_glossary_knows(answering: Answering) -> None:
    asked, _, _ = found(answering, "What is the total investment of the Rạch Dừa bridge?")
    (head,) = heads(concepts(asked))
    assert head.said(Line.of(asked, "Tổng mức đầu tư là 96 tỷ đồng")) == 1
    assert head.said(Line.of(asked, "Cầu dài 214 m")) == 0
    assert 0 < head.said(Line.of(asked, "tổng vốn đầu tư")) < 1


def test_a_question_without_marks_is_compared_without_marks(answering: Answering) -> None:
    asked, _, _ = found(answering, "cau Rach Dua dai bao nhieu met")
    assert best(answering, "cau Rach Dua dai bao nhieu met", "held") > 0.6
    assert Line.of(asked, "Cầu rộng").text == " cau rong "


@pytest.mark.parametrize(
    ("answered", "unanswered"),
    [
        ("Cầu Rạch Dừa dài bao nhiêu mét?", "Cầu Rạch Dừa có bao nhiêu hộ dân phải di dời?"),
        ("Tổng mức đầu tư của cầu Rạch Dừa là bao nhiêu?", "Chi phí bảo trì của cầu Rạch Dừa là bao nhiêu?"),
        ("Giám đốc Ban Quản lý dự án là ai?", "Nhà thầu thi công cầu Rạch Dừa là ai?"),
        ("What is the total investment of the Rạch Dừa bridge?", "How many workers died at the Rạch Dừa bridge?"),
    ],
)
def test_another_attribute_of_the_right_thing_is_not_told(answering: Answering, answered: str, unanswered: str) -> None:
    assert best(answering, answered, "told") > best(answering, unanswered, "told") + 0.2


def test_a_figure_in_the_unit_asked_for_fits_and_no_other(answering: Answering) -> None:
    assert best(answering, "Cầu Rạch Dừa dài bao nhiêu mét?", "kind") == 1
    assert best(answering, "Cầu Rạch Dừa có công suất bao nhiêu mét khối?", "kind") == 0


def test_another_year_than_any_told_is_noticed(answering: Answering) -> None:
    asked_of, told_of = "Năm 2019 bố trí bao nhiêu cho cầu Rạch Dừa?", "Năm 2025 bố trí bao nhiêu cho cầu Rạch Dừa?"
    assert read(answering, asked_of).units[0].years == 0
    assert read(answering, told_of).units[0].years == 1
    assert read(answering, asked_of).units[0].other_year == 1
    assert read(answering, told_of).units[0].other_year == 0


@pytest.mark.parametrize(
    ("question", "kind", "counted"),
    [
        ("Cầu Rạch Dừa có bao nhiêu nhịp?", Kind.COUNT, ["nhịp"]),
        ("How many new schools does Đồng Tháp have?", Kind.COUNT, ["new schools"]),
        ("Làm cầu Rạch Dừa tốn bao nhiêu tỷ đồng?", Kind.MONEY, []),
        ("Phí qua cầu Rạch Dừa là bao nhiêu?", Kind.MONEY, []),
        ("What toll do lorries pay on the Rạch Dừa bridge?", Kind.MONEY, []),
        ("Cầu Rạch Dừa dài bao nhiêu mét?", Kind.MEASURE, []),
        ("How long did the works take?", Kind.MEASURE, []),
        ("Giám đốc Ban Quản lý dự án là ai?", Kind.PERSON, []),
        ("Công ty nào thi công cầu Rạch Dừa?", Kind.COMPANY, []),
        ("Trụ sở Ban Quản lý dự án ở đường nào?", Kind.ADDRESS, []),
        ("Số điện thoại của Ban Quản lý dự án là gì?", Kind.ACCOUNT, []),
        ("Ngày nào khởi công cầu Rạch Dừa?", Kind.DATE, []),
        ("Nhà ven cầu tính theo hệ số mấy?", None, []),
        ("Vì sao phải xây cầu Rạch Dừa?", None, []),
    ],
)
def test_a_question_demands_a_kind_of_thing(
    answering: Answering, question: str, kind: Kind | None, counted: list[str]
) -> None:
    asked, _, _ = found(answering, question)
    wanted = demand(asked, concepts(asked))
    assert (wanted.kind if wanted else None) == kind
    assert [c.text for c in wanted.counted] == counted if wanted else not counted


@pytest.mark.parametrize(
    ("met_by", "lacked"),
    [
        ("Cầu Rạch Dừa có bao nhiêu nhịp?", "Cầu Rạch Dừa có bao nhiêu trạm thu phí?"),
        ("Cầu Rạch Dừa dài bao nhiêu mét?", "Cầu Rạch Dừa nặng bao nhiêu tấn?"),
        ("Tổng mức đầu tư của cầu Rạch Dừa là bao nhiêu?", "Ban Quản lý dự án mở cửa lúc mấy giờ?"),
        ("Giám đốc Ban Quản lý dự án là ai?", "Số điện thoại của Ban Quản lý dự án là gì?"),
    ],
)
def test_a_unit_lacks_what_it_tells_nothing_of_the_kind_of(answering: Answering, met_by: str, lacked: str) -> None:
    assert min(unit.lacking for unit in read(answering, met_by).units) < 0.3
    assert min(unit.lacking for unit in read(answering, lacked).units) > 0.7


def test_a_longer_question_is_no_surer_for_its_length(answering: Answering) -> None:
    brief = best(answering, "Cầu Rạch Dừa có bao nhiêu nhịp?", "covered")
    longer = best(answering, "Cầu Rạch Dừa dài rộng ra sao, gồm bao nhiêu nhịp, ai làm chủ đầu tư?", "covered")
    assert brief == pytest.approx(1, abs=0.01)
    assert longer <= brief


@pytest.mark.parametrize(
    "question",
    [
        "Xây Cầu Rạch Dừa dài bao nhiêu mét?",
        "Under Decree 9/2025, how long is the Rạch Dừa bridge?",
        "Ngoài 5 nhịp, cầu Rạch Dừa còn gì?",
    ],
)
def test_the_capital_that_begins_a_sentence_names_nothing(answering: Answering, question: str) -> None:
    asked, candidates, ranked = found(answering, question)
    assert not foreign(asked, ranked, candidates)
    assert not missing(asked, ranked, "vi").startswith("Chưa thấy")


def test_the_likeliest_unit_decides() -> None:
    model = Model(0.0, {"told": 2.0}, {"told": 0.5}, {"told": 0.5}, 0.5)
    poor, good = Signals(told=0.0), Signals(told=1.0)
    assert model.probability(Reading((poor, good))) == model.probability(Reading((good,)))
    assert model.probability(Reading((poor,))) < 0.5 < model.probability(Reading((good,)))
    far = Signals(told=1e9)
    assert model.probability(Reading((far,))) == model.probability(Reading((Signals(told=1.75),)))


def test_the_shipped_model_weighs_every_signal() -> None:
    model = default_model()
    assert set(model.weights) == set(model.means) == set(model.scales) == set(SIGNALS)
    assert 0 < model.threshold < 1
    assert all(scale > 0 for scale in model.scales.values())


def made(source: str, count: int, chance: np.random.Generator) -> list[Found]:
    """Questions of which one unit in three speaks for the answer where there is one."""
    rows = []
    for n in range(count):
        answerable = n % 2 == 0
        units = [Signals(told=float(chance.normal(0.2, 0.1))) for _ in range(3)]
        if answerable:
            units[int(chance.integers(3))] = Signals(told=float(chance.normal(0.8, 0.1)))
        rows.append(Found(source, f"{source} {n}", answerable, Reading(tuple(units)), foreign=False))
    return rows


def test_a_set_is_judged_by_a_model_of_the_others() -> None:
    chance = np.random.default_rng(0)
    rows = made("one", 40, chance) + made("two", 40, chance)
    units = [np.asarray([[getattr(u, s) for s in SIGNALS] for u in f.reading.units], float) for f in rows]
    y = np.asarray([float(f.answerable) for f in rows])
    p = out_of_set(rows, units, y)
    assert p[y == 1].min() > p[y == 0].max()
    assert train(units, y).beta[1 + SIGNALS.index("told")] > 0
    table = told([f.source for f in rows], y, p, 0.5)
    assert [line.split()[0] for line in table.splitlines()] == ["threshold", "one", "two", "all"]
    foreign = [replace(f, foreign=True) for f in rows]
    assert out_of_set(foreign, units, y).max() == 0


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_declined_question_is_told_which_years_there_are(answering: Answering, language: str) -> None:
    question = {
        "vi": "Năm 2019 bố trí bao nhiêu cho cầu Rạch Dừa?",
        "en": "How much was allocated to the Rạch Dừa bridge in 2019?",
    }[language]
    asked, _, ranked = found(answering, question)
    text = missing(asked, ranked, asked.question.answer_language)
    assert "2019" in text
    assert "2025" in text


def test_a_declined_question_is_told_what_the_right_paper_does_not_say(answering: Answering) -> None:
    asked, _, ranked = found(answering, "Cầu Rạch Dừa có bao nhiêu hộ dân phải di dời?")
    assert missing(asked, ranked, "vi") == "Tài liệu gần nhất không nêu: số lượng được hỏi."
    asked, _, ranked = found(answering, "Cầu Rạch Dừa có bao nhiêu nhịp?")
    assert missing(asked, ranked, "vi") == ""


def test_what_is_missing_is_named_whole_or_by_its_kind(answering: Answering) -> None:
    asked, _, ranked = found(answering, "Mới lập phải xếp nhiều nhất bao nhiêu tấn ở cầu Rạch Dừa?")
    assert missing(asked, ranked, "vi") == "Tài liệu gần nhất không nêu: con số được hỏi."
    asked, _, ranked = found(answering, "What is the telephone number of the Rạch Dừa bridge office?")
    said = missing(asked, ranked, "en")
    assert "telephone number" in said
    assert said.startswith("The nearest document does not tell")
    asked, _, ranked = found(answering, "Ông Lê Quốc Khải nói gì về cầu Rạch Dừa?")
    assert missing(asked, ranked, "vi") == "Chưa thấy nội dung về: Lê Quốc Khải."


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("Cầu Rạch Dừa 2 ở Đồng Tháp dài bao nhiêu mét?", True),
        ("Cau Rach Dua 2 o Dong Thap dai bao nhieu met?", True),
        ("Cầu Rạch Dừa ở Đồng Tháp dài bao nhiêu mét?", False),
        ("Trong tỉnh Đồng Tháp 5 nhịp cầu Rạch Dừa dài bao nhiêu?", False),  # a count, no name
    ],
)
def test_the_second_of_a_name_is_another_thing(answering: Answering, question: str, unknown: bool) -> None:
    asked, candidates, ranked = found(answering, question)
    assert foreign(asked, ranked, candidates) == unknown


def test_a_plan_is_no_result() -> None:
    planned, done = Signals(unplanned=1.0, exact=1.0), Signals(exact=1.0)
    assert doubt(Reading((planned, planned))) < 0.5
    assert doubt(Reading((planned, done))) == 1.0
    assert doubt(Reading((Signals(unplanned=1.0),))) == 1.0
