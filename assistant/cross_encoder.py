"""A cross-encoder over the best passages, for those who have the machine for it (setting ``cross_encoder``).

Any sentence-transformers CrossEncoder, by hub name or folder. It reads question and passage together, which tells
passages of one paper apart better than two vectors can, at some hundred times the cost. sentence-transformers and torch
are imported when the first question comes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from threading import Lock

from index.errors import LibraryError

Scorer = Callable[[str, Sequence[str]], list[float]]

_TOKENS = 512
_BATCH = 16
_loading = Lock()


def load_cross_encoder(name: str) -> Scorer:
    """Scores of passages for a question, the higher the better; loaded once a process.

    Raises:
        LibraryError: in one line, where sentence-transformers is not installed or `name` is no such model.
    """
    with _loading:
        return _loaded(name)


@lru_cache(maxsize=2)
def _loaded(name: str) -> Scorer:
    try:
        from sentence_transformers import CrossEncoder
    except ImportError as error:
        raise LibraryError(f"cross_encoder {name}: needs the package sentence-transformers") from error
    try:
        model = CrossEncoder(name, max_length=_TOKENS)
    # What a hub, a folder or torch may raise is theirs to choose: all of it means that this model cannot be had.
    except Exception as error:
        reason = str(error).strip().split("\n")[0][:200] or type(error).__name__
        raise LibraryError(f"cross_encoder {name}: cannot be loaded: {reason}") from error

    def score(question: str, passages: Sequence[str]) -> list[float]:
        pairs = [(question, passage) for passage in passages]
        return [float(value) for value in model.predict(pairs, batch_size=_BATCH, show_progress_bar=False)]

    return score
