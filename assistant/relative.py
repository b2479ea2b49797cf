"""Comparisons asked for in other words, said as plain ones: a ratio, a share, days apart, the most of several.

"A gấp mấy lần B?" looks for the same two figures as "A cao hơn B bao nhiêu?"; only what is worked out of them differs.
The plain wording is read in place of the question, so that one way of comparing serves them all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from index.aligned import fold_aligned
from index.text import has_marks


class Relation(Enum):
    """What is worked out of the figures compared."""

    DIFFERENCE = "difference"
    TIMES = "times"
    SHARE = "share"  # the one as percent of the other


@dataclass(frozen=True, slots=True)
class Reading:
    """A question said as a plain comparison; a ratio is that of the side it names first to the other."""

    question: str
    relation: Relation


# Folded patterns, each with what is said for it ("{other}" is the question's own text) and at the question's end.
_Wordings = tuple[tuple[str, str, str], ...]
_MANY = r"(?:khoang |tam |chung )?(?:bao nhieu|may)"
_SPAN = rf"{_MANY} (?:ngay|tuan|thang|nam)\b"
_DAYS = r"\bhow many (?:days|weeks|months|years)"
_VERB_FIRST = r"(?P<one>(?:is|was|are|were|do|does|did|will|would)\b[^?]*?(?=\s*\?|$))"
_TIMES: _Wordings = (
    (
        rf"\b(?P<scale>cao|nhieu|lon|dai|rong|dong|dat|nang|lau|nhanh) (?:gap|hon) {_MANY} lan(?: (?:so voi|cua))?\b",
        "{scale} hơn",
        " bao nhiêu",
    ),
    (rf"\b(?:gap|bang|hon) {_MANY} lan(?: (?:so voi|cua))?\b", "cao hơn", " bao nhiêu"),
    (rf"\b(?:gap|bang)(?P<other> [^?]{{3,150}}? ){_MANY} lan\b", "cao hơn{other}bao nhiêu", ""),
    (rf"\bhon(?P<other> [^?]{{3,150}}? ){_MANY} lan\b", "hơn{other}bao nhiêu", ""),
    (r"\bhow many times (?P<scale>larger|higher|greater|bigger|more|longer|wider)\b", "how much {scale}", ""),
    (r"\bhow many times as many(?P<one>[^?]*?) as\b", "how many more{one} than", ""),
    (r"\bhow many times as \w+(?P<one>[^?]*?) as\b", "how much higher{one} than", ""),
    (
        r"\b(?:by )?(?:what|which) factor (?:does|did|is|was)\b(?P<one>[^?]*?) (?:exceed|(?:larger|higher) than)\b",
        "how much higher is{one} than",
        "",
    ),
    (r"\bwhat (?:is|was) the ratio of\b(?P<one>[^?]*?) to\b", "how much higher is{one} than", ""),
)
_TIMES_OF: _Wordings = (
    (
        rf"\bhow many times (?!as\b|a\b|per\b)(?P<other>[^?]{{3,150}}?) {_VERB_FIRST}",
        "how much higher {one} than {other}",
        "",
    ),
)
_SHARE: _Wordings = (
    (rf"\bbang {_MANY} (?:phan tram|%)(?: (?:so voi|cua))?", "cao hơn", " bao nhiêu"),
    (r"\b(?P<verb>is|was|equals?) what (?:percent\w*|share|proportion) of\b", "{verb} how much higher than", ""),
    (
        rf"\bwhat (?:percentage|percent|proportion) of (?P<other>[^?]{{3,150}}?) {_VERB_FIRST}",
        "how much higher {one} than {other}",
        "",
    ),
)
_APART: _Wordings = (
    (rf"\bcach nhau (?={_SPAN})", "sớm hơn nhau ", ""),
    (rf"(?<=\w )truoc(?P<other> [^?,]{{3,150}}? {_SPAN})", "sớm hơn{other}", ""),
    (rf"(?<=\w )sau(?P<other> [^?,]{{3,150}}? {_SPAN})", "muộn hơn{other}", ""),
    (
        rf"{_DAYS} (?:before|ahead of) (?P<other>[^?]{{3,150}}?) {_VERB_FIRST}",
        "how much earlier {one} than {other}",
        "",
    ),
    (rf"{_DAYS} after (?P<other>[^?]{{3,150}}?) {_VERB_FIRST}", "how much later {one} than {other}", ""),
    (rf"{_DAYS} (?P<order>earlier|later)\b", "how much {order}", ""),
    (rf"{_DAYS} apart\b", "how much earlier", ""),
)
_MOST: _Wordings = (
    (r"\bnao\b(?P<between>[^?]{1,80}? )nhat\b", "nào{between}hơn", ""),
    (
        r"\b(?P<which>which|who)\b(?P<between>[^?]*?) (?:the )?(?P<scale>larg|high|low|long|small|short"
        r"|wid|great|cheap|bigg|earli|lat)est\b",
        "{which}{between} {scale}er",
        "",
    ),
    (r"\b(?P<which>which|who)\b(?P<between>[^?]*?) (?:the )?most\b", "{which}{between} more", ""),
    (r"\b(?P<which>which|who)\b(?P<between>[^?]*?) (?:the )?(?:fewest|least)\b", "{which}{between} fewer", ""),
)
_COMPARES = re.compile(r"\b(?:hon|than|more|higher|larger|less|fewer|lower|earlier|later)\b")
# Percent of a plan or of the year before is reported of one side, not worked out of two.
_OF_ITSELF = re.compile(
    r"\b(?:ke hoach|du toan|chi tieu|cung ky|muc tieu|dinh muc|nam truoc|thang truoc|nam lien truoc|plan|target"
    r"|estimate|same period|(?:year|month) (?:earlier|before)|previous (?:year|month))\b"
)
_READ = (
    (_TIMES, Relation.TIMES),
    (_TIMES_OF, Relation.TIMES),
    (_SHARE, Relation.SHARE),
    (_APART, Relation.DIFFERENCE),
)


def plain(question: str) -> Reading | None:
    """The plain comparison that a question asks for in other words; ``None`` where it is none or is plain already.

    >>> plain("Dân số xã A gấp mấy lần xã B?").question
    'Dân số xã A cao hơn xã B bao nhiêu?'
    """
    folded = fold_aligned(question)
    for wordings, relation in _READ:
        said = _said(question, folded, wordings)
        if said and not (relation is Relation.SHARE and _OF_ITSELF.search(folded)):
            return Reading(said, relation)
    return None


def between_sides(question: str) -> str:
    """A question for the most or the least of several sides as one for more or less.

    >>> between_sides("Trong ba xã A, B và C, xã nào rộng nhất?")
    'Trong ba xã A, B và C, xã nào rộng hơn?'
    """
    folded = fold_aligned(question)
    return question if _COMPARES.search(folded) else _said(question, folded, _MOST) or question


def _said(question: str, folded: str, wordings: _Wordings) -> str | None:
    for pattern, said, closing in wordings:
        found = re.search(pattern, folded)
        own = {name: question[slice(*found.span(name))] for name in found.groupdict()} if found else {}
        if found is None or own.get("scale", "")[:1].isupper():  # "cầu Đông gấp" is no "đông gấp"
            continue
        marked = has_marks(question)
        plainly = (said if marked else fold_aligned(said)).format(**own)
        whole = f"{question[: found.start()]}{plainly}{question[found.end() :]}"
        bare = whole.rstrip(" ?.!")
        return f"{bare}{closing if marked else fold_aligned(closing)}{whole[len(bare) :]}"
    return None
