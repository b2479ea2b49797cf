"""The facade: what goes in comes out, in every index, and stays so."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.library import EmbeddingMismatchError, Library, LibraryError, document_id
from index.model import (
    Document,
    Filters,
    Indicator,
    ParsedDocument,
    Passage,
    Relation,
    RelationType,
    Section,
    SectionKind,
    Structure,
    Unit,
    UnitKind,
)
from tests.index.library_samples import DISTRICTS, files_found, parsed, query
from tests.support import HashEmbedder


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.open(tmp_path / "home", HashEmbedder())


def test_everything_about_a_document_comes_back(library: Library) -> None:
    text = "Điều 1. Mức thu\nMức thu là 15.000 đồng một lượt."
    document = Document(
        id=document_id("default", "a/nghị quyết.md"),
        file="a/nghị quyết.md",
        collection="default",
        content_hash="abc",
        text=text,
        kind="resolution",  # type: ignore[arg-type]
        title="Về mức thu phí tham quan",
        number="12/2025/NQ-HĐND",
        issuer="HĐND tỉnh Lâm Đồng",
        place="Lâm Đồng",
        date_issued=date(2025, 7, 9),
        date_effective=date(2025, 8, 1),
        signer="Nguyễn Văn A",
        url="https://example.vn/a",
        mentions=("80/2015/QH13",),
        relations=(Relation(RelationType.REPLACES, "7/2019/NQ-HĐND", "part", "thay thế"),),
        structure=Structure(1, True),
        sections=(Section(SectionKind.ARTICLE, "Điều 1", "Mức thu", 0, len(text)),),
        pages=(0, 16),
        sources=("/tmp/a",),
    )
    unit = Unit(16, len(text), UnitKind.ITEM, "Mức thu:", (8, 15))
    passage = Passage(16, len(text), "Về mức thu phí", "Điều 1", 2, (unit,))
    indicator = Indicator("Mức thu", 16, 30, value=15000.0, unit="đồng", extra={"growth_rate": 1.5})
    library.apply([ParsedDocument(document, (passage,), (indicator,))])

    assert library.document(document.id) == document
    (stored,) = library.passages_of(document.id)
    assert (stored.passage, stored.text, stored.ordinal) == (passage, text[16:], 0)
    assert library.passages([stored.id]) == {stored.id: stored}
    (found,) = library.indicators(name="muc thu")
    assert (found.indicator, found.passage, found.document) == (indicator, stored.id, document.id)
    (record,) = library.find("a/nghị quyết.md")
    assert (record.passages, record.relations, record.date) == (1, document.relations, date(2025, 7, 9))
    assert library.relations_to("7/2019/nq-hđnd") == [(document.id, document.relations[0])]


def test_unchanged_texts_are_never_embedded_twice(library: Library) -> None:
    first = library.apply(DISTRICTS)
    again = library.apply(DISTRICTS)
    assert (first.added, first.embedded > 0) == (3, True)
    assert (again.replaced, again.embedded, again.reused) == (3, 0, first.embedded + first.reused)
    assert library.check() == []


def test_a_replaced_document_leaves_nothing_behind(library: Library) -> None:
    library.apply(DISTRICTS)
    old = {stored.id for stored in library.passages_of(DISTRICTS[0].document.id)}
    library.apply([parsed("tay-ho.md", ["Cầu vượt khánh thành. Xe lưu thông"], title="Tây Hồ")])
    new = library.passages_of(DISTRICTS[0].document.id)
    assert not old & {stored.id for stored in new}
    assert library.passages(sorted(old)) == {}
    assert library.check() == []
    found = files_found(library, "Chợ hoa mở cửa sớm", Filters())
    texts = {stored.text for stored in library.passages(range(100)).values()}
    assert not any("Chợ hoa" in text for text in texts)
    assert found[0]


def test_a_removed_document_is_found_no_more(library: Library) -> None:
    library.apply(DISTRICTS)
    applied = library.apply(removals=[DISTRICTS[0].document.id, "not there"])
    assert applied.removed == 1
    for found in files_found(library, "Thu ngân sách quận đạt 89% dự toán", Filters()):
        assert "tay-ho.md" not in found
    assert library.document(DISTRICTS[0].document.id) is None
    assert library.check() == []


def test_a_passage_counts_as_its_best_vector(library: Library) -> None:
    library.apply(DISTRICTS)
    vector = library.embed_query("Tây Hồ 9 tháng\n Chi đầu tư đạt 41%")
    best = library.dense(vector, 3)[0]
    assert best.unit == 1
    assert best.score == pytest.approx(1.0, abs=1e-2)
    units = library.unit_vectors([best.passage])[best.passage]
    assert float(units[1] @ vector) == pytest.approx(best.score, abs=1e-2)


def test_k_passages_come_back_however_many_units_one_has(library: Library) -> None:
    crowd = ". ".join(f"Thu ngân sách quận đạt {n}% dự toán" for n in range(300))
    library.apply([parsed("crowd.md", [crowd]), *DISTRICTS])
    assert len(library.dense(library.embed_query("Thu ngân sách quận đạt 89% dự toán"), 5)) == 5


def test_headings_and_whole_passages_get_no_vector_of_their_own(library: Library) -> None:
    text = "Kết quả\nMột câu duy nhất"
    document = Document(id="d", file="d.md", collection="default", content_hash="", text=text)
    passages = (
        Passage(0, len(text), "t", units=(Unit(0, 7, UnitKind.HEADING), Unit(8, len(text), UnitKind.SENTENCE))),
        Passage(8, len(text), "t", units=(Unit(8, len(text), UnitKind.SENTENCE),)),
    )
    assert library.apply([ParsedDocument(document, passages)]).embedded == 3
    first, second = (library.unit_vectors([stored.id])[stored.id] for stored in library.passages_of("d"))
    assert not first[0].any()
    assert np.linalg.norm(first[1]) == pytest.approx(1, abs=1e-3)
    assert np.linalg.norm(second[0]) == pytest.approx(1, abs=1e-3)


FILTERS = [
    (Filters(collections=("default",)), {"tay-ho.md", "ba-dinh.md"}),
    (Filters(collections=()), set()),
    (Filters(date_from=date(2024, 10, 2)), {"tay-ho.md", "ba-dinh.md"}),
    (Filters(date_from=date(2024, 10, 3)), {"ba-dinh.md"}),
    (Filters(date_to=date(2024, 10, 2)), {"tay-ho.md"}),
    (Filters(as_of=date(2024, 10, 2)), {"tay-ho.md", "private.md"}),
    (Filters(place="quận Tây Hồ"), {"tay-ho.md"}),
    (Filters(place="tay ho"), {"tay-ho.md"}),
    (Filters(kinds=("report",), issuer="ba dinh"), {"ba-dinh.md"}),
    (Filters(issuer="Uỷ ban nhân dân quận Ba Đình"), {"ba-dinh.md"}),
    (Filters(kinds=("article",)), {"private.md"}),
    (Filters(files=("ba-dinh.md", "absent.md")), {"ba-dinh.md"}),
    (Filters(documents=(DISTRICTS[0].document.id,)), {"tay-ho.md"}),
    (Filters(documents=(DISTRICTS[2].document.id,), collections=("default",)), set()),
    (Filters(), {"tay-ho.md", "ba-dinh.md", "private.md"}),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERS, ids=lambda value: str(value)[:60])
def test_filters_are_exact_in_both_indexes(library: Library, filters: Filters, expected: set[str]) -> None:
    library.apply(DISTRICTS)
    dense, lexical = files_found(library, "Thu ngân sách dự toán trường đường", filters)
    assert set(dense) == expected
    assert set(lexical) == expected
    assert {record.file for record in library.documents(filters)} == expected


def test_filters_lose_no_hit_among_many_better_ones(library: Library) -> None:
    better = [parsed(f"other/{n}.md", [f"Thu ngân sách quận đạt 89% dự toán lần {n}"]) for n in range(400)]
    library.apply([*better, parsed("wanted.md", ["Chuyện khác hẳn về thu gom rác"], collection="riêng")])
    for found in files_found(library, "Thu ngân sách quận đạt 89% dự toán", Filters(collections=("riêng",)), k=3):
        assert found == ["wanted.md"]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    visible=st.sets(st.sampled_from(["default", "noi-bo", "khác"])), text=st.sampled_from(["Thu ngân sách", "a", ""])
)
def test_nothing_of_a_hidden_collection_is_seen(
    tmp_path_factory: pytest.TempPathFactory, visible: set[str], text: str
) -> None:
    with Library.open(tmp_path_factory.mktemp("home"), HashEmbedder()) as library:
        figures = (Indicator("Thu ngân sách", 0, 5, value=1.0),)
        documents = [
            parsed("same.md", ["Thu ngân sách a. Dự toán"], collection=name, indicators=figures, number=f"{n}/QĐ",
                   relations=(Relation(RelationType.REPEALS, "9/QĐ"),))
            for n, name in enumerate(["default", "noi-bo", "khác"])
        ]  # fmt: skip
        library.apply(documents)
        filters = Filters(collections=tuple(sorted(visible)))
        allowed = {d.document.id for d in documents if d.document.collection in visible}
        seen = [s.passage for s in library.dense(library.embed_query(text), 9, filters)]
        seen += [s.passage for s in library.lexical(query(text), 9, filters)]
        assert {stored.document for stored in library.passages(seen).values()} <= allowed
        assert {found.document for found in library.indicators(filters=filters)} == allowed
        assert {owner for owner, _ in library.relations_to("9/QĐ", filters)} == allowed


def test_what_supersedes_a_document_depends_on_the_day(library: Library) -> None:
    old = parsed("old.md", ["Mức cũ"], number="5/2020/NQ-HĐND", date_issued=date(2020, 1, 1))
    amends = Relation(RelationType.AMENDS, "5/2020/NQ-HĐND", "part")
    repeals = Relation(RelationType.REPEALS, "05/2020/NQ – HĐND")
    based = Relation(RelationType.BASED_ON, "5/2020/NQ-HĐND")
    library.apply(
        [
            old,
            parsed("amending.md", ["Sửa"], relations=(amends,), date_issued=date(2022, 1, 1)),
            parsed("repealing.md", ["Bỏ"], relations=(repeals,), date_issued=date(2024, 1, 1)),
            parsed("using.md", ["Căn cứ"], relations=(based,), date_issued=date(2021, 1, 1)),
        ]
    )

    def acting(day: date | None) -> list[str]:
        found = library.superseded(old.document.id, Filters(as_of=day))
        return [relation.type.value for _, relation in found]

    assert acting(date(2021, 6, 1)) == []
    assert acting(date(2023, 1, 1)) == ["amends"]
    assert acting(None) == ["repeals", "amends"]


def test_another_model_is_noticed_and_reindexed(tmp_path: Path) -> None:
    with Library.open(tmp_path, HashEmbedder()) as library:
        library.apply(DISTRICTS)
    with Library.open(tmp_path, HashEmbedder("other")) as library:
        assert library.embedding_mismatch
        assert library.dense(library.embed_query("thu"), 3) == []
        assert library.lexical(query("ngân sách"), 3)
        with pytest.raises(EmbeddingMismatchError):
            library.apply([parsed("new.md", ["Mới"])])
        assert library.apply(removals=[DISTRICTS[1].document.id]).removed == 1
        embedded = library.reindex()
        assert embedded > 0
        assert not library.embedding_mismatch
        assert library.dense(library.embed_query("thu"), 3)
        assert library.check() == []
        assert library.reindex() == 0


def test_a_reindex_that_fails_leaves_the_old_vectors_in_use(tmp_path: Path) -> None:
    class Broken(HashEmbedder):
        def embed_passages(self, texts, progress=None):  # type: ignore[no-untyped-def]
            raise MemoryError

    with Library.open(tmp_path, HashEmbedder()) as library:
        library.apply(DISTRICTS)
    with Library.open(tmp_path, Broken("other")) as library, pytest.raises(MemoryError):
        library.reindex()
    with Library.open(tmp_path, HashEmbedder()) as library:
        assert library.dense(library.embed_query("thu"), 3)
        assert library.check() == []


def test_bad_spans_are_refused_by_name_and_nothing_of_the_batch_goes_in(library: Library) -> None:
    bad = parsed("bad.md", ["ngắn"])
    passage = Passage(0, 99, "")
    with pytest.raises(LibraryError, match=r"bad\.md: passage \[0, 99\)"):
        library.apply([DISTRICTS[0], ParsedDocument(bad.document, (passage,))])
    assert library.documents() == []
    assert library.generation == 0


HOSTILE = [
    "a\x00b",
    "lẻ \ud800 loi",
    "\ufdfa" * 2000,
    "x" * 200_000,
    "\u202eđảo\u200b",
    "'; DROP TABLE passages;--",
    " ",
    "\U0001f600",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_goes_in_and_comes_out(library: Library, text: str) -> None:
    lines = [f"Mở đầu {text}", text]
    library.apply([parsed(f"{text[:40]}.md", lines, title=text[:100], issuer=text[:100], mentions=(text[:50],))])
    expected = "\n".join(lines).replace("\ud800", "\ufffd")
    (record,) = library.documents()
    document = library.document(record.id)
    assert document is not None
    assert document.text == expected
    for stored in library.passages_of(record.id):
        assert stored.text == expected[stored.passage.start : stored.passage.end]
    assert library.lexical(query("mở đầu"), 5)
    library.lexical(query(text), 5)
    library.dense(library.embed_query(text), 5)
    for filters in (Filters(issuer=text), Filters(place=text), Filters(files=(text,)), Filters(kinds=(text,))):
        files_found(library, "mở đầu", filters)
    library.document_frequency("folded", text)
    assert library.check() == []


def test_a_line_of_five_megabytes(library: Library) -> None:
    line = "thu ngân sách " * 370_000
    library.apply([parsed("line.md", [line])])
    assert [s.passage for s in library.lexical(query("ngân sách"), 5)] == [1]
    assert library.check() == []


def test_readers_and_a_writer_in_threads(library: Library) -> None:
    library.apply(DISTRICTS)
    failures: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                for found in files_found(library, "Thu ngân sách", Filters(collections=("default",))):
                    assert "private.md" not in found
        except BaseException as error:  # noqa: BLE001 - told to the test's own thread
            failures.append(error)

    def files_seen() -> None:
        for n in range(15):
            library.apply([parsed(f"n{n % 4}.md", [f"Thu ngân sách lần {n}. Tiếp theo"])])

    readers = [threading.Thread(target=read) for _ in range(4)]
    for thread in readers:
        thread.start()
    files_seen()
    done.set()
    for thread in readers:
        thread.join()
    assert failures == []
    assert library.check() == []


def test_state_is_kept_with_its_generation(library: Library) -> None:
    assert library.get_state("tones") is None
    library.apply(DISTRICTS)
    library.put_state("tones", b"\x00model")
    assert library.get_state("tones") == (b"\x00model", library.generation)


def test_texts_and_counts(library: Library) -> None:
    library.apply(DISTRICTS)
    assert list(library.texts()) == [d.document.text for d in DISTRICTS]
    assert library.passage_count == sum(len(d.passages) for d in DISTRICTS)
    assert library.document_frequency("bigrams", "ngan_sach") == 3
    assert library.document_frequency("folded", "khong_co") == 0
    assert library.known("noi-bo").keys() == {("noi-bo", "private.md")}


def test_a_home_that_is_a_file_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(LibraryError, match="cannot be used"):
        Library.open(tmp_path / "home", HashEmbedder())


def test_a_database_that_is_no_database_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "index.sqlite").write_bytes(b"no database at all " * 500)
    with pytest.raises(LibraryError, match=r"index\.sqlite is not a usable index"):
        Library.open(tmp_path, HashEmbedder())
