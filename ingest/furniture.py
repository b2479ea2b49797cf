"""What websites put around a document: log-in notices, catalogue cards, legends, copyright lines, calls to read on.

Recognised so that it stays out of passages; it remains in ``Document.text``. The cues are turns of phrase common to
such pages, no site's name.
"""

from __future__ import annotations

import re

_AFTER_DOCUMENT = (
    r"văn bản (?:này )?chưa (?:được )?cập nhật",
    r"văn bản liên quan\s*$",
    r"(?:các )?nội dung (?:được )?sửa đổi, hướng dẫn\s*$",
    r"file (?:được )?đính kèm",
    r"file attached",
    r"lược đồ(?: văn bản)?\s*$",
    r"tải (?:văn bản|về)\s*$",
    r"chú thích\s*:?\s*$",
    r"rà chuột|click (?:trái|phải|vào)|double click",
    r"bản dịch này thuộc quyền sở hữu",
    r"has the copyright",
    r"lưu trữ, sử dụng thông tin khách hàng",
    r"(?:bạn )?(?:vừa )?bị đăng xuất|quý khách đăng nhập",
    r"đang tải văn bản",
    r"văn bản bị thay thế\s*$",
)
_PERSON = r"(?-i:[^\W\da-z]\w*)(?: (?-i:[A-ZĐÀ-Ỹ])\w*\.?){1,5}"
_ROLES = (
    "chuyên viên|tham vấn|biên tập|biên soạn|cố vấn|kiểm duyệt|người viết|người đăng|phóng viên|thực hiện|bài viết"
    "|bài và ảnh|bài, ảnh|tin, ảnh|ảnh|nguồn ảnh|luật sư"
)
_LINES = (
    r"(?:>+|»|→)\s*(?:xem|tải)\b",
    r">+\s*\S",
    r"xem (?:thêm|chi tiết|toàn văn|ngay)(?: (?:tại|tại đây|thêm))?\s*[:.]",
    r"tải (?:file|về|mẫu|toàn văn|trọn bộ)\b",
    r"quý khách cần hỏi thêm",
    r"trên đây là (?:(?:những |toàn bộ )?(?:thông tin|nội dung|câu trả lời|tư vấn|bài viết)|[\"“(])",
    r"\(?\*\)?\s*(?:lưu ý: )?trên đây là",
    r"mua bán (?:đất|căn hộ|nhà|bất động sản|biệt thự)\b.{0,60}$",
    r"(?:nội dung|tóm tắt|mục lục)(?: chính| bài viết)?\s*$",
    r"(?:tin|bài) liên quan\s*:?\s*$",
    r"(?:từ khóa|tags?|chia sẻ|bình luận|đăng nhập|đăng ký)\s*:?\s*$",
    r"link bài (?:viết )?gốc\s*:",
    r"(?:giờ|ngày|thời gian) đăng\s*:",
    r"tác giả\s*:",
    rf"(?:{_ROLES})(?: [^\W\d]+){{0,3}}\s*:\s*{_PERSON}\s*$",
    r"nguồn(?: tin| bài| ảnh)?(?: [^:]{0,40})?:\s*https?://",
    r"https?://\S+$",
    r"\(?(?:ảnh|hình)(?: ảnh)?(?: minh họa)?(?: từ internet)?\)?\.?$",
)
_FOOTER = re.compile(r"^[\W_]*(?:" + "|".join(_AFTER_DOCUMENT) + ")", re.IGNORECASE | re.MULTILINE)
_LINE = re.compile(r"^\s*(?:" + "|".join(_LINES) + ")", re.IGNORECASE)
_PICTURE = re.compile(r"\((?:hình|ảnh)[^()]{0,40}(?:internet|minh họa)[^()]{0,20}\)\s*$", re.IGNORECASE)
_EMPTY = re.compile(r"^[\W_]*$")


def is_page_furniture(text: str) -> bool:
    """Whether a block belongs to the page around an official document (its head or foot)."""
    return bool(_FOOTER.search(text))


def is_furniture_line(text: str) -> bool:
    """Whether a block of a page only leads elsewhere or captions a stock picture."""
    if text.rstrip().endswith("?"):  # a question that the page goes on to answer, whatever its words
        return False
    return bool(_LINE.match(text) or _PICTURE.search(text) or _EMPTY.match(text))
