"""The pages about documents: the list, adding to it, one document and what can be done with it.

Whoever changes something must be an editor and come from one of our pages. A document is first looked up at the
reader's desk: one that may not be seen is not there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from assistant.faces.intake.intake import KEPT_DAYS, Intake, RefusedError
from assistant.faces.intake.jobs import Job
from assistant.faces.intake.reasons import reason_text
from assistant.faces.intake.uploads import SUFFIXES
from assistant.faces.web import editing, listing, render, sourcing
from assistant.faces.web.assets import tags
from assistant.faces.web.language import language_of
from assistant.faces.web.page import page
from assistant.faces.web.security import from_this_site
from assistant.faces.web.services import Desk, Services
from assistant.messages import t
from assistant.people.audit import Action
from assistant.reader import Role
from index.answer import Language
from index.edits import Deleted
from index.errors import LibraryError
from index.model import Document

_log = logging.getLogger(__name__)
_MOST_FILES = 50
_OVERHEAD = 1_000_000  # bytes of a form around its files
_HEAD = ("documents.css", "documents.js")


class _Refused(Exception):  # noqa: N818 - an answer to the reader
    """What was asked is not done: why, in the reader's words."""

    def __init__(self, status: int, problem: str) -> None:
        super().__init__(problem)
        self.status = status
        self.problem = problem


async def _fields(request: Request) -> dict[str, str]:
    """The fields of a form that has no files."""
    async with request.form(max_files=0, max_fields=20) as sent:
        return {name: value for name, value in sent.items() if isinstance(value, str)}


def router(services: Services, intake: Intake, head: Callable[[], str]) -> APIRouter:
    """The routes of these pages; ``head`` is put into every page's head."""
    pages = _Pages(services, intake, head)
    routes = APIRouter(prefix="/documents")
    get, post = {"methods": ["GET"], "response_model": None}, {"methods": ["POST"], "response_model": None}
    routes.add_api_route("", pages.list, **get)  # type: ignore[arg-type]
    routes.add_api_route("/upload", pages.upload, **post)  # type: ignore[arg-type]
    routes.add_api_route("/address", pages.address, **post)  # type: ignore[arg-type]
    routes.add_api_route("/jobs", pages.jobs, **get)  # type: ignore[arg-type]
    routes.add_api_route("/jobs/forget", pages.forget, **post)  # type: ignore[arg-type]
    routes.add_api_route("/{document}", pages.shown, **get)  # type: ignore[arg-type]
    routes.add_api_route("/{document}/edit", pages.form, **get)  # type: ignore[arg-type]
    routes.add_api_route("/{document}/edit", pages.edit, **post)  # type: ignore[arg-type]
    routes.add_api_route("/{document}/{what}", pages.act, **post)  # type: ignore[arg-type]
    return routes


class _Pages:
    """The handlers of the routes."""

    def __init__(self, services: Services, intake: Intake, head: Callable[[], str]) -> None:
        self._services = services
        self._intake = intake
        self._head = head

    # -- the list

    def list(self, request: Request, asked: Annotated[listing.ListQuery, Query()]) -> HTMLResponse:
        """The documents, what is being added and what was deleted."""
        return self._listed(request, asked)

    def _listed(
        self, request: Request, asked: listing.ListQuery | None = None, problem: str = "", status: int = 200
    ) -> HTMLResponse:
        language = language_of(request.cookies)
        desk = self._services.desk(request)
        asked = asked or listing.ListQuery()
        editor = desk.reader.may(Role.EDITOR)
        body = listing.html(
            desk.library.documents(),
            asked,
            language,
            editor=editor,
            problem=problem,
            jobs=render.trusted(self._jobs_html(desk, language)) if editor else "",
            bin=self._bin(desk) if editor else [],
            done=self._told(desk, asked, language),
            days=KEPT_DAYS,
            limit=self._intake.limits.file_bytes // 1024**2,
            suffixes=",".join(SUFFIXES),
            collections=self._collections(desk),
        )
        return self._page(request, t("documents.heading", language), body, status)

    def _told(self, desk: Desk, asked: listing.ListQuery, language: Language) -> dict[str, str] | None:
        """What was just done, and the document that it can be undone for."""
        if asked.done == "deleted":
            gone = next((gone for gone in self._bin(desk) if gone.id == asked.document), None)
            name = (gone.title or gone.file) if gone else ""
            return {"text": t("document.deleted", language, name=name), "undo": gone.id} if gone else None
        found = desk.library.document(asked.document) if asked.done == "restored" else None
        if found is None:
            return None
        return {"text": t("document.restored", language, name=render.display_name(found, language)), "undo": ""}

    def _bin(self, desk: Desk) -> Sequence[Deleted]:
        return [gone for gone in self._services.library.edits.deleted() if desk.reader.sees(gone.collection)]

    def _collections(self, desk: Desk) -> Sequence[str]:
        """The collections that this reader may add to."""
        if desk.reader.collections is not None:
            return desk.reader.collections
        return sorted({"default", *(record.collection for record in desk.library.documents())})

    # -- what comes in

    async def upload(self, request: Request) -> Response:
        """Take files in: for the script as JSON, one answer a file; for a plain form as the page."""
        language = language_of(request.cookies)
        scripted = "application/json" in request.headers.get("accept", "")
        try:
            desk = await run_in_threadpool(self._editor, request)
            try:
                with self._intake.receiving():
                    count = await self._receive(request, desk)
            except RefusedError as refused:
                raise _Refused(_status(refused), t(f"import.cause.{refused.cause}", language)) from refused
        except _Refused as refused:
            if scripted:
                return JSONResponse({"problem": refused.problem}, refused.status)
            return await run_in_threadpool(self._listed, request, None, refused.problem, refused.status)
        if scripted:
            return JSONResponse({"received": count})
        return RedirectResponse("/documents", status_code=303)

    async def _receive(self, request: Request, desk: Desk) -> int:
        """Read the form and take its files in.

        Raises:
            RefusedError: one is not taken in; those before it are.
        """
        length = request.headers.get("content-length", "")
        if not length.isdigit() or int(length) > self._intake.limits.file_bytes + _OVERHEAD:
            raise RefusedError("large")
        async with request.form(max_files=_MOST_FILES, max_fields=5) as sent:
            files = [file for file in sent.getlist("files") if isinstance(file, UploadFile) and file.filename]
            if not files:
                raise RefusedError("nothing")
            collection = self._collection(desk, sent)
            for file in files:
                await run_in_threadpool(
                    self._intake.upload, desk.reader.owner, collection, file.filename or "", file.file
                )
                self._note(request, desk, Action.DOCUMENT_ADDED, file.filename or "")
        return len(files)

    def _collection(self, desk: Desk, sent: FormData) -> str:
        offered = self._collections(desk)
        wanted = sent.get("collection")
        return wanted if isinstance(wanted, str) and wanted in offered else offered[0] if offered else "default"

    async def address(self, request: Request) -> Response:
        """Take in what a web address gives."""
        language = language_of(request.cookies)
        try:
            desk = await run_in_threadpool(self._editor, request)
            async with request.form(max_files=0, max_fields=5) as sent:
                url = str(sent.get("url", ""))
                collection = self._collection(desk, sent)
            try:
                await run_in_threadpool(self._intake.address, desk.reader.owner, collection, url)
            except RefusedError as refused:
                raise _Refused(_status(refused), t(f"import.cause.{refused.cause}", language)) from refused
            self._note(request, desk, Action.DOCUMENT_ADDED, url)
        except _Refused as refused:
            return await run_in_threadpool(self._listed, request, None, refused.problem, refused.status)
        return RedirectResponse("/documents", status_code=303)

    def jobs(self, request: Request) -> HTMLResponse:
        """What is being added, for the script of the page."""
        desk = self._services.desk(request)
        shown = self._jobs_html(desk, language_of(request.cookies)) if desk.reader.may(Role.EDITOR) else ""
        return HTMLResponse(shown, headers={"Cache-Control": "no-store"})

    def _jobs_html(self, desk: Desk, language: Language) -> str:
        jobs = self._intake.jobs.of(desk.reader.owner)
        open_, ended = [job for job in jobs if job.open], [job for job in jobs if not job.open]
        return render.render(
            "jobs.html", language, jobs=[*open_, *ended], busy=bool(open_), why=lambda job: why(job, language)
        )

    def forget(self, request: Request) -> Response:
        """Take what has ended off the list."""
        try:
            self._intake.jobs.forget(self._editor(request).reader.owner)
        except _Refused as refused:
            return self._listed(request, None, refused.problem, refused.status)
        return RedirectResponse("/documents", status_code=303)

    # -- one document

    def shown(
        self, request: Request, document: str, asked: Annotated[sourcing.SourceQuery, Query()], done: str = ""
    ) -> HTMLResponse:
        """A document as a page, with what can be done with it."""
        language = language_of(request.cookies)
        desk = self._services.desk(request)
        found = desk.library.document(document)
        if found is None:
            return self._missing(request)
        told = {"saved": "document.saved", "queued": "document.queued"}.get(done)
        body = render.render(
            "document.html",
            language,
            document=found,
            editor=desk.reader.may(Role.EDITOR),
            corrected=bool(self._services.library.edits.correction(found).fields),
            done=t(told, language) if told else "",
            view=render.trusted(sourcing.html(desk.library, found, asked, language, whole_page=True)),
        )
        return self._page(request, render.display_name(found, language), body)

    def form(self, request: Request, document: str) -> HTMLResponse:
        """The form in which its metadata is put right."""
        desk = self._services.desk(request)
        if not desk.reader.may(Role.EDITOR):
            return self._listed(request, None, t("documents.forbidden", language_of(request.cookies)), 403)
        found = desk.library.document(document)
        return self._form(request, found) if found else self._missing(request)

    def edit(self, request: Request, document: str, sent: Annotated[dict[str, str], Depends(_fields)]) -> Response:
        """Keep what was put right."""
        language = language_of(request.cookies)
        try:
            desk = self._editor(request)
            found = desk.library.document(document)
            if found is None:
                return self._missing(request)
            edits = self._services.library.edits
            fields = edits.correction(found).original if "reset" in sent else editing.read(sent, language)
            edits.correct(found.id, fields)
        except editing.FormError as error:
            assert found is not None
            return self._form(request, found, sent, error.problems)
        except (LibraryError, OSError):
            _log.exception("details of document %s could not be kept", document)
            return self._listed(request, None, t("documents.failed", language), 500)
        except _Refused as refused:
            return self._listed(request, None, refused.problem, refused.status)
        self._note(request, desk, Action.DOCUMENT_CHANGED, found.file)
        return RedirectResponse(f"/documents/{found.id}?done=saved", status_code=303)

    def _form(
        self,
        request: Request,
        document: Document,
        sent: dict[str, str] | None = None,
        problems: dict[str, str] | None = None,
    ) -> HTMLResponse:
        language = language_of(request.cookies)
        records = self._services.desk(request).library.documents()
        body = render.render(
            "document_edit.html",
            language,
            document=document,
            fields=editing.form(
                document, self._services.library.edits.correction(document), language, sent=sent, problems=problems
            ),
            places=sorted({record.place for record in records if record.place}),
            issuers=sorted({record.issuer for record in records if record.issuer}),
        )
        return self._page(request, t("edit.heading", language), body, 422 if problems else 200)

    def act(self, request: Request, document: str, what: str, back: Annotated[str, Form()] = "") -> Response:
        """Read a document again, delete it or bring it back; ``back`` is the address of the list it was done in."""
        language = language_of(request.cookies)
        acts = {"again": self._again, "delete": self._delete, "undo": self._undo}
        try:
            desk = self._editor(request)
            target = acts[what](request, desk, document) if what in acts else None
        except _Refused as refused:
            return self._listed(request, None, refused.problem, refused.status)
        except RefusedError as refused:
            return self._listed(request, None, t(f"import.cause.{refused.cause}", language), _status(refused))
        except (LibraryError, OSError):
            _log.exception("%s of document %s failed", what, document)
            return self._listed(request, None, t("documents.failed", language), 500)
        if target is None:
            return self._missing(request)
        query = back[len("/documents?") :] if back.startswith("/documents?") else ""
        return RedirectResponse(f"{target}&{query}" if query and target.startswith("/documents?") else target, 303)

    def _again(self, request: Request, desk: Desk, document: str) -> str | None:
        found = desk.library.document(document)
        if found is None:
            return None
        self._intake.again(desk.reader.owner, found)
        self._note(request, desk, Action.DOCUMENT_CHANGED, found.file)
        return f"/documents/{found.id}?done=queued"

    def _delete(self, request: Request, desk: Desk, document: str) -> str | None:
        found = desk.library.document(document)
        if found is None:
            return None
        self._services.library.edits.delete(found.id, desk.reader.owner)
        self._note(request, desk, Action.DOCUMENT_REMOVED, found.file)
        return "/documents?" + urlencode({"done": "deleted", "document": found.id})

    def _undo(self, request: Request, desk: Desk, document: str) -> str | None:
        gone = next((gone for gone in self._bin(desk) if gone.id == document), None)
        if gone is None:
            return None
        self._services.library.edits.bring_back(gone.id)
        self._note(request, desk, Action.DOCUMENT_ADDED, gone.file)
        return "/documents?" + urlencode({"done": "restored", "document": gone.id})

    # -- what they share

    def _editor(self, request: Request) -> Desk:
        """The desk of whoever may change documents and sent this from one of our pages.

        Raises:
            _Refused: neither.
        """
        language = language_of(request.cookies)
        desk = self._services.desk(request)
        if not from_this_site(request):
            raise _Refused(403, t("evaluate.elsewhere", language))
        if not desk.reader.may(Role.EDITOR):
            raise _Refused(403, t("documents.forbidden", language))
        return desk

    def _note(self, request: Request, desk: Desk, action: Action, what: str) -> None:
        self._services.note(desk.reader, action, what, request.client.host if request.client else "")

    def _missing(self, request: Request) -> HTMLResponse:
        language = language_of(request.cookies)
        return self._page(
            request,
            t("page.missing", language),
            render.render(
                "missing.html", language, heading=t("page.missing", language), text=t("source.missing", language)
            ),
            404,
        )

    def _page(self, request: Request, title: str, body: str, status: int = 200) -> HTMLResponse:
        return page(language_of(request.cookies), self._head() + tags(*_HEAD), "documents", title, body, status=status)


def _status(refused: RefusedError) -> int:
    return {"large": 413, "busy": 429, "full": 429, "room": 507}.get(refused.cause, 400)


def why(job: Job, language: Language) -> str:
    """Why a job failed, for people."""
    if job.cause == "unread" and job.detail:
        return reason_text(job.detail, language)
    text = t(f"import.cause.{job.cause}", language)
    return f"{text} ({job.detail})" if job.detail else text
