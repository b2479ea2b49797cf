"""Who asks, and what they may see and do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Role(IntEnum):
    """What somebody may do; a higher role may do all that a lower one may."""

    READER = 1  # asks, searches, keeps conversations
    EDITOR = 2  # adds, corrects and deletes documents
    ADMIN = 3  # people, collections, settings


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody at a page or a program with a key.

    ``owner`` names whose conversations, feedback, saved searches and test runs are meant: it is stored, so it must not
    be what opens a session. ``name`` is the sign-in name, "" where nobody signs in. ``collections`` are those that may
    be seen; ``None`` is all of them.
    """

    owner: str
    name: str = ""
    role: Role = Role.ADMIN
    collections: tuple[str, ...] | None = None

    def may(self, role: Role) -> bool:
        """Whether this reader has at least ``role``."""
        return self.role >= role

    def sees(self, collection: str) -> bool:
        """Whether this reader may see what is in ``collection``."""
        return self.collections is None or collection in self.collections
