"""The people of one home in one place, and how somebody becomes a ``Reader``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.people.audit import Action, Audit
from assistant.people.collections import Collections
from assistant.people.database import open_people
from assistant.people.errors import PeopleError
from assistant.people.keys import Keys
from assistant.people.secret import is_password
from assistant.people.sessions import Sessions
from assistant.people.throttle import Throttle, TooManyAttemptsError
from assistant.people.users import User, Users
from assistant.reader import Reader, Role


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has begun; ``token`` is told this once."""

    user: User
    token: str


class People:
    """Users, sessions, keys, collections and the audit log of a home; safe to share between threads."""

    def __init__(self, home: Path) -> None:
        """Open or create what ``home`` knows of people.

        Raises:
            PeopleError: the file cannot be used.
        """
        database = open_people(home)
        self.users = Users(database)
        self.sessions = Sessions(database)
        self.keys = Keys(database)
        self.collections = Collections(database)
        self.audit = Audit(database)
        self._throttle = Throttle(database)
        self._latched = False

    @property
    def sign_in(self) -> bool:
        """Whether one has to sign in: as soon as there is a user, and from then on as long as this object lives."""
        if not self._latched:
            self._latched = self.users.exist()
        return self._latched

    def check(self, name: str, password: str, *, address: str = "") -> User:
        """The user of that name and password.

        Raises:
            PeopleError: name and password do not fit; the message does not say which of them is wrong.
            TooManyAttemptsError: it was tried too often.
        """
        try:
            self._throttle.begin(name, address)
        except TooManyAttemptsError:
            self.audit.note(name, Action.SIGN_IN_REFUSED, address=address)
            raise
        user, stored = self.users.with_password(name)
        if not is_password(stored, password) or user is None:
            self.audit.note(name, Action.SIGN_IN_FAILED, address=address)
            raise PeopleError("name and password do not fit")
        self._throttle.succeeded(name, address)
        return user

    def enter(self, name: str, password: str, *, address: str = "") -> SignedIn:
        """Begin a session.

        Raises:
            PeopleError, TooManyAttemptsError: as ``check``.
        """
        user = self.check(name, password, address=address)
        self.audit.note(user.name, Action.SIGN_IN, address=address)
        return SignedIn(user, self.sessions.begin(user))

    def leave(self, token: str, *, address: str = "") -> None:
        """End a session."""
        user = self.sessions.user(token)
        self.sessions.end(token)
        if user is not None:
            self.audit.note(user.name, Action.SIGN_OUT, address=address)

    def of_session(self, token: str) -> Reader | None:
        """Who holds a session's token."""
        user = self.sessions.user(token)
        return None if user is None else self._reader(user, user.role)

    def of_key(self, presented: str) -> Reader | None:
        """Who holds a key: its user, who may only read with a key that does not write."""
        found = self.keys.user(presented)
        if found is None:
            return None
        user, key = found
        return self._reader(user, min(user.role, Role.EDITOR if key.writes else Role.READER))

    def _reader(self, user: User, role: Role) -> Reader:
        return Reader(user.id, user.name, role, self.collections.seen_by(user))
