"""The pages about the documents held."""

from __future__ import annotations

from typing import Final

# key: (Vietnamese, English)
TEXTS: Final[dict[str, tuple[str, str]]] = {
    # --- documents
    "documents.heading": ("Tài liệu đã nạp", "Documents"),
    "documents.count": ("{count} tài liệu", "{count} documents"),
    "documents.count.one": ("1 tài liệu", "1 document"),
    "documents.filter": ("Lọc theo tiêu đề, số hiệu hoặc tệp", "Filter by title, number or file"),
    "documents.title": ("Tiêu đề", "Title"),
    "documents.date": ("Ngày", "Date"),
    "documents.none": ("Không có tài liệu nào khớp bộ lọc.", "No document matches the filter."),
    "documents.add": ("Cách thêm tài liệu", "How to add documents"),
    "documents.previous": ("Trang trước", "Previous"),
    "documents.next": ("Trang sau", "Next"),
    "documents.pages": ("Trang {page} / {pages}", "Page {page} of {pages}"),
}
