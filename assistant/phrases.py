"""The fixed wording of answers, Vietnamese and English side by side. Evidence itself is never translated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from index.answer import Language
from index.period_labels import describe_period

_KNOWN = 3  # periods told of what is reported instead

_PHRASES: Final[dict[str, tuple[str, str]]] = {
    "empty": ("Chưa có tài liệu nào để tra cứu.", "There are no documents to look in yet."),
    "contentless": (
        "Câu hỏi chưa có nội dung để tra cứu. Hãy nêu điều bạn muốn biết.",
        "The question has nothing to look for yet. Say what you want to know.",
    ),
    "declined": (
        "Không tìm thấy câu trả lời trong tài liệu hiện có.",
        "The documents at hand do not answer this question.",
    ),
    "missing": ("Chưa thấy nội dung về: {what}.", "Nothing was found on: {what}."),
    "missing_there": (
        "Tài liệu gần nhất không nêu: {what}.",
        "The nearest document does not tell: {what}.",
    ),
    "demanded_money": ("số tiền được hỏi", "the amount of money asked for"),
    "demanded_measure": ("con số được hỏi", "the figure asked for"),
    "demanded_count": ("số lượng được hỏi", "the number asked for"),
    "demanded_person": ("người được hỏi", "the person asked for"),
    "demanded_company": ("công ty, đơn vị được hỏi", "the company asked for"),
    "demanded_address": ("địa chỉ được hỏi", "the address asked for"),
    "demanded_clock": ("giờ được hỏi", "the time of day asked for"),
    "demanded_account": ("số tài khoản, số điện thoại được hỏi", "the account or telephone number asked for"),
    "demanded_date": ("ngày, thời điểm được hỏi", "the date asked for"),
    "missing_period": (
        "Không có số liệu {asked}; có số liệu {known}.",
        "There is no figure {asked}; there is one {known}.",
    ),
    "missing_place": (
        "Không có tài liệu nào của {asked} về việc này; có của {known}.",
        "No document of {asked} deals with this; there are some of {known}.",
    ),
    "nearby": ("Tài liệu gần nhất: {titles}.", "Nearest documents: {titles}."),
    "which_place": (
        "Câu hỏi phù hợp với nhiều nơi. Bạn muốn hỏi nơi nào?",
        "The question fits several places. Which one do you mean?",
    ),
    "which_period": (
        "Câu hỏi phù hợp với nhiều kỳ. Bạn muốn hỏi kỳ nào?",
        "The question fits several periods. Which one do you mean?",
    ),
    "period_note": (
        "Nguồn nêu số liệu {reported}, không nêu riêng {asked}.",
        "The source speaks of {reported}, not of {asked} alone.",
    ),
    "conflict": (
        "Các nguồn nêu khác nhau; nguồn mới hơn và chính thức hơn đứng trước.",
        "The sources differ; the later and more official one comes first.",
    ),
    "told_by": ("(theo {paper}, {day})", "(according to {paper}, {day})"),
    "undated": ("không rõ ngày", "undated"),
    "higher": ("{winner} cao hơn {loser}", "{winner} is higher than {loser}"),
    "lower": ("{winner} thấp hơn {loser}", "{winner} is lower than {loser}"),
    "more": ("{winner} nhiều hơn {loser}", "{winner} has more than {loser}"),
    "fewer": ("{winner} ít hơn {loser}", "{winner} has fewer than {loser}"),
    "larger": ("{winner} lớn hơn {loser}", "{winner} is larger than {loser}"),
    "smaller": ("{winner} nhỏ hơn {loser}", "{winner} is smaller than {loser}"),
    "longer": ("{winner} dài hơn {loser}", "{winner} is longer than {loser}"),
    "shorter": ("{winner} ngắn hơn {loser}", "{winner} is shorter than {loser}"),
    "earlier": ("{winner} sớm hơn {loser}", "{winner} is earlier than {loser}"),
    "later": ("{winner} muộn hơn {loser}", "{winner} is later than {loser}"),
    "equal": ("{winner} và {loser} bằng nhau: {value}", "{winner} and {loser} are equal: {value}"),
    "against": ("{value} so với {other}", "{value} against {other}"),
    "differs_by": ("Chênh nhau {difference}", "The difference is {difference}"),
    "by_more": ("{winner} nhiều hơn {loser} {number} {rest}", "{winner} has {number} more {rest} than {loser}"),
    "by_fewer": ("{winner} ít hơn {loser} {number} {rest}", "{winner} has {number} fewer {rest} than {loser}"),
    "lacks_side": ("Chưa có số liệu của {side} để so sánh.", "There is no figure of {side} to compare with."),
    "times": ("{one} gấp {ratio} lần {other} ({working})", "{one} is {ratio} times {other} ({working})"),
    "share": ("{one} bằng {ratio}% của {other} ({working})", "{one} is {ratio}% of {other} ({working})"),
    "about": ("khoảng ", "about "),
    "most_higher": ("{winner} cao nhất: {value}", "{winner} is the highest: {value}"),
    "most_lower": ("{winner} thấp nhất: {value}", "{winner} is the lowest: {value}"),
    "most_more": ("{winner} nhiều nhất: {value}", "{winner} has the most: {value}"),
    "most_fewer": ("{winner} ít nhất: {value}", "{winner} has the fewest: {value}"),
    "most_larger": ("{winner} lớn nhất: {value}", "{winner} is the largest: {value}"),
    "most_smaller": ("{winner} nhỏ nhất: {value}", "{winner} is the smallest: {value}"),
    "most_longer": ("{winner} dài nhất: {value}", "{winner} is the longest: {value}"),
    "most_shorter": ("{winner} ngắn nhất: {value}", "{winner} is the shortest: {value}"),
    "most_earlier": ("{winner} sớm nhất: {value}", "{winner} is the earliest: {value}"),
    "most_later": ("{winner} muộn nhất: {value}", "{winner} is the latest: {value}"),
    "days": ("{n} ngày", "{n} days"),
    "points": ("{n} điểm phần trăm", "{n} percentage points"),
    "according": ("Theo {source}", "According to {source}"),
    "fell_back": (
        "Mô hình ngôn ngữ không trả lời được ({cause}); dưới đây là trích dẫn từ tài liệu.",
        "The language model failed ({cause}); below are extracts from the documents.",
    ),
    "model_failed": ("lỗi của mô hình", "an error of the model"),
    "model_unset": ("chưa chọn mô hình", "no model is set"),
    "model_package": ("chưa cài gói phần mềm của mô hình", "the model's package is not installed"),
    "model_provider": ("không rõ nhà cung cấp", "unknown provider"),
    "model_key": ("thiếu khóa truy cập hoặc khóa bị từ chối", "no access key, or the key was refused"),
    "model_unknown": ("máy chủ không có mô hình này", "the server does not have this model"),
    "model_slow": ("quá thời gian chờ", "it took too long"),
    "model_unreachable": ("không kết nối được", "it cannot be reached"),
    "model_unsupported": ("câu trả lời không có căn cứ trong nguồn", "the sources do not support its answer"),
    "amends": ("đã được sửa đổi, bổ sung bởi {numbers}", "amended by {numbers}"),
    "replaces": ("đã được thay thế bởi {numbers}", "replaced by {numbers}"),
    "repeals": ("đã bị bãi bỏ bởi {numbers}", "repealed by {numbers}"),
    "paper_signed": ("Người ký {paper} là {name}.", "{paper} was signed by {name}."),
    "paper_issued": ("{paper} được ban hành ngày {day}.", "{paper} was issued on {day}."),
    "paper_effective": ("{paper} có hiệu lực từ ngày {day}.", "{paper} takes effect on {day}."),
    "paper_issuer": ("{paper} do {issuer} ban hành.", "{paper} was issued by {issuer}."),
    "paper_amends": ("{paper} đã được sửa đổi, bổ sung bởi {by}.", "{paper} was amended by {by}."),
    "paper_amends_part": (
        "{paper} đã được sửa đổi, bổ sung một phần bởi {by}.",
        "{paper} was amended in part by {by}.",
    ),
    "paper_replaces": ("{paper} đã được thay thế bởi {by}.", "{paper} was replaced by {by}."),
    "paper_replaces_part": ("{paper} đã được thay thế một phần bởi {by}.", "{paper} was replaced in part by {by}."),
    "paper_repeals": ("{paper} đã bị bãi bỏ bởi {by}.", "{paper} was repealed by {by}."),
    "paper_repeals_part": ("{paper} đã bị bãi bỏ một phần bởi {by}.", "{paper} was repealed in part by {by}."),
    "merger_counted": ("{unit} nhập từ {n} {kind}: {parts}.", "{unit} was formed from {n} units: {parts}."),
    "merger_into": ("{unit} nay thuộc {result}.", "{unit} is now part of {result}."),
    "merger_more": (
        "{winner} nhập từ nhiều đơn vị hơn: {n} {kind}, so với {m} của {loser}.",
        "{winner} was formed from more units: {n}, against {m} of {loser}.",
    ),
    "unsupported": ("Chưa kiểm chứng được với nguồn", "Not supported by the sources"),
}


def phrase(key: str, language: Language, **values: object) -> str:
    """The wording ``key`` in ``language`` with its named ``values`` filled in."""
    return _PHRASES[key][0 if language == "vi" else 1].format(**values)


def only_periods(asked: str, labels: Sequence[str], language: Language) -> str:
    """That nothing is told for the period labelled ``asked``, but for the first of ``labels``."""
    known = ", ".join(dict.fromkeys(_for(label, language) for label in labels[:_KNOWN]))
    return phrase("missing_period", language, asked=_for(asked, language), known=known)


def _for(label: str, language: Language) -> str:
    """ "cho 9 tháng đầu năm 2024", but "tính đến ngày 20/6/2025"."""
    said = describe_period(label, language)
    return said if label.startswith("đến") else f"{'for' if language == 'en' else 'cho'} {said}"
