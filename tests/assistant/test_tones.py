"""Tone restoration, learnt from a few sentences."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.tones import ToneRestorer
from index.text import fold

TEXTS = [
    "Thu ngân sách quận đạt kế hoạch năm. Chi ngân sách của quận tăng. Quản lý đất đai là việc khó.",
    "Hội đồng nhân dân thành phố thông qua nghị quyết. Bằng chứng cho thấy đất đã được giao.",
]
RESTORER = ToneRestorer.train(TEXTS)


def test_neighbours_decide_between_readings() -> None:
    assert RESTORER.restore("thu ngan sach quan dat ke hoach") == "thu ngân sách quận đạt kế hoạch"
    assert RESTORER.restore("quan ly dat dai") == "quản lý đất đai"


def test_case_spacing_numbers_and_unknown_words_stay() -> None:
    assert RESTORER.restore("NGAN  SACH 2.511, Xyzzy") == "NGÂN  SÁCH 2.511, Xyzzy"


def test_marks_that_were_typed_stay() -> None:
    assert RESTORER.restore("quản dat ke hoach").startswith("quản ")


def test_it_survives_storage() -> None:
    assert ToneRestorer.from_bytes(RESTORER.to_bytes()) == RESTORER


def test_nothing_learnt_changes_nothing() -> None:
    assert ToneRestorer.train([]).restore("thu ngan sach") == "thu ngan sach"
    assert ToneRestorer.train(["plain english text only"]).forms == {}


@given(st.text(max_size=80))
def test_only_marks_change(text: str) -> None:
    assert fold(RESTORER.restore(text)) == fold(text)
