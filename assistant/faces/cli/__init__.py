"""The command line: ``hoidap COMMAND``.

Exit 0: done; 1: not or not wholly done, why in one line on stderr; 2: wrong usage.
"""

from __future__ import annotations

import sys

import typer

from assistant.faces.cli import ask, documents, evaluate, mcp, operate, people, testset
from assistant.faces.cli.common import Failure, HomeOption, remember_home, say

app = typer.Typer(
    name="hoidap",
    help="Hỏi đáp trên văn bản chính quyền địa phương · Cited answers from local-government documents",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def _common(home: HomeOption = None) -> None:
    remember_home(home)


for module in (documents, ask, evaluate, testset, operate, people, mcp):
    module.register(app)


def main() -> None:
    """Entry point of the ``hoidap`` command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except Failure as failure:
        sys.stderr.write(f"hoidap: {failure}\n")
        raise SystemExit(failure.status) from None
    except KeyboardInterrupt:
        sys.stderr.write("\n" + say("hoidap: đã dừng theo yêu cầu", "hoidap: stopped as asked") + "\n")
        raise SystemExit(130) from None
    except BrokenPipeError:  # the reader of a pipe (head, less) has gone
        sys.stderr.close()
        raise SystemExit(0) from None
