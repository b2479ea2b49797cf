"""Checks from outside that every citation is exact: ``quote == document.text[start:end]``.

Each question of a test set is asked as written and without its tone marks; the documents that the answers cite are
then read back through ``hoidap documents show --json``, as any other program would read them.

    python tools/check_citations.py TESTSET.jsonl --home DIR [--least 200]
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.assistant import Assistant
from assistant.evaluation.testset import load_testset
from assistant.settings import Settings
from index.answer import Answer, Citation
from index.library import Library
from index.text import fold

MARK = re.compile(r"\[(\d+)\]")


def read_back(home: Path, *arguments: str) -> Any:
    """What ``hoidap documents`` prints as JSON."""
    command = [sys.executable, "-m", "assistant.faces.cli", "--home", str(home), "documents", *arguments, "--json"]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)  # noqa: S603 (our program)


def cited_documents(home: Path, citations: Iterable[Citation]) -> dict[str, dict[str, Any]]:
    """The cited documents by id."""
    wanted = {citation.document for citation in citations}
    rows = [row for row in read_back(home, "list") if row["document"] in wanted]
    return {row["document"]: read_back(home, "show", row["file"], "--collection", row["collection"]) for row in rows}


def faults(answer: Answer, documents: dict[str, dict[str, Any]]) -> list[str]:
    """What is wrong with the citations of an answer; empty where all are exact."""
    found: list[str] = []
    numbers = {citation.n for citation in answer.citations}
    if {int(mark) for mark in MARK.findall(answer.text)} - numbers:
        found.append("a mark of the text has no citation")
    for citation in answer.citations:
        document = documents.get(citation.document)
        if document is None or document["file"] != citation.file:
            found.append(f"[{citation.n}] {citation.file}: no such document")
        elif not citation.quote or document["text"][citation.start : citation.end] != citation.quote:
            found.append(f"[{citation.n}] {citation.file}[{citation.start}:{citation.end}] is not the quote")
        if any(not 0 <= start < end <= len(citation.quote) for start, end in citation.marks):
            found.append(f"[{citation.n}] {citation.file}: a key span lies outside the quote")
    return found


def main(
    testset: Annotated[Path, typer.Argument(help="test set, JSONL")],
    home: Annotated[Path, typer.Option("--home", help="folder of the index")],
    least: Annotated[int, typer.Option("--least", help="questions to ask at least")] = 200,
) -> None:
    """Ask, read the cited documents back, compare; exit 1 where a citation is not exact or too little was asked."""
    written = [row.question for row in load_testset(testset).questions]
    questions = list(dict.fromkeys([*written, *map(fold, written)]))
    library = Library.open(home)
    try:
        assistant = Assistant(library, Settings.load(home=home))
        answers = [assistant.ask(question) for question in questions]
    finally:
        library.close()
    citations = [citation for answer in answers for citation in answer.citations]
    documents = cited_documents(home, citations)
    wrong = [(answer.question, fault) for answer in answers for fault in faults(answer, documents)]
    for question, fault in wrong:
        typer.echo(f"{question}: {fault}", err=True)
    statuses = ", ".join(f"{count} {status}" for status, count in Counter(a.status for a in answers).items())
    typer.echo(f"{len(answers)} questions ({statuses}), {len(citations)} citations of {len(documents)} documents")
    typer.echo(f"{len(wrong)} faults")
    if wrong or len(answers) < least:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
