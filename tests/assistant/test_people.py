"""People: what is kept of them, who gets in, what they may see."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

import pytest

from assistant.people import People, PeopleError, TooManyAttemptsError, keys, sessions, throttle
from assistant.people.collections import EVERYBODY
from assistant.reader import Role

WORD = "bốn chữ rất dài"


@pytest.fixture
def people(tmp_path: Path) -> People:
    found = People(tmp_path)
    found.users.add("chi", WORD, Role.ADMIN)
    found.users.add("Lan", WORD, Role.READER)
    return found


def test_sign_in_turns_on_with_the_first_user_and_stays_on(tmp_path: Path) -> None:
    people = People(tmp_path)
    assert not people.sign_in
    with pytest.raises(PeopleError, match="first user"):
        people.users.add("lan", WORD, Role.READER)
    assert not people.sign_in
    people.users.add("lan", WORD, Role.ADMIN)
    assert people.sign_in
    with pytest.raises(PeopleError, match="last administrator"):
        people.users.remove("lan")
    people.users.remove("lan", last=True)
    assert people.sign_in, "a server that asked for a sign-in goes on asking"
    assert not People(tmp_path).sign_in


def test_a_session_is_its_user_until_it_ends(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = people.enter("LAN", WORD, address="10.0.0.9")
    reader = people.of_session(begun.token)
    assert reader is not None
    assert (reader.name, reader.role, reader.collections) == ("lan", Role.READER, ("default",))
    assert reader.owner == begun.user.id
    people.users.set_role("lan", Role.EDITOR)
    changed = people.of_session(begun.token)
    assert changed is not None and changed.role is Role.EDITOR
    people.leave(begun.token)
    assert people.of_session(begun.token) is None
    idle, busy = people.enter("lan", WORD).token, people.enter("lan", WORD).token
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + sessions.IDLE - 1)
    assert people.of_session(busy)
    monkeypatch.setattr(time, "time", lambda: now + sessions.IDLE + 1)
    assert people.of_session(idle) is None
    assert people.of_session(busy)
    for hours in range(1, 40):
        monkeypatch.setattr(time, "time", lambda hours=hours: now + hours * sessions.IDLE / 2)
        alive = people.of_session(busy) is not None
        assert alive == (hours * sessions.IDLE / 2 < sessions.LONGEST)


def test_sessions_end_with_the_password_the_user_or_a_word(people: People) -> None:
    for end in (
        lambda: people.sessions.revoke("lan"),
        lambda: people.users.set_password("lan", WORD),
        lambda: people.users.remove("lan"),
    ):
        token = people.enter("lan", WORD).token
        end()
        assert people.of_session(token) is None
    assert people.of_session("") is None


def test_nothing_secret_is_on_disk(people: People, tmp_path: Path) -> None:
    token = people.enter("lan", WORD).token
    _, secret = people.keys.create("lan", "báo cáo")
    with sqlite3.connect(tmp_path / "people.sqlite3") as connection:
        dump = "\n".join(connection.iterdump())
    assert "$argon2id$" in dump
    for hidden in (WORD, token, secret, secret.rpartition("_")[2]):
        assert hidden not in dump
    assert (tmp_path / "people.sqlite3").stat().st_mode & 0o077 == 0


def test_a_wrong_password_and_no_user_look_alike_and_are_slowed_down(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = set()
    for name in ("lan", "nobody", "\0", "a" * 5000):
        with pytest.raises(PeopleError) as raised:
            people.enter(name, "wrong password", address="10.0.0.1")
        said.add(str(raised.value))
    assert len(said) == 1
    with pytest.raises(PeopleError):
        people.enter("lan", "x" * 100_000, address="10.0.0.2")
    for _ in range(throttle.OF_NAME - 2):
        with pytest.raises(PeopleError, match="do not fit"):
            people.enter("lan", "wrong password", address="10.0.0.3")
    with pytest.raises(TooManyAttemptsError) as refused:
        people.enter("lan", WORD, address="10.0.0.4")
    assert 0 < refused.value.seconds <= throttle.WINDOW + 1
    assert people.enter("chi", WORD, address="10.0.0.4")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + throttle.WINDOW + 1)
    assert people.enter("lan", WORD, address="10.0.0.4")


def test_an_address_is_slowed_down_over_all_names_and_at_once(people: People) -> None:
    outcomes: list[str] = []

    def guess(n: int) -> None:
        try:
            people.enter(f"name{n}", "wrong password", address="10.1.1.1")
        except PeopleError as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=guess, args=(n,)) for n in range(throttle.OF_ADDRESS + 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("PeopleError") == throttle.OF_ADDRESS
    assert outcomes.count("TooManyAttemptsError") == 10
    actions = [entry.action for entry in people.audit.entries(1000)]
    assert actions.count("sign_in_failed") == throttle.OF_ADDRESS
    assert actions.count("sign_in_refused") == 10


def test_a_key_reads_or_writes_as_far_as_its_user_may(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    people.users.set_role("lan", Role.EDITOR)
    (reads, read_secret), (writes, write_secret) = (
        people.keys.create("lan", "tìm"), people.keys.create("lan", "nạp", writes=True, days=2),
    )  # fmt: skip
    assert [people.of_key(secret).role for secret in (read_secret, write_secret)] == [Role.READER, Role.EDITOR]  # type: ignore[union-attr]
    _, of_chief = people.keys.create("chi", "all", writes=True)
    chief = people.of_key(of_chief)
    assert chief is not None and chief.role is Role.EDITOR, "people are administered by people"
    people.users.set_role("lan", Role.READER)
    assert people.of_key(write_secret).role is Role.READER  # type: ignore[union-attr]
    assert people.of_key(read_secret[:-1] + ("a" if read_secret[-1] != "a" else "b")) is None
    assert people.of_key(read_secret.replace(reads.id, writes.id)) is None
    assert people.of_key("") is None
    assert people.of_key("hoidap_" + "0" * 12 + "_" + "a" * 43) is None
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3 * 86400)
    assert people.of_key(write_secret) is None
    assert people.keys.list("lan")[0].used is not None
    people.keys.revoke(reads.id)
    assert people.of_key(read_secret) is None
    with pytest.raises(PeopleError, match="no key"):
        people.keys.revoke(reads.id)
    for name in ("", "\n", "a" * (keys.MOST_NAME + 1)):
        with pytest.raises(PeopleError, match="key name"):
            people.keys.create("lan", name)


def test_collections_are_closed_until_granted(people: People) -> None:
    lan = people.users.list()[1]
    assert people.collections.seen_by(lan) == ("default",)
    assert people.collections.seen_by(people.users.list()[0]) is None
    with pytest.raises(PeopleError, match="create it first"):
        people.collections.grant("noi-bo", "lan")
    people.collections.create("noi-bo")
    with pytest.raises(PeopleError, match="already"):
        people.collections.create("noi-bo")
    assert people.collections.seen_by(lan) == ("default",)
    people.collections.grant("noi-bo", "lan")
    people.collections.grant("noi-bo", "lan")
    assert people.collections.seen_by(lan) == ("default", "noi-bo")
    assert people.collections.revoke("default", EVERYBODY)
    assert not people.collections.revoke("default", EVERYBODY)
    assert people.collections.seen_by(lan) == ("noi-bo",)
    assert [(c.name, c.readers) for c in people.collections.list()] == [("default", ()), ("noi-bo", ("lan",))]
    people.users.remove("lan")
    again = people.users.add("lan", WORD, Role.READER)
    assert people.collections.seen_by(again) == (), "a new user of an old name inherits nothing"


@pytest.mark.parametrize("name", ["", " ", "Đạt", "a b", "-x", "a" * 65, "a\nb", "<b>"])
def test_names_are_plain(people: People, name: str) -> None:
    with pytest.raises(PeopleError, match="name"):
        people.users.add(name, WORD, Role.READER)


def test_passwords_are_long_enough(people: People) -> None:
    for password in ("", "ngắn quá", "a" * 1001):
        with pytest.raises(PeopleError, match="password"):
            people.users.add("an", password, Role.READER)
