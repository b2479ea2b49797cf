"""The frame of our own pages: head, header and body."""

from __future__ import annotations

from fastapi.responses import HTMLResponse

from assistant.faces.web import render
from assistant.faces.web.chat import header
from assistant.messages import t
from index.answer import Language


def page(language: Language, head: str, current: str, title: str, body: str, *, status: int = 200) -> HTMLResponse:
    """A whole page; ``head`` and ``body`` are HTML of ours, ``current`` is the page's key in the navigation."""
    html = render.render(
        "page.html",
        language,
        head=render.trusted(head),
        header=render.trusted(header(language, current)),
        body=render.trusted(body),
        title=f"{title} · {t('app.name', language)}",
        current=current,
    )
    return HTMLResponse(html, status_code=status)
