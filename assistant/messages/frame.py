"""The frame of every page, and what all pages share."""

from __future__ import annotations

from typing import Final

# key: (Vietnamese, English)
TEXTS: Final[dict[str, tuple[str, str]]] = {
    # --- the frame of every page
    "app.name": ("Hỏi đáp văn bản", "Ask the documents"),
    "app.tagline": (
        "Hỏi tài liệu chính quyền địa phương, nhận câu trả lời có dẫn nguồn chính xác. Gõ không dấu cũng được.",
        "Ask local-government documents and get answers that cite their exact source.",
    ),
    "app.skip": ("Đến nội dung chính", "Skip to the main content"),
    "nav.label": ("Các trang", "Pages"),
    "nav.chat": ("Hỏi đáp", "Ask"),
    "nav.search": ("Tìm kiếm", "Search"),
    "nav.documents": ("Tài liệu", "Documents"),
    "nav.evaluate": ("Đánh giá", "Evaluate"),
    "language.label": ("Ngôn ngữ", "Language"),
    "theme.toggle": ("Đổi giao diện sáng hoặc tối", "Switch between light and dark"),
    "disclaimer": (
        "Câu trả lời chỉ dựa trên tài liệu đã nạp. Hãy mở nguồn để kiểm tra trước khi sử dụng.",
        "Answers rest only on the documents that were added. Open the source and check before you use one.",
    ),
    # --- connection
    "connection.lost": (
        "Mất kết nối với máy chủ. Đang thử kết nối lại…",
        "The connection to the server was lost. Trying to reconnect…",
    ),
    "connection.back": (
        "Đã kết nối lại. Cuộc trò chuyện vẫn còn nguyên.",
        "Connected again. Your conversation is intact.",
    ),
    "connection.unanswered": (
        "Đã kết nối lại. Câu hỏi vừa rồi chưa được trả lời: hãy gửi lại.",
        "Connected again. Your last question was not answered: please send it again.",
    ),
    # --- an address that does not exist
    "page.missing": ("Không có trang này", "There is no such page"),
    "page.missing.text": (
        "Địa chỉ có thể đã đổi hoặc gõ thiếu.",
        "The address may have changed, or is not complete.",
    ),
    "page.broken": ("Có lỗi trên máy chủ", "Something broke on the server"),
    "page.broken.text": (
        "Việc vừa rồi chưa làm được. Hãy thử lại; nếu vẫn lỗi, hãy báo người quản trị.",
        "This could not be done. Try again; if it fails again, tell the administrator.",
    ),
    "page.home": ("Về trang Hỏi đáp", "Go to the Ask page"),
}
