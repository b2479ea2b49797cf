"""Old and open office files through LibreOffice, and .doc files that are something else."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import docx
import pytest
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn

from ingest.blocks import MissingToolError, ReadError
from ingest.readers import read

DATA = Path(__file__).parent.parent / "data"
needs_soffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def texts(data: bytes, name: str) -> list[str]:
    return [b.text for b in read(data, name).blocks]


@needs_soffice
@pytest.mark.parametrize("suffix", [".doc", ".odt", ".rtf"])
def test_the_same_report_in_each_format(suffix: str) -> None:
    found = texts((DATA / f"bao-cao{suffix}").read_bytes(), f"bao-cao{suffix}")
    expected = texts((DATA / "bao-cao.docx").read_bytes(), "bao-cao.docx")
    assert found == expected
    assert "Quỹ đất công ích | 300 | 310 | 103,3%" in found


@needs_soffice
def test_a_document_reaches_no_other_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.odt"
    secret.write_bytes((DATA / "bao-cao.odt").read_bytes())
    buffer = io.BytesIO()
    with zipfile.ZipFile(DATA / "bao-cao.odt") as source, zipfile.ZipFile(buffer, "w") as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "content.xml":
                start = content.index(b"<office:text")
                link = (
                    f'<text:section text:name="a"><text:section-source xlink:href="{secret.as_uri()}"/>'
                    "<text:p>Chỉ có câu này.</text:p></text:section>"
                )
                content = content[:start] + b"<office:text>" + link.encode() + b"</office:text></office:body>"
                content += b"</office:document-content>"
            target.writestr(member, content)
    assert texts(buffer.getvalue(), "link.odt") == ["Chỉ có câu này."]


def test_doc_files_of_another_kind() -> None:
    page = "<html><body><p>Thông báo lịch tiếp công dân tháng 5 của xã.</p></body></html>".encode()
    assert texts(page, "thong-bao.doc") == ["Thông báo lịch tiếp công dân tháng 5 của xã."]
    assert texts((DATA / "bao-cao.docx").read_bytes(), "bao-cao.doc")[0].startswith("Báo cáo tình hình")
    with pytest.raises(ReadError, match="not that of a"):
        read(b"MZ\x90\x00program", "a.doc")
    with pytest.raises(ReadError, match="not that of a"):
        read(b"just some bytes", "a.doc")


def test_without_libreoffice_the_reason_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(MissingToolError, match="libreoffice-writer-nogui"):
        read((DATA / "bao-cao.rtf").read_bytes(), "bao-cao.rtf")


def with_footnotes(notes: str) -> bytes:
    """A Word document whose second paragraph and table refer to the footnotes 2 and 3."""
    document = docx.Document()
    document.add_paragraph("Xã thu 1.284 triệu đồng.")
    paragraph = document.add_paragraph("Quỹ đất công ích đạt 310 triệu đồng.")
    cell = document.add_table(2, 2).cell(1, 1)
    cell.text = "92,5%"
    for number, place in (("2", paragraph), ("3", cell.paragraphs[0])):
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), number)
        place.add_run()._r.append(reference)
    document.add_paragraph("Hết.")
    blob = f"<w:footnotes {nsdecls('w')}>{notes}</w:footnotes>".encode()
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, blob, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def note(number: str, text: str) -> str:
    return f'<w:footnote w:id="{number}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>'


def test_footnotes_stand_where_the_text_refers_to_them() -> None:
    notes = note("2", "Gồm cả nợ năm trước.") + note("3", "So với kế hoạch điều chỉnh.") + note("9", "Không ai nhắc.")
    assert texts(with_footnotes(notes), "a.docx") == [
        "Xã thu 1.284 triệu đồng.",
        "Quỹ đất công ích đạt 310 triệu đồng.",
        "[1] Gồm cả nợ năm trước.",
        "92,5%",
        "[2] So với kế hoạch điều chỉnh.",
        "Hết.",
    ]


def test_damaged_footnotes_do_not_cost_the_text() -> None:
    assert "Hết." in texts(with_footnotes("<w:footnote"), "a.docx")
