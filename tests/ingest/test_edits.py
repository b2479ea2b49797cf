"""What readers changed by hand holds when folders are ingested again."""

from __future__ import annotations

from pathlib import Path

from index.library import Library
from ingest.pipeline import ingest
from tests.support import HashEmbedder


def test_what_readers_deleted_or_corrected_stays_so(tmp_path: Path) -> None:
    folder = tmp_path / "kho"
    folder.mkdir()
    for name in ("mot.md", "hai.md"):
        text = f"# Thông báo {name}\n\nPhường {name} họp ngày 3 tháng 5 năm 2031.\n"
        (folder / name).write_text(text, encoding="utf-8")
    library = Library.open(tmp_path / "home", HashEmbedder())
    ingest([folder], library)
    ids = {record.file: record.id for record in library.documents()}
    library.edits.delete(ids["mot.md"], "an")
    library.edits.correct(ids["hai.md"], {"title": "Tên đúng"})
    (folder / "hai.md").write_text("# Thông báo khác\n\nNội dung mới của phường.\n", encoding="utf-8")
    report = ingest([folder], library)
    assert [(s.file, s.reason) for s in report.skipped] == [("mot.md", "deleted from the library")]
    assert [(r.file, r.title) for r in library.documents()] == [("hai.md", "Tên đúng")]
    library.edits.bring_back(ids["mot.md"])
    assert ingest([folder], library).unchanged == 2
    assert (folder / "mot.md").exists()
    library.close()
