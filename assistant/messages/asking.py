"""The chat: questions, answers, examples and what readers think of an answer."""

from __future__ import annotations

from typing import Final

# key: (Vietnamese, English)
TEXTS: Final[dict[str, tuple[str, str]]] = {
    # --- chat
    "chat.heading": ("Bạn muốn biết điều gì?", "What would you like to know?"),
    "chat.log": ("Cuộc trò chuyện", "Conversation"),
    "chat.label": ("Câu hỏi", "Question"),
    "chat.placeholder": (
        "Hỏi số liệu, nghị quyết, dự án…",
        "Ask about figures, resolutions, projects…",
    ),
    "chat.send": ("Gửi", "Send"),
    "chat.stop": ("Dừng", "Stop"),
    "chat.stopped": ("Đã dừng trả lời.", "The answer was stopped."),
    "chat.new": ("Cuộc trò chuyện mới", "New conversation"),
    "chat.you": ("Bạn hỏi", "You asked"),
    "chat.answer": ("Trả lời", "Answer"),
    "chat.searching": ("Đang tìm trong tài liệu…", "Looking through the documents…"),
    "chat.examples": ("Thử hỏi", "Try asking"),
    "chat.rewritten": ("Hiểu là: {question}", "Understood as: {question}"),
    "chat.too_long": (
        "Câu hỏi dài quá {limit} ký tự. Hãy rút gọn rồi gửi lại.",
        "The question is longer than {limit} characters. Shorten it and send it again.",
    ),
    "chat.failed": (
        "Có lỗi khi trả lời câu hỏi này. Hãy thử lại; nếu vẫn lỗi, báo cho người quản trị máy chủ.",
        "Something went wrong with this question. Try again; if it still fails, tell whoever runs this server.",
    ),
    "chat.retry": ("Hỏi lại", "Ask again"),
    "chat.ready": ("Đã có câu trả lời", "The answer is ready"),
    # --- answers
    "answer.copy": ("Sao chép kèm nguồn", "Copy with sources"),
    "answer.copied": ("Đã sao chép", "Copied"),
    "answer.sources": ("Nguồn", "Sources"),
    "answer.cite": ("Nguồn {n}: {title}", "Source {n}: {title}"),
    "answer.not_found": ("Không thấy câu trả lời trong tài liệu", "The documents do not answer this"),
    "answer.nearby": ("Tài liệu gần nội dung này", "Documents close to this subject"),
    "answer.clarify": ("Cần làm rõ thêm", "One more detail, please"),
    "answer.choose": ("Bạn muốn hỏi về", "Did you mean"),
    "answer.figures": ("Số liệu đã dùng", "Figures used"),
    "answer.option": ("{question} ({detail})", "{question} ({detail})"),
    "figure.name": ("Chỉ tiêu", "Indicator"),
    "figure.place": ("Địa bàn", "Place"),
    "figure.period": ("Kỳ", "Period"),
    "figure.value": ("Giá trị", "Value"),
    "figure.plan": ("% kế hoạch", "% of plan"),
    "figure.yoy": ("So cùng kỳ", "On last year"),
    "figure.source": ("Nguồn", "Source"),
    "checks.supported": ("{count} chi tiết khớp với nguồn", "{count} details match the source"),
    "checks.one": ("1 chi tiết khớp với nguồn", "1 detail matches the source"),
    "checks.unsupported": ("Chưa thấy trong nguồn: {values}", "Not found in the source: {values}"),
    "engine.llm": ("Soạn bởi mô hình {model}", "Written by the model {model}"),
    "engine.seconds": ("{seconds} giây", "{seconds} s"),
    # --- an index without documents
    "empty.heading": ("Chưa có tài liệu nào", "No documents yet"),
    "empty.text": (
        "Nạp một thư mục tài liệu (.md, .txt, .html, .docx, .pdf) bằng lệnh dưới đây, rồi tải lại trang này.",
        "Add a folder of documents (.md, .txt, .html, .docx, .pdf) with the command below, then reload this page.",
    ),
    "empty.command": ("hoidap ingest THU_MUC_TAI_LIEU", "hoidap ingest DOCUMENT_FOLDER"),
    # --- example questions
    "example.general.1": (
        "Thu ngân sách nhà nước đạt bao nhiêu phần trăm kế hoạch?",
        "What share of the budget revenue plan was collected?",
    ),
    "example.general.2": ("Những nghị quyết nào vừa được ban hành?", "Which resolutions were issued recently?"),
    "example.general.3": (
        "Quyết định nào có hiệu lực từ ngày 1/1?",
        "Which decision takes effect on 1 January?",
    ),
    "example.plan": (
        "{name} {period} của {place} đạt bao nhiêu phần trăm kế hoạch?",
        "What share of its plan did {place} reach in {period} ({name})?",
    ),
    "example.value": ("{name} {period} của {place} là bao nhiêu?", "What was {name} of {place} in {period}?"),
    "example.number": ("{kind} {number} quy định những gì?", "What does {kind} {number} lay down?"),
    # --- what readers think of an answer
    "feedback.label": ("Góp ý về câu trả lời", "What you think of this answer"),
    "feedback.up": ("Hữu ích", "Helpful"),
    "feedback.down": ("Chưa đúng", "Not right"),
    "feedback.why": ("Chưa đúng ở đâu?", "What is not right?"),
    "feedback.reason.wrong": ("Sai nội dung hoặc số liệu", "Wrong fact or figure"),
    "feedback.reason.source": ("Sai nguồn hoặc sai kỳ", "Wrong source or period"),
    "feedback.reason.incomplete": ("Thiếu ý", "Something is missing"),
    "feedback.reason.missed": ("Tài liệu có câu trả lời", "The documents do answer this"),
    "feedback.reason.other": ("Không đúng điều tôi hỏi", "Not what I asked"),
    "feedback.right": ("Câu trả lời đúng, nếu bạn biết", "The right answer, if you know it"),
    "feedback.note": ("Ghi thêm", "Anything else"),
    "feedback.send": ("Gửi góp ý", "Send feedback"),
    "feedback.cancel": ("Thôi", "Cancel"),
    "feedback.withdraw": ("Rút lại góp ý", "Take it back"),
    "feedback.kept": ("Đã ghi góp ý. Cảm ơn bạn.", "Noted. Thank you."),
    "feedback.withdrawn": ("Đã rút lại góp ý.", "Taken back."),
    "feedback.failed": ("Chưa ghi được góp ý. Hãy thử lại.", "This could not be kept. Try again."),
}
