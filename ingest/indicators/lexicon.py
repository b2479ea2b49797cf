"""The words with which Vietnamese reports state figures: verbs, bases of comparison, measures; and those of rules.

Patterns are for lower-case text; they are closed word classes and names of measures, not phrases of any one report.
"""

from __future__ import annotations

import re

PLAN = (
    r"(?:(?:tổng\s+)?(?:số\s+)?(?:vốn\s+)?(?:mức\s+)?(?:các\s+)?(?:k[ếể]\s+hoạch|kh(?!\w)|dt(?!\w)|dự\s+toán|mục\s+tiêu|chỉ\s+tiêu|kịch\s+bản"
    r"|phương\s+án|định\s+mức\s+giao|nghị\s+quyết|nq(?!\w)|(?:tổng\s+)?(?:số\s+|nguồn\s+)?vốn\s+(?:được\s+)?(?:đã\s+)?"
    r"(?:giao|phân\s+bổ|bố\s+trí)|số\s+(?:được\s+)?giao|chỉ\s+tiêu\s+giao))"
)
_SAME = r"(?:bình\s+quân\s+)?cùng\s+(?:kỳ|kì|thời\s+điểm|thời\s+gian|giai\s+đoạn)|svck|csck|ck(?!\w)"
NUMBER = r"(?:\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười(?:\s+một)?)"
# A part of a year, without its year: "nửa đầu", "9 tháng", "quý II", "tháng 6", "vụ Mùa".
_SPAN = (
    r"(?:nửa\s+(?:đầu|cuối)|"
    + NUMBER
    + r"\s+(?:tháng|quý)(?:\s+(?:đầu|cuối))?|quý\s+[ivx\d]+|tháng\s+\d{1,2}|cùng\s+(?:tháng|quý|vụ)"
    r"|(?:niên\s+)?vụ(?:\s+(?!trước)[a-zà-ỹ]{2,5}){0,2})"
)
# Last year, or a part of it: "so với nửa đầu năm ngoái", "so với tháng 6 năm trước", "so với năm học trước".
_LAST_YEAR = (
    rf"(?:{_SPAN}\s+(?:của\s+)?)?(?:năm|niên\s+vụ|vụ\s+(?:đông\s+xuân|hè\s+thu|mùa|xuân)|tết|dịp)(?:\s+(?:học|năm))?\s+(?:liền\s+)?(?:trước|ngoái)"
    rf"(?!\s+đó)|{_SPAN}\s+(?:trước\s+)?cùng\s+năm\s+trước"
)
_YEAR = rf"(?:{_SPAN}[/\s,]*(?:của\s+)?)?(?:năm\s+)?(?P<year>(?:19|20)\d\d)(?!\d)"
_LEVEL = r"(?:(?:mức|cả|ước|thực\s+hiện|kết\s+quả|con\s+số|số|của|bình\s+quân)\s+){0,3}"
_COMPARED = r"(?:so\s+(?:với\s+|cùng\s+)?|so\s+sánh\s+với\s+|với\s+|của\s+)?"
PLAN_AFTER = re.compile(rf"\s*(?:mức\s+)?{_COMPARED}(?P<basis>{PLAN})")
SAME_AFTER = re.compile(rf"\s*(?:lần\s+)?(?:{_COMPARED}{_LEVEL}(?:{_SAME}|{_LAST_YEAR})|so\s+(?:kỳ|kì)(?!\s+trước))")
YEAR_AFTER = re.compile(rf"\s*(?:so\s+(?:với\s+)?|với\s+){_LEVEL}{_YEAR}")
# "gấp 1,9 lần năm 2022", "bằng 110% năm 2014"
BARE_YEAR_AFTER = re.compile(rf"\s*(?:của\s+)?(?:mức\s+)?(?:{_SPAN}[/\s,]*)?năm\s+(?P<year>(?:19|20)\d\d)")
EQUALS = re.compile(r"(?<!\w)bằng\s+(?:(?:khoảng|gần|hơn|trên|xấp\s+xỉ)\s+)?$")
OTHER_AFTER = re.compile(r"\s*(?:so\s+(?:với\s+)?|với\s+(?:tháng|quý|tuần|kỳ)\s)(?!\s)")
# A base that is neither plan nor same period: the month before, the start of the year or of the term.
_OTHER = (
    r"(?:(?:cuối|đầu)\s+)?(?:(?:tháng|quý|tuần|kỳ|kì|phiên|ngày|đợt|giai\s+đoạn|nhiệm\s+kỳ)(?:\s+liền)?\s+(?:trước(?:\s+đó)?|này|\d{1,2}(?!\d)|[ivx]+(?!\w)))"
    r"|(?:đầu|cuối)\s+(?:năm|nhiệm\s+kỳ|kỳ)|trước\s+đó|bình\s+quân\s+chung|mặt\s+bằng\s+chung|mức\s+chung"
)
_FILLER = r"(?:(?:là|đến|tới|khoảng|hơn|trên|gần|xấp\s+xỉ|chỉ|cũng|đã|:)\s*)*"
# "cao hơn cùng kỳ 17,7%", "nhiều hơn tháng trước 54%", "thấp hơn kế hoạch 3%": the base stands between verb and figure.
MORE_THAN = re.compile(
    r"(?<!\w)(?:(?P<up>tăng|nhỉnh\s+hơn|cao\s+hơn|nhiều\s+hơn|lớn\s+hơn|hơn)|(?P<down>giảm|thấp\s+hơn|ít\s+hơn|nhỏ\s+hơn|kém|hụt)|(?P<over>vượt)"
    r"|(?P<as>bằng|đạt|gấp|tương\s+đương))\s+(?:(?:nhẹ|mạnh|khá)\s+)?(?:so\s+(?:sánh\s+)?(?:với\s+)?|với\s+|mức\s+|của\s+)*"
    rf"(?:(?P<same>(?:{_LEVEL}(?:(?:{_SAME})(?:\s+(?:của\s+)?(?:năm\s+)?(?:trước|ngoái|(?:19|20)\d\d))?|{_LAST_YEAR}))|năm\s+(?P<year>(?:19|20)\d\d))"
    rf"|(?P<plan>{PLAN}[^,;()\d]{{0,60}}?)|(?P<other>{_OTHER}))\s*{_FILLER}$"
)
PLAN_BEFORE = re.compile(
    rf"(?:so\s+(?:với\s+)?|vượt\s+(?:mức\s+)?|hoàn\s+thành\s+|đạt\s+|thực\s+hiện\s+)(?P<basis>{PLAN}"
    r"(?:(?!\s(?:đạt|là|bằng|tăng|giảm|vượt|chỉ)\s)[^,;()]){0,90}?)"
    r"\s*(?:(?:chỉ|mới|ước|đã|thì|lại)\s+)*(?:đạt|là|bằng|tăng|giảm|vượt|cao hơn|thấp hơn)?\s*"
    r"(?:khoảng|hơn|trên|gần)?\s*$"
)
_THEN = r"[^,;()]{0,30}?\s(?:tăng|giảm|bằng|đạt|gấp|cao\s+hơn|thấp\s+hơn|nhiều\s+hơn|ít\s+hơn)[^,;()\d]{0,20}$"
SAME_BEFORE = re.compile(rf"so\s+(?:với\s+)?{_LEVEL}(?:{_SAME}|{_LAST_YEAR}|năm\s+\d{{4}}){_THEN}")
OTHER_BEFORE = re.compile(rf"so\s+(?:với\s+)?(?:mức\s+)?(?:{_OTHER})(?!\s+năm\s+(?:trước|ngoái)){_THEN}")
PLAN_START = re.compile(rf"\s*(?:trong\s+đó\s+)?/?\s*{PLAN}")
BASE_START = re.compile(
    rf"\s*(?:{_SAME}|{_LAST_YEAR}|năm\s+(?:trước|ngoái|\d{{4}})|trước\s+đó|quý\s+trước|tháng\s+trước)"
)
EQUIVALENT = re.compile(r"(?:tương\s+đương|tương\s+ứng|quy\s+đổi|quy\s+ra|≈|~)\s*(?:với\s+|khoảng\s+|hơn\s+)*$")
CONTRIBUTION = re.compile(r"(?:đóng\s+góp|điểm\s+phần\s+trăm\s+vào)[^,;]{0,40}$")
_NATION = r"(?:cả\s+nước|toàn\s+quốc|trung\s+bình\s+chung|bình\s+quân\s+chung)"
# "trong khi bình quân cả nước", as a name.
NATION_NAME = re.compile(rf"(?:trong\s+)?(?:khi\s+)?(?:(?:mức|của|bình\s+quân|trung\s+bình|chung)\s+)*{_NATION}")
NATIONAL = re.compile(_NATION)
# "cao hơn so với mức tăng của cả nước là 9,2%"
AGAINST_NATION = re.compile(
    rf"(?:so\s+(?:với\s+)?|cao\s+hơn|thấp\s+hơn)[^,;()\d]{{0,40}}{_NATION}\s*(?P<told>(?:là|đạt|tăng|giảm|ở\s+mức)\s*)*$"
)
# "bằng cùng kỳ", "gấp đôi cùng kỳ"
AS_BEFORE = re.compile(
    r"(?<!\w)(?P<vague>(?:gần|hơn|trên|khoảng|xấp\s+xỉ)\s+)?(?:bằng|ngang(?:\s+bằng)?|tương\s+đương|gấp\s+(?P<times>rưỡi|đôi|hai|ba|bốn))(?:\s+lần)?\s+(?:so\s+)?(?:với\s+)?(?:mức\s+)?"
    r"(?:cùng\s+(?:kỳ|kì)|năm\s+trước)"
)
TIMES = {"rưỡi": 50.0, "đôi": 100.0, "hai": 100.0, "ba": 200.0, "bốn": 300.0}
CAP = re.compile(
    r"(?:không\s+(?:vượt\s+)?quá|tối\s+đa|không\s+dưới|không\s+thấp\s+hơn|ít\s+nhất|tối\s+thiểu)(?:\s+là|\s+bằng)?\s*$"
)
IN_RESPECT = re.compile(r"^\s+về\s+[^,;()\d]{1,30}?(?=\s+so\s)")  # "41,2% về giá trị | so với tháng trước"
RESPECT = re.compile(r"(?:[^,;()\d]{0,40}?(?<!\w)về\s+|\s*(?=(?:tổng\s+)?số\s))(?P<what>[^,;()\d]{2,60})")

# The chain of words between a measure's name and its figure. Each group is one word class.
CHAIN = re.compile(
    r"(?:^|(?<=[\s,;:()*]))(?P<word>"
    r"(?P<estimate>ước\s+tính|ước|dự\s+ước|dự\s+kiến)"
    r"|(?P<done>(?<!vốn\s)thực\s+hiện|thực\s+tế)"
    r"|(?P<up>(?<!độ\s)tăng\s+trưởng|tăng\s+thêm|(?<!độ\s)tăng|nhích(?:\s+(?:lên|thêm))?|nhỉnh\s+hơn|cao\s+hơn|nhiều\s+hơn|lớn\s+hơn)"
    r"|(?P<down>(?:sụt|suy|cắt|kéo)\s+giảm|giảm|thấp\s+hơn|ít\s+hơn|hụt|hạ)"
    r"|(?P<exceed>vượt|vượt\s+mức)"
    r"|(?P<times>gấp|gấp\s+hơn|gấp\s+gần)"
    r"|(?P<result>lên|xuống\s+còn|xuống|còn)"
    r"|(?P<share>chiếm)"
    r"|(?P<reach>đạt\s+được|đạt|là|(?<!mặt\s)(?<!công\s)(?<!đồng\s)(?<!văn\s)bằng|hoàn\s+thành|được|với|có|gồm|tương\s+đương|tương\s+ứng|tỷ\s+lệ|tỉ\s+lệ|ở\s+mức|mức"
    r"|tới|đến|cho|ghi\s+nhận|thu\s+về|cán\s+mốc|gồm\s+có)"
    r"|(?P<soft>(?<!chứng\s)chỉ|(?<!lập\s)(?<!cấp\s)(?<!làm\s)(?<!trồng\s)(?<!xây\s)(?<!ký\s)(?<!tuyển\s)(?<!sinh\s)(?<!nạp\s)mới|đã|đều|cũng|sẽ|vẫn|lại|khá|mạnh|nhẹ|cao|nhanh|thêm|khoảng|hơn|trên|gần|xấp\s+xỉ|tổng\s+cộng|lần\s+lượt"
    r"|gần\s+như|ngay|tiếp\s+tục|tối\s+thiểu|ít\s+nhất|thấp|bình\s+quân|trung\s+bình|đạt\s+khoảng|cả\s+năm|lũy\s+kế|luỹ\s+kế|nhất"
    r"|sâu|đáng\s+kể|đột\s+biến|vọt|dương|:|-|–|~)|(?P<minus>âm)"
    r")\s*$"
)
# "giảm từ 21 hộ xuống còn 11 hộ", "nâng từ 55% lên 83%"; "so với 68 hộ".
FROM = re.compile(r"(?<!\w)từ\s*$")
TO = re.compile(r"[^,;.:\d]{0,30}?(?<!\w)(?:xuống|lên|thành)(?!\w)")
# The base's own figure: "so với 68 hộ", "thấp hơn mức 2,98% của cùng kỳ".
AGAINST = re.compile(
    r"(?<!\w)(?:so\s+với(?:\s+(?:mức|con\s+số))?|hơn\s+(?:so\s+với\s+)?(?:mức|con\s+số|tốc\s+độ|tỷ\s+lệ)(?:\s+(?:tăng|giảm|trưởng|cpi|chung|bình\s+quân))*)(?:\s+(?:là|khoảng|gần|hơn|trên))*\s*$"
)
TITLE_BEFORE = re.compile(
    r"(?:đề án|chương trình|dự án|chiến dịch|phong trào|mô hình|gói|cuộc thi|chuyên đề)\s*[\"“]?$"
)
VAGUE = re.compile(r"(?:gần|hơn|trên|khoảng|xấp\s+xỉ)\s+(?:gấp\s+)?$|gấp\s+(?:gần|hơn|trên|khoảng)\s+$")

# What may stand before a measure's name without being part of it.
OPENING = re.compile(
    r"^(?:[\s*_#•+>\-–—:.,;]+|\(?(?:[ivx]{1,4}|\d{1,2}|[a-zđ])\)[\s*]*|\d{1,2}(?:\.\d{1,2})*\.\s+"
    r"|(?:trong\s+đó|cụ\s+thể|riêng|đặc\s+biệt|ngoài\s+ra|bên\s+cạnh\s+đó|cùng\s+với\s+đó|đồng\s+thời|theo\s+đó|nhờ\s+đó|qua\s+đó"
    r"|tuy\s+nhiên|nhưng|và|còn|với|có|là|gồm|bao\s+gồm|như|nhất\s+là|phấn\s+đấu|(?:lũy\s+kế\s+)?\d{1,2}\s+tháng(?:\s+đầu\s+năm)?(?:\s+\d{4})?|lần\s+đầu\s+tiên|hiện(?:\s+nay)?|nay|toàn\s+(?:tỉnh|thành\s+phố|huyện|quận|xã|ngành)"
    r"|cũng|đã|đưa|nâng|ước|lũy\s+kế|luỹ\s+kế|tính\s+chung|bình\s+quân(?=\s*[,:])|kết\s+quả|thì|mà|đáng\s+chú\s+ý|về|trong|tạo\s+thêm|tạo|mức)"
    r"(?=[\s,:])|(?:chung|thu\s+hút)\s+(?=vốn))"
)
LOCATIVE = re.compile(
    r"\s*(?:trên\s+địa\s+bàn|tại|ở|của)\s+(?:toàn\s+)?(?:tỉnh|thành\s+phố|huyện|quận|thị\s+xã|phường|xã(?!\s+hội)|địa\s+phương).*$"
)
PARTS = re.compile(r"trong\s+đó|bao\s+gồm|gồm(?:\s+có)?|cụ\s+thể|chia\s+ra|như\s+sau")

# A name that itself means growth: its percent is the value, not a change (rule 2).
GROWTH_NAME = re.compile(r"tăng\s+trưởng|tốc\s+độ\s+(?:tăng|phát\s+triển)|mức\s+tăng|nhịp\s+độ\s+tăng|mức\s+giảm")
RATE_NAME = re.compile(
    r"(?:^|\s)(?:tỷ|tỉ)\s+(?:lệ|trọng|suất|số)|(?:^|\s)cơ\s+cấu|độ\s+che\s+phủ|hệ\s+số|lạm\s+phát|mức\s+độ"
)
MEASURE = re.compile(
    r"(?<!\w)(?:(?:tổng\s+)?(?:thu|chi)\s+(?:ngân\s+sách|nội\s+địa|nsnn|thường\s+xuyên|đầu\s+tư|cân\s+đối|từ|nhập|hút)|nội\s+địa"
    r"|tổng|giá\s+trị|grdp|gdp|grp|fdi|ddi|oda|vốn|giải\s+ngân|kim\s+ngạch|xuất\s+khẩu|nhập\s+khẩu|xuất\s+-\s+nhập|doanh\s+(?:thu|số)"
    r"|sản\s+(?:lượng|phẩm|xuất|xuất\s+công\s+nghiệp)|năng\s+suất|diện\s+tích|dân\s+số|mật\s+độ|thu\s+nhập|dư\s+nợ|nợ\s+(?:xấu|thuế)|huy\s+động"
    r"|tín\s+dụng|lượt|khách|du\s+lịch|chỉ\s+số|tốc\s+độ|tăng\s+trưởng|tỷ|tỉ|số|lợi\s+nhuận|nguồn\s+(?:vốn|thu)|quy\s+mô|giá"
    r"|lao\s+động|việc\s+làm|hộ|thất\s+nghiệp|bhyt|bảo\s+hiểm|lạm\s+phát|điện|đàn|gieo|trồng|thu\s+(?:hoạch|được)|khai\s+thác|nuôi|đánh\s+bắt|chăn\s+nuôi"
    r"|dịch\s+vụ|công\s+nghiệp|nông|lâm|thủy\s+sản|thuỷ\s+sản|xây\s+dựng|thương\s+mại|bán\s+lẻ|thuế|phí\s+và\s+lệ\s+phí|tiền\s+sử\s+dụng"
    r"|kinh\s+phí|ngân\s+sách|đầu\s+tư|bình\s+quân|cơ\s+cấu|khu\s+vực|ngành|thành\s+lập|đăng\s+ký|tai\s+nạn|hồ\s+sơ|trường|lúa|cây|con|rau)"
)
HEAD = re.compile(
    r"(?:tổng|tỷ|tỉ|tốc\s+độ|tăng\s+trưởng|số|giá\s+trị|sản\s+lượng|diện\s+tích|khu\s+vực|ngành|kim\s+ngạch|thu\s+nhập|doanh\s+thu|mức"
    r"|cơ\s+cấu|năng\s+suất|vốn|dư\s+nợ|thu|chi|chỉ\s+số|lượng|dân\s+số|giải\s+ngân|lợi\s+nhuận|sản\s+xuất)(?!\w)"
)
# Rates and tariffs that a rule sets; an average of them is a figure again.
RULED_NAME = re.compile(
    r"mức\s+(?:thu(?!\s+(?:nhập|ngân|nội))|chi|phí|lệ\s+phí|lãi\s+suất|lương|đóng|hưởng|trợ\s+cấp|hỗ\s+trợ|thu\s+phí|phạt|thưởng|vay)(?!\s+(?:bình\s+quân|trung\s+bình))"
)
# A count of these is a record only where it says how many were reached or not (rule 11).
SET_THINGS = frozenset({"chỉ tiêu", "nhiệm vụ", "tiêu chí", "mục tiêu", "giải pháp", "nội dung", "kiến nghị"})
AVERAGED = re.compile(
    r"(?<!\w)(?:bình\s+quân|trung\s+bình|thu\s+nhập|grdp|gdp|giá\s+bán|doanh\s+thu|tiền\s+lương)(?!\w)"
)
SET_NAME = re.compile(r"(?:chỉ\s+tiêu|nhiệm\s+vụ|tiêu\s+chí|mục\s+tiêu)(?!\w)")
REACHED = re.compile(
    r"(?<!\w)(?:đạt|vượt|hoàn\s+thành|chưa\s+(?:đạt|hoàn\s+thành)|không\s+(?:đạt|hoàn\s+thành)|được\s+đánh\s+giá|xuất\s+sắc|đã\s+hoàn"
    r"|đã\s+thực\s+hiện|quá\s+hạn|trước\s+hạn|đúng\s+hạn|trễ\s+hạn|còn\s+lại|được\s+công\s+nhận|xếp\s+loại)"
)
COUNT_VERB = re.compile(
    r"(?<!\w)(?:có|đạt|đón|phục\s+vụ|thành\s+lập|cấp|tạo|giải\s+quyết|thu\s+hút|tiếp\s+nhận|xử\s+lý|công\s+nhận|hoàn\s+thành|xây\s+dựng"
    r"|phát\s+hiện|xảy\s+ra|làm|chết|bị\s+thương|đào\s+tạo|khám|hỗ\s+trợ|tổ\s+chức|khởi\s+công|trồng|bố\s+trí|gồm|là|còn|được|đưa|ước|khoảng|tăng|giảm|cho|mới)"
)

AVERAGE = re.compile(r"(?:bình\s+quân|trung\s+bình)(?!\w)")
# Commas inside the names of sectors and measures: "trâu, bò", "nông, lâm nghiệp, thủy sản".
_AFTER_COMMA = {
    "nông": "lâm|ngư|thủy|thuỷ",
    "nông nghiệp": "lâm|ngư|thủy|thuỷ",
    "lâm": "ngư|thủy|thuỷ",
    "lâm nghiệp": "ngư|thủy|thuỷ",
    "trâu": "bò",
    "phòng": "chống",
    "chế biến": "chế tạo",
    "xuất": "nhập",
    "thương mại": "dịch vụ|du lịch",
    "phí": "lệ phí",
    "bưu chính": "viễn thông",
    "tham quan": "du lịch",
    "lưu trú": "ăn uống",
    "điện": "khí",
    "gia súc": "gia cầm",
    "công nghiệp": "xây dựng|tiểu thủ",
    "hàng hóa": "dịch vụ",
    "vận tải": "kho bãi",
    "bằng cấp": "chứng chỉ",
}
COMMA_IN_NAME = re.compile("|".join(rf"(?<= {first}),(?=\s(?:{then}))" for first, then in _AFTER_COMMA.items()))
SET_RULE = re.compile(r"như\s+sau\s*:|gồm\s+\d|quy\s+định\s+\d|bộ\s+(?:tiêu\s+chí|chỉ\s+tiêu)")
# Conditions and hypotheses: nothing in such a sentence is reported, compared or not.
CONDITION = re.compile(
    r"(?<!\w)(?:trường\s+hợp|nếu(?!\s+(?:không\s+)?(?:tính|kể|loại|trừ|bao\s+gồm|so))|giả\s+sử|ví\s+dụ|khi\s+(?:đạt|có|vượt)|từ\s+\d[\d.,]*\s*(?:%|\w+)?[^,;]{0,40}\s+trở\s+(?:lên|xuống)"
    r"|(?:xử\s+)?phạt(?:\s+tiền|\s+tù)|nhân\s+với|thì\s+(?:được|phải|bị|mới|không)|theo\s+quy\s+định\s+tại\s+(?:điều|khoản|điểm))(?!\w)"
)
# Rules, caps, conditions, hypotheses, requests: their figures report nothing (rule 11).
RULE = re.compile(
    r"(?<!\w)(?:trường\s+hợp|nếu|giả\s+sử|ví\s+dụ|không\s+(?:vượt\s+)?quá|không\s+dưới|không\s+ít\s+hơn|không\s+thấp\s+hơn\s+\d|tối\s+đa"
    r"|tối\s+thiểu|(?:bị\s+)?(?:phạt|xử\s+phạt)|mức\s+(?:phạt|phí|lệ\s+phí|thu\s+phí|hỗ\s+trợ|lương|đóng|trợ\s+cấp|thưởng|vay|chi)"
    r"|lệ\s+phí|thời\s+hạn|chậm\s+nhất|kể\s+từ\s+ngày|điều\s+kiện|theo\s+quy\s+định\s+(?:tại|của)|được\s+quy\s+định|quy\s+định\s+(?:về|tại|mức)"
    r"|được\s+hưởng|được\s+tính\s+(?:bằng|theo|như)|nhân\s+với|ít\s+nhất|phải\s+(?:có|đạt|bảo\s+đảm|nộp|đóng)|từ\s+đủ|đối\s+với\s+(?:các\s+)?"
    r"(?:trường\s+hợp|cá\s+nhân|tổ\s+chức)|vay\s+vốn|lãi\s+suất\s+(?:cho\s+)?vay|đơn\s+giá|giá\s+đất\s+(?:tính|để)|được\s+giảm\s+\d+|miễn)(?!\w)"
)
BY_NOW = re.compile(r"\W*(?:tính\s+|lũy\s+kế\s+)?đến\s+(?:hết\s+)?(?:ngày|tháng|quý|cuối|giữa|nay)(?!\w)")
# What stands for a measure told before.
ANAPHOR = re.compile(
    r"(?:tỷ\s+lệ|tỉ\s+lệ|con\s+số|số|mức|chỉ\s+số|kết\s+quả)\s+(?:này|đó|trên)|(?:.*\s)?con\s+số\s+(?:này|đó|trên)"
)
OR_MORE = re.compile(r"(?<!\w)trở\s+(?:lên|xuống)(?!\w)")
# Designs, price lists and costings state sizes and sums that nobody reached in a period.
DESIGN = re.compile(
    r"(?<!\w)(?:tổng\s+mức\s+đầu\s+tư|chi\s+phí\s+(?:xây\s+dựng|giải\s+phóng|đầu\s+tư|thực\s+hiện\s+dự)|quy\s+mô\s+(?:xây\s+dựng|dự\s+án|sử)"
    r"|diện\s+tích\s+(?:đất\s+)?(?:xây\s+dựng|sàn|sử\s+dụng)|mật\s+độ\s+xây\s+dựng|hệ\s+số\s+sử\s+dụng|chiều\s+(?:dài|rộng|cao)|công\s+suất(?!\s+(?:sử\s+dụng|khai\s+thác|buồng|phòng|giường))"
    r"|thiết\s+kế|quy\s+hoạch|nhà\s+đầu\s+tư|vốn\s+(?:góp|điều\s+lệ|vay)|giá\s+(?:đất|khởi\s+điểm|trúng|gói)|mức\s+(?:khoán|giá)|đơn\s+giá|gói\s+thầu"
    r"|nhu\s+cầu\s+sử\s+dụng|khu\s+đất|vị\s+trí|trọng\s+tải|giải\s+phóng\s+mặt\s+bằng|địa\s+chỉ|hạng\s+mục)(?!\w)"
)
DUTY_NAME = re.compile(r"^(?:bảo\s+đảm|đảm\s+bảo|phải|cần|yêu\s+cầu|thực\s+hiện|hoàn\s+thành|được)?$")
LISTED = frozenset(
    {"xã", "phường", "huyện", "quận", "tỉnh", "thành phố", "đặc khu", "thị trấn", "thôn", "bộ", "địa phương"}
)
STATED = re.compile(
    r"(?<!\w)(?:đạt|ước|ghi\s+nhận|thực\s+hiện|giải\s+ngân|tăng|giảm|còn|chiếm|hoàn\s+thành|vượt|xảy\s+ra|thu\s+hút)(?!\w)"
)
REQUEST = re.compile(
    r"(?<!\w)(?:(?:đề|kiến)\s+nghị|xin\s+(?:bổ\s+sung|hỗ\s+trợ)|giao\s+(?:bộ|sở|ubnd|ủy\s+ban)|xem\s+xét|bổ\s+sung\s+(?:vốn|kinh\s+phí)|cho\s+phép)"
)
TARGET = re.compile(
    r"(?<!\w)(?:phấn\s+đấu|mục\s+tiêu(?!\s+(?:tăng\s+trưởng|kế\s+hoạch|năm|đề\s+ra))|đề\s+ra\s+(?:chỉ\s+tiêu|mục\s+tiêu)|đặt\s+(?:ra\s+)?mục\s+tiêu|dự\s+báo"
    r"|giao\s+(?:chỉ\s+tiêu|dự\s+toán|kế\s+hoạch|thu|chi)|kế\s+hoạch\s+(?:giao|đề\s+ra|đặt\s+ra)\s*:|quyết\s+tâm|sẽ\s+đạt|dự\s+toán\s+(?:thu|chi)"
    r"|chỉ\s+tiêu\s*:|hướng\s+tới)"
)
REPORT = re.compile(
    rf"(?<!\w)(?:{_SAME}|ước|đạt|hoàn\s+thành|thực\s+hiện|tăng|giảm|vượt|số\s+liệu|báo\s+cáo|kết\s+quả|tình\s+hình|lũy\s+kế|luỹ\s+kế|tính\s+đến"
    r"|giao\s+dự\s+toán|giao\s+chỉ\s+tiêu|phấn\s+đấu|kinh\s+tế\s*[-–]\s*xã\s+hội|từ\s+đầu\s+năm|tổng\s+kết|sơ\s+kết|hiện\s+có|khởi\s+công|xảy\s+ra|tử\s+vong|cấp\s+mới|\d+\s+tháng\s+đầu\s+năm)"
)
# What tells who or what is counted, not how much: ages, criteria reached, stars. "37 | xã đạt từ 10 tiêu chí trở lên".
_OR_MORE = r"(?:\s+trở\s+(?:lên|xuống))?"
_ATTRIBUTE = re.compile(
    rf"(?<!\w)(?:từ\s+(?:đủ\s+)?|dưới\s+|trên\s+)?\d{{1,3}}(?:\s*(?:đến|tới|-|–)\s*(?:dưới\s+)?\d{{1,3}})?\s+tuổi{_OR_MORE}"
    r"|(?<=\d\s)(?:xã|phường|thị\s+trấn|huyện|thôn|bản|ấp|đơn\s+vị|trường|khu\s+dân\s+cư|địa\s+phương)(?:\s+[^\W\d_]+){0,3}?\s+đạt\s+"
    rf"(?P<criteria>(?:từ\s+|đủ\s+)?\d{{1,3}}(?:\s*[/-]\s*\d{{1,3}})?\s+(?:tiêu\s+chí|chỉ\s+tiêu){_OR_MORE})"
    r"|(?<=trên )0?1\s+(?:ha|héc-ta|hecta|người|hộ|m2|lao\s+động)(?!\w)"
    rf"|(?:từ\s+)?(?<!\d)[1-5](?:\s*-\s*[1-5])?\s+sao(?!\w){_OR_MORE}",
    re.IGNORECASE,
)
_ENTITLED = re.compile(
    r"(?<!\w)(?:được\s+(?:hưởng|miễn|giảm)|trợ\s+cấp|mức|phải|trường\s+hợp|nếu|điều\s+kiện|quy\s+định|xử\s+phạt|đối\s+với|thì)(?!\w)"
)


def without_attributes(text: str) -> str:
    """``text`` with the numbers of attributes made unreadable, at equal offsets; rules are left as they are."""
    if _ENTITLED.search(text.lower()):
        return text

    def hidden(match: re.Match[str]) -> str:
        start = match.start("criteria") - match.start() if match["criteria"] else 0
        return match.group()[:start] + re.sub(r"[\w/]", "w", match.group()[start:])

    return _ATTRIBUTE.sub(hidden, text)
