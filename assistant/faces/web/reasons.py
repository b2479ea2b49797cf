"""Why a passage was found, in words: what ``Hit.why`` says in numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.figure_text import percent
from assistant.messages import t
from index.answer import Language

_STRONG, _SOME = 0.66, 0.25  # shares of the best of the list
_LEAST = 0.03  # of a boost that is worth telling


def reasons(why: Mapping[str, object], language: Language) -> list[str]:
    """What speaks for a passage and against it, the weightiest first; numbers stay out but for likeness."""
    keys: list[tuple[str, float]] = []
    for name in ("lexical", "dense"):
        share = _number(why.get(name))
        if share >= _SOME:
            keys.append((f"why.{name}.{'strong' if share >= _STRONG else 'some'}", share))
    boosts = why.get("boosts")
    for name, value in boosts.items() if isinstance(boosts, Mapping) else ():
        weight = _number(value)
        key = f"why.{name}" + (".against" if weight < 0 else "")
        if abs(weight) >= _LEAST and key in _TOLD:
            keys.append((key, abs(weight)))
    texts = [t(key, language) for key, _ in sorted(keys, key=lambda pair: -pair[1])]
    if _number(why.get("similar")):
        texts.append(t("why.similar", language, share=percent(round(100 * _number(why["similar"])), language)))
    if why.get("widened"):
        texts.append(t("why.widened", language))
    repeats = why.get("repeated_in")
    if isinstance(repeats, Sequence) and not isinstance(repeats, str) and repeats:
        texts.append(t("why.repeated", language, count=len(repeats)))
    return list(dict.fromkeys(texts))


_TOLD = {
    "why.number", "why.place", "why.place.against", "why.period", "why.superseded.against", "why.focus", "why.pairs",
    "why.shape", "why.boilerplate.against",
}  # fmt: skip


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
