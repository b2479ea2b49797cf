"""Web pages: main text, title, author, date and address through trafilatura; scripts, menus and comments are left
out.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as lxml_html

from ingest.blocks import Block, BlockKind, ReadError, Source
from ingest.clean import clean_characters, tidy
from ingest.paragraphs import layout_blocks, table_blocks
from ingest.published import stamp
from ingest.readers.legacy import mend_html
from ingest.readers.text import decode
from ingest.tables import Cell, Table, is_layout

MAX_CHARACTERS = 5_000_000
MAX_DEPTH = 200
_NEAR_HEADING = 20  # elements, and texts of one
_UNSEEN = frozenset({"script", "style", "noscript", "template"})
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MARKUP = re.compile(rb"<[^<>]{0,2000}>|&#?\w{1,10};")
_BOLD = frozenset({"#b"})
_ITALIC = frozenset({"#i"})
_LINES = frozenset({"p", "head", "item", "quote", "code", "ab", "lb"})


def read_html(data: bytes, name: str) -> Source:
    """The main text of a page as blocks, with what the page says about itself."""
    import trafilatura  # 0.5 s to import: only where there is a page to read

    text = _CONTROL.sub(" ", decode(data, name, visible=_visible))
    if len(text) > MAX_CHARACTERS:
        raise ReadError(name, f"more than {MAX_CHARACTERS // 1_000_000} million characters")
    try:
        tree = lxml_html.document_fromstring(text)
    except (etree.ParserError, ValueError) as error:
        raise ReadError(name, "is not HTML") from error
    mend_html(tree)
    printed = _printed_date(tree)
    found = trafilatura.bare_extraction(
        tree,
        with_metadata=True,
        include_tables=True,
        include_formatting=True,
        include_comments=False,
        favor_recall=True,
        # An extensive search takes a day that the story tells of for that of its publication.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or found.body is None:
        return Source(tuple(_plain(tree)), published=printed)
    blocks = tuple(_blocks(found.body))
    title = tidy(clean_characters(found.title)) if found.title else None
    if title and not any(b.text == title for b in blocks[:5]):
        blocks = (Block(BlockKind.HEADING, title, level=1, strong=True), *blocks)
    return Source(
        blocks,
        title=title,
        author=found.author or None,
        published=_date(found.date) or printed,
        url=_address(found.url),
    )


def _visible(data: bytes) -> bytes:
    """What a reader of the page sees, roughly: enough to find an encoding from."""
    first, *scripts = re.split(rb"<(?:script|style)\b", data, flags=re.IGNORECASE)
    return _MARKUP.sub(b" ", b" ".join([first, *(part.partition(b"</")[2] for part in scripts)]))


def _printed_date(tree: etree._Element) -> date | None:
    """The date printed under the page's heading: main text is taken without it, and above it stands today's."""
    heading = next(tree.iter("h1"), None)
    after = itertools.dropwhile(lambda element: element is not heading, tree.iter() if heading is not None else ())
    near = [e for e in itertools.islice(after, 1, _NEAR_HEADING) if isinstance(e.tag, str) and e.tag not in _UNSEEN]
    lines = (tidy(clean_characters("".join(itertools.islice(e.itertext(), _NEAR_HEADING)))) for e in near)
    return next((made[0] for line in lines if (made := stamp(line))), None)


def _date(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None


def _address(url: str | None) -> str | None:
    """The page's address, where it is one a reader can follow."""
    return url if url and urlsplit(url).scheme in ("http", "https") and len(url) < 2000 else None


def _plain(tree: etree._Element) -> Iterator[Block]:
    """What can be read of a page without a main text: its text, line by line."""
    for element in tree.xpath("//script|//style|//noscript|//template"):
        element.drop_tree()
    for line in tree.text_content().split("\n"):
        if text := tidy(line):
            yield Block(BlockKind.PARAGRAPH, text)


def _blocks(body: etree._Element) -> Iterator[Block]:
    """Blocks of trafilatura's tree: head, p, list/item, table/row/cell, quote; ``hi`` marks bold and italic."""
    tables = 0
    skip: set[etree._Element] = set()
    for element in body.iter():
        if element in skip or not isinstance(element.tag, str):
            continue
        if element.tag == "table":
            tables += 1
            skip.update(element.iter())
            yield from _table(element, tables)
        elif element.tag in _LINES:
            if element.tag == "item" and any(child.tag == "p" for child in element):
                continue
            yield from _line(element)
        elif element.tag == "main" or element is body:
            yield from _paragraph(element.text or "", strong=False, italic=False)


def _line(element: etree._Element) -> Iterator[Block]:
    raw = _own_text(element)
    if element.tag == "lb":
        raw = element.tail or ""
    text = tidy(clean_characters(raw))
    if not text:
        return
    if element.tag == "head":
        level = (element.get("rend") or "h2")[-1]
        yield Block(BlockKind.HEADING, text, level=int(level) if level.isdigit() else 2, strong=True)
        return
    if (element.tag == "item" or (element.getparent() is not None and element.getparent().tag == "item")) and text[
        :1
    ] not in "-+•":
        text = f"- {text}"
    yield from _paragraph(text, strong=_covered(element, _BOLD, text), italic=_covered(element, _ITALIC, text))


def _paragraph(text: str, *, strong: bool, italic: bool) -> Iterator[Block]:
    text = tidy(clean_characters(text))
    if text:
        yield Block(BlockKind.PARAGRAPH, text, strong=strong, italic=italic)


def _own_text(element: etree._Element) -> str:
    """Text of an element up to the blocks inside it; a line break ends it (what follows it is its own line)."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == "lb" or child.tag in _LINES or child.tag in ("list", "table"):
            break
        parts.append("".join(child.itertext()))
        parts.append(child.tail or "")
    return "".join(parts)


def _covered(element: etree._Element, rends: frozenset[str], text: str) -> bool:
    letters = sum(len("".join(h.itertext()).strip()) for h in element.iter("hi") if h.get("rend") in rends)
    return letters >= 0.9 * len(text)


def _table(element: etree._Element, number: int) -> Iterator[Block]:
    rows: list[tuple[str, ...]] = []
    for row in element.iter("row"):
        cells: list[str] = []
        for cell in row.iter("cell"):
            text = tidy(clean_characters(" ".join(cell.itertext())))
            bold = cell.get("role") == "head" or _covered(cell, _BOLD, text)
            cells.append(f"**{text}**" if bold and text else text.replace("*", "∗"))
            cells += [""] * (min(int(cell.get("span", "1")), 20) - 1 if cell.get("span", "1").isdigit() else 0)
        if cells:
            rows.append(tuple(cells))
    if not rows:
        return
    if is_layout(cell for row in rows for cell in row):
        for row in element.iter("cell"):
            lines = tuple(line for part in row.itertext() if (line := tidy(clean_characters(part))))
            yield from layout_blocks(Cell(lines))
        return
    width = max(len(r) for r in rows)
    yield from table_blocks(Table(tuple(r + ("",) * (width - len(r)) for r in rows)), number)
