"""An older home is brought to the newer form, after its databases were kept; a backup holds every database."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

from assistant.conversations import Conversations, new_id
from assistant.feedback import Feedback
from assistant.people import People
from assistant.reader import Role
from index import migrations
from index.answer import Answer
from index.library import Library
from index.upgrade import keep_old
from tests.support import HashEmbedder


def test_an_older_index_is_kept_before_it_is_upgraded(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "index.sqlite")) as old:
        old.execute("PRAGMA journal_mode=WAL")
        migrations.migrate(old, migrations.STEPS[:1])
        old.execute("INSERT INTO state VALUES ('old', 0, x'01')")
        old.commit()
    with Library.open(tmp_path, HashEmbedder()) as library:
        assert library.get_state("old") == (b"\x01", 0)
    with closing(sqlite3.connect(tmp_path / "backups" / "index-v1.sqlite")) as kept:
        assert migrations.version(kept) == 1
        assert kept.execute("SELECT count(*) FROM state").fetchone() == (1,)
    Library.open(tmp_path, HashEmbedder()).close()
    assert [file.name for file in (tmp_path / "backups").iterdir()] == ["index-v1.sqlite"]


def test_a_new_home_keeps_nothing_old(tmp_path: Path) -> None:
    Library.open(tmp_path, HashEmbedder()).close()
    Conversations(tmp_path / "conversations.sqlite3")
    Feedback(tmp_path)
    People(tmp_path)
    assert not (tmp_path / "backups").exists()


def test_what_was_kept_once_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "notes.sqlite3"
    for number in (1, 2):
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute(f"CREATE TABLE t{number} (x)")
        kept = keep_old(file, 1)
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("t1",)]


def test_a_backup_while_serving_holds_conversations_people_and_feedback(tmp_path: Path) -> None:
    home, again = tmp_path / "home", tmp_path / "again"
    people, kept, feedback = People(home), Conversations(home / "conversations.sqlite3"), Feedback(home)
    answer = Answer(question="Thu ngân sách?", language="vi", status="answered", text="89%")
    with Library.open(home, HashEmbedder()) as library:
        user = people.users.add("chi", "bốn chữ rất dài", Role.ADMIN)
        number = new_id()
        kept.add(user.id, number, answer)
        feedback.record(answer, "up")
        library.backup(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as packed:
        assert {"index.sqlite", "conversations.sqlite3", "feedback.sqlite3", "people.sqlite3"} <= set(packed.namelist())
    Library.restore(tmp_path / "all.zip", again)
    assert People(again).check("chi", "bốn chữ rất dài") == user
    assert [turn.answer for turn in Conversations(again / "conversations.sqlite3").turns(user.id, number)] == [answer]
    assert len(Feedback(again).opinions()) == 1
