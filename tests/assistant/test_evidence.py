"""Evidence: what is asked for by its kind, how sure a unit is, how lists are shown, and how the weights are learned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.answering import Answering
from assistant.asked import Asked
from assistant.decline import foreign, signals
from assistant.evidence import Evidence, chances, rank
from assistant.extractive import Limits, extract, show
from assistant.faces.train_evidence import Example, best_ranks, fit, loss, out_of_fold, scaled, temperature
from assistant.intent import read_intent
from assistant.retrieve import Candidate, Retriever
from assistant.settings import Settings
from assistant.shape import fit as shape_fit
from assistant.shape import known_of
from index.library import Library
from ingest.parse import parse_text
from tests.support import HashEmbedder

RULE = """# Quy chế chợ đêm phường Quảng Bá

Điều 1. Hồ sơ đăng ký ki-ốt gồm các giấy tờ sau:

a) Đơn đăng ký theo mẫu của ban quản lý;

b) Bản sao căn cước của người bán;

c) Giấy xác nhận tập huấn an toàn thực phẩm.

Điều 2. Ki-ốt mở cửa từ 18 giờ đến 23 giờ 30 phút. Người bán hàng rong không phải nộp phí mặt bằng.

Điều 3. Giai đoạn 1 của chợ có 45 ki-ốt, do Công ty Cổ phần Chợ Việt vận hành.

Điều 4. Mức bồi dưỡng 150.000 đồng/người/đêm áp dụng với các việc sau:

a) Trực chốt, phân luồng người đi chợ;

b) Thu gom rác sau giờ đóng cửa.
"""


@pytest.fixture
def answering(tmp_path: Path) -> Iterator[Answering]:
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.apply([parse_text(RULE, file="cho.md")])
        settings = Settings.load({})
        yield Answering(library, Retriever(library, settings), settings)


def ranked(answering: Answering, question: str) -> tuple[Asked, list[Candidate], list[Evidence]]:
    understood = answering.retriever.understand(question)
    candidates = answering.retriever.retrieve(understood, k=10)
    asked = answering.read(understood)
    return asked, candidates, rank(asked, answering.widened(asked, candidates))


def test_chances_fall_with_the_score_and_sum_to_one(answering: Answering) -> None:
    _, _, found = ranked(answering, "Chợ đêm Quảng Bá giai đoạn 1 có bao nhiêu ki-ốt?")
    likely = chances(found)
    assert sum(likely) == pytest.approx(1)
    assert likely == sorted(likely, reverse=True)
    assert "45 ki-ốt" in found[0].text
    assert chances([]) == []


def test_a_list_is_shown_whole_with_its_lead_in_and_nothing_else(answering: Answering) -> None:
    asked, _, found = ranked(answering, "Hồ sơ đăng ký ki-ốt gồm những giấy tờ gì?")
    first = extract(asked, found, Limits())[0]
    for part in ("Hồ sơ đăng ký", "Đơn đăng ký", "căn cước", "tập huấn an toàn thực phẩm"):
        assert part in first.text
    assert "mở cửa" not in first.text


def test_a_figure_that_only_the_lead_in_tells_is_cited_where_it_stands(answering: Answering) -> None:
    asked, _, found = ranked(answering, "Người trực chốt, phân luồng chợ được bồi dưỡng bao nhiêu đồng một đêm?")
    item = next(e for e in found if "Trực chốt" in e.text)
    statement = show(asked, item, 400)
    assert "150.000 đồng" in statement.text
    own, lead = statement.sources
    assert "Trực chốt" in own.quote
    assert "150.000 đồng" in lead.quote
    assert show(asked, next(e for e in found if "45 ki-ốt" in e.text), 400).sources[1:] == ()


def test_an_item_whose_lead_in_tells_the_figure_answers_before_its_siblings(answering: Answering) -> None:
    _, _, found = ranked(answering, "Người thu gom rác sau giờ đóng cửa được bồi dưỡng bao nhiêu đồng một đêm?")
    assert "Thu gom rác" in found[0].text
    assert found[0].features.shape > 0
    assert not found[0].features.misfit


def test_the_first_letters_of_what_is_asked_for_are_its_words(answering: Answering) -> None:
    asked, _, _ = ranked(answering, "Hợp tác xã vận tải thủy Quảng Bá có mấy thuyền?")
    assert asked.terms.keys("HTXVTT có ba thuyền") == asked.terms.keys("hợp tác xã vận tải thủy có ba thuyền")
    assert asked.terms.keys("BQL có ba thuyền")[0] == "bql"
    assert asked.terms.keys("HTX CÓ BA") == asked.terms.keys("htx có ba")


def test_another_stage_of_the_thing_asked_for_is_noticed_in_both_languages(answering: Answering) -> None:
    for question in (
        "Chợ đêm Quảng Bá giai đoạn 2 có bao nhiêu ki-ốt?",
        "How many kiosks does phase (section) 2 of the Quảng Bá market have?",
    ):
        asked, candidates, found = ranked(answering, question)
        assert signals(asked, found, candidates).units[0].other_number == 1
    asked, candidates, found = ranked(answering, "Chợ đêm Quảng Bá giai đoạn 1 có bao nhiêu ki-ốt?")
    assert signals(asked, found, candidates).units[0].other_number == 0


def test_a_name_is_known_without_the_kind_of_thing_that_it_names(answering: Answering) -> None:
    asked, candidates, found = ranked(answering, "Công ty CP Chợ Việt vận hành chợ nào?")
    assert not foreign(asked, found, candidates)
    asked, candidates, found = ranked(answering, "Công ty CP Bến Ngự vận hành chợ nào?")
    assert foreign(asked, found, candidates)


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("Giá đất trồng cây nằm ở phụ lục nào?", "Phụ lục IV nêu giá đất trồng cây.", "Giá đất trồng cây tăng 5%."),
        ("Nhà máy đặt ở xã nào?", "Địa điểm: Xã Mỹ Hòa.", "Nhà máy do tỉnh Hậu Giang cấp phép."),
        ("Chợ mở cửa từ mấy giờ?", "Chợ mở từ 18 giờ.", "Chợ có 45 ki-ốt."),
        ("Đề án gồm hai phường nào?", "Gồm phường An Tân và phường An Phú.", "Gồm các phường ven sông, ven biển."),
    ],
)
def test_the_kind_of_thing_asked_for_is_looked_for(question: str, right: str, wrong: str) -> None:
    intent, known = read_intent(question, "vi"), known_of(question)
    assert shape_fit(intent, known, right) > shape_fit(intent, known, wrong)


@pytest.mark.parametrize(
    ("question", "row", "heads"),
    [
        ("Bãi xe rộng bao nhiêu ha?", "3 | Bãi xe | 4,5", "TT | Loại đất | Diện tích (ha)"),
        ("Lớp 6 được cấp bao nhiêu quyển vở?", "Vở | Quyển | 12", "Tên | Đơn vị | Số lượng"),
        ("Lô góc được nhân hệ số bao nhiêu?", "Lô góc: hệ số 1,15", ""),
    ],
)
def test_a_bare_number_is_measured_by_its_heads(question: str, row: str, heads: str) -> None:
    assert shape_fit(read_intent(question, "vi"), known_of(question), row, heads) >= 0.9


def test_a_duration_counted_as_asked_fits_best() -> None:
    intent, known = read_intent("Phải nộp trong mấy ngày?", "vi"), known_of("Phải nộp trong mấy ngày?")
    assert shape_fit(intent, known, "nộp trong 30 ngày") > shape_fit(intent, known, "nộp trong 2 tháng") > 0.5


def test_a_day_of_each_year_is_a_day() -> None:
    question = "Xã gửi danh sách trước ngày nào?"
    assert shape_fit(read_intent(question, "vi"), known_of(question), "gửi trước ngày 20 tháng 12 hằng năm") == 0.9


def made_examples() -> list[Example]:
    chance = np.random.default_rng(0)
    truth = np.asarray([2.0, -1.0, 0.0])
    examples = []
    for n in range(60):
        x = chance.normal(size=(12, 3))
        right = np.zeros(12, bool)
        right[int(np.argmax(x @ truth + chance.normal(scale=0.1, size=12)))] = True
        examples.append(Example(f"document-{n % 20}", x, right))
    return examples


def test_weights_are_learned_and_judged_out_of_fold() -> None:
    examples = made_examples()
    weights = fit(examples, 0.1)
    assert weights[0] > 0 > weights[1]
    assert abs(weights[2]) < 0.2 * weights[0]
    scored = out_of_fold(examples, 0.1)
    assert np.mean([r == 1 for r in best_ranks(scored, examples)]) > 0.9
    assert np.mean([r == 1 for r in best_ranks([e.x[:, 2] for e in examples], examples)]) < 0.5
    shipped, scale = scaled(weights, examples)
    ranks = [best_ranks([e.x @ w for e in examples], examples) for w in (shipped, weights)]
    assert ranks[0] == ranks[1]
    assert 0.5 <= temperature(scored, examples) <= 1.5
    assert temperature([4 * s for s in scored], examples) < temperature(scored, examples)
    assert shipped * scale == pytest.approx(weights)


def test_the_gradient_is_that_of_the_loss() -> None:
    examples, weights, penalty = made_examples()[:5], np.asarray([0.3, -0.2, 0.5]), np.asarray([1.0, 2.0, 3.0])
    value, gradient = loss(weights, examples, penalty)
    for i in range(3):
        moved = weights.copy()
        moved[i] += 1e-6
        assert (loss(moved, examples, penalty)[0] - value) / 1e-6 == pytest.approx(gradient[i], abs=1e-3)
