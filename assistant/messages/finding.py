"""The search page."""

from __future__ import annotations

from typing import Final

# key: (Vietnamese, English)
TEXTS: Final[dict[str, tuple[str, str]]] = {
    # --- search
    "search.heading": ("Tìm trong tài liệu", "Search the documents"),
    "search.query": ("Từ khóa hoặc câu hỏi", "Words or a question"),
    "search.submit": ("Tìm", "Search"),
    "search.from": ("Từ ngày", "From"),
    "search.to": ("Đến ngày", "To"),
    "search.place": ("Địa bàn", "Place"),
    "search.kind": ("Loại văn bản", "Kind"),
    "search.any": ("Tất cả", "All"),
    "search.issuer": ("Cơ quan ban hành", "Issuer"),
    "search.sort": ("Sắp xếp", "Sort"),
    "search.sort.relevance": ("Liên quan nhất", "Most relevant"),
    "search.sort.date": ("Mới nhất", "Newest"),
    "search.filters": ("Bộ lọc", "Filters"),
    "search.clear": ("Xóa bộ lọc", "Clear filters"),
    "search.count": ("{count} đoạn phù hợp", "{count} matching passages"),
    "search.count.one": ("1 đoạn phù hợp", "1 matching passage"),
    "search.none": (
        "Không có đoạn nào phù hợp. Thử từ khác hoặc bỏ bớt bộ lọc.",
        "No passage matches. Try other words or remove a filter.",
    ),
    "search.invalid_date": ("Ngày không hợp lệ: {value}", "Not a valid date: {value}"),
    "search.failed": ("Không tìm được. Hãy thử lại.", "The search failed. Try again."),
    "search.open": ("Mở tại đoạn này", "Open at this passage"),
}
