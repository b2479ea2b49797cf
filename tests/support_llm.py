"""An OpenAI-compatible chat server for tests: real HTTP, streaming by server-sent events, failures on demand."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = str | Callable[[str, str], str]  # a text, or what makes one of the system and the user message


@dataclass
class Script:
    """What the server does: the ``reply`` it gives; ``fail_first`` requests are answered 500; after ``break_after``
    pieces
    the connection is dropped; ``delay`` seconds pass before each piece. ``requests`` is what it was sent."""

    reply: Reply = ""
    fail_first: int = 0
    break_after: int | None = None
    delay: float = 0.0
    requests: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def chat_server(script: Script) -> Iterator[str]:
    """Runs the server on a free port; yields its base URL (``http://127.0.0.1:PORT/v1``)."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            script.requests.append(body)
            if len(script.requests) <= script.fail_first:
                self.send_error(500, "out of order")
                return
            messages = {m["role"]: m["content"] for m in body["messages"]}
            text = script.reply(messages["system"], messages["user"]) if callable(script.reply) else script.reply
            counted = bool((body.get("stream_options") or {}).get("include_usage"))
            self._stream(text, counted) if body.get("stream") else self._whole(text)

        def _stream(self, text: str, counted: bool) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            for count, piece in enumerate(_pieces(text)):
                if script.break_after is not None and count >= script.break_after:
                    return  # without a final chunk or [DONE]: the client sees a broken stream
                time.sleep(script.delay)
                self._event({"choices": [{"index": 0, "delta": {"role": "assistant", "content": piece}}]})
            self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            if counted:
                usage = {"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150}
                self._event({"choices": [], "usage": usage})
            self.wfile.write(b"data: [DONE]\n\n")

        def _event(self, body: dict[str, Any]) -> None:
            whole = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "stand-in", **body}
            self.wfile.write(f"data: {json.dumps(whole)}\n\n".encode())
            self.wfile.flush()

        def _whole(self, text: str) -> None:
            message = {"role": "assistant", "content": text}
            body = json.dumps(
                {
                    "id": "x",
                    "object": "chat.completion",
                    "created": 0,
                    "model": "stand-in",
                    "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
                }
            ).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _pieces(text: str, size: int = 12) -> Iterator[str]:
    for start in range(0, len(text), size):
        yield text[start : start + size]
