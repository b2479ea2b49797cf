"""The page of figures."""

from __future__ import annotations

from typing import Final

# key: (Vietnamese, English)
TEXTS: Final[dict[str, tuple[str, str]]] = {
    "nav.indicators": ("Số liệu", "Figures"),
    "indicators.heading": ("Số liệu trong tài liệu", "Figures in the documents"),
    "indicators.lead": (
        "Mỗi dòng là một con số được nêu trong tài liệu, với kỳ, địa bàn và nguồn. Chọn một dòng để mở đúng câu nguồn.",
        "Each row is a figure that a document reports, with its period and place. Choose one to open the sentence.",
    ),
    "indicators.empty": (
        "Chưa có số liệu nào: tài liệu đã nạp không nêu con số kèm chỉ tiêu.",
        "There are no figures yet: no document that was added reports one.",
    ),
    "indicators.name": ("Chỉ tiêu", "Measure"),
    "indicators.name.hint": ("Ví dụ: thu ngân sách", "For example: thu ngan sach"),
    "indicators.kind": ("Loại số", "Kind of value"),
    "indicators.kind.money": ("Tiền", "Money"),
    "indicators.kind.percent": ("Phần trăm", "Percent"),
    "indicators.kind.count": ("Số lượng", "Count"),
    "indicators.kind.measure": ("Đo lường", "Measure of size"),
    "indicators.kind.number": ("Số khác", "Other number"),
    "indicators.count": ("{count} số liệu", "{count} figures"),
    "indicators.count.one": ("1 số liệu", "1 figure"),
    "indicators.none": ("Không có số liệu nào khớp bộ lọc.", "No figure matches the filters."),
    "indicators.export": ("Tải về", "Download"),
    "indicators.sort": ("Sắp xếp theo {column}", "Sort by {column}"),
    "indicators.open": ("Mở nguồn: {name}", "Open the source: {name}"),
    "indicators.nowhere": ("Không nêu địa bàn", "No place named"),
    "indicators.chart": ("Biểu đồ", "Chart"),
    "indicators.chart.measure": ("Vẽ chỉ tiêu", "Draw"),
    "indicators.chart.show": ("Theo", "By"),
    "indicators.chart.update": ("Vẽ", "Draw it"),
    "indicators.chart.description": (
        "Biểu đồ thanh, {count} số liệu theo địa bàn rồi theo thời gian",
        "Bar chart of {count} figures, by place and then in order of time",
    ),
    "indicators.chart.data": ("Số liệu của biểu đồ", "The numbers of the chart"),
    "indicators.chart.left": (
        "Còn {count} số liệu chưa vẽ: hãy lọc hẹp hơn.",
        "{count} more were not drawn: narrow the filters.",
    ),
    "indicators.show.value": ("Giá trị", "Value"),
    "indicators.show.plan": ("% kế hoạch", "% of plan"),
    "indicators.show.yoy": ("So cùng kỳ", "On last year"),
    "indicators.column.name": ("Chỉ tiêu", "Measure"),
    "indicators.column.value": ("Giá trị", "Value"),
    "indicators.column.unit": ("Đơn vị", "Unit"),
    "indicators.column.total": ("Trên tổng số", "Out of"),
    "indicators.column.plan_pct": ("% kế hoạch", "% of plan"),
    "indicators.column.plan_basis": ("So với", "Basis of the plan"),
    "indicators.column.yoy_pct": ("% so cùng kỳ", "% on last year"),
    "indicators.column.period": ("Kỳ", "Period"),
    "indicators.column.period_from": ("Kỳ đọc ở", "Period read in"),
    "indicators.column.locality": ("Địa bàn", "Place"),
    "indicators.column.locality_from": ("Địa bàn đọc ở", "Place read in"),
    "indicators.column.qualifier": ("Mức độ", "Qualifier"),
    "indicators.column.file": ("Tệp", "File"),
    "indicators.column.start": ("Từ ký tự", "From character"),
    "indicators.column.end": ("Đến ký tự", "To character"),
    "indicators.column.quote": ("Câu nguồn", "Source sentence"),
}
