"""The Evaluate page: upload a test set, watch it run, read and download the report, compare with an earlier one.

The report is shown in a frame of its own origin (sandboxed) under the Content-Security-Policy that it names itself:
whatever a document or a model wrote into it reaches neither this site nor its cookies.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from assistant.evaluation import html
from assistant.evaluation.report import ReportError
from assistant.evaluation.testset import TestSetError
from assistant.faces.web import render
from assistant.faces.web.assets import tags
from assistant.faces.web.chat import header
from assistant.faces.web.evaluations import MOST_QUESTIONS, BusyError, Evaluations, RunError
from assistant.faces.web.language import language_of
from assistant.faces.web.security import from_this_site
from assistant.faces.web.services import Desk, Services
from assistant.messages import t
from index.answer import Language
from index.quantities import format_number

MOST_BYTES = 20_000_000
_SHOWN_FAULTS = 20
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_HEAD = tags("evaluate.js", "evaluate.css")


class _Refused(Exception):  # noqa: N818 - an answer to the reader
    """What was sent cannot be run: why, in the reader's words, and the HTTP status."""

    def __init__(self, status: int, *problems: str) -> None:
        super().__init__(*problems)
        self.status = status
        self.problems = list(problems)


def router(services: Services, head: Callable[[], str]) -> APIRouter:
    """The routes of the page over ``services``; ``head`` is put into every page's head."""
    pages = _Pages(services, head)
    routes = APIRouter(prefix="/evaluate")
    routes.add_api_route("", pages.form, methods=["GET"], response_model=None)
    routes.add_api_route("", pages.begin, methods=["POST"], response_model=None)
    routes.add_api_route("/{run}", pages.shown, methods=["GET"], response_model=None)
    routes.add_api_route("/{run}/progress", pages.progress, methods=["GET"], response_model=None)
    routes.add_api_route("/{run}/report.html", pages.report_page, methods=["GET"], response_model=None)
    routes.add_api_route("/{run}/report.json", pages.report_data, methods=["GET"], response_model=None)
    routes.add_api_route("/{run}/{what}", pages.act, methods=["POST"], response_model=None)
    return routes


class _Pages:
    """The handlers of the routes."""

    def __init__(self, services: Services, head: Callable[[], str]) -> None:
        self._services = services
        self._head = head
        self._evaluations = Evaluations(services.settings)

    def form(self, request: Request) -> HTMLResponse:
        """The upload form and the runs so far."""
        return self._start_page(request)

    async def begin(self, request: Request) -> Response:
        """Start a run with what was uploaded."""
        language = language_of(request.cookies)
        try:
            _only_from_here(request, language)
            if int(request.headers.get("content-length") or MOST_BYTES + 1) > MOST_BYTES:
                raise _Refused(413, t("evaluate.too_large", language, limit=MOST_BYTES // 1_000_000))  # noqa: TRY301
            async with request.form(max_files=2, max_fields=5) as sent:
                run = await self._start(sent, language, self._services.desk(request))
        except _Refused as refused:
            return self._start_page(request, refused.problems, refused.status)
        return RedirectResponse(f"/evaluate/{run}", status_code=303)

    async def _start(self, sent: FormData, language: Language, desk: Desk) -> str:
        content, earlier = await _content(sent.get("testset")), await _content(sent.get("earlier"))
        if not content:
            raise _Refused(400, t("evaluate.no_file", language))
        name = getattr(sent.get("testset"), "filename", None) or "testset.jsonl"
        engine, against = str(sent.get("engine", "")), str(sent.get("against", ""))
        try:
            return await run_in_threadpool(
                self._evaluations.start,
                content,
                name,
                engine,
                desk.reader,
                desk.library,
                earlier=earlier or None,
                against=against,
                judge="judge" in sent,
            )
        except TestSetError as error:
            more = [f"… +{len(error.faults) - _SHOWN_FAULTS}"] if len(error.faults) > _SHOWN_FAULTS else []
            raise _Refused(400, *(f"{name}: {fault}" for fault in error.faults[:_SHOWN_FAULTS]), *more) from error
        except ReportError as error:
            raise _Refused(400, str(error)) from error
        except BusyError as error:
            raise _Refused(409, t("evaluate.busy", language)) from error
        except RunError as error:
            raise _Refused(400, t("evaluate.too_many", language, limit=MOST_QUESTIONS)) from error

    def shown(self, request: Request, run: str) -> HTMLResponse:
        """A run: its progress, its report, or how it ended."""
        found = self._evaluations.find(run, self._services.desk(request).reader)
        return self._page(request, "evaluation.html", run=found) if found else self._missing(request)

    def progress(self, request: Request, run: str) -> JSONResponse:
        """How far a run is, for the script of its page."""
        found = self._evaluations.find(run, self._services.desk(request).reader)
        if found is None:
            return JSONResponse({"state": "missing"}, status_code=404)
        return JSONResponse({"state": found.state, "done": found.done, "total": found.total})

    def act(self, request: Request, run: str, what: str) -> Response:
        """Stop, resume or delete a run."""
        language = language_of(request.cookies)
        desk, runs = self._services.desk(request), self._evaluations
        acts: dict[str, Callable[[], None]] = {
            "stop": lambda: runs.stop(run, desk.reader),
            "resume": lambda: runs.resume(run, desk.reader, desk.library),
            "delete": lambda: runs.delete(run, desk.reader),
        }
        if what not in acts or runs.find(run, desk.reader) is None:
            return self._missing(request)
        try:
            _only_from_here(request, language)
            acts[what]()
        except _Refused as refused:
            return self._start_page(request, refused.problems, refused.status)
        except BusyError:
            return self._start_page(request, [t("evaluate.busy", language)], 409)
        return RedirectResponse("/evaluate" if what == "delete" else f"/evaluate/{run}", status_code=303)

    def report_page(self, request: Request, run: str, download: bool = False) -> Response:
        """The report, inert towards this site."""
        return self._file(request, run, "report.html", attached=download)

    def report_data(self, request: Request, run: str) -> Response:
        """The report's data, to keep."""
        return self._file(request, run, "report.json", attached=True)

    def _file(self, request: Request, run: str, name: str, *, attached: bool) -> Response:
        place = self._evaluations.folder(run)
        mine = self._evaluations.find(run, self._services.desk(request).reader) is not None
        if not mine or place is None or not (place / name).is_file():
            return self._missing(request)
        headers = {"Content-Security-Policy": f"{html.policy()}; frame-ancestors 'self'; sandbox allow-scripts"}
        if attached:
            headers["Content-Disposition"] = f'attachment; filename="{run}-{name}"'
        return FileResponse(place / name, headers=headers)

    def _missing(self, request: Request) -> HTMLResponse:
        return self._start_page(request, [t("evaluate.missing", language_of(request.cookies))], 404)

    def _start_page(self, request: Request, problems: Sequence[str] = (), status: int = 200) -> HTMLResponse:
        desk = self._services.desk(request)
        return self._page(
            request,
            "evaluate.html",
            status,
            runs=self._evaluations.runs(desk.reader),
            engines=self._evaluations.engines,
            can_judge=self._evaluations.can_judge,
            problems=problems,
            documents=len(desk.library.documents()),
        )

    def _page(self, request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
        speaks = language_of(request.cookies)
        body = render.render(template, speaks, share=partial(_share, speaks), **values)
        whole = render.render(
            "page.html",
            speaks,
            head=render.trusted(self._head() + _HEAD),
            header=render.trusted(header(speaks, "evaluate")),
            body=render.trusted(body),
            title=f"{t('evaluate.heading', speaks)} · {t('app.name', speaks)}",
            current="evaluate",
        )
        return HTMLResponse(whole, status_code=status, headers={"Content-Security-Policy": _POLICY})


def _share(language: Language, value: float) -> str:
    return f"{format_number(Decimal(str(round(100 * value, 1))), language)}%"


async def _content(sent: object) -> bytes:
    """The bytes of an uploaded file; none where the field is empty."""
    return bytes(await sent.read()) if isinstance(sent, UploadFile) else b""


def _only_from_here(request: Request, language: Language) -> None:
    """Refuse a form that another site sent."""
    if not from_this_site(request):
        raise _Refused(403, t("evaluate.elsewhere", language))
