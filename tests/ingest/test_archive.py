"""Archives: each member is a document of its own; what is too big, too deep or tricky is refused by name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.library import Library
from ingest.pipeline import ingest
from ingest.readers import archive, is_supported
from ingest.readers.archive import Member, members, read_member
from tests.support import HashEmbedder

DATA = Path(__file__).parent.parent / "data"
NOTE = "Xã An Bình có 12 thôn và 3.480 hộ dân.\n"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home", HashEmbedder()) as opened:
        yield opened


def zipped(path: Path, content: dict[str, bytes | str]) -> Path:
    path.parent.mkdir(exist_ok=True, parents=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in content.items():
            target.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return path


def inner(content: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in content.items():
            target.writestr(name, data)
    return buffer.getvalue()


def test_members_are_documents(tmp_path: Path, library: Library) -> None:
    folder = tmp_path / "kho"
    zipped(
        folder / "ho-so.zip", {"a/ghi-chu.txt": NOTE, "trong.zip": inner({"hai.md": "# Hai\n\n" + NOTE}), "x.bin": "0"}
    )
    (folder / "rieng.txt").write_text("Một tệp đứng riêng.\n", encoding="utf-8")
    report = ingest([folder], library)
    files = ["ho-so.zip/a/ghi-chu.txt", "ho-so.zip/trong.zip/hai.md", "rieng.txt"]
    assert sorted(report.done) == files
    record = library.find(files[0])[0]
    assert record.sources == (str(folder.resolve() / "ho-so.zip" / "a" / "ghi-chu.txt"),)
    again = ingest([folder], library)
    assert (again.done, again.unchanged, again.removed, again.failed) == ((), 3, (), ())
    zipped(folder / "ho-so.zip", {"a/ghi-chu.txt": NOTE + "Đã sửa."})
    changed = ingest([folder], library)
    assert (changed.done, changed.removed) == ((files[0],), (files[1],))
    (folder / "ho-so.zip").write_bytes(b"PK\x03\x04 broken")
    broken = ingest([folder], library)
    assert [f.file for f in broken.failed] == ["ho-so.zip"]
    assert library.find(files[0])  # what can't be read now isn't gone
    (folder / "ho-so.zip").unlink()
    assert ingest([folder], library).removed == (files[0],)


def test_names_are_made_safe(tmp_path: Path) -> None:
    names = [
        "../../etc/a.txt",
        "/root/b.txt",
        "C:\\tai lieu\\c.txt",
        "d\ne.txt",
        "../a.txt",
        ".an/f.txt",
        "__MACOSX/g.txt",
    ]
    path = zipped(tmp_path / "a.zip", {name: NOTE + name for name in names})
    found = [m.name for m in members(path, "a.zip", is_supported)]
    assert found == ["etc/a.txt", "root/b.txt", "tai lieu/c.txt", "d_e.txt", "a.txt"]
    for name in found:
        assert read_member(path, name, name, is_supported).decode().startswith(NOTE)


def test_a_link_in_an_archive_is_named_and_not_followed(tmp_path: Path, library: Library) -> None:
    folder = tmp_path / "kho"
    zipped(folder / "a.zip", {"tot.txt": NOTE})
    link = zipfile.ZipInfo("lien-ket.txt")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(folder / "a.zip", "a") as target:
        target.writestr(link, "/etc/passwd")
    report = ingest([folder], library)
    assert report.done == ("a.zip/tot.txt",)
    assert [(f.file, f.reason) for f in report.failed] == [("a.zip/lien-ket.txt", "a link")]


def test_names_that_become_equal_are_told_apart(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": "một", "../a.txt": "hai"})
    assert [m.name for m in members(path, "a.zip", is_supported)] == ["a.txt", "a~2.txt"]
    assert read_member(path, "x", "a~2.txt", is_supported).decode() == "hai"


def test_vietnamese_names_without_the_mark_for_utf8() -> None:
    entry = zipfile.ZipInfo("báo cáo.txt".encode().decode("cp437"))
    assert archive.safe_name(entry) == "báo cáo.txt"


def test_bombs_are_refused(tmp_path: Path, library: Library) -> None:
    folder = tmp_path / "kho"
    zipped(folder / "bom.zip", {"0.txt": b"0" * 30_000_000, "ok.txt": NOTE})
    layers = inner({"a.txt": NOTE})
    for _ in range(5):
        layers = inner({"b.zip": layers})
    zipped(folder / "sau.zip", {"c.zip": layers})
    report = ingest([folder], library)
    assert report.done == ("bom.zip/ok.txt",)
    assert {f.file: f.reason for f in report.failed} == {
        "bom.zip/0.txt": "unpacks to more than is allowed",
        "sau.zip/c.zip/b.zip": "an archive more than 2 deep",
    }


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "a.zip", {f"{n}.txt": "a" for n in range(12)})
    assert len(members(path, "a.zip", is_supported)) == 12
    monkeypatch.setattr(archive, "MAX_MEMBERS", 10)
    with pytest.raises(archive.ReadError, match="more than 10 documents"):
        members(path, "a.zip", is_supported)
    monkeypatch.setattr(archive, "MAX_TOTAL", 5)
    with pytest.raises(archive.ReadError, match="more than is allowed"):
        members(path, "a.zip", is_supported)


def test_a_locked_member_is_named(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": NOTE})
    data = bytearray(path.read_bytes())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + offset] |= 1
    path.write_bytes(data)
    assert members(path, "a.zip", is_supported) == [Member("a.txt", "is locked with a password")]


def test_the_bundled_archive(library: Library) -> None:
    report = ingest([DATA / "ho-so.zip"], library)
    assert sorted(report.done) == [f"ho-so.zip/{n}" for n in ("2024/bao-cao.docx", "ghi-chu.txt", "thu-ngan-sach.csv")]
