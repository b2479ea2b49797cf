"""A scoped view answers as a library does that holds its collections alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.settings import Settings
from index.library import Library
from index.model import Filters, Indicator, ParsedDocument, Relation, RelationType
from index.readable import Readable
from index.scored import Scored
from tests.index.library_samples import parsed, query
from tests.support import HashEmbedder

WORDS = "thu ngân sách quận Mai Hồ đạt tỷ đồng kế hoạch đường Xuân Lộc trường học cấp nước".split()  # noqa: SIM905
LINES = st.lists(st.sampled_from(WORDS), min_size=3, max_size=9).map(" ".join)
PAPERS = st.lists(st.tuples(st.sampled_from(["mine", "theirs"]), st.lists(LINES, min_size=1, max_size=4)), max_size=7)
SECRET = "Sở Y tế chuyển kho thuốc dự phòng sang phường Hạ Lan vào tháng 11."


def papers(rows: Sequence[tuple[str, list[str]]]) -> list[ParsedDocument]:
    return [
        parsed(
            f"{n % 3}/{n}.md",
            lines,
            collection=collection,
            number=f"{n}/2030/NQ-HĐND",
            title=lines[0],
            relations=(Relation(RelationType.REPLACES, f"{n // 2}/2030/NQ-HĐND"),),
            indicators=(Indicator("thu ngân sách", 0, len(lines[0]), float(n), "tỷ đồng", locality="quận Mai Hồ"),),
        )
        for n, (collection, lines) in enumerate(rows)
    ]


def said(library: Readable, asked: str, filters: Filters) -> dict[str, object]:
    """All that a library tells about a question and itself, without the numbers that it gives to passages."""

    def told(found: list[Scored]) -> list[tuple[str, str, int | None, float]]:
        passages = library.passages([scored.passage for scored in found])
        named = [(passages[s.passage].document, passages[s.passage].text, s.unit, round(s.score, 3)) for s in found]
        return sorted(named, key=lambda row: (-row[3], row[0], row[1]))

    records = library.documents(filters)
    return {
        "known": library.known(),
        "records": records,
        "texts": sorted(library.texts()),
        "passages": library.passage_count,
        "frequency": [library.document_frequency("folded", term) for term in ("thu", "ngan", "quan", "duong")],
        "dense": told(library.dense(library.embed_query(asked), 40, filters)),
        "lexical": told(library.lexical(query(asked), 40, filters)),
        "figures": [(found.document, found.indicator) for found in library.indicators(name="thu", filters=filters)],
        "acting": [library.relations_to(f"{n}/2030/NQ-HĐND", filters) for n in range(4)],
        "superseded": [(record.id, library.superseded(record.id, filters)) for record in records],
        "found": [record.id for n in range(3) for record in library.find(f"{n}/{n}.md")],
    }


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=PAPERS, asked=LINES)
def test_a_view_tells_what_a_library_of_its_own_would(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, list[str]]], asked: str
) -> None:
    embedder = HashEmbedder()
    everything = papers(rows)
    with (
        Library.open(tmp_path_factory.mktemp("both"), embedder) as both,
        Library.open(tmp_path_factory.mktemp("alone"), embedder) as alone,
    ):
        both.apply(everything)
        alone.apply([paper for paper in everything if paper.document.collection == "mine"])
        view = both.scoped(["mine"])
        for filters in (Filters(), Filters(collections=("mine", "theirs")), Filters(collections=("theirs",))):
            assert said(view, asked, filters) == said(alone, asked, filters)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    found = Library.open(tmp_path / "home", HashEmbedder())
    found.apply([
        parsed("a.md", ["Thu ngân sách quận Mai Hồ đạt 3.204 tỷ đồng."], number="1/NQ-HĐND"),
        parsed("b.md", [SECRET], collection="closed", relations=(Relation(RelationType.REPLACES, "1/NQ-HĐND"),)),
    ])  # fmt: skip
    return found


def test_nothing_reaches_another_collection_by_its_id(library: Library) -> None:
    view = library.scoped(["default"])
    (hidden,) = library.find("b.md")
    numbers = [stored.id for stored in library.passages_of(hidden.id)]
    assert view.document(hidden.id) is None
    assert view.passages_of(hidden.id) == []
    assert view.passages(numbers) == {}
    assert view.unit_vectors(numbers) == {}
    assert view.find("b.md") == view.find("b.md", "closed") == []
    assert view.known("closed") == {}
    assert view.indicators(documents=[hidden.id]) == []
    assert view.superseded(view.find("a.md")[0].id) == []
    assert view.documents(Filters(collections=("closed",), documents=(hidden.id,))) == []
    assert library.scoped([]).documents() == []
    assert library.scoped([]).lexical(query(SECRET), 9) == []


def test_changes_elsewhere_do_not_move_a_view(library: Library) -> None:
    view = library.scoped(["default"])
    before = view.generation
    view.put_state("learnt", b"mine")
    library.apply([parsed("c.md", ["Kho thuốc thứ hai ở phường Hạ Lan."], collection="closed")])
    assert view.generation == before
    assert view.get_state("learnt") == (b"mine", before)
    assert library.get_state("learnt") is None
    assert library.scoped(["closed"]).get_state("learnt") is None
    library.apply([parsed("d.md", ["Đường Xuân Lộc dài 3 km."])])
    assert view.generation != before
    assert [s.passage for s in view.lexical(query("đường Xuân Lộc"), 5)]


def test_an_assistant_over_a_view_knows_nothing_of_the_rest(library: Library) -> None:
    chosen = Settings.load(environment={})
    open_to_all = Assistant(library, chosen)
    assert open_to_all.search("kho thuốc dự phòng")[0].file == "b.md"
    narrow = Assistant(library.scoped(["default"]), chosen)
    for asked in (
        SECRET,
        "kho thuoc du phong o dau",
        "Which ward holds the medicine?",
        "1/NQ-HĐND còn hiệu lực không?",
    ):
        answer = narrow.ask(asked, filters=Filters(collections=("closed", "default")))
        assert {span.file for span in (*answer.citations, *answer.nearby)} <= {"a.md"}
        assert asked == SECRET or "Hạ Lan" not in answer.text
        assert {hit.file for hit in narrow.search(asked)} <= {"a.md"}


def test_a_view_lasts_over_restarts_and_serves_many_threads(library: Library, tmp_path: Path) -> None:
    view = library.scoped(["default", "closed"])
    assert library.scoped(["closed", "default"]) is view
    assert view.passage_count == library.passage_count
    assert (tmp_path / "home" / "scopes").is_dir()
    library.close()
    with Library.open(tmp_path / "home", HashEmbedder()) as again:
        assert again.scoped(["closed"]).document_frequency("folded", "thuoc") == 1
        assert np.isfinite(again.scoped(["closed"]).dense(again.embed_query(SECRET), 1)[0].score)
