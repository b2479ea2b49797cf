"""One content under several files is one document; documents that are much alike know of each other."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.library import Library, NewCopy, document_id
from index.model import Copy, Filters
from index.sketch import resemblance, sketch
from tests.index.library_samples import files_found, parsed
from tests.support import HashEmbedder

LINES = ["Thu ngân sách xã đạt 92% kế hoạch. Chi thường xuyên giảm nhẹ", "Đường liên thôn đã thông xe"]
SYLLABLES = ("xã", "thôn", "đường", "thu", "chi", "đất", "nước", "lúa", "cây", "nhà", "dân", "họp", "vốn", "quỹ", "hộ")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home", HashEmbedder()) as opened:
        yield opened
        assert opened.check() == []


def prose(seed: int, count: int = 400) -> list[str]:
    chance = random.Random(seed)
    return [" ".join(chance.choice(SYLLABLES) + str(chance.randrange(50)) for _ in range(count))]


def grouped(library: Library) -> set[frozenset[str]]:
    """The files of each document."""
    return {frozenset({r.file, *(c.file for c in r.copies)}) for r in library.documents()}


def test_the_same_text_is_stored_once_with_every_source(library: Library) -> None:
    first = library.apply([parsed("a.md", LINES, sources=("/kho/a.md",), url="https://a.vn/1")])
    again = library.apply([parsed("b.md", LINES, sources=("/kho/b.md",), url="https://b.vn/2")])
    assert (first.added, first.copies) == (1, {})
    assert (again.added, again.copies) == (1, {document_id("default", "b.md"): "a.md"})
    (record,) = library.documents()
    assert record.sources == ("/kho/a.md", "/kho/b.md", "https://b.vn/2")
    for name in ("a.md", "b.md"):
        assert [r.id for r in library.find(name)] == [record.id]
        document = library.document(document_id("default", name))
        assert document is not None
        assert document.file == "a.md"
        assert library.passages_of(document_id("default", name)) == library.passages_of(record.id)
    assert files_found(library, "đường liên thôn", Filters(files=("b.md",)))[0] == ["a.md", "a.md"]
    assert library.known()["default", "b.md"][0] == record.id


def test_a_document_lasts_until_its_last_file_goes(library: Library) -> None:
    library.apply([parsed("a.md", LINES), parsed("b.md", LINES), parsed("c.md", LINES)])
    passages = [p.id for p in library.passages_of(document_id("default", "a.md"))]
    assert library.apply(removals=[document_id("default", "b.md")]).removed == 1
    assert grouped(library) == {frozenset({"a.md", "c.md"})}
    library.apply(removals=[document_id("default", "a.md")])
    (left,) = library.documents()
    assert (left.file, left.id, left.copies) == ("c.md", document_id("default", "c.md"), ())
    assert [p.id for p in library.passages_of(left.id)] == passages  # nothing was written anew
    library.apply(removals=[left.id])
    assert library.documents() == []


def test_a_changed_file_parts_from_its_copies(library: Library) -> None:
    library.apply([parsed("a.md", LINES), parsed("b.md", LINES)])
    library.apply([parsed("a.md", ["Nội dung nay đã khác"])])
    assert grouped(library) == {frozenset({"a.md"}), frozenset({"b.md"})}
    library.apply([parsed("b.md", ["Nội dung nay đã khác"])])
    assert grouped(library) == {frozenset({"a.md", "b.md"})}


def test_what_is_read_anew_keeps_its_copies(library: Library) -> None:
    library.apply([parsed("a.md", LINES, title="Cũ"), parsed("b.md", LINES, title="Cũ")])
    library.apply([parsed("a.md", LINES, title="Mới")])  # a better parser
    (record,) = library.documents()
    assert (record.title, [c.file for c in record.copies]) == ("Mới", ["b.md"])


def test_a_copy_by_name(library: Library) -> None:
    library.apply([parsed("a.md", LINES)])
    here = Copy(document_id("default", "b.md"), "b.md", "h", ("/kho/b.md",))
    nowhere = Copy(document_id("default", "c.md"), "c.md", "h")
    done = library.apply(copies=[NewCopy(document_id("default", "a.md"), "default", here)])
    assert done.copies == {here.id: "a.md"}
    assert library.apply(copies=[NewCopy("none", "default", nowhere)]).copies == {}
    assert grouped(library) == {frozenset({"a.md", "b.md"})}


def test_collections_share_nothing(library: Library) -> None:
    library.apply([parsed("a.md", LINES), parsed("a.md", LINES, collection="khác")])
    assert len(library.documents()) == 2
    assert [r.collection for r in library.find("a.md")] == ["default", "khác"]


CHANGES = st.lists(
    st.tuples(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2)), max_size=3), st.sets(st.integers(0, 4))),
    max_size=5,
)


@settings(max_examples=25, deadline=None)
@given(CHANGES)
def test_any_changes_group_files_by_their_content(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[list[tuple[int, int]], set[int]]]
) -> None:
    wanted: dict[str, int] = {}
    with Library.open(tmp_path_factory.mktemp("home"), HashEmbedder()) as library:
        for upserts, removals in changes:
            library.apply(
                [parsed(f"{file}.md", [f"Nội dung số {content}"]) for file, content in upserts],
                [document_id("default", f"{file}.md") for file in removals],
            )
            for file in removals:
                wanted.pop(f"{file}.md", None)
            wanted.update({f"{file}.md": content for file, content in upserts})
            groups = {
                frozenset(file for file, content in wanted.items() if content == one) for one in set(wanted.values())
            }
            assert grouped(library) == groups
            assert {file for _, file in library.known()} == set(wanted)
            assert library.check() == []


def test_near_duplicates_are_linked_both_ways_and_forgotten(library: Library) -> None:
    text = prose(1)
    edited = [text[0].replace(" ", " nay ", 6)]
    library.apply([parsed("a.md", text), parsed("khác.md", prose(2)), parsed("a.md", text, collection="khác")])
    library.apply([parsed("b.md", edited)])
    ids = [document_id("default", name) for name in ("a.md", "b.md")]
    (from_a,), (from_b,) = library.alike(ids[0]), library.alike(ids[1])
    assert (from_a.file, from_b.file) == ("b.md", "a.md")
    assert from_a.similarity == from_b.similarity > 0.85
    assert library.alike(document_id("default", "khác.md")) == []
    library.apply([parsed("b.md", prose(3))])
    assert library.alike(ids[0]) == []


@pytest.mark.parametrize("words_changed", [0, 4, 12, 40])
def test_resemblance_is_the_share_of_runs_in_common(words_changed: int) -> None:
    text = prose(5, 600)[0].split()
    changed = list(text)
    for position in random.Random(1).sample(range(len(text)), words_changed):
        changed[position] = "đổi"
    runs = [{tuple(words[i : i + 3]) for i in range(len(words) - 2)} for words in (text, changed)]
    true = len(runs[0] & runs[1]) / len(runs[0] | runs[1])
    one, other = sketch(" ".join(text)), sketch(" ".join(changed))
    assert one is not None
    assert other is not None
    assert float(resemblance(one, other[None])[0]) == pytest.approx(true, abs=0.15)


def test_short_texts_are_not_compared(library: Library) -> None:
    assert sketch("Kính gửi các thôn") is None
    library.apply([parsed("a.md", ["Kính gửi các thôn"]), parsed("b.md", ["Kính gửi các thôn trong xã"])])
    assert library.alike(document_id("default", "a.md")) == []


def test_many_forms_alike_stay_bounded(library: Library) -> None:
    form = prose(9, 60)[0]
    made = [parsed(f"{n}.md", [f"{form} số {n}"]) for n in range(60)]
    library.apply(made)
    assert all(0 < len(library.alike(document.document.id)) <= 20 for document in made)
