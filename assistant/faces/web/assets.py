"""Our style sheets and scripts, addressed so that browsers may keep them until they change."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"


@cache
def _version(name: str) -> str:
    return hashlib.blake2b((STATIC / name).read_bytes(), digest_size=6).hexdigest()


def address(name: str) -> str:
    """Where a static file is served; another content is another address."""
    return f"/ui/{name}?v={_version(name)}"


@cache
def tags(*names: str) -> str:
    """What puts these style sheets (.css) and scripts (.js, run once the page is there) into the head of a page."""
    return "".join(
        f'<link rel="stylesheet" href="{address(name)}">'
        if name.endswith(".css")
        else f'<script src="{address(name)}" defer></script>'
        for name in names
    )
