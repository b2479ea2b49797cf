"""Every metadata field of official texts of many bodies and forms."""

from __future__ import annotations

from datetime import date

import pytest

from index.model import Kind
from ingest.issuers import issuer_name
from ingest.parse import parse_text
from tests.ingest.officials import OFFICIALS, Official


@pytest.mark.parametrize("gold", OFFICIALS, ids=lambda gold: gold.name)
def test_every_field(gold: Official) -> None:
    document = parse_text(gold.text, file="a.md").document
    found = {
        "kind": document.kind,
        "number": document.number,
        "issuer": document.issuer,
        "place": document.place,
        "issued": document.date_issued,
        "effective": document.date_effective,
        "title": document.title,
        "signer": document.signer,
        "relations": {(r.type, r.target, r.scope) for r in document.relations},
    }
    assert found == {name: getattr(gold, name) for name in found}


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("VĂN PHÒNG CHÍNH PHỦ", "Văn phòng Chính phủ"),
        ("THỦ TƯỚNG CHÍNH PHỦ", "Thủ tướng Chính phủ"),
        ("BỘ VĂN HÓA, THỂ THAO VÀ DU LỊCH", "Bộ Văn hóa, Thể thao và Du lịch"),
        ("BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG CỤC THỦY LỢI", "Cục Thủy lợi"),
        ("UỶ BAN NHÂN DÂN TP. HẢI PHÒNG SỞ Y TẾ", "Sở Y tế thành phố Hải Phòng"),
        ("UBND TP HẢI PHÒNG", "Ủy ban nhân dân thành phố Hải Phòng"),
        ("HĐND HUYỆN MAI SƠN BAN PHÁP CHẾ", "Ban Pháp chế Hội đồng nhân dân huyện Mai Sơn"),
        ("CÔNG AN TỈNH LAI CHÂU", "Công an tỉnh Lai Châu"),
        ("BỘ TÀI CHÍNH - BỘ NỘI VỤ", "Bộ Tài chính - Bộ Nội vụ"),
        ("Trung tâm Văn hóa xã", "Trung tâm Văn hóa xã"),
    ],
)
def test_names_of_bodies(printed: str, name: str) -> None:
    assert issuer_name(printed, "") == name


def test_a_form_with_an_address_is_no_letter() -> None:
    form = "# Mẫu đơn\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\nĐƠN ĐỀ NGHỊ\n\nKính gửi: Ủy ban nhân dân xã\n"
    assert parse_text(form, file="a.md").document.kind.value == "article"


def test_an_appendix_in_a_file_of_its_own_belongs_to_what_it_was_issued_with() -> None:
    text = """**PHỤ LỤC II**

**BIỂU GIÁ NƯỚC SẠCH NÔNG THÔN**

*(Ban hành kèm theo Quyết định số 41/2024/QĐ-UBND ngày 05 tháng 9 năm 2024 của UBND tỉnh Ninh Bình)*

1. Hộ gia đình: 7.500 đồng/m3.
"""
    document = parse_text(text, file="a.md").document
    assert (document.kind, document.number, document.date_issued) == (
        Kind.DECISION,
        "41/2024/QĐ-UBND",
        date(2024, 9, 5),
    )
    assert (document.title, document.issuer, document.place) == (
        "BIỂU GIÁ NƯỚC SẠCH NÔNG THÔN",
        "Ủy ban nhân dân tỉnh Ninh Bình",
        "Ninh Bình",
    )
    page = parse_text("# Phụ lục là gì\n\nPhụ lục thường kèm theo Quyết định số 41/2024/QĐ-UBND.\n", file="b.md")
    assert page.document.kind is Kind.ARTICLE
