"""Two sides of a question, their figures, the conclusion."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assistant.compare import Operand, Value, conclude, split
from assistant.draft import Source
from assistant.intent import read_intent
from index.model import Document
from index.quantities import find_quantities


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Quận Tây Hồ và quận Long Biên, nơi nào thu cao hơn?", ["Tây Hồ", "Long Biên"]),
        ("quan tay ho hay quan long bien co nhieu phuong hon", ["Tây Hồ", "Long Biên"]),
        ("Dự án Cầu Vĩnh Thịnh và dự án Cầu Bến Lức chênh nhau bao nhiêu?", ["Cầu Vĩnh Thịnh", "Cầu Bến Lức"]),
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
