"""Quantities in Vietnamese and English writing: what a number is worth, in what unit, and whether two are the same.

Dates, periods, times of day, document numbers, references ("khoản 2") and telephone numbers are no quantities.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cached_property

from index.aligned import fold_aligned, is_marked, lower_aligned
from index.numerals import NumberWords, find_number_words, read_number
from index.spans import LANGUAGES, Closed, not_quantities
from index.units import (
    BY_NAME,
    ENGLISH_MULTIPLIERS,
    MULTIPLIER_SPELLINGS,
    MULTIPLIERS,
    QuantityKind,
    UnitOfMeasure,
    spellings,
)

__all__ = ["Quantity", "QuantityKind", "find_quantities", "format_number", "format_quantity", "same_quantity"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit at ``text[start:end]``.

    ``value`` is in ``unit`` as written ("2.511 tỷ đồng": 2511, 'tỷ đồng'; None where there is none), ``canonical`` in
    ``base`` ('đồng', 'm', 'm2', 'kg', 'người' …; with what it is per: 'đồng/người/tháng'). ``total`` is the 22 of
    "20/22 chỉ tiêu". ``bound`` is 'low' or 'high' in a range.
    """

    start: int
    end: int
    value: Decimal
    unit: str | None
    kind: QuantityKind
    canonical: Decimal
    base: str | None = None
    total: Decimal | None = None
    bound: str | None = None


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=len, reverse=True))


class _Lexicon:
    """The unit patterns of one way of writing."""

    def __init__(self, *, toneless: bool, english: bool) -> None:
        self.units = spellings(toneless=toneless, english=english)
        self.multipliers = dict(MULTIPLIER_SPELLINGS)
        if toneless:
            self.multipliers |= {fold_aligned(s): name for s, name in MULTIPLIER_SPELLINGS.items()}
        words = _alternatives(list(self.multipliers))
        self.multiplier = re.compile(rf"\s{{0,3}}({words})(?![^\W\d_])(?:\.(?=đ|d))?")
        self.unit = re.compile(rf"[\s-]{{0,3}}({_alternatives(list(self.units))})(?![^\W_]|/\d)")
        each = _alternatives(
            [*self.units, "năm", "hồ sơ", "lần", "suất", "đầu người", "cấu kiện", "vạn dân", "10.000 dân", "1.000 dân"]
        )
        if toneless:
            each += "|" + fold_aligned(each)
        self.per = re.compile(rf"\s?/\s?({each})(?!\w)|\s+(?:mỗi|per|một)\s+({each})(?!\w)")


_LEXICONS: dict[tuple[bool, bool], _Lexicon] = {}


def _lexicon(*, toneless: bool, english: bool) -> _Lexicon:
    key = (toneless, english)
    if key not in _LEXICONS:
        _LEXICONS[key] = _Lexicon(toneless=toneless, english=english)
    return _LEXICONS[key]


_NUMBER = re.compile(r"(?<!\w)(?<!\w[.,])\d+(?:[.,]\d+)*")
_CURRENCY_BEFORE = re.compile(r"(?<!\w)(us\$|\$|usd|vnd|vnđ|eur|€|đ)\s?$")
_CURRENCIES = {"us$": "USD", "$": "USD", "usd": "USD", "eur": "EUR", "€": "EUR"}
_OF_TOTAL = re.compile(
    r"(?:\s?/\s?|\s+(?:of|out of|(?:trên|trong)(?:\s+tổng)?\s+số|trên)\s+(?:the\s+)?)(\d+(?:[.,]\d+)*)(?![\w/])"
)
_DIGITS_AGAIN = re.compile(r"\s?\(\s?(\d{1,9})\s?\)")
_ENGLISH_SCALES = frozenset({"thousand", "million", "mn", "billion", "bn", "trillion"})
_MEASURED = frozenset(
    {QuantityKind.MONEY, QuantityKind.AREA, QuantityKind.MASS, QuantityKind.VOLUME, QuantityKind.LENGTH}
)
_MAX_DIGITS = 30
_AND_LESS = re.compile(r"\s+(\d{1,3}(?:[.,]\d+)?)(?![.,]?\d)")
_HALF = re.compile(r"\s+(?:rưỡi|ruoi)(?!\w)")
_TO = re.compile(r"\s?(?:[-–—~÷]|đến|tới|den|toi|to|and|và)\s?(?:dưới\s)?$")
_ORDINAL_BEFORE = re.compile(r"(?:thứ|thu|hạng|hang|top|rank|ranked|no\.)\s?$")
_ENGLISH_ORDINAL = re.compile(r"(?:st|nd|rd|th)(?!\w)")
# Function words after "5 tỷ": the amount is money; any other word is a noun that we do not know ("2 triệu bài viết").
_GRAMMAR = frozenset(
    re.findall(
        r"\w+",
        """và để cho so trong từ đến với của là thì ở tại theo hoặc hay tăng giảm vượt bằng đạt chiếm trên dưới
        nhằm do vào ra được bị đã đang sẽ còn chưa không cùng gồm cao thấp nên mà tới trở mỗi một vốn thuộc
        về nếu khi bởi như gấp cả năm tháng quý nữa rưỡi này đó trước sau qua ước thu chi tiền""",
    )
)
_LANGUAGE = re.compile(rf"\s+(?:{LANGUAGES}|{fold_aligned(LANGUAGES)})(?!\w)")
_NEXT_WORD = re.compile(r"[ \n]([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class _Measure:
    """The worth of digits together with the unit that ends at ``end``."""

    end: int
    value: Decimal
    name: str | None
    kind: QuantityKind
    canonical: Decimal
    base: str | None


class _Scanner:
    """Finds the quantities of one text."""

    def __init__(self, text: str, language: str) -> None:
        self.lower = lower_aligned(text)
        self.text = text
        self.toneless = not is_marked(text, self.lower)
        self.language = language
        self.lexicon = _lexicon(toneless=self.toneless and language != "en", english=language == "en")

    def run(self) -> list[Quantity]:
        """The quantities in order."""
        found: list[Quantity] = []
        end = 0
        words = find_number_words(self.lower, toneless=self.toneless)
        starts: list[tuple[int, re.Match[str] | NumberWords]] = [(m.start(), m) for m in _NUMBER.finditer(self.lower)]
        starts += [(w.start, w) for w in words]
        for start, token in sorted(starts, key=lambda pair: pair[0]):
            if start < end:
                continue
            quantity = self._digits(token) if isinstance(token, re.Match) else self._words(token)
            if quantity is not None and not self.closed.holds(start):
                found.append(quantity)
                end = quantity.end
        return self._ranges(found)

    @cached_property
    def closed(self) -> Closed:
        """Where no number is looked for; asked only once there is one, which most sentences do without."""
        return not_quantities(self.text)

    # one number

    def _digits(self, token: re.Match[str]) -> Quantity | None:
        start, end = token.span()
        digits = token.group()
        if len(digits) > _MAX_DIGITS:
            return None
        if _ENGLISH_ORDINAL.match(self.lower, end):
            value = read_number(digits, self.language, whole=True)
            return None if value is None else Quantity(start, end + 2, value, None, QuantityKind.ORDINAL, value)
        fraction = _OF_TOTAL.match(self.lower, end)
        if fraction and (counted := self._fraction(digits, fraction, start)):
            return counted
        currency = _CURRENCY_BEFORE.search(self.lower, max(0, start - 5), start)
        measure = self._measure(digits, end, _currency(currency))
        if measure is None:
            return None
        kind, value, canonical = measure.kind, measure.value, measure.canonical
        if measure.name is None and (self.lower[end : end + 1].isalpha() or self._labelled(start, end)):
            return None  # "4G", "2A"; a year, a footnote
        if currency:
            start = currency.start()
        if kind in {QuantityKind.NUMBER, QuantityKind.COUNT} and self._ranked(start):
            kind = QuantityKind.ORDINAL
        if kind is QuantityKind.PERCENT and self._negative(start):
            start, value, canonical = start - 1, -value, -canonical
        return Quantity(start, measure.end, value, measure.name, kind, canonical, measure.base)

    def _words(self, words: NumberWords) -> Quantity | None:
        """Number words count where a unit, a multiplier or digits in brackets follow, or where they are long."""
        bracket = _DIGITS_AGAIN.match(self.lower, words.end)
        end = bracket.end() if bracket and Decimal(bracket[1]) == words.value else words.end
        measure = self._measure(str(words.value), end, None)
        if measure is None or (measure.name is None and end == words.end and not words.compound):
            return None
        return Quantity(
            words.start, measure.end, measure.value, measure.name, measure.kind, measure.canonical, measure.base
        )

    def _fraction(self, digits: str, fraction: re.Match[str], start: int) -> Quantity | None:
        """ "20/22 chỉ tiêu"; a rank "thứ 4/34" is an ordinal."""
        value = read_number(digits, self.language, whole=True)
        measure = self._measure(fraction[1], fraction.end(), None)
        if value is None or measure is None or measure.value == 0:
            return None
        counted = measure.kind is QuantityKind.COUNT
        if not counted and "/" not in fraction.group():
            return None  # "20 of 22 targets" is one count, "5 of 10%" two quantities
        if measure.kind in _MEASURED and (read := read_number(digits, self.language, whole=False)) and read >= 10:
            # "279,5/686,7 tỷ đồng" was done of what was to be done; "1/2 ha" is half of one.
            part = read * measure.canonical / measure.value
            return Quantity(start, measure.end, read, measure.name, measure.kind, part, measure.base, measure.value)
        kind = QuantityKind.ORDINAL if self._ranked(start) else measure.kind if counted else QuantityKind.NUMBER
        end = measure.end if counted else fraction.end()
        name, base = (measure.name, measure.base) if counted else (None, None)
        return Quantity(start, end, value, name, kind, value, base, measure.value)

    def _ranked(self, start: int) -> bool:
        return _ORDINAL_BEFORE.search(self.lower, max(0, start - 8), start) is not None

    def _negative(self, start: int) -> bool:
        """A minus sign after a space or bracket, and not the dash of a list item or a range."""
        lead = self.lower[max(0, start - 3) : start]
        return len(lead) == 3 and lead[2] in "-−" and lead[1] in " (:" and not lead[0].isdigit() and lead[0] != "\n"

    def _labelled(self, start: int, end: int) -> bool:
        """Whether a number without a unit only names something: a year, a footnote, a code."""
        digits = self.lower[start:end]
        bracketed = self.lower[start - 1 : start] in {"(", "["} and self.lower[end : end + 1] in {")", "]"}
        year = len(digits) == 4 and digits.isdecimal() and 1900 <= int(digits) <= 2199
        return year or (bracketed and len(digits) <= 3)

    # its unit

    def _measure(self, digits: str, end: int, currency: UnitOfMeasure | None) -> _Measure | None:
        """What ``digits``, which end at ``end``, are worth with the multiplier and unit written after them."""
        multiplier = self.lexicon.multiplier.match(self.lower, end)
        if multiplier and multiplier[1] == "vạn" and self.text[multiplier.start(1)] == "V":
            multiplier = None  # "12 Vạn Phúc"
        spelling = " ".join(multiplier[1].split()) if multiplier else ""
        name = self.lexicon.multipliers.get(spelling, "")
        stop = multiplier.end() if multiplier else end
        unit, stop, surface = self._unit(stop, currency)
        english = self.language == "en" if not name else spelling in _ENGLISH_SCALES
        whole = not name and unit is not None and (unit.name == "đồng" or unit.kind is QuantityKind.COUNT)
        value = read_number(digits, "en" if english else "vi", whole=whole)
        if value is None:
            return None
        if name == "vạn":
            value, name = value * 10, "nghìn"  # figures are told in thousands
        if name and unit is None:
            value, name, stop = self._compound(value, name, stop)
            if half := _HALF.match(self.lower, stop):
                value, stop = value + Decimal("0.5"), half.end()
            unit, stop, surface = self._unit(stop, currency)
            if unit is None and self._is_money(stop):
                unit, surface = BY_NAME["đồng"], "đồng"
        factor = MULTIPLIERS.get(name, Decimal(1))
        if unit is None:
            return _Measure(stop, value, name or None, QuantityKind.NUMBER, value * factor, None)
        per, stop = self._per(unit, stop)
        full = f"{name} {surface}".strip() + per
        return _Measure(stop, value, full, unit.kind, value * factor * unit.factor, unit.base + per)

    def _unit(self, at: int, currency: UnitOfMeasure | None) -> tuple[UnitOfMeasure | None, int, str]:
        """The unit written at ``at`` or before the number; a counting word keeps its own writing."""
        match = self.lexicon.unit.match(self.lower, at)
        if currency is not None:
            same = match and self.lexicon.units[" ".join(match[1].split())].name == currency.name
            return currency, match.end() if match and same else at, currency.name
        if match is None:
            return None, at, ""
        written = " ".join(match[1].split())
        unit = self.lexicon.units[written]
        if self._misread(match, unit):
            return None, at, ""
        if unit.kind is QuantityKind.ENERGY:
            return unit, match.end(), self.text[match.start(1) : match.end(1)]
        own = unit.kind is QuantityKind.COUNT and written in unit.vietnamese and not written.startswith(unit.name)
        return unit, match.end(), written if own else unit.name

    def _misread(self, match: re.Match[str], unit: UnitOfMeasure) -> bool:
        """Whether what looks like a unit is none: "5-người", "15 Trường Chinh" (an address), "4G", "2 tiếng Anh"."""
        start, end = match.span(1)
        if " ".join(match[1].split()) in {"tiếng", "tieng"} and _LANGUAGE.match(self.lower, end):
            return True
        hyphenated = "-" in match.string[match.start() : start] and unit.name != "lần"
        capital = unit.kind is QuantityKind.COUNT and self.text[start : start + 2].istitle()
        return hyphenated or capital or (unit.name == "gam" and self.text[start:end] == "G")

    def _compound(self, value: Decimal, name: str, stop: int) -> tuple[Decimal, str, int]:
        """ "27 tỷ 781 triệu": one value in the smallest multiplier."""
        for _ in range(3):
            digits = _AND_LESS.match(self.lower, stop)
            smaller = self.lexicon.multiplier.match(self.lower, digits.end()) if digits else None
            if digits is None or smaller is None:
                break
            less = self.lexicon.multipliers[" ".join(smaller[1].split())]
            part = read_number(digits[1], self.language, whole=False)
            if part is None or MULTIPLIERS[less] >= MULTIPLIERS[name]:
                break
            value = value * MULTIPLIERS[name] / MULTIPLIERS[less] + part
            name, stop = less, smaller.end()
        return value, name, stop

    def _is_money(self, stop: int) -> bool:
        """ "5 tỷ" without a unit is money in Vietnamese, unless a noun that we do not know follows."""
        if self.language == "en":
            return False
        following = _NEXT_WORD.match(self.lower, stop)
        return following is None or following[1] in _GRAMMAR or (self.toneless and following[1] in _BARE_GRAMMAR)

    def _per(self, unit: UnitOfMeasure, stop: int) -> tuple[str, int]:
        """ "/người/tháng" after a unit, in Vietnamese names."""
        parts = ""
        for _ in range(3):
            match = self.lexicon.per.match(self.lower, stop)
            if match is None or unit.kind is QuantityKind.DURATION:
                break
            written = " ".join((match[1] or match[2]).split())
            known = self.lexicon.units.get(written)
            own = known is None or written in known.vietnamese
            parts += "/" + (written if own or known is None else known.name)
            stop = match.end()
        return parts, stop

    # neighbours

    def _ranges(self, found: list[Quantity]) -> list[Quantity]:
        """Marks "14.000 - 30.000 đồng" as a range; its low end takes the unit of the high one where it has none."""
        result = list(found)
        for i in range(len(result) - 1):
            low, high = result[i], result[i + 1]
            gap = self.lower[low.end : high.start]
            if len(gap) > 12 or not _TO.fullmatch(gap) or low.total or high.total or gap.strip() in {"và", "and"}:
                continue
            if low.unit is None and high.unit is not None and low.kind is QuantityKind.NUMBER:
                ratio = high.canonical / high.value if high.value else Decimal(1)
                shared = read_number(self.text[low.start : low.end], self.language, whole=ratio == 1) or low.value
                low = replace(
                    low, value=shared, unit=high.unit, kind=high.kind, base=high.base, canonical=shared * ratio
                )
            if low.kind is high.kind and low.base == high.base and low.canonical <= high.canonical:
                result[i], result[i + 1] = replace(low, bound="low"), replace(high, bound="high")
        return result


_BARE_GRAMMAR = frozenset(fold_aligned(word) for word in _GRAMMAR)


def _currency(match: re.Match[str] | None) -> UnitOfMeasure | None:
    return BY_NAME[_CURRENCIES.get(match[1], "đồng")] if match else None


def find_quantities(text: str, language: str = "vi") -> list[Quantity]:
    """Every quantity of ``text``, in order, not overlapping. ``language`` ('vi' or 'en') decides what "2.511" is worth.

    >>> [(q.value, q.unit) for q in find_quantities("đạt 2.511 tỷ đồng, bằng 89% kế hoạch")]
    [(Decimal('2511'), 'tỷ đồng'), (Decimal('89'), '%')]
    """
    return _Scanner(text, language).run()


def same_quantity(a: Quantity, b: Quantity) -> bool:
    """Whether both say the same: 2.511 tỷ đồng, 2,511 billion dong and 2.511.000 triệu đồng do, 2.512 tỷ does not.

    A bare number equals a count of the same size, because languages differ in which nouns are counting words.
    """
    if a.canonical != b.canonical or (a.total is not None and b.total is not None and a.total != b.total):
        return False
    if a.kind is b.kind:
        return a.base == b.base or a.kind is QuantityKind.COUNT
    return {a.kind, b.kind} == {QuantityKind.COUNT, QuantityKind.NUMBER}


def format_number(value: Decimal | float, language: str = "vi") -> str:
    """Digits in groups of three, without trailing zeros: 2.511,5 in Vietnamese, 2,511.5 in English.

    >>> format_number(Decimal("2511.50")), format_number(2511.5, "en")
    ('2.511,5', '2,511.5')
    """
    try:
        number = value if isinstance(value, Decimal) else Decimal(repr(value))
    except InvalidOperation as error:
        raise ValueError(f"not a number: {value!r}") from error
    text = f"{number:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def format_unit(unit: str, language: str = "vi") -> str:
    """A unit in the words of ``language``: 'tỷ đồng' is "billion đồng" in English."""
    if language != "en":
        return unit
    head, *per = unit.split("/")
    multiplier = next((m for m in sorted(MULTIPLIERS, key=len, reverse=True) if f"{head} ".startswith(f"{m} ")), "")
    noun = head.removeprefix(multiplier).strip()
    words = [ENGLISH_MULTIPLIERS.get(multiplier, ""), _in_english(noun) if noun else ""]
    return "/".join([" ".join(filter(None, words)), *(_in_english(p, single=True) for p in per)])


def _in_english(name: str, *, single: bool = False) -> str:
    unit = BY_NAME.get(name) or spellings(toneless=False, english=False).get(name.lower())
    if unit is None or not unit.english:
        return name
    return next((e for e in unit.english if not e.endswith("s")), unit.english[0]) if single else unit.english[0]


def format_quantity(quantity: Quantity, language: str = "vi") -> str:
    """A quantity as it is written in ``language``: "2.511 tỷ đồng", "2,511 billion đồng", "72,4%", "13/13 chỉ tiêu"."""
    number = format_number(quantity.value, language)
    if quantity.total is not None:
        number += "/" + format_number(quantity.total, language)
    if quantity.unit is None:
        return number
    unit = format_unit(quantity.unit, language)
    return number + unit if quantity.unit[0] in "%‰" else f"{number} {unit}"
