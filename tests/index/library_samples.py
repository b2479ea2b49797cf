"""Documents for tests of the index: own sentences, cut into passages and units by line and full stop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from index.library import LexicalQuery, Library, document_id
from index.model import Document, Filters, Indicator, ParsedDocument, Passage, Unit, UnitKind
from index.text import terms


def parsed(
    file: str,
    lines: Sequence[str],
    *,
    collection: str = "default",
    indicators: tuple[Indicator, ...] = (),
    **fields: Any,
) -> ParsedDocument:
    """A document whose passages are its lines and whose units are their sentences."""
    passages, position = [], 0
    for line in lines:
        units, start = [], position
        for sentence in line.split(". "):
            units.append(Unit(start, start + len(sentence), UnitKind.SENTENCE))
            start += len(sentence) + 2
        title = fields.get("title") or file
        passages.append(Passage(position, position + len(line), str(title), units=tuple(units)))
        position += len(line) + 1
    document = Document(
        id=document_id(collection, file),
        file=file,
        collection=collection,
        content_hash=f"{hash(tuple(lines)):x}",
        text="\n".join(lines),
        **fields,
    )
    return ParsedDocument(document, tuple(passages), indicators)


def query(text: str) -> LexicalQuery:
    """Every term of a text with weight 1."""
    found = terms(text)
    return LexicalQuery(
        dict.fromkeys(found.accented, 1.0), dict.fromkeys(found.folded, 1.0), dict.fromkeys(found.bigrams, 1.0)
    )


def files_found(library: Library, text: str, filters: Filters, k: int = 50) -> tuple[list[str], list[str]]:
    """The files of the passages that the dense and the lexical index find."""
    dense = [scored.passage for scored in library.dense(library.embed_query(text), k, filters)]
    lexical = [scored.passage for scored in library.lexical(query(text), k, filters)]
    files = {record.id: record.file for record in library.documents()}

    def names(ids: list[int]) -> list[str]:
        found = library.passages(ids)
        # Others were replaced meanwhile, or go by another file now.
        return [files[found[number].document] for number in ids if number in found and found[number].document in files]

    return names(dense), names(lexical)


DISTRICTS = (
    parsed(
        "tay-ho.md",
        ["Thu ngân sách quận đạt 89% dự toán. Chi đầu tư đạt 41%", "Đường ven hồ được chỉnh trang. Chợ hoa mở cửa sớm"],
        title="Tây Hồ 9 tháng",
        kind="report",
        issuer="UBND quận Tây Hồ",
        place="Tây Hồ",
        date_issued=date(2024, 10, 2),
    ),
    parsed(
        "ba-dinh.md",
        ["Thu ngân sách quận vượt 4% dự toán. Nợ thuế giảm", "Trường học mới đón học sinh. Lớp học đủ bàn ghế"],
        title="Ba Đình 9 tháng",
        kind="report",
        issuer="UBND quận Ba Đình",
        place="Ba Đình",
        date_published=date(2024, 11, 20),
    ),
    parsed(
        "private.md",
        ["Thu ngân sách dự kiến chưa công bố đạt 93% dự toán. Số liệu nội bộ"],
        collection="noi-bo",
        title="Bản nháp",
        kind="article",
    ),
)
