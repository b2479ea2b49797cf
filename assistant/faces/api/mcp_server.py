"""MCP, for assistants that use tools: ask, search and open a source; over stdio (``hoidap mcp``) and at /mcp.

The package ``mcp`` is needed (the extra of that name) and imported only here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import anyio.to_thread
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from pydantic import Field
from starlette.applications import Starlette

from assistant.assistant import QuestionError
from assistant.faces.api import asking
from assistant.faces.api.chat_completions import told
from assistant.faces.web.services import Desk, Services
from index.errors import LibraryError
from index.model import Filters

_AROUND = 1500  # characters before and after a span that are opened with it
_MOST = 20_000  # characters of a source at once
_ABOUT = (
    "Documents of local governments in Vietnam. `ask` answers a question with verbatim, cited sentences or says that "
    "the documents do not tell; `search` finds passages; `open_source` reads a document around a citation. Questions "
    "may be Vietnamese, with or without tone marks, or English."
)

DeskOf = Callable[[Context[Any, Any]], Desk]
Question = Annotated[str, Field(min_length=1, max_length=20_000, description="Vietnamese or English")]
Place = Annotated[str | None, Field(default=None, max_length=300, description="only documents of this place")]


def build(services: Services, desk_of: DeskOf) -> MCPServer[Any]:
    """The server over what the desk of each request may see."""
    server: MCPServer[Any] = MCPServer("hoidap", instructions=_ABOUT, log_level="WARNING")

    @server.tool(description="Ask a question; the answer cites its sources as [n]")
    async def ask(question: Question, ctx: Context[Any, Any], place: Place = None) -> dict[str, Any]:
        asked = asking.Asked(question, Filters(place=place or None))
        try:
            answer = (await asking.whole(services, desk_of(ctx), asked)).answer
        except (QuestionError, LibraryError) as error:
            raise ToolError(str(error)) from None
        return {
            "status": answer.status,
            "text": told(answer),
            "citations": [citation.model_dump(mode="json", exclude={"marks"}) for citation in answer.citations],
            "nearby": [near.model_dump() for near in answer.nearby],
        }

    @server.tool(description="Find passages, best first")
    async def search(
        query: Question, ctx: Context[Any, Any], k: Annotated[int, Field(ge=1, le=50)] = 10, place: Place = None
    ) -> dict[str, Any]:
        desk = desk_of(ctx)
        try:
            found = await anyio.to_thread.run_sync(
                lambda: desk.assistant.search(query, k=k, filters=Filters(place=place or None))
            )
        except (QuestionError, LibraryError) as error:
            raise ToolError(str(error)) from None
        return {"hits": [hit.model_dump(mode="json", exclude={"why", "highlights"}) for hit in found]}

    @server.tool(description="Read a document: around a citation's start and end, or from its beginning")
    async def open_source(
        document: Annotated[str, Field(max_length=200, description="a document's id, as citations and hits give it")],
        ctx: Context[Any, Any],
        start: Annotated[int, Field(ge=0)] = 0,
        end: Annotated[int, Field(ge=0)] = 0,
    ) -> dict[str, Any]:
        desk = desk_of(ctx)
        found = await anyio.to_thread.run_sync(desk.library.document, document)
        if found is None:
            raise ToolError("there is no such document")
        low = max(0, start - _AROUND)
        high = min(len(found.text), max(end + _AROUND, low + 2 * _AROUND), low + _MOST)
        return {
            "document": found.id, "file": found.file, "title": found.title, "kind": str(found.kind),
            "number": found.number, "issuer": found.issuer, "date": found.date.isoformat() if found.date else None,
            "url": found.url, "characters": len(found.text), "start": low, "end": high, "text": found.text[low:high],
        }  # fmt: skip

    return server


def over_http(services: Services) -> tuple[Starlette, MCPServer[Any]]:
    """The application of /mcp; who asks was found out at the entrance. Its session manager has to be running."""

    def desk_of(context: Context[Any, Any]) -> Desk:
        request = context.request_context.request
        if request is None:
            raise ToolError("the request cannot be told from others")
        return services.desk_of(request.state.reader)

    server = build(services, desk_of)
    # The gate has looked at the host already, and it knows which names are meant.
    security = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    app = server.streamable_http_app(
        streamable_http_path="/mcp", json_response=True, stateless_http=True, transport_security=security
    )
    return app, server
