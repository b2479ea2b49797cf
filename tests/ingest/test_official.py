"""Every metadata field of official texts of many bodies and forms."""

from __future__ import annotations

import pytest

from ingest.issuers import issuer_name
from ingest.parse import parse_text
from tests.ingest.official import OFFICIALS, Official


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
