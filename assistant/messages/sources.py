"""A document: its fields, its kinds, what acts on it, and the panel that shows it."""

from __future__ import annotations

from typing import Final

# key: (Vietnamese, English)
TEXTS: Final[dict[str, tuple[str, str]]] = {
    # --- the source panel
    "source.label": ("Nguồn trích dẫn", "Cited source"),
    "source.close": ("Đóng nguồn", "Close the source"),
    "source.loading": ("Đang mở tài liệu…", "Opening the document…"),
    "source.link": ("Mở trang gốc", "Open the original page"),
    "source.full": ("Xem toàn trang", "View full page"),
    "source.back": ("Về đoạn trích", "Back to the passage"),
    "source.missing": (
        "Tài liệu này không còn trong kho. Có thể nó đã bị gỡ hoặc đổi tên.",
        "This document is no longer in the collection. It may have been removed or renamed.",
    ),
    "source.failed": ("Không mở được tài liệu. Hãy thử lại.", "The document could not be opened. Try again."),
    "source.part": (
        "Tài liệu rất dài: chỉ hiển thị phần quanh đoạn trích.",
        "This document is very long: only the part around the passage is shown.",
    ),
    "source.original": ("Tải tệp gốc ({kind})", "Download the file ({kind})"),
    "source.original.gone": (
        "Tệp gốc không còn, hoặc đã đổi so với khi được đọc.",
        "The original file is gone, or is no longer the one that was read.",
    ),
    "source.passage": ("Đoạn được trích", "Cited passage"),
    "source.also": ("Cũng có tại: ", "Also at: "),
    "source.page": ("Trang {page}", "Page {page}"),
    "source.details": ("Thông tin văn bản", "About this document"),
    "source.relations": ("Văn bản liên quan", "Related documents"),
    "field.kind": ("Loại", "Kind"),
    "field.number": ("Số hiệu", "Number"),
    "field.issuer": ("Cơ quan ban hành", "Issuer"),
    "field.signer": ("Người ký", "Signed by"),
    "field.place": ("Địa bàn", "Place"),
    "field.date_issued": ("Ngày ban hành", "Issued"),
    "field.date_effective": ("Hiệu lực từ", "In force from"),
    "field.date_published": ("Ngày đăng", "Published"),
    "field.section": ("Vị trí", "Position"),
    "field.file": ("Tệp", "File"),
    "relation.amends": ("Sửa đổi, bổ sung", "Amends"),
    "relation.replaces": ("Thay thế", "Replaces"),
    "relation.repeals": ("Bãi bỏ", "Repeals"),
    "relation.based_on": ("Căn cứ", "Based on"),
    "relation.part": ("một phần", "in part"),
    "relation.amended_by": ("Được sửa đổi bởi", "Amended by"),
    "relation.replaced_by": ("Được thay thế bởi", "Replaced by"),
    "relation.repealed_by": ("Bị bãi bỏ bởi", "Repealed by"),
    "kind.resolution": ("Nghị quyết", "Resolution"),
    "kind.decision": ("Quyết định", "Decision"),
    "kind.directive": ("Chỉ thị", "Directive"),
    "kind.decree": ("Nghị định", "Decree"),
    "kind.circular": ("Thông tư", "Circular"),
    "kind.law": ("Luật", "Law"),
    "kind.notice": ("Thông báo", "Notice"),
    "kind.plan": ("Kế hoạch", "Plan"),
    "kind.programme": ("Chương trình", "Programme"),
    "kind.report": ("Báo cáo", "Report"),
    "kind.proposal": ("Tờ trình", "Proposal"),
    "kind.dispatch": ("Công văn", "Official letter"),
    "kind.article": ("Bài viết", "Article"),
    "kind.other": ("Tài liệu khác", "Other document"),
}
