"""What ranking reads of a passage: against its plain definition, and kept beside the library."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.digest import Digest, code_of, codes_of, digest_of, from_bytes, may_hold, pair_codes, to_bytes
from index.digests import DigestFile
from index.library import Library
from index.model import Passage, StoredPassage, Unit, UnitKind
from index.quantities import find_quantities
from index.text import folded_terms
from tests.index.library_samples import parsed
from tests.support import HashEmbedder

SOME = "Căn cứ thu phí bến Thuyền 3,5 triệu đồng từ 10 đến 20% năm hộ 81/2025/NQ-HĐND gồm 5/7 xã hai mươi lượt"
WORDS = st.sampled_from(re.findall(r"\S+", SOME))
TEXTS = st.lists(WORDS, max_size=12).map(" ".join)
KINDS = st.sampled_from([UnitKind.SENTENCE, UnitKind.ROW, UnitKind.HEADING])


@st.composite
def passages(draw: st.DrawFn) -> StoredPassage:
    units, text, start = [], "", draw(st.integers(0, 40))
    for line in draw(st.lists(TEXTS, max_size=5)):
        begins = start + len(text)
        units.append(Unit(begins, begins + len(line), draw(KINDS), draw(TEXTS)))
        text += line + "\n"
    return StoredPassage(1, "d", 0, text, Passage(start, start + len(text), draw(TEXTS), units=tuple(units)))


def words(text: str) -> set[int]:
    syllables, numbers = folded_terms(text)
    return {code_of(word) for word in syllables + numbers}


def neighbours(text: str) -> set[int]:
    row = codes_of(folded_terms(text)[0])
    return set(pair_codes(row[:-1], row[1:]).tolist())


@given(passages())
def test_a_digest_is_what_it_is_defined_as_and_outlives_being_kept(stored: StoredPassage) -> None:
    digest = from_bytes(to_bytes(digest_of(stored)))
    prefix = stored.passage.prefix
    assert set(digest.words.tolist()) == words(stored.text) - words(prefix)
    assert set(digest.pairs.tolist()) == neighbours(stored.text) - neighbours(prefix)
    assert digest.all_pairs() == neighbours(stored.text)
    said = {
        n: stored.text[u.start - stored.passage.start : u.end - stored.passage.start]
        for n, u in enumerate(stored.passage.units)
        if u.kind is not UnitKind.HEADING
    }
    held = {n: words(text) | words(stored.passage.units[n].context) for n, text in said.items()}
    assert digest.units.tolist() == [n for n in held if not held[n] <= words(prefix)]
    first = 0
    for position, end, told in zip(digest.units.tolist(), digest.ends.tolist(), digest.quantities(), strict=True):
        assert digest.held[first:end].tolist() == sorted(held[position])
        assert told == tuple(find_quantities(said[position]))
        first = end


@given(passages(), st.lists(st.sampled_from(["thu", "phi", "ben", "thuyen", "trieu", "dong"]), min_size=1, max_size=3))
def test_no_name_that_a_passage_holds_is_passed_over(stored: StoredPassage, name: list[str]) -> None:
    sought = f" {' '.join(name)} "
    own, heading = (f" {' '.join(folded_terms(text)[0])} " for text in (stored.text, stored.passage.prefix))
    if sought not in heading:
        found = may_hold(digest_of(stored), sought)
        assert found or sought not in own
        assert len(name) > 2 or found == (sought in own)


def test_a_damaged_digest_is_refused() -> None:
    whole = to_bytes(digest_of(StoredPassage(1, "d", 0, "Thu phí bến 3 đồng.", Passage(0, 19, ""))))
    turned = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(len(whole))]
    for damaged in (*(whole[:length] for length in range(len(whole))), *turned):
        with pytest.raises(ValueError, match="damaged"):
            from_bytes(damaged)


def test_of_a_passage_of_another_text_under_its_id_it_is_made_again(tmp_path: Path) -> None:
    with Library.open(tmp_path, HashEmbedder()) as library:
        library.apply([parsed("phi.md", TEXT)])
    (file,) = (tmp_path / "digests").glob("*.sqlite")
    expected = kept(tmp_path)
    other = to_bytes(digest_of(StoredPassage(1, "d", 0, "Chợ họp buổi sáng.", Passage(0, 18, ""))))
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE digests SET data = ?", (other,))
    connection.close()
    with Library.open(tmp_path, HashEmbedder()) as library:
        found = library.digests([*expected])
    assert {key: to_bytes(digest) for key, digest in found.items()} == expected == kept(tmp_path)


TEXT = ["Phí gửi xe đạp là 30.000 đồng một tháng.", "Người cao tuổi được miễn phí."]


def kept(home: Path) -> dict[int, bytes]:
    (file,) = (home / "digests").glob("*.sqlite")
    connection = sqlite3.connect(file)
    try:
        return dict(connection.execute("SELECT passage, data FROM digests"))
    finally:
        connection.close()


def test_digests_are_kept_when_a_document_comes_and_go_with_it(tmp_path: Path) -> None:
    with Library.open(tmp_path, HashEmbedder()) as library:
        library.apply([parsed("phi.md", TEXT), parsed("khac.md", ["Văn bản khác."])])
        ids = {r.file: [p.id for p in library.passages_of(r.id)] for r in library.documents()}
        assert set(kept(tmp_path)) == {*ids["phi.md"], *ids["khac.md"]}
        library.apply(removals=[next(r.id for r in library.documents() if r.file == "khac.md")])
        assert set(kept(tmp_path)) == set(ids["phi.md"])
        assert set(library.digests([*ids["phi.md"], *ids["khac.md"], 999])) == set(ids["phi.md"])


def test_what_is_not_kept_is_made_when_it_is_needed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def read() -> dict[int, bytes]:
        with Library.open(tmp_path, HashEmbedder()) as library:
            ids = [p.id for r in library.documents() for p in library.passages_of(r.id)]
            return {key: to_bytes(digest) for key, digest in library.digests(ids).items()}

    with Library.open(tmp_path, HashEmbedder()) as library:
        library.apply([parsed("phi.md", TEXT)])
    expected = kept(tmp_path)
    (file,) = (tmp_path / "digests").glob("*.sqlite")
    file.unlink()
    assert read() == expected == kept(tmp_path)
    file.write_bytes(b"damaged" * 1000)
    assert read() == expected
    assert "made again" in caplog.text
    assert read() == expected == kept(tmp_path)


def test_of_another_database_nothing_is_taken(tmp_path: Path) -> None:
    digest: Digest = digest_of(StoredPassage(1, "d", 0, "Thu phí.", Passage(0, 8, "")))
    file = DigestFile(tmp_path)
    file.put("one", {1: digest})
    assert set(file.get("one", [1, 2])) == {1}
    assert file.get("other", [1]) == {}
    file.close()


def test_a_view_gives_digests_of_its_own_collections_alone(tmp_path: Path) -> None:
    with Library.open(tmp_path, HashEmbedder()) as library:
        library.apply([parsed("a.md", TEXT, collection="a"), parsed("b.md", TEXT, collection="b")])
        ids = {r.collection: [p.id for p in library.passages_of(r.id)] for r in library.documents()}
        assert set(library.scoped(["a"]).digests([*ids["a"], *ids["b"]])) == set(ids["a"])
        names = [r.id for r in library.documents()]
        assert set(library.whole(names)) == set(names)
        assert [d.collection for d in library.scoped(["a"]).whole(names).values()] == ["a"]
