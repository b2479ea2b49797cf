"""``python -m assistant.faces.cli``: the ``hoidap`` command."""

from assistant.faces.cli import main

main()
