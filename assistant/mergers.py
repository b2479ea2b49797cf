"""Mergers of administrative units as documents tell them: which communes, wards or provinces became which.

Read are sentences ("Sắp xếp toàn bộ … của các xã A và B thành xã mới có tên gọi là xã C", "Thành lập xã C trên cơ sở
nhập …", "Xã C được hình thành từ …", "Nhập xã A vào xã C", "Đổi tên xã A thành xã C"), rows of tables of new and old
units, and what stays as it was ("… không thực hiện sắp xếp là các xã …").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from assistant.names import UPPER
from index.text import fold, normalise_spelling, words

_COMMUNES: Final = frozenset({"xa", "phuong", "thi tran", "dac khu"})
_PROVINCES: Final = frozenset({"tinh", "thanh pho"})
_LEVELS: Final = (_COMMUNES, _PROVINCES)
_DISTRICTS: Final = frozenset({"huyen", "thi xa"})

_KIND = r"(?:[Xx]ã|[Pp]hường|[Tt]hị trấn|[Đđ]ặc khu|[Tt]hị xã|[Tt]hành phố|TP\.?|[Tt]ỉnh|[Qq]uận|[Hh]uyện)"
_WORD = rf"(?:(?!(?:Xã|Phường|Thị trấn|Thị xã|Đặc khu|Thành phố|Tỉnh|Quận|Huyện|TP)\b)[{UPPER}][\w’']*|\d{{1,2}}(?!\w))"
_NAME = rf"(?:Nông trường )?{_WORD}(?:(?: | ?[-–] ?){_WORD})*"
_MERGE = r"(?:[Ss]ắp xếp|[Ss]áp nhập|[Nn]hập|[Hh]ợp nhất|[Gg]ộp|[Đđ]iều chỉnh)"
_ALL = r"(?:toàn bộ|một phần|phần còn lại|nguyên trạng)"
_NAMED = r"(?:có tên gọi|tên gọi|đặt tên|lấy tên|mang tên|có tên)(?: chung)?(?: mới)?(?: là)?"

# "… thành xã mới có tên gọi là xã C", "… thành một đơn vị hành chính, đặt tên là phường C".
_BECOMES = re.compile(rf"{_NAMED}:? ({_KIND}) ({_NAME})")
_BEGINS = re.compile(rf"{_MERGE} (?={_ALL})")
_BEGINS_ANYHOW = re.compile(rf"{_MERGE} (?=các |{_KIND} )")
# "Thành lập xã C trên cơ sở nhập …", "Xã C (mới) của tỉnh T được hình thành từ …".
_FOUNDED = re.compile(
    rf"({_KIND}) ({_NAME})[^.;:?|]{{0,60}}?\b(?:trên cơ sở|(?:hình thành|thành lập|sáp nhập|hợp nhất|nhập|lập) từ)\b"
)
# "Nhập xã A vào xã C", "Đổi tên xã A thành xã C", "Hợp nhất tỉnh A và tỉnh B thành tỉnh C".
_JOINED = re.compile(rf"(?:{_MERGE}|[Đđ]ổi tên) ([^.;:?|]{{3,400}}?) (?:vào|thành) ({_KIND})(?: mới)? ({_NAME})")
_KEPT = re.compile(r"không (?:thực hiện |phải )?(?:sắp xếp|sáp nhập)\b[^.;?|]{0,12}?(?:\blà\b|\bgồm\b|:)\s*([^.;?|]+)")
_SUMMED = re.compile(rf"^(?:({_KIND}) )?({_NAME}) \(({_NAME}(?: ?\+ ?{_NAME})+)\)$")
_ALONE = re.compile(rf"^({_KIND}) ({_NAME})$")
_NEW_HEAD = re.compile(r"\bmoi\b|\bsau (?:khi )?(?:sap xep|sap nhap|hop nhat)|\bhinh thanh\b")
_OLD_HEAD = re.compile(r"\bcu\b|\btruoc\b|\bnhap tu\b|\b(?:duoc|thuc hien) (?:sap xep|sap nhap|nhap)")
_SENTENCE_END = re.compile(r"[.;](?:\s|$)")

# What a list of parts is made of. What was settled in another clause ("sau khi sắp xếp theo … Điều này") names none.
_TOKENS = re.compile(
    r"(?P<aside>sau khi .{0,120}?(?:Điều này|Nghị quyết này|Nghị quyết [\w/-]*\d[\w/-]*)|sau khi [^,]*)"
    rf"|\((?P<within>[^()]*)\)|(?P<share>{_ALL})|(?P<kind>{_KIND})(?=[ :])|(?P<name>{_NAME})"
    r"|(?P<joint>,|;|\+|\bvà\b|\bcùng\b)"
)
_GLUED = (
    (re.compile(rf"(xã|phường|thị trấn|đặc khu|thành phố|tỉnh|\bvà)(?=[{UPPER}])"), r"\1 "),
    (
        re.compile(rf"(?<=[^\W\d_])(?=thành {_KIND} (?:mới|có tên)|sau khi sắp xếp|và ?(?:các ?)?{_KIND} [{UPPER}\d])"),
        " ",
    ),
    (re.compile(rf"\b(là|của|và|các|vào|từ)(?=(?:các ?)?{_KIND} [{UPPER}\d])"), r"\1 "),
    (re.compile(rf"\b(các)(?={_KIND} [{UPPER}\d])"), r"\1 "),
    (re.compile(r"\)(?=\w)"), ") "),
)
_MARKUP = re.compile(r"\*+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Unit:
    """An administrative unit: ``kind`` is its folded title ("thi tran"), ``within`` the district told in brackets.

    ``partly``: only a part of it, or what another merger left of it, is meant.
    """

    kind: str
    name: str
    within: str = ""
    partly: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """The name's syllables, as spelled."""
        return tuple(normalise_spelling(w.text) for w in words(self.name))

    @property
    def level(self) -> frozenset[str]:
        """The kinds of units on its level."""
        return next((level for level in _LEVELS if self.kind in level), frozenset({self.kind}))


@dataclass(frozen=True, slots=True)
class Merger:
    """``parts`` became ``result``; no result: they stay as they were."""

    result: Unit | None
    parts: tuple[Unit, ...]

    @property
    def key(self) -> tuple[object, ...]:
        """The same for every telling of this merger."""
        return (self.result.key if self.result else (), frozenset(part.key for part in self.parts))


def spaced(text: str) -> str:
    """``text`` on one line without markup, with the blanks that its words lack ("tên gọi làxã", "Sá Tổngthành xã")."""
    said = _SPACE.sub(" ", _MARKUP.sub("", text)).strip()
    for pattern, blank in _GLUED:
        said = pattern.sub(blank, said)
    return said


def read_merger(text: str, heads: str = "") -> Merger | None:
    """The merger that a sentence tells, or a row of a table with ``heads``; ``None`` where it tells none.

    >>> read_merger("Nhập xã An Bình và xã An Lạc thành xã mới có tên gọi là xã Bình Lạc.").result.name
    'Bình Lạc'
    """
    said = spaced(text)
    if said.endswith("?"):
        return None
    if "|" in said:
        return _of_row(said, heads)
    return _of_sentence(said)


def _of_sentence(said: str) -> Merger | None:
    named = _BECOMES.search(said)
    if named:
        before = said[: named.start()]
        begin = _BEGINS.search(before) or _BEGINS_ANYHOW.search(before)
        return _merger(_unit(named[1], named[2]), before[begin.end() if begin else 0 :])
    founded = _FOUNDED.search(said)
    if founded:
        rest = said[founded.end() :]
        end = _SENTENCE_END.search(rest)
        return _merger(_unit(founded[1], founded[2]), rest[: end.start() if end else None])
    joined = _JOINED.search(said)
    if joined:
        return _merger(_unit(joined[2], joined[3]), joined[1])
    kept = _KEPT.search(said)
    parts = _parts(kept[1], _LEVELS[0]) or _parts(kept[1], _LEVELS[1]) if kept else ()
    return Merger(None, parts) if parts else None


def _merger(result: Unit, listed: str) -> Merger | None:
    # An island district may have become one special zone.
    parts = _parts(listed, result.level) or _parts(listed, _DISTRICTS)
    alone = len(parts) == 1 and (parts[0].kind, parts[0].key) == (result.kind, result.key)
    return Merger(result, parts) if parts and not alone else None


def _unit(title: str, name: str) -> Unit:
    kind = fold(title)
    return Unit("thanh pho" if kind.startswith("tp") else kind, name)


def _parts(listed: str, level: frozenset[str]) -> tuple[Unit, ...]:
    """The units of ``level`` that a list names in order; those of another level say where the ones before lie."""
    parts: list[Unit] = []
    kind, partly, shared, joint = "", False, False, -1  # ``joint``: where a name may begin
    for token in _TOKENS.finditer(listed):
        if token["share"]:
            # "một phần diện tích, toàn bộ dân số của phường A": a part all the same.
            partly = token["share"] not in {"toàn bộ", "nguyên trạng"} or (shared and partly)
            shared = True
        elif token["kind"]:
            kind, joint = _unit(token["kind"], "").kind, token.end()
        elif token["within"] is not None:
            if parts and not parts[-1].within and token["within"] not in {"cũ", "mới"}:
                parts[-1] = replace(parts[-1], within=token["within"].strip())
        elif token["joint"]:
            joint = token.end()
        elif token["name"] and joint >= 0 and not listed[joint : token.start()].strip(" :"):
            joint, shared = -1, False
            if kind in level:
                parts.append(Unit(kind, token["name"], partly=partly))
            elif parts:
                parts[-1] = replace(parts[-1], within=f"{kind} {token['name']}")
    return tuple(dict.fromkeys(parts))


def _of_row(said: str, heads: str) -> Merger | None:
    cells = [cell.strip() for cell in said.split("|")]
    for cell in cells:
        summed = _SUMMED.match(cell)
        if summed:
            kind = _unit(summed[1] or "Tỉnh", "").kind
            names = [name.strip() for name in summed[3].split("+")]
            return Merger(Unit(kind, summed[2]), tuple(Unit(kind, name) for name in names))
    tops = [cell.strip() for cell in heads.rpartition(". ")[2].split("|")]
    old = new = None
    for cell, head in zip(cells, map(fold, tops), strict=False) if len(tops) == len(cells) else ():
        if new is None and _NEW_HEAD.search(head):
            new = cell
        elif old is None and _OLD_HEAD.search(head):
            old = cell
    alone = [found for cell in ([new] if new else cells) if (found := _ALONE.match(cell))]
    listed = [old] if old else [cell for cell in cells if _BEGINS_ANYHOW.match(cell) or _BEGINS.match(cell)]
    return _merger(_unit(alone[0][1], alone[0][2]), listed[0]) if alone and listed else None
