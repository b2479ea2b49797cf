"""The small files of a home: upgraded with the old one kept, read as one state, changed wholly or not at all."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from assistant.conversations import Conversations
from assistant.database import Database, DatabaseError
from assistant.faces.intake.jobs import Jobs
from assistant.feedback import FILE, Feedback
from assistant.people import People, PeopleError
from assistant.searches import Searches
from index.answer import Answer

NOTES = (("CREATE TABLE note (text TEXT NOT NULL)",), ("ALTER TABLE note ADD COLUMN owner TEXT NOT NULL DEFAULT ''",))


def texts(database: Database) -> list[str]:
    with database.reading() as connection:
        return [row["text"] for row in connection.execute("SELECT text FROM note ORDER BY rowid")]


def test_a_change_that_raises_never_was(tmp_path: Path) -> None:
    database = Database(tmp_path / "notes.sqlite3", NOTES)
    with pytest.raises(RuntimeError), database.writing() as connection:
        connection.execute("INSERT INTO note(text) VALUES ('half')")
        raise RuntimeError
    with database.writing() as connection:
        connection.execute("INSERT INTO note(text) VALUES ('whole')")
    assert texts(database) == texts(Database(tmp_path / "notes.sqlite3", NOTES)) == ["whole"]
    assert (tmp_path / "notes.sqlite3").stat().st_mode & 0o077 == 0


def test_one_state_is_seen_while_another_process_writes(tmp_path: Path) -> None:
    mine, other = (Database(tmp_path / "notes.sqlite3", NOTES) for _ in range(2))
    with mine.reading() as connection:
        assert connection.execute("SELECT count(*) FROM note").fetchone()[0] == 0
        with other.writing() as elsewhere:
            elsewhere.execute("INSERT INTO note(text) VALUES ('later')")
        assert connection.execute("SELECT count(*) FROM note").fetchone()[0] == 0
    assert texts(mine) == ["later"]


def test_many_threads_lose_nothing(tmp_path: Path) -> None:
    databases = [Database(tmp_path / "notes.sqlite3", NOTES) for _ in range(2)]

    def write(number: int) -> None:
        for count in range(25):
            with databases[number % 2].writing() as connection:
                connection.execute("INSERT INTO note(text) VALUES (?)", (f"{number}-{count}",))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(texts(databases[0])) == sorted(f"{number}-{count}" for number in range(8) for count in range(25))


def test_an_older_file_is_kept_before_it_is_upgraded(tmp_path: Path) -> None:
    with Database(tmp_path / "notes.sqlite3", NOTES[:1]).writing() as connection:
        connection.execute("INSERT INTO note(text) VALUES ('old')")
    assert texts(Database(tmp_path / "notes.sqlite3", NOTES)) == ["old"]
    with closing(sqlite3.connect(tmp_path / "backups" / "notes-v1.sqlite3")) as kept:
        assert [row[1] for row in kept.execute("PRAGMA table_info(note)")] == ["text"]


@pytest.mark.parametrize("content", [b"not a database, and longer than its head" * 9, None])
def test_a_file_of_no_use_is_named_in_one_line(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "notes.sqlite3"
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    with pytest.raises(DatabaseError, match=r"notes\.sqlite3") as caught:
        Database(file, NOTES)
    assert "\n" not in str(caught.value)


def test_every_file_of_a_home_that_a_newer_program_wrote_is_refused(tmp_path: Path) -> None:
    opened = {
        "people.sqlite3": lambda: People(tmp_path), FILE: lambda: Feedback(tmp_path),
        "conversations.sqlite3": lambda: Conversations(tmp_path / "conversations.sqlite3"),
        "searches.sqlite3": lambda: Searches(tmp_path / "searches.sqlite3"),
        "imports.sqlite3": lambda: Jobs(tmp_path / "imports.sqlite3"),
    }  # fmt: skip
    for name, open_it in opened.items():
        open_it()
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            connection.execute("PRAGMA user_version = 999")
        with pytest.raises((DatabaseError, PeopleError), match="newer hoidap"):
            open_it()


# -- feedback: each reader's own


ANSWER = Answer(question="Thu bao nhiêu?", language="vi", status="answered", text="940 tỷ đồng [1]")


def test_an_opinion_is_its_owner_s(tmp_path: Path) -> None:
    feedback = Feedback(tmp_path)
    feedback.record(ANSWER, "up", owner="user:lan", turn="t1")
    feedback.record(ANSWER, "down", owner="user:vy", turn="t2", reason="sai")
    assert set(feedback.on_turns("user:lan", ["t1", "t2"])) == {"t1"}
    assert [o.verdict for o in feedback.opinions("user:vy")] == ["down"]
    assert [o.owner for o in feedback.opinions()] == ["user:lan", "user:vy"]
    feedback.withdraw("user:vy", "t1")
    with pytest.raises(LookupError):
        feedback.record(ANSWER, "down", owner="user:vy", turn="t1")
    assert [(o.owner, o.verdict) for o in feedback.opinions()] == [("user:lan", "up"), ("user:vy", "down")]


def test_opinions_of_an_older_home_are_those_of_whoever_holds_their_turn(tmp_path: Path) -> None:
    stored = ANSWER.model_dump_json()
    with closing(sqlite3.connect(tmp_path / FILE)) as old:
        old.executescript(
            "CREATE TABLE feedback (id INTEGER PRIMARY KEY, created TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, question"
            " TEXT NOT NULL, answer TEXT NOT NULL, verdict TEXT NOT NULL CHECK (verdict IN ('up', 'down')), reason TEXT"
            " NOT NULL, right_answer TEXT NOT NULL); ALTER TABLE feedback ADD COLUMN turn TEXT; CREATE UNIQUE INDEX"
            " feedback_turn ON feedback(turn); PRAGMA user_version=2;"
        )
        values = ("Thu bao nhiêu?", stored, "down", "sai", "940", "t1")
        old.execute(
            "INSERT INTO feedback(question, answer, verdict, reason, right_answer, turn) VALUES (?,?,?,?,?,?)", values
        )
        old.commit()
    feedback = Feedback(tmp_path)
    assert (tmp_path / "backups" / "feedback-v2.sqlite3").is_file()
    assert [(o.owner, o.reason) for o in feedback.opinions()] == [("", "sai")]
    assert feedback.on_turns("user:lan", ["t1"])["t1"].right_answer == "940"
    feedback.record(ANSWER, "up", owner="user:lan", turn="t1")
    assert [(o.owner, o.verdict) for o in feedback.opinions()] == [("user:lan", "up")]
    assert feedback.on_turns("user:vy", ["t1"]) == {}
