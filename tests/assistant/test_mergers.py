"""Mergers of administrative units: read from sentences and rows, asked for in any wording, answered where told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.draft import Draft
from assistant.merger_answer import answer
from assistant.merger_asked import Side, Wanted, named_in, wanted
from assistant.mergers import Merger, Unit, read_merger, spaced
from assistant.understand import understand
from index.library import Library
from index.model import Filters
from ingest.parse import parse_text
from tests.support import HashEmbedder

_ALL = "Sắp xếp toàn bộ diện tích tự nhiên, quy mô dân số của "


def _read(text: str, heads: str = "") -> tuple[str, list[tuple[str, str]]]:
    found = read_merger(text, heads)
    assert found is not None and found.result is not None
    return f"{found.result.kind} {found.result.name}", [(p.kind, p.name) for p in found.parts]


@pytest.mark.parametrize(
    ("text", "result", "parts"),
    [
        (
            f"4. {_ALL}các xã Suối Vàng, Đá Bạc và Lũng Xanh thành xã mới có tên gọi là xã Lũng Xanh.",
            "xa Lũng Xanh",
            [("xa", "Suối Vàng"), ("xa", "Đá Bạc"), ("xa", "Lũng Xanh")],
        ),
        (
            f"{_ALL}thị trấn Cầu Mây, xã Cư H’Rông và Phường 3 thành phường mới có tên gọi là phường Cầu Mây.",
            "phuong Cầu Mây",
            [("thi tran", "Cầu Mây"), ("xa", "Cư H’Rông"), ("phuong", "3")],
        ),
        (
            "Nhập toàn bộ dân số của Phường 1 và Phường 2, quận Bến Lau thành một đơn vị hành chính, "
            "đặt tên là phường Bến Lau.",
            "phuong Bến Lau",
            [("phuong", "1"), ("phuong", "2")],
        ),
        (
            "Thành lập xã Đá Bạc trên cơ sở nhập xã Khe Sim và xã Khe Thông.",
            "xa Đá Bạc",
            [("xa", "Khe Sim"), ("xa", "Khe Thông")],
        ),
        (
            "Theo đó, phường Bến Lau (mới) tỉnh Lâm Đồng được hình thành từ phường Lau Cũ và một phần xã Lau Thượng.",
            "phuong Bến Lau",
            [("phuong", "Lau Cũ"), ("xa", "Lau Thượng")],
        ),
        ("Nhập xã Khe Sim vào xã Khe Thông.", "xa Khe Thông", [("xa", "Khe Sim")]),
        ("Đổi tên xã Khe Sim thành xã Suối Vàng.", "xa Suối Vàng", [("xa", "Khe Sim")]),
        (
            "Sắp xếp huyện Hòn Lau thành đặc khu có tên gọi là đặc khu Hòn Lau.",
            "dac khu Hòn Lau",
            [("huyen", "Hòn Lau")],
        ),
        (
            "3 | Tỉnh Lâm Đồng | Hợp nhất tỉnh Lâm Đồng, tỉnh Đắk Nông và tỉnh Bình Thuận | tại Đà Lạt",
            "tinh Lâm Đồng",
            [("tinh", "Lâm Đồng"), ("tinh", "Đắk Nông"), ("tinh", "Bình Thuận")],
        ),
        ("Cà Mau (Bạc Liêu + Cà Mau) | 2.606", "tinh Cà Mau", [("tinh", "Bạc Liêu"), ("tinh", "Cà Mau")]),
    ],
)
def test_a_merger_is_read_in_every_wording(text: str, result: str, parts: list[tuple[str, str]]) -> None:
    assert _read(text) == (result, parts)


def test_a_row_is_read_by_its_heads() -> None:
    row = "2 | Xã Suối Vàng | Xã Khe Sim, xã Khe Thông | 12.300"
    assert _read(row, "Bảng 1. TT | Đơn vị mới | Đơn vị cũ | Dân số") == (
        "xa Suối Vàng",
        [("xa", "Khe Sim"), ("xa", "Khe Thông")],
    )
    assert read_merger(row, "Bảng 1. TT | Nơi nộp | Nơi nhận | Dân số") is None


def test_shares_districts_and_what_was_settled_elsewhere() -> None:
    found = read_merger(
        f"{_ALL}phường Cầu Mây, một phần diện tích tự nhiên, toàn bộ quy mô dân số của xã Khe Sim (huyện Lau Thượng) "
        "và phần còn lại của xã Đá Bạc sau khi sắp xếp theo quy định tại khoản 2, khoản 14 Điều này thành phường mới "
        "có tên gọi là phường Cầu Mây."
    )
    assert found is not None
    assert [(p.name, p.partly, p.within) for p in found.parts] == [
        ("Cầu Mây", False, ""),
        ("Khe Sim", True, "huyện Lau Thượng"),
        ("Đá Bạc", True, ""),
    ]


def test_what_was_left_as_it_was_has_no_result() -> None:
    found = read_merger(
        "Sau khi sắp xếp, tỉnh có 40 xã; trong đó 02 xã không thực hiện sắp xếp là xã Khe Sim và xã Lau Thượng."
    )
    assert found == Merger(None, (Unit("xa", "Khe Sim"), Unit("xa", "Lau Thượng")))


@pytest.mark.parametrize(
    "text",
    [
        "Xã Suối Vàng được hình thành từ những xã nào?",
        "Xã Suối Vàng có 12.300 người sau khi sắp xếp.",
        "Doanh nghiệp có tên gọi là Công ty Suối Vàng.",
        "Việc sáp nhập các trường do Sở Giáo dục thực hiện.",
    ],
)
def test_other_sentences_tell_no_merger(text: str) -> None:
    assert read_merger(text) is None


def test_missing_blanks_are_put_in() -> None:
    text = f"{_ALL}cácxã Khe Sim (huyện Lau)và xã Đá Bạcthành xã mới có tên gọi làxã Đá Bạc."
    assert spaced(text) == f"{_ALL}các xã Khe Sim (huyện Lau) và xã Đá Bạc thành xã mới có tên gọi là xã Đá Bạc."
    assert spaced("Tại TPHCM, xã Khe Sim") == "Tại TPHCM, xã Khe Sim"


_SYLLABLES = st.sampled_from(["Khe", "Sim", "Đá", "Bạc", "Lũng", "Xanh", "Yên", "Hòa", "Mỹ", "An", "Ea", "Súp", "Hưng"])
_UNITS = st.tuples(
    st.sampled_from(["xã", "phường", "thị trấn"]), st.lists(_SYLLABLES, min_size=1, max_size=4).map(" ".join)
)


@given(st.lists(_UNITS, min_size=2, max_size=8, unique_by=lambda u: u[1]), _UNITS)
def test_every_part_is_read_back(parts: list[tuple[str, str]], result: tuple[str, str]) -> None:
    listed = ", ".join(f"{kind} {name}" for kind, name in parts[:-1]) + f" và {parts[-1][0]} {parts[-1][1]}"
    found = read_merger(f"{_ALL}{listed} thành {result[0]} mới có tên gọi là {result[0]} {result[1]}.")
    assert found is not None and found.result is not None
    assert found.result.name == result[1]
    assert [p.name for p in found.parts] == [name for _, name in parts]


@given(st.text(max_size=300))
def test_any_text_is_read_without_failing(text: str) -> None:
    read_merger(text)
    assert "\n" not in spaced(text)


@pytest.mark.parametrize(
    ("question", "side"),
    [
        ("Xã Suối Vàng mới của Lâm Đồng được lập từ những xã cũ nào?", Side.PARTS),
        ("Những xã cũ nào hợp thành xã Suối Vàng?", Side.PARTS),
        ("xa suoi vang moi gom nhung xa nao gop lai", Side.PARTS),
        ("Phường Bến Lau do những phường nào nhập thành?", Side.PARTS),
        ("Which former communes make up the new Suối Vàng commune?", Side.PARTS),
        ("Suối Vàng commune was formed from which communes?", Side.PARTS),
        ("Thị trấn Cầu Mây cũ nay thuộc xã nào?", Side.RESULT),
        ("Tên mới của xã Khe Sim là gì?", Side.RESULT),
        ("xa khe sim nhap vao xa nao", Side.RESULT),
        ("Phường nào được thành lập từ phường Lau Cũ?", Side.RESULT),
        ("What is the former Khe Sim commune now called?", Side.RESULT),
        ("Which commune did the old Khe Sim commune become part of?", Side.RESULT),
        ("Xã Khe Sim có phải sắp xếp không?", Side.FATE),
    ],
)
def test_what_is_asked_of_a_merger_is_read(question: str, side: Side) -> None:
    asked = wanted(question, understand(question).language)
    assert asked is not None and asked.side is side


@pytest.mark.parametrize(
    "question",
    [
        "Xã Suối Vàng mới rộng bao nhiêu km2 sau khi nhập Khe Sim và Đá Bạc?",
        "Dân số xã Suối Vàng sau sáp nhập từ ba xã là bao nhiêu người?",
        "Ai là chủ tịch xã Suối Vàng sau khi sáp nhập?",
        "Xã Suối Vàng thuộc tỉnh nào?",
        "Hồ sơ gồm những giấy tờ nào?",
        "What is the population of the merged Suối Vàng commune?",
        "Which merged province has more people, Lâm Đồng or Cà Mau?",
    ],
)
def test_other_questions_on_a_unit_are_left_alone(question: str) -> None:
    assert wanted(question, understand(question).language) is None


def test_what_has_its_title_is_named_more_surely_than_where_it_lies() -> None:
    question = "Thị trấn Mây của Hồ Tùng nhập vào xã mới nào?"
    assert named_in(question, Unit("thi tran", "Mây")) > named_in(question, Unit("xa", "Hồ Tùng")) > 0


def test_how_many_and_of_which_kind_is_read() -> None:
    assert wanted("Xã Suối Vàng nhập từ mấy xã?", "vi") == Wanted(Side.PARTS, frozenset({"xa"}), counted=True)


@pytest.mark.parametrize(
    ("question", "kind", "name", "named"),
    [
        ("Xã Khe Sim nhập từ xã nào?", "xa", "Khe Sim", True),
        ("xa khe sim moi nhap tu xa nao", "xa", "Khe Sim", True),
        ("Khe Sim commune was formed from which communes?", "xa", "Khe Sim", True),
        ("Xã Khe Sim Thượng nhập từ xã nào?", "xa", "Khe Sim", False),
        ("xa khe sim thuong nhap tu xa nao", "xa", "Khe Sim", False),
        ("Phường Khe Sim nhập từ phường nào?", "xa", "Khe Sim", False),
        ("Xã Khe Sím nhập từ xã nào?", "xa", "Khe Sim", False),
        ("Phường 12 nhập từ phường nào?", "phuong", "1", False),
    ],
)
def test_a_unit_is_found_in_a_question(question: str, kind: str, name: str, named: bool) -> None:
    assert bool(named_in(question, Unit(kind, name))) is named


_PAPER = (
    "ỦY BAN THƯỜNG VỤ QUỐC HỘI\n\nNghị quyết số: {number}/NQ-UBTVQH15\n\nNGHỊ QUYẾT\n\nVỀ VIỆC SẮP XẾP CÁC ĐƠN VỊ "
    "HÀNH CHÍNH CẤP XÃ CỦA TỈNH {province}\n\nĐiều 1. Sắp xếp các đơn vị hành chính cấp xã của tỉnh {name}\n\nQuyết "
    "định sắp xếp để thành lập các đơn vị hành chính cấp xã của tỉnh {name} như sau:\n\n{items}\n"
)


def _paper(number: int, name: str, *items: str) -> str:
    listed = "\n\n".join(f"{n}. {item}" for n, item in enumerate(items, 1))
    return _PAPER.format(number=number, province=name.upper(), name=name, items=listed)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Resolutions of two provinces that each have a Suối Vàng; one divides Đá Bạc."""
    lam = _paper(
        9001,
        "Lâm Đồng",
        f"{_ALL}các xã Khe Sim, Khe Thông và một phần diện tích tự nhiên của xã Đá Bạc thành xã mới có tên gọi là "
        "xã Suối Vàng.",
        f"{_ALL}xã Lũng Xanh và phần còn lại của xã Đá Bạc thành xã mới có tên gọi là xã Lũng Xanh.",
        "Sau khi sắp xếp, tỉnh Lâm Đồng có 01 xã không thực hiện sắp xếp là xã Cầu Mây.",
    )
    son = _paper(9002, "Sơn La", f"{_ALL}xã Bản Mun và xã Bản Phiêng thành xã mới có tên gọi là xã Suối Vàng.")
    with Library.open(tmp_path_factory.mktemp("mergers"), HashEmbedder()) as opened:
        opened.apply([parse_text(lam, file="lam-dong.txt"), parse_text(son, file="son-la.txt")])
        yield opened


def _answer(library: Library, question: str) -> Draft | None:
    read = understand(question)
    return answer(read, library, Filters(), read.answer_language)


def test_the_sentence_that_tells_it_answers_and_nothing_else(library: Library) -> None:
    draft = _answer(library, "Xã Lũng Xanh được lập từ những xã cũ nào?")
    assert draft is not None and draft.status == "answered"
    (told,) = draft.statements
    assert told.text == f"{_ALL}xã Lũng Xanh và phần còn lại của xã Đá Bạc thành xã mới có tên gọi là xã Lũng Xanh."
    assert told.sources[0].quote.startswith("2. Sắp xếp")


def test_a_name_of_two_provinces_is_asked_back(library: Library) -> None:
    draft = _answer(library, "Xã Suối Vàng gồm những xã cũ nào?")
    assert draft is not None and draft.status == "clarify"
    assert sorted(s.text.split(":")[0] for s in draft.statements) == ["• Lâm Đồng", "• Sơn La"]


@pytest.mark.parametrize(
    "question",
    [
        "Xã Suối Vàng của Sơn La gồm những xã cũ nào?",
        "xa suoi vang moi cua son la nhap tu nhung xa nao",
        "Which former communes make up the new Suối Vàng commune of Sơn La?",
    ],
)
def test_the_province_named_decides(library: Library, question: str) -> None:
    draft = _answer(library, question)
    assert draft is not None and draft.status == "answered"
    assert [s.sources[0].document.file for s in draft.statements] == ["son-la.txt"]


def test_one_of_another_province_is_not_taken(library: Library) -> None:
    assert _answer(library, "Xã Lũng Xanh của Cà Mau được lập từ những xã cũ nào?") is None


def test_a_divided_unit_went_into_several(library: Library) -> None:
    draft = _answer(library, "Xã Đá Bạc cũ nay thuộc xã nào?")
    assert draft is not None and draft.status == "answered"
    assert {s.text.rpartition(" là ")[2] for s in draft.statements} == {"xã Suối Vàng.", "xã Lũng Xanh."}


def test_parts_are_counted(library: Library) -> None:
    draft = _answer(library, "Xã Suối Vàng của Lâm Đồng nhập từ mấy xã?")
    assert draft is not None
    assert draft.statements[0].text == "Xã Suối Vàng nhập từ 3 xã: xã Khe Sim, xã Khe Thông, xã Đá Bạc."


def test_two_units_are_compared_by_their_parts(library: Library) -> None:
    draft = _answer(library, "Xã Suối Vàng và xã Lũng Xanh của Lâm Đồng, xã nào được gộp từ nhiều xã cũ hơn?")
    assert draft is not None
    assert draft.statements[0].text.startswith("Xã Suối Vàng nhập từ nhiều đơn vị hơn: 3 xã, so với 2 của xã Lũng Xanh")


def test_what_was_not_merged_is_said(library: Library) -> None:
    draft = _answer(library, "Xã Cầu Mây có phải sáp nhập không?")
    assert draft is not None and "không thực hiện sắp xếp là xã Cầu Mây" in draft.statements[0].text


@pytest.mark.parametrize(
    "question", ["Xã nào của Lâm Đồng được giữ nguyên, không sắp xếp?", "nhung xa nao cua lam dong khong sap nhap"]
)
def test_what_a_province_left_as_it_was_is_told(library: Library, question: str) -> None:
    draft = _answer(library, question)
    assert draft is not None and draft.status == "answered"
    (told,) = draft.statements
    assert told.text.endswith("không thực hiện sắp xếp là xã Cầu Mây.")


def test_nothing_is_answered_of_a_unit_that_no_document_tells(library: Library) -> None:
    assert _answer(library, "Xã Vạn Thác được lập từ những xã cũ nào?") is None
