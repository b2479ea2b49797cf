"""Commands that keep the documents: ingest, documents list|show|remove|check."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.faces.cli.common import (
    EXPECTED,
    AsOfOption,
    CollectionOption,
    Failure,
    FromOption,
    HomeOption,
    IssuerOption,
    JsonOption,
    KindOption,
    PlaceOption,
    ToOption,
    filters,
    one_line,
    open_library,
    printable,
    say,
    settings,
    warn,
    write,
    write_json,
)
from assistant.messages import format_date, kind_name, t

if TYPE_CHECKING:
    from index.answer import Language
    from index.library import Library
    from index.model import Document
    from index.records import DocumentRecord
    from ingest.report import IngestReport

METADATA = (
    "file",
    "kind",
    "language",
    "number",
    "title",
    "issuer",
    "place",
    "date_issued",
    "date_effective",
    "date_published",
    "signer",
    "url",
    "mentions",
    "relations",
    "structure",
)

documents_app = typer.Typer(no_args_is_help=True, help="Tài liệu trong chỉ mục · documents of the index")


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.command("ingest")(ingest)
    app.add_typer(documents_app, name="documents")


@one_line(*EXPECTED)
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="tệp hoặc thư mục · files or folders")],
    collection: Annotated[str, typer.Option("--collection", help="bộ tài liệu · collection")] = "default",
    watch: Annotated[bool, typer.Option("--watch", help="theo dõi thay đổi đến khi Ctrl-C · follow changes")] = False,
    report_file: Annotated[
        Path | None, typer.Option("--report", metavar="FILE.json", help="ghi kết quả từng tệp · outcome of each file")
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Đưa tài liệu vào chỉ mục · Read documents into the index; unchanged files cost nothing."""
    from assistant.faces.cli.progress import ingest_progress
    from assistant.faces.cli.report import tell
    from ingest.pipeline import ingest as run
    from ingest.report import IngestInterruptedError

    if not collection.strip() or not collection.isprintable():
        raise typer.BadParameter(f"--collection {printable(collection)}: {say('cần một tên đọc được', 'needs a name')}")
    for path in paths:
        if not path.exists():
            raise Failure(f"{path}: {say('không có tệp hoặc thư mục này', 'no such file or folder')}")

    def told(report: IngestReport) -> None:
        if as_json:
            write_json(plain(report))
        else:
            tell(report)
        if report_file is not None:
            report_file.write_text(json.dumps(plain(report), ensure_ascii=False, indent=1), encoding="utf-8")

    if watch:
        with open_library(settings(home)) as library:
            _follow(paths, library, collection, told)
        return
    try:
        with open_library(settings(home)) as library, ingest_progress() as progress:
            report = run(paths, library, collection=collection, progress=progress)
    except IngestInterruptedError as stopped:
        told(stopped.report)
        raise Failure(say("đã dừng; chạy lại để làm tiếp", "stopped; run it again to go on"), 130) from None
    told(report)
    if report.failed:
        count = len(report.failed)
        raise Failure(say(f"{count} tệp không đọc được (nêu ở trên)", f"{count} files could not be read (named above)"))


def _follow(paths: list[Path], library: Library, collection: str, told: Callable[[IngestReport], None]) -> None:
    """Ingest and go on with what changes, until Ctrl-C."""
    from ingest.watch import watch

    warn(say("đang theo dõi thay đổi, Ctrl-C để dừng", "following changes, Ctrl-C to stop"))
    try:
        watch(paths, library, told, collection=collection)
    except KeyboardInterrupt:
        warn(say("đã dừng; mọi thứ báo xong đều đã lưu", "stopped; all that was reported is stored"))


@documents_app.command("list")
@one_line(*EXPECTED)
def list_documents(
    first: FromOption = None,
    last: ToOption = None,
    place: PlaceOption = None,
    kind: KindOption = None,
    issuer: IssuerOption = None,
    collection: CollectionOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Danh sách tài liệu · The documents with their metadata."""
    chosen = filters(first=first, last=last, place=place, kind=kind, issuer=issuer, collections=collection, as_of=as_of)
    with open_library(settings(home), create=False) as library:
        records = library.documents(chosen)
    if as_json:
        write_json([document_json(record, record.passages) for record in records])
        return
    for record in records:
        shown = (record.date, record.kind, record.number, record.title, record.file)
        write(" · ".join(printable(str(part)) if part else "—" for part in shown))
    write(say(f"{len(records)} tài liệu", f"{len(records)} documents"))


@documents_app.command("show")
@one_line(*EXPECTED)
def show(
    file: Annotated[str, typer.Argument(help="tệp như trong danh sách · file as listed")],
    collection: CollectionOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Một tài liệu với toàn văn · One document with its text."""
    with open_library(settings(home), create=False) as library:
        record = find_one(library, file, collection)
        document = library.document(record.id)
        if document is None:
            raise Failure(f"{file}: {say('vừa bị gỡ bỏ', 'was just removed')}")
        alike = library.alike(document.id)
        passages = [
            {"start": p.passage.start, "end": p.passage.end, "section": p.passage.section, "page": p.passage.page}
            for p in library.passages_of(record.id)
        ]
    if as_json:
        near = [plain(other) for other in alike]
        write_json({**document_json(document, passages), "near_duplicates": near, "text": document.text})
        return
    likenesses = ", ".join(f"{other.file} ({other.similarity:.0%})" for other in alike)
    near_line = [f"{say('Gần giống', 'Much like')}: {likenesses}"] if alike else []
    for line in [*described(document, len(passages)), *near_line]:
        write(printable(line))
    write("\n" + "".join(c for c in document.text if c.isprintable() or c in "\n\t"))


@documents_app.command("remove")
@one_line(*EXPECTED)
def remove(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="tệp như trong danh sách · files as listed")],
    collection: CollectionOption = None,
    home: HomeOption = None,
) -> None:
    """Gỡ tài liệu khỏi chỉ mục · Take documents out of the index; the files themselves stay."""
    with open_library(settings(home), create=False) as library:
        ids = [_own_id(find_one(library, file, collection), file) for file in files]
        library.apply(removals=ids)
    write(say(f"đã gỡ {len(ids)} tài liệu", f"{len(ids)} documents removed"))


@documents_app.command("check")
@one_line(*EXPECTED)
def check(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Kiểm tra chỉ mục · Check that the index is whole."""
    with open_library(settings(home), create=False) as library:
        faults = library.check()
    if as_json:
        write_json({"faults": faults})
    else:
        write("\n".join(faults) if faults else say("chỉ mục nguyên vẹn", "the index is whole"))
    if faults:
        raise Failure(say(f"{len(faults)} lỗi trong chỉ mục", f"{len(faults)} faults in the index"))


def find_one(library: Library, file: str, collections: list[str] | None) -> DocumentRecord:
    """The document that ``file`` names.

    Raises:
        Failure: there is none, or several collections hold one of that name.
    """
    found = [r for r in library.find(file) if not collections or r.collection in collections]
    if not found:
        raise Failure(f"{file}: {say('không có trong chỉ mục', 'not in the index')}")
    if len(found) > 1:
        names = ", ".join(sorted(r.collection for r in found))
        raise Failure(f"{file}: {say('có ở nhiều bộ, hãy thêm --collection', 'in several, add --collection')}: {names}")
    return found[0]


def _own_id(record: DocumentRecord, file: str) -> str:
    """The id of the file named, which may be a copy's: the document stays under its other names."""
    return next((copy.id for copy in record.copies if copy.file == file), record.id)


def document_json(document: Document | DocumentRecord, passages: object) -> dict[str, object]:
    """A document in the fixed interface's keys."""
    known = {key: plain(getattr(document, key)) for key in METADATA}
    return {
        **known,
        "document": document.id,
        "collection": document.collection,
        "sources": list(document.sources),
        "copies": [copy.file for copy in document.copies],
        "passages": passages,
    }


def described(document: Document, passages: int) -> list[str]:
    """What is known of a document, a line for each thing, in words of the interface language."""
    language: Language = "en" if say("vi", "en") == "en" else "vi"
    known: list[tuple[str, object]] = [
        (t("field.file", language), document.file),
        (say("Cũng là tệp", "Also as"), ", ".join(copy.file for copy in document.copies)),
        (say("Bộ", "Collection"), document.collection),
        (say("Tên", "Title"), document.title),
        (t("field.kind", language), kind_name(document.kind, language)),
        (t("field.number", language), document.number),
        (t("field.issuer", language), document.issuer),
        (t("field.signer", language), document.signer),
        (t("field.place", language), document.place),
        (t("field.date_issued", language), format_date(document.date_issued, language)),
        (t("field.date_effective", language), format_date(document.date_effective, language)),
        (t("field.date_published", language), format_date(document.date_published, language)),
        ("URL", document.url),
    ]
    known += [
        (
            t(f"relation.{relation.type}", language),
            relation.target + (f" ({t('relation.part', language)})" if relation.scope == "part" else ""),
        )
        for relation in document.relations
    ]
    attached = say(", có phần kèm theo", ", with an appendix") if document.structure.has_appendix else ""
    articles = document.structure.n_articles
    known += [
        (say("Nhắc đến", "Mentions"), ", ".join(document.mentions)),
        (say("Cấu trúc", "Structure"), say(f"{articles} điều", f"{articles} articles") + attached),
        (say("Số đoạn", "Passages"), passages),
        (say("Nguồn", "Source"), ", ".join(document.sources)),
    ]
    return [f"{label}: {value}" for label, value in known if value]


def plain(value: object) -> object:
    """JSON's own types for domain values."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple | list | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return value
