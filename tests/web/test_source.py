"""The source view: every character is there, exactly the span is marked, tables and headings are seen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.faces.web import source
from assistant.faces.web.sourcing import parse_marks
from index.model import Document, Section, SectionKind

texts = st.text(alphabet=st.sampled_from("ab ô\n\t|<&\r\x0c\u2028"), max_size=80)


def document(text: str, **known: object) -> Document:
    return Document(id="d", file="f", collection="default", content_hash="h", text=text, **known)  # type: ignore[arg-type]


def bare(text: str) -> str:
    return "".join(character for character in text if not character.isspace() and character != "|")


@given(texts, st.data())
def test_exactly_the_span_is_marked_and_nothing_is_lost(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    low = data.draw(st.integers(0, len(text)))
    shown = source.view(document(text), (start, end), [(low, low + 3)])
    pieces = [piece for group in shown.groups for line in group for cell in line.cells for piece in cell]
    assert bare("".join(piece.text for piece in pieces)) == bare(text)
    assert bare("".join(piece.text for piece in pieces if piece.mark)) == bare(text[start:end])
    assert shown.quote == text[start:end]
    keys = bare("".join(piece.text for piece in pieces if piece.mark == "key"))
    assert keys in {bare(text[max(low, start) : min(low + 3, end)]), ""}


def test_rows_become_a_table_and_headings_stand_out() -> None:
    text = "Điều 1. Thu\nTên | Số\nThu | 5\n| Chi | 3 |\nHết"
    shown = source.view(
        document(text, sections=(Section(SectionKind.ARTICLE, "Điều 1", "Thu", 0, len(text)),)), (12, 20)
    )
    heading, table, last = shown.groups
    assert (heading[0].level, last[0].level) == (3, 0)
    assert [["".join(p.text for p in cell) for cell in line.cells] for line in table] == [
        ["Tên", "Số"],
        ["Thu", "5"],
        ["Chi", "3"],
    ]
    assert [line.cited for line in table] == [True, False, False]
    assert shown.section == "Điều 1 Thu"


def test_pages_are_marked_where_they_begin() -> None:
    text = "một\nhai\n\nba\nbốn"
    shown = source.view(document(text, pages=(0, 9)), (9, 11))
    assert [(line.page, line.cells[0][0].text) for group in shown.groups for line in group] == [
        (1, "một"),
        (None, "hai"),
        (2, "ba"),
        (None, "bốn"),
    ]
    assert shown.page == 2


def test_a_span_outside_the_text_is_no_span() -> None:
    for span in ((-1, -1), (3, 2), (0, 99), (2, 2)):
        shown = source.view(document("abc"), span, [(0, 1)])
        assert shown.quote == ""
        assert not any(line.cited for group in shown.groups for line in group)


def test_a_very_long_document_is_shown_around_its_span() -> None:
    for text in ("dòng chữ\n" * 100_000, "x" * 900_000):
        middle = len(text) // 2
        shown = source.view(document(text), (middle, middle + 50))
        assert shown.cut
        pieces = [piece for group in shown.groups for line in group for cell in line.cells for piece in cell]
        assert bare("".join(piece.text for piece in pieces if piece.mark)) == bare(text[middle : middle + 50])
        assert sum(len(piece.text) for piece in pieces) <= source.MAX_CHARACTERS + 50


def test_marks_of_an_address_are_read_carefully() -> None:
    assert parse_marks("1-2,5-9") == [(1, 2), (5, 9)]
    assert parse_marks("9-1,-3-4,x,1-,99999999999-999999999999") == [(3, 4)]
    assert len(parse_marks(",".join(f"{n}-{n + 1}" for n in range(200)))) == 50
