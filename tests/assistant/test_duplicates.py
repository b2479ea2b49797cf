"""The same text published twice is shown once and says where else; two figures for one thing are both shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.duplicates import duplicates
from assistant.evaluation import session
from assistant.evaluation.testset import Question, TestSet
from assistant.faces.cli.ask import show_answer, show_hit
from assistant.settings import Settings
from index.answer import Hit
from index.library import Library
from index.model import Filters, Kind
from index.text import terms
from tests.index.library_samples import parsed
from tests.support import HashEmbedder

STORY = (
    "Chợ nổi Ngã Sáu ở huyện Bình Sen vừa khai trương bến thuyền du lịch. Bến thuyền đón {} lượt khách trong tháng đầu,"
    " phần lớn là khách từ các tỉnh lân cận. Ban quản lý chợ cho biết sẽ mở thêm tuyến tham quan vườn trái cây và làng"
    " nghề đan lát vào dịp cuối năm. Người bán hàng trên sông được tập huấn về vệ sinh thực phẩm."
)
RULE = (
    "Hộ kinh doanh tại bến thuyền du lịch nộp phí vệ sinh {} đồng một tháng cho ban quản lý chợ trước ngày 10. Hộ nghèo"
    " và hộ cận nghèo được miễn phí vệ sinh trong sáu tháng đầu kể từ khi bến thuyền đi vào hoạt động."
)
ASKED = "Bến thuyền du lịch chợ nổi Ngã Sáu đón bao nhiêu lượt khách trong tháng đầu?"


def story(file: str, visitors: str, day: int, *, collection: str = "default", more: str = "") -> object:
    return parsed(
        file,
        [STORY.format(visitors) + more],
        collection=collection,
        title="Chợ nổi Ngã Sáu khai trương bến thuyền",
        kind=Kind.ARTICLE,
        date_published=date(2031, 3, day),
        url=f"https://tin.example/{file}",
    )


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home", HashEmbedder()) as opened:
        yield opened


def assistant(library: Library) -> Assistant:
    return Assistant(library, Settings.load({}, engine="floor"))


def hits(library: Library, question: str = ASKED, filters: Filters = Filters()) -> list[Hit]:
    return assistant(library).search(question, filters=filters)


def test_an_article_on_two_sites_is_one_hit_that_names_both(library: Library) -> None:
    library.apply([story("bao-b.md", "4.150", 9), story("bao-a.md", "4.150", 7, more=" Bến mở cửa từ sáng sớm.")])
    (hit,) = hits(library)
    assert hit.file == "bao-a.md"  # published first
    assert [(a.file, a.date, a.url) for a in hit.also] == [("bao-b.md", "2031-03-09", "https://tin.example/bao-b.md")]


def test_a_part_of_a_linked_article_is_told_by_the_whole(library: Library) -> None:
    short = STORY.format("4.150")
    long = short + " Quý sau huyện mời các đoàn lữ hành đến khảo sát tuyến tham quan trên sông này."
    library.apply([parsed("dai.md", [long], kind=Kind.ARTICLE), parsed("ngan.md", [short], kind=Kind.ARTICLE)])
    assert [o.file for o in library.alike(library.find("dai.md")[0].id)] == ["ngan.md"]
    asked = "Bến thuyền chợ nổi Ngã Sáu đón bao nhiêu khách, khi nào khảo sát tuyến tham quan trên sông?"
    assert [(h.file, [a.file for a in h.also]) for h in hits(library, asked)] == [("dai.md", ["ngan.md"])]
    pairs = [frozenset(terms(text).bigrams) for text in (long, short)]
    assert duplicates(pairs, lambda *_: True) == {1: 0}
    assert duplicates(pairs[::-1], lambda *_: True) == {}  # what the short one leaves out would be lost
    assert duplicates(pairs) == {}


@pytest.mark.parametrize("other", ["4.510", "5.140"])
def test_two_figures_are_two_hits(library: Library, other: str) -> None:
    library.apply([story("bao-a.md", "4.150", 7), story("bao-b.md", other, 9)])
    found = hits(library)
    assert {h.file for h in found} == {"bao-a.md", "bao-b.md"}
    assert all(not h.also for h in found)


def test_the_official_text_stands_for_the_page_that_reprints_it(library: Library) -> None:
    rule = RULE.format("30.000")
    page = parsed("tin.md", [rule], title="Bến thuyền thu phí vệ sinh", kind=Kind.ARTICLE)
    paper = parsed(
        "qd.docx", [rule + " Thi hành ngay."], title="Về việc thu phí", kind=Kind.DECISION, number="7/QĐ-UBND"
    )
    library.apply([page, paper])
    found = hits(library, "Bến thuyền thu phí vệ sinh của hộ kinh doanh bao nhiêu?")
    assert [(h.file, [a.file for a in h.also]) for h in found] == [("qd.docx", ["tin.md"])]


def test_a_citation_names_where_its_quote_stands_too(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    library.apply([story("bao-b.md", "4.150", 9), story("bao-a.md", "4.150", 7), story("trung.md", "4.150", 7)])
    answer = assistant(library).ask(ASKED)
    assert answer.citations
    for citation in answer.citations:
        names = {citation.file, *(a.file for a in citation.also)}
        assert names == {"bao-a.md", "bao-b.md", "trung.md"}  # the copy stored under another name among them
    show_answer(answer)
    assert "https://tin.example/bao-" in capsys.readouterr().out
    show_hit(hits(library)[0], explain=False)
    assert "bao-b" in capsys.readouterr().out


def test_a_quote_that_the_other_printing_words_differently_is_not_said_to_stand_there(library: Library) -> None:
    library.apply([story("bao-a.md", "4.150", 7), story("bao-b.md", "4.510", 9)])
    answer = assistant(library).ask(ASKED)
    figured = [c for c in answer.citations if "4.150" in c.quote or "4.510" in c.quote]
    assert figured
    assert all(not c.also for c in figured)


def test_a_duplicate_in_a_collection_one_may_not_see_is_never_named(library: Library) -> None:
    library.apply([
        story("cong-khai.md", "4.150", 9, collection="chung"),
        story("noi-bo.md", "4.150", 7, collection="mat"),
        story("noi-bo-2.md", "4.150", 8, collection="mat", more=" Bến mở cửa từ sáng sớm."),
    ])  # fmt: skip
    scope = library.scoped(["chung"])
    (hit,) = Assistant(scope, Settings.load({}, engine="floor")).search(ASKED)
    assert (hit.file, hit.also, hit.why.get("repeated_in")) == ("cong-khai.md", (), None)
    answer = Assistant(scope, Settings.load({}, engine="floor")).ask(ASKED)
    assert {c.file for c in answer.citations} == {"cong-khai.md"}
    assert all(not c.also for c in answer.citations)
    hidden = library.find("noi-bo.md", "mat")[0].id
    assert library.alike(hidden)
    assert scope.alike(hidden) == []
    narrowed = Filters(collections=("chung",))
    assert [(h.file, h.also) for h in hits(library, filters=narrowed)] == [("cong-khai.md", ())]


def test_a_filter_hides_what_it_leaves_out(library: Library) -> None:
    library.apply([story("bao-a.md", "4.150", 7), story("bao-b.md", "4.150", 9, more=" Bến mở cửa từ sáng sớm.")])
    until = Filters(date_to=date(2031, 3, 8))
    assert [(h.file, h.also) for h in hits(library, filters=until)] == [("bao-a.md", ())]
    assert all(not c.also for c in assistant(library).ask(ASKED, filters=until).citations)


@given(st.lists(st.sets(st.sampled_from([f"{a}_{b}" for a in "abc12" for b in "xyz34"]), max_size=8), max_size=7))
def test_what_is_left_out_always_has_one_shown_that_holds_its_figures(pairs: list[set[str]]) -> None:
    def linked(a: int, b: int) -> bool:
        return (a + b) % 2 == 0

    for found in (duplicates(pairs), duplicates(pairs, linked)):
        for later, earlier in found.items():
            assert earlier < later
            assert earlier not in found
            assert {p for p in pairs[later] if any(map(str.isdigit, p))} <= pairs[earlier]


def test_a_gold_document_stored_under_the_name_of_its_copy_is_found(library: Library) -> None:
    library.apply([story("a.md", "4.150", 9), story("z.md", "4.150", 9)])
    assert [r.file for r in library.documents()] == ["a.md"]
    gold = {"question": ASKED, "accepted": ["4.150"], "evidence": STORY.format("4.150")}
    direct, beside = {"id": "1", "doc": "z.md"}, {"id": "2", "doc": "la.md", "also_docs": ["z.md"]}
    questions = TestSet(tuple(Question.model_validate({**gold, **row}) for row in (direct, beside)))
    assert questions.missing_files(session.stored_names(library)) == ("line 2: 2: no such file: la.md",)
    report = session.evaluate(questions, library, Settings.load({}, engine="floor"), name="s.jsonl")
    rows = report["questions"]
    assert isinstance(rows, list)
    assert [(row["verdict"]["right"], row["verdict"]["evidence_rank"]) for row in rows] == [(True, 1), (True, 1)]
    assert questions.resolved({"z.md": "a.md"}).questions[0].docs == ("a.md",)
    assert questions.resolved({"z.md": "z.md"}).questions == questions.questions
