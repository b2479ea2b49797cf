"""Two sides of a question, their figures, the conclusion."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assistant.asked import asked
from assistant.compare import conclude, ordered, wanted
from assistant.draft import Source
from assistant.intent import Order, read_intent
from assistant.measures import is_planned
from assistant.side_figures import Value
from assistant.sides import Operand, split
from assistant.understand import understand
from index.model import Document
from index.quantities import find_quantities


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Quận Tây Hồ và quận Long Biên, nơi nào thu cao hơn?", ["Tây Hồ", "Long Biên"]),
        ("quan tay ho hay quan long bien co nhieu phuong hon", ["Tây Hồ", "Long Biên"]),
        ("Dự án Cầu Vĩnh Thịnh và dự án Cầu Bến Lức chênh nhau bao nhiêu?", ["Cầu Vĩnh Thịnh", "Cầu Bến Lức"]),
        ("Học phí Trường Mầm non Sao Biển cao hơn Trường Mầm non A?", ["Trường Mầm non Sao Biển", "Trường Mầm non A"]),
        (
            "Trường Trung học cơ sở Gò Xanh hay Trường Trung học cơ sở B đông hơn?",
            ["Trường Trung học cơ sở Gò Xanh", "Trường Trung học cơ sở B"],
        ),
        ("Thu của Gia Lai quý 1 so với Gia Lai quý 2 năm 2024?", ["quý 1", "quý 2 năm 2024"]),
        ("hoc phi Truong Tieu hoc Go Xanh hay Truong Tieu hoc B?", ["Truong Tieu hoc Go Xanh", "Truong Tieu hoc B"]),
        ("Which is larger, Bắc Ninh (with Bắc Giang) or Hưng Yên (with Thái Bình)?", ["Bắc Ninh", "Hưng Yên"]),
    ],
)
def test_both_sides_are_found(question: str, names: list[str]) -> None:
    operands = split(question)
    assert operands is not None
    assert [o.name for o in operands] == names
    assert names[1] not in operands[0].question
    assert names[0] not in operands[1].question


def test_one_side_is_no_comparison() -> None:
    assert split("Quận Tây Hồ có bao nhiêu phường?") is None
    assert split("Cụm công nghiệp nào ở Gia Lai lớn hơn?") is None


@pytest.mark.parametrize(
    ("question", "names", "other"),
    [
        (
            "Tiền công thợ bậc cao so với thợ bậc thấp chênh nhau bao nhiêu?",
            ["thợ bậc cao", "thợ bậc thấp"],
            "Tiền công thợ bậc thấp chênh nhau bao nhiêu?",
        ),
        (
            "Hộ nghèo được vay nhiều hơn hộ cận nghèo bao nhiêu tiền?",
            ["Hộ nghèo", "hộ cận nghèo"],
            "hộ cận nghèo được vay bao nhiêu tiền?",
        ),
        (
            "muc vay cho ho ngheo thap hon ho can ngheo bao nhieu",
            ["ho ngheo", "ho can ngheo"],
            "muc vay cho ho can ngheo bao nhieu",
        ),
        ("Vé lượt hay vé tháng rẻ hơn?", ["Vé lượt", "vé tháng"], "vé tháng rẻ hơn?"),
    ],
)
def test_kinds_of_things_are_sides_where_no_names_are(question: str, names: list[str], other: str) -> None:
    operands = split(question)
    assert operands is not None
    assert [o.name for o in operands] == names
    assert all(o.kind for o in operands)
    assert operands[1].question == other


def value(name: str, text: str) -> Value:
    document = Document(id=name, file=f"{name}.md", collection="c", content_hash="", text=text)
    quantity = find_quantities(text)[0]
    shown = text[quantity.start : quantity.end]
    return Value(Operand(name, ""), quantity.canonical, shown, Source(document, 0, len(text)), text, quantity)


def test_the_winner_is_named_first_and_the_working_shown() -> None:
    pair = (value("Cầu A", "Vốn là 262.500 đồng."), value("Cầu B", "Vốn là 405.000 đồng."))
    said = conclude(read_intent("Cầu A hay Cầu B có vốn cao hơn?", "vi"), pair, "vi")
    assert said[0].text.startswith("Cầu B cao hơn Cầu A: 405.000 đồng so với 262.500 đồng")
    assert "405.000 − 262.500 = 142.500" in said[0].text
    assert [s.document.id for s in said[0].sources] == ["Cầu B", "Cầu A"]


def test_amounts_in_different_multiples_are_compared_by_worth() -> None:
    pair = (value("A", "Vốn 1,2 tỷ đồng"), value("B", "Vốn 950 triệu đồng"))
    said = conclude(read_intent("A cao hơn B bao nhiêu?", "vi"), pair, "vi")
    assert said[0].text.startswith("Chênh nhau 250.000.000 đồng")


def test_days_are_earlier_or_later() -> None:
    document = Document(id="d", file="d.md", collection="c", content_hash="", text="x")
    first, second = (
        Value(Operand(n, ""), Decimal(d.toordinal()), d.strftime("%d/%m/%Y"), Source(document, 0, 1), "x", day=d)
        for n, d in (("Huế", date(2025, 12, 1)), ("Đà Nẵng", date(2025, 11, 20)))
    )
    said = conclude(read_intent("Which took effect earlier, Huế's or Đà Nẵng's?", "en"), (first, second), "en")
    assert said[0].text == "Đà Nẵng is earlier than Huế: 20/11/2025 against 01/12/2025. The difference is 11 days."


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Huyện Ba Vì giải ngân 6 tháng và 9 tháng năm 2024 chênh nhau bao nhiêu?", ["6 tháng", "9 tháng năm 2024"]),
        (
            "Nghị quyết 12/2023/NQ-HĐND và Nghị quyết 07/2024/NQ-HĐND, văn bản nào có hiệu lực sớm hơn?",
            ["12/2023/NQ-HĐND", "07/2024/NQ-HĐND"],
        ),
    ],
)
def test_periods_and_papers_are_sides_too(question: str, names: list[str]) -> None:
    operands = split(question)
    assert operands is not None
    assert [o.name for o in operands] == names


@pytest.mark.parametrize(
    ("text", "context", "planned"),
    [
        ("phấn đấu còn dưới 20 hộ nghèo.", "", True),
        ("Kế hoạch vốn đầu tư công: 655 tỷ đồng", "", True),
        ("Thành lập mới 1.600 doanh nghiệp", "Điều 2. Các chỉ tiêu chủ yếu năm 2025", True),
        ("Đạt 98% kế hoạch năm và bằng 142% so với cùng kỳ.", "", False),
        ("Thu ngân sách đạt 640 tỷ đồng, bằng 52% dự toán.", "Kết quả thực hiện các chỉ tiêu chủ yếu", False),
    ],
)
def test_a_target_is_no_result(text: str, context: str, planned: bool) -> None:
    assert is_planned(text, find_quantities(text)[-1], context) is planned


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("Sóc Sơn và Ba Vì, nơi nào còn ít hộ nghèo hơn?", Order.SMALLER),
        ("Sóc Sơn hay Ba Vì có nhiều xã hơn?", None),
    ],
)
def test_the_end_of_the_scale_is_told_across_a_noun(question: str, order: Order | None) -> None:
    read = asked(understand(question), lambda _: 0.0)
    assert wanted(read)
    assert ordered(read).order is order
