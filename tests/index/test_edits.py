"""Metadata put right by hand and documents deleted: what was edited survives what files say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from index.corrections import passage_prefix
from index.errors import LibraryError
from index.library import Library, document_id
from index.model import Document, Filters, Indicator, Kind, ParsedDocument, Passage, Unit, UnitKind
from index.scored import LexicalQuery
from tests.support import HashEmbedder

_TEXT = "Ủy ban nhân dân xã Vĩnh Phúc họp ngày 3. Thu ngân sách đạt 12 tỷ đồng."


def paper(file: str = "bao-cao.md", text: str = _TEXT, hashed: str = "1", title: str = "Báo cáo cũ") -> ParsedDocument:
    document = Document(
        id=document_id("default", file), file=file, collection="default", content_hash=hashed, text=text, title=title,
        kind=Kind.REPORT, place="Hà Nội", date_issued=date(2031, 5, 1), sources=(f"/kho/{file}",),
    )  # fmt: skip
    passage = Passage(0, len(text), passage_prefix(document), units=(Unit(0, 40, UnitKind.SENTENCE),))
    figure = Indicator("Thu ngân sách", 41, len(text), 12, "tỷ đồng", locality="Hà Nội", locality_from="document")
    return ParsedDocument(document, (passage,), (figure,))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = Library.open(tmp_path, HashEmbedder())
    made.apply([paper()])
    yield made
    made.close()


def only(library: Library) -> Document:
    (record,) = library.documents()
    found = library.document(record.id)
    assert found is not None
    return found


def found_by(library: Library, term: str) -> int:
    return len(library.lexical(LexicalQuery(accented={}, folded={term: 1.0}, bigrams={}), 5))


def test_a_correction_reaches_filters_passages_figures_and_the_index(library: Library) -> None:
    library.edits.correct(only(library).id, {"title": "Tờ trình mới", "place": "Đà Nẵng", "kind": "proposal"})
    now = only(library)
    assert (now.title, now.place, now.kind) == ("Tờ trình mới", "Đà Nẵng", Kind.PROPOSAL)
    assert library.passages_of(now.id)[0].passage.prefix == "Tờ trình mới – Đà Nẵng"
    assert library.indicators()[0].indicator.locality == "Đà Nẵng"
    assert found_by(library, "trinh") == 1
    assert found_by(library, "cu") == 0
    assert library.documents(Filters(kinds=("proposal",), place="Đà Nẵng"))
    assert library.check() == []


def test_a_correction_survives_the_file_being_read_again(library: Library) -> None:
    library.edits.correct(only(library).id, {"title": "Đúng", "date_issued": None})
    library.apply([paper(text=_TEXT + " Hết.", hashed="2", title="Báo cáo khác")])
    now = only(library)
    assert (now.title, now.date_issued, now.content_hash) == ("Đúng", None, "2")
    correction = library.edits.correction(now)
    assert correction.fields == {"title": "Đúng", "date_issued": None}
    assert correction.original == {"title": "Báo cáo khác", "date_issued": "2031-05-01"}
    library.edits.correct(now.id, correction.original)
    assert (only(library).title, only(library).date_issued) == ("Báo cáo khác", date(2031, 5, 1))
    assert library.edits.correction(now).fields == {}


def test_bad_corrections_change_nothing(library: Library) -> None:
    before = only(library)
    for fields in ({"kind": "spell"}, {"date_issued": "31/12/2031"}):
        with pytest.raises(ValueError, match=r"spell|31/12"):
            library.edits.correct(before.id, fields)
    with pytest.raises(LibraryError, match="text"):
        library.edits.correct(before.id, {"text": "khác"})
    with pytest.raises(LibraryError):
        library.edits.correct("none", {"title": "x"})
    assert only(library) == before


def test_what_is_deleted_comes_back_as_it_was(library: Library) -> None:
    library.edits.correct(only(library).id, {"title": "Đúng"})
    before = only(library)
    passages, figures = library.passages_of(before.id), library.indicators()
    library.edits.delete(before.id, "an")
    assert library.documents() == []
    assert found_by(library, "dung") == 0
    (gone,) = library.edits.deleted()
    assert (gone.id, gone.by, gone.title, gone.sources) == (before.id, "an", "Đúng", ("/kho/bao-cao.md",))
    assert library.edits.hidden("default") == {"/kho/bao-cao.md"}
    assert library.edits.hidden("khác") == frozenset()
    library.edits.bring_back(before.id)
    assert only(library) == before
    assert [p.passage for p in library.passages_of(before.id)] == [p.passage for p in passages]
    assert [i.indicator for i in library.indicators()] == [i.indicator for i in figures]
    assert library.edits.correction(before).original == {"title": "Báo cáo cũ"}
    assert library.edits.deleted() == [] and library.edits.hidden("default") == frozenset()
    with pytest.raises(LibraryError):
        library.edits.bring_back(before.id)
    assert library.check() == []


def test_copies_go_and_come_with_their_document(library: Library) -> None:
    copy = paper("ban-sao.md")
    library.apply([replace(copy, document=replace(copy.document, title="Bản sao"))])
    assert len(only(library).copies) == 1
    library.edits.delete(only(library).id, "an")
    assert library.documents() == []
    assert library.edits.hidden("default") == {"/kho/bao-cao.md", "/kho/ban-sao.md"}
    library.edits.bring_back(document_id("default", "bao-cao.md"))
    assert [c.file for c in only(library).copies] == ["ban-sao.md"]


def test_what_was_deleted_long_ago_is_forgotten_but_stays_unread(library: Library) -> None:
    library.edits.delete(only(library).id, "an")
    assert library.edits.purge(datetime.now(UTC) - timedelta(days=1)) == []
    assert len(library.edits.purge(datetime.now(UTC) + timedelta(days=1))) == 1
    assert library.edits.deleted() == []
    assert library.edits.hidden("default") == {"/kho/bao-cao.md"}


def test_a_correction_made_while_a_file_is_embedded_is_not_lost(tmp_path: Path) -> None:
    other: list[Library] = []

    class Slow(HashEmbedder):
        def embed_passages(self, texts, progress=None):  # type: ignore[no-untyped-def]
            if other:
                other.pop().edits.correct(document_id("default", "bao-cao.md"), {"title": "Sửa giữa chừng"})
            return super().embed_passages(texts, progress)

    library = Library.open(tmp_path, Slow())
    library.apply([paper()])
    second = Library.open(tmp_path, HashEmbedder())
    other.append(second)
    library.apply([paper(text=_TEXT + " Thêm.", hashed="2")])
    assert only(library).title == "Sửa giữa chừng"
    second.close()
    library.close()
