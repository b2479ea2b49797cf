"""Questions on a paper itself: who signed it, when, who issued it, what acted on it since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.paper_answer import Wanted, answer, wanted
from assistant.understand import understand
from index.library import Library
from index.model import Filters
from ingest.parse import parse_text
from tests.support import HashEmbedder

_HEAD = "ỦY BAN NHÂN DÂN\nTỈNH {place}\n\nSố: {number}\n\n{town}, ngày {day}\n\nQUYẾT ĐỊNH\n\n{title}\n\n"
_OLD = _HEAD + (
    "Điều 1. Mức hỗ trợ là 3 triệu đồng một hộ.\n\nĐiều 2. Trưởng phòng ký giấy xác nhận cho từng hộ.\n\n"
    "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nLê Hoài Phương\n"
)
_NEW = _HEAD + (
    "Điều 1. Mức hỗ trợ là 5 triệu đồng một hộ.\n\nĐiều 2. Quyết định này có hiệu lực từ ngày 01 tháng 3 năm 2031 và "
    "thay thế Quyết định số 41/2029/QĐ-UBND ngày 07 tháng 6 năm 2029.\n\n"
    "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nTrần Quang Hải\n"
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Two decisions of one province, the later replacing the earlier, and one of another with the same number."""
    about = "Quy định mức hỗ trợ hộ nuôi ong"
    old = {"number": "41/2029/QĐ-UBND", "day": "07 tháng 6 năm 2029", "title": about}
    new = {"number": "12/2031/QĐ-UBND", "day": "18 tháng 02 năm 2031", "title": about}
    with Library.open(tmp_path_factory.mktemp("papers"), HashEmbedder()) as opened:
        opened.apply(
            [
                parse_text(_OLD.format(place="LÂM ĐỒNG", town="Đà Lạt", **old), file="cu.txt"),
                parse_text(_NEW.format(place="LÂM ĐỒNG", town="Đà Lạt", **new), file="moi.txt"),
                parse_text(_OLD.format(place="SƠN LA", town="Sơn La", **new), file="noi-khac.txt"),
            ]
        )
        yield opened


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("Ai đã ký Quyết định 41/2029/QĐ-UBND?", Wanted.SIGNER),
        ("nguoi ky quyet dinh so 41/2029/QD-UBND la ai", Wanted.SIGNER),
        ("Quyết định số 41/2029/QĐ-UBND của tỉnh do ai ký ban hành?", Wanted.SIGNER),
        ("Who signed Decision No. 41/2029/QĐ-UBND?", Wanted.SIGNER),
        ("Quyết định 41/2029/QĐ-UBND được ban hành ngày nào?", Wanted.DATE),
        ("When was Decision 41/2029/QĐ-UBND issued?", Wanted.DATE),
        ("Cơ quan nào ban hành Quyết định 41/2029/QĐ-UBND?", Wanted.ISSUER),
        ("Văn bản nào đã thay thế Quyết định 41/2029/QĐ-UBND?", Wanted.SUCCESSOR),
        ("Quyết định 41/2029/QĐ-UBND còn hiệu lực không?", Wanted.SUCCESSOR),
        ("Is Decision 41/2029/QĐ-UBND still in force?", Wanted.SUCCESSOR),
        ("Who signed Lâm Đồng Decision 41/2029/QĐ-UBND?", Wanted.SIGNER),
        ("Who signed the Lâm Đồng People's Committee Decision 41/2029/QĐ-UBND on beekeepers?", Wanted.SIGNER),
        ("Who signed Lâm Đồng's Decision 41/2029/QĐ-UBND?", Wanted.SIGNER),
        ("Quyết định 41/2029/QĐ-UBND có hiệu lực từ ngày nào?", Wanted.EFFECT),
        ("quyet dinh 41/2029/QD-UBND ve ho nuoi ong co hieu luc thi hanh ke tu khi nao", Wanted.EFFECT),
        ("Ngày có hiệu lực của Quyết định 41/2029/QĐ-UBND?", Wanted.EFFECT),
        ("When does Decision 41/2029/QĐ-UBND on beekeepers take effect?", Wanted.EFFECT),
        ("When did Decision 41/2029/QĐ-UBND come into force?", Wanted.EFFECT),
        ("From what date is Decision 41/2029/QĐ-UBND effective?", Wanted.EFFECT),
        ("Effective date of Lâm Đồng Decision 41/2029/QĐ-UBND", Wanted.EFFECT),
        ("Which decision replaced the 41/2029/QĐ-UBND?", Wanted.SUCCESSOR),
    ],
)
def test_what_is_asked_of_a_paper_is_read(question: str, what: Wanted) -> None:
    assert wanted(understand(question)) == (what, "41/2029/QĐ-UBND")


@pytest.mark.parametrize(
    "question",
    [
        "Theo Quyết định 41/2029/QĐ-UBND, ai ký giấy xác nhận cho hộ nuôi ong?",
        "Quyết định 41/2029/QĐ-UBND quy định mức hỗ trợ bao nhiêu?",
        "Theo Quyết định 41/2029/QĐ-UBND, hồ sơ nộp trước ngày nào?",
        "Under Decision 41/2029/QĐ-UBND, who signs the certificate?",
        "Ai ký giấy phép xây dựng?",
        "Theo Quyết định 41/2029/QĐ-UBND, giấy xác nhận có hiệu lực từ ngày nào?",
        "Under Decision 41/2029/QĐ-UBND, when does the support start?",
        "Until what date is Decision 41/2029/QĐ-UBND in force?",
        "Until when is Decision 41/2029/QĐ-UBND in effect?",
        "Quyết định 41/2029/QĐ-UBND có hiệu lực đến ngày nào?",
    ],
)
def test_what_a_paper_lays_down_is_left_to_its_text(question: str) -> None:
    assert wanted(understand(question)) is None


def _said(library: Library, question: str, language: str = "vi") -> tuple[str, str]:
    draft = answer(understand(question), library, Filters(), language)  # type: ignore[arg-type]
    assert draft is not None and draft.status == "answered"
    (statement,) = draft.statements
    return statement.text, statement.sources[0].quote


def test_the_signature_block_is_cited(library: Library) -> None:
    text, quote = _said(library, "Ai ký Quyết định 41/2029/QĐ-UBND?")
    assert "Lê Hoài Phương" in text
    assert quote.startswith("TM. ỦY BAN NHÂN DÂN") and quote.endswith("Lê Hoài Phương")


def test_the_line_of_the_date_is_cited(library: Library) -> None:
    text, quote = _said(library, "When was Decision 41/2029/QĐ-UBND issued?", "en")
    assert "7 June 2029" in text and "07 tháng 6 năm 2029" in quote


@pytest.mark.parametrize(
    ("question", "language", "day"),
    [
        ("Quyết định 12/2031/QĐ-UBND của tỉnh Lâm Đồng có hiệu lực khi nào?", "vi", "01/03/2031"),
        ("When does Lâm Đồng Decision 12/2031/QĐ-UBND take effect?", "en", "1 March 2031"),
    ],
)
def test_the_day_of_effect_is_cited(library: Library, question: str, language: str, day: str) -> None:
    text, quote = _said(library, question, language)
    assert day in text and "có hiệu lực từ ngày 01 tháng 3 năm 2031" in quote


def test_in_force_at_its_issue_cites_the_day_of_issue_too(tmp_path: Path) -> None:
    text = _OLD.replace("Điều 2. ", "Điều 3. Quyết định này có hiệu lực kể từ ngày ký ban hành.\n\nĐiều 2. ")
    fields = {"place": "SƠN LA", "town": "Sơn La", "number": "9/2029/QĐ-UBND", "title": "Quy định mức hỗ trợ"}
    with Library.open(tmp_path / "home", HashEmbedder()) as opened:
        opened.apply([parse_text(text.format(day="07 tháng 6 năm 2029", **fields), file="a.txt")])
        draft = answer(understand("Quyết định 9/2029/QĐ-UBND có hiệu lực từ ngày nào?"), opened, Filters(), "vi")
    assert draft is not None
    (statement,) = draft.statements
    assert "07/06/2029" in statement.text
    assert ["kể từ ngày ký" in source.quote for source in statement.sources] == [True, False]
    assert "07 tháng 6 năm 2029" in statement.sources[1].quote


def test_one_number_of_two_places_is_told_apart_by_the_place(library: Library) -> None:
    assert answer(understand("Ai ký Quyết định 12/2031/QĐ-UBND?"), library, Filters(), "vi") is None
    text, _ = _said(library, "Ai ký Quyết định 12/2031/QĐ-UBND của tỉnh Lâm Đồng?")
    assert "Trần Quang Hải" in text


def test_what_replaced_a_paper_is_told_by_the_paper_that_did(library: Library) -> None:
    text, quote = _said(library, "Quyết định 41/2029/QĐ-UBND còn hiệu lực không?")
    assert "thay thế bởi" in text and "12/2031/QĐ-UBND" in text
    assert "thay thế Quyết định số 41/2029/QĐ-UBND" in quote
    earlier = Filters(as_of=date(2030, 1, 1))
    assert answer(understand("Quyết định 41/2029/QĐ-UBND còn hiệu lực không?"), library, earlier, "vi") is None


def test_a_paper_that_is_not_there_is_not_answered_for(library: Library, tmp_path: Path) -> None:
    assert answer(understand("Ai ký Quyết định 77/2029/QĐ-UBND?"), library, Filters(), "vi") is None
