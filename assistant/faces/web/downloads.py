"""How a file that a browser keeps is named."""

from __future__ import annotations

from urllib.parse import quote

from index.text import fold


def disposition(name: str, kind: str) -> str:
    """The header that makes a download of a response: the letters and digits of ``name``, ``kind`` its ending.

    >>> disposition("Thu?", "pdf")
    'attachment; filename="thu.pdf"; filename*=UTF-8\'\'Thu.pdf'
    """
    plain = "-".join(word for word in _letters(fold(name)).split() if word.isascii())[:60].strip("-") or "hoi-dap"
    full = " ".join(_letters(name).split())[:80].strip() or "hoi-dap"
    return f"attachment; filename=\"{plain}.{kind}\"; filename*=UTF-8''{quote(f'{full}.{kind}')}"


def _letters(text: str) -> str:
    return "".join(character if character.isalnum() or character == "-" else " " for character in text)
