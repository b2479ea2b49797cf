"""Passwords and tokens: made, hashed, compared in time that tells nothing."""

from __future__ import annotations

import hashlib
import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.people.errors import PeopleError

LEAST_CHARACTERS = 10
MOST_CHARACTERS = 1000
_TOGETHER = threading.BoundedSemaphore(2)  # each check takes 64 MiB: a flood of guesses must not take the memory


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # argon2id with the parameters of RFC 9106 for ordinary machines


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its salt and parameters.

    Raises:
        PeopleError: too short or too long.
    """
    if not LEAST_CHARACTERS <= len(password) <= MOST_CHARACTERS:
        raise PeopleError(f"password: {LEAST_CHARACTERS} to {MOST_CHARACTERS} characters")
    with _TOGETHER:
        return _hasher().hash(password.encode("utf-8", "surrogatepass"))


def is_password(stored: str | None, password: str) -> bool:
    """Whether ``password`` belongs to ``stored``; nobody's (``None``) takes as long and is never right."""
    if len(password) > MOST_CHARACTERS:
        return False
    with _TOGETHER:
        try:
            right = _hasher().verify(stored or _nobody(), password.encode("utf-8", "surrogatepass"))
        except (VerificationError, InvalidHashError):
            return False
    return right and stored is not None


@cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_bytes(16))


def new_token() -> str:
    """A secret of 256 bits for a session or a key."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> bytes:
    """What is kept of a token: it cannot be guessed, so a fast hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
