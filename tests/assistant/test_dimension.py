"""What a comparison sets against each other, and which figures are of it."""

from __future__ import annotations

import pytest

from assistant.asked import asked
from assistant.dimension import Dimension, dimension
from assistant.understand import understand
from index.quantities import find_quantities
from index.units import QuantityKind


def of(question: str) -> Dimension:
    return dimension(asked(understand(question), lambda _: 0.0))


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Lai Châu và Điện Biên, tỉnh nào đông dân hơn?", QuantityKind.COUNT),
        ("Lai Châu hay Điện Biên rộng hơn?", QuantityKind.AREA),
        ("Cầu Sông Lặng hay cầu Mây Trắng rộng hơn?", QuantityKind.LENGTH),
        ("Mặt đường Trung Lương hay đường Hồ Tây rộng hơn?", QuantityKind.LENGTH),
        ("Chung cư Sen Vàng và chung cư Sen Hồng, nơi nào bán đắt hơn?", QuantityKind.MONEY),
        ("Huế hay Đà Nẵng tăng trưởng nhanh hơn?", QuantityKind.PERCENT),
        ("thu tuc A hay thu tuc B lau hon?", QuantityKind.DURATION),
        ("Which province is larger in area, Sơn La or Lai Châu?", QuantityKind.AREA),
        ("Which has more wards, Huế or Đà Nẵng?", QuantityKind.COUNT),
        ("Học phí của trường Hoa Mai cao hơn trường Sao Biển bao nhiêu một tháng?", QuantityKind.MONEY),
        ("Which park leaves more land for workshops, Gò Xanh or An Thạnh?", QuantityKind.AREA),
        ("Cụm Gò Xanh hay cụm An Thạnh có nhiều đất làm kho hơn?", QuantityKind.AREA),
        ("Which costs more, the Sen bridge or the Mai bridge, and how much?", QuantityKind.MONEY),
    ],
)
def test_the_words_of_a_question_tell_its_dimension(question: str, kind: QuantityKind) -> None:
    assert of(question).kind is kind


def test_names_in_a_question_tell_nothing_of_it() -> None:
    # "Lương Hòa" holds the word for wages, "Thấp Vò" the one for low.
    assert of("Sân vận động Lương Hòa hay sân vận động Đồng Vân có bề rộng lớn hơn?").kind is QuantityKind.LENGTH


@pytest.mark.parametrize(
    ("text", "figure", "fits"),
    [
        ("Toàn tỉnh có quy mô dân số 1.204.500 người.", "1.204.500", True),
        ("Sáp nhập hai tỉnh thành 01 tỉnh mới.", "01", False),
        ("Tỉnh có diện tích 9.068,8 km2.", "9.068", False),
    ],
)
def test_people_are_neither_units_nor_land(text: str, figure: str, fits: bool) -> None:
    quantity = next(q for q in find_quantities(text) if text[q.start :].startswith(figure))
    assert of("Lai Châu hay Điện Biên đông dân hơn?").fits(quantity, text) is fits


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Thành phố có 12 tòa án nhân dân khu vực.", True),
        ("Thành phố có 12 TAND khu vực.", True),
        ("Thành phố có 12 trường học và 3 tòa án.", False),
    ],
)
def test_a_count_is_of_the_noun_right_behind_it(text: str, fits: bool) -> None:
    asking = of("Which city has more people's courts, Huế or Đà Nẵng?")
    assert asking.fits(find_quantities(text)[0], text) is fits


@pytest.mark.parametrize(
    ("question", "text", "more"),
    [
        ("Which has more wards, Huế or Đà Nẵng?", "Huế có 40 đơn vị hành chính cấp xã.", True),
        ("Which has more wards, Huế or Đà Nẵng?", "Huế có 21 phường.", False),
        ("Huế hay Đà Nẵng có nhiều xã hơn?", "Huế có 40 đơn vị hành chính cấp xã.", True),
        ("Huế hay Đà Nẵng có nhiều xã phường hơn?", "Huế có 40 đơn vị hành chính cấp xã.", False),
    ],
)
def test_all_units_of_a_level_are_more_than_its_wards(question: str, text: str, more: bool) -> None:
    asking, quantity = of(question), find_quantities(text)[0]
    assert asking.fits(quantity, text)
    assert asking.counts_more(quantity, text) is more
