"""Numbers of official documents in any writing: "81/2025/NQ-HĐND", "81/2025 / NQ - HDND", "NQ 81/2025", "nghị quyết số
81 năm 2025".

A number has up to four parts: the running number, the year, the kind (NQ) and the issuer (HĐND). What a writing
leaves out matches anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.aligned import fold_aligned
from index.text import fold

_KIND_WORDS = {
    "nghi quyet": "NQ",
    "quyet dinh": "QĐ",
    "nghi dinh": "NĐ",
    "thong tu": "TT",
    "chi thi": "CT",
    "thong bao": "TB",
    "ke hoach": "KH",
    "bao cao": "BC",
    "to trinh": "TTr",
    "cong dien": "CĐ",
    "huong dan": "HD",
    "chuong trinh": "CTr",
    "resolution": "NQ",
    "decision": "QĐ",
    "decree": "NĐ",
    "circular": "TT",
    "directive": "CT",
    "notice": "TB",
    "plan": "KH",
    "report": "BC",
}
# Abbreviations as printed, by their folded form: what somebody types without marks or in small letters is put right.
_SPELLINGS = {
    fold(word): word
    for word in [
        "NQ",
        "QĐ",
        "NĐ",
        "TT",
        "CT",
        "TB",
        "KH",
        "BC",
        "TTr",
        "CĐ",
        "HD",
        "CTr",
        "TTLT",
        "NQLT",
        "QC",
        "QCPH",
        "QLPH",
        "PA",
        "ĐA",
        "CV",
        "GM",
        "SL",
        "L",
        "PL",
        "QH",
        "CP",
        "HĐND",
        "UBND",
        "CTUBND",
        "HĐ",
        "TTg",
        "UBTVQH",
        "VPCP",
        "TU",
        "HU",
        "QU",
        "BTC",
        "BXD",
        "BNV",
        "BGDĐT",
        "BYT",
        "BTNMT",
        "BNNPTNT",
        "BNNMT",
        "BCA",
        "BQP",
        "BTP",
        "BCT",
        "BKHĐT",
        "BKHCN",
        "BTTTT",
        "BVHTTDL",
        "BLĐTBXH",
        "MTTQ",
        "UBMTTQ",
        "VPUB",
        "VPUBND",
        "BQLKKT",
    ]
}
_PREFIXES = frozenset(
    ["nq", "qd", "nd", "tt", "ct", "tb", "kh", "bc", "ttr", "cd", "hd", "ctr", "ttlt", "qc", "qcph", "pa", "da", "cv"]
)
_OFTEN_BARE = frozenset({"NQ", "QĐ", "NĐ", "TT", "CT"})  # "theo Nghị quyết 08"
_FULL = re.compile(
    r"(?<![\w/.,-])(?P<n>\d{1,6}[a-zđ]?)\s?/\s?(?:(?P<y>(?:19|"
    r"20)\d{2})\s?/\s?)?(?P<s>[A-ZĐÐa-zđ][A-ZĐÐa-zđ]{1,9}\d{0,2}(?:\s?[-–&]\s?[A-ZĐÐa-zđ][A-ZĐÐa-zđ&]{0,11}\d{0,2}){0,4})(?![\w])"
)
_WORDS = "|".join(sorted((w.replace(" ", r"\s+") for w in _KIND_WORDS), key=len, reverse=True))
_SHORT = "|".join(sorted(_PREFIXES - {"da", "hd", "cd", "pa", "qc", "tt"}, key=len, reverse=True))
_PARTIAL = re.compile(
    rf"\b(?P<k>{_WORDS}|(?:{_SHORT})(?=\s))\s*(?P<so>so\s*:?\s*|no\.?\s*|"
    rf"number\s*)?(?P<n>\d{{1,6}})(?:\s?/\s?(?P<y>(?:19|20)\d{{2}})|\s*(?:nam|of|"
    rf"in)\s+(?P<y2>(?:19|20)\d{{2}}))?(?![\w/]|[.,]\d)(?!\s*(?:%|phan tram|thang|ngay|nam|dong|ty|"
    rf"trieu|nguoi|ho|dieu|dai bieu|ban|to)\b)"
)


@dataclass(frozen=True, slots=True)
class DocNumber:
    """A document number at ``text[start:end]``; ``number`` in one writing. ``partial``: without the issuer, perhaps
    without the year.
    """

    start: int
    end: int
    number: str
    partial: bool = False


@dataclass(frozen=True, slots=True)
class _Parts:
    running: str
    year: str
    kind: str
    issuer: str


def find_document_numbers(text: str) -> list[DocNumber]:
    """Every document number in ``text``, in order.

    >>> [n.number for n in find_document_numbers("NQ 81/2025 thay Nghị quyết số 46/2024/NQ - HDND")]
    ['81/2025/NQ', '46/2024/NQ-HĐND']
    """
    found = [full for match in _FULL.finditer(text) if (full := _full(match))]
    folded = fold_aligned(text)
    taken = [(n.start, n.end) for n in found]
    for match in _PARTIAL.finditer(folded):
        if any(start < match.end() and match.start("n") < end for start, end in taken):
            continue
        word = re.sub(r"\s+", " ", match["k"])
        kind = _KIND_WORDS.get(word) or _SPELLINGS[word]
        year = match["y"] or match["y2"]
        if (
            match["so"] is None
            and match["y"] is None
            and (kind not in _OFTEN_BARE or re.fullmatch(r"(?:19|20)\d{2}|\d", match["n"]))
        ):
            continue  # "kế hoạch 2024", "quyết định 5 ..." name no document
        number = "/".join(x for x in (match["n"], year, kind) if x)
        found.append(DocNumber(match.start(), match.end(), number, partial=True))
    return sorted(found, key=lambda n: n.start)


def _full(match: re.Match[str]) -> DocNumber | None:
    symbol = re.sub(r"\s", "", match["s"]).replace("–", "-").replace("Ð", "Đ")
    first = symbol.split("-")[0]
    if not (fold(first) in _PREFIXES or first.isupper() or re.fullmatch(r"QH\d{1,2}", first)):
        return None
    if fold(first) not in _PREFIXES and "-" not in symbol and not re.fullmatch(r"[A-ZĐ]{2,}\d{0,2}", symbol):
        return None
    if match["y"] is None and "-" not in symbol and fold(first) not in _PREFIXES and not re.search(r"\d$", symbol):
        return None  # "24/GPS", "5/VNĐ": a slash, not a document
    symbol = "-".join(_spelled(part) for part in symbol.split("-"))
    number = "/".join(x for x in (match["n"], match["y"], symbol) if x)
    end = match.end()
    return DocNumber(match.start(), end, number, partial="-" not in symbol and fold(symbol) in _PREFIXES)


def _spelled(part: str) -> str:
    letters = part.rstrip("0123456789")
    return _SPELLINGS.get(fold(letters), letters.upper() if letters.islower() else letters) + part[len(letters) :]


def normalise_number(number: str) -> str:
    """One writing of a number: no spaces, plain hyphens, marks put right; unchanged where it isn't one.

    >>> normalise_number("81 /2025/NQ – HDND")
    '81/2025/NQ-HĐND'
    """
    found = find_document_numbers(number)
    return found[0].number if found else re.sub(r"\s+", "", number)


def same_number(a: str, b: str) -> bool:
    """Whether two writings can be the same document: parts that both give are equal (leading zeros and marks don't
    count).
    """
    first, second = _parts(a), _parts(b)
    if first.running != second.running or not first.running:
        return False
    pairs = ((first.year, second.year), (first.kind, second.kind), (first.issuer, second.issuer))
    return all(x == y or not x or not y for x, y in pairs)


def _parts(number: str) -> _Parts:
    pieces = [p for p in fold(normalise_number(number)).split("/") if p]
    running = pieces[0].lstrip("0") if pieces and pieces[0][:1].isdigit() else ""
    rest = pieces[1:]
    year = rest.pop(0) if rest and re.fullmatch(r"(?:19|20)\d{2}", rest[0]) else ""
    kind, _, issuer = rest[0].partition("-") if rest else ("", "", "")
    return _Parts(running, year, kind, issuer)
