"""Retrieval on a real index of own documents, with a small deterministic embedder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.retrieve import Retriever
from assistant.search import to_hits
from assistant.settings import Settings
from index.library import Library
from index.model import Filters, Kind, Relation, RelationType
from index.scored import Scored
from tests.index.library_samples import parsed
from tests.support import HashEmbedder

NOTHING = Filters()
REVENUE = "Thu ngân sách chín tháng đạt {} tỷ đồng, bằng {}% dự toán năm. Chi thường xuyên tăng nhẹ."
DOCUMENTS = [
    parsed(
        "tay-ho.md",
        ["Báo cáo của quận.", REVENUE.format("2.511", 89)],
        title="Kinh tế quận Tây Hồ chín tháng 2024",
        place="Tây Hồ",
        date_published=date(2024, 9, 30),
    ),
    parsed(
        "cau-giay.md",
        ["Báo cáo của quận.", REVENUE.format("5.120", 93)],
        title="Kinh tế quận Cầu Giấy chín tháng 2024",
        place="Cầu Giấy",
        date_published=date(2024, 9, 28),
    ),
    parsed(
        "old.md",
        ["Điều 1. Mức thu phí vệ sinh là 6.000 đồng một người mỗi tháng."],
        title="Quy định mức thu phí vệ sinh",
        number="12/2022/QĐ-UBND",
        kind=Kind.DECISION,
        place="Hà Nội",
        date_issued=date(2022, 3, 1),
    ),
    parsed(
        "new.md",
        ["Điều 1. Mức thu phí vệ sinh là 9.000 đồng một người mỗi tháng."],
        title="Quy định mức thu phí vệ sinh",
        number="81/2025/QĐ-UBND",
        kind=Kind.DECISION,
        place="Hà Nội",
        date_issued=date(2025, 5, 1),
        relations=(Relation(RelationType.REPLACES, "12/2022/QĐ-UBND"),),
    ),
    parsed(
        "copy.md",
        ["Điều 1. Mức thu phí vệ sinh là 9.000 đồng một người mỗi tháng.", "Tin bài của phường."],
        title="Quy định mức thu phí vệ sinh",
        place="Hà Nội",
    ),
    parsed("school.md", ["Năm học mới khai giảng ngày 5 tháng 9. Học phí không đổi."], title="Khai giảng ở Đà Nẵng"),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("home"), HashEmbedder()) as opened:
        opened.apply(DOCUMENTS)
        yield opened


def files(library: Library, text: str, filters: Filters = NOTHING, **settings: object) -> list[str]:
    retriever = Retriever(library, Settings.load({}, **settings))
    return [c.document.file for c in retriever.retrieve(retriever.understand(text), filters=filters)]


@pytest.mark.parametrize(
    "text",
    [
        "Thu ngân sách của quận Tây Hồ đạt bao nhiêu?",
        "thu ngan sach quan tay ho dat bao nhieu",
        "How much budget revenue did Tay Ho district collect?",
    ],
)
def test_the_place_asked_for_comes_first_in_every_writing(library: Library, text: str) -> None:
    assert files(library, text)[0] == "tay-ho.md"


@pytest.mark.parametrize(
    "text",
    [
        "QĐ 81/2025 quy định gì?",
        "Quyết định số 81 năm 2025",
        "quyet dinh 81/2025/QD-UBND quy dinh gi",
        "What does Decision 81/2025 say?",
        "81/2025/QĐ-UBND: thu ngân sách quận Tây Hồ chín tháng 2024 đạt bao nhiêu tỷ đồng?",
        "12/2022/QĐ-UBND",
    ],
)
def test_a_document_number_hits_its_document_first(library: Library, text: str) -> None:
    assert files(library, text)[0] == ("old.md" if "12" in text else "new.md")


def test_a_replaced_document_ranks_below_its_successor(library: Library) -> None:
    found = files(library, "Mức thu phí vệ sinh là bao nhiêu?")
    assert found.index("new.md") < found.index("old.md")


def test_a_repeated_passage_is_shown_once_and_says_where_else(library: Library) -> None:
    retriever = Retriever(library, Settings.load({}))
    found = retriever.retrieve(retriever.understand("Mức thu phí vệ sinh là bao nhiêu?"))
    nine = [c for c in found if "9.000" in c.passage.text]
    assert len(nine) == 1
    assert nine[0].why["repeated_in"] in (["copy.md"], ["new.md"])


def test_both_sides_of_a_comparison_lead(library: Library) -> None:
    found = files(library, "Thu ngân sách của Tây Hồ và Cầu Giấy, quận nào cao hơn?")
    assert set(found[:2]) == {"tay-ho.md", "cau-giay.md"}


def test_filters_are_exact(library: Library) -> None:
    text = "Thu ngân sách của quận Tây Hồ"
    assert set(files(library, text, Filters(place="Cầu Giấy"))) == {"cau-giay.md"}
    assert set(files(library, text, Filters(date_from=date(2025, 1, 1)))) == {"new.md"}
    assert files(library, text, Filters(files=("absent.md",))) == []
    assert set(files(library, "81/2025/QĐ-UBND", Filters(files=("old.md",)))) == {"old.md"}


@pytest.mark.parametrize("settings", [{"fusion": "rrf"}, {"boosts": False}, {"rerank": False}, {"glossary": False}])
def test_every_part_can_be_switched_off(library: Library, settings: dict[str, object]) -> None:
    assert "tay-ho.md" in files(library, "Thu ngân sách của quận Tây Hồ đạt bao nhiêu?", **settings)[:2]


def test_every_candidate_explains_its_score(library: Library) -> None:
    retriever = Retriever(library, Settings.load({}))
    question = retriever.understand("Thu ngân sách của quận Tây Hồ đạt bao nhiêu?")
    first = retriever.retrieve(question)[0]
    assert first.why["boosts"]["place"] > 0  # type: ignore[index]
    weight = first.why["dense_weight"]
    assert weight == retriever.settings.dense_weight_vi
    base = weight * first.why["dense"] + (1 - weight) * first.why["lexical"]  # type: ignore[operator]
    assert first.why["fused"] == pytest.approx(base, abs=0.001)
    assert first.score == pytest.approx(base + sum(first.why["boosts"].values()), abs=0.01)  # type: ignore[attr-defined]
    assert first.unit_scores is not None and len(first.unit_scores) == len(first.passage.passage.units)


def test_what_only_words_found_has_its_cosine_too(library: Library) -> None:
    retriever = Retriever(library, Settings.load({}, candidates=10))
    question = retriever.understand("Học phí không đổi ở đâu?")
    filters = Filters(files=("school.md", "tay-ho.md", "cau-giay.md"))
    listed = {s.passage: s.score for s in library.dense(retriever.vector(question), 10, filters)}
    for candidate in retriever.retrieve(question, filters=filters):
        assert candidate.dense == pytest.approx(listed[candidate.passage.id], abs=0.01)
    shallow = replace_dense(retriever, [])
    for candidate in shallow.retrieve(question, filters=filters):
        assert candidate.dense is not None and candidate.unit_scores is not None


def replace_dense(retriever: Retriever, found: list[Scored]) -> Retriever:
    class Shallow:
        def __getattr__(self, name: str) -> object:
            return getattr(retriever.library, name)

        def dense(self, *_: object) -> list[Scored]:
            return found

    return Retriever(Shallow(), retriever.settings)  # type: ignore[arg-type]


@pytest.mark.parametrize("indexes", ["dense", "lexical"])
def test_an_index_that_is_not_asked_has_no_say(library: Library, indexes: str) -> None:
    retriever = Retriever(library, Settings.load({}, indexes=indexes))
    found = retriever.retrieve(retriever.understand("Thu ngân sách của quận Tây Hồ đạt bao nhiêu?"))
    assert found[0].document.file == "tay-ho.md"
    for candidate in found:
        assert (candidate.dense is None) == (indexes == "lexical")
        assert (candidate.lexical is None) >= (indexes == "dense")


def test_the_tone_model_is_kept_with_the_library_and_follows_it(tmp_path: Path) -> None:
    with Library.open(tmp_path, HashEmbedder()) as library:
        library.apply(DOCUMENTS[:1])
        retriever = Retriever(library, Settings.load({}))
        assert retriever.understand("hoc phi khong doi").restored != "học phí không đổi"
        first = library.get_state("tones-1")
        library.apply(DOCUMENTS[-1:])
        assert retriever.understand("hoc phi khong doi").restored == "học phí không đổi"
        assert first is not None and library.get_state("tones-1") != first


def test_an_empty_library_finds_nothing(tmp_path: Path) -> None:
    with Library.open(tmp_path, HashEmbedder()) as library:
        assert files(library, "Thu ngân sách là bao nhiêu?") == []


def test_hits_highlight_the_questions_words(library: Library) -> None:
    retriever = Retriever(library, Settings.load({}))
    question = retriever.understand("Thu ngân sách của quận Tây Hồ đạt bao nhiêu?")
    (hit, *_) = to_hits(retriever.retrieve(question), question)
    assert hit.rank == 1 and hit.file == "tay-ho.md" and hit.date == "2024-09-30"
    assert any("ngân sách" in hit.passage[a:b] for a, b in hit.highlights)
    assert all(0 <= a < b <= len(hit.passage) for a, b in hit.highlights)
