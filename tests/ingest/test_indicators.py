"""Reported figures: what is a value, a share of plan, a change; what is none; when and where; rows and documents."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import Document, Indicator, Passage, Unit, UnitKind
from ingest.indicators import document_indicators, extract_indicators, reported_period, row_indicators


def facts(sentence: str, context: str = "", title: str = "") -> list[tuple[object, ...]]:
    found = extract_indicators(sentence, context=context, title=title)
    return [(i.value, i.unit, i.plan_pct, i.yoy_pct) for i in found]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Thu ngân sách huyện ước đạt 845 tỷ đồng, bằng 91,5% dự toán, tăng 6,2% so với cùng kỳ.",
            [(845.0, "tỷ đồng", 91.5, 6.2)],
        ),
        ("Kim ngạch xuất khẩu đạt 72 triệu USD, bằng 94% so với cùng kỳ.", [(72.0, "triệu USD", None, -6.0)]),
        ("Sản lượng lúa đạt 51.200 tấn, vượt 4,5% kế hoạch năm.", [(51200.0, "tấn", 104.5, None)]),
        ("Giải ngân vốn đầu tư công so với kế hoạch được giao mới đạt 38,4%.", [(None, None, 38.4, None)]),
        ("Chỉ số giá tiêu dùng tăng 3,1% so với cùng kỳ năm trước.", [(None, None, None, 3.1)]),
        ("Tốc độ tăng trưởng kinh tế năm 2021 đạt 5,6%.", [(5.6, "%", None, None)]),
        ("Vốn đăng ký mới gấp 3 lần kế hoạch năm.", [(None, None, 300.0, None)]),
        ("Tổng lượt khách 9 tháng đạt 1,3 triệu lượt, bằng cùng kỳ.", [(1300000.0, "lượt", None, 0.0)]),
        ("Tổng vốn đầu tư thực hiện năm 2021 là 18,4 nghìn tỷ đồng.", [(18400.0, "tỷ đồng", None, None)]),
        ("Kim ngạch xuất khẩu đạt 90 triệu USD, cao hơn cùng kỳ 4,5%.", [(90.0, "triệu USD", None, 4.5)]),
        ("Thu ngân sách ước 410 tỷ đồng, thấp hơn dự toán 6%.", [(410.0, "tỷ đồng", 94.0, None)]),
        ("Sản lượng thép đạt 61 nghìn tấn, bằng 108% năm 2016.", [(61000.0, "tấn", None, 8.0)]),
        ("Tháng 5/2023, lượng khách đạt 210.000 lượt, nhiều hơn tháng trước 12%.", [(210000.0, "lượt", None, None)]),
        ("Đã chi trả 31,5/42 tỷ đồng tiền đền bù, đạt 75% kế hoạch.", [(31.5, "tỷ đồng", 75.0, None)]),
        ("Số vụ cháy giảm 9 vụ (-15%) so với cùng kỳ.", [(None, None, None, -15.0)]),
        ("Sản lượng cà phê đạt 12 vạn tấn, gấp 1,2 lần cùng kỳ.", [(120000.0, "tấn", None, 20.0)]),
        ("Toàn huyện có 9 xã đạt từ 15 tiêu chí trở lên, vượt 12,5% kế hoạch.", [(9.0, "xã", 112.5, None)]),
        (
            "Doanh thu dịch vụ đạt 410 tỷ đồng (kế hoạch 400 tỷ đồng), "
            "tăng 8% so với quý trước (tăng 12% so với cùng kỳ).",
            [(410.0, "tỷ đồng", None, 12.0)],
        ),
    ],
)
def test_records(sentence: str, expected: list[tuple[object, ...]]) -> None:
    assert facts(sentence) == expected


SENTENCES = Path(__file__).parents[1] / "data" / "indicator_sentences.jsonl"


@pytest.mark.parametrize("line", SENTENCES.read_text(encoding="utf-8").splitlines())
def test_sentences_of_the_genre(line: str) -> None:
    row = json.loads(line)
    found = facts(row["sentence"], row["context"], row["title"])
    assert sorted(map(repr, found)) == sorted(repr(tuple(_float(v) for v in r)) for r in row["records"])
    if "names" in row:
        told = extract_indicators(row["sentence"], context=row["context"], title=row["title"])
        assert sorted((i.name, i.period or "") for i in told) == sorted(zip(row["names"], row["periods"], strict=True))


def _float(value: object) -> object:
    return float(value) if isinstance(value, int) else value


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Theo đó, vị này nêu con số giải ngân 9 tháng của quận là 1.305 tỷ đồng, đạt 58% kế hoạch vốn.", "giải ngân"),
        (
            "Trả lời phóng viên, đại diện Chi cục Thuế cho biết thu nội địa 8 tháng đạt 960 tỷ đồng, bằng 71% dự toán.",
            "thu nội địa",
        ),
        ("Số liệu của Phòng Lao động cho thấy đến tháng 9/2024 còn 47 hộ nghèo, giảm 12 hộ.", "hộ nghèo"),
        ("Quận Long Biên giải ngân 905 tỷ đồng, đạt 44% kế hoạch năm 2024.", "giải ngân"),
        ("Trong năm 2024, số hộ cận nghèo giảm từ 60 hộ hồi đầu năm xuống còn 41 hộ.", "số hộ cận nghèo"),
        ("9 tháng đầu năm 2024 đã hoàn thành giải phóng mặt bằng 17 dự án.", "hoàn thành giải phóng mặt bằng"),
    ],
)
def test_a_name_is_what_is_measured_and_not_who_tells_it(sentence: str, name: str) -> None:
    (found,) = extract_indicators(sentence)
    assert found.name == name


def test_what_was_before_a_change_is_no_figure_of_its_own() -> None:
    (found,) = extract_indicators("Tỷ lệ hồ sơ trực tuyến năm 2024 tăng từ 55% lên 83%.")
    assert found.value == 83.0


def test_an_office_of_planning_makes_no_plan_of_what_it_tells() -> None:
    sentence = "Đại diện Phòng Tài chính - Kế hoạch huyện cho biết thu ngân sách 9 tháng năm 2024 đạt 75 tỷ đồng."
    (found,) = extract_indicators(sentence, context="Nguồn thu hồi phục trong quý III.")
    assert found.period == "9T/2024"


def test_parts_are_records_of_their_own() -> None:
    sentence = (
        "Tổng chi ngân sách năm 2020 ước 960 tỷ đồng, đạt 97% dự toán, trong đó chi đầu tư 310 tỷ đồng, "
        "chi thường xuyên 590 tỷ đồng."
    )
    found = extract_indicators(sentence)
    assert [(i.name, i.value, i.plan_pct, i.qualifier) for i in found] == [
        ("Tổng chi ngân sách", 960.0, 97.0, "ước"),
        ("chi đầu tư", 310.0, None, None),
        ("chi thường xuyên", 590.0, None, None),
    ]


def test_a_national_average_in_brackets_is_a_comparison() -> None:
    own, nation = extract_indicators("Giải ngân vốn đầu tư công đạt 61% kế hoạch, cao hơn bình quân cả nước (52,3%).")
    assert (own.plan_pct, nation.plan_pct, nation.locality) == (61.0, 52.3, "cả nước")
    assert nation.extra["comparison"] is True


def test_two_plans_keep_the_first_and_list_the_other() -> None:
    (found,) = extract_indicators("Thu nội địa đạt 95% dự toán trung ương giao, bằng 88% dự toán tỉnh giao.")
    assert (found.plan_pct, found.plan_basis) == (95.0, "dự toán trung ương giao")
    assert found.extra["plan_alt"] == [{"plan_pct": 88.0, "plan_basis": "dự toán tỉnh giao"}]


def test_a_measure_over_another_period_is_another_record() -> None:
    first, second = extract_indicators("GRDP quý II/2022 tăng 7,4%, 6 tháng năm 2022 tăng 6,8%.")
    assert (first.yoy_pct, first.period) == (7.4, "Q2/2022")
    assert (second.name, second.yoy_pct, second.period) == (first.name, 6.8, "6T/2022")


@pytest.mark.parametrize(
    "sentence",
    [
        "Mức hỗ trợ tối đa không quá 30 triệu đồng/hộ.",
        "Trường hợp doanh thu đạt dưới 60% kế hoạch thì được giảm 10% tiền thuê.",
        "Ứng trước không quá 40% dự toán chi năm sau.",
        "Lệ phí cấp giấy phép là 200.000 đồng/giấy.",
        "Bộ chỉ tiêu gồm 24 chỉ tiêu, trong đó có 10 chỉ tiêu về xã hội.",
        "Thời hạn giải quyết là 10 ngày làm việc kể từ ngày nhận đủ hồ sơ.",
        "Năm 2021, tỉnh xếp thứ 12 về chỉ số cải cách hành chính.",
        "Đề nghị Chính phủ hỗ trợ 500 tỷ đồng để khắc phục hậu quả.",
        "Nghị quyết số 15/2021/NQ-HĐND có hiệu lực từ ngày 01/01/2022.",
        "Dự án có tổng mức đầu tư 320 tỷ đồng, chiều dài 5,4 km.",
        "Khu cây xanh (ký hiệu CX-02) có diện tích khoảng 4,6 ha, phục vụ chung cho khu dân cư.",
        "Vốn tự có của chủ đầu tư là 85 tỷ đồng, chiếm 20% tổng vốn của dự án.",
        "",
    ],
)
def test_rules_requests_and_designs_report_nothing(sentence: str) -> None:
    assert facts(sentence) == []


def test_period_and_place_from_sentence_and_window() -> None:
    context = "Trong 6 tháng đầu năm 2022, kinh tế tỉnh Kiên Giang tiếp tục ổn định."
    (found,) = extract_indicators("Thu ngân sách đạt 6.100 tỷ đồng, tăng 9% so với cùng kỳ.", context=context)
    assert (found.period, found.period_from) == ("6T/2022", "window")
    assert (found.locality, found.locality_from) == ("tỉnh Kiên Giang", "window")
    (own,) = extract_indicators(
        "Quý III/2022, thu ngân sách đạt 3.000 tỷ đồng, tăng 9% so với cùng kỳ.", context=context
    )
    assert (own.period, own.period_from) == ("Q3/2022", "sentence")


def test_the_base_of_comparison_is_no_period() -> None:
    (found,) = extract_indicators("Năm 2019, sản lượng đạt 700 tấn, tăng 5% so với năm 2018.")
    assert (found.period, found.yoy_pct) == ("2019", 5.0)


def test_a_target_is_a_plan() -> None:
    (found,) = extract_indicators("Phấn đấu năm 2024 thu ngân sách đạt 1.000 tỷ đồng.")
    assert (found.qualifier, found.period) == ("kế hoạch", "2024")


_HEADS = "TT | Chỉ tiêu | Đơn vị tính | Kế hoạch năm | Thực hiện | % so với kế hoạch | % so với cùng kỳ"


def test_a_target_told_is_no_share_of_it() -> None:
    found = extract_indicators("Giải ngân được 268 tỷ đồng, đạt 37% kế hoạch; con số này thấp hơn mục tiêu 45%.")
    assert [(i.name, i.plan_pct) for i in found] == [("Giải ngân", 37.0)]


@pytest.mark.parametrize(
    ("sentence", "change"),
    [
        ("Quý II/2025, giá thuê kho đạt 5 USD/m2, tăng 4% so với quý I/2025.", None),
        ("Quý II/2025, số lượt khách đạt 2.400 lượt, tăng 4% so với quý II/2024.", 4.0),
        ("Tháng 3/2025, số lượt khách đạt 800 lượt, tăng 9% so với tháng 12/2024.", None),
    ],
)
def test_only_the_same_months_of_an_earlier_year_are_the_same_period(sentence: str, change: float | None) -> None:
    assert [i.yoy_pct for i in extract_indicators(sentence) if i.yoy_pct is not None] == ([change] if change else [])


def test_a_commune_reports_on_itself() -> None:
    (found,) = extract_indicators(
        "Thu ngân sách đạt 8 tỷ đồng, tăng 5% so với cùng kỳ.", title="Xã Tân Phước tổng kết năm 2023"
    )
    assert (found.locality, found.period) == ("xã Tân Phước", "2023")


def test_a_table_row_is_read_by_its_heads() -> None:
    row = "1 | Tổng thu ngân sách | Tỷ đồng | 1.200 | 900,5 | 75,04 | 112,3"
    (found,) = row_indicators(row, context=f"Kết quả 9 tháng đầu năm 2023 tỉnh An Giang\n{_HEADS}")
    assert (found.name, found.value, found.unit, found.plan_pct, found.yoy_pct) == (
        "Tổng thu ngân sách",
        900.5,
        "tỷ đồng",
        75.04,
        12.3,
    )
    assert (found.period, found.locality, found.extra["plan_value"]) == ("9T/2023", "tỉnh An Giang", 1200.0)


def test_a_row_number_is_no_figure_and_a_full_stop_no_part_of_a_head() -> None:
    heads = "II. Thực hiện thu. STT | Khoản thu | Kế hoạch năm (triệu đồng) | Thực hiện (triệu đồng) | Đạt (%)."
    records = row_indicators("3 | Phí chợ | 3.400 | 2.516 | 74", context=heads)
    assert [(r.name, r.value, r.unit, r.plan_pct) for r in records] == [("Phí chợ", 2516.0, "triệu đồng", 74.0)]
    assert records[0].plan_basis is not None and not records[0].plan_basis.endswith(".")


def test_each_year_of_a_table_is_a_record() -> None:
    table = "Chỉ tiêu | ĐVT | 2018 | 2019\nSố trường học | trường | 212 | 220"
    found = extract_indicators(table)
    assert [(i.name, i.value, i.unit, i.period) for i in found] == [
        ("Số trường học", 212.0, "trường", "2018"),
        ("Số trường học", 220.0, "trường", "2019"),
    ]


def test_a_share_beside_a_plan_is_of_the_plan() -> None:
    (found,) = extract_indicators(
        "TT | Nội dung | ĐVT | Kế hoạch 2022 | Thực hiện 2022 | Tỷ lệ (%)\n1 | Thu ngân sách | tỷ đồng | 50 | 54 | 108"
    )
    assert (found.value, found.plan_pct, found.plan_basis, found.qualifier) == (
        54.0,
        108.0,
        "kế hoạch 2022",
        "thực hiện",
    )
    assert (found.period, found.extra["plan_value"]) == ("2022", 50.0)


def test_a_price_list_has_no_indicators() -> None:
    assert row_indicators("1 | Cấp giấy phép | 200.000", context="TT | Nội dung | Mức thu (đồng)") == []


def test_a_document_fills_what_a_sentence_leaves_open() -> None:
    sentences = [
        "Năm 2020, kinh tế huyện phát triển ổn định.",
        "Thu ngân sách đạt 310 tỷ đồng, tăng 4% so với cùng kỳ.",
    ]
    fillers = ["Công tác văn hóa được quan tâm.", "Đời sống người dân được nâng lên.", "An ninh được giữ vững."]
    parts = [sentences[0], *fillers, sentences[1]]
    text = "\n".join(parts)
    units = tuple(Unit(text.index(p), text.index(p) + len(p), UnitKind.SENTENCE) for p in parts)
    document = Document("d", "a.md", "default", "h", text, place="huyện Hòn Đất", date_published=date(2021, 1, 5))
    (found,) = document_indicators(document, [Passage(0, len(text), "", units=units)])
    assert (found.period, found.period_from, found.locality) == ("2020", "document", "huyện Hòn Đất")
    assert text[found.start : found.end].startswith("Thu ngân sách đạt 310 tỷ đồng")


def _settled(parts: list[str], *, title: str = "", published: date | None = None) -> list[Indicator]:
    text = "\n".join(parts)
    units = tuple(Unit(text.index(p), text.index(p) + len(p), UnitKind.SENTENCE) for p in parts)
    document = Document("d", "a.md", "default", "h", text, title=title, date_published=published)
    return list(document_indicators(document, [Passage(0, len(text), "", units=units)]))


_FIGURE = "Thu ngân sách đạt 310 tỷ đồng, tăng 4% so với cùng kỳ."


def test_an_events_year_does_not_end_the_report_on_its_months() -> None:
    event = "Ngày hội cá năm 2021 thu hút đông du khách."
    (found,) = _settled(["Kết quả 9 tháng đầu năm 2021 khá tốt.", event, _FIGURE])
    assert (found.period, found.period_from) == ("9T/2021", "document")
    yearly = "Cả năm 2021, chi ngân sách đạt 500 tỷ đồng, tăng 2% so với cùng kỳ."
    assert _settled(["Kết quả 9 tháng đầu năm 2021 khá tốt.", yearly, _FIGURE])[-1].period == "2021"


@pytest.mark.parametrize(
    ("published", "period"),
    [(date(2024, 10, 3), "9T/2024"), (date(2024, 9, 28), "9T/2024"), (date(2025, 1, 9), "9T/2024")],
)
def test_a_title_without_a_year_is_of_the_last_such_period(published: date, period: str) -> None:
    (found,) = _settled([_FIGURE], title="Kinh tế 9 tháng đầu năm khởi sắc", published=published)
    assert (found.period, found.period_from) == (period, "document")


def test_the_period_of_a_plan_reached_is_that_of_the_result() -> None:
    assert reported_period("Các chỉ tiêu đạt được năm 2018 đều cao hơn trước.") == "2018"
    assert reported_period("Phấn đấu hoàn thành kế hoạch năm 2018.") is None


def test_brackets_of_another_clause_do_not_report_on_the_first() -> None:
    (found,) = extract_indicators(
        "Phấn đấu kinh tế tăng nhanh (10%); chi trả trợ cấp (giải ngân đạt 100% kế hoạch vốn)."
    )
    assert (found.name, found.plan_pct) == ("giải ngân", 100.0)


@given(st.text(alphabet="Thu đạt tăng giảm 5% 12 tỷ đồng,.;:()kế hoạch cùng kỳ\n*", max_size=150))
def test_offsets_lie_in_the_sentence(sentence: str) -> None:
    for found in extract_indicators(sentence):
        assert isinstance(found, Indicator)
        assert 0 <= found.start < found.end <= len(sentence)


@pytest.mark.parametrize(
    "hostile",
    [" " * 5900 + "5 tỷ đồng", "so với " * 900 + "5%", "thu 5% " * 900, "(a" * 3000 + "5%", "về " * 2000 + "5%"],
)
def test_hostile_sentences_end_soon(hostile: str) -> None:
    started = time.perf_counter()
    extract_indicators(hostile, context=hostile, title=hostile)
    assert time.perf_counter() - started < 10
