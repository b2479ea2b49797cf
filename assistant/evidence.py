"""Choosing evidence: every unit of the passages found is scored as an answer to the question.

A score is a weighted sum of ``Features``; the weights (``data/evidence.json``) are trained and cross-validated by
``python -m assistant.faces.train_evidence``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp
from typing import Any

from assistant.asked import Asked
from assistant.features import FEATURES, Features, features
from assistant.planted import planted
from assistant.retrieve import Candidate
from index.model import Unit


@dataclass(frozen=True, slots=True)
class Evidence:
    """A unit as an answer: ``index`` is its position in the passage's units."""

    candidate: Candidate
    index: int
    score: float
    features: Features

    @property
    def unit(self) -> Unit:
        """The unit."""
        return self.candidate.passage.passage.units[self.index]

    @property
    def text(self) -> str:
        """The unit's text, verbatim."""
        return self.candidate.document.text[self.unit.start : self.unit.end]


def rank(
    asked: Asked, candidates: Sequence[Candidate], *, weights: Mapping[str, float] | None = None
) -> list[Evidence]:
    """Every unit of ``candidates`` as evidence, best first; what speaks to the assistant is none."""
    weights = weights if weights is not None else default_weights()
    found = [
        Evidence(candidate, position, sum(weights.get(n, 0.0) * getattr(known, n) for n in FEATURES), known)
        for candidate, units in zip(candidates, features(asked, candidates), strict=True)
        for position, known in enumerate(units)
        if position not in planted(candidate.document.text, candidate.passage.passage.units)
    ]
    return sorted(found, key=lambda e: -e.score)


def chances(ranked: Sequence[Evidence]) -> list[float]:
    """How likely each of ``ranked`` is to be the one that answers, given that one does; sums to 1."""
    if not ranked:
        return []
    likely = [exp(_model()["scale"] * (e.score - ranked[0].score)) for e in ranked]
    total = sum(likely)
    return [value / total for value in likely]


def default_weights() -> Mapping[str, float]:
    """The weights by feature."""
    weights: Mapping[str, float] = _model()["weights"]
    return weights


@cache
def _model() -> dict[str, Any]:
    """``weights`` by feature; ``scale``: log-odds that one unit of score makes."""
    source: dict[str, Any] = json.loads(
        resources.files("assistant").joinpath("data/evidence.json").read_text(encoding="utf-8")
    )
    return source
