"""What a question wants."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.intent import AnswerType, Order, read_intent
from index.units import QuantityKind


@pytest.mark.parametrize(
    ("question", "language", "kind", "measure"),
    [
        ("Quận thu được bao nhiêu tiền?", "vi", AnswerType.FIGURE, QuantityKind.MONEY),
        ("quan thu duoc bao nhieu phan tram ke hoach", "vi-nodiacritics", AnswerType.FIGURE, QuantityKind.PERCENT),
        ("Tỉnh có bao nhiêu xã sau sắp xếp?", "vi", AnswerType.FIGURE, QuantityKind.COUNT),
        ("How many wards does the district have?", "en", AnswerType.FIGURE, QuantityKind.COUNT),
        ("What was the Q3 revenue attainment?", "en", AnswerType.FIGURE, QuantityKind.PERCENT),
        ("Cửa hàng phải mở cửa mấy giờ một ngày?", "vi", AnswerType.FIGURE, QuantityKind.DURATION),
        ("Quyết định có hiệu lực từ ngày nào?", "vi", AnswerType.DATE, None),
        ("Hạn nộp hồ sơ là ngày bao nhiêu?", "vi", AnswerType.DATE, None),
        ("Người gác đêm được trả mỗi ngày bao nhiêu tiền?", "vi", AnswerType.FIGURE, QuantityKind.MONEY),
        ("Bến phà một ngày bao nhiêu chuyến?", "vi", AnswerType.FIGURE, QuantityKind.COUNT),
        ("When does the decision take effect?", "en", AnswerType.DATE, None),
        ("Sở nào chủ trì lập đề án?", "vi", AnswerType.ENTITY, None),
        ("Who signed the resolution?", "en", AnswerType.ENTITY, None),
        ("Văn bản này bị thay thế bởi nghị quyết số mấy?", "vi", AnswerType.NUMBER, None),
        ("Dự án gồm những hạng mục nào?", "vi", AnswerType.LIST, None),
        ("Where is the project?", "en", AnswerType.PLACE, None),
        ("Thủ tục thực hiện như thế nào?", "vi", AnswerType.TEXT, None),
        ("Effective date of the parking resolution", "en", AnswerType.DATE, None),
        ("In what quarter will construction start?", "en", AnswerType.DATE, None),
        ("How soon must the ward reply?", "en", AnswerType.FIGURE, QuantityKind.DURATION),
        ("At what age can a clerk retire?", "en", AnswerType.FIGURE, QuantityKind.DURATION),
        ("What portion of the fund goes to repairs?", "en", AnswerType.FIGURE, QuantityKind.PERCENT),
        ("Daily pay rate for lifeguards", "en", AnswerType.FIGURE, QuantityKind.MONEY),
        ("What do buyers pay per stall?", "en", AnswerType.FIGURE, QuantityKind.MONEY),
        ("How much land will the market take up?", "en", AnswerType.FIGURE, QuantityKind.AREA),
        ("How deep must the well be?", "en", AnswerType.FIGURE, QuantityKind.LENGTH),
        ("Who may apply for the loan?", "en", AnswerType.TEXT, None),
        ("Who may approve the loan?", "en", AnswerType.ENTITY, None),
        ("What papers do I need for a boat?", "en", AnswerType.LIST, None),
    ],
)
def test_type_and_measure(question: str, language: str, kind: AnswerType, measure: QuantityKind | None) -> None:
    intent = read_intent(question, language)
    assert intent.type is kind
    assert intent.measure is measure


def test_a_bare_search_phrase_that_names_something_measured_wants_its_figure() -> None:
    assert read_intent("thu ngan sach ba dinh 6 thang", "vi-nodiacritics").type is AnswerType.FIGURE
    assert read_intent("lễ hội hoa sen", "vi").type is AnswerType.TEXT


@pytest.mark.parametrize(
    ("question", "language", "order", "difference"),
    [
        ("Phường A và phường B, nơi nào thu cao hơn?", "vi", Order.LARGER, False),
        ("Phường A thu cao hơn phường B bao nhiêu?", "vi", Order.LARGER, True),
        ("Hai dự án chênh nhau bao nhiêu?", "vi", None, True),
        ("Quyết định nào có hiệu lực sớm hơn, của Huế hay của Đà Nẵng?", "vi", Order.EARLIER, False),
        ("Which is cheaper, the first or the second?", "en", Order.SMALLER, False),
    ],
)
def test_comparisons(question: str, language: str, order: Order | None, difference: bool) -> None:
    intent = read_intent(question, language)
    assert intent.compares
    assert intent.order is order
    assert intent.difference is difference


@pytest.mark.parametrize(
    ("question", "ranged"),
    [
        ("Giá vé tàu nằm trong khoảng nào?", True),
        ("Xả nước ra vỉa hè bị phạt từ bao nhiêu đến bao nhiêu?", True),
        ("What price range was approved for the stalls?", True),
        ("Giá vé tàu là bao nhiêu?", False),
    ],
)
def test_a_range_asked_for_is_a_figure_with_two_ends(question: str, ranged: bool) -> None:
    intent = read_intent(question, "en" if question.startswith("What") else "vi")
    assert intent.ranged is ranged
    assert intent.type is AnswerType.FIGURE or question.startswith("What")


@pytest.mark.parametrize(
    "question",
    [
        "Phí bến bãi gồm mấy khoản lớn nào?",
        "Đơn gồm mấy nội dung chủ yếu nào?",
        "Xe của những hợp tác xã chở khách liên huyện nào được vào bến?",
    ],
)
def test_several_named_things_are_a_list(question: str) -> None:
    assert read_intent(question, "vi").type is AnswerType.LIST


def test_more_than_a_number_compares_nothing() -> None:
    assert not read_intent("How much is paid when more than 60% of the area is lost?", "en").compares
    assert not read_intent("Hộ có nhiều hơn 2 con được hỗ trợ bao nhiêu?", "vi").compares
    assert read_intent("Hộ A được hỗ trợ nhiều hơn hộ B bao nhiêu?", "vi").compares


def test_an_open_ended_bound_compares_nothing() -> None:
    assert not read_intent("How much do officials with grade 4 or higher get?", "en").compares


@settings(deadline=None)
@given(st.text(max_size=300), st.sampled_from(["vi", "vi-nodiacritics", "en"]))
def test_any_text_has_an_intent(text: str, language: str) -> None:
    assert isinstance(read_intent(text, language).type, AnswerType)


def test_a_population_is_counted_not_numbered() -> None:
    intent = read_intent("Xã Mỹ Hòa có quy mô dân số bao nhiêu người?", "vi")
    assert (intent.measure, intent.nouns) == (QuantityKind.COUNT, ("nguoi",))
    assert read_intent("Xã Mỹ Hòa thuộc khu vực số mấy?", "vi").measure is QuantityKind.NUMBER


def test_several_papers_asked_for_are_a_list() -> None:
    assert read_intent("Quy định này thay thế những quyết định nào?", "vi").type is AnswerType.LIST
    assert read_intent("Quy định này thay thế quyết định nào?", "vi").type is AnswerType.NUMBER


def test_what_is_compared_is_measured_by_what_is_named() -> None:
    assert read_intent("Cầu A hay cầu B, công trình nào tốn kinh phí hơn?", "vi").measure is QuantityKind.MONEY
    assert read_intent("Xã A hay xã B có nhiều hộ vay vốn hơn?", "vi").measure is None


@pytest.mark.parametrize(
    ("question", "language", "measure"),
    [
        ("Bị ngập trên 70% diện tích thì được hỗ trợ trong bao nhiêu tháng?", "vi", QuantityKind.DURATION),
        ("Thời hiệu khiếu nại quyết định phạt?", "vi", QuantityKind.DURATION),
        ("Lệ phí cấp lại thẻ?", "vi", QuantityKind.MONEY),
        ("How long is the bridge repair expected to take?", "en", QuantityKind.LENGTH),
        ("How long is the contractor given to finish the market?", "en", QuantityKind.DURATION),
        ("How far in advance must the owner tell the tenant?", "en", QuantityKind.DURATION),
        ("How large is the fine for littering?", "en", QuantityKind.MONEY),
        ("When classes are held online, what share of the fee is charged?", "en", QuantityKind.PERCENT),
        ("Ao bị mất trắng trên 60% diện tích thì mức hỗ trợ mỗi hecta là bao nhiêu?", "vi", QuantityKind.MONEY),
        ("How much per hectare is paid when more than 60% of the area is lost?", "en", QuantityKind.MONEY),
        ("Cây xanh phải chiếm ít nhất bao nhiêu phần diện tích khu đất?", "vi", QuantityKind.PERCENT),
        ("Đề có 40 câu, phần đọc hiểu chiếm bao nhiêu câu?", "vi", QuantityKind.COUNT),
        ("Thả gia súc ra đường bị phạt từ bao nhiêu đến bao nhiêu?", "vi", QuantityKind.MONEY),
    ],
)
def test_the_unit_asked_for_is_stronger_than_a_topic(question: str, language: str, measure: QuantityKind) -> None:
    intent = read_intent(question, language)
    assert (intent.type, intent.measure) == (AnswerType.FIGURE, measure)


@pytest.mark.parametrize(
    ("question", "nouns"),
    [
        ("Trưởng thôn được xếp bậc mấy trong bảng lương?", ("bac",)),
        ("Thửa đất này thuộc vị trí mấy?", ("vi", "tri")),
        ("Xin tách hộ phải dùng mẫu đơn số mấy?", ("mau",)),
    ],
)
def test_the_number_of_a_named_thing_is_a_label(question: str, nouns: tuple[str, ...]) -> None:
    intent = read_intent(question, "vi")
    assert (intent.measure, intent.nouns) == (QuantityKind.NUMBER, nouns)


def test_a_short_question_for_conditions_wants_no_figure() -> None:
    assert read_intent("Điều kiện hỗ trợ tiền thuê nhà?", "vi").type is AnswerType.TEXT
