"""Every text that a language model is sent, one Markdown file each, per language (``answer_system.vi.md``)."""

from __future__ import annotations

from functools import cache
from importlib import resources
from string import Template
from typing import Literal


@cache
def _template(name: str, language: str) -> Template:
    return Template(resources.files(__name__).joinpath(f"{name}.{language}.md").read_text(encoding="utf-8").strip())


def prompt(name: str, language: Literal["vi", "en"], **values: str) -> str:
    """The prompt ``name`` in ``language`` with its ``$named`` values filled in; values are inserted as they are, once.

    Raises:
        KeyError: a value that the prompt needs is not given.
    """
    return _template(name, language).substitute(values)
