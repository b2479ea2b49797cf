"""Where in a text digits are no quantity: dates and periods, times of day, document numbers, references, labels."""

from __future__ import annotations

import re
from bisect import bisect_right

from index.dates import Reading, dates_in, marked_and_bare
from index.periods import certain_spans

_UPPER = "A-ZĐ"
# Read in the text as it is written. All but addresses begin where no letter or digit stands before.
_ADDRESSES = (r"(?:https?://|www\.)\S{1,2000}", r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_WRITTEN = (
    rf"(?<![\w/])\d{{1,6}}[A-Za-z]?/(?:\d{{4}}/)?(?:[{_UPPER}]{{2,}}|[a-zđ]{{2,6}}-)[\w&-]{{0,40}}",  # 81/2025/NQ-HĐND
    r"(?<![\w/])\d{1,6}/\d{4}/[\w-]{2,40}",
    *_ADDRESSES,
    r"(?<![\w.,/])(?:\+84|0)[\d]{1,3}[ .-]?\d{3,4}[ .-]?\d{3,4}(?![\w/]|[.,]\d)",  # telephone
    r"(?<![\w.,/])1[89]00[ .-]?\d{4,6}(?![\w/]|[.,]\d)",
    r"(?m:^[ \t]*(?:[-*•+#]{1,6}[ \t]*)?\d{1,3}(?:\.\d{1,3}){0,4}[.)](?=\s))",  # "2. ", "1.1) " at the head of a line
    r"(?m:^#{1,6}[ \t]+\d{1,2}(?:\.\d{1,2}){0,4}(?=\s))",
)
# What follows "tiếng" where it is a language and no hour: "lớp 10 tiếng Anh".
LANGUAGES = (
    "anh|pháp|đức|nga|nhật|trung|hàn|hoa|việt|thái|lào|khmer|khơ me|chăm|mông|hmông|tày|nùng|dao|ê đê|ba na|"
    "bahnar|jrai|gia rai|tây ban nha|bồ đào nha|ý|ả rập|dân tộc|nước ngoài|mẹ đẻ|phổ thông"
)
# What shows that the number after "khoản", "cấp" … is an amount after all.
_AMOUNT = (
    r"(?!\d|[.,]\d|/\d|\s*(?:%|‰|phần trăm|(?:tỷ|tỉ)\b|triệu|nghìn|ngàn|đồng|đ\b|usd|km|m\b|m2|ha\b|tấn|người|hộ\b|lượt"
    rf"|lần|(?:giây|phút|giờ|tiếng(?!\s+(?:{LANGUAGES})\b)|ngày|tuần|tháng|năm(?!\s+(?:học|nay|ngoái)\b))\b(?!\s*\d)"
    r"|percent|billion|million))"
)
_LABELS = (
    "điều|khoản|điểm|mục|tiểu mục|chương|phần|phụ lục|bảng|biểu|hình|mẫu số|mẫu|tờ bản đồ|tờ|thửa|trang|câu|bước|"
    "quận|phường|tổ|khu phố|tổ dân phố|khu vực|ngõ|ngách|hẻm|số nhà|nhà số|quốc lộ|tỉnh lộ|ql|tl|lô|tầng|phòng|"
    "thôn|ấp|khóm|xóm|khối|khóa|khoá|khóa thứ|lần|kỳ|"
    # "cung cấp 30 căn", "cấp 500 giấy" tell amounts
    r"(?<!cung )(?<!trợ )(?<!phụ )(?<!nâng )(?<!đã )(?<!được )cấp(?=\s+(?:số\s+)?\d(?!\d))|loại|"
    "nhóm|hạng|lớp|bậc|giai đoạn|đợt|vòng|zone|"
    "tuyến số|tuyến|vành đai|"
    "article|clause|point|section|chapter|part|appendix|annex|table|figure|page|step|phase|grade|group|district|ward|no\\.|number"
)
_PAPERS = (
    "nghị quyết|quyết định|nghị định|thông tư|luật|chỉ thị|công văn|thông báo|kết luận|tờ trình|pháp lệnh|"
    "decree|resolution|decision|circular|law"
)
_ALSO = rf"(?:\s?(?:,|;|và|hoặc|đến|and|or|to|-|–)\s?\d{{1,3}}[a-zđ]?(?![\w%]){_AMOUNT}){{0,12}}"
# Read in lower case, in both writings; all begin where no letter or digit stands before.
_LOWERED = (
    rf"(?<!\w)(?<!mỗi )(?:{_LABELS})\s+(?:số\s+)?\d{{1,4}}[a-zđ]?(?:\.\d{{1,2}}(?!\d)){{0,3}}{_ALSO}(?!\w){_AMOUNT}",
    rf"(?<!\w)(?:{_PAPERS})\s+(?:liên tịch\s+|số\s*:?\s*|no\.\s*|number\s+)?\d{{1,5}}(?:/\d{{4}})?(?!\w){_AMOUNT}",
    r"(?<!\w)(?<!tổng )(?<!dân )(?<!trị )(?<!hệ )(?:số|no\.|no)\s*:?\s*\d{1,5}(?:/\d{4})?"
    r"(?!\w|[.,]\d|/\d)(?!\s*(?!ngày\s+\d)(?:[^\W\d_]|%))",
    r"(?<![\w.,])\d{1,2}(?:\s?(?:h|g|giờ)\s?|:)\d{2}(?:\s?(?:phút|p|'|am\b|pm\b|a\.m|p\.m))?(?![\w]|[.,]\d)",
    r"(?<!\w)(?:lúc|vào|hồi|at)\s+\d{1,2}\s?(?:h|giờ|g|am|pm|a\.m\.|p\.m\.)(?!\w)",
    r"(?<![\w.,])\d{1,2}h(?!\w)",
    r"(?<!\w)(?:ngày|mùng|mồng|sáng|chiều|tối|đêm)\s+\d{1,2}(?:\s?[/.-]\s?\d{1,2})?(?:\s+tháng\s+\d{1,2})?"
    r"(?![\w%/]|[.,]\d)",
    r"(?<![\w/.,])(?:0?[1-9]|[12]\d|3[01])\s+tháng\s+(?:0?[1-9]|1[0-2])(?!\w)",
    r"(?<!\w)(?:số|sđt|đt|tel|hotline|điện thoại)\s*:\s*[\d .()-]{8,18}",
    r"(?<![\w/])24/7(?!\w)",
)
# Said once, before the alternatives: most letters of a text stand within a word and are passed over at a glance.
_AT_WORD = r"(?<!\w)(?:{})"
_SPANS = re.compile("|".join(_WRITTEN))
_SPANS_WITHOUT_ADDRESS = re.compile(_AT_WORD.format("|".join(p for p in _WRITTEN if p not in _ADDRESSES)))
_SPANS_LOWERED = marked_and_bare(_AT_WORD.format("|".join(_LOWERED)))


class Closed:
    """Spans of a text in which no number is to be looked for."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        merged: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        self._starts = [start for start, _ in merged]
        self._ends = [end for _, end in merged]

    def holds(self, position: int) -> bool:
        """Whether the letter at ``position`` is in one of the spans."""
        i = bisect_right(self._starts, position) - 1
        return i >= 0 and position < self._ends[i]


def not_quantities(text: str) -> Closed:
    """The spans of ``text`` whose digits name something and measure nothing."""
    reading = Reading(text)
    days = dates_in(reading)
    written = _SPANS if "@" in text or "://" in text or "www." in text else _SPANS_WITHOUT_ADDRESS
    spans = [match.span() for match in written.finditer(text)]
    spans += [match.span() for match in reading.finditer(_SPANS_LOWERED)]
    spans += [(mention.start, mention.end) for mention in days]
    return Closed(spans + certain_spans(reading, days))
