"""A small town for the browser tests: real documents in a real library, and an asker whose answers are known.

The asker stands in for the retrieval and answering that other tests cover, so that every state of the page can be asked
for: it answers by a word of the question, with real spans of the real documents. Run as a program it serves the pages:
``python -m tests.web.world HOME PORT``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from index.answer import Answer, Check, Citation, Hit, IndicatorFact, Nearby
from index.library import Library, document_id
from index.model import (
    Document,
    Filters,
    Indicator,
    Kind,
    ParsedDocument,
    Passage,
    Relation,
    RelationType,
    Section,
    SectionKind,
    Unit,
    UnitKind,
)
from tests.support import HashEmbedder

HOSTILE = (
    '<img src=x onerror="window.hacked=1"> </script><script>window.hacked=2</script> [bấm](javascript:hacked=3) '
    "![](http://evil.example/x.png)"
)
HOSTILE_FILE = 'a"><img src=x onerror=window.hacked=4>.txt'

_FILLER = "Các phòng chuyên môn tiếp tục phối hợp với Ủy ban nhân dân các phường để hoàn thành nhiệm vụ được giao. "
SENTENCE = "Trong 9 tháng năm 2031, thu ngân sách trên địa bàn quận Mai Hồ đạt 3.204 tỷ đồng, bằng 91% dự toán cả năm."
SENTENCE_2 = "Trong 9 tháng năm 2031, thu ngân sách huyện Sơn Trà đạt 1.150 tỷ đồng, bằng 78,5% dự toán."
SENTENCE_3 = "Mức hỗ trợ cho mỗi cơ sở làng nghề là 45 triệu đồng một năm."

_NEWS = (
    "Quận Mai Hồ họp báo về kinh tế chín tháng\n\n"
    + "\n\n".join(f"Đoạn {n}. " + _FILLER * 4 for n in range(1, 9))
    + f"\n\n{SENTENCE} "
    + _FILLER
    + "\n\nChỉ tiêu | Thực hiện | So cùng kỳ\nThu ngân sách | 3.204 tỷ đồng | tăng 12%\n"
    + "Giải ngân đầu tư công | 640 tỷ đồng | tăng 4%\n\n"
    + "\n\n".join(f"Đoạn {n}. " + _FILLER * 4 for n in range(9, 20))
)
_OTHER = "Báo cáo kinh tế huyện Sơn Trà\n\n" + (_FILLER * 3 + "\n\n") * 4 + SENTENCE_2 + "\n\n" + _FILLER * 3
_RESOLUTION = (
    "NGHỊ QUYẾT\nVề hỗ trợ làng nghề truyền thống\n\nCHƯƠNG I\nQUY ĐỊNH CHUNG\n\nĐiều 1. Phạm vi điều chỉnh\n"
    + _FILLER * 5
    + f"\n\nĐiều 2. Mức hỗ trợ\n1. {SENTENCE_3}\n2. Kinh phí do ngân sách quận bảo đảm.\n\nĐiều 3. Hiệu lực\n"
    + _FILLER * 3
)
_TRAP = f"Thông báo {HOSTILE}\n\n{_FILLER}\n\nPhí trông giữ xe là 5.000 đồng một lượt {HOSTILE} theo quy định.\n"


def _document(file: str, text: str, **known: Any) -> ParsedDocument:
    sections: list[Section] = []
    for kind, label, title in (
        (SectionKind.CHAPTER, "CHƯƠNG I", "QUY ĐỊNH CHUNG"),
        (SectionKind.ARTICLE, "Điều 1", "Phạm vi điều chỉnh"),
        (SectionKind.ARTICLE, "Điều 2", "Mức hỗ trợ"),
        (SectionKind.ARTICLE, "Điều 3", "Hiệu lực"),
    ):
        start = text.find(label)
        if start >= 0 and "NGHỊ QUYẾT" in text:
            following = [at for at in (text.find(f"Điều {n}.", start + 3) for n in range(1, 4)) if at > start]
            end = len(text) if kind is SectionKind.CHAPTER else min(following, default=len(text))
            sections.append(Section(kind, label, title, start, end, None if kind is SectionKind.CHAPTER else 0))
    document = Document(
        id=document_id("default", file), file=file, collection="default", content_hash=f"{len(text)}:{file}", text=text,
        sections=tuple(sections), **known,
    )  # fmt: skip
    passages = []
    for start in range(0, len(text), 900):
        end = min(len(text), start + 900)
        unit = Unit(start, end, UnitKind.SENTENCE)
        passages.append(Passage(start, end, str(known.get("title") or file), None, None, (unit,)))
    indicators: tuple[Indicator, ...] = ()
    if SENTENCE in text:
        at = text.index(SENTENCE)
        indicators = (
            Indicator(
                "thu ngân sách", at, at + len(SENTENCE), 3204, "tỷ đồng", plan_pct=91, period="9T/2031",
                locality="quận Mai Hồ",
            ),
        )  # fmt: skip
    return ParsedDocument(document, tuple(passages), indicators)


def documents() -> list[ParsedDocument]:
    """The town's papers."""
    return [
        _document(
            "tin/mai-ho-9-thang.md", _NEWS, title="Quận Mai Hồ họp báo về kinh tế chín tháng", kind=Kind.ARTICLE,
            issuer="Báo Mai Hồ", place="quận Mai Hồ", date_published=date(2031, 10, 4),
            url="https://example.gov.vn/9-thang", pages=(0, 2500),
        ),
        _document(
            "bao-cao/son-tra.txt", _OTHER, title="Báo cáo kinh tế huyện Sơn Trà chín tháng năm 2031", kind=Kind.REPORT,
            number="77/BC-UBND", issuer="UBND huyện Sơn Trà", place="huyện Sơn Trà", date_issued=date(2031, 10, 9),
        ),
        _document(
            "nghi-quyet/19.docx", _RESOLUTION, title="Nghị quyết về hỗ trợ làng nghề truyền thống",
            kind=Kind.RESOLUTION, number="19/2031/NQ-HĐND", issuer="HĐND quận Mai Hồ", place="quận Mai Hồ",
            date_issued=date(2031, 7, 12), date_effective=date(2031, 8, 1), url="javascript:hacked=5",
            relations=(Relation(RelationType.AMENDS, "08/2029/NQ-HĐND", "part"),),
        ),
        _document(
            "nghi-quyet/08.docx", "Nghị quyết cũ về làng nghề.\n\n" + _FILLER, title="Nghị quyết về làng nghề",
            kind=Kind.RESOLUTION, number="08/2029/NQ-HĐND", date_issued=date(2029, 5, 5),
        ),
        _document(HOSTILE_FILE, _TRAP, title=HOSTILE, kind=Kind.NOTICE, place=HOSTILE, url="javascript:alert(1)"),
    ]  # fmt: skip


class StandIn:
    """Answers by a word of the question; see ``_plan``."""

    def __init__(self, library: Library, pause: float = 0.12) -> None:
        self.library = library
        self.pause = pause

    def stream(
        self,
        question: str,
        *,
        filters: Filters = Filters(),
        history: Sequence[Answer] = (),
    ) -> Iterator[str | Answer]:
        """Pieces of text, then the answer."""
        time.sleep(self.pause)
        if "hỏng" in question:
            raise RuntimeError("secret detail of the machine")
        answer = self._within(question, filters) if "phạm vi nào" in question else self._plan(question, history)
        for word in answer.text.split(" "):
            time.sleep(self.pause * (8 if "chậm" in question else 0.2))
            yield word + " "
        yield answer

    def search(self, query: str, *, k: int = 10, filters: Filters = Filters()) -> list[Hit]:
        """Every document that contains the query, with the query highlighted."""
        hits: list[Hit] = []
        for record in self.library.documents(filters):
            document = self.library.document(record.id)
            at = document.text.lower().find(query.lower()) if document else -1
            if document is None or at < 0:
                continue
            start, end = max(0, at - 200), min(len(document.text), at + 400)
            cited = self._cite(1, document.file, document.text[start:end])
            hits.append(
                Hit(
                    **cited.model_dump(exclude={"n", "quote", "marks"}), rank=len(hits) + 1, score=1 / (len(hits) + 1),
                    passage=document.text[start:end], highlights=((at - start, at - start + len(query)),),
                )
            )  # fmt: skip
        return hits[:k]

    def _within(self, question: str, filters: Filters) -> Answer:
        """Names the documents that the question was restricted to."""
        files = "\n".join(f"- {record.file}" for record in self.library.documents(filters))
        return Answer(question=question, language="vi", status="answered", text=files)

    def _plan(self, question: str, history: Sequence[Answer]) -> Answer:
        base = {"question": question, "language": "vi"}
        mai_ho = self._cite(1, "tin/mai-ho-9-thang.md", SENTENCE)
        son_tra = self._cite(2, "bao-cao/son-tra.txt", SENTENCE_2)
        facts = (_fact(mai_ho, 3204, 91, "quận Mai Hồ"), _fact(son_tra, 1150, 78.5, "huyện Sơn Trà"))
        if "sân bay" in question:
            near = (
                Nearby(file="nghi-quyet/19.docx", title="Nghị quyết về hỗ trợ làng nghề truyền thống"),
                Nearby(file=HOSTILE_FILE, title=HOSTILE),
            )
            text = "Trong tài liệu không có nội dung nào về sân bay ở quận Mai Hồ."
            return Answer(**base, status="not_found", text=text, nearby=near)
        if "so sánh" in question:
            text = (
                "Quận Mai Hồ thu ngân sách nhiều hơn huyện Sơn Trà 2.054 tỷ đồng.\n"
                "- Quận Mai Hồ: 3.204 tỷ đồng, 91% dự toán [1]\n- Huyện Sơn Trà: 1.150 tỷ đồng, 78,5% dự toán [2]\n"
                "3.204 − 1.150 = 2.054 (tỷ đồng)."
            )
            checks = (
                Check(kind="number", value="3.204", supported=True),
                Check(kind="number", value="1.150", supported=True),
            )
            return Answer(
                **base, status="answered", text=text, citations=(mai_ho, son_tra), indicators=facts, checks=checks
            )
        if "Mai Hồ" not in question and "thu ngân sách" in question.lower():
            text = "Câu hỏi phù hợp với nhiều địa bàn:\n- quận Mai Hồ: 91% [1]\n- huyện Sơn Trà: 78,5% [2]"
            return Answer(**base, status="clarify", text=text, citations=(mai_ho, son_tra), indicators=facts)
        if "phí" in question:
            line = next(line for line in _TRAP.splitlines() if line.startswith("Phí"))
            cited = self._cite(1, HOSTILE_FILE, line)
            checks = (Check(kind="name", value=HOSTILE, supported=False),)
            return Answer(
                **base,
                status="answered",
                text=f"{line} [1] **đậm** [9]",
                citations=(cited,),
                engine="llm:" + HOSTILE,
                checks=checks,
            )
        if "làng nghề" in question:
            cited = self._cite(1, "nghi-quyet/19.docx", SENTENCE_3)
            rewritten = f"{question} (quận Mai Hồ)" if history else None
            return Answer(**base, rewritten=rewritten, status="answered", text=f"{SENTENCE_3} [1]", citations=(cited,))
        checks = tuple(Check(kind="number", value=value, supported=True) for value in ("3.204", "91%", "9 tháng"))
        marks = tuple(
            (mai_ho.start + SENTENCE.index(part), mai_ho.start + SENTENCE.index(part) + len(part))
            for part in ("3.204 tỷ đồng", "91%")
        )
        mai_ho = mai_ho.model_copy(update={"marks": marks})
        return Answer(**base, status="answered", text=f"{SENTENCE} [1]", citations=(mai_ho,), checks=checks)

    def _cite(self, n: int, file: str, quote: str) -> Citation:
        document = self.library.document(self.library.find(file)[0].id)
        assert document is not None
        start = document.text.index(quote)
        return Citation(
            n=n, file=file, document=document.id, title=document.title, kind=document.kind, number=document.number,
            issuer=document.issuer, date=document.date.isoformat() if document.date else None, place=document.place,
            url=document.url, section="Điều 2 › Khoản 1" if "19" in file else None, page=None,
            start=start, end=start + len(quote), quote=quote,
        )  # fmt: skip


def _fact(citation: Citation, value: float, plan: float, place: str) -> IndicatorFact:
    return IndicatorFact(
        name="thu ngân sách", value=value, unit="tỷ đồng", plan_pct=plan, period="9T/2031", locality=place, n=citation.n
    )


def main(home: Path, port: int, *, empty: bool) -> None:
    """Serve the town (or an empty library) on ``port``."""
    import uvicorn

    from assistant.conversations import Conversations
    from assistant.faces.web.app import build_app
    from assistant.faces.web.services import Services
    from assistant.people import People
    from assistant.settings import Settings

    library = Library.open(home, HashEmbedder())
    if not empty:
        library.apply(documents())
    kept, settings = Conversations(home / "conversations.sqlite3"), Settings.load(home=home)
    services = Services(library, StandIn(library), kept, settings, People(home), over=StandIn)
    uvicorn.run(build_app(services), host="127.0.0.1", port=port, log_level="warning", ws="none")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), empty="--empty" in sys.argv)
