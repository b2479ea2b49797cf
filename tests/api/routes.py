"""Every route of an application, mounted and included ones too: what a table of routes has to name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_MADE = {"HEAD", "OPTIONS"}  # made beside GET


@dataclass(frozen=True, order=True)
class Known:
    """A route by method and path ("/api/documents/{document}"), with its parameters by name."""

    method: str
    path: str
    query: tuple[str, ...] = ()
    form: tuple[str, ...] = ()


def routes_of(routes: Iterable[Any], prefix: str = "") -> Iterator[Known]:
    """The routes that serve requests below ``prefix``."""
    for route in routes:
        path = prefix + (getattr(route, "path", "") or "")
        included = getattr(route, "original_router", None)
        inner = included.routes if included is not None else _inner(route)
        if inner is not None:
            # What is included carries its prefix in its own paths; what is mounted hangs below the mount.
            yield from routes_of(inner, prefix if included is not None else path)
            continue
        needs = getattr(route, "dependant", None)
        for method in sorted(set(getattr(route, "methods", None) or {"GET"}) - _MADE):
            yield Known(method, path, _fields(needs, "query_params"), _fields(needs, "body_params"))


def _inner(route: Any) -> Iterable[Any] | None:
    """The routes of what is mounted, behind whatever layers stand before it."""
    if type(route).__name__ != "Mount":
        return None
    app = route.app
    while app is not None and not hasattr(app, "routes"):
        app = getattr(app, "app", None)
    return getattr(app, "routes", None)


def _fields(needs: Any, kind: str) -> tuple[str, ...]:
    """Names of parameters; those of a model one by one."""
    names: list[str] = []
    for found in getattr(needs, kind, ()) if needs is not None else ():
        model = getattr(found.field_info, "annotation", None)
        inner = getattr(model, "model_fields", None)
        names += [field.alias or name for name, field in inner.items()] if inner else [found.alias]
    return tuple(names)
