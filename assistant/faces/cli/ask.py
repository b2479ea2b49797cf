"""Commands that question the index: ask, search, indicators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.faces.cli.common import (
    EXPECTED,
    AsOfOption,
    CollectionOption,
    FileOption,
    FromOption,
    HomeOption,
    IssuerOption,
    JsonOption,
    KindOption,
    PlaceOption,
    SetOption,
    ToOption,
    filters,
    one_line,
    open_assistant,
    open_library,
    printable,
    say,
    settings,
    write,
    write_json,
)
from assistant.faces.cli.documents import plain

if TYPE_CHECKING:
    from index.answer import Also, Answer, Hit

INDICATOR_SHOWN = ("locality", "period", "name", "value", "unit", "plan_pct", "yoy_pct", "file")


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.command("ask")(ask)
    app.command("search")(search)
    app.command("indicators")(indicators)


@one_line(*EXPECTED)
def ask(
    question: Annotated[str, typer.Argument(help="câu hỏi · the question")],
    units: Annotated[int | None, typer.Option("--units", min=1, max=10, help="số đoạn trả lời · answer units")] = None,
    engine: Annotated[str | None, typer.Option("--engine", help="extractive, llm, floor")] = None,
    first: FromOption = None,
    last: ToOption = None,
    place: PlaceOption = None,
    kind: KindOption = None,
    issuer: IssuerOption = None,
    file: FileOption = None,
    collection: CollectionOption = None,
    as_of: AsOfOption = None,
    overrides: SetOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Hỏi một câu · Ask a question, get a cited answer."""
    chosen = filters(
        first=first,
        last=last,
        place=place,
        kind=kind,
        issuer=issuer,
        files=file,
        collections=collection,
        as_of=as_of,
    )
    with open_assistant(settings(home, overrides, engine=engine, units=units)) as assistant:
        answer = assistant.ask(question, filters=chosen)
    if as_json:
        write_json(answer.model_dump(mode="json"))
    else:
        show_answer(answer)


def show_answer(answer: Answer) -> None:
    """An answer for people."""
    if answer.rewritten:
        write(f"({answer.rewritten})")
    write(printable_lines(answer.text))
    for citation in answer.citations:
        parts = (citation.title, citation.number, citation.section, citation.date, citation.file)
        source = " · ".join(printable(part) for part in parts if part)
        write(f"\n[{citation.n}] {source}\n    “{printable(' '.join(citation.quote.split()))}”")
        show_also(citation.also)
    for near in answer.nearby:
        write(f"  – {printable(near.title or near.file)} ({printable(near.file)})")


def show_also(places: Sequence[Also]) -> None:
    """Where else the same text was published, if anywhere."""
    if places:
        named = "; ".join(printable(" · ".join(filter(None, (p.title, p.date, p.url or p.file)))) for p in places)
        write(f"    {say('cũng có tại', 'also at')}: {named}")


@one_line(*EXPECTED)
def search(
    query: Annotated[str, typer.Argument(help="câu tìm · the query")],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="số kết quả · number of hits")] = 10,
    explain: Annotated[bool, typer.Option("--explain", help="vì sao · why each hit is there")] = False,
    first: FromOption = None,
    last: ToOption = None,
    place: PlaceOption = None,
    kind: KindOption = None,
    issuer: IssuerOption = None,
    file: FileOption = None,
    collection: CollectionOption = None,
    as_of: AsOfOption = None,
    overrides: SetOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Tìm đoạn văn · Find passages."""
    chosen = filters(
        first=first,
        last=last,
        place=place,
        kind=kind,
        issuer=issuer,
        files=file,
        collections=collection,
        as_of=as_of,
    )
    with open_assistant(settings(home, overrides)) as assistant:
        hits = assistant.search(query, k=k, filters=chosen)
    if as_json:
        write_json([hit.model_dump(mode="json") for hit in hits])
        return
    for hit in hits:
        show_hit(hit, explain)
    if not hits:
        write(say("không tìm thấy đoạn nào", "nothing found"))


def show_hit(hit: Hit, explain: bool) -> None:
    """A hit for people."""
    source = " · ".join(printable(part) for part in (hit.title, hit.number, hit.section, hit.date, hit.file) if part)
    write(f"{hit.rank}. {source} ({hit.score:.3f})")
    write(f"   {printable(' '.join(hit.passage.split()))[:300]}")
    show_also(hit.also)
    if explain:
        write("   " + ", ".join(f"{name}={value}" for name, value in hit.why.items()))


@one_line(*EXPECTED)
def indicators(
    name: Annotated[str | None, typer.Option("--name", help="chỉ tiêu · measure")] = None,
    place: PlaceOption = None,
    period: Annotated[str | None, typer.Option("--period", help="9T/2024, Q3/2024, 2024")] = None,
    collection: CollectionOption = None,
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV ra stdout · CSV on stdout")] = False,
    home: HomeOption = None,
) -> None:
    """Số liệu được báo cáo · Reported figures with their period, place and source."""
    from assistant.indicator_table import COLUMNS
    from assistant.tables import csv_text

    rows: list[dict[str, object]] = []
    with open_library(settings(home), create=False) as library:
        chosen = filters(collections=collection)
        for stored in library.indicators(name=name, place=place, period=period, filters=chosen):
            document = library.document(stored.document)
            found = stored.indicator
            values = plain(found)
            source = {"file": document.file, "quote": document.text[found.start : found.end]} if document else {}
            rows.append({**(values if isinstance(values, dict) else {}), **source, "document": stored.document})
    if as_json:
        write_json(rows)
    elif as_csv:
        write(csv_text(COLUMNS, ([row.get(column) for column in COLUMNS] for row in rows)).removesuffix("\n"))
    else:
        for row in rows:
            shown = (row.get(column) for column in INDICATOR_SHOWN)
            write(" · ".join("—" if part is None else printable(str(part)) for part in shown))
        write(say(f"{len(rows)} số liệu", f"{len(rows)} figures"))


def printable_lines(text: str) -> str:
    """Text of several lines for a terminal."""
    return "\n".join(printable(line) for line in text.split("\n"))
