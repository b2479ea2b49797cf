"""Commands about people: users, collections, keys of programs, the audit log."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.faces.cli.common import (
    EXPECTED,
    Failure,
    HomeOption,
    JsonOption,
    one_line,
    printable,
    say,
    settings,
    write,
    write_json,
)
from assistant.people import People, PeopleError
from assistant.people.audit import Action
from assistant.people.collections import EVERYBODY
from assistant.reader import Role

_HERE = "command line"
_EXPECTED = (*EXPECTED, PeopleError)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="tên đăng nhập · sign-in name")]
CollectionArgument = Annotated[str, typer.Argument(metavar="COLLECTION", help="bộ tài liệu · collection")]
ReaderArgument = Annotated[
    str, typer.Argument(metavar="NAME", help=f"tên, hoặc {EVERYBODY} là mọi người · or everybody")
]


class RoleName(StrEnum):
    """The roles by name."""

    READER = "reader"
    EDITOR = "editor"
    ADMIN = "admin"

    @property
    def role(self) -> Role:
        return Role[self.name]


RoleOption = Annotated[RoleName, typer.Option("--role", help="reader: hỏi · asks, editor: tài liệu · documents, admin")]


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    groups: dict[str, tuple[str, dict[str, Callable[..., None]]]] = {
        "users": (
            "Người dùng · Users: as soon as there is one, everybody signs in",
            {
                "add": add_user, "list": list_users, "remove": remove_user, "password": set_password,
                "role": set_role, "sign-out": sign_out,
            },
        ),
        "collections": (
            "Bộ tài liệu và ai được xem · Collections and who may see them",
            {"create": create_collection, "list": list_collections, "grant": grant, "revoke": revoke},
        ),
        "keys": ("Khóa cho chương trình · Keys of programs", {
            "create": create_key, "list": list_keys, "revoke": revoke_key,
        }),
    }  # fmt: skip
    for group, (purpose, commands) in groups.items():
        made = typer.Typer(help=purpose, no_args_is_help=True)
        for name, command in commands.items():
            made.command(name)(command)
        app.add_typer(made, name=group)
    app.command("audit")(audit)


# -- users ----------------------------------------------------------------------------------------------------------


@one_line(*_EXPECTED)
def add_user(name: NameArgument, role: RoleOption = RoleName.READER, home: HomeOption = None) -> None:
    """Thêm người dùng, hỏi mật khẩu · Add a user; the password is asked for, or read from stdin."""
    people = _people(home)
    if not people.users.exist() and role is not RoleName.ADMIN:
        raise Failure(say("người đầu tiên phải là --role admin", "the first user has to be --role admin"), status=2)
    user = people.users.add(name, _password(), role.role)
    people.audit.note(_HERE, Action.USER_ADDED, f"{user.name} {role}")
    write(say(f"đã thêm {user.name} ({role})", f"added {user.name} ({role})"))


@one_line(*_EXPECTED)
def list_users(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Liệt kê người dùng · List the users with what each may see."""
    people = _people(home)
    rows = [
        {
            "name": user.name,
            "role": user.role.name.lower(),
            "created": _moment(user.created),
            "collections": people.collections.seen_by(user),
        }
        for user in people.users.list()
    ]
    if as_json:
        write_json(rows)
        return
    for row in rows:
        seen = row["collections"]
        shown = EVERYBODY if seen is None else ", ".join(map(printable, seen if isinstance(seen, tuple) else ()))
        write(f"{row['name']:24} {row['role']:8} {shown}")
    if not rows:
        write(say("chưa có người dùng: không phải đăng nhập", "no users: nobody has to sign in"))


@one_line(*_EXPECTED)
def remove_user(
    name: NameArgument,
    last: Annotated[bool, typer.Option("--last", help="bỏ cả người cuối: hết đăng nhập · no more sign-in")] = False,
    home: HomeOption = None,
) -> None:
    """Xóa người dùng, phiên và khóa của họ · Remove a user with sessions and keys."""
    people = _people(home)
    user = people.users.remove(name, last=last)
    people.audit.note(_HERE, Action.USER_REMOVED, user.name)
    write(say(f"đã xóa {user.name}", f"removed {user.name}"))


@one_line(*_EXPECTED)
def set_password(name: NameArgument, home: HomeOption = None) -> None:
    """Đổi mật khẩu, kết thúc mọi phiên · Set a password; every session of the user ends."""
    people = _people(home)
    user = people.users.set_password(name, _password())
    people.audit.note(_HERE, Action.USER_PASSWORD, user.name)
    write(say(f"đã đổi mật khẩu của {user.name}", f"the password of {user.name} is set"))


@one_line(*_EXPECTED)
def set_role(
    name: NameArgument,
    role: Annotated[RoleName, typer.Argument(help="vai trò · role")],
    home: HomeOption = None,
) -> None:
    """Đổi vai trò · Give a user another role, at once."""
    people = _people(home)
    user = people.users.set_role(name, role.role)
    people.audit.note(_HERE, Action.USER_ROLE, f"{user.name} {role}")
    write(f"{user.name}: {role}")


@one_line(*_EXPECTED)
def sign_out(name: NameArgument, home: HomeOption = None) -> None:
    """Kết thúc mọi phiên của một người · End every session of a user."""
    people = _people(home)
    ended = people.sessions.revoke(name)
    people.audit.note(_HERE, Action.SESSIONS_REVOKED, name)
    write(say(f"đã kết thúc {ended} phiên", f"{ended} sessions ended"))


# -- collections ----------------------------------------------------------------------------------------------------


@one_line(*_EXPECTED)
def create_collection(name: CollectionArgument, home: HomeOption = None) -> None:
    """Đặt tên một bộ tài liệu · Name a collection; administrators alone see it until it is granted."""
    people = _people(home)
    people.collections.create(name)
    people.audit.note(_HERE, Action.COLLECTION_CREATED, name)
    write(say(f"đã tạo bộ {printable(name)}", f"collection {printable(name)} created"))


@one_line(*_EXPECTED)
def list_collections(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Liệt kê bộ tài liệu và người được xem · List collections and who may see them."""
    found = _people(home).collections.list()
    if as_json:
        write_json([{"name": one.name, "readers": one.readers} for one in found])
        return
    for one in found:
        write(f"{printable(one.name):24} {', '.join(one.readers) or say('chỉ quản trị', 'administrators only')}")


@one_line(*_EXPECTED)
def grant(name: CollectionArgument, reader: ReaderArgument, home: HomeOption = None) -> None:
    """Cho xem · Let somebody see a collection."""
    people = _people(home)
    people.collections.grant(name, reader)
    people.audit.note(_HERE, Action.COLLECTION_GRANTED, f"{name} → {reader}")
    write(f"{printable(name)} → {reader}")


@one_line(*_EXPECTED)
def revoke(name: CollectionArgument, reader: ReaderArgument, home: HomeOption = None) -> None:
    """Thôi cho xem · Take the grant back, at once."""
    people = _people(home)
    if not people.collections.revoke(name, reader):
        raise Failure(say(f"{reader} không được cấp {name}", f"{name} was not granted to {reader}"))
    people.audit.note(_HERE, Action.COLLECTION_REVOKED, f"{name} → {reader}")
    write(say("đã thu hồi", "revoked"))


# -- keys -----------------------------------------------------------------------------------------------------------


@one_line(*_EXPECTED)
def create_key(
    user: NameArgument,
    name: Annotated[str, typer.Option("--name", help="dùng để làm gì · what it is for")] = "api",
    writes: Annotated[bool, typer.Option("--write", help="được sửa tài liệu · may change documents")] = False,
    days: Annotated[float | None, typer.Option("--days", help="hết hạn sau · ends after")] = None,
    home: HomeOption = None,
) -> None:
    """Tạo khóa, chỉ hiện một lần · Make a key for a program; it is shown this once, on stdout."""
    people = _people(home)
    key, secret = people.keys.create(user, name, writes=writes, days=days)
    people.audit.note(_HERE, Action.KEY_CREATED, f"{key.id} {key.user} {key.name}")
    write(secret)


@one_line(*_EXPECTED)
def list_keys(
    user: Annotated[str | None, typer.Option("--user", help="của ai · of whom")] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Liệt kê khóa · List the keys, without their secrets."""
    rows = [
        {
            "id": key.id,
            "user": key.user,
            "name": key.name,
            "access": "write" if key.writes else "read",
            "created": _moment(key.created),
            "expires": _moment(key.expires),
            "used": _moment(key.used),
        }
        for key in _people(home).keys.list(user)
    ]
    if as_json:
        write_json(rows)
        return
    for row in rows:
        write("  ".join(printable(str(value or "—")) for value in row.values()))


@one_line(*_EXPECTED)
def revoke_key(
    number: Annotated[str, typer.Argument(metavar="ID", help="mã khóa · id of the key")], home: HomeOption = None
) -> None:
    """Hủy khóa · End a key, at once."""
    people = _people(home)
    key = people.keys.revoke(number)
    people.audit.note(_HERE, Action.KEY_REVOKED, f"{key.id} {key.user} {key.name}")
    write(say("đã hủy", "revoked"))


# -- audit ----------------------------------------------------------------------------------------------------------


@one_line(*_EXPECTED)
def audit(
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="số dòng · lines")] = 100,
    user: Annotated[str | None, typer.Option("--user", help="của ai · by whom")] = None,
    action: Annotated[str | None, typer.Option("--action", help="sign_in, document_added …")] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Nhật ký: ai đã làm gì · Who did what, the latest first."""
    if action is not None and action not in set(Action):
        raise Failure(f"--action {printable(action)}: {', '.join(Action)}", status=2)
    entries = _people(home).audit.entries(limit, actor=user, action=action)
    if as_json:
        write_json([
            {"at": _moment(e.at), "actor": e.actor, "action": e.action, "object": e.object, "address": e.address}
            for e in entries
        ])  # fmt: skip
        return
    for entry in entries:
        parts = (_moment(entry.at), entry.actor or "—", entry.action, entry.object, entry.address)
        write("  ".join(printable(part) for part in parts if part))


def _people(home: Path | None) -> People:
    return People(settings(home).home)


def _moment(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _password() -> str:
    """A password typed twice at a terminal, or the first line of stdin; never an argument, which others can see."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    prompt = say("Mật khẩu", "Password")
    typed: str = typer.prompt(prompt, hide_input=True, confirmation_prompt=True)
    return typed
