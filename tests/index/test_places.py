"""Places in every writing: with and without marks, titles, English order; containment before and after July 2025."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.gazetteer import gazetteer
from index.places import canonical, covered, find_places, names_of, provinces, same_place, spellings, within
from index.text import fold


def found(text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.place.full_name) for m in find_places(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thu thuế tại quận Tây Hồ, Hà Nội", [("quận Tây Hồ", "quận Tây Hồ"), ("Hà Nội", "thành phố Hà Nội")]),
        ("chi thuong xuyen tay ho quy 1", [("tay ho", "quận Tây Hồ")]),
        ("THU THUẾ TẠI QUẬN TÂY HỒ", [("QUẬN TÂY HỒ", "quận Tây Hồ")]),
        ("taxes of Tay Ho District in Hanoi", [("Tay Ho District", "quận Tây Hồ"), ("Hanoi", "thành phố Hà Nội")]),
        (
            "TP.HCM và Tp. Hồ Chí Minh",
            [("TP.HCM", "thành phố Hồ Chí Minh"), ("Tp. Hồ Chí Minh", "thành phố Hồ Chí Minh")],
        ),
        ("Quận 1 and District 3", [("Quận 1", "Quận 1"), ("District 3", "Quận 3")]),
        ("tỉnh Bà Rịa – Vũng Tàu", [("tỉnh Bà Rịa – Vũng Tàu", "tỉnh Bà Rịa - Vũng Tàu")]),
        ("phường Bến Thành, quận 1", [("phường Bến Thành", "phường Bến Thành"), ("quận 1", "Quận 1")]),
        ("a Bắc Ninh commune", [("Bắc Ninh", "tỉnh Bắc Ninh")]),
        ("TP Vinh", [("TP Vinh", "thành phố Vinh")]),
        ("so voi ca nuoc", [("ca nuoc", "cả nước")]),
        ("Huế", [("Huế", "thành phố Huế")]),
        ("thu ngân sách huế", [("huế", "thành phố Huế")]),
        ("Xã Bình Tân Tỉnh Lào Cai", [("Xã Bình Tân", "xã Bình Tân"), ("Tỉnh Lào Cai", "tỉnh Lào Cai")]),
        ("Phường Phú Hội Thành Phố Huế", [("Phường Phú Hội", "phường Phú Hội"), ("Thành Phố Huế", "thành phố Huế")]),
        ("Xã Tân Tiến Huyện Bắc Quang", [("Xã Tân Tiến", "xã Tân Tiến"), ("Huyện Bắc Quang", "huyện Bắc Quang")]),
        ("Quận Tây Hồ họp", [("Quận Tây Hồ", "quận Tây Hồ")]),
        ("Daklak, Thừa Thiên - Huế", [("Daklak", "tỉnh Đắk Lắk"), ("Thừa Thiên - Huế", "thành phố Huế")]),
    ],
)
def test_finds_a_place_in_any_writing(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "các bên thống nhất, giữ gìn hòa bình",
        "Tư tưởng Hồ Chí Minh",
        "đường Hai Bà Trưng",
        "Ông Nguyễn Thanh Bình phát biểu",
        "hợp tác xã Minh Anh",
        "bà Huế",
        "hoa huệ",
        "phía tây hồ Gươm có lối đi",
    ],
)
def test_leaves_ordinary_words_people_and_streets_alone(text: str) -> None:
    assert found(text) == []


def test_a_title_tells_the_city_from_the_province() -> None:
    assert canonical("thành phố Cao Bằng") == "thành phố Cao Bằng"
    assert canonical("tỉnh Cao Bằng") == canonical("cao bang") == "Cao Bằng"
    assert canonical("TP Huế") == canonical("Thừa Thiên Huế") == "Huế"
    assert canonical("Nơi Không Có") is None


def test_districts_of_one_name_are_told_apart_by_the_province_named_with_them() -> None:
    (first, _) = find_places("huyện Châu Thành, tỉnh Tiền Giang")
    assert first.place.province == "Tiền Giang"
    (alone,) = find_places("huyện Châu Thành")
    assert alone.place.province is None


def test_a_commune_takes_the_province_of_its_text() -> None:
    commune = find_places("xã Bình Minh, huyện Thanh Oai, Hà Nội")[0].place
    assert (commune.name, commune.kind, commune.province) == ("Bình Minh", "commune", "Hà Nội")


def test_a_guess_says_so() -> None:
    assert [m.certain for m in find_places("gia dat tay ho")] == [False]
    assert [m.certain for m in find_places("thu ngan sach hue")] == [False]
    assert [m.certain for m in find_places("gia dat quan tay ho")] == [True]


def test_containment_follows_the_merger_of_2025() -> None:
    assert within("quận Tây Hồ", "Hà Nội") and within("Tây Hồ", "cả nước")
    assert within("Sóc Trăng", "TP Cần Thơ") and not within("Cần Thơ", "Sóc Trăng")
    assert within("Mỹ Tho", "Đồng Tháp") and within("Mỹ Tho", "Tiền Giang")
    assert not same_place("Bình Dương", "TP.HCM")
    assert {"Tây Hồ", "Hà Nội"} <= covered("thành phố Hà Nội") and "Bình Dương" in covered("Sài Gòn")
    assert covered("Xứ Lạ") == {"Xứ Lạ"}


def test_the_table_is_whole() -> None:
    assert len(provinces()) == 63
    assert len({p.since_2025 for p in provinces()}) == 34
    assert {p.since_2025 for p in provinces()} <= {p.name for p in provinces()}
    assert sum(p.kind == "district" for p in gazetteer().places) > 690


@given(st.sampled_from([p for p in gazetteer().places if p.kind != "nation"]))
def test_every_place_is_known_by_its_full_name_with_and_without_marks(place) -> None:  # type: ignore[no-untyped-def]
    assert canonical(place.full_name) == place.name
    assert canonical(fold(place.full_name)) is not None
    assert all(canonical(s) is not None for s in spellings(place.name))
    assert place.name in names_of(find_places(f"tại {place.full_name}."))


@given(st.text(max_size=200))
def test_any_text_gives_ordered_mentions_within_it(text: str) -> None:
    mentions = find_places(text)
    assert all(0 <= m.start < m.end for m in mentions)
    assert all(a.end <= b.start for a, b in itertools.pairwise(mentions))


def test_a_long_text_takes_linear_time() -> None:
    text = "xã hội phường Bến Nghé thành phố " * 3000
    begun = time.perf_counter()
    assert len(find_places(text)) >= 3000
    assert time.perf_counter() - begun < 10


@pytest.mark.parametrize("text", ["khu vực châu Á – Thái Bình Dương", "bo Thai Binh Duong"])
def test_an_ocean_is_no_province(text: str) -> None:
    assert find_places(text) == []
    assert [m.place.name for m in find_places("tỉnh Thái Bình")] == ["Thái Bình"]
