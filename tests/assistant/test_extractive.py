"""What the default engine shows of a unit: lists whole and told apart, what fits before what is only near."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.evidence import rank
from assistant.extractive import _announced_best, _around
from assistant.settings import Settings
from index.library import Library
from ingest.parse import parse_text
from tests.support import HashEmbedder

STATIONS = """# Trạm y tế huyện Mỹ Hòa

Trạm y tế huyện Mỹ Hòa phụ trách các phường theo bảng sau:

| TT | Trạm y tế | Phường phụ trách | Điện thoại |
|---|---|---|---|
| 1 | Trạm y tế số 1 | + Phường An Tân + Phường An Phú + Phường An Lạc | 0901 |
| 2 | Trạm y tế số 2 | + Phường Bến Sậy + Phường Bến Vạc | 0902 |
"""
MARKET = """# Chợ Gò Xanh

Chợ Gò Xanh mở cửa trở lại sau khi sửa chữa.

Chợ Gò Xanh gồm các khu hàng sau:

1. Khu rau củ

2. Khu cá tươi

3. Khu vải vóc

Chợ có 45 ki-ốt.
"""
MERGED = """# Sắp xếp xã Đồng Cói

Theo Điều 1, sắp xếp toàn bộ quy mô dân số của xã Đồng Cói và xã Đồng Lau thành xã mới có tên gọi là xã Đồng Cói.

Sau khi sắp xếp, xã có quy mô dân số là 21.406 người.
"""


_FINES = "".join(f"Phạt {n}.000.000 đồng với bến đò chở quá {n} người. " for n in range(1, 16))
FERRIES = f"""# Xử phạt bến đò sông Lam Giang

Mức phạt với bến đò trên sông Lam Giang như sau:

| Hành vi | Mức phạt | Biện pháp khắc phục |
|---|---|---|
| Bến đò không có phao | {_FINES} | Chủ bến phải mua phao mới trong thời hạn 20 ngày |
| Bến đò không có đèn | {_FINES} | Chủ bến phải lắp đèn trong thời hạn 10 ngày |
"""


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    texts = {"tram.md": STATIONS, "cho.md": MARKET, "xa.md": MERGED, "do.md": FERRIES}
    with Library.open(tmp_path / "home", HashEmbedder()) as library:
        library.apply([parse_text(text, file=file) for file, text in texts.items()])
        yield Assistant(library, Settings.load({}))


def test_marked_items_of_a_cell_are_told_apart_by_commas(assistant: Assistant) -> None:
    text = assistant.ask("Trạm y tế số 1 huyện Mỹ Hòa phụ trách những phường nào?").text
    assert "Phường An Tân, Phường An Phú, Phường An Lạc" in text


def test_a_list_comes_whole_with_its_lead_in(assistant: Assistant) -> None:
    answer = assistant.ask("Chợ Gò Xanh gồm những khu hàng nào?")
    assert "gồm các khu hàng sau: 1. Khu rau củ; 2. Khu cá tươi; 3. Khu vải vóc" in answer.text
    assert "Khu vải vóc" in answer.citations[0].quote


def test_of_a_long_row_its_first_cell_and_what_answers_are_shown(assistant: Assistant) -> None:
    answer = assistant.ask("Bến đò sông Lam Giang không có phao thì chủ bến phải mua phao mới trong bao nhiêu ngày?")
    first = answer.text.split("[1]")[0]
    assert "Bến đò không có phao | …" in first
    assert "20 ngày" in first
    assert "20 ngày" in answer.citations[0].quote


def test_what_has_no_figure_does_not_end_the_answer_to_one(assistant: Assistant) -> None:
    assert "21.406 người" in assistant.ask("Xã Đồng Cói mới có quy mô dân số bao nhiêu người?").text


def test_a_lead_in_gives_way_to_its_best_item_unless_it_tells_the_figure_itself(assistant: Assistant) -> None:
    answering = assistant._answering
    question = answering.retriever.understand("Chợ Gò Xanh gồm những khu hàng nào?")
    asked = answering.read(question)
    ranked = rank(asked, answering.widened(asked, answering.retriever.retrieve(question)))
    lead = next(e for e in ranked if e.text.endswith("khu hàng sau:"))
    for shape, gives_way in ((0.0, True), (1.0, False)):
        read = replace(lead, features=replace(lead.features, shape=shape))
        assert (_announced_best(read, ranked, _around(ranked), 40) is not None) == gives_way
