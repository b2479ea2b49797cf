"""The two tasks of the retrieval benchmark: find a paragraph among distractors, find evidence in official documents."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.benchmarks.systems import System
from assistant.evaluation.judge import both_found, document_ranking, evidence_rank, gold_files
from assistant.evaluation.metrics import Estimate, estimate
from assistant.evaluation.testset import Question
from index.text import fold, nfc

_CUTOFFS = (1, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Found:
    """One question searched: 1-based rank of the evidence and of its document within ten, ``None`` beyond."""

    language: str
    evidence: int | None
    document: int | None
    both: bool | None
    seconds: float


def paragraphs(path: Path, distractors: Path) -> Iterator[tuple[str, str]]:
    """File name and text of the XQuAD paragraphs and the distractors; none has its title."""
    for number, paragraph in enumerate(json.loads(path.read_text(encoding="utf-8"))["paragraphs"]):
        yield f"x{number}", nfc(paragraph["context_vi"])
    with distractors.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield row["id"], nfc(row["text"])


def paragraph_questions(path: Path) -> list[Question]:
    """Every XQuAD question three times: Vietnamese, the same without marks, English; ``doc`` is its paragraph."""
    questions = []
    for number, paragraph in enumerate(json.loads(path.read_text(encoding="utf-8"))["paragraphs"]):
        for question in paragraph["qas"]:
            for language, text in (
                ("vi", question["question_vi"]),
                ("vi-nodiacritics", fold(question["question_vi"])),
                ("en", question["question_en"]),
            ):
                questions.append(Question(question=text, lang=language, doc=f"x{number}", accepted=[""]))
    return questions


def search_all(system: System, questions: Sequence[Question], *, paragraphs: bool = False) -> list[Found]:
    """Every answerable question searched; for paragraphs the document is the evidence."""
    found = []
    for question in questions:
        if not question.answerable:
            continue
        begun = time.perf_counter()
        hits = system.search(question.question)[:10]
        seconds = time.perf_counter() - begun
        gold = gold_files(question)
        document = next((r for r, file in enumerate(document_ranking(question, hits), 1) if file in gold), None)
        evidence = document if paragraphs else evidence_rank(question, hits)
        both = both_found(question, hits) if len(question.docs) > 1 else None
        found.append(Found(question.lang or "", evidence, document, both, seconds))
    return found


def metrics(found: Sequence[Found]) -> dict[str, Estimate]:
    """recall@k of the evidence, MRR@10, recall@1 of the document, both documents at 5, with bootstrap intervals."""
    result = {f"R@{k}": estimate([f.evidence is not None and f.evidence <= k for f in found]) for k in _CUTOFFS}
    result["MRR@10"] = estimate([1 / f.evidence if f.evidence else 0.0 for f in found])
    result["doc R@1"] = estimate([f.document == 1 for f in found])
    result["both@5"] = estimate([f.both for f in found if f.both is not None])
    ordered = sorted(f.seconds for f in found)
    result["p50 ms"] = {
        "value": round(1000 * ordered[len(ordered) // 2], 1),
        "low": None,
        "high": None,
        "n": len(found),
    }
    return result


def by_language(found: Sequence[Found]) -> Mapping[str, dict[str, Estimate]]:
    """``metrics`` of all questions and of each language."""
    groups: dict[str, list[Found]] = defaultdict(list)
    for item in found:
        groups["all"].append(item)
        groups[item.language].append(item)
    return {language: metrics(items) for language, items in groups.items()}
