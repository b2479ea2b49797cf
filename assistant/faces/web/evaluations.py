"""Evaluations that are run from the browser: one at a time, each in a folder of its own below the home folder.

A run that was stopped, or whose server went away, keeps its answers and can be taken up again.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import shutil
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from assistant.evaluation import session
from assistant.evaluation.report import load_report, metric, parse_report, write_json
from assistant.evaluation.testset import load_testset
from assistant.reader import Reader, Role
from assistant.settings import Settings
from index.readable import Readable

_log = logging.getLogger(__name__)
_ID = re.compile(r"\d{8}-\d{12}-[0-9a-f]{8}")  # in order of their start
MOST_QUESTIONS = 5000

State = Literal["running", "done", "stopped", "failed"]


class RunError(ValueError):
    """A run that cannot be started; the message is one line for the reader."""


class BusyError(RunError):
    """Another run is going on."""


class _Stopped(Exception):  # noqa: N818 - a request, not an error
    """The reader asked to stop."""


@dataclass(frozen=True, slots=True)
class Run:
    """One evaluation: ``done`` of ``total`` questions; ``right`` is the share of right answers of a finished one.

    ``judge``: a language model was asked for its opinion too; ``problem``: the cause where it gave none. ``owner`` is
    whose it is ("": of the time before owners); to others its id is unknown.
    """

    id: str
    name: str
    engine: str
    started: str
    total: int
    state: State = "running"
    done: int = 0
    right: float | None = None
    judge: bool = False
    problem: str | None = None
    owner: str = ""


class Evaluations:
    """The evaluations of one home folder and the thread that runs the current one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = settings.home / "evaluations"
        self._lock = threading.Lock()
        self._current: Run | None = None
        self._stop = threading.Event()

    @property
    def engines(self) -> list[str]:
        """The engines that can be chosen here."""
        return ["extractive", "floor", *(["llm"] if self._settings.llm else [])]

    def folder(self, run: str) -> Path | None:
        """Where a run keeps its files; ``None`` where there is no such run."""
        place = self._folder / run
        return place if _ID.fullmatch(run) and (place / "run.json").is_file() else None

    def find(self, run: str, reader: Reader) -> Run | None:
        """A run as it stands now; ``None`` where it is unknown or somebody else's."""
        found = self._read(run)
        old = found is not None and not found.owner and reader.may(Role.ADMIN)
        return found if found is not None and (found.owner == reader.owner or old) else None

    def _read(self, run: str) -> Run | None:
        with self._lock:
            if self._current is not None and self._current.id == run:
                return self._current
        place = self.folder(run)
        if place is None:
            return None
        try:
            found = Run(**json.loads((place / "run.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            _log.exception("run %s cannot be read", run)
            return None
        return replace(found, state="stopped") if found.state == "running" else found

    def runs(self, reader: Reader) -> list[Run]:
        """The reader's runs, the latest first."""
        names = [path.name for path in self._folder.glob("*/") if _ID.fullmatch(path.name)]
        return [run for name in sorted(names, reverse=True) if (run := self.find(name, reader))]

    @property
    def can_judge(self) -> bool:
        """Whether there is a language model to ask for its opinion."""
        return bool(self._settings.llm)

    def start(
        self,
        content: bytes,
        name: str,
        engine: str,
        reader: Reader,
        library: Readable,
        *,
        earlier: bytes | None = None,
        against: str = "",
        judge: bool = False,
    ) -> str:
        """Check a test set and begin, over what the reader may see.

        ``earlier`` is a report.json, ``against`` the id of a run to compare with.

        Raises:
            RunError: something is running (BusyError), the engine is not there, there are too many questions.
            TestSetError, ReportError: a file cannot be used.
        """
        if engine not in self.engines:
            raise RunError(f"engine {engine[:20]!r}")
        before = parse_report(earlier, "report.json") if earlier else self._report(against, reader)
        moment = datetime.now(UTC)
        run = Run(
            id=f"{moment:%Y%m%d-%H%M%S%f}-{secrets.token_hex(4)}",
            name=Path(name).name[:100] or "testset.jsonl",
            engine=engine,
            started=moment.isoformat(timespec="seconds"),
            total=0,
            judge=judge and self.can_judge,
            owner=reader.owner,
        )
        place = self._folder / run.id
        place.mkdir(parents=True)
        try:
            (place / "testset.jsonl").write_bytes(content)
            longest = self._settings.max_question_characters
            questions = len(load_testset(place / "testset.jsonl", longest).questions)
            if questions > MOST_QUESTIONS:
                raise RunError(f"{questions} > {MOST_QUESTIONS}")
            if before:
                write_json(place / "earlier.json", before)
            self._begin(replace(run, total=questions), library)
        except ValueError:
            shutil.rmtree(place)
            raise
        return run.id

    def resume(self, run: str, reader: Reader, library: Readable) -> None:
        """Go on with a run that was stopped or failed, or ask the language model again that gave no opinion.

        Raises:
            BusyError: something is running.
        """
        found = self.find(run, reader)
        if found and (found.state in ("stopped", "failed") or found.problem):
            self._begin(replace(found, state="running", problem=None), library)

    def stop(self, run: str, reader: Reader) -> None:
        """Ask the current run to stop after its question."""
        if self.find(run, reader) is None:
            return
        with self._lock:
            if self._current is not None and self._current.id == run:
                self._stop.set()

    def delete(self, run: str, reader: Reader) -> None:
        """Remove a run that is not running."""
        place, found = self.folder(run), self.find(run, reader)
        if place and found and found.state != "running":
            shutil.rmtree(place)

    def _report(self, run: str, reader: Reader) -> Mapping[str, object] | None:
        place = self.folder(run) if run and self.find(run, reader) else None
        return load_report(place) if place else None

    def _begin(self, run: Run, library: Readable) -> None:
        with self._lock:
            if self._current is not None:
                raise BusyError("another evaluation is running")
            self._current = run
        self._stop.clear()
        write_json(self._folder / run.id / "run.json", asdict(run))
        threading.Thread(target=self._work, args=(run, library), daemon=True, name=f"evaluation {run.id}").start()

    def _work(self, run: Run, library: Readable) -> None:
        place = self._folder / run.id
        ended = run
        try:
            earlier = load_report(place / "earlier.json") if (place / "earlier.json").exists() else None
            report = session.evaluate(
                load_testset(place / "testset.jsonl"),
                library,
                self._settings.model_copy(update={"engine": run.engine}),
                name=run.name,
                folder=place,
                earlier=earlier,
                judge_with_llm=run.judge,
                progress=self._progress,
            )
            ended = _finished(run, report)
        except session.JudgeError as error:
            _log.warning("evaluation %s: %s", run.id, error)
            ended = replace(_finished(run, error.report), problem=error.cause)
        except _Stopped:
            ended = replace(run, state="stopped", done=self._current.done if self._current else 0)
        except Exception:  # noqa: BLE001 - whatever breaks a run, the page says so and the log holds the trace
            _log.exception("evaluation %s failed", run.id)
            ended = replace(run, state="failed", done=self._current.done if self._current else 0)
        finally:
            write_json(place / "run.json", asdict(ended))
            with self._lock:
                self._current = None

    def _progress(self, done: int, _total: int) -> None:
        with self._lock:
            if self._current is not None:
                self._current = replace(self._current, done=done)
        if self._stop.is_set():
            raise _Stopped


def _finished(run: Run, report: Mapping[str, object]) -> Run:
    return replace(run, state="done", done=run.total, right=metric(report, "answers.right"))
