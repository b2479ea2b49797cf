"""What can be wrong with a request about people."""

from __future__ import annotations


class PeopleError(ValueError):
    """It cannot be done; the message is one line that names the field."""
