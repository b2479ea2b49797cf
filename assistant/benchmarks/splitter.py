"""The splitter of the tutorials: LangChain's RecursiveCharacterTextSplitter, 1000 characters, 200 overlapping.

Written out here (same separators, same merging) so that the comparison needs no further dependency.
"""

from __future__ import annotations

from collections.abc import Sequence

_SEPARATORS = ("\n\n", "\n", " ", "")


def split(text: str, size: int = 1000, overlap: int = 200, separators: Sequence[str] = _SEPARATORS) -> list[str]:
    """Pieces of at most ``size`` characters, split at the first separator that occurs, merged with ``overlap``."""
    separator = next(s for s in separators if s in text)
    rest = separators[separators.index(separator) + 1 :]
    parts = [part for part in (text.split(separator) if separator else list(text)) if part]
    chunks: list[str] = []
    fitting: list[str] = []
    for part in parts:
        if len(part) <= size:
            fitting.append(part)
            continue
        chunks += _merged(fitting, separator, size, overlap)
        fitting = []
        chunks += split(part, size, overlap, rest) if rest else [part]
    return chunks + _merged(fitting, separator, size, overlap)


def _merged(parts: Sequence[str], separator: str, size: int, overlap: int) -> list[str]:
    chunks: list[str] = []
    current: list[str] = []
    length = 0
    for part in parts:
        added = len(part) + (len(separator) if current else 0)
        if length + added > size and current:
            chunks.append(separator.join(current).strip())
            while current and (length > overlap or length + added > size):
                length -= len(current.pop(0)) + (len(separator) if current else 0)
        current.append(part)
        length += len(part) + (len(separator) if len(current) > 1 else 0)
    if current:
        chunks.append(separator.join(current).strip())
    return [chunk for chunk in chunks if chunk]
