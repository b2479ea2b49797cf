"""One question of a program: answered in a worker thread, kept where a conversation was named, streamed or whole."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Generator
from dataclasses import dataclass
from typing import Literal

import anyio
import anyio.to_thread
from anyio.lowlevel import RunVar

from assistant.conversations import new_id
from assistant.faces.web.services import Desk, Services
from index.answer import Answer
from index.model import Filters

_HISTORY = 6  # turns that a follow-up is completed from
# Answering from documents is the processor's work: more at once than it has cores makes each slower and every other
# request wait. A language model is waited for.
_WORKING = len(os.sched_getaffinity(0)) + 1
_WAITING = 32
_working: RunVar[anyio.CapacityLimiter] = RunVar("working")  # one for each event loop
_waiting: RunVar[anyio.CapacityLimiter] = RunVar("waiting")


class NoConversationError(LookupError):
    """There is no such conversation of this reader."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was sent; ``conversation``: an id, "new", or ``None`` to keep nothing."""

    question: str
    filters: Filters = Filters()
    conversation: str | None = None
    units: int | None = None
    engine: Literal["extractive", "llm"] | None = None
    history: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer with the conversation and the turn that it was kept as, if it was."""

    answer: Answer
    conversation: str | None = None
    turn: int | None = None


def pieces(services: Services, desk: Desk, asked: Asked) -> Generator[str | Kept, None, None]:
    """Pieces of the text as they come, then the answer; by then it is on disk where it is to be kept.

    Raises:
        NoConversationError: the conversation is unknown or somebody else's. QuestionError: empty or too long.
    """
    owner, conversation = desk.reader.owner, asked.conversation
    history: tuple[Answer, ...] = asked.history
    if conversation == "new":
        conversation = new_id()
    elif conversation is not None:
        if services.conversations.get(owner, conversation) is None:
            raise NoConversationError(conversation)
        history = tuple(turn.answer for turn in services.conversations.turns(owner, conversation, _HISTORY))
    for piece in desk.assistant.stream(
        asked.question, filters=asked.filters, history=history, units=asked.units, engine=asked.engine
    ):
        if not isinstance(piece, Answer):
            yield piece
        elif conversation is None:
            yield Kept(piece)
        else:
            turn = services.conversations.add(owner, conversation, piece, scope=asked.filters)
            yield Kept(piece, conversation, turn.id)


async def whole(services: Services, desk: Desk, asked: Asked) -> Kept:
    """The answer alone."""

    def last() -> Kept:
        return next(piece for piece in pieces(services, desk, asked) if isinstance(piece, Kept))

    return await anyio.to_thread.run_sync(last, limiter=_limiter(services, asked))


async def streamed(services: Services, desk: Desk, asked: Asked) -> AsyncIterator[str | Kept]:
    """The pieces as they come; a client that goes ends it after the piece that is being made."""
    coming, limiter = pieces(services, desk, asked), _limiter(services, asked)

    def step() -> str | Kept | None:
        return next(coming, None)

    try:
        while (piece := await anyio.to_thread.run_sync(step, limiter=limiter)) is not None:
            yield piece
    finally:
        coming.close()


def _limiter(services: Services, asked: Asked) -> anyio.CapacityLimiter:
    """How many are answered at a time."""
    waits = (asked.engine or services.settings.engine) == "llm"
    of_loop, most = (_waiting, _WAITING) if waits else (_working, _WORKING)
    try:
        return of_loop.get()
    except LookupError:
        limiter = anyio.CapacityLimiter(most)
        of_loop.set(limiter)
        return limiter
