"""``report.html``: one file that needs no network, from the content of ``report.json``.

Questions, answers and documents are of unknown origin: all of it passes through Jinja's escaping, and the page's own
Content-Security-Policy lets nothing run but the one script and the one style sheet whose hashes it names.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from assistant.evaluation import plots
from assistant.evaluation.report import Figure, Report, Row
from assistant.evaluation.texts import LOWER_IS_BETTER, METRICS, TEXTS
from index.text import fold

SHOWN_PASSAGES = 5
PASSAGE_CHARACTERS = 700
CUTOFFS = (1, 3, 5, 10)
HEADLINE = (
    "answers.right",
    "retrieval.evidence_recall@5",
    "citations.holds_answer",
    "declining.declined",
    "declining.wrongly_declined",
    "seconds.p50",
)
COLUMNS = (
    ("short.right", "answers.right"),
    ("short.evidence1", "retrieval.evidence_recall@1"),
    ("short.evidence5", "retrieval.evidence_recall@5"),
    ("short.holds", "citations.holds_answer"),
    ("short.declined", "declining.declined"),
    ("short.wrongly", "declining.wrongly_declined"),
    ("short.p50", "seconds.p50"),
)
_PLAIN = frozenset({"answers.characters", "retrieval.doc_mrr@10", "retrieval.ndcg@10", "answers.token_f1"})


def render_html(report: Mapping[str, object]) -> str:
    """The page of a report (the content of ``report.json``, whatever its origin).

    Raises:
        pydantic.ValidationError: it is not a report.
    """
    checked = Report.model_validate(report)
    script, style = _asset("report.js"), _asset("report.css")
    return environment().get_template("report.html").render(
        report=checked,
        policy=policy(),
        script=Markup(script),  # noqa: S704 - our own file
        style=Markup(style),  # noqa: S704 - our own file
        questions=[_Question(row, checked) for row in checked.questions],
        causes=Counter(c for row in checked.questions if (c := cause(row))).most_common(),
        plots=_plots(checked),
        settings_changed=_settings_changed(checked),
        faithfulness=_faithfulness(checked),
    )  # fmt: skip


def policy() -> str:
    """What the page may do: its own script and style, nothing from anywhere."""
    script, style = (f"'sha256-{_digest(_asset(name))}'" for name in ("report.js", "report.css"))
    return f"default-src 'none'; script-src {script}; style-src {style}; base-uri 'none'; form-action 'none'"


@cache
def _asset(name: str) -> str:
    return "\n" + (files("assistant.evaluation") / "templates" / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return base64.b64encode(sha256(text.encode()).digest()).decode()


@cache
def environment() -> Environment:
    """Everything is escaped, a missing variable is an error."""
    found = Environment(
        loader=PackageLoader("assistant.evaluation", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {
        "t": say,
        "both": both,
        "text": TEXTS,
        "metrics": METRICS,
        "headline": HEADLINE,
        "columns": COLUMNS,
        "shown": shown,
        "bounds": bounds,
        "bar": bar,
        "difference": difference,
        "change_bar": change_bar,
        "number": number,
        "plot": plots,
        "marked": marked,
        "lower": LOWER_IS_BETTER,
    }
    return found


@cache
def say(key: str) -> Markup:
    """A text in both languages; the page shows the one that is chosen."""
    vi, en = TEXTS.get(key, (key, key))
    return both(vi, en)


def both(vi: str, en: str, tag: str = "span") -> Markup:
    """Two writings of one thing."""
    if vi == en:
        return escape(vi)
    one = Markup('<{tag} class="l" lang="{language}">{text}</{tag}>')
    return one.format(tag=tag, language="vi", text=vi) + one.format(tag=tag, language="en", text=en)


def number(value: float, digits: int = 2, *, unit: str = "", svg: bool = False) -> Markup:
    """A number as both languages write it; within an SVG text where ``svg``."""
    english = f"{value:,.{digits}f}"
    return both(english.translate(str.maketrans(",.", ".,")) + unit, english + unit, "tspan" if svg else "span")


def _is_share(name: str) -> bool:
    group = name.partition(".")[0]
    return name not in _PLAIN and group not in ("seconds", "cost") and "mrr" not in name and "ndcg" not in name


def _write(name: str, value: float) -> Markup:
    if _is_share(name) and name != "declining.aurc":
        return number(100 * value, 1, unit="%")
    if name == "answers.characters" or name.startswith("cost."):
        return number(value, 0)
    return number(value, 2 if name.startswith("seconds.") and value >= 1 else 3)


def shown(name: str, figure: Figure | None) -> Markup:
    """The value of the metric ``name``."""
    return Markup("—") if figure is None or figure.value is None else _write(name, figure.value)


def bounds(name: str, figure: Figure | None) -> Markup:
    """The interval of the metric ``name``."""
    if figure is None or figure.low is None or figure.high is None:
        return Markup("")
    return Markup("[{}; {}]").format(_write(name, figure.low), _write(name, figure.high))


def bar(name: str, figure: Figure | None) -> dict[str, float] | None:
    """Places, 0 to 100, of value and interval where the metric is a share."""
    on_scale = name.partition(".")[0] not in ("seconds", "cost") and name != "answers.characters"
    if not on_scale or figure is None or figure.value is None or figure.low is None or figure.high is None:
        return None
    return {"value": 100 * figure.value, "low": 100 * figure.low, "high": 100 * figure.high}


def difference(name: str, value: float) -> Markup:
    """A signed difference of a compared figure."""
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    text = number(abs(value), 3) if name == "seconds" else number(abs(100 * value), 1)
    return Markup("{}{}").format(sign, text)


def change_bar(low: float, value: float, high: float) -> dict[str, float]:
    """Places, 0 to 100 with 50 for no difference, on a scale of ±30 points or wider where needed."""
    scale = max(0.3, abs(low), abs(high))
    return {name: 50 + 50 * v / scale for name, v in (("low", low), ("value", value), ("high", high))}


def cause(row: Row) -> str | None:
    """Why an answer is wrong; an answer without its evidence among the best passages could not be right."""
    verdict = row.verdict
    unfound = verdict.failure == "accepted" and verdict.evidence_rank is None
    return "not_retrieved" if unfound else verdict.failure if verdict.right is False else None


def marked(text: str, wanted: Sequence[str]) -> Markup:
    """``text`` with the accepted strings marked."""
    strings = sorted({w for w in wanted if w.strip()}, key=len, reverse=True)
    if not strings:
        return escape(text)
    pattern = re.compile("|".join(re.escape(w) for w in strings), re.IGNORECASE)
    pieces: list[Markup] = []
    at = 0
    for found in pattern.finditer(text):
        pieces += [escape(text[at : found.start()]), Markup("<mark>{}</mark>").format(found[0])]
        at = found.end()
    return Markup("").join([*pieces, escape(text[at:])])


@dataclass(frozen=True)
class _Passage:
    rank: int
    file: str
    text: str
    gold_file: bool
    evidence: bool


class _Question:
    """What the template shows of a row."""

    def __init__(self, row: Row, report: Report) -> None:
        self.row = row
        self.cause = cause(row)
        self.verdict = {True: "right", False: "wrong", None: "unjudged"}[row.verdict.right]
        self.docs = _listed(row.gold.doc) + row.gold.also_docs
        self.evidence = _listed(row.gold.evidence)
        self.accepted = row.gold.accepted + [s for group in row.gold.accepted_all for s in group]
        self.change = ""
        if report.comparison:
            self.change = "fixed" if row.id in report.comparison.fixed else ""
            self.change = self.change or ("broken" if row.id in report.comparison.broken else "")
        self.search = fold(" ".join([row.id, row.question, row.answer.text, *self.docs, *self.accepted]))

    @property
    def passages(self) -> list[_Passage]:
        rank = self.row.verdict.evidence_rank or 0
        return [
            _Passage(n, hit.file, _cut(hit.passage), hit.file in self.docs, n == rank)
            for n, hit in enumerate(self.row.retrieved, 1)
            if n <= SHOWN_PASSAGES or n == rank
        ]


def _listed(value: str | list[str] | None) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else value


def _cut(text: str) -> str:
    return text if len(text) <= PASSAGE_CHARACTERS else text[:PASSAGE_CHARACTERS].rstrip() + " …"


def _plots(report: Report) -> dict[str, object]:
    retrieval = report.metrics.get("retrieval", {})
    recall = {}
    for name in ("doc", "evidence"):
        figures = [retrieval.get(f"{name}_recall@{k}") for k in CUTOFFS]
        known = [(f.value, f.low, f.high) for f in figures if f and f.value is not None]
        if len(known) == len(CUTOFFS):
            curve = plots.recall_curve([value for value, _, _ in known])
            recall[name] = (curve, [(plots.up(low or 0), plots.up(high or 0)) for _, low, high in known], known)
    seconds = [row.answer.seconds.total for row in report.questions]
    timing = report.metrics.get("seconds", {})
    lines = [(q, f.value) for q in ("p50", "p95") if (f := timing.get(q)) and f.value is not None]
    return {
        "risk": plots.risk_curve(report.risk_coverage),
        "recall": recall,
        "cutoffs": CUTOFFS,
        "latency": plots.histogram(seconds, lines) if any(seconds) else None,
    }


def _faithfulness(report: Report) -> Figure | None:
    return Figure.model_validate(report.llm_judge["faithfulness"]) if report.llm_judge else None


def _settings_changed(report: Report) -> list[tuple[str, object, object]]:
    if report.comparison is None:
        return []
    before = report.comparison.before.get("settings")
    if not isinstance(before, Mapping):
        return []
    names = sorted({*before, *report.settings})
    return [(n, before.get(n), report.settings.get(n)) for n in names if before.get(n) != report.settings.get(n)]
