"""A language model's opinion whether each cited sentence follows from its quotes: beside the metrics, never among them.

A model's verdict is neither repeatable nor independent of the model that wrote the answer; it points at answers worth
reading.
"""

from __future__ import annotations

import re

from assistant.evaluation.metrics import estimate
from assistant.evaluation.support import cited_sentences
from assistant.llm import LanguageModel
from assistant.settings import Settings
from index.answer import Answer
from prompts import prompt

_VERDICT = re.compile(r"^\W*(\d{1,2})\W+(yes|no|có|không)\b", re.IGNORECASE | re.MULTILINE)
_TAG = re.compile(r"</?\s*(?:nguon|cau)\b[^>]*>", re.IGNORECASE)


def add_faithfulness(report: dict[str, object], settings: Settings) -> None:
    """Judge every answered question of ``report``: sets ``verdict.faithful`` and ``llm_judge``, all of them or none.

    Raises:
        assistant.llm.ModelError: the model of ``settings`` cannot be asked.
    """
    model = LanguageModel(settings)
    judged: list[tuple[dict[str, object], float]] = []
    unread = 0
    questions = report["questions"]
    assert isinstance(questions, list)
    for row in questions:
        answer = Answer.model_validate(row["answer"])
        if answer.status != "answered" or not cited_sentences(answer):
            continue
        verdicts = judge_answer(answer, model)
        if verdicts is None:
            unread += 1
            continue
        judged.append((row["verdict"], round(sum(verdicts) / len(verdicts), 4)))
    for verdict, share in judged:
        verdict["faithful"] = share
    shares = [share for _, share in judged]
    report["llm_judge"] = {"model": settings.llm, "faithfulness": estimate(shares), "unread": unread}


def judge_answer(answer: Answer, model: LanguageModel) -> list[bool] | None:
    """Of each cited sentence whether its quotes say it; ``None`` where the model's reply gives no full list."""
    sentences = cited_sentences(answer)
    quotes = {c.n: _TAG.sub("", c.quote) for c in answer.citations}
    blocks = [
        f"<cau so={number}>{_TAG.sub('', sentence)}</cau>\n"
        + "\n".join(f"<nguon>{quotes[n]}</nguon>" for n in cited if n in quotes)
        for number, (sentence, cited) in enumerate(sentences, 1)
    ]
    system = prompt("judge_faithfulness_system", answer.language)
    user = prompt("judge_faithfulness_user", answer.language, sentences="\n\n".join(blocks))
    return read_verdicts("".join(model.stream(system, user)), len(sentences))


def read_verdicts(reply: str, count: int) -> list[bool] | None:
    """Verdicts 1 to ``count`` of a reply; ``None`` where one is missing.

    >>> read_verdicts("1: yes\\n2: no", 2), read_verdicts("yes", 1)
    ([True, False], None)
    """
    found = {int(m[1]): m[2].lower() in ("yes", "có") for m in _VERDICT.finditer(reply)}
    return [found[n] for n in range(1, count + 1)] if all(n in found for n in range(1, count + 1)) else None
