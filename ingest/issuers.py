"""Names of public bodies as running text writes them, from the capitals of a letterhead. Pure."""

from __future__ import annotations

import re
from collections import Counter

_UNITS = "THÀNH PHỐ|TỈNH|QUẬN|HUYỆN|THỊ XÃ|THỊ TRẤN|PHƯỜNG|XÃ|ĐẶC KHU"
_LOCAL = re.compile(
    r"(?P<chair>CHỦ TỊCH )?(?P<body>HỘI ĐỒNG NHÂN DÂN|ỦY BAN NHÂN DÂN|NHÂN DÂN)"
    rf" (?P<unit>{_UNITS}) (?P<name>.+)"
)
# A body under another one, printed below it: the superior's place tells it from its like elsewhere.
_UNDER_LOCAL = re.compile(
    rf"(?P<body>ỦY BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN) (?P<unit>{_UNITS}) (?P<name>.+?)"
    r" (?P<own>(?:SỞ|BAN|(?<!HẢI )PHÒNG|CHI CỤC|VĂN PHÒNG|TRUNG TÂM|THANH TRA|THƯỜNG TRỰC)\b .+|THANH TRA|VĂN PHÒNG)"
)
_UNDER_MINISTRY = re.compile(r"BỘ .+? (?P<own>(?:TỔNG CỤC|CỤC|(?<!NỘI )VỤ|THANH TRA)\b .+)")
_TYPES = re.compile(
    r"(?P<type>VĂN PHÒNG|TỔNG CỤC|CHI CỤC|CỤC|VỤ|BỘ|SỞ|BAN|PHÒNG|TRUNG TÂM|THANH TRA|VIỆN|KHO BẠC|NGÂN HÀNG|CÔNG AN|"
    r"BẢO HIỂM XÃ HỘI|ĐẢNG ỦY)(?: (?P<rest>.+))?"
)
_PLACED = re.compile(rf"(?P<fields>.*?)\s*\b(?P<unit>{_UNITS}) (?P<name>.+)")
_JOINT = re.compile(r"\s+[-–]\s+(?=(?:BỘ|SỞ|BAN|CỤC|ỦY BAN|HỘI ĐỒNG|THANH TRA|BẢO HIỂM|NGÂN HÀNG)\s)")
_FIELD = re.compile(r"(^|, | và | - )(\w)")
_NAMES = re.compile(r"\b(?:quốc hội|chính phủ)\b")
_SHORT = (
    (re.compile(r"U[ỶỲ]\b|Ủy"), "ỦY"),
    (re.compile(r"\bUBND\b"), "ỦY BAN NHÂN DÂN"),
    (re.compile(r"\bHĐND\b"), "HỘI ĐỒNG NHÂN DÂN"),
    (re.compile(r"\bTP\.?(?=\s)"), "THÀNH PHỐ"),
)


def issuer_name(printed: str, text: str) -> str:
    """The name of the body that a letterhead names last, with its superior's place where that tells it apart.

    What isn't printed in capitals stays; ``text`` is the document, which may write the name itself.

    >>> issuer_name("ỦY BAN NHÂN DÂN TỈNH CAO BẰNG", "")
    'Ủy ban nhân dân tỉnh Cao Bằng'
    >>> issuer_name("UBND TỈNH LẠNG SƠN SỞ GIÁO DỤC VÀ ĐÀO TẠO", "")
    'Sở Giáo dục và Đào tạo tỉnh Lạng Sơn'
    """
    printed = " ".join(printed.split()).replace("Uỷ", "Ủy")
    if not printed.isupper():
        return printed
    for pattern, written in _SHORT:
        printed = pattern.sub(written, printed)
    joint = _JOINT.split(printed)
    if len(joint) > 1:
        return " - ".join(issuer_name(part, text) for part in joint)
    if under := _UNDER_LOCAL.fullmatch(printed):
        own, place = _agency(under["own"], text), f"{under['unit'].lower()} {under['name'].title()}"
        body = re.match(r"VĂN PHÒNG|THƯỜNG TRỰC", under["own"]) or under["body"].startswith("HỘI")
        if re.search(rf" (?:{_UNITS.lower()}) ", own):
            return own
        return f"{own} {under['body'].capitalize()} {place}" if body else f"{own} {place}"
    under = _UNDER_MINISTRY.fullmatch(printed)
    return _agency(under["own"] if under else printed, text)


def written_issuer(name: str) -> str:
    """The name of a body as running text gives it, its abbreviations written out.

    >>> written_issuer("UBND quận Tây Hồ")
    'Ủy ban nhân dân quận Tây Hồ'
    """
    name = name.replace("UBND", "Ủy ban nhân dân").replace("HĐND", "Hội đồng nhân dân").replace("Uỷ", "Ủy")
    return name[0].upper() + name[1:]


def _agency(printed: str, text: str) -> str:
    if local := _LOCAL.fullmatch(printed):
        chair = "Chủ tịch " if local["chair"] else ""
        return f"{chair}{local['body'].capitalize()} {local['unit'].lower()} {local['name'].title()}"
    written = Counter(
        m.group()
        for m in re.finditer(re.escape(printed), text.replace("Uỷ", "Ủy"), re.IGNORECASE)
        if not m.group().isupper() and any(word[0].isupper() for word in m.group().split()[1:])
    )
    if written:
        found = written.most_common(1)[0][0]
        return found[0].upper() + found[1:]
    kind = _TYPES.fullmatch(printed)
    if kind is None or kind["rest"] is None:
        return _NAMES.sub(lambda m: m.group().capitalize(), printed.capitalize())
    if _LOCAL.fullmatch(kind["rest"]):
        return f"{kind['type'].capitalize()} {_agency(kind['rest'], text)}"
    placed = _PLACED.fullmatch(kind["rest"])
    fields = _fields(placed["fields"] if placed else kind["rest"])
    place = f"{placed['unit'].lower()} {placed['name'].title()}" if placed else ""
    return " ".join(part for part in (kind["type"].capitalize(), fields, place) if part)


def _fields(printed: str) -> str:
    """What a body is for: each of its fields with a capital ("Giáo dục và Đào tạo")."""
    return _FIELD.sub(lambda m: m[1] + m[2].upper(), printed.lower())
