"""What opens a block: "Chương II", "Điều 3.", "2.", "a)", "-" and the like."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.model import SectionKind
from ingest.blocks import Block, BlockKind

# Ranks order the levels, outermost first; headings of Markdown stand between parts and articles by their level.
RANK_APPENDIX, RANK_PART, RANK_CHAPTER, RANK_SECTION = 0.0, 1.0, 2.0, 3.0
RANK_HEADING, RANK_ARTICLE, RANK_CLAUSE, RANK_POINT = 4.0, 6.0, 7.0, 8.0
RANK_DASH, RANK_PLUS, RANK_BULLET = 9.0, 10.0, 11.0
MAX_HEADING = 250
_CONCLUDES = re.compile(
    r"(?:Như vậy|Theo đó|Do (?:đó|vậy)|Vì vậy|Bởi vậy|Từ đó|Tóm lại|Có thể thấy|(?:Từ|Theo|Với|Căn cứ)(?: các| những)? "
    r"quy định (?:nêu )?trên|(?:Đồng thời|Bên cạnh đó|Ngoài ra|Mặt khác), (?:căn cứ|theo|tại)"
    r"|(?:Căn cứ|Theo)(?: theo| vào| tại)*(?: quy định)?(?: tại)? (?:tiểu mục|mục|khoản|điểm|điều|phụ lục)"
    r" (?:\d|[IVXa-zđ]+\b(?<!\w\w\w\w)))",
    re.IGNORECASE,
)

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"^(Phụ lục|PHỤ LỤC|Appendix|APPENDIX)(?:\s+(?:số\s+)?(\d{1,3}|[IVXL]{1,6}|[A-Z]))?\s*[.:]?\s*(.*)$",
            re.DOTALL,
        ),
        "appendix",
    ),
    (re.compile(r"^(Phần|PHẦN|Part|PART)\s+(?:thứ\s+|THỨ\s+)?(\w{1,6})\s*[.:]?\s*(.*)$", re.DOTALL), "part"),
    (re.compile(r"^(Chương|CHƯƠNG|Chapter|CHAPTER)\s+(\d{1,3}|[IVXL]{1,6})\s*[.:]?\s*(.*)$", re.DOTALL), "chapter"),
    (re.compile(r"^(Mục|MỤC|Tiểu mục)\s+(\d{1,3}|[IVXL]{1,6})\s*[.:]\s*(.*)$", re.DOTALL), "section"),
    (re.compile(r"^(Điều|ĐIỀU|Article)\s+(\d{1,4}[a-zđ]?)\s*[.:]\s*(.*)$", re.DOTALL), "article"),
    (re.compile(r"^([IVX]{1,6})\s*[.)]\s+(.*)$", re.DOTALL), "roman"),
    (re.compile(r"^([A-H])\.\s+(.*)$", re.DOTALL), "letter"),
    (re.compile(r"^(\d{1,3}(?:\.\d{1,2}){1,4})\.?\s+(\S.*)$", re.DOTALL), "decimal"),  # "200.000 đồng" is a sum
    (re.compile(r"^(\d{1,3})\s*[.)]\s+(.*)$", re.DOTALL), "digit"),
    (re.compile(r"^([a-zđ]\d?)\s*\)\s*(.*)$", re.DOTALL), "point"),
    (re.compile(r"^\((\d{1,2}|[ivx]{1,4}|[IVX]{1,4}|[a-zđ])\)\s*(.*)$", re.DOTALL), "bracket"),
    (re.compile(r"^\[(\d{1,2})\]\s*(.*)$", re.DOTALL), "bracket"),
    (re.compile(r"^([-–—])\s+(.*)$", re.DOTALL), "dash"),
    (re.compile(r"^([+])\s*(.*)$", re.DOTALL), "plus"),
    (re.compile(r"^([•●*▪◦]|\(\*+\))\s*(.*)$", re.DOTALL), "bullet"),
)
_RANKS = {
    "appendix": RANK_APPENDIX,
    "part": RANK_PART,
    "chapter": RANK_CHAPTER,
    "section": RANK_SECTION,
    "letter": RANK_SECTION + 0.2,
    "roman": RANK_SECTION + 0.5,
    "article": RANK_ARTICLE,
    "bracket": RANK_CLAUSE - 0.2,
    "digit": RANK_CLAUSE,
    "decimal": RANK_CLAUSE + 0.2,
    "point": RANK_POINT,
    "dash": RANK_DASH,
    "plus": RANK_PLUS,
    "bullet": RANK_BULLET,
}
_KINDS = {
    "appendix": SectionKind.APPENDIX,
    "part": SectionKind.PART,
    "chapter": SectionKind.CHAPTER,
    "section": SectionKind.SECTION,
    "letter": SectionKind.SECTION,
    "roman": SectionKind.SECTION,
    "article": SectionKind.ARTICLE,
    "digit": SectionKind.CLAUSE,
    "decimal": SectionKind.CLAUSE,
    "bracket": SectionKind.CLAUSE,
    "point": SectionKind.POINT,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """``style`` names the form, ``label`` is as printed ("Điều 3", "a"), ``rest`` what follows, ``number`` the bare
    number or letter.
    """

    style: str
    rank: float
    kind: SectionKind | None
    label: str
    number: str
    rest: str
    list_item: bool


def mark_of(block: Block) -> Mark | None:
    """The mark that opens a block, or that it is a heading; ``None`` for plain text, rows and layout cells."""
    heading = block.kind is BlockKind.HEADING or is_bold_heading(block)
    found = None if block.kind in (BlockKind.ROW, BlockKind.LAYOUT) else _printed(block.text)
    if found is None:
        if not heading:
            return None
        rank = RANK_HEADING + (0.1 * block.level if block.level else 0.8)
        return Mark("heading", rank, SectionKind.HEADING, "", "", block.text, False)
    style, label, number, rest = found
    kind = _KINDS.get(style)
    rank = _RANKS[style]
    longest = 120 if style in ("appendix", "part", "chapter") else 200 if style == "roman" else None
    if longest is not None and not heading and len(block.text) > longest:
        return None  # "Phụ lục III kèm theo Nghị định này quy định ..." is a sentence
    if heading and style in ("digit", "decimal", "bracket", "point"):
        rank = RANK_HEADING + (0.1 * block.level if block.level else 0.9 + 0.01 * rank)
        kind = SectionKind.HEADING
    if style in ("dash", "plus", "bullet") and heading and block.kind is BlockKind.HEADING:
        return Mark("heading", RANK_HEADING + 0.1 * block.level, SectionKind.HEADING, "", "", block.text, False)
    return Mark(
        style,
        rank,
        kind,
        label,
        number,
        rest.strip(),
        not heading and style in ("digit", "decimal", "bracket", "point", "dash", "plus", "bullet"),
    )


def _printed(text: str) -> tuple[str, str, str, str] | None:
    head = text[:400]
    for pattern, style in _PATTERNS:
        match = pattern.match(head)
        if match is None:
            continue
        groups = match.groups()
        if len(groups) == 3:
            word, number, _ = groups
            rest = text[match.start(3) :]
            if style in ("appendix", "part", "chapter") and rest[:1].islower():
                return None
            label = f"{word.capitalize() if word.isupper() else word} {number}".strip() if number else word.capitalize()
            return style, label, number or "", rest
        return style, groups[0], groups[0], text[match.start(2) :]
    return None


def concludes(block: Block) -> bool:
    """Whether a page's own words go on here after a law that it quoted: they belong to no Điều or Khoản of that law."""
    return block.kind is BlockKind.PARAGRAPH and _CONCLUDES.match(block.text) is not None


def is_bold_heading(block: Block) -> bool:
    """Whether a paragraph printed wholly bold is a heading: short, one sentence, not cut off."""
    if block.kind is not BlockKind.PARAGRAPH or not block.strong or len(block.text) > MAX_HEADING:
        return False
    text = block.text
    inner = re.search(r"[.?!]\s+\S", re.sub(r"^\W*(?:\w{1,4}[.)]|Điều \d+\.|\S+\.)\s*", "", text))
    if text.endswith((";", ",")) or (text.endswith(".") and len(text) > 60):
        return False
    return inner is None and any(c.isalpha() for c in text)
