"""A small judged test set and its report, for tests of comparing, writing and showing reports."""

from __future__ import annotations

from typing import Any

from assistant.evaluation.report import build_report, overhead
from assistant.evaluation.runner import Asked, Outcome, judge_one
from assistant.evaluation.testset import Question, TestSet
from index.answer import Answer, Citation, Hit, Seconds
from tests.assistant.test_judge import citation, hit

TEXTS = {"thu.md": "Năm 2024, thu ngân sách của quận đạt 2.511 tỷ đồng.", "chi.md": "Chi thường xuyên là 940 tỷ đồng."}


class Documents:
    """The documents that answers cite."""

    def text(self, document: str) -> str | None:
        return TEXTS.get(document)

    def context(self, citation: Citation) -> str:
        return ""


def question(number: int, **changes: Any) -> Question:
    values: dict[str, Any] = {
        "id": f"q{number}",
        "question": f"Thu ngân sách quận số {number} là bao nhiêu?",
        "lang": ("vi", "vi-nodiacritics", "en")[number % 3],
        "type": ("figure", "entity")[number % 2],
        "answer": "2.511 tỷ đồng",
        "accepted": ["2.511"],
        "doc": "thu.md",
        "evidence": "thu ngân sách của quận đạt 2.511 tỷ đồng",
    }
    return Question(**{**values, **changes})


def answered(asked: Question, file: str = "thu.md", **changes: Any) -> Asked:
    """An answer that quotes ``file``: right where that is thu.md."""
    quote = TEXTS[file]
    values: dict[str, Any] = {
        "question": asked.question,
        "language": "vi",
        "status": "answered",
        "text": f"{quote} [1]",
        "citations": (citation(file, quote),),
        "confidence": 0.9 if file == "thu.md" else 0.4,
        "seconds": Seconds(retrieve=0.02, answer=0.03, total=0.05 + len(asked.id) / 100),
    }
    hits: tuple[Hit, ...] = (hit(file, quote), hit("thu.md", TEXTS["thu.md"], 2))
    return Asked(asked.id, Answer(**{**values, **changes}), hits)


def report(pairs: list[Asked], questions: list[Question]) -> dict[str, object]:
    testset = TestSet(tuple(questions))
    judged = tuple(judge_one(q, a, Documents()) for q, a in zip(questions, pairs, strict=True))
    outcome = Outcome(judged, answering=2.0, evaluating=0.05)
    made = build_report(
        testset,
        outcome,
        settings={"engine": "extractive"},
        name="set.jsonl",
        commit="0123456789ab",
        corpus={"documents": 2, "passages": 2, "fingerprint": "f"},
    )
    made["overhead"] = overhead(outcome, 0.01)
    return made


def mixed(count: int = 12, wrong: tuple[int, ...] = (2, 5)) -> dict[str, object]:
    """A report in which the questions ``wrong`` are answered wrongly and the last one is unanswerable and declined."""
    questions = [question(n) for n in range(count)]
    questions.append(question(count, answerable=False, accepted=[], answer=None, doc=None, evidence=None))
    answers = [answered(q, "chi.md" if n in wrong else "thu.md") for n, q in enumerate(questions)]
    declined = {"status": "not_found", "text": "Tài liệu không nêu.", "citations": (), "confidence": 0.1}
    answers[-1] = answered(questions[-1], **declined)
    return report(answers, questions)
