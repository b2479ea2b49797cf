"""Whether letters make a Vietnamese syllable: tells a right reading of wrongly decoded text from a wrong one."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SHAPES = "\u0302\u0306\u031b"
_STOPPED_TONES = "\u0301\u0323"  # a syllable that ends in a stop is high or low broken, no other
_ONSETS = re.findall(r"\w+", "ngh ng gh gi g kh k ch c th tr t nh n ph p qu b d đ h l m r s v x")
_RHYMES = frozenset(
    re.findall(
        r"\w+",
        "a ac ach ai ak am an ang anh ao ap at au ay ă ăc ăk ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây e ec em en "
        "eng eo ep et ê êch êm ên êng ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu o oa "
        "oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi ok om on ong ooc "
        "oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ "
        "uôc uôi uôm uôn uông uôt up ut uy uya uych uyn uynh uyt uyu uyên uyêt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi "
        "ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu ynh yt",
    )
)
_STOP = re.compile(r"(?:c|ch|k|p|t)$")


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether ``word`` (any case, any normal form) can be a Vietnamese syllable.

    >>> is_syllable("nghiêng"), is_syllable("quyết"), is_syllable("café"), is_syllable("tiềt")
    (True, True, False, False)
    """
    if len(word) > 24 or not word:
        return False
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in decomposed if c in _TONES]
    if len(tones) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
    rhyme = _rhyme(bare)
    if rhyme is None:
        return False
    return not (_STOP.search(rhyme) and tones and tones[0] not in _STOPPED_TONES)


def _rhyme(bare: str) -> str | None:
    """The rhyme of a syllable without its tone; None where there is no such syllable."""
    if bare in _RHYMES:
        return bare
    for onset in _ONSETS:
        rest = bare[len(onset) :]
        if bare.startswith(onset) and (rest in _RHYMES or (onset == "gi" and f"i{rest}" in _RHYMES)):
            return rest or "i"
    return "i" if bare == "gi" else None


def place_tone(bare: str, tone: str) -> str:
    """``bare`` with the combining mark ``tone`` on the vowel that carries it in print; ``bare`` where it has no vowel.

    >>> place_tone("viêt", chr(0x323)), place_tone("toan", chr(0x301)), place_tone("quy", chr(0x301))
    ('việt', 'toán', 'quý')
    """
    onset = re.match(r"(?:qu|gi(?=[^\W\d_]))?", bare, re.IGNORECASE)
    skipped = onset.end() if onset else 0
    vowels = [i for i, c in enumerate(bare) if i >= skipped and _base(c) in "aeiouy"]
    vowels = vowels or [i for i, c in enumerate(bare) if _base(c) in "aeiouy"]
    if not vowels:
        return bare
    shaped = [i for i in vowels if any(m in unicodedata.normalize("NFD", bare[i]) for m in _SHAPES)]
    closed = vowels[-1] < len(bare) - 1
    at = shaped[-1] if shaped else vowels[-1] if closed else vowels[-2] if len(vowels) > 1 else vowels[0]
    return unicodedata.normalize("NFC", f"{bare[: at + 1]}{tone}{bare[at + 1 :]}")


def _base(letter: str) -> str:
    return unicodedata.normalize("NFD", letter.lower())[:1]
