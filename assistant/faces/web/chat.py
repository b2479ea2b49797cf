"""The chat: Gradio's blocks and what happens when somebody asks. State is kept by conversation id, never here."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Mapping, Sequence

import gradio as gr

from assistant.conversations import Turn, is_id
from assistant.faces.web import opinions, render
from assistant.faces.web.examples import examples
from assistant.faces.web.gate import SIGNED_IN
from assistant.faces.web.security import CONVERSATION_COOKIE, LANGUAGE_COOKIE
from assistant.faces.web.services import Services
from assistant.messages import LANGUAGES, t
from index.answer import Answer, Language

_log = logging.getLogger(__name__)
# Pieces of a stream come faster than a page needs to be drawn.
_FRAME_SECONDS = 0.05
_HISTORY = 6


def language_of(cookies: Mapping[str, str]) -> Language:
    """The reader's language: as chosen, else Vietnamese."""
    return next((code for code in LANGUAGES if cookies.get(LANGUAGE_COOKIE) == code), LANGUAGES[0])


def header(language: Language, current: str) -> str:
    """The head of every page, with the texts that scripts show."""
    texts = {
        "loading": "source.loading", "failed": "source.failed", "close": "source.close", "source": "source.label",
        "sources": "answer.sources", "copied": "answer.copied",
        "unkept": "feedback.failed", "lost": "connection.lost",
        "back": "connection.back", "unanswered": "connection.unanswered",
    }  # fmt: skip
    spoken = json.dumps({name: t(key, language) for name, key in texts.items()}, ensure_ascii=False)
    return render.render("header.html", language, current=current, texts=spoken, account=SIGNED_IN.get())


class Chat:
    """The handlers of the chat page."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def page(self, request: gr.Request) -> tuple[object, ...]:
        """Everything on the page in the reader's language, with the conversation so far."""
        language = language_of(request.cookies)
        return (
            header(language, "chat"),
            self._log_of(request, self._turns(request), language),
            "",
            gr.update(placeholder=t("chat.placeholder", language), label=t("chat.label", language)),
            gr.update(value=t("chat.send", language)),
            gr.update(value=t("chat.stop", language)),
            _disclaimer(language),
        )

    def ask(self, question: str, request: gr.Request) -> Iterator[tuple[object, ...]]:
        """Answer ``question``: yields (log, turn in flight, text left in the box)."""
        language = language_of(request.cookies)
        question = (question or "").strip()
        if not question:
            yield gr.skip(), "", ""
            return
        limit = self._services.settings.max_question_characters
        if len(question) > limit:
            reason = t("chat.too_long", language, limit=limit)
            yield gr.skip(), render.failed(question[:200] + "…", reason, language), question
            return
        yield self._hide_welcome(request), render.pending(question, "", language), ""
        try:
            yield from self._answer(question, language, request)
        except Exception:  # noqa: BLE001 - whatever breaks, the reader is told and the log holds the trace
            _log.exception("a question could not be answered")
            yield gr.skip(), render.failed(question, t("chat.failed", language), language), gr.skip()

    def stopped(self, request: gr.Request) -> str:
        """What stands in place of an answer that was stopped."""
        return render.render("stopped.html", language_of(request.cookies))

    def _answer(self, question: str, language: Language, request: gr.Request) -> Iterator[tuple[object, ...]]:
        turns = self._turns(request)
        written, drawn = "", 0.0
        for piece in self._services.desk(request).assistant.stream(
            question, history=[turn.answer for turn in turns[-_HISTORY:]]
        ):
            if isinstance(piece, Answer):
                conversation = request.cookies.get(CONVERSATION_COOKIE)
                owner = self._services.desk(request).reader.owner
                if owner and is_id(conversation):
                    self._services.conversations.add(owner, str(conversation), piece)
                # Read anew: another page of the same reader may have asked meanwhile.
                turns = self._turns(request)
                log = (
                    self._log_of(request, turns, language)
                    if turns
                    else _log_frame(render.turn(piece, language), language)
                )
                yield log, "", gr.skip()
                return
            written += piece
            if time.monotonic() - drawn >= _FRAME_SECONDS:
                drawn = time.monotonic()
                yield gr.skip(), render.pending(question, written, language), gr.skip()

    def _turns(self, request: gr.Request) -> Sequence[Turn]:
        conversation = str(request.cookies.get(CONVERSATION_COOKIE))
        owner = self._services.desk(request).reader.owner
        self._services.conversations.adopt(owner, conversation)
        return self._services.conversations.turns(owner, conversation)

    def _hide_welcome(self, request: gr.Request) -> object:
        return gr.skip() if self._turns(request) else _log_frame("", language_of(request.cookies))

    def _log_of(self, request: gr.Request, turns: Sequence[Turn], language: Language) -> str:
        if turns:
            ratings = opinions.ratings(self._services.settings.home, request.cookies[CONVERSATION_COOKIE], turns)
            return _log_frame(render.conversation([turn.answer for turn in turns], language, ratings), language)
        library = self._services.desk(request).library
        records = library.documents()
        suggestions = examples(library, records, language)
        welcome = render.render("welcome.html", language, documents=len(records), examples=suggestions)
        return _log_frame(welcome, language, heading=False)


def _log_frame(inner: str, language: Language, *, heading: bool = True) -> str:
    return render.render("log.html", language, inner=render.trusted(inner), heading=heading)


def _disclaimer(language: Language) -> str:
    return render.render("disclaimer.html", language)


def build(services: Services) -> gr.Blocks:
    """The chat page as Gradio blocks."""
    chat = Chat(services)
    first = LANGUAGES[0]
    # A pasted text is never cut silently at the limit: it is refused with a reason up to four times it.
    longest = services.settings.max_question_characters * 4
    html = {"apply_default_css": False, "js_on_load": None}
    with gr.Blocks(title=t("app.name", first), analytics_enabled=False, fill_width=True, elem_id="blocks") as blocks:
        with gr.Column(elem_id="page"):
            top = gr.HTML(header(first, "chat"), elem_id="head", **html)
            log = gr.HTML("", elem_id="log", **html)
            live = gr.HTML("", elem_id="live", **html)
            with gr.Column(elem_id="composer"):
                with gr.Row(elem_id="composer-row"):
                    box = gr.Textbox(
                        label=t("chat.label", first), placeholder=t("chat.placeholder", first), elem_id="question",
                        lines=1, max_lines=8, max_length=longest, container=True, scale=1,
                    )  # fmt: skip
                    send = gr.Button(t("chat.send", first), elem_id="send", variant="primary", scale=0, min_width=64)
                    stop = gr.Button(t("chat.stop", first), elem_id="stop", scale=0, min_width=64)
                disclaimer = gr.HTML(_disclaimer(first), elem_id="disclaimer", **html)
            refresh = gr.Button("", elem_id="refresh", visible="hidden")
        whole = [top, log, live, box, send, stop, disclaimer]
        quiet = {"show_progress": "hidden", "api_visibility": "private"}
        gr.on([blocks.load, refresh.click], chat.page, None, whole, queue=False, **quiet)
        asking = gr.on(
            [box.submit, send.click], chat.ask, [box], [log, live, box],
            concurrency_limit=8, concurrency_id="ask", trigger_mode="multiple", **quiet,
        )  # fmt: skip
        stop.click(chat.stopped, None, [live], cancels=[asking], queue=False, **quiet)
    return blocks
