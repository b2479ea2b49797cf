"""The pages in the browser. ``serve`` is imported on first use: gradio takes seconds to import."""

from __future__ import annotations

from pathlib import Path

from assistant.settings import Settings


def serve(
    home: Path,
    host: str = "127.0.0.1",
    port: int = 7860,
    settings: Settings | None = None,
    *,
    without_sign_in: bool = False,
) -> None:
    """Serve the library at ``home`` on ``http://host:port`` until interrupted.

    Raises:
        ServeError: the address is not free or not allowed, in one line.
    """
    from assistant.faces.web.server import serve as run

    run(home, host, port, settings or Settings.load(home=home), without_sign_in=without_sign_in)
