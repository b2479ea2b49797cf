"""The language model's opinion on answers, over real HTTP: beside the metrics, and nothing is lost without it."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from assistant.evaluation import session
from assistant.evaluation.report import Report
from assistant.settings import Settings
from index.library import Library
from tests.assistant.test_cli import folder, hoidap, home  # noqa: F401 - fixtures
from tests.assistant.test_session import QUESTIONS, library  # noqa: F401 - a fixture
from tests.support_llm import Script, chat_server

pytest.importorskip("langchain_openai")


def judged(library: Library, url: str, folder: Path) -> dict[str, object]:  # noqa: F811
    chosen = Settings.load({}, engine="floor", llm="openai:stand-in", llm_base_url=url, llm_retries=0)
    return session.evaluate(QUESTIONS, library, chosen, name="set.jsonl", folder=folder, judge_with_llm=True)


def verdicts(system: str, user: str) -> str:
    """Yes to the first sentence, no to the others."""
    return "\n".join(f"{n}: {'yes' if n == 1 else 'no'}" for n in range(1, user.count("<cau so=") + 1))


def test_faithfulness_stands_under_its_own_key_only(library: Library, tmp_path: Path) -> None:  # noqa: F811
    script = Script(verdicts)
    for name in ("with", "without"):
        (tmp_path / name).mkdir()
    with chat_server(script) as url:
        judged(library, url, tmp_path / "with")
    plain = Settings.load({}, engine="floor", llm="openai:stand-in", llm_base_url=url, llm_retries=0)
    session.evaluate(QUESTIONS, library, plain, name="set.jsonl", folder=tmp_path / "without")
    texts = [(tmp_path / name / "report.json").read_text(encoding="utf-8") for name in ("with", "without")]
    whole, without = (Report.model_validate_json(text) for text in texts)
    assert whole.llm_judge is not None
    assert whole.llm_judge["model"] == "openai:stand-in"
    shares = [row.verdict.faithful for row in whole.questions if row.verdict.faithful is not None]
    assert len(shares) == len(script.requests) > 1
    assert whole.llm_judge["faithfulness"]["value"] == pytest.approx(sum(shares) / len(shares), abs=1e-3)  # type: ignore[index]
    assert "faithful" not in json.dumps(json.loads(texts[0])["metrics"])
    assert without.llm_judge is None
    assert whole.metrics.keys() == without.metrics.keys()
    assert whole.metrics["answers"] == without.metrics["answers"]
    assert url not in texts[0]


def test_a_model_that_fails_midway_leaves_the_report(library: Library, tmp_path: Path) -> None:  # noqa: F811
    script = Script(lambda system, user: verdicts(system, user) if len(script.requests) == 1 else "")
    with chat_server(script) as url, pytest.raises(session.JudgeError) as failure:
        judged(library, url, tmp_path)
    assert len(script.requests) == 2
    assert "\n" not in str(failure.value)
    made = Report.model_validate_json((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert (tmp_path / "report.html").is_file()
    assert made.llm_judge is None
    assert [row.verdict.faithful for row in made.questions] == [None] * 3
    assert made.metrics["answers"]["right"].n == 2
    assert failure.value.report["metrics"]


def test_the_command_says_so_in_one_line(home: Path, tmp_path: Path) -> None:  # noqa: F811
    testset = tmp_path / "set.jsonl"
    row = {"question": "Quận Bình Minh thu ngân sách 9 tháng năm 2024 bao nhiêu?", "accepted": ["1.234"]}
    testset.write_text(json.dumps(row), encoding="utf-8")

    def evaluate(*more: object) -> subprocess.CompletedProcess[str]:
        return hoidap("evaluate", testset, "--report", tmp_path / "r", "--judge-llm", *more, home=home)

    none = evaluate()
    assert (none.returncode, none.stderr.count("\n")) == (2, 1)
    script = Script(lambda _, user: re.sub(r"no$", "yes", verdicts("", user), flags=re.MULTILINE), fail_first=1)
    with chat_server(script) as url:
        model = ("--set", "llm=openai:stand-in", "--set", f"llm_base_url={url}", "--set", "llm_retries=0")
        failed, done = evaluate(*model), evaluate(*model)
    said = [line for line in failed.stderr.splitlines() if "--judge-llm" in line]
    assert (failed.returncode, len(said)) == (1, 1)
    assert "Traceback" not in failed.stderr
    assert "answers.right" in failed.stdout
    assert (done.returncode, "llm_judge (openai:stand-in): 1.0" in done.stdout) == (0, True), done.stdout
    report = json.loads((tmp_path / "r" / "report.json").read_text(encoding="utf-8"))
    assert report["llm_judge"]["faithfulness"]["value"] == 1
