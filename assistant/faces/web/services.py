"""What the pages work with, and the desk of one reader: every route asks for it first."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from assistant import conversations
from assistant.assistant import Assistant
from assistant.conversations import Conversations
from assistant.faces.watching import Figures
from assistant.faces.web.security import READER_COOKIE, SESSION_COOKIE
from assistant.feedback import Feedback
from assistant.people import People
from assistant.people.audit import Action
from assistant.reader import Reader, Role
from assistant.settings import Settings
from index.answer import Answer, Hit
from index.cache import Cache
from index.library import Library
from index.model import Filters
from index.readable import Readable

_ASSISTANTS = 32  # over parts of the library, kept ready


class Asker(Protocol):
    """What the pages need of an assistant."""

    def stream(
        self,
        question: str,
        *,
        filters: Filters = Filters(),
        history: Sequence[Answer] = (),
        units: int | None = None,
        engine: str | None = None,
    ) -> Iterator[str | Answer]: ...

    def search(self, query: str, *, k: int = 10, filters: Filters = Filters()) -> list[Hit]: ...


class Asked(Protocol):
    """What a request tells of who sent it; Starlette's and Gradio's requests both do."""

    @property
    def cookies(self) -> Mapping[str, str]: ...


class Counted:
    """An asker whose answers are counted, and whose questions are logged where the settings say so."""

    def __init__(self, asker: Asker, figures: Figures, *, log_questions: bool) -> None:
        self._asker = asker
        self._figures = figures
        self._log_questions = log_questions

    def stream(self, question: str, **how: Any) -> Iterator[str | Answer]:
        """As the asker does."""
        pieces = self._asker.stream(question, **{name: value for name, value in how.items() if value is not None})
        return self._figures.answered(pieces, question, log_question=self._log_questions)

    def search(self, query: str, *, k: int = 10, filters: Filters = Filters()) -> list[Hit]:
        """As the asker does."""
        return self._asker.search(query, k=k, filters=filters)


@dataclass(frozen=True, slots=True)
class Desk:
    """One reader, with the library and the assistant that see only what this reader may see."""

    reader: Reader
    library: Readable
    assistant: Asker


class SignInNeededError(Exception):
    """Nobody has signed in, or the session is over."""


class Services:
    """What every page works with. Pages read documents through ``desk``, never through ``library`` itself.

    ``people``: who may sign in; ``None`` where nobody has to, ever. ``anybody`` is the role of readers who do not sign
    in, as long as there are no users. ``over`` makes the assistant over a part of the library.
    """

    def __init__(
        self,
        library: Library,
        assistant: Asker,
        conversations: Conversations,
        settings: Settings,
        people: People | None = None,
        *,
        anybody: Role = Role.ADMIN,
        over: Callable[[Readable], Asker] | None = None,
    ) -> None:
        self.library = library
        self.assistant = assistant
        self.conversations = conversations
        self.settings = settings
        self.people = people
        self.anybody = anybody
        self._over = over or (lambda part: Assistant(part, settings))
        self._assistants: Cache[tuple[str, ...], Asker] = Cache(_ASSISTANTS)
        self._making = threading.Lock()
        self._feedback: Feedback | None = None
        self.figures = Figures()
        self.warm = threading.Event()
        """Set when the first question will find the model loaded."""

    @property
    def sign_in(self) -> bool:
        """Whether one has to sign in."""
        return self.people is not None and self.people.sign_in

    @property
    def feedback(self) -> Feedback:
        """What readers thought of answers; its file is made when it is first needed."""
        with self._making:
            if self._feedback is None:
                self._feedback = Feedback(self.settings.home)
            return self._feedback

    def desk(self, request: Asked) -> Desk:
        """The desk of whoever sent ``request``: of the session's user, or of this browser where nobody signs in.

        Raises:
            SignInNeededError: one has to sign in first.
        """
        if self.people is None or not self.people.sign_in:
            cookie = request.cookies.get(READER_COOKIE, "")
            return self.desk_of(Reader(browser_owner(cookie) if conversations.is_id(cookie) else "", "", self.anybody))
        reader = self.people.of_session(request.cookies.get(SESSION_COOKIE, ""))
        if reader is None:
            raise SignInNeededError
        return self.desk_of(reader)

    def desk_of(self, reader: Reader) -> Desk:
        """The desk of a reader who is known."""
        if reader.collections is None:
            return Desk(reader, self.library, self._counted(self.assistant))
        part = self.library.scoped(reader.collections)
        with self._making:
            assistant = self._assistants.get(part.collections)
            if assistant is None:
                assistant = self._over(part)
                self._assistants.put(part.collections, assistant)
        return Desk(reader, part, self._counted(assistant))

    def _counted(self, assistant: Asker) -> Asker:
        return Counted(assistant, self.figures, log_questions=self.settings.log_questions)

    def note(self, reader: Reader, action: Action, object: str, address: str = "") -> None:
        """Keep in the audit log what a reader did."""
        if self.people is not None:
            self.people.audit.note(reader.name, action, object, address)


def browser_owner(cookie: str) -> str:
    """Names a browser in what is stored, without the secret that its cookie is."""
    return "browser:" + hashlib.blake2b(cookie.encode(), digest_size=16).hexdigest()
