"""Test sets grown from feedback, spreadsheets and reading-comprehension files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.evaluation import growing, squad, tables
from assistant.evaluation.testset import load_testset
from assistant.feedback import Feedback
from index.answer import Answer
from index.text import fold


def asked(question: str, **changes: object) -> Answer:
    return Answer(question=question, language="vi", status="answered", text="940 tỷ đồng [1]", **changes)


def test_feedback_is_kept_and_read_again(tmp_path: Path) -> None:
    Feedback(tmp_path).record(asked("Chi bao nhiêu?"), "up")
    Feedback(tmp_path).record(asked("Thu bao nhiêu?"), "down", reason=" sai kỳ ", right_answer="2.511 tỷ đồng")
    first, second = Feedback(tmp_path).opinions()
    assert (first.verdict, first.right_answer) == ("up", "")
    assert (second.reason, second.right_answer, second.answer.text) == ("sai kỳ", "2.511 tỷ đồng", "940 tỷ đồng [1]")


@pytest.mark.parametrize("wrong", [{"verdict": "maybe"}, {"verdict": "up", "reason": "x" * 3000}])
def test_feedback_refuses_what_does_not_fit(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"verdict|reason"):
        Feedback(tmp_path).record(asked("q"), **wrong)  # type: ignore[arg-type]
    assert Feedback(tmp_path).opinions() == []


def test_an_answer_of_another_version_is_left_out(tmp_path: Path) -> None:
    feedback = Feedback(tmp_path)
    feedback.record(asked("q"), "up")
    with feedback._database.writing() as connection:
        connection.execute("UPDATE feedback SET answer = '{}'")
    assert feedback.opinions() == []


def test_right_answers_become_rows(tmp_path: Path) -> None:
    Feedback(tmp_path).record(asked("Thu bao nhiêu?"), "down", right_answer="2.510 tỷ đồng")
    Feedback(tmp_path).record(asked("thu bao nhieu?"), "down", right_answer="2.511 tỷ đồng")
    Feedback(tmp_path).record(asked("Còn năm nay?", rewritten="Chi năm nay bao nhiêu?"), "down", right_answer="940")
    Feedback(tmp_path).record(asked("Ai ký?"), "down", reason="sai")
    rows = list(growing.from_feedback(Feedback(tmp_path).opinions()))
    assert [row["question"] for row in rows] == ["thu bao nhieu?", "Chi năm nay bao nhiêu?"]
    assert rows[0]["accepted"] == ["2.511 tỷ đồng", "2.511"]
    assert rows[0]["lang"] == "vi-nodiacritics"
    out = tmp_path / "set.jsonl"
    out.write_text("\n".join(json.dumps(row) for row in rows))
    assert load_testset(out).warnings == ()


def test_a_long_right_answer_is_held_to_each_of_its_facts() -> None:
    found = growing.accepted("Thu ngân sách đạt 2.511 tỷ đồng, bằng 89% kế hoạch, theo báo cáo ngày 30/9/2024.")
    assert found == {"accepted_all": [["2.511"], ["89%"], ["30/9/2024"]]}
    assert growing.accepted("Ủy ban nhân dân quận giao phòng Tài chính chủ trì cùng các phường thực hiện") == {}


def fill(path: Path, rows: Sequence[Sequence[object]]) -> None:
    from openpyxl import load_workbook

    tables.write_template(path)
    book = load_workbook(path)
    for number, row in enumerate(rows, 4):
        for column, value in enumerate(row, 1):
            cell = book.active.cell(number, column)
            cell.value = value
            cell.number_format = "0%" if isinstance(value, float) else "dd/mm/yyyy" if isinstance(value, date) else "@"
    book.save(path)


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_the_example_of_a_template_is_a_row(tmp_path: Path, name: str) -> None:
    tables.write_template(tmp_path / name)
    (row,) = tables.read_table(tmp_path / name)
    assert row["question"] == "Thu ngân sách quận 9 tháng năm 2024 đạt bao nhiêu?"
    assert row["accepted"] == ["2.511", "2,511"]
    assert row["answerable"] is True
    (tmp_path / "set.jsonl").write_text(json.dumps(row))
    assert load_testset(tmp_path / "set.jsonl").questions[0].docs == ("bao-cao-9-thang.pdf",)


def test_cells_are_read_as_they_are_shown(tmp_path: Path) -> None:
    rows = [
        ["Đạt bao nhiêu?", "vi", "figure", "có", 0.89, None, "a.md | b.md"],
        ["Bao giờ?", None, None, None, date(2024, 9, 30)],
    ]
    fill(tmp_path / "t.xlsx", rows)
    _, percent, day = tables.read_table(tmp_path / "t.xlsx")
    assert percent["answer"] == "89%"
    assert percent["doc"] == ["a.md", "b.md"]
    assert day["answer"] == "30/09/2024"


def test_a_table_of_excel_in_viet_nam_is_read(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes('Câu hỏi;Có lời đáp;Chấp nhận\r\nAi ký?;không;\r\n"Thu; chi?";yes;1|2\r\n'.encode("utf-8-sig"))
    first, second = tables.read_table(file)
    assert first == {"id": "row-2", "question": "Ai ký?", "answerable": False}
    assert second == {"id": "row-3", "question": "Thu; chi?", "answerable": True, "accepted": ["1", "2"]}


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("t.csv", b"a,b\n1,2\n", "row 1"),
        ("t.csv", "question,answerable\nAi?,chắc\n".encode(), "row 2"),
        ("t.csv", b"question,note\n,x\n", "row 2: no question"),
        ("t.csv", b"\xff\xfe\xff", "UTF-8"),
        ("t.xlsx", b"PK\x03\x04broken", "XLSX"),
        ("t.xlsx", b"", "XLSX"),
        ("t.ods", b"", "csv"),
    ],
)
def test_a_table_that_cannot_be_read_is_one_line(tmp_path: Path, name: str, content: bytes, fault: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(tables.TableError, match=fault) as caught:
        tables.read_table(tmp_path / name)
    assert "\n" not in str(caught.value)


PAIR = {
    "paragraphs": [
        {
            "title": "Cầu_Long_Biên",
            "context_vi": "Cầu bắc qua sông Hồng. Cầu dài 2.290 m. Cầu có 19 nhịp.",
            "context_en": "…",
            "qas": [
                {
                    "id": "a1",
                    "question_vi": "Cầu dài bao nhiêu?",
                    "question_en": "How long is the bridge?",
                    "answers_vi": [{"text": "2.290 m", "start": 31}],
                }
            ],
        }
    ]
}


def test_a_pair_of_languages_becomes_three_rows(tmp_path: Path) -> None:
    (tmp_path / "pairs.json").write_text(json.dumps(PAIR), encoding="utf-8")
    other = {"id": "../../etc", "title": "Khác", "text": "Một đoạn khác."}
    (tmp_path / "other.jsonl").write_text(json.dumps(other), encoding="utf-8")
    found = squad.convert(tmp_path / "pairs.json", tmp_path / "other.jsonl")
    assert [row["lang"] for row in found.rows] == ["vi", "vi-nodiacritics", "en"]
    assert found.rows[1]["question"] == "Cau dai bao nhieu?"
    assert {row["evidence"] for row in found.rows} == {"Cầu dài 2.290 m."}
    squad.write(found, tmp_path / "corpus", tmp_path / "set.jsonl")
    written = {path.relative_to(tmp_path / "corpus").as_posix() for path in (tmp_path / "corpus").rglob("*.txt")}
    assert written == {"cau-long-bien-0001.txt", "other/00001-etc.txt"}
    checked = load_testset(tmp_path / "set.jsonl")
    assert checked.warnings == ()
    assert checked.missing_files(written) == ()
    assert checked.missing_files(()) == tuple(
        f"line {n}: a1-{kind}: no such file: cau-long-bien-0001.txt" for n, kind in enumerate(("vi", "plain", "en"), 1)
    )


def test_squad_itself_is_read(tmp_path: Path) -> None:
    questions = [
        {"id": "1", "question": "How long?", "answers": [{"text": "2 km", "answer_start": 10}]},
        {"id": "2", "question": "How wide?", "answers": [], "is_impossible": True},
    ]
    data = {"data": [{"title": "Bridge", "paragraphs": [{"context": "It is now 2 km long.", "qas": questions}]}]}
    (tmp_path / "squad.json").write_text(json.dumps(data))
    one, two = squad.convert(tmp_path / "squad.json").rows
    assert (one["accepted"], one["lang"], one["evidence"]) == (["2 km"], "en", "It is now 2 km long.")
    assert two["answerable"] is False


@pytest.mark.parametrize("content", ["{", "[]", '{"paragraphs": [{"qas": [{}]}]}', "{}"])
def test_what_is_no_such_data_set_is_one_line(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(squad.SquadError, match=r"x\.json") as caught:
        squad.convert(tmp_path / "x.json")
    assert "\n" not in str(caught.value)


@given(st.text(max_size=80))
def test_a_slug_is_never_a_path(text: str) -> None:
    assert set(squad.slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@given(st.text(max_size=80), st.integers(0, 80), st.integers(1, 10))
@settings(deadline=None)
def test_the_sentence_around_an_answer_holds_it(text: str, start: int, length: int) -> None:
    answer = text[start : start + length].strip()
    if answer:
        assert answer in squad.sentence_around(text, answer, start)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_marks_are_taken_off_as_by_fold(text: str) -> None:
    assert fold(squad.without_marks(text)) == fold(text)
