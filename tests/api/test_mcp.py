"""MCP, used by the official client: over HTTP with a key, and over the stdin and stdout of ``hoidap mcp``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from index.embedding import Embedder
from index.library import Library
from tests.api.conftest import SECRET, Running
from tests.web.world import documents

pytest.importorskip("mcp", reason="the extra mcp is not installed")
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

QUESTION = "Thu ngân sách 9 tháng năm 2031 của quận Mai Hồ đạt bao nhiêu?"


def over_http(running: Running, name: str, use: Callable[[Client], Any]) -> Any:
    import httpx2

    async def main() -> Any:
        headers = {"Authorization": f"Bearer {running.keys[name]}"} if name else {}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=120) as http,
            Client(streamable_http_client(f"{running.url}/mcp", http_client=http)) as client,
        ):
            return await use(client)

    return anyio.run(main)


async def everything(client: Client) -> dict[str, Any]:
    """All tools once: what they say of a budget, and of the closed document."""
    tools = {tool.name for tool in (await client.list_tools()).tools}
    answer = (await client.call_tool("ask", {"question": QUESTION})).structured_content
    cited = answer["citations"][0]
    opened = await client.call_tool("open_source", {name: cited[name] for name in ("document", "start", "end")})
    secret = (await client.call_tool("search", {"query": SECRET})).structured_content
    missing = await client.call_tool("open_source", {"document": "0" * 20})
    wrong = await client.call_tool("ask", {"question": " "})
    return {
        "tools": tools, "answer": answer, "source": opened.structured_content, "secret": secret,
        "missing": missing, "wrong": wrong,
    }  # fmt: skip


def check(told: dict[str, Any]) -> None:
    assert told["tools"] == {"ask", "search", "open_source"}
    assert "3.204 tỷ đồng" in told["answer"]["text"]
    cited, source = told["answer"]["citations"][0], told["source"]
    assert source["text"][cited["start"] - source["start"] : cited["end"] - source["start"]] == cited["quote"]
    assert told["missing"].is_error and "no such document" in told["missing"].content[0].text
    assert told["wrong"].is_error and "empty" in told["wrong"].content[0].text


def test_over_http_each_key_sees_its_own(running: Running) -> None:
    told = over_http(running, "lan", everything)
    check(told)
    assert all("kho-thuoc" not in hit["file"] for hit in told["secret"]["hits"])
    seen = over_http(running, "vy", everything)
    assert seen["secret"]["hits"][0]["file"] == "mat/kho-thuoc.md"
    hidden = seen["secret"]["hits"][0]["document"]

    async def steal(client: Client) -> Any:
        return await client.call_tool("open_source", {"document": hidden})

    assert over_http(running, "lan", steal).is_error


def test_without_a_key_nothing_is_told(running: Running) -> None:
    with pytest.raises(BaseException):  # noqa: B017 - the client wraps the refusal in groups of its own
        over_http(running, "", everything)


def test_over_stdio(tmp_path: Path, embedder: Embedder) -> None:
    with Library.open(tmp_path, embedder) as library:
        library.apply(documents())

    async def main() -> Any:
        server = StdioServerParameters(
            command=sys.executable, args=["-m", "assistant.faces.cli", "mcp"],
            env={**os.environ, "HOIDAP_HOME": str(tmp_path)},
        )  # fmt: skip
        async with Client(stdio_client(server)) as client:
            return await everything(client)

    check(anyio.run(main))
