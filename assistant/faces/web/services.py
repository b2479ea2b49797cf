"""What the pages work with, and the desk of one reader: every route asks for it first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant import conversations
from assistant.conversations import Conversations
from assistant.faces.web.security import READER_COOKIE
from assistant.reader import Reader
from assistant.settings import Settings
from index.answer import Answer, Hit
from index.library import Library
from index.model import Filters


class Asker(Protocol):
    """What the pages need of an assistant."""

    def stream(
        self,
        question: str,
        *,
        filters: Filters = Filters(),
        history: Sequence[Answer] = (),
    ) -> Iterator[str | Answer]: ...

    def search(self, query: str, *, k: int = 10, filters: Filters = Filters()) -> list[Hit]: ...


class Asked(Protocol):
    """What a request tells of who sent it; Starlette's and Gradio's requests both do."""

    @property
    def cookies(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """One reader, with the library and the assistant that see only what this reader may see."""

    reader: Reader
    library: Library
    assistant: Asker


@dataclass(frozen=True, slots=True)
class Services:
    """What every page works with. Pages read documents through ``desk``, never through ``library`` itself."""

    library: Library
    assistant: Asker
    conversations: Conversations
    settings: Settings

    def desk(self, request: Asked) -> Desk:
        """The desk of whoever sent ``request``: here each browser is somebody, known by its cookie."""
        cookie = request.cookies.get(READER_COOKIE, "")
        owner = browser_owner(cookie) if conversations.is_id(cookie) else ""
        return Desk(Reader(owner), self.library, self.assistant)


def browser_owner(cookie: str) -> str:
    """Names a browser in what is stored, without the secret that its cookie is."""
    return "browser:" + hashlib.blake2b(cookie.encode(), digest_size=16).hexdigest()
