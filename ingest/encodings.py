"""Encodings of Vietnamese before Unicode, found by what makes Vietnamese syllables. Pure.

Two faces of one fault are handled: bytes in TCVN3 (ABC), VNI-Windows, VISCII or Windows-1258, and text whose
characters are such bytes shown as Latin-1, as Word, PDF and web pages hold it where a font (".VnTime", "VNI-Times")
did the rest. The letters of the first three are in ``data/legacy_letters.tsv`` (TCVN 5712:1993 VN1, of which TCVN3 is
a part; RFC 1456; VNI's own chart).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from index.syllables import is_syllable
from index.text import nfc
from index.tone_marks import repair_marks
from ingest.mending import fix_mojibake

_TONES = "\u0300\u0301\u0303\u0309\u0323"
# Words looked at to find an encoding: more would only cost time.
_SAMPLE_WORDS = 4000
_ENOUGH = 0.7  # share of marked words that must be Vietnamese syllables under an encoding
_GAIN = 0.25  # and by how much that must exceed the share as it stands
# TCVN3's ư is the soft hyphen: programs dropped it, or made a hyphen or a minus sign of it.
_SOFT_HYPHENS = "\u00ad\u2010\u2011\u2212-"


class Encoding(StrEnum):
    """An encoding of Vietnamese of the 1990s."""

    TCVN3 = "tcvn3"
    VNI = "vni"
    VISCII = "viscii"
    CP1258 = "cp1258"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text as a file holds it, and the font it is set in where that is known."""

    text: str
    font: str | None = None


@cache
def _letters(encoding: Encoding) -> dict[str, bytes]:
    lines = (files("ingest") / "data" / "legacy_letters.tsv").read_text(encoding="utf-8").splitlines()
    column = lines[0].split("\t").index(encoding)
    return {row[0]: bytes.fromhex(row[column]) for row in (line.split("\t") for line in lines[1:])}


@cache
def _reading(encoding: Encoding) -> tuple[re.Pattern[str], dict[str, str]]:
    """What finds the codes of an encoding in bytes shown as Latin-1, longest first, and the letter of each."""
    letters = {code.decode("latin-1"): letter for letter, code in _letters(encoding).items()}
    if encoding is Encoding.VNI:  # a capital often carries the mark of the small letter
        lower = {c: letters[c] for c in list(letters) if len(c) == 2 and c[0].islower()}
        letters = {c[0].upper() + c[1]: v.upper() for c, v in lower.items()} | letters
    if encoding is Encoding.TCVN3:
        letters |= {chr(0xB0 + i): mark for i, mark in enumerate("\u0300\u0309\u0303\u0301\u0323")}
    codes = sorted(letters, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, codes))), letters


def encode(text: str, encoding: Encoding) -> bytes:
    """``text`` in a legacy encoding. Raises ``UnicodeEncodeError`` for a character that it hasn't."""
    if encoding is Encoding.CP1258:
        return b"".join(_cp1258(c) for c in nfc(text))
    letters = _letters(encoding)
    return b"".join(letters[c] if c in letters else c.encode("ascii") for c in nfc(text))


def _cp1258(letter: str) -> bytes:
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(c for c in parts if c in _TONES)
        return (nfc("".join(c for c in parts if c not in _TONES)) + tone).encode("cp1258")


def decode(data: bytes, encoding: Encoding) -> str:
    """Text of bytes by the letter of a legacy encoding, NFC; bytes that it doesn't define are read as Windows-1252."""
    if encoding is Encoding.CP1258:
        return nfc(data.decode("cp1258", errors="replace"))
    pattern, letters = _reading(encoding)
    return nfc(_punctuated(pattern.sub(lambda m: letters[m.group()], data.decode("latin-1"))))


def convert(data: bytes, encoding: Encoding) -> str:
    """Text of bytes as the encoding was used: ``decode``, and for TCVN3 capitals and punctuation by their surroundings.

    TCVN3's fonts had no marked capitals, and had Windows' dashes and quotes where the standard puts capitals.

    >>> convert("TØNH QU¶NG TRÞ".encode("latin-1"), Encoding.TCVN3)
    'TỈNH QUẢNG TRỊ'
    """
    if encoding is not Encoding.TCVN3:
        return decode(data, encoding)
    pieces = (
        _as_used(m.group())
        for m in re.finditer(r"[A-Za-z\x01-\x06\x11-\x17\x80-\xff]+|[^A-Za-z]", data.decode("latin-1"))
    )
    return _with_capitals(nfc("".join(pieces)))


def _as_used(token: str) -> str:
    rare = re.search(r"[\x01-\x17\x80-\x9f]|[\xa1-\xa6][\xb0-\xb4]", token)
    if rare and len(token) > 1 and is_syllable(whole := decode(token.encode("latin-1"), Encoding.TCVN3)):
        return whole
    return "".join(
        _punctuated(part) if re.match(r"[\x80-\xa0\xb0-\xb4]", part) else decode(part.encode("latin-1"), Encoding.TCVN3)
        for part in re.split(r"([\x80-\xa0\xb0-\xb4]+)", token)
    )


def _punctuated(text: str) -> str:
    return re.sub("[\x80-\x9f]", lambda m: m.group().encode("latin-1").decode("cp1252", errors="ignore"), text)


_WORD = re.compile(r"[^\W\d_]+")


def _with_capitals(text: str) -> str:
    """Words in capitals made whole: in TCVN3 as used the code of a small marked letter stands for the capital too."""
    return "\n".join(_line_with_capitals(line) for line in text.split("\n"))


def _line_with_capitals(line: str) -> str:
    words = [m.span() for m in _WORD.finditer(line)]
    plain = [[c for c in line[a:b] if c.isascii()] for a, b in words]
    capital = [len(w) > 1 and all(c.isupper() for c in w) for w in plain]
    mixed = [any(c.islower() for c in w) for w in plain]
    pieces, at = [], 0
    for i, (a, b) in enumerate(words):
        around = [j for j in (i - 1, i + 1) if 0 <= j < len(words)]
        short = not mixed[i] and any(capital[j] for j in around) and not any(mixed[j] for j in around)
        pieces += [line[at:a], line[a:b].upper() if capital[i] or short else line[a:b]]
        at = b
    return "".join([*pieces, line[at:]])


# -- bytes ------------------------------------------------------------------------------------------------------------


def detect(data: bytes) -> Encoding | None:
    """The legacy Vietnamese encoding of bytes that aren't UTF-8; None where none makes Vietnamese of them."""
    if b"\x00" in data[:4096]:
        return None
    return _best([Piece(data[:400_000].decode("latin-1"))], tuple(Encoding))


def utf16_without_mark(data: bytes) -> str | None:
    """'utf-16-le' or 'utf-16-be' where every other byte of the beginning is often zero, as in Latin text."""
    head = data[: 4096 // 2 * 2]
    if len(head) < 8 or len(data) % 2:
        return None
    zeros = [head[k::2].count(0) / len(head[k::2]) for k in (0, 1)]
    if max(zeros) < 0.3 or min(zeros) > 0.05:
        return None
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"


# -- text that holds legacy codes as Latin-1 characters ---------------------------------------------------------------


def encoding_of_font(font: str | None) -> Encoding | None:
    """The encoding that a font's name stands for: ``.VnTime`` is TCVN3, ``VNI-Times`` is VNI."""
    if font is None:
        return None
    name = re.sub(r"^[A-Z]{6}\+", "", font)
    if re.match(r"(?:\.|#2[eE])?Vn[A-Z]", name):
        return Encoding.TCVN3
    return Encoding.VNI if re.match(r"VNI[-_ ]", name) else None


def from_latin(text: str, encoding: Encoding, *, font: str | None = None) -> str:
    """Text whose Latin-1 characters are bytes of ``encoding``; a TCVN3 font whose name ends in H prints capitals."""
    if encoding is Encoding.TCVN3:
        text = _SOFT.sub(_with_soft_hyphen, text)
    read = re.sub("[\x00-\xff]+", lambda m: convert(m.group().encode("latin-1"), encoding), text.translate(_BYTES))
    return read.upper() if encoding is Encoding.TCVN3 and font and re.search(r"H(?:[,-]|$)", font) else read


# Windows-1252's own characters, as the Latin-1 characters of their bytes.
_BYTES = {
    ord(bytes([b]).decode("cp1252")): chr(b) for b in range(0x80, 0xA0) if b not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
_SOFT = re.compile(rf"[^\s{_SOFT_HYPHENS}]*[{_SOFT_HYPHENS}][^\s]*")


def _with_soft_hyphen(match: re.Match[str]) -> str:
    """A word with its ư put back where it was turned into a hyphen and only so is a syllable."""
    whole = match.group()
    if "\u00ad" in whole and not re.search(r"[-\u2010\u2011\u2212]", whole):
        return whole
    candidate = re.sub("[\u00ad\u2010\u2011\u2212-]", "\u00ad", whole)
    read = _WORD.findall(decode(candidate.encode("latin-1", "ignore"), Encoding.TCVN3))
    return candidate if len(read) == 1 and len(read[0]) > 1 and is_syllable(read[0]) else whole


def spread(text: str, encoding: Encoding, *, font: str | None = None) -> list[str]:
    """``from_latin`` character by character: a string for each of ``text``, '' where the letter before took it in."""
    found = [from_latin(c, encoding, font=font) for c in text]
    if encoding is Encoding.VNI:
        pattern, letters = _reading(encoding)
        for m in pattern.finditer(text):
            found[m.start() : m.end()] = [letters[m.group()], *[""] * (len(m.group()) - 1)]
        return found
    whole = from_latin(text, encoding, font=font)
    return list(whole) if len(whole) == len(text) else found


def encoding_of(pieces: Sequence[Piece]) -> Encoding | None:
    """The legacy encoding of pieces set in one font; None where they are Unicode."""
    suspect = [p for p in pieces if _SUSPECT.search(p.text) and not _MODERN.search(p.text)]
    name = encoding_of_font(pieces[0].font) if pieces else None
    return _best(suspect, (name,) if name else tuple(Encoding)) if suspect else None


def repair_pieces(pieces: Sequence[Piece]) -> list[str]:
    """The texts of pieces of one file with legacy codes, mojibake and misplaced marks put right; the others unchanged.

    Encodings are found over all pieces of a kind together, since a single cell or heading says too little.
    """
    texts: dict[int, str] = {}
    suspect = [i for i, p in enumerate(pieces) if _SUSPECT.search(p.text) and not _MODERN.search(p.text)]
    for name in {encoding_of_font(pieces[i].font) for i in suspect}:
        group = [i for i in suspect if encoding_of_font(pieces[i].font) is name]
        best = encoding_of([pieces[i] for i in group])
        if best:
            texts.update({i: _repaired(pieces[i], best, sure=name is not None) for i in group})
    return [repair_marks(texts[i] if i in texts else fix_mojibake(piece.text)) for i, piece in enumerate(pieces)]


def _repaired(piece: Piece, encoding: Encoding, *, sure: bool) -> str:
    read = from_latin(piece.text, encoding, font=piece.font)
    return read if sure or _count(read) >= _count(piece.text) else piece.text


def repair(text: str) -> str:
    """``repair_pieces`` for the lines of a text."""
    if text.isascii():
        return text
    return "\n".join(repair_pieces([Piece(line) for line in text.split("\n")]))


# Letters that only Vietnamese in Unicode has: a piece that holds one isn't in a legacy encoding.
_MODERN = re.compile("[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u0300-\u0303\u0309\u0323\u1ea0-\u1ef9]")
_SUSPECT = re.compile("[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2212]")
_LETTER = (
    "[A-Za-z\u0001-\u0006\u0011-\u001e\u0080-\u009f\u00a1-\u00ff\u0152-\u0192\u02c6\u02dc"
    "\u2010-\u203a\u20ac\u2122\u2212]"
)
_TOKEN = re.compile(f"{_LETTER}+(?:-{_LETTER}+)*")
_TRIM = ".,;:!?()[]\"'“”‘’«»…–—-\u00a0"


def _best(pieces: Iterable[Piece], choices: Sequence[Encoding]) -> Encoding | None:
    """The encoding that makes Vietnamese syllables of words beyond ASCII, clearly more of them than as they stand."""
    tokens = _tokens(pieces)
    marked = [t for t in tokens if len(t) > 1 and not (t.isascii() and t.isprintable())]
    if not marked:
        return None
    standing = _share(marked, lambda token: _punctuated(token.translate(_BYTES)))
    shares = {e: _share(marked, _reader(e)) for e in choices}
    best = max(shares, key=lambda e: shares[e])
    plain = [t for t in tokens if t.isascii() and t.isalpha() and t.islower()]
    native = sum(map(is_syllable, plain)) >= 0.5 * len(plain)
    return best if native and shares[best] >= max(_ENOUGH, standing + _GAIN) else None


def _tokens(pieces: Iterable[Piece]) -> list[str]:
    tokens: list[str] = []
    for piece in pieces:
        tokens += [t for m in _TOKEN.finditer(piece.text) if (t := m.group())]
        if len(tokens) > _SAMPLE_WORDS:
            break
    return tokens


def _reader(encoding: Encoding) -> Callable[[str], str]:
    return lambda token: from_latin(token, encoding)


def _share(tokens: Sequence[str], read: Callable[[str], str]) -> float:
    """The share of tokens that are Vietnamese syllables (each as often as it stands)."""
    known: dict[str, bool] = {}
    for token in tokens:
        if token not in known:
            word = read(token).strip(_TRIM)
            known[token] = is_syllable(word) and not word.isascii() and _evenly_cased(word)
    return sum(known[t] for t in tokens) / len(tokens)


def _evenly_cased(word: str) -> bool:
    return word[1:].islower() or word.isupper() or len(word) == 1


def _count(text: str) -> int:
    return sum(is_syllable(w) for w in _WORD.findall(text))
