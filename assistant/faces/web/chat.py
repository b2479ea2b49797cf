"""The chat: Gradio's blocks and what happens when somebody asks. State is kept by conversation id, never here."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import gradio as gr
from pydantic import BaseModel, Field

from assistant.conversations import Turn, new_id
from assistant.faces.web import opinions, render, scope
from assistant.faces.web.examples import examples
from assistant.faces.web.gate import SIGNED_IN
from assistant.faces.web.language import language_of
from assistant.faces.web.scope import Address
from assistant.faces.web.security import CONVERSATION_COOKIE
from assistant.faces.web.services import Desk, Services
from assistant.messages import LANGUAGES, t
from index.answer import Answer, Language
from index.model import Filters

_log = logging.getLogger(__name__)
# Pieces of a stream come faster than a page needs to be drawn.
_FRAME_SECONDS = 0.05
_HISTORY = 6

# The address of the page is all that it knows of itself: events hand it on, with what is being asked again.
_SEARCH = "() => location.search"
_ASKING = "(question) => globalThis.hoidap?.asking(question) ?? [question, JSON.stringify({search: location.search})]"
_PENDING = "() => globalThis.hoidap?.pending() ?? ''"


def header(language: Language, current: str) -> str:
    """The head of every page, with the texts that scripts show."""
    texts = {
        "loading": "source.loading", "failed": "source.failed", "close": "source.close", "source": "source.label",
        "sources": "answer.sources", "copied": "answer.copied",
        "unkept": "feedback.failed", "lost": "connection.lost",
        "back": "connection.back", "unanswered": "connection.unanswered",
    }  # fmt: skip
    if current == "chat":
        texts |= {
            "talks": "talks.label", "new": "chat.new", "find": "talks.find", "show": "talks.show", "hide": "talks.hide",
            "deleted": "talks.deleted", "undo": "talks.undo", "renaming": "talks.rename.label",
            "unchanged": "talks.failed", "editing": "chat.edit.label", "edit": "chat.edit.note", "ask": "chat.edit.ask",
            "cancel": "feedback.cancel", "ready": "chat.ready", "scope": "scope.heading",
        }  # fmt: skip
    spoken = json.dumps({name: t(key, language) for name, key in texts.items()}, ensure_ascii=False)
    return render.render("header.html", language, current=current, texts=spoken, account=SIGNED_IN.get())


def first_paint(language: Language) -> str:
    """What is seen while Gradio builds the page: its frame, at rest."""
    return render.render("first_paint.html", language)


class Asking(BaseModel):
    """What the page tells with a question: its address, the turn that is asked anew, whether the box held it."""

    search: Annotated[str, Field(max_length=20_000)] = ""
    replaces: Annotated[int | None, Field(ge=0, lt=2**63)] = None
    boxed: bool = True

    @classmethod
    def read(cls, context: str) -> Asking:
        """From what an event brought; what the page would not send is taken as nothing."""
        try:
            return cls.model_validate_json(context)
        except ValueError:
            return cls()


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with all that its answer depends on; ``turns`` are those of its conversation."""

    question: str
    language: Language
    desk: Desk
    conversation: str
    turns: Sequence[Turn]
    limits: Filters
    replaces: int | None


class Chat:
    """The handlers of the chat page."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def page(self, search: str, request: gr.Request) -> tuple[object, ...]:
        """Everything on the page in the reader's language, with the conversation that its address names."""
        language = language_of(request.cookies)
        desk = self._services.desk(request)
        address = scope.read(search or "")
        # A conversation of the time when a cookie named it goes to who holds the cookie, once.
        kept_by_cookie = str(request.cookies.get(CONVERSATION_COOKIE))
        if self._services.conversations.adopt(desk.reader.owner, kept_by_cookie) and not address.conversation:
            address = Address(kept_by_cookie, address.scope)
        turns = self._services.conversations.turns(desk.reader.owner, address.conversation)
        return (
            header(language, "chat"),
            self._log(desk, address.conversation, turns, language),
            "",
            gr.update(placeholder=t("chat.placeholder", language), label=t("chat.label", language)),
            gr.update(value=t("chat.send", language)),
            gr.update(value=t("chat.stop", language)),
            _disclaimer(language),
            scope.bar(_scope(address, turns), desk.library, language),
        )

    def ask(self, question: str, context: str, request: gr.Request) -> Iterator[tuple[object, ...]]:
        """Answer ``question``: yields (log, turn in flight, text left in the box)."""
        language = language_of(request.cookies)
        asking = Asking.read(context or "")
        question = (question or "").strip()
        if not question:
            yield gr.skip(), "", gr.skip()
            return
        limit = self._services.settings.max_question_characters
        if len(question) > limit:
            reason = t("chat.too_long", language, limit=limit)
            yield gr.skip(), render.failed(question[:200] + "…", reason, language), gr.skip()
            return
        asked = self._asked(question, asking, language, request)
        # The welcome, or that there is no such conversation, makes room for the question.
        yield (
            gr.skip() if asked.turns else _log_frame("", language),
            render.pending(question, "", language),
            "" if asking.boxed else gr.skip(),
        )
        try:
            yield from self._answer(asked)
        except Exception:  # noqa: BLE001 - whatever breaks, the reader is told and the log holds the trace
            _log.exception("a question could not be answered")
            yield gr.skip(), render.failed(question, t("chat.failed", language), language), gr.skip()

    def stopped(self, question: str, request: gr.Request) -> str:
        """What stands in place of an answer that was stopped."""
        limit = self._services.settings.max_question_characters
        return render.render("stopped.html", language_of(request.cookies), question=(question or "")[:limit])

    def _asked(self, question: str, asking: Asking, language: Language, request: gr.Request) -> _Asked:
        desk, address = self._services.desk(request), scope.read(asking.search)
        turns = self._services.conversations.turns(desk.reader.owner, address.conversation)
        return _Asked(
            question, language, desk, address.conversation, turns, _scope(address, turns), replaces=asking.replaces
        )

    def _answer(self, asked: _Asked) -> Iterator[tuple[object, ...]]:
        before = [turn.answer for turn in asked.turns if asked.replaces is None or turn.id < asked.replaces]
        written, drawn = "", 0.0
        for piece in asked.desk.assistant.stream(asked.question, filters=asked.limits, history=before[-_HISTORY:]):
            if isinstance(piece, Answer):
                yield self._kept(piece, asked), "", gr.skip()
                return
            written += piece
            if time.monotonic() - drawn >= _FRAME_SECONDS:
                drawn = time.monotonic()
                yield gr.skip(), render.pending(asked.question, written, asked.language), gr.skip()

    def _kept(self, answer: Answer, asked: _Asked) -> str:
        """The log with ``answer``, once it is on disk."""
        owner, kept = asked.desk.reader.owner, self._services.conversations
        if not owner:  # a browser that keeps no cookies: shown, not kept
            return _log_frame(render.turn(answer, asked.language), asked.language)
        known = kept.get(owner, asked.conversation) is not None
        conversation = asked.conversation if known else new_id()
        kept.add(owner, conversation, answer, scope=asked.limits, replaces=asked.replaces if known else None)
        # Read anew: another page of the same reader may have asked meanwhile.
        return self._log(asked.desk, conversation, kept.turns(owner, conversation), asked.language)

    def _log(self, desk: Desk, conversation: str, turns: Sequence[Turn], language: Language) -> str:
        if turns:
            ratings = opinions.ratings(self._services, desk.reader.owner, conversation, turns)
            shown = [
                render.turn(
                    turn.answer,
                    language,
                    rating,
                    render.Kept(
                        turn.id,
                        conversation,
                        turn.versions,
                        tuple(chip.label for chip in scope.chips(turn.scope, desk.library, language)),
                        last=turn is turns[-1],
                    ),
                )
                for turn, rating in zip(turns, ratings, strict=True)
            ]
            return _log_frame("".join(shown), language, conversation)
        if conversation:
            return _log_frame(render.render("unknown.html", language), language, heading=False)
        records = desk.library.documents()
        suggestions = examples(desk.library, records, language)
        welcome = render.render("welcome.html", language, documents=len(records), examples=suggestions)
        return _log_frame(welcome, language, heading=False)


def _scope(address: Address, turns: Sequence[Turn]) -> Filters:
    """What the next question is restricted to: as the address says, else as the last question was."""
    if address.scope is not None:
        return address.scope
    return turns[-1].scope if turns else Filters()


def _log_frame(inner: str, language: Language, conversation: str = "", *, heading: bool = True) -> str:
    # Gradio keeps the elements that stay: the page sees by ``drawn`` that its log is another.
    drawn, trusted = new_id(), render.trusted(inner)
    return render.render("log.html", language, inner=trusted, conversation=conversation, heading=heading, drawn=drawn)


def _disclaimer(language: Language) -> str:
    return render.render("disclaimer.html", language)


def build(services: Services) -> gr.Blocks:
    """The chat page as Gradio blocks."""
    chat = Chat(services)
    first = LANGUAGES[0]
    # A pasted text is never cut silently at the limit: it is refused with a reason up to four times it.
    longest = services.settings.max_question_characters * 4
    html: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
    with gr.Blocks(title=t("app.name", first), analytics_enabled=False, fill_width=True, elem_id="blocks") as blocks:
        with gr.Column(elem_id="page"):
            top = gr.HTML(header(first, "chat"), elem_id="head", **html)
            log = gr.HTML("", elem_id="log", **html)
            live = gr.HTML("", elem_id="live", **html)
            with gr.Column(elem_id="composer"):
                bar = gr.HTML("", elem_id="scope", **html)
                with gr.Row(elem_id="composer-row"):
                    box = gr.Textbox(
                        label=t("chat.label", first), placeholder=t("chat.placeholder", first), elem_id="question",
                        lines=1, max_lines=8, max_length=longest, container=True, scale=1,
                    )  # fmt: skip
                    send = gr.Button(t("chat.send", first), elem_id="send", variant="primary", scale=0, min_width=64)
                    stop = gr.Button(t("chat.stop", first), elem_id="stop", scale=0, min_width=64)
                disclaimer = gr.HTML(_disclaimer(first), elem_id="disclaimer", **html)
            refresh = gr.Button("", elem_id="refresh", visible="hidden")
            context = gr.Textbox("", elem_id="context", visible="hidden")
        whole = [top, log, live, box, send, stop, disclaimer, bar]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        gr.on([blocks.load, refresh.click], chat.page, [context], whole, queue=False, js=_SEARCH, **quiet)
        asking = gr.on(
            [box.submit, send.click], chat.ask, [box, context], [log, live, box], js=_ASKING,
            concurrency_limit=8, concurrency_id="ask", trigger_mode="multiple", **quiet,
        )  # fmt: skip
        stop.click(chat.stopped, [context], [live], cancels=[asking], queue=False, js=_PENDING, **quiet)
    return blocks
