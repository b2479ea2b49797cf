"""English words without their inflection, in one spelling: the form under which the glossary is looked up."""

from __future__ import annotations

import re
from functools import lru_cache

# Base form, then what its endings don't tell.
_IRREGULAR = {
    form: base
    for base, *forms in (
        line.split()
        for line in """
        agree agreed
        arise arose arisen
        bear bore borne
        become became
        begin began begun
        bid bidding
        break broke broken
        bring brought
        build built
        burn burnt
        bus buses
        buy bought
        catch caught
        child children
        choose chose chosen
        come came
        cost costing
        deal dealt
        die dying
        dig dug
        draw drew drawn
        drink drank drunk
        drive drove driven
        eat ate eaten
        fall fell fallen
        feed fed
        fight fought
        find found
        fly flew flown
        foot feet
        forbid forbade forbidden
        foresee foresaw foreseen
        forget forgot forgotten
        freeze froze frozen
        get got gotten
        give gave given
        go went gone
        grow grew grown
        guarantee guaranteed
        hear heard
        hide hid hidden
        hold held
        keep kept
        know knew known
        lay laid
        lead led
        learn learnt
        leave left
        lend lent
        life lives
        lose lost
        make made
        man men
        mean meant
        meet met
        overtake overtook overtaken
        pay paid
        prove proven
        rebuild rebuilt
        repay repaid
        ride rode ridden
        rise rose risen
        say said
        see saw seen
        seek sought
        sell sold
        send sent
        shoot shot
        show shown
        speak spoke spoken
        spend spent
        steal stole stolen
        strike struck stricken
        swim swam swum
        take took taken
        teach taught
        tell told
        think thought
        throw threw thrown
        undergo underwent undergone
        undertake undertook undertaken
        use using
        wear wore worn
        wife wives
        win won
        withdraw withdrew withdrawn
        withhold withheld
        woman women
        write wrote written
        """.strip().splitlines()
    )
    for form in forms
}
_ENDINGS = (
    ("ies", "y"),
    ("ied", "y"),
    *((f"{sibilant}es", sibilant) for sibilant in ("ss", "x", "z", "ch", "sh")),
    ("ing", ""),
    ("ed", ""),
    ("s", ""),
)
_NO_ENDINGS = ("ss", "us", "is", "eed")  # "process", "campus", "basis", "exceed"
_SPELLINGS = (  # British, American: one of the two, whatever follows
    (re.compile(r"(?<=[a-z]{2})our(?=$|er$|ite$|able$|hood$)"), "or"),
    (re.compile(r"(?<=[a-z])is(?=(?:e|er|ation)?$)(?<=[a-z]{3})"), "iz"),
    (re.compile(r"(?<=[a-z]{2})tre$"), "ter"),
    (re.compile(r"(?<=[a-z]{2})ence$"), "ense"),
    (re.compile(r"ogue$"), "og"),
)
_ONE_SYLLABLE = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")
_SYLLABLES = re.compile(r"[aeiouy]+")


@lru_cache(maxsize=65536)
def stem(token: str) -> str:
    """A lower-case token without its inflection; crude, but the same on both sides of the look-up.

    >>> stem("subsidies") == stem("subsidy"), stem("constructing") == stem("constructed"), stem("paid") == stem("pay")
    (True, True, True)
    >>> stem("sites") == stem("sitting"), stem("labour") == stem("labor"), stem("travelled") == stem("travels")
    (False, True, True)
    """
    token = _IRREGULAR.get(token, token)
    cut = ""
    for ending, instead in _ENDINGS:
        if token.endswith(ending) and len(token) - len(ending) >= 3 and not token.endswith(_NO_ENDINGS):
            token, cut = token[: len(token) - len(ending)] + instead, ending
            break
    return _without_e(token) if cut in {"ing", "ed"} else _doubled(token)


def _doubled(token: str) -> str:
    """ "sit" as "sitt", so that it meets "sitting", and "site" does not."""
    return token + token[-1] if len(token) > 2 and _ONE_SYLLABLE.fullmatch(token) else _without_e(token)


def _without_e(token: str) -> str:
    for pattern, instead in _SPELLINGS:
        token = pattern.sub(instead, token)
    token = token[:-1] if token.endswith("e") and len(token) > 3 else token
    several = len(_SYLLABLES.findall(token)) > 1
    # "permitted" meets "permit", "travelled" "travel"; "sitting" and "selling" keep both letters.
    return token[:-1] if several and token[-1] == token[-2] and token[-1] not in "se" else token
