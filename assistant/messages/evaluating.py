"""The evaluation page."""

from __future__ import annotations

from typing import Final

# key: (Vietnamese, English)
TEXTS: Final[dict[str, tuple[str, str]]] = {
    # --- evaluation
    "evaluate.heading": ("Đánh giá câu trả lời", "Evaluate the answers"),
    "evaluate.lead": (
        "Chấm trợ lý trên bộ câu hỏi của bạn, với {documents} tài liệu đã nạp.",
        "Measure the assistant on your own test set, over the {documents} documents that were added.",
    ),
    "evaluate.testset": ("Bộ câu hỏi (JSON Lines)", "Test set (JSON Lines)"),
    "evaluate.choose": ("Chọn tệp…", "Choose a file…"),
    "evaluate.engine": ("Bộ trả lời", "Engine"),
    "evaluate.engine.extractive": ("Trích nguyên văn", "Extractive"),
    "evaluate.engine.floor": ("Mức sàn: ba câu giống nhất", "Floor: the three nearest sentences"),
    "evaluate.engine.llm": ("Mô hình ngôn ngữ", "Language model"),
    "evaluate.against": ("So với lần chạy trước", "Compare with an earlier run"),
    "evaluate.against.none": ("Không so sánh", "No comparison"),
    "evaluate.earlier": ("hoặc với một report.json", "or with a report.json"),
    "evaluate.judge": ("Nhờ mô hình ngôn ngữ chấm thêm", "Also ask the language model for its opinion"),
    "evaluate.judge.again": ("Nhờ chấm lại", "Ask it again"),
    "evaluate.cause.failed": ("mô hình báo lỗi hoặc không trả lời", "it failed or did not reply"),
    "evaluate.cause.key": ("khóa truy cập không được chấp nhận", "its key was not accepted"),
    "evaluate.cause.unknown": ("không có mô hình này", "there is no such model"),
    "evaluate.cause.slow": ("quá thời gian chờ", "it took too long"),
    "evaluate.cause.unreachable": ("không kết nối được", "it could not be reached"),
    "evaluate.cause.unset": ("chưa đặt mô hình", "no model is set"),
    "evaluate.cause.package": ("máy chủ thiếu gói phần mềm cho mô hình", "the server lacks a package for it"),
    "evaluate.cause.provider": ("không rõ nhà cung cấp mô hình", "its provider is unknown"),
    "evaluate.unjudged": (
        "Mô hình ngôn ngữ không chấm được ({reason}). Báo cáo đủ mọi phần khác.",
        "The language model gave no opinion ({reason}). The report has everything else.",
    ),
    "evaluate.start": ("Bắt đầu chấm", "Start"),
    "evaluate.format": ("Bộ câu hỏi viết thế nào?", "What does a test set look like?"),
    "evaluate.format.text": (
        "Mỗi dòng là một đối tượng JSON. Chỉ bắt buộc có question; có accepted và doc thì câu trả lời được chấm, có "
        "evidence thì việc tìm đoạn văn được chấm. Câu mà tài liệu không trả lời được ghi answerable: false.",
        "One JSON object a line. Only question is required; with accepted and doc the answer is judged, with evidence "
        "the search is. A question that the documents do not answer has answerable: false.",
    ),
    "evaluate.format.table": ("Hoặc điền vào bảng tính:", "Or fill in a spreadsheet:"),
    "evaluate.runs": ("Các lần chạy", "Runs"),
    "evaluate.questions": ("{count} câu hỏi", "{count} questions"),
    "evaluate.right": ("đúng {share}", "{share} right"),
    "evaluate.state.running": ("Đang chấm", "Running"),
    "evaluate.state.done": ("Xong", "Done"),
    "evaluate.state.stopped": ("Đã dừng", "Stopped"),
    "evaluate.state.failed": ("Hỏng giữa chừng", "Failed"),
    "evaluate.ended.stopped": (
        "Đã dừng sau {done}/{total} câu. Các câu đã hỏi được giữ lại.",
        "Stopped after {done} of {total} questions. What was asked is kept.",
    ),
    "evaluate.ended.failed": (
        "Lần chạy bị hỏng sau {done}/{total} câu. Hãy chạy tiếp; nếu vẫn hỏng, báo cho người quản trị máy chủ.",
        "The run failed after {done} of {total} questions. Go on; if it fails again, tell whoever runs this server.",
    ),
    "evaluate.stop": ("Dừng", "Stop"),
    "evaluate.resume": ("Chạy tiếp", "Go on"),
    "evaluate.delete": ("Xóa lần chạy này", "Delete this run"),
    "evaluate.open": ("Mở báo cáo ở trang riêng", "Open the report on its own page"),
    "evaluate.download.html": ("Tải report.html", "Download report.html"),
    "evaluate.download.json": ("Tải report.json", "Download report.json"),
    "evaluate.report": ("Báo cáo đánh giá", "Evaluation report"),
    "evaluate.reload": ("Xem tiến độ", "See the progress"),
    "evaluate.busy": (
        "Một lần chấm khác đang chạy. Hãy đợi xong hoặc dừng nó.",
        "Another evaluation is running. Wait for it or stop it.",
    ),
    "evaluate.no_file": ("Hãy chọn một tệp bộ câu hỏi có nội dung.", "Choose a test set file that is not empty."),
    "evaluate.too_large": ("Tệp lớn hơn {limit} MB.", "The files are larger than {limit} MB."),
    "evaluate.too_many": (
        "Không chạy được: bộ trả lời không có ở đây hoặc có hơn {limit} câu hỏi.",
        "This cannot be run: the engine is not available here, or there are more than {limit} questions.",
    ),
    "evaluate.missing": ("Không có lần chạy này.", "There is no such run."),
    "evaluate.elsewhere": ("Yêu cầu không đến từ trang này.", "The request did not come from this site."),
}
