"""The derived indexes against what a plain computation says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import dense as dense_module
from index.dense import Dense, Owners, half
from index.lexical import Entry, Lexical
from index.library import Library
from index.model import Filters
from index.scored import LexicalQuery
from tests.index.library_samples import files_found, parsed, query
from tests.support import HashEmbedder

DIMENSION = 32


def vectors(count: int, seed: int = 0) -> np.ndarray:
    found = np.random.default_rng(seed).standard_normal((count, DIMENSION)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def filled(passages: int, units: int = 3) -> tuple[Dense, np.ndarray]:
    dense = Dense(DIMENSION)
    rows = [(p, u, p % 7) for p in range(passages) for u in range(-1, units)]
    stored = half(vectors(len(rows)))
    dense.add(Owners.of(rows), stored)
    return dense, stored.astype(np.float32).reshape(passages, units + 1, DIMENSION)


def expected(stored: np.ndarray, query: np.ndarray, allowed: set[int], k: int) -> list[int]:
    scores = (stored @ query).max(axis=1)
    return sorted(allowed, key=lambda passage: -scores[passage])[:k]


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    k=st.integers(1, 60),
    documents=st.none() | st.sets(st.integers(0, 7)),
    removed=st.sets(st.integers(0, 49)),
)
def test_exact_search_is_exact_under_filters_and_removals(
    seed: int, k: int, documents: set[int] | None, removed: set[int]
) -> None:
    dense, stored = filled(50)
    dense.remove(np.array(sorted(removed), dtype=np.int64))
    allowed = {p for p in range(50) if p not in removed and (documents is None or p % 7 in documents)}
    asked = vectors(1, seed)[0]
    keys = None if documents is None else np.array(sorted(documents), dtype=np.int64)
    found = dense.search(asked, k, keys)
    assert [scored.passage for scored in found] == expected(stored, asked, allowed, k)
    for scored in found:
        position = 0 if scored.unit is None else scored.unit + 1
        assert scored.score == pytest.approx(float(stored[scored.passage, position] @ asked), abs=2e-3)


def test_above_the_limit_recall_holds_and_filters_stay_exact(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(dense_module, "EXACT_LIMIT", 4000)
    dense, stored = filled(3000, units=2)
    assert dense.fit_size()
    assert not dense.exact
    dense.remove(np.arange(0, 3000, 10, dtype=np.int64))
    dense.save(tmp_path / "saved")
    loaded = Dense.load(tmp_path / "saved")
    everything = {p for p in range(3000) if p % 10}
    shared = 0
    for index in (dense, loaded):
        for seed in range(50):
            # As near to a passage as a question usually is.
            asked = 0.85 * stored[seed * 11 + 1, 0] + 0.53 * vectors(1, seed)[0]
            found = {scored.passage for scored in index.search(asked, 10)}
            shared += len(found & set(expected(stored, asked, everything, 10)))
            inside = [scored.passage for scored in index.search(asked, 10, np.array([3], dtype=np.int64))]
            assert inside == expected(stored, asked, {p for p in everything if p % 7 == 3}, 10)
    assert shared >= 0.95 * 2 * 50 * 10


def test_what_has_outgrown_its_lists_gets_new_ones_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense_module, "EXACT_LIMIT", 300)
    dense, _ = filled(200, units=1)
    assert dense.fit_size()
    dense.remove(np.arange(0, 200, 5, dtype=np.int64))
    assert not dense.fit_size()  # it has not grown
    added = vectors(7000, seed=3)
    keys = np.arange(1000, 8000, dtype=np.int64)
    dense.add(Owners(keys, np.full(7000, -1, dtype=np.int32), keys % 7), added.astype(np.float16))
    assert dense.fit_size()
    assert len(dense) == 7000 + 2 * 160
    assert dense.passages() == {*range(1000, 8000), *(p for p in range(200) if p % 5)}
    for position in range(0, 7000, 500):
        assert dense.search(added[position], 1, exact=True)[0].passage == 1000 + position


def test_damaged_files_are_an_error_not_a_wrong_index(tmp_path: Path) -> None:
    dense, _ = filled(20)
    dense.save(tmp_path / "a")
    dense.remove(np.arange(5, dtype=np.int64))
    dense.save(tmp_path / "b")
    (tmp_path / "a.faiss").replace(tmp_path / "b.faiss")
    with pytest.raises(ValueError, match="do not fit"):
        Dense.load(tmp_path / "b")


def test_weights_multiply_and_add_up(tmp_path: Path) -> None:
    lexical = Lexical(tmp_path)
    lexical.change((), [Entry(1, 1, "thu ngân sách"), Entry(2, 1, "chi ngân hàng"), Entry(3, 2, "hoa")])

    def score(**fields: dict[str, float]) -> float:
        return {s.passage: s.score for s in lexical.search(LexicalQuery(**fields), 5)}[1]

    single = score(folded={"thu": 1.0})
    assert score(folded={"thu": 2.5}) == pytest.approx(2.5 * single, rel=1e-5)
    accented = score(accented={"ngân": 1.0})
    assert score(folded={"thu": 1.0}, accented={"ngân": 1.0}) == pytest.approx(single + accented, rel=1e-5)
    narrowed = lexical.search(LexicalQuery(folded={"thu": 1.0}), 5, np.array([1]))
    assert [(s.passage, s.score) for s in narrowed] == [(1, pytest.approx(single, rel=1e-5))]
    assert lexical.search(LexicalQuery(folded={"thu": 0.0}), 5) == []
    assert lexical.search(LexicalQuery(folded={"thu": 1.0}), 5, np.array([2])) == []


def test_a_change_is_idempotent_and_lasts(tmp_path: Path) -> None:
    entries = [Entry(n, 1, f"câu thứ {n}") for n in range(5)]
    lexical = Lexical(tmp_path)
    for _ in range(2):
        lexical.change(range(5), entries)
    lexical.change([3], [])
    assert lexical.passages() == {0, 1, 2, 4}
    assert Lexical(tmp_path).passages() == {0, 1, 2, 4}


CHANGES = st.lists(
    st.tuples(
        st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=3),
        st.lists(st.integers(0, 4), max_size=2),
        st.booleans(),
    ),
    max_size=6,
)


@settings(max_examples=15, deadline=None)
@given(changes=CHANGES)
def test_after_any_changes_all_three_hold_the_same(tmp_path_factory: pytest.TempPathFactory, changes: list) -> None:
    home = tmp_path_factory.mktemp("home")
    library = Library.open(home, HashEmbedder())
    wanted: dict[str, int] = {}
    for upserts, removals, reopen in changes:
        ids = [record.id for number in removals for record in library.find(f"d{number}.md")]
        library.apply([parsed(f"d{n}.md", [f"Câu một của {n}. Câu hai"] * size) for n, size in upserts], ids)
        for number in removals:
            wanted.pop(f"d{number}.md", None)
        wanted |= {f"d{number}.md": size for number, size in upserts}
        library.lexical(query("câu"), 1)
        library.dense(library.embed_query("câu"), 1)
        if reopen:
            library.close()
            library = Library.open(home, HashEmbedder())
        assert library.check() == []
        assert {record.file: record.passages for record in library.documents()} == wanted
    filled_files = {file for file, size in wanted.items() if size}
    for found in files_found(library, "Câu một", Filters()):
        assert set(found) == filled_files
    library.close()
