"""The commands about people, as an administrator runs them: passwords come on stdin, never as an argument."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.faces.cli import app
from assistant.faces.cli.common import Failure
from assistant.people import People

WORD = "bốn chữ rất dài"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOIDAP_HOME", str(tmp_path))
    monkeypatch.setenv("HOIDAP_LANGUAGE", "en")
    return tmp_path


def run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, arguments, input=stdin)


def test_people_are_kept_from_the_command_line(home: Path) -> None:
    refused = run("users", "add", "lan", stdin=f"{WORD}\n")
    assert isinstance(refused.exception, Failure)
    assert refused.exception.status == 2
    assert run("users", "add", "chi", "--role", "admin", stdin=f"{WORD}\n").exit_code == 0
    assert run("users", "add", "lan", stdin=f"{WORD}\n").exit_code == 0
    assert isinstance(run("users", "add", "lan", stdin=f"{WORD}\n").exception, Failure)
    assert isinstance(run("users", "add", "an", stdin="ngắn\n").exception, Failure)
    assert run("users", "password", "lan", stdin=f"{WORD} nữa\n").exit_code == 0
    people = People(home)
    assert people.enter("lan", f"{WORD} nữa")
    assert run("users", "sign-out", "lan").output == "1 sessions ended\n"
    assert run("users", "role", "lan", "editor").exit_code == 0
    assert run("collections", "create", "nội bộ").exit_code == 0
    assert run("collections", "grant", "nội bộ", "lan").exit_code == 0
    listed = json.loads(run("users", "list", "--json").output)
    assert [(row["name"], row["role"], row["collections"]) for row in listed] == [
        ("chi", "admin", None), ("lan", "editor", ["default", "nội bộ"])
    ]  # fmt: skip
    secret = run("keys", "create", "lan", "--write", "--days", "30").output.strip()
    reader = people.of_key(secret)
    assert reader is not None and reader.sees("nội bộ")
    assert run("collections", "revoke", "nội bộ", "lan").exit_code == 0
    assert isinstance(run("collections", "revoke", "nội bộ", "lan").exception, Failure)
    (key,) = json.loads(run("keys", "list", "--json").output)
    assert (key["user"], key["access"]) == ("lan", "write")
    assert secret not in run("keys", "list").output
    assert run("keys", "revoke", key["id"]).exit_code == 0
    assert people.of_key(secret) is None
    assert isinstance(run("users", "remove", "chi").exception, Failure)
    assert run("users", "remove", "lan").exit_code == 0
    assert run("users", "remove", "chi", "--last").exit_code == 0
    entries = json.loads(run("audit", "--json").output)
    assert entries[0]["action"] == "user_removed"
    assert {entry["actor"] for entry in entries} == {"command line", "lan"}
    assert all(WORD not in json.dumps(entry, ensure_ascii=False) for entry in entries)
    assert isinstance(run("audit", "--action", "nothing").exception, Failure)
