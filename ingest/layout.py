"""Blocks put together to the document's text, each with its span and the zone of the document it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.blocks import Block, BlockKind
from ingest.furniture import is_furniture_line, is_page_furniture
from ingest.marks import mark_of
from ingest.published import HEAD, is_stamp


class Zone(StrEnum):
    """Part of a document. Passages are made of OPENING, RECITALS and BODY only."""

    FURNITURE = "furniture"  # what the website put around it
    LETTERHEAD = "letterhead"  # issuer and motto
    OPENING = "opening"  # number, date, kind and title of an official document
    RECITALS = "recitals"  # Căn cứ ...
    BODY = "body"
    SIGNATURE = "signature"  # signer, and Nơi nhận


QUOTED = (Zone.OPENING, Zone.RECITALS, Zone.BODY)


@dataclass(frozen=True, slots=True)
class Placed:
    """A block at ``text[start:end]``."""

    block: Block
    start: int
    end: int
    zone: Zone
    attached: bool = False  # stands after the signature: a regulation or appendix


@dataclass(frozen=True, slots=True)
class Layout:
    """The text of a document and its blocks in it. ``kind_line`` is the place of "NGHỊ QUYẾT" among them, ``None`` in
    a page. An official ``letter`` (công văn) prints no kind: its head ends at ``kind_line``, which is "Kính gửi".
    """

    text: str
    placed: tuple[Placed, ...]
    kind_line: int | None
    title_end: int | None
    pages: tuple[int, ...] = ()  # offset at which each page begins
    letter: bool = False


MOTTO = re.compile(r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA", re.IGNORECASE)
KIND_LINE = re.compile(
    r"^(NGHỊ QUYẾT|QUYẾT ĐỊNH|CHỈ THỊ|NGHỊ ĐỊNH|THÔNG TƯ|LUẬT|THÔNG BÁO|KẾ HOẠCH|CHƯƠNG TRÌNH|"
    r"BÁO CÁO|TỜ TRÌNH|CÔNG ĐIỆN|CÔNG VĂN|HƯỚNG DẪN|PHÁP LỆNH|ĐỀ ÁN|PHƯƠNG ÁN|QUY CHẾ|QUY ĐỊNH)"
    r"(?:\s+LIÊN TỊCH)?$"
)
SUBJECT = re.compile(r"\b(?:V/v|Về việc)\b:?\s*\S.*", re.IGNORECASE | re.DOTALL)
_ADDRESSED = re.compile(r"^\W*Kính gửi\b", re.IGNORECASE)
_LETTER_HEAD = 16  # blocks before "Kính gửi"
_NUMBER_LINE = re.compile(r"^(?:Luật |Nghị quyết )?[Ss]ố\s*:?\s*(?:\d+|[./…]+\s*/)")
_DATE_LINE = re.compile(r"^[^,;:]{2,40},\s*ngày\s*[\d.…\s]{1,6}\s*tháng\s*[\d.…\s]{1,6}\s*năm\s*\d{4}$")
_RECITAL = re.compile(r"^(?:Căn cứ\b|Xét\b|Theo đề nghị\b|Thực hiện\b.*;$|Trên cơ sở\b.*;$|Sau khi xem xét\b.*[;,]$)")
_ENACTING = re.compile(
    r"^(?:(?:Hội đồng nhân dân|[ỦU][yỷ] ban nhân dân|Chủ tịch|Chính phủ|Bộ trưởng|Quốc hội|"
    r"[ỦU][yỷ] ban Thường vụ)\b.*\b(?:ban hành|quyết định)\b.*[.:]?|QUYẾT (?:NGHỊ|ĐỊNH)\s*:?)$",
    re.DOTALL,
)
_AUTHORITY = re.compile(
    r"^(?:HỘI ĐỒNG NHÂN DÂN|[ỦU][YỶ] BAN|CHỦ TỊCH|QUỐC HỘI|CHÍNH PHỦ|THỦ TƯỚNG|BỘ TRƯỞNG|GIÁM ĐỐC|TỔNG|UBND|HĐND|BAN )"
)
_RECIPIENTS = re.compile(r"^\W*(?:Nơi nhận|NƠI NHẬN)\b")
_RECIPIENT_LIST = re.compile(r"^-\s.*;\s*-\s*Lưu\s*:", re.DOTALL)
_POST = re.compile(
    r"^(?:\W*(?:TM|KT|TL|TUQ|Q)\s*\.\s*)?(?:CHỦ TỊCH|PHÓ CHỦ TỊCH|[ỦU][YỶ] BAN NHÂN DÂN|BỘ TRƯỞNG|"
    r"THỨ TRƯỞNG|(?:PHÓ |TỔNG )*GIÁM ĐỐC|(?:PHÓ )?CHÁNH VĂN PHÒNG|(?:PHÓ )?THỦ TƯỚNG|(?:PHÓ )?BÍ THƯ|"
    r"(?:PHÓ )?(?:TỔNG )?(?:CHI )?CỤC TRƯỞNG|(?:PHÓ )?TRƯỞNG (?:BAN|PHÒNG|ĐOÀN|CÔNG AN)|(?:PHÓ )?CHỦ NHIỆM|"
    r"(?:PHÓ )?VIỆN TRƯỞNG|HỘI ĐỒNG|(?:PHÓ )?CHÁNH THANH TRA)\b"
)
_SIGNED = re.compile(r"^\(\s*[ĐđÐ]ã ký\s*\)")
_PASSED = re.compile(r"^(?:Nghị quyết|Luật|Pháp lệnh) (?:này )?(?:đã )?được .{0,160}thông qua")
_OPENING_LIMIT = 60
_NO_RECITAL = (BlockKind.ROW, BlockKind.LAYOUT)


def lay_out(blocks: Sequence[Block]) -> Layout:
    """Join blocks to one text and place each in its zone."""
    kind_line = find_kind_line(blocks)
    title_end = _title_end(blocks, kind_line) if kind_line is not None else None
    letter = kind_line is None and (addressed := _address_of_letter(blocks)) is not None
    if letter:
        kind_line = title_end = addressed
    zones = (
        _official_zones(blocks, kind_line, title_end)
        if kind_line is not None and title_end is not None
        else _page_zones(blocks)
    )
    parts: list[str] = []
    placed: list[Placed] = []
    length = 0
    signed = False
    for position, block in enumerate(blocks):
        if position:
            gap = "\n" if _close(blocks[position - 1], block) else "\n\n"
            parts.append(gap)
            length += len(gap)
        signed = signed or (zones[position] is Zone.SIGNATURE and kind_line is not None)
        placed.append(
            Placed(block, length, length + len(block.text), zones[position], signed and zones[position] is Zone.BODY)
        )
        parts.append(block.text)
        length += len(block.text)
    return Layout("".join(parts), tuple(placed), kind_line, title_end, _page_starts(placed), letter)


def _page_starts(placed: Sequence[Placed]) -> tuple[int, ...]:
    """The offset of the first block that begins on each page, or on a later one where none does."""
    last = max((p.block.page or 0 for p in placed), default=0)
    starts: list[int] = []
    for p in placed:
        while p.block.page is not None and len(starts) < p.block.page:
            starts.append(p.start if starts else 0)
    return tuple(starts[:last])


def _close(before: Block, block: Block) -> bool:
    """Whether two blocks stand without a blank line between them."""
    if before.kind is BlockKind.ROW and block.kind is BlockKind.ROW:
        return before.table == block.table
    if before.kind is BlockKind.LAYOUT or block.kind is BlockKind.LAYOUT:
        return before.kind is block.kind
    marks = mark_of(before), mark_of(block)
    return (
        marks[1] is not None
        and marks[1].list_item
        and ((marks[0] is not None and marks[0].list_item) or before.text.endswith(":"))
    )


def find_kind_line(blocks: Sequence[Block]) -> int | None:
    """The block that names the kind of an official document, if the text is one: with a motto, a number or recitals
    about it.
    """
    for position, block in enumerate(blocks[:_OPENING_LIMIT]):
        if not KIND_LINE.match(block.text.strip(" :*")):
            continue
        before = blocks[max(0, position - 8) : position]
        after = blocks[position + 1 : position + 8]
        if any(MOTTO.search(b.text) or _NUMBER_LINE.match(b.text) for b in before) or any(
            _RECITAL.match(b.text) for b in after
        ):
            return position
    return None


def _address_of_letter(blocks: Sequence[Block]) -> int | None:
    """Where an official letter addresses its readers, if the text is one: under a motto and a number."""
    position = next((p for p, b in enumerate(blocks[: _LETTER_HEAD + 1]) if _ADDRESSED.match(b.text)), None)
    if position is None:
        return None
    motto = next((p for p, b in enumerate(blocks[:position]) if MOTTO.search(b.text)), None)
    numbered = any(_NUMBER_LINE.match(b.text) for b in blocks[:position])
    return position if motto is not None and numbered else None


def _title_end(blocks: Sequence[Block], kind_line: int) -> int:
    """One past the last block of the title under the kind line."""
    position = kind_line + 1
    while position < min(len(blocks), kind_line + 8):
        block = blocks[position]
        mark = mark_of(block)
        if block.kind is not BlockKind.PARAGRAPH and block.kind is not BlockKind.HEADING:
            break
        if (
            _RECITAL.match(block.text)
            or _ENACTING.match(block.text)
            or (_AUTHORITY.match(block.text) and position > kind_line + 1)
            or (mark is not None and mark.style != "heading")
        ):
            break
        if position > kind_line + 1 and not _continues_title(blocks[position - 1], block):
            break
        position += 1
    return position


def _continues_title(before: Block, block: Block) -> bool:
    if block.text.startswith("("):
        return len(block.text) < 300
    if before.text == block.text:
        return True
    upper = [b.text.upper() == b.text for b in (before, block)]
    return (
        upper[0] == upper[1]
        and (upper[1] or block.strong)
        and len(block.text) < 600
        and not before.text.endswith((".", ";", ":"))
    )


def _official_zones(blocks: Sequence[Block], kind_line: int, title_end: int) -> list[Zone]:
    zones = [Zone.FURNITURE] * len(blocks)
    _place_head(blocks, zones, kind_line, title_end)
    body = _recitals_end(blocks, title_end)
    for position in range(title_end, body):
        zones[position] = Zone.RECITALS
    signature = None
    for position in range(body, len(blocks)):
        block = blocks[position]
        if is_page_furniture(block.text) and (
            signature is not None or block.kind is not BlockKind.PARAGRAPH or block.strong or position > len(blocks) / 2
        ):
            _drop_repeated_title(blocks, zones, position, signature)
            break
        if _is_signature(blocks, position, signature):
            zones[position] = Zone.SIGNATURE
            signature = position
        else:
            zones[position] = Zone.BODY
    return zones


def _place_head(blocks: Sequence[Block], zones: list[Zone], kind_line: int, title_end: int) -> None:
    motto = next((p for p in range(kind_line, -1, -1) if MOTTO.search(blocks[p].text)), None)
    first = 0 if motto is None else motto
    while motto is not None and first > max(0, motto - 5) and _in_letterhead(blocks[first - 1]):
        first -= 1
    for position in range(first, kind_line):
        text = blocks[position].text
        after = motto is None or position > motto
        opening = after and (_NUMBER_LINE.match(text) or _DATE_LINE.match(text))
        if motto is not None or opening or _in_letterhead(blocks[position]):
            zones[position] = Zone.OPENING if opening else Zone.LETTERHEAD
    for position in range(kind_line, title_end):
        zones[position] = Zone.OPENING


def _in_letterhead(block: Block) -> bool:
    """Whether a block before the motto belongs to the letterhead: the issuer in capitals, or the number."""
    text = block.text
    return len(text) < 200 and ((text.isupper() and not text[0].isdigit()) or bool(_NUMBER_LINE.match(text)))


def _recitals_end(blocks: Sequence[Block], start: int) -> int:
    """One past the recitals and the enacting words that follow the title; what begins at once with an article has
    none.
    """
    end = position = start
    while position < min(len(blocks), start + 80):
        block = blocks[position]
        mark = mark_of(block)
        if (mark is not None and not mark.list_item and mark.style != "heading") or block.kind in _NO_RECITAL:
            break
        if (
            _RECITAL.match(block.text)
            or _ENACTING.match(block.text)
            or (_AUTHORITY.match(block.text) and len(block.text) < 120)
        ):
            end = position + 1
        elif position - end >= 2:
            break
        position += 1
    return end


def _is_signature(blocks: Sequence[Block], position: int, signature: int | None) -> bool:
    block = blocks[position]
    text = block.text
    if _RECIPIENTS.match(text) or _RECIPIENT_LIST.match(text):
        return True
    near = signature is not None and position - signature <= 4
    if block.kind is BlockKind.LAYOUT:
        return True
    if _SIGNED.match(text) or (_POST.match(text) and len(text) < 120 and text.split("\n")[0].isupper()):
        return signature is None or near
    previous = blocks[position - 1] if position else block
    if (
        near
        and text.startswith("- ")
        and signature == position - 1
        and text.rstrip().endswith((";", ".", ","))
        and len(text) < 200
    ):
        return previous.text.startswith("- ") or bool(_RECIPIENTS.match(previous.text))
    return (
        near
        and signature == position - 1
        and bool(_POST.match(previous.text) or _SIGNED.match(previous.text))
        and is_name(text)
    )


def is_name(text: str) -> bool:
    """Whether a line is nothing but a person's name."""
    words = text.split()
    return 2 <= len(words) <= 6 and all(w.isalpha() and w[0].isupper() and w[1:].lower() == w[1:] for w in words)


def _drop_repeated_title(blocks: Sequence[Block], zones: list[Zone], position: int, signature: int | None) -> None:
    """Before a site's foot its own title of the document is repeated; that isn't part of the document."""
    while signature is not None and position - 1 > signature and blocks[position - 1].kind is BlockKind.PARAGRAPH:
        words = blocks[position - 1].text.split(" ")
        if len(words) < 5 or not KIND_LINE.match(" ".join(words[:2]).upper()) or "/" not in words[2]:
            break
        position -= 1
        zones[position] = Zone.FURNITURE


def _page_zones(blocks: Sequence[Block]) -> list[Zone]:
    """Zones of a web page or a plain text: lines that only lead elsewhere, or date the page, are furniture."""
    zones = [Zone.FURNITURE if _is_furniture(b, position) else Zone.BODY for position, b in enumerate(blocks)]
    for position, block in enumerate(blocks):
        if len(block.text) < 200 and position and block.text == blocks[position - 1].text:
            zones[position] = Zone.FURNITURE  # a caption printed twice
    return zones


def _is_furniture(block: Block, position: int) -> bool:
    if block.kind is BlockKind.HEADING and block.level == 1:  # the page's title, whatever it calls to
        return False
    return is_furniture_line(block.text) or (position < HEAD and is_stamp(block.text))
