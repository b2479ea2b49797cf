"""What every embedding engine offers, and how texts are made ready for any of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

# 512 tokens are about 2,000 characters; four times that leaves room for long runs of dots or spaces and bounds what a
# hostile text can cost (some characters become 18 when the tokenizer normalises them).
MAX_CHARACTERS = 8_192
# Part of every fingerprint: raise it when `prepare` changes what the model sees.
PREPARATION = "nfc-1"

_UNENCODABLE = re.compile("[\x00\ud800-\udfff]")

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Maps texts to unit vectors whose dot product is their similarity."""

    @property
    def name(self) -> str:
        """Short name of the model, such as ``multilingual-e5-small``."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text would get another vector: model content, engine, prefixes, pooling."""

    def embed_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Vectors of passages, shape (len(texts), dimension), float32, each of length 1.

        The model's own prefix is added inside. `progress` is called with the number of texts done so far.
        A text's vector does not depend on the others in the call.
        """

    def embed_query(self, text: str) -> Vectors:
        """Vector of a question, shape (dimension,), float32, of length 1."""

    def describe(self) -> str:
        """One line for people: model, engine, and why it is not the fast engine where it is not."""


def prepare(text: str) -> str:
    """Make any string safe for a tokenizer: bounded, encodable, NFC.

    NFC matters: the same Vietnamese text in NFD has twice the tokens and a vector at cosine .84–.96.
    """
    # Cut before normalising: reordering a long run of combining marks takes quadratic time.
    return unicodedata.normalize("NFC", _UNENCODABLE.sub("\ufffd", text[:MAX_CHARACTERS]))
