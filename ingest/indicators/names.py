"""The name of a measure in the words before its figure: without who reports it, whose it is, when, and that it was
reached.
"""

from __future__ import annotations

import re

from index.places import find_places
from ingest.indicators import lexicon as lx

# "vị này nêu con số …", "đại diện Phòng Thống kê cho biết …": who says it is no part of what is measured.
_REPORTED = re.compile(
    r"^.*(?<!\w)(?:cho\s+(?:biết|thấy|hay)|nêu|khẳng\s+định|công\s+bố|nhấn\s+mạnh|thông\s+báo|thông\s+tin(?=\s*:|\s+(?:rằng|về|thêm))"
    r"|giao(?=\s+(?:dự\s+toán|chỉ\s+tiêu|kế\s+hoạch)\s)|báo\s+cáo(?=\s+(?:rằng|là|về|nêu)))(?!\w)(?:\s*(?::|thêm|rõ|rằng|là|về|con\s+số|số\s+liệu|kết\s+quả)(?!\w))*\s*"
)
_BODY = re.compile(
    r"^(?:(?:các\s+)?(?:ubnd|hđnd|ủy\s+ban\s+nhân\s+dân|uỷ\s+ban\s+nhân\s+dân|hội\s+đồng\s+nhân\s+dân|lãnh\s+đạo|chính\s+quyền)\s+)?"
    r"(?:toàn\s+)?(?:tỉnh|tình|thành\s+phố|thị\s+xã|huyện|quận|thủ\s+đô|địa\s+phương)\s+(?=(?P<next>\w+(?:\s+\w+)?))"
)
_TIME = re.compile(
    r"^(?:(?:trong|qua|sau|đến|tính\s+đến|tới|vào|từ|và|kết\s+thúc)\s+)*(?:(?:cuối|đầu|hết|giữa|suốt)\s+)*"
    r"(?:(?:\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\s+(?:tháng|quý)|tháng\s+\d{1,2}|quý\s+(?:[ivx]+|\d)|năm\s+\d{4}|cả\s+năm(?!\s+\d)|(?:ngày\s+)?\d{1,2}/\d{1,2}(?:/\d{4})?|(?<=trong\s)(?:kỳ|tháng|quý|năm|tuần)|vụ\s+(?:đông\s+xuân|hè\s+thu|thu\s+đông|xuân|mùa)(?:\s+năm\s+\d{4})?)(?!\w)"
    r"(?:[\s/]+(?:qua|nay|vừa\s+qua|đầu|cuối|năm|\d{4})(?!\w))*[\s,]*"
)
# Verbs and auxiliaries before the measure itself: "đã thu hút", "duy trì", "cấp mới".
_DONE_TO = re.compile(
    r"^(?:(?:(?:tỉnh|huyện|thành\s+phố|quận|xã|phường|thị\s+xã|địa\s+phương)\s+(?=(?:đã|ước|cũng)\s)|(?:trên\s+)?(?:toàn\s+(?:tỉnh|thành\s+phố|huyện|quận|xã(?!\s+hội)|ngành)|cả\s+nước|địa\s+bàn(?:\s+(?:tỉnh|huyện|quận|thành\s+phố))?)\s+))?(?:(?:đã|cũng|còn|vẫn|hiện|được|chỉ(?!\s+(?:số|tiêu))|mới|tiếp\s+tục|ước|dự\s+ước|đều|mà|và|nhưng)\s+)*"
    r"(?:(?:thu\s+hút|huy\s+động|duy\s+trì|nhận\s+được|tiếp\s+nhận|đón)\s+(?=(?:tổng|vốn|tỷ|tỉ|lượng|số)\s)|(?:tạo|giải\s+quyết)\s+(?=việc))?"
)
_ENDING = re.compile(
    r"(?:\s+(?:(?:đã|đang|được|đạt|giảm|(?<!gia\s)(?<!mức\s)(?<!độ\s)(?<!trưởng\s)tăng|nâng(?!\s+cao)|còn|từ|lên|xuống|với|và|của|khoảng|gồm|là"
    r"|trên\s+tổng\s+số|hồi|vào|vẫn|(?<!chứng\s)chỉ|(?<!thực\s)hiện|xảy\s+ra|đã\s+chi|duy\s+trì|giữ(?:\s+vững)?|ổn\s+định|mới(?=\s+đạt)|nhận|thực\s+tế|ước\s+thực\s+hiện|tăng\s+trưởng\s+(?:khá|cao|mạnh))(?!\w)|(?<!tháng\s)(?<!quý\s)(?<!năm\s)\d[\d.,]*(?!\w)))+$"
)
# What a name does not go on with: what is done about it, for whom, together with what.
_RUNS_ON = re.compile(
    rf"\s+(?:với\s+(?:tổng|quy\s+mô|số|diện)|(?:vượt|so\s+với|hoàn\s+thành)\s+{lx.PLAN}|thực\s+tế\s+từ|(?<!thu\s)trên\s+(?:địa\s+bàn(?!\s*[(‹])|thị\s+trường)"
    r"|được\s+(?:đánh\s+giá|triển\s+khai|xử\s+lý|giải\s+quyết(?!\s+việc))|năm\s+\d{4}\s+(?:đã\s+)?được|(?:đã\s+)?đề\s+ra|và\s+khi|bứt\s+tốc).*$"
)
# Behind a counted thing: "hộ nghèo | với 131 khẩu", "hồ sơ trễ hẹn | trong đó", "trường đạt chuẩn | và".
_GOES_ON = re.compile(
    r"\s+(?:và(?!\s+vượt)|với|của|so|để|trong|tại|(?<!nhà\s)ở(?!\s+nước\s+ngoài)|nhưng|mà|thì|do|theo|từ|khi|hồi|vào|chiếm|tăng|giảm|bằng|cho|là|cùng|còn(?!\s+(?:hiệu\s+lực|lại|hạn))|vẫn|đang"
    r"|không|chưa(?!\s+(?:đạt|hoàn\s+thành|giải\s+ngân))|đã|được\s+(?:đánh\s+giá|triển\s+khai|giao)|(?:đã\s+)?đề\s+ra|trên\s+địa\s+bàn|nâng(?!\s+cao)|xuống|lên)(?!\w)"
)
# Of targets it is told which they are: "chỉ tiêu đạt và vượt kế hoạch | đề ra".
_SET_GOES_ON = re.compile(
    r"\s+(?:(?<!mục\stiêu\s)đề\s+ra|đã\s+đề\s+ra|được\s+đánh\s+giá|và(?!\s+vượt)|trong(?!\s+năm)|so\s+với)(?!\w)"
)
_ONLY_DONE = re.compile(
    r"(?:(?:toàn\s+)?(?:tỉnh|thành\s+phố|huyện|quận|thị\s+xã|xã|phường)\s+)?(?:đã\s+)?(?:cấp(?:\s+mới)?|xảy\s+ra|(?:tiếp\s+)?nhận(?:\s+được)?"
    r"|xử\s+lý|giải\s+quyết|có|đón(?:\s+tiếp)?|phục\s+vụ|thành\s+lập(?:\s+mới)?|thu\s+hút|công\s+nhận|hoàn\s+thành|phát\s+hiện|khởi\s+công"
    r"|bàn\s+giao|vướng|trong\s+số|số|làm|nuôi|đưa|cải\s+tạo|đưa\s+vào\s+sử\s+dụng|phê\s+duyệt)"
)
_WHOLE_PLACE = re.compile(
    r"\s+(?:(?:của|trên|trong|tại|ở|đến|qua)\s+)?(?:toàn\s+(?:tỉnh|thành\s+phố|huyện|quận|thị\s+xã|xã|phường|quốc|ngành)|cả\s+nước|địa\s+bàn"
    r"|(?<=đến\s)(?:tỉnh|thành\s+phố|huyện))(?:\s+(?:tỉnh|huyện|quận|thành\s+phố))?$"
)
_PLACED = re.compile(r"\s+(?:của|đến|tại|ở|qua|vào|trên|trên\s+địa\s+bàn|qua\s+địa\s+bàn)\s+$")
# "tỉnh đặt mục tiêu | tốc độ tăng trưởng", "trong khi | tỷ lệ bao phủ": what leads up to the noun that heads a measure.
_LEADS_UP = re.compile(
    r"^.*(?<!\w)(?:phấn\s+đấu|đặt\s+mục\s+tiêu|giao|kéo|đưa|nâng|đón|khi|(?:mục\s+tiêu|kế\s+hoạch)\s+(?:(?:đến|cả|hết)\s+)*năm\s+\d{4}|(?:mục\s+tiêu|kế\s+hoạch|chỉ\s+tiêu)\s(?:[^,;]{0,30}\s)?là)\s+"
    rf"(?=(?:tạo\s+)?(?:việc\s+làm|{lx.HEAD.pattern}))"
)
_ONLY_WHERE = re.compile(
    r"(?:(?:hiện|nay|trên|toàn|cả)\s+)*(?:địa\s+bàn|tỉnh|thành\s+phố|huyện|quận|thị\s+xã|phường|xã|nước|địa\s+phương|bộ\s+phận\s+một\s+cửa(?:\s+các\s+cấp)?|tổng\s+số|mục\s+tiêu)(?:\s+(?:tỉnh|quận|huyện|này))?"
)


def names_nothing(name: str) -> bool:
    """Whether ``name``, in lower case, only says that something was done or who did it."""
    place = next((m for m in find_places(name) if m.start == 0), None)
    if place is not None:
        name = name[place.end :].strip()
    return (
        not name
        or name.endswith("phấn đấu")
        or _ONLY_DONE.fullmatch(name) is not None
        or _ONLY_WHERE.fullmatch(name) is not None
    )


def without_place(name: str) -> int:
    """Where ``name`` ends without the place at its end: "lượng khách | đến Lào Cai", "tỷ lệ hộ nghèo | toàn tỉnh"."""
    whole = _WHOLE_PLACE.search(name.lower())
    if whole and name[: whole.start()].lower() not in {"", "thu", "chi"}:
        return whole.start()
    place = next((m for m in find_places(name) if m.end == len(name)), None)
    before = _PLACED.search(name.lower(), 0, place.start) if place else None
    return before.start() if before and before.start() else len(name)


def trimmed(lower: str, start: int, end: int) -> tuple[int, int]:
    """``lower[start:end]`` without what stands before and behind the measure; empty where there is none."""
    end = start + len(lower[start:end].rstrip())
    for pattern in (_REPORTED, _LEADS_UP):
        reported = pattern.match(lower[start:end])
        start += reported.end() if reported else 0
    for _ in range(4):
        opened = _opened(lower[start:end])
        if not opened:
            break
        start += opened
    run_on = _RUNS_ON.search(lower[start:end])
    if run_on and run_on.start():
        end = start + run_on.start()
    ending = _ENDING.search(f" {lower[start:end]}")
    return start, start + max(0, ending.start() - 1) if ending else end


def trimmed_behind(lower: str, start: int, end: int) -> tuple[int, int]:
    """``lower[start:end]``, which begins with the thing counted, up to where the sentence goes on about it."""
    if lx.SET_NAME.match(lower, start):
        on = _SET_GOES_ON.search(lower, start, end)
        return start, on.start() if on else end
    on = _GOES_ON.search(lower, start, end)
    return trimmed(lower, start, on.start() if on else end)


def _opened(name: str) -> int:
    """How many letters of ``name`` tell the time, the body or place that reached it, or that it was reached."""
    for pattern in (_TIME, _DONE_TO):
        match = pattern.match(name)
        if match and 0 < match.end() < len(name):
            return match.end()
    body = _BODY.match(name)
    if body is None:
        return 0
    place = next((m for m in find_places(name) if m.start <= body.end() and m.end >= body.end()), None)
    if place is not None:
        return place.end + len(name[place.end :]) - len(name[place.end :].lstrip())
    return body.end() if lx.HEAD.match(body["next"]) or lx.STATED.match(body["next"]) else 0
