"""Conversations are kept, apart from each other, and survive a new process."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from assistant.faces.web.conversations import Conversations, is_id, new_id
from index.answer import Answer


def answer(question: str) -> Answer:
    return Answer(question=question, language="vi", status="not_found", text="Không thấy.")


def test_turns_come_back_in_order_and_apart(tmp_path: Path) -> None:
    one, two = new_id(), new_id()
    kept = Conversations(tmp_path / "c.sqlite3")
    for number in range(3):
        kept.add(one, answer(f"câu {number}"))
    kept.add(two, answer("khác"))
    again = Conversations(tmp_path / "c.sqlite3")
    assert [turn.answer.question for turn in again.turns(one)] == ["câu 0", "câu 1", "câu 2"]
    assert [turn.answer.question for turn in again.turns(one, last=2)] == ["câu 1", "câu 2"]
    assert [turn.answer.question for turn in again.turns(two)] == ["khác"]
    assert again.turns(new_id()) == []


def test_many_writers_lose_nothing(tmp_path: Path) -> None:
    kept, shared = Conversations(tmp_path / "c.sqlite3"), new_id()
    threads = [threading.Thread(target=lambda n=n: kept.add(shared, answer(str(n)))) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {turn.answer.question for turn in kept.turns(shared)} == {str(n) for n in range(12)}


def test_an_answer_of_another_version_is_left_out(tmp_path: Path) -> None:
    file, conversation = tmp_path / "c.sqlite3", new_id()
    kept = Conversations(file)
    kept.add(conversation, answer("được"))
    with sqlite3.connect(file) as connection:
        connection.execute("INSERT INTO turn(conversation, answer) VALUES (?, '{}')", (conversation,))
    assert [turn.answer.question for turn in kept.turns(conversation)] == ["được"]


def test_ids_cannot_be_made_up(tmp_path: Path) -> None:
    assert is_id(new_id())
    assert len({new_id() for _ in range(100)}) == 100
    for wrong in (None, "", "../../etc", "a" * 21, "a" * 22 + "\n", "a" * 23):
        assert not is_id(wrong)
    with pytest.raises(ValueError, match="conversation id"):
        Conversations(tmp_path / "c.sqlite3").add("' OR 1=1 --", answer("?"))
