"""Reading what a person wrote to measure against: a file of lines, or one clear line on why it is none."""

from __future__ import annotations

from pathlib import Path


class UnreadableError(ValueError):
    """A file that cannot be measured against; the message names it and says why."""


def read_lines(path: Path) -> list[str]:
    """The lines of a UTF-8 file, by ``\\n`` alone, as JSON Lines has them.

    Raises:
        UnreadableError: there is no such file, it is a folder, not UTF-8 text, or nothing is in it.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise UnreadableError(f"{path}: cannot be read: {reason}") from error
    if not text.strip():
        raise UnreadableError(f"{path}: holds nothing")
    return text.split("\n")
