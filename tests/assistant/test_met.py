"""What a question demands and whether a unit tells something of that kind, not a number or a name by chance."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answering import Answering
from assistant.concepts import concepts
from assistant.demand import Demand, Kind, demand
from assistant.evidence import Evidence, rank
from assistant.met import met
from assistant.retrieve import Retriever
from assistant.settings import Settings
from assistant.sums import sorts_of_money
from index.library import Library
from index.units import QuantityKind
from ingest.parse import parse_text
from tests.support import HashEmbedder

MARKET = """# Chợ nổi Vàm Lách, tỉnh Hậu Giang

81. Nhập xã Bình Lách 2 và xã Tân Vàm thành xã Vàm Lách.

Chợ nổi có 45 trường hợp vi phạm bị nhắc nhở. Chợ dành 120 chỗ đậu xuồng, phí 30.000 đồng/lượt.

Ông Trần Văn Lộc, Phó Chủ tịch xã, đến thăm chợ. Ban Quản lý áp dụng thu phí tại thành phố Hồ Sen.

Điểm tiếp đón: 781 Lê Hoàng Lan, phường Bến Lách, mở cửa muộn nhất sáu (06) giờ.

Nhận ủng hộ qua số tài khoản: (đang cập nhật), điện thoại 0918 555 444.

Xây 30 trường trong năm nay ở vùng biên.

Hỗ trợ 45.000 đồng/con vịt bị chết. Ba năm liên tiếp không họp thì thôi giữ chỗ.

Cầu Bình Lách do tỉnh làm chủ đầu tư.

| STT | Hạng mục | Đơn vị | Số lượng | Hoàn thành |
| --- | --- | --- | --- | --- |
| 7 | Vở viết | Quyển | 40 | 2027 |
"""


@pytest.fixture
def answering(tmp_path: Path) -> Iterator[Answering]:
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.apply([parse_text(MARKET, file="cho.md")])
        settings = Settings.load({})
        yield Answering(library, Retriever(library, settings), settings)


def looked_at(answering: Answering, question: str) -> tuple[Demand | None, dict[str, float]]:
    """What is demanded, and how surely each unit tells such a thing."""
    understood = answering.retriever.understand(question)
    candidates = answering.retriever.retrieve(understood, k=20)
    asked = answering.read(understood)
    ranked: list[Evidence] = list(rank(asked, answering.widened(asked, candidates)))
    wanted = demand(asked, concepts(asked))
    return wanted, {e.text: met(asked, wanted, e) for e in ranked} if wanted else {}


@pytest.mark.parametrize(
    ("question", "kind", "counted"),
    [
        ("Phí đậu xuồng là bao nhiêu mỗi tháng?", Kind.MONEY, []),
        ("Tiểu thương được hỗ trợ tiền đi lại bao nhiêu sau sáp nhập?", Kind.MONEY, []),
        ("How much monthly support does a trader get if the stall is less than 15 km away?", Kind.MONEY, []),
        ("Chợ nổi Vàm Lách có bao nhiêu chỗ đậu xuồng?", Kind.COUNT, ["chỗ đậu"]),
        ("Xã Vàm Lách có bao nhiêu người theo báo cáo mới?", Kind.COUNT, ["người"]),
        ("How many apartments in total does the Sen Hồng project have?", Kind.COUNT, ["apartments"]),
        ("How many schools broke the rules in Hậu Giang?", Kind.COUNT, ["schools"]),
        ("When lessons are held online, what share of the tuition is charged?", Kind.MEASURE, []),
        ("By how much may the market raise its fee?", Kind.MEASURE, []),
        ("Phí đậu xuồng chợ nổi?", Kind.MONEY, []),
        ("Phí đậu xuồng nộp ở đâu?", None, []),
        ("What is the number of the resolution on markets?", None, []),
        ("Xe máy được đi trên những tuyến đường nào?", None, []),
    ],
)
def test_a_demand_is_read_from_the_words_that_ask(
    answering: Answering, question: str, kind: Kind | None, counted: list[str]
) -> None:
    wanted, _ = looked_at(answering, question)
    assert (wanted.kind if wanted else None) in {kind, Kind.DATE if kind is None else kind}
    assert [c.text for c in wanted.counted] == counted if wanted else not counted


def test_a_place_holds_no_unit_of_measure(answering: Answering) -> None:
    wanted, _ = looked_at(answering, "How long is the work expected to take in Tân Vàm?")
    assert wanted is not None
    assert QuantityKind.MASS not in wanted.dimensions


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Chợ nổi Vàm Lách có bao nhiêu chỗ đậu xuồng?", "120 chỗ"),
        ("Điểm tiếp đón ở địa chỉ nào?", "781 Lê Hoàng Lan"),
        ("Điểm tiếp đón mở cửa lúc mấy giờ?", "(06) giờ"),
        ("Mỗi học sinh được cấp bao nhiêu quyển vở?", "Vở viết"),
        ("Hạng mục vở viết phải hoàn thành năm nào?", "Vở viết"),
        ("Xây bao nhiêu trường nội trú ở vùng biên?", "30 trường"),
        ("Mấy năm liền không họp chợ thì mất chỗ?", "Ba năm"),
        ("Who is the project owner of the Bình Lách bridge?", "chủ đầu tư"),
    ],
)
def test_what_is_demanded_is_told(answering: Answering, question: str, held: str) -> None:
    _, told = looked_at(answering, question)
    assert max(score for text, score in told.items() if held in text) >= 0.5


@pytest.mark.parametrize(
    "question",
    [
        "Chợ nổi Vàm Lách có bao nhiêu chiếc drone?",
        "Có bao nhiêu ca sốt ở chợ nổi Vàm Lách?",
        "Số tài khoản ủng hộ chợ nổi là số nào?",
        "Chợ nổi Vàm Lách rộng bao nhiêu hecta?",
        "Dân số xã Vàm Lách là bao nhiêu?",
        "What is the population of Vàm Lách commune?",
        "Điểm chuẩn vào trường Vàm Lách là bao nhiêu?",
        "Thu nhập bình quân ở xã Vàm Lách là bao nhiêu?",
    ],
)
def test_a_number_by_chance_is_not_what_is_demanded(answering: Answering, question: str) -> None:
    wanted, told = looked_at(answering, question)
    assert wanted is not None
    assert max(told.values()) < 0.5


def test_an_amount_for_an_animal_is_none_for_a_hectare(answering: Answering) -> None:
    _, each = looked_at(answering, "Mỗi con vịt chết được hỗ trợ bao nhiêu tiền?")
    _, per_hectare = looked_at(answering, "Hỗ trợ bao nhiêu tiền cho một ha lúa chết?")
    assert max(s for text, s in per_hectare.items() if "45.000" in text) < 0.5
    assert max(s for text, s in each.items() if "45.000" in text) == 1


def test_an_address_is_no_name_that_folds_alike(answering: Answering) -> None:
    _, told = looked_at(answering, "Ban Quản lý chợ đặt trụ sở ở đường nào?")
    assert next(score for text, score in told.items() if "Hồ Sen" in text) == 0


def test_a_person_of_another_office_is_less_sure(answering: Answering) -> None:
    _, told = looked_at(answering, "Chủ tịch xã Vàm Lách là ai?")
    _, right = looked_at(answering, "Phó Chủ tịch xã Vàm Lách là ai?")
    assert max(told.values()) < 0.5 <= max(right.values())


@pytest.mark.parametrize(
    ("text", "sorts"),
    [
        ("Mức thu phí tham quan", {"fee"}),
        ("Chi phí xây dựng", {"investment"}),
        ("Học phí mầm non", {"tuition"}),
        ("Phạt tiền đối với hành vi xả rác", {"fine"}),
        ("What is the monthly rent?", {"rent"}),
        ("Khung giá cho thuê nhà ở", {"rent"}),
    ],
)
def test_money_is_of_a_sort(text: str, sorts: set[str]) -> None:
    assert sorts_of_money(text) == sorts


def test_a_fee_is_no_fine(answering: Answering) -> None:
    _, fined = looked_at(answering, "Đậu xuồng sai chỗ bị phạt bao nhiêu tiền?")
    _, paid = looked_at(answering, "Đậu xuồng nộp phí bao nhiêu tiền?")
    assert max(fined.values()) < 0.5 <= max(paid.values())


def test_a_machine_is_not_asked_for(answering: Answering) -> None:
    wanted, _ = looked_at(answering, "Xe máy chạy ở Vàm Lách nhanh nhất bao nhiêu km/h?")
    assert wanted is None or not wanted.counted
