"""Conversations are kept, each owner's apart, and survive a new process, a kill and an older version of the file."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest

from assistant.conversations import Conversations, is_id, new_id
from index.answer import Answer
from index.model import Filters

OWNER = "browser:mai"


def answer(question: str, text: str = "Không thấy.") -> Answer:
    return Answer(question=question, language="vi", status="not_found", text=text)


def questions(kept: Conversations, conversation: str, owner: str = OWNER) -> list[str]:
    return [turn.answer.question for turn in kept.turns(owner, conversation)]


@pytest.fixture
def kept(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path / "c.sqlite3")


def test_turns_come_back_in_order_and_apart(kept: Conversations, tmp_path: Path) -> None:
    one, two = new_id(), new_id()
    for number in range(3):
        kept.add(OWNER, one, answer(f"câu {number}"))
    kept.add(OWNER, two, answer("khác"))
    again = Conversations(tmp_path / "c.sqlite3")
    assert questions(again, one) == ["câu 0", "câu 1", "câu 2"]
    assert [turn.answer.question for turn in again.turns(OWNER, one, last=2)] == ["câu 1", "câu 2"]
    assert questions(again, two) == ["khác"]
    assert questions(again, new_id()) == []


def test_somebody_elses_conversation_is_unknown(kept: Conversations) -> None:
    mine = new_id()
    turn = kept.add(OWNER, mine, answer("của tôi"))
    for other in ("browser:lan", ""):
        assert kept.get(other, mine) is None
        assert kept.list(other) == []
        assert questions(kept, mine, other) == []
        assert not kept.rename(other, mine, "x")
        assert not kept.delete(other, mine)
        assert not kept.show(other, mine, turn.id)
        assert not kept.adopt(other, mine)
    with pytest.raises(LookupError):
        kept.add("browser:lan", mine, answer("chen vào"))
    with pytest.raises(ValueError, match="owner"):
        kept.add("", new_id(), answer("?"))
    assert questions(kept, mine) == ["của tôi"]


def test_the_list_is_newest_first_and_named_by_its_first_question(kept: Conversations) -> None:
    one, two = new_id(), new_id()
    kept.add(OWNER, one, answer("Thu ngân sách\nđạt bao nhiêu? " + "x" * 300))
    kept.add(OWNER, two, answer("Mức hỗ trợ?"))
    kept.add(OWNER, one, answer("Còn chi?"))
    first, second = kept.list(OWNER)
    assert [first.id, second.id] == [one, two]
    assert first.title.startswith("Thu ngân sách đạt bao nhiêu?")
    assert len(first.title) <= 120
    assert (first.turns, second.turns) == (2, 1)
    assert [found.id for found in kept.list(OWNER, limit=1)] == [one]
    assert kept.get(OWNER, two) == second


def test_a_name_stays_until_it_is_taken_away(kept: Conversations) -> None:
    one = new_id()
    first = kept.add(OWNER, one, answer("Câu đầu?"))
    assert kept.rename(OWNER, one, "  Báo cáo\nquý 3 ")
    kept.add(OWNER, one, answer("Câu đầu, sửa?"), replaces=first.id)
    assert [found.title for found in kept.list(OWNER)] == ["Báo cáo quý 3"]
    kept.rename(OWNER, one, "  ")
    assert [found.title for found in kept.list(OWNER)] == ["Câu đầu?"]
    assert not kept.rename(OWNER, new_id(), "x")


def test_search_looks_through_titles_questions_and_answers_without_marks(kept: Conversations) -> None:
    one, two = new_id(), new_id()
    kept.add(OWNER, one, answer("Thu ngân sách?", "Đạt 3.204 tỷ đồng ở quận Mai Hồ."))
    kept.add(OWNER, two, answer("Làng nghề 100%?"))
    kept.rename(OWNER, two, "Hồ sơ Đường sắt")
    assert [found.id for found in kept.list(OWNER, "mai ho NGAN")] == [one]
    assert [found.id for found in kept.list(OWNER, "duong sat nghề")] == [two]
    assert [found.id for found in kept.list(OWNER, "100%")] == [two]
    assert kept.list(OWNER, "mai nghề") == []
    assert kept.list(OWNER, "' OR 1=1 --") == []


def test_a_deletion_can_be_undone_for_a_day(kept: Conversations, tmp_path: Path) -> None:
    one = new_id()
    kept.add(OWNER, one, answer("a"))
    assert kept.delete(OWNER, one)
    assert not kept.delete(OWNER, one)
    assert (kept.list(OWNER), kept.get(OWNER, one), questions(kept, one)) == ([], None, [])
    assert not kept.undelete("browser:lan", one)
    assert kept.undelete(OWNER, one)
    assert not kept.undelete(OWNER, one)
    assert questions(kept, one) == ["a"]
    kept.delete(OWNER, one)
    with sqlite3.connect(tmp_path / "c.sqlite3") as connection:
        connection.execute("UPDATE conversation SET deleted = datetime('now', '-2 days')")
    assert not Conversations(tmp_path / "c.sqlite3").undelete(OWNER, one)
    with sqlite3.connect(tmp_path / "c.sqlite3") as connection:
        assert connection.execute("SELECT count(*) FROM turn").fetchone() == (0,)


def test_an_edited_question_keeps_its_earlier_version_and_what_followed(kept: Conversations) -> None:
    one = new_id()
    turns = [kept.add(OWNER, one, answer(question)) for question in ("1", "2", "3")]
    edited = kept.add(OWNER, one, answer("2 sửa"), replaces=turns[1].id)
    assert questions(kept, one) == ["1", "2 sửa"]
    assert edited.versions == (turns[1].id, edited.id)
    kept.add(OWNER, one, answer("4"))
    assert kept.show(OWNER, one, turns[1].id)
    assert questions(kept, one) == ["1", "2", "3"]
    assert kept.show(OWNER, one, edited.id)
    assert questions(kept, one) == ["1", "2 sửa", "4"]
    first = kept.add(OWNER, one, answer("1 sửa"), replaces=turns[0].id)
    assert questions(kept, one) == ["1 sửa"]
    assert first.versions == (turns[0].id, first.id)
    with pytest.raises(LookupError):
        kept.add(OWNER, one, answer("x"), replaces=10**6)
    assert not kept.show(OWNER, one, 10**6)


def test_what_a_question_was_restricted_to_is_kept(kept: Conversations) -> None:
    one, scope = new_id(), Filters(place="quận Mai Hồ", date_from=date(2031, 1, 1), kinds=("report",))
    assert kept.add(OWNER, one, answer("a"), scope=scope).scope == scope
    assert kept.add(OWNER, one, answer("b")).scope == Filters()


def test_many_writers_lose_nothing(kept: Conversations) -> None:
    shared = new_id()
    threads = [threading.Thread(target=lambda n=n: kept.add(OWNER, shared, answer(str(n)))) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(questions(kept, shared)) == {str(n) for n in range(12)}


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    """A process that is killed right after its fifth ``add`` returned has lost none of the five."""
    one, file = new_id(), tmp_path / "c.sqlite3"
    program = (
        "import sys, os, signal; from pathlib import Path; from index.answer import Answer\n"
        "from assistant.conversations import Conversations\n"
        "kept = Conversations(Path(sys.argv[1]))\n"
        "for n in range(5):\n"
        "    kept.add('o', sys.argv[2], Answer(question=str(n), language='vi', status='answered', text=''))\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    root = Path(__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, "-c", program, str(file), one],
        check=False,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert ended.returncode == -signal.SIGKILL
    assert questions(Conversations(file), one, "o") == [str(n) for n in range(5)]


def test_a_file_of_the_time_before_owners_is_taken_over(tmp_path: Path) -> None:
    file, one, two = tmp_path / "c.sqlite3", new_id(), new_id()
    with sqlite3.connect(file) as connection:
        connection.executescript(
            """
            CREATE TABLE conversation (
                id TEXT PRIMARY KEY,
                started TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
            ) WITHOUT ROWID;
            CREATE TABLE turn (
                id INTEGER PRIMARY KEY,
                conversation TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
                asked TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
                answer TEXT NOT NULL
            );
            CREATE INDEX turn_conversation ON turn(conversation, id);
            PRAGMA user_version=1;
            """
        )
        connection.executemany("INSERT INTO conversation(id) VALUES (?)", [(one,), (two,)])
        for conversation, question in ((one, "Đầu?"), (two, "Khác?"), (one, "Sau?")):
            connection.execute(
                "INSERT INTO turn(conversation, answer) VALUES (?, ?)",
                (conversation, answer(question).model_dump_json()),
            )
        connection.execute("INSERT INTO turn(conversation, answer) VALUES (?, 'hỏng')", (two,))
    kept = Conversations(file)
    assert kept.list(OWNER) == []
    assert kept.adopt(OWNER, one)
    assert not kept.adopt("browser:lan", one)
    assert questions(kept, one) == ["Đầu?", "Sau?"]
    assert [(found.id, found.title) for found in kept.list(OWNER, "dau")] == [(one, "Đầu?")]
    assert kept.adopt("browser:lan", two)
    assert questions(Conversations(file), two, "browser:lan") == ["Khác?"]


def test_an_answer_of_another_version_is_left_out(kept: Conversations, tmp_path: Path) -> None:
    one = new_id()
    for question in ("được", "không", "được nữa"):
        kept.add(OWNER, one, answer(question))
    with sqlite3.connect(tmp_path / "c.sqlite3") as connection:
        connection.execute("UPDATE turn SET answer = '{}' WHERE id = 2")
    assert questions(kept, one) == ["được", "được nữa"]


def test_ids_cannot_be_made_up(kept: Conversations) -> None:
    assert is_id(new_id())
    assert len({new_id() for _ in range(100)}) == 100
    for wrong in (None, "", "../../etc", "a" * 21, "a" * 22 + "\n", "a" * 23):
        assert not is_id(wrong)
    with pytest.raises(ValueError, match="conversation id"):
        kept.add(OWNER, "' OR 1=1 --", answer("?"))
