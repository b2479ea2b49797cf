"""Who may come in and what they may see: users, sessions, keys of programs, collections, what was done by whom.

people = People(home)
people.users.add("lan", "a long password", Role.EDITOR)
token = people.enter("lan", "a long password", address="10.0.0.5").token
people.of_session(token)  # Reader(owner="user:…", name="lan", role=EDITOR, collections=("default",))
"""

from assistant.people.errors import PeopleError
from assistant.people.people import People, SignedIn
from assistant.people.throttle import TooManyAttemptsError

__all__ = ["People", "PeopleError", "SignedIn", "TooManyAttemptsError"]
