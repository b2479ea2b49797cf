"""Abbreviations written out, and the filter by issuer that leans on them."""

from __future__ import annotations

import pytest

from index.abbreviations import abbreviations, written_out
from index.filters import issuer_matches


@pytest.mark.parametrize(
    ("stored", "wanted"),
    [
        ("Hội đồng nhân dân tỉnh Sơn La", "hdnd"),
        ("Hội đồng nhân dân tỉnh Sơn La", "HĐND tỉnh Sơn La"),
        ("HĐND tỉnh Sơn La", "hội đồng nhân dân"),
        ("Ủy ban nhân dân thành phố Vinh", "UBND TP. Vinh"),
        ("UBND TP Vinh", "uy ban nhan dan thanh pho vinh"),
        ("Sở Tài nguyên và Môi trường", "Sở TN&MT"),
        ("Bộ Tài chính", "tai chinh"),
    ],
)
def test_an_issuer_is_found_in_any_writing(stored: str, wanted: str) -> None:
    assert issuer_matches(stored, wanted)


@pytest.mark.parametrize(
    ("stored", "wanted"), [("UBND tỉnh Sơn La", "hdnd"), ("HĐND tỉnh Sơn La", "HĐND tỉnh Lai Châu"), ("UBND", "&")]
)
def test_another_issuer_is_not(stored: str, wanted: str) -> None:
    assert not issuer_matches(stored, wanted)


def test_a_syllable_is_no_abbreviation() -> None:
    assert written_out("đt BT bt ca") == "duong tinh boi thuong boi thuong ca"
    assert all(short.strip() and long.strip() for short, long in abbreviations())
