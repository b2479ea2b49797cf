"""Every text of the interface, in Vietnamese and English side by side; neither language may lack a key.

``t("chat.send", "vi")`` gives the text; values are named: ``t("checks.supported", "en", count=3)``.
"""

from __future__ import annotations

from datetime import date
from typing import Final, get_args

from index.answer import Language

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

# key: (Vietnamese, English)
CATALOGUE: Final[dict[str, tuple[str, str]]] = {
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
    "source.passage": ("Đoạn được trích", "Cited passage"),
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
    # --- evaluation
    "evaluate.heading": ("Đánh giá câu trả lời", "Evaluate the answers"),
    "evaluate.lead": (
        "Chấm trợ lý trên bộ câu hỏi của bạn, với {documents} tài liệu đã nạp.",
        "Measure the assistant on your own test set, over the {documents} documents that were added.",
    ),
    "evaluate.testset": ("Bộ câu hỏi (JSON Lines)", "Test set (JSON Lines)"),
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
    # --- an address that does not exist
    "page.missing": ("Không có trang này", "There is no such page"),
    "page.home": ("Về trang Hỏi đáp", "Go to the Ask page"),
}

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def t(key: str, language: Language, **values: object) -> str:
    """The text of ``key`` in ``language`` with its named values filled in. Plain text: callers escape it for HTML.

    Raises:
        KeyError: no such key, or a value that the text needs is missing.
    """
    text = CATALOGUE[key][LANGUAGES.index(language)]
    return text.format(**values) if values else text


def format_date(iso: str | date | None, language: Language) -> str:
    """A date as its reader writes it; what is not an ISO date comes back as it is.

    >>> format_date("2024-09-05", "vi"), format_date("2024-09-05", "en")
    ('05/09/2024', '5 Sep 2024')
    """
    if iso is None:
        return ""
    try:
        day = iso if isinstance(iso, date) else date.fromisoformat(iso[:10])
    except ValueError:
        return str(iso)
    return f"{day:%d/%m/%Y}" if language == "vi" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def kind_name(kind: str, language: Language) -> str:
    """The name of a kind of document; an unknown kind is "other"."""
    key = f"kind.{kind}"
    return t(key if key in CATALOGUE else "kind.other", language)
