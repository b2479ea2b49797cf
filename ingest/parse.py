"""A file or text to a parsed document: read, lay out, find structure and metadata, cut into units and passages."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

from index.corrections import passage_prefix
from index.library import document_id
from index.model import Document, ParsedDocument
from ingest.blocks import ReadError, Source
from ingest.chunk import passages_of
from ingest.clean import clean_characters
from ingest.indicators import document_indicators
from ingest.layout import lay_out
from ingest.metadata import read_metadata
from ingest.paragraphs import blocks_of
from ingest.readers import MAX_BYTES, is_supported, read
from ingest.readers.archive import read_member
from ingest.structure import count, outline
from ingest.units import units_by_block

# Part of every content hash: raise it when a reader or the parse changes what it makes of the same bytes.
PARSER_VERSION = 10
# Ends the content hash of a document some of whose pages wait for an OCR engine: once there is one, it is read again.
AWAITS_OCR = "+ocr"


def content_hash(data: bytes) -> str:
    """Hash of a file's bytes together with the parser's version."""
    return blake2b(b"%d\0" % PARSER_VERSION + data, digest_size=16).hexdigest()


def parse_file(
    path: Path,
    root: Path,
    collection: str,
    *,
    file: str | None = None,
    member: str | None = None,
    hashed: str | None = None,
) -> ParsedDocument:
    """Parse the file at ``path``; ``file`` is its name in the library (default: its path below ``root``).

    ``member`` names the file in the archive at ``path`` that is meant, ``hashed`` its content hash where it is known.

    Raises ``ReadError`` with a one-line reason where it can't be read.
    """
    name = file if file is not None else path.relative_to(root).as_posix()
    source = path.resolve()
    if member is not None:
        data, source = read_member(path, name, member, is_supported), source / member
    else:
        data = _bytes(path, name)
    hashed = hashed or content_hash(data)
    return parse_source(read(data, name), file=name, collection=collection, hashed=hashed, sources=(str(source),))


def _bytes(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ReadError(name, f"larger than {MAX_BYTES // (1024 * 1024)} MB")
        return path.read_bytes()
    except OSError as error:
        raise ReadError(name, error.strerror or "cannot be opened") from error


def parse_text(text: str, *, file: str, collection: str = "default", url: str | None = None) -> ParsedDocument:
    """Parse Markdown or plain text that is already in memory. Pure."""
    blocks = tuple(blocks_of(clean_characters(text), markdown=True))
    hashed = content_hash(text.encode("utf-8", "surrogatepass"))
    return parse_source(
        Source(blocks, url=url), file=file, collection=collection, hashed=hashed, sources=(url,) if url else ()
    )


def parse_source(
    source: Source, *, file: str, collection: str, hashed: str, sources: tuple[str, ...] = ()
) -> ParsedDocument:
    """Make the document, its passages and units of what a reader found. Pure."""
    layout = lay_out(source.blocks)
    found = outline(layout)
    metadata = read_metadata(source, layout)
    units = units_by_block(layout, found)
    document = Document(
        id=document_id(collection, file),
        file=file,
        collection=collection,
        content_hash=hashed + AWAITS_OCR if source.unread_pages else hashed,
        text=layout.text,
        kind=metadata.kind,
        language=metadata.language,
        title=metadata.title,
        number=metadata.number,
        issuer=metadata.issuer,
        place=metadata.place,
        date_issued=metadata.date_issued,
        date_effective=metadata.date_effective,
        date_published=metadata.date_published,
        signer=metadata.signer,
        url=metadata.url,
        mentions=metadata.mentions,
        relations=metadata.relations,
        structure=count(layout, found),
        sections=found.sections,
        pages=layout.pages,
        sources=sources,
    )
    passages = passages_of(layout, found, units, passage_prefix(document))
    return ParsedDocument(document, passages, document_indicators(document, passages), source.unread_pages)
