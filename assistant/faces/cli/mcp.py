"""The command that lets an assistant on this machine use the library as tools: ``hoidap mcp``."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.faces.cli.common import (
    EXPECTED,
    CollectionOption,
    Failure,
    HomeOption,
    SetOption,
    one_line,
    open_library,
    say,
    settings,
)


def register(app: typer.Typer) -> None:
    """Hang the command on the program."""
    app.command("mcp")(mcp)


@one_line(*EXPECTED)
def mcp(
    collection: CollectionOption = None,
    user: Annotated[str | None, typer.Option("--user", help="chỉ những gì người này được xem · as this user")] = None,
    overrides: SetOption = None,
    home: HomeOption = None,
) -> None:
    """Công cụ MCP qua stdin/stdout · MCP tools over stdin and stdout."""
    try:
        from assistant.faces.api import mcp_server
    except ImportError:
        raise Failure(say("cần gói mcp: pip install 'hoidap[mcp]'", "this needs: pip install 'hoidap[mcp]'")) from None
    from assistant.assistant import Assistant
    from assistant.conversations import FILE, Conversations
    from assistant.faces.web.services import Services
    from assistant.people import People
    from assistant.reader import Reader, Role

    chosen = settings(home, overrides)
    with open_library(chosen, create=False) as library:
        services = Services(library, Assistant(library, chosen), Conversations(chosen.home / FILE), chosen)
        seen = tuple(collection) if collection else None
        if user is not None:
            people = People(chosen.home)
            found = next((one for one in people.users.list() if one.name == user), None)
            if found is None:
                raise Failure(say(f"không có người dùng {user}", f"there is no user {user}"))
            allowed = people.collections.seen_by(found)
            seen = allowed if seen is None else tuple(n for n in seen if allowed is None or n in allowed)
        reader = Reader("programs", user or "", Role.READER, seen)
        mcp_server.build(services, lambda _: services.desk_of(reader)).run("stdio")
