"""The language-model engine: numbered evidence in, sentences out, each attributed to evidence by our own check.

Any LangChain chat model through ``init_chat_model``. What the model says about its sources is a hint, nothing more: a
sentence whose facts no
unit of the evidence holds is dropped and reported in ``checks``.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assistant.asked import Asked
from assistant.draft import Source, Statement
from assistant.evidence import Evidence
from assistant.facts import FactKind
from assistant.planted import planted
from assistant.retrieve import Candidate
from assistant.settings import Settings
from assistant.verify import check, holds_name
from index.answer import Check, Usage
from index.text import fold, has_marks, words
from prompts import prompt

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

NOTHING = "KHONG_CO"  # what the prompts tell a model to write when the evidence does not answer
_CHARACTERS_PER_TOKEN = 2.2  # Vietnamese, on the cautious side
_MOST_CHARACTERS = 8000  # of a reply; what comes after is cut
_MARK = re.compile(r"\s*\[(\d{1,2})\]")
_SENTENCE = re.compile(r"(?<=[.!?…])(?:\s*\[\d{1,2}\])*\s+(?=[^\s\[])|\n+")
_TAG = re.compile(r"</?\s*doan_trich[^>]*>", re.IGNORECASE)
_OVERLAP = 0.34  # share of a sentence's words that its unit must hold, in the same language
_COSINE = 0.82  # or the similarity, across languages
_SHORTLIST = 6
_ENDINGS = ("finish_reason", "done_reason", "stop_reason")  # how providers say that a reply is whole

# How providers' exceptions are named, and what is said of them.
_CAUSES = (
    ("Authentication", "key"),
    ("PermissionDenied", "key"),
    ("NotFound", "unknown"),
    ("Timeout", "slow"),
    ("Connect", "unreachable"),
)

Embed = Callable[[str], NDArray[np.float32]]
UnitVectors = Callable[[Sequence[int]], dict[int, NDArray[np.float32]]]


class ModelError(RuntimeError):
    """The language model could not be reached, was too slow or answered with nothing; the message is one line.

    ``cause`` is the key of the wording in which an answer names it.
    """

    def __init__(self, message: str, cause: str = "failed") -> None:
        super().__init__(message)
        self.cause = cause


class LanguageModel:
    """A chat model made on first use from ``settings.llm`` ("openai:qwen2.5") and ``settings.llm_base_url``."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._model: BaseChatModel | None = None

    @property
    def name(self) -> str:
        """The engine's name in answers: ``llm:MODEL``."""
        return f"llm:{self._settings.llm.partition(':')[2] or self._settings.llm}"

    def stream(self, system: str, user: str, metered: Callable[[Usage], None] | None = None) -> Iterator[str]:
        """The reply in pieces, for at most ``llm_timeout`` seconds; an attempt that fails before its first piece is
        repeated. ``metered`` is told the tokens, where the endpoint counts them.

        Raises:
            ModelError: no usable reply, also when the connection breaks in the middle.
        """
        deadline = time.monotonic() + self._settings.llm_timeout
        for attempt in range(self._settings.llm_retries + 1):
            begun = False
            try:
                for piece in self._pieces(system, user, deadline, metered):
                    begun = True
                    yield piece
            except ModelError:
                raise
            except Exception as error:  # every provider has its own kinds of failure; named and re-raised as ours
                if begun or attempt == self._settings.llm_retries or time.monotonic() >= deadline:
                    cause = next((said for name, said in _CAUSES if name in type(error).__name__), "failed")
                    raise ModelError(
                        f"the language model {self._settings.llm} failed: {type(error).__name__}", cause
                    ) from error
                time.sleep(min(0.5 * 2**attempt, max(0.0, deadline - time.monotonic())))
            else:
                return

    def _pieces(
        self, system: str, user: str, deadline: float, metered: Callable[[Usage], None] | None
    ) -> Iterator[str]:
        received, finished = 0, False
        for chunk in self._chat().stream([("system", system), ("human", user)]):
            if time.monotonic() > deadline:
                raise ModelError(f"the language model took longer than {self._settings.llm_timeout:g} s", "slow")
            finished = finished or any(key in chunk.response_metadata for key in _ENDINGS)
            counted = getattr(chunk, "usage_metadata", None)
            if counted and metered:
                metered(Usage(prompt_tokens=counted["input_tokens"], completion_tokens=counted["output_tokens"]))
            piece = str(chunk.text)[: _MOST_CHARACTERS - received]
            received += len(piece)
            if piece:
                yield piece
            if received >= _MOST_CHARACTERS:
                return
        if not received:
            raise ModelError("the language model answered with nothing")
        if not finished and self._settings.llm.startswith("openai:"):
            raise ModelError("the language model broke off in the middle")

    def _chat(self) -> BaseChatModel:
        if self._model is None:
            if not self._settings.llm:
                raise ModelError("no language model is set: give one as llm, such as openai:qwen2.5", "unset")
            options: dict[str, Any] = {"temperature": 0, "max_retries": 0, "timeout": self._settings.llm_timeout}
            if self._settings.llm_base_url:
                options["base_url"] = self._settings.llm_base_url
                options["api_key"] = self._settings.llm_api_key or "none"
                if self._settings.llm.startswith("openai:"):  # elsewhere than at its home it is not asked for tokens
                    options["stream_usage"] = True
            elif self._settings.llm_api_key:
                options["api_key"] = self._settings.llm_api_key
            self._model = _made(self._settings.llm, options)
        return self._model


def _made(name: str, options: dict[str, Any]) -> BaseChatModel:
    try:
        from langchain.chat_models import init_chat_model

        model: BaseChatModel = init_chat_model(name, **options)
    except ImportError as error:
        missing = error.name or str(error).split("\n", 1)[0][:200]
        raise ModelError(f"a package for the language model {name} is not installed: {missing}", "package") from error
    except ValueError as error:
        raise ModelError(f"the provider of the language model {name} is unknown", "provider") from error
    except Exception as error:  # every provider refuses a missing key in its own way; named and re-raised as ours
        kind = type(error).__name__
        raise ModelError(f"the language model {name} cannot be used ({kind}): set llm_api_key?", "key") from error
    return model


def messages(asked: Asked, ranked: Sequence[Evidence], tokens: int) -> tuple[str, str, list[Candidate]]:
    """System and user message within ``tokens``, and the passages given as evidence in the order of their numbers."""
    language = asked.question.answer_language
    system = prompt("answer_system", language)
    room = int(tokens * _CHARACTERS_PER_TOKEN) - len(system) - len(asked.question.text) - 200
    given: list[Candidate] = []
    blocks: list[str] = []
    for candidate in dict.fromkeys(_Identity(e.candidate) for e in ranked):
        block = _block(len(given) + 1, candidate.candidate)
        if len(block) > room:
            if given:
                break
            block = block[: max(room, 0)] + "\n</doan_trich>"
        room -= len(block) + 2
        given.append(candidate.candidate)
        blocks.append(block)
    return system, prompt("answer_user", language, evidence="\n\n".join(blocks), question=asked.question.text), given


@dataclass(frozen=True, eq=False)
class _Identity:
    candidate: Candidate

    def __hash__(self) -> int:
        return hash(self.candidate.passage.id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and other.candidate.passage.id == self.candidate.passage.id


def _block(n: int, candidate: Candidate) -> str:
    document = candidate.document
    about = "; ".join(str(v) for v in (document.title, document.number, document.place, document.date) if v)
    body = f"{about}\n{candidate.passage.passage.section or ''}\n{candidate.passage.text}"
    return f"<doan_trich so={n}>\n{_TAG.sub('', body).strip()}\n</doan_trich>"


@dataclass(frozen=True, slots=True)
class Attributed:
    """What is left of a reply: supported statements, and the verdicts on all of it. ``declined``: the model says there
    is no answer.
    """

    statements: tuple[Statement, ...]
    checks: tuple[Check, ...]
    declined: bool = False


def attribute(
    reply: str, asked: Asked, given: Sequence[Candidate], embed: Embed, unit_vectors: UnitVectors
) -> Attributed:
    """Each sentence of ``reply`` with the unit that supports it; sentences without one are dropped and reported."""
    if NOTHING in fold(reply).upper().replace(" ", "_")[: len(NOTHING) + 40]:
        return Attributed((), (), declined=True)
    vectors = unit_vectors([c.passage.id for c in given])
    statements: list[Statement] = []
    verdicts: list[Check] = []
    for raw in _SENTENCE.split(reply):
        marks = [int(n) for n in _MARK.findall(raw)]
        sentence = _MARK.sub("", raw).strip(" \t*-•")
        if not any(c.isalnum() for c in sentence):
            continue
        source, checks = _support(sentence, marks, asked, given, embed(sentence), vectors)
        verdicts += checks
        if source is None:
            verdicts.append(Check(kind="sentence", value=sentence[:300], supported=False))
        else:
            statements.append(Statement(sentence, (source,), verbatim=False))
    return Attributed(tuple(statements), tuple(verdicts))


def _support(  # noqa: PLR0917
    sentence: str,
    marks: Sequence[int],
    asked: Asked,
    given: Sequence[Candidate],
    vector: NDArray[np.float32],
    vectors: dict[int, NDArray[np.float32]],
) -> tuple[Source | None, list[Check]]:
    """The best unit that holds every fact of ``sentence``, and the verdicts against it; ``None`` and the least bad
    verdicts.
    """
    said = {fold(w.text) for w in words(sentence)}
    ranked: list[tuple[float, float, float, Candidate, int]] = []
    for n, candidate in enumerate(given, 1):
        matrix = vectors.get(candidate.passage.id)
        orders = planted(candidate.document.text, candidate.passage.passage.units)
        for position, unit in enumerate(candidate.passage.passage.units):
            if position in orders:
                continue
            text = f"{unit.context} {candidate.document.text[unit.start : unit.end]}"
            overlap = len(said & {fold(w.text) for w in words(text)}) / (len(said) or 1)
            cosine = float(matrix[position] @ vector) if matrix is not None and position < len(matrix) else 0.0
            ranked.append((overlap + cosine + 0.15 * (n in marks), overlap, cosine, candidate, position))
    ranked.sort(key=lambda r: -r[0])
    least_bad: list[Check] | None = None
    for _, overlap, cosine, candidate, position in ranked[:_SHORTLIST]:
        unit = candidate.passage.passage.units[position]
        document = candidate.document
        sources = [
            f"{unit.context} {document.text[unit.start : unit.end]}",
            f"{document.title or ''} {document.number or ''} {document.place or ''} {candidate.passage.passage.prefix}",
        ]
        verdicts = _named_here(check(sentence, sources, [asked.question.text]), [*sources, candidate.passage.text])
        if all(v.supported for v in verdicts) and (overlap >= _OVERLAP or cosine >= _COSINE):
            return Source(document, unit.start, unit.end, candidate.passage.passage), verdicts
        if least_bad is None or sum(v.supported for v in verdicts) > sum(v.supported for v in least_bad):
            least_bad = verdicts
    return None, least_bad or []


def _named_here(verdicts: Sequence[Check], sources: Sequence[str]) -> list[Check]:
    """``verdicts``, but a name that the question gives must stand in the passage too: else what is true of one project
    would be told of another. A name without marks may be an English one.
    """
    return [
        v.model_copy(update={"supported": holds_name(v.value, v.value, sources)})
        if v.supported and v.kind == FactKind.NAME.value and has_marks(v.value)
        else v
        for v in verdicts
    ]
